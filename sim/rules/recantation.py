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


def breaks_etiquette(pride: float, norm: float, u: float, p: Recantation) -> bool:
    """Whether the penitent says aloud who holds power, and is rebuked for it.

    Rarer as rituals turn solemn. M58, M59; ASSUMED.
    """
    return u < p.etiquette * pride * (1.0 - norm)
