"""The three stages of a sensitivity analysis: samples of parameters, and what is made of outcomes.

One at a time first, then Morris' screen, then Sobol indices on the survivors (ten Broeke 2016).
Morris and Sobol are SALib's. Every point has the same seeds, so a parameter that does nothing has
an effect of exactly zero; what chance alone does is measured by other seeds at the default.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.design_ranges import Ranges, is_assumed

Floats = NDArray[np.float64]
CONFIDENCE = 0.95
CERTAIN = 1.96
"""half-width of a 95 % interval in standard errors"""
RESAMPLES = 500


def chance_table(base: pd.DataFrame, asked: Sequence[str]) -> pd.DataFrame:
    """What seeds alone do at the default: mean, sd and runs; index the outcomes."""
    known = base[list(asked)].astype(float)
    return pd.DataFrame({"mean": known.mean(), "sd": known.std(ddof=1), "runs": known.count()})


# ------------------------------------------------------------------------------- one at a time
def ofat_values(low: float, high: float, default: float, points: int) -> list[float]:
    """The values of a parameter, in order: ``points`` of them with the default in their middle.

    Where the range leaves the default out, evenly from low to high.
    """
    if low <= default <= high:
        half = points // 2 + 1
        values = [*np.linspace(low, default, half), *np.linspace(default, high, half)]
    else:
        values = [*np.linspace(low, high, points)]
    return sorted({float(min(max(v, low), high)) for v in values})


def ofat_points(ranges: Ranges, defaults: dict[str, float], points: int) -> pd.DataFrame:
    """Every parameter at each of its values but the default: columns parameter, value."""
    rows = [
        (name, value)
        for name, (low, high) in ranges.items()
        for value in ofat_values(low, high, defaults[name], points)
        if value != defaults[name]
    ]
    return pd.DataFrame(rows, columns=["parameter", "value"])


def ofat_table(
    points: pd.DataFrame, values: pd.DataFrame, base: pd.DataFrame, chance: pd.DataFrame
) -> pd.DataFrame:
    """Differences from the default under the same seeds: a row a parameter, value and outcome.

    ``values`` has the outcomes by (point, seed), ``base`` those of the default by seed. ``low`` and
    ``high`` bound the mean difference with 95 %: by Student's t over the pairs, or, where that is
    narrower, as if no luck were shared, by the spread between seeds. ``swing`` is the widest
    gap between mean outcomes over the parameter's values; ``told_apart`` is whether one of its
    intervals leaves zero out and the swing is wider than one standard deviation by chance.
    """
    rows: list[dict[str, Any]] = []
    for number, point in enumerate(points.to_dict("records")):
        seeds = values.xs(number, level="point")
        gaps = (seeds - base.reindex(seeds.index)).astype(float)
        for outcome in chance.index:
            gap = gaps[outcome].dropna()
            mean, reach = float(gap.mean()), _reach(gap, float(chance.loc[outcome, "sd"]))
            rows.append(
                {"parameter": point["parameter"], "assumed": is_assumed(point["parameter"]),
                 "outcome": outcome, "value": point["value"], "difference": mean,
                 "low": mean - reach, "high": mean + reach, "seeds": len(gap)}
            )  # fmt: skip
    table = pd.DataFrame(rows)
    apart = (table["low"] > 0) | (table["high"] < 0)
    by = [table["parameter"], table["outcome"]]
    highest = table["difference"].clip(lower=0).groupby(by).transform("max")
    lowest = table["difference"].clip(upper=0).groupby(by).transform("min")
    table["swing"] = highest - lowest
    table["chance_sd"] = table["outcome"].map(chance["sd"])
    wide = table["swing"] > table["chance_sd"]
    table["told_apart"] = apart.groupby(by).transform("any") & wide
    return _ordered(table, "swing", list(chance.index))


def _reach(gap: pd.Series, sd: float) -> float:
    """Half-width of the 95 % interval of a mean difference, the narrower of two.

    By the pairs themselves, or by ``sd`` between seeds, which two runs of a pair differ by at most
    where they share no luck; with two or three pairs their own spread says very little.
    """
    from scipy.stats import t as student

    n = len(gap)
    if n < 2:
        return math.inf
    paired = float(student.ppf(0.5 + CONFIDENCE / 2, n - 1) * gap.std() / math.sqrt(n))
    return min(paired, CERTAIN * sd * math.sqrt(2.0 / n))


# ------------------------------------------------------------------------------------ samples
def problem(ranges: Ranges) -> dict[str, Any]:
    """Names and bounds as SALib wants them."""
    return {
        "num_vars": len(ranges),
        "names": list(ranges),
        "bounds": [[*r] for r in ranges.values()],
    }


def _within(sample: Floats, ranges: Ranges) -> pd.DataFrame:
    """A sample as a table; rounding at the ends is taken back into the ranges."""
    low, high = np.array(list(ranges.values())).T
    return pd.DataFrame(np.clip(sample, low, high), columns=list(ranges))


def morris_points(ranges: Ranges, trajectories: int, levels: int, seed: int) -> pd.DataFrame:
    """Trajectories over a grid of ``levels``: (parameters + 1) rows each."""
    from SALib.sample import morris

    sample = morris.sample(problem(ranges), trajectories, num_levels=levels, seed=seed)
    return _within(sample, ranges)


def sobol_points(ranges: Ranges, samples: int, seed: int) -> pd.DataFrame:
    """Saltelli's scheme over a scrambled Sobol sequence: (parameters + 2) rows a sample."""
    from SALib.sample import sobol

    sample = sobol.sample(problem(ranges), samples, calc_second_order=False, seed=seed)
    return _within(sample, ranges)


def whole_blocks(outcome: Floats, size: int) -> NDArray[np.bool_]:
    """Which rows lie in a block of ``size`` rows that has every outcome."""
    known = ~np.isnan(outcome.reshape(-1, size)).any(axis=1)
    return np.repeat(known, size)


# ----------------------------------------------------------------------------------- analysis
def morris_table(
    points: pd.DataFrame,
    values: pd.DataFrame,
    ranges: Ranges,
    levels: int,
    seeds: int,
    chance: pd.DataFrame,
    seed: int,
) -> pd.DataFrame:
    """Elementary effects, in the outcome's unit over the whole range: a row a parameter, outcome.

    ``chance_mu_star`` is the mu* that noise as large as between seeds would give a parameter that
    does nothing else; ``told_apart`` is whether mu* less its interval lies above it.
    """
    from SALib.analyze import morris

    delta = levels / (2.0 * (levels - 1))
    tables = []
    for outcome in chance.index:
        found = values[outcome].to_numpy(float)
        rows = whole_blocks(found, len(ranges) + 1)
        trajectories = int(rows.sum()) // (len(ranges) + 1)
        noise = float(chance.loc[outcome, "sd"]) / math.sqrt(seeds)
        by_chance = 2.0 * noise / (math.sqrt(math.pi) * delta)
        if trajectories < 2:
            continue
        done = morris.analyze(
            problem(ranges), points.to_numpy(float)[rows], found[rows], num_levels=levels,
            num_resamples=RESAMPLES, conf_level=CONFIDENCE, seed=seed,
        )  # fmt: skip
        table = pd.DataFrame(
            {"parameter": list(ranges), "assumed": [is_assumed(n) for n in ranges],
             "outcome": outcome,
             **{name: np.asarray(done[name], float)
                for name in ("mu", "mu_star", "mu_star_conf", "sigma")},
             "chance_mu_star": by_chance, "trajectories": trajectories}
        )  # fmt: skip
        whole = float(table["mu_star"].sum())
        table["share"] = table["mu_star"] / whole if whole > 0 else 0.0
        table["told_apart"] = table["mu_star"] - table["mu_star_conf"] > by_chance
        tables.append(table)
    return _together(tables, "mu_star", list(chance.index))


def sobol_table(
    values: pd.DataFrame, ranges: Ranges, seeds: int, chance: pd.DataFrame, seed: int
) -> pd.DataFrame:
    """First and total indices with half-widths of 95 % intervals: a row a parameter and outcome.

    ``variance`` is the outcome's over the sample, ``chance_share`` the variance between seeds over
    it: noise as large gives a parameter that does nothing else this total index. ``told_apart`` is
    whether the total index less its interval lies above it.
    """
    from SALib.analyze import sobol

    size, tables = len(ranges) + 2, []
    for outcome in chance.index:
        found = values[outcome].to_numpy(float)
        kept = found[whole_blocks(found, size)]
        blocks = len(kept) // size
        if blocks < 2:
            continue
        variance = float(np.var(kept.reshape(blocks, size)[:, [0, -1]]))
        indices = {name: np.zeros(len(ranges)) for name in ("S1", "S1_conf", "ST", "ST_conf")}
        if variance > 0:
            indices = sobol.analyze(
                problem(ranges), kept, calc_second_order=False, num_resamples=RESAMPLES,
                conf_level=CONFIDENCE, seed=seed + 1,
            )  # fmt: skip
        noise = float(chance.loc[outcome, "sd"]) ** 2 / seeds
        share = noise / variance if variance > 0 else math.nan
        table = pd.DataFrame(
            {"parameter": list(ranges), "assumed": [is_assumed(n) for n in ranges],
             "outcome": outcome, "first": indices["S1"], "first_conf": indices["S1_conf"],
             "total": indices["ST"], "total_conf": indices["ST_conf"], "variance": variance,
             "chance_share": share, "samples": blocks}
        )  # fmt: skip
        table["told_apart"] = table["total"] - table["total_conf"] > share
        tables.append(table)
    return _together(tables, "total", list(chance.index))


def with_shares(table: pd.DataFrame, column: str) -> pd.DataFrame:
    """A row a parameter and outcome, with the ``share`` of the outcome's whole effect it has."""
    effects = table.drop_duplicates(["parameter", "outcome"])
    whole = effects.groupby("outcome")[column].transform("sum")
    return effects.assign(share=(effects[column] / whole.where(whole > 0)).fillna(0.0))


def survivors(table: pd.DataFrame, column: str, count: int) -> list[str]:
    """The parameters with the largest share of an effect, averaged over outcomes."""
    means = with_shares(table, column).groupby("parameter")["share"].mean().sort_index()
    return [str(name) for name in means.sort_values(ascending=False, kind="stable").index[:count]]


def _together(tables: list[pd.DataFrame], column: str, outcomes: list[str]) -> pd.DataFrame:
    if not tables:
        return pd.DataFrame(columns=["parameter", "assumed", "outcome", column, "told_apart"])
    return _ordered(pd.concat(tables, ignore_index=True), column, outcomes)


def _ordered(table: pd.DataFrame, column: str, outcomes: list[str]) -> pd.DataFrame:
    """By outcome, ASSUMED parameters first, the largest effects first."""
    order = table.assign(
        place=table["outcome"].map(outcomes.index), sourced=~table["assumed"].astype(bool)
    )
    keys = ["place", "sourced", column, "parameter", *(["value"] if "value" in table else [])]
    falling = [True, True, False, True, True][: len(keys)]
    index = order.sort_values(keys, ascending=falling, kind="stable").index
    return table.loc[index].reset_index(drop=True)
