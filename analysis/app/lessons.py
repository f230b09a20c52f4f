"""The lessons of the page: Markdown files with a head, read strictly and turned into HTML.

A lesson is a file ``lessons/LANGUAGE/NN-slug.md``: a YAML head that says how the page stands in
the lesson, then sections under fixed headings. Everything that a class would stumble over is
refused when the file is read: a scenario, slider, chart or month that there is not, minutes that
do not add up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from markdown_it import MarkdownIt
from markdown_it.token import Token
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.app.lesson_state import Opening, check_opening, state_of, steps
from analysis.design_file import Faults
from sim.scenario_schema import Text
from sim.scenario_text import Node, Problem, ScenarioError, parse

FOLDER = Path(__file__).parent / "lessons"
LANGUAGE = "en"
MINUTES = 45
QUESTIONS = 6, 8
"""fewest and most questions of a worksheet"""
PLAN, WORKSHEET = "Plan for 45 minutes", "Worksheet"
HEADINGS: tuple[tuple[int, str], ...] = (
    (2, "What this lesson is about"),
    (2, PLAN),
    (2, WORKSHEET),
    (2, "Teacher notes"),
    (3, "What the model cannot show"),
    (3, "The human cost"),
    (3, "Where historians disagree"),
    (3, "What to expect"),
    (2, "Sources"),
)
"""level and words, in order; another language keeps the levels and the number"""
SHIFT = 1
"""levels by which headings are lowered, since the page's own sections have the second"""
HEAD = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)
NAME = re.compile(r"(\d\d)-[a-z0-9-]+\.md")


class Front(BaseModel):
    """The head of a lesson."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Text
    number: Annotated[int, Field(strict=True, ge=1, le=99)]
    goal: Text
    open: Opening


@dataclass(frozen=True)
class Lesson:
    """A lesson that has been read and found sound."""

    path: Path
    front: Front
    body: str

    @property
    def html(self) -> str:
        """The whole text as HTML: nothing raw passes, nothing is fetched."""
        return _rendered(_tokens(self.body))

    @property
    def worksheet_html(self) -> str:
        """The questions alone, without their heading (three tokens)."""
        return _rendered(_sections(_tokens(self.body))[2][3:])

    @property
    def facts(self) -> dict[str, Any]:
        """What the page needs: words, HTML, the page's state in each step, and its addresses."""
        opening, number = self.front.open, self.front.number
        told = steps(opening, number)
        return {
            "number": number,
            "title": self.front.title,
            "goal": self.front.goal,
            "html": self.html,
            "worksheet_html": self.worksheet_html,
            "open": opening.model_dump(),
            "steps": {name: one.state for name, one in told.items()},
            "addresses": {name: one.address for name, one in told.items()},
            "address": state_of(opening, number).address,
        }


def page_lessons() -> dict[str, list[dict[str, Any]]]:
    """The lessons of every language, as the page takes them. Raises ScenarioError."""
    folders = sorted(folder for folder in FOLDER.iterdir() if folder.is_dir())
    return {folder.name: [lesson.facts for lesson in lessons(folder)] for folder in folders}


def lessons(folder: Path = FOLDER / LANGUAGE) -> list[Lesson]:
    """The lessons of a folder by number. Raises ScenarioError with the faults of every file."""
    found: list[Lesson] = []
    problems: list[str] = []
    for path in sorted(folder.glob("*.md")):
        try:
            found.append(read_lesson(path))
        except ScenarioError as error:
            problems += error.lines
    held: dict[int, Path] = {}
    for lesson in found:
        other = held.setdefault(lesson.front.number, lesson.path)
        if other != lesson.path:
            problems.append(f"{lesson.path}: number: {lesson.front.number} is {other.name}'s")
    if problems:
        raise ScenarioError("\n".join(problems))
    return sorted(found, key=lambda lesson: lesson.front.number)


def read_lesson(path: Path) -> Lesson:
    """Read one lesson. Raises ScenarioError: every fault with file, line, value and fix."""
    faults = Faults(str(path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: cannot be read as a lesson: {error}") from None
    found = HEAD.match(text)
    if found is None:
        raise ScenarioError(f"{path}:1: a lesson begins with a head between two lines of ---")
    front = _front(found.group(1), path, faults)
    body = text[found.end() :]
    _check_body(body, text[: found.end()].count("\n"), path, faults)
    if faults.problems or front is None:
        raise ScenarioError.of(faults.problems)
    return Lesson(path, front, body)


def _front(head: str, path: Path, faults: Faults) -> Front | None:
    """The head, checked against what the page has; None where it is faulty."""
    # The line of --- stands before it, so that places are those of the file.
    root, problems = parse(faults.path, "\n" + head, "lesson")
    faults.problems += problems
    if root is None:
        return None
    try:
        front = Front.model_validate(root.plain())
    except ValidationError as error:
        for fault in error.errors():
            faults.at(root.find(fault["loc"]), ".".join(map(str, fault["loc"])), _words(fault))
        return None
    check_opening(front.open, root.find(("open",)), faults)
    _check_name(front, root, path, faults)
    return front


def _words(fault: Any) -> str:
    if fault["type"] == "extra_forbidden":
        return "unknown key; remove it, or see docs/lessons.md for those that a head takes"
    if fault["type"] == "missing":
        return "is missing; see docs/lessons.md for the keys of a head"
    return f"{fault['input']!r}: {fault['msg']}"


def _check_name(front: Front, root: Node, path: Path, faults: Faults) -> None:
    named = NAME.fullmatch(path.name)
    if named is None:
        faults.problems.append(
            Problem(faults.path, 0, 0, "", "call the file NN-words.md, as 03-some-words.md")
        )
    elif int(named.group(1)) != front.number:
        message = f"{front.number} does not agree with the file's name; write {named.group(1)}"
        faults.at(root.find(("number",)), "number", message)


def _check_body(body: str, above: int, path: Path, faults: Faults) -> None:
    """Headings, minutes and questions; ``above`` is the number of lines over the body."""
    tokens = _tokens(body)

    def note(token: Token | None, where: str, message: str) -> None:
        line = above + token.map[0] + 1 if token is not None and token.map else above
        faults.problems.append(Problem(faults.path, line, 1, where, message))

    if not _check_headings(tokens, path, note):
        return
    told = _sections(tokens)
    table, rows = _minutes(told[1])
    wrong = [cell for cell in rows if not cell.isdigit()]
    if not rows:
        note(told[1][0], PLAN, "needs a table: | minutes | what the class does |")
    elif wrong:
        note(table, PLAN, f"minutes '{wrong[0]}' are not a whole number; write 5, not 0-5")
    elif (total := sum(map(int, rows))) != MINUTES:
        note(table, PLAN, f"minutes add up to {total}; make it {MINUTES}")
    asked = sum(token.type == "list_item_open" and token.level == 1 for token in told[2])
    if not QUESTIONS[0] <= asked <= QUESTIONS[1]:
        note(told[2][0], WORKSHEET, f"has {asked} numbered questions; ask {QUESTIONS[0]} to "
             f"{QUESTIONS[1]}")  # fmt: skip


def _check_headings(tokens: list[Token], path: Path, note: Any) -> bool:
    """Whether the headings are those of HEADINGS, in order; the first that is not is noted."""
    english = path.parent.name == LANGUAGE
    found = [
        (int(token.tag[1]), tokens[k + 1].content, token)
        for k, token in enumerate(tokens)
        if token.type == "heading_open"
    ]
    for k, (level, words) in enumerate(HEADINGS):
        here = found[k] if k < len(found) else None
        wanted = "#" * level + " " + (words if english else f"({words}, translated)")
        if here is None:
            note(None, "headings", f"'{wanted}' is missing; headings stand in a fixed order")
            return False
        if here[0] != level or (english and here[1] != words):
            given = "#" * here[0] + " " + here[1]
            note(here[2], "headings", f"'{given}' stands where '{wanted}' should")
            return False
    if len(found) > len(HEADINGS):
        extra = found[len(HEADINGS)]
        note(extra[2], "headings", f"'{extra[1]}' is one too many; remove it")
        return False
    return True


def _minutes(section: list[Token]) -> tuple[Token | None, list[str]]:
    """The first table of a section and the texts of its first column."""
    table = next((token for token in section if token.type == "table_open"), None)
    rows = [
        section[k + 2].content.strip()
        for k, token in enumerate(section)
        if token.type == "tr_open" and section[k + 1].type == "td_open"
    ]
    return table, rows


@cache
def _markdown() -> MarkdownIt:
    """CommonMark with tables; no raw HTML, and no pictures, which would be fetched."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def _tokens(body: str) -> list[Token]:
    return _markdown().parse(body)


def _sections(tokens: list[Token]) -> list[list[Token]]:
    """The tokens under each heading of second level, heading included."""
    starts = [k for k, token in enumerate(tokens) if token.type == "heading_open"
              and token.tag == "h2"]  # fmt: skip
    ends = [*starts[1:], len(tokens)]
    return [tokens[start:end] for start, end in zip(starts, ends, strict=True)]


def _rendered(tokens: list[Token]) -> str:
    return str(_markdown().renderer.render(list(_for_page(tokens)), _markdown().options, {}))


def _for_page(tokens: list[Token]) -> Iterator[Token]:
    """Headings lowered, heads of columns marked as such for screen readers."""
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token = token.copy(tag=f"h{int(token.tag[1]) + SHIFT}")
        elif token.type == "th_open":
            token = token.copy(attrs={**token.attrs, "scope": "col"})
        yield token
