"""One run as a pattern sees it, and the register of the patterns' computations.

A computation takes a :class:`Run` and returns a :class:`Reading`; where the run lacks what the
statistic needs it raises :class:`NotComputable` with a plain reason. While parameters are
calibrated the computation of a test row can be neither fetched nor called (TestRowError).
"""

import json
from collections import UserDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.calibrating import TestRowError, is_calibrating
from analysis.history import held_out
from analysis.results import Results
from sim.outcomes import COUNTRY


class NotComputable(Exception):  # noqa: N818  (an answer, not a fault)
    """The run does not hold what a statistic needs; the text is the reason, in plain words."""


@dataclass(frozen=True)
class Reading:
    """What a pattern's statistic is in one run: its numbers, and whether its conditions hold."""

    values: tuple[float, ...]
    conditions: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Event:
    """One simulated event: month (timestamp), kind, actors, region, text and facts (from JSON)."""

    date: pd.Timestamp
    kind: str
    actors: str
    region: str
    text: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Computation:
    """A registered computation.

    ``conditions`` are the statements beside the numbers that must hold in at least half of the
    runs. ``share_of_runs``: each run answers 0 or 1 and the statistic is the mean over runs.
    """

    compute: Callable[["Run"], Reading]
    conditions: tuple[str, ...] = ()
    share_of_runs: bool = False


def refuse_test_row(identity: str) -> None:
    """Raise TestRowError for a test row while parameters are calibrated, else nothing."""
    if is_calibrating() and identity in held_out():
        raise TestRowError(identity)


class Register(UserDict[str, Computation]):
    """The computations by pattern; reading that of a test row is refused in a calibration."""

    def __getitem__(self, identity: str) -> Computation:
        refuse_test_row(identity)
        return super().__getitem__(identity)


COMPUTATIONS = Register()

Values = tuple[float, ...]


def pattern(
    identity: str, *conditions: str, share_of_runs: bool = False
) -> Callable[[Callable[["Run"], Reading | Values]], Callable[["Run"], Reading]]:
    """Register the computation of one row of patterns.csv; plain tuples become readings."""

    def register(function: Callable[["Run"], Reading | Values]) -> Callable[["Run"], Reading]:
        def compute(run: "Run") -> Reading:
            refuse_test_row(identity)
            answer = function(run)
            return answer if isinstance(answer, Reading) else Reading(answer)

        compute.__doc__ = function.__doc__
        COMPUTATIONS[identity] = Computation(compute, conditions, share_of_runs)
        return compute

    return register


class Run:
    """One run of a :class:`Results`: sums, means and dated values, by series and region.

    Every method raises NotComputable when the series is not recorded or the run does not cover
    the months asked for.
    """

    def __init__(self, results: Results, number: int) -> None:
        self.results = results
        self.number = number
        self._cache: dict[tuple[str, str], pd.Series] = {}

    def monthly(self, series: str, region: str = COUNTRY) -> pd.Series:
        """All monthly values of the run, by first of month."""
        key = (series, region)
        if key not in self._cache:
            if not self.results.has(series, region):
                raise NotComputable(f"series {series} of {region} is not recorded")
            values = self.results.monthly(series, region)[self.number].dropna()
            if values.empty:
                raise NotComputable(f"series {series} of {region} is empty in this run")
            self._cache[key] = values
        return self._cache[key]

    def span(self, series: str, first: str, last: str, region: str = COUNTRY) -> pd.Series:
        """Values of the months YYYY-MM to YYYY-MM, both included; all must be there."""
        values = self.monthly(series, region)
        found = values.loc[f"{first}-01" : f"{last}-01"]
        wanted = 12 * (int(last[:4]) - int(first[:4])) + int(last[5:]) - int(first[5:]) + 1
        if len(found) < wanted:
            raise NotComputable(
                f"series {series} of {region}: {wanted - len(found)} of {wanted} months "
                f"{first} to {last} were not run"
            )
        return found

    def total(self, series: str, first: str, last: str, region: str = COUNTRY) -> float:
        """Sum over the months YYYY-MM to YYYY-MM, both included."""
        return float(self.span(series, first, last, region).sum())

    def mean(self, series: str, first: str, last: str, region: str = COUNTRY) -> float:
        """Mean over the months YYYY-MM to YYYY-MM, both included."""
        return float(self.span(series, first, last, region).mean())

    def year(self, series: str, year: int, region: str = COUNTRY) -> float:
        """Sum over a calendar year."""
        return self.total(series, f"{year}-01", f"{year}-12", region)

    def year_mean(self, series: str, year: int, region: str = COUNTRY) -> float:
        """Mean of the twelve months of a calendar year."""
        return self.mean(series, f"{year}-01", f"{year}-12", region)

    def season(self, series: str, year: int, region: str = COUNTRY) -> float:
        """Sum over the agricultural year that begins in July of ``year``."""
        return self.total(series, f"{year}-07", f"{year + 1}-06", region)

    def on(self, series: str, month: str, region: str = COUNTRY) -> float:
        """Value on the first day of a month, YYYY-MM."""
        return float(self.span(series, month, month, region).iloc[0])

    @cached_property
    def _events(self) -> list[Event]:
        table = self.results.events
        rows = table[table["run"] == self.number].sort_values("date", kind="stable")
        return [
            Event(pd.Timestamp(row["date"]), str(row["kind"]), str(row["actors"]),
                  str(row["region"]), str(row["text"]), _facts(row["detail"]))
            for row in rows.to_dict("records")
        ]  # fmt: skip

    def all_events(self) -> list[Event]:
        """Every event of the run, in order of time; empty when none was recorded."""
        return list(self._events)

    def has_events(self, kind: str) -> bool:
        """Whether the run has any event of a kind."""
        return any(event.kind == kind for event in self._events)

    def events(self, *kinds: str) -> list[Event]:
        """Events of those kinds, in order of time; NotComputable when the run has none of them."""
        found = [event for event in self._events if event.kind in kinds]
        if not found:
            raise NotComputable(f"no event of kind {' or '.join(kinds)} is recorded")
        return found


def _facts(detail: object) -> dict[str, Any]:
    """The JSON object of an event's detail; empty when there is none or it cannot be read."""
    try:
        facts = json.loads(str(detail)) if detail else {}
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}


def number(facts: dict[str, Any], name: str) -> float | None:
    """A number among an event's facts, or None when it is missing or no number."""
    value = facts.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)


def ratio(above: float, below: float, what: str) -> float:
    """Above over below; NotComputable, naming ``what``, when the divisor is not positive."""
    if not below > 0:
        raise NotComputable(f"{what} is not above zero")
    return above / below
