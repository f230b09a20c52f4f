"""Sums of scores: what enters them, what is charged for silence, and that splits never mix."""

import math
import re

import numpy as np
import pandas as pd
import pytest
import synthetic_results as synthetic
from conftest import read_anew

from analysis import history, score_tables
from analysis.console import print_card, print_scores
from analysis.ensembles import Ensemble, ensembles
from analysis.nulls import null_ensembles
from analysis.number_scores import number_scores
from analysis.patterns import card_of, scorecard
from analysis.score_summary import FAR, LIMIT, NEAR, row_skills, summary
from analysis.score_tables import (
    HEADS,
    cautions,
    closing,
    pattern_rows,
    skill_rows,
    summary_rows,
    told,
)

# Half ranges of the documented numbers used here: P02 0.045, P10 0.05, P12 0.15.
SILENT = Ensemble(reason="not here")


def of(**rows):
    """Ensembles of the named patterns (runs x numbers); the others are silent."""
    found = dict.fromkeys(history.patterns()["id"], SILENT)
    return found | {name: Ensemble(np.array(rows[name], dtype=float)) for name in rows}


def entry(entries, split, drive="A"):
    [one] = [e for e in entries if (e["split"], e["drive"]) == (split, drive)]
    return one


@pytest.fixture(scope="module")
def own():
    return ensembles(synthetic.make(4, "coupled"))


@pytest.fixture(scope="module")
def nulls():
    return null_ensembles()


# ----------------------------------------------------------------------------- number by number
def test_a_number_is_scored_by_hand():
    # P02: 0.407 in 0.36..0.45. Runs 0.39 and 0.43: misses 0.017 and 0.023, less 0.04 / 2.
    found = number_scores(of(P02=[[0.39], [0.43]])).set_index("id").loc["P02"]
    assert found["median"] == pytest.approx(0.41)
    assert found["crps"] == pytest.approx(0.0, abs=1e-12)
    assert found["percentile"] == 50.0
    assert (found["inside"], found["in80"], found["in90"]) == (True, True, True)
    single = number_scores(of(P02=[[0.5]])).set_index("id").loc["P02"]
    assert single["crps_normalised"] == pytest.approx(0.093 / 0.045)
    assert (single["inside"], single["in80"]) == (False, None)
    assert math.isnan(single["percentile"])


def test_a_share_of_runs_is_scored_as_one_number():
    runs = np.array([[1.0], [1.0], [0.0], [0.0]])
    found = of() | {"P44": Ensemble(runs, share_of_runs=True)}
    row = number_scores(found).set_index("id").loc["P44"]
    # Documented 1 in 0.6..1, simulated share 0.5.
    assert row["crps_normalised"] == pytest.approx(0.5 / 0.2)
    assert row["in80"] is None and row["runs"] == 4


def test_the_card_shows_the_scores_number_by_number(own):
    card = scorecard(synthetic.make(4, "coupled")).set_index("id")
    numbers = number_scores(own)
    for identity, one in numbers[numbers["runs"] > 0].groupby("id"):
        crps = [float(x) for x in card.loc[identity, "crps"].split(";")]
        assert crps == pytest.approx(one["crps_normalised"].tolist(), abs=0.006)
        assert len(card.loc[identity, "percentile"].split(";")) == len(one)


# -------------------------------------------------------------------------------------- the sums
def test_rows_and_not_numbers_are_averaged():
    # P02 half a range off (0.0225 of 0.045), P03 exact in four numbers: the mean is 0.25.
    found = of(P02=[[0.4295]], P03=[[9.35, 14.9, 22.1, 22.8]])
    one = entry(summary(found, {}, "countryside"), "calibrate")
    assert one["mean_crps"] == pytest.approx(0.25)
    assert (one["rows_inside"], one["numbers_inside"], one["numbers_computable"]) == (2, 5, 5)
    assert one["coverage"]["80"]["numbers"] == 0
    assert entry(summary(found, {}, "countryside"), "test")["numbers_computable"] == 0


def test_no_number_counts_beyond_the_limit():
    one = entry(summary(of(P02=[[9.0]]), {}, "countryside"), "calibrate")
    assert one["mean_crps"] == LIMIT
    assert one["beyond_limit"] == 1


def test_coverage_counts_numbers_and_says_what_to_expect():
    rows = np.linspace(0.30, 0.48, 19)[:, None]
    found = of(P02=rows, P10=rows)  # documented 0.407 and 0.49: one held, one above every run
    one = entry(summary(found, {}, "countryside"), "calibrate")["coverage"]["80"]
    assert (one["hits"], one["numbers"], one["share"]) == (1, 2, 0.5)
    assert one["low"] < 0.5 < one["high"]
    assert one["expected"] == 0.8


def test_skill_over_rows_of_both_and_over_all_rows():
    # Half ranges off: ours P02 1, P10 silent, P15 1; theirs P02 2, P10 3, P15 silent.
    ours = of(P02=[[0.452]], P15=[[60.0]])
    theirs = of(P02=[[0.497]], P10=[[0.64]])
    both = entry(summary(ours, {"null": theirs}, "countryside"), "calibrate")["skill"]["null"]
    assert both["both"] == pytest.approx(0.5)
    assert (both["rows"], both["better"]) == (1, 1)
    silent = both["model_silent"]
    assert (
        silent
        == both["null_silent"]
        == entry(summary(ours, {}, "countryside"), "calibrate")["rows"] - 2
    )
    near = 1 - (2 + silent * NEAR) / (5 + silent * NEAR)
    far = 1 - (2 + silent * FAR) / (5 + silent * FAR)
    assert (both["all_near"], both["all_far"]) == pytest.approx((near, far))


def test_who_is_silent_pays_on_either_side():
    said, silent = of(P02=[[0.452]]), of()
    for charge in ("all_near", "all_far"):
        assert (
            entry(summary(said, {"n": silent}, "countryside"), "calibrate")["skill"]["n"][charge]
            >= 0
        )
        assert (
            entry(summary(silent, {"n": said}, "countryside"), "calibrate")["skill"]["n"][charge]
            <= 0
        )


def test_skill_against_itself_is_nought_in_every_entry(own):
    for one in summary(own, {"itself": own}, "coupled"):
        found = one["skill"]["itself"]
        assert found["both"] == found["all_near"] == found["all_far"] == 0.0
        assert found["better"] == 0
    assert set(row_skills(own, {"itself": own})["itself"].dropna()) == {0.0}


def test_the_order_of_runs_changes_nothing(own, nulls):
    turned = {
        name: Ensemble(one.values[::-1], one.held, one.share_of_runs, one.reason)
        for name, one in own.items()
    }
    assert str(summary(turned, nulls, "coupled")) == str(summary(own, nulls, "coupled"))


def test_drives_are_apart_and_what_is_not_scored_enters_nowhere(own):
    entries = summary(own, {}, "coupled")
    assert [(e["split"], e["drive"]) for e in entries] == [
        (split, drive) for split in ("calibrate", "test") for drive in ("A", "B", "C", "all")
    ]
    for split in ("calibrate", "test"):
        parts = [entry(entries, split, drive)["numbers"] for drive in "ABC"]
        assert sum(parts) == entry(entries, split, "all")["numbers"]
    assert {e["drive"] for e in summary(own, {}, "politics")} == {"B"}


@pytest.mark.parametrize(("spoilt", "kept"), [("test", "calibrate"), ("calibrate", "test")])
def test_a_row_of_one_split_never_enters_a_number_of_the_other(spoilt, kept, copied_record, own):
    nulls = null_ensembles()
    before = [e for e in summary(own, nulls, "coupled") if e["split"] == kept]
    table = pd.read_csv(copied_record / "patterns.csv", dtype=str, keep_default_na=False)
    chosen = table["split"] == spoilt
    for name, value in (("value", "7e8"), ("low", "6e8"), ("high", "8e8")):
        table.loc[chosen, name] = [
            ";".join([value] * (cell.count(";") + 1)) for cell in table.loc[chosen, name]
        ]
    table.to_csv(copied_record / "patterns.csv", index=False)
    read_anew()
    after = summary(own, nulls, "coupled")
    assert str([e for e in after if e["split"] == kept]) == str(before)
    changed = entry(after, spoilt, "all")
    assert changed["rows_inside"] == 0
    assert changed["beyond_limit"] == changed["numbers_computable"]


# ---------------------------------------------------------------------------------------- in words
def test_the_tables_say_what_the_entries_hold(own, nulls):
    entries = summary(own, nulls, "coupled")
    rows = summary_rows(entries)
    assert len(rows) == len(entries) == 8
    assert rows[0]["rows inside"].endswith(f"of {entries[0]['rows']}")
    skills = skill_rows(entries)
    assert {row["null"] for row in skills} == {name.replace("_", " ") for name in nulls}
    assert {"drive A", "drive B", "drive C", "all drives"} <= set(skills[0])
    text = " ".join(cautions(entries))
    assert "too narrow" in text and "half documented ranges" in text
    assert "60%" in text  # four runs hold 3/5 at best


def test_each_number_of_a_pattern_has_a_line_of_its_own(own):
    card = card_of(own)
    rows = pattern_rows(card)
    assert len(rows) == len(card) == 54
    for row, pattern in zip(rows, card.to_dict("records"), strict=True):
        count = pattern["documented"].count(";") + 1
        assert len(row["record"].split("\n")) == len(row["range"].split("\n")) == count
        if pattern["computable"]:
            assert len(row["runs"].split("\n")) == len(row["CRPS"].split("\n")) == count
        else:
            assert (row["runs"], row["inside"], row["CRPS"]) == ("none", "no", "")
        assert pattern["reason"] in row["pattern (unit)"]


def test_a_row_missed_for_its_condition_alone_says_so():
    # P24: 0.47 in 0.38..0.56, and the month of the maximum must be March.
    found = of() | {"P24": Ensemble(np.array([[0.47], [0.46]]), held=(0.0,))}
    [row] = [one for one in pattern_rows(card_of(found)) if one["row"] == "P24 A"]
    assert row["inside"] == "yes\nrow: no"
    assert "0 of 2 runs" in row["pattern (unit)"]


@pytest.mark.parametrize("drive", ["coupled", "side_by_side"])
def test_all_is_printed_in_a_hundred_columns(drive, own, nulls, capsys):
    said = told(own, nulls | {"shuffled_dates": own}, drive)
    print_card(said["card"])
    print_scores(said)
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100
    for head in HEADS.values():
        assert head in lines
    first, second = (lines.index(head) for head in HEADS.values())
    calibrate = [line for line in lines[first:second] if re.match(r"P\d\d ", line)]
    test = [line for line in lines[second:] if re.match(r"P\d\d ", line)]
    assert (len(calibrate), len(test)) == (29, 25)
    # Numbers are not torn in two by a narrow column.
    assert any("10500 to 16500" in line for line in lines)


def test_the_closing_lines_keep_the_splits_apart(own, nulls):
    lines = closing(told(own, nulls, "coupled"))
    assert [line.split(":")[0] for line in lines] == ["calibrate", "test"]
    assert "of 29 patterns inside" in lines[0] and "of 25 patterns inside" in lines[1]
    for line in lines:
        assert re.search(r"CRPS \d\.\d\d; 80 % band holds \d+%; skill [+-]\d", line)


def test_the_shuffled_runs_of_another_model_are_named_so(monkeypatch):
    monkeypatch.setattr(score_tables, "source_hash", lambda: "0" * 16)
    assert "(not the present model)" in score_tables.told_of_shuffled("politics")
    assert score_tables.told_of_shuffled("elsewhere").startswith("Shuffled dates: no stored runs")
