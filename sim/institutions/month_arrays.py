"""The month's numbers for the compiled passes, from levers, calendar, weather and orders."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.institutions.countryside import Countryside
from sim.kernel.arrays import Month, RegionMonth
from sim.outcomes import REGIONS
from sim.rules.marketing import readiness, share_to_state
from sim.rules.population import exit_rate
from sim.rules.towns import consumption_ratio, price_ratio
from sim.state import KULAK, MIDDLE
from sim.world import World

Floats = NDArray[np.float64]

WINTER_FEED = (1.5, 1.5, 1.5, 1.3, 0.8, 0.5, 0.5, 0.5, 0.6, 0.9, 1.2, 1.2)
"""Monthly weight of grain feed, January to December; pasture in summer (ASSUMED, mean 1)."""


def month_numbers(world: World) -> Month:
    """The scalars of this month."""
    levers, towns = world.levers, world.towns
    rules = world.countryside.rules
    freedom = max(0.15, 1.0 - 0.85 * levers["procurement.extraordinary"])
    to_state = share_to_state(towns.market_ratio, freedom, rules.marketing)
    p = world.parameters["towns"]
    ratio = price_ratio(
        levers["price.state_grain"], towns.market_ratio, to_state,
        levers["price.industrial"], towns.goods_shortage,
    )  # fmt: skip
    state_price = levers["price.state_grain"] * p.base_price
    force = levers["collectivisation.force"]
    return Month(
        seed=world.streams.seed,
        month=world.clock.absolute,
        years=world.clock.year - 1924 + (world.clock.month - 1) / 12.0,
        readiness=readiness(ratio, towns.market_ratio, rules.marketing),
        to_state=to_state,
        state_price=state_price,
        market_price=state_price * towns.market_ratio,
        goods_shortage=towns.goods_shortage,
        penalty=levers["procurement.penalty"],
        seed_exempt=levers["procurement.seed_exempt"],
        mts_payment=levers["procurement.mts_payment"],
        force=force,
        advantage=levers["collectivisation.advantage"],
        exit_allowed=levers["collectivisation.exit_allowed"],
        socialisation=levers["livestock.socialisation"],
        church_closing=levers["religion.closing"],
        settlement=levers["kazakhstan.settlement"],
        credibility=1.0 - 0.7 * levers["cadres.blame_excess"],
        feed_weight=WINTER_FEED[world.clock.month - 1],
        new_year=int(world.clock.month == 7),
    )


def region_numbers(world: World) -> RegionMonth:
    """The regional arrays of this month."""
    country: Countryside = world.countryside
    regions, month = country.regions, world.clock.month
    harvest = regions.harvest_month.to_numpy()
    left = (harvest - month) % 12
    years = world.clock.year - 1924
    trend = 1.0 + country.rules.harvest.technical_trend * years
    deport, dispossess = _orders(world)
    kolkhoz = _kolkhoz_share(country)
    towns = world.towns
    ratio = consumption_ratio(float(kolkhoz.mean()), towns.stress, world.parameters["towns"])
    leaving = np.array(
        [exit_rate(ratio, share, towns.vacancies, country.rules.population) for share in kolkhoz]
    )
    barrier = np.full(len(REGIONS), world.levers["passports.barrier"])
    blockaded = [REGIONS.index("Ukraine"), REGIONS.index("North Caucasus")]
    barrier[blockaded] = np.maximum(barrier[blockaded], world.levers["passports.blockade"])
    ones = np.ones(len(REGIONS))
    return RegionMonth(
        winter_sowing=(regions.winter_sowing_month.to_numpy() == month).astype(np.uint8),
        spring_sowing=(regions.spring_sowing_month.to_numpy() == month).astype(np.uint8),
        harvest=(harvest == month).astype(np.uint8),
        months_left=np.where(left == 0, 12, left).astype(np.float64),
        yield_kg=regions.yield_kg_ha.to_numpy() * country.index * trend,
        spring_share=regions.spring_share.to_numpy(float),
        tractors_per_ha=_tractors_per_ha(world),
        birth_rate=regions.birth_rate.to_numpy() / 1000.0,
        death_rate=regions.death_rate.to_numpy() / 1000.0,
        exit_chance=leaving,
        barrier=barrier,
        return_chance=towns.return_chance,
        deport_kulak=deport[0], deport_middle=deport[1],
        dispossess_kulak=dispossess[0], dispossess_middle=dispossess[1],
        market_fill=towns.market_fill * ones,
        relief_fill=towns.relief_fill,
        relief_target=world.levers["relief.targeting"] * ones,
        seed_loan=towns.seed_fill * ones,
        herd_room=_herd_sizes(country) / np.maximum(1.0, country.first_herds),
    )  # fmt: skip


def _kolkhoz_share(country: Countryside) -> Floats:
    villages = country.first.villages
    size = (villages.stop - villages.start).astype(np.float64)
    members = country.by_region(villages.share_kolkhoz * size)
    return members / country.by_region(size)


def _herd_sizes(country: Countryside) -> Floats:
    hh, villages = country.first.households, country.first.villages
    return np.array([
        country.household_sum(getattr(hh, name))
        + country.by_region(getattr(villages, f"kolkhoz_{name}").astype(float))
        for name in ("horses", "cattle", "pigs", "sheep")
    ])  # fmt: skip


def _tractors_per_ha(world: World) -> Floats:
    """Tractors for a hectare of kolkhoz land that machine stations serve, the same everywhere."""
    country: Countryside = world.countryside
    hh, villages = country.first.households, country.first.villages
    members = np.where(hh.status == 1, hh.land_ha, 0.0)
    size = np.add.reduceat(members.astype(np.float64), villages.start)
    served = country.by_region(size * villages.served).sum()
    tractors = world.levers["tractors.stock"] * 1000.0 * 0.8
    return np.full(len(REGIONS), tractors / max(1.0e6, float(served)))


def _orders(world: World) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Chances a household (kulak, middle) of deportation and of dispossession this month.

    Orders in thousand households are laid on regions by their kulaks, earlier zones first; what
    exceeds the kulaks, and the drift, falls on middle households.
    """
    country: Countryside = world.countryside
    p = country.rules.dekulakisation
    hh = country.first.households
    there = hh.status != 2
    kulaks = country.household_sum((hh.label == KULAK) & there)
    middle = country.household_sum((hh.label == MIDDLE) & there)
    weight = kulaks * np.array([1.3, 1.0, 0.7])[country.zone]
    share = weight / max(1.0, float(weight.sum()))
    chances = []
    for lever in ("dekulakisation.deport", "dekulakisation.dispossess"):
        order = world.levers[lever] * 1000.0 * share
        on_kulaks = np.minimum(order * (1.0 - p.drift), 0.6 * kulaks)
        rest = order - on_kulaks
        chances.append((on_kulaks / np.maximum(1.0, kulaks), rest / np.maximum(1.0, middle)))
    return chances[0], chances[1]
