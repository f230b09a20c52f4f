"""Special settlements: arrival, death, birth, flight and release of the deported (M12)."""

from __future__ import annotations

import numpy as np

from sim.institutions.countryside import Countryside
from sim.outcomes import REGIONS
from sim.rules.dekulakisation import settler_hazard
from sim.world import World

DESTINATIONS = {
    "Northern": 0.16, "Urals": 0.33, "West Siberia": 0.19, "East Siberia": 0.11,
    "Kazakhstan": 0.15, "Far East": 0.03, "Nizhny": 0.03,
}  # fmt: skip
"""Shares of the deported by region of settlement (record: families_settled_by_destination,
1930-31, rounded)."""


def settle(world: World) -> None:
    """The month's deportees arrive; settlers die, are born, flee and are released."""
    country: Countryside = world.countryside
    p = country.rules.dekulakisation
    taken = country.count("deported_persons")
    share = np.array([DESTINATIONS.get(name, 0.0) for name in REGIONS])
    arrived = float(taken.sum()) * share / share.sum()
    before = float(country.settlers.sum())
    country.settlers = country.settlers + arrived
    world.people.carry("rural", taken, np.zeros(len(REGIONS)))
    world.people.carry("settlements", np.zeros(len(REGIONS)), arrived)
    now = max(1.0, before + float(arrived.sum()))
    country.settler_years = (country.settler_years + 1.0 / 12.0) * before / now
    deaths = country.settlers * settler_hazard(country.settler_years, p)
    births = country.settlers * p.settler_births / 12.0
    away = country.settlers * (p.settler_flight / (1.0 + country.settler_years) + p.released) / 12.0
    country.settler_deaths, country.settler_births = deaths, births
    country.settlers = country.settlers + births - deaths - away
    world.people.birth("settlements", births)
    world.people.death("settlements", deaths)
    world.people.move("settlements", "urban", away)
    world.towns.population = world.towns.population + away
    world.recorder.regions("special_settlement_deaths", deaths)
