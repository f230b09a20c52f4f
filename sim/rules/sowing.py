"""Sowing: land, will, seed and draught set the area that goes under grain (M09, M10, M90)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param


class Sowing(NamedTuple):
    """What limits the area sown."""

    seed_kg_per_ha: Annotated[
        float,
        Param(
            "seed sown on a hectare, low harvest basis",
            105,
            170,
            "record: param_seed_rate_grain 110-170; 13.1 Mt on 104 Mha is 126; low basis x 0.86",
            "kg/ha",
        ),
    ] = 110.0
    seed_kept: Annotated[
        float,
        Param(
            "largest share of a crop that a farm sets aside as seed, however poor the crop",
            0.2,
            0.6,
            "ASSUMED, swept; seed was about a sixth of a normal crop",
        ),
    ] = 0.33
    take_response: Annotated[
        float,
        Param(
            "share of area given up for each unit of expected taking above the tolerated share",
            0.3,
            0.6,
            "LITERATURE B1, prior 0.3-0.6",
        ),
    ] = 0.35
    tolerated_take: Annotated[
        float,
        Param(
            "share of the crop lost to the state that leaves sowing unchanged",
            0.05,
            0.3,
            "ASSUMED, near the NEP share of 14 percent",
        ),
    ] = 0.2
    draught_power: Annotated[
        float,
        Param(
            "weight of missing draught in the area sown: area falls by this share of the gap",
            0.2,
            0.6,
            "ASSUMED, swept; LITERATURE B1 has draught to the power 0.3",
        ),
    ] = 0.25
    ha_per_horse: Annotated[
        float,
        Param(
            "grain area that one horse of any age works",
            2.0,
            4.5,
            "record: param_ha_ploughed_per_horse 3.5-6 for working horses, about 70 percent of all",
            "ha/head",
        ),
    ] = 3.6
    ha_per_tractor: Annotated[
        float,
        Param(
            "grain area that one tractor serves",
            50,
            160,
            "record: param_ha_per_tractor 50-120, tractors grew stronger in the 1930s",
            "ha/tractor",
        ),
    ] = 90.0
    tractors_in_kolkhozy: Annotated[
        float,
        Param(
            "share of all tractors that serves kolkhozy and not state farms",
            0.5,
            0.95,
            "ASSUMED; record: 82.7 of 148.5 thousand stood in machine stations at the end of 1932",
        ),
    ] = 0.8
    weak_horse: Annotated[
        float,
        Param(
            "work that a horse in the worst condition does, over a well-fed one",
            0.1,
            0.6,
            "ASSUMED, swept; horses too weak for the plough in the springs of 1932-33",
        ),
    ] = 0.35
    ha_per_worker: Annotated[
        float,
        Param(
            "grain area that one adult under sixty can work and bring in, at full strength",
            2.0,
            6.0,
            "ASSUMED, swept; 94 Mha and about 66 million working villagers in 1926: 1.4",
            "ha/person",
        ),
    ] = 3.0
    weak_worker: Annotated[
        float,
        Param(
            "share of its work that a starving household still does",
            0.2,
            0.8,
            "ASSUMED, swept; needs fall from 2200 to 1900 kcal by BMI class: LITERATURE B10",
        ),
    ] = 0.5
    grain_for_seed: Annotated[
        float,
        Param(
            "share of the grain in the barn that a farm takes for seed when seed is short",
            0.1,
            0.6,
            "ASSUMED",
        ),
    ] = 0.3
    kolkhoz_grain_for_seed: Annotated[
        float,
        Param(
            "the same for a kolkhoz",
            0.2,
            0.8,
            "ASSUMED",
        ),
    ] = 0.5
    yearly_extension: Annotated[
        float, Param("most that a farm extends its area in a year", 0.03, 0.15, "ASSUMED, swept")
    ] = 0.06
    kolkhoz_extension: Annotated[
        float,
        Param(
            "area that plans ask of a kolkhoz over its members' land",
            0.0,
            0.2,
            "ASSUMED; record: grain area 1931 / 1928 is 1.13",
        ),
    ] = 0.1


PARAMETERS = Sowing


@rule
def draught_adequacy(horses, condition, tractors, land_ha, p):
    """Draught power over what the land needs, between 0 and 1.

    Horses and tractors in head, land in hectares; ``condition`` (0..1) is the horses'. M10.
    """
    working = p.weak_horse + (1.0 - p.weak_horse) * condition
    power_ha = horses * working * p.ha_per_horse + tractors * p.ha_per_tractor
    return min(1.0, power_ha / max(land_ha, 0.01))


@rule
def strength(body, famine_line, normal_body, p):
    """Work that a household's people can do, over that of the well-fed (0..1), by body mass index.

    Falls evenly from the normal index to the line below which hunger kills.
    """
    place = (body - famine_line) / (normal_body - famine_line)
    return p.weak_worker + (1.0 - p.weak_worker) * max(0.0, min(1.0, place + 0.3))


@rule
def hands_adequacy(workers, land_ha, p):
    """Hands over what the land needs, between 0 and 1; ``workers`` are adults times strength."""
    return min(1.0, workers * p.ha_per_worker / max(land_ha, 0.01))


@rule
def work_adequacy(draught, hands):
    """Draught and hands together (0..1): half of the work waits for whichever is short."""
    return draught * (0.5 + 0.5 * hands)


@rule
def will_to_sow(expected_take, p):
    """Share of its land that a farm still cares to sow when it expects to lose the crop.

    ``expected_take`` is the share of the crop the state is expected to take. M09, M90.
    """
    return max(0.2, 1.0 - p.take_response * max(0.0, expected_take - p.tolerated_take))


@rule
def area_wanted(land_ha, worked_ha, adequacy, will, p):
    """Hectares a farm would sow this year: its land, less what draught and will withhold.

    It cannot extend much over last year's area. M09, M10.
    """
    wanted = land_ha * will * (1.0 - p.draught_power * (1.0 - adequacy))
    return min(wanted, worked_ha * (1.0 + p.yearly_extension))


@rule
def area_sown(wanted_ha, seed_kg, p):
    """Hectares sown: what is wanted, as far as the seed reaches (kg). M09."""
    return min(wanted_ha, seed_kg / p.seed_kg_per_ha)
