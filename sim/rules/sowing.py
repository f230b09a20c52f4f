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
    ] = 0.13


PARAMETERS = Sowing


@rule
def draught_adequacy(horses, tractors, land_ha, p):
    """Draught power over what the land needs, between 0 and 1.

    Horses and tractors in head, land in hectares. M10.
    """
    power_ha = horses * p.ha_per_horse + tractors * p.ha_per_tractor
    return min(1.0, power_ha / max(land_ha, 0.01))


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
