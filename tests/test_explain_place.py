"""The chain behind a place's hunger: numbers that can be redone by hand, and clear refusals."""

import sys

import pandas as pd
import pytest
import synthetic_results

import run as command_line
from analysis.explain_place import CHAIN, Season, chain
from analysis.results import Results, ResultsError
from sim.outcomes import SERIES

MONTHS = pd.date_range("1931-07-01", "1933-06-01", freq="MS")
# A month of Ukraine in run 1; run 2 reaps twice as much and is otherwise the same.
MONTHLY = {
    "grain_harvest_wheatcroft_davies_low": 0.5, "grain_harvest_official_contemporary": 0.6,
    "grain_procurement_actual": 0.2, "population_rural": 20.0, "population_total": 25.0,
    "grain_held_in_villages": 3.0, "deaths_from_hunger": 50.0,
}  # fmt: skip


@pytest.fixture
def results():
    rows = [
        {"run": run, "seed": run, "date": day, "region": "Ukraine", "series": name,
         "value": value * (2.0 if run == 2 and "harvest" in name else 1.0),
         "unit": SERIES[name].unit}
        for run in (1, 2) for name, value in MONTHLY.items() for day in MONTHS
    ]  # fmt: skip
    return Results.from_frames(synthetic_results.manifest("countryside"), pd.DataFrame(rows))


def found(rows, what):
    return next(row for row in rows if row["what"] == what)


def test_a_season_runs_from_july_to_the_month(results):
    assert Season(results, "Ukraine", "1933-03").first == "1932-07"
    assert Season(results, "Ukraine", "1932-07").first == "1932-07"
    # Nine months of half a million tonnes on twenty million villagers: 225 kg; 450 in run 2.
    kept = Season(results, "Ukraine", "1933-03").a_head("grain_harvest_wheatcroft_davies_low")
    assert kept.tolist() == pytest.approx([225.0, 450.0])


def test_the_links_of_a_chain_by_hand(results):
    rows = chain(results, "Ukraine", "1933-03")
    assert found(rows, "grain brought in")["median"] == "338"  # between 225 and 450
    assert found(rows, "reported over true harvest")["median"] == "1.2"
    # 1.8 of 4.5 Mt is two fifths, of 9 Mt a fifth.
    assert found(rows, "share of the crop")["median"] == "30"
    assert found(rows, "grain left in villages")["median"] == "150"  # 3 Mt on 20 million
    hungry = found(rows, "deaths from hunger this month, towns with them")
    assert (hungry["median"], hungry["unit"]) == ("2", "per 1000 people")  # 50 of 25,000 thousand
    assert found(rows, "grain brought in")["a year before"] == "338"


def test_what_was_not_kept_is_left_out_and_the_first_year_has_no_year_before(results):
    rows = chain(results, "Ukraine", "1932-03")
    said = {row["what"] for row in rows}
    assert "who balk" not in said
    assert len(said) < len(CHAIN)
    assert all(row["a year before"] == "" for row in rows)


def test_a_share_of_a_crop_that_is_not_in_is_left_out():
    rows = [
        {"run": 1, "seed": 1, "date": day, "region": "Ukraine", "series": name,
         "value": 0.0 if "harvest" in name else value, "unit": SERIES[name].unit}
        for name, value in MONTHLY.items() for day in MONTHS
    ]  # fmt: skip
    bare = Results.from_frames(synthetic_results.manifest("countryside"), pd.DataFrame(rows))
    said = {row["what"]: row["median"] for row in chain(bare, "Ukraine", "1932-07")}
    assert said["grain brought in"] == "0"
    assert "share of the crop" not in said


@pytest.mark.parametrize(
    ("region", "month", "word"),
    [
        ("Ukrain", "1933-03", "--region: 'Ukrain'"),
        ("Ukraine", "1933-13", "--month: '1933-13' is not a month"),
        ("Ukraine", "1939-01", "no value for 1939-01"),
        ("Moscow", "1933-03", "--month: series population_rural of Moscow"),
    ],
)
def test_what_cannot_be_answered_is_refused(results, region, month, word):
    with pytest.raises(ResultsError, match=word):
        chain(results, region, month)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--region", "Ukraine", "--month", "1932-05"], ""),
        (["--region", "Ukraine"], "--region goes with --month"),
        (["--region", "Ukraine", "--month", "May"], "'May' is not a month"),
    ],
)
def test_the_command_prints_the_chain_or_one_clear_line(tmp_path, monkeypatch, capsys, words, said):
    folder = synthetic_results.write(tmp_path / "out", start="1930-07", until="1932-06")
    monkeypatch.setattr(sys, "argv", ["run.py", "explain", str(folder), *words])
    assert command_line.main() == (2 if said else 0)
    printed = capsys.readouterr()
    assert said in printed.err
    assert ("grain brought in" in printed.out) == (not said)
