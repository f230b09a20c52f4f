"""The line as it reaches the districts, and what all that is done to secretaries shares."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.cadre import Cadre
from sim.rules.cadre import storming
from sim.rules.cadre_fate import checked
from sim.rules.plan import due_by
from sim.world import World


class Line(NamedTuple):
    """The line as it reaches the districts this month: levers by short name, all shares."""

    extraordinary: float
    search: float
    force: float
    norm: float
    storm: float
    by_zeal: float
    blame_excess: float
    audit: float
    penalty: float
    outsiders: float
    flexibility: float
    tenure: float
    weighed: float
    share_due: float
    """share of the year's plan due by the first of this month; 0 in July"""


def read_line(world: World) -> Line:
    """The levers that secretaries and those who judge them go by this month."""
    levers = world.levers
    norm = discipline_seen(world, "discipline.norm")
    taking, joining = levers["procurement.extraordinary"], levers["collectivisation.force"]
    return Line(
        extraordinary=taking,
        search=levers["procurement.search"],
        force=joining,
        norm=norm,
        storm=storming(norm, taking, joining),
        by_zeal=levers["cadres.promotion_by_zeal"],
        blame_excess=levers["cadres.blame_excess"],
        audit=levers["reports.audit"],
        penalty=max(levers["procurement.penalty"], 0.3 * taking),
        outsiders=levers["cadres.outsiders"],
        flexibility=levers["procurement.flexibility"],
        tenure=levers["cadres.tenure"],
        weighed=levers["reports.weighed"],
        share_due=float(due_by(world.clock.month, taking)),
    )


def discipline_seen(world: World, name: str) -> float:
    """A discipline lever as cadres meet it: documented, unless the drive is coupled."""
    return world.levers[name] if world.drive == "coupled" else world.levers.documented(name)


def draws(world: World, *purposes: str) -> NDArray[np.float64]:
    """A uniform number for every secretary this month, a row a purpose.

    A successor has luck of his own.
    """
    posts = world.posts
    assert posts is not None
    keys = posts.district + 100_003 * posts.generation.astype(np.int64)
    month = world.clock.absolute
    return np.array([world.streams.uniforms_for(month, purpose, keys) for purpose in purposes])


def audits(world: World, line: Line) -> NDArray[np.float64]:
    """Chance by region that reports and stores are checked, by audits or political departments."""
    return np.array([checked(line.audit, share) for share in world.ranks.departments.tolist()])


def kg_of(world: World, cadre: Cadre) -> tuple[float, float]:
    """The district's plan of this agricultural year and what it has collected (sample kg)."""
    assert world.districts is not None
    row = world.districts.rows[cadre.district]
    return float(row["target_kg"]), float(row["collected_kg"])


def note_cadre(world: World, cadre: Cadre, what: str, text: str, **facts: Any) -> None:
    """Enter an event of a secretary's career."""
    world.note("district_secretary", cadre.name, cadre.region,
               f"{cadre.name[0].upper()}{cadre.name[1:]} {text}", what=what,
               district=cadre.district, secretary=cadre.generation, **facts)  # fmt: skip
