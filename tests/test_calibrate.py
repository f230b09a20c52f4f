"""Calibration end to end, with a formula in the model's place whose parameters are known."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis import calibrate, calibration_screen
from analysis.calibration_file import CalibrationFile
from analysis.calibration_targets import matched_targets
from analysis.command_options import UserError
from analysis.design_file import read_design
from analysis.design_runs import Job
from analysis.matching import NINETY, Match, Target, simulated_distances
from analysis.targets import targets
from sim.catalogue import parameters
from sim.parameter_sets import read_sets
from sim.scenario import ScenarioError
from sim.scenario_file import FOLDER

FILE = """question: Which sets are left?
drive: countryside
until: 1924-06
scale: 20000
waves: [150, 80]
replicates: 12
truths: 10
accept: 40
parameters:
  hunger.loss: [{low}, {high}]
  plan.base_inflation: [0.05, 0.15]
  herds.neglect: [{herd_low}, {herd_high}]
"""


@pytest.fixture
def file(tmp_path):
    loss, neglect = parameters()["hunger.loss"].param, parameters()["herds.neglect"].param
    path = tmp_path / "calibrate.yaml"
    base = parameters()["plan.base_inflation"].param
    path.write_text(
        FILE.format(low=loss.low, high=loss.high, herd_low=neglect.low, herd_high=neglect.high)
        .replace("[0.05, 0.15]", f"[{base.low}, {base.high}]")
    )  # fmt: skip
    return str(path)


@pytest.fixture
def asked(file):
    return read_design(file, CalibrationFile)


@pytest.fixture
def formula(monkeypatch, asked):
    """Two numbers that follow from the first two parameters alone, with a little chance."""
    space = asked.space()
    truth = np.array([[0.3, 0.7, 0.5]])

    def numbers_at(unit, seeds):
        rng = np.random.default_rng(seeds)
        noise = 0.01 * rng.normal(size=(len(unit), 2))
        return np.column_stack([5.0 + unit[:, 0] + unit[:, 1] ** 2, 3.0 - 2.0 * unit[:, 0]]) + noise

    record = numbers_at(truth, 1)[0]
    monkeypatch.setattr(
        calibrate, "matched_targets",
        lambda drive: tuple(Target(f"T0{i}.0", v, v - 0.1, v + 0.1) for i, v in enumerate(record)),
    )  # fmt: skip

    def outcomes(job, name, runs, measure):
        defaults = [scenario.parameters for scenario, _ in runs]
        real = np.array([[own.get(name, space.low[i]) for i, name in enumerate(space.names)]
                         for own in defaults])  # fmt: skip
        found = numbers_at(space.unit(real), [seed for _, seed in runs])
        return pd.DataFrame(found, columns=["T00.0", "T01.0"]).assign(status="ok")

    monkeypatch.setattr(Job, "outcomes", outcomes)
    return space, truth


def runs_of(asked, tmp_path):
    return calibrate._Runs(asked, Job(tmp_path / "runs", 1, True))


def test_known_parameters_come_back_and_what_did_nothing_stays_wide(asked, formula, tmp_path):
    _, truth = formula
    found = calibrate.matched(asked, runs_of(asked, tmp_path))
    assert len(found.accepted) >= 20
    middle = np.median(found.accepted, axis=0)
    np.testing.assert_allclose(middle[:2], truth[0, :2], atol=0.12)
    spread = found.accepted.std(axis=0)
    assert spread[0] < 0.15 and spread[2] > 0.2


def test_runs_after_the_waves_are_made_where_they_are_expected_to_fit(asked, formula, tmp_path):
    asked = asked.model_copy(update={"final": 60})
    found = calibrate.matched(asked, runs_of(asked, tmp_path))
    assert [len(wave.points) for wave in found.waves] == [150, 80, 60]

    def fit(wave):
        far = np.abs(simulated_distances(found.targets, wave.numbers, found.chance))
        return (far.max(axis=1) <= asked.cutoff).mean()

    assert fit(found.waves[2]) > max(0.9, fit(found.waves[1]))


def test_a_number_out_of_reach_rules_everything_out_unless_it_is_spared(
    asked, formula, tmp_path, monkeypatch
):
    known = calibrate.matched_targets("countryside")
    far = (known[0], Target("T01.0", 50.0, 49.9, 50.1))
    monkeypatch.setattr(calibrate, "matched_targets", lambda drive: far)
    assert not len(calibrate.matched(asked, runs_of(asked, tmp_path)).accepted)
    asked = asked.model_copy(update={"spare": 1})
    found = calibrate.matched(asked, runs_of(asked, tmp_path))
    assert len(found.accepted) >= 20
    _, truth = formula
    inner = found.accepted[:, 0] + found.accepted[:, 1] ** 2
    assert np.median(inner) == pytest.approx(truth[0, 0] + truth[0, 1] ** 2, abs=0.1)


def test_what_is_written_can_be_read_back_as_parameter_sets(file, asked, formula, tmp_path):
    out = tmp_path / "out"
    done = calibrate.calibrate(file, out, jobs=1, quiet=True)
    found = calibrate.matched(asked, runs_of(asked, tmp_path))
    sets = read_sets(out / "accepted.csv")
    assert len(sets) == len(found.accepted) == done.facts["accepted"] > 0
    np.testing.assert_allclose(
        [list(one.values()) for one in sets], found.space.real(found.accepted), rtol=1e-4
    )
    assert [row["runs"] for row in done.rows] == ["150", "80"]
    text = (out / "findings.md").read_text()
    assert "230 runs" in text and "Known parameters recovered" in text
    for name in ("distances.csv", "correlations.csv", "recovery.csv", "manifest.json"):
        assert (out / name).stat().st_size > 0


def test_truths_of_the_first_wave_are_not_ruled_out(asked, formula, tmp_path):
    found = calibrate.matched(asked, runs_of(asked, tmp_path))
    recovered = calibrate.recovery(found, asked)
    assert (recovered["implausibility"] <= 3.0).mean() >= 0.8
    assert recovered["left"].median() < 0.3


@pytest.mark.parametrize("number", [0.0, 1.0, 7.0])
def test_a_number_of_nought_can_play_the_record(number):
    target = Target("P1.0", 4.0, 2.0, 8.0, logarithmic=True)
    own = calibrate._as_record(target, number)
    assert own.high == pytest.approx(4.0 * own.low) and own.low > 0.0
    numbers = np.array([0.0, 1.0, 7.0, 7.0] * 20)
    points = np.random.default_rng(1).random((80, 2))
    match = Match([own], np.zeros(1)).fit(points, numbers[:, None])
    assert np.isfinite(match.distances(points)).all()


def test_runs_that_end_too_early_are_refused_in_one_line(file, tmp_path):
    path = Path(file)
    path.write_text(path.read_text().replace("replicates: 12", "replicates: 4"))
    with pytest.raises(ScenarioError) as caught:
        calibrate.calibrate(file, tmp_path / "out", jobs=1, quiet=True)
    assert str(caught.value) == (
        "until: runs to 1924-06 have none of the numbers of the calibrate rows"
    )


def test_a_number_that_runs_do_not_have_is_no_target(asked, formula, tmp_path, monkeypatch):
    plain = Job.outcomes

    def outcomes(job, name, runs, measure):
        return plain(job, name, runs, measure).assign(**{"T01.0": np.nan})

    monkeypatch.setattr(Job, "outcomes", outcomes)
    runs = runs_of(asked, tmp_path)
    variance, expected = runs.chance()
    assert [target.name for target in runs.targets] == ["T00.0"]
    assert len(variance) == 1 and expected.all()


def test_without_scikit_learn_the_extra_is_named(file, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    with pytest.raises(UserError, match=r"scikit-learn is missing; .*pip install -e '\.\[analysis"):
        calibrate.calibrate(file, tmp_path / "out", jobs=1, quiet=True)
    assert not (tmp_path / "out").exists()


def test_targets_are_the_calibrate_numbers_and_nothing_else():
    for drive in ("countryside", "politics", "coupled"):
        names = [target.name for target in matched_targets(drive)]
        table = targets(drive)
        assert names == [f"{row.id}.{row.number}" for row in table.itertuples()]
        assert not any(target.logarithmic and target.share
                       for target in matched_targets(drive))  # fmt: skip


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("waves: []", "waves"),
        ("cutoff: 0", "cutoff"),
        ("cutof: 3", "unknown key; did you mean 'cutoff'?"),
        ("accept: many", "must be a whole number, not 'many'"),
        ("parameters: [hungr]", "unknown parameter or theme 'hungr'; did you mean 'hunger'?"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path, line, message):
    path = tmp_path / "bad.yaml"
    rest = "" if line.startswith("parameters") else "parameters: [hunger]\n"
    path.write_text(f"question: Why?\n{line}\n{rest}")
    with pytest.raises(ScenarioError) as caught:
        read_design(str(path), CalibrationFile)
    assert "bad.yaml:2:" in str(caught.value) and message in str(caught.value)


# ---------------------------------------------------------------------------------------- screen
def test_swings_by_hand():
    targets = (Target("P1.0", 10.0, 8.0, 12.0), Target("P2.0", 0.5, 0.0, 1.0, share=True))
    plain, ends = np.array([10.0, 1.0]), np.array([[11.0, 0.0], [10.0, 0.0], [np.nan, 1.0]])
    # The range is 2 wide on either side: a standard deviation is 2 / 1.645. The share says nothing.
    found = calibration_screen.swings(plain, [0, 0, 1], ends, targets)
    np.testing.assert_allclose(found, [NINETY / 2.0, 0.0])


def test_the_screen_leaves_out_what_moves_nothing(file, formula, tmp_path):
    path = Path(file)
    path.write_text(path.read_text() + "screen: 1.0\n")
    asked = read_design(file, CalibrationFile)
    runs = runs_of(asked, tmp_path)
    runs.screen(1.0)
    assert runs.space.names == asked.space().names[:2]
    with pytest.raises(ScenarioError, match="no parameter moves any number by more than 1e"):
        runs.screen(1e9)


def test_a_screen_runs_every_parameter_at_both_ends_and_no_default(asked):
    names = asked.space().names
    found = calibration_screen.ends(asked.base(), names)
    for place, scenario in found:
        known = parameters()[names[place]]
        value = scenario.parameters[names[place]]
        assert value in (known.param.low, known.param.high) and value != known.default
    assert len(found) == 2 * len(names)


@pytest.mark.parametrize("name", ["calibrate_countryside", "calibrate_politics"])
def test_the_designs_that_ship_can_be_read(name):
    asked = read_design(str(FOLDER / "designs" / f"{name}.yaml"), CalibrationFile)
    assert asked.base().sets == () and len(asked.ranges()) > 100
