"""Runs shared by worker processes, none lost when a worker is killed.

A task may be made twice without harm, so what a killed worker took down is simply made again:
together a few times, then one by one, so that the run that kills its process is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from sim.results_files import RunRow

ROUNDS = 2
"""how often runs that a killed worker took down are tried together, before one by one"""


class Task(Protocol):
    """One run to be made: called, it answers with its row."""

    @property
    def seed(self) -> int:
        """The seed of the run, by which it is known."""

    def __call__(self) -> RunRow:
        """Make the run and keep it."""


def made(tasks: Sequence[Task], jobs: int) -> Iterator[RunRow]:
    """The rows of the tasks as they finish, in this process or in ``jobs`` others."""
    if jobs <= 1 or len(tasks) <= 1:
        for task in tasks:
            yield task()
        return
    left = {task.seed: task for task in tasks}
    for _ in range(ROUNDS):
        for row in _together(list(left.values()), jobs):
            del left[row.seed]
            yield row
        if not left:
            return
    for task in list(left.values()):
        rows = list(_together([task], 1))
        message = "the process was killed, perhaps for want of memory"
        yield rows[0] if rows else RunRow(task.seed, "killed", 0.0, message)


def _together(tasks: Sequence[Task], jobs: int) -> Iterator[RunRow]:
    """The rows of tasks shared by worker processes, up to the moment a worker is killed."""
    from concurrent.futures import as_completed

    from joblib.externals.loky import get_reusable_executor
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    pool = get_reusable_executor(max_workers=min(jobs, len(tasks)), kill_workers=True)
    killed = False
    try:
        for future in as_completed([pool.submit(task) for task in tasks]):
            try:
                yield future.result()
            except TerminatedWorkerError:
                killed = True
    except BaseException:
        pool.shutdown(wait=False, kill_workers=True)
        raise
    if killed:
        pool.shutdown(wait=True, kill_workers=True)
