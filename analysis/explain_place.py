"""Why a place went hungry, or did not: the chain from crop to plan, stores, food and deaths.

Each link is a number of the runs for one region and month, beside the same a year before. The
districts of a region are told by ``analysis.explain_district``. Sums run
over the agricultural year, July to the month asked for; heads are villagers at its start.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.results import NotRecordedError, Results, ResultsError
from sim.outcomes import COUNTRY, REGIONS
from sim.scenario_schema import month_label, month_number

KG_IN_MT, PERSONS_IN_MILLION = 1e9, 1e6
RURAL = "population_rural"


@dataclass(frozen=True)
class Link:
    """One link of the chain: its stage, what it says, unit, and how it is read off the runs."""

    stage: str
    what: str
    unit: str
    read: Callable[["Season"], Any]


class Season:
    """One region's agricultural year up to a month (YYYY-MM), in every run of some results."""

    def __init__(self, results: Results, region: str, month: str) -> None:
        self.results, self.region, self.month = results, region, month
        last = month_number(month)
        self.first = month_label(last - (last - month_number("1924-07")) % 12)

    def total(self, *names: str) -> NDArray[np.float64]:
        """Sum of the series from July to the month, by run. Raises NotRecordedError."""
        first, last = month_number(self.first), month_number(self.month)
        found: Any = 0.0
        for name in names:
            months, values = self.results.array(name, self.region)
            part = values[np.searchsorted(months, first) : np.searchsorted(months, last, "right")]
            if not len(part):
                raise NotRecordedError(f"{names[0]}: the runs do not reach {self.month}")
            missing = np.isnan(part).all(axis=0)
            found = found + np.where(missing, math.nan, np.nansum(part, axis=0))
        return np.asarray(found)

    def now(self, name: str) -> NDArray[np.float64]:
        """Value of the month, by run."""
        return self._on(name, self.month)

    def _on(self, name: str, month: str) -> NDArray[np.float64]:
        months, values = self.results.array(name, self.region)
        place = int(np.searchsorted(months, month_number(month)))
        if place >= len(months) or months[place] != month_number(month):
            raise NotRecordedError(f"series {name} of {self.region} has no value for {month}")
        return np.asarray(values[place])

    def a_head(self, *names: str) -> NDArray[np.float64]:
        """Kilograms a villager of series in Mt, summed over the season so far."""
        people = self._on(RURAL, self.first)
        return self.total(*names) * KG_IN_MT / (people * PERSONS_IN_MILLION)

    def stored(self, name: str) -> NDArray[np.float64]:
        """Kilograms a villager of a stock in Mt on the first of the month."""
        return self.now(name) * KG_IN_MT / (self.now(RURAL) * PERSONS_IN_MILLION)

    def per_thousand(self, name: str, people: str) -> NDArray[np.float64]:
        """A month's count in thousands for a thousand of ``people`` (a stock in millions)."""
        return self.now(name) / self.now(people)


HARVEST, TAKEN = "grain_harvest_wheatcroft_davies_low", "grain_procurement_actual"
REPORTED = "grain_harvest_official_contemporary"
CHAIN = (
    Link("crop", "grain brought in", "kg a villager", lambda s: s.a_head(HARVEST)),
    Link("crop", "of it in state farms", "kg a villager",
         lambda s: s.a_head("grain_harvest_state_farms")),
    Link("report", "reported over true harvest", "ratio",
         lambda s: s.total(REPORTED) / s.total(HARVEST)),
    Link("taking", "delivered to the state", "kg a villager", lambda s: s.a_head(TAKEN)),
    Link("taking", "share of the crop", "percent",
         lambda s: 100.0 * s.total(TAKEN) / s.total(HARVEST)),
    Link("secretaries", "who overshoot", "percent", lambda s: 100.0 * s.now("cadre_overshoot")),
    Link("secretaries", "who balk", "percent", lambda s: 100.0 * s.now("cadre_balk")),
    Link("secretaries", "who leak or resell", "percent", lambda s: 100.0 * s.now("cadre_leak")),
    Link("farms", "households in kolkhozy", "percent",
         lambda s: s.now("collectivisation_rate_households")),
    Link("farms", "sown as seed", "kg a villager", lambda s: s.a_head("seed_use")),
    Link("farms", "fed to animals", "kg a villager", lambda s: s.a_head("grain_fed_to_livestock")),
    Link("stores", "grain left in villages", "kg a villager",
         lambda s: s.stored("grain_held_in_villages")),
    Link("stores", "of it hidden", "kg a villager", lambda s: s.stored("grain_hidden")),
    Link("food", "eaten since July", "kg a villager", lambda s: s.a_head("rural_food_grain")),
    Link("food", "of it relief", "kg a villager", lambda s: s.a_head("food_aid")),
    Link("hunger", "people below the famine line", "percent", lambda s: s.now("hunger_rural")),
    Link("hunger", "deaths from hunger this month, towns with them", "per 1000 people",
         lambda s: s.per_thousand("deaths_from_hunger", "population_total")),
    Link("answer", "crowds this month", "events", lambda s: s.now("mass_disturbances_month")),
    Link("answer", "left for towns this month", "per 1000 villagers",
         lambda s: s.per_thousand("rural_departures_to_towns", RURAL)),
    Link("answer", "turned back this month", "per 1000 villagers",
         lambda s: s.per_thousand("flight_stopped", RURAL)),
)  # fmt: skip


def chain(results: Results, region: str, month: str) -> list[dict[str, Any]]:
    """The links for a region and month: median and 90 percent band over runs, and a year before.

    What the runs did not keep is left out. Raises ResultsError for an unknown region, a month that
    is none, or one that the runs do not reach.
    """
    if region not in (*REGIONS, COUNTRY):
        raise ResultsError(f"--region: '{region}' is none of {', '.join((*REGIONS, COUNTRY))}")
    number = asked_month(month)
    season, before = (Season(results, region, month_label(n)) for n in (number, number - 12))
    try:
        season.now(RURAL)
    except NotRecordedError as missing:
        raise ResultsError(f"--month: {missing}") from missing
    rows = [_row(link, season, before) for link in CHAIN]
    return [row for row in rows if row is not None]


def asked_month(month: str) -> int:
    """The number of the month given as --month. Raises ResultsError for one that is none."""
    try:
        return month_number(month)
    except ValueError as wrong:
        raise ResultsError(f"--month: '{month}' is not a month (use YYYY-MM)") from wrong


def _row(link: Link, season: Season, before: Season) -> dict[str, Any] | None:
    values = _read(link, season)
    if values is None:
        return None
    low, median, high = (float(value) for value in np.quantile(values, (0.05, 0.5, 0.95)))
    past = _read(link, before)
    return {
        "stage": link.stage, "what": link.what, "median": three(median),
        "90 %": f"{three(low)} to {three(high)}" if len(values) > 1 else "",
        "a year before": "" if past is None else three(float(np.median(past))), "unit": link.unit,
        "place": season.region,
    }  # fmt: skip


def _read(link: Link, season: Season) -> NDArray[np.float64] | None:
    try:
        # A share of a crop that is not in yet is infinite.
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.asarray(link.read(season))
    except NotRecordedError:
        return None
    values = values[np.isfinite(values)]
    return values if len(values) else None


def three(value: float) -> str:
    """A number with three significant digits, never fewer than its whole part."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
