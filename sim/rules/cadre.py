"""District secretaries: between the plan and the village (M14-M19, M21; LITERATURE B3)."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from sim.parameters import Param

COMPLY, OVERSHOOT, MISREPORT, BALK, LEAK = 0, 1, 2, 3, 4
CHOICES = ("comply", "overshoot", "misreport", "balk", "leak")


class Cadre(NamedTuple):
    """Weights of a secretary's choice."""

    temperature: Annotated[
        float, Param("noise of the choice", 0.1, 0.5, "LITERATURE B3: 0.1-0.5", "utility")
    ] = 0.3
    career: Annotated[
        float,
        Param(
            "weight of prospects won by zeal",
            0.1,
            1.0,
            "Kung and Chen 2011 for China; ASSUMED in size",
            "utility",
        ),
    ] = 0.4
    conviction: Annotated[
        float, Param("weight of belief in the line", 0.1, 1.0, "ASSUMED, swept", "utility")
    ] = 0.4
    harm: Annotated[
        float,
        Param(
            "weight of visible hunger to one with local ties",
            0.2,
            3.0,
            "Kung and Zhou 2021, home-born officials; ASSUMED in size",
            "utility",
        ),
    ] = 1.4
    detection: Annotated[
        float, Param("weight of the risk of being found out", 0.2, 2.0, "ASSUMED, swept", "utility")
    ] = 0.8
    fear_weight: Annotated[
        float,
        Param("weight of the fear of missing the target", 0.2, 2.0, "ASSUMED, swept", "utility"),
    ] = 0.9
    tie_growth: Annotated[
        float,
        Param("yearly growth of local ties of one who stays", 0.05, 0.5, "ASSUMED", "share a year"),
    ] = 0.2
    plain_turnover: Annotated[
        float,
        Param(
            "monthly loss of post in quiet times",
            0.005,
            0.05,
            "ASSUMED; a third of secretaries changed in a year of the 1920s",
            "share a month",
        ),
    ] = 0.022
    failure_turnover: Annotated[
        float,
        Param(
            "further monthly loss of post when the whole target is missed under full penalty",
            0.0,
            0.6,
            "record: 80 percent of Ukraine's secretaries replaced January 1931-June 1932; "
            "ASSUMED in form",
            "share a month",
        ),
    ] = 0.34
    excess_turnover: Annotated[
        float,
        Param(
            "further monthly loss of post for overshooting when the centre blames excess",
            0.0,
            0.4,
            "ASSUMED; record: spring 1930",
            "share a month",
        ),
    ] = 0.15
    counter_plan: Annotated[
        float,
        Param(
            "what a secretary who overshoots asks over the plan at the height of a campaign",
            0.0,
            0.5,
            "ASSUMED, swept; counter-plans of 1929-30, when deliveries passed the plan",
        ),
    ] = 0.4
    leak_share: Annotated[
        float,
        Param(
            "share of what is asked of hungry villages that a leaking secretary lets them keep",
            0.1,
            0.8,
            "ASSUMED, swept; Kung and Zhou 2021: relief by resale",
        ),
    ] = 0.45


PARAMETERS = Cadre


def utilities(
    zeal: float,
    belief: float,
    tie: float,
    fear: float,
    harm: float,
    shortfall: float,
    norm: float,
    by_zeal: float,
    blame_excess: float,
    audit: float,
    p: Cadre,
) -> tuple[float, ...]:
    """Utility of each choice, in the order of ``CHOICES``; all arguments are shares.

    ``harm`` is hunger and unrest the secretary sees, ``shortfall`` the part of the target missing,
    ``norm`` the discipline demanded. M14-M17.
    """
    care = p.harm * harm * tie
    overshoot = p.career * by_zeal * zeal + p.conviction * (belief - 0.5) - care - blame_excess
    misreport = p.fear_weight * fear * shortfall - p.detection * audit - 0.3
    balk = care - p.fear_weight * fear - p.detection * norm * 0.6 - 0.2
    leak = 0.9 * care - p.detection * (0.3 + 0.5 * audit) * norm - 0.25
    return (0.0, overshoot - 0.35, misreport, balk, leak)


def choice_odds(values: tuple[float, ...], p: Cadre) -> list[float]:
    """Odds of each choice: multinomial logit at the parameter's temperature; they add up to 1."""
    top, noise = max(values), p.temperature
    weights = [math.exp((value - top) / noise) for value in values]
    total = sum(weights)
    return [weight / total for weight in weights]


def chosen(odds: list[float], u: float) -> int:
    """The choice that a uniform number ``u`` falls on."""
    reached = 0.0
    for place, share in enumerate(odds):
        reached += share
        if u < reached:
            return place
    return len(odds) - 1


def pressure(choice: int, extraordinary: float, plenipotentiaries: float, zeal: float) -> float:
    """Force (0..1) put behind deliveries: the licence from above, bent by the choice. M15-M17."""
    factor = (1.0, 1.2, 0.9, 0.45, 0.85)[choice]
    presence = 0.85 + 0.15 * plenipotentiaries
    return max(0.0, min(1.0, extraordinary * factor * presence * (0.85 + 0.3 * zeal)))


def tempo(choice: int, target: float, zeal: float) -> float:
    """Share of households that the district drives for: zealots outstrip the decree. M15."""
    factor = (1.0, 1.35, 1.0, 0.7, 0.9)[choice]
    return min(1.0, target * factor * (0.95 + 0.75 * zeal))


def loss_of_post(
    shortfall: float, penalty: float, overshoots: bool, blame_excess: float, p: Cadre
) -> float:
    """Chance a month that a secretary loses the post: failure and 'excess' in turn. M18, M19."""
    chance = p.plain_turnover + p.failure_turnover * shortfall * penalty
    chance += p.excess_turnover * blame_excess * (1.5 if overshoots else 0.5)
    return min(0.9, chance)


def fear_next(fear: float, threatened: float) -> float:
    """A secretary's fear after a month in which the chance to fall was ``threatened``."""
    return fear + 0.2 * (min(1.0, 6.0 * threatened) - fear)
