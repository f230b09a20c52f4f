"""Charts made of panels one above the other, each with lines, documented dots and a unit."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import history
from analysis.chart_lines import Line, agricultural_label, table_of
from analysis.chart_style import (
    BLACK,
    LINES,
    WIDTH_INCHES,
    Mark,
    draw_comparison,
    draw_documented,
    draw_median,
    draw_strip,
    draw_user,
    dress,
    finish,
    label_ends,
    legend_entries,
)
from analysis.results import Results, quantiles

# Short names of documented events, by the record's own ids: what the strips show.
EVENT_LABELS = {
    "EV054": "opposition expelled", "EV058": "emergency measures", "EV080": "right loses posts",
    "EV092": "dekulakisation", "EV100": "“Dizzy” article", "EV123": "May reforms",
    "EV127": "theft law", "EV151": "passports", "EV156": "borders closed",
    "EV160": "mass arrests halted", "EV166": "Kirov murdered", "EV159": "purge of 1933",
    "EV172": "first Moscow trial", "EV181": "order 00447", "EV185": "mass operations halted",
    "EV170": "party cards verified", "EV082": "general purge", "EV131": "Riutin platform",
    "EV076": "Bukharin-Kamenev talk printed", "EV066": "measures repealed", "EV057": "surrender",
    "EV087": "“Great Turn”", "EV089": "volunteers called", "EV153": "political departments",
    "EV165": "departments dissolved",
    "EV098": "dekulakisation order", "EV101": "order against “distortions”",
}  # fmt: skip


@dataclass(frozen=True)
class Panel:
    """One panel: a title, the unit of its axis, its lines, and the months that it shows."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    start: str = "1924-01"
    end: str = "1940-01"


@dataclass(frozen=True)
class Chart:
    """A chart of panels; ``events`` are ids of EVENT_LABELS shown in the strip under the last."""

    name: str
    title: str
    panels: tuple[Panel, ...]
    events: tuple[str, ...] = ()
    note: str = ""
    height: float = 2.3
    one_run: bool = False
    """whether the first run is drawn into the bands as a thin line"""


@dataclass(frozen=True)
class Context:
    """What a chart is drawn from beside the results: comparison, a user's record, provenance."""

    comparison: Results | None = None
    user_record: pd.DataFrame | None = None
    provenance: str = ""
    reading: str = ""


@dataclass(frozen=True)
class Drawing:
    """A drawn chart: figure, caption, alternative text, and its numbers year by year.

    ``sources`` are the keys of the documented figures that it shows.
    """

    name: str
    title: str
    figure: Figure
    caption: str
    alt: str
    table: pd.DataFrame
    sources: tuple[str, ...] = ()


@dataclass
class _Ink:
    """What the panels of one chart have shown so far."""

    sources: set[str] = field(default_factory=set)
    tables: list[pd.DataFrame] = field(default_factory=list)
    user: bool = False
    missing: list[str] = field(default_factory=list)


def marks(ids: Sequence[str]) -> list[Mark]:
    """Documented events of the record as marks, with their short labels."""
    events = history.events().set_index("event_id")["date_start"]
    return [Mark(events[one], EVENT_LABELS[one]) for one in ids if one in events.index]


def draw_panels(chart: Chart, results: Results, context: Context) -> Drawing:
    """Draw one chart of panels; series that the runs lack are named in the panel."""
    strip = 0.62 if chart.events else 0.0
    head, foot, gap = 0.78, 0.95, 0.52
    count = len(chart.panels)
    height = head + foot + count * chart.height + (count - 1) * gap + strip
    figure = Figure(figsize=(WIDTH_INCHES, height))
    ink = _Ink()
    top = height - head
    for panel in chart.panels:
        axes = figure.add_axes(_box(height, top - chart.height, chart.height))
        _draw_panel(axes, panel, results, context, ink)
        if chart.one_run and len(results.runs) > 1:
            _draw_first_run(axes, panel, results)
        top -= chart.height + gap
    if chart.events:
        last = chart.panels[-1]
        axes = figure.add_axes(_box(height, top + gap - 0.3 - strip, strip))
        draw_strip(axes, marks(chart.events), _day(last.start), _day(last.end))
    caption = " ".join(part for part in (chart.note, context.provenance, context.reading) if part)
    caption += f" Documented: {_sources(ink.sources)}." if ink.sources else ""
    compared = context.comparison.scenario if context.comparison else None
    entries = legend_entries(len(results.runs), bool(ink.sources), ink.user, compared)
    finish(figure, chart.title, caption, entries)
    table = pd.concat(ink.tables, axis=1).sort_index() if ink.tables else pd.DataFrame()
    alt = alternative_text(chart.title, table, ink.missing)
    keys = tuple(sorted(ink.sources))
    return Drawing(chart.name, chart.title, figure, caption, alt, table, keys)


def alternative_text(title: str, table: pd.DataFrame, missing: Sequence[str] = ()) -> str:
    """A sentence for readers who do not see the figure: first, highest and last simulated value."""
    parts = [f"{title}: chart of simulated medians with documented figures."]
    for name in [column for column in table.columns if "simulated" in str(column)][:4]:
        values = pd.to_numeric(table[name], errors="coerce").dropna()
        if len(values):
            first, high, last = values.iloc[0], values.max(), values.iloc[-1]
            parts.append(
                f"{name}: {first:.3g} in {values.index[0]}, highest {high:.3g} in "
                f"{values.idxmax()}, {last:.3g} in {values.index[-1]}."
            )
    parts += [f"Not recorded: {name}." for name in missing]
    return " ".join(parts)


def _day(month: str) -> pd.Timestamp:
    return pd.Timestamp(f"{month}-01")


def _box(height: float, bottom: float, tall: float) -> tuple[float, float, float, float]:
    return (0.075, bottom / height, 0.775, tall / height)


def _sources(keys: set[str]) -> str:
    names = sorted({part for key in keys for part in key.split(" / ")})
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return ", ".join(names[:8]) + more


def _draw_panel(axes: Axes, panel: Panel, results: Results, context: Context, ink: _Ink) -> None:
    axes.set_title(panel.title)
    start, end = _day(panel.start), _day(panel.end)
    ends: list[tuple[float, str, str]] = []
    for style, line in enumerate(panel.lines):
        colour = LINES[style][0]
        table = table_of(results, line)
        if table is None:
            ink.missing.append(f"{panel.title}, {line.label}")
        else:
            bands = quantiles(table.loc[start:end])
            yearly = line.how in ("calendar", "agricultural")
            draw_median(axes, bands, len(results.runs), style, yearly)
            if len(bands):
                ends.append((float(bands["q50"].iloc[-1]), line.label, colour))
            ink.tables.append(_numbers(panel, line, bands))
        if style == 0 and context.comparison is not None:
            other = table_of(context.comparison, line)
            if other is not None:
                draw_comparison(axes, quantiles(other.loc[start:end]), other.shape[1])
        found = line.documented()
        found = found[found["date"].between(start, end)]
        if len(found):
            draw_documented(axes, found, style)
            ink.sources |= set(found["source_key"])
            ink.tables.append(_documented_numbers(panel, line, found))
        _draw_user_rows(axes, line, context.user_record, start, end, ink)
    dress(axes, start, end, panel.unit)
    if ink.missing and not ends:
        axes.text(0.5, 0.5, "not recorded in these runs", transform=axes.transAxes, ha="center")
    label_ends(axes, ends)


def _draw_first_run(axes: Axes, panel: Panel, results: Results) -> None:
    for line in panel.lines:
        table = table_of(results, line)
        if table is not None:
            path = table.iloc[:, 0].loc[_day(panel.start) : _day(panel.end)]
            axes.plot(path.index, path.to_numpy(), color=BLACK, linewidth=0.7, alpha=0.8, zorder=3)


def _draw_user_rows(
    axes: Axes,
    line: Line,
    user: pd.DataFrame | None,
    start: pd.Timestamp,
    end: pd.Timestamp,
    ink: _Ink,
) -> None:
    if user is None:
        return
    rows = user[(user["series"] == line.series) & (user["region"] == line.region)].copy()
    rows = rows[rows["date"].between(start, end)]
    rows[["value", "low", "high"]] *= line.factor
    if len(rows):
        draw_user(axes, rows)
        ink.user = True


def _name(panel: Panel, line: Line, what: str) -> str:
    label = "" if line.label == "simulated" else f", {line.label}"
    return f"{panel.title}{label} ({panel.unit}), {what}"


def _numbers(panel: Panel, line: Line, bands: pd.DataFrame) -> pd.DataFrame:
    """One row a period: the year, the July-June year, or the month; stocks of January and July."""
    index = pd.DatetimeIndex(bands.index)
    if line.how == "stock":
        long = (index[-1] - index[0]).days > 2000 if len(index) else False
        keep = index.month.isin((1, 7)) if long else index.month > 0
        bands, index = bands[keep], index[keep]
    columns = {_name(panel, line, "simulated median"): bands["q50"].to_numpy()}
    if not bands["q05"].equals(bands["q95"]):
        columns[_name(panel, line, "5 %")] = bands["q05"].to_numpy()
        columns[_name(panel, line, "95 %")] = bands["q95"].to_numpy()
    return pd.DataFrame(columns, index=pd.Index(_periods(index, line.how), name="period"))


def _documented_numbers(panel: Panel, line: Line, found: pd.DataFrame) -> pd.DataFrame:
    index = pd.Index(_periods(pd.DatetimeIndex(found["date"]), line.how), name="period")
    table = pd.DataFrame({_name(panel, line, "documented"): found["value"].to_numpy()}, index)
    return table[~table.index.duplicated()]


def _periods(index: pd.DatetimeIndex, how: str) -> list[str]:
    if how == "calendar":
        return [str(day.year) for day in index]
    if how == "agricultural":
        return [agricultural_label((day - pd.DateOffset(months=3)).year) for day in index]
    return [day.strftime("%Y-%m") for day in index]
