"""Cadres: district secretaries, between the plan and the village (M14-M19, M84)."""

from __future__ import annotations

from typing import Any, NamedTuple

import mesa

from sim.rules import cadre as rules
from sim.rules.cadre import CHOICES, Mind, View

CENTRE = "the Central Committee"
"""Patron of a secretary who was sent from outside."""


class Entry(NamedTuple):
    """A line of a secretary's own history."""

    month: str
    secretary: int
    """which secretary of the district"""
    what: str
    """appointed, choice, report, plea, a penalty, promoted, transferred"""
    detail: str
    target_kg: float
    """plan of the agricultural year then (kg of the sample)"""
    collected_kg: float
    """collected by then since July (kg of the sample)"""


class Cadre(mesa.Agent):  # type: ignore[misc]
    """The secretary of a district: career, beliefs, local ties and fear; the post passes on."""

    def __init__(self, model: Any, district: int, region: str) -> None:
        """``district`` is the row of the district, ``region`` its name."""
        super().__init__(model)
        self.district = district
        self.region = region
        self.zeal = 0.5
        self.belief = 0.7
        self.tie = 0.5
        self.fear = 0.1
        self.prospects = 0.5
        self.candour = 0.5
        self.tenure = 0
        """months in office"""
        self.outsider = False
        self.risen = False
        """rose from bench or plough"""
        self.patron = ""
        """who got the secretary the post: the Central Committee or a regional secretary"""
        self.orphaned = 0
        """months since the patron fell"""
        self.reprimands = 0
        self.marked = 0.5
        """standing on the ladder, smoothed over about a year"""
        self.generation = 0
        """which secretary of the district"""
        self.choice = rules.COMPLY
        self.pleads = False
        self.overshot = 0.0
        """how much of the past months went beyond the plan, fading"""
        self.seen: View | None = None
        """what the secretary saw last"""
        self.record: list[Entry] = []
        """own history of the post, its holders one after the other"""

    @property
    def name(self) -> str:
        """How tables and events call the secretary."""
        return f"secretary {self.generation} of district {self.district}"

    @property
    def choice_name(self) -> str:
        """The choice in words."""
        return CHOICES[self.choice]

    def take_office(self, mind: Mind, outsider: bool, risen: bool, patron: str) -> None:
        """A new secretary with that mind takes the district."""
        self.generation += 1
        self.tenure = self.reprimands = self.orphaned = 0
        self.outsider, self.risen, self.patron = outsider, risen, patron
        self.zeal, self.belief, self.tie, self.fear, self.prospects, self.candour = mind
        self.marked, self.overshot = 0.5, 0.0
        self.choice, self.pleads, self.seen = rules.COMPLY, False, None

    def mind(self, envoy: float, p: rules.Cadre) -> Mind:
        """Dispositions as they count this month; an envoy (0/1) makes local ties void."""
        tie = rules.ties_that_count(self.tie, envoy, p)
        return Mind(self.zeal, self.belief, tie, self.fear, self.prospects, self.candour)

    def choose(self, view: View, u: float, p: rules.Cadre) -> int:
        """Choose among comply, overshoot, misreport, balk and leak; returns the choice's code."""
        self.seen = view
        values = rules.utilities(self.mind(view.envoy, p), view, p)
        self.choice = rules.chosen(rules.choice_odds(values, p), u)
        return self.choice

    def live_a_month(
        self, threatened: float, dispute: float, marked: float, p: rules.Cadre
    ) -> None:
        """Ties, fear, belief, prospects and mark move on after a month in office.

        ``threatened`` is the chance of a charge that may cost the post, ``dispute`` the
        leadership's own quarrel, ``marked`` the mark of the month; shares.
        """
        view = self.seen
        self.tenure += 1
        self.tie = rules.tie_next(self.tie, p)
        self.fear = rules.fear_next(self.fear, threatened)
        self.prospects *= 1.0 - p.prospects_fade
        self.marked += (marked - self.marked) / 12.0
        self.overshot = 0.85 * self.overshot + 0.15 * (self.choice == rules.OVERSHOOT)
        if view is not None:
            harm = view.harm * rules.ties_that_count(self.tie, view.envoy, p)
            blamed = min(1.0, view.blame_excess * (0.3 + self.overshot) + dispute)
            self.belief = rules.belief_next(self.belief, view.norm, harm, blamed, p)

    def remember(
        self, month: str, what: str, detail: str, target_kg: float, collected_kg: float
    ) -> None:
        """Enter a line in the own history (kg of the sample)."""
        self.record.append(Entry(month, self.generation, what, detail, target_kg, collected_kg))
