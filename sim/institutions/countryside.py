"""The countryside as an institution: regional state, and the passes over the villages.

Holds what is regional and belongs to no agent: the sample's weights, normal rates, the private
market, the plan's expectations, special settlements. Flows of the sample are weighted here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.first_world import FirstWorld
from sim.kernel.arrays import COUNT, FLOW, Rules, empty_counts, empty_flows, one_row
from sim.kernel.census import PLACE, census, empty_tally
from sim.outcomes import REGIONS
from sim.rules.hunger import death_table
from sim.world import World

Floats = NDArray[np.float64]
KG_IN_MT = 1e9
SPECIES = ("horses", "cattle", "pigs", "sheep")
"""Columns of animals, in the order of ``sim.outcomes.HERDS``."""


@dataclass
class Countryside:
    """Regional state of the countryside; every array has 22 rows unless said otherwise."""

    first: FirstWorld
    region: dict[str, Any]
    """columns of scenarios/inputs/regions.csv as arrays"""
    rules: Rules
    compiled: Any
    """the same parameters as one structured row, for compiled code"""
    weather: dict[int, tuple[Floats, Floats]]
    """by year: index and its standard deviation"""
    table: Floats
    """monthly death hazard by distance to the famine line"""
    zone: NDArray[np.int64]
    """0 grain, 1 intermediate, 2 other (decree of January 1930)"""
    grain_norm: NDArray[np.bool_]
    """contract norm of the grain regions applies"""
    first_herds: Floats
    """4 x regions, weighted head at the start"""
    village_start: NDArray[np.int64]
    """first village of each region"""
    household_start: NDArray[np.int64]
    """first household of each region"""
    index: Floats = field(default_factory=lambda: np.ones(len(REGIONS)))
    """weather index of this year's crop"""
    first_harvest_kg: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """normal harvest of the first world, real kg"""
    last_harvest_kg: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """true harvest of the last agricultural year, real kg"""
    epidemic_level: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """share of starving people that epidemics follow, with a lag"""
    epidemic: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """hazard of epidemics this month"""
    expected_kg: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """harvest the plan expects, real kg"""
    harvest_kg: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """true harvest since 1 July, real kg"""
    reported_kg: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """reported harvest since 1 July, real kg"""
    target_kg: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """plan of this agricultural year, real kg"""
    july_plan: float = 0.0
    """national plan as it stood in July, Mt"""
    collected_kg: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """collected since 1 July, real kg"""
    ask_kg: Floats = field(default_factory=lambda: np.zeros(0))
    """what this month's plan asks of each village, sample kg"""
    settlers: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """people in special settlements, by region of settlement"""
    settler_years: float = 0.0
    """mean years since arrival"""
    known_inflation: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """inflation of reports that the centre takes for usual"""
    market_kg: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """grain on the private market, real kg (one pool, booked where it was sold)"""
    market_fill: float = 1.0
    """share of the market's wants that it met last month"""
    town_bought_kg: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """grain that towns bought on the market this month, real kg"""
    urban_births: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    urban_deaths: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    urban_hunger: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """births, deaths and hunger deaths in towns this month"""
    wants_kg: float = 1.0e9
    """grain that villagers wanted to buy last month, real kg"""
    year_horses: list[float] = field(default_factory=list)
    """horses of the past twelve months, head"""
    sown_ha: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """grain area of this calendar year, real ha"""
    booked_commons: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """grain already booked from households to village commons this month, real kg"""
    settler_births: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    settler_deaths: Floats = field(default_factory=lambda: np.zeros(len(REGIONS)))
    """births and deaths in special settlements this month"""
    tally: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    totals: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """the last census: villages x columns, and weighted regions x columns"""
    month: Any = None
    reg: Any = None
    """this month's numbers for compiled code (sim.institutions.month_arrays)"""
    flows: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    counts: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    """flows and counts of the month, villages x names"""

    def take_census(self) -> None:
        """Count every village's people, animals, grain and land as they stand now."""
        first = self.first
        census(first.households.rows, first.villages.rows, self.compiled, self.tally, 0,
               len(first.villages))  # fmt: skip
        sums = np.add.reduceat(self.tally, self.village_start, axis=0)
        self.totals = sums * self.first.weight[:, None]

    def total(self, name: str) -> Floats:
        """Weighted regional total of a census column (``sim.kernel.census.COUNTED``)."""
        return np.array(self.totals[:, PLACE[name]])

    def counted(self, name: str) -> Floats:
        """A census column a village, in sample units."""
        return np.asarray(self.tally[:, PLACE[name]])

    def begin_month(self) -> None:
        """Clear the month's flows and counts."""
        villages = len(self.first.villages.start)
        self.flows = empty_flows(villages)
        self.counts = empty_counts(villages)

    def by_region(self, per_village: Floats) -> Floats:
        """Weighted regional sums of a number a village, in a fixed order of villages."""
        sums = np.add.reduceat(per_village, self.village_start, dtype=np.float64)
        return np.asarray(sums * self.first.weight)

    def by_district(self, per_village: NDArray[Any]) -> Floats:
        """Sums of a number a village by district, in sample units."""
        sums = np.bincount(self.first.villages.district, per_village, len(self.first.districts))
        return np.asarray(sums, np.float64)

    def mean_of_districts(self, per_district: Any) -> Floats:
        """Mean of a number a district over each region's districts, one counting as another."""
        region = self.first.districts.region
        sums = np.bincount(region, per_district, len(REGIONS))
        return np.asarray(sums / np.bincount(region, minlength=len(REGIONS)))

    def expected_share(self) -> Floats:
        """Each region's part of the harvest that the plan expects."""
        return np.asarray(self.expected_kg / max(1.0, float(self.expected_kg.sum())))

    def kolkhoz_share(self) -> Floats:
        """Share of each region's households in kolkhozy."""
        return np.asarray(self.total("members") / np.maximum(1.0, self.total("homes")))

    def flow(self, *names: str) -> Floats:
        """Weighted kg of the month's named flows together, by region."""
        return self.by_region(self.flow_per_village(*names))

    def flow_per_village(self, *names: str) -> Floats:
        """Sample kg of the month's named flows together, a row a village."""
        total = self.flows[:, FLOW[names[0]]]
        for name in names[1:]:
            total = total + self.flows[:, FLOW[name]]
        return total

    def counts_per_village(self, name: str) -> Floats:
        """Count of the month, a row a village."""
        return np.asarray(self.counts[:, COUNT[name]])

    def held_kg(self) -> Floats:
        """Grain in households and kolkhozy, open, hidden and seed, in sample kg a village."""
        villages = self.first.villages
        homes = self.counted("open_kg") + self.counted("hidden_kg") + self.counted("seed_kg")
        common = villages.kolkhoz_open_kg + villages.kolkhoz_hidden_kg + villages.kolkhoz_seed_kg
        return np.asarray(homes + common)

    def months_left(self, month: int) -> NDArray[np.int64]:
        """Months from ``month`` (1-12) to the next harvest, 1 to 12, a row a village."""
        left = (self.region["harvest_month"] - month) % 12
        return np.asarray(np.where(left == 0, 12, left)[self.first.villages.region])

    def food_and_seed_kg(self, month: int) -> Floats:
        """Food to the next harvest and spring seed not yet sown, in sample kg a village."""
        people = self.counted("adults") + self.counted("children")
        seed = self.counted("land_ha") * self.region["spring_share"][self.first.villages.region]
        sown = (month in (5, 6, 7)) * 1.0
        food = people * self.rules.hunger.food_norm * self.months_left(month) / 12.0
        return np.asarray(food + (1.0 - sown) * seed * self.rules.sowing.seed_kg_per_ha)

    def rural_lack(self) -> Floats:
        """Grain that villagers want to buy and that the market is not expected to have, kg."""
        return self.flow("wanted_market") * (1.0 - self.market_fill)

    def origin(self) -> Floats:
        """Each region's part of the grain collected this year; equal parts before there is any."""
        collected = self.collected_kg + 1.0
        return np.asarray(collected / collected.sum())

    def herd_sizes(self) -> Floats:
        """Animals by kind (``SPECIES``) and region, households' and kolkhozy's, head."""
        villages = self.first.villages
        return np.array([
            self.total(name) + self.by_region(villages.column(f"kolkhoz_{name}").astype(float))
            for name in SPECIES
        ])  # fmt: skip

    def count(self, name: str) -> Floats:
        """Weighted count of the month, by region."""
        return self.by_region(self.counts_per_village(name))

    def household_sum(self, column: NDArray[Any]) -> Floats:
        """Weighted regional sums of a household column."""
        sums = np.add.reduceat(column, self.household_start, dtype=np.float64)
        return np.asarray(sums * self.first.weight)


def found_countryside(
    first: FirstWorld, regions: pd.DataFrame, weather: pd.DataFrame, parameters: dict[str, Any]
) -> Countryside:
    """The countryside of the first world; ``weather`` is scenarios/inputs/weather.csv."""
    rules = Rules(**{name: parameters[name] for name in Rules._fields})
    by_year = {}
    for year in sorted(weather["year"].astype(int).unique().tolist()):
        rows = weather[weather["year"].astype(int) == year]
        ordered = rows.set_index("region").loc[list(REGIONS)]
        by_year[year] = (ordered["index"].to_numpy(float), ordered["sd"].to_numpy(float))
    starts = np.searchsorted(first.villages.region, np.arange(len(REGIONS)))
    country = Countryside(
        first=first,
        region={name: regions[name].to_numpy() for name in regions.columns},
        rules=rules,
        compiled=one_row(rules),
        weather=by_year,
        table=death_table(rules.hunger),
        zone=regions.zone.map({"grain": 0, "intermediate": 1, "other": 2})
        .to_numpy()
        .astype(np.int64),
        grain_norm=(regions.norm_zone == "grain").to_numpy(),
        first_herds=np.zeros((4, len(REGIONS))),
        village_start=starts.astype(np.int64),
        household_start=first.villages.start[starts],
    )
    country.tally = empty_tally(len(first.villages))
    country.take_census()
    country.first_herds = country.herd_sizes()
    country.expected_kg = country.household_sum(first.households.crop_kg)
    crop = first.households.crop_kg.astype(np.float64)
    of_village = np.add.reduceat(crop, first.villages.start)
    first.districts.assessed_kg[:] = country.by_district(of_village)
    country.known_inflation[:] = parameters["plan"].base_inflation
    country.first_harvest_kg = country.expected_kg.copy()
    country.last_harvest_kg = country.expected_kg.copy()
    country.ask_kg = np.zeros(len(first.villages.start))
    return country


def kolkhoz_tractors(world: World) -> float:
    """Tractors that serve kolkhozy this month, in head."""
    share = world.countryside.rules.sowing.tractors_in_kolkhozy
    return float(world.levers["tractors.stock"] * 1000.0 * share)


def state_farm_tractors(world: World) -> float:
    """Tractors that state farms hold this month, in head: those that do not serve kolkhozy."""
    return float(world.levers["tractors.stock"] * 1000.0) - kolkhoz_tractors(world)


_POOLS: dict[int, ThreadPoolExecutor] = {}


def over_villages(threads: int, villages: int, work: Callable[[int, int], None]) -> None:
    """Run ``work(lo, hi)`` over blocks of villages, in threads when more than one.

    Blocks write their own rows only, so the result does not depend on ``threads``.
    """
    if threads <= 1:
        work(0, villages)
        return
    pool = _POOLS.setdefault(threads, ThreadPoolExecutor(threads))
    edges = np.linspace(0, villages, 4 * threads + 1).astype(int)
    blocks = [pool.submit(work, int(a), int(b)) for a, b in itertools.pairwise(edges)]
    for block in blocks:
        block.result()
