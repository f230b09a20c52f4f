"""What the coupled drive came to in each run: the months of its turns, and its famine.

One row a seed; a turn that never comes is NaN. Nothing here is scored: the scorecard is.
"""

import math
from typing import Any

import pandas as pd

from analysis.leadership_runs import months_to
from analysis.pattern_run import NotComputable, Run
from analysis.patterns_people import famine_toll
from analysis.results import Results

MASS = 20.0
"""percent of households in kolkhozy from which collectivisation counts as a mass movement"""
RETREAT = 5.0
"""points by which that share falls below its highest in a retreat"""
FAMINE = 10.0
"""percent of villagers below the famine line from which a month counts as famine"""
WIDE = 0.5
"""width of the offence from which knowing and silence are punished"""
TURNS = {
    "emergency": "emergency measures on grain are decided",
    "mass": f"{MASS:.0f} % of households are in kolkhozy",
    "halt": "the first halt in the village",
    "retreat": f"the share in kolkhozy is {RETREAT:.0f} points below its highest",
    "famine": f"{FAMINE:.0f} % of villagers are below the famine line",
    "tightening": "knowing of a banned text becomes an offence",
    "forgiveness": "a recantation buys less than half of what it did",
}
EARLY = {
    "line_1927": ("line_squeeze", "1927-07", "line, July 1927"),
    "line_1929": ("line_squeeze", "1929-01", "line, January 1929"),
    "line_1931": ("line_squeeze", "1931-01", "line, January 1931"),
    "farms_1930": (
        "collectivisation_rate_households", "1930-01", "households in kolkhozy, January 1930, %",
    ),
    "farms_1931": (
        "collectivisation_rate_households", "1931-01", "households in kolkhozy, January 1931, %",
    ),
    "horses_1931": ("livestock_horses_summer", "1931-01", "horses, January 1931, million"),
    "threat_1930": ("threat_perceived", "1930-01", "threat, January 1930"),
    "belief_1930": ("belief_line_right", "1930-01", "belief in the line, January 1930"),
    "norm_1930": ("discipline_norm", "1930-01", "norm of unanimity, January 1930"),
}  # fmt: skip
"""Conditions that are series: name, month and words."""
EARLY_WORDS = {name: words for name, (_, _, words) in EARLY.items()} | {
    "taken_1930": "grain taken, July 1930 to June 1931, Mt",
    "taken_1931": "grain taken, July 1931 to June 1932, Mt",
    "halts_1931": "halts in the village to December 1931",
    "mass": "months to mass collectivisation",
}


def courses(results: Results) -> pd.DataFrame:
    """One row a seed: months of the turns, toll, early conditions."""
    rows = {
        seed: course(Run(results, run))
        for run, seed in zip(results.runs, results.seeds, strict=True)
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("seed")


def course(run: Run) -> dict[str, Any]:
    """The row of one run."""
    farms = run.monthly("collectivisation_rate_households").ffill()
    after = farms[farms.cummax() >= MASS]
    hungry, width = run.monthly("hunger_rural"), run.monthly("offence_width")
    value = run.monthly("recantation_value")
    halts = [e.date for e in run.events("relaxation") if e.actors == "Politburo"] if (
        run.has_events("relaxation")) else []  # fmt: skip
    decisions = [
        e.date for e in run.all_events()
        if e.kind == "line" and e.facts.get("lever") == "procurement.extraordinary"
    ]  # fmt: skip
    found: dict[str, Any] = {
        "emergency": months_to(min(decisions, default=None)),
        "mass": first_month(farms >= MASS),
        "halt": months_to(min(halts, default=None)),
        "retreat": first_month(after < after.cummax() - RETREAT),
        "famine": first_month(hungry >= FAMINE),
        "tightening": first_month(width > WIDE),
        "forgiveness": first_month(value < 0.5 * float(value.iloc[0])),
        "worst_hunger": float(hungry.max()),
        "toll": _or_nan(lambda: famine_toll(run).values[0]),
        "halts_1931": sum(date < pd.Timestamp("1932-01-01") for date in halts),
    }
    for name, (series, month, _) in EARLY.items():
        found[name] = _or_nan(lambda s=series, m=month: run.on(s, m))
    for year in (1930, 1931):
        found[f"taken_{year}"] = _or_nan(
            lambda y=year: run.total("grain_procurement_actual", f"{y}-07", f"{y + 1}-06")
        )
    return found


def first_month(holds: pd.Series) -> float:
    """Months from January 1924 to the first month that holds; NaN where none does."""
    dates = holds.index[holds.to_numpy(bool)]
    return months_to(pd.Timestamp(dates[0])) if len(dates) else math.nan


def _or_nan(compute: Any) -> float:
    try:
        return float(compute())
    except NotComputable:
        return math.nan
