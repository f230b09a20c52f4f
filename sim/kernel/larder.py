"""What a household needs to eat, what it has, and what it makes of it."""

from __future__ import annotations

from sim.compiled import kernel
from sim.rules.hunger import eaten
from sim.state import KOLKHOZ


@kernel
def month_need(home, p):
    """Grain that a household's people need in a month by the norm (kg)."""
    return (home.adults + home.children) * p.hunger.food_norm / 12.0


@kernel
def food_to_harvest(home, months_left, p):
    """Grain that a household's people need until the next harvest (kg)."""
    return month_need(home, p) * months_left


@kernel
def expected_store(home, village):
    """A household's store and, for a member, the pay in grain still to come (kg)."""
    store = home.open_kg + home.hidden_kg
    if home.status == KOLKHOZ:
        store += village.promised_kg * home.adults * home.skill
    return store


@kernel
def meal(home, village, left, p):
    """Grain a household would eat of its own store this month (kg)."""
    store = home.open_kg + home.hidden_kg
    return eaten(month_need(home, p), store, expected_store(home, village), left, p.hunger)


@kernel
def herd_a_head(home):
    """Animals a head that feed a household, in cattle: ten sheep count as one, horses if nomad."""
    people = max(1, home.adults + home.children)
    return (home.cattle + 0.1 * home.sheep + 0.3 * home.horses * home.nomad) / people
