"""The world of one run: state, levers of the month, ledgers, chance, agents and records.

The lines of the month take the world and nothing else; the agents and rules below take plain
arguments.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.district_columns import DISTRICT_COLUMNS, DISTRICT_INDEX
from sim.leader_columns import LEADER_COLUMNS
from sim.ledger import GrainLedger, PeopleLedger
from sim.levers import LEVER_INDEX
from sim.outcomes import REGIONS, SERIES, SERIES_INDEX
from sim.state import Clock, Event, Readings, Table
from sim.streams import Streams

_AS_JSON = json.JSONEncoder(sort_keys=True).encode
"""What ``json.dumps`` does, without making an encoder an event."""


class LeverPaths:
    """The levers of a run: a value a month, or what the simulated leadership last set.

    ``paths`` and ``emergent`` are levers x months. Where ``emergent`` is true the leadership's last
    decision holds (:meth:`decide`), before the first decision the path's first value.
    """

    def __init__(self, paths: NDArray[np.float64], emergent: NDArray[np.bool_]) -> None:
        """See the class; rows follow ``sim.levers.LEVERS``."""
        self.paths = paths
        self.emergent = emergent
        self.tick = 0
        self.decided = paths[:, 0].copy()

    def __getitem__(self, name: str) -> float:
        """The lever's value this month; KeyError for an unknown name."""
        index = LEVER_INDEX[name]
        if self.emergent[index, self.tick]:
            return float(self.decided[index])
        return float(self.paths[index, self.tick])

    def documented(self, name: str) -> float:
        """The lever's dated path this month, even where the simulated leadership decides."""
        return float(self.paths[LEVER_INDEX[name], self.tick])

    def is_emergent(self, name: str) -> bool:
        """Whether the simulated leadership sets this lever this month."""
        return bool(self.emergent[LEVER_INDEX[name], self.tick])

    def decide(self, name: str, value: float) -> None:
        """Set an emergent lever; a lever that is not emergent stays on its path."""
        index = LEVER_INDEX[name]
        if self.emergent[index, self.tick]:
            self.decided[index] = value


class Recorder:
    """The recorded series of a run: series x months x (22 regions, then the country)."""

    def __init__(self, months: int) -> None:
        """Room for ``months`` months; values not written stay NaN."""
        self.values = np.full((len(SERIES), months, len(REGIONS) + 1), np.nan)
        self.tick = 0

    def country(self, name: str, value: float) -> None:
        """Record the country's value of a series this month."""
        self.values[SERIES_INDEX[name], self.tick, -1] = value

    def regions(self, name: str, values: NDArray[np.float64], country: float | None = None) -> None:
        """Record the regions' values; the country's is their sum unless given."""
        row = self.values[SERIES_INDEX[name], self.tick]
        row[:-1] = values
        row[-1] = values.sum() if country is None else country

    def read(self, name: str, tick: int, region: int = -1) -> float:
        """A recorded value: of a region's index, or of the country."""
        return float(self.values[SERIES_INDEX[name], tick, region])


class DistrictLog:
    """What is kept of the sampled districts: months x districts x ``DISTRICT_COLUMNS``."""

    def __init__(self, months: int, regions: NDArray[np.integer[Any]]) -> None:
        """Room for ``months`` months of the districts that lie in ``regions`` (indices)."""
        self.regions = np.array(regions, dtype=np.int32)
        shape = (months, len(self.regions), len(DISTRICT_COLUMNS))
        self.values = np.full(shape, np.nan, dtype=np.float32)

    def enter(self, tick: int, **columns: Any) -> None:
        """Enter a month's columns by name; each a value a district."""
        for name, values in columns.items():
            self.values[tick, :, DISTRICT_INDEX[name]] = values


class LeaderLog:
    """What is kept of the leaders: a row a month and leader, the columns of ``LEADER_COLUMNS``.

    Words are kept as positions in ``words``, the vocabulary of each column in order of appearance.
    """

    dtype = np.dtype(
        [("tick", np.int32), ("region", np.int32)]
        + [(c.name, {"0/1": np.int8, "share": np.float32}.get(c.unit, np.int32))
           for c in LEADER_COLUMNS]
    )  # fmt: skip

    def __init__(self) -> None:
        """Nothing has been entered."""
        self.words: dict[str, dict[str, int]] = {c.name: {} for c in LEADER_COLUMNS if c.words}
        self.months: list[NDArray[Any]] = []

    def enter(self, tick: int, regions: list[int], rows: list[dict[str, Any]]) -> None:
        """Enter a month: each leader's region (index, -1 for none) and columns by name."""
        month = np.zeros(len(rows), self.dtype)
        month["tick"], month["region"] = tick, regions
        for column in LEADER_COLUMNS:
            name = column.name
            values = [row[name] for row in rows]
            known = self.words.get(name)
            if known is not None:
                for word in dict.fromkeys(values):
                    known.setdefault(word, len(known))
                values = [known[word] for word in values]
            month[name] = values
        self.months.append(month)

    @property
    def rows(self) -> NDArray[Any]:
        """All months, one after the other."""
        return np.concatenate([np.zeros(0, self.dtype), *self.months])


@dataclass
class World:
    """Everything that one run holds; see the modules of each field."""

    clock: Clock
    streams: Streams
    levers: LeverPaths
    parameters: dict[str, Any]
    """parameter tuples by theme: the stem of the rule file"""
    recorder: Recorder
    drive: str = "side_by_side"
    """side_by_side, countryside, politics or coupled"""
    readings: Readings = field(default_factory=Readings)
    events: list[Event] = field(default_factory=list)

    households: Table | None = None
    villages: Table | None = None
    districts: Table | None = None
    grain: GrainLedger = field(default_factory=GrainLedger)
    people: PeopleLedger = field(default_factory=PeopleLedger)
    countryside: Any = None
    """regional state of the countryside (sim.institutions.countryside)"""
    state_farms: Any = None
    """farms of the state (sim.institutions.state_farms)"""
    towns: Any = None
    """towns and industry (sim.institutions.towns)"""
    cadres: list[Any] = field(default_factory=list)
    """district secretaries, in the order of the districts"""
    posts: Table | None = None
    """their columns (sim.secretaries), in the same order"""
    post_rules: Any = None
    """the parameters that loops over them take, as one structured row"""
    ranks: Any = None
    """the party in the villages (sim.institutions.rural_party)"""
    district_log: DistrictLog | None = None
    politics: Any = None
    """leaders, bodies, discipline, texts and police (sim.institutions.politics)"""
    leader_log: LeaderLog | None = None
    chair: Any = None
    """a person in the place of one secretary (sim.chair); None where the rules choose for all"""
    crisis: NDArray[np.float64] = field(default_factory=lambda: np.zeros((0, 8)))
    """the documented readings, months x fields of Readings"""
    threads: int = 1

    @property
    def has_countryside(self) -> bool:
        """Whether villages, cadres and towns live in this drive."""
        return self.drive != "politics"

    @property
    def has_politics(self) -> bool:
        """Whether the leadership lives in this drive."""
        return self.drive != "countryside"

    def note(self, kind: str, actors: str, region: str, text: str, **detail: Any) -> None:
        """Enter an event of this month; ``detail`` is kept as JSON for scoring and tracing."""
        facts = _AS_JSON(detail) if detail else ""
        self.events.append(Event(self.clock.tick, kind, actors, region, text, facts))
