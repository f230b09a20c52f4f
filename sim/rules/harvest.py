"""Harvest: land, weather, draught and the farm's order make the crop; collectives lose more."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param


class Harvest(NamedTuple):
    """What turns standing grain into a crop."""

    technical_trend: Annotated[
        float,
        Param(
            "yearly gain in normal yield",
            0.0,
            0.02,
            "ASSUMED: pre-war trend about 1 percent",
            "share a year",
        ),
    ] = 0.01
    late_work_loss: Annotated[
        float,
        Param("share of yield lost when draught is wholly missing", 0.1, 0.6, "ASSUMED, swept"),
    ] = 0.2
    quoted_adequacy: Annotated[
        float,
        Param(
            "draught adequacy at which the regional yields of 1924-28 are quoted",
            0.7,
            1.0,
            "derived: 29 million horses on about 93 Mha in 1926",
        ),
    ] = 0.88
    collective_loss: Annotated[
        float,
        Param(
            "share of a new kolkhoz's crop lost in field, transport and threshing",
            0.1,
            0.3,
            "record: param_harvest_loss_collective 10-30 percent in 1931-33",
        ),
    ] = 0.12
    learning: Annotated[
        float,
        Param(
            "share of that loss unlearned in a year of working together",
            0.0,
            0.4,
            "ASSUMED, swept",
            "share a year",
        ),
    ] = 0.2
    shirking_loss: Annotated[
        float,
        Param(
            "further share lost when members expect nothing for their work",
            0.0,
            0.4,
            "ASSUMED, swept",
        ),
    ] = 0.08
    despair: Annotated[
        float,
        Param(
            "fall of morale for each unit of the crop that members expect to lose",
            0.5,
            2.5,
            "ASSUMED, swept",
            "ratio",
        ),
    ] = 1.6
    rotation_loss: Annotated[
        float,
        Param(
            "yield lost for each unit of area beyond what the rotation is used to",
            0.0,
            1.5,
            "ASSUMED: crop rotations broken by extension, 1930-32",
        ),
    ] = 0.25
    rotation_heals: Annotated[
        float,
        Param(
            "how fast rotations grow into a new area",
            0.1,
            0.6,
            "ASSUMED; rotations of three to nine fields",
            "share a year",
        ),
    ] = 0.3
    local_spread: Annotated[
        float, Param("spread of village yields around the region's", 0.05, 0.3, "ASSUMED, swept")
    ] = 0.15


PARAMETERS = Harvest

WORST_YEAR = 0.3
"""Least yield of a region's year, over a normal one: some grain ripens somewhere (ASSUMED)."""


def weather_index(departure: float, shock: float, given: float) -> float:
    """Yield of a region's year over a normal one: the estimated departure, and what is given.

    ``departure`` is a share of a normal yield, ``shock`` the share of it that counts, ``given``
    is added on top, in percent.
    """
    return max(WORST_YEAR, 1.0 + shock * departure + given / 100.0)


@rule
def crop(ha, yield_kg, luck, skill, adequacy, p):
    """Kilograms a private farm brings in from its hectares.

    ``yield_kg`` per ha is the region's for this year's weather; ``luck`` and ``skill`` are ratios.
    """
    timely = 1.0 - p.late_work_loss * (p.quoted_adequacy - adequacy)
    return ha * yield_kg * luck * skill * timely


@rule
def work_morale(expected_take, p):
    """What members expect for their labour-days (0..1), from the share they expect to lose. M10."""
    return max(0.0, 1.0 - p.despair * expected_take)


@rule
def rotation_next(used_ha, ha, p):
    """Area that a kolkhoz's rotation is used to, after a harvest from ``ha`` hectares."""
    return used_ha + p.rotation_heals * (ha - used_ha)


@rule
def collective_order(years, morale, extension, p):
    """Share of the standing crop that a kolkhoz saves, between 0.3 and 1.

    ``years`` of common work lower the loss, ``morale`` (0..1) is what members expect for their
    labour-days, ``extension`` is area over what the rotation is used to. M10, M11.
    """
    routine = p.collective_loss * max(0.25, 1.0 - p.learning * years)
    shirking = p.shirking_loss * (1.0 - morale)
    broken_rotation = p.rotation_loss * max(0.0, extension)
    return max(0.3, 1.0 - routine - shirking - broken_rotation)
