"""Timing in interleaved rounds: A B A B ..., so that a noisy machine is noisy for all alike."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

Samples = dict[str, list[float]]
"""seconds of each case, a number a round"""


class Case(NamedTuple):
    """What is timed: ``prepare`` runs before each repetition, outside the clock."""

    prepare: Callable[[], object]
    work: Callable[[], object]


def interleaved(cases: dict[str, Case], rounds: int) -> Samples:
    """Seconds of each case in each round; a first round warms up and is not counted."""
    samples: Samples = {name: [] for name in cases}
    for number in range(rounds + 1):
        for name, case in cases.items():
            case.prepare()
            gc.disable()
            start = time.perf_counter()
            case.work()
            seconds = time.perf_counter() - start
            gc.enable()
            if number > 0:
                samples[name].append(seconds)
    return samples


def median(samples: list[float]) -> float:
    """The median of a case's rounds, s."""
    return statistics.median(samples)


def ratio(above: list[float], below: list[float]) -> float:
    """The median over rounds of one case's time over another's in the same round."""
    return statistics.median(a / b for a, b in zip(above, below, strict=True))


def added(samples: list[list[float]]) -> list[float]:
    """Several cases one after the other: their sum in each round."""
    return [sum(parts) for parts in zip(*samples, strict=True)]


@contextmanager
def timed_calls(names: dict[str, Any], origin: str) -> Iterator[dict[str, float]]:
    """Seconds spent in each function of a module's ``names`` that was defined under ``origin``."""
    seconds: dict[str, float] = {}

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            start = time.perf_counter()
            result = function(*arguments)
            seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - start
            return result

        return call

    before = {
        name: value for name, value in names.items()
        if callable(value) and getattr(value, "__module__", "").startswith(origin)
    }  # fmt: skip
    names.update({name: timed(name, value) for name, value in before.items()})
    try:
        yield seconds
    finally:
        names.update(before)
