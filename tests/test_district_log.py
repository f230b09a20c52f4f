"""The log of the districts in small countries: its sums, its shares, its end, resumed runs."""

import numpy as np
import pytest
from watching import ran, scenario

from sim.district_columns import DISTRICT_COLUMNS, DISTRICT_INDEX
from sim.model import GeneralLine
from sim.state import Districts, columns

KG = 1e9


def history():
    """Eleven years of the documented line."""
    return ran("1934-12")


def since_july(flows):
    """Running sums of monthly flows over each agricultural year, months x regions."""
    found = np.cumsum(flows, axis=0)
    for july in range(6, len(flows), 12):
        found[july:] -= found[july - 1]
    return found


def test_the_log_adds_up_to_the_recorded_series():
    run = history()
    for column, series, farms in (
        ("crop_kg", "grain_harvest_wheatcroft_davies_low", "grain_harvest_state_farms"),
        ("collected_kg", "grain_procurement_actual", "grain_delivered_state_farms"),
    ):
        months = run.regional(series) - run.regional(farms)
        wanted = since_july(months * KG)
        found = run.of_regions(run.logged(column))
        assert found[6:] == pytest.approx(wanted[6:], rel=1e-5, abs=1e5), column
    held = run.of_regions(run.logged("held_kg"))[:-1] / KG
    assert held == pytest.approx(run.regional("grain_held_in_villages")[1:], rel=1e-5)
    people = run.of_regions(run.logged("villagers"))
    assert people[:-1] / 1e6 == pytest.approx(run.regional("population_rural")[1:], rel=1e-5)
    starving = run.of_regions(run.logged("starving") * run.logged("villagers"))[:-1]
    hunger = run.regional("hunger_rural")[1:] / 100.0 * people[:-1]
    assert starving == pytest.approx(hunger, rel=1e-5, abs=1.0)
    crowds = run.of_regions(run.logged("crowds"))
    assert crowds == pytest.approx(run.regional("mass_disturbances_month"), rel=1e-5, abs=1e-6)


def test_every_column_is_written_every_month_and_shares_are_shares():
    run = history()
    for column in DISTRICT_COLUMNS:
        values = run.logged(column.name)
        assert not np.isnan(values).any(), column.name
        assert values.min() >= 0.0, column.name
        if column.unit in ("share", "0/1"):
            assert values.max() <= 1.0 + 1e-6, column.name


def test_the_last_month_of_the_log_is_what_the_districts_hold():
    run = history()
    shared = set(columns(Districts)) & set(DISTRICT_INDEX)
    assert {"assessed_kg", "target_kg", "hunger", "pressure", "arm", "choice"} <= shared
    for name in shared:
        now = run.districts[name].astype(np.float32)
        assert np.array_equal(run.log[-1, :, DISTRICT_INDEX[name]], now), name


def test_a_resumed_run_keeps_the_same_log():
    whole = GeneralLine(scenario("1925-04"), seed=1)
    for _ in range(7):
        whole.step()
    resumed = GeneralLine.from_state(whole.save_state())
    assert np.isnan(resumed.world.district_log.values[7:]).all()
    for model in (whole, resumed):
        model.run()
        assert not np.isnan(model.world.district_log.values).any()
    assert np.array_equal(whole.world.district_log.values, resumed.world.district_log.values)
    records = [[cadre.record for cadre in model.world.cadres] for model in (whole, resumed)]
    assert records[0] == records[1]
    whole.close()
    resumed.close()
