"""What each of several changes does: every set of them is run, with the same seeds, and shared out.

A scenario that differs from the baseline in n factors is taken apart into the 2**n scenarios
between the two. What a factor contributes is its Shapley value, seed by seed, so that the values of
a pair sum to the pair's whole difference; beside it stand what the factor does alone and last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import shapley
from analysis.compare import LEVELS, CompareError, Member, pairs, signed
from analysis.compare_outcomes import by_period
from analysis.console import complain
from analysis.factors import Factor, between
from analysis.jobs import at_a_time
from analysis.outcome_numbers import BY_NAME, HeadlineOutcome, named, outcome_numbers, reached
from analysis.points import Point, points_made
from analysis.progress import Progress
from analysis.shapley import Floats
from sim.scenario import Scenario
from sim.worker_pool import made as pool

WHOLE = "whole"
"""the row of the whole difference; its partner is the pair of factors that interact most"""
SUBSETS = "subsets"
EFFECTS = ("alone", "last", "interaction")
COLUMNS = [
    "outcome", "period", "unit", "scenario", "baseline", "factor", "levers", "pairs",
    "shapley_median", *LEVELS, "shapley_mean", "percent_of_whole", "alone_median", "alone_q05",
    "alone_q95", "last_median", "last_q05", "last_q95", "partner", "interaction_median",
    "interaction_q05", "interaction_q95",
]  # fmt: skip


@dataclass(frozen=True)
class Decomposition:
    """The numbers of every set of factors, and what follows from them.

    ``numbers`` has a row a set and seed (index: set as a bit mask, seed) and a column a headline
    outcome, by :attr:`HeadlineOutcome.number`; ``failed`` counts the runs that were lost.
    """

    baseline: str
    scenario: str
    factors: tuple[Factor, ...]
    headlines: tuple[HeadlineOutcome, ...]
    numbers: pd.DataFrame
    failed: int

    def values(self, headline: HeadlineOutcome) -> pd.DataFrame:
        """One outcome as a set function: a row a set, a column a seed of which all sets are known.

        Empty where the runs do not record the outcome.
        """
        if headline.number not in self.numbers:
            return pd.DataFrame()
        return self.numbers[headline.number].unstack("seed").dropna(axis=1)

    def rows(self) -> pd.DataFrame:
        """A row for each outcome and factor, and one for the whole; columns COLUMNS."""
        rows: list[dict[str, Any]] = []
        for headline in self.headlines:
            values = self.values(headline)
            if values.shape[1]:
                about = {"outcome": headline.outcome, "period": headline.period,
                         "unit": headline.about.unit, "scenario": self.scenario,
                         "baseline": self.baseline, "pairs": values.shape[1]}  # fmt: skip
                rows += [about | row for row in _shared_out(values.to_numpy(float), self.factors)]
        return pd.DataFrame(rows, columns=COLUMNS)

    def subsets(self) -> pd.DataFrame:
        """The numbers as a table to write: which factors are on, seed, and the outcomes."""
        table = self.numbers.reset_index()
        table.insert(0, "factors_on", [self.names(int(mask)) for mask in table["set"]])
        return table.drop(columns="set").rename(columns=lambda name: str(name).split(":")[-1])

    def names(self, mask: int) -> str:
        """The factors of a set, joined by plus signs; ``none`` for the baseline."""
        on = [factor.name for i, factor in enumerate(self.factors) if mask >> i & 1]
        return " + ".join(on) or "none"


def check_reach(scenario: Scenario) -> None:
    """Raise CompareError where runs of the scenario end before any headline outcome."""
    if not reached(scenario.drive, scenario.until):
        first = min(one.last for one in reached(scenario.drive, "9999-12"))
        raise CompareError(
            f"--until: the runs end in {scenario.until}, and the first outcome that is decomposed "
            f"is read in {first}"
        )


def decompose(
    scenarios: tuple[Scenario, Scenario],
    members: tuple[Member, Member],
    factors: Sequence[Factor],
    folder: Path,
    jobs: int | None = None,
    quiet: bool = False,
    cluster: str | None = None,
) -> Decomposition:
    """Run every set of factors between a baseline and another scenario that were run already.

    ``members`` are their results: the sets of none and of all factors are read from these. Numbers
    are kept under ``folder``/subsets. There must be a pair of finished runs. Raises OSError where
    the folder cannot be written.
    """
    baseline, other = scenarios
    seeds, whole = pairs(*members), (1 << len(factors)) - 1
    headlines = reached(other.drive, other.until)
    wanted = [one.number for one in headlines]
    points = _points(baseline, other, factors, seeds)
    with Progress(len(points), "decomposition", quiet) as progress:
        made = points_made(list(points.values()), outcome_numbers, folder / SUBSETS,
                           at_a_time(jobs, cluster), progress.update,
                           partial(pool, cluster=cluster))  # fmt: skip
    lost = made[made["status"] != "ok"]
    by_number = {point.number: point for point in points.values()}
    for number, row in lost.iterrows():
        complain(f"{by_number[int(str(number))].scenario.name}, seed {row['seed']}: {row['error']}")
    rows = {key: made.loc[point.number].reindex(wanted) for key, point in points.items()}
    for mask, member in zip((0, whole), members, strict=True):
        for seed in seeds:
            rows[mask, seed] = _member_numbers(member, seed, headlines)
    numbers = pd.DataFrame.from_dict(rows, orient="index", columns=wanted).astype(float)
    numbers.index = pd.MultiIndex.from_tuples(rows, names=["set", "seed"])
    return Decomposition(baseline.name, other.name, tuple(factors), tuple(headlines),
                         numbers.sort_index().dropna(axis=1, how="all"), len(lost))  # fmt: skip


def _points(
    baseline: Scenario, other: Scenario, factors: Sequence[Factor], seeds: Sequence[int]
) -> dict[tuple[int, int], Point]:
    """Every set of some but not all factors with every seed: the point of (set, seed)."""
    count = 1 << len(factors)
    points = {}
    for mask in range(1, count - 1):
        on = [factor for i, factor in enumerate(factors) if mask >> i & 1]
        name = f"{baseline.name} with {', '.join(factor.name for factor in on)}"
        scenario = between(baseline, other, on, name)
        for place, seed in enumerate(seeds):
            points[mask, seed] = Point(place * count + mask, scenario, seed)
    return points


def _member_numbers(member: Member, seed: int, headlines: Sequence[HeadlineOutcome]) -> pd.Series:
    numbers: dict[str, float] = {}
    for name in {one.outcome for one in headlines} & set(member.tables):
        values = by_period(member.tables[name][[seed]], BY_NAME[name]).iloc[:, 0]
        numbers |= named(values, BY_NAME[name])
    return pd.Series(numbers, dtype=float).reindex([one.number for one in headlines])


def _shared_out(values: Floats, factors: Sequence[Factor]) -> list[dict[str, Any]]:
    """Rows of one outcome from its set function, sets by seeds: each factor's, then the whole's."""
    whole = values[-1] - values[0]
    parts, pairwise = shapley.shapley_values(values), shapley.interactions(values)
    effects = {"alone": shapley.alone(values), "last": shapley.last(values)}
    strength = np.abs(np.median(pairwise, axis=2))
    np.fill_diagonal(strength, -1.0)
    rows = []
    for i, factor in enumerate(factors):
        partner = int(strength[i].argmax())
        rows.append(
            {"factor": factor.name, "levers": " ".join(factor.levers), **_share(parts[i], whole),
             **_effect("alone", effects["alone"][i]), **_effect("last", effects["last"][i]),
             "partner": factors[partner].name, **_effect("interaction", pairwise[i, partner])}
        )  # fmt: skip
    one, other = sorted(divmod(int(strength.argmax()), len(factors)))
    return [*rows, {
        "factor": WHOLE, "levers": "", **_share(whole, whole),
        "partner": f"{factors[one].name} and {factors[other].name}",
        **_effect("interaction", pairwise[one, other]),
    }]  # fmt: skip


def _share(part: Floats, whole: Floats) -> dict[str, float]:
    """A contribution's quantiles and mean, the mean also in percent of the whole's.

    Without the percentage where the 90 % interval of the whole covers nought.
    """
    mean, total = float(part.mean()), float(whole.mean())
    quantiles = {name: float(np.quantile(part, level)) for name, level in LEVELS.items()}
    clear = np.quantile(whole, 0.05) * np.quantile(whole, 0.95) > 0.0
    return {"shapley_median": float(np.median(part)), **quantiles, "shapley_mean": mean,
            "percent_of_whole": 100.0 * mean / total if clear else np.nan}  # fmt: skip


def _effect(name: str, values: Floats) -> dict[str, float]:
    return {f"{name}_median": float(np.median(values)),
            f"{name}_q05": float(np.quantile(values, 0.05)),
            f"{name}_q95": float(np.quantile(values, 0.95))}  # fmt: skip


def short_rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """The table of a decomposition as a terminal shows it."""
    return [
        {"outcome": row["outcome"], "when": row["period"], "factor": row["factor"],
         "Shapley": signed(row["shapley_median"]),
         "80 %": f"{signed(row['q10'])} to {signed(row['q90'])}",
         "90 %": f"{signed(row['q05'])} to {signed(row['q95'])}",
         **{words: "" if pd.isna(row[name]) else form(row[name]) for words, name, form in (
             ("of whole", "percent_of_whole", lambda percent: f"{round(percent)} %"),
             ("alone", "alone_median", signed), ("last", "last_median", signed))},
         "unit": row["unit"],
         "interacts most": f"{row['partner']}: {signed(row['interaction_median'])}"}
        for row in rows.to_dict("records")
    ]  # fmt: skip
