"""When circles break, join, hold back or carry the fight beyond the elite.

Succession, lost votes and the strongest-looking rival part and join them; the majority's charge
costs a critic standing; crisis turns private doubts into groups (M23, M25, M26, M28, M32, M34, M36,
M40, M46, M47, M49-M51).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Opposition(NamedTuple):
    """What drives a circle into opposition, and how far out it goes."""

    break_rate: Annotated[
        float,
        Param(
            "chance a month of an open break at full tension", 0.05, 1.0, "ASSUMED", "share a month"
        ),
    ] = 0.30
    tolerance: Annotated[
        float, Param("distance from the line that a head swallows", 0.02, 0.3, "ASSUMED")
    ] = 0.10
    binding: Annotated[
        float,
        Param(
            "how far a strong rival outside holds a coalition together",
            0.1,
            1.5,
            "ASSUMED",
            "ratio",
        ),
    ] = 0.6
    established_at: Annotated[
        float,
        Param(
            "share of committee seats owed to the secretary above which open challenge is deterred",
            0.5,
            0.9,
            "LITERATURE.md B4 (prior 0.6-0.7)",
        ),
    ] = 0.65
    deterrence: Annotated[
        float,
        Param(
            "how much of the will to challenge an established rule takes away", 0.0, 1.0, "ASSUMED"
        ),
    ] = 0.5
    ally_rate: Annotated[
        float,
        Param(
            "chance a month that two beaten circles on the same side of the line join",
            0.02,
            0.6,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.28
    stake: Annotated[
        float,
        Param("restraint of a head who still has a Politburo seat to lose", 0.0, 1.0, "ASSUMED"),
    ] = 0.9
    lawful: Annotated[
        float,
        Param(
            "how much likelier a break is where factions are lawful", 0.0, 4.0, "ASSUMED", "ratio"
        ),
    ] = 1.0
    season: Annotated[
        float,
        Param(
            "how much likelier a break is while delegates to a congress are chosen",
            1.0,
            10.0,
            "ASSUMED",
            "ratio",
        ),
    ] = 5.0
    escalation_rate: Annotated[
        float,
        Param(
            "chance a month that unrestrained losers carry the fight a step further out",
            0.02,
            0.6,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.22
    fear_of_civil_war: Annotated[
        float,
        Param(
            "restraint that a full crisis lays on losers",
            0.2,
            2.0,
            "Getty & Naumov 1999; size ASSUMED",
            "ratio",
        ),
    ] = 0.9
    lesson_of_breach: Annotated[
        float,
        Param(
            "restraint after the street has once been tried",
            0.0,
            1.0,
            "Getty & Naumov 1999; size ASSUMED",
            "ratio",
        ),
    ] = 0.5
    charge: Annotated[
        float,
        Param(
            "standing that the charge of splitting takes from a critic at full ambition and norm",
            0.0,
            0.2,
            "Getty & Naumov 1999; size ASSUMED",
        ),
    ] = 0.05
    hypocrite: Annotated[
        float,
        Param(
            "weight of a call for democracy that his own record in office belies",
            0.0,
            3.0,
            "Getty & Naumov 1999; size ASSUMED",
            "ratio",
        ),
    ] = 1.0
    democracy_call: Annotated[
        float,
        Param(
            "how far a critic who has lost six votes raises party democracy", 0.0, 1.0, "ASSUMED"
        ),
    ] = 0.5
    grouping: Annotated[
        float,
        Param(
            "chance a month that two close friends in full doubt and crisis form a group",
            0.0,
            0.5,
            "Getty & Naumov 1999; size ASSUMED",
            "share a month",
        ),
    ] = 0.35
    group_crisis: Annotated[
        float, Param("crisis below which doubts stay private", 0.1, 0.8, "ASSUMED")
    ] = 0.3
    office_stake: Annotated[
        float,
        Param("how far two posts to lose keep doubters from forming a group", 0.0, 1.0, "ASSUMED"),
    ] = 0.9
    likeness: Annotated[
        float,
        Param(
            "difference in distance from the line that keeps doubters apart", 0.05, 0.5, "ASSUMED"
        ),
    ] = 0.2


PARAMETERS = Opposition


def looks_strong(standing: float, ambition: float, seats: float) -> float:
    """How dangerous a rival looks: brilliance and ambition are seen, seats in the machine hardly.

    Shares, 0 to about 1. M25, M36; weights ASSUMED.
    """
    return standing * (0.3 + 0.7 * ambition) * (0.85 + 0.15 * seats)


def tension(
    distance: float,
    grain_losses: int,
    ambition: float,
    rival: float,
    settled: float,
    p: Opposition,
) -> float:
    """What drives a coalition partner to open opposition: a line not his, lost votes, ambition.

    ``distance`` from the line, ``rival`` (strength of the common rival outside) and ``settled``
    (1 while an arbiter lives) are shares. M23, M25, M28, M32; LITERATURE.md B4, sizes ASSUMED.
    """
    lost = min(1.0, grain_losses / 6.0)
    strain = max(0.0, distance - p.tolerance) * (0.4 + 1.6 * lost) + 0.15 * ambition * lost
    return max(0.0, strain - p.binding * rival * 0.5) * (1.0 - settled)


def break_chance(
    strain: float, owed_seats: float, in_season: bool, ban: float, p: Opposition
) -> float:
    """Chance a month of an open break; an established machine deters it, a congress invites it.

    Shares; ``in_season`` while delegates are chosen, ``ban`` on factions. M23, M40, M45;
    LITERATURE.md B4.
    """
    above = max(0.0, owed_seats - p.established_at) / (1.0 - p.established_at)
    rate = p.break_rate * (p.season if in_season else 1.0) * (1.0 + p.lawful * (1.0 - ban))
    return min(1.0, rate * strain) * (1.0 - p.deterrence * above)


def ally_chance(same_side: bool, rival_power: float, p: Opposition) -> float:
    """Chance a month that two losers forget their quarrel and join against the winner.

    ``rival_power`` is the winner's share of seats. M25, M28, M34; ASSUMED.
    """
    return p.ally_rate * rival_power if same_side else 0.15 * p.ally_rate * rival_power


def asked_democracy(democracy: float, losses: int, p: Opposition) -> float:
    """How much party democracy a critic asks for: the more, the more votes he has lost.

    Shares; ``democracy`` is what he allowed while in office. M26; ASSUMED.
    """
    return democracy + p.democracy_call * (1.0 - democracy) * min(1.0, losses / 6.0)


def charge_cost(
    ambition: float, shrillness: float, asked: float, record: float, norm: float, p: Opposition
) -> float:
    """Share of his standing that the majority's charge costs an open critic who lost a vote.

    The charge of splitting bites with ambition, a shrill tongue, a call for democracy (``asked``)
    beyond his own ``record`` in office, and a strict norm; all shares. M26, M46; sizes ASSUMED.
    """
    ambitious = 0.5 * (ambition + shrillness)
    phony = p.hypocrite * max(0.0, asked - record)
    return min(0.5, p.charge * (ambitious + phony) * (0.5 + norm))


def private_doubt(believes_line: float, distance: float) -> float:
    """How far a member doubts in private: belief lost, and distance from the line beyond 0.15.

    Shares. M33, M34; weights ASSUMED.
    """
    return (1.0 - believes_line) + 0.3 * max(0.0, distance - 0.15)


def group_chance(
    doubt: float, tie: float, unlike: float, posts: float, crisis: float, p: Opposition
) -> float:
    """Chance a month that two doubters form a group: a deep crisis, a warm tie, like views.

    ``doubt`` of the more reluctant one, ``unlike`` the difference of their distances from the
    line, ``posts`` the share of the two who hold one; shares. Circles do not matter, so a group
    may cross them. M34, M40; ASSUMED.
    """
    deep = max(0.0, crisis - p.group_crisis) / (1.0 - p.group_crisis)
    alike = max(0.0, 1.0 - unlike / p.likeness)
    free = 1.0 - p.office_stake * posts
    return min(1.0, p.grouping * doubt * deep * max(0.0, tie) * alike * free)


def restraint(
    crisis: float, norm: float, breach_seen: bool, shrillness: float, p: Opposition
) -> float:
    """How strongly losers shrink from appealing below the elite.

    Shares; 1 is complete. M49, M50, M51; sizes ASSUMED.
    """
    held = p.fear_of_civil_war * crisis + p.lesson_of_breach * breach_seen + 0.3 * norm
    return min(1.0, max(0.0, held * (1.25 - shrillness)))


def escalation_chance(losses: int, held_back: float, seated: bool, p: Opposition) -> float:
    """Chance a month that a beaten opposition takes its case one arena further out.

    ``held_back`` from :func:`restraint`; a head with a seat to lose waits. M47, M50, M51; ASSUMED.
    """
    waits = 1.0 - p.stake * seated
    despair = min(1.0, losses / 6.0) ** 2
    return p.escalation_rate * despair * (1.0 - held_back) * waits
