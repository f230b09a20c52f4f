"""Sensitivity: which parameters an outcome answers to, and which are not told apart from chance.

``run.py sensitivity FILE`` reads a :class:`SensitivityDesign`, makes the runs of its stages and
writes ofat.csv, morris.csv, sobol.csv, findings.md, manifest.json and the figures.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from analysis import sensitivity_stages as stages
from analysis.design_file import Faults
from analysis.design_outcomes import Measured, describe
from analysis.design_ranges import RangedDesign, Ranges
from analysis.design_runs import (
    LARGEST_DESIGN,
    Done,
    Job,
    MeasuredDesign,
    begun,
    moved,
    need,
    seeds_of,
    write_facts,
)
from analysis.files import write_whole
from analysis.points import Pool
from analysis.resumable import Asked
from sim.scenario import Scenario
from sim.scenario_text import Node
from sim.worker_pool import made

Count = Annotated[int, Field(strict=True, ge=1, le=LARGEST_DESIGN)]
Several = Annotated[int, Field(strict=True, ge=2, le=LARGEST_DESIGN)]
SHOWN = 10
SALIB = ("SALib.sample.morris", "SALib.sample.sobol", "SALib.analyze.morris", "SALib.analyze.sobol")


class _Stage(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ofat(_Stage):
    """One parameter at a time: at how many values (odd, the default in the middle), over seeds."""

    points: Annotated[int, Field(strict=True, ge=3, le=101)] = 3
    seeds: Several = 5


class Morris(_Stage):
    """Morris' screen: trajectories over a grid of levels (even); outcomes are means over seeds."""

    trajectories: Several = 10
    levels: Annotated[int, Field(strict=True, ge=4, le=100)] = 4
    seeds: Count = 1


class Sobol(_Stage):
    """Sobol indices: of how many parameters, with a power of two of samples, over seeds."""

    survivors: Count = 8
    samples: Several = 64
    seeds: Count = 1


class SensitivityDesign(RangedDesign, MeasuredDesign):
    """Parameters and their ranges, outcomes, and the stages; a stage left out is not made."""

    chance: Several = Field(20, description="runs at the default with other seeds")
    ofat: Ofat | None = None
    morris: Morris | None = None
    sobol: Sobol | None = None

    def check_whole(self, root: Node, faults: Faults) -> None:
        """Note numbers that the methods cannot take, and designs beyond any sensible size."""
        super().check_whole(root, faults)
        ranges = self.ranges()
        if not ranges:
            faults.at(root.find(["parameters"]), "parameters", "names no parameter of this drive")
        if self.ofat and self.ofat.points % 2 == 0:
            node = root.find(["ofat", "points"])
            faults.at(node, "ofat.points", f"{node.text} is even; the default is the middle one")
        if self.morris and self.morris.levels % 2:
            node = root.find(["morris", "levels"])
            faults.at(node, "morris.levels", f"{node.text} is odd; a Morris grid has even levels")
        if self.sobol and self.sobol.samples & (self.sobol.samples - 1):
            node = root.find(["sobol", "samples"])
            faults.at(node, "sobol.samples", f"{node.text} is not a power of two")
        if not (self.ofat or self.morris or self.sobol):
            faults.at(root, "", "has no stage; give ofat, morris or sobol")
        if self.sobol and not (self.ofat or self.morris) and len(ranges) > self.sobol.survivors:
            message = f"{len(ranges)} parameters and nothing to choose {self.sobol.survivors} by"
            faults.at(root.find(["sobol"]), "sobol", f"{message}; add morris or ofat")
        if (total := self.size()) > LARGEST_DESIGN:
            faults.at(root, "", f"asks for {total} runs, more than {LARGEST_DESIGN}")

    def size(self) -> int:
        """How many runs it asks for, at most."""
        count, total = len(self.ranges()), max(self.chance, self.ofat.seeds if self.ofat else 0)
        if self.ofat:
            total += count * (self.ofat.points - 1) * self.ofat.seeds
        if self.morris:
            total += (count + 1) * self.morris.trajectories * self.morris.seeds
        if self.sobol:
            left = min(count, self.sobol.survivors)
            total += (left + 2) * self.sobol.samples * self.sobol.seeds
        return total


@dataclass
class Study:
    """A sensitivity analysis under way: what is asked, how runs are made, and what was found."""

    design: SensitivityDesign
    job: Job
    base: Scenario
    ranges: Ranges
    measured: Measured
    runs: int = 0
    failed: int = 0
    chance: pd.DataFrame = field(default_factory=pd.DataFrame)
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    """finished stages, ofat, morris and sobol"""

    def outcomes(self, name: str, points: list[dict[str, float]], seeds: int) -> pd.DataFrame:
        """Outcomes by (point, seed): parameters as the points have them, the same seeds at each."""
        numbers = seeds_of(self.design.seed, seeds)
        runs = [(moved(self.base, point), seed) for point in points for seed in numbers]
        table = self.job.outcomes(name, runs, self.measured)
        self.runs += len(table)
        self.failed += int((table["status"] != "ok").sum())
        index = pd.MultiIndex.from_product([range(len(points)), numbers], names=["point", "seed"])
        return table.reindex(columns=list(self.measured.asked)).astype(float).set_axis(index)

    def means(self, name: str, points: pd.DataFrame, seeds: int) -> pd.DataFrame:
        """Outcomes by point, the mean over seeds; NaN where a seed lacks it."""
        rows = [{str(k): float(v) for k, v in row.items()} for row in points.to_dict("records")]
        whole = self.outcomes(name, rows, seeds)
        values = whole.to_numpy().reshape(len(points), seeds, -1).mean(axis=1)
        return pd.DataFrame(values, columns=whole.columns)


def sensitivity(
    file: str,
    out: Path | None = None,
    jobs: int | None = None,
    quiet: bool = False,
    pool: Pool = made,
    asked: Asked | None = None,
) -> Done:
    """Make the analysis that a file describes and write its folder.

    Raises UserError without SALib, ScenarioError for the file's faults and ResultsError for a
    folder of something else, before any run is made.
    """
    need("SALib", *SALIB)
    design, job = begun("sensitivity", file, SensitivityDesign, out, jobs, quiet, pool, asked)
    study = Study(design, job, design.base(), design.ranges(), Measured(design.asked()))
    _measure_chance(study)
    if design.morris:
        _screen(study)
    if design.sobol:
        _decompose(study)
    return _written(study)


def _measure_chance(study: Study) -> None:
    """Runs at the default with other seeds, and, if asked, one parameter at a time."""
    from sim.catalogue import parameters

    design = study.design
    seeds = max(design.chance, design.ofat.seeds if design.ofat else 0)
    default = study.outcomes("chance", [{}], seeds).droplevel("point")
    study.chance = stages.chance_table(default, study.measured.asked)
    if not design.ofat:
        return
    middle = {name: parameters()[name].default for name in study.ranges}
    middle |= {n: v for n, v in study.base.parameters.items() if n in middle}
    points = stages.ofat_points(study.ranges, middle, design.ofat.points)
    moves = [
        {str(name): float(value)}
        for name, value in points.itertuples(index=False)
    ]  # fmt: skip
    found = study.outcomes("ofat", moves, design.ofat.seeds)
    study.tables["ofat"] = stages.ofat_table(points, found, default, study.chance)


def _screen(study: Study) -> None:
    asked, seed = study.design.morris or Morris(), study.design.seed
    points = stages.morris_points(study.ranges, asked.trajectories, asked.levels, seed)
    found = study.means("morris", points, asked.seeds)
    study.tables["morris"] = stages.morris_table(
        points, found, study.ranges, asked.levels, asked.seeds, study.chance, seed
    )


def _decompose(study: Study) -> None:
    asked, seed = study.design.sobol or Sobol(), study.design.seed
    names = list(study.ranges)
    for stage, column in (("morris", "mu_star"), ("ofat", "swing")):
        if stage in study.tables:
            names = stages.survivors(study.tables[stage], column, asked.survivors)
            break
    ranges = {name: limits for name, limits in study.ranges.items() if name in names}
    points = stages.sobol_points(ranges, asked.samples, seed)
    found = study.means("sobol", points, asked.seeds)
    study.tables["sobol"] = stages.sobol_table(found, ranges, asked.seeds, study.chance, seed)


def _written(study: Study) -> Done:
    """Write tables, findings, figures and manifest; what the command answers."""
    from analysis import sensitivity_charts, sensitivity_findings

    folder = study.job.folder
    for stage, table in study.tables.items():
        write_whole(folder / f"{stage}.csv", _spelled(table).to_csv(index=False))
    chance = study.chance.rename_axis("outcome").reset_index()
    write_whole(folder / "chance.csv", _spelled(chance).to_csv(index=False))
    write_whole(folder / "findings.md", sensitivity_findings.findings(study))
    sensitivity_charts.draw_figures(folder / "figures", study)
    extra = {"ranges": study.ranges, "stages": list(study.tables)}
    asked = study.measured.asked
    write_facts(study.job, study.design, asked, study.runs, study.failed, extra)
    facts: dict[str, Any] = {
        "folder": str(folder), "runs": {"ok": study.runs - study.failed, "failed": study.failed},
        "chance": chance.to_dict("records"),
        **{stage: _spelled(table).to_dict("records") for stage, table in study.tables.items()},
    }  # fmt: skip
    rows = sensitivity_findings.largest(study, SHOWN)
    return Done(folder, study.runs, study.failed, rows, facts)


def _spelled(table: pd.DataFrame) -> pd.DataFrame:
    """A table with outcome, period and unit in columns of their own."""
    parts = [describe(one) for one in table["outcome"]]
    place = list(table.columns).index("outcome") + 1
    spelled = table.assign(outcome=[one.split("@")[0] for one in table["outcome"]])
    spelled.insert(place, "period", [period for _, period, _ in parts])
    spelled.insert(place + 1, "unit", [unit for _, _, unit in parts])
    return spelled
