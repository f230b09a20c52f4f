"""Ensembles as the commands make them: every core used, progress and failures on stderr."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from analysis.console import complain
from analysis.progress import Progress, is_compiled
from sim.runner import RunReport, run_ensemble
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


def ensemble(
    scenario: Scenario,
    seeds: list[int],
    out: Path | None,
    jobs: int | None = None,
    quiet: bool = False,
) -> RunReport:
    """Run a scenario once a seed, in ``jobs`` processes (default: one a core).

    Runs that ``out`` holds already are kept. Raises ResultsError where it holds something else.
    """
    processes = min(jobs or cores(), len(seeds))
    if not quiet and not is_compiled():
        complain("compiling the rules, once for this version of the code: about a minute")
    with Progress(len(seeds), scenario.name, quiet) as progress:
        return run_ensemble(
            scenario,
            seeds=seeds,
            out=out,
            jobs=processes,
            threads=max(1, cores() // processes) if scenario.scale < THREADED_SCALE else 1,
            command=[Path(sys.argv[0]).name, *sys.argv[1:]],
            progress=progress.update,
            started=utc_stamp(),
            clock=time.perf_counter,
            checkpoint_months=12 if scenario.scale < CHECKPOINTED_SCALE else 0,
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
