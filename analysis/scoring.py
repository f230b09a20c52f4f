"""The scores of an ensemble against one documented number; docs/scores.md says what each means.

Everything here works on plain numbers and knows neither patterns nor the record.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

BANDS = (0.8, 0.9)
"""the central bands whose coverage is reported"""
Z_95 = 1.959964


def crps(members: ArrayLike, observed: float, fair: bool = True) -> float:
    """Continuous ranked probability score of an ensemble, in the unit of its members; 0 is best.

    Mean distance of members from ``observed``, less half the mean distance between members. With
    ``fair`` that second mean is over pairs of different members, which makes the expected score
    that of endlessly many runs (Ferro 2014, Q. J. R. Meteorol. Soc. 140); without, over all pairs
    (Gneiting and Raftery 2007, eq. 21). Of one member it is the absolute error. Raises ValueError
    for no members.
    """
    # Counted from the record, so that rounding leaves nothing where every member is right.
    x = _sorted(members) - observed
    size = len(x)
    miss = float(np.abs(x).mean())
    if size == 1:
        return miss
    # The sum of |a - b| over all pairs once, from the order statistics.
    apart = float((x * (2.0 * np.arange(1, size + 1) - size - 1)).sum())
    pairs = size * (size - 1) if fair else size * size
    return max(0.0, miss - apart / pairs)


def percentile(members: ArrayLike, observed: float) -> float:
    """Percent of the members below ``observed``, equal ones counted half: 0 is below every run.

    Raises ValueError for no members.
    """
    x = _sorted(members)
    return 100.0 * float((x < observed).mean() + 0.5 * (x == observed).mean())


def band(members: ArrayLike, level: float) -> tuple[float, float]:
    """The central band that holds a share ``level`` of what comes from the members' distribution.

    Quantiles at the plotting positions i/(n+1), so that a further draw from the same distribution
    lies inside with that chance; with fewer than 9 members (80 %) or 19 (90 %) the band is the
    whole spread, which holds (n-1)/(n+1). Raises ValueError for no members.
    """
    tail = (1.0 - level) / 2.0
    low, high = np.quantile(_sorted(members), [tail, 1.0 - tail], method="weibull")
    return float(low), float(high)


def expected_coverage(size: int, level: float) -> float:
    """How often :func:`band` of ``size`` members holds a further draw; 0 for one member."""
    return min(level, (size - 1) / (size + 1)) if size > 1 else 0.0


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share; NaN for no trials.

    It takes the trials to be independent.
    """
    if trials == 0:
        return math.nan, math.nan
    share, z2 = hits / trials, Z_95**2 / trials
    middle = (share + z2 / 2.0) / (1.0 + z2)
    half = Z_95 * math.sqrt(share * (1.0 - share) / trials + z2 / (4.0 * trials)) / (1.0 + z2)
    return max(0.0, middle - half), min(1.0, middle + half)


def skill(score: float, reference: float) -> float:
    """1 - score / reference: 1 is perfect, 0 no better than the reference, negative worse.

    Against a perfect reference 0 for a perfect score and minus infinity for any other; NaN where
    either is NaN.
    """
    if math.isnan(score) or math.isnan(reference):
        return math.nan
    if reference == 0.0:
        return 0.0 if score == 0.0 else -math.inf
    return 1.0 - score / reference


def _sorted(members: ArrayLike) -> NDArray[np.float64]:
    x = np.sort(np.asarray(members, dtype=float).ravel())
    if not len(x):
        raise ValueError("an ensemble without members has no score")
    return x
