"""The command line, end to end: what a person types, what comes back, and every exit code."""

import csv
import json
import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

import run as command_line
from analysis.factors import factors_between
from sim.scenario import load

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("matplotlib", "mesa", "numba", "numpy", "pandas", "pyarrow", "pydantic", "ruamel")
TINY = ("--scale", "20000", "--until", "1924-12")


def call(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=600,
        env={**os.environ, "COLUMNS": "80", **environment},
    )


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """One tiny run of the model, kept for the tests that look at it."""
    cwd = tmp_path_factory.mktemp("cli")
    return cwd, call("run", "historical", *TINY, "--seed", "5", "--out", "out", "--json", cwd=cwd)


# ----------------------------------------------------------------------------------- help
def test_help_is_quick_and_loads_nothing_heavy(tmp_path):
    done = call("--help", cwd=tmp_path, PYTHONPROFILEIMPORTTIME="1")
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert done.returncode == 0
    assert not loaded & set(HEAVY)
    assert "rich" not in loaded
    seconds = []
    for _ in range(5):
        began = time.perf_counter()
        call("--help", cwd=tmp_path)
        seconds.append(time.perf_counter() - began)
    # Half a second on an idle machine; a busy one is given three times as long.
    assert min(seconds) < 1.5


def test_help_names_every_command(tmp_path):
    text = call("--help", cwd=tmp_path).stdout
    for name in ("run", "compare", "validate", "explain", "judge", "chronicle", "check", "list",
                 "report", "app"):  # fmt: skip
        assert re.search(rf"^  {name} ", text, re.MULTILINE)
    options = call("run", "--help", cwd=tmp_path).stdout
    for name in ("drive", "runs", "seed", "scale", "until", "set", "out", "jobs", "json", "quiet",
                 "report", "record"):  # fmt: skip
        assert f"--{name} " in options


# ----------------------------------------------------------------------------------- tables
@pytest.mark.parametrize(
    ("kind", "key", "known"),
    [
        ("scenarios", "name", "plan_follows_harvest"),
        ("levers", "name", "procurement.plan"),
        ("parameters", "name", None),
        ("series", "name", "deaths_reconstructed"),
        ("patterns", "id", "P24"),
        ("sources", "source_key", "getty_naumov_1999"),
    ],
)
def test_list_prints_tables_and_json(kind, key, known, tmp_path):
    rows = json.loads(call("list", kind, "--json", cwd=tmp_path).stdout)
    assert rows
    wanted = known or rows[0][key]
    assert wanted in [row[key] for row in rows]
    table = call("list", kind, cwd=tmp_path)
    assert table.returncode == 0
    assert len(table.stdout.splitlines()) == len(rows) + 1
    assert any(line.startswith(wanted) for line in table.stdout.splitlines())


@pytest.mark.parametrize(
    ("thing", "what", "place"),
    [
        ("procurement.plan", "lever", "sim/levers.py:"),
        ("grain_exports", "series", "sim/outcomes.py:"),
        ("M48", "mechanism", ""),
        ("p24", "pattern", "analysis/patterns_countryside.py:"),
    ],
)
def test_explain_says_what_and_where(thing, what, place, tmp_path):
    done = call("explain", thing, cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith(f"what: {what}\n")
    assert re.search(rf"^in the code: .*{re.escape(place)}", done.stdout, re.MULTILINE)
    assert json.loads(call("explain", thing, "--json", cwd=tmp_path).stdout)[0]["what"] == what


def test_explain_a_parameter(tmp_path):
    name = json.loads(call("list", "parameters", "--json", cwd=tmp_path).stdout)[0]["name"]
    text = call("explain", name, cwd=tmp_path).stdout
    assert text.startswith("what: parameter\n")
    assert re.search(r"in the code: sim/rules/\w+\.py:\d+", text)
    for key in ("unit", "low", "high", "source", "meaning"):
        assert re.search(rf"^{key}: \S", text, re.MULTILINE)


# ----------------------------------------------------------------------------------- faults
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["lst"], "No such command 'lst'. Did you mean 'list'?"),
        (["list", "lever"],
         "lever: is none of scenarios, levers, parameters, series, patterns, sources; "
         "did you mean 'levers'?"),
        (["explain", "grain_export"],
         "grain_export: nothing bears this name; did you mean 'grain_exports'?"),
        (["run", "histrical"], "no scenario 'histrical' in scenarios/; did you mean 'historical'?"),
        (["run", "gone.yaml"], "gone.yaml: there is no such file"),
        (["run", "historical", "--drive", "couplet"],
         "--drive: 'couplet' is none of side_by_side, countryside, politics, coupled; "
         "did you mean 'coupled'?"),
        (["run", "historical", "--until", "1932-13"],
         "--until: '1932-13' is not a month (use YYYY-MM)"),
        (["run", "historical", "--scale", "0"], "--scale: 0 lies outside 1 .. 100000"),
        (["run", "historical", "--set", "exprots.plan=1"],
         "--set: exprots.plan: unknown lever or parameter; did you mean 'exports.plan'?"),
        (["run", "historical", "--set", "procurement.search=1932-07:-0.2"],
         "--set: procurement.search: -0.2 lies outside 0 .. 1 (share)"),
        (["run", "historical", "--seed", "4294967295", "--runs", "2"],
         "--seed: 4294967295 and 2 runs go beyond 4294967295"),
        (["run", "historical", "--out", "file", *TINY], "file: is a file, not a folder"),
        (["run", "historical", "--out", "file/x", *TINY],
         "file/x: cannot be written: Not a directory"),
        (["run", "historical", "--record", "gone.csv"],
         "gone.csv:1: file: [Errno 2] No such file or directory: 'gone.csv'"),
        (["validate"], "results: there are no results yet; run a scenario first"),
        (["validate", "gone"], "gone: no such folder of results"),
        (["report", "gone"], "gone: no such folder of results"),
    ],
)  # fmt: skip
def test_a_fault_is_one_line_and_exit_code_2(arguments, message, tmp_path):
    (tmp_path / "file").write_text("")
    done = call(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    lines = [line for line in done.stderr.splitlines() if not line.startswith(("Try", "compiling"))]
    assert lines == [message]
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize(
    "options",
    [["--runs", "0"], ["--runs", "x"], ["--seed", "-1"], ["--jobs", "0"], ["--scale", "1.5"],
     ["--scael", "3"]],
)  # fmt: skip
def test_an_option_out_of_place(options, tmp_path):
    done = call("run", "historical", *options, cwd=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert options[0] in done.stderr.splitlines()[0]
    assert os.listdir(tmp_path) == []


def test_check_names_every_fault_with_the_path_as_given(tmp_path):
    folder = tmp_path / ("a folder with a long name " * 5)
    folder.mkdir()
    (folder / "s.yaml").write_text("quesiton: a\nlevers:\n  dicsipline: documented\n")
    path = f"{folder.name}/s.yaml"
    done = call("check", path, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        f"{path}:1:1: question: is missing; say in one sentence what this scenario asks",
        f"{path}:1:1: quesiton: unknown key; did you mean 'question'?",
        f"{path}:3:3: levers.dicsipline: unknown lever; did you mean 'discipline.norm'?",
    ]


def test_check_shows_where_values_come_from(tmp_path):
    done = call("check", "plan_follows_harvest", "--show-origin", cwd=tmp_path)
    assert done.returncode == 0
    assert "first change: 1932-07" in done.stdout
    path = ROOT / "scenarios" / "plan_follows_harvest.yaml"
    assert re.search(
        rf"procurement\.flexibility +1932-07 +1\.0 +{re.escape(str(path))}:\d+$",
        done.stdout,
        re.MULTILINE,
    )


def test_a_fault_of_the_program_is_exit_code_1(monkeypatch, capsys):
    def broken(**_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(command_line, "app", broken)
    assert command_line.main() == 1
    assert "internal error" in capsys.readouterr().err


def test_an_interruption_is_exit_code_130(monkeypatch, capsys):
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(command_line, "app", interrupted)
    assert command_line.main() == 130
    assert "interrupted" in capsys.readouterr().err


# ----------------------------------------------------------------------------------- the model
@pytest.mark.slow
def test_run_writes_data_and_prints_one_json_object(ran):
    cwd, done = ran
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["folder"] == "out"
    assert facts["runs"] == {"ok": 1, "failed": 0, "reused": 0}
    assert facts["seeds"] == [5]
    assert facts["report"] is None
    assert sorted(os.listdir(cwd)) == ["out"]
    assert not (cwd / "out" / "figures").exists()
    assert "1/1 runs (100 %)" in done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    with open(cwd / "out" / "runs.csv", newline="") as file:
        assert [row["status"] for row in csv.DictReader(file)] == ["ok"]


@pytest.mark.slow
def test_the_same_command_makes_no_run_twice(ran):
    cwd, _ = ran
    again = call("run", "historical", *TINY, "--seed", "5", "--out", "out", "--json", cwd=cwd)
    assert json.loads(again.stdout)["runs"] == {"ok": 1, "failed": 0, "reused": 1}
    quiet = call("run", "historical", *TINY, "--seed", "5", "--out", "out", "--quiet", cwd=cwd)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "out\n", "")


@pytest.mark.slow
def test_validate_scores_and_is_strict_when_asked(ran):
    cwd, _ = ran
    table = call("validate", "out", cwd=cwd)
    assert table.returncode == 0
    assert "of 29 patterns inside" in table.stdout and "of 25 patterns inside" in table.stdout
    assert max(map(len, table.stdout.splitlines())) <= 100
    told = json.loads(call("validate", "out", "--json", cwd=cwd).stdout)
    assert len(told["patterns"]) == 54
    assert {"calibrate", "test"} == {entry["split"] for entry in told["summary"]}
    assert set(told["summary"][0]["skill"]) == {
        "persistence", "harvest_and_quota", "shuffled_dates"
    }  # fmt: skip
    assert call("validate", "out", "--strict", cwd=cwd).returncode == 4


# ----------------------------------------------------------------------------------- the docs
def blocks(kind: str) -> list[str]:
    text = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    return re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)


def test_the_scenarios_of_the_guide_are_as_it_says(tmp_path):
    for block in blocks("yaml"):
        (tmp_path / block.splitlines()[0].removeprefix("# ")).write_text(block)
    softer = load(tmp_path / "softer.yaml")
    assert softer.first_change == "1932-07"
    assert load(tmp_path / "returning.yaml").first_change == "1932-07"
    [expected] = blocks("text")
    done = call("check", "wrong.yaml", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, expected)


def test_the_commands_of_the_guide_are_understood(tmp_path):
    (tmp_path / "softer.yaml").write_text(blocks("yaml")[0])
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    assert len(lines) == 8
    for line in lines:
        words = line.split()[2:]
        if words[0] == "check":
            assert call(*words, cwd=tmp_path).returncode == 0
    sets = [word for line in lines for word in re.findall(r"--set (\S+)", line)]
    assert load("historical", overrides=sets).first_change == "1924-01"
    apart = [shlex.split(line)[3:] for line in lines if "--factors" in line or "--decomp" in line]
    for first, second, *words in apart:
        text = words[words.index("--factors") + 1] if "--factors" in words else None
        assert len(factors_between(load(first), load(second), text)) == 3
    assert len(apart) == 2
