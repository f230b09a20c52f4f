"""Which parameters a calibration need not move: those that move no number of the record.

Each parameter is run alone at both ends of its declared range, under one seed. What moves no
number by ``screen`` standard deviations of its documented range is left at its default: the record
of these rows could say nothing about it.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.design_runs import moved
from analysis.matching import NINETY, Space, Target
from analysis.sensitivity_stages import ofat_points
from sim.catalogue import parameters
from sim.scenario import Scenario

Array = NDArray[np.float64]


def ends(base: Scenario, names: Sequence[str]) -> list[tuple[int, Scenario]]:
    """The scenario with each parameter (by its place) at each end that is not its default."""
    known = [parameters()[name] for name in names]
    points = ofat_points(
        {one.name: (one.param.low, one.param.high) for one in known},
        {one.name: one.default for one in known},
        3,
    )
    return [
        (names.index(str(name)), moved(base, {str(name): float(value)}))
        for name, value in points.itertuples(index=False)
    ]


def swings(plain: Array, places: Sequence[int], numbers: Array, targets: Sequence[Target]) -> Array:
    """The largest move of any number by each parameter, in standard deviations of its range.

    ``plain`` are the numbers at the defaults, ``numbers`` those at the ends, a row a run;
    ``places`` says whose end each row is. Shares of runs, and numbers that one of the two runs
    does not have, are left out.
    """
    sides = np.array([(target.high - target.low) / 2.0 / NINETY for target in targets])
    told = np.array([not target.share for target in targets])
    moves = np.nan_to_num(np.abs(numbers - plain) / sides, nan=0.0)[:, told].max(axis=1)
    found = np.zeros(max(places, default=-1) + 1)
    np.maximum.at(found, np.asarray(places, dtype=np.intp), moves)
    return found


def kept(space: Space, largest: Array, screen: float) -> Space:
    """The space of the parameters whose largest move is above ``screen``."""
    chosen = np.flatnonzero(largest > screen)
    return Space(tuple(space.names[i] for i in chosen), space.low[chosen], space.high[chosen])
