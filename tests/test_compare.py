"""Comparison: numbers to redo by hand, the files, the figures, the command, and failed pairs."""

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import synthetic_results as synthetic
from synthetic_runs import StandIn

import run as command_line
from analysis import (
    chart_compare,
    chart_cumulative,
    compare,
    compare_outcomes,
    compare_runs,
    predicted,
)
from analysis.compare import COLUMNS, CompareError, Member
from analysis.compare_outcomes import OUTCOMES
from analysis.pattern_run import Run
from analysis.patterns_people import excess_deaths
from analysis.predictions import Prediction
from analysis.results import NotRecordedError, Results
from sim import one_run
from sim.outcomes import SERIES
from sim.scenario import load

ROOT = Path(__file__).resolve().parent.parent
BY_NAME = {outcome.name: outcome for outcome in OUTCOMES}
FACTS = {"scenario_sha256": "ab" * 32, "first_change": "1931-07", "drive": "countryside",
         "scale": 1000, "runs": {"ok": 3, "failed": 0}}  # fmt: skip


def call(*arguments, cwd):
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *arguments],
        cwd=cwd, capture_output=True, text=True, timeout=600, env={**os.environ, "COLUMNS": "80"},
    )  # fmt: skip


def member(name, seeds, by_year):
    """A scenario whose excess deaths of 1930-34 are the given million a year, a row a seed."""
    days = pd.DatetimeIndex([f"{year}-07-02" for year in range(1930, 1935)])
    table = pd.DataFrame(np.array(by_year, float).T, index=days, columns=seeds)
    return Member(name, FACTS, list(seeds), {"excess_deaths": table})


# ---------------------------------------------------------------------------------- the numbers
@pytest.fixture
def two():
    """Baseline with seeds 1-3, the other with 2-4: the pairs are 2 and 3."""
    baseline = member("a", [1, 2, 3], [[9] * 5, [0, 0, 1, 3, 0], [0, 0, 2, 6, 0]])
    other = member("b", [2, 3, 4], [[0, 0, 1, 1, 0], [0, 0, 1, 3, 0], [7] * 5])
    return baseline, other


def test_differences_are_taken_seed_by_seed_over_complete_pairs(two):
    rows = compare.compared(two[0], [two[1]]).set_index(["kind", "period"])
    assert compare.pairs(*two) == [2, 3]
    whole = rows.loc[("sum", "1930-34")]
    # seed 2: 2 - 4 = -2 of 4; seed 3: 4 - 8 = -4 of 8
    assert whole["base_median"] == 6.0
    assert whole["scenario_median"] == 3.0
    assert whole["difference_median"] == -3.0
    assert whole[["q05", "q10", "q90", "q95"]].tolist() == pytest.approx([-3.9, -3.8, -2.2, -2.1])
    assert (whole["share_same_sign"], whole["runs"]) == (1.0, 2)
    assert whole[["relative_median", "relative_q05", "relative_q95"]].tolist() == [-50.0] * 3
    year = rows.loc[("year", "1932")]
    # seed 2: 0; seed 3: -1
    assert year["difference_median"] == -0.5
    assert year["share_same_sign"] == 0.5
    assert np.isnan(year["relative_median"])
    assert rows.loc[("year", "1930"), ["difference_median", "share_same_sign"]].tolist() == [0, 1]


def test_a_relative_difference_needs_excess_deaths_in_every_run(two):
    two[0].tables["excess_deaths"][2] = 0.0
    rows = compare.compared(two[0], [two[1]])
    assert rows["relative_median"].isna().all()


def test_without_a_complete_pair_there_are_no_rows(two):
    alone = member("c", [8, 9], [[1] * 5, [1] * 5])
    rows = compare.compared(two[0], [alone])
    assert list(rows.columns) == COLUMNS
    assert rows.empty


def test_excess_deaths_are_those_of_the_scorecard():
    results = synthetic.make(2)
    table = compare_outcomes.excess_deaths("Ukraine").simulate(results)
    for run in results.runs:
        wanted = excess_deaths(Run(results, run), 1933, "Ukraine") / 1000.0
        assert table.loc["1933", run].iloc[0] == pytest.approx(wanted)


def test_excess_deaths_need_the_normal_years():
    with pytest.raises(NotRecordedError, match="1927 and 1928"):
        compare_outcomes.excess_deaths().simulate(synthetic.make(1, until="1926-12"))


def test_periods_are_named_by_kind():
    results = synthetic.make(2)
    labels = {}
    for name in ("procurement", "deaths", "horses", "town_people"):
        table = compare_outcomes.seed_table(results, BY_NAME[name], [1, 2])
        labels[name] = list(compare_outcomes.yearly(table, BY_NAME[name]).index)[3]
    assert labels == {"procurement": (1927, "1927/28"), "deaths": (1927, "1927"),
                      "horses": (1927, "1927-07"), "town_people": (1927, "1927-01")}  # fmt: skip


def test_a_span_is_summed_where_all_its_years_were_run():
    for until, wanted in (("1939-12", ["1929/30-1932/33"]), ("1933-05", [])):
        results = synthetic.make(1, until=until)
        table = compare_outcomes.seed_table(results, BY_NAME["procurement"], [1])
        by_year = compare_outcomes.yearly(table, BY_NAME["procurement"])
        sums = compare_outcomes.spans(by_year, BY_NAME["procurement"])
        assert list(sums.index) == wanted
    yearly = by_year.droplevel(0)[1]
    full = compare_outcomes.seed_table(synthetic.make(1), BY_NAME["procurement"], [1])
    full_year = compare_outcomes.yearly(full, BY_NAME["procurement"])
    total = compare_outcomes.spans(full_year, BY_NAME["procurement"]).loc["1929/30-1932/33", 1]
    assert total == pytest.approx(full_year.droplevel(0)[1]["1929/30":"1932/33"].sum())
    assert "1932/33" not in yearly.index


def test_every_outcome_rests_on_series_that_large_ensembles_keep():
    for outcome in OUTCOMES:
        if outcome.line.series in SERIES:
            assert SERIES[outcome.line.series].headline, outcome.name
    assert SERIES["deaths_rural"].headline and SERIES["deaths_urban"].headline


# ------------------------------------------------------------------------------------- the files
def test_a_comparison_is_written_with_figures(tmp_path):
    members = []
    for name, seed in (("historical", 1), ("other", 2)):
        folder = synthetic.write(tmp_path / name, runs=3)
        series = synthetic.series_table(3, seed=seed)
        series["seed"] = series["run"] + 1
        series.to_parquet(folder / "series.parquet")
        facts = json.loads((folder / "manifest.json").read_text())
        facts["scenario"]["name"] = name
        (folder / "manifest.json").write_text(json.dumps(facts))
        members.append(compare.read_member(folder, [1, 2, 3, 4]))
    assert members[1].facts["runs"] == {"ok": 3, "failed": 1}
    rows = compare_runs.write(tmp_path / "out", members[0], members[1:])
    written = pd.read_csv(tmp_path / "out" / "comparison.csv")
    assert list(written.columns) == COLUMNS + predicted.COLUMNS
    assert len(written) == len(rows)
    assert set(written["outcome"]) == set(BY_NAME) - {"minority_1927"}
    facts = json.loads((tmp_path / "out" / "comparison.json").read_text())
    assert facts["pairs"] == {"other": [1, 2, 3]}
    assert len(facts["rows"]) == len(rows)
    assert facts["rows"][0]["relative_median"] is None or facts["rows"][0]["relative_median"]
    names = {path.name for path in (tmp_path / "out" / "figures").iterdir()}
    assert names == {f"{kind}_other.{end}" for kind in ("courses", "cumulative", "difference")
                     for end in ("png", "svg")}  # fmt: skip
    shown = compare.short_rows(rows)
    assert shown[0]["scenario"] == "other"
    assert shown[0]["same sign"].endswith("%")


def test_a_caption_says_what_is_compared(two):
    for drawing in (chart_compare.draw_courses(*two), chart_compare.draw_differences(*two)):
        assert "n = 2 pairs of runs with the same seed (seeds 2-3)" in drawing.caption
        assert "Scenarios a (hash abababab) and b (hash abababab" in drawing.caption
    one = member("c", [2], [[0, 0, 1, 1, 0]])
    assert "a single pair has no band" in chart_compare.draw_differences(two[0], one).caption


def test_the_cumulative_figure_stands_on_the_table(two, monkeypatch):
    known = [
        Prediction("b", "excess_deaths", "1930-34", "relative", -50.0, 0.0, "Half.", "Source"),
        Prediction("b", "excess_deaths", "1933", "difference", -3.0, -1.0, "One to three.", "S"),
    ]
    monkeypatch.setattr(predicted, "read_predictions", lambda: known)
    monkeypatch.setattr(predicted, "BASELINE", "a")
    rows = predicted.with_predictions(compare.compared(two[0], [two[1]]))
    running = rows[rows["kind"] == "cumulative"]
    # seed 2: 0, 0, 0, -2, -2; seed 3: 0, 0, -1, -4, -4
    assert running["period"].tolist() == [f"to {year}" for year in range(1930, 1935)]
    assert running["difference_median"].tolist() == [0.0, 0.0, -0.5, -3.0, -3.0]
    drawing = chart_cumulative.draw_cumulative(rows, "Pairs.")
    each, added = drawing.figure.axes
    assert [bar.get_height() for bar in each.patches[:5]] == [0.0, 0.0, -0.5, -2.5, 0.0]
    line = added.lines[0]
    assert line.get_xdata().tolist() == [1931.0, 1932.0, 1933.0, 1934.0, 1935.0]
    assert line.get_ydata().tolist() == [0.0, 0.0, -0.5, -3.0, -3.0]
    # half of the baseline's median of six million, at the end of 1934
    [span] = [one for one in added.lines if len(one.get_xdata()) == 2 and
              one.get_xdata()[0] == 1935.0]  # fmt: skip
    assert list(span.get_ydata()) == [-3.0, 0.0]
    [year] = [one for one in each.lines if list(one.get_ydata()) == [-3.0, -1.0]]
    assert list(year.get_xdata()) == [1933.5, 1933.5]
    assert "Red: range that the literature predicts" in drawing.caption
    stocks = rows[rows["kind"] == "year"]
    assert chart_cumulative.draw_cumulative(stocks, "Pairs.") is None


# ------------------------------------------------------------------------------------- the faults
def test_what_cannot_be_compared_is_named():
    historical, other = load("historical"), load("no_exports")
    for scenarios, message in (
        ([historical], "a comparison needs two scenarios at least"),
        ([historical, load("historical")], "historical: is named twice"),
        ([historical, dataclasses.replace(other, start=(1925, 1))],
         "no_exports: start is 1925-01, but 1924-01 in historical$"),
        ([historical, load("no_exports", until="1933-12")],
         "no_exports: until is 1933-12, but 1939-12 in historical; give --until"),
        ([historical, load("no_exports", scale=20000)],
         "no_exports: scale is 20000, but 1000 in historical; give --scale"),
        ([historical, load("no_exports", drive="coupled")],
         "no_exports: drive is coupled, but side_by_side in historical; give --drive"),
    ):  # fmt: skip
        with pytest.raises(CompareError, match=message):
            compare.check_scenarios(scenarios)
    compare.check_scenarios([historical, other, load("no_barrier")])


def test_two_files_of_one_name_are_refused(tmp_path):
    (tmp_path / "historical.yaml").write_text("question: What if?\nextends: historical\n")
    with pytest.raises(CompareError, match="two files bear this name"):
        compare.check_scenarios([load("historical"), load(tmp_path / "historical.yaml")])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["historical"], "a comparison needs two scenarios at least: a baseline and another"),
        (["historical", "historical"], "historical: is named twice"),
        (["historical", "no_exports", "--decompose"],
         "no_exports differs from historical in one lever, exports.plan; there is nothing to "
         "decompose"),
        (["historical", "no_export"],
         "no scenario 'no_export' in scenarios/; did you mean 'no_exports'?"),
        (["historical", "no_exports", "--until", "1932-13"],
         "--until: '1932-13' is not a month (use YYYY-MM)"),
        (["historical", "no_exports", "--seed", "4294967295", "--runs", "2"],
         "--seed: 4294967295 and 2 runs go beyond 4294967295"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_and_exit_code_2(arguments, message, tmp_path):
    done = call("compare", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert [line for line in done.stderr.splitlines() if not line.startswith("Try")] == [message]
    assert os.listdir(tmp_path) == []


# ------------------------------------------------------------------------------------ the command
def test_failed_runs_leave_the_complete_pairs(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(StandIn, "broken", (("historical", 1), ("no_exports", 3)))
    monkeypatch.setattr(chart_compare, "draw_figures", lambda *_: [])
    monkeypatch.setattr(one_run, "_general_line", lambda: StandIn)
    scenarios = [load(name, drive="countryside") for name in ("historical", "no_exports")]
    done = compare_runs.compare(scenarios, [1, 2, 3, 4], tmp_path / "out", jobs=1, quiet=True)
    assert done.failed == 2
    assert done.facts["pairs"] == {"no_exports": [2, 4]}
    assert set(done.rows["runs"]) == {2}
    errors = capsys.readouterr().err
    assert "seed 1: ZeroDivisionError: no harvest" in errors
    assert "seed 3: ZeroDivisionError: no harvest" in errors


def test_a_scenario_whose_runs_all_fail_leaves_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(StandIn, "broken", (("no_barrier", 1), ("no_barrier", 2)))
    monkeypatch.setattr(chart_compare, "draw_figures", lambda *_: [])
    monkeypatch.setattr(one_run, "_general_line", lambda: StandIn)
    names = ("historical", "no_barrier", "no_exports")
    scenarios = [load(name, drive="countryside") for name in names]
    done = compare_runs.compare(scenarios, [1, 2], tmp_path / "out", jobs=1, quiet=True)
    assert done.failed == 2
    assert set(done.rows["scenario"]) == {"no_exports"}
    assert done.facts["pairs"] == {"no_barrier": [], "no_exports": [1, 2]}


def test_finished_runs_are_never_made_twice(tmp_path, monkeypatch):
    made = []

    class Counted(StandIn):
        def run(self):
            made.append((self.scenario.name, self.seed))

    monkeypatch.setattr(one_run, "_general_line", lambda: Counted)
    monkeypatch.setattr(chart_compare, "draw_figures", lambda *_: [])
    scenarios = [load(name, drive="countryside") for name in ("historical", "no_exports")]
    first = compare_runs.compare(scenarios, [1, 2], tmp_path / "out", jobs=1, quiet=True)
    again = compare_runs.compare(scenarios, [1, 2], tmp_path / "out", jobs=1, quiet=True)
    pd.testing.assert_frame_equal(first.rows, again.rows)
    assert len(made) == 4
    more = compare_runs.compare(scenarios, [1, 2, 3], tmp_path / "out", jobs=1, quiet=True)
    assert len(made) == 6
    assert set(more.rows["runs"]) == {3}
    fewer = compare_runs.compare(scenarios, [1, 2], tmp_path / "out", jobs=1, quiet=True)
    pd.testing.assert_frame_equal(first.rows, fewer.rows)


def test_failed_runs_are_exit_code_3(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(StandIn, "broken", (("no_exports", 2),))
    monkeypatch.setattr(one_run, "_general_line", lambda: StandIn)
    monkeypatch.setattr(chart_compare, "draw_figures", lambda *_: [])
    words = ["compare", "historical", "no_exports", "--runs", "2", "--jobs", "1", "--json",
             "--out", str(tmp_path / "out")]  # fmt: skip
    monkeypatch.setattr(sys, "argv", ["run.py", *words])
    assert command_line.main() == 3
    assert json.loads(capsys.readouterr().out)["pairs"] == {"no_exports": [1]}


@pytest.mark.slow
def test_compare_runs_scenarios_with_the_same_seeds(tmp_path):
    words = ("compare", "historical", "no_exports", "--runs", "2", "--scale", "20000", "--until",
             "1924-12", "--drive", "countryside", "--out", "out")  # fmt: skip
    done = call(*words, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["folder"] == "out"
    assert facts["pairs"] == {"no_exports": [1, 2]}
    assert {row["difference_median"] for row in facts["rows"]} == {0.0}
    assert sorted(os.listdir(tmp_path / "out")) == [
        "comparison.csv", "comparison.json", "figures", "historical", "no_exports",
    ]  # fmt: skip
    seeds = [Results.open(tmp_path / "out" / name).seeds for name in ("historical", "no_exports")]
    assert seeds == [[1, 2], [1, 2]]
    quiet = call(*words, "--quiet", cwd=tmp_path)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "out\n", "")
