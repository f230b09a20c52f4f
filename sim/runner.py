"""Replications and ensembles: the runs of a job, and the results folder they end in.

A run's identity is the hash of scenario, parameters, inputs, code and seed. A finished run is kept
at once and never made twice; a failed or killed one is a row, and the others are kept.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.one_run import Clock, ModelFactory, RunResult, RunTask, finished_run, run_one
from sim.provenance import code_version, data_version, job_identity, package_versions
from sim.results_files import (
    ResultsError,
    held_rows,
    output_hashes,
    take_up,
    write_events,
    write_logs,
    write_manifest,
    write_rows,
    write_series,
    write_summary,
)
from sim.results_folder import PARTS, held_manifest, put_in_place, reserved
from sim.results_tables import dates
from sim.run_parts import FinishedRun, Parts, RunRow
from sim.scenario import Scenario
from sim.worker_pool import made

__all__ = [
    "ResultsError", "RunReport", "RunResult", "default_folder", "finished_run", "run_ensemble",
    "run_one",
]  # fmt: skip

RESULTS = Path("results")
Progress = Callable[[int, int, int], None]
"""called with the numbers of runs done, failed and in all"""


@dataclass(frozen=True)
class RunReport:
    """What a job leaves: its folder, the rows of its runs, its manifest."""

    folder: Path
    rows: list[RunRow]
    reused: int
    manifest: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> int:
        """How many runs finished."""
        return sum(row.status == "ok" for row in self.rows)

    @property
    def failed(self) -> int:
        """How many runs failed or were killed."""
        return len(self.rows) - self.ok


def default_folder(scenario: Scenario, started: str) -> Path:
    """Where the results of a job lie that was given no folder: results/<scenario>/<UTC>-<hash8>."""
    identity = job_identity(scenario.sha256)
    return RESULTS / scenario.name / f"{started or 'run'}-{identity[:8]}"


def working_folder(scenario: Scenario, folder: Path) -> Path:
    """The hidden folder in which a job works whose results come to lie in ``folder``.

    Jobs without a folder of their own share one: the moment in their name is no part of them.
    """
    identity = job_identity(scenario.sha256)
    usual = RESULTS / scenario.name
    shared = folder.absolute().parent == usual.absolute() and folder.name.endswith(identity[:8])
    name = "job" if shared else folder.name
    return folder.parent.absolute() / f".{name}-{identity[:16]}.partial"


def run_ensemble(
    scenario: Scenario,
    *,
    seeds: Sequence[int],
    out: Path | None = None,
    jobs: int = 1,
    threads: int = 1,
    command: Sequence[str] = (),
    progress: Progress | None = None,
    started: str = "",
    clock: Clock | None = None,
    model: ModelFactory | None = None,
    checkpoint_months: int = 0,
    cluster: str | None = None,
    made_before: Sequence[FinishedRun] = (),
) -> RunReport:
    """Run a scenario once a seed and write the results folder, whole or not at all.

    ``out`` is the folder; without it results/<scenario>/<started>-<hash8>, where ``started`` is the
    moment in UTC as the caller's clock has it. With several runs ``jobs`` processes share them.
    ``cluster`` is the address of a Dask scheduler whose workers make the runs instead. ``clock``
    gives seconds, for timings; ``model`` replaces the model's class. Runs that ``out`` already
    holds, from the same scenario, inputs and code, are not made again, nor those ``made_before``.

    Raises ResultsError when the folder cannot be written or holds something else, UnfinishedError
    when the cluster is lost, and ValueError for seeds that are not distinct or no seeds.
    """
    if not seeds or len(set(seeds)) != len(seeds):
        raise ValueError("a job needs at least one seed, each once")
    identity = job_identity(scenario.sha256)
    began = clock() if clock else 0.0
    folder = out or default_folder(scenario, started)
    held = held_manifest(folder, identity)
    working = working_folder(scenario, folder)
    with reserved(working, folder):
        parts = Parts(working / PARTS)
        for run in made_before:
            parts.add(run)
        rows, wanted = _found(folder if held else None, parts, seeds)
        missing = [seed for seed in wanted if seed not in rows]
        reused = len(rows)
        if held and not missing:
            return RunReport(folder, [rows[seed] for seed in wanted], reused, held)
        if held:
            take_up(folder, held, parts, dates(scenario.start, scenario.months))
        tasks = [
            RunTask(scenario, seed, threads, parts.folder, model, clock, checkpoint_months)
            for seed in missing
        ]
        for row in made(tasks, jobs, cluster):
            rows[row.seed] = row
            if progress:
                failed = sum(r.status != "ok" for r in rows.values())
                progress(len(rows), failed, len(wanted))
        ordered = [rows[seed] for seed in wanted]
        manifest = _manifest(scenario, ordered, parts, identity, command, started)
        _write(working, parts, ordered, scenario, manifest, (clock, began, jobs, threads))
        put_in_place(working / "whole", folder)
        return RunReport(folder, ordered, reused, manifest)


def _found(
    folder: Path | None, parts: Parts, seeds: Sequence[int]
) -> tuple[dict[int, RunRow], list[int]]:
    """Rows of the runs that need not be made, by seed, and the seeds of the job in their order.

    Runs are found in a results folder and in the parts of a job that broke off.
    """
    held = held_rows(folder) if folder else []
    rows = {row.seed: row for row in held if row.status == "ok"}
    wanted = list(dict.fromkeys([*(row.seed for row in held), *seeds]))
    for seed in wanted:
        row = parts.done(seed)
        if row and seed not in rows:
            if parts.whole(seed):
                rows[seed] = row
            else:  # taken up from results that are gone, of more runs than this job may have
                parts.drop(seed)
    return rows, wanted


def _manifest(
    scenario: Scenario,
    rows: list[RunRow],
    parts: Parts,
    identity: str,
    command: Sequence[str],
    started: str,
) -> dict[str, Any]:
    """Everything that says where the results come from, but for their hashes and timings."""
    checks: dict[str, float] = {}
    for row in rows:
        if row.status == "ok":
            for name, value in parts.checks(row.seed).items():
                checks[name] = max(value, checks.get(name, value))
    ok = sum(row.status == "ok" for row in rows)
    return {
        "command": list(command),
        "scenario": {"name": scenario.name, **scenario.resolved()},
        "scenario_sha256": scenario.sha256,
        "first_change": scenario.first_change,
        "drive": scenario.drive,
        "identity": identity,
        "code": code_version(),
        "data": data_version(),
        "packages": package_versions(),
        "seeds": [row.seed for row in rows],
        "runs": {"ok": ok, "failed": len(rows) - ok},
        "checks": checks,
        "timings": {"started": started},
    }


def _write(
    working: Path,
    parts: Parts,
    rows: list[RunRow],
    scenario: Scenario,
    manifest: dict[str, Any],
    timing: tuple[Clock | None, float, int, int],
) -> None:
    """Write the whole results folder inside the working folder."""
    whole = working / "whole"
    shutil.rmtree(whole, ignore_errors=True)
    whole.mkdir()
    days = dates(scenario.start, scenario.months)
    runs = {run: row.seed for run, row in enumerate(rows, 1) if row.status == "ok"}
    (whole / "scenario.resolved.yaml").write_text(scenario.resolved_yaml(), encoding="utf-8")
    write_rows(whole, rows)
    write_series(whole, parts, runs, days)
    write_summary(whole, parts, list(runs.values()), days)
    write_logs(whole, parts, runs)
    write_events(whole, parts, runs)
    clock, began, jobs, threads = timing
    manifest["outputs"] = output_hashes(whole)
    manifest["timings"] |= {
        "seconds": round(clock() - began, 3) if clock else None,
        "run_seconds": [round(row.seconds, 3) for row in rows],
        "jobs": jobs,
        "threads": threads,
    }
    write_manifest(whole, manifest)
