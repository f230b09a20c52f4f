"""Bookkeeping: stocks before the month, and the ledgers checked after it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.institutions.cadres import record_cadre_stocks
from sim.institutions.countryside import Countryside
from sim.institutions.towns import record_town_stocks
from sim.outcomes import REGIONS
from sim.state import GONE, KOLKHOZ
from sim.world import World

Floats = NDArray[np.float64]
HERDS = (("horses", "horses"), ("cattle", "cattle"), ("pigs", "pigs"), ("sheep", "sheep_goats"))


def stocks_are_taken(world: World) -> None:
    """Record every stock of the countryside and the towns on the first of the month."""
    world.levers.tick = world.clock.tick
    world.recorder.tick = world.clock.tick
    if not world.has_countryside:
        return
    country: Countryside = world.countryside
    _grain_stocks(world, country)
    _farm_stocks(world, country)
    _people_stocks(world, country)
    record_town_stocks(world)
    record_cadre_stocks(world)


def _grain_stocks(world: World, country: Countryside) -> None:
    hh, villages = country.first.households, country.first.villages
    hidden = country.household_sum(hh.hidden_kg) + country.by_region(villages.kolkhoz_hidden_kg)
    held = country.household_sum(hh.open_kg) + country.household_sum(hh.seed_kg) + hidden
    held += country.by_region(villages.kolkhoz_open_kg + villages.kolkhoz_seed_kg)
    world.recorder.regions("grain_held_in_villages", held / 1e9)
    world.recorder.regions("grain_hidden", hidden / 1e9)
    standing = country.household_sum(hh.winter_ha) + country.household_sum(hh.spring_ha)
    standing += country.by_region(
        (villages.kolkhoz_winter_ha + villages.kolkhoz_spring_ha).astype(float)
    )
    harvest = country.region["harvest_month"]
    growing = (world.clock.month <= harvest) & (world.clock.month >= 6)
    country.sown_ha = np.where(growing, standing, country.sown_ha)
    if country.sown_ha.sum() == 0.0:
        country.sown_ha = country.household_sum(hh.worked_ha)
    world.recorder.regions("sown_area_grain", country.sown_ha / 1e6)


def _farm_stocks(world: World, country: Countryside) -> None:
    hh, villages = country.first.households, country.first.villages
    record = world.recorder
    for column, name in HERDS:
        head = country.household_sum(getattr(hh, column))
        head += country.by_region(getattr(villages, f"kolkhoz_{column}").astype(float))
        record.regions(f"livestock_{name}_summer", head / 1e6)
    homes = country.household_sum(hh.status != GONE)
    members = country.household_sum(hh.status == KOLKHOZ)
    share = 100.0 * float(members.sum()) / float(homes.sum())
    record.regions("peasant_households", homes / 1e6)
    record.regions("kolkhoz_households", members / 1e6)
    record.regions("collectivisation_rate_households", 100.0 * members / homes, share)
    for column in ("grievance", "fear"):
        weighted = np.where(hh.status != GONE, getattr(hh, column) * hh.adults, 0.0)
        adults = np.maximum(1.0, country.household_sum(hh.adults))
        total = country.household_sum(weighted)
        mean = float(total.sum() / adults.sum())
        record.regions(f"{column}_mean", total / adults, mean)


def _people_stocks(world: World, country: Countryside) -> None:
    hh, record = country.first.households, world.recorder
    rural = country.household_sum(hh.adults + hh.children)
    thin = hh.body < country.rules.hunger.famine_line
    below = country.household_sum(np.where(thin, hh.adults + hh.children, 0))
    record.regions("population_rural", rural / 1e6)
    record.regions("population_total", (rural + world.towns.population + country.settlers) / 1e6)
    share = 100.0 * float(below.sum() / rural.sum())
    record.regions("hunger_rural", 100.0 * below / np.maximum(1.0, rural), share)
    record.regions("special_settlers_jan1", country.settlers)
    record.country("rural_migrants_promoted", world.towns.promoted / 1e3)


def books_are_closed(world: World) -> None:
    """Compare both ledgers with the true content of stores and estates."""
    if not world.has_countryside:
        return
    country: Countryside = world.countryside
    world.grain.check(grain_stores(world))
    hh = country.first.households
    rural = country.household_sum(hh.adults.astype(float) + hh.children)
    world.people.check({
        "rural": rural, "urban": world.towns.population, "settlements": country.settlers,
    })  # fmt: skip


def grain_stores(world: World) -> dict[str, Floats]:
    """True content of every store, real kg: by region, or one sum for national stores."""
    country: Countryside = world.countryside
    hh, villages = country.first.households, country.first.villages
    households = sum(
        (country.household_sum(column) for column in (hh.open_kg, hh.hidden_kg, hh.seed_kg)),
        np.zeros(len(REGIONS)),
    )
    kolkhozy = country.by_region(
        villages.kolkhoz_open_kg + villages.kolkhoz_hidden_kg + villages.kolkhoz_seed_kg
    )
    return {
        "households": households, "kolkhozy": kolkhozy,
        "market": np.array([country.market_kg.sum()]), "state": np.array([world.towns.stock_kg]),
    }  # fmt: skip


def open_books(world: World) -> None:
    """Enter the first stocks of grain and the first populations in the ledgers."""
    country: Countryside = world.countryside
    stores = grain_stores(world)
    share = world.towns.population / world.towns.population.sum()
    for account, kg in stores.items():
        world.grain.open_store(account, kg if kg.size > 1 else float(kg.sum()) * share)
    hh = country.first.households
    world.people.settle("rural", country.household_sum(hh.adults.astype(float) + hh.children))
    world.people.settle("urban", world.towns.population)
    world.people.settle("settlements", country.settlers)
