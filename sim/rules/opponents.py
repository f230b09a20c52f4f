"""Who truly opposes, and how many of those arrested do: stocks of people and what the police see.

M73, M74, M82; LITERATURE.md B9 (share of true opponents among the arrested, prior 0.05-0.4).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Opponents(NamedTuple):
    """How opponents are made and settle, and how well the police tell them from others."""

    at_first: Annotated[
        float,
        Param("true opponents at large in the first month", 1e4, 1e6, "ASSUMED", "persons"),
    ] = 100_000.0
    embittering: Annotated[
        float, Param("share of those expelled who come to oppose", 0.0, 1.0, "ASSUMED")
    ] = 0.3
    doubting: Annotated[
        float,
        Param(
            "share of the party that comes to oppose in a month of full crisis",
            0.0,
            0.02,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.002
    ringleaders: Annotated[
        float,
        Param("opponents whom a crowd action makes", 0.0, 20.0, "ASSUMED", "persons an event"),
    ] = 3.0
    wronging: Annotated[
        float,
        Param(
            "opponents whom the arrest of one innocent makes among his kin and friends",
            0.0,
            0.5,
            "LITERATURE.md B9; size ASSUMED",
            "ratio",
        ),
    ] = 0.05
    settling: Annotated[
        float,
        Param("share of opponents who settle down", 0.0, 0.1, "ASSUMED", "share a month"),
    ] = 0.012
    pool: Annotated[
        float,
        Param(
            "people whom the widest offence makes suspect",
            1e6,
            2e7,
            "ASSUMED: former people, priests, traders, kulaks, former members",
            "persons",
        ),
    ] = 5e6
    labelled: Annotated[
        float,
        Param("further suspects once every class label is in use", 0.0, 2.0, "ASSUMED", "ratio"),
    ] = 0.5
    sight: Annotated[
        float,
        Param(
            "how much likelier a well informed police in quiet times takes an opponent",
            1.0,
            50.0,
            "ASSUMED, so that precision is about LITERATURE.md B9",
            "ratio",
        ),
    ] = 15.0
    haste: Annotated[
        float, Param("how fast sight falls in a campaign", 0.0, 5.0, "ASSUMED", "ratio")
    ] = 2.0
    within_reach: Annotated[
        float,
        Param(
            "share of opponents that can be taken in a month at most", 0.01, 1.0, "ASSUMED",
            "share a month",
        ),
    ] = 0.2  # fmt: skip


PARAMETERS = Opponents


def next_opponents(
    opponents: float,
    expelled: float,
    doubters: float,
    unrest: float,
    wronged: float,
    caught: float,
    p: Opponents,
) -> float:
    """True opponents at large next month, in persons.

    Persons ``expelled``, ``wronged`` (innocents arrested) and ``caught`` this month; ``doubters``
    is the party's size times the crisis; ``unrest`` in crowd actions. M73; sizes ASSUMED.
    """
    made = p.embittering * expelled + p.doubting * doubters
    made += p.ringleaders * unrest + p.wronging * wronged
    return max(0.0, (opponents - caught) * (1.0 - p.settling) + made)


def suspects(width: float, named: float, p: Opponents) -> float:
    """Innocent people whom the offence and the class labels in use make suspect, in persons.

    ``width`` of the offence and the share ``named`` of class labels. M74, M79, M80; ASSUMED.
    """
    return p.pool * width * (1.0 + p.labelled * named)


def sight(informers: float, in_campaign: bool, width: float, p: Opponents) -> float:
    """How much likelier the police take an opponent than another suspect, a ratio of 1 or more.

    ``informers`` per thousand inhabitants; haste and a wide offence blind. M74, M82; form ASSUMED.
    """
    told = (p.sight - 1.0) * informers / (informers + 1.0)
    return 1.0 + told / (1.0 + p.haste * in_campaign * (0.3 + width))


def precision(opponents: float, suspect: float, seen: float) -> float:
    """Share of ordinary arrests that fall on true opponents.

    ``opponents`` and innocent ``suspect`` people in persons, ``seen`` from :func:`sight`. M73,
    M74, M82; LITERATURE.md B9.
    """
    weighed = opponents * seen
    return weighed / (weighed + suspect) if weighed + suspect > 0.0 else 0.0


def caught(opponents: float, arrested: float, share: float, p: Opponents) -> float:
    """True opponents among so many people arrested, in persons; no more than are in reach. M73."""
    return min(p.within_reach * opponents, share * arrested)
