"""The inputs: documented totals, coverage, no circularity, idempotence, and clear faults."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.inputs import COLUMNS, FOLDER, InputError, lever_paths, load_inputs
from sim.levers import LEVERS
from sim.outcomes import REGIONS
from sim.state import Readings

ROOT = FOLDER.parent.parent
RAW = ROOT / "analysis" / "history" / "raw"
SCORED = (
    "grain_procurement_actual",
    "families_deported",
    "collectivisation_rate_households",
    "mass_disturbances_month",
    "procurement_share_of_harvest",
    "political_sentences_total",
    "purge_expelled_share",
    "grain_harvest_sovkhoz",
    "grain_yield_sovkhoz",
    "grain_delivery_sovkhoz",
)


def observed(series: str, start: str, source: str = "") -> float:
    rows = pd.read_csv(RAW / "observations.csv")
    found = rows[(rows.series == series) & (rows.region == "USSR") & (rows.period_start == start)]
    if source:
        found = found[found.source_key == source]
    assert len(found) == 1
    return float(found["value"].iloc[0])


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("inputs")
    script = FOLDER / "build.py"
    subprocess.run([sys.executable, "-B", str(script), str(out)], check=True, timeout=120)
    return out


def copy_inputs(target: Path) -> Path:
    target.mkdir()
    for name in COLUMNS:
        shutil.copy(FOLDER / name, target / name)
    return target


def test_regions_add_up_to_the_documented_totals():
    regions = load_inputs().regions
    assert tuple(regions.index) == REGIONS
    summers = ("1923-07-01", "1924-07-01")
    for herd in ("horses", "cattle", "pigs", "sheep_goats"):
        counts = [observed(f"livestock_{herd}_summer", day, "mem_narkhoz") for day in summers]
        assert regions[f"{herd}_thousand"].sum() == pytest.approx(500 * sum(counts), abs=1)
    assert regions["households_thousand"].sum() == 1000 * observed(
        "peasant_households", "1924-01-01"
    )
    assert regions["rural_communists"].sum() == observed("rural_communists", "1924-05-23")
    farms = pd.read_csv(FOLDER / "sources" / "state_farms.csv", comment="#").set_index("year")
    villages = [
        observed("sown_area_grain", f"{year}-01-01") - float(farms["value"][year])
        for year in range(1926, 1935)
    ]
    assert max(villages) == pytest.approx(98.9)  # 1930: 101.8 less 2.9 Mha
    assert regions["grain_land_kha"].sum() == pytest.approx(1000 * max(villages), abs=1)
    assert regions["districts"].sum() == 3000
    urban = 1000 * observed("population_urban", "1926-12-17", "oudl_pop") - 950 * 2.96
    assert regions["urban_population_thousand"].sum() == pytest.approx(urban, abs=1)
    both = regions["urban_population_thousand"].sum() + regions["rural_population_thousand"].sum()
    census = 1000 * observed("population_total", "1926-12-17", "oudl_pop")
    assert both == pytest.approx(census * np.exp(-0.0199 * 2.96), abs=60)


def test_the_files_name_their_totals_and_sources():
    for name in COLUMNS:
        head = (FOLDER / name).read_text(encoding="utf-8").split("\n")[:2]
        assert all(line.startswith("# ") for line in head), name
    assert "horses 25150" in (FOLDER / "regions.csv").read_text(encoding="utf-8")


def test_class_shares_have_the_documented_mean():
    regions = load_inputs().regions
    for column, mean in (("share_kulak", 0.033), ("share_poor", 0.356), ("share_middle", 0.611)):
        weighted = np.average(regions[column], weights=regions["households_thousand"])
        assert weighted == pytest.approx(mean, abs=2e-4)


def test_birth_and_death_rates_give_the_national_ones():
    inputs = load_inputs()
    regions, country = inputs.regions, inputs.country
    rural, urban = (regions[f"{kind}_population_thousand"] for kind in ("rural", "urban"))
    for rate in ("birth_rate", "death_rate"):
        total = (regions[rate] * rural).sum() + country[f"urban_{rate}"] * urban.sum()
        assert total / (rural.sum() + urban.sum()) == pytest.approx(
            country[f"national_{rate}"], abs=0.02
        )


def test_yields_give_the_low_harvests_of_1926_to_1928_in_the_estimated_weather():
    inputs = load_inputs()
    estimates = pd.read_csv(RAW / "estimates" / "regions_1926.csv").set_index("region")
    area = estimates.loc[list(REGIONS), "grain_area_1926_thousand_ha"]
    weather = inputs.weather.set_index(["year", "region"])["index"]
    low = {
        1926: observed("grain_harvest_official_revised", "1926-01-01") * 63 / 73.3,
        1927: observed("grain_harvest_official_revised", "1927-01-01") * 63 / 73.3,
        1928: observed("grain_harvest_wheatcroft_davies_low", "1928-01-01"),
    }
    grown = {}
    for year in low:
        sown = area * observed("sown_area_grain", f"{year}-01-01") * 1000 / area.sum()
        grown[year] = (sown * inputs.regions["yield_kg_ha"] * weather.loc[year]).sum() / 1e6
    assert sum(grown.values()) == pytest.approx(sum(low.values()), rel=1e-3)
    for year, harvest in low.items():
        assert grown[year] == pytest.approx(harvest, rel=0.04)


def test_village_grain_in_january_reaches_the_next_harvest():
    inputs = load_inputs()
    regions = inputs.regions
    stock = (regions["grain_stock_kg_per_household"] * regions["households_thousand"]).sum() / 1e6
    assert stock == pytest.approx(inputs.country["grain_stock_villages_mt"], rel=0.001)
    assert 20 < stock < 30


def test_the_balance_of_grain_closes_on_the_low_basis():
    balance = pd.read_csv(FOLDER / "grain_balance.csv", comment="#").set_index("year")
    year = balance.loc["1926/27"]
    uses = year[["seed", "food", "feed", "loss", "outside_village"]].sum()
    assert year["harvest"] - uses == pytest.approx(year["left_over"], abs=0.3)
    assert abs(balance["left_over_since_1924"].iloc[-1]) < 6
    share = balance["outside_village"] / balance["harvest"]
    assert share.loc["1925/26":].between(0.12, 0.17).all()


def test_weather_is_the_forcing_and_not_the_yield_index():
    weather = load_inputs().weather.set_index(["region", "year"])["index"]
    forcing = pd.read_csv(RAW / "estimates" / "weather_only_index.csv")
    damage = pd.read_csv(RAW / "estimates" / "yield_index.csv")
    forcing = forcing[forcing.region != "USSR"].set_index(["region", "year"])["weather_index"]
    damage = damage[damage.region != "USSR"].set_index(["region", "year"])["yield_index"]
    assert np.allclose(weather.loc[forcing.index], forcing, atol=5e-4)
    assert (weather.loc[damage.index] - damage).abs().mean() > 0.01


def test_every_lever_is_covered_and_stays_in_its_range():
    paths = lever_paths(1924, 1, 192)
    assert list(paths) == list(LEVERS)
    for name, path in paths.items():
        assert path.shape == (192,)
        assert np.all((path >= LEVERS[name].low) & (path <= LEVERS[name].high)), name


def test_a_value_holds_from_its_month_until_the_next():
    paths = lever_paths(1931, 10, 3)
    assert paths["procurement.plan"].tolist() == [26.6, 22.7, 22.7]
    assert lever_paths(1924, 1, 2)["lenin.alive"].tolist() == [1.0, 0.0]


def test_plans_of_the_later_years_follow_from_their_parts():
    # 92 Mha x 0.17 t = 15.64; stations 0.2 x 2916/6358 x 82.8 Mha x 0.65 t x 0.8 = 3.95; farms 2.0
    plan = lever_paths(1933, 7, 1)["procurement.plan"][0]
    assert plan == pytest.approx(15.64 + 3.95 + 2.0, abs=0.01)


def test_orders_to_deport_are_the_plans_and_not_the_outcome():
    orders = lever_paths(1930, 2, 4)["dekulakisation.deport"]
    assert orders.sum() == pytest.approx(132 + 9.5)
    assert lever_paths(1930, 1, 2)["cadres.urban_volunteers"].sum() == pytest.approx(27.519)


def test_the_terms_of_trade_stay_where_the_market_rule_holds():
    paths = lever_paths(1924, 1, 192)
    ratio = paths["price.state_grain"] / paths["price.industrial"]
    assert ratio.min() > 0.3
    assert ratio.max() < 1.2


def test_no_path_reads_a_scored_series():
    sys.path.insert(0, str(FOLDER))
    try:
        import tables
    finally:
        sys.path.remove(str(FOLDER))
    record = tables.Record(RAW)
    for series in SCORED:
        with pytest.raises(PermissionError):
            record.rows(series)
    with pytest.raises(PermissionError):
        tables.Record(RAW, crisis=True).rows("grain_procurement_actual")
    for script in sorted(FOLDER.glob("*.py")):
        text = script.read_text(encoding="utf-8")
        if script.name == "tables.py":
            guard = re.search(r"NEVER_READ = frozenset\(.*?\n\)", text, re.S)
            assert guard
            text = text.replace(guard[0], "")
        assert "grain_procurement_actual" not in text, script.name
        assert "yield_index.csv" not in text, script.name
    levers = (FOLDER / "levers.csv").read_text(encoding="utf-8")
    for series in SCORED:
        assert series not in levers, series


def test_only_the_crisis_may_see_the_countryside():
    text = (FOLDER / "policy.py").read_text(encoding="utf-8")
    for series in ("collectivisation_rate", "mass_disturbances", "crisis=True"):
        assert series not in text


def test_building_again_changes_no_byte(rebuilt: Path):
    for name in (*COLUMNS, "grain_balance.csv"):
        assert (rebuilt / name).read_bytes() == (FOLDER / name).read_bytes(), name


def test_crisis_has_the_fields_that_leaders_read():
    crisis = load_inputs().crisis
    assert list(crisis.columns) == list(Readings.__dataclass_fields__)
    assert len(crisis) == 192
    assert crisis.loc["1930-03", "unrest"] == 6528
    assert crisis["herd_loss"].max() < 0.4


def test_leaders_carry_nothing_from_after_the_start():
    inputs = load_inputs()
    leaders = inputs.leaders
    assert "fate" not in leaders and "faction_1926" not in leaders
    assert (leaders["cc_member_1924"] == "full").sum() <= 40
    assert (leaders["politburo_1924"] == "full").sum() == 7
    assert (inputs.leader_ties["year_from"] <= 1924).all()
    assert "stalin" in set(leaders["actor_id"])


@pytest.mark.parametrize(
    ("name", "old", "new", "fault"),
    [
        (
            "levers.csv",
            "lenin.alive,1924-02,0,0,0",
            "lenin.alive,1924-02,7,0,7",
            "'7' lies outside",
        ),
        ("levers.csv", "lenin.alive,1924-02", "lenin.alive,1924-13", "'1924-13' is not a month"),
        ("levers.csv", "lenin.alive,1924-02", "lenin.alife,1924-02", "'lenin.alife' is not one of"),
        ("levers.csv", "lenin.alive,1924-02", "lenin.alive,1924-01", "stands twice"),
        ("regions.csv", "\nCrimea,", "\nKrim,", "'Krim' is not one of"),
        ("weather.csv", "Crimea,1931,0.935", "Crimea,1931,nan", "'nan' is not a finite number"),
        ("congresses.csv", "1927-12-02", "1927-12", "'1927-12' is not a date"),
        ("leader_ties.csv", "\nlenin,stalin", "\nlenin,stalen", "'stalen' is no leader"),
    ],
)
def test_a_fault_is_named_with_file_line_and_value(tmp_path, name, old, new, fault):
    folder = copy_inputs(tmp_path / "inputs")
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    line = text[: text.index(old) + 1].count("\n") + 1
    with pytest.raises(InputError) as caught:
        load_inputs(folder)
    assert any(
        row.startswith(f"{path}:{line}: ") and fault in row for row in str(caught.value).split("\n")
    ), str(caught.value)


def test_class_shares_that_do_not_add_up_are_refused(tmp_path):
    folder = copy_inputs(tmp_path / "inputs")
    path = folder / "regions.csv"
    share = str(load_inputs().regions.loc["Ukraine", "share_poor"])
    lines = path.read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith("Ukraine,"))
    lines[at] = lines[at].replace(f",{share},", ",0.9,")
    path.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError, match=rf"regions\.csv:{at + 1}: .* is not one in all"):
        load_inputs(folder)


def test_a_missing_file_and_a_gap_are_named(tmp_path):
    folder = copy_inputs(tmp_path / "inputs")
    (folder / "country.csv").unlink()
    lines = (folder / "documented_crisis.csv").read_text(encoding="utf-8").split("\n")
    del lines[20]
    (folder / "documented_crisis.csv").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_inputs(folder)
    assert "country.csv: cannot be read" in str(caught.value)
    assert "documented_crisis.csv: months must run" in str(caught.value)


def test_a_start_before_the_first_row_is_refused():
    with pytest.raises(InputError, match="1923-12"):
        lever_paths(1923, 12, 5)
