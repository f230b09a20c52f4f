"""What the literature predicted, laid beside the differences of a comparison.

A prediction is a range (percent of the baseline's excess deaths, or a difference in the outcome's
unit) or a sign alone. It is agreed with or not by the median over pairs and its 90 % interval.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.predictions import RELATIVE, SIGN, as_predicted, read_predictions

BASELINE = "historical"
"""what the literature's counterfactuals are counterfactual to"""
INSIDE, OUTSIDE, RIGHT, WRONG, UNDECIDED = (
    "inside", "outside", "right sign", "wrong sign", "undecided",
)  # fmt: skip
KEYS = ["scenario", "outcome", "period"]
COLUMNS = ["predicted_measure", "predicted_low", "predicted_high", "predicted_sign",
           "predicted_words", "predicted_source", "share_predicted_sign", "agrees"]  # fmt: skip
_NAMES = {name: f"predicted_{name}" for name in ("measure", "low", "high", "words", "source")}


def with_predictions(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a comparison and, in COLUMNS, what the literature predicted of each.

    Predictions are of differences from :data:`BASELINE`; rows of another baseline have none. A row
    of which several are known stands once for each. ``agrees`` is as :func:`agreement` has it.
    """
    found = _known().rename(columns=_NAMES).assign(baseline=BASELINE)
    table = rows.merge(found, how="left", on=[*KEYS, "baseline"])
    known = table["predicted_measure"].notna()
    signs: list[float] = []
    shares: list[float] = []
    words: list[str] = []
    for row, said in zip(table.to_dict("records"), known, strict=True):
        sign = sign_of(row["predicted_low"], row["predicted_high"]) if said else None
        signs.append(math.nan if sign is None else sign)
        shares.append(share_with(sign, row))
        words.append(agreement(row, sign) if said else "")
    table["predicted_sign"], table["share_predicted_sign"] = signs, shares
    table["agrees"] = words
    return table[[*rows.columns, *COLUMNS]]


def _known() -> pd.DataFrame:
    """The predictions as a table; an open bound is NaN."""
    table = pd.DataFrame([vars(one) for one in read_predictions()], columns=[*KEYS, *_NAMES])
    bounds = table[["low", "high"]].astype(float)
    table[["low", "high"]] = bounds.where(np.isfinite(bounds))
    return table.astype({"low": float, "high": float})


def unmeasured(rows: pd.DataFrame, scenarios: Sequence[str]) -> list[str]:
    """Predictions of these scenarios of which a comparison has no row: scenario, outcome, period.

    For want of runs that reach the period, of the drive, or of an outcome of that name.
    """
    found = _known()
    found = found[found["scenario"].isin(scenarios)]
    have = set(map(tuple, rows[rows["baseline"] == BASELINE][KEYS].to_numpy()))
    wanted = dict.fromkeys(map(tuple, found[KEYS].to_numpy()))
    return [" ".join(map(str, key)) for key in wanted if key not in have]


def sign_of(low: float, high: float) -> int | None:
    """The sign that a predicted range has throughout, nought counting with either; None for none.

    A missing bound (NaN) is open where the other is nought (up to 0 is negative), else equals it.
    """
    least = (-math.inf if high == 0.0 else high) if math.isnan(low) else low
    most = (math.inf if low == 0.0 else low) if math.isnan(high) else high
    if least == most == 0.0 or least < 0.0 < most or math.isnan(least):
        return None
    return -1 if most <= 0.0 else 1


def share_with(sign: int | None, row: Mapping[Any, Any]) -> float:
    """The share of pairs whose difference has a sign; NaN for no sign."""
    if sign is None:
        return math.nan
    return float(row["share_negative"] if sign < 0 else row["share_positive"])


def agreement(row: Mapping[Any, Any], sign: int | None) -> str:
    """Whether a difference bears a prediction out.

    A sign is right or wrong by the median's, and undecided where the 90 % interval covers nought. A
    range holds the median (inside) or not (outside); undecided where the interval covers nought,
    which the range excludes, and reaches the range as well.
    """
    relative = row["predicted_measure"] == RELATIVE
    median, least, most = (
        row[f"relative_{name}" if relative else other]
        for name, other in (("median", "difference_median"), ("q05", "q05"), ("q95", "q95"))
    )
    if np.isnan(median):
        return UNDECIDED
    doubtful = least <= 0.0 <= most
    low, high = row["predicted_low"], row["predicted_high"]
    low, high = (-math.inf if np.isnan(low) else low), (math.inf if np.isnan(high) else high)
    borne_out = as_predicted(row["predicted_measure"], low, high, median)
    if row["predicted_measure"] == SIGN:
        return UNDECIDED if doubtful or sign is None else RIGHT if borne_out else WRONG
    if doubtful and not low <= 0.0 <= high and least <= high and most >= low:
        return UNDECIDED
    return INSIDE if borne_out else OUTSIDE


def as_range(row: Mapping[Any, Any]) -> str:
    """The predicted range as a table shows it; empty without a prediction."""
    if not isinstance(row["predicted_measure"], str):
        return ""
    if row["predicted_measure"] == SIGN:
        sign = row["predicted_sign"]
        return "fewer or less" if sign < 0 else "more" if sign > 0 else "no difference"
    ends = row["predicted_low"], row["predicted_high"]
    low, high = ("" if np.isnan(end) else f"{end:+g}" if end else "0" for end in ends)
    span = f"{low} to {high}" if low and high else f"from {low}" if low else f"at most {high}"
    return f"{span} %" if row["predicted_measure"] == RELATIVE else span


def as_words(row: Mapping[Any, Any]) -> str:
    """The predicted range and, in brackets, its words; empty without a prediction."""
    said = row["predicted_words"]
    return f"{as_range(row)} ({said})" if isinstance(said, str) and said else as_range(row)
