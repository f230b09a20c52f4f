"""Which simulated events answer which turning points of one run, and how far off they are.

Months are counted from January of year 0. Within a heading each documented month is given at most
one simulated month and the other way round, in order of time: as many as the windows allow, and
among these the nearest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from analysis.chronicle import Fact, Heading, When
from analysis.pattern_run import Event, number


@dataclass(frozen=True)
class Occurrence:
    """A month in which a heading has at least one simulated event, and these events."""

    month: int
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Found:
    """What a heading found in a run.

    ``pairs``: documented id -> its month and the occurrence that answers, or None; ``unasked``:
    occurrences that answer nothing; ``chance``: documented id -> the share of all shifts of the
    run's calendar under which some occurrence would lie in its window.
    """

    heading: Heading
    pairs: dict[str, tuple[int, Occurrence | None]]
    unasked: tuple[Occurrence, ...]
    chance: dict[str, float] = field(default_factory=dict)


def month_of(event: Event) -> int:
    """The month of an event."""
    return event.date.year * 12 + event.date.month - 1


def says(when: When, event: Event) -> bool:
    """Whether an event is of a kind and has every fact that is asked for."""
    return event.kind == when.kind and all(_holds(fact, event) for fact in when.facts)


def _holds(fact: Fact, event: Event) -> bool:
    name, how, wanted = fact
    if how == "is":
        return isinstance(wanted, tuple) and event.facts.get(name) in wanted
    left = number(event.facts, name)
    if isinstance(wanted, str):
        right = number(event.facts, wanted)
    else:
        right = float(wanted) if isinstance(wanted, int | float) else None
    if left is None or right is None:
        return False
    return {"over": left > right, "under": left < right, "least": left >= right}[how]


def occurrences(heading: Heading, events: Sequence[Event]) -> list[Occurrence]:
    """The months in which a heading has events, in order; its peak month alone where it says so."""
    months: dict[int, list[Event]] = {}
    for event in events:
        if any(says(when, event) for when in heading.when):
            months.setdefault(month_of(event), []).append(event)
    found = [Occurrence(month, tuple(months[month])) for month in sorted(months)]
    if heading.peak and found:
        return [max(found, key=lambda one: (len(one.events), -one.month))]
    return found


def match(documented: Sequence[int], simulated: Sequence[int], window: int) -> list[int | None]:
    """For each documented month the position of the simulated month that answers it, or None.

    Both in order of time. As many pairs as the window allows, then least months apart in sum; of
    equals the earlier simulated month.
    """
    rows, columns = len(documented), len(simulated)
    # best[i][j]: pairs and minus their months among the documented from i and simulated from j on.
    best = [[(0, 0)] * (columns + 1) for _ in range(rows + 1)]

    def paired(i: int, j: int) -> tuple[int, int] | None:
        apart = abs(simulated[j] - documented[i])
        count, months = best[i + 1][j + 1]
        return (count + 1, months - apart) if apart <= window else None

    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = max(paired(i, j) or (0, 0), best[i + 1][j], best[i][j + 1])
    answer: list[int | None] = [None] * rows
    i = j = 0
    while i < rows and j < columns:
        if paired(i, j) == best[i][j]:
            answer[i] = j
            i, j = i + 1, j + 1
        elif best[i][j + 1] == best[i][j]:
            j += 1
        else:
            i += 1
    return answer


def chance_of(month: int, window: int, simulated: Sequence[int], span: tuple[int, int]) -> float:
    """Share of the shifts of a run's calendar that put some simulated month into a window.

    The months of the run (``span``, first and last) close to a ring and are turned by every number
    of months, so that simulated events keep their distances. A share from 0 to 1.
    """
    first, last = span
    length = last - first + 1
    taken = np.zeros(length)
    taken[[one - first for one in simulated if first <= one <= last]] = 1.0
    low, high = max(month - window, first), min(month + window, last)
    inside = np.concatenate([taken, taken])
    starts = np.concatenate([[0.0], np.cumsum(inside)])
    wide = min(high - low + 1, length)
    hit = starts[wide : wide + length] - starts[:length] > 0.0
    return float(hit.mean())


def find(
    heading: Heading,
    events: Sequence[Event],
    documented: dict[str, int],
    span: tuple[int, int],
) -> Found:
    """What a heading finds in a run that covers the months ``span``.

    ``documented`` gives the month of every event of the record; those outside the run are not
    asked for.
    """
    asked = {
        one: documented[one]
        for one in heading.events
        if one in documented and span[0] <= documented[one] <= span[1]
    }
    found = occurrences(heading, events)
    months = [one.month for one in found]
    answers = match(list(asked.values()), months, heading.window)
    pairs = {
        one: (month, None if answer is None else found[answer])
        for (one, month), answer in zip(asked.items(), answers, strict=True)
    }
    unasked = tuple(one for k, one in enumerate(found) if k not in answers)
    chance = {one: chance_of(month, heading.window, months, span) for one, month in asked.items()}
    return Found(heading, pairs, unasked, chance)
