"""Sliders: each sets what it says, from its first month, and nothing at its documented value."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.app.sliders import (
    BY_NAME,
    SLIDERS,
    SliderError,
    checked,
    overrides,
    scenario_with,
)
from sim.levers import LEVERS
from sim.scenario import load
from sim.scenario_schema import month_number

ROWS = {name: row for row, name in enumerate(LEVERS)}
START = month_number("1924-01")
EACH = pytest.mark.parametrize("slider", SLIDERS, ids=lambda one: one.name)


@pytest.fixture(scope="module")
def base():
    return load("historical")


@EACH
def test_the_documented_value_lies_on_a_step_and_sets_nothing(slider, base):
    assert slider.low <= slider.documented <= slider.high
    assert checked({slider.name: slider.documented}) == {}
    assert overrides(base, {slider.name: slider.documented}) == []
    assert scenario_with("historical", {slider.name: slider.documented}).sha256 == base.sha256


@EACH
def test_every_level_made_in_advance_loads_and_moves_its_own_levers_alone(slider, base):
    for level in slider.levels:
        moved = scenario_with("historical", {slider.name: level})
        different = np.any(moved.paths != base.paths, axis=1)
        names = {name for name, row in ROWS.items() if different[row]}
        assert names and names <= set(slider.levers)
        assert moved.first_change >= slider.first
        last = month_number(slider.last) - START if slider.last else moved.months
        assert np.array_equal(moved.paths[:, last + 1 :], base.paths[:, last + 1 :])


def test_a_share_of_the_record():
    # 4.79 Mt of exports in 1931/32 and 1.61 in 1932/33 stand in the record; half of each is asked.
    moved = scenario_with("historical", {"exports": 50})
    row = moved.paths[ROWS["exports.plan"]]
    month = lambda label: month_number(label) - START  # noqa: E731
    assert row[month("1931-06")] == pytest.approx(5.83)
    assert row[month("1931-07")] == pytest.approx(4.79 / 2)
    assert row[month("1933-06")] == pytest.approx(1.61 / 2)
    assert row[month("1934-07")] == pytest.approx(1.15)


def test_a_value_in_place_of_the_record():
    moved = scenario_with("historical", {"relief": 30})
    row = moved.paths[ROWS["relief.share_of_need"]]
    assert row[month_number("1932-09") - START] == 0.0
    assert set(row[month_number("1932-10") - START : month_number("1933-08") - START]) == {0.3}
    assert row[month_number("1933-08") - START] == pytest.approx(0.02)


def test_a_slider_lies_over_the_path_of_its_preset():
    preset = load("no_exports_1931_1932")
    moved = scenario_with("no_exports_1931_1932", {"exports": 50})
    row, before = (one.paths[ROWS["exports.plan"]] for one in (moved, preset))
    window = slice(month_number("1931-07") - START, month_number("1934-07") - START)
    assert np.allclose(row[window], before[window] / 2)


def test_a_lever_stays_within_its_range():
    moved = scenario_with("historical", {"outsiders": 120})
    row = moved.paths[ROWS["cadres.outsiders"]]
    assert row.max() <= LEVERS["cadres.outsiders"].high


def test_a_slider_that_bites_after_the_end_sets_nothing():
    assert overrides(load("historical", until="1930-12"), {"relief": 30}) == []


@given(
    st.sampled_from(SLIDERS), st.floats(0, 1), st.sampled_from(["1926-03", "1933-02", "1939-12"])
)
def test_any_step_of_any_slider_loads(slider, share, until):
    steps = round((slider.high - slider.low) / slider.step)
    value = slider.low + round(share * steps) * slider.step
    assert scenario_with("historical", {slider.name: value}, until=until).until == until


@pytest.mark.parametrize(
    "values, words",
    [
        ({"bread": 1}, "slider 'bread': there is none; sliders: procurement"),
        ({"relief": 61}, "slider 'relief': 61 lies outside 0 .. 60"),
        ({"exports": 55}, "slider 'exports': 55 lies between two steps of 10 from 0"),
        ({"exports": float("nan")}, "lies outside"),
        ({"relief": "30"}, "'30' is not a number"),
        ({"relief": True}, "True is not a number"),
    ],
)
def test_what_a_slider_cannot_take_is_refused(values, words):
    with pytest.raises(SliderError, match="slider") as fault:
        checked(values)
    assert words in str(fault.value)


def test_facts_say_what_the_page_draws():
    facts = BY_NAME["relief"].facts
    assert facts["levels"] == [0, 5, 13, 30, 60] and facts["documented"] == 13
