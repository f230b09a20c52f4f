"""Procurement: what the state takes, and what peasants put out of its sight (M05, M09, M12)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param


class Procurement(NamedTuple):
    """What squads find, leave and take."""

    found_share: Annotated[
        float,
        Param(
            "share of a hidden store that a full search finds in a month",
            0.1,
            0.9,
            "ASSUMED, swept",
        ),
    ] = 0.5
    hide_base: Annotated[
        float,
        Param(
            "share of the crop kept out of sight in quiet years",
            0.0,
            0.05,
            "ASSUMED; LITERATURE B1 gives concealment of 0-15 percent",
        ),
    ] = 0.01
    hide_response: Annotated[
        float,
        Param(
            "further share hidden for each unit of expected taking",
            0.0,
            0.4,
            "ASSUMED; LITERATURE B1, prior, at most 15 percent in all",
        ),
    ] = 0.25
    hide_most: Annotated[
        float,
        Param(
            "largest share of a crop that can be hidden",
            0.05,
            0.2,
            "LITERATURE B1: 0-15 percent, prior",
        ),
    ] = 0.13
    kolkhoz_hiding: Annotated[
        float,
        Param(
            "share of what its members would hide that a kolkhoz keeps off its books",
            0.0,
            1.0,
            "ASSUMED, swept; books were open to the district, threshing floors less so",
        ),
    ] = 0.5
    cunning_most: Annotated[
        float,
        Param(
            "share of a hidden store that practice puts out of reach of any search",
            0.0,
            0.9,
            "ASSUMED, swept; pits and caches grew harder to find from 1928 to 1932",
        ),
    ] = 0.5
    cunning_gain: Annotated[
        float,
        Param(
            "how fast a household learns to hide under full search",
            0.0,
            0.3,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.06
    food_left: Annotated[
        float,
        Param(
            "share of a household's food to the next harvest that squads leave at full pressure",
            0.0,
            0.9,
            "ASSUMED, swept; the 1931-32 record speaks of grain taken regardless of food",
        ),
    ] = 0.71
    strip: Annotated[
        float,
        Param(
            "share of that food which squads take as well when penalties are at their full",
            0.0,
            1.0,
            "ASSUMED, swept; blacklists and fines in kind of November 1932 to January 1933",
        ),
    ] = 1.0
    kulak_multiple: Annotated[
        float,
        Param(
            "quota of a household labelled kulak over that of a middle household of equal crop",
            1.0,
            5.0,
            "ASSUMED; self-taxation by village meetings 1929, fivefold fines",
            "ratio",
        ),
    ] = 2.0
    poor_share: Annotated[
        float,
        Param(
            "quota of a poor household over that of a middle one of equal crop",
            0.0,
            1.0,
            "ASSUMED; poor households were freed or eased to 1930",
            "ratio",
        ),
    ] = 0.5
    penalty_gain: Annotated[
        float,
        Param(
            "addition to what is asked of a withholder at full penalty",
            0.0,
            1.0,
            "ASSUMED; fines in kind of up to five times the shortfall, article 61",
        ),
    ] = 0.5


PARAMETERS = Procurement


@rule
def hidden_share(expected_take, search, fear, p):
    """Share of a new crop that a household hides: learns from taking, deterred by searches.

    All arguments are shares. M04, M12.
    """
    wish = p.hide_base + p.hide_response * expected_take
    return min(p.hide_most, wish * (1.0 - 0.5 * search * fear))


@rule
def cunning_next(cunning, search, p):
    """Share of a hidden store out of reach after a month of searches (0..1): hiding is learned."""
    return cunning + p.cunning_gain * search * max(0.0, p.cunning_most - cunning)


@rule
def claim_weight(crop_kg, label, p):
    """Weight of a household in its village's quota: its crop (kg), by label. M06, M12."""
    by_label = p.kulak_multiple if label == 2 else (p.poor_share if label == 0 else 1.0)
    return crop_kg * by_label


@rule
def left_to_eat(food_need_kg, pressure, penalty, p):
    """Food that squads leave of what is needed to the next harvest (kg). M09, M12.

    The harder the pressure (0..1) the less; penalties above a half strip those who owe of more.
    """
    left = food_need_kg * (1.0 - pressure * (1.0 - p.food_left))
    return left * (1.0 - p.strip * max(0.0, 2.0 * penalty - 1.0))


@rule
def grain_taken(asked_kg, open_kg, hidden_kg, left_kg, search, p):
    """Grain a squad carries off: what is asked, but no more than lies open or is found.

    ``left_kg`` is food that it leaves (:func:`left_to_eat`). All in kg for one household and one
    month. M05, M09.
    """
    findable = open_kg + p.found_share * search * hidden_kg
    return max(0.0, min(asked_kg, findable - left_kg))


@rule
def seed_taken(asked_kg, seed_kg, exempt, pressure):
    """Seed a squad carries off when the barn did not fill what was asked. kg. M09."""
    return max(0.0, min(asked_kg, seed_kg * (1.0 - exempt) * pressure))
