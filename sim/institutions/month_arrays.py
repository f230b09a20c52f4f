"""The month's numbers for the compiled passes, from levers, calendar, weather and orders."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.institutions.countryside import Countryside, kolkhoz_tractors
from sim.kernel.arrays import Array, Month, RegionMonth, one_row, rows_of
from sim.outcomes import REGIONS
from sim.rules.herds import room_left, rough_fodder
from sim.rules.hunger import GARDEN_SEASON, QUIET_HUNGER, epidemic_next
from sim.rules.marketing import readiness, share_to_state
from sim.rules.population import exit_rate
from sim.rules.towns import consumption_ratios, price_ratio
from sim.world import World

Floats = NDArray[np.float64]

COMMISSIONS = [REGIONS.index("Ukraine"), REGIONS.index("North Caucasus")]
"""Regions to which commissions were sent in November 1932 and whose borders were closed."""

TAX_MONTHS = (9, 10, 11, 12)
"""Months in which the agricultural tax was collected (first instalments of the year)."""

WINTER_FEED = (1.5, 1.5, 1.5, 1.3, 0.8, 0.5, 0.5, 0.5, 0.6, 0.9, 1.2, 1.2)
"""Monthly weight of grain feed, January to December; pasture in summer (ASSUMED, mean 1)."""


def month_is_prepared(world: World) -> None:
    """Gather this month's numbers for compiled code, once the line and the prices are known."""
    world.countryside.month = _month_numbers(world)
    world.countryside.reg = _region_numbers(world)


def _month_numbers(world: World) -> Array:
    """The scalars of this month."""
    levers, towns, country = world.levers, world.towns, world.countryside
    rules = country.rules
    pool = float(country.market_kg.sum())
    freedom = max(0.15, 1.0 - 0.85 * levers["procurement.extraordinary"])
    to_state = share_to_state(towns.market_ratio, freedom, rules.marketing)
    p = world.parameters["towns"]
    ratio = price_ratio(
        levers["price.state_grain"], towns.market_ratio, to_state,
        levers["price.industrial"], towns.goods_shortage,
    )  # fmt: skip
    state_price = levers["price.state_grain"] * p.base_price
    return one_row(
        Month(
            seed=world.streams.seed,
            month=world.clock.absolute,
            years=world.clock.year - 1924 + (world.clock.month - 1) / 12.0,
            readiness=readiness(ratio, towns.market_ratio, levers["world.alarm"], rules.marketing),
            to_state=to_state,
            kolkhoz_trade=levers["trade.kolkhoz"],
            absorption=min(1.0, 2.0 * country.wants_kg / max(1.0, pool)),
            state_price=state_price,
            market_price=state_price * towns.market_ratio,
            landlords=levers["world.landlords"],
            garden=GARDEN_SEASON[world.clock.month - 1],
            tax_falls_due=1 if world.clock.month in TAX_MONTHS else 0,
            goods_shortage=towns.goods_shortage,
            seed_exempt=levers["procurement.seed_exempt"],
            mts_payment=levers["procurement.mts_payment"],
            advantage=levers["collectivisation.advantage"],
            exit_allowed=levers["collectivisation.exit_allowed"],
            socialisation=levers["livestock.socialisation"],
            church_closing=levers["religion.closing"],
            settlement=levers["kazakhstan.settlement"],
            credibility=1.0 - 0.7 * levers["cadres.blame_excess"],
        )
    )


def _region_numbers(world: World) -> Array:
    """The regional arrays of this month."""
    country: Countryside = world.countryside
    region, month = country.region, world.clock.month
    harvest = region["harvest_month"]
    winter = np.maximum(region["winter_sowing_month"], harvest)
    left = (harvest - month) % 12
    years = world.clock.year - 1924
    trend = 1.0 + country.rules.harvest.technical_trend * years
    deport, dispossess = _orders(world)
    kolkhoz = country.kolkhoz_share()
    towns = world.towns
    ratios = consumption_ratios(towns.stress, world.parameters["towns"])
    leaving = np.array(
        [exit_rate(*ratios, share, towns.vacancies, country.rules.population) for share in kolkhoz]
    )
    barrier = np.full(len(REGIONS), world.levers["passports.barrier"])
    barrier[COMMISSIONS] = np.maximum(barrier[COMMISSIONS], world.levers["passports.blockade"])
    penalty = np.full(len(REGIONS), world.levers["procurement.penalty"])
    penalty[COMMISSIONS] = np.maximum(penalty[COMMISSIONS], world.levers["procurement.blacklists"])
    ones = np.ones(len(REGIONS))
    herds = country.herd_sizes()
    room = _rooms(country, herds)
    return rows_of(RegionMonth(
        winter_sowing=(winter == month).astype(np.uint8),
        spring_sowing=(region["spring_sowing_month"] == month).astype(np.uint8),
        harvest=(harvest == month).astype(np.uint8),
        months_left=np.where(left == 0, 12, left).astype(np.float64),
        yield_kg=region["yield_kg_ha"] * country.index * trend,
        spring_share=region["spring_share"],
        tractors_per_ha=_tractors_per_ha(world),
        birth_rate=region["birth_rate"] / 1000.0,
        death_rate=region["death_rate"] / 1000.0,
        epidemic=_epidemic(country),
        exit_chance=leaving,
        barrier=barrier,
        return_chance=0.0 * ones,
        deport_kulak=deport[0], deport_middle=deport[1],
        dispossess_kulak=dispossess[0], dispossess_middle=dispossess[1],
        penalty=penalty,
        grain_price=np.where(
            country.grain_norm, towns.market_ratio, np.minimum(towns.market_ratio, 1.3)
        )
        * world.levers["price.state_grain"]
        * world.parameters["towns"].base_price,
        market_fill=0.0 * ones,
        relief_fill=0.0 * ones,
        relief_target=world.levers["relief.targeting"] * ones,
        seed_loan=0.0 * ones,
        feed_weight=WINTER_FEED[month - 1] / np.sqrt(region["fodder_index"]),
        rough_fodder=_rough_fodder(country, herds),
        room_horses=room[0], room_cattle=room[1], room_pigs=room[2], room_sheep=room[3],
    ))  # fmt: skip


def _epidemic(country: Countryside) -> Floats:
    """This month's hazard of epidemics, by region, from the share of villagers in acute want."""
    p = country.rules.hunger
    people = np.maximum(1.0, country.total("adults"))
    below = country.total("hungry_adults")
    nation = float(below.sum() / people.sum())
    country.epidemic_level = np.array([
        epidemic_next(level, share, nation, p)
        for level, share in zip(country.epidemic_level, below / people, strict=True)
    ])  # fmt: skip
    country.epidemic = p.epidemic * np.maximum(0.0, country.epidemic_level - QUIET_HUNGER)
    return country.epidemic


HERD_UNITS = np.array([1.0, 0.7, 0.0, 0.1])
"""Rough fodder that a head of horses, cattle, pigs, sheep needs, over a horse's (ASSUMED)."""


def _rooms(country: Countryside, herds: Floats) -> list[Floats]:
    """Room that the land leaves each kind of animal (``SPECIES``), by region."""
    p, sizes = country.rules.herds, herds / np.maximum(1.0, country.first_herds)
    most = (p.capacity_horses, p.capacity_cattle, p.capacity_pigs, p.capacity_sheep)
    return [np.array([room_left(size, capacity) for size in row.tolist()])
            for row, capacity in zip(sizes, most, strict=True)]  # fmt: skip


def _rough_fodder(country: Countryside, herds: Floats) -> Floats:
    """Share of the need for hay and straw met, by region, from the last harvest and the herd."""
    crop = np.where(country.harvest_kg > 0.0, country.harvest_kg, country.last_harvest_kg)
    ratio = crop / np.maximum(1.0, country.first_harvest_kg)
    units = HERD_UNITS @ herds / np.maximum(1.0, HERD_UNITS @ country.first_herds)
    p = country.rules.herds
    return np.array([rough_fodder(a, b, p) for a, b in zip(ratio, units, strict=True)])


def _tractors_per_ha(world: World) -> Floats:
    """Tractors for a hectare of kolkhoz land that machine stations serve, the same everywhere."""
    country: Countryside = world.countryside
    served = country.by_region(
        country.counted("member_land_ha") * country.first.villages.served
    ).sum()
    return np.full(len(REGIONS), kolkhoz_tractors(world) / max(1.0e6, float(served)))


def _orders(world: World) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Chances a household (kulak, middle) of deportation and of dispossession this month.

    Orders in thousand households are laid on regions by their kulaks, earlier zones first; what
    exceeds the kulaks, and the drift, falls on middle households.
    """
    country: Countryside = world.countryside
    p = country.rules.dekulakisation
    kulaks, middle = country.total("kulaks"), country.total("middle")
    weight = kulaks * np.array([1.3, 1.0, 0.7])[country.zone]
    share = weight / max(1.0, float(weight.sum()))
    chances = []
    for lever in ("dekulakisation.deport", "dekulakisation.dispossess"):
        order = world.levers[lever] * 1000.0 * share
        on_kulaks = np.minimum(order * (1.0 - p.drift), 0.6 * kulaks)
        rest = order - on_kulaks
        chances.append((on_kulaks / np.maximum(1.0, kulaks), rest / np.maximum(1.0, middle)))
    return chances[0], chances[1]
