"""Which parameters a design moves, and how far: by name, by theme, or all that are ASSUMED.

Themes are rule files. Each belongs to the tier whose institutions read it, so a design that asks
for everything assumed moves only what its drive runs.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from analysis.design_file import Checked, Design, Faults
from sim.parameters import DeclaredParameter
from sim.scenario_file import number_fault
from sim.scenario_text import Node, suggestion

POLITICS_THEMES = frozenset({
    "alignment", "apparatus", "attribution", "censorship", "discipline", "exile", "hardening",
    "invention", "line", "membership", "mood", "opponents", "opposition", "policing",
    "recantation", "texts", "voting",
})  # fmt: skip
"""Rule files that the leadership's institutions read; all others are the countryside's."""
ASSUMED = "assumed"
Ranges = dict[str, tuple[float, float]]


def is_assumed(name: str) -> bool:
    """Whether a parameter rests on judgement, wholly or in part."""
    from sim.catalogue import parameters

    return "ASSUMED" in parameters()[name].param.source


def runs_in(name: str, drive: str) -> bool:
    """Whether a drive runs the tier that reads a parameter."""
    political = name.split(".", 1)[0] in POLITICS_THEMES
    return drive not in ("countryside", "politics") or political == (drive == "politics")


def inner_range(known: DeclaredParameter, within: float) -> tuple[float, float]:
    """The part of a declared range that lies ``within`` (0 to 1) of the way to its bounds."""
    low, high, middle = known.param.low, known.param.high, known.default
    if within == 1.0:
        return low, high
    return middle + within * (low - middle), middle + within * (high - middle)


def _parameters(node: Node, where: str, faults: Faults) -> dict[str, tuple[float, float] | None]:
    """What is asked for: names with their own range, or None for the declared one."""
    from sim.catalogue import parameters

    found: dict[str, tuple[float, float] | None] = {}
    before = len(faults.problems)
    if node.kind == "mapping":
        known = parameters()
        for name, (key, value) in node.pairs.items():
            if name not in known:
                faults.at(key, f"{where}.{name}", f"unknown parameter{suggestion(name, known)}")
            elif (limits := _range(value, f"{where}.{name}", known[name], faults)) is not None:
                found[name] = limits
    else:
        for item in node.items if node.kind == "list" else [node]:
            for name in _named(item, where, faults):
                if name in found:
                    faults.at(item, where, f"{name} is named twice")
                found[name] = None
    if not found and len(faults.problems) == before:
        faults.at(node, where, "names no parameter")
    return found


def _named(item: Node, where: str, faults: Faults) -> list[str]:
    """The parameters that an entry names: itself, those of a theme, or ``assumed``."""
    from sim.catalogue import parameters, themes

    known = parameters()
    name = item.text
    if item.kind != "value":
        faults.at(item, where, f"must be the name of a parameter or theme, not a {item.kind}")
    elif name == ASSUMED:
        return [ASSUMED]
    elif name in themes():
        return [n for n, p in known.items() if n.startswith(f"{name}.") and _moves(p)]
    elif name not in known:
        hint = suggestion(name, [ASSUMED, *themes(), *known])
        faults.at(item, where, f"unknown parameter or theme '{name}'{hint}")
    elif not _moves(known[name]):
        faults.at(item, where, f"{name} has one value only, {known[name].default:g}")
    else:
        return [name]
    return []


def _moves(known: DeclaredParameter) -> bool:
    return known.param.low < known.param.high


def _range(
    node: Node, where: str, known: DeclaredParameter, faults: Faults
) -> tuple[float, float] | None:
    """A range [low, high] inside the declared one, or None and a fault."""
    limits = known.param
    if node.kind != "list" or len(node.items) != 2:
        given = f"[{limits.low:g}, {limits.high:g}]"
        faults.at(node, where, f"must be a range such as {given}")
        return None
    messages = [number_fault(n, limits.low, limits.high, limits.unit) for n in node.items]
    for item, message in zip(node.items, messages, strict=True):
        if message is not None:
            faults.at(item, where, message)
    if any(messages):
        return None
    low, high = (float(item.value) for item in node.items)
    if low >= high:
        faults.at(node, where, f"the low end {low:g} is not below the high end {high:g}")
        return None
    return low, high


class RangedDesign(Design):
    """A design over ranges of parameters.

    ``parameters`` holds names with a range, or None for the declared one; the name ``assumed``
    stands for every ASSUMED parameter of the tiers that the drive runs. :meth:`ranges` resolves it.
    What it does not move stands at its default: accepted sets would move it with the seed.
    """

    parameter_sets: ClassVar[str | None] = "none"

    parameters: Annotated[dict[str, Any], Checked(_parameters)] = Field(
        description="assumed; a list of names and themes; or names with ranges [low, high]"
    )
    within: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        1.0, description="how much of the way from the default to either bound is drawn from"
    )

    def ranges(self) -> Ranges:
        """Low and high end of every parameter that moves, ASSUMED ones first, then by name.

        A range that the file gives is taken as it is; a declared one is narrowed by ``within``.
        Raises ScenarioError for a scenario that cannot be loaded.
        """
        from sim.catalogue import parameters

        known, asked = parameters(), dict(self.parameters)
        if ASSUMED in asked:
            del asked[ASSUMED]
            drive = self.base().drive
            every = (n for n, p in known.items() if is_assumed(n) and _moves(p))
            asked |= {name: None for name in every if runs_in(name, drive) and name not in asked}
        order = sorted(asked, key=lambda name: (not is_assumed(name), name))
        return {name: asked[name] or inner_range(known[name], self.within) for name in order}
