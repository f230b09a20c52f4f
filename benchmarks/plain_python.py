"""The month in plain Python: the same rules and loops, uncompiled, household by household.

This is the readable reference of the compiled engine. Inside :func:`plain_engine` every compiled
function of ``sim`` is replaced by the Python function it was compiled from, in this process, so
the two engines can be run and timed side by side. The results agree to the bit
(tests/test_plain_python.py), because the numbers that a row gives follow the compiler's types:
a float32 column gives :class:`Single`, whose sums and products with its like are rounded to
single precision, and an int8, uint8 or int16 column gives :class:`Small`, which joins in that.
Nothing of ``sim`` is changed by this module on disk or after the block.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from numba.extending import is_jitted

COMPILED = ("sim.kernel", "sim.rules", "sim.streams")
"""Modules whose functions call each other; the rest of ``sim`` calls in from outside."""


class Single(float):
    """A number of a float32 column: stays single among its like, else becomes a double."""

    __slots__ = ()


class Small(int):
    """A number of a column of 8 or 16 bits: with a :class:`Single` it gives a single."""

    __slots__ = ()


def _operation(name: str) -> Callable[[Any, Any], Any]:
    plain = getattr(float, name)

    def operate(self: Any, other: Any) -> Any:
        value = plain(self, other)
        if type(other) is Single or type(other) is Small:
            return Single(np.float32(value))
        return value

    return operate


def _sign(name: str) -> Callable[[Any], Single]:
    plain = getattr(float, name)
    return lambda self: Single(plain(self))


for _name in ("add", "radd", "sub", "rsub", "mul", "rmul", "truediv", "rtruediv"):
    setattr(Single, f"__{_name}__", _operation(f"__{_name}__"))
for _name in ("neg", "abs"):
    setattr(Single, f"__{_name}__", _sign(f"__{_name}__"))


def _like_all(chosen: Any, given: tuple[Any, ...]) -> Any:
    """The chosen number in the type that the compiler gives to a choice among all."""
    kinds = {type(one) for one in given}
    if len(kinds) == 1:
        return chosen
    if kinds <= {Single, Small}:
        return Single(chosen)
    return int(chosen) if kinds <= {int, Small, bool} else float(chosen)


def least(*given: Any, **options: Any) -> Any:
    """``min`` as compiled: the result has the type that holds every argument."""
    chosen = builtins.min(*given, **options)
    return chosen if len(given) == 1 else _like_all(chosen, given)


def most(*given: Any, **options: Any) -> Any:
    """``max`` as compiled: the result has the type that holds every argument."""
    chosen = builtins.max(*given, **options)
    return chosen if len(given) == 1 else _like_all(chosen, given)


def real(value: Any) -> Any:
    """``float`` as compiled: a single stays a single."""
    return value if type(value) is Single else float(value)


TYPED = {"min": least, "max": most, "float": real}


class Row:
    """One row of a structured array: fields read and write as attributes."""

    __slots__ = ("_place", "_rows")

    def __init__(self, rows: Rows, place: int) -> None:
        """``rows`` and the position in them."""
        object.__setattr__(self, "_rows", rows)
        object.__setattr__(self, "_place", place)

    def __getattr__(self, name: str) -> Any:
        """The field's number, in the compiler's type; a row where the field has fields itself."""
        column, kind = self._rows.columns[name]
        if kind is None:
            return column[self._place]
        return kind(column.item(self._place))

    def __setattr__(self, name: str, value: Any) -> None:
        """Write the field, rounded to the column's type."""
        self._rows.columns[name][0][self._place] = value


class Rows:
    """A structured array whose rows read like the compiler's records."""

    def __init__(self, array: Any) -> None:
        """``array`` stays what it is; writing to a row writes to it."""
        self.array = array
        self.columns: dict[str, tuple[Any, Any]] = {
            name: _column(array[name]) for name in array.dtype.names
        }

    def __getitem__(self, place: int) -> Row:
        """The row at a position."""
        return Row(self, place)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.array)


def _column(values: Any) -> tuple[Any, Any]:
    """A column and the type of its numbers; None for rows within rows."""
    if values.dtype.names:
        return Rows(values), None
    if values.dtype == np.float32:
        return values, Single
    if values.dtype.kind in "iu" and values.dtype.itemsize <= 2:
        return values, Small
    return values, float if values.dtype.kind == "f" else int


def plain_kernel(kernel: Any) -> Callable[..., Any]:
    """A compiled pass as plain Python that takes the same arguments. Use in ``plain_engine``."""
    function = kernel.py_func

    def call(*arguments: Any) -> Any:
        rows = [
            Rows(one) if isinstance(one, np.ndarray) and one.dtype.names else one
            for one in arguments
        ]
        with np.errstate(over="ignore"):
            return function(*rows)

    return call


def _replacements(exact: bool) -> list[tuple[dict[str, Any], str, Any]]:
    """(names of a module, name, what it stands for in plain Python) for all of ``sim``."""
    found: list[tuple[dict[str, Any], str, Any]] = []
    for title, module in sorted(sys.modules.items()):
        if not title.startswith("sim.") or module is None:
            continue
        inside = title.startswith(COMPILED)
        for name, value in list(vars(module).items()):
            if is_jitted(value):
                entry = not inside and value.py_func.__module__.startswith("sim.kernel")
                found.append((vars(module), name, plain_kernel(value) if entry else value.py_func))
        if inside and exact:
            found += [(vars(module), name, function) for name, function in TYPED.items()]
    return found


@contextmanager
def plain_engine(exact: bool = True) -> Iterator[None]:
    """Run everything of ``sim`` in plain Python inside the block.

    Without ``exact``, ``min``, ``max`` and ``float`` are Python's own: quicker, and for rules that
    are called with ordinary numbers the same.
    """
    replaced = []
    try:
        for names, name, plain in _replacements(exact):
            replaced.append((names, name, names.get(name)))
            names[name] = plain
        with np.errstate(over="ignore"):
            yield
    finally:
        for names, name, before in reversed(replaced):
            if before is None:
                del names[name]
            else:
                names[name] = before
