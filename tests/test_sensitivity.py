"""Sensitivity: effects of nothing are nothing, known indices are found, chance stands beside."""

import json
import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

import run as command_line
from analysis import sensitivity_stages as stages
from analysis.command_options import UserError
from analysis.points import PointRow
from analysis.sensitivity import sensitivity
from sim.catalogue import parameters

HEAD = """\
question: What moves the first year?
drive: politics
until: 1924-12
scale: 20000
"""
TINY = f"""{HEAD}
parameters:
  membership.attrition: [0.0, 0.01]
  membership.admission: [5, 30]
  hunger.rot: [0.001, 0.01]
outcomes: [party_total@1924-12]
chance: 3
ofat: {{points: 3, seeds: 2}}
morris: {{trajectories: 2}}
sobol: {{survivors: 3, samples: 2}}
"""
# Three parameters with wide ranges stand for the x of a formula, scaled to -pi .. pi or 0 .. 1.
NAMES = ("membership.admission", "voting.noise", "membership.raw_fear")
FORMULA = f"""{HEAD}
parameters: [{", ".join(NAMES)}]
outcomes: [party_total@1924-12]
chance: 5
"""
OUTCOME = "party_total@1924-12"


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def of_formula(formula):
    """A pool that answers with a formula of the shares of the ranges (0..1) and the seed."""

    def pool(tasks, jobs):
        for task in tasks:
            given = task.point.scenario.parameters
            shares = []
            for name in NAMES:
                known = parameters()[name]
                width = known.param.high - known.param.low
                shares.append((given.get(name, known.default) - known.param.low) / width)
            numbers = {OUTCOME: float(formula(shares, task.point.seed))}
            yield PointRow(task.point.number, "ok", 0.0, numbers=numbers)

    return pool


def studied(text, formula):
    """The folder of an analysis of a formula, and its tables by stage and parameter."""
    Path("d.yaml").write_text(text, encoding="utf-8")
    done = sensitivity("d.yaml", Path("out"), 1, True, of_formula(formula))
    return done, {
        path.stem: pd.read_csv(path).set_index("parameter")
        for path in Path("out").glob("*.csv")
        if path.stem != "chance"
    }


def test_the_command_writes_every_stage_and_says_where():
    Path("d.yaml").write_text(TINY, encoding="utf-8")
    options = ["sensitivity", "d.yaml", "--out", "out", "--jobs", "1"]
    answer = CliRunner().invoke(command_line.app, [*options, "--json"])
    assert answer.exit_code == 0, answer.output
    facts = json.loads(answer.stdout)
    # 3 by chance, 2 x 2 + 2 x 2 + 2 x 2 one at a time (rot's default lies inside), 2 x 4, 2 x 5.
    assert facts["runs"] == {"ok": 3 + 12 + 8 + 10, "failed": 0}
    tables = {name: pd.read_csv(f"out/{name}.csv") for name in ("ofat", "morris", "sobol")}
    for name, effect in (("ofat", "swing"), ("morris", "mu_star"), ("sobol", "total")):
        own = tables[name].groupby("parameter")[effect].max()
        # No peasant household lives in the drive politics.
        assert own["hunger.rot"] == 0.0
        assert own["membership.attrition"] > 0.0
        marks = tables[name]["assumed"].tolist()
        assert marks == sorted(marks, reverse=True)
    for column in ("difference", "low", "high"):
        assert set(tables["ofat"].set_index("parameter").loc["hunger.rot", column]) == {0.0}
    text = Path("out/findings.md").read_text(encoding="utf-8")
    assert "# What moves the first year?" in text
    assert "membership.attrition | ASSUMED" in text
    stems = {path.stem for path in Path("out/figures").glob("*.svg")}
    assert stems == {f"{kind}_party_total_1924_12" for kind in ("tornado", "morris", "sobol")}
    assert json.loads(Path("out/manifest.json").read_text())["stages"] == [
        "ofat",
        "morris",
        "sobol",
    ]

    tables_before = {path: path.read_bytes() for path in Path("out").glob("*.csv")}
    before = {path: path.stat().st_mtime_ns for path in Path("out/points").rglob("*.json")}
    assert CliRunner().invoke(command_line.app, options).exit_code == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert {path: path.read_bytes() for path in tables_before} == tables_before


def test_sobol_indices_of_a_known_function_are_found():
    """Ishigami and Homma's function, a = 7, b = 0.1; analytic indices as in Saltelli (2008)."""
    ranges = dict.fromkeys(NAMES, (-math.pi, math.pi))
    points = stages.sobol_points(ranges, 1024, 1)
    one, two, three = (points[name] for name in NAMES)
    values = np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)
    chance = pd.DataFrame({"mean": 0.0, "sd": 0.0, "runs": 5}, index=[OUTCOME])
    table = stages.sobol_table(pd.DataFrame({OUTCOME: values}), ranges, 1, chance, 1)
    known = {NAMES[0]: (0.3139, 0.5576), NAMES[1]: (0.4424, 0.4424), NAMES[2]: (0.0, 0.2437)}
    for name, (first, total) in known.items():
        row = table.set_index("parameter").loc[name]
        assert abs(row["first"] - first) <= row["first_conf"]
        assert abs(row["total"] - total) <= row["total_conf"]
        assert max(row["first_conf"], row["total_conf"]) < 0.15
    assert table["told_apart"].all()
    assert table["variance"].iloc[0] == pytest.approx(13.845, rel=0.05)


def test_effects_of_a_linear_function_are_its_slopes():
    """y = 6 a - 2 b: over their whole ranges +6 and -2, whatever the others are; c does nothing."""

    def linear(shares, seed):
        return 6 * shares[0] - 2 * shares[1] + 0.01 * seed

    text = FORMULA + "ofat: {points: 5, seeds: 2}\nmorris: {trajectories: 4}\n"
    _, tables = studied(text, linear)
    morris, ofat = tables["morris"], tables["ofat"]
    assert morris["mu"].loc[list(NAMES)].tolist() == pytest.approx([6.0, -2.0, 0.0])
    assert morris["mu_star"].loc[list(NAMES)].tolist() == pytest.approx([6.0, 2.0, 0.0])
    assert morris["sigma"].tolist() == pytest.approx([0.0] * 3, abs=1e-9)
    assert morris["told_apart"].loc[list(NAMES)].tolist() == [True, True, False]
    swings = ofat["swing"].groupby(level=0).first()
    assert swings.loc[list(NAMES)].tolist() == pytest.approx([6.0, 2.0, 0.0])
    assert len(ofat.loc[NAMES[0]]) == 4
    chance = pd.read_csv("out/chance.csv")
    assert chance["sd"].iloc[0] == pytest.approx(np.std([1, 2, 3, 4, 5], ddof=1) / 100)


def test_what_is_smaller_than_chance_is_not_told_apart_from_it():
    def noisy(shares, seed):
        # Luck is drawn anew wherever a parameter moves, as in a run that goes its own way.
        luck = np.random.default_rng([seed, *(int(share * 1e6) for share in shares)]).normal()
        return 20 * shares[0] + 0.1 * shares[1] + luck

    text = FORMULA.replace("chance: 5", "chance: 40")
    stage = "morris: {trajectories: 8}\nsobol: {survivors: 3, samples: 32}\n"
    _, tables = studied(text + stage, noisy)
    for table in (tables["morris"], tables["sobol"]):
        assert table["told_apart"].loc[list(NAMES)].tolist() == [True, False, False]
    share = tables["sobol"]["chance_share"].iloc[0]
    # 20 x uniform has variance 400 / 12, the noise 1.
    assert share == pytest.approx(1 / (400 / 12 + 1), rel=0.6)


def test_a_function_that_moves_nothing_has_indices_of_zero():
    stage = "ofat: {}\nmorris: {trajectories: 2}\nsobol: {survivors: 2, samples: 2}\n"
    done, tables = studied(FORMULA + stage, lambda *_: 3.0)
    for name, columns in (("ofat", ["swing"]), ("morris", ["mu_star", "sigma"]),
                          ("sobol", ["first", "total"])):  # fmt: skip
        assert (tables[name][columns] == 0.0).all(axis=None)
        assert not tables[name]["told_apart"].any()
    assert done.failed == 0


def test_only_the_largest_go_on_to_sobol():
    def formula(shares, seed):
        return 3 * shares[2] + 2 * shares[0] + 0.1 * shares[1]

    stage = "morris: {trajectories: 2}\nsobol: {survivors: 2, samples: 4}\n"
    _, tables = studied(FORMULA + stage, formula)
    assert set(tables["sobol"].index) == {NAMES[2], NAMES[0]}


def test_a_trajectory_that_lacks_a_run_is_left_out():
    kept = stages.whole_blocks(np.array([1.0, 2.0, math.nan, 4.0, 5.0, 6.0]), 2)
    assert kept.tolist() == [True, True, False, False, True, True]


def test_values_one_at_a_time_hold_the_default_in_their_middle():
    assert stages.ofat_values(0.0, 1.0, 0.2, 3) == [0.0, 0.2, 1.0]
    assert stages.ofat_values(0.0, 1.0, 0.2, 5) == pytest.approx([0.0, 0.1, 0.2, 0.6, 1.0])
    assert stages.ofat_values(0.0, 1.0, 0.0, 3) == [0.0, 1.0]
    assert stages.ofat_values(0.4, 0.8, 0.2, 3) == pytest.approx([0.4, 0.6, 0.8])


def test_without_salib_one_line_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "SALib.sample.sobol", None)
    Path("d.yaml").write_text(TINY, encoding="utf-8")
    with pytest.raises(UserError, match=r"^SALib is missing; .*pip install -e '\.\[analysis\]'$"):
        sensitivity("d.yaml", Path("out"), 1, True)
    assert not Path("out").exists()
