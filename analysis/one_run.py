"""A run that was just made, as Results: no file is written, and only what is asked for is built."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.results import NotRecordedError, Results
from sim.outcomes import COUNTRY, SERIES_INDEX
from sim.results_tables import PLACES, dates, events_table
from sim.runner import RunResult
from sim.scenario import Scenario

PLACE_INDEX = {name: place for place, name in enumerate(PLACES)}


class OneRun(Results):
    """The results of one run in memory; its number is 1. Tables of series exist month by month."""

    def __init__(self, scenario: Scenario, result: RunResult) -> None:
        manifest = {"drive": scenario.drive, "scenario": {"name": scenario.name},
                    "scenario_sha256": scenario.sha256}  # fmt: skip
        super().__init__(manifest)
        days = dates(scenario.start, scenario.months)
        self._days = pd.DatetimeIndex(days, name="date")
        self._values: NDArray[np.float64] = result.values
        self.__dict__["runs"], self.__dict__["seeds"] = [1], [result.seed]
        self.__dict__["events"] = events_table(1, result.events, days).to_pandas()

    @property
    def series(self) -> pd.DataFrame:
        """Raises ResultsError: the tidy table is not built for a run in memory."""
        raise NotRecordedError("a run in memory has no tidy table; ask for one series")

    def days(self, run: int) -> pd.DatetimeIndex:
        """First days of the months that were run."""
        return self._days

    def _recorded(self, series: str, region: str) -> NDArray[Any]:
        place = PLACE_INDEX.get(region)
        index = SERIES_INDEX.get(series)
        if place is None or index is None:
            return np.empty(0)
        values: NDArray[Any] = self._values[index, :, place]
        return values if not np.isnan(values).all() else np.empty(0)

    def has(self, series: str, region: str = COUNTRY) -> bool:
        """Whether the run recorded a series for a region."""
        return self._recorded(series, region).size > 0

    def monthly(self, series: str, region: str = COUNTRY) -> pd.DataFrame:
        """Values by first of month (index), one column. Raises NotRecordedError."""
        if (series, region) not in self._tables:
            values = self._recorded(series, region)
            if not values.size:
                raise NotRecordedError(f"series {series} of {region} is not recorded")
            table = pd.DataFrame({1: values}, index=self._days).dropna()
            self._tables[series, region] = table
        return self._tables[series, region]
