"""A faction: the circle round a high personality, or two beaten circles that have joined.

Decides what to propose, when to break with the majority, with whom to ally, how far out to carry
the fight, and when to give up.
"""

from __future__ import annotations

from typing import Any

import mesa

from sim.agents.leader import Leader
from sim.rules.opposition import (
    Opposition,
    ally_chance,
    break_chance,
    escalation_chance,
    restraint,
    tension,
)

MAJORITY, OPEN, BEATEN, GONE = "majority", "open", "beaten", "gone"
LADDER = ("elite_only", "rank_and_file", "public_street", "underground_text", "foreign_contact")


class Faction(mesa.Agent):  # type: ignore[misc]
    """A circle with its head, members, platform, posture and stance.

    ``class_label`` is as whose agent it was classed when it was beaten (M79).
    ``stance``: majority, open (in opposition), beaten (sanctioned, not recanted) or gone.
    """

    def __init__(self, model: Any, head: Leader, label: str, stance: str, founded: int) -> None:
        """``label`` is one of ``sim.outcomes.FACTIONS``; ``founded`` is a tick."""
        super().__init__(model)
        self.head = head
        self.label = label
        self.stance = stance
        self.founded = founded
        self.members: list[Leader] = []
        self.arena = 0
        self.losses = 0
        self.wins = 0
        self.defeated = False
        self.class_label = ""

    @property
    def platform(self) -> float:
        """The pace of the squeeze that it stands for: its head's view, a share."""
        return self.head.squeeze

    @property
    def posture(self) -> str:
        """``calm`` or ``shrill``. M29."""
        return "shrill" if self.head.shrillness > 0.5 else "calm"

    @property
    def seats(self) -> int:
        """Full members of the Central Committee that stand with it."""
        return sum(leader.full_member and leader.in_party for leader in self.members)

    def proposes(self) -> float:
        """The line that it moves, a share: a calm head the golden mean, a shrill one his own.

        M22, M29, M37.
        """
        seated = [m.full_member or bool(m.politburo) for m in self.members]
        weights = [m.standing * s for m, s in zip(self.members, seated, strict=True)]
        if sum(weights) <= 0.0:
            return self.platform
        mean = sum(w * m.squeeze for w, m in zip(weights, self.members, strict=True))
        mean /= sum(weights)
        calm = 1.0 - self.head.shrillness
        return calm * mean + (1.0 - calm) * self.platform

    def breaks(
        self,
        line: float,
        rival: float,
        settled: float,
        owed_seats: float,
        in_season: bool,
        ban: float,
        u: float,
        p: Opposition,
    ) -> bool:
        """Whether it goes into open opposition this month. M23, M25, M28, M32."""
        strain = tension(
            abs(self.platform - line), self.head.grain_losses, self.head.ambition, rival, settled, p
        )
        return u < break_chance(strain, owed_seats, in_season, ban, p)

    def allies_with(
        self, other: Faction, line: float, rival_power: float, u: float, p: Opposition
    ) -> bool:
        """Whether two losers join. M25, M28, M34."""
        same_side = (self.platform - line) * (other.platform - line) > 0.0
        return u < ally_chance(same_side, rival_power, p)

    def carries_further(
        self, crisis: float, norm: float, breach_seen: bool, u: float, p: Opposition
    ) -> bool:
        """Whether it takes the fight one arena further out. M47, M49-M51."""
        held = restraint(crisis, norm, breach_seen, self.head.shrillness, p)
        return self.arena < 2 and u < escalation_chance(
            self.losses, held, bool(self.head.politburo), p
        )

    def gives_up(self) -> bool:
        """Whether nobody is left who holds a card and has not recanted. M33, M53."""
        return not any(m.in_party and m.recanted in ("na", "no") for m in self.members)

    @property
    def arena_name(self) -> str:
        """The furthest arena that it has used, as the record spells it."""
        return LADDER[self.arena]
