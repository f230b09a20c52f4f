"""Every documented regularity has a computation; worked examples redone by hand; the nulls."""

import json
import math

import numpy as np
import pandas as pd
import pytest
import synthetic_results as synthetic

from analysis import history, nulls
from analysis.pattern_run import COMPUTATIONS
from analysis.patterns import COLUMNS, compute, numbers, score_line, scorecard, shown
from analysis.results import NotRecordedError, Results, ResultsError, quantiles
from sim.outcomes import COUNTRY, SERIES

FLAT = {
    "procured": "grain_procurement_actual",
    "harvest": "grain_harvest_wheatcroft_davies_low",
    "riots": "mass_disturbances_month",
    "sentences": "political_sentences_total",
    "deaths": "deaths_reconstructed",
    "people": "population_total",
}


def results_of(values: dict, events: list | None = None, drive: str = "coupled") -> Results:
    """One run from {(series, region): monthly values from 1924-01, or a constant}."""
    parts = []
    for (name, region), monthly in values.items():
        dates = synthetic.months("1924-01", "1939-12")
        column = np.broadcast_to(np.asarray(monthly, dtype=float), len(dates))
        parts.append(
            pd.DataFrame(
                {"run": 1, "seed": 7, "date": dates, "region": region, "series": name,
                 "value": column, "unit": SERIES[name].unit}
            )
        )  # fmt: skip
    frame = pd.concat(parts) if parts else synthetic.series_table(1).iloc[:0]
    table = pd.DataFrame(events, columns=synthetic.EVENT_COLUMNS) if events else None
    return Results.from_frames(synthetic.manifest(drive), frame, table)


def monthly(spans: dict[str, float], rest: float = 0.0) -> np.ndarray:
    """Monthly values: {'1927-07..1927-12': 1.0} and a rest."""
    dates = synthetic.months("1924-01", "1939-12")
    values = np.full(len(dates), rest)
    for span, value in spans.items():
        first, last = (span.split("..") * 2)[:2]
        values[(dates >= f"{first}-01") & (dates <= f"{last}-01")] = value
    return values


def value_of(identity: str, results: Results) -> tuple[float, ...]:
    reading, reason = compute(identity, results, results.runs[0])
    assert reading is not None, reason
    return reading.values


@pytest.fixture(scope="module")
def coupled() -> pd.DataFrame:
    return scorecard(synthetic.make(3, "coupled"))


def test_every_row_has_a_computation():
    assert sorted(COMPUTATIONS) == sorted(history.patterns()["id"])
    assert len(COMPUTATIONS) == 54


def test_every_computation_gives_as_many_numbers_as_documented(coupled):
    assert coupled["computable"].all(), coupled.loc[~coupled["computable"], ["id", "reason"]]
    for row in coupled.to_dict("records"):
        assert len(numbers(row["simulated_median"])) == len(numbers(row["documented"])), row["id"]


def test_p05_compares_the_two_half_years():
    half = monthly({"1926-07..1926-12": 1.0, "1927-07..1927-12": 0.7}, rest=0.3)
    results = results_of({(FLAT["procured"], COUNTRY): half})
    assert value_of("P05", results) == pytest.approx((0.7,))


def test_p02_divides_a_july_june_procurement_by_the_harvest_of_its_first_year():
    results = results_of(
        {
            (FLAT["procured"], COUNTRY): monthly({"1931-07..1932-06": 2.0}),
            (FLAT["harvest"], COUNTRY): monthly({"1931-08": 60.0}),
        }
    )
    assert value_of("P02", results) == pytest.approx((0.4,))


def test_p24_takes_march_of_1930_and_asks_for_the_maximum_in_march():
    results = results_of({(FLAT["riots"], COUNTRY): monthly({"1930-03": 9.0}, rest=1.0)})
    reading, _ = compute("P24", results, 1)
    assert reading.values == pytest.approx((9 / 20,))
    assert reading.conditions == (True,)
    late = results_of(
        {(FLAT["riots"], COUNTRY): monthly({"1930-03": 9.0, "1930-06": 10.0}, rest=0.1)}
    )
    assert compute("P24", late, 1)[0].conditions == (False,)


def test_p31_is_the_lag_1_autocorrelation_of_log_changes():
    steps = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
    spans = {f"{1926 + i}-01..{1926 + i}-12": float(step) for i, step in enumerate(steps)}
    results = results_of({(FLAT["sentences"], COUNTRY): monthly(spans, rest=1.0)})
    assert value_of("P31", results) == pytest.approx((-1.0,))


def test_p31_on_the_documented_sentences_gives_the_documented_value():
    found = history.twin("political_sentences_total").set_index("period_start")["value"]
    spans = {f"{day.year}-01..{day.year}-12": value / 12 for day, value in found.items()}
    results = results_of({(FLAT["sentences"], COUNTRY): monthly(spans)})
    assert value_of("P31", results)[0] == pytest.approx(-0.44, abs=0.01)


def test_p34_and_p36_are_per_thousand_and_in_million():
    # 150 million people; 300 thousand deaths a month are 24 per 1000; 1933 has twice as many.
    deaths = monthly({"1933-01..1933-12": 600.0}, rest=300.0)
    results = results_of({(FLAT["deaths"], COUNTRY): deaths, (FLAT["people"], COUNTRY): 150.0})
    assert value_of("P34", results) == pytest.approx((24.0, 24.0, 48.0, 24.0))
    assert value_of("P36", results) == pytest.approx((3.6,))


def test_p36_counts_years_below_the_normal_rate_negative():
    deaths = monthly({"1933-01..1933-12": 600.0, "1934-01..1934-12": 200.0}, rest=300.0)
    results = results_of({(FLAT["deaths"], COUNTRY): deaths, (FLAT["people"], COUNTRY): 150.0})
    assert value_of("P36", results) == pytest.approx((2.4,))


def test_p44_wants_the_documented_order():
    dates = ["1925-01", "1925-12", "1927-12", "1930-11"]
    names = ["left", "new_opposition", "united_opposition", "right"]
    right = [synthetic.event(1, d, "defeat", faction=f) for d, f in zip(dates, names, strict=True)]
    wrong = [
        synthetic.event(1, d, "defeat", faction=f)
        for d, f in zip(dates, reversed(names), strict=True)
    ]
    base = {(FLAT["people"], COUNTRY): 1.0}
    assert value_of("P44", results_of(base, right)) == (1.0,)
    assert value_of("P44", results_of(base, wrong)) == (0.0,)


def test_p46_on_the_documented_sanctions_gives_the_documented_means():
    table = history.sanctions()
    rows = [
        synthetic.event(
            1, case["date"][:7] if len(case["date"]) > 4 else f"{case['date']}-01", "sanction",
            rank=case["actor_level"], arena=case["arena_max"], recanted=case["recanted"],
            severity=case["severity"],
        )
        for case in table.to_dict("records")
    ]  # fmt: skip
    documented = numbers(history.patterns().set_index("id").loc["P46", "value"])
    values = value_of("P46", results_of({(FLAT["people"], COUNTRY): 1.0}, rows))
    assert values == pytest.approx(documented, abs=0.3)


def test_p45_falls_back_on_the_discussion_before_the_congress():
    congresses = [
        synthetic.event(1, "1925-12", "congress", minority_share=0.1),
        synthetic.event(1, "1927-12", "congress", minority_share=0.0, members_minority_share=0.008),
    ]
    results = results_of({(FLAT["people"], COUNTRY): 1.0}, congresses)
    assert value_of("P45", results) == (0.1, 0.008)


def test_p54_is_a_share_of_runs_and_none_counts_as_outside():
    line = {"lever": "procurement.extraordinary", "value": 0.5}
    base = {(FLAT["people"], COUNTRY): 1.0}
    early = results_of(base, [synthetic.event(1, "1928-01", "line", **line)])
    late = results_of(base, [synthetic.event(1, "1931-01", "line", **line)])
    other = results_of(base, [synthetic.event(1, "1928-01", "line", lever="exports.plan", value=1)])
    assert [value_of("P54", one) for one in (early, late, other)] == [(1.0,), (0.0,), (0.0,)]


def test_a_run_with_no_data_is_missed_with_a_reason_and_never_an_exception():
    results = results_of({(FLAT["people"], COUNTRY): 1.0})
    card = scorecard(results)
    assert list(card.columns) == COLUMNS
    assert len(card) == 54
    assert not card["computable"].any()
    assert not card["inside"].any()
    assert (card["reason"] != "").all()
    line = score_line(card)
    assert line["calibrate"] == {"inside": 0, "computable": 0, "total": 29}
    assert line["test"] == {"inside": 0, "computable": 0, "total": 25}


def test_a_short_run_says_which_months_are_missing():
    results = synthetic.make(1, "coupled", until="1928-12")
    card = scorecard(results).set_index("id")
    assert not card.loc["P34", "computable"]
    assert "were not run" in card.loc["P34", "reason"]
    assert card.loc["P01", "computable"] == np.False_


@pytest.mark.parametrize(
    ("drive", "scored"),
    [("countryside", "A"), ("politics", "B"), ("side_by_side", "AB"), ("coupled", "ABC")],
)
def test_rows_are_scored_in_their_drive_alone(drive, scored):
    card = scorecard(synthetic.make(1, drive))
    assert set(card.loc[card["computable"], "drive"]) == set(scored)
    needs = card.loc[(card["drive"] == "C") & ~card["computable"], "reason"]
    assert all(reason == "needs the coupled drive" for reason in needs)


def test_a_row_is_inside_when_each_median_is(coupled):
    for row in coupled.to_dict("records"):
        each = row["inside_each"].split(";")
        if row["inside"]:
            assert set(each) == {"yes"}, row["id"]
        elif not row["conditions"]:
            assert "no" in each, row["id"]


def test_score_line_counts_splits_and_drives(coupled):
    score = score_line(coupled)
    assert score["calibrate"]["total"] + score["test"]["total"] == 54
    for split in ("calibrate", "test"):
        own = coupled[coupled["split"] == split]
        parts = [score[f"{drive} {split}"] for drive in "ABC"]
        for name in ("inside", "computable", "total"):
            assert sum(part[name] for part in parts) == score[split][name]
        assert score[split]["inside"] == int(own["inside"].sum())
    assert "all" not in score


def test_numbers_and_their_printing():
    assert numbers("0.5;2") == (0.5, 2.0)
    assert numbers("") == ()
    assert (shown(13754.2), shown(0.14049)) == ("13754", "0.14")


def test_detail_that_is_no_json_is_passed_over():
    rows = [{**synthetic.event(1, "1928-01", "line"), "detail": "{not json"}]
    reading, reason = compute("P54", results_of({(FLAT["people"], COUNTRY): 1.0}, rows), 1)
    assert reading is None
    assert reason == "no event of kind line names the lever that it sets"


def test_results_open_refuses_what_is_no_results_folder(tmp_path):
    with pytest.raises(ResultsError, match="no such folder"):
        Results.open(tmp_path / "nowhere")
    with pytest.raises(ResultsError, match=r"manifest\.json"):
        Results.open(tmp_path)
    (tmp_path / "manifest.json").write_text("[")
    (tmp_path / "series.parquet").write_text("no parquet")
    with pytest.raises(ResultsError, match="cannot be read"):
        Results.open(tmp_path)
    (tmp_path / "manifest.json").write_text(json.dumps({}))
    with pytest.raises(ResultsError, match="cannot be read"):
        _ = Results.open(tmp_path).series


def test_results_of_a_folder_equal_those_in_memory(tmp_path):
    folder = synthetic.write(tmp_path / "r", 2, until="1926-12")
    opened = Results.open(folder)
    assert opened.runs == [0, 1]
    assert opened.seeds == [1, 2]
    assert opened.digest == "abababab"
    assert {"q05", "q50", "q95"} <= set(opened.summary.columns)
    assert len(opened.events)


def test_years_are_summed_when_whole_and_dates_looked_up():
    results = results_of({(FLAT["procured"], COUNTRY): np.arange(192.0)})
    assert results.calendar_years(FLAT["procured"]).loc[1924, 1] == sum(range(12))
    years = results.agricultural_years(FLAT["procured"])
    assert years.loc[1924, 1] == sum(range(6, 18))
    assert list(years.index) == list(range(1924, 1939))
    assert results.on(FLAT["procured"], "1925-01")[1] == 12.0
    with pytest.raises(NotRecordedError):
        results.on(FLAT["procured"], "1950-01")
    with pytest.raises(NotRecordedError):
        results.monthly("no_such_series")


def test_quantiles_run_across_runs():
    bands = quantiles(pd.DataFrame([[1.0, 2.0, 3.0]]))
    assert bands.loc[0, "q50"] == 2.0
    assert bands.loc[0, "q05"] == pytest.approx(1.1)


def test_nulls_miss_what_they_cannot_say():
    cards = nulls.null_scores()
    persistence = cards["persistence"].set_index("id")
    assert persistence.loc["P10", "simulated_median"] == "1"
    assert not persistence.loc["P10", "inside"]
    # It has the sanctions of 1924-27 again and again, but no votes and no defeats.
    assert persistence.loc["P46", "computable"]
    assert not persistence.loc["P44", "computable"]
    assert not persistence.loc["P45", "computable"]
    for card in cards.values():
        assert len(card) == 54
        assert not (card["inside"] & ~card["computable"]).any()


def test_harvest_and_quota_speaks_of_grain_alone():
    if not (nulls.INPUTS / "levers.csv").exists():
        pytest.skip("scenarios/inputs is not complete")
    results = nulls.harvest_and_quota()
    crop = results.calendar_years(nulls.HARVEST)
    assert crop.min().iloc[0] > 30
    assert math.isclose(sum(nulls.PLAN_MONTHS.values()), 1.0)
    assert not results.has("population_total")
