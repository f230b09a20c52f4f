"""Protest: a ladder from silence to violence, with private attitude and public stance apart.

Epstein's form, smooth: grievance and example against risk, each household at its own threshold;
the crowd is the village (M01, M06, M12, M13, M51; LITERATURE B2).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param


class Protest(NamedTuple):
    """Grievance, risk and the making of crowds."""

    example: Annotated[
        float,
        Param(
            "weight of others' action in the decision to act",
            0.0,
            3.0,
            "ASSUMED, swept; LITERATURE B2",
        ),
    ] = 0.2
    risk_weight: Annotated[
        float, Param("weight of the fear of punishment", 0.2, 1.5, "ASSUMED, swept")
    ] = 0.55
    cohesion: Annotated[
        float,
        Param(
            "how fast crowds melt the risk of the single protester",
            1.0,
            4.0,
            "Epstein 2002: k = 2.3 (LITERATURE B)",
            "ratio",
        ),
    ] = 1.2
    memory_fear: Annotated[
        float,
        Param(
            "how far memory of famine and deportation deters where threat is credible",
            0.0,
            1.0,
            "Rozenas and Zhukov 2019: sign flips with credibility; ASSUMED in size",
        ),
    ] = 0.5
    memory_anger: Annotated[
        float,
        Param(
            "how far the same memory adds to grievance",
            0.0,
            1.0,
            "Rozenas and Zhukov 2019; ASSUMED in size",
        ),
    ] = 0.25
    crowd_rate: Annotated[
        float,
        Param(
            "crowd actions a month in a village of a hundred households all ready to act",
            0.01,
            50.0,
            "ASSUMED, swept; record: 13,754 disturbances in 1930 in about 600 thousand villages",
            "events a month",
        ),
    ] = 6.8
    crowd_power: Annotated[
        float,
        Param(
            "how much faster than its size a village's power to gather grows",
            1.0,
            2.0,
            "ASSUMED; record: mean crowd 245, far above the mean village",
            "exponent",
        ),
    ] = 1.3
    crowd_share: Annotated[
        float,
        Param(
            "share of a village's adults in a crowd", 0.1, 0.9, "ASSUMED; record: 245 a disturbance"
        ),
    ] = 0.55
    terror_rate: Annotated[
        float,
        Param(
            "attacks a month by a hundred thousand households wholly aggrieved",
            0.1,
            2000.0,
            "ASSUMED, swept; record: 13.8 thousand in 1930",
            "events a month",
        ),
    ] = 260.0
    shock_joining: Annotated[
        float, Param("grievance from being forced into a kolkhoz", 0.0, 1.0, "ASSUMED")
    ] = 0.5
    shock_taking: Annotated[
        float,
        Param("grievance for each unit of the crop taken without consent", 0.0, 2.0, "ASSUMED"),
    ] = 1.0
    shock_church: Annotated[
        float,
        Param(
            "grievance from a closed church",
            0.0,
            0.5,
            "ASSUMED; record: 1,487 disturbances over churches in 1930",
        ),
    ] = 0.12
    shock_neighbour: Annotated[
        float,
        Param(
            "grievance from neighbours' deportation, for each unit of households taken",
            0.0,
            3.0,
            "ASSUMED",
        ),
    ] = 1.0
    fading: Annotated[float, Param("monthly fading of grievance", 0.03, 0.3, "ASSUMED, swept")] = (
        0.12
    )
    relief: Annotated[
        float, Param("share of grievance that goes with leaving the kolkhoz", 0.0, 1.0, "ASSUMED")
    ] = 0.3


PARAMETERS = Protest


@rule
def readiness(grievance, memory, credibility, fear, example, p):
    """Readiness to act in public, to be held against a household's own threshold.

    All arguments are shares; ``example`` is the share of others acting. Where the threat is
    credible memory deters, where it fades memory angers. M12, M51.
    """
    alone = 1.0 / (1.0 + p.cohesion * example)
    risk = p.risk_weight * fear * credibility * alone
    past = memory * (p.memory_anger - p.memory_fear * credibility)
    return grievance + past + p.example * example - risk


@rule
def willing(readiness_now, threshold):
    """Share of a chance to act, smooth around the threshold (0..1)."""
    x = 12.0 * (readiness_now - threshold)
    return 0.5 * (1.0 + x * abs(x) / (1.0 + x * x))


@rule
def crowd_chance(share_willing, households, p):
    """Expected crowd actions of a village in a month.

    Crowds need many: the rate grows with the cube of the share ready and with village size.
    """
    size = (households / 100.0) ** p.crowd_power
    return p.crowd_rate * share_willing * share_willing * share_willing * size


@rule
def terror_chance(grievance, fear, p):
    """Expected attacks by one household in a month: few act alone, fear restrains less."""
    anger = max(0.0, grievance - 0.1)
    return p.terror_rate * 1e-5 * anger * anger * (1.0 - 0.3 * fear)


@rule
def grievance_next(grievance, shock, p):
    """Grievance after a month: fades, and rises with shocks towards one."""
    kept = grievance * (1.0 - p.fading)
    return min(1.0, kept + shock * (1.0 - kept))
