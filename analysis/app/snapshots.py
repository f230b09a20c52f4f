"""States of runs kept in memory, so that a run that shares their past need not live it again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import NamedTuple

from sim.branching import shared_months
from sim.chair import Chair, Move
from sim.scenario import Scenario

Moves = tuple[int, tuple[tuple[int, Move], ...]]
"""district and moves by tick of a person in a chair"""
NOBODY: Moves = (-1, ())


def moves_before(chair: Chair | None, tick: int) -> Moves:
    """What a person did in a chair before a month; NOBODY where that is nothing."""
    if chair is None:
        return NOBODY
    past = tuple(sorted((t, move) for t, move in chair.moves.items() if t < tick))
    return (chair.district, past) if past else NOBODY


class _Key(NamedTuple):
    sha256: str
    seed: int
    tick: int
    moves: Moves


class Snapshots:
    """States by scenario, seed, month and moves; the least used go when memory is short.

    States are this program's own bytes (:func:`sim.branching.keep_state`); nothing that comes from
    outside is ever put in. Threads may share one object.
    """

    def __init__(self, most_bytes: int = 500_000_000) -> None:
        """``most_bytes`` bounds what all states together take."""
        self.most_bytes = most_bytes
        self.bytes = 0
        self._lock = threading.Lock()
        self._states: OrderedDict[_Key, tuple[Scenario, bytes]] = OrderedDict()

    def put(self, scenario: Scenario, seed: int, tick: int, state: bytes,
            chair: Chair | None = None) -> None:  # fmt: skip
        """Keep the state of a run that has lived ``tick`` months."""
        key = _Key(scenario.sha256, seed, tick, moves_before(chair, tick))
        with self._lock:
            old = self._states.pop(key, None)
            self.bytes += len(state) - (len(old[1]) if old else 0)
            self._states[key] = (scenario, state)
            while self.bytes > self.most_bytes and len(self._states) > 1:
                _, (_, dropped) = self._states.popitem(last=False)
                self.bytes -= len(dropped)

    def latest(self, scenario: Scenario, seed: int, until: int, chair: Chair | None = None
               ) -> tuple[int, bytes | None]:  # fmt: skip
        """The latest state from which a run can go on, up to tick ``until``; (0, None) if none.

        The states of any run serve that had the same levers, and the same moves, up to then.
        """
        shared: dict[str, int] = {}
        with self._lock:
            best: _Key | None = None
            for key, (past, _) in self._states.items():
                if key.seed != seed or key.tick > until or (best and key.tick <= best.tick):
                    continue
                if key.sha256 not in shared:
                    shared[key.sha256] = shared_months(past, scenario, seed)
                alike = key.moves == moves_before(chair, key.tick)
                if alike and shared[key.sha256] >= max(1, key.tick):
                    best = key
            if best is None:
                return 0, None
            self._states.move_to_end(best)
            return best.tick, self._states[best][1]

    def holds(self, scenario: Scenario, seed: int, tick: int) -> bool:
        """Whether the state of this very run at this tick is kept."""
        with self._lock:
            return _Key(scenario.sha256, seed, tick, NOBODY) in self._states
