"""One run of a scenario: made in any process, with checkpoints where it is long, and kept.

A fault of the model is the row of that run; it never takes the others of the job with it.
"""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.results_tables import dates, events_table, log_tables
from sim.run_parts import FinishedRun, Parts, RunRow
from sim.scenario import Scenario
from sim.state import Event
from sim.world import DistrictLog, LeaderLog

Clock = Callable[[], float]
ModelFactory = Callable[..., Any]


@dataclass(frozen=True)
class RunResult:
    """What one run leaves: values (series x months x 22 regions and country), events, checks."""

    seed: int
    values: NDArray[np.float64]
    events: list[Event]
    checks: dict[str, float]
    districts: DistrictLog | None = None
    """what was kept of the districts; None where no countryside was simulated"""
    leaders: LeaderLog | None = None
    """what was kept of the leaders; None where no politics was simulated"""


def _general_line() -> ModelFactory:
    """The model's class; it brings Mesa and the compiler, so it is imported when needed."""
    from sim.model import GeneralLine

    factory: ModelFactory = GeneralLine
    return factory


def run_one(
    scenario: Scenario,
    seed: int,
    threads: int = 1,
    *,
    model: ModelFactory | None = None,
    checkpoint: Path | None = None,
    every: int = 0,
) -> RunResult:
    """One run of a scenario, in this process.

    With ``checkpoint`` the state is kept in that file every ``every`` months, and a run begins from
    the state it finds there; results are the same to the bit. Whatever the model raises passes.
    """
    factory = model or _general_line()
    if checkpoint is None or every <= 0:
        running = factory(scenario, seed=seed, threads=threads)
        running.run()
    else:
        running = _stepped(factory, scenario, seed, threads, checkpoint, every)
    try:
        world = running.world
        checks = {name: float(value) for name, value in running.checks().items()}
        logs = (getattr(world, name, None) for name in ("district_log", "leader_log"))
        return RunResult(seed, np.array(world.recorder.values), list(world.events), checks, *logs)
    finally:
        running.close()


def _stepped(
    factory: Any, scenario: Scenario, seed: int, threads: int, checkpoint: Path, every: int
) -> Any:
    """A run to the end, month by month, with its state kept every so many months."""
    try:
        state = checkpoint.read_bytes()
    except FileNotFoundError:
        running = factory(scenario, seed=seed, threads=threads)
    else:
        running = factory.from_state(state)
    while running.world.clock.tick < scenario.months:
        running.step()
        if running.world.clock.tick % every == 0 and running.world.clock.tick < scenario.months:
            beside = checkpoint.with_suffix(f".{os.getpid()}")
            beside.write_bytes(running.save_state())
            os.replace(beside, checkpoint)
    checkpoint.unlink(missing_ok=True)
    return running


@dataclass(frozen=True)
class RunTask:
    """One run of a job, to be made in any process; making it twice does no harm."""

    scenario: Scenario
    seed: int
    threads: int
    folder: Path
    model: ModelFactory | None
    clock: Clock | None
    every: int

    def __call__(self) -> RunRow:
        """Make the run and keep it. Raises OSError when it cannot be written."""
        checkpoint = self.folder / f"seed-{self.seed}.state" if self.every else None
        return self.keep(self._made(checkpoint))

    def make(self) -> FinishedRun:
        """Make the run where no file of the job is in reach, so without checkpoints."""
        return self._made(None)

    def keep(self, made: FinishedRun) -> RunRow:
        """Keep a run that finished; the row of any. Raises OSError when it cannot be written."""
        if made.row.status == "ok":
            Parts(self.folder).add(made)
        return made.row

    def _made(self, checkpoint: Path | None) -> FinishedRun:
        return finished_run(
            self.scenario, self.seed, self.threads, model=self.model, clock=self.clock,
            checkpoint=checkpoint, every=self.every,
        )  # fmt: skip


def finished_run(
    scenario: Scenario,
    seed: int,
    threads: int = 1,
    *,
    model: ModelFactory | None = None,
    clock: Clock | None = None,
    checkpoint: Path | None = None,
    every: int = 0,
) -> FinishedRun:
    """:func:`run_one` as what there is to keep; a fault of the model becomes the row.

    ``clock`` gives seconds, for the row's wall time.
    """
    began = clock() if clock else 0.0
    try:
        result = run_one(scenario, seed, threads, model=model, checkpoint=checkpoint, every=every)
    except Exception as error:
        last = f"{type(error).__name__}: {error}".splitlines()[0]
        seconds = clock() - began if clock else 0.0
        return FinishedRun(RunRow(seed, "failed", seconds, last, traceback.format_exc()))
    row = RunRow(seed, "ok", clock() - began if clock else 0.0)
    days = dates(scenario.start, scenario.months)
    events = events_table(0, result.events, days)
    logs = log_tables(seed, result.districts, result.leaders, days)
    return FinishedRun(row, result.values, events, result.checks, logs)
