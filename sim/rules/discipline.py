"""What dissent costs: an ordered logit on arena, recantation, rank, and three states of the party.

The era enters only through states: the norm of unanimity, the width of the offence and what a
recantation buys; each moves by rule, none by the calendar (M41, M45-M51, M55, M56, M65, M79, M80;
LITERATURE.md B5).
"""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from sim.parameters import Param

ARENAS = ("elite_only", "local_execution", "rank_and_file", "public_street", "underground_text",
          "foreign_contact")  # fmt: skip
RECANTED = ("no", "na", "partial", "yes")
RANKS = ("rank_and_file", "local_cadre", "mid_elite", "outside_party", "cc", "politburo")
STEPS = 6


class Discipline(NamedTuple):
    """Weights of the sanction and the pace of the three states."""

    arena_local: Annotated[
        float,
        Param("weight of failing to carry out orders on the spot", 0.0, 4.0, "ASSUMED", "logit"),
    ] = 1.5
    arena_ranks: Annotated[
        float,
        Param(
            "weight of an appeal to the rank and file",
            0.5,
            4.0,
            "LITERATURE.md B5 (prior)",
            "logit",
        ),
    ] = 1.75
    arena_street: Annotated[
        float,
        Param("weight of an appeal in the street", 1.0, 6.0, "LITERATURE.md B5 (prior)", "logit"),
    ] = 3.9
    arena_text: Annotated[
        float, Param("weight of a circulated text", 1.0, 7.0, "LITERATURE.md B5 (prior)", "logit")
    ] = 4.4
    arena_abroad: Annotated[
        float, Param("weight of dealings abroad", 1.0, 7.0, "LITERATURE.md B5 (prior)", "logit")
    ] = 4.45
    recanting: Annotated[
        float,
        Param(
            "what a full recantation takes off while it buys everything",
            1.0,
            6.0,
            "LITERATURE.md B5 (prior 1.5) widened: the four cells need more",
            "logit",
        ),
    ] = 5.6
    partial: Annotated[
        float, Param("share of that which a partial recantation takes off", 0.0, 1.0, "ASSUMED")
    ] = 0.33
    norm_weight: Annotated[
        float, Param("weight of the norm of unanimity", 0.0, 5.0, "ASSUMED", "logit")
    ] = 1.4
    width_weight: Annotated[
        float,
        Param("weight of the width of the offence", 0.0, 5.0, "LITERATURE.md B5 (era)", "logit"),
    ] = 0.6
    threat_weight: Annotated[
        float,
        Param(
            "weight of the threat perceived", 0.0, 5.0, "LITERATURE.md B5 (rank-threat)", "logit"
        ),
    ] = 1.4
    collapse_weight: Annotated[
        float,
        Param(
            "what is added once recantation buys nothing: the guilt lies in the person",
            0.0,
            6.0,
            "LITERATURE.md B5 (era 1935)",
            "logit",
        ),
    ] = 2.5
    rank_weight: Annotated[
        float, Param("leniency towards the highest ranks", 0.0, 3.0, "ASSUMED", "logit")
    ] = 0.6
    cut_reproach: Annotated[
        float, Param("cut-point to reprimand", -4.0, 4.0, "ASSUMED", "logit")
    ] = -0.7
    cut_post: Annotated[
        float, Param("cut-point to loss of a lesser post", -2.0, 6.0, "ASSUMED", "logit")
    ] = 0.75
    cut_seat: Annotated[
        float, Param("cut-point to loss of a seat or ministry", -1.0, 8.0, "ASSUMED", "logit")
    ] = 2.2
    cut_party: Annotated[
        float, Param("cut-point to expulsion from the party", 0.0, 10.0, "ASSUMED", "logit")
    ] = 3.7
    cut_person: Annotated[
        float, Param("cut-point to arrest, exile, prison or death", 0.0, 12.0, "ASSUMED", "logit")
    ] = 5.1
    courtesy: Annotated[
        float,
        Param(
            "value of recantation above which committee members lose the seat before the card",
            0.0,
            1.0,
            "Resolution on party unity 1921; threshold ASSUMED",
        ),
    ] = 0.4
    outbid: Annotated[
        float,
        Param(
            "how far lieutenants outbid the leader at full threat",
            0.0,
            4.0,
            "Getty & Naumov 1999; size ASSUMED",
            "logit",
        ),
    ] = 1.1
    knowing: Annotated[
        float,
        Param(
            "what is taken off for mere knowledge of a text while that is no offence",
            0.0,
            5.0,
            "ASSUMED",
            "logit",
        ),
    ] = 2.5


PARAMETERS = Discipline


def arena_weight(arena: str, p: Discipline) -> float:
    """How far a matter was carried, in logits; 0 behind closed doors.

    M47, M51; LITERATURE.md B5. Raises KeyError for an unknown arena.
    """
    return {
        "elite_only": 0.0,
        "local_execution": p.arena_local,
        "rank_and_file": p.arena_ranks,
        "public_street": p.arena_street,
        "underground_text": p.arena_text,
        "foreign_contact": p.arena_abroad,
    }[arena]


def recantation_weight(recanted: str, p: Discipline) -> float:
    """Share of the full discount that a kind of recantation earns.

    ``na`` (loyal argument, nothing to recant) earns half. M53, M56; ASSUMED. KeyError if unknown.
    """
    return {"no": 0.0, "partial": p.partial, "na": 0.5, "yes": 1.0}[recanted]


def gravity(
    arena: str,
    recanted: str,
    rank: str,
    width: float,
    recantation_value: float,
    threat: float,
    norm: float,
    p: Discipline,
) -> float:
    """How grave an act looks to the body that judges it, in logits.

    States are shares. M41, M46-M48, M51, M53, M56, M80; LITERATURE.md B5.
    """
    lenient = {"politburo": 1.0, "cc": 0.6}.get(rank, 0.0)
    relief = recantation_value * p.recanting * recantation_weight(recanted, p)
    return (
        arena_weight(arena, p)
        - relief
        - p.rank_weight * lenient * recantation_value
        + p.norm_weight * norm
        + p.width_weight * width
        + p.threat_weight * threat
        + p.collapse_weight * (1.0 - recantation_value)
    )


def taken_as(arena: str, recanted: str, passive: bool, p: Discipline) -> tuple[str, str, float]:
    """Arena and recantation that an act is judged by, and what comes off its gravity (logits).

    ``passive``: mere knowledge of a text, at a time when that is no offence. It counts as a loyal
    word inside the elite, with nothing to recant. Any other act is taken as it is. M65; ASSUMED.
    """
    return ("elite_only", "na", p.knowing) if passive else (arena, recanted, 0.0)


def cuts(p: Discipline) -> tuple[float, ...]:
    """The five cut-points in order: reproach, post, seat, party, person (logits)."""
    return (p.cut_reproach, p.cut_post, p.cut_seat, p.cut_party, p.cut_person)


def severity_odds(
    arena: str,
    recanted: str,
    rank: str,
    width: float,
    recantation_value: float,
    threat: float,
    norm: float,
    p: Discipline,
    passive: bool = False,
) -> tuple[float, ...]:
    """Chances of severity 0 to 5; they sum to 1.

    0 none; 1 reprimand; 2 lesser post; 3 seat or ministry; 4 party; 5 arrest, exile, prison, death.
    ``passive`` as in :func:`taken_as`. M41, M47, M48, M51, M56, M65; LITERATURE.md B5.
    """
    arena, recanted, relief = taken_as(arena, recanted, passive, p)
    score = gravity(arena, recanted, rank, width, recantation_value, threat, norm, p) - relief
    highest = highest_step(arena, rank, recantation_value, p)
    reached = [1.0, *(1.0 / (1.0 + math.exp(cut - score)) for cut in cuts(p)), 0.0]
    reached = [chance if k <= highest else 0.0 for k, chance in enumerate(reached)]
    return tuple(max(0.0, reached[k] - reached[k + 1]) for k in range(STEPS))


def expected_severity(odds: tuple[float, ...]) -> float:
    """Mean severity of :func:`severity_odds`, 0 to 5."""
    return sum(step * chance for step, chance in enumerate(odds))


def highest_step(arena: str, rank: str, recantation_value: float, p: Discipline) -> int:
    """The gravest penalty open to the body: who sits in the committee loses the seat first.

    The unity resolution of 1921 asked two thirds of a joint plenum for a committee member; the
    courtesy holds inside the party's arenas while recantation still buys something. M48, M49.
    """
    seated = rank in ("politburo", "cc")
    courteous = seated and arena in ("elite_only", "rank_and_file")
    return 3 if courteous and recantation_value > p.courtesy else 5


def step_reached(score: float, highest: int, p: Discipline) -> int:
    """The severity that a felt gravity (logits, with its noise) amounts to, 0 to 5. B5."""
    return min(highest, sum(score > cut for cut in cuts(p)))


def passed_by_body(felt: int, moved: int, allowed: float) -> int:
    """The severity that a body passes: as its middle member felt, but for what it may outbid.

    ``felt`` and ``moved`` (what the leader moved) are steps 0 to 5; ``allowed`` is the share of the
    steps beyond the motion that the body may go, in whole steps: 1 all, 0 none. A milder verdict
    than the motion stands. A given intervention. M41.
    """
    return felt if felt <= moved else moved + int(allowed * (felt - moved))


def noise_of(u: float) -> float:
    """The logistic noise (logits) of a uniform draw in (0, 1)."""
    return math.log(u / (1.0 - u))


def outbidding(threat: float, dependence: float, p: Discipline) -> float:
    """How much harder than the leader his lieutenants judge, in logits.

    They outbid one another when threatened and when they owe him everything. M40, M41; ASSUMED.
    """
    return p.outbid * threat * (0.5 + 0.5 * dependence)
