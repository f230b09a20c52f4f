"""The record as the loader gives it: one unit and period per series, one preferred row, traps."""

from pathlib import Path

import pandas as pd
import pytest

from analysis import history
from analysis.curation.choices import KEY
from analysis.curation.regions import MODEL_REGIONS

# Series that a simulated series is compared with, and their unit and kind of period.
TWINS = {
    "grain_procurement_actual": ("Mt", "agricultural_year"),
    "grain_harvest_wheatcroft_davies_low": ("Mt", "calendar_year"),
    "grain_harvest_official_contemporary": ("Mt", "calendar_year"),
    "grain_exports": ("Mt", "agricultural_year"),
    "grain_supplied_to_towns": ("Mt", "agricultural_year"),
    "sown_area_grain": ("Mha", "calendar_year"),
    "livestock_horses_summer": ("million", "date"),
    "livestock_cattle_summer": ("million", "date"),
    "livestock_pigs_summer": ("million", "date"),
    "livestock_sheep_goats_summer": ("million", "date"),
    "collectivisation_rate_households": ("percent", "date"),
    "kolkhoz_households": ("million", "date"),
    "peasant_households": ("million", "date"),
    "mass_disturbances_month": ("events", "month"),
    "terrorist_acts_month": ("events", "month"),
    "mass_disturbance_participants": ("persons", "calendar_year"),
    "deaths_reconstructed": ("thousand", "calendar_year"),
    "births_reconstructed": ("thousand", "calendar_year"),
    "population_total": ("million", "date"),
    "population_urban": ("million", "date"),
    "population_rural": ("million", "date"),
    "net_migration_rural_to_urban": ("thousand_persons", "calendar_year"),
    "special_settlers_jan1": ("persons", "date"),
    "families_deported": ("households", "calendar_year"),
    "dekulakised_households": ("million", "window"),
    "unemployed_registered": ("thousand", "date"),
    "industrial_output_index_western": ("1928=100", "calendar_year"),
    "real_wage_index": ("1928=100", "calendar_year"),
    "wage_employment_total": ("million", "calendar_year"),
    "bread_ration_population": ("million", "calendar_year"),
    "price_ratio_market_to_state_wheat": ("ratio", "quarter"),
    "political_sentences_total": ("persons", "calendar_year"),
    "political_sentences_death": ("persons", "calendar_year"),
    "security_police_arrests": ("persons", "calendar_year"),
    "party_total": ("persons", "date"),
    "party_members": ("persons", "date"),
    "party_candidates": ("persons", "date"),
    "rural_communists": ("persons", "date"),
    "purge_expelled_count": ("persons", "window"),
    "state_grain_stocks": ("Mt", "date"),
}


@pytest.fixture(scope="module")
def everything() -> pd.DataFrame:
    return history.observations(preferred_only=False)


def value(series: str, start: str, region: str = "USSR") -> float:
    frame = history.twin(series, region)
    return float(frame.loc[frame["period_start"] == start, "value"].item())


def test_a_series_has_one_unit_and_one_kind_of_period(everything: pd.DataFrame) -> None:
    kinds = everything.groupby("series")[["unit", "period_kind"]].nunique()
    assert (kinds == 1).all(axis=None)


@pytest.mark.parametrize("series", TWINS)
def test_a_twin_keeps_its_name_unit_and_period(series: str) -> None:
    frame = history.twin(series)
    assert len(frame) > 0
    assert (frame["unit"].iloc[0], frame["period_kind"].iloc[0]) == TWINS[series]
    assert frame["period_start"].is_monotonic_increasing and frame["period_start"].is_unique


def test_each_place_and_period_has_exactly_one_preferred_row(everything: pd.DataFrame) -> None:
    assert (everything.groupby(list(KEY))["preferred"].sum() == 1).all()
    rivals = everything[everything.duplicated(list(KEY), keep=False)]
    assert len(rivals) > 50
    assert (rivals["choice"] != "").all()


def test_stocks_have_a_day_and_flows_a_period(everything: pd.DataFrame) -> None:
    same_day = everything["period_start"] == everything["period_end"]
    assert (same_day == (everything["period_kind"] == "date")).all()
    july = everything[everything["period_kind"] == "agricultural_year"]
    assert set(july["period_start"].dt.month) == {7} and set(july["period_end"].dt.month) == {6}


def test_values_lie_in_their_ranges(everything: pd.DataFrame) -> None:
    low = everything["low"].fillna(everything["value"])
    high = everything["high"].fillna(everything["value"])
    assert ((low <= everything["value"]) & (everything["value"] <= high)).all()


def test_places_are_regions_and_the_borders_of_1939_stand_apart(everything: pd.DataFrame) -> None:
    assert set(everything["region"]) <= {*MODEL_REGIONS, "USSR", "RSFSR"}
    later = everything["borders"] == "after_september_1939"
    assert later.sum() == 13
    assert not set(everything[later]["series"]) & set(everything[~later]["series"])


def test_every_source_resolves() -> None:
    known = set(history.sources()["source_key"])
    tables = [
        history.observations(preferred_only=False),
        history.events(),
        history.actors(),
        history.ties(),
        history.sanctions(),
        history.parameters(),
        history.weak_priors(),
    ]
    for table in tables:
        cited = {key.strip() for cell in table["source_key"] for key in cell.split(";")}
        assert cited <= known


def test_weak_priors_are_no_observations(everything: pd.DataFrame) -> None:
    assert set(history.weak_priors()["evidence"]) == {"recalled_weak"}
    assert "recalled_weak" not in set(everything["evidence"])


def test_death_sentences_of_1932_are_not_the_misprint() -> None:
    assert value("political_sentences_death", "1932-01-01") == 2728


def test_exports_of_1931_differ_by_agricultural_and_calendar_year() -> None:
    assert value("grain_exports", "1931-07-01") == 4.79
    assert value("grain_exports_calendar", "1931-01-01") == 5.05


def test_both_counts_of_ukraine_are_kept_and_one_is_chosen() -> None:
    frame = history.observations("famine_excess_deaths_estimate", "Ukraine", preferred_only=False)
    assert dict(zip(frame["value"], frame["preferred"], strict=True)) == {2600: False, 3943: True}
    assert frame["choice"].str.contains("Rudnytskyi").all() and frame["disputed"].all()


def test_shares_and_retained_grain_stand_on_the_low_harvest() -> None:
    # 1931/32: 22.8 of 56 Mt is 40.7 percent; (56 - 22.8) Mt over 124.8 million people is 266 kg.
    assert value("procurement_share_of_harvest", "1931-07-01") == pytest.approx(
        22.8 / 56 * 100, 0.01
    )
    assert value("peasant_retained_grain_per_rural_head", "1931-07-01") == pytest.approx(266, abs=1)
    shares = history.twin("procurement_share_of_harvest").set_index("period_start")["value"]
    taken = history.twin("grain_procurement_actual").set_index("period_start")["value"]
    for year in range(1928, 1938):
        harvest = value("grain_harvest_wheatcroft_davies_low", f"{year}-01-01")
        july = pd.Timestamp(year, 7, 1)
        assert shares[july] == pytest.approx(taken[july] / harvest * 100, abs=0.06)


def test_months_of_riots_sum_to_the_year() -> None:
    months = history.twin("mass_disturbances_month")
    by_year = months.groupby(months["date"].dt.year)["value"].sum()
    assert by_year.to_dict() == {1928: 709, 1929: 1307, 1930: 13754}


def test_a_twin_holds_the_region_as_a_whole() -> None:
    frame = history.observations("population_rural", "North Caucasus")
    assert set(frame["subregion"]) == {"", "krai without Dagestan"}
    assert history.twin("population_rural", "North Caucasus")["value"].tolist() == [7.42]
    assert history.twin("grain_exports", "Crimea").empty


def test_a_twin_says_what_to_draw_hollow() -> None:
    frame = history.twin("collectivisation_rate_households").set_index("date")
    assert not frame.loc["1930-08-01", "hollow"]  # read on a page
    assert frame.loc["1930-03-01", "hollow"]  # recalled


def test_crosswalk_has_only_model_regions_and_shares_that_sum_to_one() -> None:
    table = history.crosswalk()
    assert set(table["model_region"]) == set(MODEL_REGIONS)
    sums = table.groupby(["historical_unit", "valid_from", "valid_to"])["share"].sum()
    assert sums.tolist() == pytest.approx([1.0] * len(sums))
    for _, unit in table.groupby(["historical_unit", "model_region"]):
        spans = unit.sort_values("valid_from")
        assert (spans["valid_from"].iloc[1:].array > spans["valid_to"].iloc[:-1].array).all()


def test_crosswalk_names_every_larger_or_smaller_unit_of_the_record() -> None:
    parts = history.observations(preferred_only=False)
    named = set(parts.loc[parts["region"] != "USSR", "subregion"]) - {""}
    assert named <= set(history.crosswalk()["historical_unit"])


def test_loader_gives_copies() -> None:
    history.units()["grain_exports"] = "poods"
    events = history.events()
    events["title"] = ""
    frame = history.observations("grain_exports")
    frame["value"] = 0.0
    assert history.units()["grain_exports"] == "Mt"
    assert (history.events()["title"] != "").all()
    assert (history.observations("grain_exports")["value"] > 0).all()


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(KeyError, match="did you mean 'grain_exports'"):
        history.twin("grain_export")
    with pytest.raises(history.UnknownNameError, match="did you mean 'Ukraine'"):
        history.observations("grain_exports", "Ukrane")


def test_events_are_dated_and_identified_once() -> None:
    table = history.events()
    assert table["event_id"].is_unique
    assert (table["date_end"] >= table["date_start"]).all()
    assert table["date_start"].is_monotonic_increasing
    famine = table[table["title"] == "Famine peak"]
    assert famine["date_start"].item() == pd.Timestamp("1933-02-01")


def test_patrons_and_clients_are_ids() -> None:
    table = history.actors()
    named = {part for cell in table["patron"] for part in cell.split(";") if part}
    assert named <= set(table["actor_id"])
    for row in table[table["patron_to"] != ""].itertuples():
        assert len(str(row.patron_to).split(";")) == len(str(row.patron).split(";"))


def test_sanctions_use_the_rank_at_the_time() -> None:
    table = history.sanctions().set_index("sanction_id")
    assert table.loc["SN046", ["actor_level", "rank_highest"]].tolist() == [
        "outside_party",
        "politburo",
    ]
    assert table["severity"].between(0, 5).all()
    assert table.loc["SN101", "severity"] == 0
    assert table.loc[["SN035", "SN035B"], "severity"].tolist() == [4, 0]


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_user_record_reads_dates_numbers_and_gaps(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "date,region,series,value,low,high,unit,source\n"
        "1931,USSR,grain_exports,5.1,5.0,5.2,Mt,my notes\n"
        "1933-06,Ukraine,deaths,840,,,thousand,\n",
    )
    frame = history.user_record(path)
    assert frame["date"].tolist() == [pd.Timestamp("1931-01-01"), pd.Timestamp("1933-06-01")]
    assert frame["value"].tolist() == [5.1, 840.0]
    assert frame["low"].isna().tolist() == [False, True]


def test_user_record_names_line_and_column_of_every_fault(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "date,region,series,value,low\n"
        "1931-13,USSR,grain_exports,5.1,\n"
        "1932-01,Ukrane,grain_exports,many,\n"
        "1932-02,USSR,,2,3\n",
    )
    with pytest.raises(history.RecordError) as caught:
        history.user_record(path)
    assert str(caught.value).splitlines() == [
        f"{path}:2: date: '1931-13' is not a date (use YYYY, YYYY-MM or YYYY-MM-DD)",
        f"{path}:3: region: unknown region 'Ukrane'; did you mean 'Ukraine'?",
        f"{path}:3: value: 'many' is not a number",
        f"{path}:4: series: is empty",
        f"{path}:4: low: 3 is above the value 2",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "1: date: column is missing"),
        ("date,region,series,value\n", "1: file: no rows below the header"),
        ("date,region,series,vaule\n", "1: vaule: unknown column 'vaule'; did you mean 'value'?"),
        ("date,region,series,value\n1931,USSR,x,1,2\n", "2: row: more cells than columns"),
        ("date,region,series,value\n1931,USSR,x\n", "2: value: '' is not a number"),
        ("date,region,series,value\n1931,USSR,x,nan\n", "2: value: 'nan' is not a number"),
    ],
)
def test_user_record_refuses(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=r"mine\.csv") as caught:
        history.user_record(write(tmp_path, text))
    assert fault in str(caught.value)


def test_user_record_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(history.RecordError, match=r"none\.csv:1: file:"):
        history.user_record(tmp_path / "none.csv")
