"""Two compiled passes as NumPy expressions over whole columns, to compare with.

They take the arguments of the compiled pass, write the same columns, and use the same rules and
small steps, in the array form of benchmarks/array_rules.py. Sums go over a village's households in
the compiled order (``np.bincount`` adds one after the other).
"""

from __future__ import annotations

import inspect
from typing import Any

import numpy as np

from benchmarks.array_rules import array_form
from benchmarks.plain_python import Rows
from sim.kernel import taking
from sim.kernel.arrays import FLOW
from sim.rules import outlook, protest
from sim.state import GONE, KOLKHOZ, PETITIONING

Array = Any


class Column(np.ndarray):
    """A float32 column that follows the compiler: a plain number makes it a double."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """The operation on ordinary arrays, in double where a plain number takes part."""
        parts = [np.asarray(one) if isinstance(one, np.ndarray) else one for one in inputs]
        if any(type(one) in (int, float) for one in parts):
            parts = [one.astype(np.float64) if getattr(one, "dtype", None) == np.float32 else one
                     for one in parts]  # fmt: skip
        result = getattr(ufunc, method)(*parts, **options)
        return result.view(Column) if getattr(result, "dtype", None) == np.float32 else result


class Fields:
    """Columns of a table read as attributes, at the given rows; stands where a row would."""

    def __init__(self, table: Array, rows: Array | slice) -> None:
        self._table, self._rows = table, rows

    def __getattr__(self, name: str) -> Array:
        """The column, spread to the rows."""
        column = self._table[name][self._rows]
        return column.view(Column) if column.dtype == np.float32 else column


class Block:
    """The households of the villages lo..hi, with what stands around each."""

    def __init__(
        self, hh: Array, vi: Array, reg: Array, rules: Array, lo: int, hi: int, present: bool
    ) -> None:
        """With ``present``, only households that are not gone."""
        villages = vi[lo:hi]
        self.table = hh[villages["start"][0] : villages["stop"][-1]]
        self.count = hi - lo
        self.place = np.repeat(np.arange(hi - lo), villages["stop"] - villages["start"])
        self.rows: Array | slice = slice(None)
        if present:
            self.rows = np.flatnonzero(self.table["status"] != GONE)
            self.place = self.place[self.rows]
        region = villages["region"][self.place]
        self.home = Fields(self.table, self.rows)
        self.village, self.here = Fields(villages, self.place), Fields(reg, region)
        self.p = Rows(rules)[0]

    def step(self, function: Any) -> Any:
        """A small step of the kernel over all households, given what its parameters name."""
        around = {"home": self.home, "village": self.village, "here": self.here, "p": self.p,
                  "left": self.here.months_left}  # fmt: skip
        names = inspect.signature(function.py_func).parameters
        return array_form(function)(*(around[name] for name in names))

    def put(self, name: str, values: Array) -> None:
        """Write a column."""
        self.table[name][self.rows] = values

    def sums(self, values: Array) -> Array:
        """Sums by village."""
        return np.bincount(self.place, values, self.count)


def count_wants(
    hh: Array, vi: Array, reg: Array, rules: Array, flows: Array, lo: int, hi: int
) -> None:
    """Neighbours share; then what households still lack, and what they can pay for (kg)."""
    block = Block(hh, vi, reg, rules, lo, hi, present=False)
    place, p = block.place, block.p.hunger
    mine, over = block.step(taking.lack_and_spare)
    lack, spared = block.sums(mine), block.sums(over)
    given = np.minimum(p.sharing * lack, p.spared * spared)
    shares = given > 0.0
    part = np.where(shares, lack, 1.0)[place], np.where(shares, spared, 1.0)[place]
    moved = given[place] * (mine / part[0] - over / part[1])
    block.table["open_kg"] += np.where(shares[place], moved, 0.0)
    want = block.step(taking.wanted_from_market)
    payable = np.minimum(want, block.home.cash_rub / block.here.grain_price)
    flows[lo:hi, FLOW["wanted_relief"]] += block.sums(want)
    flows[lo:hi, FLOW["wanted_market"]] += block.sums(payable)


def update(hh: Array, vi: Array, reg: Array, rules: Array, lo: int, hi: int) -> None:
    """Beliefs at the end of the month, and what villages know of their households.

    The few numbers of the village as a whole, such as the age of its kolkhoz, are left out.
    """
    block = Block(hh, vi, reg, rules, lo, hi, present=True)
    home, village, p = block.home, block.village, block.p
    hunger, members = home.hunger, home.status == KOLKHOZ
    acting = home.stance >= PETITIONING

    soothed = (home.grievance * (1.0 - p.protest.relief)).astype(np.float32)
    grievance = np.where(home.relieved == 1, soothed, home.grievance).view(Column)
    blow = np.minimum(1.0, home.shock + p.protest.shock_hunger * hunger)
    seen = np.minimum(1.0, 2.0 * hunger + village.label_risk)
    july = block.here.months_left == 1
    expected = array_form(outlook.expected_take_next)(
        home.expected_take, home.taken_kg, home.crop_kg, p.outlook
    )
    block.put("grievance", array_form(protest.grievance_next)(grievance, blow, p.protest))
    block.put("fear", array_form(outlook.fear_next)(home.fear, village.force_seen, p.outlook))
    block.put("memory", array_form(outlook.memory_next)(home.memory, seen, p.outlook))
    block.put("expected_take", np.where(july, expected, home.expected_take))
    block.put("taken_kg", np.where(july, 0.0, home.taken_kg))
    block.put("relieved", 0)
    block.put("shock", 0.0)

    n = np.maximum(1, np.bincount(block.place, minlength=block.count))
    vi["share_kolkhoz"][lo:hi] = block.sums(members) / n
    vi["share_acting"][lo:hi] = block.sums(acting) / n
    vi["hunger_mean"][lo:hi] = block.sums(hunger) / n


PASSES = {"count_wants": count_wants, "update": update}
"""NumPy's version of a pass by the name of the compiled one."""

WRITTEN: dict[str, dict[str, tuple[str, ...]]] = {
    "count_wants": {"hh": ("open_kg",), "flows": ()},
    "update": {
        "hh": ("grievance", "fear", "memory", "relieved", "shock", "expected_take", "taken_kg"),
        "vi": ("share_kolkhoz", "share_acting", "hunger_mean"),
    },
}
"""What each writes: columns by argument, or the whole array where none is named."""


def written(recorded: Any) -> dict[str, Array]:
    """Copies of what a recorded pass wrote when it was last repeated, by 'argument.column'."""
    found = {}
    for argument, columns in WRITTEN[recorded.name].items():
        array = recorded.after(argument)
        if not columns:
            found[argument] = array.copy()
        found.update({f"{argument}.{name}": array[name].copy() for name in columns})
    return found
