"""Leaders read the situation and place blame; circles form, break, ally and carry the fight on.

M05, M12, M19, M22-M29, M31-M34, M37, M38, M42, M49-M51, M77-M83.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.agents.faction import BEATEN, GONE, MAJORITY, OPEN, Faction
from sim.agents.leader import DEAD, Leader
from sim.institutions.politics import Politics, generate_member
from sim.rules.alignment import (
    Alignment,
    follow_utility,
    looks_strong,
    moved_position,
    own_utility,
)
from sim.rules.attribution import crisis_level, prior_in_enemies, prior_in_line
from sim.world import World


def leaders_place_blame(world: World) -> None:
    """Leaders read the reports, update beliefs and blame enemies, local officials or the line.

    Reads ``world.readings``; writes beliefs, positions, the crisis and the blame of the month.
    """
    politics: Politics = world.politics
    _bury(politics, world)
    _succeed(politics, world)
    r, p = world.readings, world.parameters["attribution"]
    politics.last_crisis = politics.crisis
    politics.crisis = crisis_level(
        r.grain_shortfall, r.unrest, r.hunger, r.town_stress, r.herd_loss, p
    )
    _update_beliefs(politics, world)
    _blame(politics, world)
    _move_positions(politics, world)


def _bury(politics: Politics, world: World) -> None:
    for leader in politics.leaders:
        if leader.status != DEAD and leader.dies <= world.clock.absolute:
            remove(politics, leader, DEAD, world.clock.tick)


def remove(politics: Politics, leader: Leader, status: str, tick: int) -> None:
    """Take a leader out of every body; ``status`` says why (expelled, arrested, exiled, dead)."""
    leader.status, leader.status_since = status, tick
    leader.full_member, leader.politburo, leader.office = False, "", ""
    if status == DEAD and leader.faction is not None and leader in leader.faction.members:
        leader.faction.members.remove(leader)


def _succeed(politics: Politics, world: World) -> None:
    """The Secretariat passes to the strongest of the ruling circle when its holder has gone."""
    if politics.secretary.in_party:
        return
    group = [m for f in politics.ruling() for m in f.members if m.in_party and m.full_member]
    if not group:
        group = politics.committee()
    heir = max(group, key=lambda m: (m.standing, -m.identity))
    former, politics.secretary = politics.secretary, heir
    for leader in politics.leaders:
        if leader.patron == former.key:
            leader.patron = heir.key
    heir.office, heir.politburo = "general secretary", "full"
    world.note("succession", heir.name, "", f"{heir.name} takes over the Secretariat.",
               former=former.name)


def _update_beliefs(politics: Politics, world: World) -> None:
    p = world.parameters["attribution"]
    right = world.levers["belief.line_right"]
    incentive = world.levers["police.case_incentive"]
    prior = world.levers["belief.enemies_active"]
    enemies = prior_in_enemies(prior, incentive, politics.police.caseload, p)
    for leader in politics.leaders:
        if not leader.in_party:
            continue
        distance = abs(leader.squeeze - politics.line)
        trust = prior_in_line(right, distance, 0.5 + 0.5 * leader.belief,
                              float(leader.full_member), p)
        leader.reads(politics.crisis, trust, enemies, p)


def _blame(politics: Politics, world: World) -> None:
    """The bureau's verdict; ``excess`` is unrest while the line pushes."""
    p = world.parameters["attribution"]
    crowd = world.readings.unrest / (world.readings.unrest + p.unrest_scale)
    excess = crowd * max(0.0, politics.line - 0.4)
    counts = {"enemies": 0, "officials": 0, "line": 0}
    month = world.clock.absolute
    bureau = politics.bureau() or politics.committee()
    for leader in bureau:
        u = world.streams.uniform(month, "blame", leader.identity)
        counts[leader.blames(excess, u, p)] += 1
    for culprit, count in counts.items():
        share = count / max(1, len(bureau))
        politics.blame[culprit] = 0.8 * politics.blame[culprit] + 0.2 * share
    if politics.crisis > 0.35 and politics.crisis > politics.last_crisis + 0.05:
        verdict = max(counts, key=lambda key: counts[key])
        named = {"enemies": "enemies at work", "officials": "failing local officials",
                 "line": "the line itself"}[verdict]
        world.note("blame", "Politburo", "", f"The leadership lays the failures on {named}.",
                   **{key: round(n / max(1, len(bureau)), 3) for key, n in counts.items()},
                   crisis=round(politics.crisis, 3))  # fmt: skip


def _move_positions(politics: Politics, world: World) -> None:
    """Shortage hardens those who read sabotage; clients drift to their head's view."""
    p: Alignment = world.parameters["alignment"]
    people = [m for m in politics.leaders if m.in_party]
    position = np.array([m.squeeze for m in people])
    enemies = np.array([m.believes_enemies for m in people])
    crowd = world.readings.unrest / (world.readings.unrest + 1500.0)
    moved = moved_position(position, world.readings.grain_shortfall, enemies, crowd, p)
    heads = np.array([m.faction.head.squeeze if m.faction else m.squeeze for m in people])
    moved = moved + p.following * (heads - moved) * np.array(
        [0.15 if m.rank == "politburo" or m.politburo else 1.0 for m in people]
    )
    for leader, value in zip(people, moved.tolist(), strict=True):
        leader.squeeze = value


def _gaps(people: list[Leader], heads: list[Leader], trait: str) -> NDArray[np.float64]:
    mine = np.array([getattr(m, trait) for m in people])[:, None]
    return np.abs(mine - np.array([getattr(h, trait) for h in heads])[None, :])


def circles_form(politics: Politics, world: World) -> None:
    """Everyone in the majority finds the head he stands with; heads may stand for themselves.

    M22, M24, M29, M36-M38. Those in open opposition stay until they recant.
    """
    p: Alignment = world.parameters["alignment"]
    people = [m for m in politics.leaders
              if m.in_party and (m.faction is None or m.faction.stance == MAJORITY)]
    heads = [m for m in people if m.politburo == "full" or m is politics.secretary]
    if not heads:
        return
    salience = 1.0 + politics.crisis
    tie = np.array([[1.0 if m.patron == h.key else 0.0 for h in heads] for m in people])
    friends = np.array([[m.ties.get(h.key, 0.0) for h in heads] for m in people])
    plain = np.array([h.appeal for h in heads])[None, :] * np.array(
        [1.0 - m.standing for m in people])[:, None]
    utility = follow_utility(
        tie, friends, _gaps(people, heads, "squeeze"), _gaps(people, heads, "democracy"),
        _gaps(people, heads, "world_revolution"), np.array([h.standing for h in heads])[None, :],
        np.array([h.shrillness for h in heads])[None, :], plain, salience, p,
    )
    _join(politics, people, heads, utility, p, world.clock.tick)


def _join(politics: Politics, people: list[Leader], heads: list[Leader],
          utility: NDArray[np.float64], p: Alignment, tick: int) -> None:
    column = {h.key: k for k, h in enumerate(heads)}
    rows = utility.copy()
    for i, leader in enumerate(people):
        if leader.key in column:
            rows[i, column[leader.key]] = own_utility(leader.ambition, leader.standing, p)
            if leader is politics.secretary:
                rows[i, column[leader.key]] = 99.0
    follows: dict[str, str] = {}
    for i, leader in enumerate(people):
        current = leader.faction.head.key if leader.faction else ""
        if leader.key in column:
            options = {h.key: float(rows[i, k]) for k, h in enumerate(heads)}
            follows[leader.key] = leader.sides_with(options, current, p)
    free = [h for h in heads if follows[h.key] == h.key]
    for i, leader in enumerate(people):
        if leader.key in column and leader in free:
            chosen = leader
        else:
            options = {h.key: float(rows[i, column[h.key]]) for h in free}
            current = leader.faction.head.key if leader.faction else ""
            key = leader.sides_with(options, current, p)
            chosen = next(h for h in free if h.key == key)
        _enter(politics, leader, chosen, tick)
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
    return max((
        looks_strong(f.head.standing, f.head.ambition, f.seats / seats)
        * (1.0 if f.stance == OPEN else 0.3)
        for f in politics.opposing() if f.head.in_party
    ), default=0.0)


def oppositions_move(politics: Politics, world: World) -> None:
    """Circles break with the majority, losers join, and the beaten carry the fight further out."""
    p: Alignment = world.parameters["alignment"]
    tick, month = world.clock.tick, world.clock.absolute
    rival = strongest_rival(politics)
    settled = world.levers["lenin.alive"]
    owed = politics.owed(politics.committee())
    for faction in politics.ruling():
        if faction.head is politics.secretary or faction.seats == 0:
            continue
        u = world.streams.uniform(month, "faction.break", faction.head.identity)
        if faction.breaks(politics.line, rival, settled, owed, u, p):
            faction.stance, faction.founded = OPEN, tick
            faction.label = label_of(faction, politics.line)
            faction.arena = 1 if any(m.base >= 0 and politics.posts[m.base] is m
                                     or m.base >= 0 and politics.posts[m.base].patron == m.key
                                     for m in faction.members) and faction.head.shrillness > 0.4 \
                else 0  # fmt: skip
            world.note("coalition", faction.head.name, "",
                       f"{faction.head.name} and his circle go into open opposition.",
                       faction=faction.label, seats=faction.seats, change="break")
    _ally(politics, world, p)
    for faction in politics.opposing():
        u = world.streams.uniform(month, "faction.arena", faction.head.identity)
        if faction.head.in_party and faction.carries_further(
            politics.crisis, politics.norm, politics.breach_seen, u, p
        ):
            faction.arena += 1
            faction.losses += 1
            if faction.arena_name == "public_street":
                politics.breach_seen = True
                politics.breaches += 1
            world.note("coalition", faction.head.name, "",
                       f"The opposition round {faction.head.name} takes its case further out: "
                       f"{faction.arena_name.replace('_', ' ')}.",
                       faction=faction.label, arena=faction.arena_name, change="escalation")


def _ally(politics: Politics, world: World, p: Alignment) -> None:
    """Two losers join: the one of higher standing leads the united opposition. M28, M34."""
    losers = [f for f in politics.opposing() if f.losses > 0 and f.seats > 0 and f.head.in_party]
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
    world.note("coalition", f"{first.head.name}, {second.head.name}", "",
               f"{first.head.name} and {second.head.name} join against the majority.",
               faction=first.label, seats=first.seats, change="alliance")
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


def fill_bureau(politics: Politics, size: int = 8) -> None:
    """Fill vacant Politburo seats from the ruling circles: standing, and debt to the secretary."""
    ruling = [m for f in politics.ruling() for m in f.members if m.full_member and m.in_party]
    while len(politics.bureau()) < size:
        free = [m for m in ruling if m.politburo != "full" and m.recanted in ("na",)]
        if not free:
            return
        best = max(free, key=lambda m: (
            m.standing + 0.3 * (m.patron == politics.secretary.key)
            + 0.3 * (m.politburo == "candidate"), -m.identity))
        best.politburo = "full"


def replace_dead_posts(politics: Politics, world: World) -> None:
    """Put a client of the Secretariat into a regional post whose holder has left the party."""
    for region, boss in enumerate(politics.posts):
        if not boss.in_party:
            politics.posts[region] = generate_member(politics, world, politics.secretary.key,
                                                     region)
