"""The command app: what it refuses, and that it leaves nothing half written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.app import export as exporting
from analysis.command_options import UserError
from sim import one_run

ROOT = Path(__file__).resolve().parent.parent


def call(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(ROOT / "run.py"), "app", *arguments],
        cwd=cwd, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip


@pytest.mark.parametrize(
    "arguments, words",
    [
        (("--export", "nowhere/page.html"), "there is no folder"),
        (("--export", "."), "is a folder; name a file"),
        (("--export", "p.html", "--scenarios", "no_such"), "no_such"),
        (("--export", "p.html", "--sliders", "bread"), "--sliders: 'bread' is none of"),
        (("--export", "p.html", "--until", "1932-13"), "1932-13"),
        (("--export", "p.html", "--scale", "0"), "--scale"),
        (("--runs", "3"), "--runs: only with --export FILE"),
        (("--scenarios", "no_exports", "--sliders", "none"), "--scenarios, --sliders: only with"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_exit_code_2(arguments, words, tmp_path):
    done = call(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(UserError, match="nothing can be written"):
        exporting.export(tmp_path / "page.html")


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A function that exports a page of one scenario, two years long, in a folder of its own."""
    monkeypatch.chdir(tmp_path)

    def made(name: str = "page.html", runs: int = 1) -> int:
        return exporting.export(
            Path(name), runs=runs, scale=50000, until="1925-06", scenarios=[], sliders=[],
            quiet=True, jobs=1,
        )  # fmt: skip

    return made


def test_a_second_export_makes_no_run_twice(small, tmp_path, monkeypatch):
    assert small() == 0
    first = (tmp_path / "page.html").read_bytes()

    def refused(*_, **__):
        raise AssertionError("a finished run was made again")

    monkeypatch.setattr(one_run, "run_one", refused)
    assert small("again.html") == 0
    assert (tmp_path / "again.html").read_bytes() == first
    assert len(first) < 25e6


def test_a_run_that_fails_is_named_and_the_others_are_kept(small, tmp_path, monkeypatch, capsys):
    actual = one_run.run_one

    def broken(scenario, seed, *rest, **options):
        if seed == 2:
            raise ZeroDivisionError("no harvest")
        return actual(scenario, seed, *rest, **options)

    monkeypatch.setattr(one_run, "run_one", broken)
    assert small(runs=2) == 1
    assert "historical, seed 2: ZeroDivisionError: no harvest" in capsys.readouterr().err
    assert (tmp_path / "page.html").exists()


def test_nothing_is_written_where_no_run_finished(small, tmp_path, monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("no harvest")

    monkeypatch.setattr(one_run, "run_one", broken)
    (tmp_path / "page.html").write_text("as it was")
    with pytest.raises(UserError, match="no run of 'historical' finished"):
        small()
    assert (tmp_path / "page.html").read_text() == "as it was"


def test_a_page_that_breaks_leaves_the_old_file(small, tmp_path, monkeypatch):
    from analysis.app import document

    def broken(*_, **__):
        raise OSError("no space left on device")

    (tmp_path / "page.html").write_text("as it was")
    monkeypatch.setattr(document, "page_html", broken)
    with pytest.raises(OSError, match="no space"):
        small()
    assert (tmp_path / "page.html").read_text() == "as it was"
