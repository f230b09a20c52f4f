"""Frames of the presets, made once and kept: in memory, and on disk for the next start.

A frame on disk lies under the hash of scenario, seed and the model's sources, so that a change of
either makes a new one. What lies there is JSON of this program's own writing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path

from analysis.app.asked import SCALE, SEED, known, loaded
from analysis.app.frame import VERSION, Head
from analysis.app.live_frames import Silent, Whole
from analysis.app.sliders import SLIDERS
from analysis.app.warm_runs import BusyError, WarmRuns
from analysis.app.warm_worker import Work
from analysis.files import write_whole
from sim.compiled import source_hash
from sim.provenance import data_version
from sim.scenario import Scenario
from sim.scenario_schema import month_number

BASE = "historical"
CALLED_OFF = "called off"


class FrameError(RuntimeError):
    """A preset's frame could not be made; the text says why."""


class PresetFrames:
    """Frames by preset, as JSON text."""

    def __init__(self, runs: WarmRuns, folder: Path | None) -> None:
        """``folder`` keeps frames between two starts; None keeps them in memory alone."""
        self._runs, self._folder = runs, folder
        data = data_version()
        self._made_of = f"{source_hash()}-{data['inputs']}-{data['history']}-{VERSION}"
        self._lock = threading.Lock()
        self._made: dict[str, bytes] = {}
        self._asked: dict[str, Future[bytes]] = {}

    def held(self, name: str) -> bytes | None:
        """The frame of a preset where it has been made, by this server or an earlier one."""
        with self._lock:
            found = self._made.get(name)
        if found is None and self._folder is not None and name in known():
            path = self._path(name)
            if path.is_file():
                found = path.read_bytes()
                with self._lock:
                    self._made[name] = found
        return found

    def ask(self, name: str) -> Future[bytes]:
        """The frame of a preset, when it is made. Raises AskedWrongError and BusyError."""
        answer: Future[bytes] = Future()
        found = self.held(name)
        if found is not None:
            answer.set_result(found)
            return answer
        scenario = loaded(name, (), SCALE, None)
        with self._lock:
            if name in self._asked:
                return self._asked[name]
            self._asked[name] = answer
        try:
            self._runs.submit(_work(scenario), self._sink(name, answer))
        except BusyError:
            with self._lock:
                self._asked.pop(name, None)
            raise
        return answer

    def warm(self, every: bool = True) -> None:
        """Have the base run's states kept, and the frames of all presets made while nobody asks."""
        base = loaded(BASE, (), SCALE, None)
        keep = frozenset(slider_ticks(base))
        work = Work(0, base, SEED, max(keep), Silent(), keep=keep)
        self._runs.submit(work, lambda kind, text: None)
        if every:
            names = [BASE, *(name for name in known() if name != BASE)]
            for name in names:
                if self.held(name) is None:
                    self._idle(name)

    def _idle(self, name: str) -> None:
        """Have a frame made while nobody asks, and again where the run had to give way."""

        def after(answer: Future[bytes]) -> None:
            fault = answer.exception()
            if fault is not None and str(fault) == CALLED_OFF:
                self._idle(name)

        if self.held(name) is not None:
            return
        answer: Future[bytes] = Future()
        answer.add_done_callback(after)
        work = _work(loaded(name, (), SCALE, None))
        try:
            self._runs.submit(work, self._sink(name, answer), idle=True)
        except BusyError:
            return

    def _sink(self, name: str, answer: Future[bytes]) -> Callable[[str, bytes], None]:
        lines: list[bytes] = []

        def hear(kind: str, text: bytes) -> None:
            if kind == "line":
                lines.append(text)
                return
            with self._lock:
                if self._asked.get(name) is answer:
                    del self._asked[name]
                if kind == "done":
                    self._made[name] = b"".join(lines)
            if kind == "done":
                self._keep(name, self._made[name])
                answer.set_result(self._made[name])
            else:
                answer.set_exception(FrameError(text.decode()))

        return hear

    def _keep(self, name: str, text: bytes) -> None:
        """Write a frame for the next start; a disk that is full or read-only costs no more."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(name), text.decode())
        except OSError:
            return

    def _path(self, name: str) -> Path:
        """The file of a frame: another for another scenario, model, record or form of frames."""
        assert self._folder is not None
        digest = loaded(name, (), SCALE, None).sha256
        return self._folder / f"{name}-{digest[:16]}-{SEED}-{self._made_of}.json"


def _work(scenario: Scenario) -> Work:
    head = Head(scenario.name, "preset", scenario.title, scenario.question, {})
    return Work(0, scenario, SEED, scenario.months, Whole(head))


def slider_ticks(base: Scenario) -> set[int]:
    """Ticks of the base run whose states are worth keeping: Januaries, and where sliders bite."""
    first = month_number(base.first_month)
    bites = {month_number(slider.first) - first for slider in SLIDERS}
    return {tick for tick in {1, *bites, *range(12, base.months, 12)} if 0 < tick < base.months}
