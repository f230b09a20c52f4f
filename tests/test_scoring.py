"""Scores redone by hand, and their laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.scoring import band, crps, expected_coverage, percentile, skill, wilson

VALUES = st.floats(-1e3, 1e3, allow_nan=False)
ENSEMBLES = st.lists(VALUES, min_size=1, max_size=12)


def by_definition(members, observed, fair):
    """The same score pair by pair."""
    size = len(members)
    apart = sum(abs(a - b) for a in members for b in members)
    pairs = size * (size - 1) if fair else size * size
    miss = sum(abs(x - observed) for x in members) / size
    return miss - (apart / (2 * pairs) if size > 1 else 0.0)


# ------------------------------------------------------------------------------ worked examples
def test_crps_of_two_runs_by_hand():
    # |1-2| and |4-2| have the mean 1.5; the pair lies 3 apart. Fair: 1.5 - 3/2; else 1.5 - 6/8.
    assert crps([1.0, 4.0], 2.0) == pytest.approx(0.0)
    assert crps([1.0, 4.0], 2.0, fair=False) == pytest.approx(0.75)
    # Both above: mean miss 2.5 from 0, less 1.5.
    assert crps([1.0, 4.0], 0.0) == pytest.approx(1.0)


def test_crps_of_three_runs_by_hand():
    # Misses 1, 0, 3: mean 4/3. Pairs 1, 4, 3 apart: their mean 8/3, half of it 4/3.
    assert crps([9.0, 10.0, 13.0], 10.0) == pytest.approx(0.0)
    # From 12: misses 3, 2, 1, mean 2; 2 - 4/3.
    assert crps([9.0, 10.0, 13.0], 12.0) == pytest.approx(2 / 3)
    assert crps([9.0, 10.0, 13.0], 12.0, fair=False) == pytest.approx(2 - 8 / 9)


def test_crps_of_one_run_is_its_error():
    assert crps([3.0], 5.0) == 2.0


def test_the_fair_score_does_not_reward_more_runs_of_the_same_model():
    chance = np.random.default_rng(5)
    scores = {
        size: np.mean([crps(chance.normal(size=size), chance.normal()) for _ in range(6000)])
        for size in (3, 40)
    }
    # The expected score of a perfect normal forecast is 1/sqrt(pi).
    assert scores[3] == pytest.approx(1 / math.sqrt(math.pi), abs=0.03)
    assert scores[40] == pytest.approx(1 / math.sqrt(math.pi), abs=0.03)


def test_percentile_by_hand():
    assert percentile([1.0, 2.0, 3.0, 4.0], 2.5) == 50.0
    assert percentile([1.0, 2.0, 3.0, 4.0], 2.0) == 37.5
    assert percentile([1.0, 2.0], 0.0) == 0.0
    assert percentile([1.0, 2.0], 9.0) == 100.0


def test_bands_by_hand():
    # Nine runs at 1..9 stand at tenths: the 80 % band is the whole spread.
    assert band(range(1, 10), 0.8) == pytest.approx((1.0, 9.0))
    # Nineteen at 1..19 stand at twentieths: 2 and 18, and 1 and 19.
    assert band(range(1, 20), 0.8) == pytest.approx((2.0, 18.0))
    assert band(range(1, 20), 0.9) == pytest.approx((1.0, 19.0))
    assert expected_coverage(19, 0.9) == 0.9
    assert expected_coverage(8, 0.9) == pytest.approx(7 / 9)


def test_a_band_holds_what_it_says_of_a_further_draw():
    chance = np.random.default_rng(3)
    for size in (8, 24):
        draws = chance.normal(size=(4000, size + 1))
        inside = [low <= x[-1] <= high for x in draws for low, high in [band(x[:-1], 0.8)]]
        assert np.mean(inside) == pytest.approx(expected_coverage(size, 0.8), abs=0.02)


def test_wilson_by_the_published_example():
    # Newcombe 1998, Statistics in Medicine 17, table I: 81 of 263, method 3.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=1e-4)
    assert all(math.isnan(x) for x in wilson(0, 0))


def test_skill_has_the_sign_of_the_better_side():
    assert skill(1.0, 4.0) == 0.75
    assert skill(4.0, 1.0) == -3.0
    assert skill(2.0, 2.0) == 0.0
    assert skill(0.0, 3.0) == 1.0
    assert (skill(0.0, 0.0), skill(1.0, 0.0)) == (0.0, -math.inf)
    assert math.isnan(skill(math.nan, 1.0))


def test_no_members_have_no_score():
    for score in (crps, percentile, band):
        with pytest.raises(ValueError, match="without members"):
            score([], 1.0)


# --------------------------------------------------------------------------------------- the laws
@given(ENSEMBLES, VALUES, st.booleans())
def test_crps_is_the_definition_and_never_negative(members, observed, fair):
    score = crps(members, observed, fair)
    assert score >= 0.0
    assert score == pytest.approx(by_definition(members, observed, fair), abs=1e-6)


@given(ENSEMBLES, VALUES)
def test_crps_over_all_pairs_is_zero_if_and_only_if_all_members_are_right(members, observed):
    assert crps([observed] * len(members), observed) == 0.0
    assert crps([observed] * len(members), observed, fair=False) == 0.0
    if max(abs(x - observed) for x in members) > 1e-3:
        assert crps(members, observed, fair=False) > 0.0


@given(ENSEMBLES, VALUES, st.randoms(use_true_random=False))
def test_no_score_looks_at_the_order_of_runs(members, observed, chance):
    other = members.copy()
    chance.shuffle(other)
    assert crps(other, observed) == crps(members, observed)
    assert percentile(other, observed) == percentile(members, observed)
    assert band(other, 0.8) == band(members, 0.8)


@given(ENSEMBLES, VALUES, st.floats(0.1, 10), VALUES)
def test_crps_follows_the_unit(members, observed, factor, offset):
    scaled = [factor * x + offset for x in members]
    assert crps(scaled, factor * observed + offset) == pytest.approx(
        factor * crps(members, observed), abs=1e-6
    )


@given(ENSEMBLES, VALUES)
def test_skill_against_itself_is_nought(members, observed):
    score = crps(members, observed)
    assert skill(score, score) == 0.0


@given(st.integers(0, 60), st.integers(1, 60))
def test_wilson_holds_the_share(hits, trials):
    hits = min(hits, trials)
    low, high = wilson(hits, trials)
    assert 0.0 <= low <= hits / trials + 1e-12
    assert hits / trials - 1e-12 <= high <= 1.0
