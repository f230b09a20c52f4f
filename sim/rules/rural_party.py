"""The party in the village: cells, staff, envoys, volunteers, departments (M14, M20, M21, M35).

Few communists live among many peasants; what they lack in number is made up by discipline and by
people sent from town.
"""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from sim.parameters import Param


class RuralParty(NamedTuple):
    """Reach of the party into villages, and how its rural ranks grow."""

    cell_reach: Annotated[
        float,
        Param(
            "how far one communist a village on average reaches",
            0.3,
            3.0,
            "ASSUMED, swept; a cell for four villages in 1928",
            "per communist a village",
        ),
    ] = 1.0
    department_reach: Annotated[
        float,
        Param(
            "reach of a full political department in the kolkhozy that its station serves",
            0.0,
            1.0,
            "ASSUMED, swept",
        ),
    ] = 0.6
    department_eyes: Annotated[
        float,
        Param(
            "checks on a district's reports and stores that a full political department adds",
            0.0,
            1.0,
            "ASSUMED, swept; they bypassed the district committees, 1933-34",
        ),
    ] = 0.3
    volunteer_reach: Annotated[
        float,
        Param(
            "urban volunteers a district for two thirds of full reach",
            5.0,
            60.0,
            "ASSUMED, swept",
            "persons",
        ),
    ] = 25.0
    offered: Annotated[
        float,
        Param(
            "share of wage workers in full support who offer themselves at a call",
            0.002,
            0.03,
            "record: more than 70,000 offered of about 11 million, November 1929",
        ),
    ] = 0.0105
    fit: Annotated[
        float,
        Param(
            "share of those who offer that is found fit",
            0.2,
            0.8,
            "ASSUMED; 27,519 of 70,000 were taken where 25,000 were called",
        ),
    ] = 0.5
    quit: Annotated[
        float,
        Param(
            "monthly share of volunteers who give up in any place",
            0.005,
            0.04,
            "ASSUMED, swept; half the turnover of a good plant at least",
            "share a month",
        ),
    ] = 0.014
    sidelined: Annotated[
        float,
        Param(
            "further share where every secretary is of the place and keeps them out",
            0.0,
            0.1,
            "ASSUMED, swept; Viola 1987: local officials sidelined them",
            "share a month",
        ),
    ] = 0.03
    hardship: Annotated[
        float,
        Param(
            "further share where everybody starves",
            0.0,
            0.3,
            "ASSUMED, swept",
            "share a month",
        ),
    ] = 0.1
    rural_base: Annotated[
        float,
        Param(
            "share of new party cards that go to villages without kolkhozy",
            0.1,
            0.4,
            "ASSUMED; rural communists were a quarter to a third of the party",
        ),
    ] = 0.22
    rural_kolkhoz: Annotated[
        float,
        Param(
            "further share where every household is in a kolkhoz",
            0.0,
            0.5,
            "ASSUMED, swept; kolkhoz boards and tractor drivers were recruited first",
        ),
    ] = 0.2
    rural_leaving: Annotated[
        float,
        Param(
            "monthly share of rural communists who die, leave the party or go to town",
            0.0,
            0.02,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.005
    rural_screening: Annotated[
        float,
        Param(
            "how hard screenings fall on rural cells, against the party at large",
            0.8,
            2.5,
            "ASSUMED; rural cells lost more in 1929-30",
            "ratio",
        ),
    ] = 1.4
    screened_district: Annotated[
        float,
        Param(
            "share of a district's communists expelled after its secretary",
            0.0,
            0.5,
            "ASSUMED, swept; in the Kuban nearly half of those checked, November 1932",
        ),
    ] = 0.12
    cell_size: Annotated[
        float,
        Param(
            "communists in a rural cell",
            5.0,
            20.0,
            "record: 358,936 in 27,039 cells, July 1929",
            "persons",
        ),
    ] = 13.0
    staff_growth: Annotated[
        float,
        Param(
            "monthly growth of a district's paid staff when it has twice the work that it can do",
            0.0,
            0.05,
            "ASSUMED; tasks create bureaus and full-time secretaries (M35)",
            "share a month",
        ),
    ] = 0.012
    staff_tasks: Annotated[
        float,
        Param(
            "paid party staff for one full campaign in a district",
            3.0,
            40.0,
            "ASSUMED, swept",
            "persons",
        ),
    ] = 9.0


PARAMETERS = RuralParty


def cells_reach(communists: float, norm: float, p: RuralParty) -> float:
    """Share of villages that the party's own members reach, by communists a village. M21.

    A strict norm makes the few act as one; without it half of them count.
    """
    return (1.0 - math.exp(-p.cell_reach * communists)) * (0.5 + 0.5 * norm)


def arm(cells: float, envoy: float, departments: float, volunteers: float, p: RuralParty) -> float:
    """The party's reach into a district's villages (0..1): cells, and whoever is sent.

    ``departments`` is their strength times the share of land served, ``volunteers`` persons a
    district. M14, M21.
    """
    out = (1.0 - cells) * (1.0 - 0.9 * envoy) * (1.0 - p.department_reach * departments)
    return 1.0 - out * math.exp(-volunteers / p.volunteer_reach)


def tasks(sowing: bool, taking: float, joining: float) -> float:
    """Campaigns that a district has in hand: taking grain and joining at their force, and sowing.

    Daily business and a sowing campaign count three tenths each (ASSUMED).
    """
    return 0.3 + 0.3 * sowing + taking + joining


def overload(tasks: float, staff: float, p: RuralParty) -> float:
    """Work beyond what a district's staff (persons) can do, over what it can: 0 none, at most 2."""
    return min(2.0, max(0.0, tasks * p.staff_tasks / max(1.0, staff) - 1.0))


def staff_next(staff: float, beyond: float, p: RuralParty) -> float:
    """Paid staff of a district (persons) after a month with ``beyond`` work over its means. M35."""
    return staff * (1.0 + p.staff_growth * beyond)


def volunteers_offering(workers: float, support: float, p: RuralParty) -> float:
    """Workers who offer to go to the villages when called (persons), by their support. M14."""
    return p.offered * support * workers


def volunteers_fit(offering: float, p: RuralParty) -> float:
    """How many of those who offer are found fit to be sent (persons)."""
    return p.fit * offering


def volunteers_quitting(kept_out: float, hunger: float, p: RuralParty) -> float:
    """Share of volunteers who give up in a month: kept out by locals, worn down by hunger.

    Both arguments are shares. M14; Viola 1987.
    """
    return min(0.5, p.quit + p.sidelined * kept_out + p.hardship * hunger)


def rural_share(kolkhoz_share: float, p: RuralParty) -> float:
    """Share of new party cards that go to villages. M20."""
    return p.rural_base + p.rural_kolkhoz * kolkhoz_share


def rural_expelled(rural: float, expelled: float, total: float, p: RuralParty) -> float:
    """Rural communists among those a screening expels (persons), never more than there are."""
    if total <= 0.0:
        return 0.0
    return min(rural, p.rural_screening * rural * expelled / total)
