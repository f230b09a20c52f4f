"""What becomes of district secretaries: charges, penalties, promotion, pleas (M16, M18, M19)."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param

REPRIMAND, DISMISSAL, EXPULSION, TRIAL = 0, 1, 2, 3
PENALTIES = ("reprimand", "dismissal", "expulsion", "trial")
CHARGES = ("failure", "excess", "defiance", "leak", "false report")


class CadreFate(NamedTuple):
    """How often secretaries are charged, how hard they fall, who rises, and who pleads."""

    transfer: Annotated[
        float,
        Param(
            "monthly transfers in quiet times",
            0.002,
            0.05,
            "ASSUMED; with promotion about a third changed in a year of the 1920s",
            "share a month",
        ),
    ] = 0.013
    boss_transfer: Annotated[
        float,
        Param(
            "yearly transfers of regional secretaries who have met their plan",
            0.02,
            0.3,
            "ASSUMED",
            "share a year",
        ),
    ] = 0.08
    failure: Annotated[
        float,
        Param(
            "monthly charges when the whole target is missed under full penalty",
            0.0,
            0.9,
            "record: 80 percent of Ukraine's secretaries replaced January 1931-June 1932; "
            "ASSUMED in form",
            "share a month",
        ),
    ] = 0.5
    excess: Annotated[
        float,
        Param(
            "monthly charges for excess on one who overshot when the centre blames it in full",
            0.0,
            0.6,
            "ASSUMED; record: spring 1930",
            "share a month",
        ),
    ] = 0.3
    defiance: Annotated[
        float,
        Param(
            "monthly charges for balking in the open while a campaign storms at full",
            0.0,
            0.6,
            "ASSUMED, swept; Orikhiv, autumn 1932",
            "share a month",
        ),
    ] = 0.2
    plea_price: Annotated[
        float,
        Param(
            "what pleading for a lower target costs, against balking",
            0.0,
            1.0,
            "ASSUMED, swept; the Volga and Ukraine rebuffed, October 1931 and July 1932",
            "ratio",
        ),
    ] = 0.4
    leak_found: Annotated[
        float,
        Param(
            "monthly charges for grain sold back when envoy and audit are both at hand",
            0.0,
            0.8,
            "ASSUMED, swept",
            "share a month",
        ),
    ] = 0.3
    lie_found: Annotated[
        float,
        Param(
            "monthly charges for a false report where every report is checked",
            0.0,
            0.8,
            "ASSUMED, swept",
            "share a month",
        ),
    ] = 0.25
    protection: Annotated[
        float,
        Param(
            "share of charges that a patron in office keeps off a client",
            0.0,
            0.9,
            "ASSUMED, swept; family circles of the record",
        ),
    ] = 0.3
    abandoned: Annotated[
        float,
        Param(
            "monthly chance to go with a fallen patron, in the year after the fall",
            0.0,
            0.3,
            "ASSUMED; Ukraine, spring 1933",
            "share a month",
        ),
    ] = 0.08
    harshness: Annotated[
        float,
        Param(
            "rise of the penalty with the state's penalties in force and the norm",
            0.0,
            4.0,
            "ASSUMED, swept",
            "logit",
        ),
    ] = 1.4
    reprimand_cost: Annotated[
        float,
        Param("share of a career's prospects that a reprimand costs", 0.0, 0.8, "ASSUMED"),
    ] = 0.3
    promotion: Annotated[
        float,
        Param(
            "monthly chance to rise of one with full prospects and a full mark",
            0.0,
            0.1,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.03
    plea: Annotated[
        float,
        Param(
            "monthly pleas of one with ties in full view of hunger, where it costs nothing",
            0.0,
            0.9,
            "ASSUMED, swept",
            "share a month",
        ),
    ] = 0.8
    plea_cut: Annotated[
        float,
        Param("share of the target that a plea which is heard takes off", 0.0, 0.5, "ASSUMED"),
    ] = 0.2
    plea_heard: Annotated[
        float,
        Param(
            "chance that a region hears a plea while no campaign storms",
            0.0,
            1.0,
            "ASSUMED, swept",
        ),
    ] = 0.5


PARAMETERS = CadreFate


class Conduct(NamedTuple):
    """What a secretary can be charged with this month; shares, and 0 or 1 for acts."""

    shortfall: float
    overshoots: float
    balks: float
    pleads: float
    leaks: float
    lies: float
    protected: float
    """1 while the patron is in office"""


class Bench(NamedTuple):
    """What the bodies that charge go by this month; shares."""

    penalty: float
    blame_excess: float
    norm: float
    storm: float
    audit: float
    envoy: float
    tenure: float


@rule
def charges(conduct, bench, p):
    """Chance a month of each charge, in the order of ``CHARGES``; together at most 0.9.

    ``conduct`` and ``bench`` have the fields of :class:`Conduct` and :class:`Bench`. Failure and
    excess are charged in turn, as the line turns. M15, M16, M18, M19.
    """
    open_defiance = conduct.balks + p.plea_price * conduct.pleads
    watch = min(1.0, 0.1 + 0.5 * bench.audit + 0.4 * bench.envoy)
    found = (
        p.failure * conduct.shortfall * bench.penalty,
        p.excess * bench.blame_excess * (0.1 + 0.9 * conduct.overshoots),
        p.defiance * bench.storm * min(1.0, open_defiance),
        p.leak_found * watch * bench.norm * conduct.leaks,
        p.lie_found * bench.audit * conduct.lies,
    )
    kept = 1.0 - p.protection * conduct.protected
    part = min(1.0, 0.9 / max(0.9, kept * sum(found)))
    failure, excess, defiance, leak, lie = found
    return (
        kept * failure * part,
        kept * excess * part,
        kept * defiance * part,
        kept * leak * part,
        kept * lie * part,
    )


def checked(audit: float, departments: float) -> float:
    """Chance (0..1) that reports and stores are checked, by audits or political departments."""
    return 1.0 - (1.0 - audit) * (1.0 - departments)


GRAVITY = (0.5, 0.4, 1.0, 1.2, 0.5)
"""Weight of each charge, in the order of ``CHARGES``, on the scale of the penalties (ASSUMED)."""

STEPS = (0.6, 2.6, 3.6)
"""Where reprimand ends and dismissal, expulsion and trial begin, on the same scale (ASSUMED)."""


@rule
def penalty_odds(charge, bench, reprimands, p):
    """Odds of reprimand, dismissal, expulsion and trial: an ordered logit; they add up to 1.

    By the charge, the penalties and norm in force, and reprimands already on file; where tenure is
    safe a reprimand stands for what would have cost the post. M19.
    """
    weight = GRAVITY[charge] + p.harshness * bench.penalty * (0.5 + 0.5 * bench.norm)
    weight += 0.6 * min(3, reprimands)
    mild = 1.0 / (1.0 + math.exp(weight - STEPS[0]))
    middle = 1.0 / (1.0 + math.exp(weight - STEPS[1]))
    hard = 1.0 / (1.0 + math.exp(weight - STEPS[2]))
    safe = bench.tenure
    return (
        mild + safe * (1.0 - mild),
        (1.0 - safe) * (middle - mild),
        (1.0 - safe) * (hard - middle),
        (1.0 - safe) * (1.0 - hard),
    )


def boss_falls(missing: float, penalty: float, p: CadreFate) -> float:
    """Chance that a regional secretary goes in July, by the part of the plan missing (shares). M19.

    He answers for a year as his secretaries do for a month.
    """
    return min(0.9, p.boss_transfer + p.failure * missing * penalty)


@rule
def mark(fulfilment, inflation, by_zeal):
    """A secretary's mark (0..1) on the ladder: deliveries where zeal counts, true reports else.

    ``fulfilment`` is collected over due, ``inflation`` reported over true harvest, less one.
    """
    zealous = max(0.0, min(1.0, fulfilment - 0.2))
    honest = max(0.0, 1.0 - 3.0 * abs(inflation))
    return by_zeal * zealous + (1.0 - by_zeal) * honest


@rule
def promotion_chance(marked, prospects, p):
    """Chance a month to rise to a higher post, by mark and prospects (shares). M86."""
    return p.promotion * marked * prospects


@rule
def plea_chance(tie, harm, fear, storm, p):
    """Chance a month that a secretary argues for a lower target: sight and ties against the price.

    All shares. M16.
    """
    sight = harm * (0.25 + 0.75 * tie)
    return p.plea * sight * (1.0 - fear) * (1.0 - 0.5 * storm)


def plea_is_heard(storm: float, flexibility: float, p: CadreFate) -> float:
    """Chance that the region eases a district that pleads; the others must bear it. M16."""
    return min(1.0, p.plea_heard * (1.0 - storm) + flexibility)
