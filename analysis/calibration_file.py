"""What a calibration file says: ranges of parameters, waves, and what is accepted."""

from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from analysis.calibration_targets import matched_targets
from analysis.design_file import Faults
from analysis.design_ranges import RangedDesign
from analysis.parameter_space import Space
from sim.parameter_sets import FOLDER, ParameterSetError, read_sets
from sim.scenario_text import Node

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
    also: tuple[str, ...] = Field(
        (), description="calibrate rows of other drives whose numbers these runs have too"
    )
    nearest: bool = Field(
        False,
        description="keep the nearest runs also where fewer than accept are within the cutoff",
    )
    background: tuple[Literal["countryside", "politics"], ...] = Field(
        (),
        description="accepted sets; each run takes one whole for what parameters leave out",
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
        """The parameters that move and their ranges, and the sets that are drawn beside them.

        Raises ParameterSetError where the sets of the background cannot be read.
        """
        ranges = self.ranges()
        low, high = np.array(list(ranges.values()), dtype=float).T
        found = Space(tuple(ranges), low, high)
        for name in self.background:
            found = found.with_sets(read_sets(FOLDER / f"{name}.csv"))
        return found

    def check_whole(self, root: Node, faults: Faults) -> None:
        """Note rows that are no calibrate rows, and a background that cannot be taken."""
        super().check_whole(root, faults)
        try:
            matched_targets(self.base().drive, self.also)
        except ValueError as error:
            faults.at(root.pairs["also"][1], "also", str(error))
        if not self.background:
            return
        node = root.pairs["background"][1]
        if len(set(self.background)) < len(self.background):
            faults.at(node, "background", "names the same sets twice")
        if self.screen is not None:
            message = "goes without a screen, which would run each of its parameters alone"
            faults.at(node, "background", message)
        try:
            self.space()
        except ParameterSetError as error:
            faults.at(node, "background", str(error))
