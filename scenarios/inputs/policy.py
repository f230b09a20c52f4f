"""The documented path of every lever: decreed, never attained."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tables import (
    HERE,
    SOURCES,
    Record,
    Row,
    interpolate,
    month_number,
    months,
    read_rows,
    shown,
    write_table,
)

BAND = {"read": 0.0, "derived": 0.1, "recalled": 0.15, "assumed": 0.3}

# Compulsory deliveries from 1933: a norm a hectare, machine stations paid in kind, state farms,
# and purchases above the norm from 1934. ASSUMED, but for the rate of payment and the stations.
PLANNED_PEASANT_HA_MILLION = 92.0
DELIVERY_T_PER_HA = 0.17
YIELD_T_PER_HA = 0.65
MEMBERS_SHARE = 0.9
PART_SERVICE = 0.8
STATIONS_IF_ALL_SERVED = 6358.0
STATE_FARMS = {1933: 2.0, 1934: 2.2, 1935: 2.8, 1936: 3.0, 1937: 3.5, 1938: 3.5, 1939: 3.5}
PURCHASES = {1933: 0.0, 1934: 1.5, 1935: 3.0, 1936: 3.0, 1937: 3.0, 1938: 3.0, 1939: 3.0}

RELIEF_1933_NEED_MT = 2.4
SEED_1933_MISSING_MT = 2.0
DIRECT_FOOD_SHARE = 0.75


@dataclass(frozen=True)
class Step:
    """One row of levers.csv: a value that holds from its month on."""

    lever: str
    month: str
    value: float
    low: float
    high: float
    evidence: str
    source: str
    note: str = ""


def lever_ranges() -> dict[str, Any]:
    """The levers of sim/levers.py by name, loaded without the rest of the model."""
    path = HERE.parent.parent / "sim" / "levers.py"
    spec = importlib.util.spec_from_file_location("general_line_levers", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    levers: dict[str, Any] = module.LEVERS
    return levers


def step_of(row: Row, lever: str = "") -> Step:
    """A row of a coding table; missing bounds follow from the evidence (BAND)."""
    value = float(row["value"])
    band = BAND[row["evidence"]] * abs(value)
    low = float(row["low"]) if row["low"] else value - band
    high = float(row["high"]) if row["high"] else value + band
    return Step(
        lever or row["lever"], row["month"], value, low, high,
        row["evidence"], row["source"], row["note"],
    )  # fmt: skip


def urban_population(record: Record, year: float) -> float:
    """Town dwellers in millions at a time: census of 1926, 950 thousand a year, 1 January."""
    census = record.value("population_urban", "1926-12-17", "oudl_pop")
    knots = [(1924.0, census - 0.95 * 2.96), (1926.96, census)]
    for y in range(1929, 1938):
        knots.append((float(y), record.value("population_urban", f"{y}-01-01")))
    return interpolate(knots, year)


def rebuilt_plans(record: Record) -> list[Step]:
    """Plans of the years that the record lacks: grain needs to 1930/31."""
    steps = []
    for row in read_rows(SOURCES / "grain_needs.csv"):
        year = int(row["year"])
        if row["towns_mt"]:
            towns = float(row["towns_mt"])
        else:
            people = urban_population(record, year + 1.0)
            towns = people * float(row["town_norm_kg"]) / 1000 * float(row["town_share"])
        names = (
            "army_mt",
            "exports_decreed_mt",
            "industry_mt",
            "deficit_villages_mt",
            "reserve_mt",
        )
        value = towns + sum(float(row[name]) for name in names)
        month = f"{year}-07" if year > 1923 else "1924-01"
        note = f"needs: towns {towns:.2f} + army, exports, industry, deficit villages, reserve"
        steps.append(
            Step("procurement.plan", month, value, float(row["low"]), float(row["high"]),
                 row["evidence"], row["source"], "; ".join(filter(None, (note, row["note"]))))
        )  # fmt: skip
    return steps


def delivery_plans(record: Record) -> list[Step]:
    """Plans from 1933/34: norm by hectare, machine stations, state farms, purchases."""
    knots = [
        (float(y), record.value("mts_number", f"{y}-12-31", "mem_narkhoz"))
        for y in range(1932, 1938)
    ]
    steps = []
    for year in range(1933, 1940):
        served = min(0.95, interpolate(knots, float(year)) / STATIONS_IF_ALL_SERVED)
        if year > 1937:
            served = 0.95
        norm = PLANNED_PEASANT_HA_MILLION * DELIVERY_T_PER_HA
        land = PLANNED_PEASANT_HA_MILLION * MEMBERS_SHARE
        stations = 0.2 * served * land * YIELD_T_PER_HA * PART_SERVICE
        value = norm + stations + STATE_FARMS[year] + PURCHASES[year]
        note = f"norm {norm:.1f} + stations {stations:.1f} + state farms and purchases"
        steps.append(
            Step("procurement.plan", f"{year}-07", value, value - 2.5, value + 2.5, "derived",
                 "EV155 mts_number mts_payment_in_kind_share general literature", note)
        )  # fmt: skip
    return steps


def plan_steps(record: Record) -> list[Step]:
    """The plan of deliveries, all sectors."""
    known = [step_of(r, "procurement.plan") for r in read_rows(SOURCES / "grain_plans.csv")]
    return rebuilt_plans(record) + known + delivery_plans(record)


def export_steps() -> list[Step]:
    """Exports by July-June year."""
    steps = []
    for row in read_rows(SOURCES / "exports.csv"):
        month = f"{row['year']}-07" if row["year"] != "1923" else "1924-01"
        steps.append(step_of({**row, "month": month}, "exports.plan"))
    return steps


def monthly_orders(record: Record) -> list[Step]:
    """Deportation orders, month by month, and the third category."""
    totals: dict[str, float] = {}
    for series in ("deportation_plan_feb1930", "deportation_plan_may1931"):
        rows = [r for region in regions_of(record, series) for r in record.rows(series, region)]
        totals[series] = sum(float(r["value"]) for r in rows)
    steps = [Step("dekulakisation.deport", "1924-01", 0, 0, 0, "assumed", "judgement")]
    for row in read_rows(SOURCES / "deportation_orders.csv"):
        planned = totals[row["series"]] * float(row["share"]) if row["series"] else 0.0
        value = planned + float(row["extra_thousand"])
        steps.append(
            Step("dekulakisation.deport", row["month"], value, 0.7 * value, 1.4 * value,
                 row["evidence"], row["source"], row["note"])
        )  # fmt: skip
    steps = close_gaps(steps, {"1930-07": 1.0, "1930-12": 0.5, "1932-07": 0.5, "1933-01": 3.0,
                               "1933-05": 4.0, "1936-06": 5.0, "1936-07": 0.5})  # fmt: skip
    third = read_rows(SOURCES / "dispossession.csv")
    steps.append(Step("dekulakisation.dispossess", "1924-01", 0, 0, 0, "assumed", "judgement"))
    steps += [step_of(row, "dekulakisation.dispossess") for row in third]
    return steps


def close_gaps(steps: list[Step], values: dict[str, float]) -> list[Step]:
    """Add assumed rows for months in which the last order must not be held on."""
    lever = steps[0].lever
    more = [
        Step(
            lever,
            month,
            value,
            0.0,
            2 * value,
            "assumed",
            "judgement",
            "lower level between orders",
        )
        for month, value in values.items()
    ]
    return sorted(steps + more, key=lambda s: s.month)


def regions_of(record: Record, series: str) -> list[str]:
    """Regions for which the record has a series, in the order of the file."""
    return list(dict.fromkeys(r["region"] for r in record.all_rows(series)))


def tractor_steps(record: Record) -> list[Step]:
    """Tractors at each quarter, on a straight line between the ends of years."""
    counts = {1923: 0.5}
    preferred = {1933: "martens_node64", 1931: "mem_stalin34", 1932: "mem_stalin34"}
    for year in (1924, *range(1928, 1938), 1940):
        source = preferred.get(year, "")
        counts[year] = record.value("tractors_total", f"{year}-12-31", source)
    knots = [(float(y + 1), n) for y, n in sorted(counts.items())]
    steps = []
    for month in months("1924-01", "1939-10")[::3]:
        value = interpolate(knots, month_number(month) / 12)
        steps.append(
            Step("tractors.stock", month, value, 0.9 * value, 1.1 * value, "derived",
                 "tractors_total", "line between year-end counts")
        )  # fmt: skip
    return steps


def state_farm_steps() -> list[Step]:
    """Grain area assigned to state farms, from the January before each harvest."""
    rows = read_rows(SOURCES / "state_farms.csv")
    return [step_of({**row, "month": f"{row['year']}-01"}, "statefarms.area") for row in rows]


def ration_steps(record: Record) -> list[Step]:
    """Who is on the lists, and what the state means to issue a head."""
    lists = {
        "1929-07": ("1929-07-01", 1930.0), "1930-07": ("1930-07-01", 1931.0),
        "1932-01": ("1932-01-01", 1932.5), "1933-01": ("1933-01-01", 1933.5),
    }  # fmt: skip
    cover = [
        Step("rations.coverage", "1924-01", 0, 0, 0.02, "recalled", "general literature",
             "free trade"),
        Step("rations.coverage", "1928-11", 0.3, 0.15, 0.45, "recalled", "general literature",
             "local ration books in 1928"),
        Step("rations.coverage", "1929-02", 0.75, 0.6, 0.9, "recalled",
             "corrections.csv events 1929-02", "general bread rationing"),
    ]  # fmt: skip
    for month, (start, at) in lists.items():
        fed = record.value("bread_ration_population", start)
        value = min(0.98, fed / urban_population(record, at))
        cover.append(
            Step("rations.coverage", month, value, max(0.0, value - 0.12), 1.0, "derived",
                 "bread_ration_population population_urban",
                 f"{fed:.0f} million on the lists; some live outside towns: capped at 0.98")
        )  # fmt: skip
    cover.append(
        Step("rations.coverage", "1935-01", 0, 0, 0.05, "recalled", "EV165", "bread rationing ends")
    )
    return cover + norm_steps(record)


def norm_steps(record: Record) -> list[Step]:
    """Grain a head that the state supply means to issue."""
    steps = [
        Step("rations.norm", "1924-01", 180, 160, 200, "assumed", "judgement",
             "what a townsman eats, horses and workshops included; no rations yet")
    ]  # fmt: skip
    for month in ("1929-07", "1930-07"):
        supply = record.value("grain_supplied_to_towns", f"{month}-01")
        fed = record.value("bread_ration_population", f"{month}-01")
        value = supply / fed * 1000 * DIRECT_FOOD_SHARE
        steps.append(
            Step("rations.norm", month, value, 0.85 * value, 1.25 * value, "derived",
                 "grain_supplied_to_towns bread_ration_population",
                 "supply over people on the lists, three quarters as food (ASSUMED)")
        )  # fmt: skip
    later = (
        ("1931-07", 200, "bread_ration_worker_main_city"),
        ("1932-05", 180, "bread_ration_worker_province; cuts of spring 1932"),
        ("1932-10", 165, "bread_ration_worker_province; norms of small towns cut again"),
        ("1933-10", 185, "judgement"),
        ("1935-01", 210, "EV165; free sale"),
    )
    steps += [
        Step("rations.norm", month, value, 0.8 * value, 1.2 * value, "assumed", source)
        for month, value, source in later
    ]
    return steps


def relief_steps(record: Record) -> list[Step]:
    """Relief and seed of 1933 as shares of a stated need."""
    food = record.value("food_aid", "1933-02-01")
    seed = record.value("seed_aid", "1933-01-01")
    share, loans = food / RELIEF_1933_NEED_MT, seed / SEED_1933_MISSING_MT
    return [
        Step("relief.share_of_need", "1933-02", share, 0.06, 0.25, "derived", "food_aid",
             "0.32 Mt over a need of 2.4: 70 million rural people short of three tenths of 230 kg "
             "for half a year (ASSUMED)"),
        Step("relief.share_of_need", "1933-08", 0.02, 0, 0.05, "assumed", "judgement"),
        Step("relief.share_of_need", "1934-02", 0.15, 0.05, 0.3, "assumed", "general literature",
             "loans of spring 1934"),
        Step("relief.share_of_need", "1934-08", 0.05, 0, 0.1, "assumed", "judgement"),
        Step("relief.seed_loans", "1933-02", loans, 0.45, 0.8, "derived", "seed_aid",
             "1.27 Mt over 2.0 Mt missing of 7 Mt of spring seed (ASSUMED)"),
    ]  # fmt: skip


def all_steps(record: Record) -> list[Step]:
    """Every lever's steps, in the order of sim/levers.py and of time, bounds inside the range."""
    steps = [step_of(row) for row in read_rows(SOURCES / "decrees.csv")]
    steps += plan_steps(record) + export_steps() + monthly_orders(record)
    steps += tractor_steps(record) + state_farm_steps()
    steps += ration_steps(record) + relief_steps(record)
    ranges = lever_ranges()
    order = {name: i for i, name in enumerate(ranges)}
    unknown = {s.lever for s in steps} - set(order)
    if unknown:
        raise KeyError(f"no such lever: {sorted(unknown)}")
    return sorted(steps, key=lambda s: (order[s.lever], s.month))


def write_levers(record: Record, out: Path) -> None:
    """Write levers.csv."""
    ranges = lever_ranges()
    rows: list[list[object]] = []
    for s in all_steps(record):
        bottom, top = ranges[s.lever].low, ranges[s.lever].high
        low, high = max(bottom, min(s.low, s.value)), min(top, max(s.high, s.value))
        rows.append([s.lever, s.month, shown(s.value), shown(low), shown(high), s.evidence,
                     s.source, s.note])  # fmt: skip
    comments = [
        "The documented path of every lever of sim/levers.py: what was DECREED, never what was "
        "attained. Written by scenarios/inputs/build.py.",
        "A value holds from its month until the lever's next row. low and high: range of the "
        "sources "
        "or of judgement. Coded steps come from sources/decrees.csv; plans, exports, orders, "
        "tractors, state farms, rations and relief are worked out in policy.py from the record and "
        "the other tables of sources/.",
        "evidence: read (a source page was read), derived (arithmetic on the record), recalled "
        "(from "
        "the general literature, no page read), assumed (judgement). A strength between 0 and 1 "
        "is a "
        "coding: its date is documented, its number is a judgement.",
        "source: EV... an event of the record; a name with underscores a series of "
        "observations.csv; 'corrections.csv events ...' an event that the audit of the record "
        "adds; "
        "'general literature' and 'judgement' have no row.",
        "Plans that the record lacks follow from grain needs (to 1930/31) or from norms by hectare "
        "and machine stations (from 1933/34), never from deliveries: see docs/inputs.md.",
    ]
    header = ("lever", "month", "value", "low", "high", "evidence", "source", "note")
    write_table(out / "levers.csv", comments, header, rows)
