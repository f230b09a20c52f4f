"""Cadres choose pressure, tempo, labels and reports; posts are lost and filled (M14-M21)."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.agents.cadre import Cadre, Situation
from sim.institutions.countryside import Countryside
from sim.outcomes import REGIONS
from sim.rules import cadre as rules
from sim.rules.plan import report_ratio
from sim.world import World

VOLUNTEER_LOSS = 0.037
"""Monthly share of urban volunteers who give up: 40 percent served two years (record)."""


def found_cadres(model: Any, world: World) -> list[Cadre]:
    """A secretary for every district, with the ties and beliefs of January 1924."""
    districts = world.districts
    assert districts is not None
    cadres = []
    for d, region in enumerate(districts.region):
        cadre = Cadre(model, d, REGIONS[int(region)])
        _take_office(world, cadre, outsiders=0.2, norm=0.3)
        cadre.tenure = int(36 * _u(world, cadre, "tenure"))
        cadres.append(cadre)
    return cadres


def cadres_choose(world: World) -> None:
    """Every secretary reads the district, chooses, and bends the centre's levers; some fall."""
    country: Countryside = world.countryside
    p = world.parameters["cadre"]
    line = _line(world)
    districts = country.first.districts
    seen = _district_figures(country)
    targets = [line.targets[zone] for zone in country.zone.tolist()]
    replaced = np.zeros(len(REGIONS))
    keys = np.array([cadre.district + 100_003 * cadre.generation for cadre in world.cadres])
    u_choice = world.streams.uniforms_for(world.clock.absolute, "cadre choice", keys).tolist()
    u_fall = world.streams.uniforms_for(world.clock.absolute, "cadre fall", keys).tolist()
    label, new_year = world.clock.label, world.clock.month == 7
    bent = []
    for place, cadre in enumerate(world.cadres):
        d = cadre.district
        situation = _situation(line, seen["target"][d], seen["collected"][d], seen["hunger"][d],
                               seen["unrest"][d])  # fmt: skip
        cadre.choose(situation, u_choice[place], p)
        bent.append(_bend(world, line, cadre, targets[seen["region"][d]]))
        if new_year or cadre.choice != rules.COMPLY:
            cadre.remember(label, cadre.choice_name, seen["target"][d], seen["collected"][d])
        if u_fall[place] < cadre.live_a_month(situation, p):
            cadre.remember(label, "replaced", seen["target"][d], seen["collected"][d])
            _take_office(world, cadre, line.outsiders, line.norm)
            replaced[seen["region"][d]] += seen["weight"][d]
    columns = np.array(bent).T
    for name, values in zip(BENT, columns, strict=True):
        districts.column(name)[:] = values
    world.recorder.regions("raion_secretaries_replaced", replaced)


BENT = ("pressure", "search", "tempo", "coercion", "label_push", "report_ratio", "leak", "choice")
"""District columns that a secretary writes, in the order that ``_bend`` returns them."""


class Line(NamedTuple):
    """The line as it reaches the districts this month: levers by short name, all shares."""

    extraordinary: float
    search: float
    force: float
    present: float
    norm: float
    by_zeal: float
    blame_excess: float
    audit: float
    penalty: float
    outsiders: float
    targets: tuple[float, float, float]
    """collectivisation targets of the grain, intermediate and other zones"""
    share_due: float
    """share of the year's plan due by now"""


def _line(world: World) -> Line:
    levers = world.levers
    months = (world.clock.month - 7) % 12
    return Line(
        extraordinary=levers["procurement.extraordinary"],
        search=levers["procurement.search"],
        force=levers["collectivisation.force"],
        present=min(1.0, levers["cadres.plenipotentiaries"] + _volunteers(world)),
        norm=discipline_seen(world, "discipline.norm"),
        by_zeal=levers["cadres.promotion_by_zeal"],
        blame_excess=levers["cadres.blame_excess"],
        audit=levers["reports.audit"],
        penalty=max(levers["procurement.penalty"], 0.3 * levers["procurement.extraordinary"]),
        outsiders=levers["cadres.outsiders"],
        targets=(
            levers["collectivisation.target_grain_zone"],
            levers["collectivisation.target_intermediate"],
            levers["collectivisation.target_other"],
        ),
        share_due=min(1.0, 0.12 * months),
    )


def _volunteers(world: World) -> float:
    """Presence that urban volunteers add: one where twenty serve in every district."""
    districts = float(world.countryside.first.districts.weight.sum())
    return float(world.countryside.volunteers.sum()) / (20.0 * districts)


def discipline_seen(world: World, name: str) -> float:
    """A discipline lever as cadres meet it: documented, unless the drive is coupled."""
    return world.levers[name] if world.drive == "coupled" else world.levers.documented(name)


def _district_figures(country: Countryside) -> dict[str, list[Any]]:
    """Columns of the districts as plain lists, for the loop over secretaries."""
    districts = country.first.districts
    names = {"target": "target_kg", "collected": "collected_kg"}
    keys = ("target", "collected", "hunger", "unrest", "region", "weight")
    return {key: districts.column(names.get(key, key)).tolist() for key in keys}


def _u(world: World, cadre: Cadre, what: str) -> float:
    key = cadre.district + 100_003 * cadre.generation
    return world.streams.uniform(world.clock.absolute, f"cadre {what}", key)


def _take_office(world: World, cadre: Cadre, outsiders: float, norm: float) -> None:
    u = tuple(_u(world, cadre, f"origin {k}") for k in range(4))
    cadre.take_office((u[0], u[1], u[2], u[3]), outsiders, norm)


def _situation(
    line: Line, target_kg: float, collected_kg: float, hunger: float, unrest: float
) -> Situation:
    """What the secretary sees: shortfall on the part due by now, hunger and unrest."""
    due = target_kg * line.share_due
    missing = 1.0 - collected_kg / due if due > 0.0 else 0.0
    return Situation(
        shortfall=max(0.0, min(1.0, missing)) * line.extraordinary,
        harm=min(1.0, 3.0 * max(0.0, hunger - 0.05) + 20.0 * unrest),
        norm=line.norm,
        by_zeal=line.by_zeal,
        blame_excess=line.blame_excess,
        audit=line.audit,
        penalty=line.penalty,
    )


def _bend(world: World, line: Line, cadre: Cadre, target: float) -> tuple[float, ...]:
    """What the secretary makes of the line, in the order of ``BENT``."""
    pressure = rules.pressure(cadre.choice, line.extraordinary, line.present, cadre.zeal)
    lies = cadre.choice == rules.MISREPORT
    return (
        pressure,
        min(1.0, line.search * (0.8 + 0.4 * cadre.zeal)),
        rules.tempo(cadre.choice, target, cadre.zeal),
        rules.pressure(cadre.choice, line.force, line.present, cadre.zeal),
        line.force * (1.0 if cadre.choice == rules.OVERSHOOT else 0.4),
        report_ratio(pressure, lies, line.audit, world.parameters["plan"]),
        world.parameters["cadre"].leak_share if cadre.choice == rules.LEAK else 0.0,
        float(cadre.choice),
    )


def volunteers_serve(world: World) -> None:
    """Urban volunteers arrive in the villages and most give up before their term ends (P43)."""
    country: Countryside = world.countryside
    sent = world.levers["cadres.urban_volunteers"] * 1000.0
    share = country.expected_kg / max(1.0, float(country.expected_kg.sum()))
    country.volunteers = country.volunteers * (1.0 - VOLUNTEER_LOSS) + sent * share


def rural_party_grows(world: World) -> None:
    """Rural cells grow and shrink with the party: a quarter of its cards lie in villages (M20)."""
    country: Countryside = world.countryside
    tick = world.clock.tick
    change = world.recorder.read("party_admissions", tick)
    change -= world.recorder.read("purge_expelled_count", tick)
    share = country.communists / country.communists.sum()
    country.communists = np.maximum(1.0, country.communists + RURAL_SHARE * change * share)


RURAL_SHARE = 0.25
"""Share of the party's cards in rural cells (record: 0.36 of 1.54 million in July 1929)."""


def record_cadre_stocks(world: World) -> None:
    """Record the secretaries in office, their choices, and volunteers at their posts."""
    country: Countryside = world.countryside
    districts = country.first.districts
    weight = districts.weight
    total = np.bincount(districts.region, weight, minlength=len(REGIONS)).astype(np.float64)
    world.recorder.regions("raion_secretaries", total)
    for code, name in ((1, "overshoot"), (2, "misreport"), (3, "balk"), (4, "leak")):
        found = np.bincount(districts.region, weight * (districts.choice == code), len(REGIONS))
        share = float(found.sum() / total.sum())
        world.recorder.regions(f"cadre_{name}", np.asarray(found / np.maximum(1e-9, total)), share)
    world.recorder.regions("urban_volunteers_serving", country.volunteers)
    world.recorder.regions("rural_communists", country.communists)
