"""The runner with a stand-in for the model: files, identity, failures, nothing half written."""

import functools
import hashlib
import json
import os
import signal
import tracemalloc
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sim import results_files, runner
from sim.leader_columns import LEADER_COLUMNS
from sim.outcomes import REGIONS, SERIES, SERIES_INDEX
from sim.results_tables import (
    DISTRICTS_SCHEMA,
    LEADERS_SCHEMA,
    QUANTILES,
    dates,
    quantiles,
    series_table,
    values_of,
)
from sim.runner import ResultsError, run_ensemble, run_one
from sim.scenario import load
from sim.state import Event
from sim.world import DistrictLog, LeaderLog

RUNS: list[int] = []


class StandIn:
    """Answers like GeneralLine: numbers that depend on the seed and on the levers alone."""

    def __init__(self, scenario, *, seed, threads=1):
        RUNS.append(seed)
        months = scenario.months
        values = np.full((len(SERIES), months, len(REGIONS) + 1), np.nan)
        grid = np.arange(values.size, dtype=float).reshape(values.shape)
        filled = np.sin(grid * (seed + 1)) + scenario.paths[0, :months][None, :, None]
        for i, series in enumerate(SERIES.values()):
            values[i, :, -1] = filled[i, :, -1]
            if series.regional:
                values[i, :, :-1] = filled[i, :, :-1]
        values[0, 0, 0] = np.nan
        self.scenario, self.seed = scenario, seed
        self.values = values
        clock = SimpleNamespace(tick=0)
        recorder = SimpleNamespace(values=np.full_like(values, np.nan))
        self.world = SimpleNamespace(recorder=recorder, events=[], clock=clock)
        self.closed = False

    def step(self):
        tick = self.world.clock.tick
        self.world.recorder.values[:, tick] = self.values[:, tick]
        self.world.events.append(Event(tick, "vote", "a;b", "USSR", 'he said "no"', '{"for": 3}'))
        self.world.clock.tick += 1

    def run(self):
        while self.world.clock.tick < self.scenario.months:
            self.step()

    def checks(self):
        return {"grain_largest_imbalance_kg": 0.5 * self.seed}

    def save_state(self):
        return json.dumps([self.seed, self.world.clock.tick]).encode()

    @classmethod
    def from_state(cls, state):
        seed, tick = json.loads(state)
        model = cls(load("historical", until="1925-12"), seed=seed)
        for _ in range(tick):
            model.step()
        return model

    def close(self):
        self.closed = True


class WithDistricts(StandIn):
    """Keeps a log of three districts, of numbers that depend on the seed."""

    def __init__(self, scenario, *, seed, threads=1):
        super().__init__(scenario, seed=seed, threads=threads)
        self.world.district_log = DistrictLog(scenario.months, np.array([0, 0, 21]))

    def step(self):
        tick = self.world.clock.tick
        number = 1000.0 * self.seed + 10.0 * tick + np.arange(3)
        self.world.district_log.enter(tick, crop_kg=number, choice=tick % 5)
        super().step()


class WithLeaders(StandIn):
    """Keeps a log of two leaders, the second under a name that depends on the seed."""

    def __init__(self, scenario, *, seed, threads=1):
        super().__init__(scenario, seed=seed, threads=threads)
        self.world.leader_log = LeaderLog()

    def step(self):
        tick = self.world.clock.tick
        empty = {column.name: "" if column.words else 0 for column in LEADER_COLUMNS}
        people = [empty | {"key": key, "squeeze": 0.01 * tick} for key in ("a", f"g{self.seed}")]
        self.world.leader_log.enter(tick, [-1, 21], people)
        super().step()


class Failing(StandIn):
    """Breaks down on seed 2."""

    def run(self):
        if self.seed == 2:
            raise ZeroDivisionError("no harvest\nat all")
        super().run()


class Killed(StandIn):
    """Its process is killed on seed 2, every time."""

    def run(self):
        if self.seed == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        super().run()


class KilledOnce(StandIn):
    """Its process is killed on seed 2, while the mark is not there."""

    def __init__(self, scenario, *, seed, threads=1, mark):
        super().__init__(scenario, seed=seed, threads=threads)
        self.mark = Path(mark)

    def run(self):
        if self.seed == 2 and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        super().run()


@pytest.fixture
def scenario():
    return load("historical", until="1925-12")


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    RUNS.clear()


def ensemble(scenario, seeds, out="out", model=StandIn, **more):
    return run_ensemble(
        scenario, seeds=seeds, out=Path(out), model=model, command=["run.py", "x"], **more
    )


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name not in ("manifest.json", "runs.csv")
    }


# ------------------------------------------------------------------------------------ the files
def test_a_results_folder_holds_what_was_agreed(scenario):
    seen = []
    report = ensemble(scenario, [7, 8, 9], progress=lambda *numbers: seen.append(numbers))
    assert (report.ok, report.failed, report.reused) == (3, 0, 0)
    assert seen == [(1, 0, 3), (2, 0, 3), (3, 0, 3)]
    assert sorted(path.name for path in Path("out").iterdir()) == [
        "events.parquet", "manifest.json", "runs.csv", "scenario.resolved.yaml",
        "series.parquet", "summary.csv",
    ]  # fmt: skip
    assert os.listdir(".") == ["out"]
    rows = pd.read_csv("out/runs.csv", keep_default_na=False)
    assert list(rows.columns) == ["run", "seed", "status", "seconds", "error"]
    assert list(rows["seed"]) == [7, 8, 9]
    assert load("out/scenario.resolved.yaml").sha256 == scenario.sha256


def test_series_are_tidy_and_empty_cells_left_out(scenario):
    ensemble(scenario, [7, 8])
    table = pd.read_parquet("out/series.parquet")
    assert list(table.columns) == ["run", "seed", "date", "region", "series", "value", "unit"]
    regional = sum(s.regional for s in SERIES.values())
    cells = 24 * (regional * 23 + (len(SERIES) - regional)) - 1
    assert len(table) == 2 * cells
    assert not table["value"].isna().any()
    one = table[
        (table["run"] == 2) & (table["region"] == "Ukraine") & (table["date"] == "1925-03-01")
    ].set_index("series")
    model = StandIn(scenario, seed=8)
    for name in ("deaths_reconstructed", "grain_hidden"):
        place = REGIONS.index("Ukraine")
        assert one.loc[name, "value"] == model.values[SERIES_INDEX[name], 14, place]
        assert one.loc[name, "unit"] == SERIES[name].unit
        assert one.loc[name, "seed"] == 8
    kinds = {field.name: str(field.type) for field in pq.read_schema("out/series.parquet")}
    assert kinds["date"] == "timestamp[ms]"
    assert (
        kinds["region"]
        == kinds["series"]
        == kinds["unit"]
        == ("dictionary<values=string, indices=int32, ordered=0>")
    )


def test_the_summary_gives_quantiles_over_runs(scenario):
    ensemble(scenario, [1, 2, 3, 4, 5])
    summary = pd.read_csv("out/summary.csv")
    assert list(summary.columns) == [
        "date", "region", "series", "unit", "q05", "q25", "q50", "q75", "q95", "runs",
    ]  # fmt: skip
    table = pd.read_parquet("out/series.parquet")
    groups = table.groupby(["date", "region", "series"], observed=True)["value"]
    wanted = groups.quantile(list(QUANTILES)).unstack()
    found = summary.assign(date=pd.to_datetime(summary["date"]))
    found = found.set_index(["date", "region", "series"]).loc[wanted.index]
    np.testing.assert_allclose(found[["q05", "q25", "q50", "q75", "q95"]], wanted, rtol=1e-12)
    assert set(summary["runs"]) == {5}


def test_quantiles_leave_empty_cells_out():
    values = np.array([[1.0, np.nan, np.nan], [3.0, 5.0, np.nan]])
    found, count = quantiles(values)
    assert list(count) == [2, 1, 0]
    np.testing.assert_allclose(found[2, :2], [2.0, 5.0])
    assert np.isnan(found[:, 2]).all()


def test_tidy_rows_lead_back_to_the_array(scenario):
    days = dates(scenario.start, scenario.months)
    values = StandIn(scenario, seed=3).values
    table = series_table(1, 3, values, days, np.arange(len(SERIES)))
    np.testing.assert_array_equal(values_of(table, days), values)


def test_events_are_kept_in_order(scenario):
    ensemble(scenario, [1, 2])
    events = pd.read_parquet("out/events.parquet")
    assert list(events.columns) == ["run", "date", "kind", "actors", "region", "text", "detail"]
    assert len(events) == 48
    assert list(events["run"].unique()) == [1, 2]
    assert events["date"].iloc[1] == pd.Timestamp("1924-02-01")
    assert events["text"].iloc[0] == 'he said "no"'
    assert json.loads(events["detail"].iloc[0]) == {"for": 3}


def test_the_manifest_says_where_results_come_from(scenario):
    ensemble(scenario, [1, 2])
    manifest = json.loads(Path("out/manifest.json").read_text())
    assert manifest["command"] == ["run.py", "x"]
    assert manifest["scenario"]["name"] == "historical"
    assert manifest["scenario_sha256"] == scenario.sha256
    assert manifest["runs"] == {"ok": 2, "failed": 0}
    assert manifest["seeds"] == [1, 2]
    assert manifest["drive"] == "side_by_side"
    assert manifest["checks"] == {"grain_largest_imbalance_kg": 1.0}
    assert manifest["outputs"] == digests("out")
    assert {"version", "commit", "dirty", "source_hash"} == set(manifest["code"])
    assert {"python", "numpy", "mesa"} <= set(manifest["packages"])
    assert {"inputs", "history"} == set(manifest["data"])


def test_everything_but_timings_is_the_same_again(scenario):
    ticks = iter(range(1000))
    ensemble(scenario, [1, 2], "a", started="20260101T000000Z", clock=lambda: float(next(ticks)))
    ensemble(scenario, [1, 2], "b")
    assert digests("a") == digests("b")
    one, two = (json.loads(Path(f, "manifest.json").read_text()) for f in "ab")
    assert one.pop("timings") != two.pop("timings")
    assert one == two


def test_without_a_folder_the_moment_and_the_identity_name_it(scenario):
    report = run_ensemble(scenario, seeds=[1], model=StandIn, started="20260101T000000Z")
    identity = report.manifest["identity"]
    assert report.folder == Path("results/historical") / f"20260101T000000Z-{identity[:8]}"
    assert os.listdir("results/historical") == [report.folder.name]


def test_many_runs_keep_the_headline_series_in_blocks(scenario, monkeypatch):
    monkeypatch.setattr("sim.results_tables.MOST_RUNS_WHOLE", 2)
    monkeypatch.setattr("sim.results_files.MOST_RUNS_WHOLE", 2)
    ensemble(scenario, [1, 2, 3])
    assert sorted(os.listdir("out/series.parquet")) == [
        "runs-000001-000002.parquet", "runs-000003-000003.parquet",
    ]  # fmt: skip
    table = pd.read_parquet("out/series.parquet")
    assert set(table["series"]) == {s.name for s in SERIES.values() if s.headline}
    assert set(table["run"]) == {1, 2, 3}
    report = ensemble(scenario, [1, 2, 3, 4])
    assert (report.ok, report.reused) == (4, 3)
    assert set(pd.read_parquet("out/series.parquet")["run"]) == {1, 2, 3, 4}


def peak_bytes(scenario, runs):
    """The most that Python, NumPy and Arrow held at a time while an ensemble was made."""
    tracemalloc.start()
    try:
        ensemble(scenario, range(1, runs + 1), f"out-{runs}")
        return tracemalloc.get_traced_memory()[1] + pa.default_memory_pool().max_memory()
    finally:
        tracemalloc.stop()


def test_memory_stays_flat_in_the_number_of_runs(scenario):
    ensemble(scenario, [1], "first")  # what is loaded once is no part of it
    few, many = peak_bytes(scenario, 8), peak_bytes(scenario, 24)
    one_run = StandIn(scenario, seed=1).values.nbytes
    assert many - few < 5 * one_run  # and not 16 times


# ------------------------------------------------------------------------------------ districts
def test_the_log_of_districts_is_written_month_by_month(scenario):
    ensemble(scenario, [7, 8], model=WithDistricts)
    assert pq.read_schema("out/districts.parquet").equals(DISTRICTS_SCHEMA)
    table = pd.read_parquet("out/districts.parquet")
    assert len(table) == 2 * 24 * 3
    one = table[(table["run"] == 2) & (table["date"] == "1924-06-01")]
    assert list(one["seed"]) == [8, 8, 8]
    assert list(one["region"]) == [REGIONS[0], REGIONS[0], REGIONS[21]]
    assert list(one["district"]) == [0, 1, 2]
    assert list(one["crop_kg"]) == [8050.0, 8051.0, 8052.0]
    assert list(one["choice"]) == [0.0, 0.0, 0.0]
    assert one["reprimands"].isna().all()  # what is not entered is empty
    manifest = json.loads(Path("out/manifest.json").read_text())
    assert manifest["outputs"] == digests("out")
    assert "districts.parquet" in manifest["outputs"]


def test_a_job_that_goes_on_takes_the_log_of_districts_up_again(scenario):
    ensemble(scenario, [1, 2], model=WithDistricts)
    report = ensemble(scenario, [3, 1], model=WithDistricts)
    assert (report.ok, report.reused) == (3, 2)
    ensemble(scenario, [1, 2, 3], "fresh", model=WithDistricts)
    assert digests("out") == digests("fresh")
    table = pd.read_parquet("out/districts.parquet")
    assert set(zip(table["run"], table["seed"], strict=True)) == {(1, 1), (2, 2), (3, 3)}


def test_runs_with_and_without_districts_lie_side_by_side(scenario):
    """As when a job is taken up again that a model without a countryside began."""
    assert run_one(scenario, 1, model=StandIn).districts is None
    ensemble(scenario, [1])
    assert not Path("out/districts.parquet").exists()
    ensemble(scenario, [1, 2], model=WithDistricts)
    assert set(pd.read_parquet("out/districts.parquet")["seed"]) == {2}


def test_many_runs_keep_no_log_of_districts(scenario, monkeypatch):
    assert results_files.MOST_RUNS_WHOLE == 50
    monkeypatch.setattr("sim.results_files.MOST_RUNS_WHOLE", 2)
    ensemble(scenario, [1, 2], model=WithDistricts)
    assert Path("out/districts.parquet").exists()
    ensemble(scenario, [1, 2, 3], model=WithDistricts)
    assert not Path("out/districts.parquet").exists()


# -------------------------------------------------------------------------------------- leaders
def test_the_log_of_leaders_is_written_month_by_month(scenario):
    ensemble(scenario, [7, 8], model=WithLeaders)
    assert pq.read_schema("out/leaders.parquet").equals(LEADERS_SCHEMA)
    table = pd.read_parquet("out/leaders.parquet")
    assert len(table) == 2 * 24 * 2
    one = table[(table["run"] == 2) & (table["date"] == "1924-06-01")]
    assert list(one["seed"]) == [8, 8]
    assert list(one["region"]) == ["USSR", REGIONS[21]]
    assert list(one["key"]) == ["a", "g8"]
    assert list(one["squeeze"]) == pytest.approx([0.05, 0.05])
    manifest = json.loads(Path("out/manifest.json").read_text())
    assert manifest["outputs"] == digests("out")
    assert "leaders.parquet" in manifest["outputs"]
    assert not Path("out/districts.parquet").exists()


def test_a_job_that_goes_on_takes_the_log_of_leaders_up_again(scenario):
    ensemble(scenario, [1, 2], model=WithLeaders)
    report = ensemble(scenario, [3, 1], model=WithLeaders)
    assert (report.ok, report.reused) == (3, 2)
    ensemble(scenario, [1, 2, 3], "fresh", model=WithLeaders)
    tables = [pd.read_parquet(f"{folder}/leaders.parquet") for folder in ("out", "fresh")]
    words = [table.astype({"key": str, "region": str}) for table in tables]
    pd.testing.assert_frame_equal(*words, check_categorical=False)
    assert digests("out") == digests("fresh")


def test_runs_with_and_without_leaders_lie_side_by_side(scenario, monkeypatch):
    assert run_one(scenario, 1, model=StandIn).leaders is None
    ensemble(scenario, [1])
    assert not Path("out/leaders.parquet").exists()
    ensemble(scenario, [1, 2], model=WithLeaders)
    assert set(pd.read_parquet("out/leaders.parquet")["seed"]) == {2}
    monkeypatch.setattr("sim.results_files.MOST_RUNS_WHOLE", 2)
    ensemble(scenario, [1, 2, 3], model=WithLeaders)
    assert not Path("out/leaders.parquet").exists()


# ------------------------------------------------------------------------- identity and failures
def test_a_finished_run_is_never_made_twice(scenario):
    ensemble(scenario, [1, 2])
    before = digests("out")
    assert RUNS == [1, 2]
    report = ensemble(scenario, [1, 2])
    assert (report.ok, report.reused) == (2, 2)
    assert RUNS == [1, 2]
    assert digests("out") == before
    ensemble(scenario, [1, 2, 3])
    assert RUNS == [1, 2, 3]
    ensemble(scenario, [1, 2, 3], "fresh")
    assert digests("out") == digests("fresh")


def test_another_scenario_does_not_overwrite_results(scenario):
    ensemble(scenario, [1])
    before = digests("out")
    with pytest.raises(ResultsError) as caught:
        ensemble(load("historical", until="1925-11"), [1])
    assert str(caught.value) == (
        "out: holds results of another scenario or code; name another folder"
    )
    assert digests("out") == before


def test_a_folder_with_something_else_is_left_alone(scenario):
    Path("out").mkdir()
    Path("out/thesis.txt").write_text("mine")
    with pytest.raises(ResultsError, match=r"^out: is not empty and holds no results; name"):
        ensemble(scenario, [1])
    assert os.listdir(".") == ["out"] and os.listdir("out") == ["thesis.txt"]


def test_an_empty_folder_is_taken(scenario):
    Path("out").mkdir()
    assert ensemble(scenario, [1]).ok == 1
    assert os.listdir(".") == ["out"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_failed_run_is_a_row_and_the_others_are_kept(scenario, jobs):
    report = ensemble(scenario, [1, 2, 3], model=Failing, jobs=jobs)
    assert (report.ok, report.failed) == (2, 1)
    rows = pd.read_csv("out/runs.csv", keep_default_na=False)
    assert list(rows["status"]) == ["ok", "failed", "ok"]
    assert rows["error"].iloc[1] == "ZeroDivisionError: no harvest"
    [failure] = Path("out/failures").iterdir()
    assert failure.name == "run-0002-seed-2.txt"
    assert "Traceback" in failure.read_text()
    assert set(pd.read_parquet("out/series.parquet")["seed"]) == {1, 3}
    again = ensemble(scenario, [1, 2, 3])
    assert (again.ok, again.reused) == (3, 2)
    ensemble(scenario, [1, 2, 3], "fresh")
    assert digests("out") == digests("fresh")


def test_all_runs_may_fail(scenario):
    report = ensemble(scenario, [2], model=Failing)
    assert (report.ok, report.failed) == (0, 1)
    assert len(pd.read_csv("out/summary.csv")) == 0
    assert len(pd.read_parquet("out/series.parquet")) == 0


def test_a_killed_run_is_a_row_and_the_others_are_kept(scenario):
    report = ensemble(scenario, [1, 2, 3], model=Killed, jobs=2)
    assert [row.status for row in report.rows] == ["ok", "killed", "ok"]
    assert "killed" in Path("out/failures/run-0002-seed-2.txt").read_text()


def test_a_run_whose_worker_was_killed_once_is_made_again(scenario, tmp_path):
    once = functools.partial(KilledOnce, mark=tmp_path / "mark")
    report = ensemble(scenario, [1, 2, 3, 4], model=once, jobs=2)
    assert report.ok == 4
    (tmp_path / "mark").unlink()
    ensemble(scenario, [1, 2, 3, 4], "fresh")
    assert digests("out") == digests("fresh")


def test_results_do_not_depend_on_jobs_or_threads(scenario):
    ensemble(scenario, [1, 2, 3], "one", jobs=1, threads=1)
    ensemble(scenario, [1, 2, 3], "two", jobs=2, threads=2)
    assert digests("one") == digests("two")


def test_an_interrupted_job_goes_on_where_it_stopped(scenario):
    class Interrupted(StandIn):
        def run(self):
            if self.seed == 3:
                raise KeyboardInterrupt
            super().run()

    with pytest.raises(KeyboardInterrupt):
        ensemble(scenario, [1, 2, 3], model=Interrupted)
    assert not Path("out").exists()
    RUNS.clear()
    report = ensemble(scenario, [1, 2, 3])
    assert (report.ok, report.reused, RUNS) == (3, 2, [3])
    assert os.listdir(".") == ["out"]


# ------------------------------------------------------------------------- nothing half written
def test_a_place_that_cannot_be_written(scenario):
    Path("file").write_text("")
    with pytest.raises(ResultsError, match=r"^file: is a file, not a folder$"):
        ensemble(scenario, [1], "file")
    with pytest.raises(ResultsError, match=r"^file/below: cannot be written: Not a directory$"):
        ensemble(scenario, [1], "file/below")
    assert os.listdir(".") == ["file"]
    assert RUNS == []


@pytest.mark.parametrize("function", ["write_series", "write_summary", "write_manifest"])
def test_a_full_disk_leaves_nothing_behind(scenario, monkeypatch, function):
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(runner, function, refuse)
    with pytest.raises(ResultsError, match=r"^out: cannot be written: No space left on device$"):
        ensemble(scenario, [1])
    assert os.listdir(".") == []


def test_a_full_disk_during_the_runs(scenario, monkeypatch):
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(results_files.Parts, "add", refuse)
    with pytest.raises(ResultsError, match="No space left on device"):
        ensemble(scenario, [1])
    assert os.listdir(".") == []


def test_a_failure_while_replacing_keeps_the_earlier_results(scenario, monkeypatch):
    ensemble(scenario, [1])
    before = digests("out")
    monkeypatch.setattr(
        runner, "write_events", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left"))
    )
    with pytest.raises(ResultsError, match="No space left"):
        ensemble(scenario, [1, 2])
    assert digests("out") == before
    assert os.listdir(".") == ["out"]


def test_two_jobs_do_not_write_the_same_results(scenario):
    class Nested(StandIn):
        def run(self):
            with pytest.raises(ResultsError, match=r"^out: another job is writing the same"):
                ensemble(self.scenario, [1])
            super().run()

    assert ensemble(scenario, [1], model=Nested).ok == 1


def test_seeds_must_be_given_once(scenario):
    for seeds in ([], [1, 1]):
        with pytest.raises(ValueError, match="at least one seed, each once"):
            ensemble(scenario, seeds)


# ------------------------------------------------------------------------------------ checkpoints
def test_a_run_goes_on_from_its_checkpoint(scenario, tmp_path):
    whole = run_one(scenario, 5, model=WithDistricts)
    state = tmp_path / "seed-5.state"

    class Interrupted(WithDistricts):
        def step(self):
            if self.world.clock.tick == 17:
                raise KeyboardInterrupt
            super().step()

    with pytest.raises(KeyboardInterrupt):
        run_one(scenario, 5, model=Interrupted, checkpoint=state, every=6)
    assert json.loads(state.read_bytes()) == [5, 12]
    resumed = run_one(scenario, 5, model=WithDistricts, checkpoint=state, every=6)
    np.testing.assert_array_equal(resumed.values, whole.values)
    np.testing.assert_array_equal(resumed.districts.values, whole.districts.values)
    assert resumed.events == whole.events
    assert os.listdir(tmp_path) == []
