"""What the lines of the charts show: a simulated table, and its documented twin if there is one.

Every simulated table has dates as index (the first of a month for stocks, the middle of the
period for flows) and one column a run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import pandas as pd

from analysis import history
from analysis.results import NotRecordedError, Results
from sim.outcomes import COUNTRY

HARVEST = "grain_harvest_wheatcroft_davies_low"
REPORTED = "grain_harvest_official_contemporary"
PROCURED = "grain_procurement_actual"
KINDS = {"stock": "date", "month": "month", "calendar": "calendar_year",
         "agricultural": "agricultural_year"}  # fmt: skip
TWIN_COLUMNS = ["date", "value", "low", "high", "hollow", "source_key"]


@dataclass(frozen=True)
class Line:
    """One line: a label, its simulated table, and a function for its documented twin.

    ``how`` is stock, month, calendar or agricultural; ``series``, ``region`` and ``factor`` match
    a user's own record. ``simulate`` raises NotRecordedError where the runs lack the series.
    """

    label: str
    how: str
    simulate: Callable[[Results], pd.DataFrame]
    documented: Callable[[], pd.DataFrame]
    series: str
    region: str = COUNTRY
    factor: float = 1.0


def recorded(
    series: str,
    how: str,
    label: str = "simulated",
    factor: float = 1.0,
    region: str = COUNTRY,
    *,
    twin_series: str | None = None,
    twin_how: str | None = None,
) -> Line:
    """A recorded series times a factor, beside its documented twin.

    The twin has the series' name and kind of period unless ``twin_series`` or ``twin_how`` differ.
    """

    def simulate(results: Results) -> pd.DataFrame:
        return simulated(results, series, how, region) * factor

    def documented() -> pd.DataFrame:
        return twin(twin_series or series, twin_how or how, region, factor)

    return Line(label, how, simulate, documented, series, region, factor)


def simulated(results: Results, series: str, how: str, region: str = COUNTRY) -> pd.DataFrame:
    """A series as stocks, months or yearly sums, dated. Raises NotRecordedError."""
    if how in ("stock", "month"):
        table = results.monthly(series, region)
        if how == "stock":
            return table
        return table.set_axis(pd.DatetimeIndex(table.index) + pd.Timedelta(days=14), axis=0)
    yearly = results.calendar_years if how == "calendar" else results.agricultural_years
    table = yearly(series, region)
    return dated(table, how)


def dated(table: pd.DataFrame, how: str) -> pd.DataFrame:
    """A table by year with the middle of each year as its date."""
    late = how == "agricultural"
    middle = [f"{year + 1}-01-01" if late else f"{year}-07-02" for year in table.index]
    return table.set_axis(pd.DatetimeIndex(middle), axis=0)


def agricultural_label(year: int) -> str:
    """The July-June year that begins in ``year`` as tables name it: 1932/33."""
    return f"{year}/{(year + 1) % 100:02d}"


def twin(series: str, how: str, region: str = COUNTRY, factor: float = 1.0) -> pd.DataFrame:
    """The documented twin over the same kind of period, times a factor; empty without one."""
    found = _twin(series, region)
    found = found[found["period_kind"] == KINDS[how]].copy()
    found[["value", "low", "high"]] *= factor
    return found[TWIN_COLUMNS]


@cache
def _twin(series: str, region: str) -> pd.DataFrame:
    """Documented values of a series and region in the years of the model, of any period."""
    if series not in history.units() or region not in history.REGIONS:
        return no_twin().assign(period_kind="")
    found = history.twin(series, region)
    return found[found["date"].between("1923-07-01", "1940-06-30")]


def no_twin() -> pd.DataFrame:
    """A twin without rows."""
    empty = pd.DataFrame({name: [] for name in TWIN_COLUMNS})
    return empty.astype({"date": "datetime64[us]", "hollow": bool, "source_key": str})


def share_taken(region: str = COUNTRY) -> Line:
    """Procurement of a July-June year over the true harvest of its first year, percent.

    The national twin divides the same two documented series; regional twins are published shares.
    """

    def simulate(results: Results) -> pd.DataFrame:
        taken = results.agricultural_years(PROCURED, region)
        crop = results.calendar_years(HARVEST, region).reindex(taken.index)
        return dated((100 * taken / crop.where(crop > 0)).dropna(how="all"), "agricultural")

    def documented() -> pd.DataFrame:
        if region != COUNTRY:
            return twin("procurement_share_of_harvest", "agricultural", region)
        taken, crop = _by_year(PROCURED, "agricultural"), _by_year(HARVEST, "calendar")
        return _combined(taken, crop, lambda t, c: 100 * t / c)

    return Line("simulated", "agricultural", simulate, documented, "procurement_share_of_harvest",
                region)  # fmt: skip


def kept_per_head() -> Line:
    """Harvest less procurement per rural head, kg, before seed and feed, July-June years."""

    def simulate(results: Results) -> pd.DataFrame:
        taken = results.agricultural_years(PROCURED)
        crop = results.calendar_years(HARVEST).reindex(taken.index)
        months = results.monthly("population_rural")
        index = pd.DatetimeIndex(months.index)
        people = months.groupby(index.year - (index.month <= 6).astype(int)).mean()
        return dated(1000 * (crop - taken) / people.reindex(taken.index), "agricultural")

    def documented() -> pd.DataFrame:
        taken, crop = _by_year(PROCURED, "agricultural"), _by_year(HARVEST, "calendar")
        people = history.twin("population_rural").set_index("date")["value"]
        years = crop.index.intersection(taken.index)
        middles = pd.DatetimeIndex([f"{year + 1}-01-01" for year in years])
        every = people.reindex(people.index.union(middles)).interpolate("time")
        heads = every.reindex(middles).set_axis(years)
        return _combined(taken, crop, lambda t, c: 1000 * (c - t) / heads.reindex(t.index))

    return Line("simulated", "agricultural", simulate, documented, "grain_kept_per_rural_head")


def death_share() -> Line:
    """Death sentences in percent of political sentences of a calendar year."""

    def simulate(results: Results) -> pd.DataFrame:
        every = results.calendar_years("political_sentences_total")
        death = results.calendar_years("political_sentences_death")
        return dated(100 * death / every.where(every > 0), "calendar").dropna(how="all")

    def documented() -> pd.DataFrame:
        every = _by_year("political_sentences_total", "calendar")
        death = _by_year("political_sentences_death", "calendar")
        found = _combined(death, every, lambda d, e: 100 * d / e)
        return found.assign(date=found["date"] - pd.Timedelta(days=183))

    return Line("simulated", "calendar", simulate, documented, "political_sentences_death_share")


def _by_year(series: str, how: str) -> pd.DataFrame:
    """A national twin by the calendar year in which its period begins."""
    found = twin(series, how)
    year = [(day - pd.DateOffset(months=3)).year for day in found["date"]]
    return found.set_axis(pd.Index(year, name="year"), axis=0)


def _combined(
    top: pd.DataFrame,
    bottom: pd.DataFrame,
    formula: Callable[[pd.Series, pd.Series], pd.Series],
) -> pd.DataFrame:
    """Two yearly twins put through a formula; hollow where either is."""
    years = top.index.intersection(bottom.index)
    top, bottom = top.loc[years], bottom.loc[years]
    value = formula(top["value"], bottom["value"])
    return pd.DataFrame(
        {
            "date": pd.DatetimeIndex([f"{year + 1}-01-01" for year in years]),
            "value": value.to_numpy(),
            "low": float("nan"),
            "high": float("nan"),
            "hollow": (top["hollow"].astype(bool) | bottom["hollow"].astype(bool)).to_numpy(),
            "source_key": (top["source_key"] + " / " + bottom["source_key"]).to_numpy(),
        }
    ).dropna(subset=["value"])


def table_of(results: Results, line: Line) -> pd.DataFrame | None:
    """The simulated table of a line, or None where the runs did not record what it needs."""
    try:
        table = line.simulate(results)
    except NotRecordedError:
        return None
    return None if table.empty else table
