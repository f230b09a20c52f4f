"""The scorecard: every documented regularity of patterns.csv against the runs.

A row with several numbers is inside when the ensemble median of each lies inside its own range
and its conditions hold in at least half of the runs. What cannot be computed says why and counts
as missed. Rows of drive A need a simulated countryside, rows of drive B simulated politics, rows
of drive C the coupled drive: a series that is fed in is never scored.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

# The three files register their computations when imported.
import analysis.patterns_countryside
import analysis.patterns_party
import analysis.patterns_people  # noqa: F401
from analysis import history
from analysis.pattern_run import COMPUTATIONS, Computation, NotComputable, Reading, Run
from analysis.results import Results

COLUMNS = [
    "id", "level", "drive", "split", "statement", "statistic", "unit", "simulated_median", "q05",
    "q95", "documented", "low", "high", "inside", "inside_each", "conditions", "computable",
    "reason", "runs",
]  # fmt: skip
SCORED = {
    "countryside": "A",
    "politics": "B",
    "side_by_side": "AB",
    "coupled": "ABC",
}
NEEDS = {
    "A": "needs a simulated countryside (drive countryside, side by side or coupled)",
    "B": "needs simulated politics (drive politics, side by side or coupled)",
    "C": "needs the coupled drive",
}


@dataclass(frozen=True)
class _Outcome:
    """A pattern's statistic over the runs; ``medians`` is empty when it is not computable."""

    medians: tuple[float, ...] = ()
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()
    held: tuple[float, ...] = ()
    runs: int = 0
    reason: str = ""


def compute(identity: str, results: Results, run: int) -> tuple[Reading | None, str]:
    """The statistic of one pattern in one run: its reading, or None and the plain reason.

    The drive is not looked at. Raises KeyError for an unknown pattern, and TestRowError for a test
    row while parameters are calibrated.
    """
    try:
        return COMPUTATIONS[identity].compute(Run(results, run)), ""
    except NotComputable as missing:
        return None, str(missing)


def scorecard(results: Results) -> pd.DataFrame:
    """One row per pattern, in order of id; columns as in COLUMNS.

    simulated_median, q05, q95, documented, low, high and inside_each hold one entry a number,
    joined by ';' (q05 and q95 are empty for shares of runs). inside and computable are bool;
    conditions says in how many runs each held; runs is the number of runs behind the median.
    """
    views = [Run(results, number) for number in results.runs]
    table = history.patterns().sort_values("id")
    rows = [_row(row, views, results.drive) for row in table.to_dict("records")]
    return pd.DataFrame(rows, columns=COLUMNS)


def score_line(card: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Rows inside, computable and in all: keys calibrate, test, all, and drive A, B, C."""
    groups = {
        **{split: card["split"] == split for split in ("calibrate", "test")},
        "all": card["id"] != "",
        **{drive: card["drive"] == drive for drive in ("A", "B", "C")},
    }
    return {
        name: {
            "inside": int(card.loc[chosen, "inside"].sum()),
            "computable": int(card.loc[chosen, "computable"].sum()),
            "total": int(chosen.sum()),
        }
        for name, chosen in groups.items()
    }


def numbers(text: str) -> tuple[float, ...]:
    """The numbers of a cell such as '0.5;0.48'; empty for an empty cell."""
    return tuple(float(part) for part in str(text).split(";")) if str(text) else ()


def shown(value: float) -> str:
    """A number as tables print it: three significant digits, thousands whole."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _row(row: dict[Any, Any], views: list[Run], drive: str) -> dict[str, object]:
    computation = COMPUTATIONS.get(row["id"])
    if computation is None:
        outcome = _Outcome(reason="no computation is registered")
    elif row["drive"] not in SCORED.get(drive, "ABC"):
        outcome = _Outcome(reason=NEEDS[row["drive"]])
    else:
        outcome = _over_runs(computation, views)
    low, high = numbers(row["low"]), numbers(row["high"])
    each = [a <= x <= b for x, a, b in zip(outcome.medians, low, high, strict=False)]
    complete = len(each) == len(low) > 0
    held = all(share >= 0.5 for share in outcome.held)
    names = computation.conditions if computation else ()
    return {
        **{name: row[name] for name in ("id", "level", "drive", "split", "statement", "unit")},
        **{name: row[name] for name in ("statistic", "low", "high")},
        "documented": row["value"],
        "simulated_median": ";".join(map(shown, outcome.medians)),
        "q05": ";".join(map(shown, outcome.low)),
        "q95": ";".join(map(shown, outcome.high)),
        "inside": complete and all(each) and held,
        "inside_each": ";".join("yes" if one else "no" for one in each),
        "conditions": "; ".join(
            f"{name}: {round(share * outcome.runs)} of {outcome.runs} runs"
            for name, share in zip(names, outcome.held, strict=False)
        ),
        "computable": complete,
        "reason": outcome.reason,
        "runs": outcome.runs,
    }


def _over_runs(computation: Computation, views: list[Run]) -> _Outcome:
    readings: list[Reading] = []
    reasons: list[str] = []
    for view in views:
        try:
            readings.append(computation.compute(view))
        except NotComputable as missing:
            reasons.append(str(missing))
    if not readings:
        return _Outcome(reason=reasons[0] if reasons else "there are no runs")
    values = np.array([reading.values for reading in readings], dtype=float)
    if not np.isfinite(values).all():
        return _Outcome(reason="the series hold values that are not numbers")
    held = np.array([reading.conditions for reading in readings], dtype=float).mean(axis=0)
    part = f"in {len(readings)} of {len(views)} runs; else: {reasons[0]}" if reasons else ""
    shares = tuple(float(share) for share in np.atleast_1d(held))
    if computation.share_of_runs:
        return _Outcome(tuple(values.mean(axis=0)), (), (), shares, len(readings), part)
    low, middle, high = (tuple(np.quantile(values, q, axis=0)) for q in (0.05, 0.5, 0.95))
    return _Outcome(middle, low, high, shares, len(readings), part)
