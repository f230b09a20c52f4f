"""Circles form round heads, break with the majority, join, and carry the fight further out.

M22-M29, M31-M34, M36-M38, M47, M49-M51.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.faction import GONE, MAJORITY, OPEN, Faction
from sim.agents.leader import Leader
from sim.institutions.politics_state import Politics
from sim.rules.alignment import Alignment, follow_utility, own_utility
from sim.rules.opposition import Opposition, looks_strong
from sim.world import World

OPEN_BREAK = 0.3
"""An open break, or a step further out, in minority shares of a vote. ASSUMED."""


def _gaps(people: list[Leader], heads: list[Leader], trait: str) -> NDArray[np.float64]:
    mine = np.array([getattr(m, trait) for m in people], np.float64)[:, None]
    gap: NDArray[np.float64] = np.abs(mine - np.array([getattr(h, trait) for h in heads])[None, :])
    return gap


def circles_form(politics: Politics, world: World) -> None:
    """Everyone in the majority finds the head he stands with; heads may stand for themselves.

    M22, M24, M29, M36-M38, M54. Those in open opposition stay until they recant, and who has
    recanted heads nobody.
    """
    p: Alignment = world.parameters["alignment"]
    people = [
        m
        for m in politics.leaders
        if m.in_party and (m.faction is None or m.faction.stance in (MAJORITY, GONE))
    ]
    heads = [
        m
        for m in people
        if m is politics.secretary or (m.politburo == "full" and m.recanted in ("na", "no"))
    ]
    if not heads:
        return
    salience = 1.0 + politics.crisis
    tie = np.array([[1.0 if m.patron == h.key else 0.0 for h in heads] for m in people])
    friends = np.array([[m.ties.get(h.key, 0.0) for h in heads] for m in people])
    plain = (
        np.array([h.appeal for h in heads])[None, :]
        * np.array([1.0 - m.standing for m in people])[:, None]
    )
    utility = follow_utility(
        tie,
        friends,
        _gaps(people, heads, "squeeze"),
        _gaps(people, heads, "democracy"),
        _gaps(people, heads, "world_revolution"),
        np.array([h.standing for h in heads])[None, :],
        np.array([h.shrillness for h in heads])[None, :],
        plain,
        salience,
        p,
    )
    _join(politics, people, heads, utility, p, world.clock.tick)


def _join(
    politics: Politics,
    people: list[Leader],
    heads: list[Leader],
    utility: NDArray[np.float64],
    p: Alignment,
    tick: int,
) -> None:
    place = {m.key: i for i, m in enumerate(people)}
    free: list[int] = []
    order = sorted(
        range(len(heads)),
        key=lambda k: (heads[k] is not politics.secretary, -heads[k].ambition * heads[k].standing),
    )
    for k in order:
        head = heads[k]
        options = {heads[j].key: float(utility[place[head.key], j]) for j in free}
        options[head.key] = own_utility(head.ambition, head.standing, p)
        current = head.faction.head.key if head.faction and tick > 1 else ""
        if head is politics.secretary or head.sides_with(options, current, p) == head.key:
            free.append(k)
    rows = utility[:, free]
    present = np.array(
        [[m.faction is not None and m.faction.head is heads[k] for k in free] for m in people]
    )
    chosen = np.argmax(rows + p.stickiness * present * (tick > 1), axis=1).tolist()
    for leader, k in zip(people, chosen, strict=True):
        head = heads[free[k]]
        _enter(politics, leader, leader if any(leader is heads[j] for j in free) else head, tick)
    for faction in politics.ruling():
        if not faction.members or faction.head not in faction.members:
            faction.stance = GONE
    politics.drop_gone()


def _enter(politics: Politics, leader: Leader, head: Leader, tick: int) -> None:
    """Put a leader into the circle of a head, founding it if need be."""
    circle = next((f for f in politics.ruling() if f.head is head), None)
    if circle is None:
        circle = Faction(politics.model, head, "centre", MAJORITY, tick)
        politics.factions.append(circle)
    if leader.faction is circle:
        return
    if leader.faction is not None and leader in leader.faction.members:
        leader.faction.members.remove(leader)
    leader.faction = circle
    circle.members.append(leader)


def label_of(faction: Faction, line: float) -> str:
    """The name under which an opposition goes: by its platform, not by its people."""
    if faction.platform < line:
        return "right"
    return "left" if faction.head.democracy > 0.55 else "new_opposition"


def strongest_rival(politics: Politics) -> float:
    """How dangerous the strongest-looking open opposition looks, a share. M25."""
    seats = max(1, len(politics.committee()))
    return max(
        (
            looks_strong(f.head.standing, f.head.ambition, f.seats / seats)
            * (1.0 if f.stance == OPEN else 0.3)
            for f in politics.opposing()
            if f.head.in_party
        ),
        default=0.0,
    )


def oppositions_move(politics: Politics, world: World) -> None:
    """Circles break with the majority, losers join, and the beaten carry the fight further out."""
    p: Opposition = world.parameters["opposition"]
    tick, month = world.clock.tick, world.clock.absolute
    rival = strongest_rival(politics)
    settled = world.levers["lenin.alive"]
    ban = world.levers["discipline.faction_ban"]
    owed = politics.owed(politics.committee())
    season = any(0 <= date - month <= 4 for date in politics.congresses)
    for faction in politics.ruling():
        if faction.head is politics.secretary or faction.seats == 0:
            continue
        u = world.streams.uniform(month, "faction.break", faction.head.identity)
        if faction.breaks(politics.line, rival, settled, owed, season, ban, u, p):
            faction.stance, faction.founded = OPEN, tick
            politics.dissent += OPEN_BREAK
            faction.label = label_of(faction, politics.line)
            based = any(
                politics.posts[m.base] is m or politics.posts[m.base].patron == m.key
                for m in faction.members
                if m.base >= 0
            )
            faction.arena = int(based and faction.posture == "shrill")
            world.note(
                "coalition",
                faction.head.name,
                "",
                f"{faction.head.name} and his circle go into open opposition.",
                faction=faction.label,
                seats=faction.seats,
                change="break",
            )
    _ally(politics, world, p)
    for faction in politics.opposing():
        u = world.streams.uniform(month, "faction.arena", faction.head.identity)
        if faction.head.in_party and faction.carries_further(
            politics.crisis, politics.norm, politics.breach_seen, u, p
        ):
            faction.arena += 1
            faction.losses += 1
            politics.dissent += OPEN_BREAK
            if faction.arena_name == "public_street":
                politics.breach_seen = True
                politics.breaches += 1
            world.note(
                "coalition",
                faction.head.name,
                "",
                f"The opposition round {faction.head.name} takes its case further out: "
                f"{faction.arena_name.replace('_', ' ')}.",
                faction=faction.label,
                arena=faction.arena_name,
                change="escalation",
            )


def _ally(politics: Politics, world: World, p: Opposition) -> None:
    """Two losers join: the one of higher standing leads the united opposition. M28, M34."""
    losers = [f for f in politics.opposing() if f.defeated and f.head.in_party]
    if len(losers) < 2:
        return
    first, second = sorted(losers, key=lambda f: (-f.head.standing, f.head.identity))[:2]
    winner = sum(f.seats for f in politics.ruling()) / max(1, len(politics.committee()))
    u = world.streams.uniform(world.clock.absolute, "faction.ally", first.head.identity)
    if first.label == "united_opposition" or not first.allies_with(
        second, politics.line, winner, u, p
    ):
        return
    for leader in list(second.members):
        leader.faction = first
        first.members.append(leader)
    second.members.clear()
    second.stance = GONE
    first.label, first.stance, first.defeated = "united_opposition", OPEN, False
    first.losses, first.founded = 0, world.clock.tick
    first.arena = max(1, first.arena, second.arena)
    world.note(
        "coalition",
        f"{first.head.name}, {second.head.name}",
        "",
        f"{first.head.name} and {second.head.name} join against the majority.",
        faction=first.label,
        seats=first.seats,
        change="alliance",
    )
    politics.drop_gone()


def second_rank_rises(politics: Politics, world: World) -> None:
    """A beaten faction whose head has bent or gone looks to its second rank. M33."""
    for faction in politics.opposing():
        if faction.head.in_party and faction.head.recanted in ("na", "no"):
            continue
        rest = [m for m in faction.members if m.in_party and m.recanted in ("na", "no")]
        if rest:
            faction.head = max(rest, key=lambda m: (m.standing, -m.identity))
        else:
            faction.stance = GONE
    politics.drop_gone()
