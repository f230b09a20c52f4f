"""The same month in three engines, in one process: compiled, NumPy columns, plain Python.

    python -m benchmarks.engine_speed [--scale 250] [--month 1932-11] [--rounds 31] [--json]

NumPy has the passes of benchmarks/numpy_month.py; plain Python has all, on some villages of every
part of the country. Before anything is timed the engines' results are compared.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.command_line import Settings, run
from benchmarks.numpy_month import PASSES, written
from benchmarks.plain_python import plain_engine, plain_kernel
from benchmarks.recorded_month import RecordedPass, recorded
from benchmarks.tables import Table
from benchmarks.timing import Case, interleaved, median, ratio

BLOCKS = 12
"""blocks of villages that plain Python works through, two villages each"""
TOLERANCE = 1e-12
"""largest relative difference at which NumPy's pass is the compiled one"""


def some_villages(call: RecordedPass) -> list[tuple[int, int]]:
    """Blocks of two villages, evenly spread over the country."""
    edges = np.linspace(0, call.villages - 2, BLOCKS).astype(int)
    return [(int(lo), int(lo) + 2) for lo in edges]


def households_of(call: RecordedPass, blocks: list[tuple[int, int]]) -> int:
    """Households of some blocks of villages."""
    vi = call.argument("vi")
    return int(sum(vi["stop"][hi - 1] - vi["start"][lo] for lo, hi in blocks))


def arrays(call: RecordedPass) -> list[Any]:
    """Copies of every column as the last repetition left it."""
    return [one.copy() for one in call.now if isinstance(one, np.ndarray)]


def same(first: Any, second: Any) -> bool:
    """Whether two arrays hold the same numbers in every field, to the bit (any NaN is alike)."""
    if first.dtype.names:
        return all(same(first[name], second[name]) for name in first.dtype.names)
    return bool(np.array_equal(first, second, equal_nan=True))


def plain_agrees(call: RecordedPass) -> bool:
    """Whether plain Python leaves some villages as compiled code does, bit for bit."""
    blocks = some_villages(call)
    call.restore()
    call.run_blocks(blocks)
    compiled = arrays(call)
    call.restore()
    with plain_engine():
        call.run_blocks(blocks, plain_kernel(call.kernel))
    return all(same(a, b) for a, b in zip(compiled, arrays(call), strict=True))


def numpy_difference(call: RecordedPass) -> float:
    """Largest relative difference between what NumPy and compiled code write in a pass."""
    call.restore()
    call.run()
    compiled = written(call)
    call.restore()
    call.run(function=PASSES[call.name])
    return largest_gap(compiled, written(call))


def misfit(call: RecordedPass) -> str | None:
    """Why NumPy's form of a pass cannot be used, if the kernel has moved on; None if it can."""
    try:
        gap = numpy_difference(call)
    except Exception as fault:  # whatever a changed kernel makes of it, the others are timed
        return f"{call.name}: {type(fault).__name__}, {fault}"
    return None if gap < TOLERANCE else f"{call.name}: differs by {gap:.1g}"


def largest_gap(compiled: dict[str, Any], found: dict[str, Any]) -> float:
    """The largest relative difference between two sets of columns."""
    largest = 0.0
    for name, array in found.items():
        gap = np.abs(array.astype(np.float64) - compiled[name])
        size = np.maximum(1e-3, np.abs(compiled[name].astype(np.float64)))
        largest = max(largest, float((gap / size).max()))
    return largest


def _timed(call: RecordedPass, rounds: int, with_numpy: bool) -> tuple[Any, ...]:
    """The row of a pass: ns a household by engine, ratios, agreement."""
    blocks = some_villages(call)
    few = households_of(call, blocks)
    cases = {"compiled": Case(call.restore, call.run)}
    if with_numpy:
        function = PASSES[call.name]
        cases["NumPy"] = Case(call.restore, lambda: call.run(function=function))
    samples = interleaved(cases, rounds)
    plain = plain_kernel(call.kernel)
    with plain_engine():
        slow = Case(call.restore, lambda: call.run_blocks(blocks, plain))
        samples |= interleaved({"Python": slow, "compiled beside": cases["compiled"]}, 3)
    n = call.households
    per_household = {name: median(parts) / n * 1e9 for name, parts in samples.items()}
    per_household["Python"] *= n / few
    return (
        call.name, per_household["compiled"], per_household.get("NumPy"), per_household["Python"],
        ratio(samples["NumPy"], samples["compiled"]) if "NumPy" in samples else None,
        ratio(samples["Python"], samples["compiled beside"]) * n / few,
        "to the bit" if plain_agrees(call) else "no",
    )  # fmt: skip


def tables(settings: Settings) -> list[Table]:
    """Passes in the three engines, and all passes together."""
    month = recorded(settings.month, settings.scale)
    given = [call for call in month.calls if call.name in PASSES]
    misfits = {call.name: why for call in given if (why := misfit(call)) is not None}
    fits = [call for call in given if call.name not in misfits]
    rows = [_timed(call, settings.rounds, call in fits) for call in month.calls]
    compiled, plain = sum(row[1] for row in rows), sum(row[3] for row in rows)
    both = [row for row in rows if row[2] is not None]
    rows.append(("all passes", compiled, None, plain, None, plain / compiled, None))
    speeds = [_speed("compiled", compiled), _speed("plain Python", plain)]
    notes = []
    if both:
        own, array, slow = (sum(row[i] for row in both) for i in (1, 2, 3))
        rows.append(("passes with NumPy", own, array, slow, array / own, slow / own, None))
        speeds += [_speed("compiled, passes with NumPy", own),
                   _speed("NumPy, the same passes", array)]  # fmt: skip
        gap = max(numpy_difference(call) for call in fits)
        notes.append(f"NumPy's largest relative difference from compiled code: {gap:.1g}.")
    if misfits:
        notes.append("NumPy's form no longer fits: " + "; ".join(misfits.values()) + ".")
    return [
        Table(f"Three engines, {settings.month}, ns a household, 1 thread",
              ("pass", "compiled", "NumPy", "plain Python", "time, NumPy over compiled",
               "time, plain over compiled", "plain equals compiled"), rows, notes),
        Table(f"Engines, {settings.month}",
              ("engine", "thousand household-months a second"), speeds),
    ]  # fmt: skip


def _speed(name: str, nanoseconds: float) -> tuple[str, float]:
    return name, 1e6 / nanoseconds


if __name__ == "__main__":
    run(__doc__, tables)
