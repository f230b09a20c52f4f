"""A capped pool of processes that stand ready, each making one run at a time for the page.

Requests wait in a bounded queue. A run whose asker has gone, or asks for another, is called off
between two months. A process that dies, falls silent or takes too long is replaced; its asker gets
one line, and nobody else notices. States of past runs are kept here, in the parent
(analysis.app.snapshots), so that a process holds nothing that could be lost.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import Any

from analysis.app.snapshots import Snapshots
from analysis.app.warm_worker import Work, serve
from sim.scenario import Scenario

MOST_JOBS = 4
LOST = "the process that made this run was lost; ask again"
TOO_LONG = "the run took longer than the page allows; ask for fewer months or a larger scale"
CLOSED = "the server is closing"
TICK_S = 0.05
"""how often a waiting thread looks whether its run was called off"""


class BusyError(RuntimeError):
    """The queue is full."""


@dataclass(frozen=True)
class Limits:
    """What a run and the queue may take."""

    waiting: int = 64
    """requests that may wait"""
    run_s: float = 60.0
    """seconds that a run may take, its waiting not counted"""
    start_s: float = 300.0
    """seconds that a new process may take until it is ready: the rules may have to be compiled"""
    memory_bytes: int = 1_500_000_000
    """memory at which a process is replaced after its run; at twice as much the run ends"""


Sink = Callable[[str, bytes], None]
"""called from a thread of the pool: ('line', bytes), last of all ('done' | 'refused', bytes)"""


@dataclass
class Ticket:
    """A run that was asked for."""

    work: Work
    sink: Sink
    base: Scenario
    """the scenario whose past the run shares; states are kept under it"""
    idle: bool = False
    """made only while nobody asks for anything"""
    cancelled: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    heard: bool = False
    """the process of the run has told something of it"""

    def cancel(self) -> None:
        """Call the run off; it ends before its next month."""
        self.cancelled.set()

    def end(self, kind: str, text: bytes = b"") -> None:
        """Tell the asker, once, how it ended."""
        if not self.ended.is_set():
            self.ended.set()
            self.sink(kind, text)


class _Process:
    """One process and its end of the pipe."""

    def __init__(self, limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe: Connection
        self.pipe, theirs = context.Pipe()
        arguments = (theirs, limits.memory_bytes)
        self.process = context.Process(target=serve, args=arguments, daemon=True)
        self.process.start()
        theirs.close()
        self.ready = False
        self.grown = False
        """it has said that it holds more memory than it may"""

    def end(self) -> None:
        """Close the pipe, which ends the process; kill it where it goes on."""
        self.pipe.close()
        self.process.join(0.2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join(5.0)


class WarmRuns:
    """The pool. ``jobs`` processes, by default one a core and at most four."""

    def __init__(
        self, jobs: int | None = None, limits: Limits | None = None, states: Snapshots | None = None
    ) -> None:
        """Start the processes; they are ready some seconds later, and requests wait for them."""
        self.jobs = max(1, min(jobs or os.cpu_count() or 1, MOST_JOBS))
        self.limits = limits or Limits()
        self.states = states or Snapshots()
        self.replaced = 0
        """processes that were lost, or had grown too large, and were replaced"""
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()
        self._first: deque[Ticket] = deque()
        self._later: deque[Ticket] = deque()
        self._running: set[int] = set()
        self._tickets: dict[int, Ticket] = {}
        self._closed = False
        self._threads = [
            threading.Thread(target=self._serve, name=f"runs {i}", daemon=True)
            for i in range(self.jobs)
        ]
        for thread in self._threads:
            thread.start()

    def submit(
        self, work: Work, sink: Sink, *, base: Scenario | None = None, idle: bool = False
    ) -> Ticket:
        """Ask for a run; ``sink`` hears of it. Raises BusyError when too many wait.

        States are kept under ``base``, whose past the run shares. ``idle`` runs give way to others.
        """
        work = replace(work, number=next(self._numbers))
        ticket = Ticket(work, sink, base or work.scenario, idle)
        with self._changed:
            if self._closed:
                raise BusyError(CLOSED)
            waiting = [one for one in self._first if not one.cancelled.is_set()]
            if not idle and len(waiting) >= self.limits.waiting:
                raise BusyError(f"{len(waiting)} requests wait already; ask again later")
            self._tickets[work.number] = ticket
            (self._later if idle else self._first).append(ticket)
            if not idle and len(self._running) >= self.jobs:
                self._make_room()
            self._changed.notify()
        return ticket

    def close(self) -> None:
        """End every run and process."""
        with self._changed:
            self._closed = True
            for ticket in self._tickets.values():
                ticket.cancel()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(10.0)

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        with self._changed:
            return len(self._first)

    @property
    def running(self) -> int:
        """How many runs are being made."""
        with self._changed:
            return len(self._running)

    def _make_room(self) -> None:
        """Call an idle run off, to be made again when nobody asks."""
        for number in self._running:
            ticket = self._tickets[number]
            if ticket.idle and not ticket.cancelled.is_set():
                ticket.cancel()
                return

    def _next(self) -> Ticket | None:
        """The next run to be made; None when the pool closes."""
        with self._changed:
            while not (self._closed or self._first or self._later):
                self._changed.wait()
            if self._closed:
                return None
            ticket = (self._first or self._later).popleft()
            self._running.add(ticket.work.number)
            return ticket

    def _serve(self) -> None:
        """The body of a thread: one process, one run after the other."""
        process = _Process(self.limits)
        while (ticket := self._next()) is not None:
            try:
                process = self._answer(process, ticket)
                ticket.end("refused", b"called off")
            finally:
                with self._changed:
                    self._running.discard(ticket.work.number)
                    self._tickets.pop(ticket.work.number, None)
        process.end()
        self._refuse_the_rest()

    def _answer(self, process: _Process, ticket: Ticket) -> _Process:
        """Have a run made; the process that stands ready for the next one.

        A process that is gone before it has told anything, as one that died while nobody asked, is
        replaced and the run begun again, once.
        """
        again = True
        while True:
            if process.grown or not process.process.is_alive():
                process = self._another(process)
            try:
                if not ticket.cancelled.is_set():
                    self._make(process, ticket)
                return process
            except TimeoutError as fault:
                ticket.end("refused", str(fault).encode())
                return self._another(process)
            except (EOFError, OSError):
                process = self._another(process)
                if ticket.heard or self._closed or not again:
                    ticket.end("refused", LOST.encode())
                    return process
                again = False

    def _another(self, lost: _Process) -> _Process:
        """A process in the place of one that was lost."""
        self.replaced += 1
        lost.end()
        return _Process(self.limits)

    def _refuse_the_rest(self) -> None:
        with self._changed:
            left = [*self._first, *self._later]
            self._first.clear()
            self._later.clear()
        for ticket in left:
            ticket.end("refused", CLOSED.encode())

    def _make(self, process: _Process, ticket: Ticket) -> None:
        """Have a run made. Raises EOFError, OSError or TimeoutError where the process fails."""
        if not process.ready:
            self._await_ready(process, ticket)
        work = ticket.work
        _, state = self.states.latest(work.scenario, work.seed, work.until, work.chair)
        process.pipe.send(replace(work, state=state))
        deadline, told_off = time.monotonic() + self.limits.run_s, False
        while True:
            if ticket.cancelled.is_set() and not told_off:
                process.pipe.send(ticket.work.number)
                told_off = True
            if not process.pipe.poll(TICK_S):
                if time.monotonic() > deadline:
                    raise TimeoutError(TOO_LONG)
                continue
            kind, number, load = process.pipe.recv()
            ticket.heard |= number == ticket.work.number
            if kind == "grown":
                process.grown = True
            elif number == ticket.work.number and self._hear(ticket, kind, load):
                return

    def _await_ready(self, process: _Process, ticket: Ticket) -> None:
        """Wait until the process has its rules compiled."""
        deadline = time.monotonic() + self.limits.start_s
        while not process.pipe.poll(TICK_S):
            if self._closed:
                raise EOFError
            if time.monotonic() > deadline:
                raise TimeoutError(TOO_LONG)
        process.pipe.recv()
        process.ready = True

    def _hear(self, ticket: Ticket, kind: str, load: Any) -> bool:
        """Take a message of a run; whether it was the last one."""
        if kind == "state":
            tick, state = load
            work = ticket.work
            self.states.put(ticket.base, work.seed, tick, state, work.chair)
            return False
        if kind == "line":
            if not ticket.cancelled.is_set():
                ticket.sink("line", load)
            return False
        if kind == "cancelled":
            ticket.end("refused", b"called off")
        else:
            ticket.end(kind, load)
        return True
