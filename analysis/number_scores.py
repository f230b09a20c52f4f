"""The scores of every documented number: percentile, CRPS, and whether the bands hold it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import history
from analysis.ensembles import Ensemble, numbers
from analysis.scoring import BANDS, band, crps, percentile

COLUMNS = [
    "id", "drive", "split", "number", "unit", "documented", "low", "high", "median", "runs",
    "inside", "percentile", "crps", "crps_normalised", "low80", "high80", "in80", "low90",
    "high90", "in90",
]  # fmt: skip


def number_scores(found: Mapping[str, Ensemble]) -> pd.DataFrame:
    """One row for every documented number, computable or not; columns as COLUMNS.

    median, crps and the bands are in ``unit``; crps_normalised is crps over half the documented
    range; percentile runs from 0 to 100. inside, in80 and in90 are True, False or None. What cannot
    be computed is NaN or None and ``runs`` 0; shares of runs and single runs have neither
    percentile nor bands.
    """
    table = history.patterns().sort_values("id")
    rows = [
        {**{name: row[name] for name in ("id", "drive", "split")}, **one}
        for row in table.to_dict("records")
        for one in scores_of(row, found[row["id"]])
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def scores_of(row: dict[Any, Any], found: Ensemble) -> list[dict[str, Any]]:
    """The scores of the numbers of one row of patterns.csv, as :func:`number_scores` has them."""
    triples = zip(*(numbers(row[name]) for name in ("value", "low", "high")), strict=True)
    return [_number(row, found, place, triple) for place, triple in enumerate(triples)]


def _number(
    row: dict[Any, Any], found: Ensemble, place: int, triple: tuple[float, float, float]
) -> dict[str, Any]:
    value, low, high = triple
    units = str(row["unit"]).split("; ")
    scored: dict[str, Any] = {
        "number": place,
        "unit": units[place] if len(units) > 1 else units[0],
        "documented": value,
        "low": low,
        "high": high,
        "runs": 0,
        **dict.fromkeys(("inside", "in80", "in90")),
    }
    if found.numbers != len(numbers(row["value"])):
        return scored
    members = found.members(place)
    median = found.quantile(0.5)[place]
    score = crps(members, value)
    scored |= {
        "runs": found.runs,
        "median": median,
        "inside": bool(low <= median <= high),
        "crps": score,
        "crps_normalised": score / ((high - low) / 2.0),
    }
    if len(members) > 1:
        scored["percentile"] = percentile(members, value)
        for level in BANDS:
            bottom, top = band(members, level)
            name = f"{100 * level:.0f}"
            scored |= {f"low{name}": bottom, f"high{name}": top}
            scored[f"in{name}"] = bool(bottom <= value <= top)
    return scored
