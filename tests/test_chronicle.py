"""The chronicle beside the record: matching by hand, verdicts, sums and summaries."""

import itertools

import pandas as pd
import pytest
import synthetic_results as synthetic
from hypothesis import given
from hypothesis import strategies as st

from analysis import chronicle_summary
from analysis.chronicle import HEADINGS, SUMMED, When
from analysis.chronicle_match import chance_of, match, occurrences, says
from analysis.chronicle_rows import chronicle, rows
from analysis.pattern_run import Event
from analysis.results import Results
from sim.scenario_schema import month_number as month

BY_NAME = {heading.name: heading for heading in HEADINGS}
event = synthetic.event


def made(*events, drive="politics", until="1930-12"):
    """Results of one run, numbered 1, with these events and months from 1924 on."""
    dates = synthetic.months("1924-01", until)
    series = pd.DataFrame(
        {"run": 1, "seed": 1, "date": dates, "region": "USSR", "series": "party_total",
         "value": 1.0, "unit": "persons"}
    )  # fmt: skip
    table = pd.DataFrame(list(events), columns=synthetic.EVENT_COLUMNS)
    return Results.from_frames(synthetic.manifest(drive), series, table)


def told(*events, kinds=(), **more):
    return chronicle(made(*events, **more), 1, kinds)


def every(one, **more):
    return rows(one, month("1900-01"), month("1999-12"), **more)


def of_heading(one, heading, status=None):
    return [
        row for row in every(one)
        if row.heading == heading and status in (None, row.status)
    ]  # fmt: skip


def noted(kind, **facts):
    return Event(pd.Timestamp("1930-01-01"), kind, "", "", "", facts)


# ------------------------------------------------------------------------------ matching by hand
@pytest.mark.parametrize(
    ("documented", "simulated", "window", "answer"),
    [
        ([10], [7, 12], 6, [1]),  # both within, the nearer
        ([10], [7, 13], 6, [0]),  # equally near, the earlier
        ([10], [17], 6, [None]),
        ([10], [16], 6, [0]),  # the edge belongs to the window
        ([10, 20], [12], 6, [0, None]),  # one event answers once
        ([10, 12], [11], 6, [0, None]),
        ([10, 14], [13, 15], 6, [0, 1]),  # two pairs beat one perfect pair
        ([10, 14], [15], 6, [None, 0]),  # within both windows: the nearer turning point
        ([10, 14, 18], [5, 14, 30], 6, [0, 1, None]),
        ([], [3], 6, []),
        ([10], [], 6, [None]),
        ([10], [10], 0, [0]),
    ],
)
def test_a_match_by_hand(documented, simulated, window, answer):
    assert match(documented, simulated, window) == answer


@given(
    st.lists(st.integers(0, 40), max_size=4, unique=True).map(sorted),
    st.lists(st.integers(0, 40), max_size=5, unique=True).map(sorted),
    st.integers(0, 8),
)
def test_a_match_is_the_best_of_all(documented, simulated, window):
    """Against every way of giving each documented month one simulated month or none."""
    choices = [
        [None, *(j for j, s in enumerate(simulated) if abs(s - d) <= window)] for d in documented
    ]
    best = (0, 0)
    for way in itertools.product(*choices):
        used = [j for j in way if j is not None]
        if len(used) == len(set(used)):
            apart = sum(abs(simulated[j] - d) for j, d in zip(way, documented, strict=True)
                        if j is not None)  # fmt: skip
            best = max(best, (len(used), -apart))
    found = match(documented, simulated, window)
    pairs = [(d, simulated[j]) for d, j in zip(documented, found, strict=True) if j is not None]
    assert all(abs(s - d) <= window for d, s in pairs)
    assert len({s for _, s in pairs}) == len(pairs)
    assert (len(pairs), -sum(abs(s - d) for d, s in pairs)) == best


def test_the_chance_of_a_window_by_hand():
    """Ten months, a window of three: 3 of 10 turns put a single event in it."""
    assert chance_of(5, 1, [0], (0, 9)) == pytest.approx(0.3)
    # Two neighbours: four turns; two far apart: six; events in every month: always.
    assert chance_of(5, 1, [0, 1], (0, 9)) == pytest.approx(0.4)
    assert chance_of(5, 1, [0, 5], (0, 9)) == pytest.approx(0.6)
    assert chance_of(5, 1, list(range(10)), (0, 9)) == 1.0
    assert chance_of(5, 1, [], (0, 9)) == 0.0
    # At the edge of the run the window is cut to two months; one wider than the run is the run.
    assert chance_of(0, 1, [4], (0, 9)) == pytest.approx(0.2)
    assert chance_of(5, 60, [4], (0, 9)) == 1.0
    # The months count from anywhere, and what lies outside the run counts nothing.
    assert chance_of(105, 1, [100, 99], (100, 109)) == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("fact", "facts", "holds"),
    [
        (("faction", "is", ("left",)), {"faction": "left"}, True),
        (("faction", "is", ("left",)), {"faction": "right"}, False),
        (("faction", "is", ("left",)), {}, False),
        (("faction", "is", ("left",)), {"faction": ["left"]}, False),
        (("severity", "least", 4), {"severity": 4}, True),
        (("severity", "least", 4), {"severity": 3}, False),
        (("severity", "least", 4), {"severity": "5"}, False),
        (("severity", "least", 4), {"severity": float("nan")}, False),
        (("severity", "over", "moved"), {"severity": 3, "moved": 2}, True),
        (("severity", "over", "moved"), {"severity": 3, "moved": 3}, False),
        (("severity", "over", "moved"), {"severity": 3}, False),
        (("value", "over", 0), {"value": 0.1}, True),
        (("value", "over", 0), {"value": True}, False),
        (("line", "under", "before"), {"line": 0.6, "before": 0.7}, True),
    ],
)
def test_a_fact_holds_or_not(fact, facts, holds):
    assert says(When("x", (fact,)), noted("x", **facts)) is holds
    assert not says(When("x", (fact,)), noted("y", **facts))


def test_a_month_is_one_occurrence_and_a_peak_the_fullest_month():
    recants = [event(1, m, "recantation", how="yes", faction="left")
               for m in ("1928-01", "1928-01", "1928-03")]  # fmt: skip
    one = told(*recants)
    found = occurrences(BY_NAME["left_recants"], one.events)
    assert [(o.month, len(o.events)) for o in found] == [
        (month("1928-01"), 2), (month("1928-03"), 1),
    ]  # fmt: skip
    crowds = [event(1, m, "disturbance") for m in ("1930-01", "1930-03", "1930-03", "1930-04")]
    [peak] = occurrences(BY_NAME["unrest_peak"], told(*crowds).events)
    assert (peak.month, len(peak.events)) == (month("1930-03"), 2)


# ------------------------------------------------------------------------------------ verdicts
def test_a_defeat_six_months_early_late_and_in_its_month():
    for when, verdict, apart in (
        ("1928-10", "occurred 6 months early", -6),
        ("1929-04", "occurred in its month", 0),
        ("1929-05", "occurred 1 month late", 1),
    ):
        [row] = of_heading(told(event(1, when, "defeat", faction="right")), "right_defeated")
        assert (row.date, row.event, row.status) == ("1929-04", "EV080", "occurred")
        assert (row.verdict, row.months, row.simulated_date) == (verdict, apart, when)
        assert row.window == 12


def test_what_did_not_occur_names_the_nearest_and_what_was_unasked_says_so():
    one = told(event(1, "1926-11", "defeat", faction="united_opposition"))
    missed, unasked = (of_heading(one, "united_defeated", s) for s in ("did not occur", "unasked"))
    assert missed[0].verdict == (
        "did not occur within 12 months (the United Opposition is beaten); nearest 1926-11"
    )
    assert missed[0].months is None
    assert (unasked[0].date, unasked[0].verdict) == ("1926-11", "occurred unasked")
    [bare] = of_heading(told(), "united_defeated")
    assert bare.verdict == "did not occur within 12 months (the United Opposition is beaten)"


def test_a_person_or_a_text_makes_no_match():
    """Only kind and facts count: Bukharin's name in an event about another faction says nothing."""
    one = told(event(1, "1929-04", "defeat", "Nikolai Bukharin", "The Right is beaten"))
    [row] = of_heading(one, "right_defeated")
    assert row.status == "did not occur"
    [other] = [row for row in every(one) if row.kind == "defeat" and row.status == "not compared"]
    assert other.simulated == "The Right is beaten"


def test_the_date_of_a_congress_is_an_input_and_not_counted():
    one = told(event(1, "1925-12", "congress", minority_share=0.1))
    [row] = of_heading(one, "congress", "given")
    assert row.verdict == "occurred in its month; the date is an input"
    counts = chronicle_summary.tally(one, one.span[0], one.span[1])
    assert (counts.occurred, counts.given) == (0, 4)  # 1924, 1925, 1927, 1930


def test_a_window_beyond_the_end_of_the_run_is_not_decided():
    [row] = of_heading(told(until="1928-03"), "united_defeated")
    assert (row.status, row.verdict) == ("not decided", "not decided: the run ends in 1928-03")
    cut = told(event(1, "1928-01", "defeat", faction="united_opposition"), until="1928-03")
    [row] = of_heading(cut, "united_defeated")
    assert row.verdict == "occurred 1 month late; not counted, the run ends within the window"
    # At the end of 1927-12 plus 12 months the window is whole.
    [row] = of_heading(told(until="1928-12"), "united_defeated")
    assert row.status == "did not occur"
    assert not of_heading(told(until="1927-11"), "united_defeated")


def test_a_tier_that_is_not_simulated_is_not_asked():
    one = told(drive="countryside")
    [row] = of_heading(one, "right_defeated")
    assert row.verdict == "not simulated in this drive"
    assert chronicle_summary.tally(one, *one.span).asked == 1  # the peak of unrest
    [peak] = of_heading(told(), "unrest_peak")
    assert peak.verdict == "not simulated in this drive"


def test_emergency_measures_are_those_of_that_lever_alone():
    lever = "procurement.extraordinary"
    one = told(
        event(1, "1928-01", "line", lever="procurement.plan", value=12.0),
        event(1, "1928-03", "line", lever=lever, value=0.0),
        event(1, "1928-05", "line", lever=lever, value=0.2),
    )
    first, second = of_heading(one, "emergency")
    assert (first.event, first.verdict) == ("EV058", "occurred 5 months late")
    assert (second.event, second.status) == ("EV079", "did not occur")


def test_the_turn_to_the_offensive_is_the_line_that_passes_the_level():
    one = told(
        event(1, "1929-07", "line", before=0.70, line=0.77),
        event(1, "1929-10", "line", before=0.77, line=0.83),
        event(1, "1930-01", "line", before=0.83, line=0.85),
    )
    [row] = of_heading(one, "offensive")
    assert (row.event, row.verdict) == ("EV087", "occurred 1 month early")


# -------------------------------------------------------------------------------- rows and sums
def test_events_by_the_hundred_are_summed_unless_all_are_asked_for():
    crowds = [event(1, m, "disturbance", text=f"crowd {k}")
              for k, m in enumerate(["1929-05"] * 3 + ["1930-03"] * 40)]  # fmt: skip
    waves = [event(1, m, "arrest", sentences=1500) for m in ("1928-02", "1928-03")]
    one = told(*crowds, *waves, drive="side_by_side")
    sums = {(row.date, row.simulated) for row in every(one) if row.kind in SUMMED}
    assert ("1929-05", "3 crowds among the sampled villages.") in sums
    assert ("1930-03", "40 crowds among the sampled villages.") in sums
    assert ("1928", "About 3,000 people are sentenced in 2 months of a wave.") in sums
    [peak] = of_heading(one, "unrest_peak")
    assert peak.verdict == "occurred 1 month late"
    assert "40 crowds" in peak.simulated
    single = [row for row in every(one, every=True) if row.kind == "disturbance"]
    assert len(single) == 43 + 1
    in_spring = rows(one, month("1930-01"), month("1930-12"))
    assert {row.date[:4] for row in in_spring} == {"1930"}


def test_a_choice_of_kinds_leaves_the_rest_out():
    one = told(event(1, "1929-04", "defeat", faction="right"), event(1, "1929-05", "vote"),
               kinds=("defeat",))  # fmt: skip
    assert {row.kind for row in every(one)} == {"defeat"}
    assert chronicle_summary.tally(one, *one.span).asked == 4


def test_rows_are_in_order_of_time_and_documented_events_of_the_run_alone():
    one = told(event(1, "1929-04", "defeat", faction="right"), until="1930-06")
    dates = [row.date for row in every(one)]
    assert dates == sorted(dates)
    assert dates[0] >= "1924"
    assert dates[-1] <= "1930-06"
    assert all(row.date == "1929-04" for row in rows(one, month("1929-04"), month("1929-04")))


def test_the_summary_by_hand():
    one = told(
        event(1, "1924-09", "defeat", faction="left"),  # 4 months early
        event(1, "1926-02", "defeat", faction="new_opposition"),  # 2 months late
        event(1, "1929-07", "defeat", faction="right"),  # 3 months late
        event(1, "1930-02", "defeat", faction="right"),
        kinds=("defeat",),
    )
    counts = chronicle_summary.tally(one, *one.span)
    assert (counts.asked, counts.apart, counts.unasked) == (4, (-4, 2, 3), 1)
    first, chance, *rest = chronicle_summary.summary(one, *one.span)
    assert first == (
        "3 of 4 documented turning points occurred within their windows, on average 3.0 months "
        "away (0.3 later in the mean)."
    )
    # 84 months: windows of 25 (12 of them before 1925-01, whole), 13, 25; two defeats of the Right
    # seven months apart.
    wanted = 25 / 84 + 13 / 84 + 0 + (25 + 7) / 84
    assert counts.chance == pytest.approx(wanted)
    assert chance.endswith(f"would meet {wanted:.1f}.")
    assert rest[0] == "Unasked: 1 (events of compared kinds, by heading and month)."
    assert rest[-1].startswith("Leaders of this drive read the documented crisis")
    coupled = told(drive="coupled", kinds=("defeat",))
    lines = chronicle_summary.summary(coupled, *coupled.span)
    assert lines[0] == "0 of 4 documented turning points occurred within their windows."
    assert len(lines) == 2
    none = chronicle_summary.summary(one, month("1930-10"), month("1930-12"))
    assert none[0].startswith("No documented turning point")


def test_over_runs_a_turning_point_has_a_share_and_a_median_date():
    runs = [
        told(event(1, when, "defeat", faction="right"), kinds=("defeat",), until="1931-06")
        for when in ("1929-03", "1929-06", "1929-11", "1931-01")
    ]
    found = chronicle_summary.across(runs, *runs[0].span)
    [right] = [row for row in found if row["event"] == "EV080"]
    assert (right["share"], right["runs"], right["date"], right["months"]) == (
        0.75,
        4,
        "1929-06",
        2,
    )
    [unasked] = [row for row in found if row["heading"] == "right_defeated" and not row["event"]]
    assert (unasked["share"], unasked["date"], unasked["unasked_a_run"]) == (0.25, "1931-01", 0.25)
    [line, *_] = chronicle_summary.summary_across(runs, *runs[0].span)
    assert line.startswith(
        "Over 4 runs, of 4 documented turning points 0.8 occurred within their windows (0 to 1);"
    )
    assert chronicle_summary.across([], 0, 1) == []
