"""The chair on the live page: what each run made for it tells, and the runs that it asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.app import chair
from analysis.app.live_frames import Silent, line_of
from analysis.app.warm_worker import AskedError, Work
from sim.chair import Chair
from sim.outcomes import REGIONS
from sim.scenario import Scenario

PAST_MONTHS = 12
"""months before the first decision that are told when a person sits down"""
NEEDED = tuple(chair.CHAIR_LEVERS.values())


@dataclass(frozen=True)
class Opening(Silent):
    """Told when a person sits down: the district, and the year before."""

    region: str
    number: int

    def end(self, model: Any) -> Iterable[bytes]:
        """One line; the run has lived to the month before the first decision."""
        regions = model.world.district_log.regions
        try:
            district = chair.district_of(regions, self.region, self.number)
        except ValueError as fault:
            raise AskedError(str(fault)) from fault
        ticks = range(chair.FIRST_TICK - PAST_MONTHS, chair.FIRST_TICK)
        told = {
            "district": district,
            "region": self.region,
            "number": self.number,
            "of": int(np.count_nonzero(regions == REGIONS.index(self.region))),
            "first": chair.FIRST,
            "last": chair.LAST,
            "courses": list(chair.COURSES),
            "months": [chair.month_facts(model, district, tick) for tick in ticks],
        }
        return (line_of(told),)


@dataclass(frozen=True)
class Steps(Silent):
    """Told after each decision: every month decided so far, and what they come to together."""

    district: int
    months_decided: int

    def end(self, model: Any) -> Iterable[bytes]:
        """One line."""
        ticks = range(chair.FIRST_TICK, chair.FIRST_TICK + self.months_decided)
        told = {
            "months": [chair.month_facts(model, self.district, tick) for tick in ticks],
            "summary": chair.summary(model, self.district, self.months_decided),
        }
        return (line_of(told),)


@dataclass(frozen=True)
class Other(Silent):
    """Told of another way through the same months: what it comes to."""

    district: int
    months_decided: int
    course: str
    plea: bool

    def end(self, model: Any) -> Iterable[bytes]:
        """One line."""
        told = {"course": self.course, "plea": self.plea}
        return (line_of(told | chair.summary(model, self.district, self.months_decided)),)


def opening(scenario: Scenario, seed: int, region: str, number: int) -> Work:
    """The run up to the month in which a person sits down."""
    keep = frozenset({chair.FIRST_TICK})
    teller = Opening(region, number)
    return Work(0, scenario, seed, chair.FIRST_TICK, teller, keep=keep)


def steps(scenario: Scenario, seed: int, district: int, choices: list[tuple[str, bool]]) -> Work:
    """The run up to the month after the last decision; its state is kept for the next one."""
    until = chair.FIRST_TICK + len(choices)
    keep = frozenset({chair.FIRST_TICK, until})
    seat = Chair(district, chair.moves_of(choices))
    return Work(0, scenario, seed, until, Steps(district, len(choices)), keep=keep, chair=seat)


def others(scenario: Scenario, seed: int, district: int, months: int) -> list[Work]:
    """Ten fixed ways through the same months, and the one that the model's rule takes."""
    until = chair.FIRST_TICK + months
    found = []
    for course, plea in chair.OTHERS:
        seat = Chair(district, chair.moves_of(chair.fixed(course, plea, months)))
        teller = Other(district, months, course, plea)
        found.append(Work(0, scenario, seed, until, teller, chair=seat))
    own = Other(district, months, chair.RULE, False)
    return [*found, Work(0, scenario, seed, until, own, chair=Chair(district))]
