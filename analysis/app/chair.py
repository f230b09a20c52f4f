"""The chair of a district secretary: what a person in it is told, month by month, as plain facts.

The person takes the place of one secretary from July 1930 (sim.chair) and sees what the log of the
districts keeps: what is asked, what was reaped and reported, what the village does. Words stand in
page/strings; here are numbers and the names of telegrams. Amounts of grain are kg for a villager of
the July before, shares are percent.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.app.chair_telegrams import telegrams, village
from sim.chair import Move
from sim.district_columns import DISTRICT_INDEX
from sim.institutions.cadres import PLAN_MONTHS
from sim.levers import LEVER_INDEX
from sim.outcomes import REGIONS
from sim.rules.cadre import CHOICES
from sim.rules.plan import due_by
from sim.scenario_schema import month_label, month_number

FIRST, LAST = "1930-07", "1933-06"
"""three agricultural years: the first and the last month of which a person decides"""
MONTHS = month_number(LAST) - month_number(FIRST) + 1
FIRST_TICK = month_number(FIRST) - month_number("1924-01")
COURSES = CHOICES
"""what a secretary can do in a month; the rule's own choices"""
OTHERS: tuple[tuple[str, bool], ...] = tuple(
    (course, plea) for course in COURSES for plea in (False, True)
)
"""ten fixed ways to go through the same months: each course, with and without pleas"""
RULE = "rule"
"""the eleventh: whom the model put there decides"""
CHAIR_LEVERS = {
    "taking": "procurement.extraordinary",
    "joining": "collectivisation.force",
    "norm": "discipline.norm",
    "penalty": "procurement.penalty",
    "blame": "cadres.blame_excess",
}


def moves_of(choices: list[tuple[str, bool]]) -> dict[int, Move]:
    """Moves by tick from (course, plea), one a month from ``FIRST`` on. ValueError if unknown."""
    return {
        FIRST_TICK + place: Move(COURSES.index(course), plea)
        for place, (course, plea) in enumerate(choices)
    }


def fixed(course: str, plea: bool, months: int) -> list[tuple[str, bool]]:
    """The same course in every month."""
    return [(course, plea)] * months


def district_of(regions: Any, region: str, number: int) -> int:
    """The row of a region's district, counted from 0 within it.

    ``regions`` are the region indices by district. Raises ValueError where there is none.
    """
    rows = np.flatnonzero(np.asarray(regions) == REGIONS.index(region))
    if not 0 <= number < len(rows):
        raise ValueError(f"district {number}: {region} has {len(rows)}, numbered from 0")
    return int(rows[number])


def month_facts(model: Any, district: int, tick: int) -> dict[str, Any]:
    """What is known of a district when the month ``tick`` is over."""
    now = _columns(model, district, tick)
    heads = max(1.0, _columns(model, district, _july(model, tick))["villagers"])
    label = month_label(_first(model) + tick)
    levers = {short: _lever(model, name, tick) for short, name in CHAIR_LEVERS.items()}
    month = int(label[5:])
    facts = {
        "month": label,
        "grain": _grain(now, heads, month, levers["taking"]),
        "people": _people(model, district, tick),
        "levers": {name: _short(100.0 * value) for name, value in levers.items()},
        "deed": _deed(model, district, tick),
        "seat": _seat(model, district, tick, now),
        "region": _region(model, district, tick, month, levers["taking"]),
        "record": _record(model, district, label),
        "may_plead": month in PLAN_MONTHS,
    }
    before = _earlier(model, district, tick)
    return facts | {"telegrams": telegrams(facts, before), "village": village(facts, before)}


def _earlier(model: Any, district: int, tick: int) -> dict[str, Any] | None:
    """The same of the month before, without its telegrams; None before the first month."""
    if tick == 0:
        return None
    label = month_label(_first(model) + tick - 1)
    levers = {s: _short(100.0 * _lever(model, n, tick - 1)) for s, n in CHAIR_LEVERS.items()}
    now = _columns(model, district, tick - 1)
    return {"month": label, "people": _people(model, district, tick - 1), "levers": levers,
            "deed": {"envoy": bool(now["envoy"])}}  # fmt: skip


def _grain(now: dict[str, float], heads: float, month: int, taking: float) -> dict[str, Any]:
    """Target, crop, report and collections; ``due``: the part of the target due by the end."""
    names = ("target", "crop", "reported", "assessed", "collected", "held")
    told: dict[str, Any] = {name: _short(now[f"{name}_kg"] / heads) for name in names}
    due = now["target_kg"] * (due_by(month % 12 + 1, taking) if month != 6 else 1.0)
    told["due"] = _short(due / heads)
    told["fulfilled"] = _short(100.0 * now["collected_kg"] / due) if due > 0.0 else None
    told["sold_back"] = _short(now["sold_back_kg"] / heads)
    return told


def _people(model: Any, district: int, tick: int) -> dict[str, Any]:
    now = _columns(model, district, tick)
    heads = max(1.0, now["villagers"])
    return {
        "villagers": _short(now["villagers"]),
        "starving": _short(100.0 * now["starving"]),
        "deaths": _short(1000.0 * now["hunger_deaths"] / heads),
        "crowds": _short(10_000.0 * now["crowds"] / heads),
        "kolkhoz": _short(100.0 * now["kolkhoz_share"]),
    }


def _deed(model: Any, district: int, tick: int) -> dict[str, Any]:
    """What was done in the post this month, by whoever held it."""
    now = _columns(model, district, tick)
    eased = now["eased"] - (_columns(model, district, tick - 1)["eased"] if tick else 0.0)
    return {
        "course": COURSES[int(now["choice"])],
        "plea": bool(now["plea"]),
        "heard": bool(now["plea"]) and eased > 1e-6,
        "pressure": _short(100.0 * now["pressure"]),
        "report": _short(now["report_ratio"]),
        "envoy": bool(now["envoy"]),
    }


def _seat(model: Any, district: int, tick: int, now: dict[str, float]) -> dict[str, Any]:
    """Who holds the post, and how he or she stands; ``yours`` while it is the person's own."""
    shares = ("zeal", "belief", "tie", "fear", "prospects")
    return {
        "secretary": int(now["secretary"]),
        "yours": tick < FIRST_TICK or int(now["secretary"]) == holder(model, district),
        "tenure": int(now["tenure"]),
        "outsider": bool(now["outsider"]),
        "reprimands": int(now["reprimands"]),
        **{name: _short(100.0 * now[name]) for name in shares},
    }


def _region(model: Any, district: int, tick: int, month: int, taking: float) -> dict[str, Any]:
    """The other districts of the region: plan fulfilled, and how many did more than this one."""
    log = model.world.district_log
    own = log.regions[district]
    rows = np.flatnonzero(log.regions == own)
    values = log.values[tick, rows].astype(float)
    target, got = (values[:, DISTRICT_INDEX[name]] for name in ("target_kg", "collected_kg"))
    share = due_by(month % 12 + 1, taking) if month != 6 else 1.0
    done = got / np.maximum(1e-9, target * share)
    mine = done[int(np.flatnonzero(rows == district)[0])]
    choices = values[:, DISTRICT_INDEX["choice"]]
    return {
        "name": REGIONS[own],
        "districts": len(rows),
        "fulfilled": _short(100.0 * float(np.median(done))) if share > 0.0 else None,
        "ahead": int((done > mine + 1e-9).sum()),
        "courses": {name: int((choices == code).sum()) for code, name in enumerate(COURSES)},
    }


def _record(model: Any, district: int, label: str) -> list[dict[str, Any]]:
    """What the post's own history says of the month: charges, moves, appointments, pleas."""
    told = ("choice", "report")
    return [
        {"what": entry.what, "detail": entry.detail, "secretary": entry.secretary}
        for entry in model.world.cadres[district].record
        if entry.month == label and entry.what not in told
    ]


def holder(model: Any, district: int) -> int:
    """Which secretary of the district a person stands for: who holds the post in ``FIRST``."""
    return int(_columns(model, district, FIRST_TICK)["secretary"])


def summary(model: Any, district: int, months: int) -> dict[str, Any]:
    """What a way through the months came to, from ``FIRST`` on."""
    rows = model.world.district_log.values[FIRST_TICK : FIRST_TICK + months, district].astype(float)
    column = {name: rows[:, place] for name, place in DISTRICT_INDEX.items()}
    heads = max(1.0, float(column["villagers"][0]))
    own = holder(model, district)
    left = np.flatnonzero(column["secretary"] != own)
    last = month_label(_first(model) + FIRST_TICK + int(left[0])) if len(left) else None
    return {
        "seasons": _seasons(column, heads),
        "deaths": _short(1000.0 * float(column["hunger_deaths"].sum()) / heads),
        "starving": _short(100.0 * float(column["starving"].max())),
        "crowds": _short(10_000.0 * float(column["crowds"].sum()) / heads),
        "kolkhoz": _short(100.0 * float(column["kolkhoz_share"][-1])),
        "left": last,
        "ended": _ended(model, district, last) if last else None,
        "reprimands": _reprimands(model, district, own),
    }


def _seasons(column: dict[str, Any], heads: float) -> list[dict[str, Any]]:
    """Target, crop and collections as each agricultural year stood at its last month lived."""
    found = []
    for begin in range(0, len(column["villagers"]), 12):
        end = min(begin + 12, len(column["villagers"])) - 1
        target, got = float(column["target_kg"][end]), float(column["collected_kg"][end])
        found.append({
            "target": _short(target / heads), "collected": _short(got / heads),
            "crop": _short(float(column["crop_kg"][end]) / heads),
            "reported": _short(float(column["reported_kg"][end]) / heads),
            "fulfilled": _short(100.0 * got / target) if target > 0.0 else None,
        })  # fmt: skip
    return found


ENDINGS = ("dismissal", "expulsion", "trial", "promoted", "transferred")


def _ended(model: Any, district: int, month: str) -> dict[str, Any] | None:
    """How the person's time in the post ended, in the month in which a successor held it."""
    for entry in model.world.cadres[district].record:
        if entry.month == month and entry.what in ENDINGS:
            return {"what": entry.what, "detail": entry.detail}
    return None


def _reprimands(model: Any, district: int, secretary: int) -> int:
    record = model.world.cadres[district].record
    return sum(one.what == "reprimand" and one.secretary == secretary for one in record)


def _columns(model: Any, district: int, tick: int) -> dict[str, float]:
    row = model.world.district_log.values[tick, district]
    return {name: float(row[place]) for name, place in DISTRICT_INDEX.items()}


def _first(model: Any) -> int:
    return month_number(model.plan_of_run.first_month)


def _july(model: Any, tick: int) -> int:
    """The tick of the July that began the agricultural year."""
    return max(0, tick - (_first(model) + tick - 6) % 12)


def _lever(model: Any, name: str, tick: int) -> float:
    return float(model.plan_of_run.paths[LEVER_INDEX[name], tick])


def _short(value: float) -> float | None:
    """A number with four significant digits; None for one that is none."""
    return float(f"{value:.4g}") if np.isfinite(value) else None
