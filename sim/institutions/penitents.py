"""Penitents must fight for the line: whoever does not act against old allies is reopened (M55)."""

from __future__ import annotations

from sim.agents.faction import MAJORITY
from sim.agents.leader import EXPELLED, MEMBER, Leader
from sim.institutions.politics_state import Case, Politics
from sim.rules.recantation import Recantation, denounce_chance, struggle_demanded
from sim.world import World


def on_probation(leader: Leader) -> bool:
    """Whether he has recanted and still has to prove it by acts."""
    return leader.in_party and leader.recanted == "yes" and leader.penitent_since >= 0


def proves_himself(leader: Leader, tick: int, act: str) -> None:
    """Active struggle is on record: the recantation counts. M55."""
    leader.penitent_since = -1
    leader.remember(tick, f"fights for the line: {act}")


def former_allies(politics: Politics, leader: Leader) -> list[Leader]:
    """Those of his opposing circle who have not bent and can be reached, the highest first.

    Whoever doubted inside the majority has no such allies: he denounces nobody but himself.
    """
    if leader.faction is None or leader.faction.stance == MAJORITY:
        return []
    allies = [
        m
        for m in politics.leaders
        if m not in (leader, politics.secretary)
        and m.status in (MEMBER, EXPELLED)
        and m.recanted in ("na", "no")
        and m.faction is leader.faction
    ]
    return sorted(allies, key=lambda m: (-m.standing, m.identity))


def penitents_fight(politics: Politics, world: World) -> None:
    """Those on probation vote against or denounce former allies, or are called in again.

    Runs after the month's session and congress, before cases are judged. M55.
    """
    p: Recantation = world.parameters["recantation"]
    tick = world.clock.tick
    for leader in politics.leaders:
        if not on_probation(leader):
            continue
        allies = former_allies(politics, leader)
        voted = politics.ballots.get(leader.identity, 0) > 0
        if voted and any(politics.ballots.get(m.identity, 0) < 0 for m in allies):
            proves_himself(leader, tick, "voted against former allies")
        elif not _denounces(politics, world, leader, allies):
            waited = tick - leader.penitent_since
            strict = struggle_demanded(politics.recantation_required, p)
            if waited >= p.struggle_months and strict:
                _reopen(politics, world, leader)


def _denounces(politics: Politics, world: World, leader: Leader, allies: list[Leader]) -> bool:
    """Whether he names a former ally this month; an ally in the party comes before the bodies."""
    p: Recantation = world.parameters["recantation"]
    tie = max((leader.ties.get(m.key, 0.0) for m in allies), default=0.0)
    chance = denounce_chance(politics.recantation_required, leader.pride, tie, p)
    if world.streams.uniform(world.clock.absolute, "denounce", leader.identity) >= chance:
        return False
    proves_himself(leader, world.clock.tick, "denounced former allies")
    named = min(allies, key=lambda m: leader.ties.get(m.key, 0.0), default=None)
    if named is None:
        return True
    arena = leader.faction.arena_name if leader.faction is not None else "elite_only"
    politics.police.watches(named, arena)
    leader.ties[named.key] = min(0.0, leader.ties.get(named.key, 0.0))
    if named.in_party and all(case.leader is not named for case in politics.cases):
        label = leader.circle_label
        politics.cases.append(
            Case(named, named.name, arena, "denounced", label, named.level, world.clock.tick)
        )
    return True


def _reopen(politics: Politics, world: World, leader: Leader) -> None:
    """Doing one's best is too little: the recantation shrinks to half a one, judged anew."""
    leader.penitent_since, leader.recanted = -1, "partial"
    label = leader.circle_label
    case = Case(
        leader, leader.name, "elite_only", "no_struggle", label, leader.level, world.clock.tick,
        "partial",
    )  # fmt: skip
    politics.cases.append(case)
    leader.remember(world.clock.tick, "called in again: no active struggle")
