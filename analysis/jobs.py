"""Ensembles as the commands make them: every core used, progress and failures on stderr."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from analysis.console import complain
from analysis.progress import Progress, is_compiled
from analysis.resumable import Asked
from sim.provenance import job_identity
from sim.runner import RunReport, default_folder, run_ensemble, working_folder
from sim.scenario import Scenario

CHECKPOINTED_SCALE = 100
"""below this scale a run takes long enough to keep its state once a year"""

THREADED_SCALE = 250
"""below this scale a month is long enough for threads to gain (docs/performance.md)"""


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def at_a_time(jobs: int | None, cluster: str | None) -> int:
    """How many runs are made at a time: as asked; else one a core, or all a cluster can take."""
    return jobs or (sys.maxsize if cluster else cores())


def tell_of_compiling() -> None:
    """Say on stderr that the first run of this version takes longer, if it does."""
    if not is_compiled():
        complain("compiling the rules, once for this version of the code: about a minute")


def ensemble(
    scenario: Scenario,
    seeds: list[int],
    out: Path | None,
    jobs: int | None = None,
    quiet: bool = False,
    cluster: str | None = None,
    asked: Asked | None = None,
) -> RunReport:
    """Run a scenario once a seed, in ``jobs`` processes (default: one a core) or on a cluster.

    Runs that ``out`` holds already are kept. ``asked`` is the command that may be taken up again.
    Raises ResultsError where ``out`` holds something else, or the cluster cannot be used.
    """
    processes = min(at_a_time(jobs, cluster), len(seeds))
    here = cluster is None
    if here and not quiet:
        tell_of_compiling()
    started = utc_stamp()
    folder = out or default_folder(scenario, started)
    if asked is not None:
        identity = job_identity(scenario.sha256)
        asked.begin(working_folder(scenario, folder), folder, identity)
    with Progress(len(seeds), scenario.name, quiet) as progress:
        return run_ensemble(
            scenario,
            seeds=seeds,
            out=folder,
            jobs=processes,
            threads=max(1, cores() // processes) if here and scenario.scale < THREADED_SCALE else 1,
            command=asked.words if asked else [Path(sys.argv[0]).name, *sys.argv[1:]],
            progress=progress.update,
            started=started,
            clock=time.perf_counter,
            checkpoint_months=12 if here and scenario.scale < CHECKPOINTED_SCALE else 0,
            cluster=cluster,
        )


def utc_stamp() -> str:
    """The moment in UTC, as names of folders have it."""
    return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())


def complain_of_failures(done: RunReport) -> None:
    """Name the runs that failed, and where their traces lie, on stderr."""
    if done.failed:
        complain(f"{done.failed} of {len(done.rows)} runs failed; see {done.folder / 'failures'}")
        for row in done.rows:
            if row.status != "ok":
                complain(f"seed {row.seed}: {row.error}")
