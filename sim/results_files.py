"""The files of a results folder: tidy series, quantiles, events, manifest.

Everything is written into a folder beside its final place and renamed when it is whole. The parts
of finished runs (``sim.run_parts``) are merged one by one, so memory stays flat.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.results_tables import (
    EVENTS_SCHEMA,
    LOGS,
    MOST_RUNS_WHOLE,
    SERIES_SCHEMA,
    kept_series,
    series_table,
    summary_tables,
    values_of,
)
from sim.run_parts import FinishedRun, Parts, RunRow


class ResultsError(Exception):
    """A results folder that cannot be written or taken up; the text is for the user."""


class UnfinishedError(ResultsError):
    """A job that broke off for an outward cause: the runs that it has are kept for another try."""


def write_series(
    folder: Path, parts: Parts, runs: dict[int, int], days: NDArray[np.datetime64]
) -> None:
    """Write series.parquet for the runs {run: seed}: one file, or blocks of runs in a folder."""
    keep = kept_series(len(runs))
    numbered = list(runs.items())
    target = folder / "series.parquet"
    if len(runs) <= MOST_RUNS_WHOLE:
        blocks = [(target, numbered)]
    else:
        target.mkdir()
        blocks = [
            (target / f"runs-{block[0][0]:06d}-{block[-1][0]:06d}.parquet", block)
            for i in range(0, len(numbered), MOST_RUNS_WHOLE)
            if (block := numbered[i : i + MOST_RUNS_WHOLE])
        ]
    for path, block in blocks:
        with pq.ParquetWriter(path, SERIES_SCHEMA, compression="zstd") as writer:
            for run, seed in block:
                table = series_table(run, seed, parts.values(seed), days, keep)
                write_run(writer, table, apart=target.is_dir())


def write_run(writer: Any, table: pa.Table, apart: bool) -> None:
    """Write one run's rows of series; ``apart``: each series as a row group of its own.

    So one series of many runs is read without the others. Rows lie series by series.
    """
    if not apart:
        writer.write_table(table)
        return
    codes = table["series"].combine_chunks().indices.to_numpy()
    edges = [0, *(np.flatnonzero(np.diff(codes)) + 1).tolist(), len(codes)]
    for first, end in itertools.pairwise(edges):
        writer.write_table(table.slice(first, end - first))


def write_summary(
    folder: Path, parts: Parts, seeds: Sequence[int], days: NDArray[np.datetime64]
) -> None:
    """Write summary.csv: quantiles by date, region and series over the runs that finished."""
    options = pa_csv.WriteOptions(quoting_style="needed")
    writer: pa_csv.CSVWriter | None = None
    path = folder / "summary.csv"

    def cells(series: int, months: slice) -> NDArray[np.float64]:
        return np.stack([parts.cells(seed, series, months) for seed in seeds])

    for table in summary_tables(len(seeds), cells, days):
        writer = writer or pa_csv.CSVWriter(path, table.schema, write_options=options)
        writer.write_table(table)
    if writer is None:
        path.write_text("date,region,series,unit,q05,q25,q50,q75,q95,runs\n")
    else:
        writer.close()


def write_events(folder: Path, parts: Parts, runs: dict[int, int]) -> None:
    """Write events.parquet for the runs {run: seed}; run numbers are set anew."""
    with pq.ParquetWriter(folder / "events.parquet", EVENTS_SCHEMA, compression="zstd") as writer:
        for run, seed in runs.items():
            table = parts.events(seed)
            numbers = pa.array(np.full(table.num_rows, run, np.int32))
            writer.write_table(table.set_column(0, "run", numbers).cast(EVENTS_SCHEMA))


def write_logs(folder: Path, parts: Parts, runs: dict[int, int]) -> None:
    """Write the logs of the runs {run: seed}, each for the runs that have it; run numbers anew.

    Beyond fifty runs they are left out, as every series but the headlines is.
    """
    if len(runs) > MOST_RUNS_WHOLE:
        return
    for name, schema in LOGS.items():
        having = {run: seed for run, seed in runs.items() if parts.has_log(seed, name)}
        if not having:
            continue
        with pq.ParquetWriter(folder / name, schema, compression="zstd") as writer:
            for run, seed in having.items():
                table = parts.log(seed, name)
                numbers = pa.array(np.full(table.num_rows, run, np.int32))
                writer.write_table(table.set_column(0, "run", numbers).cast(schema))


def write_rows(folder: Path, rows: Sequence[RunRow]) -> None:
    """Write runs.csv, and failures/ with the traceback of every run that failed."""
    table = pa.table(
        {
            "run": pa.array(range(1, len(rows) + 1), pa.int32()),
            "seed": pa.array([row.seed for row in rows], pa.int64()),
            "status": [row.status for row in rows],
            "seconds": [round(row.seconds, 3) for row in rows],
            "error": [row.error for row in rows],
        }
    )
    pa_csv.write_csv(table, folder / "runs.csv", pa_csv.WriteOptions(quoting_style="needed"))
    for run, row in enumerate(rows, 1):
        if row.status != "ok":
            failures = folder / "failures"
            failures.mkdir(exist_ok=True)
            text = row.trace or row.error
            (failures / f"run-{run:04d}-seed-{row.seed}.txt").write_text(text + "\n")


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def output_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of every output that carries no timings, by path within the folder."""
    return {
        path.relative_to(folder).as_posix(): file_hash(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in ("runs.csv", "manifest.json")
    }


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write manifest.json, keys sorted."""
    text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False, default=str)
    (folder / "manifest.json").write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any] | None:
    """The manifest of a results folder, or None where there is none that can be read."""
    try:
        found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def held_rows(folder: Path) -> list[RunRow]:
    """The runs that a results folder holds, in their order, failed ones too."""
    table = pa_csv.read_csv(folder / "runs.csv").to_pylist()
    return [
        RunRow(int(row["seed"]), str(row["status"]), float(row["seconds"] or 0.0),
               str(row["error"] or ""))
        for row in table
    ]  # fmt: skip


def by_run(path: Path) -> dict[int, Callable[[], pa.Table]]:
    """For each run of a Parquet file, or folder of files, what reads its rows, in their order.

    Rests on each row group holding rows of one run, as the writers above see to.
    """
    groups: dict[int, list[tuple[Path, int]]] = {}
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        facts = pq.read_metadata(file)
        for group in range(facts.num_row_groups):
            if facts.row_group(group).num_rows:
                run = int(facts.row_group(group).column(0).statistics.min)
                groups.setdefault(run, []).append((file, group))
    return {run: partial(_read_groups, found) for run, found in groups.items()}


def _read_groups(found: list[tuple[Path, int]]) -> pa.Table:
    """The rows of row groups (file, number), one after the other."""
    tables = []
    for file, group in itertools.groupby(found, key=lambda one: one[0]):
        with pq.ParquetFile(file) as opened:
            tables.append(opened.read_row_groups([number for _, number in group]))
    return pa.concat_tables(tables)


def take_up(folder: Path, manifest: dict[str, Any], parts: Parts, days: NDArray[Any]) -> None:
    """Make parts of the finished runs that a results folder holds, one at a time.

    Beyond fifty runs the folder holds headline series alone, and the parts are marked so.
    """
    ok = {run: row for run, row in enumerate(held_rows(folder), 1) if row.status == "ok"}
    whole = len(ok) <= MOST_RUNS_WHOLE
    series, events = by_run(folder / "series.parquet"), by_run(folder / "events.parquet")
    logs = {name: by_run(folder / name) for name in LOGS if (folder / name).exists()}
    for run, row in ok.items():
        if parts.done(row.seed):
            continue
        values = values_of(series[run]() if run in series else SERIES_SCHEMA.empty_table(), days)
        told = events[run]() if run in events else EVENTS_SCHEMA.empty_table()
        own = {name: found[run]() for name, found in logs.items() if run in found}
        checks = dict(manifest.get("checks", {}))
        parts.add(FinishedRun(row, values, told, checks, own, whole))
