"""What the struggle of the leadership came to in each run: defeats, rulers, line, minorities.

One row a seed; what a run lacks is NaN. Who rules is the circle that holds the Secretariat, named
by the side on which its head stood when it took power.
"""

import math
from typing import Any

import pandas as pd

from analysis.pattern_run import Event, NotComputable, Run, number
from analysis.patterns_party import order_of_defeats
from analysis.results import Results
from sim.inputs import load_inputs

FACTIONS = ("left", "new_opposition", "united_opposition", "right")
LEFT = FACTIONS[:3]
SIDES = ("left", "centre", "right")
POLITBURO = "Politburo"
MARKET, SQUEEZE = 0.4, 0.6
"""a line below the first is the market's, above the second the squeeze's"""
EARLY = {
    "line_1926": ("line_squeeze", "1926-01", "line, January 1926"),
    "line_1927": ("line_squeeze", "1927-01", "line, January 1927"),
    "norm_1926": ("discipline_norm", "1926-01", "norm of unanimity, January 1926"),
    "threat_1926": ("threat_perceived", "1926-01", "threat, January 1926"),
    "belief_1926": ("belief_line_right", "1926-01", "belief in the line, January 1926"),
    "clients_1925": ("secretariat_clients", "1925-01", "regional posts owed, January 1925"),
    "clients_1926": ("secretariat_clients", "1926-01", "regional posts owed, January 1926"),
}
"""Early conditions that are series: name, month and words."""
EARLY_WORDS = {name: words for name, (_, _, words) in EARLY.items()} | {
    "minority_1925": "minority of delegates, December 1925",
    "new_opposition_month": "months to the New Opposition's defeat",
    "breaks_1926": "open breaks to December 1926",
    "votes_1926": "contested committee votes to December 1926",
}


def first_secretary() -> str:
    """Name of the General Secretary of January 1924, from the inputs."""
    table = load_inputs().leaders
    found = table[table["office_1924"].str.contains("general secretary", case=False, na=False)]
    return str(found["name"].iloc[0])


def courses(results: Results) -> pd.DataFrame:
    """One row a seed: defeats, rulers, line, minorities and early conditions."""
    secretary = first_secretary()
    rows = {
        seed: course(Run(results, run), secretary)
        for run, seed in zip(results.runs, results.seeds, strict=True)
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("seed")


def course(run: Run, secretary: str) -> dict[str, Any]:
    """The row of one run; ``secretary`` held the office at the start."""
    found: dict[str, Any] = {}
    defeats = first_defeats(run)
    for faction in FACTIONS:
        found[f"{faction}_month"] = months_to(defeats.get(faction))
    found["order"] = " > ".join(defeats) or "none"
    found["as_recorded"] = _or_nan(lambda: order_of_defeats(run).values[0])
    found["secretary_1934"], _ = ruler(run, "1934-01", secretary)
    found["ruler_1930"] = ruler(run, "1930-01", secretary)[1]
    line = _or_nan(lambda: run.on("line_squeeze", "1930-01"))
    found["line_1930"], found["line_name"] = line, name_of(line)
    for year in (1925, 1927):
        found[f"minority_{year}"] = minority(run, year)
    for name, (series, month, _) in EARLY.items():
        found[name] = _or_nan(lambda s=series, m=month: run.on(s, m))
    early = _until(_events(run, "coalition"), "1927-01")
    found["breaks_1926"] = sum(event.facts.get("change") == "break" for event in early)
    votes = [e for e in _events(run, "vote") if e.facts.get("body") != POLITBURO]
    found["votes_1926"] = len(_until(votes, "1927-01"))
    found["bureau_1928"] = closest_bureau(run, "1928-01", "1929-07")
    return found


def first_defeats(run: Run) -> dict[str, pd.Timestamp]:
    """The first defeat of each faction, in order of time; ties in the order of the record."""
    found: dict[str, pd.Timestamp] = {}
    for event in _events(run, "defeat"):
        faction = str(event.facts.get("faction", ""))
        if faction in FACTIONS:
            found.setdefault(faction, event.date)
    return dict(sorted(found.items(), key=lambda item: (item[1], FACTIONS.index(item[0]))))


def ruler(run: Run, month: str, secretary: str) -> tuple[str, str]:
    """Who holds the Secretariat on the first of a month, and the side he came from."""
    name, side = secretary, "centre"
    for event in _until(_events(run, "succession"), month):
        came_back = event.actors == secretary
        inherited = "takes over" in event.text
        if not inherited:
            side = "centre" if came_back else side_of(run, event)
        name = event.actors
    return name, side


def side_of(run: Run, event: Event) -> str:
    """The side of a challenger who carries the committee: that of his last open break or vote.

    A challenger who never broke is the opposition of January 1924, the left. A partner carries it
    from inside the majority, without a break: his side is the one to which the line then turns.
    """
    if (turn := _turn_of_a_partner(run, event)) != 0.0:
        return "left" if turn > 0.0 else "right"
    label = "left"
    for earlier in _events(run, "coalition", "vote"):
        mine = earlier.kind == "vote" or event.actors in earlier.actors.split(", ")
        if earlier.date <= event.date and mine:
            faction = str(earlier.facts.get("faction", "none"))
            label = faction if faction in FACTIONS else label
    return "left" if label in LEFT else "right"


def _turn_of_a_partner(run: Run, event: Event) -> float:
    """By how much the line turns in the month in which a partner carries the committee, else 0."""
    votes = [
        e for e in _events(run, "vote")
        if e.date == event.date and e.facts.get("body") != POLITBURO
    ]  # fmt: skip
    if not votes or votes[-1].facts.get("faction") != "none":
        return 0.0
    turns = [e.facts for e in _events(run, "line") if e.date == event.date and "before" in e.facts]
    return sum((number(facts, "line") or 0.0) - (number(facts, "before") or 0.0) for facts in turns)


def minority(run: Run, year: int) -> float:
    """Minority of the delegates at the congress nearest December of a year."""
    day = pd.Timestamp(f"{year}-12-01")
    near = [e for e in _events(run, "congress") if abs((e.date - day).days) <= 125]
    shares = [number(e.facts, "minority_share") for e in near]
    return next((share for share in shares if share is not None), math.nan)


def closest_bureau(run: Run, first: str, last: str) -> float:
    """The largest minority in votes of the Politburo, ``first`` to before ``last``; NaN if none."""
    shares = [
        number(event.facts, "minority") or 0.0
        for event in _until(_events(run, "vote"), last)
        if event.date >= pd.Timestamp(f"{first}-01") and event.facts.get("body") == POLITBURO
    ]
    return max(shares, default=math.nan)


def months_to(date: pd.Timestamp | None) -> float:
    """Months from January 1924; NaN for none."""
    return math.nan if date is None else 12.0 * (date.year - 1924) + date.month - 1


def name_of(line: float) -> str:
    """What a line is called: ``market``, ``middle``, ``squeeze``; empty for NaN."""
    if math.isnan(line):
        return ""
    return "market" if line < MARKET else "squeeze" if line > SQUEEZE else "middle"


def _events(run: Run, *kinds: str) -> list[Event]:
    try:
        return run.events(*kinds)
    except NotComputable:
        return []


def _until(events: list[Event], month: str) -> list[Event]:
    """Events before the first of a month."""
    return [event for event in events if event.date < pd.Timestamp(f"{month}-01")]


def _or_nan(compute: Any) -> float:
    try:
        return float(compute())
    except NotComputable:
        return math.nan
