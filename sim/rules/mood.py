"""What people say: rumours, songs and curses, and what of it reaches the top.

M75; Getty & Naumov 1999 (reports on the mood fed the malaise of the elite). Sizes are ASSUMED.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Mood(NamedTuple):
    """How the mood follows people's lot and how it is reported."""

    pace: Annotated[
        float,
        Param("share of the way to its level in a month", 0.02, 0.8, "ASSUMED", "share a month"),
    ] = 0.2
    hunger: Annotated[
        float, Param("how steeply hunger darkens the mood", 0.0, 10.0, "ASSUMED", "ratio")
    ] = 4.0
    unrest: Annotated[
        float,
        Param(
            "crowd actions a month at which the mood is half dark",
            300.0,
            10000.0,
            "ASSUMED",
            "events a month",
        ),
    ] = 3000.0
    town: Annotated[float, Param("darkness from wholly unmet town needs", 0.0, 1.0, "ASSUMED")] = (
        0.6
    )
    force: Annotated[
        float,
        Param("darkness from a full drive against church and culture", 0.0, 1.0, "ASSUMED"),
    ] = 0.2
    heard_at: Annotated[
        float,
        Param(
            "informers a thousand at which half of the talk is heard",
            0.05,
            5.0,
            "ASSUMED",
            "per thousand",
        ),
    ] = 0.5
    inflation: Annotated[
        float,
        Param(
            "how far reports exceed what is heard at full incentive", 0.0, 2.0, "ASSUMED", "ratio"
        ),
    ] = 0.6
    for_talk: Annotated[
        float,
        Param(
            "arrests for talk at budget 1 and a wholly dark report",
            0.0,
            5000.0,
            "ASSUMED",
            "persons a month",
        ),
    ] = 500.0


PARAMETERS = Mood


def mood_level(hunger: float, unrest: float, town: float, force: float, p: Mood) -> float:
    """How dark the talk is that people's lot calls for, 0 to 1: any one cause can fill it.

    Shares; ``unrest`` in crowd actions a month; ``force`` against church and culture. M75; ASSUMED.
    """
    calm = 1.0 - min(0.9, p.hunger * max(0.0, hunger))
    calm *= p.unrest / (p.unrest + max(0.0, unrest))
    calm *= 1.0 - p.town * min(1.0, max(0.0, town))
    calm *= 1.0 - p.force * min(1.0, max(0.0, force))
    return 1.0 - calm


def next_mood(mood: float, level: float, p: Mood) -> float:
    """The mood next month: it moves towards its level and fades with it. Shares. M75."""
    return mood + p.pace * (level - mood)


def reported_mood(mood: float, informers: float, incentive: float, p: Mood) -> float:
    """The mood as the reports have it, 0 to 1: what is heard, inflated by what finds are worth.

    ``informers`` per thousand inhabitants; ``mood`` and ``incentive`` are shares. M75; ASSUMED.
    """
    heard = informers / (informers + p.heard_at)
    return min(1.0, mood * heard * (1.0 + p.inflation * incentive))


def arrests_for_talk(reported: float, budget: float, p: Mood) -> float:
    """People arrested for talk this month, in persons.

    ``reported`` is a share, ``budget`` an index, 1924 = 1. M75; ASSUMED.
    """
    return p.for_talk * reported * budget
