"""Predictions beside a comparison: shares, verdicts and words to redo by hand."""

import math

import numpy as np
import pandas as pd
import pytest
from test_compare import member

from analysis import compare, predicted
from analysis.predictions import Prediction, read_predictions

INF = math.inf


@pytest.fixture
def said(monkeypatch):
    """Sets the predictions that the literature makes of ``no_exports``."""

    def say(*rows):
        known = [Prediction("no_exports", *row, "Words.", "Source 1990") for row in rows]
        monkeypatch.setattr(predicted, "read_predictions", lambda: known)

    return say


def compared(differences, name="no_exports", baseline="historical"):
    """Rows where the baseline loses 4 million in 1933, and each pair differs by so much."""
    seeds = list(range(1, len(differences) + 1))
    base = [[0, 0, 0, 4, 0] for _ in seeds]
    other = [[0, 0, 0, 4 + change, 0] for change in differences]
    rows = compare.compared(member(baseline, seeds, base), [member(name, seeds, other)])
    return predicted.with_predictions(rows)


def one(rows, period="1930-34"):
    [row] = rows[(rows["period"] == period) & (rows["kind"] != "cumulative")].to_dict("records")
    return row


def test_the_share_with_the_predicted_sign_by_hand(said):
    said(("excess_deaths", "1930-34", "sign", -INF, 0.0))
    row = one(compared([-3, -2, -1, 0, +1]))
    # three of five fall, one stays, one rises; the median is -1
    assert (row["share_negative"], row["share_positive"]) == (0.6, 0.2)
    assert (row["share_predicted_sign"], row["share_same_sign"]) == (0.6, 0.6)
    assert row["predicted_sign"] == -1
    said(("excess_deaths", "1930-34", "sign", 0.0, INF))
    assert one(compared([-3, -2, -1, 0, +1]))["share_predicted_sign"] == 0.2


@pytest.mark.parametrize(
    ("differences", "measure", "low", "high", "verdict"),
    [
        ([-2, -1, -1], "sign", -INF, 0, "right sign"),
        ([+2, +1, +1], "sign", -INF, 0, "wrong sign"),
        ([-2, -1, +1], "sign", -INF, 0, "undecided"),
        ([0, 0, 0], "sign", 0, INF, "undecided"),
        # -1 of 4 is -25 percent
        ([-2, -1, -1], "relative", -30, -20, "inside"),
        ([-1, -1, -1], "relative", -25, 0, "inside"),
        ([-2, -1, -1], "relative", -24, 0, "outside"),
        ([-2, -1, -1], "relative", -INF, -26, "outside"),
        ([-2, -1, -1], "difference", -1, -0.5, "inside"),
        ([-2, -1, -1], "difference", 0.5, INF, "outside"),
        # -1.9 to 0.9 covers nought, which the range excludes, and reaches the range
        ([-2, 0, 1], "difference", -3, -1, "undecided"),
        # the same does not reach this one
        ([-2, 0, 1], "difference", -9, -3, "outside"),
        # nought belongs to this range: the median says it all
        ([-2, 0, 1], "difference", -3, 0, "inside"),
    ],
)
def test_verdicts_by_hand(said, differences, measure, low, high, verdict):
    said(("excess_deaths", "1930-34", measure, float(low), float(high)))
    assert one(compared(differences))["agrees"] == verdict


def test_a_relative_prediction_needs_relative_numbers(said):
    said(("excess_deaths", "1932", "relative", -50.0, 0.0))
    assert one(compared([-2, -1]), "1932")["agrees"] == "undecided"


def test_rows_of_which_nothing_was_said_stay_bare(said):
    said(("excess_deaths", "1930-34", "sign", -INF, 0.0))
    bare = one(compared([-1, -1]), "1933")
    assert (bare["agrees"], predicted.as_words(bare)) == ("", "")
    assert math.isnan(bare["share_predicted_sign"])
    for rows in (compared([-1], name="other"), compared([-1], baseline="nep_continues")):
        assert set(rows["agrees"]) == {""}


def test_two_predictions_of_one_number_make_two_rows(said):
    said(("excess_deaths", "1930-34", "relative", -10.0, 0.0),
         ("excess_deaths", "1930-34", "sign", -INF, 0.0))  # fmt: skip
    rows = compared([-2, -1])
    found = rows[(rows["period"] == "1930-34")]
    assert found["agrees"].tolist() == ["outside", "right sign"]
    assert len(rows) == len(compare.joined([rows])) == len(rows.drop_duplicates())


def test_what_the_runs_do_not_measure_is_named(said):
    said(("excess_deaths", "1930-34", "sign", -INF, 0.0), ("horses", "1933-07", "sign", 0.0, INF))
    rows = compared([-2, -1])
    assert predicted.unmeasured(rows, ["no_exports"]) == ["no_exports horses 1933-07"]
    assert predicted.unmeasured(rows, ["no_barrier"]) == []


def test_no_predictions_and_no_rows(said):
    said()
    assert set(compared([-1])["agrees"]) == {""}
    said(("excess_deaths", "1930-34", "sign", -INF, 0.0))
    empty = predicted.with_predictions(pd.DataFrame(columns=compare.COLUMNS))
    assert list(empty.columns) == compare.COLUMNS + predicted.COLUMNS


@pytest.mark.parametrize(
    ("measure", "low", "high", "words"),
    [
        ("relative", -52.0, 0.0, "-52 to 0 % (Words.)"),
        ("difference", 2.2, np.nan, "from +2.2 (Words.)"),
        ("difference", np.nan, -7.0, "at most -7 (Words.)"),
        ("sign", np.nan, 0.0, "fewer or less (Words.)"),
        ("sign", 0.0, np.nan, "more (Words.)"),
    ],
)
def test_a_prediction_in_words(measure, low, high, words):
    row = {"predicted_measure": measure, "predicted_low": low, "predicted_high": high,
           "predicted_sign": predicted.sign_of(low, high), "predicted_words": "Words."}  # fmt: skip
    assert predicted.as_words(row) == words


@pytest.mark.parametrize(
    ("low", "high", "sign"),
    [(-52, 0, -1), (0, 5, 1), (2, 4, 1), (-4, -2, -1), (-1, 1, None), (0, 0, None),
     (math.nan, 0, -1), (0, math.nan, 1), (math.nan, -10, -1), (10, math.nan, 1),
     (math.nan, math.nan, None)],
)  # fmt: skip
def test_the_sign_of_a_range(low, high, sign):
    assert predicted.sign_of(float(low), float(high)) == sign


def test_the_record_s_own_predictions_can_be_laid_beside():
    known = read_predictions()
    assert all(isinstance(row, Prediction) for row in known)
    assert all(row.low <= row.high for row in known)
    table = predicted._known()
    assert len(table) == len(known)
    assert np.isfinite(table[["low", "high"]].to_numpy()).any(axis=1).all()
