"""The space that a calibration searches: ranges of parameters, and sets that are drawn whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

Array = NDArray[np.float64]
MOVED = 1.0 / 3.0
"""share of the coordinates, and of the sets, that one step of a walk changes"""
UNIFORM_SD = float(1.0 / np.sqrt(12.0))


@dataclass(frozen=True)
class Block:
    """Parameters that are drawn together, as one of the sets that another calibration accepted."""

    columns: NDArray[np.intp]
    """their places among the parameters of the space"""
    rows: Array
    """the sets, a row each, in the unit cube"""


@dataclass(frozen=True)
class Space:
    """Parameters and their ranges; points are rows in the unit cube or in the parameters' units."""

    names: tuple[str, ...]
    low: Array
    high: Array
    blocks: tuple[Block, ...] = ()

    def with_sets(self, sets: Sequence[Mapping[str, float]]) -> "Space":
        """The space with the sets' parameters beside its own, drawn as whole sets.

        What the space moves already is left out of the sets; the others range from their least to
        their largest value. Raises KeyError where sets differ in their parameters.
        """
        names = [name for name in sets[0] if name not in self.names]
        values = np.array([[one[name] for name in names] for one in sets])
        low, high = values.min(axis=0), values.max(axis=0)
        first = len(self.names)
        block = Block(np.arange(first, first + len(names)), _share(values, low, high))
        return Space(
            (*self.names, *names),
            np.concatenate([self.low, low]), np.concatenate([self.high, high]),
            (*self.blocks, block),
        )  # fmt: skip

    def latin(self, points: int, seed: int) -> Array:
        """A Latin hypercube of so many points in the unit cube, with sets drawn at random."""
        rng = np.random.default_rng(seed)
        found: Array = qmc.LatinHypercube(len(self.names), rng=rng).random(points)
        for block in self.blocks:
            found[:, block.columns] = block.rows[rng.integers(len(block.rows), size=points)]
        return found

    def walked(self, cloud: Array, step: float, rng: np.random.Generator) -> Array:
        """Points moved at random in a third of their coordinates, reflected at the walls.

        A set is exchanged whole for another, or stays.
        """
        which = rng.random(cloud.shape) < MOVED
        moved = np.abs(cloud + which * rng.normal(0.0, step, cloud.shape))
        moved = np.clip(np.where(moved > 1.0, 2.0 - moved, moved), 0.0, 1.0)
        for block in self.blocks:
            other = block.rows[rng.integers(len(block.rows), size=len(cloud))]
            stays = rng.random(len(cloud)) >= MOVED
            moved[:, block.columns] = np.where(stays[:, None], cloud[:, block.columns], other)
        return moved

    def spread(self) -> Array:
        """Standard deviation of each parameter in the unit cube, as the space draws it."""
        found = np.full(len(self.names), UNIFORM_SD)
        for block in self.blocks:
            found[block.columns] = block.rows.std(axis=0)
        return found

    def real(self, unit: Array) -> Array:
        """Points of the unit cube in the parameters' own units."""
        return self.low + unit * (self.high - self.low)

    def unit(self, real: Array) -> Array:
        """Points in the parameters' own units as points of the unit cube."""
        return _share(real, self.low, self.high)


def _share(values: Array, low: Array, high: Array) -> Array:
    """How far values lie on the way from low to high; nought where the two are one."""
    found: Array = (values - low) / np.where(high > low, high - low, 1.0)
    return found
