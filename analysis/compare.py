"""Scenarios side by side under the same chance: paired seeds, differences with intervals.

Run i of every scenario has the same seed, and chance is keyed by seed, month, purpose and identity,
so a difference between two runs of a pair is what the scenario does and not luck. Nothing here
runs the model: :func:`read_member` takes up finished results, :func:`compared` subtracts them.
"""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.compare_outcomes import OUTCOMES, SPAN, Outcome, by_period, seed_table
from analysis.predicted import as_range
from analysis.results import Results
from sim.scenario import Scenario

COLUMNS = [
    "outcome", "period", "kind", "unit", "scenario", "baseline", "base_median", "scenario_median",
    "difference_median", "q05", "q10", "q90", "q95", "share_same_sign", "share_negative",
    "share_positive", "difference_mean", "runs", "relative_median", "relative_q05", "relative_q10",
    "relative_q90", "relative_q95",
]  # fmt: skip
LEVELS = {"q05": 0.05, "q10": 0.10, "q90": 0.90, "q95": 0.95}
LEAST_EXCESS = 0.001
"""excess deaths of the baseline, million, below which a difference is not given relative to them"""


class CompareError(ValueError):
    """Scenarios that cannot be compared; the text names them and says why."""


@dataclass(frozen=True)
class Member:
    """One scenario of a comparison: its facts, and each outcome's dated values, a column a seed.

    ``seeds`` are those of the runs that finished.
    """

    name: str
    facts: dict[str, Any]
    seeds: list[int]
    tables: dict[str, pd.DataFrame]

    @property
    def digest(self) -> str:
        """First eight characters of the scenario's hash."""
        return str(self.facts.get("scenario_sha256", "unknown"))[:8]


def check_scenarios(scenarios: Sequence[Scenario]) -> None:
    """Raise CompareError, naming the first fault, where scenarios cannot be compared."""
    if len(scenarios) < 2:
        raise CompareError("a comparison needs two scenarios at least: a baseline and another")
    first = scenarios[0]
    seen: dict[str, str] = {}
    for scenario in scenarios:
        path = os.path.realpath(scenario.chain[-1])
        if seen.get(scenario.name) == path:
            raise CompareError(f"{scenario.name}: is named twice")
        if scenario.name in seen:
            message = "two files bear this name, and results are kept by name; rename one"
            raise CompareError(f"{scenario.name}: {message}")
        seen[scenario.name] = path
    for other in scenarios[1:]:
        for what, ours, theirs, option in (
            ("start", first.first_month, other.first_month, ""),
            ("until", first.until, other.until, "; give --until"),
            ("scale", first.scale, other.scale, "; give --scale"),
            ("drive", first.drive, other.drive, "; give --drive"),
        ):
            if ours != theirs:
                raise CompareError(
                    f"{other.name}: {what} is {theirs}, but {ours} in {first.name}{option}"
                )


def read_member(folder: str | Path, seeds: Sequence[int] | None = None) -> Member:
    """The scenario that a results folder holds, with the runs of ``seeds`` that finished.

    The folder's series are read and let go; only the outcomes' tables stay. Raises ResultsError.
    """
    results = Results.open(folder)
    wanted = list(results.seeds if seeds is None else seeds)
    held = set(results.seeds)
    finished = [seed for seed in wanted if seed in held]
    tables = {}
    for outcome in OUTCOMES if finished else ():
        table = seed_table(results, outcome, finished)
        if table is not None:
            tables[outcome.name] = table
    facts = {
        "question": results.resolved.get("question", ""),
        "scenario_sha256": results.manifest.get("scenario_sha256"),
        "first_change": results.manifest.get("first_change"),
        "drive": results.drive,
        "scale": results.resolved.get("scale"),
        "runs": {"ok": len(finished), "failed": len(wanted) - len(finished)},
        "folder": str(folder),
    }
    return Member(results.scenario, facts, finished, tables)


def pairs(baseline: Member, other: Member) -> list[int]:
    """Seeds of which both runs finished, in the baseline's order."""
    finished = set(other.seeds)
    return [seed for seed in baseline.seeds if seed in finished]


def difference(baseline: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """``other`` less ``baseline``, seed by seed, where both have rows and runs."""
    rows = baseline.index.intersection(other.index)
    seeds = [seed for seed in baseline.columns if seed in other.columns]
    return other.loc[rows, seeds] - baseline.loc[rows, seeds]


def compared(baseline: Member, others: Sequence[Member]) -> pd.DataFrame:
    """One row for each outcome, period and other scenario; columns as in COLUMNS.

    ``kind`` is ``sum`` (over a span of years), ``year`` or ``cumulative`` (from the start of the
    runs). Differences are scenario less baseline, q05 to q95 their quantiles over the pairs that
    have both numbers (``runs``), share_same_sign the share of these with the sign of the median.
    The relative columns are percent of the same run's excess deaths in the baseline, for sums of
    excess deaths, where every run of the baseline has more than LEAST_EXCESS.
    """
    parts = []
    for other in others:
        seeds = pairs(baseline, other)
        for outcome in OUTCOMES:
            if seeds and outcome.name in baseline.tables and outcome.name in other.tables:
                before, after = (
                    by_period(m.tables[outcome.name][seeds], outcome) for m in (baseline, other)
                )
                names = {"scenario": other.name, "baseline": baseline.name}
                parts.append(difference_rows(outcome, before, after).assign(**names))
    return joined(parts)


def joined(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Rows of :func:`difference_rows` with their scenarios, as one table with columns COLUMNS."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame(columns=COLUMNS)
    return pd.concat(filled, ignore_index=True)[COLUMNS]


def difference_rows(outcome: Outcome, before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Rows of COLUMNS, scenarios left out, from an outcome by kind and period, a column a seed."""
    differences = difference(before, after).dropna(how="all")
    known = differences.notna()
    base, changed = (
        table.loc[differences.index, differences.columns].where(known) for table in (before, after)
    )
    median, count = differences.median(axis=1), known.sum(axis=1)
    signs = differences.apply(np.sign)
    rows = {
        "base_median": base.median(axis=1),
        "scenario_median": changed.median(axis=1),
        "difference_median": median,
        **{name: differences.quantile(level, axis=1) for name, level in LEVELS.items()},
        "share_same_sign": signs.eq(np.sign(median), axis=0).sum(axis=1) / count,
        "share_negative": (signs < 0).sum(axis=1) / count,
        "share_positive": (signs > 0).sum(axis=1) / count,
        "difference_mean": differences.mean(axis=1),
        "runs": count,
        **_relative(outcome, base, differences),
    }
    table = pd.DataFrame(rows, index=differences.index).reset_index()
    return table.assign(outcome=outcome.name, unit=outcome.unit)


def _relative(
    outcome: Outcome, base: pd.DataFrame, differences: pd.DataFrame
) -> dict[str, pd.Series]:
    """The differences of sums of excess deaths in percent of the baseline's own, run by run."""
    sums = pd.Series(base.index.get_level_values("kind") == SPAN, base.index)
    deadly = sums & outcome.excess & ((base > LEAST_EXCESS) | base.isna()).all(axis=1)
    percent = (100.0 * differences / base.where(base > LEAST_EXCESS)).where(deadly, axis=0)
    levels = {"median": 0.5, **LEVELS}
    return {f"relative_{name}": percent.quantile(level, axis=1) for name, level in levels.items()}


def as_json(baseline: Member, others: Sequence[Member], rows: pd.DataFrame) -> dict[str, Any]:
    """The comparison as one object: scenarios, pairs of seeds, and the rows of the table."""
    members = {m.name: m.facts for m in (baseline, *others)}
    return {
        "baseline": baseline.name,
        "scenarios": members,
        "pairs": {other.name: pairs(baseline, other) for other in others},
        "rows": records(rows),
    }


def records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as JSON has them: what is not a number is null."""
    return [
        {str(key): None if pd.isna(value) else value for key, value in row.items()}
        for row in rows.to_dict("records")
    ]


def short_rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """What a terminal shows: the sums over spans, and whatever else has a prediction.

    ``rows`` are those of :func:`analysis.predicted.with_predictions`.
    """
    found = rows[(rows["kind"] == SPAN) | rows["predicted_measure"].notna()]
    said = bool(found["predicted_measure"].notna().any())
    return [
        {"scenario": row["scenario"], "outcome": row["outcome"], "when": row["period"],
         "baseline": f"{row['base_median']:,.4g}",
         "difference": signed(row["difference_median"]),
         "80 %": f"{signed(row['q10'])} to {signed(row['q90'])}",
         "90 %": f"{signed(row['q05'])} to {signed(row['q95'])}",
         "same sign": f"{row['share_same_sign']:.0%}", "unit": row["unit"],
         "of baseline's excess": "" if pd.isna(row["relative_median"])
         else f"{row['relative_median']:+.0f} %",
         **(_said(row) if said else {})}
        for row in found.to_dict("records")
    ]  # fmt: skip


def signed(value: float) -> str:
    """A difference with its sign and three significant digits, never as a power of ten."""
    return f"{value:+,.0f}" if abs(value) >= 999.5 else f"{value:+.3g}"


def _said(row: Mapping[Any, Any]) -> dict[str, str]:
    share = row["share_predicted_sign"]
    return {"predicted": as_range(row), "as predicted": "" if pd.isna(share) else f"{share:.0%}",
            "agrees": row["agrees"]}  # fmt: skip
