"""Made-up results in the shape of a results folder, for tests that need no model run.

The curves are drawn by hand through round numbers, so that charts have something to show; they
are no output of the model.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.results import (
    DISTRICT_COLUMNS,
    EVENT_COLUMNS,
    LEADER_COLUMNS,
    LEVELS,
    Results,
)
from sim.district_columns import DISTRICT_INDEX
from sim.outcomes import COUNTRY, REGIONS, SERIES

# Yearly totals of flows and dated values of stocks, by series: {decimal year: value}.
FLOWS: dict[str, dict[int, float]] = {
    "grain_harvest_wheatcroft_davies_low": {1924: 52, 1926: 66, 1928: 63, 1930: 65, 1931: 56,
                                            1932: 55, 1933: 65, 1936: 57, 1937: 96, 1939: 74},
    "grain_harvest_official_contemporary": {1924: 55, 1928: 73, 1930: 83, 1931: 70, 1932: 70,
                                            1933: 90, 1937: 120, 1939: 106},
    "grain_procurement_actual": {1924: 7, 1927: 10, 1928: 10, 1930: 22, 1931: 23, 1932: 19,
                                 1935: 28, 1939: 31},
    "grain_exports": {1924: 1.5, 1927: 2, 1928: 0.3, 1929: 1.2, 1930: 5.5, 1931: 4.8, 1932: 1.6,
                      1939: 1.5},
    "grain_market_sales": {1924: 7, 1928: 5, 1930: 1, 1939: 2},
    "seed_use": {1924: 11, 1939: 13},
    "grain_fed_to_livestock": {1924: 15, 1929: 17, 1933: 7, 1939: 12},
    "rural_food_grain": {1924: 24, 1929: 27, 1932: 22, 1933: 19, 1935: 25, 1939: 27},
    "mass_disturbances_month": {1924: 40, 1927: 60, 1928: 700, 1929: 1300, 1930: 13700,
                                1931: 900, 1932: 1100, 1933: 200, 1939: 40},
    "mass_disturbance_participants": {1924: 9000, 1930: 3300000, 1933: 40000, 1939: 9000},
    "terrorist_acts_month": {1924: 300, 1928: 1030, 1929: 9100, 1930: 13800, 1932: 2000,
                             1939: 300},
    "births_reconstructed": {1924: 6700, 1928: 6900, 1931: 6500, 1933: 5500, 1934: 4800,
                             1939: 6500},
    "deaths_reconstructed": {1924: 3900, 1931: 4500, 1932: 4800, 1933: 11400, 1934: 3500,
                             1939: 3400},
    "deaths_from_hunger": {1924: 60, 1931: 200, 1932: 700, 1933: 6500, 1934: 100, 1939: 10},
    "net_migration_rural_to_urban": {1924: 700, 1928: 1060, 1931: 4100, 1932: 2700, 1933: 770,
                                     1934: 2450, 1939: 2000},
    "purge_expelled_count": {1924: 30000, 1929: 100000, 1930: 120000, 1931: 60000, 1933: 330000,
                             1935: 200000, 1939: 30000},
    "political_sentences_total": {1924: 12000, 1928: 34000, 1929: 56000, 1930: 208000,
                                  1932: 142000, 1933: 240000, 1934: 79000, 1935: 267000,
                                  1937: 790000, 1938: 554000, 1939: 64000},
    "political_sentences_death": {1924: 2500, 1930: 20000, 1933: 2100, 1936: 1100, 1937: 353000,
                                  1939: 2500},
    "reversals": {1924: 0, 1928: 0.6, 1939: 0.6},
}  # fmt: skip
STOCKS: dict[str, dict[int, float]] = {
    "livestock_horses_summer": {1924: 25, 1928: 33.5, 1929: 34, 1933: 16.6, 1939: 17},
    "livestock_cattle_summer": {1924: 58, 1928: 70, 1933: 38.6, 1939: 60},
    "livestock_pigs_summer": {1924: 21, 1928: 26, 1932: 11.6, 1939: 28},
    "livestock_sheep_goats_summer": {1924: 105, 1929: 147, 1933: 50, 1939: 80},
    "collectivisation_rate_households": {1924: 0.5, 1929: 4, 1930: 25, 1931: 40, 1932: 61,
                                         1936: 90, 1939: 95},
    "population_total": {1924: 138, 1929: 154, 1933: 163, 1934: 157, 1939: 168},
    "population_rural": {1924: 115, 1929: 127, 1933: 123, 1934: 116, 1939: 113},
    "population_urban": {1924: 23, 1927: 26, 1929: 27.6, 1933: 39.5, 1939: 56},
    "hunger_rural": {1924: 3, 1931: 2, 1933: 22, 1934: 3, 1939: 1},
    "industrial_output_index_western": {1924: 50, 1928: 100, 1932: 154, 1937: 265, 1939: 290},
    "real_wage_index": {1924: 70, 1928: 100, 1932: 52, 1937: 58, 1939: 56},
    "unemployed_registered": {1924: 1200, 1929: 1700, 1931: 0, 1939: 0},
    "party_total": {1924: 472000, 1929: 1535000, 1933: 3555000, 1935: 2360000, 1938: 1920000,
                    1939: 2300000},
    "special_settlers_jan1": {1924: 0, 1930: 0, 1932: 1317000, 1935: 974000, 1939: 939000},
    "sown_area_grain": {1924: 82, 1928: 92, 1931: 104, 1939: 100},
}  # fmt: skip
HUNGRY = {"Ukraine": 5.0, "Kazakhstan": 6.0, "North Caucasus": 3.5, "Lower Volga": 3.0}


def months(start: str, until: str) -> pd.DatetimeIndex:
    """Firsts of month from YYYY-MM to YYYY-MM, both included."""
    return pd.date_range(f"{start}-01", f"{until}-01", freq="MS")


def _curve(points: dict[int, float], dates: pd.DatetimeIndex) -> np.ndarray:
    years = dates.year + (dates.month - 1) / 12
    return np.interp(years, list(points), list(points.values()))


def _flow(name: str, points: dict[int, float], dates: pd.DatetimeIndex) -> np.ndarray:
    yearly = np.array([points.get(year, np.nan) for year in dates.year], dtype=float)
    steps = np.interp(dates.year, list(points), list(points.values()))
    yearly = np.where(np.isnan(yearly), steps, yearly)
    if "harvest" in name:
        weights = np.where(np.isin(dates.month, [7, 8, 9]), 4.0, 0.0)
    elif name == "mass_disturbances_month":
        weights = np.where((dates.year == 1930) & (dates.month == 3), 5.6, 0.58)
    elif name == "deaths_from_hunger":
        weights = np.where(np.isin(dates.month, [4, 5, 6, 7]), 2.2, 0.4)
    else:
        weights = np.ones(len(dates))
    return yearly / 12 * weights


def series_table(
    runs: int = 5, start: str = "1924-01", until: str = "1939-12", seed: int = 1
) -> pd.DataFrame:
    """A tidy series table with every declared series, national and regional."""
    dates = months(start, until)
    chance = np.random.default_rng(seed)
    parts = []
    for run in range(runs):
        for name, declared in SERIES.items():
            level = 1 + (0.08 * chance.standard_normal() if run else 0.0)
            if name in FLOWS:
                values = _flow(name, FLOWS[name], dates)
            elif name in STOCKS:
                values = _curve(STOCKS[name], dates)
            elif declared.unit == "share":
                values = 0.5 + 0.3 * np.sin(np.arange(len(dates)) / 20 + len(name))
            else:
                values = np.full(len(dates), 10.0)
            values = values * level * (1 + 0.02 * chance.standard_normal(len(dates)))
            if declared.unit in ("percent", "share"):
                values = np.clip(values, 0, 100 if declared.unit == "percent" else 1)
            places = (COUNTRY, *REGIONS) if declared.regional else (COUNTRY,)
            for place in places:
                part = 1.0 if place == COUNTRY else _weight(name, place, declared.combine)
                parts.append((run, place, name, values * part))
    return _tidy(parts, dates, seed)


def _weight(name: str, place: str, combine: str) -> float:
    if name == "deaths_from_hunger":
        return HUNGRY.get(place, 0.3) / (sum(HUNGRY.values()) + 0.3 * 18)
    return 1.0 if combine == "own" else 1.0 / len(REGIONS)


def _tidy(
    parts: list[tuple[int, str, str, np.ndarray]], dates: pd.DatetimeIndex, seed: int
) -> pd.DataFrame:
    run = np.repeat([part[0] for part in parts], len(dates))
    return pd.DataFrame(
        {"run": run, "seed": run + seed, "date": np.tile(dates, len(parts)),
         "region": np.repeat(np.array([part[1] for part in parts], object), len(dates)),
         "series": np.repeat(np.array([part[2] for part in parts], object), len(dates)),
         "value": np.concatenate([part[3] for part in parts]),
         "unit": np.repeat(np.array([SERIES[part[2]].unit for part in parts], object), len(dates))}
    )  # fmt: skip


def event(run: int, date: str, kind: str, actors: str = "", text: str = "", **facts: Any) -> dict:
    """One row of an events table; facts become its JSON detail."""
    return {"run": run, "date": pd.Timestamp(f"{date}-01"), "kind": kind, "actors": actors,
            "region": COUNTRY, "text": text or kind, "detail": json.dumps(facts)}  # fmt: skip


def events_table(runs: int = 5) -> pd.DataFrame:
    """Events of every kind that the patterns read."""
    rows = []
    for run in range(runs):
        rows += [
            event(run, "1925-01", "defeat", "Trotsky", "Trotsky loses his post", faction="left"),
            event(run, "1925-12", "defeat", faction="new_opposition"),
            event(run, "1927-12", "defeat", faction="united_opposition"),
            event(run, "1929-11", "defeat", faction="right"),
            event(run, "1925-12", "congress", "delegates", "Congress", minority_share=0.1),
            event(run, "1927-10", "vote", "members", "Vote", minority_share=0.006, body="members"),
            event(
                run,
                "1928-01",
                "line",
                "Politburo",
                "Emergency measures in grain",
                lever="procurement.extraordinary",
                value=0.8,
            ),
            event(run, "1930-03", "campaign", "", "<script>alert('x')</script> & riot"),
            event(run, "1932-09", "text", "Riutin", "A text is exposed", weeks=4, readers=40),
            event(run, "1934-02", "congress", "delegates", "Congress of 1934", cc_size=139),
        ]
        for n in range(90):
            rows.append(event(run, "1937-10", "arrest", f"member {n}", elected=1934))
        for arena in ("elite_only", "rank_and_file"):
            for recanted, severity in (("no", 3), ("yes", 1)):
                rows.append(
                    event(run, "1930-11", "sanction", "a member", arena=arena, rank="cc",
                          recanted=recanted, severity=severity, moved=severity - 1, threat=0.8)
                )  # fmt: skip
        for date, severity in (("1931-05", 0), ("1932-10", 4)):
            rows.append(event(run, date, "sanction", act="text_reader", severity=severity))
        rows.append(event(run, "1936-08", "sanction", rank="cc", recanted="yes", severity=5))
    return pd.DataFrame(rows, columns=EVENT_COLUMNS)


# A district's month: 1,000 villagers; of the year's counters what July to June leaves them at.
DISTRICT = {"villagers": 1000.0, "crop_kg": 400_000.0, "reported_kg": 480_000.0,
            "assessed_kg": 500_000.0, "target_kg": 200_000.0, "held_kg": 90_000.0, "weather": 1.0,
            "pressure": 0.5, "report_ratio": 1.2, "secretary": 1.0, "zeal": 0.5}  # fmt: skip
MONTHLY_KG = 10_000.0


def districts_table(
    places: dict[int, str], runs: int = 1, start: str = "1929-07", until: str = "1933-06"
) -> pd.DataFrame:
    """Districts {number: region} that are all alike; 10 kg a villager are collected every month."""
    index = pd.MultiIndex.from_product(
        [range(1, runs + 1), months(start, until), list(places)], names=["run", "date", "district"]
    )
    table = index.to_frame(index=False)
    columns = {name: DISTRICT.get(name, 0.0) for name in DISTRICT_INDEX}
    month = table["date"].dt.month
    table = table.assign(
        **columns, seed=table["run"], region=table["district"].map(places).astype("category")
    )
    table["collected_kg"] = MONTHLY_KG * ((month - 7) % 12 + 1)
    table["tenure"] = (table["date"].dt.year - int(start[:4])) * 12 + month - int(start[5:])
    return table[DISTRICT_COLUMNS]


# Key, name, first patron, Politburo, Central Committee, post, region; then circle and label by
# July of four years: the secretary's, a partner's, an opposition's.
LEADERS = (
    ("stalin", "Iosif Stalin", "lenin", "full", 1, 0, COUNTRY, "stalin"),
    ("molotov", "Viacheslav Molotov", "stalin", "full", 1, 0, COUNTRY, "stalin"),
    ("zinoviev", "Grigory Zinoviev", "lenin", "full", 1, 1, "Leningrad", "zinoviev"),
    ("evdokimov", "Grigory Evdokimov", "zinoviev", "", 0, 0, COUNTRY, "zinoviev"),
    ("trotsky", "Lev Trotsky", "lenin", "", 1, 0, COUNTRY, "trotsky"),
    ("smirnov_in", "Ivan N. Smirnov", "trotsky", "", 0, 0, COUNTRY, "trotsky"),
    ("smirnov_ap", "Aleksandr P. Smirnov", "", "", 1, 0, COUNTRY, "stalin"),
    ("g10001", "CC member 10001", "stalin", "", 1, 1, "Ukraine", "stalin"),
    ("g10002", "CC member 10002", "zinoviev", "", 1, 1, "Urals", "zinoviev"),
)


def leaders_table(
    runs: int = 1, dates: tuple[str, ...] = ("1924-07", "1927-07", "1930-07", "1932-07")
) -> pd.DataFrame:
    """A few leaders: Trotsky's circle beaten throughout, Zinoviev's open in 1927, exiled later."""
    rows = []
    for run in range(runs):
        for date in dates:
            for key, name, patron, bureau, full, post, region, circle in LEADERS:
                stance, label, status = "ruling", "centre", "member"
                if circle == "trotsky":
                    stance, label = "beaten", "left"
                elif circle == "zinoviev" and date > "1925":
                    stance, label = "open", "united_opposition"
                    status = "exiled" if date > "1928" else "member"
                office = "general secretary" if key == "stalin" else ""
                rows.append((run, run + 1, f"{date}-01", region, key, name, patron, circle, stance,
                             label, office, bureau, full, post, status, "na", 0.5, 0.5, 0.6, 0.3)
                            )  # fmt: skip
    table = pd.DataFrame(rows, columns=LEADER_COLUMNS)
    return table.assign(date=pd.to_datetime(table["date"]))


def manifest(drive: str = "side_by_side", **more: Any) -> dict[str, Any]:
    """A manifest with the names that the analysis reads."""
    return {
        "drive": drive, "scenario_sha256": "ab" * 32,
        "scenario": {"name": "historical", "question": "What happened?", "scale": 1000},
        "code": {"version": "0.1.0", "commit": None, "dirty": None, "source_hash": "cd" * 8},
        "checks": {"largest_grain_imbalance_kg": 0.5, "grain_turnover_kg": 1e12},
        "runs": {"ok": 5, "failed": 0}, **more,
    }  # fmt: skip


def make(runs: int = 5, drive: str = "side_by_side", **span: Any) -> Results:
    """Results in memory."""
    leaders = None if drive == "countryside" else leaders_table(runs)
    return Results.from_frames(
        manifest(drive), series_table(runs, **span), events_table(runs), leaders=leaders
    )


def write(
    folder: Path,
    runs: int = 2,
    drive: str = "side_by_side",
    districts: pd.DataFrame | None = None,
    **span: Any,
) -> Path:
    """The same as a folder of results; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    series = series_table(runs, **span)
    if districts is not None:
        districts.to_parquet(folder / "districts.parquet")
    if drive != "countryside":
        leaders_table(runs).to_parquet(folder / "leaders.parquet")
    series.to_parquet(folder / "series.parquet")
    events_table(runs).to_parquet(folder / "events.parquet")
    (folder / "manifest.json").write_text(json.dumps(manifest(drive)), encoding="utf-8")
    (folder / "scenario.resolved.yaml").write_text("question: What happened?\n")
    keys = ["date", "region", "series", "unit"]
    groups = series.groupby(keys)["value"]
    summary = pd.DataFrame({name: groups.quantile(q) for name, q in LEVELS.items()})
    summary.assign(runs=runs).reset_index().to_csv(folder / "summary.csv", index=False)
    return folder
