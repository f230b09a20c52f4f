"""The guard of the hold-out: what a calibration may not see.

Inside ``with calibrating():`` the test rows of patterns.csv and the observed series are out of
reach of this process: ``history.patterns()`` gives calibrate rows alone, ``history.observations()``
and ``history.twin()`` raise, and so does the computation of a test row. Worker processes are not
guarded; ``analysis.targets`` takes calibrate rows alone in any process.
"""

from collections.abc import Iterator
from contextlib import contextmanager


class TestRowError(Exception):
    """A calibration asked for a test row of patterns.csv; the text names the row."""

    __test__ = False

    def __init__(self, identity: str) -> None:
        super().__init__(f"{identity} is a test row: a calibration may not look at it")


class RecordClosedError(Exception):
    """A calibration asked for observed series; the text says what to read instead."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is closed while parameters are calibrated: read analysis.targets instead"
        )


# Of the process and not of a thread or context: every thread must meet the guard.
_depth = 0


@contextmanager
def calibrating() -> Iterator[None]:
    """Close the test rows and the observed series until the block ends; blocks may be nested."""
    global _depth
    _depth += 1
    try:
        yield
    finally:
        _depth -= 1


def is_calibrating() -> bool:
    """Whether a block of :func:`calibrating` is open in this process."""
    return _depth > 0
