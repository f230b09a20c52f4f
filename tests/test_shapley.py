"""Shapley values: examples to redo by hand, and the laws that define them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analysis import shapley

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3))


def set_functions(least=1, most=5):
    """Set functions of one to five factors, two seeds each."""
    return st.integers(least, most).flatmap(
        lambda n: arrays.arrays(float, (1 << n, 2), elements=NUMBERS)
    )


def swapped(mask, one, other):
    """The mask with two of its bits exchanged."""
    if (mask >> one & 1) == (mask >> other & 1):
        return mask
    return mask ^ (1 << one | 1 << other)


# ---------------------------------------------------------------------------------- by hand
def test_two_factors_by_hand():
    # none 0, first 4, second 10, both 20: alone 4 and 10, last 10 and 16, interaction 6
    values = np.array([0.0, 4.0, 10.0, 20.0])
    assert shapley.shapley_values(values).tolist() == [7.0, 13.0]
    assert shapley.alone(values).tolist() == [4.0, 10.0]
    assert shapley.last(values).tolist() == [10.0, 16.0]
    assert shapley.interactions(values).tolist() == [[0.0, 6.0], [6.0, 0.0]]


def test_the_glove_game():
    # a pair needs the left glove (factor 0) and one of two right ones: 2/3, 1/6, 1/6
    values = np.array([float(mask & 1 and mask > 1) for mask in range(8)])
    assert shapley.shapley_values(values) == pytest.approx([2 / 3, 1 / 6, 1 / 6])
    # left and one right: 1 in the empty set, 0 beside the other right: half; the two rights: 0, -1
    pairwise = shapley.interactions(values)
    assert pairwise[0, 1] == pytest.approx(0.5)
    assert pairwise[1, 2] == pytest.approx(-0.5)


def test_each_of_two_causes_is_enough():
    # without either cause nobody dies: alone each averts nothing if off last, all if first
    values = np.array([0.0, -100.0, -100.0, -100.0])
    assert shapley.shapley_values(values).tolist() == [-50.0, -50.0]
    assert shapley.alone(values).tolist() == [-100.0, -100.0]
    assert shapley.last(values).tolist() == [0.0, 0.0]
    assert shapley.interactions(values)[0, 1] == 100.0


def test_one_factor_has_it_all_and_seeds_stay_apart():
    values = np.array([[1.0, 5.0], [3.0, 4.0]])
    assert shapley.shapley_values(values).tolist() == [[2.0, -1.0]]


@pytest.mark.parametrize("count", [0, 1, 3, 6])
def test_what_is_no_set_function_is_refused(count):
    with pytest.raises(ValueError, match=f"not {count}"):
        shapley.shapley_values(np.zeros(count))


# ---------------------------------------------------------------------------------- laws
@given(set_functions())
def test_efficiency_the_values_sum_to_the_whole(values):
    found = shapley.shapley_values(values)
    assert found.sum(axis=0) == pytest.approx(values[-1] - values[0], abs=1e-6)


@given(set_functions(least=2), st.data())
def test_symmetry_factors_exchanged_exchange_their_values(values, data):
    number = shapley.factors_in(values)
    one, other = data.draw(st.permutations(range(number)))[:2]
    exchanged = values[[swapped(mask, one, other) for mask in range(len(values))]]
    before, after = shapley.shapley_values(values), shapley.shapley_values(exchanged)
    assert after[one] == pytest.approx(before[other], abs=1e-6)
    assert after[other] == pytest.approx(before[one], abs=1e-6)


@given(set_functions(), st.data())
def test_a_null_player_gets_nothing_and_an_additive_one_its_own(values, data):
    number = shapley.factors_in(values)
    factor, own = data.draw(st.integers(0, number - 1)), data.draw(NUMBERS)
    bit = 1 << factor
    played = np.array([values[m & ~bit] + own * bool(m & bit) for m in range(len(values))])
    assert shapley.shapley_values(played)[factor] == pytest.approx(own, abs=1e-6)
    assert shapley.alone(played)[factor] == pytest.approx(own, abs=1e-6)
    assert shapley.last(played)[factor] == pytest.approx(own, abs=1e-6)
    assert shapley.interactions(played)[factor] == pytest.approx(0.0, abs=1e-6)


@given(set_functions(), st.floats(-3, 3), st.floats(-3, 3))
def test_linearity(values, first, second):
    other = values[::-1] ** 2 / 1e6
    for law in (shapley.shapley_values, shapley.interactions):
        together = law(first * values + second * other)
        assert together == pytest.approx(first * law(values) + second * law(other), abs=1e-5)


@given(set_functions(least=2, most=4))
def test_the_definition_by_orders_gives_the_same(values):
    from itertools import permutations

    number = shapley.factors_in(values)
    gains = np.zeros((number, *values.shape[1:]))
    orders = list(permutations(range(number)))
    for order in orders:
        mask = 0
        for factor in order:
            gains[factor] += (values[mask | 1 << factor] - values[mask]) / len(orders)
            mask |= 1 << factor
    assert shapley.shapley_values(values) == pytest.approx(gains, abs=1e-6)


@given(set_functions(least=2))
def test_interactions_are_symmetric(values):
    pairwise = shapley.interactions(values)
    assert (pairwise == np.swapaxes(pairwise, 0, 1)).all()
