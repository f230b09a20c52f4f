"""The study of the countryside: shuffled dates, its tables, and that it takes up what is there."""

import collections
import os

import numpy as np
import pandas as pd
import pytest
import synthetic_results as synthetic

from analysis import chart_compare, countryside_study, shuffled_dates
from analysis import countryside_tables as tables
from analysis.compare_outcomes import OUTCOMES, span_label
from analysis.nulls import null_scores
from analysis.patterns import scorecard
from sim.levers import LEVER_INDEX, LEVERS
from sim.scenario import load

COUNTRYSIDE = [name for name, lever in LEVERS.items() if lever.tier == "countryside"]


@pytest.fixture
def drawn(tmp_path):
    path = tmp_path / "draw.yaml"
    path.write_text(shuffled_dates.shuffled_text(4), encoding="utf-8")
    return load(path, drive="countryside")


# --------------------------------------------------------------------------------- shuffled dates
def test_every_lever_of_the_countryside_moves_by_its_own_number_of_years():
    moved = shuffled_dates.shifts(4)
    assert list(moved) == COUNTRYSIDE
    assert set(moved.values()) <= set(range(1, 16))
    assert len(set(moved.values())) > 5
    assert shuffled_dates.shifts(4) == moved != shuffled_dates.shifts(5)


def test_a_shuffled_path_has_the_same_values_in_the_same_season(drawn):
    historical = load("historical", drive="countryside")
    for name in COUNTRYSIDE:
        row = LEVER_INDEX[name]
        ours, theirs = drawn.paths[row].reshape(16, 12), historical.paths[row].reshape(16, 12)
        assert collections.Counter(map(tuple, ours)) == collections.Counter(map(tuple, theirs))
        years = shuffled_dates.shifts(4)[name]
        np.testing.assert_array_equal(ours[years], theirs[0])
    given = [row for name, row in LEVER_INDEX.items() if name not in COUNTRYSIDE]
    np.testing.assert_array_equal(drawn.paths[given], historical.paths[given])


def test_a_draw_that_ends_early_names_no_later_month(tmp_path):
    path = tmp_path / "draw.yaml"
    path.write_text(shuffled_dates.shuffled_text(4, "1926-06"), encoding="utf-8")
    assert load(path, drive="countryside", until="1926-06").months == 30


# -------------------------------------------------------------------------------------- the tables
def test_the_scorecard_of_drive_a_has_every_row_and_null():
    card = scorecard(synthetic.make(2, drive="countryside"))
    nulls = {**null_scores(), "shuffled_dates": card}
    text = tables.pattern_table(card, nulls)
    rows = text.splitlines()
    assert len(rows) == 2 + int((card["drive"] == "A").sum())
    assert {row.count(" | ") for row in rows} == {10}
    assert "cannot say" in text
    assert len(tables.score_table(card, nulls).splitlines()) == 6


def test_the_table_of_switches_sets_effects_beside_the_literature():
    row = {"outcome": "excess_deaths", "period": "1930-34", "scenario": "no_exports",
           "difference_median": -1.234, "q05": -2.0, "q10": -1.9, "q90": -0.5, "q95": -0.4,
           "share_same_sign": 0.9, "relative_median": -20.4, "relative_q05": -30.0,
           "relative_q10": -29.0, "relative_q90": -9.0, "relative_q95": -8.0}  # fmt: skip
    text = tables.switch_off_table(
        pd.DataFrame([row]), "excess_deaths", ["no_exports", "no_barrier"]
    )
    _, _, first, second = text.splitlines()
    assert (
        "| -1.23 | -1.90 to -0.50 | -2.00 to -0.40 | -20 | -29 to -9 | -30 to -8 | 90% |" in first
    )
    assert "none | none" in second


def test_the_table_of_cadres_gives_each_outcome_with_its_interval():
    rows = [
        {"outcome": outcome, "period": period, "scenario": "local_cadres",
         "difference_median": -1.26, "q05": -2.04, "q95": 0.51}
        for outcome, period, _, _ in tables.CADRE_OUTCOMES
    ]  # fmt: skip
    head, _, first, *others = tables.cadre_table(pd.DataFrame(rows)).splitlines()
    assert head.count(" | ") == first.count(" | ") == 2 + len(tables.CADRE_OUTCOMES)
    assert "| -1.26 (-2.04 to +0.51) |" in first
    assert "| -1.3 (-2.0 to +0.5) |" in first
    assert "| -1 (-2 to +1) |" in first
    assert len(others) == len(tables.CADRE_STUDIES) - 1
    assert all("| none | none |" in line for line in others)


def test_every_cadre_outcome_is_measured_in_its_period():
    measured = {outcome.name: outcome for outcome in OUTCOMES}
    for name, period, _, _ in tables.CADRE_OUTCOMES:
        spans = {span_label(measured[name], *span) for span in measured[name].spans}
        assert period in spans or (not spans and period.isdigit())


def test_every_switch_is_a_scenario_with_its_literature():
    for name, (meaning, literature) in {**tables.SWITCH_OFFS, **tables.CADRE_STUDIES}.items():
        assert load(name).question
        assert meaning and literature


def test_a_cell_cannot_break_a_table():
    assert tables.markdown(["a"], [["x | y\nz"]]).splitlines()[2] == "| x \\| y z |"


# ---------------------------------------------------------------------------------------- the study
@pytest.mark.slow
def test_the_study_is_made_once_and_taken_up_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(chart_compare, "draw_figures", lambda *_: [])
    words = ["--runs", "1", "--scale", "20000", "--jobs", "1", "--until", "1924-12",
             "--out", str(tmp_path / "study")]  # fmt: skip
    assert countryside_study.main(words) == 0
    text = (tmp_path / "study" / "findings.md").read_text()
    assert "| P36 | calibrate |" in text
    assert "`homogeneous_households`" in text
    draw = tmp_path / "study" / "shuffled" / "draws" / "shuffled_dates_0001" / "manifest.json"
    before = draw.stat().st_mtime_ns
    assert countryside_study.main([*words[:1], "2", *words[2:]]) == 0
    assert draw.stat().st_mtime_ns == before
    card = null_scores(tmp_path / "study" / "shuffled" / "results")["shuffled_dates"]
    assert len(card) == 54
    assert sorted(os.listdir(tmp_path / "study" / "shuffled")) == ["draws", "results", "scenarios"]
    assert "findings.md" in capsys.readouterr().out


def test_bad_numbers_are_refused():
    with pytest.raises(SystemExit) as caught:
        countryside_study.main(["--runs", "0"])
    assert caught.value.code == 2
