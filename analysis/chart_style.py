"""How every figure looks: colours, bands, dots, shaded window, labels, strip of events, caption."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import matplotlib.dates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

# Matplotlib's dates carry no types.
mdates: Any = matplotlib.dates
# Okabe and Ito's colours, told apart by readers with any common form of colour blindness.
BLUE, ORANGE, GREEN, BLACK = "#0072B2", "#E69F00", "#009E73", "#000000"
SKY, VERMILION, PURPLE, YELLOW, GREY = "#56B4E9", "#D55E00", "#CC79A7", "#F0E442", "#6b6b6b"
# Simulated lines of one panel: colour, dashes, and the shape of the documented twin's dots.
LINES = (
    (BLUE, "-", "o"),
    (PURPLE, (0, (6, 1.5, 1, 1.5)), "s"),
    (SKY, (0, (4, 2)), "D"),
    (VERMILION, (0, (1, 1.2)), "v"),
    (GREY, (0, (8, 2)), "P"),
)
CALIBRATION_END = pd.Timestamp("1931-12-31")
WIDTH_INCHES = 9.0
RC: Any = {
    "font.family": "DejaVu Sans", "font.size": 9, "axes.spines.top": False,
    "axes.spines.right": False, "axes.titlesize": 10, "axes.titleweight": "bold",
    "axes.titlelocation": "left", "axes.grid": True, "axes.grid.axis": "y",
    "grid.color": "#dddddd", "grid.linewidth": 0.6, "axes.axisbelow": True,
    "svg.hashsalt": "general-line", "svg.fonttype": "path", "figure.dpi": 110,
    "savefig.facecolor": "white", "text.parse_math": False,
}  # fmt: skip


@dataclass(frozen=True)
class Mark:
    """An event in the strip under an axis: its day, a short label, documented or simulated."""

    date: pd.Timestamp
    label: str
    documented: bool = True


def days(values: Iterable[Any]) -> list[float]:
    """Dates as matplotlib's day numbers."""
    return [float(day) for day in mdates.date2num(pd.DatetimeIndex(list(values)).to_numpy())]


def draw_median(
    axes: Axes, bands: pd.DataFrame, runs: int, style: int = 0, marker: bool = False
) -> None:
    """Median line with 50 and 90 percent bands (none for a single run); index of dates."""
    colour, dashes, shape = LINES[style]
    x = days(bands.index)
    if runs > 1:
        axes.fill_between(x, bands["q05"], bands["q95"], color=colour, alpha=0.15, lw=0)
        axes.fill_between(x, bands["q25"], bands["q75"], color=colour, alpha=0.25, lw=0)
    axes.plot(x, bands["q50"], color=colour, ls=dashes, lw=1.7, zorder=3)
    if marker:
        axes.plot(x, bands["q50"], shape, color=colour, ms=2.6, zorder=3)


def draw_comparison(axes: Axes, bands: pd.DataFrame, runs: int) -> None:
    """The compared scenario: orange dashed median with its 50 and 90 percent bands."""
    x = days(bands.index)
    if runs > 1:
        axes.fill_between(x, bands["q05"], bands["q95"], color=ORANGE, alpha=0.15, lw=0)
        axes.fill_between(x, bands["q25"], bands["q75"], color=ORANGE, alpha=0.25, lw=0)
    axes.plot(x, bands["q50"], color=ORANGE, ls="--", lw=1.7, zorder=3)


def draw_documented(axes: Axes, found: pd.DataFrame, style: int = 0) -> None:
    """Black dots with range bars; hollow where disputed or recalled. Columns as history.twin."""
    shape = LINES[style][2]
    for row in found.to_dict("records"):
        x = days([row["date"]])[0]
        low = row["low"] if pd.notna(row["low"]) else row["value"]
        high = row["high"] if pd.notna(row["high"]) else row["value"]
        axes.plot([x, x], [low, high], color=BLACK, lw=0.9, zorder=4)
        face = "white" if row["hollow"] else BLACK
        axes.plot(x, row["value"], shape, mfc=face, mec=BLACK, mew=0.9, ms=4.6, zorder=5,
                  clip_on=False)  # fmt: skip


def draw_user(axes: Axes, found: pd.DataFrame) -> None:
    """A reader's own figures: green triangles with range bars."""
    for row in found.to_dict("records"):
        x = days([row["date"]])[0]
        if pd.notna(row["low"]) and pd.notna(row["high"]):
            axes.plot([x, x], [row["low"], row["high"]], color=GREEN, lw=0.9, zorder=5)
        axes.plot(x, row["value"], "^", color=GREEN, mec="white", mew=0.5, ms=7, zorder=6)


def dress(axes: Axes, start: pd.Timestamp, end: pd.Timestamp, unit: str) -> None:
    """Limits, zero baseline, shaded calibration window, unit, and years under the axis."""
    first, last, calibrated = days([start, end, min(CALIBRATION_END, end)])
    if start < CALIBRATION_END:
        axes.axvspan(first, calibrated, color="#f1efe8", zorder=0, lw=0)
    axes.set_xlim(first, last)
    # Negative values are shown; a margin below zero that holds none is cut off.
    low, high = axes.get_ylim()
    axes.set_ylim(low if axes.dataLim.y0 < 0 else 0.0, high if high > 0 else 1.0)
    axes.axhline(0, color="#444444", lw=0.8, zorder=1)
    axes.set_ylabel(unit)
    years = (end - start).days / 365
    if years <= 5:
        axes.xaxis.set_major_locator(mdates.MonthLocator(bymonth=(1, 7)))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%b %Y"))
    else:
        axes.xaxis.set_major_locator(mdates.YearLocator(1 if years < 10 else 2))
        axes.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    axes.tick_params(labelsize=8)


def label_ends(axes: Axes, labels: Sequence[tuple[float, str, str]]) -> None:
    """Names of lines at the right margin: (height at the end, text, colour), spread apart."""
    low, high = axes.get_ylim()
    points = axes.get_window_extent().height * 72 / axes.figure.dpi
    gap = (high - low) * 10.5 / max(points, 1.0)
    placed: list[tuple[float, str, str]] = []
    for height, text, colour in sorted(labels):
        floor = placed[-1][0] + gap if placed else low
        placed.append((max(height, floor), text, colour))
    over = placed[-1][0] - high if placed else 0.0
    for height, text, colour in placed:
        y = height - max(over, 0.0)
        axes.annotate(
            text, (1.0, y), (9, 0), xycoords=("axes fraction", "data"),
            textcoords="offset points", color=darker(colour), fontsize=8, va="center",
            annotation_clip=False,
        )  # fmt: skip


def draw_strip(axes: Axes, marks: Sequence[Mark], start: pd.Timestamp, end: pd.Timestamp) -> None:
    """Events under the axis: filled diamonds documented, open circles simulated.

    A label that would cover another goes to a lower row; after the third row it is left out.
    """
    axes.set_xlim(*days([start, end]))
    axes.set_ylim(0, 3)
    axes.axis("off")
    width = axes.get_window_extent().width * 72 / axes.figure.dpi
    span = days([end])[0] - days([start])[0]
    taken = [-1.0, -1.0, -1.0]
    for mark in sorted(marks, key=lambda one: one.date):
        if not start <= mark.date <= end:
            continue
        x = days([mark.date])[0]
        left = (x - days([start])[0]) / span * width
        needed = 12 + 4.3 * len(mark.label)
        # A label that would leave the axis stands to the left of its mark.
        turned = left + needed > width + 60
        begin = left - needed if turned else left - 4
        row = next((n for n in range(3) if taken[n] < begin), None)
        if row is None:
            continue
        taken[row] = begin + needed + 4
        face = BLACK if mark.documented else "white"
        axes.plot(x, 2.5 - row, "D" if mark.documented else "o", mfc=face, mec=BLACK, ms=3.2)
        axes.annotate(
            mark.label, (x, 2.5 - row), (-5 if turned else 5, 0), textcoords="offset points",
            fontsize=7, va="center", ha="right" if turned else "left", annotation_clip=False,
        )  # fmt: skip


def band_entries(colour: str, runs: int) -> list[Patch]:
    """Keys of the bands, which a single run has not."""
    if runs < 2:
        return []
    return [
        Patch(color=colour, alpha=0.4, lw=0, label="50 % of runs"),
        Patch(color=colour, alpha=0.15, lw=0, label="90 % of runs"),
    ]


def documented_entries() -> list[Line2D]:
    """Keys of documented figures, sure and less sure."""
    return [
        Line2D([], [], label=label, color=BLACK, mfc=face, marker="o", ls="", ms=4.6)
        for label, face in (("documented", BLACK), ("disputed or recalled", "white"))
    ]


def legend_entries(
    runs: int, documented: bool, user: bool, comparison: str | None
) -> list[Line2D | Patch]:
    """Keys of the marks that every chart shares."""
    entries: list[Line2D | Patch] = [Line2D([], [], color=BLUE, label="simulated (median)")]
    entries += band_entries(BLUE, runs)
    if comparison:
        entries.append(Line2D([], [], color=ORANGE, ls="--", label=comparison))
    if documented:
        entries += documented_entries()
    if user:
        entries.append(Line2D([], [], color=GREEN, marker="^", ls="", label="your record"))
    return entries


def finish(figure: Figure, title: str, caption: str, entries: Sequence[Line2D | Patch]) -> None:
    """Title at the top left, keys under it, caption at the foot; margins in inches."""
    height = figure.get_figheight()
    figure.text(0.012, 1 - 0.12 / height, title, fontsize=12.5, weight="bold", va="top")
    if entries:
        figure.legend(
            handles=list(entries), loc="upper left", bbox_to_anchor=(0.004, 1 - 0.32 / height),
            ncols=len(entries), frameon=False, fontsize=7.5, handlelength=1.6,
            columnspacing=1.1, handletextpad=0.4, borderaxespad=0.1,
        )  # fmt: skip
    figure.text(0.012, 0.06 / height, wrapped(caption), fontsize=6.8, color="#333333", va="bottom")


def darker(colour: str) -> tuple[float, float, float]:
    """A colour mixed with black, dark enough for small text on white."""
    red, green, blue = to_rgb(colour)
    share = 1.0 if colour in (BLUE, BLACK, GREY) else 0.68
    return (red * share, green * share, blue * share)


def wrapped(caption: str) -> str:
    """The caption broken into lines that fit the width of a figure."""
    return "\n".join(textwrap.wrap(caption, 180))
