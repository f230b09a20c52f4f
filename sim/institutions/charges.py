"""The majority answers its critics: the charge of splitting, and cases before the bodies.

M26, M45, M46.
"""

from __future__ import annotations

from sim.agents.faction import OPEN, Faction
from sim.agents.leader import Leader
from sim.institutions.politics_state import Case, Politics
from sim.rules.opposition import Opposition, asked_democracy, charge_cost
from sim.world import World


def record_in_office(leader: Leader) -> float:
    """The democracy that he allowed while he held a post; who never held one has no record.

    A share; 1 where nothing he asks for can be held against him. M26.
    """
    held = bool(leader.office or leader.politburo or leader.base >= 0)
    return leader.democracy if held else 1.0


def charged(politics: Politics, world: World, critic: Leader, losses: int) -> float:
    """The charge of ambition, splitting and hypocrisy: the share of standing that it costs. M26."""
    p: Opposition = world.parameters["opposition"]
    asked = asked_democracy(critic.democracy, losses, p)
    cost = charge_cost(
        critic.ambition, critic.shrillness, asked, record_in_office(critic), politics.norm, p
    )
    critic.standing *= 1.0 - cost
    critic.remember(world.clock.tick, f"charged with splitting the party: {cost:.3f} of standing")
    return cost


def loses(politics: Politics, world: World, rival: Faction) -> None:
    """A lost vote costs the critic standing and, for an open opposition, opens cases. M26, M46."""
    charged(politics, world, rival.head, rival.losses)
    rival.losses, rival.wins = rival.losses + 1, 0
    if rival.stance == OPEN:
        accuse(politics, world, rival, 2)


def accuse(politics: Politics, world: World, rival: Faction, most: int) -> None:
    """Open cases against the head and leading members for the arena that they have reached."""
    tick = world.clock.tick
    pending = {case.leader for case in politics.cases}
    suspects = [m for m in rival.members if m.in_party and m.recanted in ("na", "no")]
    suspects.sort(key=lambda m: (m is not rival.head, -m.standing))
    ban = world.levers["discipline.faction_ban"]
    for leader in suspects[:most]:
        u = world.streams.uniform(world.clock.absolute, "accuse", leader.identity)
        if leader in pending or u > 0.2 + 0.8 * ban:
            continue
        politics.police.watches(leader, rival.arena_name)
        politics.cases.append(
            Case(
                leader, leader.name, rival.arena_name, "opposition", rival.label, leader.level, tick
            )
        )
