"""What a comparison measures: outcomes, their yearly values and their sums over named spans.

One declaration serves the numbers and the charts: an outcome is a line of ``chart_lines`` with a
name, a unit and its spans of years. Tables have one column a seed, so that two scenarios can be
subtracted run by run.
"""

from dataclasses import dataclass

import pandas as pd

from analysis.chart_lines import (
    HARVEST,
    PROCURED,
    REPORTED,
    Line,
    agricultural_label,
    dated,
    kept_per_head,
    no_twin,
    recorded,
    table_of,
)
from analysis.compare_turns import TURNS
from analysis.results import NotRecordedError, Results
from sim.outcomes import COUNTRY

SPAN, YEAR, RUNNING = "sum", "year", "cumulative"
"""kinds of period: over a span of years; a single year or day; from the start to a year's end"""
DEATHS = "deaths_reconstructed"
PEOPLE = "population_total"
FAMINE = ((1930, 1934), (1932, 1934))
DRIVE = ((1929, 1932),)
NORMAL_YEARS = (1927, 1928)


@dataclass(frozen=True)
class Outcome:
    """One outcome: name, title of its panel, unit, its line, and spans of years to sum over.

    ``month`` is the month in which a stock is read; ``excess`` marks excess deaths, whose
    difference is also given relative to the baseline's own; ``drawn`` gives it a panel.
    """

    name: str
    label: str
    unit: str
    line: Line
    spans: tuple[tuple[int, int], ...] = ()
    month: int = 7
    excess: bool = False
    drawn: bool = True


def excess_deaths(region: str = COUNTRY) -> Line:
    """Deaths of a calendar year above the run's own mean crude rate of 1927 and 1928, million.

    The measure of P36; years below the normal rate count negative.
    """

    def simulate(results: Results) -> pd.DataFrame:
        dead = results.calendar_years(DEATHS, region)
        people = _mean_people(results, region).reindex(dead.index)
        if not set(NORMAL_YEARS) <= set(dead.index):
            raise NotRecordedError("excess deaths need the years 1927 and 1928")
        normal = (dead / people).loc[list(NORMAL_YEARS)].mean()
        return dated((dead - people * normal) / 1000.0, "calendar")

    return Line("simulated", "calendar", simulate, no_twin, "excess_deaths", region)


def death_rate(region: str = COUNTRY) -> Line:
    """Deaths of a calendar year for 1000 of its mean population."""

    def simulate(results: Results) -> pd.DataFrame:
        dead = results.calendar_years(DEATHS, region)
        return dated(dead / _mean_people(results, region).reindex(dead.index), "calendar")

    return Line("simulated", "calendar", simulate, no_twin, "death_rate", region)


def inflation_of_reports() -> Line:
    """Reported over true harvest of a calendar year, less one, percent."""

    def simulate(results: Results) -> pd.DataFrame:
        crop = results.calendar_years(HARVEST)
        reported = results.calendar_years(REPORTED)
        return dated(100.0 * (reported / crop.where(crop > 0) - 1.0), "calendar")

    return Line("simulated", "calendar", simulate, no_twin, "inflation_of_reports")


def _mean_people(results: Results, region: str) -> pd.DataFrame:
    """Mean population of every calendar year, million."""
    monthly = results.monthly(PEOPLE, region)
    return monthly.groupby(pd.DatetimeIndex(monthly.index).year).mean()


OUTCOMES: tuple[Outcome, ...] = (
    Outcome("excess_deaths", "Excess deaths", "million", excess_deaths(), FAMINE, excess=True),
    Outcome("excess_deaths_ukraine", "Excess deaths, Ukraine", "million",
            excess_deaths("Ukraine"), FAMINE, excess=True),
    Outcome("excess_deaths_kazakhstan", "Excess deaths, Kazakhstan", "million",
            excess_deaths("Kazakhstan"), FAMINE, excess=True, drawn=False),
    Outcome("deaths", "Deaths", "million", recorded(DEATHS, "calendar", factor=0.001), FAMINE,
            drawn=False),
    Outcome("death_rate", "Deaths", "per 1000", death_rate(), drawn=False),
    Outcome("births", "Births", "million",
            recorded("births_reconstructed", "calendar", factor=0.001), FAMINE),
    Outcome("harvest", "Grain harvest, true", "Mt", recorded(HARVEST, "calendar"),
            ((1929, 1933),)),
    Outcome("procurement", "Grain procured, July-June", "Mt",
            recorded(PROCURED, "agricultural"), DRIVE),
    Outcome("exports", "Grain exported, July-June", "Mt",
            recorded("grain_exports", "agricultural"), DRIVE),
    Outcome("grain_kept", "Grain left in villages", "kg a head", kept_per_head()),
    Outcome("food_aid", "Food aid, July-June", "Mt", recorded("food_aid", "agricultural"), DRIVE,
            drawn=False),
    Outcome("reports", "Reported above true harvest", "percent", inflation_of_reports(),
            drawn=False),
    Outcome("sold_back", "Sold back to the hungry, July-June", "Mt",
            recorded("grain_sold_back", "agricultural"), DRIVE, drawn=False),
    Outcome("dismissals", "District secretaries dismissed", "secretaries",
            recorded("raion_secretaries_dismissed", "calendar"), ((1930, 1933),), drawn=False),
    Outcome("kolkhozy", "Households in kolkhozy", "percent",
            recorded("collectivisation_rate_households", "stock")),
    Outcome("horses", "Horses", "million", recorded("livestock_horses_summer", "stock")),
    Outcome("cattle", "Cattle", "million", recorded("livestock_cattle_summer", "stock")),
    Outcome("moves_to_towns", "Net moves to towns", "million",
            recorded("net_migration_rural_to_urban", "calendar", factor=0.001), FAMINE),
    Outcome("town_people", "Urban population", "million", recorded("population_urban", "stock"),
            month=1, drawn=False),
    Outcome("disturbances", "Mass disturbances", "events",
            recorded("mass_disturbances_month", "calendar"), ((1928, 1933),)),
    Outcome("industry", "Industrial output", "1928 = 100",
            recorded("industrial_output_index_western", "stock"), drawn=False),
    Outcome("party", "Party members and candidates", "million",
            recorded("party_total", "stock", factor=1e-6), month=1),
    Outcome("expulsions", "Expelled from the party", "thousand",
            recorded("purge_expelled_count", "calendar", factor=1e-3,
                     twin_series="purge_expelled_count_calendar"), ((1929, 1934),)),
    Outcome("sentences", "Political sentences", "thousand",
            recorded("political_sentences_total", "calendar", factor=1e-3),
            ((1930, 1934), (1937, 1938))),
    Outcome("line_squeeze", "Line: market 0, squeeze 1", "share",
            recorded("line_squeeze", "stock"), month=1),
    *(Outcome(turn.name, turn.label, turn.unit, turn.line(), month=1, drawn=False)
      for turn in TURNS.values()),
)  # fmt: skip


def seed_table(results: Results, outcome: Outcome, seeds: list[int]) -> pd.DataFrame | None:
    """An outcome's dated values, a column a seed; None where the runs did not record it."""
    table = table_of(results, outcome.line)
    if table is None:
        return None
    names = dict(zip(results.runs, results.seeds, strict=True))
    table = table.rename(columns=names)
    return table[[seed for seed in seeds if seed in table.columns]]


def yearly(table: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """One row a year: index (year, label), label 1932, 1932/33 or 1932-07 by kind of outcome."""
    days = pd.DatetimeIndex(table.index)
    how = outcome.line.how
    if how == "stock":
        table = table[days.month == outcome.month]
        days = pd.DatetimeIndex(table.index)
    years = [day.year - (how == "agricultural") for day in days]
    if how == "agricultural":
        labels = [agricultural_label(year) for year in years]
    else:
        labels = [f"{day:%Y-%m}" if how == "stock" else f"{day:%Y}" for day in days]
    return table.set_axis(pd.MultiIndex.from_arrays([years, labels], names=["year", "period"]))


def spans(by_year: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Sums over the outcome's spans whose every year was run; index period, as 1930-34."""
    rows = {}
    years = by_year.index.get_level_values("year")
    for first, last in outcome.spans:
        chosen = (years >= first) & (years <= last)
        if chosen.sum() == last - first + 1:
            rows[span_label(outcome, first, last)] = by_year[chosen].sum(min_count=last - first + 1)
    return pd.DataFrame(rows, index=by_year.columns).T


def span_label(outcome: Outcome, first: int, last: int) -> str:
    """A span as tables name it: 1930-34, or 1929/30-1932/33 for July-June years."""
    if outcome.line.how == "agricultural":
        return f"{agricultural_label(first)}-{agricultural_label(last)}"
    return f"{first}-{last % 100:02d}"


def running(by_year: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """Sums from the start of the runs to each year, for outcomes with spans; "to 1932"."""
    if not outcome.spans:
        return by_year.iloc[:0].droplevel("year")
    return by_year.cumsum().droplevel("year").rename(index=lambda period: f"to {period}")


def by_period(table: pd.DataFrame, outcome: Outcome) -> pd.DataFrame:
    """An outcome over its spans, by year and cumulated, a column a seed; index (kind, period)."""
    each = yearly(table, outcome)
    parts = {SPAN: spans(each, outcome), YEAR: each.droplevel("year"),
             RUNNING: running(each, outcome)}  # fmt: skip
    return pd.concat(parts, names=["kind", "period"])
