"""Finished runs as Results, without a folder: arrays in, tables only where they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from analysis.one_run import PLACE_INDEX
from analysis.results import NotRecordedError, Results
from sim.outcomes import COUNTRY, SERIES_INDEX
from sim.results_tables import LOGS, dates, events_table, log_tables
from sim.run_parts import Parts
from sim.runner import RunResult
from sim.scenario import Scenario


class RunsInMemory(Results):
    """Runs of one scenario, numbered from 1 in the order of their seeds.

    ``values`` is one array series x months x places a run; ``events`` one table a run; ``logs`` the
    districts and leaders of the first run, by file name, where they were kept.
    """

    def __init__(
        self,
        scenario: Scenario,
        seeds: Sequence[int],
        values: Sequence[NDArray[Any]],
        events: Sequence[pa.Table],
        logs: Mapping[str, pa.Table],
    ) -> None:
        manifest = {
            "drive": scenario.drive,
            "scenario": {"name": scenario.name, **scenario.resolved()},
            "scenario_sha256": scenario.sha256,
            "seeds": list(seeds),
            "runs": {"ok": len(seeds), "failed": 0},
        }
        super().__init__(manifest)
        self._days = pd.DatetimeIndex(dates(scenario.start, scenario.months), name="date")
        self._stored = list(values)
        held = self.__dict__
        held["runs"], held["seeds"] = list(range(1, len(seeds) + 1)), list(seeds)
        numbered = [table.to_pandas().assign(run=run) for run, table in enumerate(events, 1)]
        held["events"] = pd.concat(numbered, ignore_index=True)
        for name in LOGS:
            if name in logs:
                held[name.removesuffix(".parquet")] = logs[name].to_pandas().assign(run=1)

    @classmethod
    def of(cls, scenario: Scenario, made: Sequence[RunResult]) -> RunsInMemory:
        """Runs just made in this process."""
        days = dates(scenario.start, scenario.months)
        first = made[0]
        return cls(
            scenario,
            [one.seed for one in made],
            [one.values for one in made],
            [events_table(0, one.events, days) for one in made],
            log_tables(first.seed, first.districts, first.leaders, days),
        )

    @classmethod
    def kept(cls, scenario: Scenario, parts: Parts, seeds: Sequence[int]) -> RunsInMemory:
        """Runs that lie on disk, one folder a run; at least one seed."""
        first = seeds[0]
        logs = {name: parts.log(first, name) for name in LOGS if parts.has_log(first, name)}
        values = [parts.values(seed) for seed in seeds]
        return cls(scenario, seeds, values, [parts.events(seed) for seed in seeds], logs)

    @property
    def series(self) -> pd.DataFrame:
        """Raises NotRecordedError: the tidy table of runs in memory is never built."""
        raise NotRecordedError("runs in memory have no tidy table; ask for one series")

    def days(self, run: int) -> pd.DatetimeIndex:
        """The first days of the months that were run."""
        return self._days

    def _recorded(self, series: str, region: str) -> list[NDArray[Any]]:
        place, index = PLACE_INDEX.get(region), SERIES_INDEX.get(series)
        if place is None or index is None:
            return []
        found = [np.asarray(one[index, :, place], dtype=float) for one in self._stored]
        return found if any(not np.isnan(one).all() for one in found) else []

    def has(self, series: str, region: str = COUNTRY) -> bool:
        """Whether any run recorded a series for a region."""
        return bool(self._recorded(series, region))

    def monthly(self, series: str, region: str = COUNTRY) -> pd.DataFrame:
        """Values by first of month (index) and run (columns). Raises NotRecordedError."""
        if (series, region) not in self._tables:
            found = self._recorded(series, region)
            if not found:
                raise NotRecordedError(f"series {series} of {region} is not recorded")
            table = pd.DataFrame(dict(enumerate(found, 1)), index=self._days)
            self._tables[series, region] = table.dropna(how="all")
        return self._tables[series, region]
