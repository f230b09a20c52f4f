"""The log of the districts: what each was asked, did, kept and suffered, month by month."""

from __future__ import annotations

import numpy as np

from sim.institutions.countryside import Countryside
from sim.world import World


def districts_are_logged(world: World) -> None:
    """Enter the month of every district and its secretary (sim.district_columns)."""
    country: Countryside = world.countryside
    _log_crops(world, country)
    _log_people(world, country)
    _log_secretaries(world)


def _log_crops(world: World, country: Countryside) -> None:
    log, districts, villages = world.district_log, country.first.districts, country.first.villages
    assert log is not None
    land = country.counted("land_ha") + 1e-9
    weather = country.index[villages.region] * villages.weather_luck
    log.enter(
        world.clock.tick,
        crop_kg=districts.harvest_kg, reported_kg=districts.reported_kg,
        assessed_kg=districts.assessed_kg, target_kg=districts.target_kg,
        collected_kg=districts.collected_kg,
        sold_back_kg=country.by_district(country.flow_per_village("sold_back")),
        held_kg=country.by_district(country.held_kg()),
        weather=country.by_district(weather * land) / country.by_district(land),
        pressure=districts.pressure, report_ratio=districts.report_ratio, envoy=districts.envoy,
        arm=districts.arm, eased=districts.eased, plea=districts.plea, choice=districts.choice,
    )  # fmt: skip


def _log_people(world: World, country: Countryside) -> None:
    log, districts = world.district_log, country.first.districts
    assert log is not None
    people = country.counted("adults") + country.counted("children")
    villagers = np.maximum(1.0, country.by_district(people))
    homes = np.maximum(1.0, country.by_district(country.counted("homes")))
    log.enter(
        world.clock.tick,
        villagers=villagers, hunger=districts.hunger,
        starving=country.by_district(country.counted("below_line")) / villagers,
        hunger_deaths=country.by_district(country.counts_per_village("hunger_deaths")),
        crowds=country.by_district(country.counts_per_village("crowds")),
        kolkhoz_share=country.by_district(country.counted("members")) / homes,
    )  # fmt: skip


def _log_secretaries(world: World) -> None:
    log, posts = world.district_log, world.posts
    assert log is not None and posts is not None
    names = ("outsider", "tenure", "zeal", "belief", "tie", "fear", "prospects", "reprimands")
    harm = np.where(posts.looked == 1, posts.harm, 0.0)
    log.enter(world.clock.tick, harm=harm, secretary=posts.generation,
              **{name: posts.column(name) for name in names})  # fmt: skip
