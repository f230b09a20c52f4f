"""Towns are fed and rationed, grain is exported, industry invests and hires (M03, M84-M89)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.institutions.countryside import KG_IN_MT, Countryside
from sim.institutions.industry import industry_works
from sim.outcomes import REGIONS
from sim.rules import towns as rules
from sim.rules.population import RATES_STAND, conceptions_next
from sim.world import World

Floats = NDArray[np.float64]

EXPORT_SEASON = (1.2, 1.0, 0.8, 0.6, 0.5, 0.4, 0.5, 0.9, 1.6, 1.7, 1.5, 1.3)
"""Monthly weight of exports, January to December (ASSUMED, mean 1)."""


def _zeros() -> Floats:
    return np.zeros(len(REGIONS))


@dataclass
class Towns:
    """State of towns and industry; arrays have 22 rows."""

    population: Floats
    """town people"""
    stock_kg: float
    """grain in state stores, real kg"""
    output: float
    """industrial output, 1928 = 100, annual rate"""
    jobs: float
    """people in wage work, million"""
    birth_rate: float
    death_rate: float
    """yearly, share"""
    market_ratio: float = 1.1
    """market over state price of grain"""
    to_state: float = 0.8
    goods_shortage: float = 0.1
    posts: float = 0.0
    """places of work, filled or not, million"""
    spare_kg: float = 0.0
    """state grain that no planned use claims this month, real kg"""
    earned: float = 0.0
    """currency that grain exports earn, Mt a year at the world price of 1926"""
    imports: float = 0.0
    """the same over the past year: machines bought abroad"""
    stress: float = 0.0
    """share of the towns' grain need unmet, smoothed"""
    vacancies: float = 0.0
    """share of jobs unfilled"""
    unemployed: float = 0.0
    """million"""
    wage: float = 90.0
    """real wage, 1928 = 100"""
    conceptions: float = 0.95
    fecundity: float = 0.95
    """conceptions over those of quiet times: recent, and eight months ago on the mean"""
    inflow: Floats = field(default_factory=_zeros)
    """net arrivals from villages over about the past year"""
    recent: Floats = field(default_factory=_zeros)
    """people who came to towns lately and may go back"""
    outputs: list[float] = field(default_factory=list)
    """output of the past thirteen months"""
    promoted: float = 0.0
    """workers promoted or sent to school this month, posts of ousted specialists among them"""
    specialists: float = 0.9
    """share of engineering posts still held by specialists of the old regime"""
    risen: float = 0.0
    """share of the work force that rose within about eight years"""
    support: float = 0.6
    """workers' support of the regime"""
    grain_bill: float = 0.0
    """what the state paid for grain this month, million rubles"""

    def share(self) -> Floats:
        """Each region's part of the townspeople."""
        return np.asarray(self.population / self.population.sum())


def found_towns(regions: pd.DataFrame, country: dict[str, float], world: World) -> Towns:
    """Towns of January 1924; ``country`` holds the national values of scenarios/inputs."""
    return Towns(
        population=np.round(regions.urban_population_thousand.to_numpy(float) * 1000.0),
        stock_kg=country["state_grain_stock_mt"] * KG_IN_MT,
        output=country["industrial_output_index_1928_100"],
        jobs=country["wage_employment_million"],
        birth_rate=country["urban_birth_rate"] / 1000.0,
        death_rate=country["urban_death_rate"] / 1000.0,
        unemployed=country["unemployed_thousand"] / 1000.0,
        wage=country["real_wage_index_1928_100"],
        market_ratio=country["market_to_state_price_ratio"],
    )


def prices_form(world: World) -> None:
    """The market price follows last month's wants and supply; goods grow scarce with investment."""
    towns, country = world.towns, world.countryside
    p = world.parameters["towns"]
    wanted = country.wants_kg
    supplied = float(country.market_kg.sum())
    fair = world.parameters["marketing"].fair_price * world.levers["price.industrial"]
    fair /= max(0.1, world.levers["price.state_grain"])
    towns.market_ratio = rules.market_ratio_next(towns.market_ratio, fair, wanted, supplied, p)
    gap = max(0.0, 1.5 / max(0.5, world.levers["price.industrial"]) - 1.0)
    towns.goods_shortage = rules.goods_shortage(world.levers["industry.investment"], gap)


def lend_seed(world: World) -> None:
    """Before sowing: how much of the missing spring seed the state can lend."""
    towns, country = world.towns, world.countryside
    if not np.any(country.reg["spring_sowing"] == 1):
        return
    villages = country.first.villages
    p = country.rules.sowing
    land = country.total("land_ha") * (1.0 + p.kolkhoz_extension)
    land += country.by_region(villages.kolkhoz_land_ha.astype(float))
    need = land * country.region["spring_share"] * p.seed_kg_per_ha * 1.1
    have = country.total("seed_kg")
    have += country.by_region(villages.kolkhoz_seed_kg)
    missing = float(np.maximum(0.2 * need, need - have).sum())
    can = 0.6 * towns.stock_kg / max(1.0, missing)
    country.reg["seed_loan"] = min(world.levers["relief.seed_loans"], can)


def towns_are_fed(world: World) -> None:
    """Issue from state stores, exports, army, other users; then the market; then work and wages."""
    towns: Towns = world.towns
    country: Countryside = world.countryside
    p = world.parameters["towns"]
    need = towns.population * p.grain_need / 12.0
    issued = _issue(world, towns, need)
    _market(world, towns, country, need - issued)
    _resell(world, towns, country)
    bought = country.town_bought_kg
    met = float((issued + bought).sum()) / max(1.0, float(need.sum()))
    towns.stress += 0.35 * (max(0.0, min(1.0, 1.0 - met)) - towns.stress)
    _plan_relief(world, towns, country)
    industry_works(world, towns, p)


def _issue(world: World, towns: Towns, need: Floats) -> Floats:
    """State grain to towns by ration or co-operative, to army, abroad, and to other users."""
    p, levers, month = world.parameters["towns"], world.levers, world.clock.month
    lost = towns.stock_kg * p.storage_loss
    towns.stock_kg -= lost
    market_gone = levers["procurement.extraordinary"]
    share = max(levers["rations.coverage"], p.state_share + (1.0 - p.state_share) * market_gone)
    norm = max(levers["rations.norm"], 1.0) if levers["rations.coverage"] > 0.0 else p.grain_need
    wish = np.minimum(need, towns.population * norm / 12.0) * share
    army = p.army_need * KG_IN_MT / 12.0
    abroad = levers["exports.plan"] * KG_IN_MT / 12.0 * EXPORT_SEASON[month - 1]
    left = (8 - month) % 12 + 1
    can = max(0.0, towns.stock_kg - 0.1 * KG_IN_MT) * min(1.0, 1.6 / left)
    villages = p.rural_supply * float(
        (world.countryside.rural_lack() * ~world.countryside.grain_norm).sum()
    )
    home = float(wish.sum()) + army + villages
    home_part = min(1.0, can / max(1.0, home + 0.6 * abroad))
    abroad_can = max(0.0, towns.stock_kg - home * home_part - 0.3 * p.reserve * KG_IN_MT)
    abroad = min(abroad, abroad_can)
    issued = wish * home_part
    towns.stock_kg -= villages * home_part
    _ship(world, towns, issued, army * home_part, abroad, lost)
    ahead = 0.45 * (home + abroad) * max(0, left - 1)
    spare = max(0.0, towns.stock_kg - p.reserve * KG_IN_MT - ahead) / left
    towns.stock_kg -= spare
    towns.spare_kg = spare + villages * home_part
    towns.earned = 12.0 * abroad / KG_IN_MT * levers["world.grain_price"]
    _shared(world, "grain_exports", abroad / KG_IN_MT, world.countryside.origin())
    world.recorder.regions(
        "grain_supplied_to_towns",
        issued / KG_IN_MT,
        (float(issued.sum()) + army * home_part) / KG_IN_MT,
    )
    return np.asarray(issued)


def _ship(
    world: World, towns: Towns, issued: Floats, army: float, abroad: float, lost: float
) -> None:
    """Take the month's issues out of the state's stores and enter them in the ledger."""
    towns.stock_kg -= float(issued.sum()) + army + abroad
    world.grain.move("state", "eaten_towns", issued)
    for account, kg in (("army", army), ("exported", abroad), ("lost", lost)):
        _move_state(world, towns, account, kg)


def _move_state(world: World, towns: Towns, account: str, kg: float) -> None:
    world.grain.move("state", account, kg * towns.share())


def _market(world: World, towns: Towns, country: Countryside, unmet: Floats) -> None:
    """The private market serves villagers in need and towns alike, as far as it reaches."""
    rural = float(country.flow("wanted_market").sum())
    wish = unmet * 0.95
    total = rural + float(wish.sum())
    pool = float(country.market_kg.sum())
    fill = min(1.0, 0.98 * pool / max(1.0, total))
    country.reg["market_fill"] = fill
    country.wants_kg = total
    bought = wish * fill
    country.town_bought_kg = bought
    _from_market(country, float(bought.sum()))
    sold_from = _pool_shares(country, float(bought.sum()))
    world.grain.move("market", "eaten_towns", sold_from)


def _resell(world: World, towns: Towns, country: Countryside) -> None:
    """Grain that no plan claims: to villages of the consuming regions, then to other users.

    Industrial-crop, forest and northern districts lived on state grain; industry and transport
    took the rest.
    """
    fill = float(country.reg["market_fill"][0])
    country.market_fill = fill
    lacking = country.flow("wanted_market") * (1.0 - fill) * ~country.grain_norm
    sold = min(0.98 * float(lacking.sum()), towns.spare_kg)
    if sold > 0.0:
        share = sold / float(lacking.sum())
        country.reg["market_fill"] = np.where(country.grain_norm, fill, fill + (1.0 - fill) * share)
        by_region = lacking * share
        world.grain.move("state", "market", by_region)
        country.market_kg = country.market_kg + by_region
    other = towns.spare_kg - max(0.0, sold)
    _move_state(world, towns, "other_users", other)


def _pool_shares(country: Countryside, kg: float) -> Floats:
    return np.asarray(kg * country.expected_share())


def _from_market(country: Countryside, kg: float) -> None:
    """Take kg out of the market's pool, from all regions in proportion."""
    pool = float(country.market_kg.sum())
    country.market_kg *= max(0.0, 1.0 - kg / pool) if pool > 0.0 else 0.0


def _plan_relief(world: World, towns: Towns, country: Countryside) -> None:
    """Share of the villages' lack that relief will cover this month, as stocks allow."""
    lack = country.flow("wanted_relief")
    want = lack * world.levers["relief.share_of_need"]
    can = 0.4 * towns.stock_kg / max(1.0, 2.0 * float(want.sum()))
    country.reg["relief_fill"] = world.levers["relief.share_of_need"] * min(1.0, can)


def town_people(world: World) -> None:
    """Births and deaths in towns, and how many would go back to their villages."""
    towns: Towns = world.towns
    p = world.parameters["towns"]
    fed = max(0.3, 1.0 - 2.0 * max(0.0, towns.stress - 0.05))
    years = world.clock.year - 1924
    births = towns.population * towns.birth_rate * towns.fecundity / 12.0
    towns.fecundity = conceptions_next(towns.fecundity, towns.conceptions)
    towns.conceptions = conceptions_next(towns.conceptions, fed)
    births *= 1.0 - p.birth_decline * (years - RATES_STAND)
    hunger = towns.population * p.hunger_deaths * max(0.0, towns.stress - p.borne)
    hunger = hunger * _rural_hunger(world)
    demography = world.parameters["population"]
    inflow = float(towns.inflow.sum()) / float(towns.population.sum())
    rate = towns.death_rate * rules.crowding(inflow, p)
    rate *= 1.0 - demography.mortality_decline * (years - RATES_STAND)
    hunger = hunger + towns.population * world.countryside.epidemic
    deaths = towns.population * rate / 12.0 + hunger
    births, deaths, hunger = np.round(births), np.round(deaths), np.round(hunger)
    towns.population = towns.population + births - deaths
    world.people.birth("urban", births)
    world.people.death("urban", deaths)
    world.countryside.urban_births = births
    world.countryside.urban_deaths = deaths
    world.countryside.urban_hunger = hunger


def _rural_hunger(world: World) -> Floats:
    """How much worse than the mean town a region's towns fare: hungry villagers around them."""
    country: Countryside = world.countryside
    below, adults = country.total("hungry_adults"), country.total("adults")
    return np.asarray(0.4 + 6.0 * below / np.maximum(1.0, adults))


def _shared(world: World, series: str, total: float, share: Floats) -> None:
    """Record a national total, and each region's part of it by ``share``."""
    world.recorder.regions(series, total * share, total)


def record_town_stocks(world: World) -> None:
    """Record the stocks of towns, industry and state stores before the month."""
    towns: Towns = world.towns
    record = world.recorder
    stressed = np.full(len(REGIONS), towns.stress)
    people = towns.share()
    _shared(world, "state_grain_stocks", towns.stock_kg / KG_IN_MT, world.countryside.origin())
    record.regions(
        "price_ratio_market_to_state_wheat",
        np.full(len(REGIONS), towns.market_ratio),
        towns.market_ratio,
    )
    record.regions("town_food_stress", stressed, towns.stress)
    record.country("goods_shortage", towns.goods_shortage)
    record.country("industrial_output_index_western", towns.output)
    record.country("real_wage_index", towns.wage)
    _shared(world, "wage_employment_total", towns.jobs, people)
    _shared(world, "unemployed_registered", towns.unemployed * 1000.0, people)
    record.country("worker_support", towns.support)
    record.country("old_specialists", towns.specialists)
    covered = world.levers["rations.coverage"] * float(towns.population.sum()) / 1e6
    _shared(world, "bread_ration_population", covered, people)
    _shared(world, "rural_migrants_promoted", towns.promoted / 1e3, people)
    record.country("grain_bill", towns.grain_bill)
    record.regions("population_urban", towns.population / 1e6)
