"""Calibration: parameter sets that cannot be ruled out, wave by wave, on calibrate rows alone.

Waves of runs train emulators (:mod:`analysis.matching`); what they rule out is left. In the end
those finished runs are accepted whose numbers, all but a few that may be spared, lie within
``cutoff`` standard deviations of their targets. Points of the first wave serve as known truths:
each in turn plays the record, and must not be ruled out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import calibration_screen
from analysis import calibration_tables as tables
from analysis.calibration_file import CalibrationFile
from analysis.calibration_targets import CalibrateNumbers, matched_targets
from analysis.design_runs import Done, Job, begun, digest, moved, need, seeds_of, write_facts
from analysis.files import write_whole
from analysis.matching import (
    FLOOR,
    Match,
    Target,
    held,
    remaining,
    simulated_distances,
    without_signs,
)
from analysis.parameter_space import Space
from analysis.points import Pool
from analysis.resumable import Asked
from sim.compiled import source_hash
from sim.provenance import data_version
from sim.scenario import Scenario, ScenarioError
from sim.worker_pool import made

Array = NDArray[np.float64]
USUAL = 0.8
"""share of the runs at the defaults that have a number, above which every run should have it"""
WAVE_SEEDS = 100_000
"""how far apart the seeds of two waves begin"""
OTHERWISE = 0.5
"""how far from a documented share of runs a run's own 0 or 1 may lie and be what happened"""
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
    beyond: NDArray[np.intp]
    """how many numbers of each lie beyond the cutoff"""
    failed: int


def calibrate(
    file: str,
    out: Path | None = None,
    jobs: int | None = None,
    quiet: bool = False,
    pool: Pool = made,
    asked: Asked | None = None,
) -> Done:
    """Make the calibration that a file describes and write its folder.

    Raises UserError without scikit-learn, ScenarioError for the file's faults and ResultsError for
    a folder of something else, before any run is made.
    """
    need("scikit-learn", "sklearn.linear_model")
    design, job = begun("calibrate", file, CalibrationFile, out, jobs, quiet, pool, asked)
    found = matched(design, _Runs(design, job))
    facts = write(found, design, job)
    rows = tables.short_rows(found, design)
    return Done(job.folder, int(facts["runs"]), found.failed, rows, facts)


def matched(asked: CalibrationFile, runs: "_Runs") -> Calibration:
    """Wave after wave: run, train, rule out; and what is accepted in the end."""
    if asked.screen is not None:
        runs.screen(asked.screen)
    chance, expected = runs.chance()
    waves: list[Wave] = []
    match: Match | None = None
    for place, size in enumerate([*asked.waves, *([asked.final] if asked.final else [])]):
        if match is None:
            points, bound = runs.space.latin(size, asked.seed), float("inf")
        else:
            points, bound = remaining(
                match.expected if place == len(asked.waves) else match.implausibility,
                runs.space, size, asked.cutoff, asked.seed + place,
            )  # fmt: skip
        numbers = runs.numbers(f"wave-{place + 1}", points, WAVE_SEEDS * place)
        waves.append(Wave(points, numbers, bound, _hits(match, points, numbers)))
        learnt = training(waves, runs.targets, chance, asked)
        match = Match(runs.targets, chance, asked.spare).fit(*learnt)
    assert match is not None
    kept, beyond = accepted(waves, match, expected, asked)
    return Calibration(runs.space, runs.targets, chance, waves, kept, beyond, runs.failed)


class _Runs:
    """The runs of a calibration, wave by wave."""

    def __init__(self, asked: CalibrationFile, job: Job) -> None:
        self.asked, self.job = asked, job
        self.base = asked.base()
        self.space = asked.space()
        self.targets = matched_targets(self.base.drive, asked.also)
        self.failed = 0

    def screen(self, least: float) -> None:
        """Leave out of the space what moves no number. Raises ScenarioError if nothing is left."""
        found = calibration_screen.ends(self.base, self.space.names)
        seed = self.asked.seed
        rows = [(self.base, seed), *((scenario, seed) for _, scenario in found)]
        numbers = self._made("screen", rows)
        places = [place for place, _ in found]
        largest = calibration_screen.swings(numbers[0], places, numbers[1:], self.targets)
        self.space = calibration_screen.kept(self.space, largest, least)
        if not self.space.names:
            raise ScenarioError(f"screen: no parameter moves any number by more than {least:g}")

    def chance(self) -> tuple[Array, NDArray[np.bool_]]:
        """Variance of each number between seeds at the default parameters, on its scale.

        And whether a run can be expected to have the number: four in five of these have it. A
        number that fewer than two of them have is no target. Raises ScenarioError if none is left.
        """
        seeds = seeds_of(FIRST_REPLICATE, self.asked.replicates)
        numbers = self._made("chance", [(self.base, seed) for seed in seeds])
        known = ~np.isnan(numbers)
        had = np.flatnonzero(known.sum(axis=0) >= 2)
        if not had.size:
            where = f"until: runs to {self.base.until}"
            raise ScenarioError(f"{where} have none of the numbers of the calibrate rows")
        self.targets = tuple(self.targets[i] for i in had)
        columns = [t.scaled(numbers[:, i]) for i, t in zip(had, self.targets, strict=True)]
        variance = np.array([np.nanvar(column, ddof=1) for column in columns])
        return variance, known[:, had].mean(axis=0) >= USUAL

    def numbers(self, name: str, unit: Array, first: int) -> Array:
        """The numbers of a wave's points, each under a seed of its own."""
        seeds = seeds_of(self.asked.seed + first, len(unit))
        scenarios = [
            moved(self.base, dict(zip(self.space.names, row, strict=True)))
            for row in self.space.real(unit).tolist()
        ]
        return self._made(name, list(zip(scenarios, seeds, strict=True)))

    def _made(self, name: str, runs: Sequence[tuple[Scenario, int]]) -> Array:
        table = self.job.outcomes(name, runs, CalibrateNumbers(self.asked.also))
        self.failed += int((table["status"] != "ok").sum())
        return table.reindex(columns=[target.name for target in self.targets]).to_numpy(float)


def training(
    waves: Sequence[Wave], targets: Sequence[Target], chance: Array, asked: CalibrationFile
) -> tuple[Array, Array]:
    """Points and numbers that the next emulators learn from: the last wave, and what is near it.

    Of earlier waves those points stay whose distance is within twice the cutoff or among the
    nearest half; far ones would make the emulators fit what has been ruled out.
    """
    points, numbers = [waves[-1].points], [waves[-1].numbers]
    for wave in waves[:-1]:
        far = without_signs(simulated_distances(targets, wave.numbers, chance))
        far = held(far, asked.spare)
        near = far <= max(2.0 * asked.cutoff, float(np.median(far)))
        points.append(wave.points[near])
        numbers.append(wave.numbers[near])
    return np.concatenate(points), np.concatenate(numbers)


def accepted(
    waves: Sequence[Wave], match: Match, expected: NDArray[np.bool_], asked: CalibrationFile
) -> tuple[Array, NDArray[np.intp]]:
    """The finished points that nothing rules out, nearest first, at most ``accept``.

    A point is ruled out by numbers beyond the cutoff, more than are spared; one that could not be
    computed though it is ``expected`` counts as beyond. Near is the root of the mean square of the
    distances, a number beyond the cutoff taken as the cutoff. A row that is a share of runs says
    what happened in the one history that there was: a run in which it happened otherwise is never
    accepted. With ``nearest`` those with more numbers beyond follow, fewest first, until ``accept``
    are kept. The second array says how many numbers of each point lie beyond.
    """
    points = np.concatenate([wave.points for wave in waves])
    numbers = np.concatenate([wave.numbers for wave in waves])
    far = np.abs(simulated_distances(match.targets, numbers, match.chance))
    otherwise = np.zeros(len(points), bool)
    for i, target in enumerate(match.targets):
        if target.share:
            otherwise |= ~(np.abs(numbers[:, i] - target.value) <= OTHERWISE)
    far = np.where(np.isnan(far) & expected, np.inf, np.nan_to_num(far, nan=0.0))
    beyond = (far > asked.cutoff).sum(axis=1)
    near = np.sqrt((np.minimum(far, asked.cutoff) ** 2).mean(axis=1))
    order = np.lexsort((near, np.maximum(beyond - asked.spare, 0)))
    stays = ~otherwise & (asked.nearest | (beyond <= asked.spare))
    kept = order[stays[order]][: asked.accept]
    return points[kept], beyond[kept]


def _hits(match: Match | None, points: Array, numbers: Array) -> float:
    """Share of a wave's numbers within two standard deviations of what was foretold."""
    if match is None:
        return float("nan")
    within = []
    foretold = zip(numbers.T, match.foretold(points), strict=True)
    for column, (target, chance, mean, doubt) in foretold:
        gap = np.abs(target.scaled(column) - mean)
        within.append((gap <= 2.0 * np.sqrt(doubt + chance))[~np.isnan(gap)])
    return float(np.concatenate(within).mean())


def recovery(found: Calibration, asked: CalibrationFile) -> pd.DataFrame:
    """Known truths from the first wave: what is concluded when each in turn plays the record.

    One row a truth: its implausibility, and the share of the space that is left below the cutoff.
    The truth's own run is kept out of the training.
    """
    wave, rows = found.waves[0], []
    for truth in range(min(asked.truths, len(wave.points))):
        if np.isnan(wave.numbers[truth]).any():
            continue
        others = np.arange(len(wave.points)) != truth
        targets = [_as_record(t, wave.numbers[truth, i]) for i, t in enumerate(found.targets)]
        match = Match(targets, found.chance, asked.spare).fit(
            wave.points[others], wave.numbers[others]
        )
        cloud = found.space.latin(4000, truth)
        rows.append({
            "truth": truth,
            "implausibility": float(match.implausibility(wave.points[[truth]])[0]),
            "left": float((match.implausibility(cloud) <= asked.cutoff).mean()),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _as_record(target: Target, number: float) -> Target:
    """The target as it would be had the record this number, with the same relative range.

    Of nought no ratio can be taken: such a number counts as where logarithms are cut off.
    """
    if target.logarithmic:
        factor = max(number / target.value, FLOOR)
        value, low, high = (factor * end for end in (target.value, target.low, target.high))
        return Target(target.name, value, low, high, True)
    shift = number - target.value
    return Target(target.name, number, target.low + shift, target.high + shift, False, target.share)


def write(found: Calibration, asked: CalibrationFile, job: Job) -> dict[str, Any]:
    """Write accepted.csv, the tables, findings.md and manifest.json; what came of it, in short."""
    out, facts = job.folder, _facts(found, asked)
    recovered = recovery(found, asked)
    frame = pd.DataFrame(found.space.real(found.accepted), columns=list(found.space.names))
    head = f"# {asked.question}\n" + "".join(f"# {key}: {value}\n" for key, value in facts.items())
    write_whole(out / "accepted.csv", head + frame.to_csv(index=False, float_format="%.6g"))
    write_whole(out / "distances.csv", tables.distance_table(found).to_csv(index=False))
    write_whole(out / "correlations.csv", tables.correlations(found).to_csv(index=False))
    write_whole(out / "recovery.csv", recovered.to_csv(index=False))
    write_whole(out / "findings.md", tables.findings(found, asked, recovered))
    names = [target.name for target in found.targets]
    write_facts(job, asked, names, facts["runs"], found.failed, {"accepted": facts["accepted"]})
    return facts


def _facts(found: Calibration, asked: CalibrationFile) -> dict[str, Any]:
    """Where the accepted sets come from, as the head of their file says it."""
    base, data = asked.base(), data_version()
    return {
        "design": digest(asked), "scenario": base.name, "drive": base.drive, "scale": base.scale,
        "until": base.until, "cutoff": asked.cutoff, "spare": asked.spare,
        "runs": sum(len(wave.points) for wave in found.waves), "failed": found.failed,
        "accepted": len(found.accepted), **tables.beyond_facts(found, asked),
        "code": source_hash(),
        "inputs": data["inputs"], "record": data["history"],
    }  # fmt: skip
