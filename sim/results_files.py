"""The files of a results folder: tidy series, quantiles, events, manifest.

Everything is written into a folder beside its final place and renamed when it is whole. While a
job works, each finished run lies in a folder of its own (its *part*), so that a killed job loses
only the runs in flight; the parts are merged one by one, so memory stays flat.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.compiled import source_hash
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

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("joblib", "mesa", "numba", "numpy", "pyarrow", "pydantic", "ruamel.yaml")


class ResultsError(Exception):
    """A results folder that cannot be written or taken up; the text is for the user."""


@dataclass(frozen=True)
class RunRow:
    """One run of a job: its seed, ``ok``, ``failed`` or ``killed``, wall seconds, last error."""

    seed: int
    status: str
    seconds: float
    error: str = ""
    trace: str = ""


class Parts:
    """The finished runs of a job that is under way, a folder each."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made if it is not there."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, seed: int) -> Path:
        """The folder of a seed's finished run."""
        return self.folder / f"seed-{seed}"

    def done(self, seed: int) -> RunRow | None:
        """The row of a run that has finished, or None."""
        try:
            facts = json.loads((self.path(seed) / "run.json").read_text())
        except OSError:
            return None
        return RunRow(**facts["row"])

    def checks(self, seed: int) -> dict[str, float]:
        """The ledger figures of a finished run."""
        facts = json.loads((self.path(seed) / "run.json").read_text())
        return {name: float(value) for name, value in facts["checks"].items()}

    def add(
        self,
        row: RunRow,
        values: NDArray[np.float64],
        events: pa.Table,
        checks: dict[str, float],
        logs: Mapping[str, pa.Table],
    ) -> None:
        """Keep a finished run, its ``logs`` by file: written beside its place, then renamed."""
        beside = self.folder / f".seed-{row.seed}-{os.getpid()}"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        np.save(beside / "values.npy", values)
        pq.write_table(events, beside / "events.parquet")
        for name, table in logs.items():
            pq.write_table(table, beside / name, compression="zstd")
        facts = {"row": row.__dict__, "checks": checks}
        (beside / "run.json").write_text(json.dumps(facts))
        shutil.rmtree(self.path(row.seed), ignore_errors=True)
        os.replace(beside, self.path(row.seed))

    def values(self, seed: int) -> NDArray[np.float64]:
        """The recorded values of a finished run, read from disk as they are needed."""
        return np.load(self.path(seed) / "values.npy", mmap_mode="r")  # type: ignore[no-any-return]

    def events(self, seed: int) -> pa.Table:
        """The events of a finished run."""
        return pq.read_table(self.path(seed) / "events.parquet")

    def has_log(self, seed: int, name: str) -> bool:
        """Whether a finished run left that log (a file of ``LOGS``)."""
        return (self.path(seed) / name).exists()

    def log(self, seed: int, name: str) -> pa.Table:
        """A log of a finished run."""
        return pq.read_table(self.path(seed) / name)


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
                writer.write_table(series_table(run, seed, parts.values(seed), days, keep))


def write_summary(
    folder: Path, parts: Parts, seeds: Sequence[int], days: NDArray[np.datetime64]
) -> None:
    """Write summary.csv: quantiles by date, region and series over the runs that finished."""
    options = pa_csv.WriteOptions(quoting_style="needed")
    writer: pa_csv.CSVWriter | None = None
    path = folder / "summary.csv"
    for table in summary_tables([parts.values(seed) for seed in seeds], days):
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


def take_up(folder: Path, manifest: dict[str, Any], parts: Parts, days: NDArray[Any]) -> list[int]:
    """Make parts of the runs that a results folder holds; its seeds in their order."""
    table = pa_csv.read_csv(folder / "runs.csv").to_pylist()
    series = pq.read_table(folder / "series.parquet")
    events = pq.read_table(folder / "events.parquet")
    known = {name: pq.read_table(folder / name) for name in LOGS if (folder / name).exists()}
    for entry in table:
        if entry["status"] != "ok" or parts.done(entry["seed"]):
            continue
        run = pa.scalar(entry["run"], pa.int32())
        row = RunRow(entry["seed"], "ok", float(entry["seconds"] or 0.0))
        values = values_of(series.filter(pa.compute.equal(series["run"], run)), days)
        own = events.filter(pa.compute.equal(events["run"], run))
        logs = {name: log.filter(pa.compute.equal(log["run"], run)) for name, log in known.items()}
        logs = {name: log for name, log in logs.items() if log.num_rows}
        parts.add(row, values, own, dict(manifest.get("checks", {})), logs)
    return [int(entry["seed"]) for entry in table]


def _version(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _git(*arguments: str) -> str | None:
    """What git says of the checkout, or None without git or outside one."""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), *arguments], capture_output=True, text=True, timeout=10
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def code_version() -> dict[str, Any]:
    """Package version, git commit and whether the checkout is dirty, hash of the model's sources.

    ``commit`` and ``dirty`` are None outside a git checkout.
    """
    changes = _git("status", "--porcelain")
    return {
        "version": _version("general-line"),
        "commit": _git("rev-parse", "HEAD"),
        "dirty": None if changes is None else bool(changes),
        "source_hash": source_hash(),
    }


def package_versions() -> dict[str, str | None]:
    """The versions of Python and of the packages that shape results."""
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


def _tree_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.csv")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def data_version() -> dict[str, str]:
    """Hashes of what the model may read (inputs) and of the record it is held against."""
    return {
        "inputs": _tree_hash(ROOT / "scenarios" / "inputs"),
        "history": _tree_hash(ROOT / "analysis" / "history"),
    }


def job_identity(scenario_sha: str) -> str:
    """Hash of scenario, parameters, inputs and code: equal where the same seed gives the same.

    With a seed it is the identity of a run.
    """
    text = f"{scenario_sha} {source_hash()} {data_version()['inputs']}"
    return hashlib.sha256(text.encode()).hexdigest()
