"""Accepted parameter sets: read strictly, one for each seed, and part of a run's identity."""

import sys

import numpy as np
import pytest

import run as command_line
from sim.catalogue import parameters
from sim.parameter_sets import FILES, FOLDER, ParameterSetError, accepted, read_sets
from sim.runner import run_one
from sim.scenario import ScenarioError, load
from sim.scenario_schema import DRIVES

TWO = "# where from\nhunger.loss,plan.base_inflation\n{0},{1}\n{2},{1}\n"


def two_sets(tmp_path):
    loss, base = (parameters()[name] for name in ("hunger.loss", "plan.base_inflation"))
    path = tmp_path / "two.csv"
    path.write_text(TWO.format(loss.param.low, base.default, loss.param.high))
    return path, loss.param.low, loss.param.high


def test_a_file_holds_one_set_a_row(tmp_path):
    path, low, high = two_sets(tmp_path)
    first, second = read_sets(path)
    assert (first["hunger.loss"], second["hunger.loss"]) == (low, high)
    assert set(first) == {"hunger.loss", "plan.base_inflation"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("hunger.lose\n0.1\n", ":1: hunger.lose: unknown parameter; did you mean 'hunger.loss'?"),
        ("# a\nhunger.loss\nmuch\n", ":3: hunger.loss: 'much' is not a number"),
        ("hunger.loss\n1e9\n", ":2: hunger.loss: 1e9 lies outside"),
        ("hunger.loss\nnan\n", ":2: hunger.loss: nan lies outside"),
        ("hunger.loss,hunger.loss\n1,1\n", ":1: hunger.loss: stands twice"),
        ("hunger.loss\n1,2\n", ":2: 2 cells, should be 1"),
        ("hunger.loss\n", ": holds no parameter set"),
    ],
)
def test_a_faulty_file_is_refused_with_its_line(tmp_path, text, message):
    path = tmp_path / "sets.csv"
    path.write_text(text)
    with pytest.raises(ParameterSetError) as caught:
        read_sets(path)
    assert f"{path}{message}" in str(caught.value)


@pytest.fixture
def stored(tmp_path, monkeypatch):
    """Two accepted sets for every drive, and a scenario that takes them."""
    for name, parameter in (("countryside", "hunger.loss"), ("politics", "voting.noise"),
                            ("coupled", "hunger.loss")):  # fmt: skip
        limits = parameters()[parameter].param
        middle = (limits.low + limits.high) / 2.0
        text = f"# where from\n{parameter}\n{limits.low!r}\n{middle!r}\n"
        (tmp_path / f"{name}.csv").write_text(text)
    monkeypatch.setattr("sim.scenario.accepted", lambda drive: accepted(drive, tmp_path))
    path = tmp_path / "doubtful.yaml"
    path.write_text("question: Which?\nextends: historical\nparameter_sets: accepted\n")
    return str(path)


def test_side_by_side_takes_both_tiers_and_every_drive_has_its_files(stored, tmp_path):
    assert set(FILES) == set(DRIVES)
    both = accepted("side_by_side", tmp_path)
    assert [set(one) for one in both] == [{"hunger.loss", "voting.noise"}] * 2


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ParameterSetError, match=r"nowhere/politics\.csv: cannot be read"):
        accepted("politics", tmp_path / "nowhere")


# ------------------------------------------------------------------------------------ scenarios
def test_children_inherit_the_sets_and_none_takes_them_away(stored, tmp_path):
    scenario = load(stored, drive="countryside")
    assert scenario.sets == accepted("countryside", tmp_path)
    child = tmp_path / "child.yaml"
    child.write_text("question: And?\nextends: doubtful.yaml\n")
    assert load(child, drive="countryside").sets == scenario.sets
    assert load(stored, drive="countryside", parameter_sets="none").sets == ()


def test_a_run_takes_the_set_of_its_seed_and_overrides_lie_over_it(stored):
    over = parameters()["hunger.loss"].default
    scenario = load(stored, drive="countryside", overrides=[f"hunger.loss={over!r}"])
    assert scenario.of_seed(1).parameters == {"hunger.loss": over}
    scenario = load(stored, drive="countryside")
    count = len(scenario.sets)
    assert scenario.of_seed(1).parameters == scenario.sets[0]
    assert scenario.of_seed(count + 1).parameters == scenario.of_seed(1).parameters
    assert scenario.of_seed(2).parameters != scenario.of_seed(1).parameters


def test_sets_are_part_of_what_the_hash_covers(stored):
    with_sets = load(stored, drive="politics")
    without = load(stored, drive="politics", parameter_sets="none")
    assert with_sets.sha256 != without.sha256
    assert without.of_seed(3) is without


def test_the_same_set_given_by_hand_gives_the_same_run_to_the_bit(stored):
    asked = {"drive": "politics", "until": "1924-12", "scale": 20000}
    scenario = load(stored, **asked)
    by_hand = load(
        "historical", **asked, parameter_sets="none",
        overrides=[f"{name}={value!r}" for name, value in scenario.sets[1].items()],
    )  # fmt: skip
    own = run_one(scenario, 2).values
    np.testing.assert_array_equal(own, run_one(by_hand, 2).values)
    assert not np.array_equal(
        own,
        run_one(scenario, 1).values,
        equal_nan=True,
    )


def test_the_resolved_file_takes_the_sets_as_well(stored, tmp_path):
    scenario = load(stored, drive="countryside")
    path = tmp_path / "resolved.yaml"
    path.write_text(scenario.resolved_yaml(), encoding="utf-8")
    assert load(path).sha256 == scenario.sha256


def test_an_unknown_word_for_the_sets_is_refused(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("question: Why?\nextends: historical\nparameter_sets: acepted\n")
    with pytest.raises(ScenarioError, match=r"bad.yaml:3:17: parameter_sets: 'acepted' is none of "
                       r"accepted, none; did you mean 'accepted'\?"):  # fmt: skip
        load(path)
    with pytest.raises(ScenarioError, match="--parameters: 'best' is none of accepted, none"):
        load("historical", parameter_sets="best")


def test_the_sets_that_are_stored_can_be_read_and_differ():
    for path in FOLDER.glob("*.csv"):
        sets = read_sets(path)
        assert path.stem in FILES and len(sets) >= 50
        assert len({tuple(one.values()) for one in sets}) == len(sets)


def test_a_run_of_the_countryside_takes_a_stored_set():
    scenario = load("historical", drive="countryside", parameter_sets="accepted")
    stored = read_sets(FOLDER / "countryside.csv")
    assert scenario.sets == stored
    own = scenario.of_seed(len(stored) + 2).parameters
    assert all(own[name] == value for name, value in stored[1].items())


def test_sets_that_are_not_stored_are_named_in_one_line(monkeypatch, capsys, tmp_path):
    words = ["historical", "--drive", "politics", "--parameters", "accepted"]
    monkeypatch.setattr(sys, "argv", ["run.py", "run", *words, "--out", str(tmp_path / "out")])
    monkeypatch.setattr("sim.scenario.accepted", lambda drive: accepted(drive, tmp_path))
    assert command_line.main() == 2
    printed = capsys.readouterr()
    assert (
        printed.err.count("\n") == 1 and "no sets are stored for the drive politics" in printed.err
    )
    assert not (tmp_path / "out").exists()
