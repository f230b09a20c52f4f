"""What a calibration file says: ranges of parameters, waves, and what is accepted."""

from typing import Annotated

import numpy as np
from pydantic import Field

from analysis.design_ranges import RangedDesign
from analysis.matching import Space

Runs = Annotated[int, Field(strict=True, ge=10, le=100_000)]


class CalibrationFile(RangedDesign):
    """A calibration: history matching in waves, on the calibrate rows of the drive."""

    waves: Annotated[list[Runs], Field(min_length=1, max_length=20)] = Field(
        [400, 300, 300], description="runs of each wave"
    )
    cutoff: Annotated[float, Field(gt=0.0, le=10.0)] = Field(
        3.0, description="distance from a target, in standard deviations, that rules out"
    )
    spare: Annotated[int, Field(strict=True, ge=0, le=10)] = Field(
        0, description="numbers of a run that may lie beyond the cutoff"
    )
    final: Runs | None = Field(
        None,
        description="runs made after the waves, where the emulators expect them to be accepted",
    )
    accept: Annotated[int, Field(strict=True, ge=1, le=10_000)] = Field(
        100, description="parameter sets to keep at most"
    )
    screen: Annotated[float, Field(gt=0.0)] | None = Field(
        None,
        description="first run every parameter alone at the ends of its declared range, and move "
        "those alone that move a number by more standard deviations of its range than this",
    )
    replicates: Annotated[int, Field(strict=True, ge=4, le=1000)] = Field(
        24, description="runs with other seeds at the defaults, which measure chance"
    )
    truths: Annotated[int, Field(strict=True, ge=0, le=1000)] = Field(
        20, description="runs of the first wave that play the record, to be recovered"
    )

    def space(self) -> Space:
        """The parameters that move, and their ranges."""
        ranges = self.ranges()
        low, high = np.array(list(ranges.values()), dtype=float).T
        return Space(tuple(ranges), low, high)
