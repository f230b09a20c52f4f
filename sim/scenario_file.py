"""One scenario file: found, read, and checked down to the last key, without its parent.

Whatever is wrong is collected as a :class:`Problem`; nothing is silently ignored.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from sim.levers import LEVERS
from sim.scenario_schema import (
    DOCUMENTED,
    DRIVES,
    EMERGENT,
    LARGEST_SCALE,
    PARAMETER_SETS,
    ScenarioModel,
    month_number,
)
from sim.scenario_text import Node, Problem, parse, suggestion

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"
LARGEST_FILE = 1_000_000
WHOLE = -1
"""the month of a step that holds for the whole run"""
_TEXT_MESSAGES = {
    "missing": "is missing",
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "list_type": "must be a list, one '- ' line an entry",
    "dict_type": "must be a mapping",
}


class Step(NamedTuple):
    """From ``month`` (months since year 0) on the lever has ``value``, as written at ``place``.

    ``value`` is a number, ``documented`` or ``emergent``.
    """

    month: int
    value: float | str
    place: str


@dataclass
class ScenarioFile:
    """What one file says. ``levers`` holds a word for the whole lever, or its dated steps."""

    path: str
    model: ScenarioModel | None = None
    root: Node | None = None
    levers: dict[str, list[Step]] = field(default_factory=dict)
    """steps by lever; a whole-lever word is one step at month WHOLE"""
    parameters: dict[str, float] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, node: Node | None, where: str, message: str) -> None:
        """Note a fault at a node's place."""
        line, column = (node.line, node.column) if node else (0, 0)
        self.problems.append(Problem(self.path, line, column, where, message))


def is_path(name: str) -> bool:
    """Whether a scenario is given as a path rather than as a name in scenarios/."""
    separators = {os.sep, os.altsep, "/"} - {None}
    return name.endswith((".yaml", ".yml")) or any(str(s) in name for s in separators)


def names() -> list[str]:
    """The names of the scenarios in scenarios/, in alphabetical order."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def locate(name: str, beside: str | None = None) -> str:
    """The path of a scenario given by name or path, as it is shown in messages.

    A relative path counts from the folder of ``beside`` (the file that extends it) if given.
    Raises ValueError, with the nearest known name, when there is no such scenario.
    """
    if is_path(name) or (beside is None and Path(name).exists()):
        return name if beside is None else os.path.normpath(Path(beside).parent / name)
    found = FOLDER / f"{name}.yaml"
    if not found.exists():
        hint = suggestion(name, names())
        raise ValueError(f"no scenario '{name}' in scenarios/{hint}")
    try:
        return os.path.relpath(found) if found.is_relative_to(Path.cwd()) else str(found)
    except OSError:
        return str(found)


def text_of(path: str, what: str = "scenario file") -> str:
    """The text of a file, called ``what`` in faults. Raises ValueError: why it cannot be had."""
    try:
        if Path(path).is_dir():
            raise ValueError(f"is a directory, not a {what}")
        if not Path(path).exists():
            beside = {p.stem: p.name for p in Path(path).parent.glob("*.y*ml")}
            hint = suggestion(Path(path).stem, beside)
            for stem, name in beside.items():
                hint = hint.replace(f"'{stem}'", f"'{name}'")
            raise ValueError(f"there is no such file{hint}")
        with open(path, "rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    if len(data) > LARGEST_FILE:
        raise ValueError(f"is larger than 1 MB, too large for a {what}")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("is not a text file (UTF-8)") from None
    if "\0" in text:
        raise ValueError("is not a text file (UTF-8)")
    return text


def read(path: str) -> ScenarioFile:
    """Read and check one file; look at ``problems`` before using the rest."""
    file = ScenarioFile(path)
    try:
        text = text_of(path)
    except ValueError as error:
        file.fault(None, "", str(error))
        return file
    file.root, file.problems = parse(path, text)
    if file.root is not None:
        _check_keys(file, file.root)
        _check_levers(file, file.root)
        _check_parameters(file, file.root)
    return file


def _check_keys(file: ScenarioFile, root: Node) -> None:
    """Check everything but the inside of levers and parameters."""
    empty = [
        key
        for key, (_, node) in root.pairs.items()
        if key in ScenarioModel.model_fields and node.kind == "value" and node.value is None
    ]
    for key in empty:
        file.fault(root.pairs[key][0], key, "is empty; give a value or leave the key out")
    plain = {key: value for key, value in root.plain().items() if key not in empty or key == ""}
    try:
        file.model = ScenarioModel.model_validate(plain)
    except ValidationError as error:
        for fault in error.errors():
            place = fault["loc"]
            if fault["type"] == "missing" and place[0] in empty:
                continue
            node = root.find(place)
            if fault["type"] == "extra_forbidden":
                node = root.pairs[str(place[0])][0]
            elif fault["type"] == "missing":
                node = root
            file.fault(node, ".".join(str(step) for step in place), _message(fault, root))


def _message(fault: Any, root: Node) -> str:
    """One of pydantic's faults in the house's words."""
    kind, place = fault["type"], fault["loc"]
    found = root.find(place)
    if kind == "extra_forbidden":
        return f"unknown key{suggestion(str(place[0]), ScenarioModel.model_fields)}"
    if kind == "literal_error":
        known = DRIVES if place[0] == "drive" else PARAMETER_SETS
        hint = suggestion(found.text, known)
        return f"'{found.text}' is none of {', '.join(known)}{hint}"
    if kind in ("greater_than_equal", "less_than_equal"):
        return f"{found.text} lies outside 1 .. {LARGEST_SCALE}"
    if kind == "missing" and place[0] == "question":
        return "is missing; say in one sentence what this scenario asks"
    if kind in _TEXT_MESSAGES:
        got = f", not '{found.text}'" if found.kind == "value" and kind != "missing" else ""
        return _TEXT_MESSAGES[kind] + got
    return str(fault["msg"])


def number_fault(node: Node, low: float, high: float, unit: str) -> str | None:
    """Why a value is not a number within its range, or None when it is."""
    value = node.value
    if node.kind != "value":
        return f"must be a number, not a {node.kind}"
    if value is None:
        return "is empty; give a number"
    if isinstance(value, bool):
        return f"must be a number, not the truth value '{node.text}'"
    if not isinstance(value, int | float):
        return f"must be a number, not the text '{node.text}'"
    if not math.isfinite(value):
        return f"must be a finite number, not '{node.text}'"
    if not low <= value <= high:
        return f"{node.text} lies outside {low:g} .. {high:g}" + (f" ({unit})" if unit else "")
    return None


def lever_value_fault(name: str, node: Node) -> str | None:
    """Why a lever cannot take a value (a number or a word), or None when it can."""
    lever = LEVERS[name]
    if node.kind == "value" and isinstance(node.value, str):
        if node.value == DOCUMENTED or (node.value == EMERGENT and lever.emergent):
            return None
        if node.value == EMERGENT:
            return "cannot be emergent: no agent of the model sets this lever"
        hint = suggestion(node.value, (DOCUMENTED, EMERGENT))
        if hint:
            return f"'{node.value}' is not a value{hint}"
    return number_fault(node, lever.low, lever.high, lever.unit)


def _check_levers(file: ScenarioFile, root: Node) -> None:
    """Check every lever's name, months and values, and keep its steps."""
    if "levers" not in root.pairs or root.pairs["levers"][1].kind != "mapping":
        return
    for name, (key, node) in root.pairs["levers"][1].pairs.items():
        where = f"levers.{name}"
        if name not in LEVERS:
            file.fault(key, where, f"unknown lever{suggestion(name, LEVERS)}")
        elif node.kind == "mapping":
            if not node.pairs:
                file.fault(node, where, "has no dated values")
            file.levers[name] = _steps(file, name, node)
        elif node.value not in (DOCUMENTED, EMERGENT) and isinstance(node.value, int | float):
            hint = f"give dated values, as {{1928-01: {node.text}}}"
            file.fault(node, where, f"'{node.text}' stands without a month; {hint}")
        elif node.kind == "list" or node.value is None:
            file.fault(node, where, "must be 'documented', 'emergent' or dated values")
        elif (message := lever_value_fault(name, node)) is not None:
            if message.startswith("must be a number"):
                message = f"'{node.text}' is none of 'documented', 'emergent' or dated values"
            file.fault(node, where, message)
        else:
            file.levers[name] = [Step(WHOLE, str(node.value), f"{file.path}:{node.line}")]


def _steps(file: ScenarioFile, name: str, node: Node) -> list[Step]:
    """The dated values of a lever that stand up to the check, in order of time."""
    steps = []
    for label, (key, value) in node.pairs.items():
        try:
            month = month_number(label)
        except ValueError as error:
            file.fault(key, f"levers.{name}", str(error))
            continue
        message = lever_value_fault(name, value)
        if message is not None:
            file.fault(value, f"levers.{name}", message)
            continue
        given = value.value if isinstance(value.value, str) else float(value.value)
        steps.append(Step(month, given, f"{file.path}:{value.line}"))
    return sorted(steps)


def _check_parameters(file: ScenarioFile, root: Node) -> None:
    """Check every parameter's name and value."""
    if "parameters" not in root.pairs or root.pairs["parameters"][1].kind != "mapping":
        return
    from sim.catalogue import parameters  # the rules bring the compiler, which takes a second

    known = parameters()
    for name, (key, node) in root.pairs["parameters"][1].pairs.items():
        where = f"parameters.{name}"
        if name not in known:
            file.fault(key, where, f"unknown parameter{suggestion(name, known)}")
            continue
        limits = known[name].param
        message = number_fault(node, limits.low, limits.high, limits.unit)
        if message is not None:
            file.fault(node, where, message)
        else:
            file.parameters[name] = float(node.value)
