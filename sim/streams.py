"""The only place where chance comes from: counter-based draws (Threefry-2x32, 20 rounds).

A draw is a hash of (seed, month, purpose, stable identity), never of a position, a thread or the
number of draws made before. So results do not depend on the order of work, and adding a purpose
shifts nobody's luck. Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3".
"""

from __future__ import annotations

import zlib
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.compiled import rule

_PARITY = np.uint32(0x1BD11BDA)


@rule
def _rotate(word, bits):
    return np.uint32((word << np.uint32(bits)) | (word >> np.uint32(32 - bits)))


@rule
def _four_even(x0, x1):
    x0 = np.uint32(x0 + x1)
    x1 = np.uint32(_rotate(x1, 13) ^ x0)
    x0 = np.uint32(x0 + x1)
    x1 = np.uint32(_rotate(x1, 15) ^ x0)
    x0 = np.uint32(x0 + x1)
    x1 = np.uint32(_rotate(x1, 26) ^ x0)
    x0 = np.uint32(x0 + x1)
    x1 = np.uint32(_rotate(x1, 6) ^ x0)
    return x0, x1


@rule
def _four_odd(x0, x1):
    x0 = np.uint32(x0 + x1)
    x1 = np.uint32(_rotate(x1, 17) ^ x0)
    x0 = np.uint32(x0 + x1)
    x1 = np.uint32(_rotate(x1, 29) ^ x0)
    x0 = np.uint32(x0 + x1)
    x1 = np.uint32(_rotate(x1, 16) ^ x0)
    x0 = np.uint32(x0 + x1)
    x1 = np.uint32(_rotate(x1, 24) ^ x0)
    return x0, x1


@rule
def threefry(key0, key1, counter0, counter1):
    """Two 32-bit words: Threefry-2x32-20 of a key pair and a counter pair (all uint32)."""
    k0 = np.uint32(key0)
    k1 = np.uint32(key1)
    k2 = np.uint32(_PARITY ^ k0 ^ k1)
    x0 = np.uint32(np.uint32(counter0) + k0)
    x1 = np.uint32(np.uint32(counter1) + k1)
    x0, x1 = _four_even(x0, x1)
    x0 = np.uint32(x0 + k1)
    x1 = np.uint32(x1 + k2 + np.uint32(1))
    x0, x1 = _four_odd(x0, x1)
    x0 = np.uint32(x0 + k2)
    x1 = np.uint32(x1 + k0 + np.uint32(2))
    x0, x1 = _four_even(x0, x1)
    x0 = np.uint32(x0 + k0)
    x1 = np.uint32(x1 + k1 + np.uint32(3))
    x0, x1 = _four_odd(x0, x1)
    x0 = np.uint32(x0 + k1)
    x1 = np.uint32(x1 + k2 + np.uint32(4))
    x0, x1 = _four_even(x0, x1)
    x0 = np.uint32(x0 + k2)
    x1 = np.uint32(x1 + k0 + np.uint32(5))
    return x0, x1


@rule
def uniform(seed, month, purpose, identity):
    """One number in (0, 1) for this seed, month, purpose and stable identity."""
    x0, _ = threefry(seed, purpose, month, identity)
    return (np.float64(x0) + 0.5) * 2.3283064365386963e-10


@rule
def pair(seed, month, purpose, identity):
    """Two independent numbers in (0, 1) for this seed, month, purpose and stable identity."""
    x0, x1 = threefry(seed, purpose, month, identity)
    scale = 2.3283064365386963e-10
    return (np.float64(x0) + 0.5) * scale, (np.float64(x1) + 0.5) * scale


@rule
def normal(seed, month, purpose, identity):
    """One standard normal number: the sum of twelve 16-bit uniforms less six.

    Only + - x are used, so the bits agree between engines; tails end at six.
    """
    total = 0.0
    for part in range(3):
        x0, x1 = threefry(seed, np.uint32(purpose + part), month, identity)
        total += np.float64(x0 & np.uint32(0xFFFF)) + np.float64(x0 >> np.uint32(16))
        total += np.float64(x1 & np.uint32(0xFFFF)) + np.float64(x1 >> np.uint32(16))
    return (total + 6.0) / 65536.0 - 6.0


@cache
def purpose(name: str) -> int:
    """The stable 32-bit code of a named purpose of chance.

    It is a hash of the name, so a new purpose moves no other one. The two following codes are
    also taken by :func:`normal`.
    """
    return zlib.crc32(name.encode()) & 0x7FFFFFF0


class Streams:
    """Chance for one run: the draws of ``uniform`` and ``normal`` for a fixed seed."""

    def __init__(self, seed: int) -> None:
        """``seed`` is any integer; its low 32 bits are used."""
        self.seed = int(seed) & 0xFFFFFFFF

    def uniform(self, month: int, name: str, identity: int = 0) -> float:
        """One number in (0, 1) for a month, a named purpose and a stable identity."""
        return float(uniform(self.seed, month, purpose(name), identity))

    def normal(self, month: int, name: str, identity: int = 0) -> float:
        """One standard normal number for a month, a named purpose and a stable identity."""
        return float(normal(self.seed, month, purpose(name), identity))

    def uniforms(self, month: int, name: str, count: int, first: int = 0) -> NDArray[np.float64]:
        """``count`` numbers in (0, 1), one for each identity from ``first`` on."""
        return _uniforms(self.seed, month, purpose(name), first, count)  # type: ignore[no-any-return]

    def uniforms_for(
        self, month: int, name: str, identities: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Numbers in (0, 1), one for each of the given stable identities."""
        return _uniforms_for(  # type: ignore[no-any-return]
            self.seed, month, purpose(name), identities
        )

    def normals(self, month: int, name: str, count: int, first: int = 0) -> NDArray[np.float64]:
        """``count`` standard normal numbers, one for each identity from ``first`` on."""
        return _normals(self.seed, month, purpose(name), first, count)  # type: ignore[no-any-return]


@rule
def _uniforms(seed, month, code, first, count):
    out = np.empty(count)
    for i in range(count):
        out[i] = uniform(seed, month, code, first + i)
    return out


@rule
def _normals(seed, month, code, first, count):
    out = np.empty(count)
    for i in range(count):
        out[i] = normal(seed, month, code, first + i)
    return out


@rule
def _uniforms_for(seed, month, code, identities):
    out = np.empty(len(identities))
    for i in range(len(identities)):
        out[i] = uniform(seed, month, code, identities[i])
    return out
