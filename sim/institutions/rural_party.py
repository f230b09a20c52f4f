"""The party in the village: who is sent, who joins, who is screened out (M14, M20, M21, M35)."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.institutions.cadre_line import discipline_seen
from sim.institutions.countryside import Countryside
from sim.outcomes import REGIONS
from sim.rules import rural_party as rules
from sim.rules.cadre_fate import boss_falls
from sim.world import World

Floats = NDArray[np.float64]
FIRST_STAFF = 4.0
"""Paid party staff of a district in January 1924 (ASSUMED: secretary and three instructors)."""


SOWING_MONTHS = (3, 4, 5, 8, 9)
"""Months of the sowing campaigns, spring and winter grain."""


def _zeros() -> Floats:
    return np.zeros(len(REGIONS))


@dataclass
class Ranks:
    """The party's means in the villages; arrays have 22 rows."""

    communists: Floats
    """members and candidates in villages"""
    villages: Floats
    """real villages"""
    districts: Floats
    """real districts"""
    volunteers: Floats = field(default_factory=_zeros)
    """urban volunteers at their post"""
    fit: float = 0.0
    """workers who were found fit at the call in force and were not sent yet"""
    calling: bool = False
    """whether a call is in force"""
    staff: Floats = field(default_factory=lambda: np.full(len(REGIONS), FIRST_STAFF))
    """paid party staff a district"""
    overload: Floats = field(default_factory=_zeros)
    """work beyond what the staff can do, over what it can"""
    departments: Floats = field(default_factory=_zeros)
    """checks that political departments add, a share"""
    bosses: list[int] = field(default_factory=lambda: [1] * len(REGIONS))
    """which regional secretary since January 1924, where politics do not say"""
    expelled: Floats = field(default_factory=_zeros)
    """rural communists expelled after fallen secretaries this month"""


def found_ranks(regions: pd.DataFrame, world: World) -> Ranks:
    """The rural party of January 1924; ``regions`` is scenarios/inputs/regions.csv."""
    assert world.districts is not None
    villages = regions.households_thousand * 1000.0 / regions.households_per_village
    real = np.bincount(world.districts.region, world.districts.weight, len(REGIONS))
    return Ranks(
        communists=regions.rural_communists.to_numpy(float, copy=True),
        villages=villages.to_numpy(float),
        districts=np.asarray(real, np.float64),
    )


def boss_of(world: World, region: int) -> str:
    """Name of the regional secretary: a leader when politics are coupled, else a number."""
    if world.drive == "coupled" and world.politics is not None:
        return str(world.politics.posts[region].name)
    number = world.ranks.bosses[region] if world.ranks is not None else 1
    return f"regional secretary {number} of {REGIONS[region]}"


def dispute_above(world: World) -> float:
    """How far the leadership is at odds, when coupled: seats of the open opposition. M23."""
    if world.drive != "coupled" or world.politics is None:
        return 0.0
    seats = sum(faction.seats for faction in world.politics.opposing())
    # An opposition that holds half the seats is a leadership wholly at odds.
    return min(1.0, 2.0 * float(seats) / max(1, len(world.politics.committee())))


def party_reaches_villages(world: World) -> None:
    """Envoys, volunteers and political departments reach the districts, beside staff and cells."""
    ranks: Ranks = world.ranks
    _volunteers(world, ranks)
    _staff(world, ranks)
    _arms(world, ranks)


def _volunteers(world: World, ranks: Ranks) -> None:
    """Workers offer themselves when called, some are sent, and some give up. M14, P43."""
    country: Countryside = world.countryside
    p = world.parameters["rural_party"]
    called = world.levers["cadres.urban_volunteers"] * 1000.0
    offered = 0.0
    if called > 0.0 and not ranks.calling:
        workers = world.towns.jobs * 1e6
        offered = rules.volunteers_offering(workers, world.towns.support, p)
        ranks.fit = rules.volunteers_fit(offered, p)
    ranks.calling = called > 0.0
    sent = min(called, ranks.fit)
    ranks.fit = ranks.fit - sent if ranks.calling else 0.0
    # Secretaries of the place keep strangers out by their local ties.
    assert world.posts is not None
    kept_out_by = country.mean_of_districts(world.posts.tie)
    hunger = country.total("hungry_adults") / np.maximum(1.0, country.total("adults"))
    leave = np.array([
        rules.volunteers_quitting(kept_out, hungry, p)
        for kept_out, hungry in zip(kept_out_by, hunger, strict=True)
    ])  # fmt: skip
    share = country.expected_share()
    ranks.volunteers = ranks.volunteers * (1.0 - leave) + sent * share
    people = world.towns.share()
    world.recorder.regions("urban_volunteers_sent", sent * share)
    world.recorder.regions("urban_volunteers_offered", offered * people, offered)


def _staff(world: World, ranks: Ranks) -> None:
    """District staff grows with its tasks; what it cannot do is overload. M35."""
    p, levers = world.parameters["rural_party"], world.levers
    taking, joining = levers["procurement.extraordinary"], levers["collectivisation.force"]
    tasks = rules.tasks(world.clock.month in SOWING_MONTHS, taking, joining)
    ranks.overload = np.array([rules.overload(tasks, n, p) for n in ranks.staff])
    ranks.staff = np.array([
        rules.staff_next(n, beyond, p)
        for n, beyond in zip(ranks.staff, ranks.overload, strict=True)
    ])  # fmt: skip


def bosses_answer(world: World) -> None:
    """In July regional secretaries answer for the year's plan, unless coupled. M19.

    The first July closes half a year only, for which nobody answers.
    """
    if world.clock.month != 7 or world.clock.tick < 12 or world.drive == "coupled":
        return
    country: Countryside = world.countryside
    ranks, p = world.ranks, world.parameters["cadre_fate"]
    u = world.streams.uniforms(world.clock.absolute, "regional secretary", len(REGIONS))
    for r, target in enumerate(country.target_kg.tolist()):
        got = float(country.collected_kg[r])
        missing = max(0.0, 1.0 - got / target) if target > 0.0 else 0.0
        if u[r] < boss_falls(missing, world.levers["procurement.penalty"], p):
            ranks.bosses[r] += 1
            world.note("regional_secretary", boss_of(world, r), REGIONS[r],
                       f"A new secretary takes the region; {missing:.0%} of the plan was missing.",
                       missing=round(missing, 4))  # fmt: skip


def _arms(world: World, ranks: Ranks) -> None:
    """Which districts have an envoy, and how far the party reaches in each. M21."""
    country: Countryside = world.countryside
    p, levers, districts = world.parameters["rural_party"], world.levers, world.districts
    assert districts is not None
    quarter = world.clock.absolute // 3
    u = world.streams.uniforms(3 * quarter, "envoy", len(districts))
    envoy = u < levers["cadres.plenipotentiaries"]
    norm = discipline_seen(world, "discipline.norm")
    land = np.maximum(1.0, country.total("land_ha"))
    served = country.by_region(country.counted("member_land_ha") * country.first.villages.served)
    strength = levers["cadres.political_departments"] * np.minimum(1.0, served / land)
    ranks.departments = p.department_eyes * strength
    cells = [rules.cells_reach(c, norm, p) for c in ranks.communists / ranks.villages]
    helpers = ranks.volunteers / ranks.districts
    districts.envoy[:] = envoy
    districts.arm[:] = [
        rules.arm(cells[r], float(stands_by), strength[r], helpers[r], p)
        for r, stands_by in zip(districts.region.tolist(), envoy.tolist(), strict=True)
    ]


def expel_after(world: World, district: int) -> None:
    """A district's organisation is screened after its secretary was expelled."""
    assert world.districts is not None
    ranks: Ranks = world.ranks
    region = int(world.districts.region[district])
    share = float(world.districts.weight[district]) / float(ranks.districts[region])
    out = world.parameters["rural_party"].screened_district * share * ranks.communists[region]
    ranks.communists[region] -= out
    ranks.expelled[region] += out


def rural_party_grows(world: World) -> None:
    """Rural cells take in recruits, lose those who leave, and are screened (M20).

    Cards follow the party's own count when coupled, else the documented levers: drives A and B stay
    apart where they run side by side.
    """
    ranks: Ranks = world.ranks
    country: Countryside = world.countryside
    p = world.parameters["rural_party"]
    admitted, expelled, total = _cards(world, ranks)
    growth = np.array([rules.rural_share(share, p) for share in country.kolkhoz_share()])
    people = country.total("adults")
    # Recruits come where cells and people are: half by the one, half by the other.
    spread = 0.5 * ranks.communists / ranks.communists.sum() + 0.5 * people / people.sum()
    joined = admitted * growth * spread / spread.sum()
    screened = np.array([rules.rural_expelled(n, expelled, total, p) for n in ranks.communists])
    left = p.rural_leaving * ranks.communists
    ranks.communists = np.maximum(1.0, ranks.communists + joined - screened - left)
    world.recorder.regions("rural_communists_expelled", screened + ranks.expelled)
    ranks.expelled = _zeros()


def _cards(world: World, ranks: Ranks) -> tuple[float, float, float]:
    """Party cards issued and withdrawn this month, and cards in all (persons)."""
    if world.drive == "coupled":
        record, tick = world.recorder, world.clock.tick
        return (record.read("party_admissions", tick), record.read("purge_expelled_count", tick),
                record.read("party_total", tick))  # fmt: skip
    rural = float(ranks.communists.sum())
    purge = world.levers.documented("party.purge_share") / 12.0
    return 1000.0 * world.levers.documented("party.admission"), purge * rural, rural


def record_rural_party(world: World) -> None:
    """Record rural communists and their cells, volunteers at their post, district staff."""
    ranks: Ranks = world.ranks
    record = world.recorder
    record.regions("rural_communists", ranks.communists)
    record.regions(
        "rural_party_cells", ranks.communists / world.parameters["rural_party"].cell_size
    )
    record.regions("urban_volunteers_serving", ranks.volunteers)
    record.regions("raion_staff", ranks.staff * ranks.districts)
