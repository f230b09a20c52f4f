"""The political police: watches, rounds up, connects, and lives by the cases it finds."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import mesa

from sim.agents.leader import Leader
from sim.rules.invention import Invention, budget_cut, invention_chance
from sim.rules.policing import Policing, campaign_goes_on, next_budget, sentences


class Police(mesa.Agent):  # type: ignore[misc]
    """One police: budget (index, 1924 = 1), informers (per thousand), prisoners, files.

    ``opponents`` at large (persons) are what it would find if it saw all; it does not know them.
    """

    def __init__(self, model: Any, budget: float, informers: float, prisoners: float) -> None:
        """``prisoners`` in persons."""
        super().__init__(model)
        self.budget = budget
        self.informers = informers
        self.prisoners = prisoners
        self.best_budget = budget
        self.caseload = 0.0
        self.running = 0
        self.resting = 12
        self.precision = 0.2
        self.opponents = 0.0
        self.licence = 0.1
        self.files: dict[int, set[int]] = {}

    @property
    def in_campaign(self) -> bool:
        """Whether a wave of repression is under way."""
        return self.running > 0

    def watches(self, leader: Leader, arena: str) -> None:
        """Open or extend a file: the furthest arena and one more contact. M70, M76."""
        order = ("", "elite_only", "rank_and_file", "public_street", "underground_text",
                 "foreign_contact")  # fmt: skip
        if order.index(arena) > order.index(leader.arena_on_file):
            leader.arena_on_file = arena
        leader.contacts_on_file += 1

    def connects(self, first: Leader, second: Leader) -> None:
        """Enter a contact between two people; it stays on file. M74, M76."""
        self.files.setdefault(first.identity, set()).add(second.identity)
        self.files.setdefault(second.identity, set()).add(first.identity)

    def connects_all(self, people: list[Leader]) -> None:
        """Enter a contact between every two of them. M74, M76."""
        for first, second in combinations(people, 2):
            self.connects(first, second)

    def rounds_up(self, leader: Leader, campaign: float, u: float, p: Policing) -> bool:
        """Whether an old contact is pulled in with a new case. M74, M76; ``campaign`` a share."""
        weight = min(1.0, leader.contacts_on_file / 4.0)
        return u < p.sweep * weight * campaign

    def invents(self, threat: float, incentive: float, u: float, p: Invention) -> bool:
        """Whether it presents a conspiracy that never was; the desks are then busy. M71."""
        cut = budget_cut(self.budget, self.best_budget)
        if u >= invention_chance(incentive, self.caseload, cut, threat, p):
            return False
        self.caseload = min(1.0, self.caseload + p.case_worth)
        return True

    def works(
        self, threat: float, cost: float, incentive: float, invented: bool, p: Policing
    ) -> tuple[float, int]:
        """One month: sentences in persons, and +1 / -1 / 0 when a campaign starts / ends / neither.

        ``invented``: whether it found a conspiracy to show. M71, M82, M92, M93; LITERATURE.md B9.
        """
        filled = self.prisoners / max(1.0, p.capacity * self.budget)
        goes_on = campaign_goes_on(self.running, self.resting, threat, filled, cost, p)
        turn = int(goes_on) - int(self.running > 0)
        self.running = self.running + 1 if goes_on else 0
        self.resting = 0 if goes_on else self.resting + 1
        passed = sentences(self.budget, threat, goes_on, filled, p)
        self.prisoners += passed - p.release * self.prisoners
        self.budget = next_budget(self.budget, goes_on or invented, incentive, threat, p)
        self.best_budget = max(self.best_budget, self.budget)
        self.caseload = 0.9 * self.caseload + 0.1 * goes_on
        return passed, turn
