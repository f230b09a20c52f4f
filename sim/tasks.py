"""What worker processes and clusters are handed: single runs; making one twice does no harm."""

from __future__ import annotations

from typing import Any, Protocol, runtime_checkable

from sim.run_parts import RunRow


class Task(Protocol):
    """One run to be made and kept: called, in any process of this machine, it gives its row."""

    @property
    def seed(self) -> int:
        """The number by which the run is known among the tasks of a job; most often its seed."""

    def __call__(self) -> RunRow:
        """Make the run and keep it; a fault of the model becomes the row."""


@runtime_checkable
class TaskInTwo(Protocol):
    """A task whose run may be made where its folder is out of reach; called, it does both."""

    @property
    def seed(self) -> int:
        """The number by which the run is known."""

    def __call__(self) -> RunRow:
        """Make the run and keep it."""

    def make(self) -> Any:
        """Make the run and touch no file: what there is to keep, as something that travels."""

    def keep(self, made: Any) -> RunRow:
        """Keep what :meth:`make` gave; the row."""


def killed_row(seed: int) -> RunRow:
    """The row of a run whose process is killed each time that it is made."""
    return RunRow(seed, "killed", 0.0, "the process was killed, perhaps for want of memory")
