"""Discipline bodies judge open cases; the beaten recant or refuse; the states harden or relax.

M41, M45-M59, M65, M76, M79, M80. No rule here reads a date: the era is norm, width, threat and
what a recantation buys.
"""

from __future__ import annotations

import numpy as np

from sim.agents.faction import MAJORITY
from sim.agents.leader import ARRESTED, EXILED, EXPELLED, MEMBER, Leader
from sim.institutions.committees import defeat
from sim.institutions.leadership import remove
from sim.institutions.politics import Case, Politics, steered
from sim.rules.discipline import (
    Discipline,
    expected_severity,
    gravity,
    knowing_is_offence,
    next_norm,
    next_recantation_value,
    next_width,
    noise_of,
    outbidding,
    severity_odds,
    step_reached,
)
from sim.rules.recantation import Recantation, breaks_etiquette, credibility, mobilisation
from sim.world import World


def discipline_judges(world: World) -> None:
    """Open cases are judged, the beaten are asked to recant, the repentant may return."""
    politics: Politics = world.politics
    _private_doubts(politics, world)
    due = [c for c in politics.cases if c.opened < world.clock.tick]
    politics.cases = [c for c in politics.cases if c.opened >= world.clock.tick]
    for case in due:
        _judge(politics, world, case)
    _ask_the_beaten(politics, world)
    _readmit(politics, world)
    _move_states(politics, world)


def odds_for(politics: Politics, world: World, case: Case, recanted: str) -> tuple[float, ...]:
    """Odds of severity 0 to 5 for a case under the present states."""
    d = world.parameters["discipline"]
    return severity_odds(case.arena, recanted, case.rank, politics.width,
                         politics.recantation_value, politics.threat, politics.norm, d)


def _answer(politics: Politics, world: World, case: Case) -> str:
    """The accused man's answer: recant or not, weighing what it saves. M53, M54, M56."""
    leader = case.leader
    if leader is None:
        u = world.streams.uniform(world.clock.absolute, "case.group", case.opened % 997)
        return "partial" if u < 0.15 else "no"
    if leader.recanted in ("yes", "partial") and case.act != "opposition":
        return "yes"
    saved = (expected_severity(odds_for(politics, world, case, "no"))
             - expected_severity(odds_for(politics, world, case, "yes")))
    head = leader.faction.head if leader.faction is not None else leader
    closed = max(0.0, abs(leader.first_squeeze - 0.32) - abs(leader.first_squeeze - politics.line))
    draws = (world.streams.uniform(world.clock.absolute, "recant", leader.identity),
             world.streams.uniform(world.clock.absolute, "recant.kind", leader.identity))
    return leader.recants(saved, politics.recantation_required, closed,
                          head is not leader and head.recanted == "yes", draws,
                          world.parameters["recantation"])


def _bench(politics: Politics) -> list[Leader]:
    """Who judges: full members of the Politburo in the majority."""
    bench = [m for m in politics.bureau() if m.faction is None or m.faction.stance == MAJORITY]
    return bench or politics.committee()[:7]


def _judge(politics: Politics, world: World, case: Case) -> None:
    """A body votes the penalty step by step; the middle member decides, the leader may be outbid.

    M41, M47, M48, M51; LITERATURE.md B5.
    """
    d: Discipline = world.parameters["discipline"]
    leader = case.leader
    if leader is not None and (not leader.at_large or (
            case.act == "opposition" and not leader.in_party)):
        return
    recanted = case.recanted or _answer(politics, world, case)
    month = world.clock.absolute
    who = leader.identity if leader is not None else 20_000 + case.opened
    passive = case.act == "text_reader" and not knowing_is_offence(politics.width, d)
    arena = "elite_only" if passive else case.arena
    score = gravity(arena, recanted, case.rank, politics.width, politics.recantation_value,
                    politics.threat, politics.norm, d) - (2.5 if passive else 0.0)
    score += noise_of(world.streams.uniform(month, f"judge.{case.act}", who))
    bench = _bench(politics)
    felt = []
    for judge in bench:
        own = 0.5 * world.streams.normal(month, f"bench.{who}", judge.identity)
        friend = 0.8 * judge.ties.get(leader.key, 0.0) if leader is not None else 0.0
        felt.append(step_reached(score + own + judge.belief - 0.7 - friend, d))
    severity = int(np.median(np.array(felt))) if felt else 0
    dependence = politics.owed(bench)
    friend = 0.8 * politics.secretary.ties.get(leader.key, 0.0) if leader is not None else 0.0
    moved = step_reached(score - friend - outbidding(politics.threat, dependence, d), d)
    if case.act == "file_reopened":
        politics.broken += recanted == "yes"
    _record(politics, world, case, recanted, severity, moved, passive)
    if leader is not None:
        _punish(politics, world, leader, severity, recanted, case)


def _record(politics: Politics, world: World, case: Case, recanted: str, severity: int,
            moved: int, passive: bool) -> None:
    words = ("no penalty", "a reprimand", "loss of a post", "loss of a seat",
             "expulsion from the party", "arrest or exile")[severity]
    politics.count("elite")
    harsher = " The body goes beyond what the leader moved." if severity > moved else ""
    world.note("sanction", case.name, "", f"{case.name}: {words}.{harsher}",
               arena=case.arena, recanted=recanted, rank=case.rank, severity=severity,
               moved=moved, threat=round(politics.threat, 4), faction=case.faction, act=case.act,
               width=round(politics.width, 4), norm=round(politics.norm, 4),
               recantation_value=round(politics.recantation_value, 4), offence=not passive)


def _punish(politics: Politics, world: World, leader: Leader, severity: int, recanted: str,
            case: Case) -> None:
    tick = world.clock.tick
    leader.remember(tick, f"{case.act} ({case.arena}), {recanted} recantation: {severity}")
    leader.standing *= 1.0 - 0.05 * severity
    if severity == 2:
        leader.office = "general secretary" if leader is politics.secretary else ""
    elif severity == 3:
        if leader.politburo:
            leader.politburo = ""
        else:
            leader.full_member = False
    elif severity == 4:
        remove(politics, leader, EXPELLED, tick)
    elif severity == 5:
        exile = politics.width < 0.5
        remove(politics, leader, EXILED if exile else ARRESTED, tick)
        politics.count("arrested_elite")
    faction = leader.faction
    if faction is not None and faction.head is leader and severity >= 3 and (
            faction.stance != MAJORITY):
        defeat(politics, world, faction)
    if recanted in ("yes", "partial"):
        _recants(politics, world, leader, recanted)
    elif recanted == "no":
        leader.recanted = "no"


def _recants(politics: Politics, world: World, leader: Leader, how: str) -> None:
    """The ritual: it is noted, it disarms followers as far as it is believed. M53, M54, M57-M59."""
    p: Recantation = world.parameters["recantation"]
    if leader.recanted == how:
        return
    leader.recanted = how
    month = world.clock.absolute
    u = world.streams.uniform(month, "etiquette", leader.identity)
    rebuked = breaks_etiquette(leader.pride, politics.norm, u, p)
    believed = credibility(politics.recantation_required)
    world.note("recantation", leader.name, "", f"{leader.name} recants"
               + (", and is rebuked for naming who holds power." if rebuked else "."),
               how=how, credibility=round(believed, 3), rebuked=rebuked,
               faction=leader.faction.label if leader.faction else "none")
    if rebuked:
        leader.standing *= 0.95
    if leader.faction is None or leader.faction.head is not leader:
        return
    for follower in leader.faction.members:
        tie = 1.0 if follower.patron == leader.key else abs(follower.ties.get(leader.key, 0.3))
        left = mobilisation(1.0, tie, believed, p)
        if follower is not leader and follower.recanted in ("na", "no") and (
                world.streams.uniform(month, "disarmed", follower.identity) > left):
            follower.recanted = "yes"


def _ask_the_beaten(politics: Politics, world: World) -> None:
    """Every half year the defeated who have not recanted are asked again. M31, M33, M53, M56."""
    if world.clock.month not in (1, 7):
        return
    for faction in politics.opposing():
        if not faction.defeated:
            continue
        for leader in list(faction.members):
            if leader.recanted not in ("na", "no") or leader.status == ARRESTED or (
                    leader.status not in (MEMBER, EXPELLED, EXILED)):
                continue
            case = Case(leader, leader.name, faction.arena_name, "asked", faction.label,
                        leader.level, world.clock.tick)
            answer = _answer(politics, world, case)
            if answer == "no":
                leader.recanted = "no"
                if leader.in_party and politics.recantation_required > 0.4:
                    politics.cases.append(case)
            else:
                _recants(politics, world, leader, answer)


def _readmit(politics: Politics, world: World) -> None:
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
            world.note("recantation", leader.name, "", f"{leader.name} is readmitted.",
                       how="readmitted", faction=leader.faction.label if leader.faction else "none")


def _private_doubts(politics: Politics, world: World) -> None:
    """In a crisis members of rank doubt aloud among friends, and some friend reports it.

    M33, M34, M49, M62; the act stays inside the elite. The rate is ASSUMED.
    """
    month, tick = world.clock.absolute, world.clock.tick
    for leader in politics.leaders:
        if not leader.in_party or leader is politics.secretary or leader.standing < 0.2:
            continue
        doubt = (1.0 - leader.believes_line) * politics.crisis
        doubt += 0.3 * politics.crisis * max(0.0, abs(leader.first_squeeze - politics.line) - 0.15)
        if world.streams.uniform(month, "doubt", leader.identity) >= 0.016 * doubt:
            continue
        arena = "elite_only"
        if world.streams.uniform(month, "doubt.arena", leader.identity) < 0.2 * leader.shrillness:
            arena = "rank_and_file"
        politics.police.watches(leader, arena)
        label = leader.faction.label if leader.faction is not None else "none"
        politics.cases.append(Case(leader, leader.name, arena, "private_doubt", label,
                                   leader.level, tick))


def _move_states(politics: Politics, world: World) -> None:
    """Norm, width and the value of recantation move by rule; written back where emergent."""
    d: Discipline = world.parameters["discipline"]
    norm = next_norm(politics.norm, politics.threat, politics.defeats, politics.breaches, d)
    width = next_width(politics.width, politics.coherence_found, politics.crisis, d)
    value = next_recantation_value(politics.recantation_value, politics.broken, politics.threat,
                                   politics.murdered, d)
    required = min(1.0, max(0.0, 1.3 * norm - 0.25))
    politics.norm = steered(world, "discipline.norm", norm)
    politics.width = steered(world, "discipline.offence_width", width)
    politics.recantation_value = steered(world, "discipline.recantation_value", value)
    politics.recantation_required = steered(world, "discipline.recantation_required", required)
    politics.defeats, politics.breaches, politics.broken = 0, 0, 0.0
    politics.murdered, politics.coherence_found = False, 0.0
