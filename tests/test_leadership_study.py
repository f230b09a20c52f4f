"""The study of the leadership: its rows and tables by hand, its scenarios, and a small run."""

import json
import math

import numpy as np
import pandas as pd
import pytest

from analysis import leadership_draws, leadership_study
from analysis import leadership_tables as tables
from analysis.leadership_runs import courses, first_secretary, name_of
from analysis.results import Results
from sim.catalogue import parameters
from sim.levers import LEVER_INDEX
from sim.outcomes import SERIES_INDEX
from sim.runner import run_one
from sim.scenario import load

SCENARIOS = {
    "no_appointment_control": ("1924-02", "apparatus.appointment_control", 0.0),
    "no_faction_ban": ("1924-02", "discipline.faction_ban", 0.0),
    "ban_must_be_won": ("1924-01", "discipline.faction_ban", 0.0),
    "lenin_lives": ("1924-02", "lenin.alive", 1.0),
    "secret_ballots": ("1924-02", "voting.secret", 1.0),
    "good_harvest_1927": ("1927-07", "crisis.shortfall", 0.2),
}
TOGETHER = {"open_party": ("no_appointment_control", "no_faction_ban", "secret_ballots")}
"""Scenarios that join others: all of their levers, and no more."""


def tick_of(month):
    return (int(month[:4]) - 1924) * 12 + int(month[5:]) - 1


# ----------------------------------------------------------------------------------- the scenarios
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_asks_a_question_and_moves_one_lever(name):
    first, lever, value = SCENARIOS[name]
    scenario, historical = load(name), load("historical")
    assert scenario.question.endswith("?")
    assert scenario.title and scenario.sources
    assert scenario.first_change == first
    ours, theirs = scenario.paths, historical.paths
    changed = (ours != theirs) | (scenario.emergent_months != historical.emergent_months)
    assert {n for n, row in LEVER_INDEX.items() if changed[row].any()} == {lever}
    assert not changed[:, : tick_of(first)].any()
    assert ours[LEVER_INDEX[lever], tick_of(first)] == value
    assert scenario.parameters == {}


@pytest.mark.parametrize("name", TOGETHER)
def test_a_joint_scenario_moves_what_its_parts_move(name):
    scenario, historical = load(name), load("historical")
    assert scenario.question.endswith("?") and scenario.sources
    expected = historical.paths.copy()
    for part in TOGETHER[name]:
        first, lever, _ = SCENARIOS[part]
        row, tick = LEVER_INDEX[lever], tick_of(first)
        expected[row, tick:] = load(part).paths[row, tick:]
    assert np.array_equal(scenario.paths, expected)


def test_the_study_runs_every_scenario_that_it_has_words_for():
    assert set(tables.COUNTERFACTUALS) == {*SCENARIOS, *TOGETHER}


def test_a_counterfactual_equals_its_parent_before_its_first_month():
    until = "1927-12"
    one, other = (run_one(load(name, drive="politics", until=until), 3)
                  for name in ("historical", "good_harvest_1927"))  # fmt: skip
    assert np.array_equal(one.values[:, :42], other.values[:, :42], equal_nan=True)
    assert not np.array_equal(one.values[:, 42:], other.values[:, 42:], equal_nan=True)


def test_a_better_harvest_never_hardens_the_line():
    for seed in (1, 2):
        lines = {}
        for name in ("historical", "good_harvest_1927"):
            run = run_one(load(name, drive="politics", until="1928-07"), seed)
            lines[name] = run.values[SERIES_INDEX["line_squeeze"], 54, -1]
        assert lines["good_harvest_1927"] < lines["historical"]


# --------------------------------------------------------------------------------- a row, by hand
def results(events, line=0.7):
    """One run of the years 1924 to 1934 with these events: (date, kind, actors, text, facts)."""
    dates = pd.date_range("1924-01-01", "1934-12-01", freq="MS")
    series = pd.DataFrame({
        "run": 0, "seed": 5, "date": dates, "region": "USSR", "series": "line_squeeze",
        "value": line, "unit": "share",
    })  # fmt: skip
    rows = pd.DataFrame(
        [(0, pd.Timestamp(date), kind, actors, "", text, json.dumps(facts))
         for date, kind, actors, text, facts in events],
        columns=["run", "date", "kind", "actors", "region", "text", "detail"],
    )  # fmt: skip
    return Results.from_frames({"scenario": {"name": "x"}}, series, rows)


def beaten(date, faction):
    return (f"{date}-01", "defeat", "somebody", "", {"faction": faction})


RECORD = [
    beaten("1924-05", "left"),
    ("1925-12-01", "congress", "", "", {"minority_share": 0.1, "members_minority_share": 0.0}),
    beaten("1925-12", "new_opposition"),
    beaten("1926-10", "united_opposition"),
    beaten("1927-12", "united_opposition"),
    beaten("1929-04", "right"),
]


def test_the_course_of_the_record_is_read_as_such():
    row = courses(results(RECORD)).loc[5]
    assert row["order"] == "left > new_opposition > united_opposition > right"
    assert row["as_recorded"] == 1.0
    assert row["united_opposition_month"] == 33.0
    assert row["right_month"] == 63.0
    assert (row["secretary_1934"], row["ruler_1930"]) == (first_secretary(), "centre")
    assert (row["line_name"], row["minority_1925"]) == ("squeeze", 0.1)
    assert math.isnan(row["minority_1927"])
    assert math.isnan(row["norm_1926"])


def test_a_challenger_rules_by_the_side_of_his_break_and_an_heir_by_his_master_s():
    events = [
        ("1928-03-01", "coalition", "Rykov", "", {"change": "break", "faction": "right"}),
        ("1928-09-01", "succession", "Rykov", "Rykov carries the committee.", {"former": "S"}),
        ("1931-02-01", "succession", "Tomsky", "Tomsky takes over the Secretariat.", {}),
    ]
    row = courses(results(events, 0.3)).loc[5]
    assert (row["ruler_1930"], row["secretary_1934"]) == ("right", "Tomsky")
    assert (row["order"], row["line_name"]) == ("none", "market")
    back = [*events[:2], ("1929-05-01", "succession", first_secretary(), "He carries it.", {})]
    assert courses(results(back)).loc[5, "ruler_1930"] == "centre"


@pytest.mark.parametrize(("line", "side"), [(0.3, "right"), (0.6, "left")])
def test_a_partner_who_never_broke_rules_by_the_turn_that_he_gives_the_line(line, side):
    facts = {"body": "Central Committee", "faction": "none", "minority": 0.6}
    events = [
        ("1926-10-01", "vote", "Committee", "", facts | {"faction": "united_opposition"}),
        ("1928-04-01", "vote", "Central Committee", "", facts),
        (
            "1928-04-01",
            "succession",
            "Bukharin",
            "Bukharin carries the committee.",
            {"former": "S"},
        ),
        ("1928-04-01", "line", "plenum", "", {"line": line, "before": 0.45}),
    ]
    assert courses(results(events)).loc[5, "ruler_1930"] == side


def test_a_line_has_a_name():
    assert [name_of(x) for x in (0.39, 0.4, 0.6, 0.61)] == ["market", "middle", "middle", "squeeze"]
    assert name_of(math.nan) == ""


# -------------------------------------------------------------------------------------- the tables
def made_up():
    """Four runs: three by the record, one in which the right is never beaten and rules."""
    frame = pd.DataFrame({
        "left_month": [4.0] * 4, "new_opposition_month": [23.0] * 4,
        "united_opposition_month": [33.0, 35.0, 45.0, math.nan],
        "right_month": [63.0, 64.0, 65.0, math.nan],
        "order": ["a > b"] * 3 + ["a"], "as_recorded": [1.0, 1.0, 1.0, 0.0],
        "secretary_1934": ["S", "S", "S", "R"], "ruler_1930": ["centre"] * 3 + ["right"],
        "line_1930": [0.7, 0.8, 0.9, 0.3], "line_name": ["squeeze"] * 3 + ["market"],
        "minority_1925": [0.1, 0.1, 0.1, 0.2], "minority_1927": [0.0] * 4,
    }, index=pd.Index([1, 2, 3, 4], name="seed"))  # fmt: skip
    for name in tables.EARLY_WORDS:
        if name not in frame:
            frame[name] = [0.4, 0.5, 0.6, 0.9]
    return frame


def test_shares_and_months_by_hand():
    frame = made_up()
    assert "| a > b | 75.0% |" in tables.order_table(frame)
    months = tables.month_table(frame).splitlines()
    assert months[2] == "| left | 100% | 1924-05 | 1924-05 to 1924-05 |"
    assert months[5] == "| right | 75% | 1929-05 | 1929-04 to 1929-06 |"
    ruler = tables.ruler_table(frame).splitlines()
    assert ruler[3] == "| centre | 0.0% | 0.0% | 75.0% | 75.0% |"
    assert ruler[4] == "| right | 25.0% | 0.0% | 0.0% | 25.0% |"
    assert "| R | 25.0% |" in tables.secretary_table(frame)


def test_a_difference_is_taken_seed_by_seed_with_its_interval():
    """Differences 1, 1, 3 and 3: mean 2, standard error 1.1547 / 2."""
    mean, low, high = tables.mean_interval(pd.Series([1.0, 1.0, 3.0, 3.0]))
    assert mean == 2.0
    assert high - mean == mean - low == pytest.approx(1.645 * 1.1547005 / 2)
    other = made_up().assign(line_1930=[0.6, 0.7, 0.8, 0.2])
    text = tables.counterfactual_table({"historical": made_up(), "lenin_lives": other})
    assert "| 0.575; -0.100 (-0.100 to -0.100) |" in text
    assert "`secret_ballots`" not in text
    assert tables.measures(made_up())["months to the right's defeat"].tolist() == [
        63.0, 64.0, 65.0, 192.0,
    ]  # fmt: skip


def test_early_conditions_are_set_against_each_other():
    frame = pd.concat([made_up(), made_up().set_index(pd.Index([5, 6, 7, 8]))])
    row = next(x for x in tables.early_table(frame).splitlines() if "line, January 1926" in x)
    assert row.startswith("| line, January 1926 | 0.500 | 0.900 | +0.400")
    assert row.endswith("| yes |")
    gap = tables.gap_interval(pd.Series([1.0, 2.0, 3.0]), pd.Series([2.0, 3.0, 4.0]))
    assert gap[0] == 1.0
    assert gap[2] - gap[0] == pytest.approx(1.645 * math.sqrt(2.0 / 3.0))
    assert math.isnan(tables.gap_interval(pd.Series([1.0]), pd.Series([2.0]))[0])


# ---------------------------------------------------------------------------------------- the study
@pytest.mark.slow
def test_the_study_is_made_once_and_taken_up_again(tmp_path, capsys):
    words = ["--runs", "1", "--jobs", "1", "--until", "1926-12", "--out", str(tmp_path / "study")]
    assert leadership_study.main(words) == 0
    text = (tmp_path / "study" / "findings.md").read_text()
    assert "| P48 | test |" in text
    assert "`lenin_lives`" in text
    kept = tmp_path / "study" / "historical" / "manifest.json"
    before = kept.stat().st_mtime_ns
    assert leadership_study.main(words) == 0
    assert kept.stat().st_mtime_ns == before
    table = pd.read_csv(tmp_path / "study" / "courses.csv")
    assert sorted(table["scenario"]) == sorted(["historical", *SCENARIOS, *TOGETHER])
    assert "findings.md" in capsys.readouterr().out


def test_bad_numbers_are_refused():
    with pytest.raises(SystemExit) as caught:
        leadership_study.main(["--runs", "0"])
    assert caught.value.code == 2


# ------------------------------------------------------------------------- draws of parameters
def test_draws_fill_the_inner_half_of_every_assumed_range():
    table = leadership_draws.drawn(list(range(5, 25)))
    assert set(table.columns) == set(leadership_draws.assumed())
    for name in table.columns:
        known = parameters()[name]
        low = known.default + 0.5 * (known.param.low - known.default)
        high = known.default + 0.5 * (known.param.high - known.default)
        strata = np.floor((table[name] - low) / (high - low) * 20)
        assert sorted(strata) == list(range(20)), name
    assert table.equals(leadership_draws.drawn(list(range(5, 25))))
    assert "voting.side_weight" in table and "discipline.outbid" not in table


def test_shares_bear_wilson_s_interval():
    assert tables.wilson(0, 0) == pytest.approx((math.nan,) * 3, nan_ok=True)
    share, low, high = tables.wilson(0, 100)
    assert (share, low) == (0.0, 0.0) and high == pytest.approx(0.0263, abs=1e-3)


def test_the_ruling_table_counts_sides_and_lines_and_keeps_the_seeds_asked_for():
    lines = ["squeeze", "squeeze", "market", "middle"]
    rulers = ["left", "centre", "right", "centre"]
    table = pd.DataFrame({"ruler_1930": rulers, "line_name": lines}, index=[1, 2, 3, 4])
    whole = tables.ruling_table({"historical": table}).splitlines()[-1]
    assert whole.startswith("| `historical` | 0.250 (") and whole.count("0.250") == 4
    part = tables.ruling_table({"historical": table}, pd.Index([1, 2])).splitlines()[-1]
    assert part.count("0.500 (") == 2 and part.count("1.000 (") == 1
    assert list(tables.centre_loses(table)) == [True, False, True, True]


def test_the_loser_table_names_the_parameter_that_differs_most():
    table = pd.DataFrame({"ruler_1930": ["left", "left", "centre", "centre"],
                          "line_name": ["squeeze"] * 4}, index=[1, 2, 3, 4])  # fmt: skip
    drawn = pd.DataFrame({"a.same": [1.0, 2.0, 1.0, 2.0], "b.differs": [5.0, 6.0, 1.0, 2.0]},
                         index=[1, 2, 3, 4])  # fmt: skip
    rows = tables.loser_table({"historical": table}, drawn).splitlines()
    assert rows[2].startswith("| `b.differs` | 5.500 | 1.500 |")


def test_a_few_draws_are_made_and_taken_up_again(tmp_path):
    out = tmp_path / "draws"
    words = ["--runs", "2", "--jobs", "1", "--until", "1924-08", "--out", str(out)]
    assert leadership_draws.main(words) == 0
    made = out / "open_party" / "draws" / "draw_0002" / "manifest.json"
    before = made.stat().st_mtime_ns
    assert leadership_draws.main(words) == 0
    assert made.stat().st_mtime_ns == before
    table = pd.read_csv(out / "courses.csv")
    assert set(table["scenario"]) == {"historical", *SCENARIOS, *TOGETHER}
    assert len(table) == 2 * (1 + len(SCENARIOS) + len(TOGETHER))
    values = pd.read_csv(out / "parameters.csv", index_col="seed")
    resolved = Results.open(made.parent).resolved
    given = resolved["parameters"]["voting.noise"]
    assert given == pytest.approx(values.loc[2, "voting.noise"])
    assert "Who rules" in (out / "findings.md").read_text()


def test_draws_refuse_a_run_count_of_nought(capsys):
    with pytest.raises(SystemExit) as stopped:
        leadership_draws.main(["--runs", "0"])
    assert stopped.value.code == 2
