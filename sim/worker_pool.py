"""Runs shared by worker processes, none lost when a worker is killed.

A task may be made twice without harm, so what a killed worker took down is simply made again:
together a few times, then one by one, so that the run that kills its process is found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.cluster import made_on_cluster
from sim.run_parts import RunRow
from sim.tasks import Task, killed_row

ROUNDS = 2
"""how often runs that a killed worker took down are tried together, before one by one"""


def made(tasks: Sequence[Task], jobs: int, cluster: str | None = None) -> Iterator[RunRow]:
    """The rows of the tasks as they finish, in this process or in ``jobs`` others.

    With ``cluster``, the address of a Dask scheduler, its workers make the runs, ``jobs`` of them
    at a time; rows and what is kept are the same. Raises ClusterError where that cannot be, before
    any run is made, and UnfinishedError where the cluster is lost.
    """
    if cluster is not None:
        yield from made_on_cluster(tasks, cluster, jobs)
        return
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
        yield rows[0] if rows else killed_row(task.seed)


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
