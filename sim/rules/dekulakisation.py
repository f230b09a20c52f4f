"""Dekulakisation: quotas, the label and its drift onto the middle (M06, M07, M12)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param


class Dekulakisation(NamedTuple):
    """Who is taken, and what becomes of the deported."""

    drift: Annotated[
        float,
        Param(
            "share of an order that falls on middle households even while kulaks remain",
            0.0,
            0.4,
            "ASSUMED; record: revisions of 1930 found many middle peasants",
        ),
    ] = 0.15
    relabel_rate: Annotated[
        float,
        Param(
            "chance a month, at full push and danger, that a household one unit better off than "
            "others comes to be called kulak",
            0.001,
            0.05,
            "ASSUMED, swept; revisions of 1930 found many middle peasants",
            "share a month",
        ),
    ] = 0.01
    horse_seen: Annotated[
        float,
        Param(
            "how much a horse counts in being seen as better off",
            0.1,
            0.6,
            "ASSUMED",
            "ratio",
        ),
    ] = 0.3
    protest_seen: Annotated[
        float,
        Param(
            "how much open protest counts",
            0.0,
            2.0,
            "ASSUMED (M12)",
            "ratio",
        ),
    ] = 0.5
    rumour: Annotated[
        float,
        Param(
            "how fast the danger of the label follows the month's orders",
            0.2,
            1.0,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.5
    resister_weight: Annotated[
        float,
        Param(
            "how much likelier a household in open protest is taken",
            0.0,
            10.0,
            "ASSUMED (M12)",
            "ratio",
        ),
    ] = 3.0
    self_rate: Annotated[
        float,
        Param(
            "monthly chance that a labelled household sells up and leaves under full threat",
            0.0,
            0.1,
            "record: 200-250 thousand households 1930-31",
            "share a month",
        ),
    ] = 0.012
    settler_death: Annotated[
        float,
        Param(
            "yearly death rate in special settlements in the first two years",
            0.05,
            0.2,
            "record: deaths of special settlers 1932-33",
            "share a year",
        ),
    ] = 0.16
    settler_death_later: Annotated[
        float,
        Param("the same later", 0.02, 0.06, "record: special settlers 1935-40", "share a year"),
    ] = 0.035
    settler_flight: Annotated[
        float,
        Param(
            "yearly flight from special settlements",
            0.05,
            0.25,
            "record: 1932-33, about 200 thousand a year",
            "share a year",
        ),
    ] = 0.21
    settler_births: Annotated[
        float,
        Param(
            "yearly births among settlers",
            0.01,
            0.04,
            "record: births of special settlers 1932-37",
            "share a year",
        ),
    ] = 0.018
    released: Annotated[
        float,
        Param(
            "yearly share set free or handed over",
            0.0,
            0.1,
            "record: special settlers by year",
            "share a year",
        ),
    ] = 0.03


PARAMETERS = Dekulakisation


@rule
def taken_chance(chance_kulak, chance_middle, label, stance, p):
    """Chance this month that a household is taken under the order.

    ``stance`` of open protest (3 and over) counts as kulak resistance. M12.
    """
    base = chance_kulak if label == 2 else (chance_middle if label == 1 else 0.1 * chance_middle)
    return min(0.9, base * (1.0 + p.resister_weight if stance >= 3 else 1.0))


@rule
def relabel_chance(push, skill, horses, protests, p):
    """Chance a month that a middle household comes to be called kulak. M06, M12.

    ``push`` is the district's readiness times the village's danger (0..1), ``skill`` its yield over
    the mean, ``horses`` heads, ``protests`` 1 in open protest: those who stand out are named.
    """
    visible = skill - 1.0 + p.horse_seen * horses + p.protest_seen * protests
    return p.relabel_rate * push * max(0.0, visible)


@rule
def settler_hazard(years, p):
    """Monthly death hazard in special settlements, ``years`` after the mean arrival."""
    early = max(0.0, min(1.0, (3.0 - years) / 2.0))
    return (p.settler_death * early + p.settler_death_later * (1.0 - early)) / 12.0
