"""Former propagandists in power fear print: censorship answers finds, the books of the fallen go.

M70. How strong it is moves by rule, where the lever emerges; no rule sees a date.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Censorship(NamedTuple):
    """Pace of censorship and of the withdrawal of books."""

    find_lesson: Annotated[
        float,
        Param("rise of censorship after a full programme is found", 0.0, 0.5, "ASSUMED"),
    ] = 0.1
    threat_pull: Annotated[
        float,
        Param("monthly pull of threat on censorship", 0.0, 0.1, "ASSUMED", "share a month"),
    ] = 0.01
    relaxing: Annotated[
        float,
        Param("monthly return of censorship to its rest", 0.0, 0.05, "ASSUMED", "share a month"),
    ] = 0.003
    rest: Annotated[
        float,
        Param("censorship inherited from the Civil War", 0.2, 0.9, "ASSUMED"),
    ] = 0.5
    withdrawing: Annotated[
        float,
        Param(
            "chance a month that a fallen author's books are withdrawn, at full censorship",
            0.0,
            1.0,
            "Getty & Naumov 1999; size ASSUMED",
            "share a month",
        ),
    ] = 0.3
    withdrawal: Annotated[
        float,
        Param("share of his hold on readers that goes with his books", 0.0, 1.0, "ASSUMED"),
    ] = 0.5


PARAMETERS = Censorship


def next_censorship(strength: float, coherent: float, threat: float, p: Censorship) -> float:
    """Strength of censorship next month: finds and threat raise it, it relaxes slowly.

    Shares; ``coherent`` is the most coherent text found this month, 0 if none. M70; ASSUMED.
    """
    pull = min(0.9, p.find_lesson * coherent + p.threat_pull * threat)
    risen = strength + (1.0 - strength) * pull
    return min(1.0, max(0.0, risen - p.relaxing * (risen - p.rest)))


def withdrawal_chance(strength: float, p: Censorship) -> float:
    """Chance a month that the books of a fallen author leave shops and libraries. M70; a share."""
    return p.withdrawing * strength


def reach_left(reach: float, strength: float, p: Censorship) -> float:
    """Hold that an author keeps on readers once his books are withdrawn.

    Shares; the stricter the censors, the fewer copies survive. M70; ASSUMED.
    """
    return reach * (1.0 - p.withdrawal * strength)
