"""The log of the leaders agrees with the recorded series: seats, posts, beliefs, resumed runs."""

import functools

import numpy as np
import pyarrow as pa
import pytest
from watching import scenario

import sim.month
from sim.leader_columns import LEADER_COLUMNS, LEADER_INDEX, MONTHS_AFTER_DEATH
from sim.model import GeneralLine
from sim.outcomes import SERIES_INDEX
from sim.results_tables import LEADERS_SCHEMA, dates, leaders_table
from sim.runner import run_one
from sim.world import LeaderLog

UNTIL = "1928-06"


@functools.cache
def finished(until=UNTIL, drive="politics"):
    """A run of the leadership alone: series, events and log."""
    return run_one(scenario(until, drive=drive), 1)


@functools.cache
def rows():
    """The log of that run as a table, words as words."""
    run = finished()
    words = {column: list(known) for column, known in run.leaders.words.items()}
    days = dates((1924, 1), run.values.shape[1])
    return leaders_table(1, 1, run.leaders.rows, words, days).to_pandas()


def series(name):
    return finished().values[SERIES_INDEX[name], :, -1]


def by_month(of):
    """A number a month of the log, from what is done with the month's rows."""
    return np.array([of(month) for _, month in rows().groupby("date")])


# ------------------------------------------------------------------------------------ by hand
def entry(**columns):
    empty = {c.name: "" if c.words else 0 for c in LEADER_COLUMNS}
    assert set(columns) <= set(empty)
    return empty | columns


def test_words_are_kept_once_a_column_and_numbers_as_declared():
    log = LeaderLog()
    log.enter(0, [-1, 8], [entry(key="a", patron="b", squeeze=0.1), entry(key="b", full_member=1)])
    log.enter(1, [-1], [entry(key="a", patron="a", standing=0.75)])
    assert log.words["key"] == {"a": 0, "b": 1}
    assert log.words["patron"] == {"b": 0, "": 1, "a": 2}
    assert list(log.rows["tick"]) == [0, 0, 1]
    words = {column: list(known) for column, known in log.words.items()}
    table = leaders_table(3, 7, log.rows, words, dates((1924, 1), 2))
    assert table.schema.equals(LEADERS_SCHEMA)
    assert table["key"].to_pylist() == ["a", "b", "a"]
    assert table["patron"].to_pylist() == ["b", "", "a"]
    assert table["region"].to_pylist() == ["USSR", "Ukraine", "USSR"]
    assert table["full_member"].to_pylist() == [0, 1, 0]
    assert table["squeeze"].to_pylist() == pytest.approx([0.1, 0.0, 0.0], abs=1e-7)
    assert [str(day)[:7] for day in table["date"].to_pylist()] == ["1924-01", "1924-01", "1924-02"]
    assert set(table["run"].to_pylist()) == {3}
    assert set(table["seed"].to_pylist()) == {7}


def test_a_log_without_months_is_an_empty_table():
    log = LeaderLog()
    words = {column: list(known) for column, known in log.words.items()}
    table = leaders_table(1, 1, log.rows, words, dates((1924, 1), 1))
    assert (table.num_rows, table.schema) == (0, LEADERS_SCHEMA)


def test_every_column_is_declared_once_with_unit_and_definition():
    assert len(LEADER_INDEX) == len(LEADER_COLUMNS) == 16
    for column in LEADER_COLUMNS:
        assert column.unit in ("key", "text", "0/1", "share")
        assert len(column.definition) > 5
        kept = LEADERS_SCHEMA.field(column.name).type
        wanted = {"0/1": pa.int8(), "share": pa.float32()}.get(column.unit)
        assert kept == wanted if wanted else pa.types.is_dictionary(kept)


# ----------------------------------------------------------------------------------- in a run
def test_seats_by_circle_are_the_recorded_strengths():
    """What a month leaves is what the next month records as its first day."""
    strength = {
        "centre": lambda m: m["stance"] == "ruling",
        "left": lambda m: m["stance"].isin(["open", "beaten"]) & (m["label"] == "left"),
        "united_opposition": lambda m: (
            m["stance"].isin(["open", "beaten"]) & (m["label"] == "united_opposition")
        ),
    }
    for label, of in strength.items():

        def share(month, of=of):
            seated = (month["full_member"] == 1) & (month["status"] == "member")
            return (seated & of(month)).sum() / max(1, seated.sum())

        recorded = series(f"faction_strength_{label}")[1:]
        assert recorded.max() > 0.0, label
        assert by_month(share)[:-1] == pytest.approx(recorded, abs=1e-9), label


def test_beliefs_of_the_top_are_the_recorded_means():
    def mean(name):
        def top(m):
            seated = (m["full_member"] == 1) | (m["politburo"] != "")
            return m.loc[seated & (m["status"] == "member"), name].mean()

        return by_month(top)

    right, enemies = series("belief_line_right"), series("belief_enemies_active")
    assert mean("believes_line")[:-1] == pytest.approx(right[1:], abs=1e-6)
    assert mean("believes_enemies")[:-1] == pytest.approx(enemies[1:], abs=1e-6)


def test_each_of_the_22_regions_has_one_secretary():
    posts = rows()[rows()["regional_post"] == 1]
    counts = posts.groupby("date", observed=True)["region"].agg(["size", "nunique"])
    assert (counts["size"] == 22).all()
    assert (counts["nunique"] == 22).all()


def test_a_leader_has_one_row_a_month_and_words_that_are_known():
    table = rows()
    assert not table.duplicated(["date", "key"]).any()
    assert set(table["stance"]) <= {"ruling", "open", "beaten", "none"}
    assert set(table["status"]) <= {"member", "expelled", "arrested", "exiled", "dead"}
    assert set(table["politburo"]) <= {"", "full", "candidate"}
    assert set(table["recanted"]) <= {"na", "no", "partial", "yes"}
    assert set(table["full_member"]) <= {0, 1}
    for name in ("squeeze", "standing", "believes_line", "believes_enemies"):
        assert table[name].between(0.0, 1.0).all(), name
    keys = set(table["key"])
    circles = set(table["circle"]) - {""}
    assert circles <= keys
    nobody = table["circle"] == ""
    assert (table.loc[nobody, "stance"] == "none").all()
    assert (table.loc[~nobody, "stance"] != "none").all()
    assert (table.loc[table["stance"] == "ruling", "label"] == "centre").all()


def test_the_dead_are_kept_for_a_year():
    table = rows()
    lenin = table.loc[(table["key"] == "lenin") & (table["status"] == "dead"), "date"]
    assert len(lenin) == MONTHS_AFTER_DEATH
    assert str(lenin.max())[:7] == "1924-12"
    dead = table[table["status"] == "dead"]
    assert (dead["circle"].astype(str) == "").all()
    buried = dead[dead["key"] != "lenin"]
    assert len(buried)
    assert not buried["full_member"].any()
    assert (buried["politburo"].astype(str) == "").all()


def test_the_log_changes_no_result(monkeypatch):
    monkeypatch.setattr(sim.month, "leaders_are_logged", lambda world: None)
    silent = run_one(scenario(UNTIL, drive="politics"), 1)
    assert len(silent.leaders.rows) == 0
    assert np.array_equal(silent.values, finished().values, equal_nan=True)
    assert silent.events == finished().events


def test_a_resumed_run_keeps_the_same_log():
    whole = GeneralLine(scenario("1925-03", drive="politics"), seed=1)
    for _ in range(7):
        whole.step()
    resumed = GeneralLine.from_state(whole.save_state())
    for model in (whole, resumed):
        model.run()
    logs = [model.world.leader_log for model in (whole, resumed)]
    assert np.array_equal(logs[0].rows, logs[1].rows)
    assert logs[0].words == logs[1].words
    assert len(logs[0].months) == 15
    whole.close()
    resumed.close()


def test_a_run_without_a_leadership_keeps_no_log():
    model = GeneralLine(scenario("1924-01", drive="countryside"), seed=1)
    assert model.world.leader_log is None
    model.close()
