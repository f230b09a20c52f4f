"""The tables of a results folder, as Arrow tables: tidy series, events, quantiles.

Nothing here touches a file; ``sim.results_files`` writes what is built here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sim.district_columns import DISTRICT_COLUMNS
from sim.leader_columns import LEADER_COLUMNS
from sim.outcomes import COUNTRY, REGIONS, SERIES
from sim.state import Event
from sim.world import DistrictLog, LeaderLog

PLACES = (*REGIONS, COUNTRY)
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
MOST_RUNS_WHOLE = 50
"""more runs than this keep the headline series only, in blocks of this many runs"""
CELLS_AT_ONCE = 1_000_000
"""values that the summary takes into memory at a time"""
_TEXT = pa.dictionary(pa.int32(), pa.string())
_DAY = pa.timestamp("ms")
SERIES_SCHEMA = pa.schema(
    [("run", pa.int32()), ("seed", pa.int64()), ("date", _DAY), ("region", _TEXT),
     ("series", _TEXT), ("value", pa.float64()), ("unit", _TEXT)]
)  # fmt: skip
EVENTS_SCHEMA = pa.schema(
    [("run", pa.int32()), ("date", _DAY), ("kind", pa.string()), ("actors", pa.string()),
     ("region", pa.string()), ("text", pa.string()), ("detail", pa.string())]
)  # fmt: skip

DISTRICTS_SCHEMA = pa.schema(
    [("run", pa.int32()), ("seed", pa.int64()), ("date", _DAY), ("region", _TEXT),
     ("district", pa.int32()), *((column.name, pa.float32()) for column in DISTRICT_COLUMNS)]
)  # fmt: skip
_LEADER_TYPES = {"0/1": pa.int8(), "share": pa.float32()}
LEADERS_SCHEMA = pa.schema(
    [("run", pa.int32()), ("seed", pa.int64()), ("date", _DAY), ("region", _TEXT),
     *((column.name, _LEADER_TYPES.get(column.unit, _TEXT)) for column in LEADER_COLUMNS)]
)  # fmt: skip
LOGS = {"districts.parquet": DISTRICTS_SCHEMA, "leaders.parquet": LEADERS_SCHEMA}
"""the logs that a run may leave beside series and events, by file: kept for at most fifty runs"""


def dates(start: tuple[int, int], months: int) -> NDArray[np.datetime64]:
    """The first days of ``months`` months from (year, month) on."""
    first = np.datetime64(f"{start[0]:04d}-{start[1]:02d}", "M")
    return (first + np.arange(months)).astype("datetime64[ms]")


def kept_series(runs: int) -> NDArray[np.intp]:
    """Indices of the series that a job of so many runs keeps."""
    keep = [i for i, s in enumerate(SERIES.values()) if s.headline or runs <= MOST_RUNS_WHOLE]
    return np.asarray(keep, dtype=np.intp)


def _coded(codes: NDArray[Any], words: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(
        pa.array(codes.astype(np.int32)), pa.array(list(words), pa.string())
    )


def series_table(
    run: int,
    seed: int,
    values: NDArray[np.float64],
    days: NDArray[np.datetime64],
    keep: NDArray[np.intp],
) -> pa.Table:
    """The tidy rows of one run. ``values`` is series x months x places; NaN cells are left out."""
    chosen = values[keep]
    which, tick, place = np.nonzero(~np.isnan(chosen))
    rows = which.size
    series = keep[which]
    units = [s.unit for s in SERIES.values()]
    unit_names = list(dict.fromkeys(units))
    unit_codes = np.asarray([unit_names.index(unit) for unit in units])
    return pa.Table.from_arrays(
        [
            pa.array(np.full(rows, run, np.int32)),
            pa.array(np.full(rows, seed, np.int64)),
            pa.array(days[tick], _DAY),
            _coded(place, PLACES),
            _coded(series, list(SERIES)),
            pa.array(chosen[which, tick, place]),
            _coded(unit_codes[series], unit_names),
        ],
        schema=SERIES_SCHEMA,
    )


def values_of(table: pa.Table, days: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """The array series x months x places of one run's tidy rows; the inverse of the above."""
    values = np.full((len(SERIES), len(days), len(PLACES)), np.nan)
    months = table["date"].to_numpy().astype("datetime64[M]")
    ticks = (months - days[0].astype("datetime64[M]")).astype(np.intp)
    series = _positions(table["series"], list(SERIES))
    places = _positions(table["region"], PLACES)
    values[series, ticks, places] = table["value"].to_numpy()
    return values


def _positions(column: pa.ChunkedArray, words: Sequence[str]) -> NDArray[np.intp]:
    """The position of each entry of a column of words in ``words``."""
    encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    where = np.asarray([words.index(word) for word in encoded.dictionary.to_pylist()], np.intp)
    found: NDArray[np.intp] = where[encoded.indices.to_numpy()]
    return found


def events_table(run: int, events: Sequence[Event], days: NDArray[np.datetime64]) -> pa.Table:
    """The rows of one run's events, in the order in which they occurred."""
    ticks = np.asarray([event.tick for event in events], dtype=np.intp)
    columns = [pa.array(np.full(len(events), run, np.int32)), pa.array(days[ticks], _DAY)]
    for name in ("kind", "actors", "region", "text", "detail"):
        columns.append(pa.array([getattr(event, name) for event in events], pa.string()))
    return pa.Table.from_arrays(columns, schema=EVENTS_SCHEMA)


def districts_table(
    run: int,
    seed: int,
    values: NDArray[np.float32],
    regions: NDArray[np.int32],
    days: NDArray[np.datetime64],
) -> pa.Table:
    """The rows of one run's districts, month by month.

    ``values`` is months x districts x ``DISTRICT_COLUMNS``, ``regions`` the region of each.
    """
    months, districts = values.shape[:2]
    rows = months * districts
    columns = [
        pa.array(np.full(rows, run, np.int32)),
        pa.array(np.full(rows, seed, np.int64)),
        pa.array(np.repeat(days[:months], districts), _DAY),
        _coded(np.tile(regions, months), PLACES),
        pa.array(np.tile(np.arange(districts, dtype=np.int32), months)),
        *(pa.array(values[:, :, i].reshape(rows)) for i in range(values.shape[2])),
    ]
    return pa.Table.from_arrays(columns, schema=DISTRICTS_SCHEMA)


def leaders_table(
    run: int,
    seed: int,
    rows: NDArray[Any],
    words: Mapping[str, Sequence[str]],
    days: NDArray[np.datetime64],
) -> pa.Table:
    """The rows of one run's leaders, month by month.

    ``rows`` are those of a ``LeaderLog``, ``words`` the vocabulary of each column of words.
    """
    columns = [
        pa.array(np.full(len(rows), run, np.int32)),
        pa.array(np.full(len(rows), seed, np.int64)),
        pa.array(days[rows["tick"]], _DAY),
        _coded(np.where(rows["region"] < 0, len(REGIONS), rows["region"]), PLACES),
    ]
    for column in LEADER_COLUMNS:
        values = rows[column.name]
        known = words.get(column.name)
        columns.append(pa.array(values) if known is None else _coded(values, list(known)))
    return pa.Table.from_arrays(columns, schema=LEADERS_SCHEMA)


def log_tables(
    seed: int,
    districts: DistrictLog | None,
    leaders: LeaderLog | None,
    days: NDArray[np.datetime64],
) -> dict[str, pa.Table]:
    """The logs that a run left, by file of ``LOGS``; its number is set when runs are put together.

    ``days`` are the first days of the run's months.
    """
    tables = {}
    if districts is not None:
        values, regions = districts.values, districts.regions
        tables["districts.parquet"] = districts_table(0, seed, values, regions, days)
    if leaders is not None:
        words = {column: list(known) for column, known in leaders.words.items()}
        tables["leaders.parquet"] = leaders_table(0, seed, leaders.rows, words, days)
    return tables


def quantiles(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Quantiles over the first axis (runs), NaN left out, and how many runs each rests on.

    Linear between order statistics; the result has the quantiles on its first axis.
    """
    ordered = np.sort(values, axis=0)
    count = np.sum(~np.isnan(ordered), axis=0)
    last = np.maximum(count - 1, 0)
    rows = []
    for share in QUANTILES:
        at = share * last
        below = np.floor(at).astype(np.intp)
        above = np.minimum(below + 1, last)
        low = np.take_along_axis(ordered, below[None], 0)[0]
        high = np.take_along_axis(ordered, above[None], 0)[0]
        rows.append(low + (at - below) * (high - low))
    return np.stack(rows), count


Cells = Callable[[int, slice], NDArray[np.float64]]
"""reads a series (its index) over a slice of months: the array runs x months x places"""


def summary_tables(runs: int, cells: Cells, days: NDArray[np.datetime64]) -> Iterator[pa.Table]:
    """The rows of summary.csv over so many runs, series by series and few months at a time.

    However many the runs, about ``CELLS_AT_ONCE`` values are in memory.
    """
    if not runs:
        return
    labels = np.datetime_as_string(days, unit="D")
    step = max(1, CELLS_AT_ONCE // (runs * len(PLACES)))
    for index in kept_series(runs):
        for first in range(0, len(days), step):
            months = slice(first, min(first + step, len(days)))
            table = _summary_table(index, cells(index, months), labels[months])
            if table.num_rows:
                yield table


def _summary_table(
    index: np.intp, values: NDArray[np.float64], labels: NDArray[np.str_]
) -> pa.Table:
    """The rows of one series over some months from the values runs x months x places."""
    found, count = quantiles(values)
    tick, place = np.nonzero(count)
    name, series = list(SERIES.items())[index]
    words = [
        pa.array(labels[tick], pa.string()),
        _coded(place, PLACES).cast(pa.string()),
        pa.repeat(pa.scalar(name), tick.size),
        pa.repeat(pa.scalar(series.unit), tick.size),
    ]
    numbers = [pa.array(found[q, tick, place]) for q in range(len(QUANTILES))]
    return pa.table(
        [*words, *numbers, pa.array(count[tick, place])],
        names=["date", "region", "series", "unit", "q05", "q25", "q50", "q75", "q95", "runs"],
    )
