"""In a deep crisis private doubters form groups across circles, and are caught together (M34)."""

from __future__ import annotations

from sim.agents.leader import Leader
from sim.institutions.politics_state import Case, Group, Politics
from sim.rules.opposition import Opposition, group_chance, private_doubt
from sim.rules.texts import informer_chance
from sim.world import World


def groups_form(politics: Politics, world: World) -> None:
    """Doubters find a friend of like mind, expelled or not; somebody may tell. M34, M60, M62."""
    _dissolve(politics)
    p: Opposition = world.parameters["opposition"]
    if politics.crisis > p.group_crisis:
        doubters = [
            m
            for m in politics.leaders
            if m.at_large and m is not politics.secretary and m.standing >= 0.2 and not m.politburo
        ]
        for leader in filter(lambda m: m.in_party, doubters):
            _seeks_friend(politics, world, leader, doubters)
    for group in list(politics.groups):
        _may_be_told_of(politics, world, group)


def group_of(politics: Politics, leader: Leader) -> Group | None:
    """The group he belongs to, or None."""
    return next((g for g in politics.groups if leader in g.members), None)


def distance(politics: Politics, leader: Leader) -> float:
    """How far the line lies from the view he began with, a share."""
    return abs(leader.first_squeeze - politics.line)


def doubt_of(politics: Politics, leader: Leader) -> float:
    """How far he doubts in private, a share; word from an exiled head adds to it. M34, M67."""
    own = private_doubt(leader.believes_line, distance(politics, leader))
    return own + leader.stirred


def _seeks_friend(politics: Politics, world: World, leader: Leader, doubters: list[Leader]) -> None:
    p: Opposition = world.parameters["opposition"]
    own = distance(politics, leader)
    doubt = doubt_of(politics, leader)
    group = group_of(politics, leader)
    best, friend = 0.0, leader
    ties = leader.ties
    for other in [m for m in doubters if ties.get(m.key, 0.0) > 0.0]:
        tie = ties[other.key]
        if other is leader or (group and other in group.members):
            continue
        away = distance(politics, other)
        both = min(doubt, doubt_of(politics, other))
        posts = 0.5 * (bool(leader.office) + bool(other.office))
        chance = group_chance(both, tie, abs(own - away), posts, politics.crisis, p)
        if chance > best:
            best, friend = chance, other
    u = world.streams.uniform(world.clock.absolute, "group.forms", leader.identity)
    if friend is not leader and u < best:
        _join(politics, world, leader, friend)


def _join(politics: Politics, world: World, leader: Leader, friend: Leader) -> None:
    """Two become a group, one joins a group, or two groups make a bloc. M34."""
    mine, theirs = group_of(politics, leader), group_of(politics, friend)
    group = theirs or mine
    if group is None:
        group = Group([friend], world.clock.tick)
        politics.groups.append(group)
    newcomers = mine.members if mine and mine is not group else [leader, friend]
    group.members += [m for m in newcomers if m not in group.members]
    politics.groups = [g for g in politics.groups if g is not mine or g is group]
    circles = {m.faction.head.name for m in group.members if m.faction is not None}
    world.note(
        "coalition",
        ", ".join(m.name for m in group.members),
        "",
        f"{leader.name} and {friend.name} meet in private over their doubts of the line.",
        change="group",
        members=len(group.members),
        circles=len(circles),
        crisis=round(politics.crisis, 3),
    )


def _dissolve(politics: Politics) -> None:
    """A group lasts while two of its members are free and one of them holds a card."""
    for group in politics.groups:
        group.members = [m for m in group.members if m.at_large]
    politics.groups = [
        g for g in politics.groups if len(g.members) > 1 and any(m.in_party for m in g.members)
    ]


def _may_be_told_of(politics: Politics, world: World, group: Group) -> None:
    """The more there are, the likelier one of them talks to the wrong man. M62."""
    p = world.parameters["texts"]
    risk = 1.0 - (1.0 - informer_chance(politics.police.informers, False, p)) ** len(group.members)
    u = world.streams.uniform(world.clock.absolute, "group.told", group.members[0].identity)
    if u < risk:
        caught(politics, world, group, "elite_only")


def caught(politics: Politics, world: World, group: Group, arena: str) -> None:
    """All of them come before the bodies together, and the contacts stay on file. M34, M76."""
    pending = {case.leader for case in politics.cases}
    politics.groups = [g for g in politics.groups if g is not group]
    politics.police.connects_all(group.members)
    for leader in group.members:
        politics.police.watches(leader, arena)
        if leader.at_large and leader not in pending:
            label = leader.circle_label
            politics.cases.append(
                Case(leader, leader.name, arena, "group", label, leader.level, world.clock.tick)
            )
