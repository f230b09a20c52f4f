"""How leaders gather round high personalities, break with them, ally, and hold back.

Succession, patronage, platform and posture decide who stands with whom (M22-M29, M31, M32,
M36-M40, M49-M51). Most arguments may be numbers or arrays.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.parameters import Param


class Alignment(NamedTuple):
    """What draws a leader to another and what parts them."""

    patron_pull: Annotated[float, Param(
        "pull of the patron to whom a leader owes his post", 0.3, 2.0, "ASSUMED", "utility")] = 0.9
    friend_pull: Annotated[float, Param(
        "pull of friendship and old alliance", 0.1, 1.5, "ASSUMED", "utility")] = 0.45
    squeeze_pull: Annotated[float, Param(
        "weight of agreement on the pace of the squeeze", 0.3, 3.0, "ASSUMED", "utility")] = 1.2
    democracy_pull: Annotated[float, Param(
        "weight of agreement on party democracy", 0.1, 1.5, "ASSUMED", "utility")] = 0.5
    abroad_pull: Annotated[float, Param(
        "weight of agreement on world revolution against one country", 0.0, 1.5,
        "ASSUMED", "utility")] = 0.3
    standing_pull: Annotated[float, Param(
        "pull of a head's standing", 0.1, 1.5, "ASSUMED", "utility")] = 0.5
    calm_pull: Annotated[float, Param(
        "pull of a calm posture over a shrill one", 0.0, 1.0, "ASSUMED", "utility")] = 0.3
    plain_pull: Annotated[float, Param(
        "pull of plain speech on plebeian members", 0.0, 1.0, "ASSUMED", "utility")] = 0.3
    stickiness: Annotated[float, Param(
        "gain in utility below which nobody changes sides", 0.0, 1.0, "ASSUMED", "utility")] = 0.35
    own_pull: Annotated[float, Param(
        "pull of standing for oneself, at full ambition and standing", 0.5, 4.0,
        "ASSUMED", "utility")] = 2.4
    break_rate: Annotated[float, Param(
        "chance a month of an open break at full tension", 0.05, 1.0,
        "ASSUMED", "share a month")] = 0.55
    tolerance: Annotated[float, Param(
        "distance from the line that a head swallows", 0.02, 0.3, "ASSUMED")] = 0.10
    binding: Annotated[float, Param(
        "how far a strong rival outside holds a coalition together", 0.1, 1.5,
        "ASSUMED", "ratio")] = 0.6
    established_at: Annotated[float, Param(
        "share of committee seats owed to the secretary above which open challenge is deterred",
        0.5, 0.9, "LITERATURE.md B4 (prior 0.6-0.7)")] = 0.65
    deterrence: Annotated[float, Param(
        "how much of the will to challenge an established rule takes away", 0.0, 1.0,
        "ASSUMED")] = 0.5
    ally_rate: Annotated[float, Param(
        "chance a month that two beaten circles on the same side of the line join", 0.02, 0.6,
        "ASSUMED", "share a month")] = 0.28
    hardening: Annotated[float, Param(
        "monthly move to the squeeze at a full shortfall, for those who read sabotage", 0.02, 0.5,
        "ASSUMED", "share a month")] = 0.22
    market_faith: Annotated[float, Param(
        "position below which a shortage is read as a price too low", 0.15, 0.45,
        "ASSUMED")] = 0.30
    softening: Annotated[float, Param(
        "monthly move back at full unrest", 0.0, 0.3, "ASSUMED", "share a month")] = 0.05
    following: Annotated[float, Param(
        "share of the gap to his head's view that a client closes in a month", 0.0, 0.5,
        "ASSUMED", "share a month")] = 0.10
    escalation_rate: Annotated[float, Param(
        "chance a month that unrestrained losers carry the fight a step further out", 0.02, 0.6,
        "ASSUMED", "share a month")] = 0.22
    fear_of_civil_war: Annotated[float, Param(
        "restraint that a full crisis lays on losers", 0.2, 2.0,
        "Getty & Naumov 1999; size ASSUMED", "ratio")] = 0.9
    lesson_of_breach: Annotated[float, Param(
        "restraint after the street has once been tried", 0.0, 1.0,
        "Getty & Naumov 1999; size ASSUMED", "ratio")] = 0.5


PARAMETERS = Alignment


def agreement(gap: Any, weight: float) -> Any:
    """What two positions on one question are worth: plus at no distance, minus at the extremes.

    ``gap`` is a share; result in utility. M22; LITERATURE.md B4.
    """
    return weight * (1.0 - 3.0 * abs(gap))


def follow_utility(
    tie: Any, friendship: Any, squeeze_gap: Any, democracy_gap: Any, abroad_gap: Any,
    standing: Any, shrillness: Any, plain: Any, salience: float, p: Alignment,
) -> Any:
    """How much a leader wants to stand with a head: patron, friends, platform, standing, tone.

    Shares and gaps 0 to 1; ``plain`` is the head's plain speech times the follower's plebeian
    rank; ``salience`` scales the pace of the squeeze. M22, M24, M27, M29, M38; weights ASSUMED.
    """
    return (
        p.patron_pull * tie
        + p.friend_pull * friendship
        + agreement(squeeze_gap, p.squeeze_pull * salience)
        + agreement(democracy_gap, p.democracy_pull)
        + agreement(abroad_gap, p.abroad_pull)
        + p.standing_pull * standing
        - p.calm_pull * shrillness
        + p.plain_pull * plain
    )


def own_utility(ambition: Any, standing: Any, p: Alignment) -> Any:
    """How much a high personality wants to stand for himself.

    Shares; utility. M23, M26; ASSUMED.
    """
    return p.own_pull * ambition * standing


def looks_strong(standing: float, ambition: float, seats: float) -> float:
    """How dangerous a rival looks: brilliance and ambition are seen, seats in the machine hardly.

    Shares, 0 to about 1. M25, M36; weights ASSUMED.
    """
    return standing * (0.3 + 0.7 * ambition) * (0.85 + 0.15 * seats)


def tension(
    distance: float, grain_losses: int, ambition: float, rival: float, settled: float,
    p: Alignment,
) -> float:
    """What drives a coalition partner to open opposition: a line not his, lost votes, ambition.

    ``distance`` from the line, ``rival`` (strength of the common rival outside) and ``settled``
    (1 while an arbiter lives) are shares. M23, M25, M28, M32; LITERATURE.md B4, sizes ASSUMED.
    """
    lost = min(1.0, grain_losses / 4.0)
    strain = max(0.0, distance - p.tolerance) * (0.4 + 1.6 * lost) + 0.15 * ambition * lost
    return max(0.0, strain - p.binding * rival * 0.5) * (1.0 - settled)


def break_chance(strain: float, owed_seats: float, p: Alignment) -> float:
    """Chance a month of an open break; an established machine deters it.

    Shares. M23, M40; LITERATURE.md B4.
    """
    above = max(0.0, owed_seats - p.established_at) / (1.0 - p.established_at)
    return min(1.0, p.break_rate * strain) * (1.0 - p.deterrence * above)


def ally_chance(same_side: bool, rival_power: float, p: Alignment) -> float:
    """Chance a month that two losers forget their quarrel and join against the winner.

    ``rival_power`` is the winner's share of seats. M25, M28, M34; ASSUMED.
    """
    return p.ally_rate * rival_power if same_side else 0.15 * p.ally_rate * rival_power


def moved_position(
    position: Any, shortfall: float, enemies: Any, unrest: float, p: Alignment
) -> Any:
    """Where a month of shortage moves a leader: to force, or, if he trusts the market, nowhere.

    Positions and readings are shares. M05, M31, M37; pace ASSUMED.
    """
    sabotage = 1.0 / (1.0 + np.exp(-30.0 * (position - p.market_faith)))
    harder = p.hardening * shortfall * (0.5 + enemies) * sabotage * (1.0 - position)
    softer = p.softening * unrest * np.maximum(0.0, position - 0.5)
    return np.clip(position + harder - softer, 0.0, 1.0)


def restraint(crisis: float, norm: float, breach_seen: bool, shrillness: float,
              p: Alignment) -> float:
    """How strongly losers shrink from appealing below the elite.

    Shares; 1 is complete. M49, M50, M51; sizes ASSUMED.
    """
    held = p.fear_of_civil_war * crisis + p.lesson_of_breach * breach_seen + 0.3 * norm
    return min(1.0, max(0.0, held * (1.25 - shrillness)))


def escalation_chance(losses: int, held_back: float, p: Alignment) -> float:
    """Chance a month that a beaten opposition takes its case one arena further out.

    ``held_back`` from :func:`restraint`. M47, M50, M51; ASSUMED.
    """
    return p.escalation_rate * min(1.0, losses / 2.0) * (1.0 - held_back)
