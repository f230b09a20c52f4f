"""The fit of the discipline bodies to the documented cases, and the errors that are reported."""

import functools
import json
import math
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from analysis import sanction_fit, sanction_tables
from analysis import sanction_likelihood as likelihood
from analysis import sanction_scores as scores
from analysis.documented_cases import documented_cases
from analysis.history import patterns, sanctions
from analysis.sanction_likelihood import FITTED, FitError, all_cases, fit, fitted_cases
from sim.rules.discipline import Discipline, severity_odds

PAGE = Path(__file__).resolve().parent.parent / "docs" / "judge.md"
best = functools.cache(lambda: fit(fitted_cases()))


def case(arena="elite_only", recanted="no", severity=3, identity="SN999", **changes):
    """A case of the record with other facts."""
    first = all_cases()[20]
    documented = first.documented._replace(
        identity=identity, arena=arena, recanted=recanted, severity=severity, **changes
    )
    return first._replace(documented=documented)


# --------------------------------------------------------------------------------- what is fitted
def test_the_quick_table_of_cases_is_the_record():
    record = sanctions()
    quick = documented_cases()
    names = {"identity": "sanction_id", "rank": "actor_level", "arena": "arena_max"}
    for field in quick[0]._fields:
        column = record[names.get(field, field)]
        assert [getattr(one, field) for one in quick] == column.tolist(), field


def test_every_case_weighs_what_its_evidence_is_worth():
    weights = {one.documented.identity: one.weight for one in all_cases()}
    assert weights["SN030"] == 1.0  # stated in the chapter
    assert weights["SN010"] == 1.0  # read
    assert weights["SN023"] == 0.5  # recalled
    assert weights["SN035"] == weights["SN035B"] == 0.5  # one case in two rows
    assert sum(weights[name] for name in weights if name not in likelihood.EXCLUDED) == 72.0


def test_what_is_left_out_is_marked_in_the_record():
    notes = sanctions().set_index("sanction_id")[["note", "act", "sanction"]].agg(" ".join, axis=1)
    for identity, word in (("SN089", "undetected"), ("SN101", "No answer"), ("SN103", "suicide")):
        assert word in notes[identity]
    assert set(likelihood.EXCLUDED) == {"SN089", "SN101", "SN103"}
    assert len(fitted_cases()) == 84
    assert all("second half" in notes[one] for one in likelihood.HALVES if one.endswith("B"))


def test_no_fitted_case_is_mere_knowledge():
    assert not any(one.passive for one in fitted_cases())


def test_the_loss_of_one_case_by_hand():
    one = case(severity=3)._replace(weight=0.5)
    who, era = one.documented, one.states
    odds = severity_odds(
        who.arena, who.recanted, who.rank, era.width, era.recantation_value, era.threat, era.norm,
        Discipline(),
    )  # fmt: skip
    by_hand = -0.5 * math.log(0.98 * odds[3] + 0.02 / 6)
    assert likelihood.likelihood_loss([one], Discipline()) == pytest.approx(by_hand)
    assert likelihood.likelihood_loss([one, one], Discipline()) == pytest.approx(2 * by_hand)


def test_a_penalty_that_the_courtesy_forbids_has_a_likelihood():
    expelled = case(severity=4, rank="politburo")
    assert likelihood.odds_of(expelled, Discipline())[4] == 0.0
    assert likelihood.likelihood_loss([expelled], Discipline()) == pytest.approx(
        -expelled.weight * math.log(0.02 / 6)
    )


# ---------------------------------------------------------------------------------------- the fit
def test_without_cases_the_fit_is_the_prior_s_centre():
    centre, low, high = likelihood.ranges()
    assert fit([]) == likelihood.parameters(centre) == Discipline()
    assert (low < high).all()


def test_the_fit_is_better_and_stays_in_its_ranges():
    cases, (centre, low, high) = fitted_cases(), likelihood.ranges()
    values = np.array([getattr(best(), name) for name in FITTED])
    assert ((low <= values) & (values <= high)).all()
    assert (np.diff(values[FITTED.index("cut_reproach") :]) > 0.0).all()
    prior = 0.5 * (((values - centre) / (0.25 * (high - low))) ** 2).sum()
    gain = likelihood.likelihood_loss(cases, Discipline()) - likelihood.likelihood_loss(
        cases, best()
    )
    assert gain > prior > 0.0
    untouched = set(Discipline._fields) - set(FITTED)
    assert untouched == {"courtesy", "outbid", "knowing"}
    assert all(getattr(best(), name) == getattr(Discipline(), name) for name in untouched)


def test_harder_cases_give_a_harder_rule():
    """Many light penalties in the street lower its weight, many heavy ones raise it."""
    light, heavy = ([case("public_street", severity=s, rank="mid_elite")] * 20 for s in (1, 5))
    assert fit(light).arena_street < Discipline().arena_street < fit(heavy).arena_street


def test_without_scipy_the_line_says_where_it_comes_from(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "scipy.optimize", None)
    with pytest.raises(FitError, match="extras dev and analysis"):
        fit([])
    assert sanction_fit.main([]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("scipy is missing;")
    assert len(said.err.splitlines()) == 1


# ------------------------------------------------------------------------------------- the scores
def test_plain_guesses_by_hand():
    known = [
        case("elite_only", "no", 2),
        case("elite_only", "no", 4),
        case("foreign_contact", "na", 0),
    ]
    wanted = [case("elite_only", "no", 9), case("public_street", "yes", 9)]
    assert scores.mean_of_all(known, wanted).tolist() == [2.0, 2.0]
    assert scores.mean_of_cell(known, wanted).tolist() == [3.0, 2.0]


def test_a_case_left_out_takes_its_other_half_along():
    cases = [case(severity=4, identity="SN035"), case(severity=0, identity="SN035B"),
             case(severity=1, identity="SN036"), case(severity=3, identity="SN037")]  # fmt: skip
    told = scores.left_out(scores.mean_of_all, cases, scores.by_case)
    # Halves from 1 and 3; SN036 from 4, 0, 3; SN037 from 4, 0, 1.
    assert told == pytest.approx([2.0, 2.0, 7 / 3, 5 / 3])
    assert scores.mean_error(cases, told) == pytest.approx((2 + 2 + 4 / 3 + 4 / 3) / 4)


def test_a_period_left_out_learns_from_the_others():
    cases = [
        case(severity=5, period="a"),
        case(severity=1, period="b"),
        case(severity=3, period="b"),
    ]
    told = scores.left_out(scores.mean_of_all, cases, scores.by_period)
    assert told.tolist() == [2.0, 5.0, 5.0]


def test_rank_correlation_by_hand():
    cases = [case(severity=s) for s in (0, 1, 3, 5)]
    assert scores.rank_correlation(cases, np.array([0.1, 2.0, 2.1, 4.0])) == pytest.approx(1.0)
    # One exchange of neighbours among four: 1 - 6 * 2 / (4 * 15).
    assert scores.rank_correlation(cases, np.array([2.0, 0.1, 2.1, 4.0])) == pytest.approx(0.8)
    assert math.isnan(scores.rank_correlation(cases, np.full(4, 2.0)))


def test_errors_by_group_by_hand():
    cases = [
        case("elite_only", severity=1),
        case("elite_only", severity=3),
        case("foreign_contact"),
    ]
    rows = scores.group_rows(
        cases, {"way": np.array([2.0, 3.0, 1.0])}, lambda c: c.documented.arena
    )
    assert rows == [
        {"group": "elite_only", "cases": 2, "documented": 2.0, "way: error": 0.5,
         "way: absolute": 0.5},
        {"group": "foreign_contact", "cases": 1, "documented": 3.0, "way: error": -2.0,
         "way: absolute": 2.0},
    ]  # fmt: skip


def test_the_four_cells_are_those_of_p46():
    every = all_cases()
    cells = {(row["arena"], row["recanted"]): row
             for row in scores.cell_rows(every, {"same": scores.severities(every)})}  # fmt: skip
    row = patterns().set_index("id").loc["P46"]
    lows, highs = ([float(x) for x in row[name].split(";")] for name in ("low", "high"))
    order = [("inside", "no"), ("inside", "yes"), ("outside", "no"), ("outside", "yes")]
    for cell, low, high in zip(order, lows, highs, strict=True):
        assert low <= cells[cell]["documented"] <= high
        assert cells[cell]["same"] == cells[cell]["documented"]
    assert [cells[cell]["cases"] for cell in order] == [6, 8, 27, 5]


def test_the_two_steps_are_in_the_documented_ranges():
    rows = scores.step_rows(all_cases(), {"default": Discipline(), "fitted": best()})
    row = patterns().set_index("id").loc["P47"]
    lows, highs = ([float(x) for x in row[name].split(";")] for name in ("low", "high"))
    for one, low, high in zip(rows, lows, highs, strict=True):
        assert low <= one["default"] <= high, one["what"]
        assert low <= one["fitted"] <= high, one["what"]
    assert [one["cases"] for one in rows] == [0, 2, 12, 1]


def test_both_sets_beat_the_mean_on_what_they_saw():
    cases = fitted_cases()
    plain = scores.mean_error(cases, scores.mean_of_all(cases, cases))
    default = scores.mean_error(cases, scores.default(cases, cases))
    seen = scores.mean_error(cases, likelihood.expected(cases, best()))
    assert seen < default < 0.6 * plain


# --------------------------------------------------------------------------------- what is printed
@pytest.fixture
def few(monkeypatch):
    """The study over a few cases of each period, so that leaving out is quick."""
    chosen = [one for i, one in enumerate(fitted_cases()) if i % 12 == 0]
    monkeypatch.setattr(sanction_fit, "fitted_cases", lambda: chosen)


def test_the_study_as_json_and_as_tables(few, capsys):
    assert sanction_fit.main(["--json"]) == 0
    tables = json.loads(capsys.readouterr().out)
    assert list(tables) == list(sanction_tables.TITLES)
    assert [row["way"] for row in tables["errors"]] == list(scores.WAYS)
    default = tables["errors"][0]
    assert default["seen"] == default["case_out"] == default["period_out"]
    assert sanction_fit.main(["--markdown"]) == 0
    text = capsys.readouterr().out
    assert "| discipline.arena_street | 3.90 |" in text
    assert "nan" not in text


def test_tables_are_put_into_their_places(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("a\n\n<!-- steps -->\n\nold\n\n<!-- end of steps -->\n\nb\n")
    tables = {"steps": [{"what": "x | y", "documented": float("nan"), "default": -0.001}],
              "runs": []}  # fmt: skip
    sanction_tables.write(page, tables)
    assert page.read_text() == (
        "a\n\n<!-- steps -->\n\n| what | documented | default |\n| --- | --- | --- |\n"
        "| x \\| y | none | 0.00 |\n\n<!-- end of steps -->\n\nb\n"
    )
    for wrong, words in ((tmp_path / "gone.md", "cannot be read"), (page, "has no place")):
        with pytest.raises(sanction_tables.PageError, match=words):
            sanction_tables.write(wrong, {"cells": [{"x": 1.0}]})


def test_the_page_has_the_place_of_every_table():
    text = PAGE.read_text(encoding="utf-8")
    for name in sanction_tables.TITLES:
        assert text.count(f"<!-- {name} -->") == text.count(f"<!-- end of {name} -->") == 1


@pytest.mark.slow
def test_runs_of_both_sets_are_scored():
    rows = sanction_fit.run_rows({"default": Discipline(), "fitted": best()}, 2)
    assert [row["id"] for row in rows] == list(sanction_fit.SCORED)
    split = patterns().set_index("id")["split"]
    assert all(split[row["id"]] == "calibrate" for row in rows)
    assert any(row["default"] != row["fitted"] for row in rows)


def numbers_after(label):
    """Numbers of the row of a table of the page that begins with a label."""
    page = PAGE.read_text(encoding="utf-8")
    [line] = re.findall(rf"^\| {re.escape(label)} \|(.*)\|$", page, re.MULTILINE)
    return [float(cell) for cell in re.findall(r"-?\d+\.?\d*", line)]


def test_the_page_reports_the_fit():
    centre, low, high = likelihood.ranges()
    for name, default, lowest, highest in zip(FITTED, centre, low, high, strict=True):
        told = numbers_after(f"discipline.{name}")
        assert told == pytest.approx([default, getattr(best(), name), lowest, highest], abs=0.02)
    cases, ways = fitted_cases(), (Discipline(), best())
    for label, p in zip(("default parameters", "fitted parameters"), ways, strict=True):
        told = likelihood.expected(cases, p)
        seen = [numbers_after(label)[i] for i in (0, 3)]
        here = [scores.mean_error(cases, told), scores.rank_correlation(cases, told)]
        assert seen == pytest.approx(here, abs=0.01), "run python -m analysis.sanction_fit"
    every = all_cases()
    cells = scores.cell_rows(every, {str(i): likelihood.expected(every, p)
                                     for i, p in enumerate(ways)})  # fmt: skip
    told = {(row["arena"], row["recanted"]): list(row.values())[2:] for row in cells}
    assert numbers_after("outside | no") == pytest.approx(told["outside", "no"], abs=0.01)
    assert numbers_after("inside | yes") == pytest.approx(told["inside", "yes"], abs=0.01)


def test_the_page_reports_the_errors_on_cases_unseen():
    """All but the fitted parameters with each case unseen, which takes a fit for each."""
    cases = fitted_cases()
    for label, way in scores.WAYS.items():
        period = scores.mean_error(cases, scores.left_out(way, cases, scores.by_period))
        assert numbers_after(label)[2] == pytest.approx(period, abs=0.01), label
        if way is not scores.fitted:
            one = scores.mean_error(cases, scores.left_out(way, cases, scores.by_case))
            assert numbers_after(label)[1] == pytest.approx(one, abs=0.01), label
