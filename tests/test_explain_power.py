"""What the leadership did and why: grounds, causes, a person's course, and the command."""

import json
import sys

import pandas as pd
import pytest

import run as command_line
from analysis import explain_power as power
from analysis.pattern_run import Event
from analysis.results import Results, ResultsError
from sim.runner import run_ensemble
from sim.scenario import load


def event(month, kind, actors, text="text", **facts):
    return Event(pd.Timestamp(f"{month}-01"), kind, actors, "", text, facts)


# ------------------------------------------------------------------------------ grounds and causes
def test_the_grounds_of_a_sanction_are_its_act_arena_and_the_states_of_the_time():
    facts = {"act": "text_reader", "arena": "underground_text", "recanted": "no", "severity": 4,
             "moved": 3, "threat": 0.71234, "norm": 0.9}  # fmt: skip
    told = power.grounds(event("1932-10", "sanction", "A", **facts))
    parts = ("text reader in the arena underground text, recanted no",
             "severity 4, the leader moved 3", "threat 0.712, norm 0.9")  # fmt: skip
    assert told == "; ".join(parts)


def test_a_kind_without_a_rule_tells_its_plain_facts():
    assert power.grounds(event("1934-12", "case", "A", what="murder", record={"B": 1})) == (
        "what murder"
    )
    assert power.grounds(event("1934-12", "case", "A")) == ""


def test_an_event_follows_the_last_of_the_kinds_that_lead_to_it():
    vote = event("1929-04", "vote", "Central Committee", "the vote")
    other = event("1929-03", "text", "B", "another's text")
    mine = event("1929-03", "coalition", "A", "his break")
    old = event("1926-01", "coalition", "A", "an old break")
    case = event("1929-05", "sanction", "A", "his penalty", faction="right")
    assert power.following(case, [old, other, mine, vote, case]) == "1929-03: his break"
    named = event("1929-04", "vote", "Central Committee", "the vote", faction="right")
    told = power.following(case, [old, mine, named, case])
    assert told == "1929-04: the vote | 1929-03: his break"


def test_nothing_follows_itself_or_what_came_later():
    first = event("1929-05", "line", "plenum", "turn")
    later = event("1929-06", "vote", "Central Committee", "vote")
    assert power.following(first, [first, later]) == ""


# ------------------------------------------------------------------------------------ in real runs
@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    out = tmp_path_factory.mktemp("power") / "out"
    run_ensemble(load("historical", drive="politics", until="1928-06"), seeds=[1, 2], out=out)
    return out


def test_a_month_tells_what_was_seen_and_every_event(folder):
    told = power.month_story(Results.open(folder), "1925-12", 1)
    assert {row["what"] for row in told.states} >= {"threat perceived", "norm of unanimity"}
    events = Results.open(folder).events
    here = events[(events["run"] == 1) & (events["date"] == "1925-12-01")]
    counted = here["kind"].isin(power.COUNTED)
    assert len(told.events) == (~counted).sum() + here.loc[counted, "kind"].nunique()
    congress = next(row for row in told.events if "congress meets" in row["what"])
    assert "minority share" in congress["on what grounds"]


def test_a_person_is_told_by_part_of_his_name_with_offices_and_votes(folder):
    told = power.person_story(Results.open(folder), "zinov", run_number=1)
    assert told.states[0]["date"] == "1924-01"
    assert "Politburo" in told.states[0]["holds"] and "Comintern chair" in told.states[0]["holds"]
    assert [row["date"] for row in told.events] == sorted(row["date"] for row in told.events)
    assert any("votes against" in row["what"] for row in told.events)
    until = power.person_story(Results.open(folder), "zinov", "1924-12", 1)
    assert all(row["date"] <= "1924-12" for row in until.events + until.states)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--month", "1925-13"], "--month: '1925-13' is not a month"),
        (["--month", "1951-01"], "--month: the runs do not hold 1951-01"),
        (["--month", "1925-12", "--run", "9"], "--run: 9 is none of 1, 2"),
        (["--who", "Nobody"], "--who: nobody in this run goes by 'Nobody'"),
        (["--who", "ov"], "--who: 'ov' may be "),
        (["--who", " "], "--who: nobody in this run goes by ' '"),
        (["--who", "Rykov", "--region", "Ukraine", "--month", "1925-12"], "give one of them"),
    ],
)
def test_the_command_refuses_in_one_line(folder, monkeypatch, capsys, words, said):
    monkeypatch.setattr(sys, "argv", ["run.py", "explain", str(folder), *words])
    assert command_line.main() == 2
    printed = capsys.readouterr()
    assert said in printed.err and printed.out == "" and printed.err.count("\n") == 1


def test_the_command_prints_tables_and_json(folder, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["run.py", "explain", str(folder), "--who", "Trotsky"])
    assert command_line.main() == 0
    printed = capsys.readouterr().out
    assert "on what grounds" in printed and "Politburo; Central Committee" in printed
    monkeypatch.setattr(sys, "argv", [*sys.argv[:3], "--month", "1925-12", "--json"])
    assert command_line.main() == 0
    assert any("following what" in row for row in json.loads(capsys.readouterr().out))


def test_results_without_a_leadership_say_so(tmp_path):
    out = tmp_path / "out"
    run_ensemble(load("historical", drive="countryside", until="1924-03", scale=20000), seeds=[1],
                 out=out)  # fmt: skip
    with pytest.raises(ResultsError, match="no leadership was simulated"):
        power.month_story(Results.open(out), "1924-02")
