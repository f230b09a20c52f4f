"""How leaders gather round high personalities, break with them, ally, and hold back.

Succession, patronage, platform and posture decide who stands with whom (M22-M29, M31, M32,
M36-M40, M49-M51); struggles shared and votes opposed change the ties. Most arguments may be
numbers or arrays.
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.parameters import Param


class Alignment(NamedTuple):
    """What draws a leader to another and what parts them."""

    patron_pull: Annotated[
        float,
        Param("pull of the patron to whom a leader owes his post", 0.3, 2.0, "ASSUMED", "utility"),
    ] = 0.9
    friend_pull: Annotated[
        float, Param("pull of friendship and old alliance", 0.1, 1.5, "ASSUMED", "utility")
    ] = 1.0
    squeeze_pull: Annotated[
        float,
        Param("weight of agreement on the pace of the squeeze", 0.3, 4.0, "ASSUMED", "utility"),
    ] = 2.0
    democracy_pull: Annotated[
        float, Param("weight of agreement on party democracy", 0.1, 1.5, "ASSUMED", "utility")
    ] = 0.5
    abroad_pull: Annotated[
        float,
        Param(
            "weight of agreement on world revolution against one country",
            0.0,
            1.5,
            "ASSUMED",
            "utility",
        ),
    ] = 0.3
    standing_pull: Annotated[
        float, Param("pull of a head's standing", 0.1, 1.5, "ASSUMED", "utility")
    ] = 0.5
    calm_pull: Annotated[
        float, Param("pull of a calm posture over a shrill one", 0.0, 1.0, "ASSUMED", "utility")
    ] = 0.3
    plain_pull: Annotated[
        float, Param("pull of plain speech on plebeian members", 0.0, 1.0, "ASSUMED", "utility")
    ] = 0.3
    stickiness: Annotated[
        float,
        Param("gain in utility below which nobody changes sides", 0.0, 1.0, "ASSUMED", "utility"),
    ] = 0.35
    own_pull: Annotated[
        float,
        Param(
            "pull of standing for oneself, at full ambition and standing",
            0.5,
            6.0,
            "ASSUMED",
            "utility",
        ),
    ] = 4.4
    hardening: Annotated[
        float,
        Param(
            "monthly move to the squeeze at a full shortfall, for those who read sabotage",
            0.05,
            1.5,
            "ASSUMED",
            "share a month",
        ),
    ] = 1.0
    shortfall_borne: Annotated[
        float, Param("shortfall that is taken for an ordinary bad month", 0.0, 0.3, "ASSUMED")
    ] = 0.12
    siege: Annotated[
        float,
        Param(
            "how far foreign alarm sharpens the reading of a shortage as sabotage",
            0.0,
            4.0,
            "Getty & Naumov 1999; size ASSUMED",
            "ratio",
        ),
    ] = 2.5
    market_faith: Annotated[
        float,
        Param("position below which a shortage is read as a price too low", 0.15, 0.45, "ASSUMED"),
    ] = 0.40
    schooling: Annotated[
        float,
        Param(
            "how far service of force in the Civil War lowers the position from which a leader "
            "reads a shortage as sabotage",
            0.0,
            0.4,
            "Getty & Naumov 1999 (the formative Civil War); size ASSUMED",
        ),
    ] = 0.2
    softening: Annotated[
        float, Param("monthly move back at full unrest", 0.0, 0.3, "ASSUMED", "share a month")
    ] = 0.05
    following: Annotated[
        float,
        Param(
            "share of the gap to his head's view that a client closes in a month",
            0.0,
            0.5,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.03
    easing: Annotated[
        float,
        Param(
            "share of the way back to his first view that a leader goes in a good month",
            0.0,
            0.1,
            "Getty & Naumov 1999 (secretaries averse to turns); size ASSUMED",
            "share a month",
        ),
    ] = 0.006
    bonding: Annotated[
        float,
        Param(
            "share of the way to the warmest tie that a session in one camp against a rival goes",
            0.0,
            0.1,
            "Getty & Naumov 1999 (bonds of the struggle); size ASSUMED",
            "share a session",
        ),
    ] = 0.02
    estranging: Annotated[
        float,
        Param(
            "share of the way to the coldest tie that a vote on opposite sides goes",
            0.0,
            0.3,
            "Getty & Naumov 1999 (the gulf widened); size ASSUMED",
            "share a vote",
        ),
    ] = 0.06
    warmest: Annotated[float, Param("tie that a joint struggle tends to", 0.5, 1.0, "ASSUMED")] = (
        0.9
    )
    coldest: Annotated[
        float, Param("enmity that votes on opposite sides tend to", 0.3, 1.0, "ASSUMED")
    ] = 0.8


PARAMETERS = Alignment


def agreement(gap: Any, weight: float) -> Any:
    """What two positions on one question are worth: plus at no distance, minus at the extremes.

    ``gap`` is a share; result in utility. M22; LITERATURE.md B4.
    """
    return weight * (1.0 - 3.0 * abs(gap))


def follow_utility(
    tie: Any,
    friendship: Any,
    squeeze_gap: Any,
    democracy_gap: Any,
    abroad_gap: Any,
    standing: Any,
    shrillness: Any,
    plain: Any,
    salience: float,
    p: Alignment,
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


def next_tie(tie: float, one_camp: bool, opposed: bool, p: Alignment) -> float:
    """The tie of two leaders after a session: struggle side by side warms, opposite votes chill.

    Ties from -1 (enmity) to 1. A vote on opposite sides undoes what several struggles made. M32.
    """
    if opposed:
        return max(-1.0, tie - p.estranging * max(0.0, tie + p.coldest))
    return min(1.0, tie + p.bonding * max(0.0, p.warmest - tie)) if one_camp else tie


def moved_position(
    position: Any,
    first: Any,
    shortfall: float,
    enemies: Any,
    alarm: float,
    unrest: float,
    schooled: Any,
    p: Alignment,
) -> Any:
    """Where a month of shortage moves a leader: to force, or, if he trusts the market, nowhere.

    Positions and readings are shares; ``first`` is the view he began with, to which good months
    bring him back; in a siege a shortage looks like sabotage, the sooner the more the Civil War
    ``schooled`` him. M05, M31, M37, M43, M52; pace ASSUMED.
    """
    doubt = p.market_faith + p.schooling * (0.5 - schooled)
    sabotage = 1.0 / (1.0 + np.exp(-30.0 * (position - doubt)))
    felt = max(0.0, shortfall - p.shortfall_borne)
    felt *= min(1.0, 0.05 + p.siege * max(0.0, alarm - 0.1))
    harder = p.hardening * felt * (0.5 + enemies) * sabotage * (1.0 - position)
    softer = p.softening * unrest * np.maximum(0.0, position - 0.5)
    eased = p.easing * (first - position) * (shortfall < p.shortfall_borne) * (1.0 - unrest)
    return np.clip(position + harder - softer + eased, 0.0, 1.0)


def schooled(veterans: float) -> float:
    """Mean schooling of those who rise, from the share of Civil War veterans in the party.

    Three are weighed for each post and seniority decides, so veterans lead long after they are few.
    M43; ASSUMED.
    """
    return 0.2 + 0.4 * (1.0 - (1.0 - veterans) ** 3)
