"""Runs each under a scenario of its own: draws of parameters, of dates, of anything.

One draw is one scenario and one run, whose number is its seed; a finished draw is never made twice.
"""

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sim.outcomes import SERIES
from sim.results_files import RunRow
from sim.results_tables import kept_series
from sim.runner import ModelFactory, run_ensemble
from sim.scenario import Scenario
from sim.worker_pool import made

Progress = Callable[[int, int, int], None]


@dataclass(frozen=True)
class Draw:
    """One run under its own scenario, to be made in any process; its number is its seed.

    ``model`` replaces the model's class, where a draw changes what no scenario names; the folder
    must then be kept for that model alone.
    """

    scenario: Scenario
    seed: int
    folder: Path
    model: ModelFactory | None = None

    def __call__(self) -> RunRow:
        """Make the run, or find it finished; a fault of the model becomes the row."""
        done = run_ensemble(self.scenario, seeds=[self.seed], out=self.folder, model=self.model)
        return next(row for row in done.rows if row.seed == self.seed)


def draws_made(
    draws: Sequence[Draw],
    target: Path,
    name: str,
    question: str,
    jobs: int = 1,
    progress: Progress | None = None,
) -> list[RunRow]:
    """Make the draws, and in ``target`` one results folder of those that finished; their rows.

    Raises ResultsError where a draw's folder holds results of other code.
    """
    rows: dict[int, RunRow] = {}
    for row in made(draws, min(jobs, len(draws))):
        rows[row.seed] = row
        if progress:
            progress(len(rows), sum(r.status != "ok" for r in rows.values()), len(draws))
    _together([draw for draw in draws if rows[draw.seed].status == "ok"], target, name, question)
    return [rows[draw.seed] for draw in draws]


def _scale(draws: Sequence[Draw]) -> int | str:
    """The scale that all draws share, else a word."""
    scales = {draw.scenario.scale for draw in draws}
    return scales.pop() if len(scales) == 1 else "several"


def _together(draws: Sequence[Draw], target: Path, name: str, question: str) -> None:
    """One results folder of many draws: run and seed are the draw's number."""
    working = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(working, ignore_errors=True)
    (working / "series.parquet").mkdir(parents=True)
    kept = [list(SERIES)[place] for place in kept_series(len(draws))]
    events = []
    for draw in draws:
        series = pd.read_parquet(draw.folder / "series.parquet")
        series = series[series["series"].isin(kept)].assign(run=draw.seed)
        series.to_parquet(working / "series.parquet" / f"draw-{draw.seed:04d}.parquet", index=False)
        events.append(pd.read_parquet(draw.folder / "events.parquet").assign(run=draw.seed))
    if events:
        pd.concat(events, ignore_index=True).to_parquet(working / "events.parquet", index=False)
    first = json.loads((draws[0].folder / "manifest.json").read_text("utf-8")) if draws else {}
    manifest = {
        "drive": draws[0].scenario.drive if draws else "",
        "scenario": {
            "name": name,
            "question": question,
            "scale": _scale(draws),
            "parameter_sets": "accepted" if any(draw.scenario.sets for draw in draws) else "none",
        },
        **{part: first.get(part, {}) for part in ("code", "data")},
        "seeds": [draw.seed for draw in draws],
        "draws": {draw.scenario.name: draw.scenario.sha256 for draw in draws},
        "runs": {"ok": len(draws), "failed": 0},
    }
    (working / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    os.replace(working, target)
