"""Figure of a comparison: what a scenario changes, year by year and added up since the start.

Drawn from the rows of the table, so that figure and comparison.csv say the same.
"""

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.chart_panels import Drawing
from analysis.chart_style import (
    BLACK,
    CALIBRATION_END,
    ORANGE,
    RC,
    VERMILION,
    WIDTH_INCHES,
    finish,
)
from analysis.compare_outcomes import OUTCOMES, RUNNING, SPAN, YEAR, Outcome
from analysis.predictions import RELATIVE, SIGN

BOX_INCHES = (3.5, 1.15)
LEFT, GAP, HEAD, FOOT, BETWEEN = 0.75, 0.85, 0.95, 0.7, 0.5
FIRST, LAST = 1924, 1940
WINDOW = CALIBRATION_END.year + 1


def draw_cumulative(rows: pd.DataFrame, provenance: str) -> Drawing | None:
    """Two panels for each outcome that can be added up: each year, and from the start on.

    ``rows`` are those of one scenario, with predictions beside them: a predicted range stands as a
    red bar in its year, or at the end of its span. None where nothing in the rows can be added up.
    """
    names = set(rows.loc[rows["kind"] == RUNNING, "outcome"])
    outcomes = [one for one in OUTCOMES if one.drawn and one.name in names]
    if not outcomes:
        return None
    name, baseline = str(rows["scenario"].iloc[0]), str(rows["baseline"].iloc[0])
    with mpl.rc_context(RC):
        figure, grid = _grid(len(outcomes))
        predicted = False
        for (each, running), outcome in zip(grid, outcomes, strict=True):
            found = rows[rows["outcome"] == outcome.name]
            _draw_years(each, found[found["kind"] == YEAR], outcome)
            _draw_running(running, found[found["kind"] == RUNNING], outcome)
            predicted |= _draw_predicted(each, found[found["kind"] == YEAR], outcome)
            predicted |= _draw_predicted(running, found[found["kind"] == SPAN], outcome)
        many = int(rows["runs"].max()) > 1
        title = f"{name.replace('_', ' ')} less {baseline.replace('_', ' ')}: by year, and added up"
        bars = "Bars and lines: medians over pairs" + (
            "; thick and thin: 80 % and 90 % intervals." if many else "; one pair has no interval."
        )
        said = " Red: range that the literature predicts, of a year, or at the end of a span."
        caption = f"{provenance} {bars}{said if predicted else ''}"
        finish(figure, title, caption, _entries(many, predicted))
    table = rows.loc[rows["kind"].isin((YEAR, RUNNING)) & rows["outcome"].isin(names),
                     ["outcome", "period", "unit", "difference_median", "q05", "q95"]]  # fmt: skip
    alt = f"{title}: {len(outcomes)} pairs of panels, yearly and cumulative differences."
    return Drawing(f"cumulative_{name}", title, figure, caption, alt, table.set_index("period"), ())


def _draw_years(axes: Axes, rows: pd.DataFrame, outcome: Outcome) -> None:
    x = [_middle(period, outcome) for period in rows["period"]]
    axes.bar(x, rows["difference_median"], width=0.72, color=ORANGE, alpha=0.75, lw=0)
    if (rows["runs"] > 1).any():
        axes.vlines(x, rows["q05"], rows["q95"], color=BLACK, lw=0.7)
        axes.vlines(x, rows["q10"], rows["q90"], color=BLACK, lw=1.9)
    _dress(axes, f"{outcome.label}, by year", outcome.unit, rows)


def _draw_running(axes: Axes, rows: pd.DataFrame, outcome: Outcome) -> None:
    x = [_end(period.removeprefix("to "), outcome) for period in rows["period"]]
    if (rows["runs"] > 1).any():
        axes.fill_between(x, rows["q05"], rows["q95"], color=ORANGE, alpha=0.18, lw=0)
        axes.fill_between(x, rows["q10"], rows["q90"], color=ORANGE, alpha=0.28, lw=0)
    axes.plot(x, rows["difference_median"], color=ORANGE, lw=1.7, marker="o", ms=2.6)
    _dress(axes, "added up since the start", outcome.unit, rows)


def _draw_predicted(axes: Axes, rows: pd.DataFrame, outcome: Outcome) -> bool:
    """Bars of predicted ranges, those in percent turned into the unit by the baseline's median."""
    said = rows[rows["predicted_measure"].notna() & (rows["predicted_measure"] != SIGN)]
    said = said.dropna(subset=["predicted_low", "predicted_high"])
    for row in said.to_dict("records"):
        part = row["base_median"] / 100.0 if row["predicted_measure"] == RELATIVE else 1.0
        place = _end if row["kind"] == SPAN else _middle
        x = place(str(row["period"]), outcome)
        low, high = row["predicted_low"] * part, row["predicted_high"] * part
        axes.plot([x, x], [low, high], color=VERMILION, lw=1.6, marker="_", ms=7, zorder=5)
    return bool(len(said))


def _middle(period: str, outcome: Outcome) -> float:
    """Where a year is drawn: its middle, which for a July-June year is the turn of the year."""
    return int(period[:4]) + (1.0 if outcome.line.how == "agricultural" else 0.5)


def _end(period: str, outcome: Outcome) -> float:
    """The end of a year or of a span of years."""
    if outcome.line.how == "agricultural":
        return int(period.split("-")[-1][:4]) + 1.5
    last = period.split("-")[-1]
    return int(period[: 4 - len(last)] + last) + 1.0


def _dress(axes: Axes, title: str, unit: str, rows: pd.DataFrame) -> None:
    axes.set_title(title, fontsize=8.5)
    axes.axvspan(FIRST, WINDOW, color="#f1efe8", zorder=0, lw=0)
    axes.axhline(0, color="#444444", lw=0.8, zorder=1)
    axes.set_xlim(FIRST, LAST)
    axes.set_xticks(range(FIRST, LAST + 1, 4))
    axes.set_ylabel(unit, fontsize=7.5)
    axes.tick_params(labelsize=7)
    if not rows[["difference_median", "q05", "q95"]].to_numpy().any():
        axes.set_ylim(-1, 1)
        axes.set_yticks([0])
        axes.text(0.5, 0.7, "no difference", transform=axes.transAxes, ha="center", fontsize=7.5)


def _grid(count: int) -> tuple[Figure, list[tuple[Axes, Axes]]]:
    """A figure with so many pairs of panels one above the other."""
    wide, tall = BOX_INCHES
    height = HEAD + FOOT + count * tall + (count - 1) * BETWEEN
    figure = Figure(figsize=(WIDTH_INCHES, height))
    pairs = []
    for row in range(count):
        y = height - HEAD - tall - row * (tall + BETWEEN)
        one, other = (
            figure.add_axes((x / WIDTH_INCHES, y / height, wide / WIDTH_INCHES, tall / height))
            for x in (LEFT, LEFT + wide + GAP)
        )
        pairs.append((one, other))
    return figure, pairs


def _entries(many: bool, predicted: bool) -> list[Line2D | Patch]:
    entries: list[Line2D | Patch] = [Patch(color=ORANGE, alpha=0.75, lw=0, label="median")]
    if many:
        entries += [Line2D([], [], color=BLACK, lw=1.9, label="80 % of pairs"),
                    Line2D([], [], color=BLACK, lw=0.7, label="90 % of pairs")]  # fmt: skip
    if predicted:
        entries.append(Line2D([], [], color=VERMILION, lw=1.6, marker="_", ms=7, label="predicted"))
    return entries
