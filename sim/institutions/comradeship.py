"""Ties between leaders: joint struggle warms them, votes on opposite sides chill them (M32)."""

from __future__ import annotations

from itertools import combinations

from sim.agents.faction import MAJORITY
from sim.agents.leader import Leader
from sim.institutions.politics_state import Politics
from sim.rules.alignment import Alignment, next_tie
from sim.world import World


def _camp(leader: Leader) -> int:
    """0 in the majority, else the identity of the circle's head; -1 outside every circle."""
    if leader.faction is None:
        return -1
    return 0 if leader.faction.stance == MAJORITY else 1 + int(leader.faction.head.identity)


def ties_change(politics: Politics, world: World) -> None:
    """After a session the ties of leading men move, and those of friends and foes in the room.

    Bonds form among the Politburo and heads of circles alone; elsewhere known ties change. M32.
    """
    p: Alignment = world.parameters["alignment"]
    ballots = politics.ballots
    rival = any(f.head.in_party for f in politics.opposing())
    heads = {f.head.identity for f in politics.factions}
    for one, other in combinations([m for m in politics.leaders if m.in_party and m.ties], 2):
        leading = all(m.politburo or m.identity in heads for m in (one, other))
        if other.key not in one.ties and not leading:
            continue
        opposed = ballots.get(one.identity, 0) * ballots.get(other.identity, 0) < 0
        together = rival and _camp(one) == _camp(other) >= 0
        if not (opposed or together):
            continue
        for first, second in ((one, other), (other, one)):
            first.ties[second.key] = next_tie(first.ties.get(second.key, 0.0), together, opposed, p)
