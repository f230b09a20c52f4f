"""What the documents say of the program is so: the month, the mechanisms, commands, links."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest
import typer.main

import run as command_line
from analysis import parameter_tables, tables
from sim.catalogue import themes
from sim.scenario import load

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
README = (ROOT / "README.md").read_text(encoding="utf-8")
ODD = (DOCS / "ODD.md").read_text(encoding="utf-8")

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
QUOTED = re.compile(r"`([^`]+)`")


def page_id(page):
    return page.relative_to(ROOT).as_posix()


def blocks(text, kind):
    """Contents of the fenced blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def section(text, heading):
    """The text under a heading of second level."""
    found = re.search(
        rf"^## [\d. ]*{re.escape(heading)}.*?\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.M
    )
    assert found, heading
    return found.group(1)


# --------------------------------------------------------------------------------------- the month
def calls_of_the_month(source):
    """Functions that run_month calls on the world, in the order of the page, under ifs too."""
    [month] = [
        node for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == "run_month"
    ]  # fmt: skip
    calls = [
        node for node in ast.walk(month)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    ]  # fmt: skip
    return [call.func.id for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset))]


def test_calls_are_found_in_order_and_under_ifs():
    source = "def run_month(w):\n  a(w)\n  if w.x:\n    b(w)\n  else:\n    c(w)\n  d(w)\n"
    assert calls_of_the_month(source) == ["a", "b", "c", "d"]


def test_the_process_overview_is_the_month():
    items = re.findall(r"^(\d+)\. `(\w+)`: .+\.$", section(ODD, "Process overview"), re.MULTILINE)
    assert [int(number) for number, _ in items] == list(range(1, len(items) + 1))
    month = (ROOT / "sim" / "month.py").read_text(encoding="utf-8")
    assert [name for _, name in items] == calls_of_the_month(month)


def test_every_rule_file_has_its_paragraph():
    submodels = section(ODD, "Submodels")
    assert sorted(re.findall(r"^\*\*(\w+)\.\*\* ", submodels, re.MULTILINE)) == sorted(themes())


# ---------------------------------------------------------------------------------- the mechanisms
def mechanism_rows():
    """The rows of the table: id, statement, rule, file, shown by."""
    lines = [line for line in ODD.splitlines() if re.match(r"\| M\d\d \|", line)]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


@cache
def defined(path):
    """Functions of a file, and methods as Class.method."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            functions |= {
                f"{node.name}.{part.name}"
                for part in node.body
                if isinstance(part, ast.FunctionDef)
            }
    return functions


def test_each_mechanism_has_one_row():
    with (ROOT / "analysis" / "history" / "mechanisms.csv").open(encoding="utf-8") as file:
        known = [row["mech_id"] for row in csv.DictReader(file)]
    assert len(known) == 94
    assert [row[0] for row in mechanism_rows()] == known
    assert {len(row) for row in mechanism_rows()} == {5}


def test_files_and_functions_of_the_mechanisms_exist():
    for name, _, rule, files, _ in mechanism_rows():
        paths, functions = QUOTED.findall(files), QUOTED.findall(rule)
        assert all((ROOT / path).is_file() for path in paths), (name, paths)
        here = {path: defined(path) for path in paths}
        missing = [one for one in functions if not any(one in names for names in here.values())]
        assert not missing, (name, missing)
        idle = [path for path, names in here.items() if not names & set(functions)]
        assert not idle, (name, idle)
        assert bool(functions) != rule.startswith("not yet"), name


def test_what_shows_a_mechanism_exists():
    with (ROOT / "analysis" / "history" / "patterns.csv").open(encoding="utf-8") as file:
        patterns = {row["id"] for row in csv.DictReader(file)}
    for name, _, _, _, shown in mechanism_rows():
        tests = [quoted.split("::") for quoted in QUOTED.findall(shown)]
        for file, function in tests:
            assert function in defined(f"tests/{file}.py"), (name, file, function)
        rows = re.findall(r"\bP\d\d\b", shown)
        assert set(rows) <= patterns, (name, rows)
        assert tests or rows or re.search(r"\bissue [2-8]\b", shown), name


# ---------------------------------------------------------------------------------- parameters.md
def test_the_table_of_parameters_is_fresh():
    written = parameter_tables.TARGET.read_text(encoding="utf-8")
    assert written == parameter_tables.parameters_markdown(), (
        "run python -m analysis.parameter_tables"
    )


def test_a_cell_cannot_break_the_table():
    assert parameter_tables._cell("a | b\n c") == "a \\| b c"


# --------------------------------------------------------------------------- commands and snippets
def shell_lines():
    """Every line of a shell block in the README and the guide to scenarios."""
    guide = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    found = [line for text in (README, guide) for block in blocks(text, "sh")
             for line in block.splitlines() if line.strip()]  # fmt: skip
    assert len(found) > 8
    return found


@pytest.mark.parametrize("line", shell_lines())
def test_a_command_of_the_documents_exists(line):
    words = line.split()
    if words[0] == "make":
        assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
        return
    assert (words[0] in ("python", ".venv/bin/python"), words[1]) == (True, "run.py")
    program = typer.main.get_command(command_line.app)
    if words[2] == "--help":
        return
    command = program.commands[words[2]]
    options = {option for part in command.params for option in part.opts}
    assert {word for word in words[3:] if word.startswith("--")} <= options
    if words[2] == "list":
        assert words[3] in tables.KINDS
    if words[2] == "explain":
        assert tables.explain(words[3])


def test_every_kind_of_list_named_in_the_odd_exists():
    kinds = re.findall(r"run\.py list (\w+)", ODD + README)
    assert kinds
    assert set(kinds) <= set(tables.KINDS)


def test_the_first_question_of_the_readme_is_a_scenario(tmp_path):
    [text] = blocks(README, "yaml")
    assert len(text.splitlines()) == 5
    (tmp_path / "softer.yaml").write_text(text, encoding="utf-8")
    assert load(tmp_path / "softer.yaml").first_change == "1932-07"


@pytest.mark.slow  # on a fresh machine the rules compile first
@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "ODD.md"], ids=page_id)
def test_python_in_the_documents_runs(page):
    for snippet in blocks(page.read_text(encoding="utf-8"), "python"):
        # A snippet must stay small: half a year at a coarse scale shows that it works.
        assert "until=" in snippet
        names = {}
        exec(compile(snippet, page_id(page), "exec"), names)
        model = names["model"]
        assert len(model.frame("Ukraine")) == model.world.clock.tick == 6
        model.close()


def test_the_readme_has_its_four_lines():
    [snippet] = blocks(README, "python")
    assert len([line for line in snippet.splitlines() if line]) == 4


def test_the_readme_counts_patterns_right():
    with (ROOT / "analysis" / "history" / "patterns.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    fitted = sum(row["split"] == "calibrate" for row in rows)
    text = " ".join(README.split())
    assert f"{len(rows)} documented regularities" in text
    assert f"{fitted} are open to fitting (`calibrate`) and {len(rows) - fitted} are not" in text
    assert sum(row["drive"] == "C" for row in rows) == 12
    assert "twelve rows need the coupled drive" in text


# ------------------------------------------------------------------------------------------- links
def anchors(page):
    """The anchors of a page's headings, as GitHub makes them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", head.lower()) for head in heads]
    return {head.strip().replace(" ", "-") for head in plain}


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_links_lead_somewhere(page):
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        place = (page.parent / path).resolve() if path else page
        assert place.exists(), target
        if anchor:
            assert anchor in anchors(place), target


def test_decisions_are_numbered_without_gaps():
    names = sorted(path.name for path in (DOCS / "decisions").glob("*.md"))
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
