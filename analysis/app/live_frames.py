"""What the live page is told of a run, as lines of JSON: month by month, or one whole frame."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from analysis.app import frame
from analysis.app.frame import Head
from analysis.app.runs_in_memory import RunsInMemory
from analysis.app.story import chronicle, events, leaders, reasons
from sim.outcomes import COUNTRY, REGIONS
from sim.results_tables import dates, events_table
from sim.runner import RunResult

PLACES = (*REGIONS, COUNTRY)
NDJSON = "application/x-ndjson"


def line_of(told: dict[str, Any]) -> bytes:
    """A part of a stream: one line of JSON. ValueError for a number that JSON does not know."""
    text = json.dumps(told, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


def refusal(message: str) -> bytes:
    """The line that ends a stream which could not be answered."""
    return line_of({"part": "refused", "message": message})


@dataclass(frozen=True)
class Streamed:
    """A run told while it is made: head, months, and at last what only a finished run can say."""

    head: Head

    def begin(self, model: Any) -> bytes:
        """The frame without its numbers."""
        world, plan = model.world, model.plan_of_run
        nothing = events_table(0, [], dates(plan.start, plan.months))
        results = RunsInMemory(plan, [world.streams.seed], [world.recorder.values], [nothing], {})
        return line_of({"part": "head", **frame.head_of(results, self.head)})

    def months(self, model: Any, first: int, last: int) -> bytes:
        """The months from tick ``first`` to before ``last``."""
        return line_of(frame.months_part(model.world.recorder.values, PLACES, first, last))

    def end(self, model: Any) -> Iterator[bytes]:
        """Parts ``end``: what is quick to say first, the reasons last."""
        results = _results(model)
        quick = {"lines": frame.lines_of(results), "events": events(results),
                 "chronicle": chronicle(results)}  # fmt: skip
        yield line_of({"part": "end", **quick})
        yield line_of({"part": "end", "leaders": leaders(results)})
        yield line_of({"part": "end", "why": reasons(results)})


@dataclass(frozen=True)
class Whole:
    """A run told when it is over, as one frame."""

    head: Head

    def begin(self, model: Any) -> bytes:
        """Nothing."""
        return b""

    def months(self, model: Any, first: int, last: int) -> bytes:
        """Nothing."""
        return b""

    def end(self, model: Any) -> Iterable[bytes]:
        """The frame."""
        return (line_of(frame.frame_of(_results(model), self.head)),)


@dataclass(frozen=True)
class Silent:
    """A run of which only the states are wanted."""

    def begin(self, model: Any) -> bytes:
        """Nothing."""
        return b""

    def months(self, model: Any, first: int, last: int) -> bytes:
        """Nothing."""
        return b""

    def end(self, model: Any) -> Iterable[bytes]:
        """Nothing."""
        return ()


def _results(model: Any) -> RunsInMemory:
    """The run as results without a folder."""
    world, plan = model.world, model.plan_of_run
    run = RunResult(world.streams.seed, world.recorder.values, world.events, model.checks(),
                    world.district_log, world.leader_log)  # fmt: skip
    return RunsInMemory.of(plan, [run])
