"""The sliders of the page: each turns one number into the lever values of a scenario.

A slider at its documented value changes nothing. Words for labels and notes stand in
``page/strings``; here are unit, range, step, the levels made in advance, and what is set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.levers import LEVERS
from sim.scenario import Scenario, load
from sim.scenario_schema import month_label, month_number

PERCENT_OF_RECORD = "percent of the record"
PERCENT = "percent"


class SliderError(ValueError):
    """A slider that there is not, or a value that it cannot take; the text names it."""


@dataclass(frozen=True)
class Slider:
    """One slider: what it moves, between which values, and from which month on.

    ``scales``: the value is a percentage by which the levers' own path is multiplied (never beyond
    a lever's range); otherwise the value over ``divisor`` is set. ``last`` is the last month that
    it moves, empty for the end of the run. ``levels`` are made in advance for the offline page,
    beside ``documented``, at which nothing is set.
    """

    name: str
    group: str
    """countryside or politics"""
    unit: str
    low: float
    high: float
    step: float
    documented: float
    first: str
    last: str
    levels: tuple[float, ...]
    levers: tuple[str, ...]
    scales: bool = True
    divisor: float = 100.0

    @property
    def facts(self) -> dict[str, Any]:
        """What the page needs to draw it."""
        names = ("name", "group", "unit", "low", "high", "step", "documented", "first", "last")
        return {name: getattr(self, name) for name in names} | {
            "levels": sorted({*self.levels, self.documented}),
            "levers": list(self.levers),
        }


SLIDERS: tuple[Slider, ...] = (
    Slider("procurement", "countryside", PERCENT_OF_RECORD, 40, 120, 5, 100, "1931-07", "1934-06",
           (40, 60, 80, 120), ("procurement.plan",)),
    Slider("exports", "countryside", PERCENT_OF_RECORD, 0, 150, 10, 100, "1931-07", "1934-06",
           (0, 50, 150), ("exports.plan",)),
    Slider("relief", "countryside", "percent of need", 0, 60, 1, 13, "1932-10", "1933-07",
           (0, 5, 30, 60), ("relief.share_of_need",), scales=False),
    Slider("pace", "countryside", PERCENT_OF_RECORD, 0, 100, 5, 100, "1929-07", "",
           (0, 25, 50, 75),
           ("collectivisation.force", "collectivisation.target_grain_zone",
            "collectivisation.target_intermediate", "collectivisation.target_other")),
    Slider("deportation", "countryside", PERCENT_OF_RECORD, 0, 150, 10, 100, "1929-12", "",
           (0, 50, 150), ("dekulakisation.deport", "dekulakisation.dispossess")),
    Slider("barrier", "countryside", PERCENT_OF_RECORD, 0, 100, 10, 100, "1932-12", "",
           (0, 50), ("passports.barrier", "passports.blockade")),
    Slider("weather", "countryside", "percent of a normal yield", -20, 20, 5, 0, "1932-04",
           "1932-04", (-10, 10), ("weather.given",), scales=False, divisor=1.0),
    Slider("reports", "countryside", PERCENT, 0, 100, 10, 0, "1928-01", "",
           (50, 100), ("reports.weighed",), scales=False),
    Slider("outsiders", "politics", PERCENT_OF_RECORD, 0, 120, 10, 100, "1928-01", "",
           (0, 50, 120), ("cadres.outsiders",)),
    Slider("ban", "politics", PERCENT, 0, 100, 10, 100, "1924-02", "",
           (0, 50), ("discipline.faction_ban",), scales=False),
    Slider("appointment", "politics", PERCENT_OF_RECORD, 0, 100, 10, 100, "1924-02", "",
           (0, 50), ("apparatus.appointment_control",)),
)  # fmt: skip
BY_NAME: dict[str, Slider] = {slider.name: slider for slider in SLIDERS}
_ROW = {name: row for row, name in enumerate(LEVERS)}


def checked(values: Mapping[str, float]) -> dict[str, float]:
    """The values that differ from the record, by slider in the order of SLIDERS.

    Raises SliderError for a slider that there is not, and for a value that is no number, lies out
    of range or between two steps.
    """
    for name, value in values.items():
        if name not in BY_NAME:
            raise SliderError(f"slider '{name}': there is none; sliders: {', '.join(BY_NAME)}")
        _check(BY_NAME[name], value)
    given = {name: float(values[name]) for name in BY_NAME if name in values}
    return {name: value for name, value in given.items() if value != BY_NAME[name].documented}


def _check(slider: Slider, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise SliderError(f"slider '{slider.name}': {value!r} is not a number")
    if not slider.low <= value <= slider.high:
        raise SliderError(
            f"slider '{slider.name}': {value:g} lies outside {slider.low:g} .. {slider.high:g}"
        )
    steps = (value - slider.low) / slider.step
    if abs(steps - round(steps)) > 1e-9:
        raise SliderError(
            f"slider '{slider.name}': {value:g} lies between two steps of {slider.step:g} "
            f"from {slider.low:g}"
        )


def overrides(base: Scenario, values: Mapping[str, float]) -> list[str]:
    """What sliders set over a scenario, as ``lever=YYYY-MM:value``, the form that ``load`` takes.

    Months outside the scenario are left out, so a slider that bites after its end sets nothing.
    Raises SliderError as :func:`checked` does.
    """
    return [
        text
        for name, value in checked(values).items()
        for lever in BY_NAME[name].levers
        for text in _steps(base, BY_NAME[name], lever, value)
    ]


def _steps(base: Scenario, slider: Slider, lever: str, value: float) -> Iterable[str]:
    """The path of a lever from the slider's first month to the end, one text for each change."""
    start = base.start[0] * 12 + base.start[1] - 1
    first = max(month_number(slider.first) - start, 0)
    last = month_number(slider.last) - start if slider.last else base.months - 1
    if first >= base.months:
        return
    path = np.array(base.paths[_ROW[lever]], dtype=float)
    window = slice(first, last + 1)
    declared = LEVERS[lever]
    if slider.scales:
        path[window] = np.clip(path[window] * value / 100.0, declared.low, declared.high)
    else:
        path[window] = value / slider.divisor
    emergent = base.emergent_months[_ROW[lever]]
    before: str | None = None
    for month in range(first, base.months):
        text = "emergent" if emergent[month] and month > last else repr(float(path[month]))
        if text != before:
            yield f"{lever}={month_label(start + month)}:{text}"
            before = text


def scenario_with(
    name: str,
    values: Mapping[str, float],
    *,
    scale: int | None = None,
    until: str | None = None,
    drive: str | None = None,
) -> Scenario:
    """A scenario with sliders moved. Raises SliderError and ScenarioError."""
    base = load(name, scale=scale, until=until, drive=drive)
    moved = overrides(base, values)
    if not moved:
        return base
    return load(name, overrides=moved, scale=scale, until=until, drive=drive)
