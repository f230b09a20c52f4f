"""What cadres explain: extraction between neighbouring districts, and how the hungry fared.

``python -m analysis.cadre_study RESULTS`` splits the variance of grain collected, between districts
of the same region, run and year, into what the harvest and what the secretaries explain, and lays
districts side by side by what their secretary did and where he came from.
"""

import argparse
import math
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.chart_lines import agricultural_label
from analysis.console import complain, print_json, print_table
from analysis.countryside_tables import markdown
from analysis.district_seasons import CADRES, HARVEST, NEIGHBOURS, YEARS, seasons
from analysis.results import Results, ResultsError
from analysis.variance_shares import grouped_means, shares
from sim.rules.cadre import CHOICES

MEASURES = {"kg": "kg a villager", "rate": "share of the crop"}
FAMINE_YEAR = 1932
FATES = {"deaths": "hunger deaths per 1000", "kg": "kg collected a villager",
         "sold_back": "kg sold back a villager"}  # fmt: skip


def explained(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Shares of the variance of extraction, by measure and year and pooled; numbers of 0 to 1."""
    rows = []
    spans = [(agricultural_label(year), [year]) for year in YEARS]
    spans.append(("all", list(YEARS)))
    for measure, label in MEASURES.items():
        for name, years in spans:
            chosen = table[table["year"].isin(years) & table[measure].notna()]
            if chosen.empty:
                continue
            found = shares(chosen, measure, HARVEST, CADRES, NEIGHBOURS)
            rows.append({
                "measure": label, "year": name, "districts": found.rows,
                "harvest_alone": found.first, "cadres_alone": found.second,
                "together": found.both, "harvest_share": found.first_share,
                "harvest_low": found.first_band[0], "harvest_high": found.first_band[1],
                "cadre_share": found.second_share, "cadre_low": found.second_band[0],
                "cadre_high": found.second_band[1], "cadres_by_chance": found.second_by_chance,
            })  # fmt: skip
    return rows


def fates(table: pd.DataFrame) -> list[dict[str, Any]]:
    """How districts of 1932/33 fared beside their neighbours, by choice and by origin.

    The first row is the mean of all districts; the others are differences from the region's mean of
    the same run, with 90 percent intervals.
    """
    year = table[table["year"] == FAMINE_YEAR]
    everyone: dict[str, Any] = {"by": "all", "secretary": "mean", "districts": len(year)}
    rows = [everyone | {name: float(year[name].mean()) for name in FATES}]
    spared = year["balk"] + year["leak"] > 0.0
    groupings = (
        ("main choice", CHOICES, year["main"]),
        ("any month", ("neither", "balked or leaked"), spared.astype(int)),
        ("origin", ("of the place", "from outside"), year["sent"].astype(int)),
    )
    for by, words, group in groupings:
        means = grouped_means(year, list(FATES), group.to_numpy(), NEIGHBOURS)
        for code, row in means.iterrows():
            cells = {"by": by, "secretary": words[int(str(code))],
                     "districts": int(row["rows", ""])}  # fmt: skip
            for name in FATES:
                cells |= {name: float(row[name, "mean"]), f"{name}_low": float(row[name, "low"]),
                          f"{name}_high": float(row[name, "high"])}  # fmt: skip
            rows.append(cells)
    return rows


def explained_table(rows: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """The first table as words: percent of the variance."""
    return [
        {"extraction": row["measure"], "year": row["year"], "districts": str(row["districts"]),
         "harvest alone": _percent(row["harvest_alone"]),
         "cadres alone": _percent(row["cadres_alone"]),
         "by chance": _percent(row["cadres_by_chance"]), "together": _percent(row["together"]),
         "harvest's share": _percent(row["harvest_share"]),
         "90 %": _range(row["harvest_low"], row["harvest_high"], _percent),
         "cadres' share": _percent(row["cadre_share"]),
         "90 % ": _range(row["cadre_low"], row["cadre_high"], _percent)}
        for row in rows
    ]  # fmt: skip


def fates_table(rows: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """The second table as words: a mean, then differences with their signs and intervals."""
    table = []
    for row in rows:
        cells = {"by": row["by"], "secretary": row["secretary"], "districts": str(row["districts"])}
        for name, label in FATES.items():
            cells[label] = f"{row[name]:.3g}"
            if f"{name}_low" in row:
                band = _range(row[f"{name}_low"], row[f"{name}_high"], _signed)
                cells[label] = f"{_signed(row[name])} ({band})"
        table.append(cells)
    return table


def notes(results: Results, table: pd.DataFrame) -> list[str]:
    """What each table shows, for a reader who has nothing else."""
    drawn = "runs" if table["run"].nunique() >= 5 else "regions, as runs are fewer than five"
    return [
        f"{table['run'].nunique()} runs of {results.scenario}, drive {results.drive}, hash "
        f"{results.digest}. Grain collected by the end of June, districts of the same region, run "
        f"and year beside one another: percent of the variance that is explained. The two shares "
        f"(Shapley) add up to what both explain together; intervals draw {drawn}. By chance: what "
        f"as many random numbers as the cadres' {len(CADRES)} would explain; few districts make "
        f"every number lean high.",
        f"{agricultural_label(FAMINE_YEAR)}: the mean of all districts, then differences from the "
        "mean of the region's districts in the same run, with 90 percent intervals. A secretary's "
        "choice answers to hunger as well as bearing on it: these are differences, not effects.",
    ]


def _percent(value: float) -> str:
    return "none" if math.isnan(value) else f"{100.0 * value:.1f}"


def _signed(value: float) -> str:
    return "none" if math.isnan(value) else f"{value:+.2f}"


def _range(low: float, high: float, words: Any) -> str:
    return f"{words(low)} to {words(high)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print the study; the exit code, as run.py has them."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis.cadre_study",
        description="What cadres explain of extraction, beside the harvest.",
    )
    parser.add_argument("results", type=Path, help="a results folder with districts")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON instead of tables")
    form.add_argument("--markdown", action="store_true", help="print Markdown instead of tables")
    given = parser.parse_args(arguments)
    try:
        results = Results.open(given.results)
        table = seasons(results)
    except ResultsError as error:
        complain(str(error))
        return 2
    shown = {"explained": explained(table), "fates": fates(table)}
    if given.json:
        print_json(shown)
        return 0
    tables = (explained_table(shown["explained"]), fates_table(shown["fates"]))
    for i, (note, rows) in enumerate(zip(notes(results, table), tables, strict=True)):
        print("\n" * (i > 0) + (note if given.markdown else textwrap.fill(note, 88)) + "\n")
        if given.markdown:
            print(markdown(list(rows[0]), [list(row.values()) for row in rows]))
        else:
            print_table(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
