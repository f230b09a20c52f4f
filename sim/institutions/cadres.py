"""Cadres choose pressure, tempo, labels and reports, and argue targets upward (M14-M17, M84)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.cadre import Cadre
from sim.chair import KEEPS_SILENT, PLEADS, Move
from sim.institutions.cadre_line import Line, audits, draws, kg_of, note_cadre, read_line
from sim.institutions.countryside import Countryside
from sim.kernel.arrays import one_row, rows_of
from sim.kernel.secretaries import PostRegion, bend, choose, plead
from sim.outcomes import REGIONS
from sim.rules import cadre as rules
from sim.rules.cadre_fate import plea_is_heard
from sim.world import World

Floats = NDArray[np.float64]

PLAN_MONTHS = (8, 9, 10, 11, 12, 1, 2, 3)
"""Months in which a target is argued about."""


def cadres_choose(world: World) -> None:
    """Every secretary reads the district, chooses, bends the centre's levers, and may plead."""
    country: Countryside = world.countryside
    districts, posts = country.first.districts, world.posts
    assert posts is not None
    line = read_line(world)
    lines, regions = one_row(line), rows_of(_regions(world, country, line))
    before = posts.choice.copy()
    [luck] = draws(world, "cadre choice")
    choose(posts.rows, districts.rows, lines, regions, _foreseen(world, country), luck,
           world.post_rules)  # fmt: skip
    move = _move_of_the_chair(world)
    if move is not None:
        posts.choice[world.chair.district] = move.choice
    bend(posts.rows, districts.rows, lines, regions, world.post_rules)
    _remember_choices(world, before)
    _plead(world, country, line, move)


def _move_of_the_chair(world: World) -> Move | None:
    """What the person in a secretary's place does this month; None where the rule chooses."""
    if world.chair is None:
        return None
    district = world.chair.district
    move: Move | None = world.chair.move(world.clock.tick, world.cadres[district].generation)
    return move


def _remember_choices(world: World, before: NDArray[np.uint8]) -> None:
    """Secretaries who chose otherwise than the month before enter it; in July all do."""
    districts, posts = world.districts, world.posts
    assert districts is not None and posts is not None
    month, changed = world.clock.label, (posts.choice != before) | (world.clock.month == 7)
    rows = zip(*(column.tolist() for column in (
        changed, posts.choice, districts.target_kg, districts.collected_kg,
    )), strict=True)  # fmt: skip
    for cadre, (enters, choice, target, collected) in zip(world.cadres, rows, strict=True):
        if enters:
            cadre.remember(month, "choice", rules.CHOICES[choice], target, collected)


def _regions(world: World, country: Countryside, line: Line) -> PostRegion:
    """What secretaries meet in their regions: checks, rivals, overload, the decree's target."""
    levers = world.levers
    by_zone = np.array([
        levers["collectivisation.target_grain_zone"],
        levers["collectivisation.target_intermediate"],
        levers["collectivisation.target_other"],
    ])  # fmt: skip
    return PostRegion(
        audit=audits(world, line),
        rivals=_rivals(country),
        overload=world.ranks.overload,
        target=by_zone[country.zone],
    )


def _rivals(country: Countryside) -> Floats:
    """Share of a region's districts that outran the plan last month."""
    return country.mean_of_districts(country.first.districts.choice == rules.OVERSHOOT)


def _foreseen(world: World, country: Countryside) -> Floats:
    """What districts hold, what the plan still asks, what they need to the next harvest (kg).

    By what fulfilling the plan would take of the need, as stores stand, secretaries foresee hunger.
    """
    villages = country.first.villages
    need = country.food_and_seed_kg(world.clock.month)
    return np.array([country.by_district(kg)
                     for kg in (country.held_kg(), villages.quota_kg, need)])  # fmt: skip


def _plead(world: World, country: Countryside, line: Line, move: Move | None) -> None:
    """Secretaries argue targets upward; the region eases some at the others' cost. M16."""
    districts, posts = country.first.districts, world.posts
    assert posts is not None
    if world.clock.month not in PLAN_MONTHS:
        posts.pleads[:] = 0
        districts.plea[:] = 0
        return
    heard = plea_is_heard(line.storm, line.flexibility, world.parameters["cadre_fate"])
    granted = np.zeros(len(posts), np.uint8)
    luck = draws(world, "cadre plea", "cadre plea heard")
    if move is not None:
        luck[0, world.chair.district] = PLEADS if move.plea else KEEPS_SILENT
    plead(posts.rows, districts.rows, one_row(line), heard, luck, world.post_rules, granted)
    for place in np.flatnonzero(districts.plea).tolist():
        _note_plea(world, world.cadres[place], bool(granted[place]))


def _note_plea(world: World, cadre: Cadre, granted: bool) -> None:
    answer = "heard" if granted else "refused"
    cadre.remember(world.clock.label, "plea", answer, *kg_of(world, cadre))
    note_cadre(world, cadre, "plea", f"pleads for a lower target and is {answer}.", answer=answer)


def record_cadre_stocks(world: World) -> None:
    """Record the secretaries in office, their choices, origins and moods."""
    country: Countryside = world.countryside
    districts = country.first.districts
    weight = districts.weight
    total = np.bincount(districts.region, weight, minlength=len(REGIONS)).astype(np.float64)
    world.recorder.regions("raion_secretaries", total)
    posts = world.posts
    assert posts is not None
    shares = {name: districts.choice == code for code, name in enumerate(rules.CHOICES) if code}
    shares["plea"] = districts.plea
    shares["outsiders"], shares["risen"] = posts.outsider, posts.risen
    shares["belief"], shares["fear"] = posts.belief, posts.fear
    for name, values in shares.items():
        found = np.bincount(districts.region, weight * values, len(REGIONS))
        country_share = float(found.sum() / total.sum())
        world.recorder.regions(f"cadre_{name}", found / np.maximum(1e-9, total), country_share)
    known = country.known_inflation
    crop = country.expected_share()
    world.recorder.regions("reports_inflation_known", known, float((known * crop).sum()))
