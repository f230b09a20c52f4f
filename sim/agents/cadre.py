"""Cadres: district secretaries, between the plan and the village (M14-M19, M84)."""

from __future__ import annotations

from typing import Any, NamedTuple

import mesa

from sim.rules.cadre import COMPLY, Mind, View
from sim.secretaries import Secretaries
from sim.state import Table, columns

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
    """The secretary of a district: career, beliefs, local ties and fear; the post passes on.

    Every column of :class:`sim.secretaries.Secretaries` reads as an attribute (``cadre.zeal``).
    """

    def __init__(self, model: Any, posts: Table, place: int, region: str) -> None:
        """``place`` is the row of the post in ``posts``, ``region`` the name of its region."""
        super().__init__(model)
        self.posts = posts
        self.place = place
        self.generation = 0
        """which secretary of the district; kept at hand too, since every line and event names it"""
        self.region = region
        self.district = int(posts.district[place])
        self.patron = ""
        """who got the secretary the post: the Central Committee or a regional secretary"""
        self.record: list[Entry] = []
        """own history of the post, its holders one after the other"""

    def __getattr__(self, name: str) -> Any:
        """The secretary's value in the column of that name."""
        if name in _COLUMNS:
            return self.posts.rows[name][self.place].item()
        raise AttributeError(f"Cadre has no attribute or column '{name}'")

    @property
    def name(self) -> str:
        """How tables and events call the secretary."""
        return f"secretary {self.generation} of district {self.district}"

    @property
    def seen(self) -> View | None:
        """What the secretary saw last; None before the first look at the district."""
        return View(*(getattr(self, name) for name in View._fields)) if self.looked else None

    def take_office(self, mind: Mind, outsider: bool, risen: bool, patron: str) -> None:
        """A new secretary with that mind takes the district."""
        post, self.patron = self.posts.rows[self.place], patron
        for name, value in zip(Mind._fields, mind, strict=True):
            post[name] = value
        self.generation += 1
        post["generation"] = self.generation
        post["tenure"] = post["reprimands"] = post["orphaned"] = 0
        post["outsider"], post["risen"] = outsider, risen
        post["marked"], post["overshot"] = 0.5, 0.0
        post["choice"], post["pleads"], post["looked"] = COMPLY, 0, 0

    def take_reprimand(self, cost: float) -> None:
        """A reprimand goes on file and costs that share of the prospects."""
        post = self.posts.rows[self.place]
        post["reprimands"] += 1
        post["prospects"] *= 1.0 - cost

    def remember(
        self, month: str, what: str, detail: str, target_kg: float, collected_kg: float
    ) -> None:
        """Enter a line in the own history (kg of the sample)."""
        self.record.append(Entry(month, self.generation, what, detail, target_kg, collected_kg))


_COLUMNS = frozenset(columns(Secretaries))
