"""A frame: everything that the page shows of one scenario, as plain numbers and words.

docs/page.md writes the format down. A frame is built from any Results: a folder, runs in memory, or
one run that was just made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis.app.page_charts import MONTHLY, lines
from analysis.app.story import chronicle, events, leaders, reasons
from analysis.chart_lines import Line, table_of
from analysis.explain_power import STATES
from analysis.results import LEVELS, NotRecordedError, Results
from sim.outcomes import COUNTRY, REGIONS, SERIES, SERIES_INDEX

VERSION = 2
"""form of a frame: docs/page.md; frames kept in another form are made anew"""
MAPPED = (
    "hunger_rural",
    "collectivisation_rate_households",
    "mass_disturbances_month",
    "deaths_rural",
    "rural_departures_to_towns",
    "cadre_overshoot",
)
"""Series that the map can show: every region has them."""
DIGITS, ROUGH = 4, 3
"""significant digits of medians, and of bands and regions"""
Names = Sequence[str]


@dataclass(frozen=True)
class Head:
    """What a frame is of: an id, a kind (preset, slider or live), words, sliders moved."""

    id: str
    kind: str
    title: str
    question: str
    levers: Mapping[str, float]


def charted() -> tuple[str, ...]:
    """Series that a chart shows month by month, or sums over years."""
    return tuple(dict.fromkeys(line.series for line in lines().values() if line.series in SERIES))


def monthly_series() -> tuple[str, ...]:
    """Every series of a frame, in order: charted, mapped, and what the leadership saw."""
    seen = tuple(name for name, _, _ in STATES)
    return tuple(dict.fromkeys((*charted(), *MAPPED, *seen)))


def head_of(results: Results, head: Head) -> dict[str, Any]:
    """A frame without its numbers: what was run, and the months."""
    days = results.days(results.runs[0])
    months = [f"{day:%Y-%m}" for day in days]
    return {
        "version": VERSION,
        "id": head.id,
        "kind": head.kind,
        "title": head.title,
        "question": head.question,
        "scenario": results.scenario,
        "levers": dict(head.levers),
        "drive": results.drive,
        "scale": results.resolved.get("scale"),
        "seeds": results.seeds,
        "hash": results.digest,
        "until": months[-1],
        "months": months,
    }


def frame_of(results: Results, head: Head) -> dict[str, Any]:
    """The whole frame of some results; what they did not record is left out."""
    return head_of(results, head) | {
        "series": series_of(results),
        "lines": lines_of(results),
        "events": events(results),
        "chronicle": chronicle(results),
        "leaders": leaders(results),
        "why": reasons(results),
    }


def series_of(results: Results) -> dict[str, Any]:
    """Each series month by month: quantiles over the runs, and medians of the regions if mapped."""
    found = {}
    days = results.days(results.runs[0])
    monthly = {line.series for line in lines().values() if line.how in MONTHLY}
    for name in monthly_series():
        try:
            table = results.monthly(name).reindex(days)
        except NotRecordedError:
            continue
        # A chart of yearly sums reads its quantiles from ``lines``; the median serves the rest.
        levels = LEVELS if name in monthly and len(results.runs) > 1 else {"q50": 0.5}
        entry: dict[str, Any] = banded(table, levels)
        if name in MAPPED:
            entry["regions"] = _regions(results, name, days)
        found[name] = entry
    return found


def _regions(results: Results, name: str, days: pd.DatetimeIndex) -> dict[str, list[Any]]:
    return {
        region: rounded(results.monthly(name, region).reindex(days).median(axis=1), ROUGH)
        for region in REGIONS
        if results.has(name, region)
    }


def lines_of(results: Results) -> dict[str, Any]:
    """The lines of charts that stand year by year: days ``x``, quantiles over the runs."""
    found = {}
    for identity, line in lines().items():
        entry = None if line.how in MONTHLY else _yearly(results, line)
        if entry is not None:
            found[identity] = entry
    return found


def _yearly(results: Results, line: Line) -> dict[str, Any] | None:
    table = table_of(results, line)
    if table is None:
        return None
    levels = LEVELS if len(results.runs) > 1 else {"q50": 0.5}
    days = [f"{day:%Y-%m-%d}" for day in pd.DatetimeIndex(table.index)]
    return {"x": days, **banded(table, levels)}


def banded(table: pd.DataFrame, levels: Mapping[str, float]) -> dict[str, list[Any]]:
    """Quantiles over the runs (columns), rounded, by name of level."""
    return {
        name: rounded(table.quantile(level, axis=1), DIGITS if level == 0.5 else ROUGH)
        for name, level in levels.items()
    }


def months_part(
    values: NDArray[np.float64], places: Names, first: int, last: int
) -> dict[str, Any]:
    """Months ``first`` to ``last`` (last excluded) of a run under way, as a part of a stream.

    ``values`` are the recorder's, series x months x places; ``places`` name its last axis.
    """
    found: dict[str, Any] = {}
    country = list(places).index(COUNTRY)
    for name in monthly_series():
        block = values[SERIES_INDEX[name], first:last]
        if np.isnan(block[:, country]).all():
            continue
        entry: dict[str, Any] = {"q50": rounded(block[:, country])}
        if name in MAPPED:
            entry["regions"] = {
                place: rounded(block[:, k], ROUGH)
                for k, place in enumerate(places)
                if place in REGIONS
            }
        found[name] = entry
    return {"part": "months", "from": first, "series": found}


def end_part(results: Results) -> dict[str, Any]:
    """What only a finished run can say: yearly lines, events, chronicle, leaders, reasons."""
    return {
        "part": "end",
        "lines": lines_of(results),
        "events": events(results),
        "chronicle": chronicle(results),
        "leaders": leaders(results),
        "why": reasons(results),
    }


def rounded(values: ArrayLike, digits: int = DIGITS) -> list[float | int | None]:
    """Numbers with so many significant digits; None for what is not a number."""
    numbers = np.asarray(values, dtype=float)
    known = np.isfinite(numbers)
    size = np.abs(np.where(known & (numbers != 0.0), numbers, 1.0))
    places = digits - 1 - np.floor(np.log10(size)).astype(int)
    # Multiplied or divided by whole powers of ten alone, so that the last digit is exact.
    up, down = 10.0 ** np.maximum(places, 0), 10.0 ** np.maximum(-places, 0)
    short = np.rint(np.where(known, numbers, 0.0) * up / down) * down / up
    pairs = zip(short.tolist(), known.tolist(), strict=True)
    return [(int(x) if x == int(x) else x) if is_known else None for x, is_known in pairs]
