"""Discipline bodies judge open cases; the beaten recant or refuse; the states harden or relax.

M41, M45-M59, M65, M76, M79, M80. No rule here reads a date: the era is norm, width, threat and
what a recantation buys.
"""

from __future__ import annotations

import numpy as np

from sim.agents.faction import MAJORITY
from sim.agents.leader import ARRESTED, EXILED, EXPELLED, MEMBER, Leader
from sim.institutions.committees import defeat
from sim.institutions.groups import doubt_of, groups_form
from sim.institutions.leadership import remove
from sim.institutions.penitents import penitents_fight
from sim.institutions.politics_state import Case, Politics, steered
from sim.institutions.recanting import answer_of, readmit, recants
from sim.rules.discipline import (
    Discipline,
    gravity,
    highest_step,
    noise_of,
    outbidding,
    passed_by_body,
    step_reached,
    taken_as,
)
from sim.rules.hardening import (
    Hardening,
    knowing_is_offence,
    next_ban,
    next_culture,
    next_label,
    next_norm,
    next_recantation_value,
    next_width,
    width_floor,
)
from sim.rules.recantation import next_affirmation, next_solemnity
from sim.rules.texts import insulted
from sim.world import World


def discipline_judges(world: World) -> None:
    """Open cases are judged, the beaten are asked to recant, the repentant may return."""
    politics: Politics = world.politics
    groups_form(politics, world)
    _private_doubts(politics, world)
    penitents_fight(politics, world)
    due = [c for c in politics.cases if c.opened < world.clock.tick]
    politics.cases = [c for c in politics.cases if c.opened >= world.clock.tick]
    for case in due:
        _judge(politics, world, case)
    _ask_the_beaten(politics, world)
    readmit(politics, world)
    _move_states(politics, world)


def _bench(politics: Politics) -> list[Leader]:
    """Who judges: full members of the Politburo in the majority."""
    bench = [m for m in politics.bureau() if m.faction is None or m.faction.stance == MAJORITY]
    return bench or politics.committee()[:7]


def _judge(politics: Politics, world: World, case: Case) -> None:
    """A body votes the penalty step by step; the middle member decides, the leader may be outbid.

    M41, M47, M48, M51, M64; LITERATURE.md B5.
    """
    d: Discipline = world.parameters["discipline"]
    leader = case.leader
    if leader is not None and (
        not leader.at_large or (case.act == "opposition" and not leader.in_party)
    ):
        return
    month = world.clock.absolute
    who = leader.identity if leader is not None else 20_000 + case.opened
    passive = case.act == "text_reader" and not knowing_is_offence(
        politics.width, world.parameters["hardening"]
    )
    answer = "" if passive else case.recanted or answer_of(politics, world, case)
    arena, recanted, relief = taken_as(case.arena, answer, passive, d)
    score = gravity(
        arena,
        recanted,
        case.rank,
        politics.width,
        politics.recantation_value,
        politics.threat,
        politics.norm,
        d,
    )
    score += insulted(case.fury, world.parameters["texts"]) - relief
    score += noise_of(world.streams.uniform(month, f"judge.{case.act}", who))
    highest = highest_step(arena, case.rank, politics.recantation_value, d)
    severity, moved = _verdict(politics, world, leader, who, score, highest)
    if leader is not None and leader.recanted in ("yes", "partial") and not passive:
        politics.broken += case.act in ("file_reopened", "text_reader")
    _record(politics, world, case, recanted, severity, moved, passive)
    if leader is not None:
        _punish(politics, world, leader, severity, recanted, case)


def _verdict(
    politics: Politics, world: World, leader: Leader | None, who: int, score: float, highest: int
) -> tuple[int, int]:
    """The severity that the body passes, and the one that the leader moved. M40, M41."""
    d: Discipline = world.parameters["discipline"]
    bench = _bench(politics)
    felt = []
    for judge in bench:
        own = 0.5 * world.streams.normal(world.clock.absolute, f"bench.{who}", judge.identity)
        friend = 0.8 * judge.ties.get(leader.key, 0.0) if leader is not None else 0.0
        felt.append(step_reached(score + own + judge.belief - 0.9 - friend, highest, d))
    middle = int(np.median(np.array(felt))) if felt else 0
    dependence = politics.owed(bench)
    friend = 0.8 * politics.secretary.ties.get(leader.key, 0.0) if leader is not None else 0.0
    moved = step_reached(score - friend - outbidding(politics.threat, dependence, d), highest, d)
    return passed_by_body(middle, moved, world.levers["discipline.outbidding"]), moved


def _record(
    politics: Politics,
    world: World,
    case: Case,
    recanted: str,
    severity: int,
    moved: int,
    passive: bool,
) -> None:
    words = (
        "no penalty",
        "a reprimand",
        "loss of a post",
        "loss of a seat",
        "expulsion from the party",
        "arrest or exile",
    )[severity]
    politics.count("elite")
    circle = case.leader.faction if case.leader is not None else None
    classed = circle.class_label if circle is not None else ""
    harsher = " The body goes beyond what the leader moved." if severity > moved else ""
    world.note(
        "sanction",
        case.name,
        "",
        f"{case.name}: {words}.{harsher}",
        arena=case.arena,
        recanted=recanted,
        rank=case.rank,
        severity=severity,
        moved=moved,
        threat=round(politics.threat, 4),
        faction=case.faction,
        classed=classed,
        act=case.act,
        width=round(politics.width, 4),
        norm=round(politics.norm, 4),
        recantation_value=round(politics.recantation_value, 4),
        offence=not passive,
        elected=case.leader.elected if case.leader is not None else 0,
    )


def _punish(
    politics: Politics, world: World, leader: Leader, severity: int, recanted: str, case: Case
) -> None:
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
    unseated = not (leader.full_member or leader.politburo)
    if (
        faction is not None
        and faction.head is leader
        and severity >= 3
        and (unseated or recanted == "yes")
        and faction.stance != MAJORITY
        and faction.losses >= 3
    ):
        defeat(politics, world, faction)
    if recanted in ("yes", "partial"):
        recants(politics, world, leader, recanted)
    elif recanted == "no":
        leader.recanted = "no"


def _ask_the_beaten(politics: Politics, world: World) -> None:
    """Every half year the defeated who have not recanted are asked again. M31, M33, M53, M56."""
    if world.clock.month not in (1, 7) or politics.recantation_required < 0.55:
        return
    for faction in politics.opposing():
        fights_on = faction.seats > 0 and politics.recantation_required < 0.75
        if not faction.defeated or fights_on:
            continue
        for leader in list(faction.members):
            if (
                leader.recanted not in ("na", "no")
                or leader.status == ARRESTED
                or (leader.status not in (MEMBER, EXPELLED, EXILED))
            ):
                continue
            case = Case(
                leader,
                leader.name,
                faction.arena_name,
                "asked",
                faction.label,
                leader.level,
                world.clock.tick,
            )
            answer = answer_of(politics, world, case)
            if answer == "no":
                leader.recanted = "no"
                if leader.in_party:
                    politics.cases.append(case)
            else:
                recants(politics, world, leader, answer)


def _private_doubts(politics: Politics, world: World) -> None:
    """In a crisis members of rank doubt aloud among friends, and some friend reports it.

    M33, M34, M49, M62; the act stays inside the elite. The rate is ASSUMED.
    """
    month, tick = world.clock.absolute, world.clock.tick
    for leader in politics.leaders:
        if not leader.in_party or leader is politics.secretary or leader.standing < 0.2:
            continue
        doubt = politics.crisis * doubt_of(politics, leader)
        if world.streams.uniform(month, "doubt", leader.identity) >= 0.016 * doubt:
            continue
        arena = "elite_only"
        if world.streams.uniform(month, "doubt.arena", leader.identity) < 0.2 * leader.shrillness:
            arena = "rank_and_file"
        politics.police.watches(leader, arena)
        label = leader.circle_label
        politics.cases.append(
            Case(leader, leader.name, arena, "private_doubt", label, leader.level, tick)
        )


def _move_states(politics: Politics, world: World) -> None:
    """Norm, width and the value of recantation move by rule; written back where emergent."""
    d: Hardening = world.parameters["hardening"]
    committee = politics.committee()
    schooled = float(np.mean([m.schooled for m in committee])) if committee else 0.5
    norm = next_norm(
        politics.norm, politics.threat, politics.defeats, politics.breaches, schooled, d
    )
    width = next_width(
        politics.width,
        politics.coherence_found,
        politics.lasting_crisis,
        politics.defeats + politics.breaches,
        width_floor(politics.named_classes, politics.split_risk, d),
        d,
    )
    value = next_recantation_value(
        politics.recantation_value, politics.broken, politics.threat, politics.murdered, d
    )
    required = min(1.0, max(0.0, 1.8 * norm - 0.62))
    insecurity = max(politics.threat, politics.crisis)
    ban = next_ban(politics.ban, politics.defeats, insecurity, d)
    politics.ban = steered(world, "discipline.faction_ban", ban)
    politics.norm = steered(world, "discipline.norm", norm)
    politics.width = steered(world, "discipline.offence_width", width)
    politics.recantation_value = steered(world, "discipline.recantation_value", value)
    politics.recantation_required = steered(world, "discipline.recantation_required", required)
    politics.defeats, politics.breaches, politics.broken = 0, 0, 0.0
    politics.murdered, politics.coherence_found = False, 0.0
    _move_labels(politics, d)
    _move_tone(politics, world)


def _move_labels(politics: Politics, d: Hardening) -> None:
    """Class labels come into use with each defeat and fade; culture is held tighter. M79, M92."""
    for name, use in politics.labels.items():
        politics.labels[name] = next_label(use, name in politics.beaten_classes, d)
    politics.beaten_classes = set()
    politics.culture = next_culture(politics.culture, politics.threat, politics.split_risk, d)


def _move_tone(politics: Politics, world: World) -> None:
    """The ritual's tone follows the norm, and the elite takes its own performances in. M57, M59."""
    p = world.parameters["recantation"]
    politics.solemnity = next_solemnity(politics.solemnity, politics.norm, p)
    politics.affirmation = next_affirmation(
        politics.affirmation, politics.unanimous, politics.penitents, politics.dissent, p
    )
    politics.unanimous, politics.penitents, politics.dissent = 0, 0, 0.0
    politics.ballots = {}
