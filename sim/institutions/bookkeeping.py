"""Bookkeeping: stocks before the month, and the ledgers checked after it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.institutions.cadres import record_cadre_stocks
from sim.institutions.countryside import Countryside
from sim.institutions.rural_party import record_rural_party
from sim.institutions.state_farms import state_farm_area
from sim.institutions.towns import record_town_stocks
from sim.outcomes import HERDS
from sim.world import World

Floats = NDArray[np.float64]


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
    record_rural_party(world)


def _grain_stocks(world: World, country: Countryside) -> None:
    villages = country.first.villages
    hidden = country.total("hidden_kg") + country.by_region(villages.kolkhoz_hidden_kg)
    held = country.total("open_kg") + country.total("seed_kg") + hidden
    held += country.by_region(villages.kolkhoz_open_kg + villages.kolkhoz_seed_kg)
    world.recorder.regions("grain_held_in_villages", held / 1e9)
    world.recorder.regions("grain_hidden", hidden / 1e9)
    collective = (villages.kolkhoz_winter_ha + villages.kolkhoz_spring_ha).astype(float)
    standing = country.total("standing_ha") + country.by_region(collective)
    harvest = country.region["harvest_month"]
    growing = (world.clock.month <= harvest) & (world.clock.month >= 6)
    country.sown_ha = np.where(growing, standing, country.sown_ha)
    if country.sown_ha.sum() == 0.0:
        country.sown_ha = country.total("worked_ha")
    sown = country.sown_ha + state_farm_area(world)
    world.recorder.regions("sown_area_grain", sown / 1e6)


def _farm_stocks(world: World, country: Countryside) -> None:
    record = world.recorder
    for head, name in zip(country.herd_sizes(), HERDS, strict=True):
        record.regions(f"livestock_{name}_summer", head / 1e6)
    homes, members = country.total("homes"), country.total("members")
    share = 100.0 * float(members.sum()) / float(homes.sum())
    record.regions("peasant_households", homes / 1e6)
    record.regions("kolkhoz_households", members / 1e6)
    record.regions("collectivisation_rate_households", 100.0 * members / homes, share)
    for column, name in (("attitude_open", "private"), ("stance_open", "public")):
        found = country.total(column)
        share = 100.0 * float(found.sum() / homes.sum())
        record.regions(f"dissent_{name}", 100.0 * found / np.maximum(1.0, homes), share)
    adults = np.maximum(1.0, country.total("adults"))
    for name in ("grievance", "fear"):
        total = country.total(name)
        record.regions(f"{name}_mean", total / adults, float(total.sum() / adults.sum()))


def _people_stocks(world: World, country: Countryside) -> None:
    record = world.recorder
    rural = country.total("adults") + country.total("children")
    below = country.total("below_line")
    record.regions("population_rural", rural / 1e6)
    record.regions("population_total", (rural + world.towns.population + country.settlers) / 1e6)
    share = 100.0 * float(below.sum() / rural.sum())
    record.regions("hunger_rural", 100.0 * below / np.maximum(1.0, rural), share)
    record.regions("special_settlers_jan1", country.settlers)


def books_are_closed(world: World) -> None:
    """Compare both ledgers with the true content of stores and estates."""
    if not world.has_countryside:
        return
    country: Countryside = world.countryside
    country.take_census()
    world.grain.check(grain_stores(world))
    rural = country.total("adults") + country.total("children")
    world.people.check({
        "rural": rural, "urban": world.towns.population, "settlements": country.settlers,
    })  # fmt: skip


def grain_stores(world: World) -> dict[str, Floats]:
    """True content of every store, real kg: by region, or one sum for national stores."""
    country: Countryside = world.countryside
    villages = country.first.villages
    households = country.total("open_kg") + country.total("hidden_kg") + country.total("seed_kg")
    kolkhozy = country.by_region(
        villages.kolkhoz_open_kg + villages.kolkhoz_hidden_kg + villages.kolkhoz_seed_kg
    )
    return {
        "households": households, "kolkhozy": kolkhozy, "state_farms": world.state_farms.store_kg,
        "market": np.array([country.market_kg.sum()]), "state": np.array([world.towns.stock_kg]),
    }  # fmt: skip


def open_books(world: World) -> None:
    """Enter the first stocks of grain and the first populations in the ledgers."""
    country: Countryside = world.countryside
    country.take_census()
    stores = grain_stores(world)
    share = world.towns.share()
    for account, kg in stores.items():
        world.grain.open_store(account, kg if kg.size > 1 else float(kg.sum()) * share)
    world.people.settle("rural", country.total("adults") + country.total("children"))
    world.people.settle("urban", world.towns.population)
    world.people.settle("settlements", country.settlers)
