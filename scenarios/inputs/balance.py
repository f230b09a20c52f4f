"""The balance of grain on the low basis, 1924/25 to 1928/29: a check, read by nobody but people."""

from __future__ import annotations

import math
from pathlib import Path

from first_world import FirstWorld
from tables import shown, write_table

# Grain outside the village, Mt: towns, army, industry, export. 1926/27 documented
# (grain_outside_village, 10), the rest ASSUMED from it, exports and the drought of 1924.
OUTSIDE_MT = {1924: 6.0, 1925: 9.0, 1926: 10.0, 1927: 9.5, 1928: 9.3}
RURAL_GROWTH = 0.0161  # a year: 115.1 M in January 1924, 120.7 M in December 1926
DROUGHT = 1924
HEADER = (
    "year", "harvest", "seed", "food", "feed", "loss", "outside_village", "left_over",
    "left_over_since_1924",
)  # fmt: skip


def herd(world: FirstWorld, name: str, year: int) -> float:
    """Animals in the winter of a July-June year, millions: mean of the summers on either side."""
    counts = [
        world.record.value(
            f"livestock_{name}_summer",
            f"{y}-07-01",
            "mem_narkhoz" if y < 1929 else "mem_stalin34" if name == "pigs" else "stalin_w13_86",
        )
        for y in (year, year + 1)
    ]
    return sum(counts) / 2


def balance(world: FirstWorld, year: int) -> list[float]:
    """Harvest, seed, food, feed, loss, outside the village, left over: Mt in a July-June year."""
    norms = world.norms
    rural = world.rural_total / 1000 * math.exp(RURAL_GROWTH * (year + 1 - 1924))
    harvest = world.low_harvest(year)
    area = world.record.value("sown_area_grain", f"{year + 1}-01-01")
    seed = area * norms["seed_kg_per_ha"] / 1000
    food = rural * norms["food_kg_per_head"] / 1000
    feed = world.feed_mt(*(herd(world, name, year) for name in ("horses", "cattle", "pigs")))
    if year == DROUGHT:
        food *= 1 - norms["food_cut_in_drought"]
        feed *= 1 - norms["feed_cut_in_drought"]
    uses = [seed, food, feed, harvest * norms["loss_share"], OUTSIDE_MT[year]]
    return [harvest, *uses, harvest - sum(uses)]


def write_balance(world: FirstWorld, out: Path) -> None:
    """Write grain_balance.csv, five years and their sums."""
    rows: list[list[object]] = []
    left = 0.0
    for year in OUTSIDE_MT:
        parts = balance(world, year)
        left += parts[-1]
        rows.append([f"{year}/{(year + 1) % 100}", *(shown(p, 1) for p in (*parts, left))])
    comments = [
        "Grain on the low basis, Mt in the July-June year. Written by scenarios/inputs/build.py; "
        "no program reads it.",
        "Harvest: grain_harvest_official_revised x 63/73.3, 1928 the low series. Uses: "
        "sources/grain_norms.csv. Outside the village: 10 Mt in 1926/27 (read), else ASSUMED.",
        "In 1924/25 a third of the feed and a twenty-fifth of the food are withheld (drought).",
    ]
    write_table(out / "grain_balance.csv", comments, HEADER, rows)
