"""Households: light views of one row of the columns."""

from __future__ import annotations

from typing import Any

import mesa

from sim.state import GONE, KOLKHOZ, Households, columns

LABELS = ("poor", "middle", "kulak")
STANCES = ("silent", "hiding", "leaving", "petitioning", "violent")


class Household(mesa.Agent):  # type: ignore[misc]
    """One household: a view of its row, so that Mesa's tools work on it.

    Every column of :class:`sim.state.Households` reads as an attribute (``household.open_kg``).
    The view holds no state of its own; the dynamics are the same with and without views.
    """

    def __init__(self, model: Any, row: int) -> None:
        """``row`` is the household's place in the columns."""
        super().__init__(model)
        self.row = row

    def __getattr__(self, name: str) -> Any:
        """The household's value in the column of that name."""
        if name in _COLUMNS:
            return getattr(self.model.world.households, name)[self.row].item()
        raise AttributeError(f"Household has no attribute or column '{name}'")

    @property
    def people(self) -> int:
        """Adults and children, persons."""
        return int(self.adults + self.children)

    @property
    def in_kolkhoz(self) -> bool:
        """Whether it is a member of the village's kolkhoz."""
        return bool(self.status == KOLKHOZ)

    @property
    def gone(self) -> bool:
        """Whether nobody of it is left in the village."""
        return bool(self.status == GONE)

    @property
    def label_name(self) -> str:
        """The label that the district has put on it: poor, middle or kulak."""
        return LABELS[self.label]

    @property
    def stance_name(self) -> str:
        """Its public stance last month."""
        return STANCES[self.stance]


_COLUMNS = frozenset(columns(Households))
