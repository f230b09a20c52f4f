"""The leadership as a radial tree with fixed places: who stands with whom, month by month."""

import math
import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from analysis.chart_panels import Context, Drawing
from analysis.chart_style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
    finish,
)
from analysis.leader_tree import EDGE, Place, layout
from analysis.results import Results

MONTHS = ("1924-07", "1927-07", "1930-07", "1932-07")
TITLE = "The simulated leadership: who stands with whom"
WIDTH = 9.7
# What a mark says: words for the key, colour, shape, and whether it is hollow.
MARKS: dict[str, tuple[str, str, str, bool]] = {
    "secretary": ("circle of the General Secretary", BLUE, "o", False),
    "partner": ("another circle of the majority", SKY, "s", False),
    "left": ("Left", VERMILION, "^", False),
    "new_opposition": ("New Opposition", ORANGE, "v", False),
    "united_opposition": ("United Opposition", PURPLE, "D", False),
    "right": ("Right", GREEN, "p", False),
    "other": ("another opposition", BLACK, "*", False),
    "without": ("no circle yet, or one that dissolved", YELLOW, "h", False),
    "expelled": ("expelled", GREY, "o", True),
    "taken": ("arrested or exiled", GREY, "s", True),
    "dead": ("dead", GREY, "x", True),
}
OUTSIDE = {"expelled": "expelled", "arrested": "taken", "exiled": "taken", "dead": "dead"}
# Areas in square points of a panel of four: full or candidate of the Politburo, Central Committee,
# neither.
SIZES = (46.0, 22.0, 8.0)
NOTE = (
    "Positions, circles and fates are the model's: named people are historical, their simulated "
    "acts are not. Inner ring: whoever sits in the Politburo at some time of the run; outer ring: "
    "whoever holds a region; between them the other members, the unnamed without a name. Clients "
    "stand by their first patron, thin lines lead to him; places never change, colours do. Large: "
    "Politburo; middle: Central Committee. Black rim: in open opposition. The dead are shown for "
    "a year."
)


def alignments(leaders: pd.DataFrame) -> pd.Series:
    """The name in ``MARKS`` of each row of leaders.parquet, all of one month and run."""
    holder = leaders.loc[leaders["office"].astype(str) == "general secretary", "key"].astype(str)
    heads = set(holder)

    def of(status: str, stance: str, label: str, circle: str) -> str:
        if status in OUTSIDE:
            return OUTSIDE[status]
        if stance == "ruling":
            return "secretary" if circle in heads else "partner"
        if stance in ("open", "beaten"):
            return label if label in MARKS else "other"
        return "without"

    columns = (leaders[name].astype(str) for name in ("status", "stance", "label", "circle"))
    found = [of(*row) for row in zip(*columns, strict=True)]
    return pd.Series(found, index=leaders.index, dtype=object)


def draw_month(
    axes: Axes, leaders: pd.DataFrame, places: dict[str, Place], scale: float = 1.0
) -> pd.Series:
    """Draw one month's leaders (rows of one run and month) at their places.

    ``scale`` enlarges names and marks with the panel, 1 for a panel of four. Returns how many
    leaders bear each mark, by name in ``MARKS``.
    """
    axes.set_xlim(-EDGE, EDGE)
    axes.set_ylim(-EDGE, EDGE)
    axes.set_aspect("equal")
    axes.axis("off")
    rows = leaders.assign(mark=alignments(leaders), key=leaders["key"].astype(str))
    present = set(rows["key"])
    links = [
        (places[places[key].patron].point, places[key].point)
        for key in rows["key"]
        if places[key].patron in present
    ]
    axes.add_collection(LineCollection(links, colors="#e2e2e2", linewidths=0.5 * scale, zorder=1))
    for row in rows.to_dict("records"):
        _draw_leader(axes, row["mark"], row, places[row["key"]], scale)
    return rows["mark"].value_counts()


def _draw_leader(axes: Axes, mark: str, row: dict[Any, Any], place: Place, scale: float) -> None:
    _, colour, shape, hollow = MARKS[mark]
    seat = 0 if row["politburo"] else 1 if row["full_member"] else 2
    size = SIZES[seat] * scale * scale
    opposed = row["stance"] == "open" and not hollow
    rim = BLACK if opposed else "#7a6f00" if mark == "without" else colour
    look: dict[str, Any] = {"c": colour}
    if shape != "x":
        look = {"facecolors": "white" if hollow else colour, "edgecolors": rim}
    x, y = place.point
    width = (1.0 if opposed else 0.6) * scale
    axes.scatter([x], [y], s=size, marker=shape, zorder=3, linewidths=width, **look)
    if place.short:
        _write_name(axes, place, hollow, scale)


def _write_name(axes: Axes, place: Place, gone: bool, scale: float) -> None:
    """A name along the radius, outward from its mark, never upside down."""
    degrees = 90.0 - math.degrees(place.angle)
    left = math.sin(place.angle) < 0.0
    reach = place.radius + 0.065
    axes.text(
        reach * math.sin(place.angle), reach * math.cos(place.angle), place.short,
        rotation=degrees + 180.0 if left else degrees, rotation_mode="anchor",
        ha="right" if left else "left", va="center_baseline", zorder=4,
        fontsize=5.4 * scale, color="#767676" if gone else "black",
    )  # fmt: skip


def draw_leadership_tree(results: Results, context: Context) -> Drawing:
    """Four months of the first run: July 1924, 1927, 1930 and 1932."""
    return _figure(results, MONTHS, None, context)


def draw_leadership(
    results: Results, month: str, run: int | None = None, context: Context | None = None
) -> Drawing:
    """One month (YYYY-MM) of a run, the first unless given, on a whole figure."""
    return _figure(results, (month,), run, context or Context())


def _figure(results: Results, months: Sequence[str], run: int | None, context: Context) -> Drawing:
    columns = 1 if len(months) == 1 else 2
    side = (WIDTH - 0.1) / columns
    scale = 2.0 / columns
    number = run if run is not None else (results.runs[0] if results.runs else 0)
    of_run, places = _leaders_of(results, number)
    # Panels that hold a sentence alone are low.
    tall = side if of_run is not None else 0.6
    head, foot, rows = 0.95, 0.85, math.ceil(len(months) / columns)
    height = head + foot + rows * (tall + 0.22)
    figure = Figure(figsize=(WIDTH, height))
    counts = {}
    for k, month in enumerate(months):
        left = 0.05 + (k % columns) * side
        bottom = height - head - (k // columns + 1) * (tall + 0.22)
        box = (left / WIDTH, bottom / height, side / WIDTH, tall / height)
        axes = figure.add_axes(box)
        title = f"{pd.Timestamp(f'{month}-01'):%B %Y}, run {number}"
        axes.set_title(title, loc="center", fontsize=10, pad=1)
        counts[title] = _draw_panel(axes, results, of_run, places, month, scale)
    drawn = f"Run {number} is drawn." if of_run is not None else "No run is drawn."
    caption = f"{NOTE} {drawn} {context.provenance}".strip()
    finish(figure, TITLE, caption, [])
    _key(figure, height)
    table = _table(counts)
    return Drawing("leadership_tree", TITLE, figure, caption, _alternative(table), table)


def _leaders_of(results: Results, run: int) -> tuple[pd.DataFrame | None, dict[str, Place]]:
    """A run's leaders and their places; None where the run has none."""
    if not results.has_leaders:
        return None, {}
    table = results.leaders
    of_run = table[table["run"] == run]
    return (of_run, layout(of_run)) if len(of_run) else (None, {})


def _draw_panel(
    axes: Axes,
    results: Results,
    of_run: pd.DataFrame | None,
    places: dict[str, Place],
    month: str,
    scale: float,
) -> pd.Series:
    """Draw a month, or say why it cannot be drawn."""
    if of_run is not None:
        found = of_run[of_run["date"] == pd.Timestamp(f"{month}-01")]
        if len(found):
            return draw_month(axes, found, places, scale)
    axes.axis("off")
    reason = "the run does not reach this month"
    if not results.has_leaders:
        reason = results.why_no_leaders.removeprefix(f"{results.path or 'these results'}: ")
    elif of_run is None:
        reason = "this run kept no leaders"
    text = "\n".join(textwrap.wrap(f"Not recorded: {reason}.", 48))
    axes.text(0.5, 0.5, text, transform=axes.transAxes, ha="center", va="center")
    return pd.Series(dtype=int)


def _key(figure: Figure, height: float) -> None:
    """Colours, shapes and sizes, in two rows under the title."""
    entries = [
        Line2D([], [], ls="", marker=shape, label=words, ms=5.2, mec=GREY if hollow else colour,
               mfc="white" if hollow else colour)
        for words, colour, shape, hollow in MARKS.values()
    ]  # fmt: skip
    entries.append(
        Line2D([], [], ls="", marker="^", label="black rim: in open opposition", ms=5.2,
               mec=BLACK, mfc=VERMILION)
    )  # fmt: skip
    figure.legend(
        handles=entries, loc="upper left", bbox_to_anchor=(0.004, 1 - 0.32 / height), ncols=4,
        frameon=False, fontsize=7.5, handletextpad=0.2, columnspacing=1.6, borderaxespad=0.1,
        labelspacing=0.35,
    )  # fmt: skip


def _table(counts: dict[str, pd.Series]) -> pd.DataFrame:
    """How many leaders bear each mark, by month; a mark that nobody bears is left out."""
    table = pd.DataFrame(counts).reindex(list(MARKS)).fillna(0.0)
    table = table[(table > 0).any(axis=1)]
    table.index = pd.Index([MARKS[mark][0] for mark in table.index], name="leaders")
    return table


def _alternative(table: pd.DataFrame) -> str:
    """A sentence for readers who do not see the figure."""
    parts = [f"{TITLE}: radial tree, one panel a month."]
    for title in table.columns:
        column = table[title][table[title] > 0]
        told = ", ".join(f"{words} {count:.0f}" for words, count in column.items())
        parts.append(f"{title}: {told or 'not recorded'}.")
    return " ".join(parts)
