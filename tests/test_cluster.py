"""Runs on a Dask cluster: the same results as here, whoever is killed, and clear words if not."""

import hashlib
import logging
import os
import signal
import socket
from functools import partial
from pathlib import Path

import pytest

from analysis.draws import Draw, draws_made
from analysis.outcome_numbers import outcome_numbers
from analysis.points import Point, points_made
from sim import cluster as on_cluster
from sim.cluster import ClusterError, difference
from sim.one_run import finished_run
from sim.results_files import UnfinishedError
from sim.runner import run_ensemble
from sim.scenario import load
from sim.worker_pool import made

distributed = pytest.importorskip("distributed")
SCALE = 20000


def started(workers):
    """A cluster of worker processes on this machine."""
    return distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1",
        dashboard_address=":0", silence_logs=logging.CRITICAL,
    )  # fmt: skip


@pytest.fixture(scope="module")
def two_workers():
    with started(2) as cluster:
        yield cluster


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def scenario():
    return load("historical", until="1924-06", scale=SCALE)


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name not in ("manifest.json", "runs.csv")
    }


def model_that(breaks):
    """The model, but ``breaks(seed)`` comes first; made here, so it travels to workers whole."""

    def model(scenario, *, seed, threads=1):
        from sim.model import GeneralLine

        breaks(seed)
        return GeneralLine(scenario, seed=seed, threads=threads)

    return model


# ------------------------------------------------------------------------------- the same results
@pytest.mark.slow
def test_jobs_bound_the_runs_under_way(two_workers, scenario, monkeypatch):
    most = []
    finished = on_cluster._finished
    monkeypatch.setattr(
        on_cluster, "_finished", lambda *args: [most.append(len(args[-1])), finished(*args)][1]
    )
    run_ensemble(
        scenario, seeds=[1, 2, 3], out=Path("out"), jobs=1, cluster=two_workers.scheduler_address
    )
    assert max(most) == 1


@pytest.mark.slow
def test_points_and_draws_are_the_same(two_workers, scenario):
    address = two_workers.scheduler_address
    points = [Point(number, scenario, 5 + number) for number in range(3)]
    for folder, pool in (("far", partial(made, cluster=address)), ("here", made)):
        table = points_made(points, outcome_numbers, Path(folder), 1, pool=pool)
        assert list(table["status"]) == ["ok"] * 3
    assert digests("far") == digests("here")
    for name, where in (("far", address), ("here", None)):
        draws = [Draw(scenario, seed, Path(name, f"draw_{seed}")) for seed in (1, 2)]
        draws_made(draws, Path(name, "together"), "draws", "?", jobs=2, cluster=where)
    assert digests("far/together") == digests("here/together")
    assert digests("far/draw_1") == digests("here/draw_1")


@pytest.mark.slow
def test_a_worker_killed_midway_changes_nothing(two_workers, scenario):
    seeds = range(1, 9)

    def kill_one(done, failed, total):
        if done == 1:
            os.kill(two_workers.workers[0].pid, signal.SIGKILL)

    report = run_ensemble(
        scenario, seeds=seeds, out=Path("far"), jobs=99, cluster=two_workers.scheduler_address,
        progress=kill_one,
    )  # fmt: skip
    assert [(row.seed, row.status) for row in report.rows] == [(seed, "ok") for seed in seeds]
    run_ensemble(scenario, seeds=seeds, out=Path("here"), jobs=2)
    assert digests("far") == digests("here")
    assert "summary.csv" in digests("far")


@pytest.mark.slow
def test_a_run_that_fails_or_kills_its_worker_is_a_row(two_workers, scenario, monkeypatch):
    monkeypatch.setattr(two_workers.scheduler, "allowed_failures", 0)

    def breaks(seed):
        if seed == 2:
            raise ZeroDivisionError("no harvest")
        if seed == 3:
            os.kill(os.getpid(), signal.SIGKILL)

    report = run_ensemble(
        scenario, seeds=[1, 2, 3, 4], out=Path("out"), jobs=99,
        cluster=two_workers.scheduler_address, model=model_that(breaks),
    )  # fmt: skip
    assert [row.status for row in report.rows] == ["ok", "failed", "killed", "ok"]
    assert report.rows[1].error == "ZeroDivisionError: no harvest"
    assert "killed" in Path("out/failures/run-0003-seed-3.txt").read_text()


# ---------------------------------------------------------------------------- what cannot be used
def refused(scenario, address):
    with pytest.raises(ClusterError) as caught:
        run_ensemble(scenario, seeds=[1], out=Path("out"), cluster=address)
    assert os.listdir(".") == []
    (line,) = str(caught.value).splitlines()
    return line.removeprefix(f"--cluster: {address}: ")


def test_a_scheduler_without_workers(scenario, monkeypatch):
    monkeypatch.setattr(on_cluster, "CONNECT_SECONDS", 1)
    with started(0) as cluster:
        address = cluster.scheduler_address
        assert refused(scenario, address) == (
            f"no worker has joined; start some with: dask worker {address}"
        )


def test_nobody_listens(scenario, monkeypatch):
    monkeypatch.setattr(on_cluster, "CONNECT_SECONDS", 1)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    assert refused(scenario, address) == "no Dask scheduler answers within 1 seconds"


def test_a_text_that_is_no_address(scenario):
    for text in ("tcp://host:port", "carrier-pigeon://x:1"):
        line = refused(scenario, text)
        assert line.startswith("is no address: ") and line.endswith("; write tcp://HOST:PORT")


def test_an_address_of_a_worker(two_workers, scenario):
    address = two_workers.workers[1].worker_address
    assert refused(scenario, address) == "is a Dask worker, not a scheduler"


def test_a_worker_with_another_version(two_workers, scenario, monkeypatch):
    address = two_workers.scheduler_address
    monkeypatch.setattr(on_cluster, "code_facts", lambda: {"model": "0" * 16})
    line = refused(scenario, address)
    assert "has another version (model is " in line
    assert line.endswith(f"there and {'0' * 16} here); install the same and restart the worker")


def test_without_dask_the_extra_is_named(scenario, monkeypatch):
    import builtins

    imported = builtins.__import__

    def without(name, *rest):
        if name.startswith("distributed"):
            raise ImportError(name)
        return imported(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ClusterError, match=r"needs the packages dask and distributed; install"):
        run_ensemble(scenario, seeds=[1], out=Path("out"), cluster="tcp://127.0.0.1:1")
    assert os.listdir(".") == []


def test_the_first_difference_is_told():
    there, here = {"model": "a", "numpy": None}, {"model": "a", "numpy": "2"}
    assert difference(there, here) == "numpy is None there and 2 here"


# ------------------------------------------------------------------------------- lost on the way
@pytest.mark.slow
def test_a_cluster_lost_on_the_way_leaves_what_is_finished(scenario, monkeypatch):
    """Workers that are gone for good: the job breaks off, and goes on anywhere."""
    monkeypatch.setattr(on_cluster, "LOOK_SECONDS", 0.2)
    monkeypatch.setattr(on_cluster, "PATIENCE", 2)
    with started(1) as cluster:

        def lose(done, failed, total):
            if done == 2:
                cluster.scale(0)

        with pytest.raises(UnfinishedError, match="all workers are gone"):
            run_ensemble(
                scenario, seeds=range(1, 13), out=Path("out"), jobs=99,
                cluster=cluster.scheduler_address, progress=lose,
            )  # fmt: skip
    assert not Path("out").exists()
    report = run_ensemble(scenario, seeds=range(1, 13), out=Path("out"))
    assert (report.ok, report.failed) == (12, 0)
    assert report.reused >= 2
    assert os.listdir(".") == ["out"]


def test_a_run_made_elsewhere_is_kept_as_if_made_here(scenario):
    run_ensemble(
        scenario, seeds=[3], out=Path("given"), made_before=[finished_run(scenario, 3)]
    )  # fmt: skip
    run_ensemble(scenario, seeds=[3], out=Path("here"))
    assert digests("given") == digests("here")
