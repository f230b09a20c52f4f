"""Series of many runs, read one series at a time, so that memory does not grow with all of them.

Rests on ``sim.results_files.write_run``: each row group holds one series of one run.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

SERIES_KEPT = 2
"""how many series stay in memory once read; charts and scores ask for one after the other"""


class SeriesFiles:
    """The Parquet files of a folder of series: which run and which series lie where."""

    def __init__(self, groups: dict[str, list[tuple[Path, int]]], seeds: dict[int, int]) -> None:
        """``groups`` are files and numbers of row groups by series; see :meth:`open`."""
        self._groups = groups
        self.seeds = seeds
        """seed by run, in the order of the runs"""
        self.read = lru_cache(SERIES_KEPT)(self._read)
        """the rows of a series (tidy, without the names of series); the last few are kept"""
        self._facts: dict[str, tuple[str, frozenset[str]]] = {}

    @classmethod
    def open(cls, folder: Path) -> "SeriesFiles | None":
        """Look through a folder; None for a file, or files with several series in a row group."""
        if not folder.is_dir():
            return None
        groups: dict[str, list[tuple[Path, int]]] = {}
        seeds: dict[int, int] = {}
        for path in sorted(folder.glob("*.parquet")):
            facts = pq.read_metadata(path)
            places = {name: place for place, name in enumerate(facts.schema.names)}
            for number in range(facts.num_row_groups):
                group = facts.row_group(number)
                if not group.num_rows:
                    continue
                run, seed, name = (
                    _only(group.column(places[column])) for column in ("run", "seed", "series")
                )
                if None in (run, seed, name):
                    return None
                seeds[int(run)] = int(seed)
                groups.setdefault(str(name), []).append((path, number))
        return cls(groups, dict(sorted(seeds.items())))

    def __contains__(self, series: str) -> bool:
        return series in self._groups

    @property
    def names(self) -> list[str]:
        """The series that any run has."""
        return list(self._groups)

    def unit(self, series: str) -> str:
        """The unit of a series."""
        return self._facts_of(series)[0]

    def regions(self, series: str) -> frozenset[str]:
        """The regions that a series is recorded for."""
        return self._facts_of(series)[1]

    def _facts_of(self, series: str) -> tuple[str, frozenset[str]]:
        """Unit and regions, kept: what is asked of every run must not read the rows anew."""
        if series not in self._facts:
            rows = self.read(series)
            self._facts[series] = str(rows["unit"].iloc[0]), frozenset(rows["region"].unique())
        return self._facts[series]

    def _read(self, series: str) -> pd.DataFrame:
        columns = ["run", "date", "region", "value", "unit"]
        by_path: dict[Path, list[int]] = {}
        for path, number in self._groups[series]:
            by_path.setdefault(path, []).append(number)
        tables = []
        for path, numbers in by_path.items():
            with pq.ParquetFile(path) as file:
                tables.append(file.read_row_groups(numbers, columns))
        frame: pd.DataFrame = pa.concat_tables(tables).unify_dictionaries().to_pandas()
        return frame


def _only(column: Any) -> Any:
    """The one value of a column in a row group; None where there are several, or none is known."""
    known = column.statistics
    if known is None or not known.has_min_max or known.min != known.max:
        return None
    return known.min
