"""Censors answer finds and threat, and the books of the fallen are withdrawn (M70)."""

from __future__ import annotations

from sim.agents.leader import ARRESTED, EXILED, EXPELLED, Leader
from sim.institutions.politics import GENERATED
from sim.institutions.politics_state import Politics, steered
from sim.rules.censorship import Censorship, next_censorship, reach_left, withdrawal_chance
from sim.world import World

OF_PRINT = 0.4
"""standing from which a fallen leader's writings are in shops and libraries. ASSUMED."""


def censors_respond(politics: Politics, world: World) -> None:
    """Censorship moves where it emerges, and books of the fallen leave shops and libraries."""
    p: Censorship = world.parameters["censorship"]
    own = next_censorship(politics.censorship, politics.coherence_found, politics.threat, p)
    politics.censorship = steered(world, "censorship.strength", own)
    chance = withdrawal_chance(politics.censorship, p)
    month = world.clock.absolute
    gone = [
        m
        for m in politics.leaders
        if in_print(m) and world.streams.uniform(month, "books", m.identity) < chance
    ]
    for leader in gone:
        leader.in_print = reach_left(leader.in_print, politics.censorship, p)
    politics.withdrawn += len(gone)
    if gone:
        world.note(
            "text",
            ", ".join(m.name for m in gone),
            "",
            f"Books of the fallen are withdrawn: {', '.join(m.name for m in gone)}.",
            form="books",
            count=len(gone),
            censorship=round(politics.censorship, 3),
        )


def in_print(leader: Leader) -> bool:
    """Whether he has fallen and his books are still to be had."""
    fallen = leader.status in (EXPELLED, ARRESTED, EXILED)
    known = leader.identity < GENERATED and leader.standing >= OF_PRINT
    return fallen and known and leader.in_print >= 1.0
