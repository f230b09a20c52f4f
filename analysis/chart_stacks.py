"""The grain balance of villages and state farms: what became of each July-June year's grain."""

import pandas as pd
from matplotlib.figure import Figure

from analysis.chart_lines import agricultural_label
from analysis.chart_panels import Context, Drawing, alternative_text, marks
from analysis.chart_style import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    WIDTH_INCHES,
    days,
    draw_strip,
    dress,
    finish,
)
from analysis.results import NotRecordedError, Results

# Uses from the bottom up: series, label, colour, hatch.
USES = (
    ("rural_food_grain", "eaten in villages", GREEN, ""),
    ("seed_use", "seed", ORANGE, "//"),
    ("grain_fed_to_livestock", "fed to animals", SKY, ""),
    ("grain_market_sales", "sold privately", PURPLE, "xx"),
    ("grain_procurement_actual", "taken by the state", VERMILION, ""),
)
HARVEST = "grain_harvest_wheatcroft_davies_low"


def balance(results: Results) -> pd.DataFrame:
    """Uses and harvest of each July-June year, Mt: means over runs, one column each."""
    columns = {}
    for series, label, _, _ in (*USES, (HARVEST, "harvest", BLACK, "")):
        try:
            columns[label] = results.agricultural_years(series).mean(axis=1)
        except NotRecordedError:
            continue
    table = pd.DataFrame(columns).dropna(how="all")
    table.index = pd.Index([agricultural_label(year) for year in table.index], name="year")
    return table


def draw_grain_balance(results: Results, context: Context) -> Drawing:
    """Stacked yearly uses beside the harvest; what is missing came out of or went into stores."""
    title = "Where the grain went, July-June years"
    table = balance(results)
    height = 5.2
    figure = Figure(figsize=(WIDTH_INCHES, height))
    axes = figure.add_axes((0.075, 1.75 / height, 0.74, (height - 2.25) / height))
    x = days([f"{int(year[:4]) + 1}-01-01" for year in table.index])
    floor = pd.Series(0.0, index=table.index)
    for _, label, colour, hatch in USES:
        if label not in table:
            continue
        part = table[label].fillna(0.0)
        axes.bar(x, part, 270, floor, color=colour, hatch=hatch, edgecolor="white", lw=0.4,
                 label=label)  # fmt: skip
        floor = floor + part
    if "harvest" in table:
        axes.plot(x, table["harvest"], "o-", color=BLUE, ms=4, lw=1.6, label="true harvest")
    start, end = pd.Timestamp("1924-01-01"), pd.Timestamp("1940-01-01")
    dress(axes, start, end, "Mt")
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[::-1], labels[::-1], loc="center left", bbox_to_anchor=(1.0, 0.5),
                frameon=False, fontsize=8)  # fmt: skip
    strip = figure.add_axes((0.075, 0.82 / height, 0.74, 0.6 / height))
    draw_strip(strip, marks(("EV058", "EV092", "EV127")), start, end)
    note = (
        "Means over runs, so that the parts add up. Bars above the harvest were drawn from stores "
        "or aid; bars below it went into stores, stayed on state farms or were lost."
    )
    caption = f"{note} {context.provenance}"
    finish(figure, f"{title} (Mt)", caption, [])
    shown = table.rename(columns=lambda name: f"{name} (Mt), simulated mean")
    return Drawing("grain_balance", title, figure, caption, alternative_text(title, shown), shown)
