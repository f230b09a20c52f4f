"""What a calibration is fitted to: the numbers of the calibrate rows of patterns.csv, and no more.

Everything here runs inside ``calibrating()``, so that neither a test row nor an observed series can
enter, whatever the code below it does.
"""

from typing import Any

import pandas as pd

from analysis import history
from analysis.calibrating import calibrating
from analysis.pattern_run import COMPUTATIONS
from analysis.patterns import SCORED, compute, numbers
from analysis.results import Results

COLUMNS = ["id", "number", "value", "low", "high", "unit", "share_of_runs"]


def targets(drive: str) -> pd.DataFrame:
    """The documented numbers that a drive may be calibrated to, one row a number.

    Columns: id of the pattern; number, its place in the row from 0; value, low and high, floats in
    ``unit``; share_of_runs, True where one run answers 0 or 1 and only the mean over runs compares.
    In order of id and number. Raises ValueError for a drive that is not countryside, politics,
    side_by_side or coupled.
    """
    if drive not in SCORED:
        raise ValueError(f"drive: {drive!r} is none of {', '.join(SCORED)}")
    with calibrating():
        table = history.patterns().sort_values("id")
        table = table[table["drive"].isin(list(SCORED[drive]))]
        rows = [entry for row in table.to_dict("records") for entry in _entries(row)]
    return pd.DataFrame(rows, columns=COLUMNS)


def simulated(results: Results, run: int, drive: str) -> pd.Series:
    """The same statistics in one run, by (id, number) in the order of :func:`targets`.

    NaN where the run does not hold what the statistic needs. ``drive`` chooses the rows; whether
    the results were made in it is the caller's to see. Raises ValueError as :func:`targets`.
    """
    wanted = targets(drive)
    index = pd.MultiIndex.from_frame(wanted[["id", "number"]])
    found = pd.Series(float("nan"), index=index, name=run)
    with calibrating():
        for identity in wanted["id"].unique():
            reading, _ = compute(identity, results, run)
            for place, value in enumerate(reading.values if reading else ()):
                if (identity, place) in found.index:
                    found[identity, place] = value
    return found


def _entries(row: dict[Any, Any]) -> list[dict[str, object]]:
    """One entry for each number of a row of patterns.csv."""
    triples = zip(*(numbers(row[name]) for name in ("value", "low", "high")), strict=True)
    units = row["unit"].split("; ")
    return [
        {
            "id": row["id"],
            "number": place,
            "value": value,
            "low": low,
            "high": high,
            "unit": units[place] if len(units) > 1 else units[0],
            "share_of_runs": COMPUTATIONS[row["id"]].share_of_runs,
        }
        for place, (value, low, high) in enumerate(triples)
    ]
