"""Why the leadership did what it did: a month, or a person, told event by event.

Every event stands with its grounds, as the model kept them when it happened, and with what it
followed: the last earlier events of the kinds that lead to such a one, of the same people or
faction where it concerns people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.explain_place import asked_month, three
from analysis.pattern_run import Event, NotComputable, Run
from analysis.results import Results, ResultsError
from sim.scenario_schema import month_label

BACK = 24
"""months back within which an event is looked for that another followed"""
STATES = (
    ("grain_shortfall_read", "grain due that is missing, as told", "share"),
    ("crisis_read", "how grave the situation looks", "share"),
    ("mass_disturbances_month", "mass disturbances", "events a month"),
    ("hunger_rural", "villagers below the famine line", "percent"),
    ("belief_line_right", "leaders' belief that the line is right", "share"),
    ("belief_enemies_active", "leaders' belief that enemies are at work", "share"),
    ("threat_perceived", "threat perceived", "share"),
    ("line_squeeze", "the line, 0 concession to 1 extraction", "share"),
    ("discipline_norm", "norm of unanimity", "share"),
    ("offence_width", "width of the offence", "share"),
    ("recantation_value", "what a recantation buys", "share"),
)
LEADS: dict[str, tuple[str, ...]] = {
    "sanction": ("coalition", "text", "vote", "recantation", "sanction", "roundup"),
    "recantation": ("sanction", "defeat"),
    "coalition": ("vote", "defeat", "sanction", "line"),
    "defeat": ("congress", "vote", "coalition", "sanction"),
    "succession": ("vote", "congress", "case"),
    "vote": ("coalition", "line", "blame"),
    "line": ("vote", "blame", "congress"),
    "blame": ("relaxation", "campaign", "line"),
    "relaxation": ("campaign", "line", "blame"),
    "campaign": ("blame", "text", "case", "relaxation"),
    "text": ("sanction", "coalition", "defeat"),
    "roundup": ("campaign", "text", "case"),
    "appointment": ("sanction", "congress", "defeat"),
    "congress": ("coalition", "vote"),
    "case": ("sanction", "campaign"),
}
"""Kinds that lead to an event of a kind."""
PERSONAL = {"sanction", "recantation", "coalition", "text", "appointment", "defeat"}
"""Kinds whose causes concern the same people or faction."""
COMMON = {"vote", "congress", "campaign", "roundup", "line", "blame", "relaxation"}
"""Kinds that may lead to an event whomever they name."""
COUNTED = ("arrest", "disturbance")
"""Kinds told as one sum."""


@dataclass(frozen=True)
class PowerStory:
    """Rows as ``explain --json`` prints them: the states, then the events."""

    run: int
    states: list[dict[str, Any]]
    events: list[dict[str, Any]]


def month_story(results: Results, month: str, run_number: int | None = None) -> PowerStory:
    """What the leadership saw and did in a month of one run (default: the first).

    Raises ResultsError for a month that is none or is not in the runs, or a run that is none.
    """
    run = _run(results, run_number)
    number = asked_month(month)
    rows = [_state(run, number, *one) for one in STATES]
    states = [row for row in rows if row is not None]
    if not results.has("line_squeeze"):
        raise ResultsError("--month without --region: no leadership was simulated in these runs")
    if not states:
        raise ResultsError(f"--month: the runs do not hold {month}")
    events = run.all_events()
    here = [e for e in events if _month(e) == number and e.kind not in COUNTED]
    told = [_told(event, events) for event in here]
    return PowerStory(run.number, states, told + _sums(events, number))


def person_story(
    results: Results, who: str, month: str | None = None, run_number: int | None = None
) -> PowerStory:
    """What happened to a person, to the end or to a month; ``who`` is a name or part of one.

    Raises ResultsError where nobody, or more than one person, goes by it.
    """
    run = _run(results, run_number)
    last = asked_month(month) if month else 10**9
    events = run.all_events()
    name = _name(events, who)
    mine = [e for e in events if name in _people(e) and _month(e) <= last and e.kind != "vote"]
    votes = [e for e in events if e.kind == "vote" and _month(e) <= last]
    rows = [_told(event, events) for event in mine]
    rows += _against(name, votes)
    rows.sort(key=lambda row: str(row["date"]))
    return PowerStory(run.number, _offices(results, run.number, name, last), rows)


def ballots(event: Event) -> dict[str, int]:
    """How each member voted, by name: 1 with the majority, -1 against, 0 abstained. Of a vote."""
    return event.facts.get("record") or {}


def _against(name: str, votes: Sequence[Event]) -> list[dict[str, Any]]:
    """The votes in which the person stood with the minority."""
    rows = []
    for event in votes:
        if ballots(event).get(name, 0) < 0:
            against = f"votes against in the {event.facts.get('body', 'body')}"
            rows.append({"date": _label(event), "what": f"{name} {against}.",
                         "on what grounds": grounds(event), "following what": ""})  # fmt: skip
    return rows


def _offices(results: Results, run: int, name: str, last: int) -> list[dict[str, Any]]:
    """What the person held, and with whom he stood, where it changed."""
    if not results.has_leaders:
        return []
    table = results.leaders
    table = table[(table["run"] == run) & (table["name"] == name)].sort_values("date")
    rows, before = [], ""
    for row in table.to_dict("records"):
        date = pd.Timestamp(row["date"])
        if 12 * date.year + date.month - 1 > last:
            break
        seat = {"full": "Politburo", "candidate": "Politburo, candidate"}.get(row["politburo"], "")
        seats = [seat, "Central Committee" if row["full_member"] else "", row["office"]]
        held = "; ".join(part for part in seats if part) or "no seat or office"
        stands = f"{row['stance']} ({row['label']})" if row["stance"] != "none" else "alone"
        now = f"{row['status']}; {held}; {stands}"
        if now != before:
            rows.append({"date": date.strftime("%Y-%m"), "status": row["status"], "holds": held,
                         "stands": stands})  # fmt: skip
            before = now
    return rows


def _state(run: Run, number: int, series: str, what: str, unit: str) -> dict[str, Any] | None:
    try:
        now = run.on(series, month_label(number))
    except NotComputable:
        return None
    try:
        before = three(run.on(series, month_label(number - 1)))
    except NotComputable:
        before = ""
    return {"what": what, "now": three(now), "a month before": before, "unit": unit}


def _told(event: Event, events: Sequence[Event]) -> dict[str, Any]:
    return {"date": _label(event), "what": event.text, "on what grounds": grounds(event),
            "following what": following(event, events)}  # fmt: skip


def _f(facts: dict[str, Any], *names: str) -> str:
    """Facts as ``name value``, those that there are and that say something."""
    found = [(name.replace("_", " "), facts[name]) for name in names
             if facts.get(name) not in (None, "")]  # fmt: skip
    return ", ".join(f"{name} {_said(value)}" for name, value in found)


def _said(value: Any) -> str:
    """A fact as one reads it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return three(value) if isinstance(value, float) else str(value)


_STATES = ("threat", "norm", "width", "recantation_value")
GROUNDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "sanction": lambda f: (
        f"{str(f.get('act', 'act')).replace('_', ' ')} in the arena "
        f"{str(f.get('arena', '')).replace('_', ' ')}, recanted {f.get('recanted', 'na')}; "
        f"severity {f.get('severity', '')}, the leader moved {f.get('moved', '')}; "
        + _f(f, *_STATES)
    ),
    "vote": lambda f: _f(f, "minority", "hidden", "faction"),
    "congress": lambda f: _f(f, "minority_share", "members_minority_share", "clients"),
    "line": lambda f: _f(f, "before", "line", "lever", "value"),
    "blame": lambda f: _f(f, "crisis", "enemies", "officials", "line"),
    "relaxation": lambda f: _f(f, "reason", "unrest", "hunger", "prisoners"),
    "campaign": lambda f: _f(f, "reason", "threat", "share"),
    "text": lambda f: _f(f, "coherence", "weeks", "readers"),
    "coalition": lambda f: _f(f, "change", "faction", "arena", "crisis", "seats"),
    "recantation": lambda f: _f(f, "how", "credibility", "rebuked", "solemnity"),
    "appointment": lambda f: _f(f, "former", "patron", "client", "clients"),
    "defeat": lambda f: _f(f, "faction", "arena", "seats"),
}
"""How the facts of an event of a kind read as its grounds."""


def grounds(event: Event) -> str:
    """On what grounds an event happened, from the facts that the model kept with it."""
    read = GROUNDS.get(event.kind)
    if read is not None:
        return read(event.facts)
    plain = {k: v for k, v in event.facts.items() if not isinstance(v, dict | list)}
    return _f(plain, *plain)


def following(event: Event, events: Sequence[Event], most: int = 2) -> str:
    """The last events that led to one, newest first: at most ``most`` in two years."""
    number = _month(event)
    found: list[str] = []
    for earlier in reversed(events):
        age = number - _month(earlier)
        if age < 0 or earlier is event or (age == 0 and earlier.text == event.text):
            continue
        if age > BACK or len(found) == most:
            break
        if earlier.kind in LEADS.get(event.kind, ()) and _concerns(event, earlier):
            found.append(f"{_label(earlier)}: {earlier.text}")
    return " | ".join(found)


def _concerns(event: Event, earlier: Event) -> bool:
    """Whether an earlier event is about the same people or faction, or about everybody."""
    if event.kind not in PERSONAL:
        return True
    if _people(event) & _people(earlier):
        return True
    mine, theirs = event.facts.get("faction"), earlier.facts.get("faction")
    same = mine not in (None, "none", "centre") and mine == theirs
    return earlier.kind in COMMON and (same or event.kind in ("defeat", "coalition"))


def _people(event: Event) -> set[str]:
    return {part.strip() for part in event.actors.split(",") if part.strip()}


def _sums(events: Sequence[Event], number: int) -> list[dict[str, Any]]:
    rows = []
    for kind in COUNTED:
        here = [e for e in events if _month(e) == number and e.kind == kind]
        if here:
            rows.append({"date": _label(here[0]), "what": f"{len(here)} events of kind {kind}; "
                         f"the first: {here[0].text}", "on what grounds": grounds(here[0]),
                         "following what": ""})  # fmt: skip
    return rows


def _name(events: Sequence[Event], who: str) -> str:
    """The one person in the events whose name holds ``who``."""
    names = {name for event in events for name in _people(event)}
    names |= {n for e in events if e.kind == "vote" for n in (e.facts.get("record") or {})}
    exact = [name for name in names if name.lower() == who.strip().lower()]
    found = exact or sorted(name for name in names if who.strip().lower() in name.lower())
    found = exact or [name for name in found if not name.startswith("circle of")]
    if not who.strip() or not found:
        raise ResultsError(f"--who: nobody in this run goes by '{who}'")
    if len(found) > 1:
        listed = ", ".join(found[:6]) + (" and others" if len(found) > 6 else "")
        raise ResultsError(f"--who: '{who}' may be {listed}")
    return found[0]


def _run(results: Results, number: int | None) -> Run:
    chosen = results.runs[0] if number is None else number
    if chosen not in list(results.runs):
        listed = ", ".join(map(str, list(results.runs)[:8]))
        raise ResultsError(f"--run: {chosen} is none of {listed}")
    return Run(results, chosen)


def _month(event: Event) -> int:
    return 12 * event.date.year + event.date.month - 1


def _label(event: Event) -> str:
    return str(event.date.strftime("%Y-%m"))
