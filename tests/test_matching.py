"""History matching: distances by hand, emulators of known functions, truths that stay in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.matching import (
    NINETY,
    Emulator,
    Match,
    Space,
    Target,
    held,
    remaining,
    simulated_distances,
)

PLAIN = Target("P1.0", 10.0, 8.0, 14.0)


# ------------------------------------------------------------------------------------- distances
def test_distance_by_hand():
    # Below, the range is 2 wide: one standard deviation is 2 / 1.645.
    below, above = PLAIN.distances(np.array([8.0, 14.0]), 0.0)
    assert below == pytest.approx(-NINETY) and above == pytest.approx(NINETY)
    assert PLAIN.distances(np.array([10.0]), 0.0)[0] == 0.0


def test_chance_brings_a_number_nearer():
    # sd of the range above: 4 / 1.645; chance adds its variance.
    side = 4.0 / NINETY
    found = PLAIN.distances(np.array([16.0]), 3.0)[0]
    assert found == pytest.approx(6.0 / np.sqrt(side**2 + 3.0))


def test_a_range_that_ends_at_its_value_is_as_wide_on_either_side():
    zero = Target("P2.0", 0.0, 0.0, 1.5)
    low, high = zero.distances(np.array([-1.5, 1.5]), 0.0)
    assert low == pytest.approx(-high) and high == pytest.approx(NINETY)


def test_logarithms_measure_ratios():
    target = Target("P3.0", 100.0, 50.0, 200.0, logarithmic=True)
    half, twice = target.distances(target.scaled(np.array([50.0, 200.0])), 0.0)
    assert half == pytest.approx(-NINETY) and twice == pytest.approx(NINETY)
    assert np.isfinite(target.distances(target.scaled(np.array([0.0])), 0.0)).all()


def test_a_foretold_number_in_doubt_is_expected_far_but_not_ruled_out():
    target = Target("t.0", 10.0, 10.0 - NINETY, 10.0 + NINETY)
    foretold, doubt = np.array([11.0]), np.array([15.0])
    # A gap of 1, a range of one deviation, no chance: root of (1 + 15) / 1; ruled out by 1 / 4.
    assert target.expected(foretold, doubt, 0.0)[0] == pytest.approx(4.0)
    assert target.distances(foretold, doubt)[0] == pytest.approx(0.25)


def test_numbers_that_are_spared_by_hand():
    sizes = np.array([[5.0, 1.0, 4.0], [0.5, 9.0, 0.1]])
    assert held(sizes, 0).tolist() == [5.0, 9.0]
    assert held(sizes, 1).tolist() == [4.0, 0.5]
    assert held(sizes, 7).tolist() == [1.0, 0.1]


def test_one_run_says_nothing_of_a_share_of_runs():
    share = Target("P4.0", 1.0, 0.6, 1.0, share=True)
    found = simulated_distances([share, PLAIN], np.array([[0.0, 10.0]]), np.zeros(2))
    assert found.tolist() == [[0.0, 0.0]]
    assert share.distances(np.array([1.4]), 0.0)[0] == 0.0


@given(st.floats(-1e3, 1e3), st.floats(0, 1e3), st.floats(0, 1e3))
def test_more_doubt_never_moves_a_number_away(number, chance, more):
    near = abs(PLAIN.distances(np.array([number]), chance + more)[0])
    assert near <= abs(PLAIN.distances(np.array([number]), chance)[0]) + 1e-12


# ------------------------------------------------------------------------------------- emulators
def space_of(inputs):
    names = tuple(f"x.{i}" for i in range(inputs))
    return Space(names, np.full(inputs, 2.0), np.full(inputs, 5.0))


def test_units_and_the_cube_are_inverse():
    space = space_of(3)
    points = space.latin(7, 1)
    np.testing.assert_allclose(space.unit(space.real(points)), points)
    assert (space.real(points) >= 2.0).all() and (space.real(points) <= 5.0).all()


def test_a_latin_hypercube_has_one_point_in_every_slice():
    points = space_of(4).latin(10, 3)
    for column in points.T:
        assert sorted((column * 10).astype(int)) == list(range(10))


def known(points, rng, noise):
    return np.column_stack([
        np.exp(1.5 * points[:, 0] - points[:, 1]) + noise * rng.normal(size=len(points)),
        4.0 + points[:, 2] * points[:, 3] - points[:, 0] + noise * rng.normal(size=len(points)),
    ])  # fmt: skip


def test_an_emulator_finds_the_inputs_that_matter_and_foretells_within_its_doubt():
    rng = np.random.default_rng(4)
    space = space_of(12)
    points = space.latin(300, 1)
    numbers = known(points, rng, 0.02)[:, 0]
    emulator = Emulator.fitted(points, numbers, 0.02**2)
    assert {0, 1} <= set(emulator.active.tolist())
    fresh = rng.random((500, 12))
    mean, variance = emulator.predict(fresh)
    gap = np.abs(known(fresh, rng, 0.02)[:, 0] - mean) / np.sqrt(variance + 0.02**2)
    assert 0.85 < (gap <= 2.0).mean() <= 1.0


def test_numbers_that_could_not_be_computed_are_left_out():
    points = space_of(3).latin(60, 1)
    numbers = points[:, 0] * 2.0
    holes = numbers.copy()
    holes[::4] = np.nan
    mean, _ = Emulator.fitted(points, holes, 0.0).predict(points)
    np.testing.assert_allclose(mean, numbers, atol=0.02)


# -------------------------------------------------------------------------------- what remains
def matched(truth, noise=0.02, inputs=12):
    rng = np.random.default_rng(5)
    space = space_of(inputs)
    record = known(truth[None], rng, 0.0)[0]
    targets = [Target(f"t.{i}", value, value - 0.1, value + 0.1) for i, value in enumerate(record)]
    points = space.latin(300, 2)
    chance = np.full(2, noise**2)
    return space, Match(targets, chance).fit(points, known(points, rng, noise))


def test_the_truth_is_not_ruled_out_and_what_remains_is_near_the_record():
    truth = np.random.default_rng(6).random(12)
    space, match = matched(truth)
    assert match.implausibility(truth[None])[0] < 3.0
    points, bound = remaining(match.implausibility, space, 60, 3.0, 1)
    assert bound == 3.0
    assert ((points >= 0.0) & (points <= 1.0)).all()
    assert (match.implausibility(points) <= 3.0).all()
    everywhere = match.implausibility(space.latin(4000, 9))
    assert (everywhere <= 3.0).mean() < 0.2


def test_a_record_out_of_reach_is_said_to_be_out_of_reach():
    space, match = matched(np.full(12, 0.5))
    match.targets = [Target("t.0", 50.0, 49.9, 50.1), match.targets[1]]
    _, bound = remaining(match.implausibility, space, 20, 3.0, 1)
    assert bound > 3.0


def test_inputs_that_do_nothing_stay_spread_over_their_range():
    space, match = matched(np.full(12, 0.5))
    points, _ = remaining(match.implausibility, space, 200, 3.0, 3)
    assert points[:, 6:].std(axis=0).min() > 0.2


def test_where_runs_are_expected_to_fit_is_part_of_what_is_not_ruled_out():
    truth = np.random.default_rng(6).random(12)
    space, match = matched(truth)
    cloud = space.latin(4000, 9)
    assert (match.expected(cloud) >= match.implausibility(cloud) - 1e-9).all()
    points, bound = remaining(match.expected, space, 60, 3.0, 1)
    assert (match.expected(points) <= bound).all()


def test_a_spared_number_rules_nothing_out():
    space, match = matched(np.full(12, 0.5))
    match.targets = [Target("t.0", 50.0, 49.9, 50.1), match.targets[1]]
    match.spare = 1
    _, bound = remaining(match.implausibility, space, 20, 3.0, 1)
    assert bound == 3.0
