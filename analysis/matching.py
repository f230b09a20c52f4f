"""History matching: which parameters cannot be ruled out, wave by wave, over cheap emulators.

A wave of runs trains one emulator a number; where the emulators say that a number cannot come
within ``cutoff`` standard deviations of its target, the parameters are ruled out, and the next
wave is drawn from what is left. Nothing here knows the model or the record.

Vernon, Goldstein and Bower (2010), Bayesian Analysis 5; Andrianakis et al. (2015), PLoS
Computational Biology 11.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, qmc

Array = NDArray[np.float64]
NINETY = float(norm.ppf(0.95))
"""a documented range is read as the middle 90 percent"""
ACTIVE = 14
"""inputs that one emulator may use"""
FLOOR = 0.01
"""share of the target's value below which logarithms are cut off"""
INTERACTING = 8
"""of these, the strongest, whose products it may use too"""


@dataclass(frozen=True)
class Target:
    """One number that runs are held against: its value and range, in any unit.

    ``logarithmic``: distances are taken between logarithms, for numbers that are always positive.
    ``share``: the number is a share of runs, of which one run gives 0 or 1.
    """

    name: str
    value: float
    low: float
    high: float
    logarithmic: bool = False
    share: bool = False

    def scaled(self, numbers: Array) -> Array:
        """Numbers on the scale on which distances are taken."""
        if not self.logarithmic:
            return numbers
        return np.log(np.maximum(numbers, self.value * FLOOR))

    def distances(self, scaled: Array, variance: Array | float) -> Array:
        """Distance from the target in standard deviations, negative below it.

        A range that ends at its value counts as wide on that side as on the other. ``variance`` is
        what chance and emulator add to the range's own, on the same scale.
        """
        gap, own = self._gap(scaled)
        found: Array = gap / np.sqrt(own + variance)
        return found

    def expected(self, scaled: Array, doubt: Array, chance: float) -> Array:
        """Size of the distance to expect of a run whose number is foretold with such a doubt.

        ``doubt`` and ``chance`` are variances; the root of the mean square of the distance.
        """
        gap, own = self._gap(scaled)
        found: Array = np.sqrt((gap**2 + doubt + chance) / (own + chance))
        return found

    def _gap(self, scaled: Array) -> tuple[Array, Array]:
        """Difference from the value, and the variance of the range on that side."""
        value, low, high = (
            self.scaled(np.array([x]))[0] for x in (self.value, self.low, self.high)
        )
        gap = (np.minimum(scaled, 1.0) if self.share else scaled) - value
        below, above = value - low or high - value, high - value or value - low
        return gap, np.maximum(np.where(gap < 0, below, above) / NINETY, 1e-9) ** 2


@dataclass(frozen=True)
class Space:
    """Parameters and their ranges; points are rows in the unit cube or in the parameters' units."""

    names: tuple[str, ...]
    low: Array
    high: Array

    def latin(self, points: int, seed: int) -> Array:
        """A Latin hypercube of so many points in the unit cube."""
        rng = np.random.default_rng(seed)
        found: Array = qmc.LatinHypercube(len(self.names), rng=rng).random(points)
        return found

    def real(self, unit: Array) -> Array:
        """Points of the unit cube in the parameters' own units."""
        return self.low + unit * (self.high - self.low)

    def unit(self, real: Array) -> Array:
        """Points in the parameters' own units as points of the unit cube."""
        return (real - self.low) / (self.high - self.low)


@dataclass(frozen=True)
class Emulator:
    """A quadratic of the inputs that matter, with what it does not know as variance."""

    active: NDArray[np.intp]
    regression: object
    lack_of_fit: float
    """variance of the residuals beyond the chance in them"""

    @classmethod
    def fitted(cls, points: Array, numbers: Array, chance: float) -> "Emulator":
        """Train on points of the unit cube and their numbers, NaN left out.

        ``chance`` is the variance of runs with the same parameters and other seeds.
        """
        from sklearn.linear_model import BayesianRidge

        known = ~np.isnan(numbers)
        points, numbers = points[known], numbers[known]
        active = _active(points, numbers)
        regression = BayesianRidge().fit(_quadratic(points[:, active]), numbers)
        residual = numbers - regression.predict(_quadratic(points[:, active]))
        spare = max(len(numbers) - len(regression.coef_) / 2.0, len(numbers) / 2.0)
        total = float((residual**2).sum() / spare)
        return cls(active, regression, max(total - chance, 0.05 * total))

    def predict(self, points: Array) -> tuple[Array, Array]:
        """Mean of the number at points of the unit cube, and the variance of that mean."""
        features = _quadratic(points[:, self.active])
        mean, deviation = self.regression.predict(features, return_std=True)  # type: ignore[attr-defined]
        noise = 1.0 / self.regression.alpha_  # type: ignore[attr-defined]
        return mean, np.maximum(deviation**2 - noise, 0.0) + self.lack_of_fit


def _active(points: Array, numbers: Array) -> NDArray[np.intp]:
    """The inputs that tell most about a number, strongest first."""
    from sklearn.linear_model import LassoLarsIC

    centred = np.concatenate([points - 0.5, (points - 0.5) ** 2 - 1.0 / 12.0], axis=1)
    scale = centred.std(axis=0) + 1e-12
    deviation = float(numbers.std())
    if deviation < 1e-12:
        return np.arange(min(ACTIVE, points.shape[1]))
    standard, wanted = centred / scale, (numbers - numbers.mean()) / deviation
    told = np.abs(standard.T @ wanted)
    likely = np.sort(np.argsort(-told, kind="stable")[: max(1, len(numbers) // 3)])
    coefficients = np.zeros(standard.shape[1])
    coefficients[likely] = LassoLarsIC(criterion="bic").fit(standard[:, likely], wanted).coef_
    weight = np.abs(coefficients).reshape(2, -1).max(axis=0)
    order = np.argsort(-weight, kind="stable")[:ACTIVE]
    return order[weight[order] > 0] if (weight[order] > 0).any() else order[:1]


def _quadratic(points: Array) -> Array:
    """Linear and squared terms of the inputs, and products of the strongest."""
    centred = 2.0 * points - 1.0
    strong = centred[:, :INTERACTING]
    first, second = np.triu_indices(strong.shape[1], k=1)
    return np.concatenate([centred, centred**2, strong[:, first] * strong[:, second]], axis=1)


@dataclass
class Match:
    """Emulators of every target, and what they rule out."""

    targets: Sequence[Target]
    chance: Array
    """variance between seeds, a number a target, on its scale"""
    spare: int = 0
    """how many numbers may lie beyond a cutoff: distances count from the next largest"""
    emulators: list[Emulator] = field(default_factory=list)

    def fit(self, points: Array, numbers: Array) -> "Match":
        """Train the emulators; ``numbers`` has a row a point and a column a target."""
        self.emulators = [
            Emulator.fitted(points, target.scaled(numbers[:, i]), float(self.chance[i]))
            for i, target in enumerate(self.targets)
        ]
        return self

    def foretold(self, points: Array) -> Iterator[tuple[Target, float, Array, Array]]:
        """Each target, its variance by chance, its number at points of the unit cube, the doubt."""
        for target, emulator, chance in zip(self.targets, self.emulators, self.chance, strict=True):
            yield target, float(chance), *emulator.predict(points)

    def distances(self, points: Array) -> Array:
        """Distance of every target at points of the unit cube, as the emulators have it."""
        return np.column_stack([
            target.distances(mean, doubt + (0.0 if target.share else chance))
            for target, chance, mean, doubt in self.foretold(points)
        ])  # fmt: skip

    def implausibility(self, points: Array) -> Array:
        """The largest distance at each point without its sign, after those that are spared."""
        return held(np.abs(self.distances(points)), self.spare)

    def expected(self, points: Array) -> Array:
        """The same of the distances to expect of runs made at the points.

        Where an emulator is in doubt nothing is ruled out, but little is to be expected either. A
        share of runs counts as foretold, for one run cannot tell it.
        """
        sizes = [
            np.abs(target.distances(mean, doubt))
            if target.share
            else target.expected(mean, doubt, chance)
            for target, chance, mean, doubt in self.foretold(points)
        ]
        return held(np.column_stack(sizes), self.spare)


def simulated_distances(targets: Sequence[Target], numbers: Array, chance: Array) -> Array:
    """Distances of finished runs; a share of runs is left out (0), for one run cannot tell it."""
    columns = [
        np.zeros(len(numbers))
        if target.share
        else target.distances(target.scaled(numbers[:, i]), float(chance[i]))
        for i, target in enumerate(targets)
    ]
    return np.column_stack(columns)


def held(distances: Array, spare: int) -> Array:
    """Of each row of sizes the largest, after ``spare`` still larger ones.

    The second- and third-maximum implausibility of Vernon, Goldstein and Bower (2010), which keep
    one number that no emulator or no model gets right from ruling out everything.
    """
    place = max(distances.shape[1] - 1 - spare, 0)
    found: Array = np.partition(distances, place, axis=1)[:, place]
    return found


def without_signs(distances: Array) -> Array:
    """Sizes of distances; a number that could not be computed counts as no distance at all."""
    found: Array = np.nan_to_num(np.abs(distances), nan=0.0)
    return found


def remaining(
    measure: Callable[[Array], Array],
    space: Space,
    points: int,
    cutoff: float,
    seed: int,
    particles: int = 2000,
) -> tuple[Array, float]:
    """Points spread over where a measure (as implausibility) is small, and what it stays below.

    Subset simulation: a cloud over the whole space is narrowed to ever smaller values, and moved
    about inside at each step. The second number is ``cutoff``, or more where nothing that small was
    found.
    """
    rng = np.random.default_rng(seed)
    cloud = space.latin(particles, seed)
    level = measure(cloud)
    bound, step = np.inf, 0.25
    for _ in range(60):
        lower = max(cutoff, float(np.quantile(level, 0.3)))
        if lower >= bound - 1e-3 and bound > cutoff:
            break
        bound = lower
        keep = np.flatnonzero(level <= bound)
        chosen = rng.choice(keep, particles)
        cloud, level = cloud[chosen], level[chosen]
        taken = 0.0
        for _ in range(15):
            moved = _moved(cloud, step, rng)
            there = measure(moved)
            ok = there <= bound
            cloud[ok], level[ok] = moved[ok], there[ok]
            taken += ok.mean() / 15
        step = float(np.clip(step * (1.3 if taken > 0.3 else 0.75), 0.01, 0.5))
        if bound <= cutoff:
            break
    return cloud[_spread(cloud, points, rng)], bound


def _moved(cloud: Array, step: float, rng: np.random.Generator) -> Array:
    """The cloud moved at random in a third of its coordinates, reflected at the walls."""
    which = rng.random(cloud.shape) < 1.0 / 3.0
    moved = cloud + which * rng.normal(0.0, step, cloud.shape)
    moved = np.abs(moved)
    found: Array = np.clip(np.where(moved > 1.0, 2.0 - moved, moved), 0.0, 1.0)
    return found


def _spread(cloud: Array, points: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """Rows of a cloud that lie far from one another: each next one is the farthest of a few."""
    chosen = [int(rng.integers(len(cloud)))]
    nearest = ((cloud - cloud[chosen[0]]) ** 2).sum(axis=1)
    while len(chosen) < points:
        candidates = rng.integers(len(cloud), size=8)
        best = int(candidates[np.argmax(nearest[candidates])])
        chosen.append(best)
        nearest = np.minimum(nearest, ((cloud - cloud[best]) ** 2).sum(axis=1))
    return np.asarray(chosen, dtype=np.intp)
