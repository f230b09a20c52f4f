"""One real month on record: every compiled pass with the arguments it was called with.

The model is stepped to a month of interest; in that month each call of a function of
``sim.kernel`` from outside it is noted with copies of its arguments. So a pass can be repeated as
often as wanted on the same columns, and nothing here lists the passes or their arguments.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numba.extending import is_jitted

from sim.institutions.countryside import over_villages
from sim.model import GeneralLine
from sim.scenario import load

SEED = 1
MONTH, SCALE, DRIVE = "1930-03", 1000, "side_by_side"


class RecordedPass:
    """One call of a compiled pass, to be repeated on restored columns."""

    def __init__(self, name: str, kernel: Any, arguments: tuple[Any, ...]) -> None:
        """``arguments`` are copied as they are now, before the call."""
        self.name, self.kernel = name, kernel
        self.parameters = list(inspect.signature(kernel.py_func).parameters)
        self.before = [_copy(one) for one in arguments]
        self.now = [_copy(one) for one in arguments]

    @property
    def by_villages(self) -> bool:
        """Whether the pass takes a block lo..hi of villages, and so runs in threads."""
        return self.parameters[-2:] == ["lo", "hi"]

    @property
    def villages(self) -> int:
        """Villages of the call."""
        return int(self.before[-1]) if self.by_villages else len(self.argument("vi"))

    @property
    def households(self) -> int:
        """Households of the call."""
        return len(self.argument("hh"))

    def argument(self, name: str) -> Any:
        """An argument as it was before the call, by the parameter's name."""
        return self.before[self.parameters.index(name)]

    def after(self, name: str) -> Any:
        """An argument as the last repetition left it."""
        return self.now[self.parameters.index(name)]

    def restore(self) -> None:
        """Put every column back to what it was before the call."""
        for saved, array in zip(self.before, self.now, strict=True):
            if isinstance(saved, np.ndarray):
                np.copyto(array, saved)

    def run(self, threads: int = 1, function: Any = None) -> None:
        """Repeat the call, by default compiled and over all villages."""
        call = function or self.kernel
        if not self.by_villages:
            call(*self.now)
            return
        given = self.now[:-2]
        over_villages(threads, self.villages, lambda lo, hi: call(*given, lo, hi))

    def run_blocks(self, blocks: list[tuple[int, int]], function: Any = None) -> None:
        """Repeat the call over some blocks of villages only."""
        for lo, hi in blocks:
            (function or self.kernel)(*self.now[:-2], lo, hi)


def _copy(value: Any) -> Any:
    return value.copy() if isinstance(value, np.ndarray) else value


def model_at(month: str, scale: int, drive: str = DRIVE, seed: int = SEED) -> GeneralLine:
    """The historical run as it stands at the start of a month (YYYY-MM)."""
    model = GeneralLine(load("historical", drive=drive, until=month, scale=scale), seed=seed)
    while model.world.clock.tick < model.plan_of_run.months - 1:
        model.step()
    return model


def entries() -> Iterator[tuple[dict[str, Any], str, Any]]:
    """(names of a module, name, pass): passes over households where the rest of ``sim`` calls them.

    The loops over secretaries are left out: there are a hundred of them.
    """
    for title, module in sorted(sys.modules.items()):
        if title.startswith("sim.") and not title.startswith("sim.kernel"):
            for name, value in list(vars(module).items()):
                if not is_jitted(value) or not value.py_func.__module__.startswith("sim.kernel"):
                    continue
                if "hh" in inspect.signature(value.py_func).parameters:
                    yield vars(module), name, value


@contextmanager
def recording() -> Iterator[list[RecordedPass]]:
    """Note every call of a compiled pass inside the block."""
    calls: list[RecordedPass] = []

    def noting(kernel: Any) -> Any:
        def note(*arguments: Any) -> Any:
            name = kernel.py_func.__name__
            again = sum(one.kernel is kernel for one in calls)
            title = f"{name} ({again + 1})" if again else name
            calls.append(RecordedPass(title, kernel, arguments))
            return kernel(*arguments)

        return note

    places = list(entries())
    try:
        for names, name, kernel in places:
            names[name] = noting(kernel)
        yield calls
    finally:
        for names, name, kernel in places:
            names[name] = kernel


def record_month(model: GeneralLine) -> list[RecordedPass]:
    """Live one month, in one thread, and give its compiled passes in the order of the month."""
    model.world.threads = 1
    with recording() as calls:
        model.step()
    return calls


class Recorded(NamedTuple):
    """A month on record: its passes, the parameters as tuples, and the model as it was before."""

    calls: list[RecordedPass]
    rules: Any
    state: bytes


@cache
def recorded(month: str, scale: int) -> Recorded:
    """The recorded month of the historical run in the default drive."""
    model = model_at(month, scale)
    state = model.save_state()
    calls = record_month(model)
    model.close()
    return Recorded(calls, model.world.countryside.rules, state)
