"""Figure of a decomposition: what each factor contributes to each headline outcome."""

from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analysis.chart_panels import Drawing
from analysis.chart_style import BLACK, BLUE, GREY, ORANGE, RC, VERMILION, WIDTH_INCHES, finish
from analysis.charts import save
from analysis.compare import Member
from analysis.decompose import WHOLE, Decomposition

COLUMNS = 3
BAR_INCHES, HEAD, FOOT, BETWEEN, GAP = 0.24, 0.98, 0.78, 0.62, 0.22
LETTER_INCHES = 0.058


def draw_figures(folder: Path, apart: Decomposition, baseline: Member) -> list[Path]:
    """Draw the decomposition as PNG and SVG; nothing where no outcome was measured."""
    rows = apart.rows()
    if rows.empty:
        return []
    with mpl.rc_context(RC):
        drawing = draw_decomposition(rows, apart, baseline)
    return save(drawing, folder)


def draw_decomposition(rows: pd.DataFrame, apart: Decomposition, baseline: Member) -> Drawing:
    """A panel an outcome: a bar a factor with its intervals, and marks for alone and last."""
    headlines = [one for one in apart.headlines if one.outcome in set(rows["outcome"])]
    factors = [*(factor.name for factor in apart.factors), WHOLE]
    figure, grid = _grid(len(headlines), factors)
    for number, (axes, headline) in enumerate(zip(grid, headlines, strict=True)):
        chosen = (rows["outcome"] == headline.outcome) & (rows["period"] == headline.period)
        _draw_bars(axes, rows[chosen].set_index("factor").loc[factors])
        axes.set_title(headline.title, fontsize=8.5)
        axes.set_xlabel(headline.about.unit, fontsize=7.5, labelpad=1)
        axes.set_yticks(range(len(factors)), [_shown(name) for name in factors])
        axes.tick_params(labelsize=7, labelleft=number % COLUMNS == 0)
    pairs = int(rows["pairs"].max())
    title = f"{_shown(apart.scenario)} less {_shown(apart.baseline)}: what each factor contributes"
    sets = 1 << len(apart.factors)
    caption = (
        f"Shapley values over all {sets} sets of {len(apart.factors)} factors, seed by seed; "
        f"n = {pairs} {'pairs' if pairs > 1 else 'pair'} of runs, drive "
        f"{baseline.facts.get('drive')}, scale {baseline.facts.get('scale')}, baseline hash "
        f"{baseline.digest}. The values of a pair sum to its whole difference; their medians need "
        "not. Alone: the factor in the baseline; last: added to all the others."
    )
    finish(figure, title, caption, _entries(pairs > 1))
    table = rows.set_index("factor")[["outcome", "period", "unit", "shapley_median", "q05", "q95"]]
    alt = f"{title}: {len(headlines)} panels of bars with intervals."
    return Drawing(f"decomposition_{apart.scenario}", title, figure, caption, alt, table, ())


def _draw_bars(axes: Axes, rows: pd.DataFrame) -> None:
    places = list(range(len(rows)))
    colours = [GREY if name == WHOLE else ORANGE for name in rows.index]
    axes.barh(places, rows["shapley_median"], height=0.62, color=colours, alpha=0.75, lw=0)
    if (rows["pairs"] > 1).any():
        axes.hlines(places, rows["q05"], rows["q95"], color=BLACK, lw=0.7)
        axes.hlines(places, rows["q10"], rows["q90"], color=BLACK, lw=1.9)
    axes.plot(rows["alone_median"], places, "o", mfc="white", mec=BLUE, ms=4.6, mew=1.1, zorder=4)
    axes.plot(rows["last_median"], places, "D", mfc="white", mec=VERMILION, ms=4.0, mew=1.1,
              zorder=4)  # fmt: skip
    axes.use_sticky_edges = False
    axes.margins(x=0.06)
    axes.axvline(0, color="#444444", lw=0.8, zorder=1)
    axes.grid(True, axis="x")
    axes.grid(False, axis="y")
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    if not rows[["q05", "q95", "alone_median", "last_median"]].fillna(0).to_numpy().any():
        axes.set_xlim(-1, 1)
        axes.set_xticks([0])


def _shown(name: str) -> str:
    """A name without underscores, a lever's (with its dot) as it is written everywhere."""
    return name if "." in name else name.replace("_", " ")


def _grid(count: int, factors: list[str]) -> tuple[Figure, list[Axes]]:
    """A figure with so many panels, three beside one another, the factors named at the left."""
    left = 0.25 + LETTER_INCHES * max(len(name) for name in factors)
    wide = (WIDTH_INCHES - left - 0.15 - (COLUMNS - 1) * GAP) / COLUMNS
    tall = BAR_INCHES * len(factors)
    lines = -(-count // COLUMNS)
    height = HEAD + FOOT + lines * tall + (lines - 1) * BETWEEN
    figure = Figure(figsize=(WIDTH_INCHES, height))
    axes = []
    for number in range(count):
        x = left + (number % COLUMNS) * (wide + GAP)
        y = height - HEAD - tall - (number // COLUMNS) * (tall + BETWEEN)
        axes.append(figure.add_axes(
            (x / WIDTH_INCHES, y / height, wide / WIDTH_INCHES, tall / height)
        ))  # fmt: skip
    return figure, axes


def _entries(many: bool) -> list[Line2D | Patch]:
    entries: list[Line2D | Patch] = [
        Patch(color=ORANGE, alpha=0.75, lw=0, label="Shapley value (median)"),
        Patch(color=GREY, alpha=0.75, lw=0, label="whole difference"),
    ]
    if many:
        entries += [Line2D([], [], color=BLACK, lw=1.9, label="80 % of pairs"),
                    Line2D([], [], color=BLACK, lw=0.7, label="90 %")]  # fmt: skip
    return [
        *entries,
        Line2D([], [], ls="", marker="o", mfc="white", mec=BLUE, label="alone (median)"),
        Line2D([], [], ls="", marker="D", mfc="white", mec=VERMILION, label="last (median)"),
    ]
