"""Cadres: district secretaries, between the plan and the village (M14-M19, M84)."""

from __future__ import annotations

from typing import Any, NamedTuple

import mesa

from sim.rules import cadre as rules
from sim.rules.cadre import CHOICES


class Situation(NamedTuple):
    """What a secretary sees this month; all shares."""

    shortfall: float
    """part of the target due by now that is missing"""
    harm: float
    """hunger and unrest in the district"""
    norm: float
    """discipline demanded"""
    by_zeal: float
    blame_excess: float
    audit: float
    penalty: float


class Cadre(mesa.Agent):  # type: ignore[misc]
    """A district secretary with a career, beliefs, local ties and fear."""

    def __init__(self, model: Any, district: int, region: str) -> None:
        """``district`` is the row of the district, ``region`` its name."""
        super().__init__(model)
        self.district = district
        self.region = region
        self.zeal = 0.5
        self.belief = 0.7
        self.tie = 0.5
        self.fear = 0.1
        self.tenure = 0
        self.outsider = False
        self.patron = ""
        self.generation = 0
        self.choice = rules.COMPLY
        self.record: list[tuple[str, str, float, float]] = []
        """own history: (month, what, target kg, collected kg)"""

    def take_office(
        self, u: tuple[float, float, float, float], outsiders: float, norm: float
    ) -> None:
        """A new secretary takes the district; ``u`` are four uniform numbers.

        Outsiders have no local ties; a stricter norm selects more zealous people.
        """
        self.generation += 1
        self.tenure = 0
        self.outsider = u[0] < outsiders
        self.zeal = min(1.0, 0.2 + 0.6 * u[1] + 0.25 * norm)
        self.belief = min(1.0, 0.4 + 0.5 * u[2] + 0.15 * norm)
        self.tie = 0.0 if self.outsider else 0.3 + 0.5 * u[3]
        self.fear = 0.1
        self.choice = rules.COMPLY

    def choose(self, seen: Situation, u: float, p: rules.Cadre) -> int:
        """Choose among comply, overshoot, misreport, balk and leak; returns the choice's code."""
        values = rules.utilities(
            self.zeal, self.belief, self.tie, self.fear, seen.harm, seen.shortfall, seen.norm,
            seen.by_zeal, seen.blame_excess, seen.audit, p,
        )  # fmt: skip
        self.choice = rules.chosen(rules.choice_odds(values, p), u)
        return self.choice

    def live_a_month(self, seen: Situation, p: rules.Cadre) -> float:
        """Ties and fear grow; returns the chance to lose the post this month."""
        self.tenure += 1
        self.tie = min(1.0, self.tie + p.tie_growth / 12.0 * (1.0 - self.tie))
        overshoots = self.choice == rules.OVERSHOOT
        chance = rules.loss_of_post(seen.shortfall, seen.penalty, overshoots, seen.blame_excess, p)
        self.fear = rules.fear_next(self.fear, chance)
        return chance

    def remember(self, month: str, what: str, target_kg: float, collected_kg: float) -> None:
        """Enter a line in the cadre's own history (kg of the sample)."""
        self.record.append((month, what, target_kg, collected_kg))

    @property
    def choice_name(self) -> str:
        """The choice in words."""
        return CHOICES[self.choice]
