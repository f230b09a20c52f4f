"""Collected grain in the districts' stores, and what secretaries sell back of it (M16)."""

from __future__ import annotations

import numpy as np

from sim.institutions.countryside import Countryside
from sim.rules.cadre import LEAK
from sim.world import World


def cadres_sell_back(world: World) -> None:
    """Leaking secretaries sell collected grain back to the hungry before it is shipped. M16.

    Kung and Zhou (2021): home-born officials relieved by resale, not by lower procurement.
    """
    country: Countryside = world.countryside
    districts = country.first.districts
    p = world.parameters["cadre"]
    lack = country.by_district(country.flow_per_village("wanted_relief"))
    leaks = districts.choice == LEAK
    offered = np.where(leaks, np.minimum(lack, p.leak_share * districts.store_kg), 0.0)
    weight = country.first.weight[districts.region]
    in_store = 0.5 * world.towns.stock_kg / max(1.0, float((offered * weight).sum()))
    offered *= max(0.0, min(1.0, in_store))
    districts.resale_fill[:] = offered / np.maximum(1.0, lack)
