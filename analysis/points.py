"""Many runs, each reduced to a few numbers as soon as it is made: designs, sweeps, calibration.

A point is a scenario and a seed. Its numbers lie in a small file of their own from the moment it is
finished, so a job that is stopped goes on where it was, and memory does not grow with its runs.
"""

import hashlib
import importlib.util
import json
import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import FunctionType
from typing import Any

import pandas as pd

from analysis.one_run import OneRun
from sim.provenance import job_identity
from sim.run_parts import RunRow
from sim.runner import run_one
from sim.scenario import Scenario
from sim.tasks import Task
from sim.worker_pool import made

Measure = Callable[[OneRun], dict[str, float]]
"""what a run is reduced to: a function at the head of a module, or an instance of a frozen
dataclass there that can be called, so that any process can call it and its name says all of it"""
Progress = Callable[[int, int, int], None]
Pool = Callable[[Sequence[Task], int], Iterator[RunRow]]
"""as :func:`sim.worker_pool.made`: tasks and how many processes, to rows as they finish"""
KEYS = ["number", "seed", "status", "error"]


@dataclass(frozen=True)
class Point:
    """One run of a design: its number in the design, its scenario and its seed."""

    number: int
    scenario: Scenario
    seed: int


@dataclass(frozen=True)
class PointRow(RunRow):
    """A point's row with its numbers, which travel with it from whatever process made the run."""

    numbers: dict[str, float] | None = None


@dataclass(frozen=True)
class _Task:
    """A point to be made in any process; its number is what the pool knows it by."""

    point: Point
    measure: Measure
    folder: Path
    code: str
    """the measure by its name and code; another machine must have the same"""

    @property
    def seed(self) -> int:
        return self.point.number

    @cached_property
    def identity(self) -> str:
        """Hash of scenario, inputs, code, seed, measure and its code: equal where numbers are."""
        text = f"{job_identity(self.point.scenario.sha256)} {self.point.seed} {self.code}"
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def file(self) -> Path:
        return self.folder / f"point-{self.point.number:06d}.json"

    def done(self) -> dict[str, Any] | None:
        """What the point's file holds, or None where it is another point's, or not there."""
        try:
            facts = json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return facts if facts.get("identity") == self.identity else None

    def __call__(self) -> RunRow:
        """Make the run; its row has the numbers. A fault of the model becomes the row.

        Raises RuntimeError where the process measures by other code than the one that asked.
        """
        point = self.point
        if (here := _name_of(self.measure)) != self.code:
            raise RuntimeError(f"the measure is {here} there and {self.code} here")
        try:
            numbers = self.measure(OneRun(point.scenario, run_one(point.scenario, point.seed)))
        except Exception as error:
            last = f"{type(error).__name__}: {error}".splitlines()[0]
            return RunRow(point.number, "failed", 0.0, last, traceback.format_exc())
        return PointRow(point.number, "ok", 0.0, numbers=numbers)

    def keep(self, numbers: dict[str, float]) -> None:
        """Write the point's file whole. Only the process that asked does, on its own disk."""
        facts = {"identity": self.identity, "numbers": numbers}
        beside = self.file.with_suffix(f".{os.getpid()}")
        beside.write_text(json.dumps(facts), encoding="utf-8")
        os.replace(beside, self.file)


def _name_of(measure: Measure) -> str:
    """A measure by module and name, by what it holds if it is an instance, and by its code.

    The code is that of its module, and of those that the measure lists as ``reads``.
    """
    whole = isinstance(measure, FunctionType)
    name = measure.__qualname__ if isinstance(measure, FunctionType) else repr(measure)
    module = measure.__module__ if whole else type(measure).__module__
    return f"{module}.{name} {_code(module, *getattr(measure, 'reads', ()))}"


@cache
def _code(*modules: str) -> str:
    """Hash of the sources of modules."""
    digest = hashlib.sha256()
    for module in modules:
        found = importlib.util.find_spec(module)
        if found is not None and found.origin:
            digest.update(Path(found.origin).read_bytes())
    return digest.hexdigest()[:16]


def points_made(
    points: Sequence[Point],
    measure: Measure,
    folder: Path,
    jobs: int = 1,
    progress: Progress | None = None,
    pool: Pool = made,
) -> pd.DataFrame:
    """The numbers of every point: a row a point in order of number, columns KEYS and the measure's.

    A point that ``folder`` holds already, from the same scenario, inputs, code and seed, is not
    made again. A run that failed is a row of its own, without numbers. ``pool`` shares the tasks
    among processes, or machines: it needs no disk in common with them. Raises OSError where the
    folder cannot be written, ValueError for numbers that stand twice.
    """
    if len({point.number for point in points}) != len(points):
        raise ValueError("points of a design need numbers of their own")
    folder.mkdir(parents=True, exist_ok=True)
    code = _name_of(measure)
    tasks = [_Task(point, measure, folder, code) for point in points]
    missing = [task for task in tasks if task.done() is None]
    failures: dict[int, RunRow] = {}
    held = len(tasks) - len(missing)
    by_number = {task.point.number: task for task in missing}
    for count, row in enumerate(pool(missing, min(jobs, max(1, len(missing)))), held + 1):
        if isinstance(row, PointRow) and row.numbers is not None:
            by_number[row.seed].keep(row.numbers)
        else:
            failures[row.seed] = row
        if progress:
            progress(count, len(failures), len(tasks))
    return pd.DataFrame(_rows(tasks, failures)).set_index("number")


def _rows(tasks: Iterable[_Task], failures: dict[int, RunRow]) -> Iterable[dict[str, Any]]:
    for task in tasks:
        keys = {"number": task.point.number, "seed": task.point.seed}
        failed = failures.get(task.point.number)
        if failed is not None:
            yield {**keys, "status": failed.status, "error": failed.error}
            continue
        facts = task.done() or {"numbers": {}}
        yield {**keys, "status": "ok", "error": "", **facts["numbers"]}
