"""Sweeps: points, the runs at them, and the tables; numbers are those of separate runs."""

import itertools
import json
import math
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import typer.main
from typer.testing import CliRunner

import run as command_line
from analysis import points
from analysis.design_file import read_design
from analysis.design_outcomes import Measured, Period, own_periods, period_of
from analysis.design_runs import moved
from analysis.one_run import OneRun
from analysis.points import PointRow
from analysis.sensitivity import SensitivityDesign
from analysis.sweep import SweepDesign, points_of, scenarios_of, sweep
from analysis.tables import latest_results
from sim.runner import run_one
from sim.scenario import load

HEAD = """\
question: Does a stricter norm bring fewer sentences?
drive: politics
until: 1924-12
scale: 20000
"""
GRID = f"""{HEAD}
vary:
  discipline.norm: {{1924-03: [0.2, 0.9]}}
  membership.attrition: {{low: 0.0, high: 0.01, points: 2}}
runs: 2
seed: 3
outcomes: [party_total@1924-12, political_sentences_total@1924, discipline_norm@1924-11]
"""


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def design(text, name="d.yaml"):
    Path(name).write_text(text, encoding="utf-8")
    return read_design(name, SweepDesign)


def of_formula(formula):
    """A pool that answers with a formula of scenario and seed and runs nothing."""

    def pool(tasks, jobs):
        for task in tasks:
            numbers = formula(task.point.scenario, task.point.seed)
            yield PointRow(task.point.number, "ok", 0.0, numbers=numbers)

    return pool


def test_a_grid_gives_the_numbers_of_separate_runs():
    Path("d.yaml").write_text(GRID, encoding="utf-8")
    answer = CliRunner().invoke(
        command_line.app, ["sweep", "d.yaml", "--out", "out", "--jobs", "1", "--json"]
    )
    assert answer.exit_code == 0, answer.output
    table = pd.read_csv("out/sweep.csv")
    asked = ("party_total@1924-12", "political_sentences_total@1924", "discipline_norm@1924-11")
    assert len(table) == 8
    assert set(table["seed"]) == {3, 4}
    for norm, attrition, seed in itertools.product((0.2, 0.9), (0.0, 0.01), (3, 4)):
        settings = [f"discipline.norm=1924-03:{norm}", f"membership.attrition={attrition}"]
        scenario = load("historical", overrides=settings, drive="politics", until="1924-12",
                        scale=20000)  # fmt: skip
        apart = Measured(asked)(OneRun(scenario, run_one(scenario, seed)))
        [row] = table[
            (table["discipline.norm@1924-03"] == norm)
            & (table["membership.attrition"] == attrition)
            & (table["seed"] == seed)
        ].to_dict("records")
        assert {name: row[name] for name in asked} == apart
    assert set(table["discipline_norm@1924-11"]) == {0.2, 0.9}

    summary = pd.read_csv("out/summary.csv")
    first = summary[(summary["point"] == 0) & (summary["outcome"] == "party_total")].iloc[0]
    assert first["q50"] == table[table["point"] == 0]["party_total@1924-12"].median()
    assert first["unit"] == "persons"
    assert len(summary) == 4 * 3

    manifest = json.loads(Path("out/manifest.json").read_text())
    assert manifest["runs"] == {"ok": 8, "failed": 0}
    assert manifest["seeds"] == [3, 4]
    assert "sweep.csv" in manifest["outputs"]
    assert Path("out/figures/sweep_party_total_1924_12.svg").exists()
    assert Path("out/figures/sweep_party_total_1924_12.png").exists()


def test_what_is_finished_is_not_made_again():
    Path("d.yaml").write_text(GRID, encoding="utf-8")
    made = []
    asked = design(GRID).outcomes

    def formula(scenario, seed):
        made.append(seed)
        return dict.fromkeys(asked, float(seed))

    pool = of_formula(formula)
    sweep("d.yaml", Path("out"), 1, True, pool)
    first = Path("out/sweep.csv").read_bytes()
    assert len(made) == 8
    sweep("d.yaml", Path("out"), 1, True, pool)
    assert len(made) == 8
    assert Path("out/sweep.csv").read_bytes() == first
    Path("d.yaml").write_text(GRID.replace("runs: 2", "runs: 3"), encoding="utf-8")
    sweep("d.yaml", Path("out"), 1, True, pool)
    # A third run of each of the four points.
    assert made[8:] == [5] * 4


def test_a_run_that_fails_is_a_row_and_the_rest_is_kept(capsys):
    Path("d.yaml").write_text(GRID, encoding="utf-8")
    asked = design(GRID).outcomes

    def pool(tasks, jobs):
        for task in tasks:
            if (task.point.number, task.point.seed) == (6, 4):
                yield PointRow(6, "failed", 0.0, "ValueError: no bread")
            else:
                yield PointRow(task.point.number, "ok", 0.0, numbers=dict.fromkeys(asked, 1.0))

    done = sweep("d.yaml", Path("out"), 1, True, pool)
    assert (done.runs, done.failed) == (8, 1)
    table = pd.read_csv("out/sweep.csv")
    assert list(table["status"] != "ok") == [n == 5 for n in range(8)]
    assert math.isnan(table[asked[0]].iloc[5])
    assert "seed 4: ValueError: no bread" in capsys.readouterr().err
    assert pd.read_csv("out/summary.csv").groupby("point")["runs"].max().tolist() == [2, 2, 1, 2]


def test_a_latin_hypercube_has_one_point_in_every_stratum():
    text = f"""{HEAD}
design: latin
points: 10
runs: 1
outcomes: [party_total@1924-12]
vary:
  discipline.norm: {{1924-03: {{low: 0.2, high: 0.9}}, 1924-09: documented}}
  voting.noise: {{low: 0.3, high: 0.9}}
  membership.attrition: [0.0, 0.01]
"""
    asked = design(text)
    found = points_of(asked)
    assert found.equals(points_of(asked))
    for name, low, high in (("discipline.norm@1924-03", 0.2, 0.9), ("voting.noise", 0.3, 0.9)):
        strata = np.floor((found[name] - low) / (high - low) * 10).astype(int)
        assert sorted(strata) == list(range(10))
    assert sorted(found["membership.attrition"]) == [0.0] * 5 + [0.01] * 5
    scenario = scenarios_of(asked, found)[3]
    row = found.iloc[3]
    settings = [f"discipline.norm=1924-03:{float(row['discipline.norm@1924-03'])!r}",
                "discipline.norm=1924-09:documented",
                f"voting.noise={float(row['voting.noise'])!r}",
                f"membership.attrition={float(row['membership.attrition'])!r}"]  # fmt: skip
    apart = load("historical", overrides=settings, drive="politics", until="1924-12", scale=20000)
    assert scenario.sha256 == apart.sha256


def test_a_lever_without_a_month_holds_for_the_whole_run():
    text = f"{HEAD}vary: {{discipline.norm: [0.2, 0.9]}}\noutcomes: [party_total@1924-12]\n"
    asked = design(text)
    first = scenarios_of(asked, points_of(asked))[0]
    apart = load("historical", overrides=["discipline.norm=0.2"], drive="politics",
                 until="1924-12", scale=20000)  # fmt: skip
    assert first.sha256 == apart.sha256


@pytest.mark.parametrize(
    ("vary", "more"),
    [
        ("{membership.attrition: [0.0, 0.005, 0.01]}", ""),
        ("{membership.attrition: [0.0, 0.01], voting.noise: [0.3, 0.9]}", ""),
        ("{membership.attrition: {low: 0, high: 0.01}, voting.noise: {low: 0.3, high: 1}, "
         "voting.silence: {low: 0.1, high: 0.2}}", "design: latin\npoints: 5\n"),
    ],
)  # fmt: skip
def test_there_is_a_figure_for_one_two_and_more_quantities(vary, more):
    text = f"{HEAD}{more}vary: {vary}\nruns: 3\noutcomes: [party_total@1924-12]\n"
    Path("d.yaml").write_text(text, encoding="utf-8")

    def formula(scenario, seed):
        return {"party_total@1924-12": 1e6 * sum(scenario.parameters.values()) + seed}

    sweep("d.yaml", Path("out"), 1, True, of_formula(formula))
    drawn = Path("out/figures/sweep_party_total_1924_12.svg").read_text(encoding="utf-8")
    assert drawn.startswith("<?xml")
    assert len(list(Path("out/figures").iterdir())) == 2


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    Path("d.yaml").write_text(GRID, encoding="utf-8")
    Path("out").mkdir()
    Path("out/series.parquet").write_text("")
    answer = CliRunner().invoke(command_line.app, ["sweep", "d.yaml", "--out", "out"])
    assert "holds the results of a run" in str(answer.exception)
    assert [path.name for path in Path("out").iterdir()] == ["series.parquet"]


# --------------------------------------------------------------------------------------- outcomes
@pytest.mark.parametrize(
    ("text", "period", "end"),
    [
        ("1932", Period("calendar", 1932, 1932), "1932-12"),
        ("1930-34", Period("calendar", 1930, 1934), "1934-12"),
        ("1932/33", Period("agricultural", 1932, 1932), "1933-06"),
        ("1929/30-1932/33", Period("agricultural", 1929, 1932), "1933-06"),
        ("1933-07", Period("stock", 1933, 7), "1933-07"),
    ],
)
def test_a_period_is_what_it_says(text, period, end):
    assert period_of(text) == period
    assert period.end == end


@pytest.mark.parametrize("text", ["", "32", "1932-13", "1932/34", "1934-30", "1932/33-1930/31"])
def test_other_text_is_no_period(text):
    assert period_of(text) is None


def test_a_name_alone_stands_for_its_own_spans():
    assert own_periods("sentences") == ["sentences@1930-34", "sentences@1937-38"]
    assert own_periods("procurement") == ["procurement@1929/30-1932/33"]
    assert own_periods("order_as_recorded") == ["order_as_recorded@1930"]
    assert own_periods("party") == []


def test_outcomes_are_sums_of_the_months_they_name():
    scenario = load("historical", drive="politics", until="1926-12")
    run = OneRun(scenario, run_one(scenario, 1))
    asked = ("political_sentences_total@1924-25", "political_sentences_total@1924/25",
             "sentences@1925", "party@1926-01", "sentences@1926-27")  # fmt: skip
    found = Measured(asked)(run)
    monthly = run.monthly("political_sentences_total")[1]
    assert found[asked[0]] == pytest.approx(monthly.loc["1924":"1925"].sum())
    assert found[asked[1]] == pytest.approx(monthly.loc["1924-07":"1925-06"].sum())
    assert found[asked[2]] == pytest.approx(monthly.loc["1925"].sum() / 1000)
    assert found[asked[3]] == pytest.approx(run.monthly("party_total")[1].loc["1926-01-01"] / 1e6)
    assert math.isnan(found[asked[4]])


def test_moved_is_what_loading_gives():
    base = load("historical", drive="politics")
    apart = load("historical", drive="politics", overrides=["voting.noise=0.5"])
    assert moved(base, {"voting.noise": 0.5}).sha256 == apart.sha256


def test_points_of_another_measure_are_not_taken_up(tmp_path):
    scenario = load("historical", drive="politics", until="1924-02")
    one = [points.Point(0, scenario, 1)]
    for asked, value in ((("a",), 1.0), (("b",), 2.0)):
        pool = of_formula(lambda *_, a=asked, v=value: dict.fromkeys(a, v))
        table = points.points_made(one, Measured(asked), tmp_path / "points", pool=pool)
        assert table[asked[0]].tolist() == [value]


def test_a_sweep_is_not_taken_for_the_latest_results():
    for name, series in (("historical/a", True), ("sweep/b", False)):
        folder = Path("results", name)
        folder.mkdir(parents=True)
        (folder / "manifest.json").write_text("{}")
        if series:
            (folder / "series.parquet").write_text("")
    assert latest_results() == Path("results/historical/a")


def blocks(kind):
    """Fenced blocks of a kind in the page on designs."""
    page = Path(command_line.__file__).parent / "docs" / "designs.md"
    return re.findall(rf"^```{kind}\n(.*?)^```", page.read_text("utf-8"), re.DOTALL | re.M)


def test_the_designs_of_the_page_can_be_read():
    first, second = blocks("yaml")
    assert design(first).count() == 3 * 5 * 2
    Path("s.yaml").write_text(second, encoding="utf-8")
    assert read_design("s.yaml", SensitivityDesign).sobol.samples == 256


def test_the_commands_of_the_page_exist():
    lines = [line.split() for block in blocks("sh") for line in block.splitlines()]
    program = typer.main.get_command(command_line.app)
    for _, script, command, file, *options in lines:
        assert script == "run.py"
        known = {option for part in program.commands[command].params for option in part.opts}
        assert {word for word in options if word.startswith("--")} <= known
        assert (Path(command_line.__file__).parent / file).is_file()
