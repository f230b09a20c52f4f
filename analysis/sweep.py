"""Sweeps: outcomes over a grid or a Latin hypercube of levers and parameters, with paired seeds.

``run.py sweep FILE`` reads a :class:`SweepDesign`, makes its runs and writes sweep.csv (a row a
point and seed), summary.csv (quantiles a point and outcome), manifest.json and the figures.
"""

from __future__ import annotations

import itertools
import math
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from analysis import design_outcomes
from analysis.design_file import Checked, Faults
from analysis.design_outcomes import Measured
from analysis.design_runs import (
    LARGEST_DESIGN,
    Done,
    MeasuredDesign,
    begun,
    moved,
    seeds_of,
    write_facts,
)
from analysis.files import write_whole
from analysis.points import Pool
from analysis.results import LEVELS
from analysis.resumable import Asked
from analysis.sweep_axes import Vary, read_vary
from sim.scenario import Scenario
from sim.scenario_text import Node
from sim.worker_pool import made

GRID, LATIN = "grid", "latin"
SHOWN_OUTCOMES = 6


class SweepDesign(MeasuredDesign):
    """A sweep: what is varied, over a grid or a Latin hypercube of ``points``, and how often."""

    vary: Annotated[Vary, Checked(read_vary)] = Field(
        description="levers (by month) and parameters, each with values or {low, high, points}"
    )
    design: Literal["grid", "latin"] = Field(
        "grid", description="every combination, or a hypercube"
    )
    points: Annotated[int, Field(strict=True, ge=2, le=LARGEST_DESIGN)] | None = Field(
        None, description="points of a latin design"
    )
    runs: Annotated[int, Field(strict=True, ge=1, le=LARGEST_DESIGN)] = Field(
        8, description="runs a point; their seeds are the same at every point"
    )

    def check_whole(self, root: Node, faults: Faults) -> None:
        """Note what does not go together, and sweeps beyond any sensible size."""
        super().check_whole(root, faults)
        node = root.pairs["vary"][1]
        until = self.base().until
        for axis in self.vary.axes:
            if axis.month and axis.month > until:
                message = f"{axis.month} lies after until ({until})"
                faults.at(node.find([axis.name, axis.month]), f"vary.{axis.name}", message)
            if self.design == GRID and not axis.values:
                place = node.find([axis.name, axis.month] if axis.month else [axis.name])
                faults.at(place, f"vary.{axis.name}", "a grid needs points, or a list of values")
        if not self.vary.axes:
            faults.at(node, "vary", "varies nothing; give one lever or parameter several values")
        if self.design == LATIN and self.points is None:
            faults.at(root, "points", "is missing; a latin design needs a number of points")
        if self.design == GRID and self.points is not None:
            node = root.pairs["points"][1]
            faults.at(node, "points", "belongs to a latin design; a grid has its values' number")
        if (total := self.count() * self.runs) > LARGEST_DESIGN:
            message = f"asks for {total} runs, more than {LARGEST_DESIGN}"
            faults.at(root.pairs["vary"][1], "vary", message)

    def count(self) -> int:
        """How many points it has."""
        if self.design == LATIN:
            return self.points or 0
        return math.prod(len(axis.values) for axis in self.vary.axes)


def points_of(design: SweepDesign) -> pd.DataFrame:
    """The points: a row each, numbered from 0, and a column a varied quantity."""
    axes = design.vary.axes
    columns = [axis.label for axis in axes]
    if design.design == GRID:
        rows = list(itertools.product(*(axis.values for axis in axes)))
    else:
        from scipy.stats import qmc

        chance = np.random.default_rng(design.seed)
        shares = qmc.LatinHypercube(len(axes), rng=chance).random(design.points or 1)
        rows = [
            tuple(axis.at(float(s)) for axis, s in zip(axes, row, strict=True)) for row in shares
        ]
    return pd.DataFrame(rows, columns=columns).rename_axis("point")


def scenarios_of(design: SweepDesign, points: pd.DataFrame) -> list[Scenario]:
    """The scenario of every point. Raises ScenarioError."""
    levers = [axis for axis in design.vary.axes if axis.is_lever]
    others = [axis for axis in design.vary.axes if not axis.is_lever]

    @cache
    def loaded(settings: tuple[str, ...]) -> Scenario:
        return design.base((*design.vary.fixed, *settings))

    found = []
    for row in points.to_dict("records"):
        settings = tuple(axis.setting(float(row[axis.label])) for axis in levers)
        found.append(moved(loaded(settings), {axis.name: row[axis.label] for axis in others}))
    return found


def sweep(
    file: str,
    out: Path | None = None,
    jobs: int | None = None,
    quiet: bool = False,
    pool: Pool = made,
    asked: Asked | None = None,
) -> Done:
    """Make the sweep that a file describes and write its folder.

    Raises ScenarioError for the file's faults and ResultsError for a folder of something else,
    before any run is made.
    """
    design, job = begun("sweep", file, SweepDesign, out, jobs, quiet, pool, asked)
    points, seeds = points_of(design), seeds_of(design.seed, design.runs)
    scenarios = scenarios_of(design, points)
    measured = Measured(design.asked())
    # Seed by seed, so that a sweep asked again with more runs keeps those it has.
    runs = [(scenario, seed) for seed in seeds for scenario in scenarios]
    found = job.outcomes("sweep", runs, measured).reset_index(drop=True)
    found.insert(0, "point", np.tile(points.index, len(seeds)))
    table = found.merge(points, left_on="point", right_index=True)
    table = table.sort_values(["point", "seed"], ignore_index=True)
    table = table[["point", *points.columns, *[c for c in found.columns if c != "point"]]]
    table = table.reindex(columns=list(dict.fromkeys([*table.columns, *measured.asked])))
    summary = summarised(table, points, measured.asked)
    write_whole(job.folder / "sweep.csv", table.to_csv(index=False))
    write_whole(job.folder / "summary.csv", summary.to_csv(index=False))
    failed = int((table["status"] != "ok").sum())
    from analysis import sweep_charts

    sweep_charts.draw_figures(job.folder / "figures", design, summary, seeds)
    extra = {"seeds": seeds, "points": len(points)}
    write_facts(job, design, measured.asked, len(table), failed, extra)
    return Done(job.folder, len(table), failed, short_rows(summary, points), {
        "folder": str(job.folder), "runs": {"ok": len(table) - failed, "failed": failed},
        "seeds": seeds, "summary": summary.to_dict("records"),
    })  # fmt: skip


def summarised(table: pd.DataFrame, points: pd.DataFrame, asked: tuple[str, ...]) -> pd.DataFrame:
    """A row a point and outcome: varied values, outcome, period, unit, quantiles, runs."""
    rows: list[dict[str, Any]] = []
    by_point = table.groupby("point")
    for number, values in points.iterrows():
        group = by_point.get_group(number)
        for one in asked:
            known = group[one].dropna().astype(float)
            _, period, unit = design_outcomes.describe(one)
            rows.append(
                {"point": number, **{str(k): v for k, v in values.items()},
                 "outcome": one.split("@")[0], "period": period, "unit": unit,
                 **{name: float(known.quantile(level)) for name, level in LEVELS.items()},
                 "runs": len(known)}
            )  # fmt: skip
    return pd.DataFrame(rows)


def short_rows(summary: pd.DataFrame, points: pd.DataFrame) -> list[dict[str, Any]]:
    """Medians a point, the first few outcomes, as a terminal shows them."""
    named = summary["outcome"] + " " + summary["period"] + " (" + summary["unit"] + ")"
    wide = summary.assign(named=named).pivot(index="point", columns="named", values="q50")
    shown = list(dict.fromkeys(named))[:SHOWN_OUTCOMES]
    rows = points.join(wide[shown])
    return [
        {str(key): f"{value:.4g}" for key, value in row.items()} for row in rows.to_dict("records")
    ]
