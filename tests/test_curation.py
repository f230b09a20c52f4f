"""The curation: every audit row decided, reruns identical, and refusals that name the fault."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from analysis import curate
from analysis.curation import choices, corrections, periods, regions, sources, tables
from analysis.curation.tables import CurationError

DECISIONS = curate.HISTORY / "decisions"


def test_a_rerun_gives_the_committed_bytes(tmp_path: Path) -> None:
    curate.main(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == set(curate.COLUMNS)
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (curate.HISTORY / path.name).read_bytes(), path.name


def test_all_176_rows_of_the_audit_are_decided_with_a_reason() -> None:
    rows = tables.read(curate.HISTORY / "corrections_decisions.csv")
    assert [int(row["row"]) for row in rows] == list(range(1, 177))
    assert Counter(row["decision"] for row in rows) == {"applied": 172, "refused": 3, "already": 1}
    assert all(row["reason"] for row in rows)
    assert all(int(row["rows_changed"]) > 0 for row in rows if row["decision"] == "applied")


def test_the_missing_events_are_added() -> None:
    before = tables.read(curate.HISTORY / "raw" / "events.csv")
    after = tables.read(curate.HISTORY / "events.csv")
    assert len(after) == len(before) + 38


def test_nothing_of_the_raw_record_is_lost_without_an_edit() -> None:
    raw = {
        str(line)
        for line in range(2, 2 + len(tables.read(curate.HISTORY / "raw" / "observations.csv")))
    }
    kept = {row["record_line"] for row in tables.read(curate.HISTORY / "observations.csv")}
    apart = {row["record_line"] for row in tables.read(curate.HISTORY / "quarantine.csv")}
    dropped = set()
    for edit in tables.read(DECISIONS / "edits.csv"):
        if edit["column"] == "*drop":
            dropped |= corrections.line_numbers(edit["select"])
    assert raw - kept == dropped | apart
    assert not kept & apart


def test_untouched_rows_keep_their_figures() -> None:
    edited = set()
    for edit in tables.read(DECISIONS / "edits.csv"):
        if edit["file"] == "observations.csv" and "=" not in edit["select"]:
            edited |= corrections.line_numbers(edit["select"])
    raw = corrections.load(curate.HISTORY / "raw", "observations.csv")
    curated = {row["record_line"]: row for row in tables.read(curate.HISTORY / "observations.csv")}
    compared = 0
    for row in raw:
        if row["record_line"] in edited:
            continue
        copy = curated[row["record_line"]]
        assert float(copy["value"]) == pytest.approx(float(row["value"]))
        assert [copy[name] for name in ("unit", "evidence", "source_key", "note")] == [
            row[name] for name in ("unit", "evidence", "source_key", "note")
        ]
        compared += 1
    assert compared > 1500


def test_every_decision_table_is_plain_rectangular_csv() -> None:
    for path in sorted(DECISIONS.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            widths = {len(row) for row in csv.reader(file)}
        assert len(widths) == 1, path.name


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        ("1931-07-01", "1932-06-30", "agricultural_year"),
        ("1931-01-01", "1931-12-31", "calendar_year"),
        ("1932-02-01", "1932-02-29", "month"),
        ("1931-02-01", "1931-02-27", "window"),
        ("1928-01-01", "1928-03-31", "quarter"),
        ("1932-01-01", "1932-06-30", "half_year"),
        ("1928-04-01", "1928-09-30", "window"),
        ("1930-07-01", "1930-07-01", "date"),
        ("1926-01-01", "1927-12-31", "window"),
    ],
)
def test_kind_of_period(start: str, end: str, kind: str) -> None:
    assert kind in periods.KINDS
    assert periods.period_kind(start, end) == kind


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(CurationError, match="ends before it starts"):
        periods.period_kind("1932-07-01", "1931-06-30")


def observation(**cells: str) -> tables.Row:
    row = dict.fromkeys(curate.OBSERVATIONS, "")
    return row | {"series": "s", "region": "USSR", "value": "1", "record_line": "2"} | cells


def test_a_series_of_two_units_is_refused() -> None:
    rows = [observation(unit="Mt"), observation(unit="kt")]
    with pytest.raises(CurationError, match="several units"):
        periods.check_uniform(rows)


def test_an_undecided_rivalry_is_refused() -> None:
    with pytest.raises(CurationError, match="no choice between lines"):
        choices.choose([observation(), observation(record_line="3")], DECISIONS)


def test_rivals_far_apart_are_disputed_and_near_ones_are_not() -> None:
    rule = {"preferred_line": "3", "reason": "because"}
    near = [observation(value="100"), observation(value="95", record_line="3")]
    far = [observation(value="100"), observation(value="50", record_line="3")]
    choices.settle(near, rule)
    choices.settle(far, rule)
    assert [row["preferred"] for row in near] == ["false", "true"]
    assert [row["choice"] for row in near] == ["set aside for 3: because", "preferred: because"]
    assert [row["disputed"] for row in near] == ["", ""]
    assert [row["disputed"] for row in far] == ["true", "true"]


def test_an_edit_that_finds_no_row_is_refused() -> None:
    with pytest.raises(CurationError, match=r"finds no row for \['9'\]"):
        corrections.selected([observation()], "observations.csv", "2 9")


def test_scale_moves_value_and_range_together() -> None:
    row = observation(value="4.91", low="4", high="")
    corrections.act(row, "*scale", "0.001")
    assert (row["value"], row["low"], row["high"]) == ("0.00491", "0.004", "")


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(CurationError, match="unknown place 'Ruritania'"):
        regions.locate([observation(region="Ruritania")], regions.places(DECISIONS))


def test_shares_that_do_not_add_up_are_refused() -> None:
    half = {"historical_unit": "Siberia", "valid_from": "1925", "valid_to": "1930"}
    with pytest.raises(CurationError, match="do not add up"):
        regions.check_crosswalk([half | {"model_region": "West Siberia", "share": "0.84"}])


def test_a_missing_source_is_refused() -> None:
    known = [{"source_key": "a"}]
    with pytest.raises(CurationError, match=r"events.csv: sources.csv lacks \['b'\]"):
        sources.check(known, {"events.csv": [{"source_key": "a; b"}]})


def test_the_page_on_the_record_gives_the_counts_of_the_tables() -> None:
    page = (curate.HISTORY.parents[1] / "docs" / "record.md").read_text(encoding="utf-8")
    words = " ".join(page.split())
    rows = {file: tables.read(curate.HISTORY / file) for file in curate.COLUMNS}
    observed = rows["observations.csv"]
    preferred = sum(row["preferred"] == "true" for row in observed)
    assert (
        f"{len(observed)} observations in {len({row['series'] for row in observed})} series, of "
        f"which {preferred} are preferred and {len(observed) - preferred} set aside"
    ) in words
    assert (
        f"{len(rows['events.csv'])} events, {len(rows['actors.csv'])} actors, "
        f"{len(rows['ties.csv'])} ties, {len(rows['sanctions.csv'])} sanctions, "
        f"{len(rows['parameters.csv'])} parameter rows, {len(rows['sources.csv'])} sources, "
        f"{len(rows['regions_crosswalk.csv'])} crosswalk rows, "
        f"{len(rows['quarantine.csv'])} quarantined rows"
    ) in words
    for grade, count in Counter(row["evidence"] for row in observed).items():
        assert f"| `{grade}` | {count} |" in page
    for row in rows["corrections_decisions.csv"]:
        assert row["decision"] != "refused" or f"\n| {row['row']} |" in page
    choices_made = len(tables.read(DECISIONS / "choices.csv"))
    assert f"All {choices_made} choices between single figures" in words
