"""Calibration: parameter sets that cannot be ruled out, wave by wave, on calibrate rows alone.

Waves of runs train emulators (:mod:`analysis.matching`); what they rule out is left. In the end
those finished runs are accepted whose every number lies within ``cutoff`` standard deviations of
its target. The waves' own points serve as known truths first: each in turn plays the record, and
must not be ruled out.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import calibration_tables as tables
from analysis.calibration_file import CalibrationFile
from analysis.files import write_whole
from analysis.jobs import cores
from analysis.matching import (
    Match,
    Space,
    Target,
    remaining,
    simulated_distances,
)
from analysis.one_run import OneRun
from analysis.points import Point, points_made
from analysis.progress import Progress
from analysis.targets import simulated, targets
from sim.results_files import code_version, data_version
from sim.scenario import Scenario

Array = NDArray[np.float64]
WIDEST_RATIO = 5.0
"""largest ratio of a range's ends at which distances are taken between logarithms"""
USUAL = 0.8
"""share of the runs at the defaults that have a number, above which every run should have it"""
FIRST_REPLICATE = 900_001
"""seeds of the runs that measure chance begin here, far from the waves' own"""


@dataclass
class Wave:
    """One wave: its points in the unit cube, its numbers by target, what it was drawn below."""

    points: Array
    numbers: Array
    bound: float
    """implausibility below which the emulators of the wave before it saw its points"""
    hits: float = float("nan")
    """share of its numbers that the emulators foretold within two standard deviations"""


@dataclass(frozen=True)
class Calibration:
    """A finished calibration: targets, chance, waves, and which runs are accepted."""

    space: Space
    targets: tuple[Target, ...]
    chance: Array
    waves: list[Wave]
    accepted: Array
    """points of the unit cube, a row a set"""
    failed: int


def measure(run: OneRun) -> dict[str, float]:
    """A run's numbers for the calibrate rows of its drive; test rows are never looked at."""
    found = simulated(run, 1, run.drive)
    names = [f"{identity}.{place}" for identity, place in found.index]
    return dict(zip(names, found.astype(float).tolist(), strict=True))


def matched_targets(drive: str) -> tuple[Target, ...]:
    """The calibrate numbers of a drive as targets, in the order of :func:`measure`."""
    return tuple(_target(row) for row in targets(drive).to_dict("records"))


def _target(row: dict[Any, Any]) -> Target:
    """One documented number; ranges of positive numbers are read as ratios where not too wide."""
    low, high, share = float(row["low"]), float(row["high"]), bool(row["share_of_runs"])
    ratios = not share and low > 0.0 and high <= WIDEST_RATIO * low
    return Target(f"{row['id']}.{row['number']}", float(row["value"]), low, high, ratios, share)


def calibrate(
    asked: CalibrationFile, out: Path, jobs: int | None = None, quiet: bool = False
) -> Calibration:
    """Run the waves into ``out`` and write what they leave; finished runs are not made again."""
    job = _Job(asked, out, jobs or cores(), quiet)
    chance, expected = job.chance()
    space = job.space
    waves: list[Wave] = []
    match: Match | None = None
    for place, size in enumerate(asked.waves):
        if match is None:
            points, bound = space.latin(size, asked.seed), float("inf")
        else:
            points, bound = remaining(match, space, size, asked.cutoff, asked.seed + place)
        numbers = job.numbers(f"wave-{place + 1}", points, 100_000 * place)
        waves.append(Wave(points, numbers, bound, _hits(match, points, numbers)))
        match = Match(job.targets, chance).fit(*training(waves, job.targets, chance, asked.cutoff))
    assert match is not None
    kept = accepted(waves, match, expected, asked)
    found = Calibration(space, job.targets, chance, waves, kept, job.failed)
    write(found, asked, out)
    return found


class _Job:
    """The runs of a calibration, by name of their folder."""

    def __init__(self, asked: CalibrationFile, out: Path, jobs: int, quiet: bool) -> None:
        self.asked, self.out, self.jobs, self.quiet = asked, out, jobs, quiet
        self.base = asked.plain()
        self.space = asked.space()
        self.targets = matched_targets(self.base.drive)
        self.failed = 0

    def chance(self) -> tuple[Array, NDArray[np.bool_]]:
        """Variance of each number between seeds at the default parameters, on its scale.

        And whether a run can be expected to have the number: four in five of these have it.
        """
        seeds = range(FIRST_REPLICATE, FIRST_REPLICATE + self.asked.replicates)
        points = [Point(i, self.base, seed) for i, seed in enumerate(seeds)]
        numbers = self._made("chance", points)
        columns = [target.scaled(numbers[:, i]) for i, target in enumerate(self.targets)]
        variance = np.array([np.nanvar(column, ddof=1) for column in columns])
        return variance, (~np.isnan(numbers)).mean(axis=0) >= USUAL

    def numbers(self, name: str, unit: Array, first: int) -> Array:
        """The numbers of a wave's points, each under a seed of its own."""
        points = [
            Point(i, self._under(row), self.asked.seed + first + i)
            for i, row in enumerate(self.space.real(unit).tolist())
        ]
        return self._made(name, points)

    def _under(self, row: list[float]) -> Scenario:
        """The scenario with the parameters of a point."""
        own = dict(zip(self.space.names, row, strict=True))
        return replace(self.base, parameters=dict(sorted((self.base.parameters | own).items())))

    def _made(self, name: str, points: Sequence[Point]) -> Array:
        with Progress(len(points), name, self.quiet) as progress:
            table = points_made(points, measure, self.out / name, self.jobs, progress.update)
        self.failed += int((table["status"] != "ok").sum())
        return table.reindex(columns=[target.name for target in self.targets]).to_numpy(float)


def training(
    waves: Sequence[Wave], targets: Sequence[Target], chance: Array, cutoff: float
) -> tuple[Array, Array]:
    """Points and numbers that the next emulators learn from: the last wave, and what is near it.

    Of earlier waves those points stay whose distance is within twice the cutoff or among the
    nearest half; far ones would make the emulators fit what has been ruled out.
    """
    points, numbers = [waves[-1].points], [waves[-1].numbers]
    for wave in waves[:-1]:
        far = _largest(simulated_distances(targets, wave.numbers, chance))
        near = far <= max(2.0 * cutoff, float(np.nanmedian(far)))
        points.append(wave.points[near])
        numbers.append(wave.numbers[near])
    return np.concatenate(points), np.concatenate(numbers)


def accepted(
    waves: Sequence[Wave], match: Match, expected: NDArray[np.bool_], asked: CalibrationFile
) -> Array:
    """The finished points that nothing rules out; of too many the nearest, at most ``accept``.

    A point is ruled out by a number beyond the cutoff, or by a number that could not be computed
    though it is ``expected``. Near is the root of the mean square of the distances; shares of runs
    enter as the last emulators have them.
    """
    points = np.concatenate([wave.points for wave in waves])
    numbers = np.concatenate([wave.numbers for wave in waves])
    far = np.abs(simulated_distances(match.targets, numbers, match.chance))
    shares = [i for i, target in enumerate(match.targets) if target.share]
    if shares:
        far[:, shares] = np.abs(match.distances(points))[:, shares]
    far = np.where(np.isnan(far) & expected, np.inf, np.nan_to_num(far, nan=0.0))
    kept = np.flatnonzero(far.max(axis=1) <= asked.cutoff)
    near = np.sqrt((far[kept] ** 2).mean(axis=1))
    found: Array = points[kept[np.argsort(near, kind="stable")[: asked.accept]]]
    return found


def _largest(distances: Array) -> Array:
    """The largest distance of each run; a number that cannot be computed rules nothing out."""
    found: Array = np.nanmax(np.abs(np.nan_to_num(distances, nan=0.0)), axis=1)
    return found


def _hits(match: Match | None, points: Array, numbers: Array) -> float:
    """Share of a wave's numbers within two standard deviations of what was foretold."""
    if match is None:
        return float("nan")
    within = []
    for i, (target, emulator) in enumerate(zip(match.targets, match.emulators, strict=True)):
        mean, variance = emulator.predict(points)
        gap = np.abs(target.scaled(numbers[:, i]) - mean)
        within.append(
            gap[~np.isnan(gap)] <= 2.0 * np.sqrt(variance + match.chance[i])[~np.isnan(gap)]
        )
    return float(np.concatenate(within).mean())


def recovery(found: Calibration, cutoff: float, truths: int) -> pd.DataFrame:
    """Known truths from the first wave: what is concluded when each in turn plays the record.

    One row a truth: its implausibility, and the share of the space that is left below ``cutoff``.
    The truth's own run is kept out of the training.
    """
    wave, rows = found.waves[0], []
    for truth in range(min(truths, len(wave.points))):
        if np.isnan(wave.numbers[truth]).any():
            continue
        others = np.arange(len(wave.points)) != truth
        targets = [_as_record(t, wave.numbers[truth, i]) for i, t in enumerate(found.targets)]
        match = Match(targets, found.chance).fit(wave.points[others], wave.numbers[others])
        cloud = found.space.latin(4000, truth)
        rows.append({
            "truth": truth,
            "implausibility": float(match.implausibility(wave.points[[truth]])[0]),
            "left": float((match.implausibility(cloud) <= cutoff).mean()),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _as_record(target: Target, number: float) -> Target:
    """The target as it would be had the record this number, with the same relative range."""
    if target.logarithmic:
        factor = number / target.value
        return Target(target.name, number, target.low * factor, target.high * factor, True)
    shift = number - target.value
    return Target(target.name, number, target.low + shift, target.high + shift, False, target.share)


def write(found: Calibration, asked: CalibrationFile, out: Path) -> None:
    """Write accepted.csv, the tables, findings.md and manifest.json into ``out``."""
    recovered = recovery(found, asked.cutoff, asked.truths)
    frame = pd.DataFrame(found.space.real(found.accepted), columns=list(found.space.names))
    facts = _manifest(found, asked)
    head = f"# {asked.question}\n" + "".join(f"# {key}: {value}\n" for key, value in facts.items())
    write_whole(out / "accepted.csv", head + frame.to_csv(index=False, float_format="%.6g"))
    write_whole(out / "distances.csv", tables.distance_table(found).to_csv(index=False))
    write_whole(out / "correlations.csv", tables.correlations(found).to_csv(index=False))
    write_whole(out / "recovery.csv", recovered.to_csv(index=False))
    write_whole(out / "findings.md", tables.findings(found, asked, recovered))
    write_whole(out / "manifest.json", json.dumps(facts, indent=1) + "\n")


def _manifest(found: Calibration, asked: CalibrationFile) -> dict[str, Any]:
    base = asked.plain()
    return {
        "scenario": base.name, "drive": base.drive, "scale": base.scale, "cutoff": asked.cutoff,
        "runs": sum(len(wave.points) for wave in found.waves), "failed": found.failed,
        "accepted": len(found.accepted), "code": code_version()["source_hash"],
        "inputs": data_version()["inputs"], "record": data_version()["history"],
    }  # fmt: skip
