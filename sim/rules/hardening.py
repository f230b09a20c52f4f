"""How discipline hardens and relaxes: the norm, the width of the offence, what recantation buys.

The three states are the era of the party; they move by rule from threat, defeats, texts and crises,
never by the calendar (M43-M46, M50, M52, M53, M55, M63-M65, M76, M79, M80, M91, M92).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Hardening(NamedTuple):
    """Pace of the three states."""

    hardening: Annotated[
        float, Param("monthly pull of threat on the norm", 0.0, 0.2, "ASSUMED", "share a month")
    ] = 0.03
    defeat_lesson: Annotated[
        float, Param("rise of the norm after a faction's defeat", 0.0, 0.3, "ASSUMED")
    ] = 0.05
    breach_lesson: Annotated[
        float, Param("rise of the norm after an appeal beyond the party", 0.0, 0.4, "ASSUMED")
    ] = 0.15
    relaxing: Annotated[
        float,
        Param("monthly return of the norm to its rest", 0.0, 0.05, "ASSUMED", "share a month"),
    ] = 0.003
    norm_rest: Annotated[
        float,
        Param(
            "norm inherited from the Civil War and the ban of 1921",
            0.1,
            0.7,
            "Getty & Naumov 1999; size ASSUMED",
        ),
    ] = 0.35
    widening: Annotated[
        float,
        Param(
            "rise of the width when a full programme is found in a full crisis",
            0.1,
            12.0,
            "ASSUMED",
            "ratio",
        ),
    ] = 8.0
    crisis_floor: Annotated[
        float,
        Param(
            "crisis below which a text frightens but does not widen the offence",
            0.1,
            0.8,
            "ASSUMED",
        ),
    ] = 0.35
    labelling: Annotated[
        float,
        Param(
            "widening when a beaten faction is classed as the tool of hostile classes",
            0.0,
            0.2,
            "Getty & Naumov 1999; size ASSUMED",
        ),
    ] = 0.04
    narrowing: Annotated[
        float, Param("monthly narrowing of the offence", 0.0, 0.05, "ASSUMED", "share a month")
    ] = 0.002
    knowing_at: Annotated[
        float,
        Param(
            "width above which knowing and silence are an offence",
            0.5,
            0.5,
            "sim.levers: discipline.offence_width",
        ),
    ] = 0.5
    recovery: Annotated[
        float,
        Param("monthly recovery of what recantation buys", 0.0, 0.05, "ASSUMED", "share a month"),
    ] = 0.004
    broken_loss: Annotated[
        float, Param("value lost for each broken recantation at full threat", 0.0, 0.3, "ASSUMED")
    ] = 0.05
    murder_loss: Annotated[
        float, Param("share of the value lost when a leader is killed", 0.3, 1.0, "ASSUMED")
    ] = 0.92
    ban_ease: Annotated[
        float,
        Param(
            "how far one victory in full insecurity carries a ban on factions",
            0.0,
            4.0,
            "Getty & Naumov 1999 (the ban of 1921); size ASSUMED",
            "ratio",
        ),
    ] = 2.0
    ban_lapse: Annotated[
        float,
        Param(
            "monthly lapse of a ban that no victory renews", 0.0, 0.05, "ASSUMED", "share a month"
        ),
    ] = 0.004


PARAMETERS = Hardening


def next_norm(
    norm: float, threat: float, defeats: int, breaches: int, schooled: float, p: Hardening
) -> float:
    """The norm of unanimity next month: threat, defeats and breaches harden it, time softens it.

    It rests the higher, the more the Civil War ``schooled`` the leading men to obey; shares.
    M43, M45, M46, M50, M52, M91, M92; pace ASSUMED.
    """
    risen = norm + (1.0 - norm) * min(
        0.9, p.hardening * threat + p.defeat_lesson * defeats + p.breach_lesson * breaches
    )
    return min(1.0, max(0.0, risen - p.relaxing * (risen - p.norm_rest * (0.5 + schooled))))


def next_width(width: float, coherence: float, crisis: float, beaten: int, p: Hardening) -> float:
    """The width of the offence next month: it widens when a programme is found in a deep crisis.

    ``coherence`` of the text found this month (0 if none) and states are shares; ``beaten`` counts
    factions beaten and appeals beyond the party this month. M63-M65, M79, M80.
    """
    jump = p.widening * coherence * max(0.0, crisis - p.crisis_floor)
    widened = width + (1.0 - width) * min(0.9, jump + p.labelling * beaten)
    return max(0.0, widened * (1.0 - p.narrowing))


def next_recantation_value(
    value: float, broken: float, threat: float, murdered: bool, p: Hardening
) -> float:
    """What recantation buys next month: broken ones spend it under threat, a murder ends it.

    ``broken`` counts recantations found false this month. M53, M55, M76; pace ASSUMED.
    """
    spent = min(0.5, p.broken_loss * broken * threat)
    left = value * (1.0 - spent) * ((1.0 - p.murder_loss) if murdered else 1.0)
    return min(1.0, max(0.0, left + p.recovery * (1.0 - threat) * left * (1.0 - left)))


def next_ban(ban: float, victories: int, insecurity: float, p: Hardening) -> float:
    """How far factions are banned next month: victory times insecurity makes a ban easy.

    Shares; ``victories`` of the majority over an opposition this month. Neither a victory in
    safety nor fear without a victory carries it. M45; ASSUMED.
    """
    carried = min(1.0, p.ban_ease * victories * insecurity)
    return min(1.0, max(0.0, (ban + (1.0 - ban) * carried) * (1.0 - p.ban_lapse)))


def knowing_is_offence(width: float, p: Hardening) -> bool:
    """Whether having read a banned text and kept silent is punished.

    M65; width as in the lever ``discipline.offence_width``.
    """
    return width > p.knowing_at
