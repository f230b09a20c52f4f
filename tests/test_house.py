"""The house rules that no linter checks: where files are read, clocks, names, docstrings."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# The modules of sim that may touch files, and why.
FILE_READERS = {
    "scenario.py": "loads scenario files",
    "scenario_file.py": "reads a scenario and its parents",
    "runner.py": "writes results",
    "one_run.py": "writes checkpoints",
    "results_files.py": "lays out and reads back a folder of results, for the runner",
    "run_parts.py": "keeps the finished runs of a job that is under way, for the runner",
    "provenance.py": "hashes what the model may read and asks git for the version",
    "results_folder.py": "locks a folder of results and renames it into place",
    "model.py": "turns the whole state into bytes and back (pickle); touches no file",
    "inputs.py": "loads scenarios/inputs",
    "parameter_sets.py": "loads scenarios/accepted",
    "compiled.py": "hashes the sources of sim to name the folder of the compiler's cache",
}
FILE_MODULES = {
    "csv", "fileinput", "glob", "io", "os", "pathlib", "pickle", "shelve", "shutil", "socket",
    "sqlite3", "subprocess", "tempfile", "urllib", "zipfile",
}  # fmt: skip
FILE_CALLS = re.compile(
    r"open|read_(csv|excel|feather|json|parquet|pickle|table|text|bytes)"
    r"|to_(csv|excel|feather|parquet|pickle)|write_(text|bytes|table)"
    r"|fromfile|tofile|genfromtxt|loadtxt|savetxt|savez(_compressed)?|savefig"
)
CLOCK_CALLS = {"now", "utcnow", "today"}
RULES_MAY_IMPORT = {
    "__future__", "math", "numba", "numpy", "typing",
    "sim.compiled", "sim.parameters", "sim.streams",
}  # fmt: skip
FORBIDDEN_STEMS = {"utils", "util", "helpers", "helper", "common", "misc"}

TEXT_SUFFIXES = {
    "", ".cff", ".cfg", ".css", ".csv", ".html", ".ini", ".js", ".json", ".md", ".py", ".sh",
    ".toml", ".txt", ".yaml", ".yml",
}  # fmt: skip
PROSE_AND_CODE = TEXT_SUFFIXES - {".csv", ".json"}
UNTRACKED = {"results", "build", "dist", "__pycache__", ".venv", ".git"}

REGISTRY = re.compile(
    r"pypi\.org/simple|pythonhosted\.org|registry\.npmjs|conda\.anaconda\.org"
    r"|--(extra-)?index-url|--find-links",
    re.IGNORECASE,
)
# A path of somebody's machine: at the start of a word, so that web addresses pass.
MACHINE_PATH = re.compile(
    r"(?<![\w./:~$}<])(/(home|Users|root|work|opt|mnt|tmp)/\w|[A-Za-z]:\\Users)"
)
UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")


# ------------------------------------------------------------------------------- what is looked at
def sources(package: str) -> list[Path]:
    """Python files of a package; empty while the package is not there."""
    return sorted((ROOT / package).rglob("*.py"))


def tracked_files() -> list[Path]:
    """Files under version control and new ones that are not ignored, or, without git, all files."""
    if shutil.which("git") and (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        if listed.returncode == 0:
            paths = (ROOT / name for name in listed.stdout.split("\0") if name)
            return sorted(path for path in paths if path.is_file())
    found = []
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [
            name
            for name in subfolders
            if name not in UNTRACKED and not name.endswith((".egg-info", "_cache"))
        ]
        found += [Path(folder, name) for name in names]
    return sorted(found)


def lines_that_match(pattern: re.Pattern[str], suffixes: set[str]) -> list[str]:
    """`file:line: text` for every match in a tracked text file, this test left out."""
    found = []
    for path in tracked_files():
        if path == Path(__file__).resolve() or path.suffix.lower() not in suffixes:
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except (UnicodeDecodeError, FileNotFoundError):
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if match := pattern.search(line):
                shown = line.strip() if len(line) <= 120 else match.group(0)
                found.append(f"{path.relative_to(ROOT)}:{number}: {shown}")
    return found


def complaints(package: str, check: object, skip: frozenset[str] = frozenset()) -> list[str]:
    """`file:line: fault` for every fault that a check finds in a package."""
    assert callable(check)
    return [
        f"{path.relative_to(ROOT)}:{line}: {fault}"
        for path in sources(package)
        if path.relative_to(ROOT / package).as_posix() not in skip
        for line, fault in check(ast.parse(path.read_text(encoding="utf-8")))
    ]


# --------------------------------------------------------------------------------------- the checks
Fault = tuple[int, str]


def imported(tree: ast.AST) -> Iterator[Fault]:
    """Line and name of every module that is imported."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.module in ("sim", "analysis"):
                names = (f"{node.module}.{alias.name}" for alias in node.names)
                yield from ((node.lineno, name) for name in names)
            else:
                yield node.lineno, node.module or "."


def called(tree: ast.AST) -> Iterator[Fault]:
    """Line and last name of everything that is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node.lineno, node.func.attr


def file_access(tree: ast.AST) -> Iterator[Fault]:
    """Imports and calls by which a module would touch files."""
    for line, name in imported(tree):
        if name.split(".")[0] in FILE_MODULES:
            yield line, f"imports {name}"
    for line, name in called(tree):
        if FILE_CALLS.fullmatch(name):
            yield line, f"calls {name}"


def clock_reads(tree: ast.AST) -> Iterator[Fault]:
    """Imports and calls by which a module would read a clock."""
    for line, name in imported(tree):
        if name == "time" or name.startswith("time."):
            yield line, "imports time"
    for line, name in called(tree):
        if name in CLOCK_CALLS:
            yield line, f"calls {name}"


def foreign_imports(tree: ast.AST) -> Iterator[Fault]:
    """Imports that a rule file has no business with."""
    for line, name in imported(tree):
        parts = name.split(".")
        prefixes = {".".join(parts[: i + 1]) for i in range(len(parts))}
        if not prefixes & RULES_MAY_IMPORT:
            yield line, f"imports {name}"


def imports_from_above(tree: ast.AST) -> Iterator[Fault]:
    """Imports of the command line or of the page, which stand above everything else."""
    for line, name in imported(tree):
        if name == "run" or name.startswith("analysis.app"):
            yield line, f"imports {name}"


def undocumented(tree: ast.Module | ast.ClassDef, inside: str = "") -> Iterator[Fault]:
    """Public functions, classes and methods without a docstring."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if node.name.startswith("_"):
            continue
        # Overloads and setters are documented where the thing itself is.
        marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
        if ast.get_docstring(node) is None and not marks & {"overload", "setter"}:
            yield node.lineno, f"{inside}{node.name} has no docstring"
        if isinstance(node, ast.ClassDef):
            yield from undocumented(node, f"{inside}{node.name}.")


# ---------------------------------------------------------------------------------------- the tests
def test_only_the_loaders_and_the_runner_touch_files():
    assert not complaints("sim", file_access, frozenset(FILE_READERS))


def test_nothing_in_the_model_reads_a_clock():
    assert not complaints("sim", clock_reads)


def test_a_rule_file_imports_only_numbers_chance_and_parameters():
    assert not complaints("sim/rules", foreign_imports)


@pytest.mark.parametrize("package", ["sim", "analysis"])
def test_only_the_command_line_starts_the_page(package):
    page = frozenset(
        path.relative_to(ROOT / package).as_posix() for path in sources(f"{package}/app")
    )
    assert not complaints(package, imports_from_above, page)


@pytest.mark.parametrize("package", ["sim", "analysis"])
def test_every_public_function_and_class_has_a_docstring(package):
    assert not complaints(package, undocumented)


def test_no_file_is_named_after_nothing():
    vague = [path for path in tracked_files() if path.stem.lower() in FORBIDDEN_STEMS]
    assert not vague


def test_no_registry_address_is_written_down():
    assert not lines_that_match(REGISTRY, TEXT_SUFFIXES)


def test_no_path_of_a_machine_is_written_down():
    assert not lines_that_match(MACHINE_PATH, TEXT_SUFFIXES - {".js"})


def test_compiled_code_is_kept_by_version_whoever_imports_the_compiler_first():
    """In a folder by source hash: beside the sources a changed callee would be served stale."""
    code = "import numba, sim.compiled; print(numba.config.CACHE_DIR, sim.compiled.source_hash())"
    environment = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    printed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=True,
    ).stdout  # fmt: skip
    folder, digest = printed.split()
    assert digest in folder


def test_nothing_is_marked_unfinished():
    assert not lines_that_match(UNFINISHED, PROSE_AND_CODE)


# --------------------------------------------------------------- the checks themselves, on examples
@pytest.mark.parametrize(
    ("check", "bad", "good"),
    [
        (file_access, "open('a.csv')", "door.closed()"),
        (file_access, "from pathlib import Path", "from typing import Any"),
        (file_access, "import pandas as pd\npd.read_csv('a')", "import json\njson.loads('1')"),
        (clock_reads, "import time", "import timeit_not"),
        (clock_reads, "from datetime import datetime\ndatetime.now()", "datetime(1930, 1, 1)"),
        (foreign_imports, "from sim.state import Households", "from sim.streams import draw"),
        (foreign_imports, "from sim import levers", "from sim import parameters"),
        (foreign_imports, "from sim.rules.hunger import eats", "import numpy as np"),
        (imports_from_above, "from run import main", "from sim import runner"),
        (imports_from_above, "from analysis import app", "from analysis import charts"),
        (undocumented, "def f(): pass", "def _f(): pass"),
        (undocumented, "class C:\n  'c'\n  def m(self): pass", "def f():\n  'says so'"),
    ],
)
def test_a_check_finds_the_fault_and_only_the_fault(check, bad, good):
    assert list(check(ast.parse(bad)))
    assert not list(check(ast.parse(good)))


@pytest.mark.parametrize(
    ("pattern", "bad", "good"),
    [
        (REGISTRY, "get it from https://PyPI.org/simple/mesa", "https://example.org/simple"),
        (REGISTRY, "pip install --index-url x", "pip install -c constraints.txt"),
        (MACHINE_PATH, "out = '/home/anna/results'", "https://archive.example/home/anna"),
        (MACHINE_PATH, "cd /tmp/x", "analysis/tmp/x"),
        (UNFINISHED, "# TO" + "DO: later", "# todos los campos"),
    ],
)
def test_a_pattern_finds_the_fault_and_only_the_fault(pattern, bad, good):
    assert pattern.search(bad)
    assert not pattern.search(good)
