"""State farms: wage farms of the state, on steppe and former estates, deliver what they can spare.

Areas are in hectares and grain in kg, of one region.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class StateFarms(NamedTuple):
    """What state farms harvest, keep and deliver."""

    estate_area: Annotated[
        float,
        Param(
            "grain area on former estates, good land with horses of its own; what is above is new",
            0.5,
            1.5,
            "ASSUMED: the area of 1924-28; Davies 1980 has state farms before 1929 on estate land",
            "Mha",
        ),
    ] = 1.1
    estate_yield: Annotated[
        float,
        Param(
            "yield on estate land over that of the region's peasants, without any loss",
            0.9,
            1.3,
            "ASSUMED; Davies 1980: yields of the twenties somewhat above the peasants'",
            "ratio",
        ),
    ] = 1.1
    steppe_yield: Annotated[
        float,
        Param(
            "the same on new land: unspent soil, but the driest part of a region",
            0.7,
            1.15,
            "ASSUMED, swept",
            "ratio",
        ),
    ] = 0.9
    ha_per_tractor: Annotated[
        float,
        Param(
            "grain area that one tractor of a state farm serves",
            80,
            200,
            "ASSUMED above the record's param_ha_per_tractor (50-120): larger machines, two shifts",
            "ha/tractor",
        ),
    ] = 140.0
    late_work_loss: Annotated[
        float,
        Param(
            "share of yield lost by late and shallow work when draught is wholly missing",
            0.1,
            0.6,
            "ASSUMED, swept; as for peasants",
        ),
    ] = 0.25
    haste_loss: Annotated[
        float,
        Param(
            "share of yield lost on land added faster than tractors: unploughed, weedy, sown late",
            0.0,
            0.5,
            "ASSUMED, swept; Davies and Wheatcroft 2004 tell of the haste of 1931-32",
        ),
    ] = 0.2
    harvest_loss: Annotated[
        float,
        Param(
            "share of a new farm's crop lost in combining, carting and threshing",
            0.05,
            0.35,
            "ASSUMED, swept; record: param_harvest_loss_collective 10-30 percent in 1931-33",
        ),
    ] = 0.15
    learning: Annotated[
        float,
        Param("share of that loss unlearned in a year of practice", 0.0, 0.4, "ASSUMED, swept",
              "share a year"),
    ] = 0.12  # fmt: skip
    seed_kg_per_ha: Annotated[
        float,
        Param(
            "seed sown on a hectare, low harvest basis",
            95,
            150,
            "ASSUMED as for peasants; record: param_seed_rate_grain 110-170, low basis x 0.86",
            "kg/ha",
        ),
    ] = 110.0
    seed_from_state: Annotated[
        float,
        Param(
            "largest share of the state's grain that one sowing of the state farms may take",
            0.1,
            1.0,
            "ASSUMED: state farms came first",
        ),
    ] = 0.5
    own_use: Annotated[
        float,
        Param(
            "share of the crop kept for animals, wages in kind and canteens",
            0.08,
            0.35,
            "ASSUMED, swept",
        ),
    ] = 0.2
    delivery_share: Annotated[
        float,
        Param(
            "share delivered of what seed and own use leave",
            0.8,
            1.0,
            "ASSUMED: state farms owed the state all their marketable grain",
        ),
    ] = 0.95
    report_inflation: Annotated[
        float,
        Param(
            "inflation of the state farms' harvest reports",
            0.0,
            0.2,
            "ASSUMED below the peasants': a farm that delivers nearly all cannot claim much more",
        ),
    ] = 0.06


PARAMETERS = StateFarms

FIRST_DELIVERY, LAST_DELIVERY = 8, 11
"""Months in which state farms deliver: August to November."""


def land_quality(area: float, estate: float, p: StateFarms) -> float:
    """Yield of the land over the region's: estates first, then steppe (areas in ha)."""
    if area <= 0.0:
        return 0.0
    old = min(area, estate)
    return (old * p.estate_yield + (area - old) * p.steppe_yield) / area


def power(area: float, estate: float, tractors: float, p: StateFarms) -> float:
    """Draught over what the area needs, between 0 and 1: horses work the estates (ha)."""
    if area <= 0.0:
        return 1.0
    return min(1.0, (min(area, estate) + tractors * p.ha_per_tractor) / area)


def hurried_share(area: float, before: float, tractors: float, tractors_before: float) -> float:
    """Share of the area added since the last harvest without tractors to match (ha, head)."""
    if area <= 0.0:
        return 0.0
    growth = max(1.0, tractors / tractors_before) if tractors_before > 0.0 else 1.0
    return max(0.0, 1.0 - before * growth / area)


def practice(years: float, before: float, area: float) -> float:
    """Mean years of practice on the area: one more on what was worked before, none on the rest."""
    if area <= 0.0:
        return 0.0
    return (years + 1.0) * min(before, area) / area


def relative_yield(
    quality: float, draught: float, hurried: float, years: float, p: StateFarms
) -> float:
    """Yield brought in over that of the region's peasants (ratio).

    ``quality`` is the land's ratio, ``draught`` and ``hurried`` are shares, ``years`` of practice.
    """
    late = p.late_work_loss * (1.0 - draught)
    haste = p.haste_loss * hurried
    lost = p.harvest_loss * max(0.25, 1.0 - p.learning * years)
    return quality * (1.0 - late) * (1.0 - haste) * (1.0 - lost)


def spring_area(assigned: float, winter: float) -> float:
    """Hectares to be sown in spring: what the state assigned, less the winter grain that stands."""
    return max(0.0, assigned - winter)


def deliverable(store: float, seed: float, use: float, p: StateFarms) -> float:
    """Kilograms owed after a harvest: a share of the store above the year's seed and own use."""
    return p.delivery_share * max(0.0, store - seed - use)


def planned_delivery(area: float, expected_yield: float, p: StateFarms) -> float:
    """Kilograms that the plan expects of the assigned area at the yield that reports lead to."""
    harvest = area * expected_yield
    return deliverable(harvest, area * p.seed_kg_per_ha, p.own_use * harvest, p)


def due_now(month: int) -> float:
    """Share of what is still owed that is delivered in this month (1-12): all by November."""
    if not FIRST_DELIVERY <= month <= LAST_DELIVERY:
        return 0.0
    return 1.0 / (LAST_DELIVERY + 1 - month)
