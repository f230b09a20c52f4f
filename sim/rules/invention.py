"""Cases that the police invent to justify place and budget, and leaders who make much of a find.

M71, M72; Getty & Naumov 1999 (interests of the police and of hard-liners). Sizes are ASSUMED.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Invention(NamedTuple):
    """When a case is invented, what it is worth, and how a find is magnified."""

    inventing: Annotated[
        float,
        Param(
            "chance of an invented case at full incentive, threat, idle desks and a cut budget",
            0.0,
            1.0,
            "ASSUMED",
            "a month",
        ),
    ] = 0.8
    unthreatened: Annotated[
        float,
        Param("part of that chance that a police with an uncut budget keeps", 0.0, 1.0, "ASSUMED"),
    ] = 0.3
    feared_cut: Annotated[
        float,
        Param("cut below the best budget so far that presses in full", 0.02, 0.5, "ASSUMED"),
    ] = 0.1
    smallest: Annotated[
        float, Param("people in the smallest invented circle", 2.0, 30.0, "ASSUMED", "persons")
    ] = 8.0
    largest: Annotated[
        float,
        Param("further people in the largest, at full threat", 20.0, 2000.0, "ASSUMED", "persons"),
    ] = 400.0
    case_worth: Annotated[
        float,
        Param("stock of recent cases that one invented circle adds", 0.0, 0.5, "ASSUMED"),
    ] = 0.1
    case_alarm: Annotated[
        float,
        Param("threat read from an invented circle of a hundred", 0.0, 0.2, "ASSUMED", "ratio"),
    ] = 0.02
    confessing: Annotated[
        float,
        Param(
            "chance that a coerced confession names another circle, at full licence",
            0.0,
            1.0,
            "ASSUMED",
        ),
    ] = 0.9
    convinced_at: Annotated[
        float,
        Param("belief in enemies from which a leader makes much of a find", 0.3, 0.9, "ASSUMED"),
    ] = 0.6
    magnifying: Annotated[
        float,
        Param(
            "how far a find grows when all leading men make much of it",
            0.0,
            2.0,
            "ASSUMED",
            "ratio",
        ),
    ] = 0.5


PARAMETERS = Invention


def budget_cut(budget: float, best: float) -> float:
    """How far the budget lies below the best it has been, a share of that.

    Both an index, 1924 = 1. M71.
    """
    return max(0.0, 1.0 - budget / best) if best > 0.0 else 0.0


def invention_chance(
    incentive: float, caseload: float, cut: float, threat: float, p: Invention
) -> float:
    """Chance a month that the police invent a conspiracy: idle desks, a cut budget, ready ears.

    Shares: ``incentive`` to find cases, ``caseload`` of recent ones, ``cut`` of the budget below
    its best, ``threat`` as the leadership perceives it. M71; form ASSUMED.
    """
    pressed = p.unthreatened + (1.0 - p.unthreatened) * min(1.0, cut / p.feared_cut)
    return min(1.0, p.inventing * incentive * max(0.0, 1.0 - caseload) * pressed * threat)


def circle_size(u: float, threat: float, p: Invention) -> int:
    """People in an invented circle: it is the larger, the more is feared.

    ``u`` is a uniform draw, ``threat`` a share. M71; ASSUMED.
    """
    return int(p.smallest + p.largest * threat * u * u)


def invented_alarm(size: int, p: Invention) -> float:
    """Threat that an invented circle of so many people causes. M71; saturates, ASSUMED."""
    return p.case_alarm * 2.0 * size / (size + 100.0)


def confession_names(licence: float, u: float, p: Invention) -> bool:
    """Whether a coerced confession leads to another circle.

    ``licence`` of the boards is a share, ``u`` a uniform draw. M71, M74, M76; ASSUMED.
    """
    return u < p.confessing * licence


def magnify_chance(enemies: float, stake: float, p: Invention) -> float:
    """Chance that a leader makes much of a find: he is convinced, or his body lives by finds.

    ``enemies`` is his belief that enemies are at work, ``stake`` what his office gains; shares.
    M72; form ASSUMED.
    """
    sure = max(0.0, (enemies - p.convinced_at) / (1.0 - p.convinced_at))
    return 1.0 - (1.0 - sure) * (1.0 - stake)


def magnified(shock: float, share: float, p: Invention) -> float:
    """The alarm of a find once leaders with this share of the standing have made much of it.

    M72; ASSUMED.
    """
    return shock * (1.0 + p.magnifying * share)
