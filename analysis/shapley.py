"""Shapley values of a set function by definition: what each factor adds, over all orders of adding.

A set function of n factors is an array of 2**n values along the first axis: bit i of the position
says whether factor i is in the set, so position 0 is the empty set and the last one the whole.
Further axes (seeds, outcomes) are carried along, each cell being a set function of its own. Shapley
(1953), A value for n-person games; interaction index of Grabisch and Roubens (1999), International
Journal of Game Theory 28.
"""

from math import factorial

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def factors_in(values: Floats) -> int:
    """How many factors a set function has. Raises ValueError unless it has 2**n values, n > 0."""
    number = len(values).bit_length() - 1
    if number < 1 or len(values) != 1 << number:
        raise ValueError(f"a set function of n factors has 2**n values, not {len(values)}")
    return number


def shapley_values(values: Floats) -> Floats:
    """What each factor adds to the sets without it, averaged over all orders; first axis: factors.

    They sum to the value of the whole less that of the empty set.
    """
    number = factors_in(values)
    found = np.zeros((number, *values.shape[1:]))
    for factor in range(number):
        for subset in _without(number, 1 << factor):
            size = subset.bit_count()
            weight = factorial(size) * factorial(number - size - 1) / factorial(number)
            found[factor] += weight * (values[subset | 1 << factor] - values[subset])
    return found


def alone(values: Floats) -> Floats:
    """What each factor adds to the empty set."""
    return np.stack([values[1 << one] - values[0] for one in range(factors_in(values))])


def last(values: Floats) -> Floats:
    """What each factor adds to all the others."""
    whole = len(values) - 1
    return np.stack([values[whole] - values[whole ^ 1 << one] for one in range(factors_in(values))])


def interactions(values: Floats) -> Floats:
    """How much more two factors add together than one by one, averaged over sets without them.

    First two axes: factors, symmetric with a diagonal of nought. Each set of the others weighs as
    in the index of Grabisch and Roubens, by which two factors alone give f(ij) - f(i) - f(j) + f().
    """
    number = factors_in(values)
    found = np.zeros((number, number, *values.shape[1:]))
    for one in range(number):
        for other in range(one):
            both = 1 << one | 1 << other
            for subset in _without(number, both):
                size = subset.bit_count()
                weight = factorial(size) * factorial(number - size - 2) / factorial(number - 1)
                gain = values[subset | both] + values[subset]
                gain = gain - values[subset | 1 << one] - values[subset | 1 << other]
                found[one, other] += weight * gain
            found[other, one] = found[one, other]
    return found


def _without(number: int, factors: int) -> list[int]:
    """The sets that hold none of the factors of a mask."""
    return [subset for subset in range(1 << number) if not subset & factors]
