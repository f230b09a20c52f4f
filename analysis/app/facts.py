"""What the page knows whatever scenario it shows: record, places, sliders, presets, scorecard."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Sequence
from typing import Any

import numpy as np

from analysis import history
from analysis.app.frame import MAPPED
from analysis.app.page_charts import CHARTS, EVENTS, chart_facts, source_facts
from analysis.app.sliders import SLIDERS
from analysis.app.story import chain_facts
from analysis.chart_leaders import MARKS
from analysis.chart_panels import EVENT_LABELS
from analysis.chart_places import TILES
from analysis.chart_style import CALIBRATION_END
from analysis.explain_power import STATES
from analysis.leader_tree import EDGE
from analysis.report_tables import famine_range, pattern_sources
from analysis.results import Results
from analysis.score_tables import HEADS, pattern_rows, summary_rows, validation
from sim.levers import LEVERS
from sim.outcomes import SERIES
from sim.scenario import Scenario, load, names

BASE = "historical"


def facts(results: Results | None, presets: Sequence[str] | None = None) -> dict[str, Any]:
    """The shared block. ``results`` of the historical course give the scorecard, None gives none.

    ``presets`` are names of scenarios; without them all of scenarios/, the historical one first.
    """
    charts = [chart_facts(chart) for chart in CHARTS]
    keys = {key for chart in charts for key in chart["sources"]}
    return {
        "version": importlib.metadata.version("general-line"),
        "charts": charts,
        "map": {"tiles": {name: list(at) for name, at in TILES.items()},
                "series": {name: SERIES[name].unit for name in MAPPED}},
        "series": {line["series"]: {"unit": SERIES[line["series"]].unit,
                                    "definition": SERIES[line["series"]].definition}
                   for chart in charts for line in chart["lines"] if line["series"] in SERIES},
        "states": [list(state) for state in STATES],
        "sliders": [slider.facts for slider in SLIDERS],
        "presets": [preset_facts(name) for name in presets or preset_names()],
        "marks": {name: list(mark) for name, mark in MARKS.items()},
        "edge": EDGE,
        "chain": chain_facts(),
        "documented": documented_events(),
        "scorecard": scorecard(results) if results is not None else None,
        "famine": famine_range(),
        "sources": source_facts(keys | pattern_sources()),
        "calibration_end": f"{CALIBRATION_END:%Y-%m-%d}",
    }  # fmt: skip


def preset_names() -> list[str]:
    """Scenarios in the order in which the page offers them: the historical course, then by name."""
    every = sorted(names())
    return [BASE, *(name for name in every if name != BASE)]


def preset_facts(name: str) -> dict[str, Any]:
    """A scenario as the page offers it. Raises ScenarioError."""
    scenario, base = load(name), load(BASE)
    return {
        "id": scenario.name,
        "title": scenario.title,
        "question": scenario.question,
        "first_change": scenario.first_change,
        "group": "record" if scenario.name == BASE else _group(scenario, base),
    }


def _group(scenario: Scenario, base: Scenario) -> str:
    """Politics, countryside or circumstances: the tier of the levers by which it differs."""
    different = np.any(scenario.paths != base.paths, axis=1) | np.any(
        scenario.emergent_months != base.emergent_months, axis=1
    )
    tiers = {lever.tier for lever, moved in zip(LEVERS.values(), different, strict=True) if moved}
    return next((tier for tier in ("politics", "countryside") if tier in tiers), "circumstances")


def documented_events() -> dict[str, dict[str, str]]:
    """The events that charts mark, by id: day, title, summary and source."""
    table = history.events().set_index("event_id")
    citations = dict(zip(history.sources()["source_key"], history.sources()["citation"],
                         strict=True))  # fmt: skip
    found = {}
    for one in EVENTS:
        if one in table.index:
            row = table.loc[one]
            found[one] = {
                "date": f"{row['date_start']:%Y-%m-%d}",
                "label": EVENT_LABELS[one],
                "title": str(row["title"]),
                "summary": str(row["summary"]),
                "source": str(citations.get(row["source_key"], row["source_key"])),
            }
    return found


def scorecard(results: Results) -> dict[str, Any]:
    """The scorecard of some results, calibrate and test rows apart, and what it comes to."""
    told = validation(results)
    card = told["card"]
    return {
        "parts": [
            {"split": split, "head": head, "rows": pattern_rows(card[card["split"] == split])}
            for split, head in HEADS.items()
        ],
        "summary": summary_rows(told["summary"]),
        "line": told["scores"],
        "runs": len(results.runs),
    }
