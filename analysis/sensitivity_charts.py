"""Figures of a sensitivity analysis: tornado, Morris' plane, Sobol bars; one each an outcome."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.chart_panels import Drawing
from analysis.chart_style import (
    BLUE,
    GREY,
    ORANGE,
    RC,
    SKY,
    VERMILION,
    WIDTH_INCHES,
    darker,
    finish,
)
from analysis.charts import save
from analysis.design_outcomes import describe
from analysis.design_runs import heading, provenance, seeds_of, slug

if TYPE_CHECKING:
    from analysis.sensitivity import Study

WIDTH = WIDTH_INCHES
HEAD, FOOT, ROW = 0.95, 1.15, 0.24
TORNADO, LABELLED = 15, 10
ASSUMED, SOURCED = BLUE, ORANGE


def draw_figures(folder: Path, study: Study) -> list[Path]:
    """A figure a stage and outcome, as PNG and SVG."""
    draw = {"ofat": tornado, "morris": plane, "sobol": bars}
    paths: list[Path] = []
    for stage, table in study.tables.items():
        for outcome in study.chance.index:
            own = table[table["outcome"] == outcome]
            if own.empty:
                continue
            with mpl.rc_context(RC):
                drawing = draw[stage](study, outcome, own)
            paths += save(drawing, folder)
    return paths


def _drawn(
    study: Study, stage: str, outcome: str, method: str, figure: Figure, words: str, seeds: int,
    own: pd.DataFrame, entries: Iterable[Line2D | Patch],
) -> Drawing:  # fmt: skip
    title, table = f"{heading(outcome)}: {method}", own.set_index("parameter")
    caption = f"{words} {provenance(study.design, seeds_of(study.design.seed, seeds))}"
    finish(figure, title, caption, list(entries))
    return Drawing(
        f"{stage}_{slug(outcome)}",
        title,
        figure,
        caption,
        f"{title}: {len(table)} parameters.",
        table,
    )


def _rows(count: int) -> tuple[Figure, Axes]:
    """A figure of so many named rows, the first on top."""
    height = HEAD + FOOT + ROW * max(count, 3)
    figure = Figure(figsize=(WIDTH, height))
    one = figure.add_axes((0.36, FOOT / height, 0.6, 1 - (HEAD + FOOT) / height))
    one.set_ylim(count - 0.4, -0.6)
    one.grid(axis="y", visible=False)
    one.grid(axis="x", visible=True)
    return figure, one


def _name_rows(one: Axes, table: pd.DataFrame) -> None:
    names = [str(name) for name in table["parameter"]]
    one.set_yticks(range(len(names)), names, fontsize=7.5)
    for tick, assumed in zip(one.get_yticklabels(), table["assumed"], strict=True):
        tick.set_color(darker(ASSUMED if assumed else SOURCED))


def _name_keys() -> list[Line2D | Patch]:
    return [Line2D([], [], color=colour, marker="s", ls="", ms=5, label=label)
            for label, colour in (("ASSUMED", ASSUMED), ("sourced", SOURCED))]  # fmt: skip


def tornado(study: Study, outcome: str, own: pd.DataFrame) -> Drawing:
    """Mean differences at the two ends of each parameter, the widest on top."""
    unit = describe(outcome)[2]
    ranked = own.drop_duplicates("parameter").sort_values("swing", ascending=False, kind="stable")
    ranked = ranked.head(TORNADO)
    figure, one = _rows(len(ranked))
    sd = float(ranked["chance_sd"].iloc[0])
    one.axvspan(-sd, sd, color="#eeeeee", lw=0, zorder=0)
    for place, name in enumerate(ranked["parameter"]):
        points = own[own["parameter"] == name].sort_values("value")
        for end, colour, shift in (
            (points.iloc[0], SKY, -0.17),
            (points.iloc[-1], VERMILION, 0.17),
        ):
            one.barh(place + shift, end["difference"], 0.32, color=colour, lw=0)
            one.plot([end["low"], end["high"]], [place + shift] * 2, color="#333333", lw=0.9)
    one.axvline(0, color="#444444", lw=0.8)
    _name_rows(one, ranked)
    one.set_xlabel(f"difference from the default, {unit}")
    seeds, others = int(own["seeds"].max()), int(study.chance["runs"].max())
    words = (
        f"n = {seeds} pairs of runs a value; lines: 95 % intervals of the mean. Grey: one standard "
        f"deviation by chance, {others} seeds at the default. {len(ranked)} of "
        f"{own['parameter'].nunique()} parameters, names by source."
    )
    keys: list[Line2D | Patch] = [
        Patch(color=SKY, lw=0, label="lowest value"),
        Patch(color=VERMILION, lw=0, label="highest value"),
        *_name_keys(),
    ]
    return _drawn(
        study, "tornado", outcome, "one parameter at a time", figure, words, seeds, own, keys
    )


def plane(study: Study, outcome: str, own: pd.DataFrame) -> Drawing:
    """Morris' mu* against sigma, the largest labelled."""
    unit = describe(outcome)[2]
    height = 5.2
    figure = Figure(figsize=(WIDTH, height))
    one = figure.add_axes((0.08, FOOT / height, 0.66, 1 - (HEAD + FOOT) / height))
    by_chance = float(own["chance_mu_star"].iloc[0])
    right = 1.08 * max(float((own["mu_star"] + own["mu_star_conf"]).max()), by_chance, 1e-12)
    top = 1.1 * max(float(own["sigma"].max()), 1e-12)
    one.axvspan(0, by_chance, color="#eeeeee", lw=0, zorder=0)
    one.plot([0, right], [0, right], color=GREY, lw=0.8, ls=(0, (4, 2)))
    for assumed, colour, shape in ((True, ASSUMED, "o"), (False, SOURCED, "s")):
        part = own[own["assumed"].astype(bool) == assumed]
        one.errorbar(part["mu_star"], part["sigma"], xerr=part["mu_star_conf"], fmt=shape, ms=4,
                     color=colour, ecolor=colour, elinewidth=0.6, alpha=0.85)  # fmt: skip
    one.set_xlim(0, right)
    one.set_ylim(0, top)
    one.set_xlabel(f"mu*: mean absolute effect of the whole range, {unit}")
    one.set_ylabel(f"sigma: spread of the effect, {unit}")
    ranked = own[own["mu_star"] > 0].sort_values("mu_star", ascending=False, kind="stable")
    ranked = ranked.head(LABELLED)
    _label(one, ranked, top)
    seeds = study.design.morris.seeds if study.design.morris else 1
    words = (
        f"n = {int(own['trajectories'].max())} trajectories, runs a point: {seeds}; bars: 95 % "
        "intervals. Grey: mu* that chance alone would give. Dashed: sigma = mu*; above it effects "
        f"depend on where the others stand. The {len(ranked)} largest are named."
    )
    keys = [*_name_keys(), Line2D([], [], color=GREY, ls=(0, (4, 2)), label="sigma = mu*")]
    return _drawn(study, "morris", outcome, "Morris' screen", figure, words, seeds, own, keys)


def _label(one: Axes, ranked: pd.DataFrame, top: float) -> None:
    """Names in a column at the right, each joined to its mark by a thin line."""
    ordered = ranked.sort_values("sigma", ascending=False, kind="stable")
    step = 0.98 / LABELLED
    # Each name stands as near its mark's height as those above and below it allow.
    heights = [float(value) / top for value in ordered["sigma"]]
    for place in range(1, len(heights)):
        heights[place] = min(heights[place], heights[place - 1] - step)
    floor = 0.02
    for place in reversed(range(len(heights))):
        heights[place] = max(heights[place], floor)
        floor = heights[place] + step
    for row, height in zip(ordered.to_dict("records"), heights, strict=True):
        colour = darker(ASSUMED if row["assumed"] else SOURCED)
        one.annotate(
            str(row["parameter"]), (row["mu_star"], row["sigma"]), (1.03, height),
            xycoords="data", textcoords="axes fraction", fontsize=7.5, color=colour, va="center",
            annotation_clip=False, arrowprops={"arrowstyle": "-", "color": "#999999", "lw": 0.5},
        )  # fmt: skip


def bars(study: Study, outcome: str, own: pd.DataFrame) -> Drawing:
    """First and total indices with intervals, the largest total on top."""
    ranked = own.sort_values("total", ascending=False, kind="stable")
    figure, one = _rows(len(ranked))
    share = float(ranked["chance_share"].iloc[0])
    one.axvspan(0, min(share, 1.0), color="#eeeeee", lw=0, zorder=0)
    for place, row in enumerate(ranked.to_dict("records")):
        for name, colour, shift in (("first", SKY, -0.17), ("total", BLUE, 0.17)):
            one.barh(place + shift, row[name], 0.32, color=colour, lw=0)
            reach = row[f"{name}_conf"]
            ends = [row[name] - reach, row[name] + reach]
            one.plot(ends, [place + shift] * 2, color="#333333", lw=0.9)
    one.axvline(0, color="#444444", lw=0.8)
    _name_rows(one, ranked)
    left, right = one.get_xlim()
    one.set_xlim(max(left, -0.5), min(right, 1.5))
    one.set_xlabel("share of the variance")
    seeds = study.design.sobol.seeds if study.design.sobol else 1
    words = (
        f"n = {int(own['samples'].max())} samples of {len(own) + 2} points, runs a point: {seeds}; "
        "lines: 95 % intervals. Grey: the share of the variance that is chance. Names by source."
    )
    keys: list[Line2D | Patch] = [
        Patch(color=SKY, lw=0, label="first index (alone)"),
        Patch(color=BLUE, lw=0, label="total index (with others)"),
        *_name_keys(),
    ]
    return _drawn(study, "sobol", outcome, "Sobol indices", figure, words, seeds, own, keys)
