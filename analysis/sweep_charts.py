"""Figures of a sweep: a curve for one varied quantity, a map for two, marks for more."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis import design_outcomes
from analysis.chart_panels import Drawing
from analysis.chart_style import BLUE, RC, WIDTH_INCHES, band_entries, finish
from analysis.charts import save
from analysis.design_runs import heading, provenance, slug
from analysis.sweep import GRID, SweepDesign
from analysis.sweep_axes import Axis

HEAD, FOOT = 0.95, 0.85
PANELS_ACROSS = 3
NEAR = 0.6
"""outcomes whose least value is above this share of the largest get an axis without zero"""


def draw_figures(
    folder: Path, design: SweepDesign, summary: pd.DataFrame, seeds: Sequence[int]
) -> list[Path]:
    """One figure an outcome and period, as PNG and SVG."""
    paths: list[Path] = []
    for (name, period), rows in summary.groupby(["outcome", "period"], sort=False):
        if rows["q50"].notna().any():
            with mpl.rc_context(RC):
                drawing = draw(design, str(name), str(period), rows, seeds)
            paths += save(drawing, folder)
    return paths


def draw(
    design: SweepDesign, name: str, period: str, rows: pd.DataFrame, seeds: Sequence[int]
) -> Drawing:
    """The figure of one outcome over one period; ``rows`` as summary.csv has them."""
    axes, runs = design.vary.axes, int(rows["runs"].max())
    unit = design_outcomes.describe(f"{name}@{period}")[2]
    title = heading(f"{name}@{period}")
    if len(axes) == 1:
        figure, words, entries = _curve(axes[0], rows, unit, runs)
    elif len(axes) == 2 and design.design == GRID:
        figure, words, entries = _map(axes[0], axes[1], rows, unit)
    else:
        figure, words, entries = _marks(axes, rows, unit, runs)
    caption = f"n = {runs} runs a point, {len(rows)} points, same seeds at each. {words} "
    caption += provenance(design, seeds)
    finish(figure, title, caption, entries)
    columns = [axis.label for axis in axes]
    table = rows.set_index(columns)[["q05", "q25", "q50", "q75", "q95", "runs"]]
    alt = f"{title} ({unit}) against {' and '.join(columns)}: {len(rows)} points."
    return Drawing(f"sweep_{slug(f'{name}_{period}')}", title, figure, caption, alt, table)


def _named(axis: Axis) -> str:
    month = f" from {axis.month}" if axis.month else ""
    return f"{axis.name}{month} ({axis.unit})"


def _baseline(one: Axes, rows: pd.DataFrame) -> str:
    """Begin the axis at zero where that is natural; else what the caption should say."""
    low, high = float(rows["q05"].min()), float(rows["q95"].max())
    if low < 0:
        one.axhline(0, color="#444444", lw=0.8, zorder=1)
        return ""
    if low > NEAR * high:
        return "The upright axis does not begin at zero."
    one.set_ylim(0, 1.06 * high if high > 0 else 1.0)
    return ""


def _curve(
    axis: Axis, rows: pd.DataFrame, unit: str, runs: int
) -> tuple[Figure, str, list[Line2D | Patch]]:
    """Median against the value, with bands."""
    rows = rows.sort_values(axis.label)
    figure = Figure(figsize=(WIDTH_INCHES, 4.4))
    one = figure.add_axes((0.1, (FOOT + 0.2) / 4.4, 0.87, 1 - (HEAD + FOOT + 0.2) / 4.4))
    x = rows[axis.label].to_numpy(float)
    if runs > 1:
        one.fill_between(x, rows["q05"], rows["q95"], color=BLUE, alpha=0.15, lw=0)
        one.fill_between(x, rows["q25"], rows["q75"], color=BLUE, alpha=0.25, lw=0)
    one.plot(x, rows["q50"], "-o", color=BLUE, lw=1.7, ms=4, zorder=3)
    one.set_xlabel(_named(axis))
    one.set_ylabel(unit)
    words = f"Line: median; bands hold 50 % and 90 % of runs. {_baseline(one, rows)}".strip()
    key = Line2D([], [], color=BLUE, marker="o", ms=4, label="median of runs")
    return figure, words, [key, *band_entries(BLUE, runs)]


def _map(
    across: Axis, up: Axis, rows: pd.DataFrame, unit: str
) -> tuple[Figure, str, list[Line2D | Patch]]:
    """Medians as a map: one cell a combination, its number written in it where there is room."""
    table = rows.pivot(index=up.label, columns=across.label, values="q50").sort_index()
    table = table.sort_index(axis=1)
    figure = Figure(figsize=(WIDTH_INCHES, 5.0))
    one = figure.add_axes((0.12, (FOOT + 0.2) / 5.0, 0.72, 1 - (HEAD + FOOT + 0.2) / 5.0))
    values = table.to_numpy(float)
    image = one.imshow(values, origin="lower", aspect="auto", cmap="cividis")
    one.grid(False)
    for ticks, labels, names in (
        (one.set_xticks, one.set_xticklabels, table.columns),
        (one.set_yticks, one.set_yticklabels, table.index),
    ):
        ticks(range(len(names)))
        labels([f"{v:.4g}" for v in names])
    one.set_xlabel(_named(across))
    one.set_ylabel(_named(up))
    if values.size <= 100:
        middle = (np.nanmin(values) + np.nanmax(values)) / 2
        for (row, column), value in np.ndenumerate(values):
            colour = "white" if value < middle else "black"
            text = _number(value)
            one.text(column, row, text, ha="center", va="center", fontsize=8, color=colour)
    bar = figure.add_axes((0.86, (FOOT + 0.2) / 5.0, 0.025, 1 - (HEAD + FOOT + 0.2) / 5.0))
    figure.colorbar(image, cax=bar, label=unit)
    return figure, "Cells: median of runs.", []


def _number(value: float) -> str:
    """A cell's number, short; nothing for none."""
    if np.isnan(value):
        return ""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _marks(
    axes: Sequence[Axis], rows: pd.DataFrame, unit: str, runs: int
) -> tuple[Figure, str, list[Line2D | Patch]]:
    """A panel a quantity: every point's median as a mark, with the range of 90 % of its runs."""
    down = -(-len(axes) // PANELS_ACROSS)
    across = min(len(axes), PANELS_ACROSS)
    height = HEAD + FOOT + down * 2.1
    figure = Figure(figsize=(WIDTH_INCHES, height))
    grid: Any = figure.subplots(down, across, squeeze=False, sharey=True)
    figure.subplots_adjust(left=0.09, right=0.98, bottom=(FOOT + 0.25) / height,
                           top=1 - HEAD / height, hspace=0.55, wspace=0.12)  # fmt: skip
    words = ""
    panels = list(grid.flat)
    for one, axis in zip(panels, axes, strict=False):
        x = rows[axis.label].to_numpy(float)
        if runs > 1:
            one.vlines(x, rows["q05"], rows["q95"], color=BLUE, alpha=0.25, lw=1)
        one.plot(x, rows["q50"], "o", color=BLUE, ms=3.5, mec="white", mew=0.4)
        one.set_xlabel(_named(axis), fontsize=7.5)
        one.tick_params(labelsize=7)
        words = _baseline(one, rows)
    for row in grid:
        row[0].set_ylabel(unit)
    for spare in panels[len(axes) :]:
        spare.set_visible(False)
    key = Line2D([], [], color=BLUE, marker="o", ls="", ms=4, label="median of a point's runs")
    bars = Line2D([], [], color=BLUE, alpha=0.4, label="90 % of its runs")
    return (
        figure,
        f"Marks: points of the design. {words}".strip(),
        [key, *([bars] if runs > 1 else [])],
    )
