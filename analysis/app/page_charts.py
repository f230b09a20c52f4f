"""Which charts the page shows: panels of the report's charts, with the same lines and records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import history
from analysis.chart_lines import Line, recorded
from analysis.chart_panels import Panel, marks
from analysis.charts import FAMINE, PANEL_CHARTS, POLITICS, RUSH, TURNS

MONTHLY = ("stock", "month")
"""kinds of line whose values stand month by month; the others are one value a year"""
_CHARTS = {chart.name: chart for chart in PANEL_CHARTS}


@dataclass(frozen=True)
class PageChart:
    """One chart of the page: its id, its panel, documented events under it, and a note."""

    id: str
    panel: Panel
    events: tuple[str, ...]
    note: str = ""
    first: bool = False
    """whether it is shown before anything is chosen"""

    def line_id(self, number: int) -> str:
        """The id of one of its lines."""
        return f"{self.id}.{number}"


def _of(name: str, panel: int, identity: str, first: bool = False) -> PageChart:
    chart = _CHARTS[name]
    return PageChart(identity, chart.panels[panel], chart.events, chart.note, first)


HUNGER = Panel("Villagers below the famine line", "percent", (recorded("hunger_rural", "stock"),))
CHARTS: tuple[PageChart, ...] = (
    _of("procurement", 0, "procurement", first=True),
    PageChart("hunger", HUNGER, FAMINE, first=True),
    _of("collectivisation", 0, "collectivisation", first=True),
    _of("deaths_births", 0, "deaths", first=True),
    _of("harvest", 0, "harvest", first=True),
    _of("disturbances", 0, "disturbances", first=True),
    _of("herds", 0, "horses", first=True),
    _of("migration", 0, "migration", first=True),
    _of("factions", 0, "factions", first=True),
    _of("sentences", 0, "sentences", first=True),
    _of("procurement", 1, "share_taken"),
    _of("exports", 0, "exports"),
    _of("herds", 1, "cattle"),
    _of("party", 0, "party"),
    _of("party", 1, "expelled"),
    _of("cadres", 0, "cadres"),
    PageChart("threat", _CHARTS["discipline"].panels[0], POLITICS, _CHARTS["discipline"].note),
    PageChart("recantation", _CHARTS["discipline"].panels[3], POLITICS,
              _CHARTS["discipline"].note),
)  # fmt: skip
EVENTS = tuple(dict.fromkeys((*TURNS, *FAMINE, *POLITICS, *RUSH)))


def lines() -> dict[str, Line]:
    """Every line of the page by its id."""
    return {
        chart.line_id(number): line
        for chart in CHARTS
        for number, line in enumerate(chart.panel.lines)
    }


def chart_facts(chart: PageChart) -> dict[str, Any]:
    """A chart as the page reads it: words, lines with their documented points, events, sources."""
    told = [_line_facts(chart.line_id(n), line) for n, line in enumerate(chart.panel.lines)]
    keys = {part for line in told for point in line["points"] for part in point["sources"]}
    return {
        "id": chart.id,
        "title": chart.panel.title,
        "unit": chart.panel.unit,
        "note": chart.note,
        "first": chart.first,
        "start": chart.panel.start,
        "end": chart.panel.end,
        "lines": told,
        "events": [
            {"id": one, "date": f"{mark.date:%Y-%m-%d}", "label": mark.label}
            for one, mark in zip(chart.events, marks(chart.events), strict=True)
        ],
        "sources": sorted(keys),
    }


def _line_facts(identity: str, line: Line) -> dict[str, Any]:
    return {
        "id": identity,
        "label": line.label,
        "how": line.how,
        "series": line.series,
        "factor": line.factor,
        "points": [_point(row) for row in line.documented().to_dict("records")],
    }


def _point(row: dict[Any, Any]) -> dict[str, Any]:
    """A documented figure: day, value, range or none, whether it is drawn hollow, source keys."""
    low, high = (None if pd.isna(row[name]) else float(row[name]) for name in ("low", "high"))
    return {
        "date": f"{row['date']:%Y-%m-%d}",
        "value": float(row["value"]),
        "low": low,
        "high": high,
        "hollow": bool(row["hollow"]),
        "sources": str(row["source_key"]).split(" / "),
    }


def source_facts(keys: set[str]) -> dict[str, dict[str, str]]:
    """Citation, address and grade of the sources with these keys."""
    table = history.sources()
    table = table[table["source_key"].isin(keys)]
    return {
        str(row["source_key"]): {name: str(row[name]) for name in ("citation", "url", "grade")}
        for row in table.to_dict("records")
    }
