"""What cadres explain: worked examples where the answer is known, and the command end to end."""

import json

import numpy as np
import pandas as pd
import pytest
import synthetic_results

from analysis import cadre_study
from analysis.district_seasons import CADRES, HARVEST, NEIGHBOURS, seasons
from analysis.results import Results, ResultsError
from analysis.variance_shares import (
    bootstrap_weights,
    clusters,
    demeaned,
    grouped_means,
    shares,
)

# Two regions of four districts each: every crop, low or high, under a mild and a zealous secretary.
PLACES = {n: "Ukraine" if n < 4 else "Moscow" for n in range(8)}
CROP = {n: (-1.0, 1.0)[n % 2] for n in PLACES}
ZEAL = {n: (-1.0, 1.0)[n // 2 % 2] for n in PLACES}


def country(rule, runs=1):
    """Districts whose grain collected by June is ``rule(crop, zeal, run)`` kg a head above 100."""
    table = synthetic_results.districts_table(PLACES, runs)
    crop, zeal = table["district"].map(CROP), table["district"].map(ZEAL)
    # Ukraine reaps and gives more than Moscow; neighbours alone are compared.
    rich = 100.0 * (table["region"] == "Ukraine")
    table["crop_kg"] = 1000.0 * (400.0 + rich + 50.0 * crop)
    table["zeal"] = 0.5 + 0.3 * zeal
    table["collected_kg"] = 1000.0 * (100.0 + rich + rule(crop, zeal, table["run"]))
    return table


def results(table):
    series = synthetic_results.series_table(1, start="1933-06", until="1933-06")
    return Results.from_frames(synthetic_results.manifest("countryside"), series, districts=table)


def split(rule, runs=1):
    return shares(seasons(results(country(rule, runs))), "kg", HARVEST, CADRES, NEIGHBOURS)


# ------------------------------------------------------------------------------------- the seasons
def test_a_season_by_hand():
    table = synthetic_results.districts_table({1: "Ukraine"})
    year = table["date"] >= "1932-07-01"
    day = table["date"].dt.month
    table.loc[year & (day < 7), "villagers"] = 500.0  # heads are those of July
    table.loc[year, ["hunger_deaths", "sold_back_kg"]] = [2.0, 300.0]
    table.loc[year & day.isin([8, 9, 10, 11]), "choice"] = 3.0
    table.loc[year & day.isin([12, 1]), ["choice", "outsider"]] = [1.0, 1.0]
    table.loc[year & day.isin([4, 5, 6, 7]), ["choice", "outsider", "zeal"]] = [4.0, 1.0, 0.0]
    table.loc[year & day.isin([4, 5, 6]), "weather"] = 2.0  # of the next crop
    table.loc[year & (day == 6), "eased"] = 0.2
    rows = seasons(results(table)).set_index("year")
    assert list(rows.index) == [1929, 1930, 1931, 1932]
    last = rows.loc[1932]
    assert (last["kg"], last["crop"], last["crop_squared"]) == (120.0, 400.0, 160_000.0)
    assert last["rate"] == pytest.approx(0.3)
    assert (last["deaths"], last["sold_back"]) == (pytest.approx(24.0), pytest.approx(3.6))
    assert (last["weather"], last["eased"]) == (1.0, pytest.approx(0.2))
    # Of the eight months from August to March four balk, two overshoot; none of these leaks.
    assert (last["balk"], last["overshoot"], last["comply"], last["leak"]) == (0.5, 0.25, 0.25, 0.0)
    assert (last["main"], last["outsider"], last["sent"]) == (3, 0.25, False)
    assert last["zeal"] == 0.5
    assert rows.loc[1931, "deaths"] == 0.0


def test_of_equal_choices_the_one_furthest_from_complying_is_the_main_one():
    table = synthetic_results.districts_table({1: "Ukraine"})
    table.loc[table["date"].dt.month.isin([8, 9, 10, 11]), "choice"] = 4.0
    assert seasons(results(table))["main"].tolist() == [4] * 4


def test_a_district_without_a_crop_has_no_rate():
    table = synthetic_results.districts_table({1: "Ukraine"}).assign(crop_kg=0.0)
    assert seasons(results(table))["rate"].isna().all()


def test_a_year_that_was_not_run_whole_is_refused():
    table = synthetic_results.districts_table({1: "Ukraine"}, until="1933-05")
    with pytest.raises(ResultsError, match="whole agricultural year 1932/33"):
        seasons(results(table))


# -------------------------------------------------------------------------------------- the shares
@pytest.mark.parametrize(
    ("rule", "harvest", "cadres"),
    [
        (lambda crop, zeal, run: 30.0 * zeal, 0.0, 1.0),
        (lambda crop, zeal, run: 30.0 * crop, 1.0, 0.0),
        (lambda crop, zeal, run: 30.0 * crop + 30.0 * zeal, 0.5, 0.5),
        # Variances of 9 and 1 parts in 10.
        (lambda crop, zeal, run: 30.0 * crop - 10.0 * zeal, 0.9, 0.1),
        # Half of the variance is a product of both, which no straight line catches.
        (lambda crop, zeal, run: 30.0 * zeal + 30.0 * crop * zeal, 0.0, 0.5),
    ],
)
def test_shares_are_what_the_rule_says(rule, harvest, cadres):
    found = split(rule)
    assert found.rows == 32
    assert (found.first, found.first_share) == pytest.approx((harvest, harvest), abs=1e-6)
    assert (found.second, found.second_share) == pytest.approx((cadres, cadres), abs=1e-6)
    assert found.both == pytest.approx(harvest + cadres, abs=1e-6)
    # Every region follows the rule alike, so that the draws do not differ.
    assert found.second_band == pytest.approx((cadres, cadres), abs=1e-6)


def test_what_two_groups_share_is_halved():
    table = pd.DataFrame({"run": 1, "region": list("aabb"), "y": [1.0, 3.0, 5.0, 9.0]})
    table = table.assign(one=table["y"], other=2.0 * table["y"])
    found = shares(table, "y", ["one"], ["other"], ["region"])
    assert (found.first, found.second, found.both) == pytest.approx((1.0, 1.0, 1.0))
    assert (found.first_share, found.second_share) == pytest.approx((0.5, 0.5))


def test_an_outcome_that_does_not_vary_has_no_shares():
    found = split(lambda crop, zeal, run: 0.0 * crop)
    assert np.isnan([found.first, found.second, found.both, *found.second_band]).all()


def test_r2_is_that_of_least_squares_and_the_shares_add_up():
    chance = np.random.default_rng(3)
    table = pd.DataFrame(chance.normal(size=(60, 4)), columns=["y", "a", "b", "c"])
    table["y"] += 0.5 * table["a"] + 0.3 * table["c"]
    table = table.assign(run=np.repeat(range(6), 10), region="x")
    found = shares(table, "y", ["a"], ["b", "c"], ["run"])
    values = demeaned(table, ["y", "a", "b", "c"], ["run"]).to_numpy()
    for columns, r2 in (([1], found.first), ([2, 3], found.second), ([1, 2, 3], found.both)):
        left = np.linalg.lstsq(values[:, columns], values[:, 0], rcond=None)[1][0]
        assert r2 == pytest.approx(1.0 - left / (values[:, 0] ** 2).sum())
    assert found.first_share + found.second_share == pytest.approx(found.both)
    low, high = found.second_band
    assert low < found.second_share < high
    assert found.second_by_chance == pytest.approx(2 / 54)  # 60 rows less 6 means
    assert shares(table, "y", ["a"], ["b", "c"], ["run"]) == found


def test_the_interval_shows_that_runs_differ():
    # Half of the runs follow the harvest, half the secretary: a draw may hold either alone.
    found = split(lambda crop, zeal, run: 30.0 * crop.where(run % 2 == 0, zeal), runs=6)
    low, high = found.second_band
    assert low < 0.1 < found.second_share < 0.5 < high
    assert found.first_share == pytest.approx(found.second_share, abs=1e-6)


def test_runs_are_drawn_where_there_are_five_else_regions():
    table = pd.DataFrame({"run": [1, 2, 3, 4, 5], "region": ["a", "a", "b", "b", "b"]})
    assert clusters(table).tolist() == [0, 1, 2, 3, 4]
    assert clusters(table[:4]).tolist() == [0, 0, 1, 1]
    weights = bootstrap_weights(5)
    assert (weights.sum(axis=1) == 5).all()
    assert np.array_equal(weights, bootstrap_weights(5))


def test_means_of_groups_are_differences_from_neighbours():
    table = pd.DataFrame({"run": 1, "region": list("aabb"), "deaths": [10.0, 20.0, 110.0, 160.0]})
    means = grouped_means(table, ["deaths"], np.array([0, 1, 0, 1]), ["run", "region"])
    # 5 below and above in region a, 25 in region b: 15 on the mean, between 5 and 25.
    assert means["deaths", "mean"].tolist() == [-15.0, 15.0]
    assert (means["deaths", "low"].tolist(), means["deaths", "high"].tolist()) == (
        [-25.0, 5.0],
        [-5.0, 25.0],
    )
    assert means["rows", ""].tolist() == [2.0, 2.0]


# ------------------------------------------------------------------------------------- the command
@pytest.fixture
def folder(tmp_path):
    table = country(lambda crop, zeal, run: 30.0 * crop - 10.0 * zeal, runs=2)
    leaks = (table["district"] % 4 == 3) & (table["date"] == "1932-12-01")
    table.loc[leaks, ["choice", "sold_back_kg"]] = [4.0, 4000.0]
    table["outsider"] = (table["district"] // 2 % 2).astype(float)
    table["hunger_deaths"] = 1.0 + table["outsider"]
    span = {"start": "1933-06", "until": "1933-06"}
    return synthetic_results.write(tmp_path / "out", districts=table, **span)


def test_the_command_prints_numbers_as_json(folder, capsys):
    assert cadre_study.main([str(folder), "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    rows = {(row["measure"], row["year"]): row for row in printed["explained"]}
    assert len(rows) == 10
    pooled = rows["kg a villager", "all"]
    assert pooled["districts"] == 64
    assert pooled["together"] == pytest.approx(1.0, abs=1e-6)
    assert rows["kg a villager", "1929/30"]["cadre_share"] == pytest.approx(0.1, abs=1e-6)
    # Those who leak in 1932/33 reap the better crops, so what the two groups share is halved.
    assert rows["kg a villager", "1932/33"]["cadre_share"] > 0.2
    fates = {row["secretary"]: row for row in printed["fates"]}
    # Outsiders hold the zealous half: 24 deaths against 12, 10 kg below against 10 above.
    assert fates["mean"]["deaths"] == pytest.approx(18.0)
    assert fates["from outside"]["deaths"] == pytest.approx(6.0)
    assert fates["of the place"]["kg"] == pytest.approx(10.0)
    # One of four sells 4 kg back: 3 above the mean of its neighbours, the others 1 below.
    assert fates["balked or leaked"]["sold_back"] == pytest.approx(3.0)
    assert fates["neither"]["sold_back"] == pytest.approx(-1.0)
    assert fates["comply"]["districts"] == 16


def test_the_command_prints_tables_and_markdown(folder, capsys):
    assert cadre_study.main([str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "extraction         year     districts  harvest alone" in printed
    assert "intervals draw regions" in " ".join(printed.split())
    assert "+6.00 (+6.00 to +6.00)" in printed
    assert cadre_study.main([str(folder), "--markdown"]) == 0
    lines = capsys.readouterr().out.splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert rows[0].startswith("| extraction | year | districts | harvest alone |")
    assert any(row.startswith("| kg a villager | 1929/30 | 16 | 90.0 | 10.0 |") for row in rows)


def test_results_without_districts_are_refused(tmp_path, capsys):
    folder = synthetic_results.write(tmp_path / "out", 1, start="1933-06", until="1933-06")
    assert cadre_study.main([str(folder)]) == 2
    assert "no districts.parquet" in capsys.readouterr().err
    assert cadre_study.main([str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err
