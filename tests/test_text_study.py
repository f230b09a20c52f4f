"""The study of banned texts: measures by hand, its tables, and a small run."""

import json
import math

import pandas as pd
import pytest

from analysis import text_study
from analysis.pattern_run import Run
from analysis.results import Results


def results():
    def event(date, kind, actors, **facts):
        return {"run": 1, "date": date, "kind": kind, "actors": actors, "region": "", "text": "",
                "detail": json.dumps(facts)}  # fmt: skip

    events = pd.DataFrame([
        event("1932-09-01", "text", "A", weeks=4, readers=30),
        event("1932-11-01", "text", "B", weeks=8, readers=50),
        event("1932-12-01", "text", "B", form="ultimatum"),
        event("1932-10-01", "sanction", "C", act="text_reader", severity=4, rank="cc"),
        event("1932-10-01", "sanction", "D", act="text_reader", severity=0, rank="cc"),
        event("1932-10-01", "sanction", "A", act="text_author", severity=5, rank="mid_elite"),
    ])  # fmt: skip
    series = pd.DataFrame({"run": [1], "seed": [7], "date": ["1932-01-01"], "region": ["USSR"],
                           "series": ["x"], "value": [0.0], "unit": [""]})  # fmt: skip
    return Results.from_frames({"seeds": [7], "runs": {"ok": 1, "failed": 0}}, series, events)


def test_measures_of_a_run_by_hand():
    row = text_study.measures(results()).loc[7]
    assert (row["texts"], row["weeks"], row["readers"], row["knowing"]) == (2.0, 6.0, 40.0, 1.0)


def test_only_those_whom_the_bodies_punished_count_as_punished_for_knowing():
    found = text_study.punished(Run(results(), 1))
    assert [(row["who"], row["severity"]) for row in found] == [("C", 4)]
    assert "| 1932-34 | cc | 0.50 | 4.00 |" in text_study.knowing_table(found, 2)
    assert text_study.knowing_table([], 2) == "Nobody was."


def test_the_lever_table_subtracts_low_from_high_seed_by_seed():
    low = pd.DataFrame({name: [1.0, 2.0, math.nan] for name in text_study.MEASURES})
    found = {f"{lever} {end}": low + 3.0 * (end == "high")
             for lever in text_study.LEVERS for end in ("low", "high")}  # fmt: skip
    rows = text_study.lever_table(found).splitlines()
    assert len(rows) == 2 + len(text_study.LEVERS)
    assert rows[2].count("+3.000 (+3.000 to +3.000)") == len(text_study.MEASURES)


def test_a_small_study_is_made_and_taken_up_again(tmp_path):
    out = tmp_path / "study"
    words = ["--runs", "1", "--jobs", "1", "--until", "1926-12", "--out", str(out)]
    assert text_study.main(words) == 0
    kept = out / "censorship.strength_high" / "manifest.json"
    before = kept.stat().st_mtime_ns
    assert text_study.main(words) == 0
    assert kept.stat().st_mtime_ns == before
    assert "## Who was punished for knowing" in (out / "findings.md").read_text()
    assert len(pd.read_csv(out / "texts.csv")) == 1 + 2 * len(text_study.LEVERS)


def test_the_study_refuses_no_runs():
    with pytest.raises(SystemExit) as stopped:
        text_study.main(["--runs", "0"])
    assert stopped.value.code == 2
