"""The chair of a district secretary: a person's choices, by month, in the place of the rule's.

What may be chosen is what the rule itself chooses among: one of ``sim.rules.cadre.CHOICES``, and
whether to argue for a lower target. Everything else answers by its own rules: the levers of the
district, the plan, the household, those who charge, promote and replace. The choices hold for one
secretary; once he or she has gone, the successor chooses by the rule. Without choices a run is
unchanged to the bit (docs/decisions/0019).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

PLEADS, KEEPS_SILENT = -1.0, 2.0
"""Luck below every chance to plead, and above every one."""


class Move(NamedTuple):
    """What a secretary does in a month."""

    choice: int
    """code, place in ``sim.rules.cadre.CHOICES``"""
    plea: bool
    """argues for a lower target, in the months in which targets are argued about"""


@dataclass
class Chair:
    """A district's post, and the moves, by month, of a person who takes the secretary's place."""

    district: int
    """row of the district"""
    moves: dict[int, Move] = field(default_factory=dict)
    """by tick, months since the start of the run"""
    secretary: int = 0
    """whom the person stands for, by ``generation``: the holder at the first move; 0 before it"""

    def move(self, tick: int, generation: int) -> Move | None:
        """The move of a month, or None where the rule chooses.

        ``generation`` says which secretary holds the post now.
        """
        found = self.moves.get(tick)
        if found is not None and self.secretary == 0:
            self.secretary = generation
        return found if generation == self.secretary else None
