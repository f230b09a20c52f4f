"""Endowment: how far the households of the first world differ from one another (M11).

A counterfactual of method: identical households would cross the line of hunger in the same month,
which makes famine a cliff.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.parameters import Param


class Endowment(NamedTuple):
    """How unlike the households of a region are at the start."""

    spread: Annotated[
        float,
        Param(
            "difference between the households of a region at the start, as a share of the drawn "
            "one: 1 as drawn, 0 all alike",
            0.0,
            1.0,
            "LITERATURE B10: identical households make famine a cliff; below 1 only to show it",
        ),
    ] = 1.0


PARAMETERS = Endowment


def narrowed_uniform(u: NDArray[np.float64], p: Endowment) -> NDArray[np.float64]:
    """Uniform draws moved towards their mean of a half; unchanged to the bit at full spread."""
    return u * p.spread + 0.5 * (1.0 - p.spread)


def narrowed_normal(z: NDArray[np.float64], p: Endowment) -> NDArray[np.float64]:
    """Standard normal draws moved towards nought; unchanged to the bit at full spread."""
    return z * p.spread
