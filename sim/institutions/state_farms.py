"""State farms: their land, sowing, harvest, own use and deliveries, region by region.

Their fields are steppe and former estates outside the land of the villages, which they never touch.
They have neither members nor people of their own here: workers stay in village or town.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.institutions.countryside import KG_IN_MT, Countryside, state_farm_tractors
from sim.outcomes import REGIONS
from sim.rules import state_farms as rules
from sim.rules.plan import believed, expected_next, weighed_report
from sim.world import World

Floats = NDArray[np.float64]

PLACES = {
    "North Caucasus": 0.17, "Lower Volga": 0.14, "Middle Volga": 0.13, "Ukraine": 0.13,
    "Kazakhstan": 0.12, "West Siberia": 0.12, "Urals": 0.09, "Bashkir": 0.04, "Crimea": 0.03,
    "Central Black Earth": 0.03,
}  # fmt: skip
"""Shares of the state farms' grain area (ASSUMED, to the order of the grain trust's farms of
1930-33 in the general literature), the same in every year."""

YEARS_BEFORE_1924 = 4.0
"""Years of practice of the farms on former estates when the run begins (ASSUMED)."""


def _zeros() -> Floats:
    return np.zeros(len(REGIONS))


def _shares() -> Floats:
    share = np.array([PLACES.get(name, 0.0) for name in REGIONS])
    return np.asarray(share / share.sum())


@dataclass
class StateFarms:
    """State of the state farms; arrays have 22 rows."""

    expected_kg_ha: Floats
    """yield that the plan expects, from reports, kg/ha"""
    winter_ha: Floats = field(default_factory=_zeros)
    spring_ha: Floats = field(default_factory=_zeros)
    """standing crops"""
    store_kg: Floats = field(default_factory=_zeros)
    """grain in their barns, seed included"""
    use_kg: Floats = field(default_factory=_zeros)
    """own use a month until the next harvest"""
    due_kg: Floats = field(default_factory=_zeros)
    """still to be delivered of this harvest"""
    planned_kg: Floats = field(default_factory=_zeros)
    """what the plan of this agricultural year expects of them"""
    before_ha: Floats = field(default_factory=_zeros)
    """area of the last harvest"""
    before_tractors: Floats = field(default_factory=_zeros)
    """tractors at the last harvest, head"""
    years: Floats = field(default_factory=_zeros)
    """mean years of practice on that area"""
    reported_kg: Floats = field(default_factory=_zeros)
    """last harvest as reported"""
    sown_ha: Floats = field(default_factory=_zeros)
    """grain area of this calendar year"""
    harvest_kg: Floats = field(default_factory=_zeros)
    official_kg: Floats = field(default_factory=_zeros)
    delivered_kg: Floats = field(default_factory=_zeros)
    seed_kg: Floats = field(default_factory=_zeros)
    season_kg: float = 0.0
    """delivered since July, all regions"""
    asked_kg: Floats = field(default_factory=_zeros)
    """this month: harvest, the same as reported, deliveries, seed sown, what the plan asks"""


def assigned_ha(world: World) -> Floats:
    """Grain area that the state assigns to its farms, by region."""
    return np.asarray(world.levers["statefarms.area"] * 1e6 * _shares())


def found_state_farms(world: World) -> StateFarms:
    """The farms of January 1924: winter grain in the ground, seed and own use to the harvest."""
    country: Countryside = world.countryside
    p = world.parameters["state_farms"]
    area = assigned_ha(world)
    yields = country.region["yield_kg_ha"].astype(float)
    winter = area * (1.0 - country.region["spring_share"])
    use = p.own_use * area * yields / 12.0
    months = (country.region["harvest_month"] - world.clock.month) % 12
    return StateFarms(
        expected_kg_ha=yields.copy(),
        winter_ha=winter,
        store_kg=(area - winter) * p.seed_kg_per_ha + months * use,
        use_kg=use,
        before_ha=area.copy(),
        before_tractors=state_farm_tractors(world) * _shares(),
        years=np.where(area > 0.0, YEARS_BEFORE_1924, 0.0),
        sown_ha=area.copy(),
    )


def plan_state_farms(world: World) -> None:
    """In July: reported yields move the expected ones, and these set the farms' planned delivery.

    The true harvest is not looked at.
    """
    farms: StateFarms = world.state_farms
    p, discount = world.parameters["state_farms"], world.levers["reports.discount"]
    plan = world.parameters["plan"]
    for r in np.flatnonzero((farms.reported_kg > 0.0) & (farms.before_ha > 0.0)):
        report = farms.reported_kg[r] / farms.before_ha[r]
        accepted = believed(report, discount, p.report_inflation)
        farms.expected_kg_ha[r] = expected_next(farms.expected_kg_ha[r], accepted, plan)
    farms.planned_kg = np.array([
        rules.planned_delivery(area, expected, p)
        for area, expected in zip(assigned_ha(world), farms.expected_kg_ha, strict=True)
    ])  # fmt: skip
    farms.reported_kg = _zeros()
    farms.season_kg = 0.0


def state_farms_part(world: World) -> float:
    """What the plan in force counts on from state farms, kg.

    What July planned, until in October their barns are known; villages are then asked for the rest.
    """
    farms: StateFarms = world.state_farms
    planned = float(farms.planned_kg.sum())
    if world.clock.month in (7, 8, 9):
        return planned
    return min(planned, float(farms.season_kg + farms.due_kg.sum()))


def state_farms_work(world: World) -> None:
    """State farms harvest, use their share, sow, and deliver from August to November."""
    farms: StateFarms = world.state_farms
    for name in ("harvest_kg", "official_kg", "delivered_kg", "seed_kg"):
        setattr(farms, name, _zeros())
    _bring_in(world, farms)
    used = np.minimum(farms.store_kg, farms.use_kg)
    farms.store_kg = farms.store_kg - used
    world.grain.move("state_farms", "used_state_farms", used)
    _sow(world, farms)
    _deliver(world, farms)
    world.recorder.regions("grain_harvest_state_farms", farms.harvest_kg / KG_IN_MT)
    world.recorder.regions("grain_delivered_state_farms", farms.delivered_kg / KG_IN_MT)


def _bring_in(world: World, farms: StateFarms) -> None:
    """The harvest where it is ripe; then what the year's seed and own use leave is owed."""
    country: Countryside = world.countryside
    p = world.parameters["state_farms"]
    estates = p.estate_area * 1e6 * _shares()
    tractors = state_farm_tractors(world) * _shares()
    assigned = assigned_ha(world)
    ripe = np.flatnonzero(country.reg["harvest"] == 1)
    for r in ripe:
        area, before = farms.winter_ha[r] + farms.spring_ha[r], farms.before_ha[r]
        farms.years[r] = rules.practice(farms.years[r], before, area)
        ratio = rules.relative_yield(
            rules.land_quality(area, estates[r], p),
            rules.power(area, estates[r], tractors[r], p),
            rules.hurried_share(area, before, tractors[r], farms.before_tractors[r]),
            farms.years[r], p,
        )  # fmt: skip
        crop = area * country.reg["yield_kg"][r] * ratio
        farms.harvest_kg[r] = crop
        farms.store_kg[r] += crop
        farms.use_kg[r] = p.own_use * crop / 12.0
        seed = assigned[r] * p.seed_kg_per_ha
        farms.due_kg[r] = rules.deliverable(farms.store_kg[r], seed, p.own_use * crop, p)
        farms.before_ha[r], farms.before_tractors[r] = area, tractors[r]
        farms.winter_ha[r] = farms.spring_ha[r] = 0.0
    world.grain.move("fields", "state_farms", farms.harvest_kg)
    ratio = weighed_report(1.0 + p.report_inflation, world.levers["reports.weighed"])
    farms.official_kg = farms.harvest_kg * ratio
    farms.reported_kg = farms.reported_kg + farms.official_kg


def _sow(world: World, farms: StateFarms) -> None:
    """Winter and spring sowing of the assigned area, as far as own seed and the state's reach."""
    reg, region = world.countryside.reg, world.countryside.region
    p, assigned = world.parameters["state_farms"], assigned_ha(world)
    winter, spring = reg["winter_sowing"] == 1, reg["spring_sowing"] == 1
    in_spring = [rules.spring_area(*pair) for pair in zip(assigned, farms.winter_ha, strict=True)]
    wanted = winter * assigned * (1.0 - region["spring_share"]) + spring * np.array(in_spring)
    missing = np.maximum(0.0, wanted * p.seed_kg_per_ha - farms.store_kg)
    can = p.seed_from_state * world.towns.stock_kg
    lent = missing * min(1.0, can / max(1.0, float(missing.sum())))
    world.towns.stock_kg -= float(lent.sum())
    world.grain.move("state", "state_farms", lent)
    farms.store_kg = farms.store_kg + lent
    farms.seed_kg = np.minimum(farms.store_kg, wanted * p.seed_kg_per_ha)
    farms.store_kg = farms.store_kg - farms.seed_kg
    world.grain.move("state_farms", "sown", farms.seed_kg)
    sown = farms.seed_kg / p.seed_kg_per_ha
    farms.winter_ha = np.where(winter, sown, farms.winter_ha)
    farms.spring_ha = np.where(spring, sown, farms.spring_ha)


def _deliver(world: World, farms: StateFarms) -> None:
    """This month's part of what is owed goes to the state's stores."""
    month = world.clock.month
    farms.delivered_kg = np.minimum(farms.store_kg, farms.due_kg * rules.due_now(month))
    farms.due_kg = farms.due_kg - farms.delivered_kg
    farms.store_kg = farms.store_kg - farms.delivered_kg
    world.grain.move("state_farms", "state", farms.delivered_kg)
    world.towns.stock_kg += float(farms.delivered_kg.sum())
    world.countryside.collected_kg += farms.delivered_kg
    farms.season_kg += float(farms.delivered_kg.sum())
    months = rules.LAST_DELIVERY + 1 - rules.FIRST_DELIVERY
    farms.asked_kg = farms.planned_kg / months if rules.due_now(month) > 0.0 else _zeros()


def state_farm_area(world: World) -> Floats:
    """Grain area of this calendar year, ha: what stands from June to the harvest; recorded."""
    farms: StateFarms = world.state_farms
    month, harvest = world.clock.month, world.countryside.region["harvest_month"]
    growing = (month >= 6) & (month <= harvest)
    farms.sown_ha = np.where(growing, farms.winter_ha + farms.spring_ha, farms.sown_ha)
    world.recorder.regions("sown_area_state_farms", farms.sown_ha / 1e6)
    return farms.sown_ha
