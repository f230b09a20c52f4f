"""Which telegrams reach a district secretary in a month, and how the village answers.

Chosen from the state of the model alone; each is a name, whose words stand in page/strings, and the
numbers that the words need. Thresholds say what is worth a telegram, and move nothing (ASSUMED).
"""

from __future__ import annotations

from typing import Any

Facts = dict[str, Any]
Told = list[dict[str, Any]]

HIGH, LOW = 50.0, 20.0
"""percent of a lever's range at which a campaign is on, and under which it is over"""
BLAMED = 30.0
"""blame for excess (percent) at which the centre turns on those who went too far"""
HUNGRY, CROWD, DYING = 5.0, 0.1, 1.0
"""percent starving, crowds per 10,000 and hunger deaths per 1000 a month that are told"""


def telegrams(now: Facts, before: Facts | None) -> Told:
    """What comes from above, at least one line a month."""
    found = [*_campaigns(now, before), *_personal(now, before), *_plan(now)]
    return found or [_line("routine", month=now["month"])]


def _line(name: str, **numbers: Any) -> dict[str, Any]:
    return {"name": name, **numbers}


def _campaigns(now: Facts, before: Facts | None) -> Told:
    """Campaigns that begin, end, or turn on those who went too far."""
    found, levers = [], now["levers"]
    past = before["levers"] if before else levers
    for lever in ("taking", "joining"):
        if levers[lever] >= HIGH > past[lever]:
            found.append(_line(f"{lever}_begins", force=levers[lever]))
        if levers[lever] < LOW <= past[lever]:
            found.append(_line(f"{lever}_ends", force=levers[lever]))
    if levers["blame"] >= BLAMED > past["blame"]:
        found.append(_line("excess_blamed", blame=levers["blame"]))
    if levers["penalty"] >= HIGH > past["penalty"]:
        found.append(_line("penalties_rise", penalty=levers["penalty"]))
    return found


def _personal(now: Facts, before: Facts | None) -> Told:
    """What concerns the secretary: charges, a plea's answer, an envoy."""
    found = []
    for entry in now["record"]:
        if entry["what"] in ("reprimand", "dismissal", "expulsion", "trial"):
            found.append(_line(entry["what"], charge=entry["detail"]))
        elif entry["what"] in ("promoted", "transferred"):
            found.append(_line(entry["what"]))
    if now["deed"]["plea"]:
        found.append(_line("plea_heard" if now["deed"]["heard"] else "plea_refused"))
    if now["deed"]["envoy"]:
        there = before is not None and before["deed"]["envoy"]
        found.append(_line("envoy_stays" if there else "envoy"))
    return found


def _plan(now: Facts) -> Told:
    """Where deliveries stand: the target in July, then the share of what is due."""
    grain, month = now["grain"], int(now["month"][5:])
    if month == 7:
        return [_line("target", target=grain["target"], assessed=grain["assessed"])]
    if not grain["due"]:
        return []
    done, region = grain["fulfilled"], now["region"]
    if done >= 100.0:
        return [_line("fulfilled", fulfilled=done)]
    name = "behind" if done < (region["fulfilled"] or 0.0) - 5.0 or done < 80.0 else "on_course"
    return [_line(name, fulfilled=done, region=region["fulfilled"], ahead=region["ahead"],
                  districts=region["districts"] - 1)]  # fmt: skip


def village(now: Facts, before: Facts | None) -> Told:
    """How the villages of the district answer."""
    people, past = now["people"], (before or now)["people"]
    found = []
    if people["crowds"] >= CROWD:
        found.append(_line("crowds", crowds=people["crowds"]))
    if people["starving"] >= HUNGRY:
        found.append(_line("hunger", starving=people["starving"]))
    if people["deaths"] >= DYING:
        found.append(_line("deaths", deaths=people["deaths"]))
    change = people["kolkhoz"] - past["kolkhoz"]
    if abs(change) >= 2.0:
        name = "joined" if change > 0.0 else "left_kolkhoz"
        found.append(_line(name, change=round(abs(change), 1), kolkhoz=people["kolkhoz"]))
    gone = 100.0 * (1.0 - people["villagers"] / max(1.0, past["villagers"]))
    if gone >= 1.5:
        found.append(_line("fewer", gone=round(gone, 1)))
    if now["grain"]["sold_back"] and now["grain"]["sold_back"] > 0.0:
        found.append(_line("sold_back", kg=now["grain"]["sold_back"]))
    return found or [_line("quiet")]
