"""The census: one pass over the households that sums what stocks and orders need, by village."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel
from sim.state import GONE, KOLKHOZ, KULAK, MIDDLE, PETITIONING

COUNTED = (
    "homes", "members", "adults", "children", "horses", "cattle", "pigs", "sheep", "open_kg",
    "hidden_kg", "seed_kg", "land_ha", "worked_ha", "standing_ha", "member_land_ha", "grievance",
    "fear", "below_line", "hungry_adults", "kulaks", "middle", "infants", "elders",
    "attitude_open", "stance_open",
)  # fmt: skip
"""What the census counts, a column each; grievance and fear are weighted by adults."""

PLACE = {name: place for place, name in enumerate(COUNTED)}


@kernel
def census(hh, vi, rules, tally, lo, hi):
    """Count the villages lo..hi into ``tally`` (villages x COUNTED), in sample units."""
    line = rules[0].hunger.famine_line
    for v in range(lo, hi):
        village = vi[v]
        row = tally[v]
        row[:] = 0.0
        for i in range(village.start, village.stop):
            home = hh[i]
            row[11] += home.land_ha
            if home.status == GONE:
                continue
            row[0] += 1.0
            row[2] += home.adults
            row[3] += home.children
            row[4] += home.horses
            row[5] += home.cattle
            row[6] += home.pigs
            row[7] += home.sheep
            row[8] += home.open_kg
            row[9] += home.hidden_kg
            row[10] += home.seed_kg
            row[12] += home.worked_ha
            row[13] += home.winter_ha + home.spring_ha
            if home.status == KOLKHOZ:
                row[1] += 1.0
                row[14] += home.land_ha
            row[15] += home.grievance * home.adults
            row[16] += home.fear * home.adults
            if home.body < line:
                row[17] += home.adults + home.children
            if home.hunger > 0.2:
                row[18] += home.adults
            if home.label == KULAK:
                row[19] += 1.0
            if home.label == MIDDLE:
                row[20] += 1.0
            row[21] += home.infants
            row[22] += home.elders
            if home.attitude >= PETITIONING:
                row[23] += 1.0
            if home.stance >= PETITIONING:
                row[24] += 1.0


def empty_tally(villages: int) -> NDArray[np.float64]:
    """A tally of zeros, a row a village."""
    return np.zeros((villages, len(COUNTED)))
