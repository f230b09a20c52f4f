"""Recantation: who bends, what it does to followers, and why it wears out.

M53-M59, M31, M33; LITERATURE.md B6.
"""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from sim.parameters import Param


class Recantation(NamedTuple):
    """What makes a beaten leader recant, and what the ritual does."""

    base: Annotated[
        float,
        Param(
            "readiness to recant when nothing speaks for or against", -4.0, 2.0, "ASSUMED", "logit"
        ),
    ] = -2.2
    price: Annotated[
        float,
        Param(
            "weight of what recantation saves, per step of severity",
            0.0,
            2.0,
            "ASSUMED",
            "logit a step",
        ),
    ] = 0.55
    required: Annotated[
        float, Param("weight of the demand to recant", 0.0, 3.0, "ASSUMED", "logit")
    ] = 1.2
    pride: Annotated[
        float, Param("weight of conviction and shrillness against", 0.0, 6.0, "ASSUMED", "logit")
    ] = 2.6
    line_came_over: Annotated[
        float,
        Param(
            "weight of the line having come over to the loser's view",
            0.0,
            8.0,
            "Getty & Naumov 1999; size ASSUMED",
            "logit",
        ),
    ] = 3.5
    head_recanted: Annotated[
        float,
        Param(
            "weight of the head of the circle having recanted",
            0.0,
            4.0,
            "Getty & Naumov 1999; size ASSUMED",
            "logit",
        ),
    ] = 1.5
    disarming: Annotated[
        float,
        Param(
            "lambda: how fast a credible recantation disarms followers",
            0.5,
            1.5,
            "LITERATURE.md B6",
            "ratio",
        ),
    ] = 1.0
    partial_band: Annotated[
        float, Param("share of recantations that admit error but not guilt", 0.0, 0.8, "ASSUMED")
    ] = 0.35
    etiquette: Annotated[
        float,
        Param(
            "chance that a recantation names the real hierarchy, at full pride", 0.0, 0.5, "ASSUMED"
        ),
    ] = 0.1
    etiquette_price: Annotated[
        float,
        Param(
            "standing that a breach of etiquette costs at middling solemnity", 0.0, 0.3, "ASSUMED"
        ),
    ] = 0.05
    solemnity_pace: Annotated[
        float,
        Param(
            "monthly move of the ritual's tone to the norm", 0.01, 0.5, "ASSUMED", "share a month"
        ),
    ] = 0.06
    struggle_from: Annotated[
        float,
        Param(
            "demand to recant from which only active struggle makes a recantation full",
            0.2,
            1.0,
            "Getty & Naumov 1999 (the rule of December 1930); threshold ASSUMED",
        ),
    ] = 0.6
    struggle_months: Annotated[
        float,
        Param("months in which a penitent must prove himself", 3.0, 24.0, "ASSUMED", "months"),
    ] = 9.0
    denouncing: Annotated[
        float,
        Param(
            "chance a month that a penitent without pride denounces a former ally, at full demand",
            0.0,
            0.5,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.3
    affirming: Annotated[
        float,
        Param("affirmation that a unanimous vote gives the elite", 0.0, 0.3, "ASSUMED"),
    ] = 0.08
    ritual: Annotated[
        float, Param("affirmation that a public recantation gives", 0.0, 0.2, "ASSUMED")
    ] = 0.03
    unsettling: Annotated[
        float, Param("affirmation that full dissent in the open takes", 0.0, 1.0, "ASSUMED")
    ] = 0.4
    affirmation_fading: Annotated[
        float, Param("monthly fading of affirmation", 0.0, 0.3, "ASSUMED", "share a month")
    ] = 0.06
    affirmation_weight: Annotated[
        float,
        Param("share of a leader's doubt that full affirmation takes away", 0.0, 0.5, "ASSUMED"),
    ] = 0.15


PARAMETERS = Recantation


def recant_chance(
    saved: float,
    required: float,
    pride: float,
    line_gap_closed: float,
    head_recanted: bool,
    p: Recantation,
) -> float:
    """Chance that a beaten leader recants when asked.

    ``saved``: steps of severity that it would take off; others shares. M31, M53, M54, M56.
    """
    will = (
        p.base + p.price * saved + p.required * required - p.pride * pride
        + p.line_came_over * line_gap_closed + p.head_recanted * head_recanted
    )  # fmt: skip
    return 1.0 / (1.0 + math.exp(-will))


def kind(u: float, required: float, p: Recantation) -> str:
    """Whether a recantation is ``partial`` or counts as ``yes``; demands grow with the norm.

    ``u`` is a uniform draw. Once active struggle is required, fewer pass as full. M55; ASSUMED.
    """
    return "partial" if u < p.partial_band * (0.5 + required) else "yes"


def credibility(required: float) -> float:
    """How far a recantation is believed: 1 less the chance that it was coerced.

    ``required`` is a share. M55, M57; LITERATURE.md B6.
    """
    return 1.0 - 0.85 * required


def mobilisation(following: float, tie: float, believed: float, p: Recantation) -> float:
    """What is left of a follower's readiness once his leader has recanted.

    x exp(-lambda tie credibility); shares. M54; LITERATURE.md B6.
    """
    return following * math.exp(-p.disarming * tie * believed)


def next_solemnity(solemnity: float, norm: float, p: Recantation) -> float:
    """How solemn the ritual is next month: it follows the norm, slowly.

    Shares: 0 a light colloquy with laughter, 1 a liturgy. The tone goes with the square of the
    norm, so that it stays light until discipline is strict. M59; ASSUMED.
    """
    return solemnity + p.solemnity_pace * (norm * norm - solemnity)


def breaks_etiquette(pride: float, solemnity: float, u: float, p: Recantation) -> bool:
    """Whether the penitent says aloud who holds power, and is rebuked for it.

    Rarer as rituals turn solemn. M58, M59; ASSUMED.
    """
    return u < p.etiquette * pride * (1.0 - solemnity)


def etiquette_cost(solemnity: float, p: Recantation) -> float:
    """Share of standing that the rebuke costs: little amid laughter, much in a solemn hall.

    M58, M59; ASSUMED.
    """
    return min(1.0, p.etiquette_price * (0.4 + 1.6 * solemnity))


def struggle_demanded(required: float, p: Recantation) -> bool:
    """Whether a recantation counts as full only if active struggle follows. M55; ASSUMED."""
    return required >= p.struggle_from


def denounce_chance(required: float, pride: float, tie: float, p: Recantation) -> float:
    """Chance a month that a penitent denounces a former ally: demand drives, friendship holds.

    Shares; ``tie`` from -1 to 1. M55; ASSUMED.
    """
    return p.denouncing * required * (1.0 - pride) * (1.0 - 0.7 * max(0.0, tie))


def next_affirmation(
    affirmation: float, unanimous: int, penitents: int, dissent: float, p: Recantation
) -> float:
    """What the elite's own performances do to its faith next month, from -1 to 1; it fades.

    ``unanimous`` votes and public recantations (``penitents``) raise it, ``dissent`` in the open
    (minority shares and breaks, summed) lowers it. M57; ASSUMED.
    """
    left = affirmation * (1.0 - p.affirmation_fading)
    left += (1.0 - left) * min(1.0, p.affirming * unanimous + p.ritual * penitents)
    return max(-1.0, left - (1.0 + left) * min(1.0, p.unsettling * dissent))


def affirmed(right: float, affirmation: float, p: Recantation) -> float:
    """Belief in the line before the facts, once unanimity has spoken: bounded, never certainty.

    ``right`` a share, ``affirmation`` from -1 to 1. M57; ASSUMED.
    """
    moved = p.affirmation_weight * affirmation * (1.0 - right)
    return min(0.999, max(0.01, right + moved))
