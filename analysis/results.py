"""A results folder, opened: manifest, monthly series, summary and events of one or more runs.

Stocks are taken on the first of the month before the tick; flows cover that month alone. Annual
sums exist only for years whose twelve months were all run.
"""

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from numpy.typing import NDArray

from analysis.series_files import SeriesFiles
from sim.district_columns import DISTRICT_INDEX
from sim.leader_columns import LEADER_INDEX
from sim.outcomes import COUNTRY
from sim.results_tables import MOST_RUNS_WHOLE

SERIES_COLUMNS = ["run", "seed", "date", "region", "series", "value", "unit"]
SUMMARY_COLUMNS = ["date", "region", "series", "unit", "q05", "q25", "q50", "q75", "q95", "runs"]
EVENT_COLUMNS = ["run", "date", "kind", "actors", "region", "text", "detail"]
DISTRICT_COLUMNS = ["run", "seed", "date", "region", "district", *DISTRICT_INDEX]
LEADER_COLUMNS = ["run", "seed", "date", "region", *LEADER_INDEX]
LEVELS = {"q05": 0.05, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q95": 0.95}


class ResultsError(ValueError):
    """A folder is not a results folder, or lacks a readable part of one; the text names it."""


class NotRecordedError(ResultsError):
    """The runs did not record a series for a region."""


class Results:
    """The runs of one scenario. Open a folder with :meth:`open`; tables are read when first used.

    ``manifest`` is the folder's manifest as a dictionary; ``path`` the folder, or None for results
    made in memory with :meth:`from_frames`.
    """

    def __init__(self, manifest: dict[str, Any], path: Path | None = None) -> None:
        self.manifest = manifest
        self.path = path
        self._tables: dict[tuple[str, str], pd.DataFrame] = {}
        self._arrays: dict[tuple[str, str], tuple[NDArray[Any], NDArray[Any]]] = {}

    @classmethod
    def open(cls, path: str | Path) -> "Results":
        """Open a results folder. Raises ResultsError when manifest or series are missing."""
        folder = Path(path)
        if not folder.is_dir():
            raise ResultsError(f"{folder}: no such folder of results")
        for name in ("manifest.json", "series.parquet"):
            if not (folder / name).exists():
                raise ResultsError(f"{folder}: not a results folder: it has no {name}")
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ResultsError(f"{folder / 'manifest.json'}: cannot be read: {error}") from error
        if not isinstance(manifest, dict):
            raise ResultsError(f"{folder / 'manifest.json'}: is not a table of names and values")
        return cls(manifest, folder)

    @classmethod
    def from_frames(
        cls,
        manifest: dict[str, Any],
        series: pd.DataFrame,
        events: pd.DataFrame | None = None,
        districts: pd.DataFrame | None = None,
        leaders: pd.DataFrame | None = None,
    ) -> "Results":
        """Results in memory: tidy series and, if there are any, events, districts and leaders."""
        results = cls(manifest)
        results.__dict__["series"] = _typed(series, SERIES_COLUMNS, "series")
        empty = pd.DataFrame(columns=EVENT_COLUMNS)
        results.__dict__["events"] = _typed(
            empty if events is None else events, EVENT_COLUMNS, "events"
        )
        if districts is not None:
            results.__dict__["districts"] = _typed(districts, DISTRICT_COLUMNS, "districts")
        if leaders is not None:
            results.__dict__["leaders"] = _typed(leaders, LEADER_COLUMNS, "leaders")
        return results

    def _read(self, name: str) -> pd.DataFrame:
        if self.path is None:
            raise ResultsError(f"these results lie in no folder and have no {name}")
        file = self.path / name
        try:
            return pd.read_csv(file) if name.endswith(".csv") else pd.read_parquet(file)
        except (OSError, ValueError) as error:
            raise ResultsError(f"{file}: cannot be read: {error}") from error

    @cached_property
    def series(self) -> pd.DataFrame:
        """Tidy monthly series: run, seed, date, region, series, value, unit; all in memory."""
        return _typed(self._read("series.parquet"), SERIES_COLUMNS, "series.parquet")

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Quantiles 5 25 50 75 95 by date, region and series; computed where no file has them."""
        if self.path is not None and (self.path / "summary.csv").exists():
            return _typed(self._read("summary.csv"), SUMMARY_COLUMNS, "summary.csv")
        keys = ["date", "region", "series", "unit"]
        groups = self.series.groupby(keys, observed=True)["value"]
        columns = {name: groups.quantile(level) for name, level in LEVELS.items()}
        return pd.DataFrame({**columns, "runs": groups.size()}).reset_index()[SUMMARY_COLUMNS]

    @cached_property
    def events(self) -> pd.DataFrame:
        """Dated events: run, date, kind, actors, region, text, detail (a JSON object as text)."""
        if self.path is not None and not (self.path / "events.parquet").exists():
            return _typed(pd.DataFrame(columns=EVENT_COLUMNS), EVENT_COLUMNS, "events")
        return _typed(self._read("events.parquet"), EVENT_COLUMNS, "events.parquet")

    def _has_log(self, name: str) -> bool:
        if self.path is None:
            return name in self.__dict__
        return (self.path / f"{name}.parquet").exists()

    def _why_no_log(self, name: str, drive: str, lacking: str) -> str:
        where = self.path or "these results"
        if self.drive == drive:
            return f"{where}: no {name}: the drive {drive} has no {lacking}"
        if len(self.runs) > MOST_RUNS_WHOLE:
            return f"{where}: no {name}: they are kept for at most {MOST_RUNS_WHOLE} runs"
        return f"{where}: no {name}.parquet; run the scenario anew to keep its {name}"

    @property
    def has_districts(self) -> bool:
        """Whether the runs kept their districts month by month."""
        return self._has_log("districts")

    @property
    def why_no_districts(self) -> str:
        """One line for results without districts, on why that is."""
        return self._why_no_log("districts", "politics", "countryside")

    @cached_property
    def districts(self) -> pd.DataFrame:
        """Sampled districts by month: run, seed, date, region, district and sim.district_columns.

        Raises ResultsError where :attr:`has_districts` is false.
        """
        if not self.has_districts:
            raise ResultsError(self.why_no_districts)
        return _typed(self._read("districts.parquet"), DISTRICT_COLUMNS, "districts.parquet")

    @property
    def has_leaders(self) -> bool:
        """Whether the runs kept their leaders month by month."""
        return self._has_log("leaders")

    @property
    def why_no_leaders(self) -> str:
        """One line for results without leaders, on why that is."""
        return self._why_no_log("leaders", "countryside", "leadership")

    @cached_property
    def leaders(self) -> pd.DataFrame:
        """Leaders by month: run, seed, date, region (of the base, or USSR) and sim.leader_columns.

        Raises ResultsError where :attr:`has_leaders` is false.
        """
        if not self.has_leaders:
            raise ResultsError(self.why_no_leaders)
        return _typed(self._read("leaders.parquet"), LEADER_COLUMNS, "leaders.parquet")

    @cached_property
    def runs(self) -> list[int]:
        """Numbers of the runs that the series hold, in order."""
        if self._files is not None:
            return list(self._files.seeds)
        return sorted(int(run) for run in self.series["run"].unique())

    @cached_property
    def seeds(self) -> list[int]:
        """Seeds of those runs, in the order of the runs."""
        if self._files is not None:
            return list(self._files.seeds.values())
        first = self.series.drop_duplicates("run").sort_values("run")
        return [int(seed) for seed in first["seed"]]

    @cached_property
    def months(self) -> pd.DatetimeIndex:
        """The first days of the months that the runs cover, in order."""
        if self._files is not None:
            found = [self._files.read(name)["date"] for name in self._files.names[:1]]
        else:
            found = [self.series["date"]]
        return pd.DatetimeIndex(pd.concat(found).unique() if found else []).sort_values()

    @cached_property
    def _files(self) -> SeriesFiles | None:
        """Series of many runs, to be read one by one; None where they are read together."""
        if self.path is None or "series" in self.__dict__:
            return None
        try:
            return SeriesFiles.open(self.path / "series.parquet")
        except (OSError, ValueError, KeyError) as error:
            raise ResultsError(
                f"{self.path / 'series.parquet'}: cannot be read: {error}"
            ) from error

    def days(self, run: int) -> pd.DatetimeIndex:
        """First days of the months of a run, each once, in order."""
        return self.months

    @property
    def scenario(self) -> str:
        """Name of the scenario."""
        return str(self.resolved.get("name") or "unnamed")

    @property
    def resolved(self) -> dict[str, Any]:
        """The resolved scenario as the manifest holds it; empty when it holds none."""
        found = self.manifest.get("scenario")
        return found if isinstance(found, dict) else {}

    @property
    def drive(self) -> str:
        """What the simulation decides: side_by_side, countryside, politics or coupled."""
        return str(self.manifest.get("drive", "side_by_side"))

    @property
    def digest(self) -> str:
        """First eight characters of the resolved scenario's sha256."""
        return str(self.manifest.get("scenario_sha256", "unknown"))[:8]

    @cached_property
    def _columns(self) -> dict[str, NDArray[Any]]:
        return {name: self.series[name].to_numpy() for name in ("date", "run", "value")}

    @cached_property
    def _rows(self) -> dict[Any, Any]:
        return dict(self.series.groupby(["series", "region"], observed=True).indices)

    def has(self, series: str, region: str = COUNTRY) -> bool:
        """Whether the runs recorded a series for a region."""
        if self._files is not None:
            return series in self._files and region in self._files.regions(series)
        return (series, region) in self._rows

    def unit(self, series: str) -> str:
        """The unit of a series, empty where no run recorded it."""
        if self._files is not None:
            return self._files.unit(series) if series in self._files else ""
        rows = self.series[self.series["series"] == series]
        return "" if rows.empty else str(rows["unit"].iloc[0])

    def monthly(self, series: str, region: str = COUNTRY) -> pd.DataFrame:
        """Values by first of month (index) and run (columns). Raises NotRecordedError."""
        if (series, region) not in self._tables:
            if not self.has(series, region):
                raise NotRecordedError(f"series {series} of {region} is not recorded")
            table = self._of(series, region).pivot(index="date", columns="run", values="value")
            self._tables[series, region] = table.sort_index()
        return self._tables[series, region]

    def array(self, series: str, region: str = COUNTRY) -> tuple[NDArray[Any], NDArray[Any]]:
        """What :meth:`monthly` holds: months since the year nought, and values, months x runs.

        For readers of many numbers, who would wait for a table. Raises NotRecordedError.
        """
        if (series, region) not in self._arrays:
            table = self.monthly(series, region)
            days = pd.DatetimeIndex(table.index)
            months = 12 * days.year.to_numpy() + days.month.to_numpy() - 1
            self._arrays[series, region] = months, table.reindex(columns=self.runs).to_numpy(float)
        return self._arrays[series, region]

    def _of(self, series: str, region: str) -> pd.DataFrame:
        """Date, run and value of what the runs recorded of a series for a region."""
        if self._files is not None:
            rows = self._files.read(series)
            return rows.loc[rows["region"] == region, ["date", "run", "value"]]
        places = self._rows[series, region]
        return pd.DataFrame({n: self._columns[n][places] for n in ("date", "run", "value")})

    def calendar_years(self, series: str, region: str = COUNTRY) -> pd.DataFrame:
        """Sums of whole calendar years: year (index) by run. Raises NotRecordedError."""
        return _year_sums(self.monthly(series, region), shift=0)

    def agricultural_years(self, series: str, region: str = COUNTRY) -> pd.DataFrame:
        """Sums of whole July-June years: the year in which it begins (index) by run.

        Raises NotRecordedError.
        """
        return _year_sums(self.monthly(series, region), shift=6)

    def on(self, series: str, date: str, region: str = COUNTRY) -> pd.Series:
        """Values on the first of a month, YYYY-MM, by run.

        Raises NotRecordedError when the series is not recorded or the runs do not reach the month.
        """
        table = self.monthly(series, region)
        day = pd.Timestamp(f"{date}-01")
        if day not in table.index:
            raise NotRecordedError(f"series {series} of {region} has no value for {date}")
        return table.loc[[day]].iloc[0]


def quantiles(table: pd.DataFrame) -> pd.DataFrame:
    """Quantiles across runs (columns) for each row: columns q05, q25, q50, q75, q95."""
    return pd.DataFrame({name: table.quantile(level, axis=1) for name, level in LEVELS.items()})


def _year_sums(table: pd.DataFrame, shift: int) -> pd.DataFrame:
    """Sums over years that begin ``shift`` months after January, whole years only."""
    index = pd.DatetimeIndex(table.index)
    year = pd.Index(index.year - (index.month <= shift).astype(int), name="year")
    sums = table.groupby(year).sum(min_count=12)
    return sums.dropna(how="all")


def _typed(frame: pd.DataFrame, columns: Sequence[str], name: str) -> pd.DataFrame:
    """The frame with its dates as datetimes; raises ResultsError when columns are missing."""
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        raise ResultsError(f"{name}: columns missing: {', '.join(missing)}")
    return frame.assign(date=pd.to_datetime(frame["date"]))
