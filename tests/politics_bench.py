"""A world with the leadership tier alone, over a crisis shaped like the documented one."""

from __future__ import annotations

import json
from typing import Any

import mesa
import numpy as np

from sim.catalogue import parameter_tuples
from sim.inputs import load_inputs
from sim.institutions.apparatus import apparatus_appoints
from sim.institutions.committees import committees_set_the_line
from sim.institutions.discipline import discipline_judges
from sim.institutions.leadership import leaders_place_blame
from sim.institutions.membership import members_join_and_leave
from sim.institutions.policing import police_act
from sim.institutions.politics import found_politics
from sim.institutions.politics_record import record_politics_flows, record_politics_stocks
from sim.institutions.texts import texts_pass
from sim.levers import LEVER_INDEX, LEVERS
from sim.outcomes import SERIES_INDEX
from sim.state import Clock, Readings
from sim.streams import Streams
from sim.world import LeverPaths, Recorder, World

MONTHS = 192
PARTED = {"text_undetected": 2, "milder_motion_1930": 8}
"""Scenarios whose lever waits for an occasion, a text or a case, and a seed that has one."""
LINES = (
    record_politics_stocks, leaders_place_blame, committees_set_the_line, apparatus_appoints,
    discipline_judges, members_join_and_leave, texts_pass, police_act, record_politics_flows,
)  # fmt: skip

STARTING = {
    "discipline.faction_ban": 1.0, "discipline.norm": 0.45, "discipline.offence_width": 0.15,
    "discipline.recantation_required": 0.2, "discipline.recantation_value": 0.85,
    "police.informer_density": 0.1, "police.budget": 1.0, "police.case_incentive": 0.5,
    "police.penalty_licence": 0.1, "censorship.strength": 0.6, "belief.line_right": 0.95,
    "belief.enemies_active": 0.15, "party.admission": 4.0, "party.purge_share": 0.01,
}  # fmt: skip
NEUTRAL = {
    "crisis.shortfall": 1.0, "committee.lean": 0.0, "texts.detection": 1.0,
    "discipline.outbidding": 1.0,
}  # fmt: skip
CONTROL = ((1924, 0.6), (1926, 0.72), (1929, 0.85), (1931, 0.95))


def readings(year: int, month: int) -> Readings:
    """A crisis of the documented shape: shortages, alarm, the spring of 1930, hunger in 1932-33."""
    winter = month in (11, 12, 1, 2, 3)
    shortage = {1924: 0.2, 1925: 0.25, 1927: 0.3, 1928: 0.3, 1932: 0.45}
    autumn = year if month >= 7 else year - 1
    unrest = {1928: 60.0, 1929: 110.0, 1930: 600.0, 1931: 150.0, 1932: 150.0, 1933: 50.0}
    spring_1930 = {2: 1000.0, 3: 6500.0, 4: 2000.0, 5: 1400.0}
    return Readings(
        grain_shortfall=shortage.get(autumn, 0.05) * (1.0 if winter else 0.5),
        unrest=spring_1930.get(month, 400.0) if year == 1930 else unrest.get(year, 4.0),
        hunger={1932: 0.03, 1933: 0.09}.get(year, 0.003),
        town_stress={1932: 0.28, 1933: 0.3}.get(year, 0.12 if year >= 1928 else 0.05),
        herd_loss={1930: 0.1, 1931: 0.14, 1932: 0.23, 1933: 0.17}.get(year, 0.0),
        alarm=float(np.interp(year + month / 12, [1924, 1927, 1927.5, 1928.2, 1931.7, 1934.5, 1939],
                              [0.1, 0.1, 0.8, 0.35, 0.55, 0.4, 0.85])),
        kolkhoz_share=float(np.interp(year, [1928, 1930, 1931, 1933, 1937],
                                      [0.01, 0.2, 0.4, 0.63, 0.93])),
        industry_growth=0.2 if year < 1932 else 0.12,
    )  # fmt: skip


def build(
    seed: int, levers: dict[str, float] | None = None, parameters: dict[str, float] | None = None
) -> World:
    """The first month; ``levers`` hold over the whole run."""
    paths = np.zeros((len(LEVERS), MONTHS))
    emergent = np.zeros((len(LEVERS), MONTHS), bool)
    for name, lever in LEVERS.items():
        paths[LEVER_INDEX[name]] = STARTING.get(name, lever.low)
        emergent[LEVER_INDEX[name]] = lever.emerges_when_coupled
    for year, control in CONTROL:
        paths[LEVER_INDEX["apparatus.appointment_control"], (year - 1924) * 12 :] = control
    paths[LEVER_INDEX["lenin.alive"], 0] = 1.0
    for name, neutral in NEUTRAL.items():
        paths[LEVER_INDEX[name]] = neutral
    for name, value in (levers or {}).items():
        paths[LEVER_INDEX[name]] = value
        emergent[LEVER_INDEX[name]] = False
    world = World(Clock(1924, 1), Streams(seed), LeverPaths(paths, emergent),
                  parameter_tuples(parameters or {}), Recorder(MONTHS))  # fmt: skip
    world.drive = "politics"
    found_politics(mesa.Model(rng=seed), world, load_inputs())
    return world


def step(world: World, tick: int) -> None:
    """One month of the leadership tier."""
    world.clock.tick = world.levers.tick = world.recorder.tick = tick
    world.readings = readings(world.clock.year, world.clock.month)
    for line in LINES:
        line(world)


def run(seed: int, months: int = MONTHS, **changes: Any) -> World:
    """A whole run."""
    world = build(seed, **changes)
    for tick in range(months):
        step(world, tick)
    return world


def details(world: World, kind: str) -> list[tuple[int, dict[str, Any]]]:
    """Tick and facts of every event of a kind."""
    return [(e.tick, json.loads(e.detail)) for e in world.events if e.kind == kind and e.detail]


def series(world: World, name: str) -> Any:
    """The country's path of a series."""
    return world.recorder.values[SERIES_INDEX[name], :, -1]
