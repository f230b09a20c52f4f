"""Weather, fields, collection, answers, food and moves: the lines of the month in the villages."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.institutions.countryside import KG_IN_MT, SPECIES, Countryside, over_villages
from sim.institutions.settlements import settle
from sim.kernel.answer import answer
from sim.kernel.eating import live
from sim.kernel.fields import work_fields
from sim.kernel.minds import update
from sim.kernel.moving import move
from sim.kernel.taking import collect, count_wants
from sim.outcomes import HERDS, REGIONS
from sim.rules.harvest import weather_index
from sim.rules.plan import believed
from sim.world import World

Floats = NDArray[np.float64]


def weather_turns(world: World) -> None:
    """In April the year's weather for the crop in the ground is settled, region by region.

    The estimated index, its stated uncertainty, what a scenario gives on top, and local luck
    village by village.
    """
    country: Countryside = world.countryside
    country.begin_month()
    if world.clock.month != 4 and world.clock.tick > 0:
        return
    index, sd = country.weather[world.clock.year]
    noise = world.streams.normals(world.clock.absolute, "weather", len(REGIONS))
    shock, given = world.levers["weather.shock"], world.levers["weather.given"]
    departures = index - 1.0 + sd * noise
    country.index = np.array([weather_index(one, shock, given) for one in departures.tolist()])
    villages = country.first.villages
    luck = world.streams.normals(world.clock.absolute, "local weather", len(villages.start))
    spread = country.rules.harvest.local_spread
    villages.weather_luck[:] = np.clip(1.0 + spread * luck, 0.4, 1.6)


def fields_are_worked(world: World) -> None:
    """Winter and spring sowing, harvest, what is hidden and set aside as seed."""
    country: Countryside = world.countryside
    first, month, reg = country.first, country.month, country.reg
    villages = len(first.villages.start)
    over_villages(world.threads, villages, lambda lo, hi: work_fields(
        first.households.rows, first.villages.rows, first.districts.rows, month, reg,
        country.compiled,
        country.flows, lo, hi,
    ))  # fmt: skip
    _book_fields(world, country)


def _book_fields(world: World, country: Countryside) -> None:
    move_grain = world.grain.move
    harvest, collective = country.flow("harvest"), country.flow("harvest_kolkhoz")
    mts = country.flow("mts_payment")
    move_grain("fields", "households", harvest)
    move_grain("fields", "kolkhozy", collective)
    move_grain("kolkhozy", "state", mts)
    world.towns.stock_kg += float(mts.sum())
    for who, sown, loan in (
        ("households", "sown", "seed_loan"), ("kolkhozy", "sown_kolkhoz", "seed_loan_kolkhoz")
    ):  # fmt: skip
        lent = country.flow(loan)
        world.towns.stock_kg -= float(lent.sum())
        move_grain("state", who, lent)
        move_grain(who, "sown", country.flow(sown))
    country.harvest_kg += harvest + collective
    districts = country.first.districts
    per_district = country.by_district(country.flows[:, 0] + country.flows[:, 1])
    districts.harvest_kg[:] += per_district
    standing = country.by_district(country.flow_per_village("lost_in_field"))
    seen = per_district + world.levers["reports.biological"] * standing
    reported = seen * districts.report_ratio
    districts.reported_kg[:] += reported
    by_region = np.bincount(districts.region, reported, len(REGIONS)) * country.first.weight
    country.reported_kg += by_region
    record, farms = world.recorder, world.state_farms
    total = harvest + collective + farms.harvest_kg
    record.regions("grain_harvest_wheatcroft_davies_low", total / KG_IN_MT)
    official = by_region + farms.official_kg
    record.regions("grain_harvest_official_contemporary", official / KG_IN_MT)
    allowed, usual = world.levers["reports.discount"], world.parameters["state_farms"]
    accepted = believed(by_region, allowed, country.known_inflation)
    accepted = accepted + believed(farms.official_kg, allowed, usual.report_inflation)
    record.regions("grain_harvest_centre_estimate", accepted / KG_IN_MT)
    seed = country.flow("sown", "sown_kolkhoz") + farms.seed_kg
    record.regions("seed_use", seed / KG_IN_MT)
    record.regions("seed_aid", country.flow("seed_loan", "seed_loan_kolkhoz") / KG_IN_MT)


def state_collects_grain(world: World) -> None:
    """Free sales, then what the plan asks by force, then kolkhoz deliveries and pay."""
    country: Countryside = world.countryside
    first, month, reg = country.first, country.month, country.reg
    villages = len(first.villages.start)
    over_villages(world.threads, villages, lambda lo, hi: collect(
        first.households.rows, first.villages.rows, first.districts.rows, month, reg,
        country.compiled,
        country.ask_kg, country.flows, lo, hi,
    ))  # fmt: skip
    _book_collection(world, country)


def _book_collection(world: World, country: Countryside) -> None:
    move_grain = world.grain.move
    private = country.flow("sold_state", "forced", "seed_forced")
    collective = country.flow("delivered_kolkhoz")
    market = country.flow("sold_market")
    move_grain("households", "state", private)
    move_grain("kolkhozy", "state", collective)
    move_grain("households", "market", market)
    move_grain("kolkhozy", "households", country.flow("paid_members"))
    world.towns.stock_kg += float((private + collective).sum())
    country.market_kg += market
    total = private + collective + country.flow("mts_payment")
    country.collected_kg += total
    districts = country.first.districts
    taken = ("sold_state", "forced", "seed_forced", "delivered_kolkhoz", "mts_payment")
    collected = country.by_district(country.flow_per_village(*taken))
    districts.collected_kg[:] += collected
    kept = 1.0 - world.parameters["plan"].shipped
    districts.store_kg[:] = kept * districts.store_kg + collected
    record, farms = world.recorder, world.state_farms
    record.regions("grain_procurement_actual", (total + farms.delivered_kg) / KG_IN_MT)
    asked = country.by_region(country.ask_kg) + farms.asked_kg
    record.regions("grain_procurement_plan", asked / KG_IN_MT)
    record.regions("grain_market_sales", market / KG_IN_MT)


def neighbours_share(world: World) -> None:
    """Neighbours with grain to spare feed those without; then what is still wanted is counted."""
    country: Countryside = world.countryside
    first, reg = country.first, country.reg
    over_villages(world.threads, len(first.villages.start), lambda lo, hi: count_wants(
        first.households.rows, first.villages.rows, reg, country.compiled,
        country.flows, lo, hi,
    ))  # fmt: skip


def villages_answer(world: World) -> None:
    """Joining and leaving, slaughter, deportation, churches, crowds and single attacks."""
    country: Countryside = world.countryside
    first, month, reg = country.first, country.month, country.reg
    villages = len(first.villages.start)
    over_villages(world.threads, villages, lambda lo, hi: answer(
        first.households.rows, first.villages.rows, first.districts.rows, month, reg,
        country.compiled,
        country.flows, country.counts, lo, hi,
    ))  # fmt: skip
    world.grain.move("households", "kolkhozy", country.flow("joined_seed", "to_commons"))
    world.grain.move("kolkhozy", "households", country.flow("left_seed"))
    country.booked_commons = country.flow("to_commons")
    settle(world)
    record = world.recorder
    record.regions("mass_disturbances_month", country.count("crowds"))
    record.regions("mass_disturbances_home", country.count("crowds_home"))
    record.regions("mass_disturbances_women", country.count("crowds_women"))
    record.regions("mass_disturbance_participants", country.count("participants"))
    record.regions("terrorist_acts_month", country.count("terror"))
    for kind, name in zip(SPECIES, HERDS, strict=True):
        record.regions(f"livestock_{name}_slaughtered", country.count(f"{kind}_slaughtered") / 1e6)
    deported, nearby = country.count("deported_households"), country.count("dispossessed")
    record.regions("families_deported", deported)
    record.regions("dekulakised_households", (deported + nearby) / 1e6)
    _note_crowds(world, country)


def _note_crowds(world: World, country: Countryside) -> None:
    """Enter the crowd actions that happened in sampled villages as events."""
    villages = country.first.villages
    for v in np.flatnonzero(country.counts_per_village("crowds_realised") > 0.0):
        region = REGIONS[int(villages.region[v])]
        size = int(villages.stop[v] - villages.start[v])
        world.note("disturbance", f"village {int(villages.identity[v])}", region,
                   f"A crowd gathers against the authorities in a village of {size} households; "
                   + ("they give way." if villages.conceded[v] == 1.0 else "it is put down."),
                   households=size)  # fmt: skip


def households_eat(world: World) -> None:
    """Purchases, relief, food, feed, bodies, births, deaths and the growth of herds."""
    country: Countryside = world.countryside
    first, month, reg = country.first, country.month, country.reg
    villages = len(first.villages.start)
    over_villages(world.threads, villages, lambda lo, hi: live(
        first.households.rows, first.villages.rows, first.districts.rows, month, reg,
        country.compiled, country.table, country.flows, country.counts, lo, hi,
    ))  # fmt: skip
    move_grain = world.grain.move
    bought, relief = country.flow("bought"), country.flow("relief")
    sold_back = country.flow("sold_back")
    _draw_on_local_stores(country)
    share = bought.sum() / max(1.0, float(country.market_kg.sum()))
    country.market_kg *= max(0.0, 1.0 - share)
    move_grain("market", "households", bought)
    move_grain("state", "households", relief + sold_back)
    world.towns.stock_kg -= float((relief + sold_back).sum())
    move_grain("households", "eaten_villages", country.flow("eaten"))
    move_grain("households", "fed", country.flow("fed"))
    move_grain("kolkhozy", "fed", country.flow("fed_kolkhoz"))
    move_grain("households", "lost", country.flow("rotted"))
    move_grain("kolkhozy", "lost", country.flow("rotted_kolkhoz"))
    world.people.birth("rural", country.count("births"))
    world.people.death("rural", country.count("deaths"))
    record = world.recorder
    record.regions("rural_food_grain", country.flow("eaten") / KG_IN_MT)
    record.regions("grain_fed_to_livestock", country.flow("fed", "fed_kolkhoz") / KG_IN_MT)
    record.regions("food_aid", relief / KG_IN_MT)
    record.regions("grain_sold_back", sold_back / KG_IN_MT)
    record.regions("deaths_rural", country.count("deaths") / 1e3)


def _draw_on_local_stores(country: Countryside) -> None:
    """Take what was sold back off the collected grain that districts have not shipped."""
    districts = country.first.districts
    sold = country.by_district(country.flow_per_village("sold_back"))
    districts.store_kg[:] = np.maximum(0.0, districts.store_kg - sold)


def people_move(world: World) -> None:
    """Departures to towns, the barrier, returns; goods left behind pass to the village."""
    country: Countryside = world.countryside
    _plan_returns(world, country)
    first, month, reg = country.first, country.month, country.reg
    villages = len(first.villages.start)
    over_villages(world.threads, villages, lambda lo, hi: move(
        first.households.rows, first.villages.rows, month, reg, country.compiled, country.flows,
        country.counts, lo, hi,
    ))  # fmt: skip
    left_behind = country.flow("to_commons") - country.booked_commons
    world.grain.move("households", "kolkhozy", np.maximum(0.0, left_behind))
    gone, back = country.count("departed"), country.count("returned")
    towns = world.towns
    world.people.move("rural", "urban", gone)
    world.people.move("urban", "rural", back)
    towns.population = towns.population + gone - back
    towns.inflow = towns.inflow * (11.0 / 12.0) + gone - back
    towns.recent = np.maximum(0.0, towns.recent * 0.98 + gone - back)
    record = world.recorder
    record.regions("rural_departures_to_towns", gone / 1e3)
    record.regions("net_migration_rural_to_urban", (gone - back) / 1e3)
    record.regions("flight_stopped", country.count("stopped") / 1e3)
    hunger = country.count("hunger_deaths") + country.urban_hunger
    settled = country.settler_deaths
    record.regions("deaths_from_hunger", hunger / 1e3)
    births = country.count("births") + country.urban_births + country.settler_births
    record.regions("births_reconstructed", births / 1e3)
    deaths = country.count("deaths") + country.urban_deaths + settled
    record.regions("deaths_reconstructed", deaths / 1e3)
    record.regions("deaths_urban", country.urban_deaths / 1e3)


def _plan_returns(world: World, country: Countryside) -> None:
    """Expected arrivals from town a household: recent arrivals go back, more when towns starve."""
    p = country.rules.population
    towns = world.towns
    back = towns.recent * p.return_rate * (1.0 + 6.0 * towns.stress)
    homes = country.total("homes")
    country.reg["return_chance"] = np.minimum(0.5, back / np.maximum(1.0, homes))


def beliefs_update(world: World) -> None:
    """Everyone updates grievance, fear and expectation; villages and districts are summed up."""
    country: Countryside = world.countryside
    first, reg = country.first, country.reg
    villages = first.villages
    over_villages(world.threads, len(villages.start), lambda lo, hi: update(
        first.households.rows, villages.rows, reg, country.compiled, lo, hi,
    ))  # fmt: skip
    districts = first.districts
    count = np.bincount(villages.district, minlength=len(districts.region)).astype(float)
    acting = country.by_district(villages.share_acting)
    districts.hunger[:] = country.by_district(villages.hunger_mean) / count
    districts.unrest[:] = country.by_district(country.counts_per_village("crowds")) / count
    others = (acting[villages.district] - villages.share_acting) / np.maximum(
        1.0, count[villages.district] - 1.0
    )
    villages.neighbours_acting[:] = others
