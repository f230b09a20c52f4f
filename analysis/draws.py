"""Runs each under a scenario of its own: draws of parameters, of dates, of anything.

One draw is one scenario and one run, whose number is its seed; a finished draw is never made twice.
"""

import itertools
import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sim.one_run import ModelFactory, finished_run
from sim.outcomes import SERIES
from sim.results_files import read_manifest, write_run
from sim.results_tables import SERIES_SCHEMA, kept_series
from sim.run_parts import FinishedRun, RunRow
from sim.runner import run_ensemble
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

    @property
    def is_finished(self) -> bool:
        """Whether the folder holds a finished run; of what is looked at when it is taken up."""
        manifest = read_manifest(self.folder)
        return manifest is not None and manifest["runs"]["failed"] == 0

    def __call__(self) -> RunRow:
        """Make the run, or find it finished; a fault of the model becomes the row."""
        return self._row()

    def make(self) -> FinishedRun:
        """Make the run where the folder is out of reach."""
        return finished_run(self.scenario, self.seed, model=self.model)

    def keep(self, made: FinishedRun) -> RunRow:
        """Write the results folder of a run made elsewhere; its row, also of one that failed."""
        return self._row(made) if made.row.status == "ok" else made.row

    def _row(self, *made_before: FinishedRun) -> RunRow:
        done = run_ensemble(
            self.scenario, seeds=[self.seed], out=self.folder, model=self.model,
            made_before=made_before,
        )  # fmt: skip
        return next(row for row in done.rows if row.seed == self.seed)


def draws_made(
    draws: Sequence[Draw],
    target: Path,
    name: str,
    question: str,
    jobs: int = 1,
    progress: Progress | None = None,
    cluster: str | None = None,
) -> list[RunRow]:
    """Make the draws, and in ``target`` one results folder of those that finished; their rows.

    ``jobs`` processes share them, or a Dask cluster at the address ``cluster``. Raises ResultsError
    where a draw's folder holds results of other code.
    """
    found = [draw for draw in draws if draw.is_finished]
    missing = [draw for draw in draws if not draw.is_finished]
    rows: dict[int, RunRow] = {}
    for row in itertools.chain(
        (draw() for draw in found), made(missing, min(jobs, len(missing)), cluster)
    ):
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
        series = pq.read_table(draw.folder / "series.parquet")
        series = series.filter(pc.is_in(series["series"].cast(pa.string()), pa.array(kept)))
        numbers = pa.array(np.full(series.num_rows, draw.seed, np.int32))
        path = working / "series.parquet" / f"draw-{draw.seed:04d}.parquet"
        with pq.ParquetWriter(path, SERIES_SCHEMA, compression="zstd") as writer:
            write_run(writer, series.set_column(0, "run", numbers).cast(SERIES_SCHEMA), apart=True)
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
