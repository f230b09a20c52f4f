"""District secretaries: between the plan and the village (M14-M17, M21, M84; LITERATURE B3)."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param

COMPLY, OVERSHOOT, MISREPORT, BALK, LEAK = 0, 1, 2, 3, 4
CHOICES = ("comply", "overshoot", "misreport", "balk", "leak")


class Cadre(NamedTuple):
    """Weights of a secretary's choice, and how a secretary's mind moves in office."""

    temperature: Annotated[
        float, Param("noise of the choice", 0.1, 0.5, "LITERATURE B3: 0.1-0.5", "utility")
    ] = 0.22
    career: Annotated[
        float,
        Param(
            "weight of prospects that conduct can win or lose",
            0.1,
            1.0,
            "Kung and Chen 2011 for China; ASSUMED in size",
            "utility",
        ),
    ] = 0.45
    conviction: Annotated[
        float, Param("weight of belief in the line", 0.1, 1.0, "ASSUMED, swept", "utility")
    ] = 0.4
    harm: Annotated[
        float,
        Param(
            "weight of visible hunger to one with local ties",
            0.2,
            5.0,
            "Kung and Zhou 2021, home-born officials; ASSUMED in size",
            "utility",
        ),
    ] = 4.0
    foresight: Annotated[
        float,
        Param(
            "weight of hunger that fulfilling the plan would bring, against hunger in sight",
            0.0,
            1.5,
            "ASSUMED, swept; Volga and Ukraine argued on the crop before anybody starved",
            "ratio",
        ),
    ] = 0.8
    detection: Annotated[
        float, Param("weight of the risk of being found out", 0.2, 2.0, "ASSUMED, swept", "utility")
    ] = 0.8
    fear_weight: Annotated[
        float,
        Param("weight of the fear of missing the target", 0.2, 2.0, "ASSUMED, swept", "utility"),
    ] = 0.9
    caution_cost: Annotated[
        float,
        Param(
            "what caution costs where a storming campaign counts it as sabotage",
            0.0,
            0.8,
            "ASSUMED, swept; Getty and Naumov 1999 assert it (M84)",
            "utility",
        ),
    ] = 0.15
    rivalry: Annotated[
        float,
        Param(
            "pull of neighbours who outrun the plan, on one with prospects",
            0.0,
            1.0,
            "ASSUMED, swept; competition of secretaries, January 1930; Fan, Xiong and Zhou 2016",
            "utility",
        ),
    ] = 0.15
    desk: Annotated[
        float,
        Param(
            "readiness to invent a report when there is more to do than hands to do it",
            0.0,
            0.5,
            "ASSUMED, swept",
            "utility",
        ),
    ] = 0.1
    envoy_over_ties: Annotated[
        float,
        Param(
            "share of local ties that an envoy from above makes void while present",
            0.0,
            1.0,
            "LITERATURE B3: outsider or plenipotentiary sets ties to nought; ASSUMED in size",
        ),
    ] = 0.6
    tie_growth: Annotated[
        float,
        Param("yearly growth of local ties of one who stays", 0.05, 0.5, "ASSUMED", "share a year"),
    ] = 0.2
    belief_won: Annotated[
        float,
        Param(
            "belief that a month under a full norm of discipline wins from doubt",
            0.0,
            0.05,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.012
    belief_lost: Annotated[
        float,
        Param(
            "belief lost in a month of full harm before the eyes of one with ties",
            0.0,
            0.2,
            "ASSUMED, swept",
            "share a month",
        ),
    ] = 0.06
    belief_betrayed: Annotated[
        float,
        Param(
            "belief lost in a month of full blame for what was ordered before",
            0.0,
            0.2,
            "ASSUMED; spring 1930",
            "share a month",
        ),
    ] = 0.05
    prospects_fade: Annotated[
        float,
        Param("monthly fading of a career that stands still", 0.0, 0.05, "ASSUMED", "share"),
    ] = 0.006
    selection: Annotated[
        float,
        Param(
            "how far the ladder picks its like: zealous where zeal rises, candid where honesty",
            0.0,
            1.0,
            "ASSUMED, swept; Montagnes and Wolton 2019, Egorov and Sonin 2011",
        ),
    ] = 0.4
    risen_base: Annotated[
        float,
        Param(
            "share of new secretaries who rose from bench or plough where no worker has risen",
            0.0,
            0.6,
            "ASSUMED",
        ),
    ] = 0.25
    risen_pull: Annotated[
        float,
        Param(
            "further share for each unit of the work force that has risen",
            0.0,
            6.0,
            "ASSUMED, swept",
            "ratio",
        ),
    ] = 3.0
    risen_belief: Annotated[
        float,
        Param(
            "belief and prospects that one who rose from bench or plough brings more",
            0.0,
            0.4,
            "ASSUMED; beneficiaries of mobility (M86)",
        ),
    ] = 0.12
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
            "share of the grain in the district's stores that a leaking secretary sells back to "
            "the hungry in a month",
            0.05,
            0.8,
            "ASSUMED, swept; Kung and Zhou 2021: relief by resale",
            "share a month",
        ),
    ] = 0.2
    unaided: Annotated[
        float,
        Param(
            "force of a secretary without a single party hand in the villages",
            0.5,
            1.0,
            "ASSUMED, swept",
        ),
    ] = 0.82


PARAMETERS = Cadre


class Mind(NamedTuple):
    """A secretary's standing dispositions, all shares."""

    zeal: float
    belief: float
    tie: float
    """local ties that count at this moment: none while an envoy stands by"""
    fear: float
    prospects: float
    candour: float


class View(NamedTuple):
    """What a secretary sees of district and line this month; all shares."""

    shortfall: float
    """part of the target due by now that is missing"""
    harm: float
    """hunger and unrest in the district"""
    norm: float
    """discipline demanded"""
    storm: float
    """how far a campaign counts caution as sabotage (:func:`storming`)"""
    by_zeal: float
    """promotion by zeal; the rest goes by honesty"""
    blame_excess: float
    audit: float
    """chance that reports are checked"""
    envoy: float
    """1 while a plenipotentiary stands by"""
    rivals: float
    """districts of the region that outran the plan last month"""
    overload: float
    """work beyond what the district's staff can do"""


def storming(norm: float, taking: float, joining: float) -> float:
    """How far a campaign turns caution into sabotage (0..1): the norm, times its force. M84."""
    return norm * max(taking, joining)


@rule
def _uncovered(kg, need):
    return max(0.0, min(1.0, 1.0 - kg / need))


@rule
def need_taken(held, asked, need):
    """Share of the villages' need to the next harvest that the rest of the plan would take.

    ``held`` is grain in the villages, ``asked`` what the plan still asks, ``need`` food and seed
    (same unit). What villages lack without any plan does not count. M16.
    """
    if need <= 0.0:
        return 0.0
    return _uncovered(held - asked, need) - _uncovered(held, need)


@rule
def harm_seen(hunger, crowds, taken, p):
    """Harm that a secretary sees in the district (0..1): hunger, unrest, and what the plan takes.

    ``hunger`` is the mean food deficit, ``crowds`` actions a village and month, ``taken`` the share
    of need of :func:`need_taken`. ASSUMED in its scales.
    """
    return min(1.0, 3.0 * max(0.0, hunger - 0.05) + 20.0 * crowds + p.foresight * taken)


@rule
def ties_that_count(tie, envoy, p):
    """A secretary's local ties (0..1) under the eyes of an envoy (0/1). M17."""
    return tie * (1.0 - p.envoy_over_ties * envoy)


@rule
def utilities(mind, view, p):
    """Utility of each choice, in the order of ``CHOICES``; to comply is the measure, 0.

    ``mind`` and ``view`` have the fields of :class:`Mind` and :class:`View`.
    Overshooting pays by zeal and rivalry, inventing by fear, balking and leaking by care for those
    one lives among. M14-M17, M84.
    """
    care = p.harm * view.harm * mind.tie
    caution = p.caution_cost * view.storm
    rise = p.career * mind.prospects
    overshoot = rise * view.by_zeal * (0.5 + mind.zeal) + p.conviction * (mind.belief - 0.5)
    overshoot += p.rivalry * view.rivals * mind.prospects + caution - care - view.blame_excess
    misreport = p.fear_weight * mind.fear * view.shortfall + p.desk * view.overload
    misreport -= p.detection * view.audit + rise * (1.0 - view.by_zeal) + 0.4 * (mind.candour - 0.5)
    balk = care - p.fear_weight * mind.fear - 0.4 * p.detection * view.norm - caution
    found_out = 0.3 + 0.5 * view.audit + 0.3 * view.envoy
    leak = 0.9 * care - p.detection * found_out * view.norm
    return (0.0, overshoot - 0.45, misreport - 0.2, balk - 0.5, leak - 0.55)


@rule
def choice_odds(values, p):
    """Odds of each choice: multinomial logit at the parameter's temperature; they add up to 1."""
    top, noise = max(values), p.temperature
    comply, overshoot, misreport, balk, leak = values
    weights = (
        math.exp((comply - top) / noise),
        math.exp((overshoot - top) / noise),
        math.exp((misreport - top) / noise),
        math.exp((balk - top) / noise),
        math.exp((leak - top) / noise),
    )
    comply, overshoot, misreport, balk, leak = weights
    total = sum(weights)
    return (comply / total, overshoot / total, misreport / total, balk / total, leak / total)


@rule
def chosen(odds, u):
    """The choice that a uniform number ``u`` falls on."""
    reached = 0.0
    for place, share in enumerate(odds):
        reached += share
        if u < reached:
            return place
    return len(odds) - 1


@rule
def pressure(choice, extraordinary, arm, zeal, p):
    """Force (0..1) put behind deliveries: the licence from above, bent by the choice. M15-M17.

    ``arm`` is the party's reach into the villages, a share; it tells in what force comes to.
    """
    factor = (1.0, 1.2, 0.9, 0.45, 0.85)[choice]
    reach = p.unaided + (1.0 - p.unaided) * arm
    return max(0.0, min(1.0, extraordinary * factor * reach * (0.85 + 0.3 * zeal)))


@rule
def tempo(choice, target, zeal):
    """Share of households that the district drives for: zealots outstrip the decree. M15."""
    factor = (1.0, 1.35, 1.0, 0.7, 0.9)[choice]
    return min(1.0, target * factor * (0.95 + 0.75 * zeal))


@rule
def fear_next(fear, threatened):
    """A secretary's fear after a month in which the chance to fall was ``threatened``."""
    return fear + 0.2 * (min(1.0, 6.0 * threatened) - fear)


@rule
def belief_next(belief, norm, seen, blamed, p):
    """Belief in the line after a month (0..1). M14, M23.

    The norm wins doubters; ``seen`` is harm before the eyes of one with ties, ``blamed`` what one
    is now blamed for having been ordered, or a leadership at odds: both cost belief.
    """
    won = p.belief_won * norm * (1.0 - belief)
    lost = (p.belief_lost * seen + p.belief_betrayed * blamed) * belief
    return min(1.0, max(0.0, belief + won - lost))


@rule
def tie_next(tie, p):
    """Local ties (0..1) after a further month in the district."""
    return min(1.0, tie + p.tie_growth / 12.0 * (1.0 - tie))


def rising(risen: float, p: Cadre) -> float:
    """Chance that a new secretary rose from bench or plough, by the risen share of workers. M86."""
    return min(0.9, p.risen_base + p.risen_pull * risen)


def newcomer(
    u: tuple[float, float, float, float],
    outsider: bool,
    risen: bool,
    norm: float,
    by_zeal: float,
    p: Cadre,
) -> Mind:
    """Mind of one who takes a district, from four uniform numbers. M36, M86.

    Outsiders have no local ties; a stricter norm and a ladder that rewards zeal pick the zealous,
    one that rewards honesty the candid; who rose from bench or plough believes more.
    """
    picked = p.selection * (by_zeal - 0.6)
    lift = p.risen_belief * risen
    return Mind(
        zeal=_share(0.2 + 0.6 * u[1] + 0.25 * norm + 0.5 * picked),
        belief=_share(0.4 + 0.5 * u[2] + 0.15 * norm + lift),
        tie=0.0 if outsider else 0.3 + 0.5 * u[3],
        fear=0.1,
        prospects=_share(0.3 + 0.5 * (1.0 - u[2]) + lift),
        candour=_share(0.2 + 0.6 * (1.0 - u[1]) - picked),
    )


def _share(value: float) -> float:
    return max(0.0, min(1.0, value))
