"""All parameters of the model, found in the rule files where they are declared.

A rule file names its parameter tuple ``PARAMETERS``; its theme is the file's stem.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from functools import cache
from typing import Any

from sim import rules
from sim.parameters import DeclaredParameter, declared


@cache
def themes() -> dict[str, type[Any]]:
    """Parameter tuples by theme, in alphabetical order."""
    found = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(rules.__path__)):
        loaded = importlib.import_module(f"sim.rules.{module}")
        if hasattr(loaded, "PARAMETERS"):
            found[module] = loaded.PARAMETERS
    return found


@cache
def parameters() -> dict[str, DeclaredParameter]:
    """Every declared parameter by dotted name (``theme.field``)."""
    return {p.name: p for theme, table in themes().items() for p in declared(theme, table)}


def parameter_tuples(overrides: dict[str, float]) -> dict[str, Any]:
    """The parameter tuples of a run by theme, with ``overrides`` (dotted names) applied.

    Raises ValueError for an unknown name (with the nearest known one) or a value out of range.
    """
    known = parameters()
    changed: dict[str, dict[str, float]] = {}
    for name, value in overrides.items():
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise ValueError(f"{name}: unknown parameter{hint}")
        limits = known[name].param
        if not limits.low <= value <= limits.high:
            raise ValueError(f"{name}: {value} lies outside {limits.low} .. {limits.high}")
        theme, field = name.split(".", 1)
        changed.setdefault(theme, {})[field] = float(value)
    return {theme: table(**changed.get(theme, {})) for theme, table in themes().items()}
