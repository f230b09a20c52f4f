"""The documented crisis month by month: what leaders read in the drives that give it to them."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from tables import SOURCES, Record, interpolate, month_number, months, read_rows, shown, write_table

FIELDS = (
    "grain_shortfall", "unrest", "hunger", "town_stress", "herd_loss", "alarm", "kolkhoz_share",
    "industry_growth",
)  # fmt: skip
KOLKHOZ_SOURCES = ("gaister_1930", "mem_davies1980", "mem_narkhoz", "freeze_history")

Knots = list[tuple[float, float]]


def anchors() -> dict[str, Knots]:
    """The coded anchors by field, as (month number, value)."""
    knots: dict[str, Knots] = defaultdict(list)
    for row in read_rows(SOURCES / "crisis_anchors.csv"):
        knots[row["field"]].append((float(month_number(row["month"])), float(row["value"])))
    return knots


def kolkhoz_knots(record: Record) -> Knots:
    """Share of households in kolkhozy at the dates of the counts."""
    found: dict[float, float] = {float(month_number("1924-01")): 0.006}
    for row in record.rows("collectivisation_rate_households"):
        start = row["period_start"]
        # the figure of June 1931 belongs to July, and July's rival counts meet in its lower bound
        if row["source_key"] not in KOLKHOZ_SOURCES or start == "1931-06-01":
            continue
        value = float(row["low"] if start == "1931-07-01" and row["low"] else row["value"])
        if row["source_key"] == "freeze_history" and start != "1932-07-01":
            continue
        found[month_number(start) + (int(start[8:10]) - 1) / 31] = value / 100
    return sorted(found.items())


def herd_knots(record: Record) -> Knots:
    """Horses in millions on 1 July of each year, one row a year."""
    count: dict[float, float] = {}
    for row in record.rows("livestock_horses_summer"):
        if row["source_key"] in ("mem_narkhoz", "stalin_w13_86"):
            count[float(month_number(row["period_start"]))] = float(row["value"])
    return sorted((m, v) for m, v in count.items() if m >= month_number("1922-01"))


def industry_knots(record: Record) -> Knots:
    """Growth over the year before, at mid-year, from the official index."""
    levels = {
        int(r["period_start"][:4]): float(r["value"])
        for r in record.rows("industrial_output_index_official")
    }
    return [
        (float(month_number(f"{y}-07")), levels[y] / levels[y - 1] - 1)
        for y in sorted(levels)
        if y - 1 in levels
    ]


def alarm_knots() -> list[tuple[int, float]]:
    """Steps of world.alarm."""
    rows = read_rows(SOURCES / "decrees.csv")
    return [
        (month_number(r["month"]), float(r["value"])) for r in rows if r["lever"] == "world.alarm"
    ]


def step_value(steps: list[tuple[int, float]], at: int) -> float:
    """The last step at or before a month."""
    return [value for month, value in steps if month <= at][-1]


def write_crisis(record: Record, out: Path) -> None:
    """Write documented_crisis.csv. The record must have been opened with ``crisis=True``."""
    coded = anchors()
    kolkhoz, horses = kolkhoz_knots(record), herd_knots(record)
    industry = sorted(coded["industry_growth"] + industry_knots(record))
    unrest = {
        month_number(r["period_start"]): float(r["value"])
        for r in record.rows("mass_disturbances_month")
    }
    alarm = alarm_knots()
    rows: list[list[object]] = []
    for month in months("1924-01", "1939-12"):
        at = month_number(month)
        now, before = interpolate(horses, at), interpolate(horses, at - 12)
        values = {
            "grain_shortfall": interpolate(coded["grain_shortfall"], at),
            "unrest": unrest.get(at, interpolate(coded["unrest"], at)),
            "hunger": interpolate(coded["hunger"], at),
            "town_stress": interpolate(coded["town_stress"], at),
            "herd_loss": max(0.0, 1 - now / before),
            "alarm": step_value(alarm, at),
            "kolkhoz_share": interpolate(kolkhoz, at),
            "industry_growth": interpolate(industry, at),
        }
        rows.append([month, *(shown(values[field]) for field in FIELDS)])
    comments = [
        "The crisis as documented, month by month: the fields of sim.state.Readings. Written by "
        "scenarios/inputs/build.py.",
        "Used only as what the leaders read in the drives `politics` and side by side. The series "
        "behind it are scored in the drive `countryside`, which never reads this file.",
        "grain_shortfall, hunger, town_stress: coded anchors (sources/crisis_anchors.csv, mostly "
        "ASSUMED) joined by straight lines. unrest: mass_disturbances_month 1928-30, else anchors.",
        "herd_loss: fall of livestock_horses_summer over twelve months, counts of 1 July joined by "
        "lines. kolkhoz_share: collectivisation_rate_households joined by lines. alarm: the lever "
        "world.alarm. industry_growth: industrial_output_index_official from 1929 (what leaders "
        "were told), recalled official reports before and after.",
    ]
    write_table(out / "documented_crisis.csv", comments, ("month", *FIELDS), rows)
