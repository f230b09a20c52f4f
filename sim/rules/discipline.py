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

    arena_local: Annotated[float, Param(
        "weight of failing to carry out orders on the spot", 0.0, 4.0, "ASSUMED", "logit")] = 1.8
    arena_ranks: Annotated[float, Param(
        "weight of an appeal to the rank and file", 0.5, 4.0, "LITERATURE.md B5 (prior)",
        "logit")] = 1.1
    arena_street: Annotated[float, Param(
        "weight of an appeal in the street", 1.0, 6.0, "LITERATURE.md B5 (prior)", "logit")] = 3.0
    arena_text: Annotated[float, Param(
        "weight of a circulated text", 1.0, 7.0, "LITERATURE.md B5 (prior)", "logit")] = 4.4
    arena_abroad: Annotated[float, Param(
        "weight of dealings abroad", 1.0, 7.0, "LITERATURE.md B5 (prior)", "logit")] = 4.5
    recanting: Annotated[float, Param(
        "what a full recantation takes off while it buys everything", 1.0, 6.0,
        "LITERATURE.md B5 (prior 1.5) widened: the four cells need more", "logit")] = 4.4
    partial: Annotated[float, Param(
        "share of that which a partial recantation takes off", 0.0, 1.0, "ASSUMED")] = 0.25
    norm_weight: Annotated[float, Param(
        "weight of the norm of unanimity", 0.0, 5.0, "ASSUMED", "logit")] = 1.5
    width_weight: Annotated[float, Param(
        "weight of the width of the offence", 0.0, 5.0, "LITERATURE.md B5 (era)", "logit")] = 1.2
    threat_weight: Annotated[float, Param(
        "weight of the threat perceived", 0.0, 5.0, "LITERATURE.md B5 (rank-threat)",
        "logit")] = 1.0
    collapse_weight: Annotated[float, Param(
        "what is added once recantation buys nothing: the guilt lies in the person", 0.0, 6.0,
        "LITERATURE.md B5 (era 1935)", "logit")] = 3.0
    rank_weight: Annotated[float, Param(
        "leniency towards the highest ranks", 0.0, 3.0, "ASSUMED", "logit")] = 0.9
    cut_reproach: Annotated[float, Param(
        "cut-point to reprimand", -4.0, 4.0, "ASSUMED", "logit")] = 0.1
    cut_post: Annotated[float, Param(
        "cut-point to loss of a lesser post", -2.0, 6.0, "ASSUMED", "logit")] = 1.2
    cut_seat: Annotated[float, Param(
        "cut-point to loss of a seat or ministry", -1.0, 8.0, "ASSUMED", "logit")] = 2.3
    cut_party: Annotated[float, Param(
        "cut-point to expulsion from the party", 0.0, 10.0, "ASSUMED", "logit")] = 3.7
    cut_person: Annotated[float, Param(
        "cut-point to arrest, exile, prison or death", 0.0, 12.0, "ASSUMED", "logit")] = 4.9
    outbid: Annotated[float, Param(
        "how far lieutenants outbid the leader at full threat", 0.0, 4.0,
        "Getty & Naumov 1999; size ASSUMED", "logit")] = 1.1
    hardening: Annotated[float, Param(
        "monthly pull of threat on the norm", 0.0, 0.2, "ASSUMED", "share a month")] = 0.015
    defeat_lesson: Annotated[float, Param(
        "rise of the norm after a faction's defeat", 0.0, 0.3, "ASSUMED")] = 0.06
    breach_lesson: Annotated[float, Param(
        "rise of the norm after an appeal beyond the party", 0.0, 0.4, "ASSUMED")] = 0.15
    relaxing: Annotated[float, Param(
        "monthly return of the norm to its rest", 0.0, 0.05, "ASSUMED", "share a month")] = 0.004
    norm_rest: Annotated[float, Param(
        "norm inherited from the Civil War and the ban of 1921", 0.1, 0.7,
        "Getty & Naumov 1999; size ASSUMED")] = 0.35
    widening: Annotated[float, Param(
        "rise of the width when a full programme is found in a full crisis", 0.1, 3.0,
        "ASSUMED", "ratio")] = 1.1
    crisis_floor: Annotated[float, Param(
        "crisis below which a text frightens but does not widen the offence", 0.1, 0.8,
        "ASSUMED")] = 0.45
    narrowing: Annotated[float, Param(
        "monthly narrowing of the offence", 0.0, 0.05, "ASSUMED", "share a month")] = 0.002
    knowing_at: Annotated[float, Param(
        "width above which knowing and silence are an offence", 0.5, 0.5,
        "sim.levers: discipline.offence_width")] = 0.5
    recovery: Annotated[float, Param(
        "monthly recovery of what recantation buys", 0.0, 0.05, "ASSUMED",
        "share a month")] = 0.004
    broken_loss: Annotated[float, Param(
        "value lost for each broken recantation at full threat", 0.0, 0.3, "ASSUMED")] = 0.015
    murder_loss: Annotated[float, Param(
        "share of the value lost when a leader is killed", 0.3, 1.0, "ASSUMED")] = 0.92


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
    arena: str, recanted: str, rank: str, width: float, recantation_value: float, threat: float,
    norm: float, p: Discipline,
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


def cuts(p: Discipline) -> tuple[float, ...]:
    """The five cut-points in order: reproach, post, seat, party, person (logits)."""
    return (p.cut_reproach, p.cut_post, p.cut_seat, p.cut_party, p.cut_person)


def severity_odds(
    arena: str, recanted: str, rank: str, width: float, recantation_value: float, threat: float,
    norm: float, p: Discipline,
) -> tuple[float, ...]:
    """Chances of severity 0 to 5; they sum to 1.

    0 none; 1 reprimand; 2 lesser post; 3 seat or ministry; 4 party; 5 arrest, exile, prison, death.
    M41, M47, M48, M51, M56; LITERATURE.md B5.
    """
    score = gravity(arena, recanted, rank, width, recantation_value, threat, norm, p)
    reached = [1.0, *(1.0 / (1.0 + math.exp(cut - score)) for cut in cuts(p)), 0.0]
    return tuple(max(0.0, reached[k] - reached[k + 1]) for k in range(STEPS))


def expected_severity(odds: tuple[float, ...]) -> float:
    """Mean severity of :func:`severity_odds`, 0 to 5."""
    return sum(step * chance for step, chance in enumerate(odds))


def step_reached(score: float, p: Discipline) -> int:
    """The severity that a felt gravity (logits, with its noise) amounts to, 0 to 5. B5."""
    return sum(score > cut for cut in cuts(p))


def noise_of(u: float) -> float:
    """The logistic noise (logits) of a uniform draw in (0, 1)."""
    return math.log(u / (1.0 - u))


def outbidding(threat: float, dependence: float, p: Discipline) -> float:
    """How much harder than the leader his lieutenants judge, in logits.

    They outbid one another when threatened and when they owe him everything. M40, M41; ASSUMED.
    """
    return p.outbid * threat * (0.5 + 0.5 * dependence)


def next_norm(norm: float, threat: float, defeats: int, breaches: int, p: Discipline) -> float:
    """The norm of unanimity next month: threat, defeats and breaches harden it, time softens it.

    Shares. M43, M45, M46, M50, M52, M91, M92; pace ASSUMED.
    """
    risen = norm + (1.0 - norm) * min(
        0.9, p.hardening * threat + p.defeat_lesson * defeats + p.breach_lesson * breaches
    )
    return min(1.0, max(0.0, risen - p.relaxing * (risen - p.norm_rest)))


def next_width(width: float, coherence: float, crisis: float, p: Discipline) -> float:
    """The width of the offence next month: it widens when a programme is found in a deep crisis.

    ``coherence`` of the text found this month (0 if none) and states are shares. M63-M65, M80.
    """
    jump = p.widening * coherence * max(0.0, crisis - p.crisis_floor)
    widened = width + (1.0 - width) * min(0.9, jump)
    return max(0.0, widened * (1.0 - p.narrowing))


def next_recantation_value(
    value: float, broken: float, threat: float, murdered: bool, p: Discipline
) -> float:
    """What recantation buys next month: broken ones spend it under threat, a murder ends it.

    ``broken`` counts recantations found false this month. M53, M55, M76; pace ASSUMED.
    """
    spent = min(0.5, p.broken_loss * broken * threat)
    left = value * (1.0 - spent) * ((1.0 - p.murder_loss) if murdered else 1.0)
    return min(1.0, max(0.0, left + p.recovery * (1.0 - threat) * left * (1.0 - left)))


def knowing_is_offence(width: float, p: Discipline) -> bool:
    """Whether having read a banned text and kept silent is punished.

    M65; width as in the lever ``discipline.offence_width``.
    """
    return width > p.knowing_at
