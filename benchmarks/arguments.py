"""Realistic arguments for any rule, found by the name of its parameter.

A name is looked up among arguments with a meaning of their own (``NAMED``), then among the columns
of households, villages, districts and regions and the month's numbers of a recorded month, then by
the unit at its end. A rule with a parameter that is found nowhere is listed as not timed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.recorded_month import SEED, RecordedPass
from sim.streams import Streams, purpose

Array = Any
ROWS = 4096
"""households whose numbers are used: their arguments fit a core's cache"""


class NoArgumentError(Exception):
    """No realistic argument is known for a parameter."""


class Columns:
    """The columns of a recorded month, spread to one number a household."""

    def __init__(self, calls: list[RecordedPass]) -> None:
        """Take the tables from the last pass that has each."""
        tables = {}
        for call in calls:
            for name in ("hh", "vi", "di", "reg", "months", "rules", "table"):
                if name in call.parameters:
                    tables[name] = call.argument(name)
        households = tables["hh"]
        step = max(1, len(households) // ROWS)
        self.hh = households[::step][:ROWS]
        self.vi = tables["vi"][self.hh["village"]]
        self.di = tables["di"][self.vi["district"]]
        self.reg = tables["reg"][self.vi["region"]]
        self.months, self.rules, self.table = tables["months"], tables["rules"], tables["table"]
        self.draws = Streams(SEED)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.hh)

    def share(self, name: str) -> Array:
        """Numbers in (0, 1), the same whenever the name is."""
        return self.draws.uniforms(0, f"benchmark {name}", len(self))

    def find(self, name: str) -> Array:
        """One number a household for a parameter; raises NoArgumentError when nothing fits."""
        value = NAMED[name](self) if name in NAMED else self._column(name)
        if np.ndim(value) == 0:
            value = np.full(len(self), value)
        return np.ascontiguousarray(value)

    def _column(self, name: str) -> Array:
        for table in (self.hh, self.vi, self.di, self.reg, self.months):
            if name in table.dtype.names:
                return table[name] if len(table) == len(self) else table[name][0]
        for column in (f"kolkhoz_{name}", f"share_{name}"):
            if column in self.vi.dtype.names:
                return self.vi[column]
        for ending, source in ENDINGS.items():
            if name.endswith(ending):
                return source(self)
        raise NoArgumentError(f"no argument is known for '{name}'")


def _people(c: Columns) -> Array:
    return (c.hh["adults"] + c.hh["children"]).astype(np.int64)


def _need(c: Columns) -> Array:
    return _people(c) * 18.0


def _store(c: Columns) -> Array:
    return c.hh["open_kg"] + c.hh["hidden_kg"]


NAMED: dict[str, Callable[[Columns], Array]] = {
    # food and stores
    "need_kg": _need,
    "food_need_kg": lambda c: _need(c) * c.reg["months_left"],
    "store_kg": _store,
    "surplus_kg": lambda c: _store(c) - 3.0 * _need(c),
    "asked_kg": lambda c: 0.1 * c.hh["crop_kg"].astype(np.float64),
    "left_kg": lambda c: 0.5 * _need(c),
    "grain_share": lambda c: 1.2 * c.share("grain"),
    "herd_share": lambda c: 1.5 * c.share("herd"),
    "missing": lambda c: c.hh["hunger"].astype(np.float64),
    "deficit": lambda c: c.hh["hunger"].astype(np.float64),
    # animals and land
    "head": lambda c: c.hh["cattle"],
    "month_weight": lambda c: c.reg["feed_weight"],
    "rate": lambda c: 0.05 + 0.2 * c.share("rate"),
    "size": lambda c: 0.5 + 1.5 * c.share("size"),
    "capacity": lambda c: 1.5 + c.share("capacity"),
    "hay": lambda c: 0.5 + 0.2 * c.share("hay"),
    "condition": lambda c: 0.6 + 0.4 * c.share("condition"),
    "herd_per_head": lambda c: 4.0 * c.share("herd"),
    "tractors": lambda c: 0.01 * c.share("tractors"),
    "ha": lambda c: (c.hh["winter_ha"] + c.hh["spring_ha"]).astype(np.float64),
    "wanted_ha": lambda c: c.hh["land_ha"].astype(np.float64),
    "used_ha": lambda c: c.hh["worked_ha"].astype(np.float64),
    "luck": lambda c: c.vi["weather_luck"],
    "adequacy": lambda c: 0.5 + 0.5 * c.share("adequacy"),
    "workers": lambda c: c.hh["adults"].astype(np.float64),
    "crop_ratio": lambda c: 0.6 + 0.6 * c.share("crop"),
    "herd_ratio": lambda c: 0.5 + c.share("herd"),
    # people
    "people": _people,
    "parents": lambda c: c.hh["adults"],
    "yearly_rate": lambda c: c.reg["birth_rate"],
    "child": lambda c: (c.share("child") < 0.5).astype(np.int64),
    "age": lambda c: (4.0 * c.share("age")).astype(np.int64),
    "households": lambda c: (c.vi["stop"] - c.vi["start"]).astype(np.int64),
    "years": lambda c: 10.0 * c.share("years"),
    "consumption_ratio": lambda c: 1.0 + c.share("ratio"),
    "ratio_private": lambda c: 1.0 + c.share("ratio"),
    "ratio_kolkhoz": lambda c: 1.0 + c.share("ratio"),
    # prices
    "price_ratio": lambda c: 0.5 + 0.7 * c.share("price"),
    "market_over_state": lambda c: 1.0 + 2.0 * c.share("market"),
    "price_rub": lambda c: 0.05 + 0.05 * c.share("price"),
    "readiness_now": lambda c: 0.3 + c.share("readiness"),
    # minds
    "threshold": lambda c: c.hh["courage"].astype(np.float64),
    "expected": lambda c: c.hh["expected_take"],
    "gap": lambda c: c.di["tempo"] - c.vi["share_kolkhoz"],
    "poor": lambda c: (c.hh["label"] == 0).astype(np.float64),
    "member": lambda c: (c.hh["status"] == 1).astype(np.int64),
    "level": lambda c: 1.6 * c.share("level") - 0.8,
    "chance_kulak": lambda c: 0.2 * c.share("kulak"),
    "chance_middle": lambda c: 0.02 * c.share("middle"),
    "famine_line": lambda c: float(c.rules["hunger"]["famine_line"][0]),
    "normal_body": lambda c: float(c.rules["hunger"]["normal_body"][0]),
    # chance
    "seed": lambda c: SEED,
    "month": lambda c: 1930 * 12 + 2,
    "purpose": lambda c: purpose("benchmark"),
}
for _name in (
    "advantage", "alarm", "choice_spares", "church", "cunning", "draught", "example",
    "exempt", "exit_allowed", "extension", "fed", "force", "hands", "kolkhoz_share", "morale",
    "neighbours_in", "occasions", "opening", "penalty", "rough", "search", "seized", "settlement",
    "share", "share_willing", "shock", "blow", "taken", "threat", "trade_freedom", "u", "unwilling",
    "vacancies", "credibility", "will", "mean", "now", "share_taken", "landlords",
):  # fmt: skip
    NAMED[_name] = lambda c, name=_name: c.share(name)  # type: ignore[misc]

ENDINGS: dict[str, Callable[[Columns], Array]] = {
    "_kg": _store,
    "_ha": lambda c: c.hh["land_ha"].astype(np.float64),
    "_share": lambda c: c.share("share"),
    "_ratio": lambda c: 0.5 + c.share("ratio"),
    "_now": lambda c: c.share("now"),
    "_rub": lambda c: c.hh["cash_rub"].astype(np.float64),
    "_risk": lambda c: c.share("risk"),
    "_years": lambda c: 10.0 * c.share("years"),
}
"""What a unit or kind at the end of a name stands for."""
