"""The table of headings holds to the record and the model; faults, hostile events, the command."""

import ast
import json
from pathlib import Path

import pandas as pd
import pytest
import synthetic_results as synthetic
from synthetic_results import event
from test_chronicle import every, made, of_heading, told
from test_cli import call
from watching import scenario

from analysis import chronicle_summary, history
from analysis.chronicle import COUNTRYSIDE, HEADINGS, KINDS, POLITICS, SUMMED
from analysis.chronicle_asked import asked
from analysis.chronicle_rows import chronicle, plain, rows
from analysis.results import Results, ResultsError
from sim.runner import run_ensemble
from sim.scenario_schema import month_number as month

ROOT = Path(__file__).resolve().parent.parent


# ------------------------------------------------------------------------------------ the table
def test_headings_name_documented_events_once_and_in_order_of_time():
    table = history.events().set_index("event_id")["date_start"]
    counted = []
    for heading in HEADINGS:
        dates = [table[one] for one in heading.events]
        assert dates == sorted(dates), heading.name
        assert heading.reason, heading.name
        assert heading.tier in (POLITICS, COUNTRYSIDE)
        assert {when.kind for when in heading.when} <= set(KINDS)
        counted += [] if heading.given else list(heading.events)
    assert len(counted) == len(set(counted))
    assert len({heading.name for heading in HEADINGS}) == len(HEADINGS)


def notes():
    """Kind and names of facts of every ``note`` in the model's sources."""
    for path in (ROOT / "sim").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "note"
            if not called or not isinstance(node.args[0], ast.Constant):
                continue
            keys = {one.arg for one in node.keywords if one.arg}
            for one in node.keywords:
                if one.arg is None and isinstance(one.value, ast.Dict):
                    keys |= {k.value for k in one.value.keys if isinstance(k, ast.Constant)}
            yield node.args[0].value, keys


def test_every_kind_that_the_model_notes_is_known_and_no_other():
    assert {kind for kind, _ in notes()} == set(KINDS)
    assert set(SUMMED) <= set(KINDS)


def test_facts_that_headings_ask_for_are_facts_that_the_model_notes():
    noted_facts: dict[str, set] = {}
    for kind, keys in notes():
        noted_facts.setdefault(kind, set()).update(keys)
    # The three culprits of blame are unpacked from a count.
    noted_facts["blame"] |= {"enemies", "officials", "line"}
    for heading in HEADINGS:
        for when in heading.when:
            for name, how, wanted in when.facts:
                assert how in ("is", "over", "under", "least")
                assert name in noted_facts[when.kind], (heading.name, name)
                if isinstance(wanted, str):
                    assert wanted in noted_facts[when.kind], (heading.name, wanted)


# ---------------------------------------------------------------------------------------- faults
@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"run": 9}, "--run: 9 is none of the runs 1"),
        ({"first": "1932-13"}, "--from: '1932-13' is not a month (use YYYY-MM)"),
        ({"last": "soon"}, "--until: 'soon' is not a month (use YYYY-MM)"),
        ({"first": "1931-01"}, "--from: 1931-01 lies after the last month, 1930-12"),
        ({"first": "1929-02", "last": "1929-01"},
         "--from: 1929-02 lies after the last month, 1929-01"),
        ({"first": "1910-01", "last": "1920-01"},
         "--from, --until: the runs cover 1924-01 to 1930-12"),
        ({"kinds": ["defaet"]},
         f"--kind: 'defaet' is none of {', '.join(KINDS)}; did you mean 'defeat'?"),
    ],
)  # fmt: skip
def test_a_fault_is_named(more, message):
    with pytest.raises(ResultsError) as raised:
        asked(made(), **more)
    assert str(raised.value) == message


def test_results_without_runs_or_events_are_refused(tmp_path):
    empty = made()
    bare = Results.from_frames(empty.manifest, empty.series.iloc[:0])
    with pytest.raises(ResultsError, match="no run has finished"):
        asked(bare)
    folder = synthetic.write(tmp_path / "r", 1, until="1924-02")
    (folder / "events.parquet").unlink()
    with pytest.raises(ResultsError, match=r"has no events\.parquet"):
        asked(Results.open(folder))


def test_hostile_events_break_nothing():
    table = [
        event(
            1, "1929-04", "defeat", text="red\x1b[31m [bold]x[/bold]\nnext\u202e", faction="right"
        ),
        event(1, "1929-05", "unheard of", text=""),
        {**event(1, "1929-06", "defeat"), "detail": "{not json"},
        {**event(1, "1929-06", "sanction"), "detail": None},
        {**event(1, "1929-06", "sanction"), "detail": '["a list"]'},
        {**event(1, "1929-06", "sanction"), "detail": '{"severity": NaN, "moved": "x"}'},
        {**event(1, "1929-07", "arrest"), "detail": '{"sentences": "many"}'},
        {**event(1, "1929-07", "defeat"), "date": pd.NaT},
        event(1, "1950-01", "defeat", faction="right"),
        event(1, "1901-01", "disturbance"),
    ]
    one = told(*table)
    found = every(one, every=True)
    assert all(row.simulated.isprintable() for row in found)
    [right] = of_heading(one, "right_defeated", "occurred")
    assert right.simulated == "red [31m [bold]x[/bold] next"
    assert chronicle_summary.summary(one, *one.span)
    assert plain("a\tb\r\x00") == "a b"


# ----------------------------------------------------------------------------------- the command
@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return synthetic.write(tmp_path_factory.mktemp("chronicle") / "r", 2)


def test_the_command_prints_a_table_and_a_summary(folder):
    done = call("chronicle", str(folder), "--from", "1925-12", "--until", "1927-12", cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["date", "documented", "simulated", "verdict"]
    [united] = [line for line in lines if "(EV056)" in line and "defeat" in line]
    assert united.endswith("occurred in its month")
    assert "documented turning points occurred within their windows" in done.stdout


def test_the_command_prints_a_list_of_rows(folder):
    done = call("chronicle", str(folder), "--run", "1", "--kind", "defeat", "--json", cwd=folder)
    found = json.loads(done.stdout)
    assert [(row["event"], row["months"]) for row in found] == [
        ("EV031", 0), ("EV034", 0), ("EV056", 0), ("EV080", 7),
    ]  # fmt: skip
    assert set(found[0]) == {
        "date", "status", "verdict", "documented", "event", "simulated", "simulated_date", "kind",
        "heading", "window", "months",
    }  # fmt: skip


def test_the_command_over_all_runs(folder):
    table = call("chronicle", str(folder), "--runs", "all", "--kind", "defeat", cwd=folder)
    assert "Over 2 runs, of 4 documented turning points 4.0 occurred" in table.stdout
    done = call("chronicle", str(folder), "--runs", "all", "--kind", "defeat", "--json", cwd=folder)
    shares = {row["event"]: (row["share"], row["date"]) for row in json.loads(done.stdout)}
    assert shares["EV080"] == (1.0, "1929-11")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gone"], "gone: no such folder of results"),
        ([".", "--runs", "5"], "--runs: '5' is not 'all'; --run N tells one run"),
        ([".", "--runs", "all", "--run", "1"], "--runs all goes neither with --run nor with --all"),
        ([".", "--runs", "all", "--all"], "--runs all goes neither with --run nor with --all"),
        ([".", "--run", "7"], "--run: 7 is none of the runs 0, 1"),
        ([".", "--from", "x"], "--from: 'x' is not a month (use YYYY-MM)"),
    ],
)
def test_a_fault_of_the_command_is_one_line_and_exit_code_2(arguments, message, folder):
    done = call("chronicle", *arguments, cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{message}\n")


def test_a_real_run_of_the_leadership_has_a_chronicle(tmp_path):
    """From the runner to the rows: the congress of 1924 in its month, and nothing out of order."""
    report = run_ensemble(scenario("1926-03", drive="politics"), seeds=[1], out=tmp_path / "out")
    results = Results.open(report.folder)
    want = asked(results)
    one = chronicle(results, want.runs[0])
    found = rows(one, want.first, want.last)
    [congress, *_] = [row for row in found if row.heading == "congress"]
    assert (congress.event, congress.status, congress.months) == ("EV028", "given", 0)
    assert [row.date for row in found] == sorted(row.date for row in found)
    assert len(rows(one, want.first, want.last, every=True)) >= len(found)
    assert results.has_leaders
    assert one.span == (month("1924-01"), month("1926-03"))
