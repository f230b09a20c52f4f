"""The guard of the hold-out: no test row and no observed series can reach a calibration."""

import shutil

import pandas as pd
import pytest
import synthetic_results as synthetic

import analysis.patterns_countryside as countryside
from analysis import history
from analysis.calibrating import RecordClosedError, TestRowError, calibrating, is_calibrating
from analysis.nulls import persistence
from analysis.pattern_run import COMPUTATIONS, Run
from analysis.patterns import SCORED, compute, scorecard
from analysis.targets import COLUMNS, simulated, targets

TEST_ROW, CALIBRATE_ROW = "P04", "P03"


@pytest.fixture
def copied(tmp_path, monkeypatch):
    """A copy of the record that a test may spoil."""
    folder = tmp_path / "history"
    shutil.copytree(history.DATA, folder)
    monkeypatch.setattr(history, "DATA", folder)
    caches = (history._table, history._observations, history._units)
    for one in caches:
        one.cache_clear()
    yield folder
    for one in caches:
        one.cache_clear()


@pytest.fixture(scope="module")
def results():
    return synthetic.make(2, "coupled")


# --------------------------------------------------------------------------------------- targets
def test_targets_are_the_calibrate_rows_of_the_drive_number_by_number():
    found = targets("countryside")
    assert list(found.columns) == COLUMNS
    assert not set(found["id"]) & history.held_out()
    third = found[found["id"] == "P03"]
    assert third["number"].tolist() == [0, 1, 2, 3]
    assert third["value"].tolist() == [9.35, 14.9, 22.1, 22.8]
    assert third.iloc[0][["low", "high", "unit"]].tolist() == [8.3, 10.8, "Mt"]
    assert (found["low"] <= found["value"]).all() and (found["value"] <= found["high"]).all()


def test_each_drive_has_the_rows_that_it_is_scored_on():
    table = history.patterns().set_index("id")["drive"]
    for drive, letters in SCORED.items():
        assert set(targets(drive)["id"].map(table)) == set(letters)
    assert set(targets("politics").query("id == 'P49'")["unit"]) == {"weeks", "persons"}
    assert targets("politics").query("id == 'P44'")["share_of_runs"].all()


def test_an_unknown_drive_is_refused():
    with pytest.raises(ValueError, match="'tractor' is none of countryside, politics"):
        targets("tractor")


def test_simulated_follows_the_order_of_targets(results):
    found = simulated(results, results.runs[0], "coupled")
    wanted = targets("coupled")
    assert list(found.index) == list(zip(wanted["id"], wanted["number"], strict=True))
    reading, _ = compute("P03", results, results.runs[0])
    assert tuple(found["P03"]) == reading.values


def test_what_a_run_does_not_hold_is_nan(results):
    short = synthetic.make(1, "coupled", until="1928-12")
    found = simulated(short, short.runs[0], "coupled")
    assert found["P36"].isna().all()
    assert len(found) == len(targets("coupled"))


def test_absurd_test_rows_leave_the_targets_as_they_are(copied, results):
    before = targets("coupled"), simulated(results, results.runs[0], "coupled")
    table = pd.read_csv(copied / "patterns.csv", dtype=str, keep_default_na=False)
    test = table["split"] == "test"
    for name in ("value", "low", "high"):
        table.loc[test, name] = [
            ";".join(["-1e12"] * (cell.count(";") + 1)) for cell in table.loc[test, name]
        ]
    table.to_csv(copied / "patterns.csv", index=False)
    (copied / "observations.csv").write_text("spoilt\n")
    history._table.cache_clear()
    assert set(history.patterns().loc[test.to_numpy(), "value"].str.split(";").str[0]) == {"-1e12"}
    pd.testing.assert_frame_equal(targets("coupled"), before[0])
    pd.testing.assert_series_equal(simulated(results, results.runs[0], "coupled"), before[1])


def test_targets_change_with_a_calibrate_row(copied):
    table = pd.read_csv(copied / "patterns.csv", dtype=str, keep_default_na=False)
    table.loc[table["id"] == "P02", "value"] = "0.4"
    table.to_csv(copied / "patterns.csv", index=False)
    history._table.cache_clear()
    assert targets("countryside").set_index("id").loc["P02", "value"] == 0.4


# ------------------------------------------------------------------------------------- the guard
def test_patterns_are_the_calibrate_rows_alone_within_the_guard():
    with calibrating():
        within = history.patterns()
    assert set(within["split"]) == {"calibrate"}
    assert set(history.patterns()["split"]) == {"calibrate", "test"}
    assert len(within) + len(history.held_out()) == len(history.patterns())


def test_a_test_row_can_be_neither_fetched_nor_computed_within_the_guard(results):
    function = COMPUTATIONS[TEST_ROW].compute
    view = Run(results, results.runs[0])
    attempts = (
        lambda: compute(TEST_ROW, results, results.runs[0]),
        lambda: COMPUTATIONS[TEST_ROW],
        lambda: COMPUTATIONS.get(TEST_ROW),
        lambda: list(COMPUTATIONS.values()),
        lambda: list(COMPUTATIONS.items()),
        lambda: function(view),
        lambda: countryside.deliveries_fall(view),
    )
    for attempt in attempts:
        attempt()
        with calibrating(), pytest.raises(TestRowError, match="P0"):
            attempt()


def test_a_calibrate_row_is_computed_within_the_guard(results):
    outside, _ = compute(CALIBRATE_ROW, results, results.runs[0])
    with calibrating():
        assert compute(CALIBRATE_ROW, results, results.runs[0])[0] == outside
        assert set(scorecard(results)["split"]) == {"calibrate"}


@pytest.mark.parametrize(
    "reading",
    [
        lambda: history.observations(),
        lambda: history.observations("party_total", preferred_only=False),
        lambda: history.twin("party_total"),
        persistence,
    ],
)
def test_observed_series_are_closed_within_the_guard(reading):
    with calibrating(), pytest.raises(RecordClosedError, match=r"read analysis\.targets instead"):
        reading()
    reading()


def test_the_guard_ends_with_its_block_even_after_a_fault():
    with pytest.raises(ZeroDivisionError), calibrating():
        with calibrating():
            pass
        assert is_calibrating()
        raise ZeroDivisionError
    assert not is_calibrating()
