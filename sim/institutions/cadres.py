"""Cadres choose pressure, tempo, labels and reports, and argue targets upward (M14-M17, M84)."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.cadre import Cadre
from sim.institutions.cadre_line import Line, district_figures, draws, note_cadre, read_line
from sim.institutions.countryside import Countryside
from sim.outcomes import REGIONS
from sim.rules import cadre as rules
from sim.rules.cadre import View
from sim.rules.cadre_fate import checked, plea_chance, plea_is_heard
from sim.rules.plan import report_ratio, weighed_report
from sim.world import World

PLAN_MONTHS = (8, 9, 10, 11, 12, 1, 2, 3)
"""Months in which a target is argued about."""


def cadres_choose(world: World) -> None:
    """Every secretary reads the district, chooses, bends the centre's levers, and may plead."""
    country: Countryside = world.countryside
    p = world.parameters["cadre"]
    line = read_line(world)
    districts = country.first.districts
    figures = district_figures(country)
    targets = [line.targets[zone] for zone in country.zone.tolist()]
    rivals = _rivals(country)
    figures["taken"] = _foreseen(world, country)
    u_choice = draws(world, "cadre choice").tolist()
    bent = []
    for place, cadre in enumerate(world.cadres):
        seen = {name: values[cadre.district] for name, values in figures.items()}
        region = int(seen["region"])
        audit = checked(line.audit, world.ranks.departments[region])
        view = _view(line, seen, rivals[region], world.ranks.overload[region], audit, p)
        before, chosen = cadre.choice, cadre.choose(view, u_choice[place], p)
        bent.append(_bend(world, line, cadre, targets[region], seen))
        if chosen != before or world.clock.month == 7:
            cadre.remember(world.clock.label, "choice", cadre.choice_name, seen["target_kg"],
                           seen["collected_kg"])  # fmt: skip
    columns = np.array(bent).T
    for name, values in zip(BENT, columns, strict=True):
        districts.column(name)[:] = values
    _plead(world, country, line, figures)


BENT = ("pressure", "search", "tempo", "coercion", "label_push", "report_ratio", "choice")
"""District columns that a secretary writes, in the order that ``_bend`` returns them."""


def _rivals(country: Countryside) -> list[float]:
    """Share of a region's districts that outran the plan last month."""
    districts = country.first.districts
    return list(country.mean_of_districts(districts.choice == rules.OVERSHOOT))


def _foreseen(world: World, country: Countryside) -> list[float]:
    """Share of each district's need that fulfilling the plan would take, as stores stand."""
    villages = country.first.villages
    need = country.food_and_seed_kg(world.clock.month)
    sums = [country.by_district(kg).tolist()
            for kg in (country.held_kg(), villages.quota_kg, need)]  # fmt: skip
    return [rules.need_taken(*row) for row in zip(*sums, strict=True)]


def _view(
    line: Line,
    seen: dict[str, Any],
    rivals: float,
    overload: float,
    audit: float,
    p: rules.Cadre,
) -> View:
    """What the secretary sees: shortfall on the part due by now, hunger and unrest."""
    due = seen["target_kg"] * line.share_due
    missing = 1.0 - seen["collected_kg"] / due if due > 0.0 else 0.0
    return View(
        shortfall=max(0.0, min(1.0, missing)) * line.extraordinary,
        harm=rules.harm_seen(seen["hunger"], seen["unrest"], seen["taken"] * line.extraordinary, p),
        norm=line.norm,
        storm=line.storm,
        by_zeal=line.by_zeal,
        blame_excess=line.blame_excess,
        audit=audit,
        envoy=float(seen["envoy"]),
        rivals=rivals,
        overload=overload,
    )


def _bend(
    world: World, line: Line, cadre: Cadre, target: float, seen: dict[str, Any]
) -> tuple[float, ...]:
    """What the secretary makes of the line, in the order of ``BENT``."""
    p, arm = world.parameters["cadre"], seen["arm"]
    pressure = rules.pressure(cadre.choice, line.extraordinary, arm, cadre.zeal, p)
    lies = cadre.choice == rules.MISREPORT
    ratio = report_ratio(pressure, lies, cadre.candour, line.audit, world.parameters["plan"])
    return (
        pressure,
        min(1.0, line.search * (0.8 + 0.4 * cadre.zeal)),
        rules.tempo(cadre.choice, target, cadre.zeal),
        rules.pressure(cadre.choice, line.force, arm, cadre.zeal, p),
        line.force * (1.0 if cadre.choice == rules.OVERSHOOT else 0.4),
        weighed_report(ratio, line.weighed),
        float(cadre.choice),
    )


def _plead(world: World, country: Countryside, line: Line, figures: dict[str, list[Any]]) -> None:
    """Secretaries argue targets upward; the region eases some at the others' cost. M16."""
    districts, p = country.first.districts, world.parameters["cadre_fate"]
    pleas = np.zeros(len(districts))
    eased = districts.eased.astype(float)
    if world.clock.month in PLAN_MONTHS:
        u_plea, u_heard = draws(world, "cadre plea"), draws(world, "cadre plea heard")
        heard = plea_is_heard(line.storm, line.flexibility, p)
        for place, cadre in enumerate(world.cadres):
            view, d = cadre.seen, cadre.district
            if view is None or figures["target_kg"][d] <= 0.0:
                continue
            tie = cadre.mind(view.envoy, world.parameters["cadre"]).tie
            chance = plea_chance(tie, view.harm, cadre.fear, line.storm, p)
            cadre.pleads = bool(u_plea[place] < chance)
            if not cadre.pleads:
                continue
            pleas[d] = 1.0
            granted = bool(u_heard[place] < heard)
            if granted:
                eased[d] += p.plea_cut * (1.0 - eased[d])
            _note_plea(world, cadre, granted, figures)
    else:
        for cadre in world.cadres:
            cadre.pleads = False
    districts.plea[:] = pleas
    districts.eased[:] = eased
    districts.pleaded[:] |= pleas.astype(np.uint8)


def _note_plea(world: World, cadre: Cadre, granted: bool, figures: dict[str, list[Any]]) -> None:
    answer = "heard" if granted else "refused"
    d = cadre.district
    cadre.remember(world.clock.label, "plea", answer, figures["target_kg"][d],
                   figures["collected_kg"][d])  # fmt: skip
    note_cadre(world, cadre, "plea", f"pleads for a lower target and is {answer}.", answer=answer)


def record_cadre_stocks(world: World) -> None:
    """Record the secretaries in office, their choices, origins and moods."""
    country: Countryside = world.countryside
    districts = country.first.districts
    weight = districts.weight
    total = np.bincount(districts.region, weight, minlength=len(REGIONS)).astype(np.float64)
    world.recorder.regions("raion_secretaries", total)
    holders = world.cadres
    shares = {name: districts.choice == code for code, name in enumerate(rules.CHOICES) if code}
    shares["plea"] = districts.plea
    shares["outsiders"] = np.array([cadre.outsider for cadre in holders])
    shares["risen"] = np.array([cadre.risen for cadre in holders])
    shares["belief"] = np.array([cadre.belief for cadre in holders])
    shares["fear"] = np.array([cadre.fear for cadre in holders])
    for name, values in shares.items():
        found = np.bincount(districts.region, weight * values, len(REGIONS))
        country_share = float(found.sum() / total.sum())
        world.recorder.regions(f"cadre_{name}", found / np.maximum(1e-9, total), country_share)
    known = country.known_inflation
    crop = country.expected_share()
    world.recorder.regions("reports_inflation_known", known, float((known * crop).sum()))
