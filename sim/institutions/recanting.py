"""The beaten answer: they recant or refuse, the ritual disarms followers, the penitent return.

M31, M53-M59; LITERATURE.md B6.
"""

from __future__ import annotations

from sim.agents.leader import EXILED, EXPELLED, MEMBER, Leader
from sim.institutions.politics_state import Case, Politics
from sim.rules.discipline import expected_severity, severity_odds
from sim.rules.recantation import (
    Recantation,
    breaks_etiquette,
    credibility,
    etiquette_cost,
    mobilisation,
    struggle_demanded,
)
from sim.world import World


def odds_for(politics: Politics, world: World, case: Case, recanted: str) -> tuple[float, ...]:
    """Odds of severity 0 to 5 for a case under the present states."""
    d = world.parameters["discipline"]
    return severity_odds(
        case.arena,
        recanted,
        case.rank,
        politics.width,
        politics.recantation_value,
        politics.threat,
        politics.norm,
        d,
    )


def answer_of(politics: Politics, world: World, case: Case) -> str:
    """The accused man's answer: recant or not, weighing what it saves. M53, M54, M56."""
    leader = case.leader
    if leader is None:
        u = world.streams.uniform(world.clock.absolute, "case.group", case.opened % 997)
        return "partial" if u < 0.15 else "no"
    if leader.recanted in ("yes", "partial") and case.act not in ("opposition", "text_reader"):
        return "yes"
    saved = expected_severity(odds_for(politics, world, case, "no")) - expected_severity(
        odds_for(politics, world, case, "yes")
    )
    head = leader.faction.head if leader.faction is not None else leader
    closed = max(0.0, abs(leader.first_squeeze - 0.32) - abs(leader.first_squeeze - politics.line))
    draws = (
        world.streams.uniform(world.clock.absolute, "recant", leader.identity),
        world.streams.uniform(world.clock.absolute, "recant.kind", leader.identity),
    )
    return leader.recants(
        saved,
        politics.recantation_required,
        closed,
        head is not leader and head.recanted == "yes",
        draws,
        world.parameters["recantation"],
    )


def recants(politics: Politics, world: World, leader: Leader, how: str) -> None:
    """The ritual: it is noted, it disarms followers as far as it is believed. M53, M54, M57-M59."""
    p: Recantation = world.parameters["recantation"]
    if leader.recanted == how:
        return
    leader.recanted = how
    if how == "yes" and struggle_demanded(politics.recantation_required, p):
        leader.penitent_since = world.clock.tick
    politics.penitents += 1
    month = world.clock.absolute
    u = world.streams.uniform(month, "etiquette", leader.identity)
    rebuked = breaks_etiquette(leader.pride, politics.solemnity, u, p)
    believed = credibility(politics.recantation_required)
    world.note(
        "recantation",
        leader.name,
        "",
        f"{leader.name} recants"
        + (", and is rebuked for naming who holds power." if rebuked else "."),
        how=how,
        credibility=round(believed, 3),
        rebuked=rebuked,
        solemnity=round(politics.solemnity, 3),
        faction=leader.circle_label,
    )
    if rebuked:
        leader.standing *= 1.0 - etiquette_cost(politics.solemnity, p)
    if leader.faction is None or leader.faction.head is not leader:
        return
    for follower in leader.faction.members:
        tie = 1.0 if follower.patron == leader.key else abs(follower.ties.get(leader.key, 0.3))
        left = mobilisation(1.0, tie, believed, p)
        if (
            follower is not leader
            and follower.recanted in ("na", "no")
            and (world.streams.uniform(month, "disarmed", follower.identity) > left)
        ):
            follower.recanted = "yes"


def readmit(politics: Politics, world: World) -> None:
    """Those who recanted after expulsion come back while a recantation buys something. M53."""
    for leader in politics.leaders:
        if leader.status not in (EXPELLED, EXILED) or leader.recanted not in ("yes", "partial"):
            continue
        if world.clock.tick - leader.status_since < 6:
            continue
        u = world.streams.uniform(world.clock.absolute, "readmit", leader.identity)
        if u < 0.12 * politics.recantation_value * (1.0 - 0.5 * politics.threat):
            leader.status, leader.status_since = MEMBER, world.clock.tick
            leader.remember(world.clock.tick, "readmitted")
            world.note(
                "recantation",
                leader.name,
                "",
                f"{leader.name} is readmitted.",
                how="readmitted",
                faction=leader.circle_label,
            )
