"""A run that goes on from the middle of another is the run from the first month, to the bit."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.branching import BranchError, branch, keep_state, shared_months
from sim.levers import LEVER_INDEX, LEVERS
from sim.model import GeneralLine
from sim.scenario import load

SCALE, UNTIL, SEED = 20_000, "1931-02", 5
FORK = 72
"""January 1930"""
MONTHS = 86


@pytest.fixture(scope="module")
def base():
    return load("historical", scale=SCALE, until=UNTIL)


@pytest.fixture(scope="module")
def states(base):
    """The states of the base run at the fork and two months later."""
    model = GeneralLine(base, seed=SEED)
    found = {}
    while model.world.clock.tick < FORK + 2:
        model.step()
        if model.world.clock.tick in (FORK, FORK + 2):
            found[model.world.clock.tick] = keep_state(model)
    model.close()
    return found


def everything(model):
    """All that a run holds and has recorded, as comparable bytes and values."""
    world = model.world
    tables = [getattr(world, name).rows.tobytes()
              for name in ("households", "villages", "districts", "posts")]  # fmt: skip
    return (
        world.recorder.values.tobytes(), world.district_log.values.tobytes(), tables,
        world.leader_log.rows.tobytes(), world.events, model.checks(),
        [cadre.record for cadre in world.cadres], world.clock, world.levers.decided.tolist(),
    )  # fmt: skip


def lived(model, until):
    while model.world.clock.tick < until:
        model.step()
    try:
        return everything(model)
    finally:
        model.close()


def changed(base, tick, name, share):
    """The base with one lever moved from a month on, to a share of its range."""
    lever, paths = LEVERS[name], base.paths.copy()
    paths[LEVER_INDEX[name], tick:] = lever.low + share * (lever.high - lever.low)
    return replace(base, name="moved", paths=paths)


def test_a_branch_of_the_same_scenario_is_the_run_itself(base, states):
    whole = lived(GeneralLine(base, seed=SEED), FORK + 4)
    assert lived(branch(states[FORK], base), FORK + 4) == whole


def test_keeping_a_state_does_not_disturb_the_run(base):
    short = replace(base, months=4, paths=base.paths[:, :4],
                    emergent_months=base.emergent_months[:, :4])  # fmt: skip
    model = GeneralLine(short, seed=SEED)
    for _ in range(3):
        model.step()
        keep_state(model)
    assert lived(model, 4) == lived(GeneralLine(short, seed=SEED), 4)


def test_a_scenario_of_the_library_goes_on_from_the_historical_run(base, states):
    milder = load("no_dekulakisation", scale=SCALE, until=UNTIL)
    fork = shared_months(base, milder)
    assert milder.first_change is not None and fork >= FORK - 2
    start = FORK if fork >= FORK else None
    if start is None:
        model = GeneralLine(base, seed=SEED)
        while model.world.clock.tick < fork:
            model.step()
        state = keep_state(model)
        model.close()
    else:
        state = states[start]
    assert lived(branch(state, milder), FORK + 6) == lived(GeneralLine(milder, seed=SEED), FORK + 6)


# Moved levers are compared month by month with the branch that begins with them: whole runs from
# 1924 cost two seconds each, so there are few, and the months and levers are drawn.
@settings(max_examples=5)
@given(
    tick=st.integers(FORK, FORK + 5),
    name=st.sampled_from(sorted(LEVERS)),
    share=st.sampled_from([0.0, 0.35, 1.0]),
)
def test_a_branch_equals_the_whole_run_for_any_lever_and_month(base, states, tick, name, share):
    other = changed(base, tick, name, share)
    kept = max(one for one in states if one <= tick)
    assert shared_months(base, other) >= tick
    until = min(tick + 3, MONTHS)
    assert lived(branch(states[kept], other), until) == lived(GeneralLine(other, seed=SEED), until)


def test_a_branch_may_last_longer_or_shorter_than_the_run_it_leaves(states):
    for until in ("1930-01", "1932-12"):
        other = load("historical", scale=SCALE, until=until)
        if other.months >= FORK:
            model = branch(states[FORK], other)
            assert model.world.recorder.values.shape[1] == other.months
            assert len(model.world.crisis) == other.months
            model.close()


def test_a_branch_whose_past_differs_is_refused(base, states):
    with pytest.raises(BranchError, match=r"levers differ from 1929-12 on; take a state kept at"):
        branch(states[FORK], changed(base, FORK - 1, "exports.plan", 0.0))
    with pytest.raises(BranchError, match="parameters differ"):
        branch(states[FORK], replace(base, parameters={"cadre.harm": 1.0}))
    with pytest.raises(BranchError, match="scale differ"):
        branch(states[FORK], replace(base, scale=SCALE + 1))
    with pytest.raises(BranchError, match="drive differ"):
        branch(states[FORK], replace(base, drive="coupled"))
    with pytest.raises(BranchError, match=r"has lived 72 months; historical lasts 24"):
        branch(states[FORK], load("historical", scale=SCALE, until="1925-12"))


def test_a_first_month_that_differs_leaves_no_past_to_share(base):
    other = changed(base, 0, "discipline.norm", 0.9)
    assert shared_months(base, other) == 0
    model = GeneralLine(base, seed=SEED)
    with pytest.raises(BranchError):
        branch(keep_state(model), other)
    model.close()


def test_shared_months_are_those_before_the_first_difference(base):
    for tick in (1, 40, MONTHS - 1):
        other = changed(base, tick, "police.budget", 1.0)
        first = np.flatnonzero((base.paths != other.paths).any(axis=0))[0]
        assert shared_months(base, other) == shared_months(other, base) == first == tick
    emergent = base.emergent_months.copy()
    emergent[LEVER_INDEX["procurement.extraordinary"], 30:] = True
    assert shared_months(base, replace(base, emergent_months=emergent)) == 30
    assert shared_months(base, base) == base.months
