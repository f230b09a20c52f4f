"""Nanoseconds by rule: compiled, as NumPy over columns, and in plain Python.

    python -m benchmarks.rule_speed [--month 1932-11] [--rounds 31] [--json]

Every compiled rule of ``sim.rules`` and of chance is found by itself and called in a tight compiled
loop over households, whose order the compiler does not know, so that calls stay one by one as in
the kernel. The time of the same loop without the rule is taken off.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numba
import numpy as np
from numba.extending import is_jitted

import sim.rules
from benchmarks.arguments import Columns, NoArgumentError
from benchmarks.array_rules import NoArrayFormError, array_form
from benchmarks.command_line import Settings, run
from benchmarks.plain_python import plain_engine
from benchmarks.recorded_month import recorded
from benchmarks.tables import Table
from benchmarks.timing import Case, Samples, interleaved, median
from sim import streams

REPEATS = 30
"""sweeps over the households in one timed compiled call"""
PLAIN_CALLS = 300
CHANCE = ("uniform", "pair", "normal")


@dataclass
class Timed:
    """One rule with arguments for every household."""

    theme: str
    rule: Any
    arguments: list[Any]
    """an array each; None stands for the theme's parameters"""
    plain_arguments: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The rule with its theme, as ``theme.rule``."""
        return f"{self.theme}.{self.rule.py_func.__name__}"


def rules() -> Iterator[tuple[str, Any]]:
    """(theme, rule) for every compiled rule."""
    for found in pkgutil.iter_modules(sim.rules.__path__):
        module = importlib.import_module(f"sim.rules.{found.name}")
        for value in list(vars(module).values()):
            if is_jitted(value) and value.py_func.__module__ == module.__name__:
                yield found.name, value
    for name in CHANCE:
        yield "streams", getattr(streams, name)


def in_kernel() -> set[Any]:
    """Compiled functions that a module of ``sim.kernel`` names."""
    return {
        value
        for title, module in sys.modules.items() if title.startswith("sim.kernel.")
        for value in vars(module).values() if is_jitted(value)
    }  # fmt: skip


def parameters_of(rule: Any) -> list[str]:
    """Names of a rule's parameters, in order."""
    code = rule.py_func.__code__
    return list(code.co_varnames[: code.co_argcount])


def with_arguments(theme: str, rule: Any, columns: Columns, parameters: Any) -> Timed:
    """A rule and its arguments; raises NoArgumentError when a parameter is not known."""
    found: list[Any] = []
    for name in parameters_of(rule):
        if name == "p":
            found.append(None)
        else:
            found.append(columns.table if name == "table" else columns.find(name))
    timed = Timed(theme, rule, found)
    own = getattr(parameters, theme, None)
    if own is None and any(one is None for one in found):
        raise NoArgumentError(f"the kernel has no parameters of '{theme}'")
    names = parameters_of(rule)
    for row in range(min(PLAIN_CALLS, len(columns))):
        timed.plain_arguments.append(tuple(
            own if one is None else one if name == "table" else one[row].item()
            for name, one in zip(names, found, strict=True)
        ))  # fmt: skip
    return timed


def compiled_loop(timed: Timed, call: bool) -> Callable[..., None]:
    """A compiled loop that stores the rule's result, or without ``call`` its first argument."""
    names = parameters_of(timed.rule)
    given = [name for name in names if name != "p"]
    values = [name if name in ("p", "table") else f"{name}[i]" for name in names]
    result = f"rule({', '.join(values)})" if call else next(v for v in values if v.endswith("]"))
    if call and isinstance(timed.rule(*timed.plain_arguments[0]), tuple):
        result = f"sum_of({result})"
    source = [f"def loop(order, out, repeats, rules, {', '.join(given)}):"]
    if "p" in names:
        source.append(f"    p = rules[0].{timed.theme}")
    source += ["    for _ in range(repeats):", "        for k in range(len(order)):",
               "            i = order[k]", f"            out[i] = {result}"]  # fmt: skip
    place: dict[str, Any] = {"rule": timed.rule, "sum_of": _sum_of}
    exec("\n".join(source), place)
    flags = {"nnan", "ninf", "nsz"}
    return numba.njit(error_model="numpy", fastmath=flags)(place["loop"])


@numba.njit
def _sum_of(parts: Any) -> Any:
    return parts[0] + parts[1]


def _compiled_cases(timed: Timed, columns: Columns, order: Any) -> dict[str, Case]:
    out = np.zeros(len(columns))
    given = [one for one in timed.arguments if one is not None]

    def case(loop: Callable[..., None]) -> Case:
        return Case(lambda: None, lambda: loop(order, out, REPEATS, columns.rules, *given))

    return {
        "compiled": case(compiled_loop(timed, True)),
        "empty": case(compiled_loop(timed, False)),
    }


def _numpy_case(timed: Timed, parameters: Any) -> dict[str, Case]:
    own = getattr(parameters, timed.theme, None)
    given = [own if one is None else one for one in timed.arguments]
    try:
        function = array_form(timed.rule)
        with np.errstate(all="ignore"):
            function(*given)
    except (NoArrayFormError, IndexError, TypeError, ValueError):
        return {}

    def work() -> None:
        with np.errstate(all="ignore"):
            function(*given)

    return {"NumPy": Case(lambda: None, work)}


def _plain_case(timed: Timed) -> dict[str, Case]:
    function = timed.rule.py_func

    def work() -> None:
        for arguments in timed.plain_arguments:
            function(*arguments)

    return {"Python": Case(lambda: None, work)}


def _row(timed: Timed, samples: Samples, used: bool, households: int) -> tuple[Any, ...]:
    calls = households * REPEATS
    own = [a - b for a, b in zip(samples["compiled"], samples["empty"], strict=True)]
    compiled = max(0.0, median(own)) / calls * 1e9
    array = median(samples["NumPy"]) / households * 1e9 if "NumPy" in samples else None
    plain = median(samples["Python"]) / len(timed.plain_arguments) * 1e9
    return (timed.name, "yes" if used else "no", compiled, array, plain)


def tables(settings: Settings) -> list[Table]:
    """The rules, the dearest first, and those that were not timed."""
    month = recorded(settings.month, settings.scale)
    columns = Columns(month.calls)
    order = np.argsort(columns.share("order"), kind="stable")
    used, rows, left_out = in_kernel(), [], []
    for theme, rule in rules():
        try:
            timed = with_arguments(theme, rule, columns, month.rules)
        except NoArgumentError as reason:
            left_out.append(f"{theme}.{rule.py_func.__name__}: {reason}")
            continue
        cases = _compiled_cases(timed, columns, order) | _numpy_case(timed, month.rules)
        samples = interleaved(cases, settings.rounds)
        with plain_engine(exact=False):
            samples |= interleaved(_plain_case(timed), max(3, settings.rounds // 5))
        rows.append(_row(timed, samples, rule in used, len(columns)))
    rows.sort(key=lambda row: -row[2])
    notes = ["Not timed: " + "; ".join(left_out) + "."] if left_out else []
    return [Table(f"Nanoseconds a call, by rule, {settings.month}",
                  ("rule", "in the kernel", "compiled", "NumPy", "plain Python"),
                  rows, notes)]  # fmt: skip


if __name__ == "__main__":
    run(__doc__, tables)
