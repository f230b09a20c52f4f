"""Interrupted jobs, resumed: the files of a job that never was, and clear words where it cannot."""

import fcntl
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from test_runner import StandIn

import run as command_line
from analysis.points import PointRow
from analysis.resumable import JOB
from sim import one_run, worker_pool
from sim.runner import run_ensemble
from sim.scenario import load

ROOT = Path(__file__).resolve().parent.parent
UNTIL = ("--until", "1924-12")
SWEEP = """\
question: Does a stricter norm bring fewer sentences?
drive: politics
until: 1924-12
scale: 20000
vary:
  discipline.norm: {1924-03: [0.2, 0.9]}
runs: 3
outcomes: [party_total@1924-12]
"""
SENSITIVITY = """\
question: What moves the first year?
drive: politics
until: 1924-12
scale: 20000
parameters: [membership.attrition, membership.admission]
outcomes: [party_total@1924-12]
chance: 3
ofat: {points: 3, seeds: 2}
"""
CALIBRATE = """\
question: What does the first half-year leave?
drive: politics
until: 1924-06
scale: 20000
waves: [12]
replicates: 4
truths: 0
parameters: [membership.attrition, membership.admission]
"""


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def stand_in(monkeypatch):
    """A model that answers at once, and how many runs it makes before it is interrupted."""
    left = {"runs": 10**6}

    class Interrupted(StandIn):
        def run(self):
            left["runs"] -= 1
            if left["runs"] < 0:
                raise KeyboardInterrupt
            super().run()

    monkeypatch.setattr(one_run, "_general_line", lambda: Interrupted)
    return left


def call(capsys, monkeypatch, *words):
    """Exit code, stdout and the last line of stderr of a command."""
    monkeypatch.setattr(sys, "argv", ["run.py", *words])
    code = command_line.main()
    said = capsys.readouterr()
    return code, said.out, (said.err.splitlines() or [""])[-1]


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name not in ("manifest.json", "runs.csv", "comparison.json")
        and path.suffix not in (".png", ".svg")
    }  # fmt: skip


# ---------------------------------------------------------------------------- killed for good
@pytest.mark.slow
def test_a_killed_command_is_finished_as_if_it_never_was_killed(tmp_path):
    asked = ["run", "historical", "--scale", "20000", *UNTIL, "--runs", "12", "--jobs", "2"]
    program = [sys.executable, str(ROOT / "run.py")]
    begun = subprocess.Popen(
        [*program, *asked, "--out", "out"], start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while begun.poll() is None and len(list(tmp_path.glob(".out-*/parts/seed-*"))) < 3:
        time.sleep(0.02)
    os.killpg(begun.pid, signal.SIGKILL)
    assert begun.wait() == -signal.SIGKILL
    assert not Path("out").exists()
    done = subprocess.run(
        [*program, "resume", "out", "--jobs", "1", "--json"], capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    facts = json.loads(done.stdout)
    assert facts["runs"]["ok"] == 12
    assert facts["runs"]["reused"] >= 3
    assert os.listdir(".") == ["out"]
    scenario = load("historical", scale=20000, until=UNTIL[1])
    run_ensemble(scenario, seeds=range(1, 13), out=Path("fresh"), jobs=2)
    assert digests("out") == digests("fresh")
    manifest = json.loads(Path("out/manifest.json").read_text())
    assert manifest["command"] == ["run.py", *asked, "--out", "out"]


# ------------------------------------------------------------------------ every command that runs
def test_an_interrupted_run_says_how_to_go_on(stand_in, capsys, monkeypatch):
    asked = ["run", "historical", "--until", "1925-12", "--runs", "4", "--jobs", "1",
             "--set", "discipline.norm=0.5", "--set", "relief.share_of_need=0.1"]  # fmt: skip
    stand_in["runs"] = 2
    code, out, told = call(capsys, monkeypatch, *asked)
    assert (code, out) == (130, "")
    hint, folder = told.rsplit(" ", 1)
    assert hint == "interrupted; go on with: run.py resume"
    stand_in["runs"] = 2
    assert call(capsys, monkeypatch, "resume", folder, "--jobs", "1", "--quiet")[:2] == (
        0, f"{folder}\n"
    )  # fmt: skip
    assert os.listdir("results/historical") == [Path(folder).name]
    stand_in["runs"] = 4
    assert call(capsys, monkeypatch, *asked, "--out", "fresh")[0] == 0
    assert digests(folder) == digests("fresh")


def test_the_same_command_asked_again_goes_on_too(stand_in, capsys, monkeypatch):
    asked = ["run", "historical", "--until", "1925-12", "--runs", "3", "--jobs", "1"]
    stand_in["runs"] = 2
    assert call(capsys, monkeypatch, *asked)[0] == 130
    stand_in["runs"] = 1
    assert call(capsys, monkeypatch, *asked)[0] == 0
    assert len(os.listdir("results/historical")) == 1


def test_the_main_job_is_resumed_as_a_run_with_its_report(stand_in, capsys, monkeypatch):
    stand_in["runs"] = 3
    monkeypatch.setattr("analysis.jobs.cores", lambda: 1)
    code, _, told = call(capsys, monkeypatch)
    assert code == 130
    written = []
    stand_in["runs"] = 5
    monkeypatch.setattr(command_line, "_write_report", lambda folder, _: written.append(folder))
    folder = told.rsplit(" ", 1)[1]
    assert call(capsys, monkeypatch, "resume", folder, "--jobs", "1", "--quiet")[0] == 0
    assert written == [Path(folder)]
    assert len(json.loads(Path(folder, "manifest.json").read_text())["seeds"]) == 8


def test_an_interrupted_comparison(stand_in, capsys, monkeypatch):
    asked = ["compare", "historical", "no_exports", "--until", "1925-12", "--runs", "3",
             "--jobs", "1", "--quiet"]  # fmt: skip
    monkeypatch.setattr("analysis.chart_compare.draw_figures", lambda *_: [])
    stand_in["runs"] = 4
    code, _, told = call(capsys, monkeypatch, *asked, "--out", "out")
    assert (code, told) == (130, "interrupted; go on with: run.py resume out")
    stand_in["runs"] = 2
    assert call(capsys, monkeypatch, "resume", "out", "--jobs", "1")[0] == 0
    stand_in["runs"] = 6
    assert call(capsys, monkeypatch, *asked, "--out", "fresh")[0] == 0
    assert digests("out") == digests("fresh")
    assert not Path("out", JOB).exists()


@pytest.mark.parametrize(
    ("command", "text"),
    [("sweep", SWEEP), ("sensitivity", SENSITIVITY), ("calibrate", CALIBRATE)],
)
def test_an_interrupted_design(command, text, capsys, monkeypatch):
    left, made = {"runs": 4}, []

    def pool(tasks, jobs, cluster=None):
        for task in tasks:
            left["runs"] -= 1
            if left["runs"] < 0:
                raise KeyboardInterrupt
            made.append(task.point)
            given = sum(task.point.scenario.parameters.values()) + 0.1 * task.point.seed
            names = getattr(task.measure, "asked", None) or numbers
            yield PointRow(task.seed, "ok", 0.0, numbers={n: 1 + abs(given) for n in names})

    from analysis.calibration_targets import matched_targets

    numbers = [target.name for target in matched_targets("politics")]
    monkeypatch.setattr(worker_pool, "made", pool)
    Path("d.yaml").write_text(text, encoding="utf-8")
    code, _, told = call(capsys, monkeypatch, command, "d.yaml", "--out", "out", "--quiet")
    assert (code, told) == (130, "interrupted; go on with: run.py resume out")
    assert json.loads(Path("out", JOB).read_text())["command"] == command
    left["runs"] = 10**6
    os.mkdir("elsewhere")
    monkeypatch.chdir("elsewhere")
    assert call(capsys, monkeypatch, "resume", "../out", "--quiet")[0] == 0
    monkeypatch.chdir("..")
    once = len(made)
    assert not Path("out", JOB).exists()
    assert call(capsys, monkeypatch, command, "d.yaml", "--out", "fresh", "--quiet")[0] == 0
    assert len(made) == 2 * once  # what was finished before was not made again
    assert digests("out") == digests("fresh")


# ------------------------------------------------------------------------------ what is refused
@pytest.fixture
def broken_off(stand_in, capsys, monkeypatch):
    """The job ``out`` of a scenario file, interrupted after a run."""
    Path("softer.yaml").write_text("question: Softer?\nextends: historical\nuntil: 1925-12\n")
    stand_in["runs"] = 1
    call(capsys, monkeypatch, "run", "softer.yaml", "--runs", "2", "--jobs", "1", "--out", "out")
    stand_in["runs"] = 10**6
    [job] = Path(".").glob(f".out-*/{JOB}")
    return job


def refused(capsys, monkeypatch, folder="out"):
    code, out, told = call(capsys, monkeypatch, "resume", folder)
    assert (code, out) == (2, "")
    return told


def test_a_folder_that_is_no_job(broken_off, capsys, monkeypatch):
    assert refused(capsys, monkeypatch, "gone") == "gone: no such job; unfinished there: out"
    assert refused(capsys, monkeypatch, ".") == ".: is no job; unfinished there: out"
    shutil.rmtree(broken_off.parent)
    os.mkdir("empty")
    assert refused(capsys, monkeypatch, "empty") == "empty: is no job"
    (Path("empty") / JOB).write_text("[1]")
    assert refused(capsys, monkeypatch, "empty") == "empty: is no job"


def test_a_job_that_is_finished(broken_off, capsys, monkeypatch):
    assert call(capsys, monkeypatch, "resume", "out", "--jobs", "1")[0] == 0
    assert refused(capsys, monkeypatch) == "out: is finished already"


def test_the_working_folder_may_be_named(broken_off, capsys, monkeypatch):
    assert call(capsys, monkeypatch, "resume", str(broken_off.parent), "--jobs", "1")[0] == 0
    assert sorted(os.listdir(".")) == ["out", "softer.yaml"]


def test_a_job_of_other_code(broken_off, capsys, monkeypatch):
    facts = json.loads(broken_off.read_text())
    facts["code"]["numpy"] = "1.0"
    broken_off.write_text(json.dumps(facts))
    told = refused(capsys, monkeypatch)
    assert told.startswith("out: was begun by other code (numpy is 1.0 there and ")
    assert told.endswith("start it anew, in another folder: run.py run softer.yaml --runs 2 "
                         "--jobs 1 --out out")  # fmt: skip


def test_a_scenario_that_has_changed(broken_off, capsys, monkeypatch):
    with open("softer.yaml", "a") as file:
        file.write("levers:\n  relief.share_of_need: {1924-03: 0.3}\n")
    told = refused(capsys, monkeypatch)
    assert "out: what it runs has changed since it was begun; start anew" in told
    assert broken_off.exists()


def test_a_job_that_is_under_way(broken_off, capsys, monkeypatch):
    with open(broken_off, "ab") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        told = refused(capsys, monkeypatch)
    assert told.endswith("out: another job is writing the same results")
    assert call(capsys, monkeypatch, "resume", "out", "--jobs", "1")[0] == 0


def test_a_folder_that_it_was_asked_in_and_that_is_gone(broken_off, capsys, monkeypatch):
    facts = json.loads(broken_off.read_text())
    broken_off.write_text(json.dumps(facts | {"where": "gone"}))
    assert refused(capsys, monkeypatch) == "out: was asked in gone, which is gone; put it back"


def test_a_member_of_a_comparison(stand_in, capsys, monkeypatch):
    stand_in["runs"] = 3
    call(capsys, monkeypatch, "compare", "historical", "no_exports", "--until", "1925-12",
         "--runs", "2", "--jobs", "1", "--out", "out")  # fmt: skip
    told = refused(capsys, monkeypatch, "out/historical")
    assert told == "out/historical: belongs to the job of out; resume that"


# ------------------------------------------------------------------------- nothing is left behind
@pytest.mark.parametrize("command", ["run", "compare", "sweep"])
def test_a_cluster_that_is_not_there_leaves_nothing(command, capsys, monkeypatch):
    from sim import cluster

    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1)
    Path("d.yaml").write_text(SWEEP, encoding="utf-8")
    what = {"run": ["historical"], "compare": ["historical", "no_exports"], "sweep": ["d.yaml"]}
    more = [] if command == "sweep" else ["--until", "1925-12"]
    address = "tcp://127.0.0.1:9"
    code, out, told = call(
        capsys, monkeypatch, command, *what[command], *more, "--cluster", address
    )
    assert (code, out) == (2, "")
    assert told == f"--cluster: {address}: no Dask scheduler answers within 1 seconds"
    assert os.listdir(".") == ["d.yaml"]


def test_a_cluster_lost_on_the_way_is_exit_code_130(stand_in, capsys, monkeypatch):
    from sim.results_files import UnfinishedError

    def lost(tasks, jobs, cluster=None):
        yield tasks[0]()
        raise UnfinishedError(f"--cluster: {cluster}: all workers are gone")

    monkeypatch.setattr("sim.runner.made", lost)
    asked = ["run", "historical", "--until", "1925-12", "--runs", "3", "--out", "out"]
    monkeypatch.setattr(sys, "argv", ["run.py", *asked, "--cluster", "tcp://far:1"])
    assert command_line.main() == 130
    assert capsys.readouterr().err.splitlines()[-2:] == [
        "go on with: run.py resume out", "--cluster: tcp://far:1: all workers are gone"
    ]  # fmt: skip
