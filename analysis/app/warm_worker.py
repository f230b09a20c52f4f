"""A process that stands ready with compiled rules and makes runs, telling them month by month.

It takes work and sends messages over a pipe of its parent's making; nothing else reaches it. It
keeps nothing between two runs: states come with the work and go back as messages.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol

import psutil

from sim.chair import Chair
from sim.scenario import Scenario, load

FIRST_CHUNK, LARGEST_CHUNK = 2, 12
"""months that are told together: few at first, so that the first redraw comes soon"""


class Teller(Protocol):
    """Turns a run into lines for whoever asked for it."""

    def begin(self, model: Any) -> bytes:
        """What is told before a month is lived."""

    def months(self, model: Any, first: int, last: int) -> bytes:
        """What is told of the months from tick ``first`` to before ``last``."""

    def end(self, model: Any) -> Iterable[bytes]:
        """What is told when the run is over, a line after the other; between two a run can end."""


@dataclass(frozen=True)
class Work:
    """A run to be made: up to ``until`` months, from ``state`` where one is given."""

    number: int
    scenario: Scenario
    seed: int
    until: int
    teller: Teller
    state: bytes | None = None
    keep: frozenset[int] = frozenset()
    """ticks at which the state is sent back"""
    chair: Chair | None = None
    tell_from: int = 0
    """tick from which months are told"""


class AskedError(ValueError):
    """What was asked for cannot be had; the text says why."""


class OverMemoryError(Exception):
    """The process has grown beyond what it may hold."""


def serve(pipe: Connection, memory_bytes: int) -> None:
    """Make runs until the pipe closes. The body of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit(memory_bytes)
    try:
        _warm_up()
        pipe.send(("ready", 0, b""))
        while True:
            message = pipe.recv()
            if isinstance(message, Work):
                _answer(pipe, message, memory_bytes)
    except (EOFError, BrokenPipeError, ConnectionResetError, KeyboardInterrupt):
        return


def _limit(memory_bytes: int) -> None:
    """Make allocations beyond the limit fail, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = 2 * memory_bytes if hard == resource.RLIM_INFINITY else min(2 * memory_bytes, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def _warm_up() -> None:
    """Have the rules compiled, or read from the compiler's cache, by living a few seasons."""
    from sim.model import GeneralLine

    model = GeneralLine(load("historical", scale=100_000, until="1925-02"), seed=0)
    model.run()
    model.close()


def held_bytes() -> int:
    """The memory that this process holds, in bytes.

    The system's own peak is no measure: on Linux it is handed down by the process that started
    this one.
    """
    return int(psutil.Process().memory_info().rss)


def _answer(pipe: Connection, work: Work, memory_bytes: int) -> None:
    """Make a run and say how it ended, and before that whether this process has grown too large."""
    kind, text = _outcome(pipe, work, memory_bytes)
    if held_bytes() > memory_bytes:
        pipe.send(("grown", work.number, b""))
    pipe.send((kind, work.number, text))


def _outcome(pipe: Connection, work: Work, memory_bytes: int) -> tuple[str, bytes]:
    """Make a run; a fault of it is told, and the process lives on."""
    try:
        return _run(pipe, work, memory_bytes), b""
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise
    except (MemoryError, OverMemoryError):
        return "refused", b"the run needs more memory than the page may take"
    except AskedError as error:
        return "refused", str(error).encode()
    except Exception as error:
        line = f"{type(error).__name__}: {error}".splitlines()[0][:300]
        return "refused", f"the run failed: {line}".encode()


def _run(pipe: Connection, work: Work, memory_bytes: int) -> str:
    """The run, chunk by chunk: ``done``, or ``cancelled`` where the parent called it off."""
    model = _model(work)
    try:
        world, told, chunk = model.world, work.tell_from, FIRST_CHUNK
        pipe.send(("line", work.number, work.teller.begin(model)))
        goal = max(told, world.clock.tick) + chunk
        while True:
            while world.clock.tick < min(goal, work.until):
                model.step()
                if world.clock.tick in work.keep:
                    _send_state(pipe, work, model)
                if pipe.poll() and pipe.recv() == work.number:
                    return "cancelled"
            if world.clock.tick > told:
                line = work.teller.months(model, told, world.clock.tick)
                pipe.send(("line", work.number, line))
                told = world.clock.tick
            if world.clock.tick >= work.until:
                break
            if held_bytes() > 2 * memory_bytes:
                raise OverMemoryError
            chunk = min(LARGEST_CHUNK, 2 * chunk)
            goal = world.clock.tick + chunk
        for line in work.teller.end(model):
            pipe.send(("line", work.number, line))
            if pipe.poll() and pipe.recv() == work.number:
                return "cancelled"
        return "done"
    finally:
        model.close()


def _model(work: Work) -> Any:
    """The run as it stands before the first month that is to be lived."""
    from sim.branching import branch
    from sim.model import GeneralLine

    if work.state is None:
        model = GeneralLine(work.scenario, seed=work.seed)
    else:
        model = branch(work.state, work.scenario)
    before, chair = model.world.chair, work.chair
    if chair is not None:
        known = before is not None and before.district == chair.district
        posts = len(model.world.cadres)
        if chair.district >= posts:
            raise AskedError(f"district {chair.district}: there are {posts}, numbered from 0")
        chair = Chair(chair.district, dict(chair.moves), before.secretary if known else 0)
    model.world.chair = chair
    return model


def _send_state(pipe: Connection, work: Work, model: Any) -> None:
    from sim.branching import keep_state

    tick = model.world.clock.tick
    pipe.send(("state", work.number, (tick, keep_state(model))))
