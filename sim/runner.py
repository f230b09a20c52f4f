"""Replications and ensembles: runs, checkpoints, and the results folder they end in.

A run's identity is the hash of scenario, parameters, inputs, code and seed. A finished run is kept
at once and never made twice; a failed or killed one is a row, and the others are kept.
"""

from __future__ import annotations

import os
import shutil
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.results_files import (
    Parts,
    ResultsError,
    RunRow,
    code_version,
    data_version,
    job_identity,
    output_hashes,
    package_versions,
    take_up,
    write_events,
    write_logs,
    write_manifest,
    write_rows,
    write_series,
    write_summary,
)
from sim.results_folder import held_manifest, put_in_place, reserved
from sim.results_tables import dates, events_table, log_tables
from sim.scenario import Scenario
from sim.state import Event
from sim.worker_pool import made
from sim.world import DistrictLog, LeaderLog

__all__ = ["ResultsError", "RunReport", "RunResult", "run_ensemble", "run_one"]

RESULTS = Path("results")
Clock = Callable[[], float]
ModelFactory = Callable[..., Any]
Progress = Callable[[int, int, int], None]
"""called with the numbers of runs done, failed and in all"""


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
    if checkpoint.exists():
        running = factory.from_state(checkpoint.read_bytes())
    else:
        running = factory(scenario, seed=seed, threads=threads)
    while running.world.clock.tick < scenario.months:
        running.step()
        if running.world.clock.tick % every == 0 and running.world.clock.tick < scenario.months:
            beside = checkpoint.with_suffix(f".{os.getpid()}")
            beside.write_bytes(running.save_state())
            os.replace(beside, checkpoint)
    checkpoint.unlink(missing_ok=True)
    return running


@dataclass(frozen=True)
class _Task:
    """One run of a job, to be made in any process; making it twice does no harm."""

    scenario: Scenario
    seed: int
    threads: int
    folder: Path
    model: ModelFactory | None
    clock: Clock | None
    every: int

    def __call__(self) -> RunRow:
        """Make the run and keep it. A fault of the model becomes the row; one of the disk passes.

        Raises OSError when the run cannot be written.
        """
        began = self.clock() if self.clock else 0.0
        checkpoint = self.folder / f"seed-{self.seed}.state" if self.every else None
        try:
            result = run_one(self.scenario, self.seed, self.threads, model=self.model,
                             checkpoint=checkpoint, every=self.every)  # fmt: skip
        except Exception as error:
            last = f"{type(error).__name__}: {error}".splitlines()[0]
            return RunRow(self.seed, "failed", self._since(began), last, traceback.format_exc())
        row = RunRow(self.seed, "ok", self._since(began))
        days = dates(self.scenario.start, self.scenario.months)
        events = events_table(0, result.events, days)
        logs = log_tables(self.seed, result.districts, result.leaders, days)
        Parts(self.folder).add(row, result.values, events, result.checks, logs)
        return row

    def _since(self, began: float) -> float:
        return self.clock() - began if self.clock else 0.0


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
) -> RunReport:
    """Run a scenario once a seed and write the results folder, whole or not at all.

    ``out`` is the folder; without it results/<scenario>/<started>-<hash8>, where ``started`` is the
    moment in UTC as the caller's clock has it. With several runs ``jobs`` processes share them.
    ``clock`` gives seconds, for timings; ``model`` replaces the model's class. Runs that ``out``
    already holds, from the same scenario, inputs and code, are not made again.

    Raises ResultsError when the folder cannot be written or holds something else, and ValueError
    for seeds that are not distinct or no seeds.
    """
    if not seeds or len(set(seeds)) != len(seeds):
        raise ValueError("a job needs at least one seed, each once")
    identity = job_identity(scenario.sha256)
    began = clock() if clock else 0.0
    folder = out or RESULTS / scenario.name / f"{started or 'run'}-{identity[:8]}"
    held = held_manifest(folder, identity)
    working = folder.parent.absolute() / f".{folder.name if out else 'job'}-{identity[:16]}.partial"
    with reserved(working, folder):
        parts = Parts(working / "parts")
        kept = take_up(folder, held, parts, dates(scenario.start, scenario.months)) if held else []
        wanted = list(dict.fromkeys([*kept, *seeds]))
        rows = {seed: row for seed in wanted if (row := parts.done(seed))}
        reused = len(rows)
        missing = [seed for seed in wanted if seed not in rows]
        if held and not missing:
            return RunReport(folder, list(rows.values()), reused, held)
        tasks = [
            _Task(scenario, seed, threads, parts.folder, model, clock, checkpoint_months)
            for seed in missing
        ]
        for row in made(tasks, jobs):
            rows[row.seed] = row
            if progress:
                failed = sum(r.status != "ok" for r in rows.values())
                progress(len(rows), failed, len(wanted))
        ordered = [rows[seed] for seed in wanted]
        manifest = _manifest(scenario, ordered, parts, identity, command, started)
        _write(working, parts, ordered, scenario, manifest, (clock, began, jobs, threads))
        put_in_place(working / "whole", folder)
        return RunReport(folder, ordered, reused, manifest)


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
