"""What a household leaves behind passes on: to the kolkhoz, or to a neighbour."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import FLOW
from sim.state import GONE, KOLKHOZ

COMMONS = FLOW["to_commons"]


@kernel
def clear_goods(home):
    """A household owns nothing any more."""
    home.land_ha = 0.0
    home.winter_ha = 0.0
    home.spring_ha = 0.0
    home.horses = 0
    home.cattle = 0
    home.pigs = 0
    home.sheep = 0
    home.open_kg = 0.0
    home.hidden_kg = 0.0
    home.seed_kg = 0.0


@kernel
def mean_condition(own, own_condition, horses, condition):
    """Condition of two herds of horses that come together; the first one's where both are empty."""
    together = own + horses
    if together == 0:
        return own_condition
    return (own * own_condition + horses * condition) / together


@kernel
def pool_condition(village, horses, condition):
    """Horses of a condition come into the kolkhoz stable: the mean condition moves."""
    village.kolkhoz_condition = mean_condition(
        village.kolkhoz_horses, village.kolkhoz_condition, horses, condition
    )


@kernel
def to_commons(home, village, v, flows):
    """A household's land, animals, crops and grain pass to the village (it is gone or ruined)."""
    village.kolkhoz_land_ha += home.land_ha
    village.kolkhoz_winter_ha += home.winter_ha
    village.kolkhoz_spring_ha += home.spring_ha
    if home.status != KOLKHOZ:
        village.kolkhoz_used_ha += home.worked_ha
    pool_condition(village, home.horses, home.horse_condition)
    village.kolkhoz_horses += home.horses
    village.kolkhoz_cattle += home.cattle
    village.kolkhoz_pigs += home.pigs
    village.kolkhoz_sheep += home.sheep
    kg = home.open_kg + home.hidden_kg
    flows[v, COMMONS] += kg + home.seed_kg
    village.kolkhoz_open_kg += kg
    village.kolkhoz_seed_kg += home.seed_kg
    clear_goods(home)


@kernel
def heir(hh, village, i):
    """A household of the village that takes over what household i leaves, or -1."""
    n = village.stop - village.start
    for step in range(1, n):
        j = village.start + (i - village.start + step) % n
        other = hh[j]
        if other.status != GONE and other.adults > 0:
            return j
    return -1


@kernel
def to_heir(home, other):
    """Everything that household i owns passes to household j of the same village."""
    other.horse_condition = mean_condition(
        other.horses, other.horse_condition, home.horses, home.horse_condition
    )
    other.land_ha += home.land_ha
    other.worked_ha += home.worked_ha
    other.winter_ha += home.winter_ha
    other.spring_ha += home.spring_ha
    other.horses += home.horses
    other.cattle += home.cattle
    other.pigs += home.pigs
    other.sheep += home.sheep
    other.open_kg += home.open_kg
    other.hidden_kg += home.hidden_kg
    other.seed_kg += home.seed_kg
    home.worked_ha = 0.0
    clear_goods(home)


@kernel
def pass_on(hh, village, i, v, flows):
    """What a household leaves goes to the kolkhoz where there is one, else to a private heir."""
    j = heir(hh, village, i)
    if j < 0 or village.share_kolkhoz > 0.1:
        to_commons(hh[i], village, v, flows)
        return
    other = hh[j]
    if other.status == KOLKHOZ:
        to_commons(hh[i], village, v, flows)
    else:
        to_heir(hh[i], other)
