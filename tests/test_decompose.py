"""Decomposition: the factors, the scenarios between two, and the numbers, to be redone by runs."""

import csv
import json
import math
import sys

import numpy as np
import pandas as pd
import pytest
from synthetic_runs import StandIn

import run as command_line
from analysis import chart_compare, chart_decompose, compare_runs, decompose, shapley
from analysis.compare import CompareError
from analysis.factors import MOST, Factor, between, differing, factors_between
from analysis.one_run import OneRun
from analysis.outcome_numbers import HEADLINES, outcome_numbers, reached
from sim import one_run
from sim.levers import LEVERS
from sim.scenario import load

OPEN_VOTES = """question: What if factions had been lawful and votes secret?
extends: historical
levers:
  discipline.faction_ban: {1924-02: 0.0}
  voting.secret: {1925-01: 1.0}
"""
TWO = ("discipline.faction_ban", "voting.secret")


@pytest.fixture
def open_votes(tmp_path):
    path = tmp_path / "open_votes.yaml"
    path.write_text(OPEN_VOTES)
    return path


# --------------------------------------------------------------------------------- the factors
def test_a_lever_is_a_factor_and_a_theme_where_there_are_many():
    historical = load("historical")
    three = factors_between(historical, load("open_party"))
    assert [factor.name for factor in three] == [
        "discipline.faction_ban", "apparatus.appointment_control", "voting.secret",
    ]  # fmt: skip
    assert all(factor.levers == (factor.name,) for factor in three)
    themes = factors_between(historical, load("no_collectivisation"))
    assert [(factor.name, len(factor.levers)) for factor in themes] == [
        ("collectivisation", 5), ("livestock", 1), ("dekulakisation", 2), ("kazakhstan", 1),
    ]  # fmt: skip
    assert themes[2].levers == ("dekulakisation.deport", "dekulakisation.dispossess")


def test_groups_by_hand_take_levers_and_themes_and_leave_a_rest():
    found = factors_between(
        load("historical"), load("nep_continues"),
        "grain = procurement, exports.plan ; farms=collectivisation,livestock;",
    )  # fmt: skip
    assert [factor.name for factor in found] == ["grain", "farms", "rest"]
    assert found[0].levers[-1] == "exports.plan"
    assert "procurement.search" in found[0].levers
    levers = [lever for factor in found for lever in factor.levers]
    assert sorted(levers) == sorted(differing(load("historical"), load("nep_continues")))


def test_a_changed_parameter_is_a_lever(tmp_path):
    path = tmp_path / "alike.yaml"
    path.write_text(
        "question: What if?\nextends: homogeneous_households\nlevers:\n"
        "  exports.plan: {1931-07: 0.0}\n"
    )
    found = factors_between(load("historical"), load(path))
    assert [factor.name for factor in found] == ["exports.plan", "endowment.spread"]
    mixed = between(load("historical"), load(path), found[1:], "alike")
    assert mixed.sha256 == load("homogeneous_households").sha256


def test_changes_after_the_last_month_are_none():
    historical, other = (load(name, until="1929-06") for name in ("historical", "open_party"))
    assert len(differing(historical, other)) == 3
    cut = [load(name, until="1927-12") for name in ("historical", "nep_continues")]
    with pytest.raises(CompareError, match=r"in no lever up to 1927-12; there is nothing"):
        factors_between(*cut)


def test_the_scenarios_between_two_go_from_one_to_the_other():
    baseline, other = load("historical", drive="coupled"), load("nep_continues", drive="coupled")
    levers = differing(baseline, other)
    whole = [Factor(name, (name,)) for name in levers]
    assert between(baseline, other, [], "none").sha256 == baseline.sha256
    assert between(baseline, other, whole, "all").sha256 == other.sha256
    half = between(baseline, other, whole[:3], "half")
    rows = {name: row for row, name in enumerate(LEVERS)}
    for name in LEVERS:
        model = other if name in levers[:3] else baseline
        assert (half.paths[rows[name]] == model.paths[rows[name]]).all()
        assert (half.emergent_months[rows[name]] == model.emergent_months[rows[name]]).all()
        assert half.origin[name] == model.origin[name]


def test_a_scenario_between_is_the_file_that_says_the_same(open_votes):
    options = {"drive": "politics", "until": "1930-12"}
    historical, other = load("historical", **options), load(open_votes, **options)
    factors = factors_between(historical, other)
    same = load("historical", overrides=["voting.secret=1925-01:1"], **options)
    assert between(historical, other, factors[1:], "secret").sha256 == same.sha256


# ---------------------------------------------------------------------------- hostile groupings
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("grain=procurement.plam", "'procurement.plam' is none of the levers by which "
         "nep_continues differs from historical; did you mean 'procurement.plan'?"),
        ("grain=weather.shock", "'weather.shock' is none of the levers by which nep_continues "
         "differs from historical"),
        ("grain", "'grain' is not of the form name=lever,lever"),
        ("", "'' is not of the form name=lever,lever"),
        ("grain=", "'grain=' is not of the form name=lever,lever"),
        ("=exports.plan", "'=exports.plan' is not of the form name=lever,lever"),
        ("a=exports.plan;a=livestock", "the name 'a' stands twice"),
        ("a=exports.plan;b=exports", "exports.plan stands twice"),
        ("a=exports.plan,exports", "exports.plan stands twice"),
        ("rest=exports", "'rest' names the levers left over; use another name"),
        ("a=price;b=exports;c=rations;d=livestock;e=cadres;f=kazakhstan", "7 factors, rest ("),
        ("all=price,exports,rations,livestock,cadres,kazakhstan,procurement,collectivisation,"
         "dekulakisation,passports,trade", "1 factor; two to 6 are decomposed"),
    ],
)  # fmt: skip
def test_a_grouping_that_cannot_be_is_one_line(text, message):
    with pytest.raises(CompareError) as caught:
        factors_between(load("historical"), load("nep_continues"), text)
    assert message in str(caught.value)
    assert str(caught.value).startswith("--factors: ")
    assert "\n" not in str(caught.value)


def test_too_many_themes_ask_for_groups():
    with pytest.raises(CompareError) as caught:
        factors_between(load("historical"), load("nep_continues"))
    assert "in 27 levers of 11 themes (price, procurement, " in str(caught.value)
    assert f"two to {MOST} factors are decomposed; group them: --factors" in str(caught.value)


# --------------------------------------------------------------------------------- the command
def ask(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["run.py", "compare", *map(str, words)])
    return command_line.main()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["no_exports", "--decompose"], "one lever, exports.plan; there is nothing to decompose"),
        (["nep_continues", "--decompose"], "27 levers of 11 themes"),
        (["open_party", "--factors", "a=voting.secrecy"], "'voting.secrecy' is none of the levers"),
        (["open_party", "no_exports", "--decompose"], "--decompose takes two scenarios"),
        (["open_party", "--decompose", "--until", "1929-12", "--drive", "politics"],
         "--until: the runs end in 1929-12, and the first outcome that is decomposed is read in "
         "1930-01"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_and_nothing_is_run(words, message, tmp_path, monkeypatch, capsys):
    assert ask(monkeypatch, "historical", *words, "--out", tmp_path / "out") == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert message in printed.err
    assert not (tmp_path / "out").exists()


def test_drives_must_agree_before_anything_is_taken_apart(
    open_votes, tmp_path, monkeypatch, capsys
):
    open_votes.write_text(OPEN_VOTES.replace("levers:", "drive: coupled\nlevers:"))
    assert ask(monkeypatch, "historical", open_votes, "--decompose", "--out", tmp_path / "o") == 2
    assert capsys.readouterr().err.splitlines() == [
        "open_votes: drive is coupled, but side_by_side in historical; give --drive"
    ]


# --------------------------------------------------------------------------------- the numbers
def values_by_set(folder, number):
    """The set function of subsets.csv for two factors: sets by seeds."""
    table = pd.read_csv(folder / "subsets.csv", keep_default_na=False)
    names = ["none", *TWO, " + ".join(TWO)]
    return np.array([table[table["factors_on"] == name].sort_values("seed")[number].astype(float)
                     for name in names])  # fmt: skip


@pytest.mark.slow
def test_a_decomposition_end_to_end_equals_separate_runs(open_votes, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out"
    words = ["historical", open_votes, "--decompose", "--drive", "politics", "--scale", "20000",
             "--until", "1930-01", "--runs", "2", "--jobs", "1", "--out", out]  # fmt: skip
    monkeypatch.setattr(chart_compare, "draw_figures", lambda *_: [])
    assert ask(monkeypatch, *words, "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert list(facts["decomposition"]["factors"]) == list(TWO)
    assert {path.name for path in (out / "figures").iterdir()} == {
        "decomposition_open_votes.png", "decomposition_open_votes.svg",
    }  # fmt: skip
    options = {"drive": "politics", "until": "1930-01", "scale": 20000}
    ban = "discipline.faction_ban=1924-02:0"
    for seed, overrides, mask in ((1, [ban], 1), (2, [], 0)):
        scenario = load("historical", overrides=overrides, **options)
        alone = outcome_numbers(OneRun(scenario, one_run.run_one(scenario, seed)))
        written = values_by_set(out, "line_squeeze@1930-01")
        assert written[mask, seed - 1] == alone["year:line_squeeze@1930-01"]
    rows = pd.read_csv(out / "shapley.csv")
    assert set(rows["outcome"]) == {"line_squeeze", "centre_rules"}
    assert written[0].tolist() != written[3].tolist()
    for (name, period), found in rows.groupby(["outcome", "period"]):
        values = values_by_set(out, f"{name}@{period}")
        shares = shapley.shapley_values(values)
        assert shares.sum(axis=0) == pytest.approx(values[3] - values[0], abs=1e-12)
        by_factor = found.set_index("factor")
        assert by_factor.loc[list(TWO), "shapley_median"].tolist() == pytest.approx(
            np.median(shares, axis=1).tolist()
        )
        assert by_factor.loc[list(TWO), "shapley_mean"].sum() == pytest.approx(
            by_factor.loc["whole", "shapley_mean"]
        )
        # the whole is what the comparison says of the two scenarios
        compared = [
            row
            for row in facts["rows"]
            if (row["outcome"], row["period"], row["kind"]) == (name, period, "year")
        ]
        assert by_factor.loc["whole", "shapley_median"] == pytest.approx(
            compared[0]["difference_median"]
        )


def stand_in(monkeypatch, broken=()):
    """A model whose procurement falls by a tenth of its own size for each lever that is changed."""
    historical = load("historical")

    class Levers(StandIn):
        def __init__(self, scenario, *, seed, threads=1):
            super().__init__(scenario, seed=seed)
            changed = len(differing(historical, scenario))
            scale = (1 - 0.1 * changed) / (0.9 if scenario.name != "historical" else 1.0)
            self.world.recorder.values *= scale

        def run(self):
            if (self.scenario.name, self.seed) in broken:
                raise ZeroDivisionError("no harvest")

    monkeypatch.setattr(one_run, "_general_line", lambda: Levers)
    for module in (chart_compare, chart_decompose):
        monkeypatch.setattr(module, "draw_figures", lambda *_: [])


def test_equal_levers_share_alike_and_failed_runs_leave_the_complete_seeds(
    tmp_path, monkeypatch, capsys
):
    stand_in(monkeypatch, [("historical with voting.secret", 2)])
    scenarios = [load("historical"), load("open_party")]
    done = compare_runs.compare(scenarios, [1, 2], tmp_path, 1, True, decomposed=True)
    assert done.failed == 1
    assert "historical with voting.secret, seed 2: ZeroDivisionError" in capsys.readouterr().err
    rows = done.shares
    assert rows["outcome"].nunique() >= 7
    procured = rows[rows["outcome"] == "procurement"].set_index("factor")
    assert set(procured["pairs"]) == {1}
    [whole] = procured.loc[["whole"], "shapley_median"]
    parts = procured.drop(index="whole")
    # three levers, a tenth each: alike, alone as last, nothing between them
    for column in ("shapley_median", "alone_median", "last_median"):
        assert parts[column].tolist() == pytest.approx([whole / 3] * 3)
    assert parts["percent_of_whole"].tolist() == pytest.approx([100 / 3] * 3)
    assert procured["interaction_median"].tolist() == pytest.approx([0.0] * 4, abs=1e-9)
    assert len(done.short_shares) == len(rows)
    with (tmp_path / "subsets.csv").open(newline="") as file:
        lines = list(csv.DictReader(file))
    assert len(lines) == 8 * 2
    empty = [line for line in lines if not line["procurement@1929/30-1932/33"]]
    assert [(line["factors_on"], line["seed"]) for line in empty] == [("voting.secret", "2")]


def test_without_a_complete_pair_nothing_is_taken_apart(tmp_path, monkeypatch):
    stand_in(monkeypatch, [("historical", 1)])
    scenarios = [load("historical"), load("open_party")]
    done = compare_runs.compare(scenarios, [1], tmp_path, 1, True, decomposed=True)
    assert (done.failed, done.shares, done.short_shares) == (1, None, [])
    assert not (tmp_path / "shapley.csv").exists()


# -------------------------------------------------------------------------------- the headlines
def test_headlines_are_read_where_the_runs_tell_them():
    names = {one.outcome for one in reached("politics", "1930-01")}
    assert names == {"line_squeeze", "centre_rules"}
    assert reached("countryside", "1930-01") == []
    assert {one.tier for one in reached("countryside", "1939-12")} == {"countryside"}
    assert set(reached("coupled", "1939-12")) == set(HEADLINES)


def test_every_headline_is_a_number_of_a_whole_run():
    scenario = load("historical")
    numbers = outcome_numbers(OneRun(scenario, one_run.run_one(scenario, 1, model=StandIn)))
    # the stand-in counts no people of Ukraine
    wanted = {one.number for one in HEADLINES if one.outcome != "excess_deaths_ukraine"}
    assert wanted <= set(numbers)
    assert not any(math.isnan(value) for value in numbers.values())


def test_a_figure_is_drawn_from_the_shares(tmp_path, monkeypatch):
    numbers = pd.DataFrame(
        {HEADLINES[0].number: [5.0, 6.0, 4.0, 5.0, 3.0, 3.0, 1.0, 1.0]},
        index=pd.MultiIndex.from_product([range(4), (1, 2)], names=["set", "seed"]),
    )
    factors = (Factor("grain", ("exports.plan",)), Factor("farms", ("livestock.socialisation",)))
    apart = decompose.Decomposition("historical", "other", factors, HEADLINES[:2], numbers, 0)
    rows = apart.rows().set_index("factor")
    # seed 1: 5, 4, 3, 1: grain (1 + 2) / 2, farms (2 + 3) / 2; seed 2: 6, 5, 3, 1
    assert rows["shapley_mean"].tolist() == [-1.5, -3.0, -4.5]
    assert rows["percent_of_whole"].tolist() == pytest.approx([100 / 3, 200 / 3, 100])
    numbers.loc[(3, 1)] = 6.0
    doubtful = decompose.Decomposition("a", "b", factors, HEADLINES[:1], numbers, 0).rows()
    assert doubtful["percent_of_whole"].isna().all()
    assert rows["partner"].tolist() == ["farms", "grain", "grain and farms"]
    facts = type("Facts", (), {"facts": {"drive": "countryside", "scale": 1}, "digest": "ab"})
    drawing = chart_decompose.draw_decomposition(apart.rows(), apart, facts)
    assert len(drawing.figure.axes) == 1
    assert "all 4 sets of 2 factors" in drawing.caption
    assert "n = 2 pairs of runs" in drawing.caption
    labels = [tick.get_text() for tick in drawing.figure.axes[0].get_yticklabels()]
    assert labels == ["grain", "farms", "whole"]
