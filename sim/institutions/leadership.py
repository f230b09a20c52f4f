"""Leaders read the situation, update beliefs, place blame; the dead are replaced in the bodies.

M05, M12, M19, M23, M31, M37, M42, M57, M77-M83.
"""

from __future__ import annotations

import numpy as np

from sim.agents.leader import DEAD, Leader
from sim.institutions.politics import generate_member
from sim.institutions.politics_state import RANKS_1924, Politics
from sim.rules.alignment import Alignment, moved_position
from sim.rules.attribution import crisis_level, prior_in_enemies, prior_in_line
from sim.rules.recantation import affirmed
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
    politics.lasting_crisis += 0.15 * (politics.crisis - politics.lasting_crisis)
    _update_beliefs(politics, world)
    _blame(politics, world)
    _move_positions(politics, world)
    _move_ranks(politics, world)


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
    world.note(
        "succession", heir.name, "", f"{heir.name} takes over the Secretariat.", former=former.name
    )


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
        trust = prior_in_line(
            right, distance, 0.5 + 0.5 * leader.belief, float(leader.full_member), p
        )
        trust = affirmed(trust, politics.affirmation, world.parameters["recantation"])
        leader.reads(politics.crisis, trust, enemies, p)


def _blame(politics: Politics, world: World) -> None:
    """The bureau's verdict, aloud and among its own; ``excess`` is unrest while the line pushes.

    M05, M19, M77, M81.
    """
    p = world.parameters["attribution"]
    crowd = world.readings.unrest / (world.readings.unrest + p.unrest_scale)
    excess = crowd * max(0.0, politics.line - 0.4)
    counts = {"enemies": 0, "officials": 0, "line": 0}
    month, private = world.clock.absolute, 0
    bureau = politics.bureau() or politics.committee()
    for leader in bureau:
        u = world.streams.uniform(month, "blame", leader.identity)
        counts[leader.blames(excess, u, p)] += 1
        private += leader.confides(u)
    for culprit, count in counts.items():
        share = count / max(1, len(bureau))
        politics.blame[culprit] = 0.8 * politics.blame[culprit] + 0.2 * share
    private_line = private / max(1, len(bureau))
    politics.closed_talk = 0.8 * politics.closed_talk + 0.2 * private_line
    if politics.crisis > 0.35 and politics.crisis > politics.last_crisis + 0.05:
        verdict = max(counts, key=lambda key: counts[key])
        named = {
            "enemies": "enemies at work",
            "officials": "failing local officials",
            "line": "the line itself",
        }[verdict]
        world.note("blame", "Politburo", "", f"The leadership lays the failures on {named}.",
                   **{key: round(n / max(1, len(bureau)), 3) for key, n in counts.items()},
                   private_line=round(private_line, 3),
                   crisis=round(politics.crisis, 3))  # fmt: skip


def _move_positions(politics: Politics, world: World) -> None:
    """Shortage hardens those who read sabotage; clients drift to their head's view."""
    p: Alignment = world.parameters["alignment"]
    people = [m for m in politics.leaders if m.in_party]
    position = np.array([m.squeeze for m in people])
    enemies = np.array([m.believes_enemies for m in people])
    crowd = _crowd(world)
    moved = moved_position(
        position,
        np.array([m.first_squeeze for m in people]),
        world.readings.grain_shortfall,
        enemies,
        world.readings.alarm,
        crowd,
        np.array([m.schooled for m in people]),
        p,
    )
    heads = np.array([m.faction.head.squeeze if m.faction else m.squeeze for m in people])
    moved = moved + p.following * (heads - moved) * np.array([_led(m) for m in people])
    for leader, value in zip(people, moved.tolist(), strict=True):
        leader.squeeze = value


def _crowd(world: World) -> float:
    """How far unrest softens, a share; 1,500 crowds a month are half. ASSUMED."""
    return world.readings.unrest / (world.readings.unrest + 1500.0)


def _led(leader: Leader) -> float:
    """How far a leader takes his head's view for his own: clients wholly, free followers hardly.

    Men of the Politburo and of high standing have views of their own. M24, M36; ASSUMED.
    """
    if leader.politburo or leader.standing > 0.6 or leader.faction is None:
        return 0.0
    return 1.0 if leader.patron == leader.faction.head.key else 0.25


def _move_ranks(politics: Politics, world: World) -> None:
    """The ranks read a shortage as the committee does, and learn the line that is set. M44."""
    p: Alignment = world.parameters["alignment"]
    committee = politics.committee()
    enemies = float(np.mean([m.believes_enemies for m in committee])) if committee else 0.2
    crowd = _crowd(world)
    r = world.readings
    moved = moved_position(
        politics.ranks, RANKS_1924, r.grain_shortfall, enemies, r.alarm, crowd,
        politics.cards.veterans, p,
    )  # fmt: skip
    politics.ranks = float(moved + p.following * politics.norm * (politics.line - moved))


def fill_bureau(politics: Politics, size: int = 8) -> None:
    """Fill vacant Politburo seats from the ruling circles: standing, and debt to the secretary."""
    ruling = [m for f in politics.ruling() for m in f.members if m.full_member and m.in_party]
    while len(politics.bureau()) < size:
        free = [m for m in ruling if m.politburo != "full" and m.recanted in ("na",)]
        if not free:
            return
        best = max(
            free,
            key=lambda m: (
                m.standing
                + 0.3 * (m.patron == politics.secretary.key)
                + 0.3 * (m.politburo == "candidate"),
                -m.identity,
            ),
        )
        best.politburo = "full"


def replace_dead_posts(politics: Politics, world: World) -> None:
    """Put a client of the Secretariat into a regional post whose holder has left the party."""
    for region, boss in enumerate(politics.posts):
        if not boss.in_party:
            politics.posts[region] = generate_member(
                politics, world, politics.secretary.key, region
            )
