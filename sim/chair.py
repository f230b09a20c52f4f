"""The chair of a district secretary: choices of a person take the place of the rule's, month by month.

What may be chosen is what the rule itself chooses among: one of ``sim.rules.cadre.CHOICES``, and
whether to argue for a lower target. Everything else answers by its own rules: the district's levers,
the plan, the household, those who charge, promote and replace. The choices hold for one secretary;
once he or she has gone, the successor chooses by the rule. Without choices a run is unchanged to
the bit (docs/decisions/0021).
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
    """A district's post, the secretary whom a person stands for, and the moves by month."""

    district: int
    """row of the district"""
    secretary: int
    """which secretary of the district: its ``generation``"""
    moves: dict[int, Move] = field(default_factory=dict)
    """by tick, months since the start of the run"""

    def move(self, tick: int, generation: int) -> Move | None:
        """The move of a month, or None where the rule chooses.

        ``generation`` says which secretary holds the post now.
        """
        return self.moves.get(tick) if generation == self.secretary else None
