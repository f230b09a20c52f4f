"""Branches: a run that goes on from the middle of another, where the two share their past.

Chance is a hash of month, purpose and identity, so the state of a run in month m, carried on under
another scenario, is the run of that scenario from January 1924 to the bit, provided that the two
scenarios agree in everything before m. This module says how long two scenarios agree, keeps a run's
state, and refuses a branch whose past differs (docs/decisions/0018).
"""

from __future__ import annotations

from typing import Any

from sim.inputs import load_inputs
from sim.model import GeneralLine, documented_crisis
from sim.scenario import Scenario
from sim.scenario_schema import month_label
from sim.world import DistrictLog, LeverPaths, Recorder


class BranchError(ValueError):
    """Two scenarios do not share the past that a branch needs; the text says what differs."""


def shared_months(one: Scenario, other: Scenario, seed: int = 0) -> int:
    """How many months, from the first on, two runs with this seed have in common.

    0 where what a run is founded with differs: first month, scale, drive, or a parameter. Else the
    months before the first in which a lever differs, in value or in who sets it, at most as many as
    the shorter of the two runs.
    """
    if _founding(one, seed) != _founding(other, seed):
        return 0
    months = min(one.months, other.months)
    differs = (one.paths[:, :months] != other.paths[:, :months]).any(axis=0)
    differs |= (one.emergent_months[:, :months] != other.emergent_months[:, :months]).any(axis=0)
    return int(differs.argmax()) if differs.any() else months


def _founding(scenario: Scenario, seed: int) -> tuple[Any, ...]:
    """What a run takes from its scenario beside the levers."""
    own = scenario.of_seed(seed)
    return own.start, own.scale, own.drive, sorted(own.parameters.items())


def keep_state(model: GeneralLine) -> bytes:
    """The state of a run between two months, for :func:`branch`.

    As :meth:`GeneralLine.save_state`, without the empty rows of months that are still to come.
    """
    world = model.world
    whole = world.recorder.values, world.district_log
    world.recorder.values = whole[0][:, : world.clock.tick].copy()
    if whole[1] is not None:
        world.district_log = DistrictLog(0, whole[1].regions)
        world.district_log.values = whole[1].values[: world.clock.tick].copy()
    try:
        return model.save_state()
    finally:
        world.recorder.values, world.district_log = whole


def branch(state: bytes, scenario: Scenario) -> GeneralLine:
    """The run whose state :func:`keep_state` kept, going on under ``scenario``.

    It equals the run of ``scenario`` from its first month, with the seed of the kept run, to the
    bit. Raises BranchError where the scenarios differ before the kept month, where the kept run has
    lived longer than ``scenario`` lasts, and where the first month itself differs, since the first
    world is founded under it. Only bytes that this program kept itself may be given.
    """
    model = GeneralLine.from_state(state)
    past, world = model.plan_of_run, model.world
    seed, tick = world.streams.seed, world.clock.tick
    own = scenario.of_seed(seed)
    shared = shared_months(past, own, seed)
    if tick > own.months:
        model.close()
        raise BranchError(f"the kept run has lived {tick} months; {own.name} lasts {own.months}")
    if shared < max(1, tick):
        model.close()
        raise BranchError(_difference(past, own, shared, tick, seed))
    model.plan_of_run = own
    decided = world.levers.decided
    world.levers = LeverPaths(own.paths, own.emergent_months)
    world.levers.decided, world.levers.tick = decided, max(0, tick - 1)
    world.crisis = documented_crisis(load_inputs().crisis, own)
    recorder = Recorder(own.months)
    recorder.values[:, :tick], recorder.tick = world.recorder.values, world.recorder.tick
    world.recorder = recorder
    if world.district_log is not None:
        log = DistrictLog(own.months, world.district_log.regions)
        log.values[:tick] = world.district_log.values
        world.district_log = log
    return model


def _difference(past: Scenario, own: Scenario, shared: int, tick: int, seed: int) -> str:
    """What keeps ``own`` from going on from the month ``tick`` of ``past``."""
    names = ("first month", "scale", "drive", "parameters")
    pairs = zip(names, _founding(past, seed), _founding(own, seed), strict=True)
    unlike = [name for name, a, b in pairs if a != b]
    first = past.start[0] * 12 + past.start[1] - 1
    kept = month_label(first + tick)
    if unlike:
        return f"{own.name} cannot go on from {kept} of {past.name}: {', '.join(unlike)} differ"
    month = month_label(first + shared)
    return (f"{own.name} cannot go on from {kept} of {past.name}: their levers differ from "
            f"{month} on; take a state kept at {month} or before")  # fmt: skip
