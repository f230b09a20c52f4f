"""The plan comes down: centre, region, district, village, from reported output (M11)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.institutions.countryside import Countryside, kolkhoz_tractors
from sim.institutions.state_farms import plan_state_farms, state_farms_part
from sim.rules.cadre import OVERSHOOT, Cadre
from sim.rules.herds import feed_need
from sim.rules.plan import (
    assessment_next,
    believed,
    claim,
    corrected_plan,
    expected_next,
    harvest_loss,
    known_next,
    peasants_plan,
    season_correction,
    share_due,
    struck_off,
    surplus,
)
from sim.world import World

Floats = NDArray[np.float64]
BIASED = ("Ukraine", "North Caucasus")


def plan_comes_down(world: World) -> None:
    """Lay the plan in force on regions, districts and villages; ask this month's part.

    In July the agricultural year is closed first: reports become next year's expectation, and what
    state farms are planned to deliver comes off the villages' plan.
    """
    country: Countryside = world.countryside
    if world.clock.month == 7:
        _close_year(world, country)
        plan_state_farms(world)
    country.target_kg = _regional_targets(world, country)
    _district_targets(world, country)
    campaign = world.levers["procurement.extraordinary"]
    _village_quotas(country, world.parameters["cadre"], campaign)
    if world.levers["procurement.local_veto"] > 0.0:
        _strike_off(world, country)
    due = share_due(world.clock.month, campaign)
    country.ask_kg = country.first.villages.quota_kg * due
    _machine_stations(world, country)


def _close_year(world: World, country: Countryside) -> None:
    """Turn last year's reports into expectations and set the year's counters to nought."""
    discount = world.levers["reports.discount"]
    p = world.parameters["plan"]
    if country.reported_kg.sum() > 0.0:
        _check_reports(world, country)
        accepted = believed(country.reported_kg, discount, country.known_inflation)
        country.expected_kg = np.array([
            expected_next(old, new, p)
            for old, new in zip(country.expected_kg, accepted, strict=True)
        ])  # fmt: skip
        districts = country.first.districts
        pairs = zip(districts.assessed_kg.tolist(), districts.reported_kg.tolist(), strict=True)
        districts.assessed_kg[:] = [assessment_next(old, new, p) for old, new in pairs]
    if country.harvest_kg.sum() > 0.0:
        country.last_harvest_kg = country.harvest_kg.copy()
    for counter in (country.harvest_kg, country.reported_kg, country.collected_kg):
        counter[:] = 0.0
    villages, districts = country.first.villages, country.first.districts
    districts.eased[:] = 0.0
    districts.pleaded[:] = 0
    villages.harvest_kg[:] = 0.0
    villages.delivered_kg[:] = 0.0
    for column in (districts.collected_kg, districts.harvest_kg, districts.reported_kg):
        column[:] = 0.0


def _check_reports(world: World, country: Countryside) -> None:
    """Some districts' reports are checked against the fields; the centre learns what is usual.

    A region where nothing was checked is taken for what the country's checks show.
    """
    districts, p = country.first.districts, world.parameters["plan"]
    u = world.streams.uniforms(world.clock.absolute, "report check", len(districts))
    checked = (u < world.levers["reports.audit"]) & (districts.harvest_kg > 0.0)
    if not checked.any():
        return
    crop = np.maximum(1.0, districts.harvest_kg)
    inflation = np.where(checked, districts.reported_kg / crop - 1.0, 0.0)
    weight = np.where(checked, districts.weight, 0.0)
    of_country = float((inflation * weight).sum() / weight.sum())
    size = len(country.known_inflation)
    sums = np.bincount(districts.region, inflation * weight, size)
    counts = np.bincount(districts.region, weight, size)
    found = np.where(counts > 0.0, sums / np.maximum(1e-9, counts), of_country)
    pairs = zip(country.known_inflation.tolist(), found.tolist(), strict=True)
    country.known_inflation = np.array([known_next(known, new, p) for known, new in pairs])


def _regional_targets(world: World, country: Countryside) -> Floats:
    """The national plan (Mt) less the state farms' part, laid on regions, in real kg.

    By norm and expected harvest; what changes within the season falls on the villages alone.
    """
    levers = world.levers
    norm = np.where(
        country.grain_norm, levers["procurement.norm_grain_zone"], levers["procurement.norm_other"]
    )
    bias = np.array([
        levers["bias.regional"] if name in BIASED else 0.0 for name in country.region["region"]
    ])  # fmt: skip
    claims = _claims(world, country, norm, bias)
    now = levers["procurement.plan"]
    if world.clock.month == 7 or country.july_plan <= 0.0:
        country.july_plan = now
    farms_kg = state_farms_part(world)
    july_kg = peasants_plan(country.july_plan * 1e9, farms_kg)
    plan = july_kg * claims / max(1e-9, float(claims.sum()))
    if now != country.july_plan:
        losses = np.array([
            harvest_loss(*pair)
            for pair in zip(country.reported_kg, country.expected_kg, strict=True)
        ])  # fmt: skip
        change = peasants_plan(now * 1e9, farms_kg) - july_kg
        pleading = country.mean_of_districts(country.first.districts.pleaded)
        plan = corrected_plan(plan, losses, pleading, change, world.parameters["plan"])
    flexible = levers["procurement.flexibility"]
    if flexible > 0.0 and _crop_is_known(world):
        pairs = zip(country.harvest_kg, country.expected_kg, strict=True)
        plan = plan * np.array([season_correction(a, b, flexible) for a, b in pairs])
    return np.asarray(plan)


def _claims(world: World, country: Countryside, norm: Floats, bias: Floats) -> Floats:
    """The regions' weights in the plan, from expected crops and the balance of surpluses."""
    p = world.parameters["plan"]
    needs = _needs(country)
    spare = np.array([
        surplus(crop, need, p) for crop, need in zip(country.expected_kg, needs, strict=True)
    ])  # fmt: skip
    crops = country.expected_share()
    shares = spare / float(spare.sum()) if spare.sum() > 0.0 else crops
    rows = zip(norm, crops, shares, bias, strict=True)
    return np.array([claim(*row, p) for row in rows])


def _needs(country: Countryside) -> Floats:
    """Food, feed and seed of the villages in a normal year by the norms, kg, by region."""
    rules = country.rules
    food = country.total("adults") + country.total("children")
    norms = np.array([rules.herds.feed_horse, rules.herds.feed_cattle, rules.herds.feed_pig])
    feed = norms @ country.herd_sizes()[:3]
    seed = country.total("land_ha") * rules.sowing.seed_kg_per_ha
    return np.asarray(food * rules.hunger.food_norm + feed + seed)


def _crop_is_known(world: World) -> bool:
    """Whether this year's crop is in, so that a plan could follow it."""
    return world.clock.month not in (7, 8)


def _district_targets(world: World, country: Countryside) -> None:
    """Regional targets laid on districts by their assessed crops (sample kg).

    What a plea takes off one district falls on the region's others; as far as the plan is flexible
    it follows the true crops. M11, M16.
    """
    districts, flexible = country.first.districts, world.levers["procurement.flexibility"]
    assessed = np.maximum(1.0, districts.assessed_kg)
    weight = assessed * (1.0 - districts.eased)
    if flexible > 0.0 and _crop_is_known(world):
        pairs = zip(districts.harvest_kg.tolist(), assessed.tolist(), strict=True)
        weight *= np.array([season_correction(a, b, flexible) for a, b in pairs])
    total = np.bincount(districts.region, weight, minlength=len(country.target_kg))
    sample = country.target_kg / country.first.weight
    districts.target_kg[:] = weight / total[districts.region] * sample[districts.region]


def _village_quotas(country: Countryside, p: Cadre, campaign: float) -> None:
    """What is still asked of each village this year: its district's target by crop, less given.

    A secretary who overshoots adds a counter-plan of his own while a campaign is on (M15).
    """
    villages = country.first.villages
    land = country.counted("worked_ha")
    crop = np.where(villages.harvest_kg > 0.0, villages.harvest_kg, 600.0 * land)
    crop = crop + 1.0
    share = crop / country.by_district(crop)[villages.district]
    wanted = share * country.first.districts.target_kg[villages.district]
    zealous = (country.first.districts.choice == OVERSHOOT)[villages.district]
    wanted = wanted * (1.0 + p.counter_plan * campaign * zealous)
    villages.quota_kg[:] = np.maximum(0.0, wanted - villages.delivered_kg)


def _strike_off(world: World, country: Countryside) -> None:
    """Districts strike off what is asked beyond what their villages can give; nobody bears it. M16.

    Once the crop is in, and not where the secretary overshoots. What is struck off is no longer
    owed by village, district or region.
    """
    villages, districts = country.first.villages, country.first.districts
    use_it = (villages.harvest_kg > 0.0) & (districts.choice != OVERSHOOT)[villages.district]
    asked = villages.quota_kg.astype(np.float64)
    struck = struck_off(asked, _can_give(world, country), world.levers["procurement.local_veto"])
    struck = np.where(use_it, struck, 0.0)
    villages.quota_kg[:] = asked - struck
    left = districts.target_kg - country.by_district(struck)
    districts.target_kg[:] = np.maximum(0.0, left)
    country.target_kg = np.maximum(0.0, country.target_kg - country.by_region(struck))


def _can_give(world: World, country: Countryside) -> Floats:
    """Grain that a village can give after its food, seed and feed, as the district knows it.

    Sample kg a village. Hidden grain is not known.
    """
    villages, month = country.first.villages, world.clock.month
    known = country.counted("open_kg") + country.counted("seed_kg")
    known = known + villages.kolkhoz_open_kg + villages.kolkhoz_seed_kg
    herds = [country.counted(kind) + villages.column(f"kolkhoz_{kind}")
             for kind in ("horses", "cattle", "pigs")]  # fmt: skip
    feed = feed_need(*herds, country.months_left(month), country.rules.herds)
    return np.asarray(known - country.food_and_seed_kg(month) - feed)


def _machine_stations(world: World, country: Countryside) -> None:
    """Share of kolkhoz land served by machine stations: grain zones first, as tractors allow."""
    p = country.rules.sowing
    villages = country.first.villages
    land = country.total("member_land_ha")
    capacity = kolkhoz_tractors(world) * p.ha_per_tractor
    served = np.zeros(len(land))
    for zone in (0, 1, 2):
        here = country.zone == zone
        need = float(land[here].sum())
        share = min(1.0, capacity / need) if need > 0.0 else 0.0
        served[here] = share
        capacity = max(0.0, capacity - need)
    villages.served[:] = served[villages.region]
