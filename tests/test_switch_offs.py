"""The switch-off scenarios: what each one changes, and what it must leave alone."""

import functools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.first_world import build_first_world
from sim.inputs import load_inputs
from sim.levers import LEVER_INDEX, LEVERS
from sim.outcomes import REGIONS
from sim.rules import endowment
from sim.rules.endowment import Endowment
from sim.rules.hunger import Hunger
from sim.rules.sowing import Sowing
from sim.runner import run_one
from sim.scenario import load
from sim.streams import Streams

SCALE = 20000
DRIVE_LEVERS = {
    "collectivisation.target_grain_zone", "collectivisation.target_intermediate",
    "collectivisation.target_other", "collectivisation.force", "collectivisation.advantage",
    "livestock.socialisation", "dekulakisation.deport", "dekulakisation.dispossess",
    "kazakhstan.settlement",
}  # fmt: skip
SWITCHES = {
    "no_weather_shock": ("1931-04", {"weather.shock"}),
    "no_collectivisation": ("1929-07", DRIVE_LEVERS),
    "no_rise_in_procurement": ("1929-07", {"procurement.plan"}),
    "no_exports": ("1931-07", {"exports.plan"}),
    "exports_to_relief": (
        "1931-07",
        {"exports.plan", "relief.share_of_need", "relief.targeting"},
    ),
    "no_barrier": ("1933-01", {"passports.barrier", "passports.blockade"}),
    "homogeneous_households": ("1924-01", set()),
}


def tick_of(month):
    return (int(month[:4]) - 1924) * 12 + int(month[5:]) - 1


@functools.cache
def ran(name, until):
    return run_one(load(name, drive="countryside", scale=SCALE, until=until), 3)


# ------------------------------------------------------------------------------ what a file says
@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_off_asks_a_question_and_changes_what_it_names_alone(name):
    first, levers = SWITCHES[name]
    scenario, historical = load(name), load("historical")
    assert scenario.question.endswith("?")
    assert scenario.title and scenario.sources
    differs = (scenario.paths != historical.paths).any(axis=1)
    assert {lever for lever, row in LEVER_INDEX.items() if differs[row]} == levers
    before = tick_of(first)
    np.testing.assert_array_equal(scenario.paths[:, :before], historical.paths[:, :before])
    np.testing.assert_array_equal(scenario.emergent_months, historical.emergent_months)
    wanted = {"endowment.spread": 0.0} if name == "homogeneous_households" else {}
    assert scenario.parameters == wanted
    assert load(name, drive="countryside").sha256 != load("historical", drive="countryside").sha256


@pytest.mark.parametrize("name", [name for name in SWITCHES if name != "exports_to_relief"])
def test_the_first_change_is_the_month_in_which_a_lever_departs(name):
    assert load(name).first_change == SWITCHES[name][0]


def test_exports_turned_into_relief_extends_no_exports():
    scenario = load("exports_to_relief")
    assert [path.rpartition("/")[2] for path in scenario.chain] == [
        "historical.yaml", "no_exports.yaml", "exports_to_relief.yaml",
    ]  # fmt: skip
    later = tick_of("1934-07")
    row = LEVER_INDEX["relief.share_of_need"]
    np.testing.assert_array_equal(
        scenario.paths[row, later:], load("historical").paths[row, later:]
    )
    assert not scenario.paths[LEVER_INDEX["exports.plan"], tick_of("1931-07") :].any()


# --------------------------------------------------------------------------------- what runs do
@pytest.mark.slow
def test_identical_households_part_from_the_historical_ones_at_once():
    other, baseline = ran("homogeneous_households", "1924-06"), ran("historical", "1924-06")
    assert not np.array_equal(other.values[:, :1], baseline.values[:, :1], equal_nan=True)


# ---------------------------------------------------------------------------- the first world
def world(spread):
    """The first world at a spread, as built for seed 1."""
    return build_first_world(
        load_inputs().regions.reset_index(),
        SCALE,
        Streams(1),
        Sowing(),
        Hunger(),
        Endowment(spread),
    )


def test_narrowing_moves_a_draw_towards_the_middle():
    half = Endowment(0.5)
    assert endowment.narrowed_uniform(np.array([0.0, 0.5, 0.9]), half) == pytest.approx(
        [0.25, 0.5, 0.7]
    )
    assert endowment.narrowed_normal(np.array([-2.0, 0.0, 1.0]), half) == pytest.approx(
        [-1, 0, 0.5]
    )


@given(st.floats(0.0, 1.0), st.floats(-6.0, 6.0))
def test_full_spread_leaves_every_bit_and_none_leaves_nothing(u, z):
    full, none = Endowment(1.0), Endowment(0.0)
    assert endowment.narrowed_uniform(np.array([u]), full).tobytes() == np.array([u]).tobytes()
    assert endowment.narrowed_normal(np.array([z]), full)[0] == z
    assert endowment.narrowed_uniform(np.array([u]), none)[0] == 0.5
    assert endowment.narrowed_normal(np.array([z]), none)[0] == 0.0


def test_without_spread_the_households_of_a_region_are_alike():
    plain = world(0.0)
    homes = plain.households
    region = plain.villages.region[homes.village]
    frame = pd.DataFrame({name: getattr(homes, name).astype(float) for name in (
        "land_ha", "winter_ha", "seed_kg", "cash_rub", "skill", "courage", "taste", "body",
        "grievance", "adults", "children", "horses", "cattle", "pigs", "sheep", "crop_kg",
    )})  # fmt: skip
    by_kind = frame.groupby([region, homes.nomad])
    ranges = by_kind.max() - by_kind.min()
    whole = ["adults", "children", "horses", "cattle", "pigs", "sheep"]
    assert (ranges[whole] <= 1.0).all().all()
    assert (ranges.drop(columns=whole) <= 1e-3).all().all()


def test_spread_changes_neither_totals_nor_labels_nor_nomads():
    plain, drawn = world(0.0), world(1.0)
    region = plain.villages.region[plain.households.village]
    for name in ("label", "nomad", "village"):
        np.testing.assert_array_equal(
            getattr(plain.households, name), getattr(drawn.households, name)
        )
    for name in ("land_ha", "seed_kg", "cash_rub", "cattle", "children"):
        sums = [
            np.bincount(region, getattr(one.households, name), len(REGIONS))
            for one in (plain, drawn)
        ]
        np.testing.assert_allclose(sums[0], sums[1], rtol=0.03, err_msg=name)


def test_the_levers_named_here_exist():
    assert all(levers <= set(LEVERS) for _, levers in SWITCHES.values())
