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
    naming: Annotated[
        float,
        Param(
            "how far one defeat carries a class label into use",
            0.1,
            1.0,
            "Getty & Naumov 1999; size ASSUMED",
        ),
    ] = 0.6
    label_fading: Annotated[
        float,
        Param("monthly fading of a label that nobody earns", 0.0, 0.05, "ASSUMED", "share a month"),
    ] = 0.005
    named_floor: Annotated[
        float,
        Param("width that the offence keeps once every class label is in use", 0.0, 0.5, "ASSUMED"),
    ] = 0.2
    split_floor: Annotated[
        float,
        Param("width that a full risk of split asks for", 0.0, 0.5, "ASSUMED"),
    ] = 0.2
    foreign_at: Annotated[
        float,
        Param(
            "foreign alarm from which a left is called the tool of foreign powers",
            0.1,
            0.9,
            "ASSUMED",
        ),
    ] = 0.45
    tag_reach: Annotated[
        float,
        Param("distance from the line at which a label in use fits in full", 0.1, 1.0, "ASSUMED"),
    ] = 0.3
    culture_pace: Annotated[
        float,
        Param(
            "share of the way that control of culture moves in a month",
            0.01,
            0.3,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.05
    culture_split: Annotated[
        float, Param("control of culture that a full risk of split calls for", 0.0, 1.0, "ASSUMED")
    ] = 0.8
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


def class_label(platform: float, line: float, alarm: float, p: Hardening) -> str:
    """As whose agent a beaten faction is classed: ``kulak``, ``foreign`` or ``bourgeois``.

    A right asks less of the village than the ``line`` and is the kulak's; a left is the tool of
    foreign powers where the ``alarm`` is high, of the bourgeoisie else. Shares. M79; ASSUMED form.
    """
    if platform < line:
        return "kulak"
    return "foreign" if alarm >= p.foreign_at else "bourgeois"


def next_label(use: float, given: bool, p: Hardening) -> float:
    """How far a class label is in use next month, a share: given once, it fades slowly.

    M79, M80; ASSUMED.
    """
    named = use + (1.0 - use) * p.naming if given else use
    return named * (1.0 - p.label_fading)


def tagged(view: float, line: float, softer: float, harder: float, p: Hardening) -> float:
    """How well a label in use fits one whose ``view`` is not the ``line``, a share.

    ``softer`` and ``harder`` are how far the labels for either side are in use; shares. M80; form
    ASSUMED.
    """
    fit = min(1.0, abs(view - line) / p.tag_reach)
    return fit * (softer if view < line else harder)


def width_floor(named: float, split: float, p: Hardening) -> float:
    """The width to which the offence does not narrow: class labels in use, a risk of split.

    Shares. M79, M80, M92; ASSUMED.
    """
    return min(1.0, p.named_floor * named + p.split_floor * split)


def next_culture(culture: float, threat: float, split: float, p: Hardening) -> float:
    """Control over journals, arts and church next month: it follows threat and a risk of split.

    Shares. M92; ASSUMED.
    """
    called = min(1.0, 0.5 * threat + p.culture_split * split)
    return culture + p.culture_pace * (called - culture)


def next_width(
    width: float, coherence: float, crisis: float, beaten: int, floor: float, p: Hardening
) -> float:
    """The width of the offence next month: it widens when a programme is found in a deep crisis.

    ``coherence`` of the text found this month (0 if none), states and the ``floor`` to which it
    narrows are shares; ``beaten`` counts factions beaten and appeals beyond the party this month.
    M63-M65, M79, M80.
    """
    jump = p.widening * coherence * max(0.0, crisis - p.crisis_floor)
    widened = width + (1.0 - width) * min(0.9, jump + p.labelling * beaten)
    return max(0.0, widened - p.narrowing * (widened - floor))


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
