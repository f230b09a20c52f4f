"""The offline page: its runs, made once and kept, its frames, and the one file they end in."""

from __future__ import annotations

import importlib.util
import json
import os
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.app.chair_offline import offline
from analysis.app.facts import BASE, facts, preset_names
from analysis.app.frame import Head, frame_of
from analysis.app.runs_in_memory import RunsInMemory
from analysis.app.sliders import SLIDERS, scenario_with
from analysis.command_options import UserError
from analysis.console import complain
from analysis.files import write_whole
from analysis.jobs import cores
from analysis.progress import Progress, is_compiled
from sim.one_run import finished_run
from sim.provenance import job_identity
from sim.run_parts import Parts, RunRow
from sim.runner import RESULTS
from sim.scenario import Scenario, load
from sim.worker_pool import made

RUNS, SCALE = 5, 4000
"""runs of each frame, and households that one stands for, unless asked otherwise"""
FOLDER = RESULTS / "app"


@dataclass(frozen=True)
class Wanted:
    """One frame that the file shall hold: its head, its scenario, its seeds."""

    head: Head
    scenario: Scenario
    seeds: tuple[int, ...]

    @cached_property
    def parts(self) -> Parts:
        """Where its finished runs lie: by scenario, inputs and code."""
        return Parts(FOLDER / job_identity(self.scenario.sha256)[:16])

    @property
    def finished(self) -> list[int]:
        """Seeds whose runs have finished, in order."""
        return [seed for seed in self.seeds if self.parts.done(seed)]


@dataclass(frozen=True)
class _Run:
    """One run to be made in any process and kept; the pool knows it by its number."""

    number: int
    scenario: Scenario
    actual_seed: int
    with_logs: bool
    folder: Path

    @property
    def seed(self) -> int:
        return self.number

    def __call__(self) -> RunRow:
        """Make the run and keep it. A fault of the model becomes the row. Raises OSError."""
        done = finished_run(self.scenario, self.actual_seed)
        if done.values is not None:
            # Half the digits are far more than four that a frame shows, and half the disk.
            values: NDArray[Any] = done.values.astype(np.float32)
            logs = done.logs if self.with_logs else {}
            Parts(self.folder).add(replace(done, values=values, logs=logs))
        return replace(done.row, seed=self.number)


@dataclass(frozen=True)
class _Framed:
    """One frame to be built in any process and written as JSON."""

    number: int
    wanted: Wanted
    file: Path

    @property
    def seed(self) -> int:
        return self.number

    def __call__(self) -> RunRow:
        """Build and write the frame. Raises what the analysis raises."""
        results = RunsInMemory.kept(self.wanted.scenario, self.wanted.parts, self.wanted.finished)
        frame = frame_of(results, self.wanted.head)
        self.file.write_text(json.dumps(frame, allow_nan=False), encoding="utf-8")
        return RunRow(self.number, "ok", 0.0)


def export(
    file: Path,
    *,
    runs: int = RUNS,
    scale: int = SCALE,
    until: str | None = None,
    scenarios: Sequence[str] | None = None,
    sliders: Sequence[str] | None = None,
    jobs: int | None = None,
    quiet: bool = False,
) -> int:
    """Run what is missing and write the page; the number of runs that failed.

    ``scenarios`` and ``sliders`` choose some of them by name (the historical course is always
    there; an empty list of sliders gives none). Raises UserError where the file cannot be written
    or a slider is unknown, ScenarioError for a scenario; nothing is run then, nothing written.
    """
    _check_target(file)
    _check_packages()
    wanted = _wanted(scenarios, sliders, tuple(range(1, runs + 1)), scale, until)
    failed = _run_missing(wanted, jobs, quiet)
    kept = [one for one in wanted if one.finished]
    if not kept or kept[0].head.id != BASE:
        raise UserError(f"app: no run of '{BASE}' finished, so there is no page to write")
    first = kept[0]
    card = RunsInMemory.kept(first.scenario, first.parts, first.finished)
    presets = [one.head.id for one in kept if one.head.kind == "preset"]
    shared = facts(card, presets)
    from analysis.app.document import page_html

    # A page of a few scenarios or years is for trying things out, and does without the chair.
    whole = scenarios is None and until is None
    chair = offline(FOLDER, progress=None if quiet else _told) if whole else None
    write_whole(file, page_html(shared, _frames(kept, jobs, quiet), chair=chair))
    return failed


def _told(done: int, of: int) -> None:
    """A line for every quarter of the chair's years."""
    if done % max(1, of // 4) == 0:
        complain(f"the chair: {done} of {of} years")


def _check_target(file: Path) -> None:
    """Refuse a file that could not be written, before hours of runs."""
    folder = file.absolute().parent
    if file.is_dir():
        raise UserError(f"--export: {file} is a folder; name a file")
    if not folder.is_dir():
        raise UserError(f"--export: there is no folder {folder}; make it first")
    if not os.access(folder, os.W_OK):
        raise UserError(f"--export: nothing can be written in {folder}")


def _check_packages() -> None:
    """Refuse where the package is missing that brings the script of the charts."""
    if importlib.util.find_spec("plotly") is None:
        raise UserError(
            "--export: the package plotly is not installed: "
            "pip install -c constraints.txt -e '.[app]'"
        )


def _wanted(
    scenarios: Sequence[str] | None,
    sliders: Sequence[str] | None,
    seeds: tuple[int, ...],
    scale: int,
    until: str | None,
) -> list[Wanted]:
    """Every frame of the file, the historical one first."""
    known = {slider.name for slider in SLIDERS}
    for name in sliders or ():
        if name not in known:
            raise UserError(f"--sliders: '{name}' is none of {', '.join(sorted(known))}")
    chosen = preset_names() if scenarios is None else list(dict.fromkeys((BASE, *scenarios)))
    wanted = []
    for name in chosen:
        scenario = load(name, scale=scale, until=until)
        head = Head(scenario.name, "preset", scenario.title, scenario.question, {})
        wanted.append(Wanted(head, scenario, seeds))
    for slider in SLIDERS:
        if sliders is not None and slider.name not in sliders:
            continue
        for level in slider.levels:
            moved = scenario_with(BASE, {slider.name: level}, scale=scale, until=until)
            identity = f"{BASE}~{slider.name}={level:g}"
            head = Head(identity, "slider", moved.title, moved.question, {slider.name: level})
            wanted.append(Wanted(head, moved, seeds))
    return wanted


def _run_missing(wanted: Sequence[Wanted], jobs: int | None, quiet: bool) -> int:
    """Make the runs that are not kept yet; how many failed."""
    tasks: dict[tuple[Path, int], _Run] = {}
    for one in wanted:
        for seed in one.seeds:
            key = (one.parts.folder, seed)
            if not one.parts.done(seed) and key not in tasks:
                one.parts.folder.mkdir(parents=True, exist_ok=True)
                first = seed == one.seeds[0]
                tasks[key] = _Run(len(tasks), one.scenario, seed, first, one.parts.folder)
    if not tasks:
        return 0
    if not quiet and not is_compiled():
        complain("compiling the rules, once for this version of the code: about a minute")
    done = failed = 0
    with Progress(len(tasks), "page", quiet) as progress:
        for row in made(list(tasks.values()), jobs or cores()):
            done += 1
            if row.status != "ok":
                failed += 1
                run = list(tasks.values())[row.seed]
                complain(f"{run.scenario.name}, seed {run.actual_seed}: {row.error}")
            progress.update(done, failed, len(tasks))
    return failed


def _frames(kept: Sequence[Wanted], jobs: int | None, quiet: bool) -> Iterable[dict[str, Any]]:
    """The frames in order, built in several processes."""
    with tempfile.TemporaryDirectory() as folder, Progress(len(kept), "frames", quiet) as progress:
        tasks = [_Framed(n, one, Path(folder) / f"{n}.json") for n, one in enumerate(kept)]
        for done, _ in enumerate(made(tasks, jobs or cores()), 1):
            progress.update(done, 0, len(tasks))
        for task in tasks:
            yield json.loads(task.file.read_text(encoding="utf-8"))
