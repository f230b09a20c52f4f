"""What the literature predicted: the file is whole, and every fault in one is told by its line."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import predictions
from analysis.compare_outcomes import OUTCOMES
from analysis.predictions import LIBRARY, Prediction, PredictionError, periods_of, read_predictions

HEAD = ",".join(predictions.COLUMNS) + "\n"
OUTCOME = {one.name: one for one in OUTCOMES}


def faults(tmp_path, *rows):
    """The faults of a file of such rows, without its name."""
    path = tmp_path / "p.csv"
    path.write_text(HEAD + "".join(row + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(PredictionError) as caught:
        read_predictions(path)
    return [line.removeprefix(f"{path}:") for line in str(caught.value).splitlines()]


# --------------------------------------------------------------------------------------- the file
def test_the_file_reads_and_speaks_of_all_twelve_scenarios_that_have_a_prediction():
    rows = read_predictions()
    spoken = {row.scenario for row in rows}
    assert {name for number, name in LIBRARY.items() if number.startswith("S")} <= spoken
    assert len(LIBRARY) == len(set(LIBRARY.values())) == 24
    assert all(row.words.endswith(".") and row.source for row in rows)


def test_a_row_by_hand():
    [row] = [
        row for row in read_predictions()
        if (row.scenario, row.outcome) == ("good_weather_1932", "excess_deaths_ukraine")
    ]  # fmt: skip
    assert (row.period, row.measure, row.low, row.high) == ("1932-34", "relative", -8.1, 0.0)
    assert row.agrees(-8.1)
    assert row.agrees(0.0)
    assert not row.agrees(-80.0)


def test_nought_has_no_sign():
    fewer = Prediction("no_barrier", "deaths", "1933", "sign", float("-inf"), 0.0, "Fewer.", "x")
    assert fewer.agrees(-0.001)
    assert not fewer.agrees(0.0)
    assert not fewer.agrees(0.001)
    assert not fewer.agrees(float("nan"))


def test_periods_are_those_of_compare():
    assert {"1933", "1930-34", "1932-34"} <= set(periods_of(OUTCOME["excess_deaths"]))
    assert {"1932/33", "1929/30-1932/33"} <= set(periods_of(OUTCOME["procurement"]))
    assert "1933-07" in periods_of(OUTCOME["cattle"])
    assert "1933-01" in periods_of(OUTCOME["party"])
    assert "1933-07" not in periods_of(OUTCOME["party"])


# ------------------------------------------------------------------------------------- the faults
def test_faults_are_told_together_by_line_with_the_likely_name(tmp_path):
    assert faults(
        tmp_path,
        "no_barier,excess_deaths,1932-34,sign,,0,Fewer die.,somebody",
        "no_barrier,excess_death,1932-34,sign,,0,Fewer die.,somebody",
        "no_barrier,excess_deaths,1932-35,sign,,0,Fewer die.,somebody",
        "no_barrier,excess_deaths,1932-34,signs,,0,Fewer die.,somebody",
    ) == [
        "2: scenario: unknown scenario 'no_barier'; did you mean 'no_barrier'?",
        "3: outcome: unknown outcome 'excess_death'; did you mean 'excess_deaths' or "
        "'excess_deaths_ukraine' or 'excess_deaths_kazakhstan'?",
        "4: period: unknown period '1932-35'; did you mean '1932-34' or '1935' or '1933'?",
        "5: measure: unknown measure 'signs'; did you mean 'sign'?",
    ]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("deaths,1932-34,relative,-5,0,W.,s", "measure: relative is for sums of excess deaths"),
        ("excess_deaths,1933,relative,-5,0,W.,s", "measure: relative is for sums of excess deaths"),
        ("deaths,1933,difference,few,0,W.,s", "low: 'few' is not a number"),
        ("deaths,1933,difference,,inf,W.,s", "high: 'inf' is not a finite number"),
        ("deaths,1933,difference,,,W.,s", "low: both bounds are open"),
        ("deaths,1933,difference,1,0,W.,s", "low: 1 is above high, 0"),
        ("deaths,1933,sign,,-1,W.,s", "low: a sign is low 0 with high open"),
        ("deaths,1933,sign,0,1,W.,s", "low: a sign leaves one bound open"),
        ("deaths,1933,sign,,0,,s", "words: is empty"),
        ("deaths,1933,sign,,0,W.,", "source: is empty"),
        ("deaths,1933,sign,,0,W, s,t", "row: more cells than columns"),
    ],
)
def test_each_fault_has_its_words(tmp_path, row, fault):
    [line] = faults(tmp_path, f"no_barrier,{row}")
    assert line.startswith(f"2: {fault}")


def test_the_same_prediction_twice_is_a_fault(tmp_path):
    row = "no_barrier,deaths,1933,sign,,0,Fewer die.,somebody"
    assert faults(tmp_path, row, row) == ["3: row: says the same as line 2"]


def test_another_header_or_no_file_is_a_fault(tmp_path):
    path = tmp_path / "p.csv"
    with pytest.raises(PredictionError, match=re.escape(f"{path}:1: file: ")):
        read_predictions(path)
    path.write_text("scenario,outcome\n", encoding="utf-8")
    with pytest.raises(PredictionError, match=re.escape(f"{path}:1: header: must be scenario,")):
        read_predictions(path)


@given(st.floats(-100.0, 100.0), st.floats(-100.0, 0.0), st.floats(0.0, 100.0))
def test_an_interval_holds_what_lies_in_it_and_nothing_else(value, low, high):
    row = Prediction("no_barrier", "deaths", "1933", "difference", low, high, "W.", "s")
    assert row.agrees(value) == (low <= value <= high)
