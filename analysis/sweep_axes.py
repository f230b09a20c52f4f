"""What a sweep varies: levers from a month on, or parameters, over values or a range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.design_file import Faults
from sim.levers import LEVERS
from sim.scenario_file import lever_value_fault, number_fault
from sim.scenario_schema import month_number
from sim.scenario_text import Node, suggestion

LARGEST_AXIS = 1000
Fault = Callable[[Node], str | None]


@dataclass(frozen=True)
class Axis:
    """One varied quantity: a lever (from ``month`` on, or for the whole run) or a parameter.

    It has ``values``, or for a Latin hypercube only ends ``low`` and ``high``.
    """

    name: str
    month: str | None
    values: tuple[float, ...]
    low: float
    high: float

    @property
    def label(self) -> str:
        """The column that holds it: a name, or ``lever@YYYY-MM``."""
        return f"{self.name}@{self.month}" if self.month else self.name

    @property
    def is_lever(self) -> bool:
        """Whether it is a lever rather than a parameter."""
        return self.name in LEVERS

    @property
    def unit(self) -> str:
        """Its unit."""
        if self.is_lever:
            return LEVERS[self.name].unit
        from sim.catalogue import parameters

        return parameters()[self.name].param.unit

    def at(self, share: float) -> float:
        """Its value at a share (0 to 1) of the way: of its range, or through its values."""
        if self.values:
            return self.values[min(int(share * len(self.values)), len(self.values) - 1)]
        return min(self.low + share * (self.high - self.low), self.high)

    def setting(self, value: float) -> str:
        """As ``--set`` takes it."""
        return f"{self.name}={self.month}:{value!r}" if self.month else f"{self.name}={value!r}"


@dataclass(frozen=True)
class Vary:
    """What is varied, and levers' dated values that stay the same at every point."""

    axes: tuple[Axis, ...]
    fixed: tuple[str, ...] = ()


def read_vary(node: Node, where: str, faults: Faults) -> Vary:
    """Read ``vary``: levers and parameters by name."""
    from sim.catalogue import parameters

    axes: list[Axis] = []
    fixed: list[str] = []
    if node.kind != "mapping" or not node.pairs:
        faults.at(node, where, "must be a mapping of levers and parameters to values")
        return Vary(())
    known = parameters()
    for name, (key, value) in node.pairs.items():
        here = f"{where}.{name}"
        if name in LEVERS:
            _read_lever(name, value, here, faults, axes, fixed)
        elif name in known:
            limits = known[name].param

            def fault(n: Node, low: float = limits.low, high: float = limits.high,
                      unit: str = limits.unit) -> str | None:  # fmt: skip
                return number_fault(n, low, high, unit)

            _read_axis(name, None, value, here, faults, axes, fault)
        else:
            hint = suggestion(name, [*LEVERS, *known])
            faults.at(key, here, f"unknown lever or parameter{hint}")
    return Vary(tuple(axes), tuple(fixed))


def _read_lever(
    name: str, node: Node, where: str, faults: Faults, axes: list[Axis], fixed: list[str]
) -> None:
    """A lever's values for the whole run, or by month; single dated values are fixed."""

    def fault(value: Node) -> str | None:
        lever = LEVERS[name]
        return number_fault(value, lever.low, lever.high, lever.unit)

    if node.kind == "list" or "low" in node.pairs or "high" in node.pairs:
        _read_axis(name, None, node, where, faults, axes, fault)
        return
    if node.kind != "mapping":
        faults.at(node, where, f"must be dated lists of values, as {{1931-07: [{node.text}, ...]}}")
        return
    for label, (key, value) in node.pairs.items():
        try:
            month_number(label)
        except ValueError as error:
            faults.at(key, where, str(error))
            continue
        if value.kind != "value":
            _read_axis(name, label, value, f"{where}.{label}", faults, axes, fault)
        elif (message := lever_value_fault(name, value)) is not None:
            faults.at(value, f"{where}.{label}", message)
        else:
            fixed.append(f"{name}={label}:{value.value}")


def _read_axis(
    name: str,
    month: str | None,
    node: Node,
    where: str,
    faults: Faults,
    axes: list[Axis],
    fault: Fault,
) -> None:
    """A list of values, or ``{low, high, points}``; without points it is for latin designs."""
    before = len(faults.problems)
    if node.kind == "list":
        values = _values(node, where, faults, fault)
        if len(faults.problems) == before:
            axes.append(Axis(name, month, values, min(values), max(values)))
        return
    if node.kind != "mapping" or not {"low", "high"} <= set(node.pairs):
        faults.at(node, where, "must be a list of values, or {low: .., high: .., points: ..}")
        return
    for key, (place, value) in node.pairs.items():
        if key not in ("low", "high", "points"):
            hint = suggestion(key, ("low", "high", "points"))
            faults.at(place, f"{where}.{key}", f"unknown key{hint}")
        elif key != "points" and (message := fault(value)) is not None:
            faults.at(value, f"{where}.{key}", message)
    count = node.pairs["points"][1] if "points" in node.pairs else None
    if count and not (type(count.value) is int and 2 <= count.value <= LARGEST_AXIS):
        faults.at(count, f"{where}.points", f"must be a whole number, 2 .. {LARGEST_AXIS}")
    if len(faults.problems) > before:
        return
    low, high = (float(node.pairs[end][1].value) for end in ("low", "high"))
    if low >= high:
        faults.at(node, where, f"the low end {low:g} is not below the high end {high:g}")
        return
    levels = tuple(float(v) for v in np.linspace(low, high, count.value)) if count else ()
    axes.append(Axis(name, month, levels, low, high))


def _values(node: Node, where: str, faults: Faults, fault: Fault) -> tuple[float, ...]:
    """The values of a list, each once; two at least."""
    before = len(faults.problems)
    for item in node.items:
        if (message := fault(item)) is not None:
            faults.at(item, where, message)
    if len(faults.problems) > before:
        return ()
    values = tuple(float(item.value) for item in node.items)
    if len(set(values)) < len(values):
        faults.at(node, where, "names a value twice")
    if not 2 <= len(values) <= LARGEST_AXIS:
        faults.at(node, where, f"needs 2 .. {LARGEST_AXIS} values to vary over")
    return values
