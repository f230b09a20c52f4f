"""The library study: what it runs, its table and page, and what it refuses."""

import math

import pandas as pd
import pytest
from synthetic_runs import StandIn

from analysis import library_study, predicted
from analysis.library_study import LIBRARY, chosen, main, study
from analysis.predictions import Prediction
from sim import one_run
from sim.levers import LEVERS
from sim.scenario import load, names

THREE = "no_barrier,plan_follows_harvest,no_faction_ban"


@pytest.fixture
def stand_in(monkeypatch):
    """Runs that answer at once: everything is a tenth lower than in the historical course."""
    monkeypatch.setattr(one_run, "_general_line", lambda: StandIn)
    monkeypatch.setattr(StandIn, "broken", ())


def test_the_library_has_twenty_four_scenarios_each_with_its_drives():
    assert len(LIBRARY) == 24
    assert {drives for drives in LIBRARY.values()} == {("countryside",), ("coupled", "politics")}


def test_scenarios_that_exist_move_what_their_drive_simulates():
    for name in set(LIBRARY) & set(names()):
        own, base = (load(one, drive=LIBRARY[name][0]) for one in (name, "historical"))
        differs = (own.paths != base.paths).any(axis=1)
        tiers = {lever.tier for lever, moved in zip(LEVERS.values(), differs, strict=True) if moved}
        assert tiers or own.parameters, name
        assert LIBRARY[name][0] == "coupled" or tiers <= {"countryside", "given"}, name


def test_missing_files_are_all_named(monkeypatch, tmp_path, capsys):
    held = [name for name in LIBRARY if name not in ("early_relief", "right_wins_1928")]
    monkeypatch.setattr(library_study, "names", lambda: held)
    assert main(["--out", str(tmp_path / "out"), "--runs", "1"]) == 2
    assert capsys.readouterr().err == (
        "scenarios/: there are no files of early_relief, right_wins_1928; add what is missing, or "
        "name with --only what to run\n"
    )
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--only", "no_barier"],
         "--only: 'no_barier' is no scenario of the library; did you mean 'no_barrier'?"),
        (["--only", "no_barrier", "--drive", "politics"],
         "--only: no_barrier is meant for the drive countryside, not politics"),
        (["--only", "no_barrier", "--until", "1932-13"],
         "--until: '1932-13' is not a month (use YYYY-MM)"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line(words, message, tmp_path, capsys):
    assert main([*words, "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err == message + "\n"
    assert not (tmp_path / "out").exists()


def test_drives_choose_scenarios(monkeypatch):
    monkeypatch.setattr(library_study, "names", lambda: list(LIBRARY))
    assert set(chosen()) == {"countryside", "coupled"}
    assert sum(map(len, chosen().values())) == 24
    assert chosen("politics")["politics"] == chosen("coupled")["coupled"]
    assert chosen(None, ["no_barrier"]) == {"countryside": ["no_barrier"]}


def test_a_study_is_written_with_verdicts(tmp_path, monkeypatch, stand_in, capsys):
    known = [
        Prediction("no_barrier", "procurement", "1929/30-1932/33", "sign", -math.inf, 0.0,
                   "Less.", "Somebody 1990"),
        Prediction("no_barrier", "horses", "1933-07", "sign", 0.0, math.inf, "More.", "Other"),
        Prediction("no_faction_ban", "expulsions", "1929-34", "difference", 5.0, 9.0, "Many.", "X"),
        Prediction("no_barrier", "kolkhozy", "1950-07", "sign", 0.0, math.inf, "Later.", "X"),
    ]  # fmt: skip
    monkeypatch.setattr(predicted, "read_predictions", lambda: known)
    words = ["--out", str(tmp_path), "--runs", "2", "--jobs", "1", "--only", THREE]
    assert main(words) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'findings.md'}\n"
    rows = pd.read_csv(tmp_path / "table.csv")
    assert dict(rows[["scenario", "drive"]].drop_duplicates().to_numpy()) == {
        "no_barrier": "countryside", "plan_follows_harvest": "countryside",
        "no_faction_ban": "coupled",
    }  # fmt: skip
    [taken] = rows[
        (rows["scenario"] == "no_barrier") & (rows["outcome"] == "procurement")
        & (rows["kind"] == "sum")
    ].to_dict("records")  # fmt: skip
    # a tenth less of a baseline that grows by a hundredth with each seed: medians lie at 1.5 seeds
    assert taken["difference_median"] == pytest.approx(-0.1 * taken["base_median"])
    assert (taken["agrees"], taken["share_predicted_sign"]) == ("right sign", 1.0)
    page = (tmp_path / "findings.md").read_text(encoding="utf-8")
    assert "Predictions measured: 3 (" in page
    for verdict in ("1 right sign", "1 wrong sign", "1 outside"):
        assert verdict in page
    assert "right sign, 100% as predicted |" in page
    assert "Not measured by these runs: no_barrier kolkhozy 1950-07." in page
    assert page.index("### Drive `countryside`") < page.index("### Drive `coupled`")


def test_failed_runs_are_counted_and_the_rest_goes_on(tmp_path, monkeypatch, stand_in, capsys):
    monkeypatch.setattr(StandIn, "broken", (("no_barrier", 1),))
    made = []
    run = StandIn.run
    monkeypatch.setattr(StandIn, "run", lambda self: (made.append(self.seed), run(self)))
    assert study(tmp_path, [1, 2], jobs=1, only=["no_barrier"], quiet=True) == 1
    assert "no_barrier (countryside), seed 1: ZeroDivisionError" in capsys.readouterr().err
    rows = pd.read_csv(tmp_path / "table.csv")
    assert set(rows["runs"]) == {1}
    assert len(made) == 4
    monkeypatch.setattr(StandIn, "broken", ())
    assert study(tmp_path, [1, 2], jobs=1, only=["no_barrier"], quiet=True) == 0
    # only what failed is made again
    assert len(made) == 5
    assert set(pd.read_csv(tmp_path / "table.csv")["runs"]) == {2}
