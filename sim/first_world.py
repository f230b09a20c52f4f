"""The first world: sampled villages and households of January 1924, region by region.

A run at scale K takes about one village in K, whole and at its true size, and weights it to its
region; a region keeps at least five districts and a district at least three villages. Endowments
are drawn household by household and then raked so that weighted regional totals meet the inputs.
Their spread can be narrowed down to nothing (``endowment.spread``): then the households of a region
are alike up to the rounding of people and animals to whole ones, and only labels (by lot) and the
nomads' way of life still tell them apart.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.outcomes import REGIONS
from sim.rules.endowment import Endowment, narrowed_normal, narrowed_uniform
from sim.rules.hunger import Hunger
from sim.rules.sowing import Sowing
from sim.state import KULAK, MIDDLE, POOR, Districts, Households, Table, Villages, empty
from sim.streams import Streams

LEAST_DISTRICTS = 5
LEAST_VILLAGES = 3
SMALLEST_VILLAGE, LARGEST_VILLAGE = 6, 900
SOWN_1923, SOWN_1924 = 0.82, 0.85
"""Shares of village grain land sown for the harvests of 1923 and 1924 (78.6 and 82.9 Mha of all
sectors, a little more of the land of 1924 already in hand)."""
INFANTS, ELDERS = 0.405, 0.107
"""Under five among children under fifteen, sixty and over among adults (census of 1926)."""
FIRST_MONTH = 1924 * 12
"""The month that keys the draws of the first world."""

Floats = NDArray[np.float64]


@dataclass
class FirstWorld:
    """The sampled columns and each region's weight (real households for a sampled one)."""

    households: Table
    villages: Table
    districts: Table
    weight: Floats


def _village_sizes(region: Any, real: float, scale: int, u: Floats) -> NDArray[np.int64]:
    """Sizes (households) of a region's sampled villages: lognormal around the regional mean."""
    mean = float(region.households_per_village)
    sigma = float(region.village_size_sigma)
    wanted = max(LEAST_DISTRICTS * LEAST_VILLAGES, round(real / mean / scale))
    ranks = (np.arange(wanted) + 0.5) / wanted
    quantiles = np.sqrt(2.0) * _erfinv(2.0 * ranks - 1.0)
    sizes = mean * np.exp(sigma * quantiles - sigma * sigma / 2.0)
    order = np.argsort(u[:wanted], kind="stable")
    return np.asarray(
        np.clip(np.round(sizes[order]), SMALLEST_VILLAGE, LARGEST_VILLAGE).astype(np.int64)
    )


def _erfinv(x: Floats) -> Floats:
    """Inverse error function (Winitzki's form, error below 0.002: enough for village sizes)."""
    a = 0.147
    log = np.log(np.maximum(1e-12, 1.0 - x * x))
    first = 2.0 / (np.pi * a) + log / 2.0
    return np.sign(x) * np.sqrt(np.sqrt(first * first - log / a) - first)


def _whole(wanted: Floats, u: Floats, total: float) -> NDArray[np.int16]:
    """Whole numbers near ``wanted``, scaled so that they add up to about ``total``."""
    scaled = wanted * (total / max(1e-9, float(wanted.sum())))
    return np.floor(scaled + u).astype(np.int16)


def _label(wealth: Floats, region: Any) -> NDArray[np.uint8]:
    """Labels by wealth rank in the region: the poorest share poor, the richest kulak."""
    rank = np.argsort(np.argsort(wealth, kind="stable"), kind="stable") / max(1, len(wealth))
    labels = np.full(len(wealth), MIDDLE, np.uint8)
    labels[rank < region.share_poor] = POOR
    labels[rank >= 1.0 - region.share_kulak] = KULAK
    return labels


def _size_and_wealth(draw: _Draws) -> tuple[Floats, Floats]:
    """Size of a household (persons) and its wealth, both before they are raked."""
    size = 2.2 + 5.5 * draw("size") ** 0.9
    return size, size * np.exp(0.42 * draw.normal("wealth"))


def _region_households(
    region: Any, weight: float, n: int, draw: _Draws, sowing: Sowing, hunger: Hunger
) -> dict[str, Any]:
    """Columns of one region's households; ``draw(name)`` gives n uniforms, same name same draw.

    Chance that rounds to whole people and animals, nomadism and the rank behind a label are drawn
    in full whatever the spread of endowments.
    """
    people = region.rural_population_thousand * 1000.0 / weight
    full = draw.in_full()
    size, wealth = _size_and_wealth(draw)
    rank_size, rank_wealth = _size_and_wealth(full)
    children = _whole(
        size * (0.5 + draw("young")), full("children"), people * region.children_share
    )
    adults = np.maximum(1, _whole(size, full("adults"), people * (1.0 - region.children_share)))
    infants = np.minimum(
        children, _whole(children.astype(float), full("infants"), children.sum() * INFANTS)
    )
    elders = np.minimum(
        adults - 1, _whole(adults.astype(float), full("elders"), adults.sum() * ELDERS)
    )
    nomad = (full("nomad") < region.nomad_share).astype(np.uint8)
    settled = np.where(nomad == 1, 0.1, 1.0)
    land = wealth * settled
    land *= region.grain_land_kha * 1000.0 / weight / land.sum()
    winter = land * (region.winter_sown_1923_kha / region.grain_land_kha)
    herd = wealth * np.where(nomad == 1, 4.0, 1.0)
    seed = land * SOWN_1924 * region.spring_share * sowing.seed_kg_per_ha
    stock = float(region.grain_stock_kg_per_household) * n
    food = (adults + children) * hunger.food_norm * 7.0 / 12.0
    grain = 0.55 * food + 0.45 * land * settled * food.sum() / max(
        1.0, float((land * settled).sum())
    )
    grain *= max(0.0, stock - seed.sum()) / grain.sum()
    return {
        "adults": adults, "children": children, "infants": infants, "elders": elders,
        "nomad": nomad, "horse_condition": np.ones(n), "land_ha": land,
        "worked_ha": land * SOWN_1923, "winter_ha": winter,
        "label": _label(rank_wealth / rank_size, region),
        "horses": _whole(herd * (0.3 + draw("own horses")), full("horses"),
                         region.horses_thousand * 1000.0 / weight),
        "cattle": _whole(herd * (0.5 + draw("own cattle")), full("cattle"),
                         region.cattle_thousand * 1000.0 / weight),
        "pigs": _whole(wealth * settled * draw("own pigs"), full("pigs"),
                       region.pigs_thousand * 1000.0 / weight),
        "sheep": _whole(herd * (0.3 + draw("own sheep")), full("sheep"),
                        region.sheep_goats_thousand * 1000.0 / weight),
        "open_kg": 0.95 * grain, "hidden_kg": 0.05 * grain, "seed_kg": seed,
        "cash_rub": 20.0 * wealth / wealth.mean(),
        "skill": np.clip(1.0 + 0.18 * draw.normal("skill"), 0.5, 1.6),
        "courage": np.clip(0.42 + 0.13 * draw.normal("courage"), 0.2, 0.95),
        "taste": draw("taste"),
        "grievance": 0.08 + 0.04 * draw("grievance"), "fear": np.full(n, 0.15),
        "body": hunger.normal_body - 0.6 + hunger.body_spread * draw.normal("body"),
        "conceptions": np.full(n, 0.97), "fecundity": np.full(n, 0.97),
        "expected_take": np.full(n, 0.10),
        "crop_kg": land * SOWN_1923 * region.yield_kg_ha,
    }  # fmt: skip


@dataclass(frozen=True)
class _Draws:
    """Draws for a block of stable identities, uniforms and normals by name, with their spread."""

    streams: Streams
    first: int
    count: int
    endowment: Endowment

    def __call__(self, name: str) -> Floats:
        u = self.streams.uniforms(FIRST_MONTH, f"first world {name}", self.count, self.first)
        return narrowed_uniform(u, self.endowment)

    def normal(self, name: str) -> Floats:
        """Standard normal numbers for the block."""
        z = self.streams.normals(FIRST_MONTH, f"first world {name}", self.count, self.first)
        return narrowed_normal(z, self.endowment)

    def in_full(self) -> _Draws:
        """The same draws with their full spread."""
        return replace(self, endowment=Endowment())


def build_first_world(
    regions: pd.DataFrame,
    scale: int,
    streams: Streams,
    sowing: Sowing,
    hunger: Hunger,
    endowment: Endowment,
) -> FirstWorld:
    """Sample the country of January 1924 at one village in ``scale``.

    ``regions`` is scenarios/inputs/regions.csv, rows in the order of ``REGIONS``; the tuples are
    the parameters of their rule files.
    """
    sizes: list[NDArray[np.int64]] = []
    weight = np.zeros(len(REGIONS))
    rows: list[Any] = list(regions.itertuples())
    for r, region in enumerate(rows):
        real = region.households_thousand * 1000.0
        count = max(LEAST_DISTRICTS * LEAST_VILLAGES, int(real / region.households_per_village))
        u = streams.uniforms(FIRST_MONTH, f"first world villages {r}", count)
        sizes.append(_village_sizes(region, real, scale, u))
        weight[r] = real / float(sizes[-1].sum())
    villages, districts = _geography(rows, sizes)
    total = int(sum(int(s.sum()) for s in sizes))
    households = empty(Households, total)
    households.identity[:] = np.arange(total, dtype=np.uint32)
    households.village[:] = np.repeat(
        np.arange(len(villages.start)), villages.stop - villages.start
    )
    first = 0
    for r in range(len(REGIONS)):
        n = int(sizes[r].sum())
        draws = _Draws(streams, first, n, endowment)
        columns = _region_households(rows[r], weight[r], n, draws, sowing, hunger)
        for name, values in columns.items():
            getattr(households, name)[first : first + n] = values
        first += n
    return FirstWorld(households, villages, districts, weight)


def _geography(rows: list[Any], sizes: list[NDArray[np.int64]]) -> tuple[Table, Table]:
    """Villages in districts: neighbours in rank order, so districts differ little in size."""
    village_region = np.repeat(np.arange(len(REGIONS)), [len(s) for s in sizes])
    all_sizes = np.concatenate(sizes)
    villages = empty(Villages, len(all_sizes))
    villages.identity[:] = np.arange(len(all_sizes), dtype=np.uint32)
    villages.region[:] = village_region
    villages.stop[:] = np.cumsum(all_sizes)
    villages.start[:] = villages.stop - all_sizes
    villages.church_open[:] = 1
    villages.kolkhoz_condition[:] = 1.0
    villages.weather_luck[:] = 1.0
    district_region: list[int] = []
    district_weight: list[float] = []
    place = 0
    for r, block in enumerate(sizes):
        region = rows[r]
        real = float(region.districts)
        villages_in_fact = region.households_thousand * 1000.0 / region.households_per_village
        sampled = round(real * len(block) / villages_in_fact)
        wanted = int(np.clip(sampled, LEAST_DISTRICTS, len(block) // LEAST_VILLAGES))
        belongs = np.arange(len(block)) * wanted // len(block)
        villages.district[place : place + len(block)] = len(district_region) + belongs
        district_region += [r] * wanted
        district_weight += [real / wanted] * wanted
        place += len(block)
    districts = empty(Districts, len(district_region))
    districts.identity[:] = np.arange(len(district_region), dtype=np.uint32)
    districts.region[:] = district_region
    districts.weight[:] = district_weight
    districts.report_ratio[:] = 1.1
    return villages, districts
