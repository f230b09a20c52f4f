"""Progress on stderr: a bar on a terminal, a line for every tenth without one."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any


class Progress:
    """How far a job of ``total`` runs has come; a context manager.

    On a terminal: a bar with runs done of all, failed, runs a second and time left. Elsewhere one
    line for every 10 %. ``quiet`` shows nothing.
    """

    def __init__(self, total: int, name: str, quiet: bool = False) -> None:
        self.total = total
        self.name = name
        self.quiet = quiet
        self.began = time.monotonic()
        self.shown = 0
        self._held: int | None = None
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        """Show the bar where there is a terminal."""
        if not self.quiet and sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.completed:.0f}/{task.total:.0f} runs"),
                TextColumn("{task.fields[note]}"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(self.name, total=self.total, note="")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()

    def update(self, done: int, failed: int, total: int) -> None:
        """Show that so many runs of ``total`` are done, ``failed`` of them in vain."""
        seconds = max(time.monotonic() - self.began, 1e-9)
        if self._held is None:  # what was there before the first run of this job took no time
            self._held = done - 1
        made = done - self._held
        note = f"{failed} failed, {made / seconds:.2f} a second"
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total, note=note)
        elif not self.quiet and done * 10 // total > self.shown:
            self.shown = done * 10 // total
            left = (total - done) * seconds / made
            print(f"{self.name}: {done}/{total} runs ({self.shown * 10} %), {note}, "
                  f"about {left:.0f} s left", file=sys.stderr, flush=True)  # fmt: skip


def is_compiled() -> bool:
    """Whether the rules, as they stand now, have been compiled on this machine before."""
    import sim.compiled  # noqa: F401  (names the folder of the compiler's cache)

    return any(Path(os.environ["NUMBA_CACHE_DIR"]).rglob("*.nbi"))
