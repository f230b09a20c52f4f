"""Changes to a scenario from the command line: ``--set``, ``--drive``, ``--until``, ``--scale``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sim.levers import LEVERS
from sim.scenario_file import WHOLE, ScenarioFile, Step, lever_value_fault, number_fault
from sim.scenario_schema import (
    DRIVES,
    EARLIEST,
    LARGEST_SCALE,
    LATEST,
    PARAMETER_SETS,
    month_number,
)
from sim.scenario_text import Node, Problem, suggestion

OPTION = "--set"


def _node(text: str) -> Node:
    """A value from the command line; what is no number is text."""
    try:
        value: Any = float(text)
    except ValueError:
        value = text
    return Node("value", 0, 0, text, value)


def override_layer(overrides: Sequence[str], problems: list[Problem]) -> ScenarioFile:
    """The layer that ``--set`` lays over the files; faults go to ``problems``.

    Forms: ``lever=value`` (for the whole run), ``lever=YYYY-MM:value`` (from that month on),
    ``theme.field=value`` (a parameter); a lever's value may be 'documented' or 'emergent'.
    """
    layer = ScenarioFile(OPTION)
    for text in overrides:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            message = f"'{text}' is not of the form lever=value or lever=YYYY-MM:value"
            layer.fault(None, "", message)
        elif name in LEVERS:
            _set_lever(layer, name, value)
        else:
            _set_parameter(layer, name, value)
    for steps in layer.levers.values():
        steps.sort()
    problems += layer.problems
    return layer


def _set_lever(layer: ScenarioFile, name: str, text: str) -> None:
    """Take one ``lever=value`` or ``lever=YYYY-MM:value``."""
    label, colon, value = (part.strip() for part in text.partition(":"))
    month = WHOLE
    if colon:
        try:
            month = month_number(label)
        except ValueError as error:
            layer.fault(None, name, str(error))
            return
    else:
        value = label
    node = _node(value)
    message = lever_value_fault(name, node) if value else "is empty; give a number"
    if message is not None:
        layer.fault(None, name, message)
        return
    steps = layer.levers.setdefault(name, [])
    if any(step.month == month for step in steps):
        layer.fault(None, name, f"is set twice{'' if month == WHOLE else f' in {label}'}")
        return
    steps.append(Step(month, node.value, OPTION))


def _set_parameter(layer: ScenarioFile, name: str, text: str) -> None:
    """Take one ``theme.field=value``."""
    from sim.catalogue import parameters  # the rules bring the compiler, which takes a second

    known = parameters()
    if name not in known:
        hint = suggestion(name, [*LEVERS, *known])
        layer.fault(None, name, f"unknown lever or parameter{hint}")
        return
    limits = known[name].param
    message = number_fault(_node(text), limits.low, limits.high, limits.unit)
    if name in layer.parameters:
        message = "is set twice"
    if message is not None:
        layer.fault(None, name, message)
    else:
        layer.parameters[name] = float(text)


def read_options(
    drive: str | None,
    until: str | None,
    scale: int | None,
    problems: list[Problem],
    parameter_sets: str | None = None,
) -> dict[str, Any]:
    """The options that were given, checked; faults go to ``problems``."""
    if drive is not None and drive not in DRIVES:
        message = f"'{drive}' is none of {', '.join(DRIVES)}{suggestion(drive, DRIVES)}"
        problems.append(Problem("--drive", 0, 0, "", message))
    if until is not None:
        message = _until_fault(until)
        if message:
            problems.append(Problem("--until", 0, 0, "", message))
    if scale is not None and not 1 <= scale <= LARGEST_SCALE:
        message = f"{scale} lies outside 1 .. {LARGEST_SCALE}"
        problems.append(Problem("--scale", 0, 0, "", message))
    if parameter_sets is not None and parameter_sets not in PARAMETER_SETS:
        hint = suggestion(parameter_sets, PARAMETER_SETS)
        message = f"'{parameter_sets}' is none of {', '.join(PARAMETER_SETS)}{hint}"
        problems.append(Problem("--parameters", 0, 0, "", message))
    return {"drive": drive, "until": until, "scale": scale, "parameter_sets": parameter_sets}


def _until_fault(until: str) -> str:
    """Why ``--until`` cannot be taken, or nothing."""
    try:
        number = month_number(until)
    except ValueError as error:
        return str(error)
    if not month_number(EARLIEST) <= number <= month_number(LATEST):
        return f"{until} lies outside {EARLIEST} .. {LATEST}"
    return ""
