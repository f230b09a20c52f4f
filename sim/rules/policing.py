"""The political police: a relaxation oscillator with capacity, incentive, files and little sight.

M71-M76, M82, M83, M91-M94; LITERATURE.md B8, B9.
"""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from sim.parameters import Param


class Policing(NamedTuple):
    """How threat becomes campaigns, and campaigns sentences."""

    threat_decay: Annotated[
        float,
        Param(
            "share of the threat stock that lasts a month",
            0.7,
            0.97,
            "LITERATURE.md B9 (0.8)",
            "share a month",
        ),
    ] = 0.85
    lasting: Annotated[
        float,
        Param(
            "share of fear that turns into lasting fear each month",
            0.0,
            0.1,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.02
    lasting_decay: Annotated[
        float,
        Param("share of lasting fear that fades in a month", 0.0, 0.05, "ASSUMED", "share a month"),
    ] = 0.006
    crisis_weight: Annotated[
        float,
        Param("threat read from a full crisis blamed on enemies", 0.0, 1.0, "ASSUMED", "a month"),
    ] = 0.20
    alarm_weight: Annotated[
        float, Param("threat read from full foreign alarm", 0.0, 1.0, "ASSUMED", "a month")
    ] = 0.06
    split_weight: Annotated[
        float,
        Param(
            "threat read from a full risk of split between top and ranks",
            0.0,
            1.0,
            "ASSUMED",
            "a month",
        ),
    ] = 0.06
    mood_weight: Annotated[
        float,
        Param("threat read from a wholly dark report on the mood", 0.0, 0.3, "ASSUMED", "a month"),
    ] = 0.02
    start_at: Annotated[
        float,
        Param("threat above which a campaign starts", 0.2, 0.9, "LITERATURE.md B9 (Z_hi); ASSUMED"),
    ] = 0.565
    full_over: Annotated[
        float,
        Param(
            "threat over the starting mark at which a wave reaches full height",
            0.02,
            0.4,
            "ASSUMED",
        ),
    ] = 0.1
    shortest: Annotated[
        float,
        Param("months that a campaign runs at least", 2.0, 6.0, "LITERATURE.md B9 (3-9)", "months"),
    ] = 3.0
    longest: Annotated[
        float,
        Param("months that a campaign runs at most", 6.0, 18.0, "LITERATURE.md B9 (3-9)", "months"),
    ] = 9.0
    rest: Annotated[
        float,
        Param("months of relaxation before the next campaign", 1.0, 12.0, "ASSUMED", "months"),
    ] = 4.0
    ordinary: Annotated[
        float,
        Param(
            "sentences a month without campaign at budget 1",
            300.0,
            3000.0,
            "order of the 1924-25 totals (kurashvili_trantor)",
            "persons a month",
        ),
    ] = 1150.0
    campaign: Annotated[
        float,
        Param(
            "sentences a month that a campaign adds at budget 1 and full threat",
            1000.0,
            40000.0,
            "ASSUMED",
            "persons a month",
        ),
    ] = 36000.0
    capacity: Annotated[
        float,
        Param(
            "prisoners that camps and prisons hold at budget 1",
            20000.0,
            400000.0,
            "ASSUMED",
            "persons",
        ),
    ] = 200000.0
    release: Annotated[
        float,
        Param(
            "share of prisoners released, escaped or dead in a month",
            0.005,
            0.1,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.035
    budget_growth: Annotated[
        float,
        Param(
            "monthly growth of the budget at a full campaign and full incentive",
            0.0,
            0.1,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.060
    budget_most: Annotated[
        float,
        Param(
            "budget at which the state can give no more", 3.0, 20.0, "ASSUMED", "index, 1924 = 1"
        ),
    ] = 6.0
    budget_decay: Annotated[
        float,
        Param("monthly cut of the budget in quiet times", 0.0, 0.05, "ASSUMED", "share a month"),
    ] = 0.004
    sweep: Annotated[
        float,
        Param(
            "chance that an old contact on file is pulled in with a new case",
            0.02,
            0.6,
            "Getty & Naumov 1999; size ASSUMED",
        ),
    ] = 0.12
    alone: Annotated[
        float,
        Param("part of the sweep that goes on where the elite is divided", 0.0, 1.0, "ASSUMED"),
    ] = 0.5
    split_licence: Annotated[
        float,
        Param("licence that a full risk of split gives the boards", 0.0, 1.0, "ASSUMED"),
    ] = 0.15
    arrests_per_sentence: Annotated[
        float,
        Param(
            "arrests for each sentence",
            1.0,
            5.0,
            "mozokhin_luneev over kurashvili_trantor, 1924-33",
            "ratio",
        ),
    ] = 2.3
    murder_rate: Annotated[
        float,
        Param(
            "killings of a leader a month for a million embittered former members",
            0.0,
            0.2,
            "ASSUMED",
            "a month",
        ),
    ] = 0.05
    murder_threat: Annotated[
        float, Param("threat added by the killing of a leader", 0.1, 3.0, "ASSUMED", "ratio")
    ] = 1.0


PARAMETERS = Policing


def next_threat(
    stock: float,
    crisis: float,
    enemies: float,
    alarm: float,
    split: float,
    mood: float,
    shocks: float,
    p: Policing,
) -> float:
    """The stock of threat next month: most of it stays, crises, alarms and finds add to it.

    Readings, beliefs and the reported ``mood`` are shares; ``shocks`` are texts, invented cases and
    murders. M72, M75, M83, M91; B9.
    """
    return (
        p.threat_decay * stock
        + p.crisis_weight * crisis * enemies
        + p.alarm_weight * alarm
        + p.split_weight * split
        + p.mood_weight * mood
        + shocks
    )


def next_lasting(lasting: float, stock: float, p: Policing) -> float:
    """Fear that outlives its occasion: a slow stock fed by the quick one.

    M76, M83; pace ASSUMED.
    """
    return lasting * (1.0 - p.lasting_decay) + p.lasting * stock


def perceived(stock: float, lasting: float) -> float:
    """The threat as the leadership perceives it, 0 to 1. M83; form ASSUMED."""
    return 1.0 - math.exp(-(stock + 0.5 * lasting))


def campaign_goes_on(
    running: int, resting: int, threat: float, filled: float, cost: float, p: Policing
) -> bool:
    """Whether this month belongs to a campaign.

    ``running`` and ``resting`` count months; ``filled`` is prisoners over capacity; ``cost`` is
    unrest and loss that the campaign itself brings, a share. M82, M92, M93; LITERATURE.md B9.
    """
    if running > 0:
        if running < p.shortest:
            return True
        return running < p.longest and filled < 1.0 and cost < 0.75 and threat > 0.6 * p.start_at
    return resting >= p.rest and threat > p.start_at and filled < 0.95


def sentences(budget: float, threat: float, in_campaign: bool, filled: float, p: Policing) -> float:
    """Political sentences of a month, in persons.

    Ordinary work follows the budget; a campaign adds by threat; full prisons brake. M71, M82; B9.
    """
    brake = 1.0 / (1.0 + max(0.0, filled - 0.8) * 2.0)
    height = min(1.0, max(0.2, 0.2 + (threat - p.start_at) / p.full_over))
    added = p.campaign * budget * threat * height if in_campaign else 0.0
    return (p.ordinary * budget * (0.6 + threat) + added) * brake


def next_budget(budget: float, busy: bool, incentive: float, threat: float, p: Policing) -> float:
    """Staff and means of the police next month: found cases feed it, quiet starves it.

    Index, 1924 = 1; ``busy`` in a campaign or with a conspiracy found. M71, M92; pace ASSUMED.
    """
    if busy:
        room = max(0.0, 1.0 - budget / p.budget_most)
        return budget * (1.0 + p.budget_growth * (0.4 + incentive) * threat * room)
    return max(0.5, budget * (1.0 - p.budget_decay * (1.0 - threat)))


def penalty_licence(threat: float, width: float, value: float, split: float, p: Policing) -> float:
    """How far extrajudicial boards may pass death sentences, a share.

    Threat under a wide offence and recantations of no ``value`` loosen the courts' hold, and so
    does a perceived risk of ``split``; shares. M12, M92; form ASSUMED.
    """
    hard = threat * width * (1.0 - value) + 0.15 * threat
    return min(1.0, max(0.05, hard + p.split_licence * split))


def closed_ranks(enemies: float, spread: float) -> float:
    """How far the leading men are of one mind that enemies are at work, a share.

    ``enemies`` is their mean belief, ``spread`` its standard deviation (0 to 0.5). M94; ASSUMED.
    """
    return enemies * (1.0 - min(1.0, 2.0 * spread))


def swept_with(unity: float, p: Policing) -> float:
    """Part of the sweep that an elite with this ``unity`` (a share) carries. M94; form ASSUMED."""
    return p.alone + (1.0 - p.alone) * unity


def death_share(licence: float, threat: float) -> float:
    """Share of sentences that are to death, by the licence of the extrajudicial boards.

    Shares. M12; ASSUMED.
    """
    return min(0.6, 0.02 + 0.55 * licence * licence * threat)


def murder_chance(embittered_million: float, coverage: float, p: Policing) -> float:
    """Chance a month that a former member kills a leader.

    ``coverage`` is the share of plots that the police stop. M18, M83; ASSUMED.
    """
    return 1.0 - math.exp(-p.murder_rate * embittered_million * (1.0 - coverage))
