"""The model as a Mesa model: notebook lines, agents by type, views, tables, saving and resuming."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim.model
from sim.agents.cadre import Cadre
from sim.agents.faction import Faction
from sim.agents.household import Household
from sim.agents.leader import Leader
from sim.agents.police import Police
from sim.agents.village import Village
from sim.model import GeneralLine
from sim.outcomes import REGIONS, SERIES
from sim.scenario import load
from sim.state import Households, Villages, columns

ROOT = Path(__file__).resolve().parents[1]
SCALE = 20000


def small(until="1924-06", drive="side_by_side", seed=1):
    return GeneralLine(load("historical", drive=drive, until=until, scale=SCALE), seed=seed)


@pytest.fixture(scope="module")
def model():
    """Half a year of the country, views made."""
    ran = small()
    ran.run()
    assert ran.agents_by_type
    yield ran
    ran.close()


def test_the_notebook_lines_run_as_they_are_written(monkeypatch):
    lines = [line for line in sim.model.__doc__.splitlines() if line.strip()][-4:]
    assert lines[0].startswith("from sim.model import")
    assert lines[-1] == "model.run()"
    whole = load
    monkeypatch.setattr("sim.scenario.load", lambda name: whole(name, until="1924-03", scale=SCALE))
    names = {}
    exec("\n".join(lines), names)
    assert names["model"].frame().index[-1] == pd.Timestamp("1924-03-01")
    names["model"].close()


def test_every_kind_of_agent_is_there(model):
    kinds = model.agents_by_type
    world = model.world
    assert len(kinds[Household]) == len(world.households)
    assert len(kinds[Village]) == len(world.villages)
    assert len(kinds[Cadre]) == len(world.districts) >= 110
    assert len(kinds[Leader]) >= 70
    assert len(kinds[Faction]) >= 1
    assert len(kinds[Police]) >= 1


def test_agents_can_be_selected(model):
    members = model.agents_by_type[Household].select(lambda h: h.in_kolkhoz)
    assert len(members) == int((model.world.households.status == 1).sum())
    poor = model.agents_by_type[Household].select(lambda h: h.label_name == "poor")
    assert len(poor) == int((model.world.households.label == 0).sum())


def test_a_household_view_agrees_with_its_columns(model):
    table = model.world.households
    for household in list(model.agents_by_type[Household])[:: len(table) // 40]:
        for name in columns(Households):
            assert getattr(household, name) == table.column(name)[household.row], name
        assert household.people == household.adults + household.children
        assert household.gone == (household.status == 2)
        assert household.stance_name in ("silent", "hiding", "leaving", "petitioning", "violent")


def test_a_village_view_agrees_with_its_columns(model):
    table = model.world.villages
    for village in list(model.agents_by_type[Village])[::20]:
        for name in columns(Villages):
            assert getattr(village, name) == table.column(name)[village.row], name
        assert village.households == village.stop - village.start
        assert village.region_name in REGIONS


def test_a_view_follows_the_run():
    ran = small("1924-03", "countryside")
    household = ran.agents_by_type[Household][0]
    before = household.open_kg
    ran.step()
    assert household.open_kg == ran.world.households.open_kg[0] != before
    ran.close()


def test_an_unknown_column_is_an_attribute_error(model):
    with pytest.raises(AttributeError, match="no_such_column"):
        _ = model.agents_by_type[Household][0].no_such_column
    with pytest.raises(AttributeError, match="no_such_column"):
        _ = model.agents_by_type[Village][0].no_such_column


def test_the_dynamics_are_the_same_with_and_without_views():
    with_views, without = small("1925-03"), small("1925-03")
    assert len(with_views.agents_by_type[Household])
    with_views.run()
    without.run()
    assert np.array_equal(
        with_views.world.recorder.values, without.world.recorder.values, equal_nan=True
    )
    assert with_views.world.events == without.world.events
    with_views.close()
    without.close()


def test_above_the_limit_a_fixed_panel_is_viewed(monkeypatch):
    monkeypatch.setattr(sim.model, "MOST_VIEWS", 100)
    panels = []
    for _ in range(2):
        ran = small("1924-01", "countryside")
        panels.append([household.row for household in ran.agents_by_type[Household]])
        ran.close()
    assert len(set(panels[0])) == 100
    assert panels[0] == panels[1]


def test_a_closed_model_holds_no_agents():
    ran = small("1924-01")
    assert len(ran.agents_by_type[Household])
    ran.close()
    assert len(ran.agents) == 0


def test_the_collected_table_has_the_headline_series(model):
    table = model.datacollector.get_model_vars_dataframe()
    assert list(table.columns) == [name for name, series in SERIES.items() if series.headline]
    assert len(table) == 6
    frame = model.frame()
    for name in ("population_total", "grain_procurement_actual", "party_total"):
        assert table[name].to_numpy() == pytest.approx(frame[name].to_numpy())


def test_frame_gives_months_and_series_in_their_units(model):
    frame = model.frame()
    assert list(frame.index) == list(pd.date_range("1924-01-01", periods=6, freq="MS"))
    assert set(frame.columns) <= set(SERIES)
    assert 120 < frame["population_total"].iloc[0] < 150  # million
    assert 0 < frame["party_total"].iloc[0] / 1e6 < 2  # persons
    assert 60 < frame["sown_area_grain"].iloc[0] < 110  # million hectares


def test_frames_of_regions_add_up_to_the_country(model):
    parts = sum(model.frame(region)["population_rural"] for region in REGIONS)
    assert parts.to_numpy() == pytest.approx(model.frame()["population_rural"].to_numpy())
    assert "party_total" not in model.frame("Ukraine")  # no regional values are recorded


def test_an_unknown_region_is_a_key_error_that_names_the_known(model):
    with pytest.raises(KeyError, match=r"Ukrain: not a region.*Ukraine.*USSR"):
        model.frame("Ukrain")


def test_checks_say_how_exactly_the_books_closed(model):
    checks = model.checks()
    assert checks["grain_largest_imbalance_kg"] < 1e-9 * checks["grain_turnover_kg"]
    assert checks["people_largest_imbalance"] < 1e-3
    people = model.frame()["population_total"].iloc[-1] * 1e6
    assert checks["people_at_end"] == pytest.approx(people, rel=0.01)


def test_no_step_past_the_end():
    ran = small("1924-01", "countryside")
    ran.step()
    with pytest.raises(ValueError, match="ends with 1924-01"):
        ran.step()
    assert ran.world.clock.tick == 1
    ran.close()


def test_a_drive_without_countryside_has_no_households():
    ran = small("1924-02", "politics")
    ran.run()
    kinds = ran.agents_by_type
    assert Leader in kinds
    assert Household not in kinds
    assert ran.frame()["party_total"].notna().all()
    ran.close()


# --------------------------------------------------------------------------------- saving, resuming
UNTIL, HALFWAY = "1925-02", 8


@pytest.fixture(scope="module")
def uninterrupted():
    """Series and events of a run that nobody stopped, and the state after its eighth month."""
    ran = small(UNTIL)
    while ran.world.clock.tick < HALFWAY:
        ran.step()
    state = ran.save_state()
    ran.run()  # saving leaves the run as it was
    yield ran, state
    ran.close()


def test_saving_does_not_change_the_run(uninterrupted):
    plain = small(UNTIL)
    plain.run()
    assert np.array_equal(
        plain.world.recorder.values, uninterrupted[0].world.recorder.values, equal_nan=True
    )
    assert plain.world.events == uninterrupted[0].world.events
    plain.close()


def test_saving_with_views_leaves_a_model_that_can_make_them_again():
    ran = small("1924-02", "countryside")
    assert len(ran.agents_by_type[Household])
    assert ran.save_state()
    assert len(ran.agents_by_type[Household]) == len(ran.world.households)
    assert len(ran.agents_by_type[Cadre]) == len(ran.world.districts)
    ran.close()


def test_a_resumed_run_equals_an_uninterrupted_one(uninterrupted):
    whole, state = uninterrupted
    resumed = GeneralLine.from_state(state)
    assert resumed.world.clock.tick == HALFWAY
    resumed.run()
    assert np.array_equal(
        resumed.world.recorder.values, whole.world.recorder.values, equal_nan=True
    )
    assert resumed.world.events == whole.world.events
    assert resumed.checks() == whole.checks()
    kinds = resumed.agents_by_type
    assert len(kinds[Cadre]) == len(resumed.world.districts)
    assert len(kinds[Leader]) == len(whole.agents_by_type[Leader])
    resumed.close()


RESUME = """
import sys
from sim.model import GeneralLine
model = GeneralLine.from_state(open(sys.argv[1], "rb").read())
model.run()
open(sys.argv[2], "wb").write(model.world.recorder.values.tobytes())
"""


def test_a_run_resumed_in_a_fresh_process_equals_an_uninterrupted_one(uninterrupted, tmp_path):
    whole, state = uninterrupted
    (tmp_path / "state").write_bytes(state)
    done = subprocess.run(
        [sys.executable, "-c", RESUME, str(tmp_path / "state"), str(tmp_path / "values")],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "values").read_bytes() == whole.world.recorder.values.tobytes()
