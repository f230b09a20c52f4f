"""Charts of the 22 regions: the tile map of hunger in 1933 and small multiples."""

from collections.abc import Callable

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis import history
from analysis.chart_lines import Line, recorded, share_taken, table_of
from analysis.chart_panels import Context, Drawing, alternative_text
from analysis.chart_style import (
    WIDTH_INCHES,
    days,
    draw_comparison,
    draw_documented,
    draw_median,
    dress,
    finish,
    legend_entries,
)
from analysis.results import NotRecordedError, Results, quantiles
from sim.outcomes import REGIONS

# Column and row of each region's tile.
TILES = {
    "Leningrad": (1, 0), "Northern": (2, 0), "Belorussia": (0, 1), "Western": (1, 1),
    "Moscow": (2, 1), "Ivanovo": (3, 1), "Nizhny": (4, 1), "Urals": (5, 1), "Ukraine": (1, 2),
    "Central Black Earth": (2, 2), "Middle Volga": (3, 2), "Tatar": (4, 2), "Bashkir": (5, 2),
    "West Siberia": (6, 2), "East Siberia": (7, 2), "Far East": (8, 2), "Crimea": (1, 3),
    "North Caucasus": (2, 3), "Lower Volga": (3, 3), "Kazakhstan": (5, 3),
    "Transcaucasia": (2, 4), "Central Asia": (5, 4),
}  # fmt: skip
LOSSES = "famine_direct_losses_share_of_population"


def hunger_deaths(results: Results, year: int = 1933) -> pd.DataFrame:
    """Hunger deaths of a year per 1000 rural people, by region (index) and run.

    Raises NotRecordedError where no region has both series for the year.
    """
    found = {}
    for region in REGIONS:
        try:
            dead = results.calendar_years("deaths_from_hunger", region)
            alive = results.monthly("population_rural", region)
        except NotRecordedError:
            continue
        index = pd.DatetimeIndex(alive.index)
        if year in dead.index:
            found[region] = dead.loc[year] / alive[index.year == year].mean()
    if not found:
        raise NotRecordedError(f"no region has hunger deaths and rural people of {year}")
    return pd.DataFrame(found).T


def documented_losses() -> pd.DataFrame:
    """Documented direct losses 1932-34 in percent of all inhabitants, by region."""
    rows = history.observations(LOSSES)
    whole = rows[(rows[["subregion", "group", "body"]] == "").all(axis=1)]
    return whole.drop_duplicates("region").set_index("region")[["value", "source_key"]]


def draw_hunger_map(results: Results, context: Context) -> Drawing:
    """Tile map: colour and figure are hunger deaths of 1933 per 1000 rural people."""
    title = "Deaths from hunger in 1933, per 1000 rural people"
    height = 6.1
    figure = Figure(figsize=(WIDTH_INCHES, height))
    axes = figure.add_axes((0.02, 1.0 / height, 0.96, (height - 1.3) / height))
    axes.set_xlim(-0.05, 9.05)
    axes.set_ylim(5.05, -0.05)
    axes.axis("off")
    record = documented_losses()
    try:
        bands = quantiles(hunger_deaths(results))
    except NotRecordedError:
        bands = pd.DataFrame(columns=["q05", "q25", "q50", "q75", "q95"], dtype=float)
    scale = max(100.0, float(bands["q50"].max())) if len(bands) else 100.0
    many = len(results.runs) > 1
    for region, (column, row) in TILES.items():
        _tile(axes, region, (column, row), bands, record, scale, many)
    _colour_key(figure, scale, height)
    note = (
        "Figure in a tile: simulated median (90 % of runs). “Record”: published direct losses of "
        "1932-34 in percent of all inhabitants, another measure; they are disputed."
    )
    caption = f"{note} {context.provenance} Documented: {', '.join(record['source_key'].unique())}."
    finish(figure, title, caption, [])
    names = {"q50": "simulated median", "q05": "5 %", "q95": "95 %"}
    table = bands[["q50", "q05", "q95"]].rename(columns=names)
    table["documented direct losses 1932-34, percent of inhabitants"] = record["value"]
    table.index.name = "region"
    alt = f"{title}: tile map. Highest: " + ", ".join(
        f"{region} {value:.0f}"
        for region, value in bands["q50"].sort_values(ascending=False).head(5).items()
    )
    sources = tuple(record["source_key"].unique())
    return Drawing("hunger_map", title, figure, caption, alt, table, sources)


def _tile(
    axes: Axes,
    region: str,
    place: tuple[int, int],
    bands: pd.DataFrame,
    record: pd.DataFrame,
    scale: float,
    many: bool,
) -> None:
    column, row = place
    known = region in bands.index
    low, value, high = (float(bands[name].get(region, 0.0)) for name in ("q05", "q50", "q95"))
    depth = min(1.0, value / scale)
    colour = mpl.colormaps["YlOrBr"](0.05 + 0.85 * depth) if known else "#ffffff"
    ink = "white" if depth > 0.6 else "black"
    axes.add_patch(
        Rectangle((column + 0.02, row + 0.02), 0.96, 0.96, facecolor=colour, edgecolor="#888888")
    )
    name = region.replace("Central ", "Central\n") if region.startswith("Central B") else region
    axes.text(column + 0.5, row + 0.22, name, ha="center", va="center", fontsize=7.6, color=ink,
              linespacing=0.9)  # fmt: skip
    text = f"{value:.3g}" if value < 1 else f"{value:.0f}"
    axes.text(column + 0.5, row + 0.52, text if known else "no data", ha="center", va="center",
              fontsize=12 if known else 7, weight="bold", color=ink)  # fmt: skip
    if known and many:
        axes.text(column + 0.5, row + 0.72, f"({low:.0f}-{high:.0f})", ha="center", va="center",
                  fontsize=6.5, color=ink)  # fmt: skip
    documented = record["value"].get(region)
    if documented is not None:
        axes.text(column + 0.5, row + 0.88, f"record {documented:g} %",
                  ha="center", va="center", fontsize=6.5, style="italic", color=ink)  # fmt: skip


def _colour_key(figure: Figure, scale: float, height: float) -> None:
    axes = figure.add_axes((0.62, (height - 0.75) / height, 0.33, 0.13 / height))
    for step in range(50):
        colour = mpl.colormaps["YlOrBr"](0.05 + 0.85 * step / 49)
        axes.add_patch(Rectangle((step / 50, 0), 1 / 50, 1, facecolor=colour, lw=0))
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.5, 1], ["0", f"{scale / 2:.0f}", f"{scale:.0f} per 1000"], fontsize=7)
    axes.set_yticks([])
    axes.grid(False)


def draw_region_shares(results: Results, context: Context) -> Drawing:
    """Small multiples: share of the harvest taken in each region."""
    title = "Share of the true harvest taken, by region, July-June years"
    return _multiples("regions_procurement", title, "percent", share_taken, results, context)


def draw_region_hunger(results: Results, context: Context) -> Drawing:
    """Small multiples: rural people below the famine line in each region."""
    title = "Rural people below the famine line, by region"

    def hungry(region: str) -> Line:
        return recorded("hunger_rural", "stock", region=region)

    return _multiples("regions_hunger", title, "percent", hungry, results, context)


def _multiples(
    name: str,
    title: str,
    unit: str,
    line_of: Callable[[str], Line],
    results: Results,
    context: Context,
) -> Drawing:
    height = 9.6
    figure = Figure(figsize=(WIDTH_INCHES, height))
    grid = figure.subplots(6, 4)
    figure.subplots_adjust(0.06, 1.15 / height, 0.985, 1 - 0.95 / height, 0.09, 0.42)
    sources: set[str] = set()
    columns: dict[str, pd.Series] = {}
    start, end = pd.Timestamp("1926-01-01"), pd.Timestamp("1938-01-01")
    cells = list(grid.flat)
    for axes, region in zip(cells, REGIONS, strict=False):
        line = line_of(region)
        table = table_of(results, line)
        if table is not None:
            bands = quantiles(table.loc[start:end])
            draw_median(axes, bands, len(results.runs))
            index = pd.DatetimeIndex(bands.index)
            columns[f"{region}, simulated median"] = bands["q50"].groupby(index.year).mean()
        if context.comparison is not None:
            other = table_of(context.comparison, line)
            if other is not None:
                draw_comparison(axes, quantiles(other.loc[start:end]), other.shape[1])
        found = line.documented()
        if len(found):
            draw_documented(axes, found)
            sources |= set(found["source_key"])
        axes.set_title(region, fontsize=8.5)
    top = max(cell.get_ylim()[1] for cell in cells[: len(REGIONS)])
    for number, axes in enumerate(cells):
        if number >= len(REGIONS):
            axes.axis("off")
            continue
        axes.set_ylim(0, top)
        dress(axes, start, end, unit if number % 4 == 0 else "")
        axes.set_xticks(days(["1928-01-01", "1932-01-01", "1936-01-01"]))
        axes.tick_params(
            labelsize=7, labelbottom=number >= len(REGIONS) - 4, labelleft=number % 4 == 0
        )
    caption = f"One scale for all regions. {context.provenance} {context.reading}"
    caption += f" Documented: {', '.join(sorted(sources))}." if sources else ""
    compared = context.comparison.scenario if context.comparison else None
    finish(figure, f"{title} ({unit})", caption,
           legend_entries(len(results.runs), bool(sources), False, compared))  # fmt: skip
    numbers = pd.DataFrame(columns)
    numbers.index.name = "year"
    alt = alternative_text(title, numbers)
    return Drawing(name, title, figure, caption, alt, numbers, tuple(sorted(sources)))
