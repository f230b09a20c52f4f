"""From the text of a scenario file to a tree that remembers where everything stands.

Only plain YAML is taken: one document of mappings, lists and values. Aliases, anchors and tags are
refused, so that a file can neither blow up in memory nor build objects. Errors are collected as
:class:`Problem` and name the place, the value and the likely fix.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import ScalarNode

DEEPEST = 8


class Problem(NamedTuple):
    """One fault of a scenario: file as given, 1-based line and column (0: none), where, message."""

    path: str
    line: int
    column: int
    where: str
    message: str

    def __str__(self) -> str:
        """The fault as one line: ``path:line:col: where: message``."""
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        return ": ".join(part for part in (place, self.where, self.message) if part)


class ScenarioError(ValueError):
    """Everything that is wrong with a scenario; ``str`` gives one line a fault."""

    @property
    def lines(self) -> list[str]:
        """The faults, one line each."""
        return str(self).splitlines()

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> ScenarioError:
        """The error that carries these faults, each once, ordered by file and place."""
        unique = dict.fromkeys(problems)
        files = {path: i for i, path in enumerate(dict.fromkeys(p.path for p in unique))}
        ordered = sorted(unique, key=lambda p: (files[p.path], p.line, p.column))
        return cls("\n".join(str(problem) for problem in ordered))


def suggestion(name: str, known: Iterable[str]) -> str:
    """``; did you mean 'x'?`` for the known name nearest to ``name``, or nothing."""
    by_case = {candidate.casefold(): candidate for candidate in known}
    near = difflib.get_close_matches(name.casefold(), list(by_case), 1)
    return f"; did you mean '{by_case[near[0]]}'?" if near else ""


@dataclass(frozen=True)
class Node:
    """A mapping, list or value of the file, with its 1-based line and column."""

    kind: str
    """``mapping``, ``list`` or ``value``"""
    line: int
    column: int
    text: str = ""
    """a value as written, without quotes"""
    value: Any = None
    """a value as understood: str, int, float, bool or None"""
    pairs: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    """a mapping's keys and values by the text of the key"""
    items: list[Node] = field(default_factory=list)

    def plain(self) -> Any:
        """The tree as dicts, lists and values, without places."""
        if self.kind == "mapping":
            return {key: value.plain() for key, (_, value) in self.pairs.items()}
        return [item.plain() for item in self.items] if self.kind == "list" else self.value

    def find(self, where: Iterable[str | int]) -> Node:
        """The node at a path of keys and positions, or the nearest node above it."""
        node = self
        for step in where:
            if node.kind == "mapping" and step in node.pairs:
                node = node.pairs[str(step)][1]
            elif node.kind == "list" and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
        return node


class _RefusedError(Exception):
    """A fault that ends the reading of the file."""

    def __init__(self, mark: Any, message: str) -> None:
        super().__init__(message)
        self.mark = mark


class _Reader:
    """Builds the tree from the events of one file, collecting duplicate keys on the way."""

    def __init__(self, path: str, text: str, what: str) -> None:
        self.path = path
        self.what = what
        self.yaml = YAML(typ="rt", pure=True)
        self.events: Iterator[Any] = iter(self.yaml.parse(text))
        self.problems: list[Problem] = []

    def document(self) -> Node | None:
        """The file's one document, or None when it holds nothing."""
        root: Node | None = None
        documents = 0
        for event in self.events:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    message = f"a {self.what} file holds one document only"
                    raise _RefusedError(event.start_mark, message)
            elif kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                root = self.node(event, "", 0)
        return root

    def node(self, event: Any, where: str, depth: int) -> Node:
        """The node that begins with ``event``."""
        kind = type(event).__name__
        mark = event.start_mark
        if kind == "AliasEvent" or event.anchor:
            raise _RefusedError(mark, "anchors and aliases are not allowed; write the values out")
        if event.ctag is not None and str(event.ctag) not in ("", "None"):
            raise _RefusedError(mark, f"the tag '{event.ctag}' is not allowed; write a plain value")
        if depth > DEEPEST:
            raise _RefusedError(mark, f"is nested more than {DEEPEST} levels deep")
        line, column = mark.line + 1, mark.column + 1
        if kind == "MappingStartEvent":
            return Node("mapping", line, column, pairs=self.pairs(where, depth))
        if kind == "SequenceStartEvent":
            return Node("list", line, column, items=self.items(where, depth))
        return Node("value", line, column, event.value, self.understood(event))

    def items(self, where: str, depth: int) -> list[Node]:
        """The nodes of a list up to its end."""
        found = []
        while type(event := next(self.events)).__name__ != "SequenceEndEvent":
            found.append(self.node(event, where, depth + 1))
        return found

    def pairs(self, where: str, depth: int) -> dict[str, tuple[Node, Node]]:
        """The keys and values of a mapping up to its end; a second use of a key is a fault."""
        found: dict[str, tuple[Node, Node]] = {}
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            key = self.node(event, where, depth + 1)
            if key.kind != "value":
                raise _RefusedError(event.start_mark, "a key must be a plain name or month")
            path = f"{where}.{key.text}" if where else key.text
            value = self.node(next(self.events), path, depth + 1)
            if key.text in found:
                first = found[key.text][0].line
                self.problems.append(
                    Problem(self.path, key.line, key.column, path,
                            f"duplicate key; it stands first on line {first}")
                )  # fmt: skip
            else:
                found[key.text] = (key, value)
        return found

    def understood(self, event: Any) -> Any:
        """A value by YAML 1.2's rules; what is quoted is text."""
        if event.style is not None:
            return event.value
        tag = self.yaml.resolver.resolve(ScalarNode, event.value, event.implicit)
        kind = str(tag).rsplit(":", 1)[-1]
        if kind == "null":
            return None
        if kind == "bool":
            return event.value.casefold() == "true"
        try:
            if kind == "int":
                return int(event.value.replace("_", ""), 0)
            return (
                float(event.value.lstrip("+-").replace(".inf", "inf").replace(".nan", "nan"))
                * (-1.0 if event.value.startswith("-") else 1.0)
                if kind == "float"
                else event.value
            )
        except ValueError:
            return event.value


def parse(path: str, text: str, what: str = "scenario") -> tuple[Node | None, list[Problem]]:
    """The tree of a file and its faults; None when it cannot be read as a mapping.

    ``path`` and ``what`` the file holds are only used in messages.
    """
    try:
        reader = _Reader(path, text, what)
        root = reader.document()
    except _RefusedError as refused:
        mark = refused.mark
        return None, [Problem(path, mark.line + 1, mark.column + 1, "", str(refused))]
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"is not valid YAML: {error.problem or error.context}"
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        return None, [Problem(path, line, column, "", message)]
    except (YAMLError, RecursionError, ValueError) as error:
        first = (str(error).splitlines() or ["unreadable"])[0]
        return None, [Problem(path, 0, 0, "", f"is not valid YAML: {first}")]
    if root is None or (root.kind == "value" and root.value is None):
        return None, [Problem(path, 0, 0, "", f"is empty; a {what} asks a question")]
    if root.kind != "mapping":
        keys = "'question' and 'levers'" if what == "scenario" else "'question'"
        message = f"must be a mapping of keys such as {keys}, not a {root.kind}"
        return None, [Problem(path, root.line, root.column, "", message)]
    return root, reader.problems
