"""Whole runs of the leadership tier over a crisis of the documented shape."""

import functools

import numpy as np
import pytest
from politics_bench import details, run, series

from sim.outcomes import SERIES

SEEDS = (1, 2, 3, 4)


@functools.cache
def ran(seed):
    return run(seed)


def first_defeats(world):
    found = {}
    for tick, facts in details(world, "defeat"):
        found.setdefault(facts["faction"], tick)
    return found


def test_the_left_is_beaten_before_the_right_in_most_runs():
    good = 0
    for seed in SEEDS:
        beaten = first_defeats(ran(seed))
        left = [beaten.get(f, 999) for f in ("left", "new_opposition", "united_opposition")]
        good += left == sorted(left) and left[-1] < 48 and left[-1] < beaten.get("right", 999) < 84
    assert good > len(SEEDS) / 2


def test_the_machine_wins_votes_before_arguments():
    shares = {tick: facts["minority_share"] for tick, facts in details(ran(1), "congress")}
    assert shares[23] <= 0.3
    assert shares[47] < 0.05


def test_every_series_of_the_tier_is_written_every_month():
    for name, declared in SERIES.items():
        if declared.tier == "politics":
            assert not np.isnan(series(ran(1), name)).any(), name


def test_shares_are_shares_and_factions_add_up():
    world = ran(2)
    names = [n for n, s in SERIES.items() if s.tier == "politics" and s.unit == "share"]
    for name in names:
        values = series(world, name)
        assert values.min() >= 0.0
        assert values.max() <= 1.0
    strength = sum(series(world, n) for n in names if n.startswith("faction_strength_"))
    assert strength.max() <= 1.0 + 1e-9


def test_sanctions_bear_what_scoring_needs():
    cases = details(ran(1), "sanction")
    assert cases
    for _, facts in cases:
        assert {"arena", "recanted", "rank", "severity", "moved", "threat", "faction"} <= set(facts)
        assert facts["recanted"] in ("no", "partial", "yes", "na")
        assert facts["severity"] in range(6)


def test_a_scenario_that_gives_the_states_is_obeyed():
    world = run(1, 36, levers={"discipline.norm": 0.2, "discipline.recantation_value": 0.5})
    assert series(world, "discipline_norm")[1:36] == pytest.approx(0.2)
    assert series(world, "recantation_value")[1:36] == pytest.approx(0.5)


def test_without_appointment_control_the_secretary_holds_fewer_posts():
    free = run(1, 48, levers={"apparatus.appointment_control": 0.0})
    assert series(free, "secretariat_clients")[47] < series(ran(1), "secretariat_clients")[47]


def test_the_line_turns_hard_only_after_the_shortage():
    line = series(ran(1), "line_squeeze")
    assert line[36] < 0.55  # January 1927
    assert line[84] > line[36] + 0.1  # January 1931
