"""A leader: a named member of the party's upper ranks, with views, patron, office and nerve.

Decides with whom to stand, how to vote, whether to recant, to write, to inform. All arguments are
plain numbers; what a leader sees of the world is handed to him.
"""

from __future__ import annotations

from typing import Any

import mesa

from sim.rules.alignment import Alignment
from sim.rules.attribution import (
    Attribution,
    beliefs,
    blamed,
    remembered_failures,
    said_in_private,
)
from sim.rules.exile import suspects
from sim.rules.recantation import Recantation, kind, recant_chance
from sim.rules.texts import Texts, bitterness, informer_chance, writing_chance
from sim.rules.voting import Voting, ballot

MEMBER, EXPELLED, ARRESTED, EXILED, DEAD = "member", "expelled", "arrested", "exiled", "dead"


class Leader(mesa.Agent):  # type: ignore[misc]
    """One leader; all traits and positions are shares from 0 to 1.

    Traits: squeeze, democracy, world_revolution, ambition, belief, standing, appeal, shrillness,
    schooled (by the Civil War in force and siege, M43).

    ``identity`` keys his chance: the row in the inputs, or 10000 and up for generated members.
    ``alarmed`` by exiles' writings, ``stirred`` by word from one, ``in_print`` (the hold of his
    writings on readers) are shares; ``appealed`` is the month of his appeal to the top, or -1.
    """

    def __init__(
        self,
        model: Any,
        identity: int,
        key: str,
        name: str,
        traits: dict[str, float],
        rank: str = "cc",
        patron: str = "",
        base: int = -1,
        office: str = "",
    ) -> None:
        """``traits`` by name as in the class; ``base`` is a region's index or -1."""
        super().__init__(model)
        self.identity = identity
        self.key = key
        self.name = name
        self.squeeze = traits["squeeze"]
        self.first_squeeze = traits["squeeze"]
        self.democracy = traits["democracy"]
        self.world_revolution = traits["world_revolution"]
        self.ambition = traits["ambition"]
        self.belief = traits["belief"]
        self.standing = traits["standing"]
        self.appeal = traits["appeal"]
        self.shrillness = traits["shrillness"]
        self.schooled = traits["schooled"]
        self.rank = rank
        self.patron = patron
        self.base = base
        self.office = office
        self.full_member = False
        self.elected = 0
        self.politburo = ""
        self.status = MEMBER
        self.status_since = 0
        self.recanted = "na"
        self.penitent_since = -1
        self.faction: Any = None
        self.ties: dict[str, float] = {}
        self.kin: set[str] = set()
        self.failures = 0.0
        self.believes_line = self.belief
        self.believes_enemies = 0.2
        self.arena_on_file = ""
        self.contacts_on_file = 0
        self.grain_losses = 0
        self.alarmed, self.stirred = 0.0, 0.0
        self.appealed, self.rebuffed = -1, False
        self.in_print = 1.0
        self.dies = 10**9
        self.acts: list[tuple[int, str]] = []

    @property
    def in_party(self) -> bool:
        """Whether he holds a party card."""
        return self.status == MEMBER

    @property
    def at_large(self) -> bool:
        """Whether he is alive, in the country and free."""
        return self.status in (MEMBER, EXPELLED)

    @property
    def level(self) -> str:
        """His rank as the discipline bodies see it: politburo, cc, mid_elite or outside_party."""
        if self.status != MEMBER:
            return "outside_party"
        if self.politburo:
            return "politburo"
        return "cc" if self.full_member else self.rank

    @property
    def circle_label(self) -> str:
        """The name under which his circle goes; ``none`` outside every circle."""
        return str(self.faction.label) if self.faction is not None else "none"

    def remember(self, tick: int, text: str) -> None:
        """Enter an act in his record."""
        self.acts.append((tick, text))

    def reads(self, crisis: float, right: float, enemies: float, p: Attribution) -> None:
        """Update his beliefs from this month's crisis; priors ``right`` and ``enemies``.

        What he has read of exiles' writings raises the second prior. M66, M77.
        """
        self.failures = remembered_failures(self.failures, crisis, p)
        enemies = suspects(enemies, self.alarmed)
        self.believes_line, self.believes_enemies = beliefs(right, enemies, self.failures, p)

    def blames(self, excess: float, u: float, p: Attribution) -> str:
        """Whom he blames: ``enemies``, ``officials`` or the ``line``. M05, M19."""
        return blamed(self.believes_line, self.believes_enemies, excess, u, p)

    def confides(self, u: float) -> bool:
        """Whether he lays the failures on the line among his own. M81."""
        return said_in_private(self.believes_line, u)

    def sides_with(self, utilities: dict[str, float], current: str, p: Alignment) -> str:
        """The head he stands with: the best, unless the gain over the present is slight. M24."""
        best = max(utilities, key=lambda key: utilities[key])
        if current in utilities and utilities[best] - utilities[current] < p.stickiness:
            return current
        return best

    def votes(self, lean: float, draw: float, p: Voting) -> int:
        """His vote: +1 with the majority, -1 against, 0 abstains. M30, M44."""
        return int(ballot(lean, draw, p))

    @property
    def pride(self) -> float:
        """How hard it is for him to bend: conviction and a shrill tongue, a share."""
        return 0.25 * self.belief + 0.75 * self.shrillness

    def recants(
        self,
        saved: float,
        required: float,
        line_gap_closed: float,
        head_recanted: bool,
        draws: tuple[float, float],
        p: Recantation,
    ) -> str:
        """His answer to the demand to recant: ``no``, ``partial`` or ``yes``. M53, M56."""
        chance = recant_chance(saved, required, self.pride, line_gap_closed, head_recanted, p)
        return kind(draws[1], required, p) if draws[0] < chance else "no"

    def writes(self, crisis: float, line: float, u: float, p: Texts) -> bool:
        """Whether he drafts a text this month; word from an exile makes it likelier. M60, M67."""
        chance = writing_chance(crisis, self.distance(line), float(self.at_large), p)
        return u < chance * (1.0 + self.stirred)

    def distance(self, line: float) -> float:
        """How far his first view lies from the line, with his wish for democracy, a share."""
        return abs(self.first_squeeze - line) + 0.3 * self.democracy

    @property
    def bitterness(self) -> float:
        """How bitter his pen is by what he has been through, a share. M64."""
        losses = self.faction.losses if self.faction is not None else 0
        return bitterness(self.recanted == "no", self.status != MEMBER, losses)

    def informs(self, informers: float, knowing_punished: bool, u: float, p: Texts) -> bool:
        """Whether he turns in a text that reaches him. M62, M65."""
        return u < informer_chance(informers, knowing_punished, p) * (1.5 - self.pride)
