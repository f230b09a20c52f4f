"""Posts in the districts: charges, penalties, promotion, transfer, and who comes after (M15-M19).

Conduct is judged at the turn of the month, before the new plan comes down.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.cadre import CENTRE, Cadre
from sim.institutions.cadre_line import audits, draws, kg_of, note_cadre, read_line
from sim.institutions.rural_party import boss_of, bosses_answer, dispute_above, expel_after
from sim.kernel.arrays import one_row
from sim.kernel.secretaries import NOTHING, OUTCOME, PROMOTED, TALLIED, PostRules, judge
from sim.outcomes import REGIONS
from sim.rules import cadre as rules
from sim.rules import cadre_fate as fate
from sim.secretaries import Secretaries
from sim.state import empty
from sim.world import World

FIRST_YEARS = {"outsiders": 0.2, "norm": 0.3, "by_zeal": 0.4}
"""Line under which the secretaries of January 1924 had taken office (ASSUMED)."""


def found_cadres(model: Any, world: World) -> list[Cadre]:
    """A secretary for every district, with the ties and beliefs of January 1924."""
    districts, parameters = world.districts, world.parameters
    assert districts is not None
    world.posts = empty(Secretaries, len(districts))
    world.posts.district[:] = np.arange(len(districts))
    world.post_rules = one_row(PostRules(*(parameters[name] for name in PostRules._fields)))
    cadres = []
    for d, region in enumerate(districts.region.tolist()):
        cadre = Cadre(model, world.posts, d, REGIONS[region])
        fill_post(world, cadre, boss_of(world, region), **FIRST_YEARS)
        cadres.append(cadre)
    luck = world.streams.uniforms(world.clock.absolute, "cadre tenure", len(districts))
    world.posts.tenure[:] = (36 * luck).astype(np.int32)
    return cadres


def fill_post(
    world: World, cadre: Cadre, boss: str, outsiders: float, norm: float, by_zeal: float
) -> None:
    """A new secretary takes the district: sent from outside, or raised by the region's. M36, M86.

    The more of the work force has risen, the likelier one from bench or plough.
    """
    key = cadre.district + 100_003 * (cadre.generation + 1)
    month = world.clock.absolute
    u = tuple(world.streams.uniform(month, f"cadre origin {k}", key) for k in range(4))
    outsider = u[0] < outsiders
    p = world.parameters["cadre"]
    rising = rules.rising(world.towns.risen, p)
    risen = world.streams.uniform(month, "cadre risen", key) < rising
    mind = rules.newcomer((u[0], u[1], u[2], u[3]), outsider, risen, norm, by_zeal, p)
    cadre.take_office(mind, outsider, risen, CENTRE if outsider else boss)
    cadre.remember(world.clock.label, "appointed", _origin(cadre), 0.0, 0.0)


def _origin(cadre: Cadre) -> str:
    where = "sent from outside" if cadre.outsider else "raised in the region"
    return f"{where}{', risen from bench or plough' if cadre.risen else ''}"


def cadres_are_judged(world: World) -> None:
    """Last month's conduct is charged or rewarded; posts fall vacant and are filled."""
    bosses_answer(world)
    line, posts, districts = read_line(world), world.posts, world.districts
    assert posts is not None and districts is not None
    bosses = [boss_of(world, region) for region in range(len(REGIONS))]
    regions = districts.region.tolist()
    posts.protected[:] = [
        _follow_patron(cadre, bosses[region])
        for cadre, region in zip(world.cadres, regions, strict=True)
    ]
    if world.clock.month == 7:
        _remember_reports(world)
    luck = draws(world, "cadre charge", "cadre penalty", "cadre leave")
    tally = np.zeros((len(TALLIED), len(REGIONS)))
    outcomes = np.zeros(len(posts), OUTCOME)
    dispute = dispute_above(world)
    judge(posts.rows, districts.rows, one_row(line), audits(world, line), dispute, luck,
          world.post_rules, tally, outcomes)  # fmt: skip
    met = (outcomes["charge"] >= 0) | (outcomes["goes"] != NOTHING)
    for place in np.flatnonzero(met).tolist():
        cadre, boss = world.cadres[place], bosses[regions[place]]
        if _falls(world, cadre, outcomes[place]) or _goes(world, cadre, outcomes[place]):
            fill_post(world, cadre, boss, line.outsiders, line.norm, line.by_zeal)
            note_cadre(world, cadre, "appointed", f"takes office, {_origin(cadre)}.",
                       outsider=bool(cadre.outsider))  # fmt: skip
    for name, values in zip(TALLIED, tally, strict=True):
        world.recorder.regions(f"raion_secretaries_{name}", values)


def _follow_patron(cadre: Cadre, boss: str) -> bool:
    """Whether the patron is the secretary in office of the region.

    A client whose patron has fallen is without one for a year, then finds the new one.
    """
    if cadre.patron not in (boss, CENTRE):
        post = cadre.posts.rows[cadre.place]
        post["orphaned"] += 1
        if post["orphaned"] > 12:
            cadre.patron, post["orphaned"] = boss, 0
    return cadre.patron == boss


def _remember_reports(world: World) -> None:
    """In July every secretary enters how far last year's report went beyond the harvest."""
    districts = world.districts
    assert districts is not None
    figures = [districts.column(name).tolist() for name in ("reported_kg", "harvest_kg")]
    for cadre, reported, harvest in zip(world.cadres, *figures, strict=True):
        if harvest > 0.0:
            _enter(world, cadre, "report", f"{reported / harvest:.2f} of the harvest")


def _enter(world: World, cadre: Cadre, what: str, detail: str) -> None:
    """Enter a line in a secretary's record, with the district's plan and collections so far."""
    target, collected = kg_of(world, cadre)
    cadre.remember(world.clock.label, what, detail, target, collected)


def _falls(world: World, cadre: Cadre, outcome: Any) -> bool:
    """Whether a charge was brought that costs the secretary the post; a reprimand stays on file."""
    if outcome["charge"] < 0:
        return False
    name, words = fate.CHARGES[outcome["charge"]], fate.PENALTIES[outcome["penalty"]]
    _enter(world, cadre, words, name)
    note_cadre(world, cadre, words, f"is charged with {name}: {words}.", charge=name)
    if outcome["penalty"] == fate.REPRIMAND:
        cadre.take_reprimand(world.parameters["cadre_fate"].reprimand_cost)
        return False
    if outcome["penalty"] >= fate.EXPULSION:
        expel_after(world, cadre.district)
    return True


def _goes(world: World, cadre: Cadre, outcome: Any) -> bool:
    """Whether the secretary is promoted or moved."""
    if outcome["goes"] == NOTHING:
        return False
    what = "promoted" if outcome["goes"] == PROMOTED else "transferred"
    _enter(world, cadre, what, "")
    note_cadre(world, cadre, what, f"is {what}.")
    return True
