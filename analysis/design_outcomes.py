"""What a design reads off each run: an outcome and a period, one number.

Written ``name@period``. The name is an outcome of :mod:`analysis.compare_outcomes`, a recorded
series of the country, or a turn of the leadership's struggle; the period is a year (1932), a
July-June year (1932/33), a month for what is counted on a day (1933-07), or a span of years to sum
over (1930-34, 1929/30-1932/33). A name alone stands for the outcome's own spans.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, NamedTuple

import pandas as pd

from analysis.chart_lines import recorded, table_of
from analysis.compare_outcomes import OUTCOMES, Outcome, span_label
from analysis.compare_turns import TURNS
from analysis.one_run import OneRun
from analysis.pattern_run import Run
from sim.outcomes import SERIES

STOCK, CALENDAR, AGRICULTURAL = "stock", "calendar", "agricultural"
_EXAMPLES = {STOCK: "1933-07", CALENDAR: "1932", AGRICULTURAL: "1932/33"}
_MONTH = re.compile(r"(19\d\d)-(0[1-9]|1[0-2])")
_YEARS = re.compile(r"(19\d\d)(?:-(\d\d))?")
_FARM_YEARS = re.compile(r"(19\d\d)/(\d\d)(?:-(19\d\d)/(\d\d))?")


class Period(NamedTuple):
    """A period as understood: its kind, and its first and last year, or year and month."""

    kind: str
    first: int
    last: int

    @property
    def end(self) -> str:
        """The last month that a run must reach, YYYY-MM."""
        if self.kind == STOCK:
            return f"{self.first}-{self.last:02d}"
        return f"{self.last}-12" if self.kind == CALENDAR else f"{self.last + 1}-06"


@cache
def numbers() -> dict[str, Outcome]:
    """Outcomes that are read from series, by name; a series may be named as it is recorded."""
    found = {outcome.name: outcome for outcome in OUTCOMES if outcome.name not in TURNS}
    for name, series in SERIES.items():
        how = STOCK if series.kind == "stock" else CALENDAR
        label = name.replace("_", " ")
        found.setdefault(name, Outcome(name, label, series.unit, recorded(name, how)))
    return found


def known() -> list[str]:
    """Every name that an outcome may have."""
    return [*numbers(), *TURNS]


def describe(asked: str) -> tuple[str, str, str]:
    """Label, period and unit of an outcome written ``name@period``."""
    name, _, period = asked.partition("@")
    about = TURNS.get(name) or numbers()[name]
    return about.label, period, about.unit


def tier_of(name: str) -> str:
    """``countryside``, ``politics`` or ``given``: what a drive must run for an outcome."""
    if name in TURNS:
        return "politics"
    series = SERIES.get(numbers()[name].line.series)
    return series.tier if series else "countryside"


def defaults() -> list[str]:
    """Every outcome with spans, over each of them."""
    return [f"{o.name}@{span_label(o, *span)}" for o in OUTCOMES for span in o.spans]


def own_periods(name: str) -> list[str]:
    """What a name alone stands for; empty where a period must be given."""
    if name in TURNS:
        return [f"{name}@{TURNS[name].period}"]
    outcome = numbers()[name]
    return [f"{name}@{span_label(outcome, *span)}" for span in outcome.spans]


def period_of(text: str) -> Period | None:
    """A period as understood, or None for what is none."""
    if found := _MONTH.fullmatch(text):
        return Period(STOCK, int(found[1]), int(found[2]))
    if found := _YEARS.fullmatch(text):
        first = int(found[1])
        last = first if found[2] is None else first - first % 100 + int(found[2])
        return Period(CALENDAR, first, last) if first <= last else None
    if found := _FARM_YEARS.fullmatch(text):
        first = int(found[1])
        last = int(found[3] or first)
        ends = [(first, found[2]), (last, found[4] or found[2])]
        if first <= last and all(int(two) == (year + 1) % 100 for year, two in ends):
            return Period(AGRICULTURAL, first, last)
    return None


def period_fault(name: str, text: str) -> str | None:
    """Why an outcome cannot be read over a period, or None where it can."""
    if name in TURNS:
        only = TURNS[name].period
        return None if text == only else f"{name} is read at {only} only"
    period, outcome = period_of(text), numbers()[name]
    kinds = _kinds(name)
    example = " or ".join(f"{name}@{_EXAMPLES[kind]}" for kind in kinds)
    if period is None:
        return f"'{text}' is not a period; write {example}"
    if period.kind not in kinds:
        return f"{name} is not read over '{text}'; write {example}"
    if period.kind != STOCK and period.first != period.last and not _sums(outcome):
        return f"{name} cannot be summed over years; write {example}"
    return None


def _kinds(name: str) -> tuple[str, ...]:
    """The kinds of period over which an outcome is read."""
    how = numbers()[name].line.how
    return (CALENDAR, AGRICULTURAL) if name in SERIES and how == CALENDAR else (how,)


def _sums(outcome: Outcome) -> bool:
    return bool(outcome.spans) or outcome.name in SERIES


@dataclass(frozen=True)
class Measured:
    """A measure of ``analysis.points``: the outcomes asked for, ``name@period``, as numbers.

    What a run lacks is NaN.
    """

    asked: tuple[str, ...]
    reads: ClassVar[tuple[str, ...]] = (
        "analysis.chart_lines", "analysis.compare_outcomes", "analysis.compare_turns",
        "analysis.leadership_runs", "analysis.one_run", "analysis.pattern_run",
        "analysis.patterns_party", "analysis.results",
    )  # fmt: skip
    """modules whose code shapes the numbers: with other code a finished point is made again"""

    def __call__(self, run: OneRun) -> dict[str, float]:
        """The run's numbers by what was asked. A fault of the reading passes."""
        return {one: _read(run, *one.split("@")) for one in self.asked}


def _read(run: OneRun, name: str, text: str) -> float:
    if name in TURNS:
        return TURNS[name].read(Run(run, 1))
    period = period_of(text)
    if period is None:
        raise ValueError(f"{text} is not a period")
    line = numbers()[name].line
    if name in SERIES and period.kind != line.how:
        line = recorded(name, period.kind)
    table = table_of(run, line)
    if table is None:
        return math.nan
    values = table.iloc[:, 0]
    days = pd.DatetimeIndex(values.index)
    if period.kind == STOCK:
        chosen = values[(days.year == period.first) & (days.month == period.last)]
    else:
        # A July-June year is dated at the January in its middle.
        years = days.year - (period.kind == AGRICULTURAL)
        chosen = values[(years >= period.first) & (years <= period.last)]
    whole = 1 if period.kind == STOCK else period.last - period.first + 1
    return float(chosen.sum(min_count=whole)) if len(chosen) == whole else math.nan


def reach(asked: Sequence[str], drive: str, until: str) -> dict[str, str]:
    """Outcomes that a drive does not record or a last month does not reach, and why."""
    reasons: dict[str, str] = {}
    for one in asked:
        name, _, text = one.partition("@")
        period = period_of(text)
        tier = tier_of(name)
        if drive in ("countryside", "politics") and tier not in (drive, "given"):
            reasons[one] = f"{name} belongs to the {tier}, which the drive {drive} does not run"
        elif period is not None and period.end > until:
            reasons[one] = f"{one} needs months after {until}, where the runs end"
    return reasons
