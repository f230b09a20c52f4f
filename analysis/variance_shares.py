"""How much of a variance two groups of variables explain between neighbours, with intervals.

Least squares after the mean of each neighbourhood is taken off every variable. The share of a group
is Shapley's (Lindeman, Merenda and Gold 1980): what it adds to the other and what it explains by
itself, averaged; the two shares add up to the R2 of both together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWS = 1000
SEED = 1
NEGLIGIBLE = 1e-9
"""A direction of the variables that holds less than this part of the largest counts as none."""


@dataclass(frozen=True)
class Shares:
    """Parts (0..1) of a variance, each with the 5 and 95 percent points of its bootstrap.

    ``first`` and ``second`` are the R2 of each group alone, ``both`` together, ``first_share`` and
    ``second_share`` their Shapley shares. ``second_by_chance`` is the R2 to expect of a second
    group of random numbers. Not a number where the variance is none.
    """

    rows: int
    first: float
    second: float
    both: float
    first_share: float
    second_share: float
    first_band: tuple[float, float]
    second_band: tuple[float, float]
    second_by_chance: float


def demeaned(table: pd.DataFrame, columns: Sequence[str], by: Sequence[str]) -> pd.DataFrame:
    """The columns less their mean among the rows that are alike in ``by``."""
    wanted = table[list(columns)].astype(float)
    return wanted - wanted.groupby([table[name] for name in by], observed=True).transform("mean")


def clusters(table: pd.DataFrame, fewest: int = 5) -> NDArray[np.intp]:
    """Which cluster each row is drawn with: its run, or its region where runs are too few."""
    name = "run" if table["run"].nunique() >= fewest else "region"
    return np.asarray(pd.factorize(table[name])[0], np.intp)


def bootstrap_weights(count: int, draws: int = DRAWS, seed: int = SEED) -> Floats:
    """How often each of ``count`` clusters comes up in each draw: draws x clusters."""
    chance = np.random.default_rng(seed)
    return chance.multinomial(count, np.full(count, 1.0 / count), size=draws).astype(float)


def shares(
    table: pd.DataFrame,
    outcome: str,
    first: Sequence[str],
    second: Sequence[str],
    by: Sequence[str],
) -> Shares:
    """What two groups of columns explain of ``outcome`` among rows alike in ``by``.

    ``table`` has the columns run and region, which say what is drawn together in the bootstrap.
    """
    names = [outcome, *first, *second]
    values = demeaned(table, names, by).to_numpy()
    spread = values.std(axis=0)
    # Least squares does not ask for units; even scales keep its arithmetic exact.
    values = values / np.where(spread > 0.0, spread, 1.0)
    groups = clusters(table)
    number = int(groups.max()) + 1
    products = np.zeros((number, len(names), len(names)))
    np.add.at(products, groups, values[:, :, None] * values[:, None, :])
    places = (range(1, 1 + len(first)), range(1 + len(first), len(names)))
    found = _split(products.sum(axis=0)[None], *places)[0]
    drawn = _split(np.tensordot(bootstrap_weights(number), products, axes=1), *places)
    low, high = _band(drawn)
    free = len(table) - table.groupby(list(by), observed=True).ngroups
    return Shares(
        rows=len(table),
        first=float(found[0]), second=float(found[1]), both=float(found[2]),
        first_share=float(found[3]), second_share=float(found[4]),
        first_band=(low[3], high[3]), second_band=(low[4], high[4]),
        second_by_chance=min(1.0, len(second) / max(1, free)),
    )  # fmt: skip


def grouped_means(
    table: pd.DataFrame, columns: Sequence[str], group: Any, by: Sequence[str]
) -> pd.DataFrame:
    """Mean of each column by ``group`` after the mean of neighbours (``by``) is taken off.

    Index: the groups; columns rows, and for each column its mean and the bounds of its 90 percent
    bootstrap interval as (column, 'mean'), (column, 'low') and (column, 'high').
    """
    values = demeaned(table, columns, by).to_numpy()
    places = clusters(table)
    weights = bootstrap_weights(int(places.max()) + 1)
    rows: dict[Any, dict[Any, float]] = {}
    for name in sorted(pd.unique(group)):
        chosen = np.asarray(group == name)
        sums = np.zeros((weights.shape[1], len(columns)))
        np.add.at(sums, places[chosen], values[chosen])
        counts = np.bincount(places[chosen], minlength=weights.shape[1])
        drawn = weights @ counts
        # A draw that holds no row of the group says nothing of it.
        means = (weights @ sums)[drawn > 0.0] / drawn[drawn > 0.0, None]
        low, high = _band(means)
        rows[name] = {("rows", ""): float(chosen.sum())}
        for i, column in enumerate(columns):
            mean = float(values[chosen, i].mean())
            rows[name] |= {(column, "mean"): mean, (column, "low"): low[i],
                           (column, "high"): high[i]}  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


def _band(drawn: Floats) -> tuple[list[float], list[float]]:
    """The 5 and 95 percent points of each column, draws that are no number left out."""
    whole = drawn[~np.isnan(drawn).any(axis=1)]
    if not len(whole):
        nothing = [float("nan")] * drawn.shape[1]
        return nothing, nothing
    low, high = np.quantile(whole, [0.05, 0.95], axis=0)
    return low.tolist(), high.tolist()


def _split(products: Floats, first: range, second: range) -> Floats:
    """R2 of first, second and both, and the two Shapley shares: one row a matrix of products."""
    alone, other = _r2(products, list(first)), _r2(products, list(second))
    both = _r2(products, [*first, *second])
    share = 0.5 * (alone + both - other)
    return np.stack([alone, other, both, share, both - share], axis=1)


def _r2(products: Floats, chosen: list[int]) -> Floats:
    """R2 of the outcome (row 0) on the chosen variables, for each matrix of cross products."""
    inner = products[:, chosen][:, :, chosen]
    cross, total = products[:, chosen, 0], products[:, 0, 0]
    inverse = np.linalg.pinv(inner, rcond=NEGLIGIBLE, hermitian=True)
    explained = np.einsum("bi,bij,bj->b", cross, inverse, cross)
    return np.where(total > 0.0, explained / np.where(total > 0.0, total, 1.0), np.nan)
