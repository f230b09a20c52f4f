"""The exiled leader: letters, couriers and kin, readers at the top, an appeal that gets no answer.

M66, M67, M69.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Exile(NamedTuple):
    """What an exile can still do, and what his writings do to those who read them at the top."""

    letters: Annotated[
        float,
        Param(
            "chance a month that an exile writes home, by 0.3 and the crisis",
            0.002,
            0.05,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.01
    kin_help: Annotated[
        float,
        Param(
            "how much likelier he writes or sends word for each kinsman at liberty",
            0.0,
            2.0,
            "Getty & Naumov 1999; size ASSUMED",
            "ratio",
        ),
    ] = 0.5
    courier: Annotated[
        float,
        Param(
            "chance a month that an exile of the highest standing sends a traveller, full crisis",
            0.0,
            0.2,
            "Getty & Naumov 1999; size ASSUMED",
            "share a month",
        ),
    ] = 0.05
    courier_safety: Annotated[
        float,
        Param(
            "risk of a courier beside that of passing a text by hand",
            0.05,
            1.0,
            "ASSUMED",
            "ratio",
        ),
    ] = 0.3
    stirring: Annotated[
        float,
        Param(
            "chance that word from his closest old head stirs an unbent follower in a full crisis",
            0.0,
            1.0,
            "ASSUMED",
        ),
    ] = 0.6
    stir_fading: Annotated[
        float,
        Param("share of a stir that is gone after a month", 0.02, 0.5, "ASSUMED", "share a month"),
    ] = 0.12
    bulletin: Annotated[
        float,
        Param(
            "chance a month that the police lay a circulating text of an exile before the top",
            0.0,
            0.5,
            "Getty & Naumov 1999; size ASSUMED",
            "share a month",
        ),
    ] = 0.15
    alarm: Annotated[
        float,
        Param("suspicion that reading a full programme of an exile adds", 0.0, 0.5, "ASSUMED"),
    ] = 0.1
    alarm_fading: Annotated[
        float,
        Param("share of that which fades in a month", 0.02, 0.5, "ASSUMED", "share a month"),
    ] = 0.1
    appeal: Annotated[
        float,
        Param(
            "chance a month that an exile of the highest standing appeals to the top, full crisis",
            0.0,
            0.2,
            "Getty & Naumov 1999; size ASSUMED",
            "share a month",
        ),
    ] = 0.05
    patience: Annotated[
        float,
        Param("months that he waits for an answer", 1.0, 12.0, "ASSUMED", "months"),
    ] = 3.0
    ranks_reach: Annotated[
        float,
        Param(
            "how many more first readers, and how much more danger of a split, texts aimed at the "
            "ranks have",
            0.0,
            2.0,
            "ASSUMED",
            "ratio",
        ),
    ] = 0.5
    ultimatum: Annotated[
        float,
        Param(
            "risk of a split that a threat to go to the ranks adds, at the highest standing",
            0.0,
            0.3,
            "ASSUMED",
        ),
    ] = 0.05


PARAMETERS = Exile


def helped(kin: int, p: Exile) -> float:
    """How much likelier an exile acts with ``kin`` kinsmen at liberty; 1 without any. M67."""
    return 1.0 + p.kin_help * kin


def letter_chance(crisis: float, kin: int, p: Exile) -> float:
    """Chance a month that an exile writes home.

    ``crisis`` a share, ``kin`` persons at liberty. M66, M67; ASSUMED.
    """
    return min(1.0, p.letters * (0.3 + crisis) * helped(kin, p))


def courier_chance(crisis: float, standing: float, kin: int, p: Exile) -> float:
    """Chance a month that an exile sends word by a traveller to a named former follower.

    Shares; ``kin`` persons at liberty. M67; form ASSUMED.
    """
    return min(1.0, p.courier * (0.25 + crisis) * standing * helped(kin, p))


def courier_caught(risk: float, p: Exile) -> float:
    """Chance that the visit comes to the ears of the police.

    ``risk`` is that of a hand-over among members; a traveller meets one man only. M67; ASSUMED.
    """
    return min(1.0, p.courier_safety * risk)


def stir_chance(warmth: float, bent: bool, crisis: float, p: Exile) -> float:
    """Chance that word from his old head reactivates a follower; one who has bent half as likely.

    ``warmth`` of the bond and ``crisis`` are shares. M67; ASSUMED.
    """
    return min(1.0, p.stirring * max(0.0, warmth) * (0.3 + 0.7 * crisis) * (0.5 if bent else 1.0))


def next_stir(stir: float, p: Exile) -> float:
    """How stirred a follower still is a month later, a share. M67; ASSUMED."""
    return stir * (1.0 - p.stir_fading)


def bulletin_chance(informers: float, p: Exile) -> float:
    """Chance a month that a circulating text of an exile is laid before the top.

    ``informers`` per thousand inhabitants. M66; ASSUMED.
    """
    return p.bulletin * (0.5 + 0.5 * min(1.0, informers))


def alarmed_by(alarm: float, coherent: float, p: Exile) -> float:
    """How alarmed a reader at the top is after a text: the more, the more coherent it is.

    Shares. M63, M66; ASSUMED.
    """
    return alarm + (1.0 - alarm) * p.alarm * coherent


def next_alarm(alarm: float, p: Exile) -> float:
    """That alarm a month later, a share. M66; ASSUMED."""
    return alarm * (1.0 - p.alarm_fading)


def suspects(prior: float, alarm: float) -> float:
    """Prior belief that enemies are at work, raised by what was read; shares. M66, M77; ASSUMED."""
    return min(0.9, prior + (1.0 - prior) * alarm)


def appeal_chance(crisis: float, distance: float, standing: float, p: Exile) -> float:
    """Chance a month that an exile offers the top his counsel, or his return.

    Shares; ``distance`` of his view from the line; only the great think it worth an answer. M69.
    """
    return min(1.0, p.appeal * (0.25 + crisis) * (0.5 + distance) * standing**2)


def rebuffed(waited: int, p: Exile) -> bool:
    """Whether silence has lasted long enough to be a refusal; ``waited`` in months. M69."""
    return waited >= p.patience


def to_the_ranks(aimed: bool, p: Exile) -> float:
    """Factor on first readers and on the danger of a split; 1 for a text not aimed there. M69."""
    return 1.0 + p.ranks_reach * aimed
