"""The kolkhoz: joining, leaving, and what it leaves its members (M07, M08, M15)."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param


class Kolkhoz(NamedTuple):
    """What moves households in and out."""

    pressed_rate: Annotated[
        float,
        Param(
            "chance a month to give in, for each unit of gap to the target at full force",
            0.2,
            0.9,
            "ASSUMED, swept; record: 24 points in February 1930",
        ),
    ] = 0.68
    willing_rate: Annotated[
        float,
        Param(
            "chance a month to join by advantage alone, at full advantage",
            0.0,
            0.05,
            "ASSUMED; record: 1.7 percent by June 1928",
        ),
    ] = 0.0155
    imitation: Annotated[
        float,
        Param(
            "how much the neighbours' membership raises the chance to join",
            0.0,
            2.0,
            "ASSUMED, swept",
        ),
    ] = 0.8
    leaving_rate: Annotated[
        float,
        Param(
            "chance a month to leave where leaving is free",
            0.1,
            0.8,
            "ASSUMED, swept; record: 56 to 28 percent in two months of spring 1930",
        ),
    ] = 0.575
    loyal_share: Annotated[
        float,
        Param(
            "share of households that would rather stay",
            0.05,
            0.4,
            "ASSUMED; record: about 21 percent stayed in summer 1930",
        ),
    ] = 0.2
    label_fear: Annotated[
        float,
        Param(
            "how much the risk of being called kulak raises the chance to join",
            0.0,
            2.0,
            "ASSUMED, swept",
        ),
    ] = 0.5
    cows_taken: Annotated[
        float,
        Param(
            "chance a month that a member's cows are taken into the common yard, at full force and "
            "for each unit of the share that the line still wants there",
            0.0,
            0.5,
            "ASSUMED, swept; decree of July 1931 on livestock farms, stopped in March 1932",
            "share a month",
        ),
    ] = 0.15
    outcast_risk: Annotated[
        float,
        Param(
            "danger of being called kulak above which those so labelled are barred from joining",
            0.01,
            0.2,
            "ASSUMED; kulaks were barred from November 1929, admitted again after 1934",
        ),
    ] = 0.05
    land_lost: Annotated[
        float,
        Param(
            "share of its land that a leaving household does not get back",
            0.0,
            0.5,
            "ASSUMED; leavers were given worse and distant land",
        ),
    ] = 0.1
    commandment: Annotated[
        float,
        Param(
            "share of its members' food that a kolkhoz keeps from deliveries, over what squads "
            "leave in a private barn",
            0.5,
            1.0,
            "ASSUMED, swept; deliveries came before pay: the first commandment of 1931-33",
            "ratio",
        ),
    ] = 0.8
    seed_first: Annotated[
        float,
        Param(
            "share of next year's seed that a kolkhoz sets aside before it pays members",
            0.5,
            1.0,
            "statute: deliveries, then seed, then members",
        ),
    ] = 0.9


PARAMETERS = Kolkhoz


@rule
def join_chance(gap, force, advantage, neighbours_in, label_risk, poor, p):
    """Chance a month that a private household joins.

    ``gap`` is the district's target less the village's membership (share), ``force`` the coercion
    applied, ``advantage`` the tax and credit advantage, ``label_risk`` the danger of being called
    kulak for staying out; ``poor`` is 1 for a poor household. M07, M15.
    """
    pressed = p.pressed_rate * force * max(0.0, gap) * (1.0 + p.label_fear * label_risk)
    pressed *= 0.4 + 1.2 * neighbours_in
    willing = p.willing_rate * advantage * (1.0 + p.imitation * neighbours_in) * (1.0 + poor)
    return min(0.95, pressed + willing)


@rule
def leave_chance(exit_allowed, taste, p):
    """Chance a month that a member household leaves.

    ``taste`` in (0, 1) is how much it likes the kolkhoz: the most loyal share never leaves. To go
    takes being let go and being given land and a horse, so that a door ajar lets few out: the
    chance falls with the power 1.5 of ``exit_allowed``. M15.
    """
    stays = taste > 1.0 - p.loyal_share
    return 0.0 if stays else p.leaving_rate * exit_allowed * math.sqrt(exit_allowed)


@rule
def paid_to_members(store_kg, feed_kept_kg, due_kg, months_left):
    """Kilograms a kolkhoz pays out in a month against labour-days.

    What is left after deliveries still due and feed, spread to the next harvest with an advance of
    a fifth. M08.
    """
    free = store_kg - feed_kept_kg - due_kg
    return max(0.0, free) * min(1.0, 1.2 / max(1.0, months_left))
