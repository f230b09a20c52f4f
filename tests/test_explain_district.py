"""Two districts of a region side by side: numbers by hand, clear refusals, and the command."""

import json
import sys

import pandas as pd
import pytest
import synthetic_results

import run as command_line
from analysis import explain_district as districts
from analysis.results import Results, ResultsError


@pytest.fixture
def villages():
    """Three districts of Ukraine and one of Moscow, in two runs, all alike."""
    places = {7: "Ukraine", 8: "Ukraine", 9: "Ukraine", 20: "Moscow"}
    return synthetic_results.districts_table(places, runs=2, start="1931-07")


def entry(district, month, secretary, what, run=1, region="Ukraine", **facts):
    """An event of a secretary's career, as the model enters it."""
    row = synthetic_results.event(
        run, month, "district_secretary", district=district, secretary=secretary, what=what, **facts
    )
    return {**row, "region": region}


def made(table, events=(), drive="countryside"):
    columns = ["run", "date", "kind", "actors", "region", "text", "detail"]
    series = synthetic_results.series_table(1, start="1933-06", until="1933-06")
    return Results.from_frames(
        synthetic_results.manifest(drive),
        series,
        pd.DataFrame(list(events), columns=columns),
        table,
    )


def put(table, district, **values):
    """Set columns of a district in every run and month."""
    for name, value in values.items():
        table.loc[table["district"] == district, name] = value


@pytest.mark.parametrize(
    ("starving", "hunger", "hungriest", "spared"),
    [
        ((0.2, 0.5, 0.1), (0.9, 0.1, 0.3), 8, 9),
        ((0.2, 0.2, 0.2), (0.3, 0.1, 0.2), 7, 8),
        ((0.2, 0.2, 0.2), (0.1, 0.1, 0.1), 7, 9),
    ],
)
def test_the_hungriest_and_the_most_spared_are_told(villages, starving, hunger, hungriest, spared):
    for place, district in enumerate((7, 8, 9)):
        put(villages, district, starving=starving[place], hunger=hunger[place])
    put(villages, 20, starving=1.0)  # of another region
    told = districts.stories(made(villages), "Ukraine", "1933-03")
    assert [(one.district, one.part) for one in told] == [
        (hungriest, "hungriest"),
        (spared, "most spared"),
    ]


def test_the_links_of_a_district_by_hand(villages):
    put(villages, 7, starving=0.25, eased=0.2, hunger_deaths=2.0, sold_back_kg=500.0, crowds=0.01)
    put(villages, 7, envoy=1.0, zeal=0.8, outsider=1.0, secretary=4.0, tenure=14.0)
    # From March on villagers are fewer, and the secretary of 7 balks; in July 1932 he overshot.
    late = (villages["district"] == 7) & (villages["date"] >= "1933-03-01")
    villages.loc[late, ["villagers", "choice"]] = [900.0, 3.0]
    villages.loc[(villages["district"] == 7) & (villages["date"] == "1932-07-01"), "choice"] = 1.0
    (told,) = districts.stories(made(villages), "Ukraine", "1933-03", district=7)
    said = {row["what"]: row["value"] for row in told.links if row["stage"] != "taking"}
    assert said["grain brought in"] == "400"  # 400,000 kg on the thousand villagers of July
    assert said["reported over true harvest"] == "1.2"
    assert (said["crop that the plan assessed"], said["plan of the year"]) == ("500", "200")
    assert (said["share of the true crop"], said["share taken off by pleas"]) == ("50", "20")
    assert (said["pressure, mean since July"], said["envoy at hand since July"]) == ("50", "9")
    assert said["number, in office since"] == "4, since 1932-01"  # fourteen months before
    assert (said["comes from"], said["zeal"]) == ("sent from outside", "0.8")
    assert said["choices since July"] == "comply 7, overshoot 1, balk 1"
    assert said["grain left in villages"] == "100"  # 90,000 kg on the 900 of March
    assert said["people below the famine line"] == "25"
    assert said["deaths from hunger since July"] == "18"  # twice nine on a thousand
    assert said["crowds since July"] == "0.9"
    taking = {row["what"]: row["value"] for row in told.links if row["stage"] == "taking"}
    # Nine months of 10,000 kg; nine of 500 kg went back.
    assert taking == {"collected since July": "90", "share of the crop": "22.5",
                      "share of the plan": "45", "sold back since July": "4.5"}  # fmt: skip


def test_what_has_nothing_to_divide_by_is_none(villages):
    put(villages, 7, crop_kg=0.0)
    (told,) = districts.stories(made(villages), "Ukraine", "1932-08", district=7)
    said = {row["what"]: row["value"] for row in told.links}
    assert said["reported over true harvest"] == "none"
    assert said["share of the crop"] == "none"
    assert said["collected since July"] == "20"


def test_the_history_is_of_that_district_and_run_up_to_the_month(villages):
    past = [entry(7, f"1932-{month:02d}", 2, "plea", answer="refused") for month in range(1, 7)]
    events = [
        entry(7, "1931-08", 1, "promoted"),
        *past,
        entry(7, "1932-08", 2, "expulsion", charge="defiance"),
        entry(7, "1932-08", 3, "appointed", outsider=True),
        entry(8, "1932-08", 9, "transferred"),
        entry(7, "1932-09", 5, "transferred", run=2),
        entry(7, "1933-04", 3, "trial", charge="failure"),
    ]
    (told,) = districts.stories(made(villages, events), "Ukraine", "1933-03", district=7)
    assert [f"{row['month']} {row['what']}" for row in told.history] == [
        *(f"1932-{month:02d} secretary 2: plea refused" for month in range(1, 7)),
        "1932-08 secretary 2: charged with defiance, expulsion",
        "1932-08 secretary 3: takes office, sent from outside",
    ]  # the eight last: the promotion of 1931 has dropped out
    (other,) = districts.stories(made(villages, events), "Ukraine", "1933-03", 2, 7)
    assert [row["what"] for row in other.history] == ["secretary 5: transferred"]
    (bare,) = districts.stories(made(villages, events), "Ukraine", "1933-03", 1, 9)
    assert districts.history_lines(bare) == ["Secretaries of district 9: no entry"]


def test_two_districts_stand_side_by_side(villages):
    put(villages, 8, starving=0.5, crop_kg=300_000.0)
    told = districts.stories(made(villages), "Ukraine", "1933-03", run=2)
    table = districts.side_by_side(told)
    assert list(table[0]) == ["stage", "what", "district 8, hungriest", "district 9, most spared",
                              "unit"]  # fmt: skip
    assert list(table[0].values())[1:4] == ["grain brought in", "300", "400"]
    assert {row["run"] for one in told for row in one.links} == {2}


@pytest.mark.parametrize(
    ("place", "run", "district", "word"),
    [
        ("Ukraine", 3, None, "--run: 3 is none of the runs 1, 2"),
        ("Ukraine", None, 20, "--district: 20 is none of the districts of Ukraine: 7 to 9"),
        ("USSR", None, 7, "--district 7: districts are told region by region; USSR is none"),
        ("USSR", 2, None, "--run 2: districts"),
    ],
)
def test_a_run_or_district_that_is_none_is_refused(villages, place, run, district, word):
    with pytest.raises(ResultsError, match=word):
        districts.stories(made(villages), place, "1933-03", run, district)


def test_results_without_districts_say_why(villages, tmp_path):
    reason = districts.no_districts
    assert reason(made(villages), "Ukraine", "1933-03") == ""
    assert "before the runs" in reason(made(villages), "Ukraine", "1931-06")
    assert "drive politics has no" in reason(made(None, drive="politics"), "Ukraine", "1933-03")
    many = made(None)
    many.__dict__["runs"] = list(range(51))
    assert "at most 50 runs" in reason(many, "Ukraine", "1933-03")
    folder = synthetic_results.write(tmp_path / "out", 1, start="1933-06", until="1933-06")
    bare = Results.open(folder)
    assert f"{folder}: no districts.parquet" in reason(bare, "Ukraine", "1933-03")
    with pytest.raises(ResultsError, match=r"no districts\.parquet"):
        _ = bare.districts


def test_a_table_of_districts_that_lacks_a_column_is_refused(villages):
    with pytest.raises(ResultsError, match="districts: columns missing: starving"):
        made(villages.drop(columns="starving"))


# ------------------------------------------------------------------------------------- the command
SPAN = {"start": "1930-07", "until": "1932-06"}


@pytest.fixture
def folder(tmp_path, villages):
    put(villages, 8, starving=0.5)
    return synthetic_results.write(tmp_path / "out", districts=villages, **SPAN)


def explain(folder, monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["run.py", "explain", str(folder), *words])
    return command_line.main()


def test_the_command_prints_region_and_districts(folder, monkeypatch, capsys):
    assert explain(folder, monkeypatch, "--region", "Ukraine", "--month", "1932-05") == 0
    printed = capsys.readouterr().out
    first, second = printed.split("\n\n")[:2]
    assert first.split()[:4] == ["stage", "what", "median", "90"]
    assert "Ukraine" not in first  # the table of the region has no column more than it had
    assert second.startswith("In run 1, the hungriest and the most spared district of Ukraine,")
    assert "district 8, hungriest  district 9, most spared  unit" in second
    assert "Secretaries of district 9, most spared: no entry" in printed


def test_the_rows_of_json_name_their_place(folder, monkeypatch, capsys):
    words = ("--region", "Ukraine", "--month", "1932-05", "--run", "2", "--district", "7")
    assert explain(folder, monkeypatch, *words, "--json") == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["place"] for row in rows[:2]] == ["Ukraine", "Ukraine"]
    told = [row for row in rows if row["place"] != "Ukraine"]
    assert len(told) == len(districts.DISTRICT_CHAIN)
    assert {(row["place"], row["run"]) for row in told} == {("district 7", 2)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--region", "Ukraine", "--month", "1932-05", "--run", "9"], "--run: 9 is none of"),
        (["--region", "USSR", "--month", "1932-05", "--district", "7"], "--district 7: districts"),
        (["--district", "1"], "--district goes with --region and --month"),
        (["--region", "Ukraine"], "--region goes with --month"),
        (["--run", "1"], "--run goes with --month or --who"),
    ],
)
def test_the_command_refuses_a_district_in_one_line(folder, monkeypatch, capsys, words, said):
    assert explain(folder, monkeypatch, *words) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(said)
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_a_region_alone_is_told_where_no_districts_are_kept(tmp_path, monkeypatch, capsys):
    folder = synthetic_results.write(tmp_path / "out", **SPAN)
    words = ("--region", "Ukraine", "--month", "1932-05")
    assert explain(folder, monkeypatch, *words) == 0
    printed = capsys.readouterr().out
    assert "grain brought in" in printed
    assert printed.endswith("run the scenario anew to keep its districts\n")
    assert explain(folder, monkeypatch, *words, "--json") == 0
    printed = capsys.readouterr()
    assert {row["place"] for row in json.loads(printed.out)} == {"Ukraine"}
    assert "no districts.parquet" in printed.err
