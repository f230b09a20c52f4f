"""State farms: worked examples of their rules, and what holds in small real runs."""

import csv
import functools
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sim.institutions.plan
import sim.month
from sim.catalogue import parameter_tuples
from sim.inputs import FOLDER
from sim.institutions.state_farms import PLACES, plan_state_farms
from sim.institutions.state_farms import StateFarms as Farms
from sim.model import GeneralLine
from sim.outcomes import REGIONS, SERIES, SERIES_INDEX
from sim.rules.state_farms import (
    StateFarms,
    deliverable,
    due_now,
    hurried_share,
    land_quality,
    planned_delivery,
    power,
    practice,
    relative_yield,
    spring_area,
)
from sim.scenario import load

P = StateFarms()
AMOUNTS = ("winter_ha", "spring_ha", "store_kg", "use_kg", "due_kg", "planned_kg", "sown_ha",
           "harvest_kg", "delivered_kg", "seed_kg", "years")  # fmt: skip
OWN = ("sown_area_state_farms", "grain_harvest_state_farms", "grain_delivered_state_farms")
areas = st.floats(0.0, 2e7)
heads = st.floats(0.0, 1e6)


# ---------------------------------------------------------------------------------------- the rules
def test_estates_are_good_land_and_the_steppe_is_dry():
    p = P._replace(estate_yield=1.1, steppe_yield=0.9)
    assert land_quality(100.0, 100.0, p) == pytest.approx(1.1)
    assert land_quality(200.0, 100.0, p) == pytest.approx(1.0)
    assert land_quality(0.0, 100.0, p) == 0.0


def test_horses_work_the_estates_and_tractors_the_rest():
    p = P._replace(ha_per_tractor=140.0)
    assert power(1000.0, 300.0, 0.0, p) == pytest.approx(0.3)
    assert power(1000.0, 300.0, 2.0, p) == pytest.approx(0.58)
    assert power(1000.0, 300.0, 50.0, p) == 1.0


def test_area_that_grows_with_the_tractors_is_not_hurried():
    # 300 ha became 800 while 2 tractors became 4: machines for 600, so a quarter is hurried.
    assert hurried_share(800.0, 300.0, 4.0, 2.0) == pytest.approx(0.25)
    assert hurried_share(600.0, 300.0, 4.0, 2.0) == 0.0
    assert hurried_share(400.0, 300.0, 1.0, 2.0) == pytest.approx(0.25)
    assert hurried_share(200.0, 0.0, 5.0, 0.0) == 1.0


def test_new_land_brings_no_practice():
    assert practice(3.0, 100.0, 100.0) == 4.0
    assert practice(3.0, 100.0, 400.0) == 1.0
    assert practice(3.0, 100.0, 0.0) == 0.0


def test_haste_missing_tractors_and_inexperience_each_cost_yield():
    p = P._replace(late_work_loss=0.25, haste_loss=0.2, harvest_loss=0.15, learning=0.12)
    assert relative_yield(1.0, 1.0, 0.0, 0.0, p) == pytest.approx(0.85)
    # Half the draught is missing (1 - 0.125), half the land hurried (1 - 0.1), two years (0.114).
    assert relative_yield(0.9, 0.5, 0.5, 2.0, p) == pytest.approx(0.9 * 0.875 * 0.9 * 0.886)
    # A quarter of the harvest loss is never unlearned.
    assert relative_yield(1.0, 1.0, 0.0, 50.0, p) == pytest.approx(1.0 - 0.0375)


def test_spring_makes_up_what_winter_grain_does_not_stand_for():
    assert spring_area(100.0, 30.0) == 70.0
    assert spring_area(20.0, 30.0) == 0.0


def test_what_seed_and_own_use_leave_is_owed_but_for_a_twentieth():
    p = P._replace(delivery_share=0.95)
    assert deliverable(500.0, 110.0, 100.0, p) == pytest.approx(275.5)
    assert deliverable(200.0, 110.0, 100.0, p) == 0.0


def test_the_plan_counts_on_the_yield_of_reports():
    p = P._replace(own_use=0.2, seed_kg_per_ha=110.0, delivery_share=0.95)
    # 10 ha at 600 kg: 6000, less 1200 of own use and 1100 of seed, at 0.95.
    assert planned_delivery(10.0, 600.0, p) == pytest.approx(3515.0)
    assert planned_delivery(0.0, 600.0, p) == 0.0


def test_all_that_is_owed_is_due_by_november():
    left = 1.0
    for month in range(1, 13):
        assert (due_now(month) > 0.0) == (8 <= month <= 11)
        left -= left * due_now(month)
    assert left == pytest.approx(0.0)


@given(areas, areas, areas, heads, heads, st.floats(0.0, 20.0))
def test_yield_is_never_negative_nor_above_the_best_land(area, before, estate, now, then, years):
    hurried = hurried_share(area, before, now, then)
    draught = power(area, estate, now, P)
    ratio = relative_yield(land_quality(area, estate, P), draught, hurried, years, P)
    assert 0.0 <= hurried <= 1.0
    assert 0.0 <= draught <= 1.0
    assert 0.0 <= ratio <= max(P.estate_yield, P.steppe_yield)


@given(st.floats(0.0, 1e10), st.floats(0.0, 1e10), st.floats(0.0, 1e10))
def test_no_more_is_owed_than_there_is(store, seed, use):
    assert 0.0 <= deliverable(store, seed, use, P) <= store


def test_places_are_regions_and_add_up_to_one():
    assert set(PLACES) <= set(REGIONS)
    assert sum(PLACES.values()) == pytest.approx(1.0)


def test_the_documented_area_is_the_table_s():
    lines = (FOLDER / "sources" / "state_farms.csv").read_text(encoding="utf-8").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert [int(row["year"]) for row in rows] == list(range(1924, 1940))
    plan = load("historical", scale=20000)
    path = plan.paths[list(plan.resolved()["levers"]).index("statefarms.area")]
    assert path[::12].tolist() == [float(row["value"]) for row in rows]


# ----------------------------------------------------------------------------------------- the runs
class Ran:
    """What a finished run leaves; ``seen`` holds the farms' state month by month."""

    def __init__(self, until, overrides=(), patches=()):
        plan = load("historical", overrides=list(overrides), drive="countryside", until=until,
                    scale=20000)  # fmt: skip
        self.seen = {name: [] for name in AMOUNTS}
        with pytest.MonkeyPatch.context() as patch:
            for place, name, put in patches:
                patch.setattr(place, name, put)
            model = GeneralLine(plan, seed=1)
            self.first_kg = float(model.world.state_farms.store_kg.sum())
            while model.world.clock.tick < plan.months:
                model.step()
                for name in AMOUNTS:
                    self.seen[name].append(getattr(model.world.state_farms, name).copy())
            self.rows = [table.rows.copy() for table in (
                model.world.households, model.world.villages, model.world.districts)]  # fmt: skip
            self.values, self.checks = model.world.recorder.values, model.checks()
            self.balance = model.world.grain.balance
            model.close()

    def series(self, name):
        return self.values[SERIES_INDEX[name], :, -1]


@functools.cache
def ran(until="1933-12", overrides=()):
    """A finished run; the same arguments share one run."""
    return Ran(until, overrides)


def test_the_ledger_closes_with_state_farms_in_it():
    run = ran()
    assert run.checks["grain_largest_imbalance_kg"] < 1e-9 * run.checks["grain_turnover_kg"]
    assert run.balance["state_farms"] == pytest.approx(run.seen["store_kg"][-1])
    assert abs(sum(float(kg.sum()) for kg in run.balance.values())) < (
        1e-9 * run.checks["grain_turnover_kg"]
    )


def test_nothing_of_the_state_farms_is_ever_negative():
    for name, months in ran().seen.items():
        assert np.min(months) >= 0.0, name


def test_deliveries_never_exceed_harvest_and_store():
    run = ran()
    harvest = np.cumsum(run.series("grain_harvest_state_farms"))
    delivered = np.cumsum(run.series("grain_delivered_state_farms"))
    assert np.all(delivered <= harvest + run.first_kg / 1e9)
    assert delivered[-1] > 0.3 * harvest[-1]


def test_deliveries_fall_in_august_to_november_alone():
    delivered = ran().series("grain_delivered_state_farms").reshape(-1, 12)
    assert np.all(delivered[:, 7:11].sum(axis=1) > 0.0)
    assert np.all(np.delete(delivered, range(7, 11), axis=1) == 0.0)


def test_the_farms_sow_what_they_are_assigned_while_the_state_has_seed():
    sown = ran().series("sown_area_state_farms").reshape(-1, 12)[:, 6]
    assert sown[[0, 4, 7, 9]] == pytest.approx([1.0, 1.1, 8.1, 10.0], rel=1e-6)


def test_all_sectors_are_in_the_national_series():
    run = ran()
    for whole, part in (("sown_area_grain", OWN[0]),
                        ("grain_harvest_wheatcroft_davies_low", OWN[1]),
                        ("grain_harvest_official_contemporary", OWN[1]),
                        ("grain_procurement_actual", OWN[2])):  # fmt: skip
        assert np.all(run.series(whole) >= run.series(part) - 1e-12), whole


def test_a_great_leap_in_area_costs_yield():
    run = ran()
    harvest = run.series("grain_harvest_state_farms").reshape(-1, 12).sum(axis=1)
    per_ha = harvest / run.series("sown_area_state_farms").reshape(-1, 12)[:, 6]
    assert per_ha[7] < 0.8 * per_ha[4]


def test_the_planned_delivery_follows_reports_and_not_the_true_harvest():
    def planned(reported_kg, true_kg):
        ones = np.ones(len(REGIONS))
        farms = Farms(expected_kg_ha=600.0 * ones, before_ha=1e5 * ones,
                      reported_kg=reported_kg * ones, harvest_kg=true_kg * ones)  # fmt: skip
        plan_state_farms(SimpleNamespace(
            state_farms=farms, parameters=parameter_tuples({}),
            levers={"reports.discount": 0.0, "statefarms.area": 1.0},
        ))  # fmt: skip
        return float(farms.planned_kg.sum())

    # Expected 600 and reported 700 make 650 kg/ha on a million hectares: 650 less 130 less 110.
    assert planned(7e7, 7e7) == pytest.approx(0.95 * (650 - 130 - 110) * 1e6)
    assert planned(7e7, 1e7) == planned(7e7, 7e7)
    assert planned(8e7, 1e7) > planned(7e7, 1e7)


def test_more_inflated_reports_mean_a_smaller_plan_for_the_villages():
    planned = [float(np.sum(run.seen["planned_kg"][-1])) for run in (
        ran("1931-12", ("state_farms.report_inflation=0.2", "reports.discount=0.0")),
        ran("1931-12", ("state_farms.report_inflation=0.0", "reports.discount=0.0")),
    )]  # fmt: skip
    assert planned[0] > planned[1]


def test_without_area_there_is_nothing_and_villages_live_as_if_there_never_were_state_farms():
    """Area 0 all along equals a run whose months leave the state farms out."""
    none = ran("1932-12", ("statefarms.area=0",))
    for name in OWN:
        assert np.all(none.series(name) == 0.0)
    for name, months in none.seen.items():
        assert not np.any(months), name

    def idle(world):
        for name in OWN[1:]:
            world.recorder.regions(name, np.zeros(len(REGIONS)))

    never = Ran("1932-12", ("statefarms.area=0",), (
        (sim.month, "state_farms_work", idle),
        (sim.institutions.plan, "plan_state_farms", lambda world: None),
    ))  # fmt: skip
    for one, other in zip(none.rows, never.rows, strict=True):
        assert np.array_equal(one, other)
    assert np.array_equal(none.values, never.values, equal_nan=True)


def test_state_farms_reach_villages_only_by_the_plan_and_the_state_s_stores():
    """Their land and barns are apart: before the first sowing nothing in a village differs."""
    with_farms, without = ran("1924-03"), ran("1924-03", ("statefarms.area=0",))
    for one, other in zip(with_farms.rows, without.rows, strict=True):
        assert np.array_equal(one, other)


def test_a_changed_area_changes_nothing_before_its_date():
    plain, changed = ran("1932-12"), ran("1932-12", ("statefarms.area=1931-01:3.0",))
    months = (1931 - 1924) * 12
    differ = [
        name for name, i in SERIES_INDEX.items()
        if not np.array_equal(plain.values[i, :months], changed.values[i, :months], equal_nan=True)
    ]  # fmt: skip
    assert not differ
    assert changed.series(OWN[0])[months + 6] == pytest.approx(3.0, rel=1e-6)


def test_a_farm_without_area_gives_up_its_store():
    """Where the state takes all area away the last seed is delivered with the next harvests."""
    run = ran("1927-12", ("statefarms.area=1926-01:0.0",))
    assert float(run.seen["store_kg"][-1].sum()) < 0.1 * float(run.seen["store_kg"][23].sum())


def test_the_series_are_declared_and_written_every_month():
    for name in OWN:
        assert SERIES[name].tier == "countryside"
        assert not np.isnan(ran().values[SERIES_INDEX[name]]).any()
