"""Hunger: food to body condition to death, with every household its own (M11)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.compiled import rule
from sim.parameters import Param


class Hunger(NamedTuple):
    """Food needs and what their lack does to a body."""

    food_norm: Annotated[
        float,
        Param(
            "grain a villager eats in a normal year, low harvest basis",
            200,
            260,
            "record: param_grain_food_norm_per_person 200-260",
            "kg/year",
        ),
    ] = 212.0
    grain_energy: Annotated[
        float,
        Param(
            "share of food energy that comes from grain",
            0.65,
            0.85,
            "ASSUMED; budgets of the 1920s give about three quarters",
        ),
    ] = 0.66
    garden_energy: Annotated[
        float,
        Param("share of food energy from garden, forest and bought food", 0.05, 0.25, "ASSUMED"),
    ] = 0.25
    milk_energy: Annotated[
        float, Param("share of food energy from a full herd's milk and meat", 0.03, 0.25, "ASSUMED")
    ] = 0.09
    herd_per_head: Annotated[
        float,
        Param(
            "cattle a head (ten sheep count as one) that give the full share",
            0.2,
            1.0,
            "ASSUMED; about half a head of cattle a person in 1926",
            "head a person",
        ),
    ] = 0.4
    substitutes: Annotated[
        float,
        Param(
            "share of a deficit that chaff, weeds and carrion make good", 0.0, 0.4, "ASSUMED, swept"
        ),
    ] = 0.378
    adaptation: Annotated[
        float,
        Param(
            "share of the energy need that less work and slower bodies save in want",
            0.0,
            0.1,
            "ASSUMED, swept; needs fall from 2200 to 1900 kcal by BMI class: LITERATURE B10",
        ),
    ] = 0.092
    thrift: Annotated[
        float,
        Param(
            "least share of the norm that a household eats while anything is left",
            0.4,
            0.8,
            "ASSUMED; below about 150 kg a year is acute hunger: record, famine threshold",
        ),
    ] = 0.62
    loss: Annotated[
        float,
        Param(
            "fall of body mass index in a month for a wholly missing diet",
            3.0,
            3.8,
            "Clingendael 2024: 3.413 (LITERATURE B10)",
            "kg/m2",
        ),
    ] = 3.413
    recovery: Annotated[
        float,
        Param(
            "monthly return towards the normal index, as a share of the gap",
            0.08,
            0.1,
            "Clingendael 2024: 0.091, 0.096 (LITERATURE B10)",
        ),
    ] = 0.097
    normal_body: Annotated[
        float, Param("index that a full diet holds", 21, 23, "Clingendael 2024: 22", "kg/m2")
    ] = 22.0
    famine_line: Annotated[
        float, Param("index below which hunger kills", 18, 19, "Clingendael 2024: 18.5", "kg/m2")
    ] = 18.5
    death_scale: Annotated[
        float,
        Param(
            "scale of the monthly death hazard below the line",
            0.00023,
            0.00028,
            "Clingendael 2024: 0.00028, alternate 0.00023",
            "per month",
        ),
    ] = 0.00028
    death_power: Annotated[
        float,
        Param(
            "power of the distance to the line",
            1.33,
            1.36,
            "Clingendael 2024: 1.33, 1.36",
            "exponent",
        ),
    ] = 1.33
    most_deaths: Annotated[
        float, Param("largest hazard in a month", 0.1, 0.6, "ASSUMED, swept", "per month")
    ] = 0.3
    disease: Annotated[
        float,
        Param(
            "further hazard from typhus and other epidemics, for each unit of deficit",
            0.01,
            0.04,
            "LITERATURE B10: 0.02 when the deficit passes 0.15",
            "per month",
        ),
    ] = 0.012
    epidemic: Annotated[
        float,
        Param(
            "monthly hazard for everybody, fed or not, where all the people around starve: typhus, "
            "relapsing fever and dysentery carried by the hungry and by refugees",
            0.0,
            0.01,
            "ASSUMED, swept; LITERATURE B10 has disease beside starvation",
            "per month",
        ),
    ] = 0.0038
    epidemic_speed: Annotated[
        float,
        Param(
            "how fast epidemics follow want",
            0.2,
            0.8,
            "ASSUMED; incubation and spread within a season",
            "share a month",
        ),
    ] = 0.4
    contagion: Annotated[
        float,
        Param(
            "weight of the country's starving beside the region's own in its epidemics",
            0.0,
            0.8,
            "ASSUMED; trains and roads carried typhus into regions without hunger",
        ),
    ] = 0.5
    child_factor: Annotated[
        float,
        Param(
            "hazard of children under fifteen over that of adults under sixty",
            1.0,
            2.0,
            "record: 31 percent of Ukraine's losses under ten years of age",
            "ratio",
        ),
    ] = 1.25
    elder_factor: Annotated[
        float,
        Param(
            "hazard of those over sixty over that of other adults",
            1.0,
            2.5,
            "ASSUMED; the old died early in every famine",
            "ratio",
        ),
    ] = 1.5
    plenty: Annotated[
        float,
        Param(
            "share over the norm that a household with grain to spare eats, gives and brews",
            0.0,
            0.25,
            "ASSUMED; home brewing took about half a million tonnes and more in 1927",
        ),
    ] = 0.08
    rot: Annotated[
        float,
        Param(
            "monthly loss of grain in village stores to rodents, damp and handling",
            0.001,
            0.01,
            "derived: 1.5 percent of the harvest a year (grain balance), about half of it in store "
            "on the mean of the year",
            "share a month",
        ),
    ] = 0.0025
    spared: Annotated[
        float,
        Param(
            "share of what the better-off can spare that they give in a month",
            0.1,
            0.6,
            "ASSUMED, swept",
            "share a month",
        ),
    ] = 0.3
    sharing: Annotated[
        float,
        Param(
            "share of a village's lack that neighbours with grain to spare cover: wages in kind, "
            "loans, kin",
            0.3,
            1.0,
            "ASSUMED, swept",
        ),
    ] = 0.85
    body_spread: Annotated[
        float,
        Param(
            "spread of body condition between households in normal times",
            0.8,
            1.6,
            "LITERATURE B10: N(21, 1.2)",
            "kg/m2",
        ),
    ] = 1.2


PARAMETERS = Hunger

TABLE_STEP = 0.1
"""Step of the death table in kg/m2 below the famine line."""


def death_table(p: Hunger) -> NDArray[np.float64]:
    """Monthly death hazard at 0, 0.1, 0.2 ... kg/m2 below the famine line, up to 10.

    The exponential is tabulated once, so that compiled and plain code agree to the bit.
    """
    below = np.arange(0.0, 10.0 + TABLE_STEP, TABLE_STEP)
    return np.minimum(p.most_deaths, p.death_scale * np.exp(below**p.death_power))


@rule
def spare(store_kg, need_kg, months_left, p):
    """Grain a household can lend or pay to poorer neighbours this month (kg).

    What it holds above a thrifty diet to the next harvest; ``need_kg`` is a month's norm.
    """
    return max(0.0, store_kg - p.thrift * need_kg * months_left)


@rule
def eaten(need_kg, store_kg, expected_kg, months_left, p):
    """Grain a household eats this month (kg): it saves when what it expects will not last.

    ``expected_kg`` is its store and the pay in grain still to come. It eats the norm if that
    reaches to the harvest, less if not, never below thrift while anything is left.
    """
    share = expected_kg / max(1.0, need_kg * months_left)
    wanted = need_kg * min(1.0 + p.plenty, max(p.thrift, share))
    return min(wanted, store_kg)


@rule
def deficit(grain_share, herd_share, garden, p):
    """Share of the energy need that is missing, between 0 and 1.

    ``grain_share`` is grain eaten over the norm, ``herd_share`` the herd over a full herd,
    ``garden`` the season's yield of garden and forest over the year's mean.
    """
    energy = p.grain_energy * min(1.0, grain_share) + p.garden_energy * garden
    energy += p.milk_energy * min(1.0, herd_share)
    return max(0.0, (1.0 - energy) * (1.0 - p.substitutes) - p.adaptation)


QUIET_HUNGER = 0.02
"""Share of villagers in acute want in ordinary years, which spreads no epidemic (ASSUMED)."""

GARDEN_SEASON = (1.0, 0.95, 0.85, 0.7, 0.6, 0.65, 0.95, 1.3, 1.4, 1.35, 1.2, 1.05)
"""Food from garden and forest by month, January to December, over the year's mean (ASSUMED:
potatoes and cabbage last from August into spring; May and June have neither old nor new)."""


@rule
def body_next(body, missing, p):
    """Body mass index after a month with a share of the energy missing (kg/m2)."""
    return max(9.0, body - p.loss * missing + p.recovery * (p.normal_body - body))


def epidemic_next(level: float, here: float, country: float, p: Hunger) -> float:
    """Epidemic level of a region (0..1) after a month: it follows the share of people in want.

    ``here`` and ``country`` are shares of villagers who lack a fifth of their food and more, the
    region's and the country's; illness lags hunger by about two months.
    """
    source = (1.0 - p.contagion) * here + p.contagion * country
    return level + p.epidemic_speed * (source - level)


@rule
def death_hazard(body, missing, table, p):
    """Monthly hazard of dying of hunger or hunger's diseases, for an adult. M11."""
    below = p.famine_line - body
    hazard = 0.0
    if below > 0.0:
        place = min(below / 0.1, len(table) - 2.0)
        low = int(place)
        part = place - low
        hazard = table[low] * (1.0 - part) + table[low + 1] * part
    if missing > 0.15:
        hazard += p.disease * missing
    return min(0.9, hazard)
