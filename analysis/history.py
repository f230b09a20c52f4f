"""The documented record, with units: what the simulation is compared with.

Every table is read from the curated copy in analysis/history (written by analysis.curate) and
cached; callers get a copy of their own. docs/record.md explains grades and choices. An unknown
series or region raises UnknownNameError, a KeyError with a suggestion; a faulty user file raises
RecordError, a ValueError that names path, line and column. While parameters are calibrated
(``analysis.calibrating``) test rows and observed series are out of reach.
"""

from functools import cache
from pathlib import Path

import pandas as pd

from analysis.calibrating import RecordClosedError, is_calibrating
from analysis.curation.regions import OF_THE_TIME
from analysis.user_record import REGIONS, RecordError, UnknownNameError, user_record

__all__ = [
    "REGIONS",
    "RecordError",
    "UnknownNameError",
    "actors",
    "crosswalk",
    "events",
    "held_out",
    "mechanisms",
    "observations",
    "parameters",
    "patterns",
    "sanctions",
    "sources",
    "ties",
    "twin",
    "units",
    "user_record",
    "weak_priors",
]

DATA = Path(__file__).parent / "history"

TEXT = ("subregion", "group", "body")
OBSERVATION_COLUMNS = [
    "series", "region", "subregion", "group", "body", "borders", "period_kind", "period_start",
    "period_end", "value", "low", "high", "unit", "evidence", "disputed", "source_key", "locator",
    "note", "choice", "preferred",
]  # fmt: skip


@cache
def _table(file: str) -> pd.DataFrame:
    """A curated table as text, empty cells as empty strings."""
    return pd.read_csv(DATA / file, dtype=str, keep_default_na=False)


@cache
def _observations() -> pd.DataFrame:
    frame = _table("observations.csv")[OBSERVATION_COLUMNS].copy()
    for name in ("period_start", "period_end"):
        frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d")
    for name in ("value", "low", "high"):
        frame[name] = pd.to_numeric(frame[name])
    for name in ("disputed", "preferred"):
        frame[name] = frame[name] == "true"
    return frame


def observations(
    series: str | None = None, region: str | None = None, *, preferred_only: bool = True
) -> pd.DataFrame:
    """Observed values, one row each, sorted by series, place and time.

    series, region: restrict to one; None means all. A region also brings its parts (subregion),
    its groups of people (group) and party bodies (body), each named in its column and never part
    of the region's own total. preferred_only: one row per series, place and period (default), or
    all rivals. Columns: value, low and high are floats in the row's unit (low and high NaN when
    unstated); period_start and period_end are the first and last day; period_kind is month,
    calendar_year, agricultural_year (July-June), half_year, quarter, window or date (a stock, both
    days equal); evidence is the grade; disputed and preferred are bool; choice says why.
    Raises UnknownNameError, and RecordClosedError while parameters are calibrated.
    """
    if is_calibrating():
        raise RecordClosedError("the observed record")
    frame = _observations()
    if series is not None:
        frame = frame[frame["series"] == _known_series(series)]
    if region is not None:
        frame = frame[frame["region"] == _known_region(region)]
    if preferred_only:
        frame = frame[frame["preferred"]]
    return frame.reset_index(drop=True)


def _known_series(series: str) -> str:
    if series not in units():
        raise UnknownNameError("series", series, units())
    return series


def _known_region(region: str) -> str:
    if region not in REGIONS:
        raise UnknownNameError("region", region, REGIONS)
    return region


@cache
def _units() -> dict[str, str]:
    frame = _observations()
    return dict(zip(frame["series"], frame["unit"], strict=True))


def units() -> dict[str, str]:
    """Unit of every series of the record, by name; a series has one unit and one period kind."""
    return dict(_units())


def twin(series: str, region: str = "USSR") -> pd.DataFrame:
    """The documented twin of a simulated series, ready for plotting, in order of time.

    Only preferred rows of the region as a whole in its borders of the time: no parts, groups or
    bodies. Columns: date (the day of a stock, the middle of a flow's period), period_start,
    period_end, period_kind, months (that the period covers, 0 for a stock), value, low, high,
    unit, hollow (bool: disputed or not read on a page, drawn hollow), evidence, disputed,
    source_key, citation, note, choice. A monthly flow is comparable after summing it over
    period_start..period_end. Empty when the record has the series but not for this region.
    Raises UnknownNameError, and RecordClosedError while parameters are calibrated.
    """
    frame = observations(series, region)
    whole = (frame[list(TEXT)] == "").all(axis=1) & (frame["borders"] == OF_THE_TIME)
    frame = frame[whole].sort_values("period_start", ignore_index=True)
    start, end = frame["period_start"], frame["period_end"]
    stock = frame["period_kind"] == "date"
    frame["date"] = (start + (end - start) / 2).dt.normalize()
    covered = (end.dt.year - start.dt.year) * 12 + end.dt.month - start.dt.month + 1
    frame["months"] = covered.mask(stock, 0)
    frame["hollow"] = frame["disputed"] | ~frame["evidence"].isin(["read", "source_chapter"])
    citations = dict(zip(sources()["source_key"], sources()["citation"], strict=True))
    frame["citation"] = frame["source_key"].map(citations)
    columns = ["date", "period_start", "period_end", "period_kind", "months", "value", "low",
               "high", "unit", "hollow", "evidence", "disputed", "source_key", "citation", "note",
               "choice"]  # fmt: skip
    return frame[columns]


def events() -> pd.DataFrame:
    """Dated events, in order of time.

    date_start and date_end are datetime; severity is 0-5, NaN where there was no sanction; title,
    category, actors (joined by ';'), arena, summary, source_key, locator and evidence are text.
    """
    frame = _table("events.csv").copy()
    for name in ("date_start", "date_end"):
        frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d")
    frame["severity"] = pd.to_numeric(frame["severity"])
    return frame


def actors() -> pd.DataFrame:
    """Named leaders, all columns as text.

    Factions are given at five dates; patron and clients are ids joined by ';', patron_from and
    patron_to are years in the order of patron.
    """
    return _table("actors.csv").copy()


def ties() -> pd.DataFrame:
    """Ties between actors, by actor id.

    weight is coded from 0 to 1; year_from and year_to are whole years, both included; years_basis
    'default_span' marks years that are no evidence.
    """
    frame = _table("ties.csv").copy()
    frame["weight"] = pd.to_numeric(frame["weight"])
    for name in ("year_from", "year_to"):
        frame[name] = pd.to_numeric(frame[name]).astype("Int64")
    return frame


def sanctions() -> pd.DataFrame:
    """Acts and what followed them.

    severity is an int from 0 (none) to 5 (arrest, exile, prison, death); date and sanction_date
    are text of the precision that is known (YYYY, YYYY-MM or YYYY-MM-DD); actor_level is the rank
    at the time, rank_highest an earlier higher one where recorded.
    """
    frame = _table("sanctions.csv").copy()
    frame["severity"] = frame["severity"].astype(int)
    return frame


def parameters() -> pd.DataFrame:
    """Recalled parameter ranges and farming calendars, one row per region.

    value, low and high are floats in unit; dates of calendar_* rows lie on the template year 1929.
    """
    frame = _table("parameters.csv").copy()
    for name in ("value", "low", "high"):
        frame[name] = pd.to_numeric(frame[name])
    return frame


def weak_priors() -> pd.DataFrame:
    """Compilers' guesses, apart from the observations: never score a model against them."""
    return _table("raw/weak_priors.csv").copy()


def patterns() -> pd.DataFrame:
    """The scored regularities P01.. as text: a row may hold several values joined by ';'.

    While parameters are calibrated, rows of the split ``calibrate`` alone.
    """
    table = _table("patterns.csv")
    if is_calibrating():
        table = table[table["split"] == "calibrate"].reset_index(drop=True)
    return table.copy()


def held_out() -> frozenset[str]:
    """Ids of the patterns held out from any calibration; what they say is not told."""
    table = _table("patterns.csv")
    return frozenset(table.loc[table["split"] != "calibrate", "id"])


def mechanisms() -> pd.DataFrame:
    """The mechanisms M01.. that the narrative asserts, as text."""
    return _table("mechanisms.csv").copy()


def sources() -> pd.DataFrame:
    """source_key, citation, url and grade of every source that the record cites."""
    return _table("sources.csv").copy()


def crosswalk() -> pd.DataFrame:
    """Historical territorial units and the model regions that they fall in.

    share is the part of the unit's rural population, and the shares of a unit at a date sum to 1;
    valid_from and valid_to are datetime, both included. Fit for counts, never for rates.
    """
    frame = _table("regions_crosswalk.csv").copy()
    frame["share"] = pd.to_numeric(frame["share"])
    for name in ("valid_from", "valid_to"):
        frame[name] = pd.to_datetime(frame[name], format="%Y-%m-%d")
    return frame
