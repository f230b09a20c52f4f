"""The runs that a job has finished, while it is under way: each in a folder of its own, its *part*.

A killed job loses only the runs in flight, and every other is found again in its part.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray


@dataclass(frozen=True)
class RunRow:
    """One run of a job: its seed, ``ok``, ``failed`` or ``killed``, wall seconds, last error."""

    seed: int
    status: str
    seconds: float
    error: str = ""
    trace: str = ""


@dataclass(frozen=True)
class FinishedRun:
    """What a run leaves, wherever it was made; a run that failed leaves its row alone."""

    row: RunRow
    values: NDArray[np.float64] | None = None
    """series x months x places"""
    events: pa.Table | None = None
    checks: dict[str, float] = field(default_factory=dict)
    logs: dict[str, pa.Table] = field(default_factory=dict)
    """logs by file of ``LOGS``"""
    whole: bool = True
    """false where series other than the headlines, and logs, were left out before"""


class Parts:
    """The finished runs of a job that is under way, a folder each."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is there already: a worker that outlives its job must not make it anew."""
        self.folder = folder

    def path(self, seed: int) -> Path:
        """The folder of a seed's finished run."""
        return self.folder / f"seed-{seed}"

    def _facts(self, seed: int) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = json.loads((self.path(seed) / "run.json").read_text())
        except OSError:
            return None
        return found

    def done(self, seed: int) -> RunRow | None:
        """The row of a run that has finished, or None."""
        facts = self._facts(seed)
        return RunRow(**facts["row"]) if facts else None

    def whole(self, seed: int) -> bool:
        """Whether a run has finished and all its series and logs are here."""
        facts = self._facts(seed)
        return bool(facts and facts["whole"])

    def checks(self, seed: int) -> dict[str, float]:
        """The ledger figures of a finished run."""
        facts = self._facts(seed) or {"checks": {}}
        return {name: float(value) for name, value in facts["checks"].items()}

    def add(self, run: FinishedRun) -> None:
        """Keep a finished run: written beside its place, then renamed.

        Where the same run lies there already, made by another process, that one stays. Raises
        OSError where it cannot be written.
        """
        row = run.row
        beside = self.folder / f".seed-{row.seed}-{os.getpid()}"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        np.save(beside / "values.npy", np.ascontiguousarray(run.values))
        pq.write_table(run.events, beside / "events.parquet")
        for name, table in run.logs.items():
            pq.write_table(table, beside / name, compression="zstd")
        facts = {"row": row.__dict__, "checks": run.checks, "whole": run.whole}
        (beside / "run.json").write_text(json.dumps(facts))
        try:
            os.replace(beside, self.path(row.seed))
        except OSError:
            shutil.rmtree(beside, ignore_errors=True)
            if not self.done(row.seed):
                raise

    def drop(self, seed: int) -> None:
        """Forget a run, so that it is made again."""
        shutil.rmtree(self.path(seed), ignore_errors=True)

    def values(self, seed: int) -> NDArray[np.float64]:
        """The recorded values of a finished run: series x months x places."""
        return np.load(self.path(seed) / "values.npy")  # type: ignore[no-any-return]

    def cells(self, seed: int, series: int, months: slice) -> NDArray[np.float64]:
        """One series of a finished run over some months, months x places.

        Read and not mapped: the system may map megabytes for each file that is touched.
        """
        with open(self.path(seed) / "values.npy", "rb") as file:
            np.lib.format.read_magic(file)
            (_, length, places), _, kind = np.lib.format.read_array_header_1_0(file)
            first, end, _ = months.indices(length)
            file.seek((series * length + first) * places * kind.itemsize, os.SEEK_CUR)
            found = np.fromfile(file, kind, (end - first) * places)
        return found.reshape(end - first, places)

    def events(self, seed: int) -> pa.Table:
        """The events of a finished run."""
        return pq.read_table(self.path(seed) / "events.parquet")

    def has_log(self, seed: int, name: str) -> bool:
        """Whether a finished run left that log (a file of ``LOGS``)."""
        return (self.path(seed) / name).exists()

    def log(self, seed: int, name: str) -> pa.Table:
        """A log of a finished run."""
        return pq.read_table(self.path(seed) / name)
