"""What a calibration holds runs against: the calibrate rows as targets, and a run's numbers."""

from dataclasses import dataclass
from typing import Any, ClassVar

from analysis.matching import Target
from analysis.one_run import OneRun
from analysis.targets import simulated, targets

WIDEST_RATIO = 5.0
"""largest ratio of a range's ends at which distances are taken between logarithms"""


@dataclass(frozen=True)
class CalibrateNumbers:
    """A run's numbers for the calibrate rows of its drive; test rows are never looked at."""

    reads: ClassVar[tuple[str, ...]] = (
        "analysis.pattern_run", "analysis.patterns_countryside", "analysis.patterns_party",
        "analysis.patterns_people", "analysis.targets",
    )  # fmt: skip

    def __call__(self, run: OneRun) -> dict[str, float]:
        """The numbers by name of their target; NaN where the run does not hold what one needs."""
        found = simulated(run, 1, run.drive)
        names = [f"{identity}.{place}" for identity, place in found.index]
        return dict(zip(names, found.astype(float).tolist(), strict=True))


def matched_targets(drive: str) -> tuple[Target, ...]:
    """The calibrate numbers of a drive as targets, in the order of the rows."""
    return tuple(_target(row) for row in targets(drive).to_dict("records"))


def _target(row: dict[Any, Any]) -> Target:
    """One documented number; ranges of positive numbers are read as ratios where not too wide."""
    low, high, share = float(row["low"]), float(row["high"]), bool(row["share_of_runs"])
    ratios = not share and low > 0.0 and high <= WIDEST_RATIO * low
    return Target(f"{row['id']}.{row['number']}", float(row["value"]), low, high, ratios, share)
