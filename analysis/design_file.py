"""Strict reading of design files: sweeps, sensitivity, calibration; every fault at once.

A design is plain YAML, as a scenario is. Its keys are a pydantic model's; what needs the model's
catalogue (parameters, levers, outcomes) is a field marked :class:`Checked`, whose function walks
the file's own tree, so that a fault names its line and column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from analysis.command_options import LARGEST_SEED
from sim.scenario import Scenario, load
from sim.scenario_file import locate, text_of
from sim.scenario_schema import LARGEST_SCALE, Month, Text
from sim.scenario_text import Node, Problem, ScenarioError, parse, suggestion

M = TypeVar("M", bound=BaseModel)


@dataclass
class Faults:
    """Where a check notes what is wrong: the file, its faults, and which fields they spoil."""

    path: str
    problems: list[Problem] = field(default_factory=list)

    def at(self, node: Node, where: str, message: str) -> None:
        """Note a fault at a node's place; ``where`` is its key with dots."""
        self.problems.append(Problem(self.path, node.line, node.column, where, message))


@dataclass(frozen=True)
class Checked:
    """Marks a field that ``check(node, where, faults)`` reads; its answer becomes the value."""

    check: Callable[[Node, str, Faults], Any]


def _scenario(node: Node, where: str, faults: Faults) -> str:
    """A scenario by name, or by path from the design's own folder."""
    if not isinstance(node.value, str) or not node.value.strip():
        faults.at(node, where, "must be the name of a scenario, or a path")
        return ""
    try:
        found = locate(node.value, beside=faults.path)
        text_of(found)
    except ValueError as error:
        faults.at(node, where, str(error))
        return ""
    return found


class Design(BaseModel):
    """What every design says: a question, the scenario it is asked of, and how that is run."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    parameter_sets: ClassVar[str | None] = None
    """accepted, none, or None for what the scenario says"""

    question: Text = Field(description="what the design asks, in one sentence")
    scenario: Annotated[str, Checked(_scenario)] = Field(
        "historical", description="a name in scenarios/, or a path from this file's folder"
    )
    drive: Literal["side_by_side", "countryside", "politics", "coupled"] | None = Field(
        None, description="as in a scenario; default the scenario's"
    )
    scale: Annotated[int, Field(strict=True, ge=1, le=LARGEST_SCALE)] | None = Field(
        None, description="one household stands for about this many; default the scenario's"
    )
    until: Month | None = Field(None, description="last month simulated; default the scenario's")
    seed: Annotated[int, Field(strict=True, ge=0, le=LARGEST_SEED)] = Field(
        1, description="seed of the first run of a point; then one up"
    )

    def base(self, overrides: tuple[str, ...] = ()) -> Scenario:
        """The scenario as the design runs it, under overrides as ``--set`` takes them.

        Raises ScenarioError.
        """
        return load(
            self.scenario,
            overrides=overrides,
            drive=self.drive,
            until=self.until,
            scale=self.scale,
            parameter_sets=self.parameter_sets,
        )

    def check_whole(self, root: Node, faults: Faults) -> None:
        """Note what only the whole file shows; :func:`read_design` calls it last."""


def read_design(path: str, model: type[M]) -> M:
    """Read a design file into ``model``. Raises ScenarioError with all faults, one line each."""
    faults = Faults(path)
    try:
        text = text_of(path, "design file")
    except ValueError as error:
        raise ScenarioError.of([Problem(path, 0, 0, "", str(error))]) from None
    root, problems = parse(path, text, "design")
    faults.problems += problems
    if root is None:
        raise ScenarioError.of(problems)
    plain, spoilt = _checked(root, model, (), faults)
    design: M | None = None
    try:
        design = model.model_validate(plain)
    except ValidationError as error:
        for fault in error.errors():
            if fault["type"] != "missing" or fault["loc"] not in spoilt:
                _note(fault, root, model, faults)
    if faults.problems or design is None:
        raise ScenarioError.of(faults.problems)
    if isinstance(design, Design):
        design.base()
        design.check_whole(root, faults)
        if faults.problems:
            raise ScenarioError.of(faults.problems)
    return design


def _checked(
    node: Node, model: type[BaseModel], place: tuple[str, ...], faults: Faults
) -> tuple[dict[str, Any], set[tuple[str | int, ...]]]:
    """The plain values of a mapping, its checked fields read; and the places of faulty fields."""
    plain: dict[str, Any] = {}
    spoilt: set[tuple[str | int, ...]] = set()
    for key, (name, value) in node.pairs.items():
        here = (*place, key)
        where = ".".join(here)
        known = model.model_fields.get(key)
        if known is None:
            plain[key] = value.plain()
            continue
        if value.kind == "value" and value.value is None:
            faults.at(name, where, "is empty; give a value or leave the key out")
            spoilt.add(here)
            continue
        check = next((m.check for m in known.metadata if isinstance(m, Checked)), None)
        inner = next(_models(known.annotation), None)
        if check is not None:
            before = len(faults.problems)
            read = check(value, where, faults)
            if len(faults.problems) > before:
                spoilt.add(here)
            else:
                plain[key] = read
        elif inner is not None and value.kind == "mapping":
            plain[key], below = _checked(value, inner, here, faults)
            spoilt |= below
        else:
            plain[key] = value.plain()
    return plain, spoilt


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field's annotation holds: ``Stage`` or ``Stage | None``."""
    for part in (annotation, *getattr(annotation, "__args__", ())):
        if isinstance(part, type) and issubclass(part, BaseModel):
            yield part


def _note(fault: Any, root: Node, model: type[BaseModel], faults: Faults) -> None:
    """Note one of pydantic's faults at its place, in the house's words."""
    place = fault["loc"]
    node = root.find(place)
    above = root.find(place[:-1])
    if fault["type"] == "extra_forbidden":
        node = above.pairs[str(place[-1])][0]
    elif fault["type"] == "missing":
        node = above
    where = ".".join(str(step) for step in place)
    faults.at(node, where, _message(fault, node, _fields(model, place[:-1])))


def _fields(model: type[BaseModel], place: tuple[str | int, ...]) -> list[str]:
    """The keys known at a place of the file."""
    for step in place:
        known = model.model_fields.get(str(step))
        inner = next(_models(known.annotation), None) if known else None
        if inner is None:
            return []
        model = inner
    return list(model.model_fields)


_BOUNDS = {
    "greater_than_equal": ("ge", "is less than {}"),
    "greater_than": ("gt", "must be more than {}"),
    "less_than_equal": ("le", "is more than {}"),
    "less_than": ("lt", "must be less than {}"),
}
_KINDS = {
    "string_type": "must be text",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "finite_number": "must be a finite number",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be a mapping",
    "model_type": "must be a mapping of keys",
}


def _message(fault: Any, node: Node, fields: list[str]) -> str:
    """What is wrong, with the value that was found and the likely fix."""
    kind, context = fault["type"], fault.get("ctx", {})
    if kind == "extra_forbidden":
        return f"unknown key{suggestion(str(fault['loc'][-1]), fields)}"
    if kind == "missing":
        asks = fault["loc"][-1] == "question"
        return "is missing" + ("; say in one sentence what this design asks" if asks else "")
    if kind == "literal_error":
        words = [word.strip(" '") for word in context["expected"].replace(" or ", ",").split(",")]
        return f"'{node.text}' is none of {', '.join(words)}{suggestion(node.text, words)}"
    if kind in _BOUNDS:
        name, text = _BOUNDS[kind]
        return f"{node.text} {text.format(context[name])}"
    if kind in _KINDS:
        return _KINDS[kind] + (f", not '{node.text}'" if node.kind == "value" else "")
    return str(fault["msg"])
