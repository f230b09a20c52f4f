"""Villages: light views of one row of the columns."""

from __future__ import annotations

from typing import Any

import mesa

from sim.outcomes import REGIONS
from sim.state import Villages, columns


class Village(mesa.Agent):  # type: ignore[misc]
    """One village: a view of its row. Every column of ``sim.state.Villages`` is an attribute."""

    def __init__(self, model: Any, row: int) -> None:
        """``row`` is the village's place in the columns."""
        super().__init__(model)
        self.row = row

    def __getattr__(self, name: str) -> Any:
        """The village's value in the column of that name."""
        if name in _COLUMNS:
            return getattr(self.model.world.villages, name)[self.row].item()
        raise AttributeError(f"Village has no attribute or column '{name}'")

    @property
    def households(self) -> int:
        """Households on its list, also those that are gone."""
        return int(self.stop - self.start)

    @property
    def region_name(self) -> str:
        """The region it lies in."""
        return str(REGIONS[self.region])


_COLUMNS = frozenset(columns(Villages))
