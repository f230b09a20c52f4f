"""Runs on a Dask cluster: made by its workers, kept by this process.

No disk is shared. A worker sends back what a run leaves, this process keeps it and lets go; few
runs are under way at a time, so memory stays flat in their number. What a killed worker took down
Dask hands to another; a run that keeps killing workers is tried alone before it is given up.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import islice
from typing import Any

from sim.compiled import LOADED_HASH
from sim.provenance import data_version, package_versions
from sim.results_files import ResultsError, UnfinishedError
from sim.run_parts import RunRow
from sim.tasks import Task, TaskInTwo, killed_row

CONNECT_SECONDS = 8
"""how long a scheduler, and then a first worker, is waited for"""
LOOK_SECONDS = 10
"""how often a job that waits for runs looks whether there still are workers"""
PATIENCE = 12
"""after so many looks that found no worker the job breaks off"""
RUNS_A_THREAD = 2
"""runs under way for each thread of the workers: one that works and one that waits its turn"""


class ClusterError(ResultsError):
    """A cluster that cannot be used; the text is for the user."""


def made_on_cluster(tasks: Sequence[Task], address: str, jobs: int) -> Iterator[RunRow]:
    """The rows of the tasks as they finish on the cluster whose scheduler listens at ``address``.

    At most ``jobs`` are under way at a time, and no more than its workers take.
    A task that comes in two (``TaskInTwo``) is made there and kept here; of any other the row alone
    comes back. Raises ClusterError before any run where the cluster cannot be used, and
    UnfinishedError where it is lost on the way.
    """
    if not tasks:
        return
    with _connected(address) as client:
        code = code_facts()
        _check_code(client, address, code)
        killed: list[Task] = []
        yield from _shared(client, address, tasks, jobs, code, killed)
        for task in killed:
            again: list[Task] = []
            yield from _shared(client, address, [task], 1, code, again)
            if again:
                yield killed_row(task.seed)


@cache
def code_facts() -> dict[str, str | None]:
    """What must be the same wherever a run is made, by name: the model, its inputs, its packages.

    The interpreter is left out, since no result depends on it.
    """
    packages = {name: version for name, version in package_versions().items() if name != "python"}
    return {"model": LOADED_HASH, "inputs": data_version()["inputs"], **packages}


def _made_away(task: Task, code: dict[str, str | None]) -> Any:
    """Make a run on a worker; what is to be kept. Raises RuntimeError where the code differs."""
    here = code_facts()
    if here != code:
        raise RuntimeError(difference(here, code))
    return task.make() if isinstance(task, TaskInTwo) else task()


def difference(there: Mapping[str, str | None], here: Mapping[str, str | None]) -> str:
    """The first fact in which two sets of facts differ, in words; they must differ in one."""
    name = next(name for name in here if there.get(name) != here[name])
    return f"{name} is {there.get(name)} there and {here[name]} here"


def _check_code(client: Any, address: str, code: dict[str, str | None]) -> None:
    """Raise ClusterError unless every worker has the same model; each run checks it once more."""

    def facts() -> Any:  # within a function, so that it travels whole to a worker without the model
        from sim.cluster import code_facts

        return code_facts()

    for worker, found in client.run(facts, on_error="return").items():
        place = f"--cluster: {address}: worker {worker}"
        if isinstance(found, ImportError):
            message = f"cannot import this version of the model ({_short(found)})"
            raise ClusterError(f"{place} {message}; install it there and restart the worker")
        if isinstance(found, BaseException):
            raise ClusterError(f"{place}: {_short(found)}")
        if found != code:
            message = f"has another version ({difference(found, code)})"
            raise ClusterError(f"{place} {message}; install the same and restart the worker")


def _shared(
    client: Any,
    address: str,
    tasks: Sequence[Task],
    jobs: int,
    code: dict[str, str | None],
    killed: list[Task],
) -> Iterator[RunRow]:
    """The rows of the tasks; those whose workers are killed go to ``killed``."""
    waiting = iter(tasks)
    under_way: dict[Any, Task] = {}
    looks = 0
    while True:
        with _told_as_unfinished(address):
            threads = sum(client.nthreads().values())
            room = min(RUNS_A_THREAD * max(1, threads), jobs) - len(under_way)
            for task in islice(waiting, max(0, room)):
                under_way[client.submit(_made_away, task, code, pure=False)] = task
            if not under_way:
                return
            looks = 0 if threads else looks + 1
            if looks > PATIENCE:
                raise UnfinishedError(f"--cluster: {address}: all workers are gone")
            finished = _finished(client, list(under_way))
        for future in finished:
            task = under_way.pop(future)
            with _told_as_unfinished(address):
                found = _fetched(future)
            if found is None:
                killed.append(task)
            else:
                yield task.keep(found) if isinstance(task, TaskInTwo) else found


def _fetched(future: Any) -> Any:
    """What a worker made, let go of on the cluster; None where the run killed its workers."""
    from distributed.scheduler import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        return None
    finally:
        future.release()


def _finished(client: Any, futures: list[Any]) -> list[Any]:
    """The futures that have finished, after the first has or the time for a look has come."""
    from distributed import wait

    try:
        with client.as_current():
            return list(wait(futures, timeout=LOOK_SECONDS, return_when="FIRST_COMPLETED").done)
    except TimeoutError:
        return []


@contextlib.contextmanager
def _told_as_unfinished(address: str) -> Iterator[None]:
    """Whatever goes wrong on the way, as one line: the runs that are kept stay for another try."""
    from distributed import CancelledError

    try:
        yield
    except UnfinishedError:
        raise
    except (CancelledError, OSError) as error:
        message = f"the scheduler is gone ({_short(error)})"
        raise UnfinishedError(f"--cluster: {address}: {message}") from error
    except Exception as error:
        message = f"a worker cannot make the run: {_short(error)}"
        raise UnfinishedError(f"--cluster: {address}: {message}") from error


@contextlib.contextmanager
def _connected(address: str) -> Iterator[Any]:
    """A client of the scheduler, with a worker at least. Raises ClusterError."""
    try:
        from distributed import Client
    except ImportError:
        raise ClusterError(
            "--cluster: needs the packages dask and distributed; "
            "install them with: pip install -c constraints.txt -e '.[cluster]'"
        ) from None
    # Dask tells of lost connections at length; what matters is told in one line here.
    for name in ("distributed", "distributed.client"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    _probe(address)
    try:
        client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"--cluster: {address}: {_short(error)}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError:
            raise ClusterError(f"--cluster: {address}: no worker has joined; "
                               f"start some with: dask worker {address}") from None  # fmt: skip
        yield client


def _probe(address: str) -> None:
    """Ask who listens at an address, with an end to waiting. Raises ClusterError."""
    from distributed import Security
    from distributed.core import rpc

    async def kind() -> str:
        arguments = Security().get_connection_args("client")
        async with rpc(address, connection_args=arguments, timeout=CONNECT_SECONDS) as asked:
            return str((await asked.identity())["type"])

    async def in_time() -> str:
        return await asyncio.wait_for(kind(), CONNECT_SECONDS)

    try:
        # In a thread of its own: a notebook has a loop that is running in this one.
        with ThreadPoolExecutor(1) as alone:
            found = alone.submit(lambda: asyncio.run(in_time())).result()
    except (ValueError, TypeError) as error:
        message = f"{_short(error)}; write tcp://HOST:PORT"
        raise ClusterError(f"--cluster: {address}: is no address: {message}") from None
    except Exception:
        message = f"no Dask scheduler answers within {CONNECT_SECONDS} seconds"
        raise ClusterError(f"--cluster: {address}: {message}") from None
    if found != "Scheduler":
        raise ClusterError(f"--cluster: {address}: is a Dask {found.lower()}, not a scheduler")


def _short(error: BaseException) -> str:
    """The first line of an error."""
    return (str(error).splitlines() or [type(error).__name__])[0]
