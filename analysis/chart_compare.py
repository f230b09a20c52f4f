"""Figures of a comparison: small multiples of two scenarios, and of their paired difference."""

from pathlib import Path

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.chart_cumulative import draw_cumulative
from analysis.chart_panels import Drawing
from analysis.chart_style import (
    BLUE,
    ORANGE,
    RC,
    band_entries,
    days,
    documented_entries,
    draw_comparison,
    draw_documented,
    draw_median,
    dress,
    finish,
    mdates,
)
from analysis.charts import save
from analysis.compare import Member, difference, pairs
from analysis.compare_outcomes import OUTCOMES, Outcome
from analysis.results import quantiles

COLUMNS = 3
GREY = "#777777"
"""keys of bands that two colours share"""
PANEL_INCHES = (2.3, 1.38)
FIRST, LAST = pd.Timestamp("1924-01-01"), pd.Timestamp("1940-01-01")


def draw_figures(
    folder: Path, baseline: Member, others: list[Member], rows: pd.DataFrame
) -> list[Path]:
    """Figures for each other scenario, as PNG and SVG: both courses, their difference, its sums.

    ``rows`` are the comparison's, with predictions beside them.
    """
    paths: list[Path] = []
    for other in others:
        ours = rows[rows["scenario"] == other.name]
        with mpl.rc_context(RC):
            drawings = [draw_courses(baseline, other), draw_differences(baseline, other),
                        draw_cumulative(ours, provenance(baseline, other))]  # fmt: skip
        for drawing in drawings:
            paths += save(drawing, folder) if drawing else []
    return paths


def draw_courses(baseline: Member, other: Member) -> Drawing:
    """Baseline in blue, the other scenario orange and dashed, documented figures as black dots."""
    seeds = pairs(baseline, other)
    figure, axes = _grid(len(_shared(baseline, other)))
    sources: set[str] = set()
    columns: dict[str, pd.Series] = {}
    for one, outcome in zip(axes, _shared(baseline, other), strict=True):
        blue = quantiles(baseline.tables[outcome.name][seeds])
        orange = quantiles(other.tables[outcome.name][seeds])
        marked = outcome.line.how in ("calendar", "agricultural")
        draw_median(one, blue, len(seeds), marker=marked)
        draw_comparison(one, orange, len(seeds))
        found = outcome.line.documented()
        found = found[found["date"].between(FIRST, LAST)]
        draw_documented(one, found)
        sources |= {part for key in found["source_key"] for part in str(key).split(" / ")}
        _dress(one, outcome)
        columns[f"{outcome.label} ({outcome.unit}), {baseline.name}"] = blue["q50"]
        columns[f"{outcome.label} ({outcome.unit}), {other.name}"] = orange["q50"]
    named = ", ".join(sorted(sources)[:8]) + (" and others" if len(sources) > 8 else "")
    caption = f"{provenance(baseline, other)} {_reading(len(seeds))} Documented: {named}."
    title = f"{other.name.replace('_', ' ')}, beside {baseline.name.replace('_', ' ')}"
    entries: list[Line2D | Patch] = [
        Line2D([], [], color=BLUE, label=baseline.name),
        Line2D([], [], color=ORANGE, ls="--", label=other.name),
        *band_entries(GREY, len(seeds)),
        *documented_entries(),
    ]
    finish(figure, title, caption, entries)
    return _drawing(f"courses_{other.name}", title, figure, caption, columns, sources)


def draw_differences(baseline: Member, other: Member) -> Drawing:
    """The other scenario less the baseline, seed by seed: median and bands round the zero line."""
    seeds = pairs(baseline, other)
    figure, axes = _grid(len(_shared(baseline, other)))
    columns: dict[str, pd.Series] = {}
    for one, outcome in zip(axes, _shared(baseline, other), strict=True):
        found = difference(baseline.tables[outcome.name][seeds], other.tables[outcome.name][seeds])
        bands = quantiles(found)
        draw_comparison(one, bands, len(seeds))
        _dress(one, outcome)
        one.axhline(0, color=BLUE, lw=1.4, zorder=2)
        if not found.to_numpy().any():
            one.set_ylim(-1, 1)
            one.set_yticks([0])
            one.text(0.5, 0.7, "no difference", transform=one.transAxes, ha="center", fontsize=7.5)
        columns[f"{outcome.label} ({outcome.unit}), difference"] = bands["q50"]
    title = f"{other.name.replace('_', ' ')} less {baseline.name.replace('_', ' ')}, same seeds"
    caption = f"{provenance(baseline, other)} {_reading(len(seeds))}"
    entries: list[Line2D | Patch] = [
        Line2D([], [], color=BLUE, label=f"{baseline.name} (zero)"),
        Line2D([], [], color=ORANGE, ls="--", label="difference of a pair (median)"),
        *band_entries(GREY, len(seeds)),
    ]
    finish(figure, title, caption, entries)
    return _drawing(f"difference_{other.name}", title, figure, caption, columns, set())


def _shared(baseline: Member, other: Member) -> list[Outcome]:
    """Outcomes with a panel that both scenarios recorded."""
    return [o for o in OUTCOMES if o.drawn and o.name in baseline.tables and o.name in other.tables]


def _grid(count: int) -> tuple[Figure, list[Axes]]:
    """A figure with so many panels, three beside one another."""
    wide, tall = PANEL_INCHES
    head, foot, gap, left, right = 0.86, 0.72, 0.55, 0.58, 0.2
    rows = -(-count // COLUMNS)
    width = COLUMNS * (left + wide + right)
    height = head + foot + rows * tall + max(0, rows - 1) * gap
    figure = Figure(figsize=(width, height))
    boxes = [
        (left + (n % COLUMNS) * (left + wide + right),
         height - head - tall - (n // COLUMNS) * (tall + gap))
        for n in range(count)
    ]  # fmt: skip
    return figure, [
        figure.add_axes((x / width, y / height, wide / width, tall / height)) for x, y in boxes
    ]


def _dress(axes: Axes, outcome: Outcome) -> None:
    axes.set_title(outcome.label, fontsize=8.5)
    dress(axes, FIRST, LAST, outcome.unit)
    axes.xaxis.set_major_locator(mdates.YearLocator(4))
    axes.tick_params(labelsize=7)
    axes.set_ylabel(outcome.unit, fontsize=7.5)
    axes.set_xlim(*days([FIRST, LAST]))


def provenance(baseline: Member, other: Member) -> str:
    """Pairs, seeds, scenarios, drive and scale, as captions give them."""
    seeds = pairs(baseline, other)
    whole = len(seeds) == max(seeds) - min(seeds) + 1
    listed = f"{min(seeds)}-{max(seeds)}" if whole else ", ".join(map(str, seeds[:8])) + " ..."
    listed = str(seeds[0]) if len(seeds) == 1 else listed
    facts = baseline.facts
    return (
        f"n = {len(seeds)} {'pairs' if len(seeds) > 1 else 'pair'} of runs with the same seed "
        f"(seeds {listed}). Scenarios {baseline.name} (hash {baseline.digest}) and {other.name} "
        f"(hash {other.digest}, first change {other.facts.get('first_change') or 'none'}), drive "
        f"{facts.get('drive')}, scale {facts.get('scale')}."
    )


def _reading(runs: int) -> str:
    bands = "bands hold 50 % and 90 % of runs" if runs > 1 else "a single pair has no band"
    return f"Lines: medians; {bands}. Shaded: calibration window, to the end of 1931."


def _drawing(
    name: str,
    title: str,
    figure: Figure,
    caption: str,
    columns: dict[str, pd.Series],
    sources: set[str],
) -> Drawing:
    table = pd.DataFrame(columns).sort_index()
    table.index = pd.Index([f"{day:%Y-%m}" for day in table.index], name="period")
    alt = f"{title}: {len(figure.axes)} panels of medians with bands."
    return Drawing(name, title, figure, caption, alt, table, tuple(sorted(sources)))
