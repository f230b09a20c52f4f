"""What each pattern's statistic is in each run of a results folder, or why it cannot be said.

Rows of drive A need a simulated countryside, rows of drive B simulated politics, rows of drive C
the coupled drive: a series that is fed in is never scored.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

# The three files register their computations when imported.
import analysis.patterns_countryside
import analysis.patterns_party
import analysis.patterns_people  # noqa: F401
from analysis import history
from analysis.pattern_run import COMPUTATIONS, Computation, NotComputable, Reading, Run
from analysis.results import Results

SCORED = {
    "countryside": "A",
    "politics": "B",
    "side_by_side": "AB",
    "coupled": "ABC",
}
NEEDS = {
    "A": "needs a simulated countryside (drive countryside, side by side or coupled)",
    "B": "needs simulated politics (drive politics, side by side or coupled)",
    "C": "needs the coupled drive",
}


def _nothing() -> NDArray[np.float64]:
    return np.empty((0, 0))


@dataclass(frozen=True)
class Ensemble:
    """A pattern's statistic over the runs: ``values`` is runs x numbers, empty when none can say.

    ``held`` is the share of runs in which each condition holds; ``share_of_runs`` marks a statistic
    that is the mean over runs and has no spread; ``reason`` says what is missing.
    """

    values: NDArray[np.float64] = field(default_factory=_nothing)
    held: tuple[float, ...] = ()
    share_of_runs: bool = False
    reason: str = ""

    @property
    def runs(self) -> int:
        """How many runs gave a value."""
        return len(self.values)

    @property
    def numbers(self) -> int:
        """How many numbers the statistic has; 0 when no run gave a value."""
        return self.values.shape[1] if self.runs else 0

    def members(self, number: int) -> NDArray[np.float64]:
        """One number by run; the mean alone where the statistic is a share of runs."""
        column = self.values[:, number]
        return column.mean(keepdims=True) if self.share_of_runs else column

    def quantile(self, level: float) -> tuple[float, ...]:
        """A quantile of each number over the runs."""
        return tuple(
            float(np.quantile(self.members(number), level)) for number in range(self.numbers)
        )


def compute(identity: str, results: Results, run: int) -> tuple[Reading | None, str]:
    """The statistic of one pattern in one run: its reading, or None and the plain reason.

    The drive is not looked at. Raises KeyError for an unknown pattern, and TestRowError for a test
    row while parameters are calibrated.
    """
    try:
        return COMPUTATIONS[identity].compute(Run(results, run)), ""
    except NotComputable as missing:
        return None, str(missing)


def ensembles(results: Results) -> dict[str, Ensemble]:
    """The ensemble of every pattern, by id; of those that the drive may not score, the reason."""
    views = [Run(results, number) for number in results.runs]
    table = history.patterns()
    return {
        str(row["id"]): _ensemble(row, views, results.drive) for row in table.to_dict("records")
    }


def numbers(text: str) -> tuple[float, ...]:
    """The numbers of a cell such as '0.5;0.48'; empty for an empty cell."""
    return tuple(float(part) for part in str(text).split(";")) if str(text) else ()


def _ensemble(row: dict[Any, Any], views: list[Run], drive: str) -> Ensemble:
    computation = COMPUTATIONS.get(row["id"])
    if computation is None:
        return Ensemble(reason="no computation is registered")
    if row["drive"] not in SCORED.get(drive, "ABC"):
        return Ensemble(reason=NEEDS[row["drive"]])
    return _over_runs(computation, views)


def _over_runs(computation: Computation, views: list[Run]) -> Ensemble:
    readings: list[Reading] = []
    reasons: list[str] = []
    for view in views:
        try:
            readings.append(computation.compute(view))
        except NotComputable as missing:
            reasons.append(str(missing))
    if not readings:
        return Ensemble(reason=reasons[0] if reasons else "there are no runs")
    values = np.array([reading.values for reading in readings], dtype=float)
    if not np.isfinite(values).all():
        return Ensemble(reason="the series hold values that are not numbers")
    held = np.array([reading.conditions for reading in readings], dtype=float).mean(axis=0)
    part = f"in {len(readings)} of {len(views)} runs; else: {reasons[0]}" if reasons else ""
    shares = tuple(float(share) for share in np.atleast_1d(held))
    return Ensemble(values, shares, computation.share_of_runs, part)
