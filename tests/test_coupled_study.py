"""The study of the coupled drive: turns of a run by hand, tables, and a small run."""

import math

import pandas as pd
import pytest

from analysis import coupled_study
from analysis.coupled_runs import TURNS, courses, first_month
from analysis.leadership_tables import gap_table
from analysis.results import Results


def test_the_first_month_that_holds_is_counted_from_january_1924():
    days = pd.date_range("1929-11-01", periods=4, freq="MS")
    assert first_month(pd.Series([False, True, False, True], index=days)) == 71.0
    assert math.isnan(first_month(pd.Series([False] * 4, index=days)))


def by_hand():
    """Two runs: one rushes in January 1930, retreats in April and starves, the other does not."""
    days = pd.date_range("1924-01-01", "1934-12-01", freq="MS")
    frames = []
    for run in (1, 2):
        farms = pd.Series(4.0, index=days)
        hungry, width = pd.Series(0.1, index=days), pd.Series(0.2, index=days)
        value = pd.Series(0.8, index=days)
        if run == 1:
            farms["1930-01":], farms["1930-04":] = 50.0, 25.0
            hungry["1933-03"], width["1932-10":], value["1934-12":] = 20.0, 0.8, 0.1
        series = {"collectivisation_rate_households": farms, "hunger_rural": hungry,
                  "offence_width": width, "recantation_value": value}  # fmt: skip
        for name, path in series.items():
            fixed = {"run": run, "seed": run, "region": "USSR", "series": name, "unit": ""}
            frames.append(pd.DataFrame({"date": days, **fixed, "value": path.to_numpy()}))
    events = pd.DataFrame([
        {"run": 1, "date": "1928-01-01", "kind": "line", "actors": "Politburo", "region": "",
         "text": "", "detail": '{"lever": "procurement.extraordinary", "value": 0.3}'},
        {"run": 1, "date": "1929-05-01", "kind": "relaxation", "actors": "Police", "region": "",
         "text": "", "detail": ""},
        {"run": 1, "date": "1930-03-01", "kind": "relaxation", "actors": "Politburo", "region": "",
         "text": "", "detail": ""},
    ])  # fmt: skip
    manifest = {"runs": {"ok": 2, "failed": 0}, "seeds": [1, 2], "drive": "coupled"}
    return Results.from_frames(manifest, pd.concat(frames), events)


def test_the_turns_of_a_run_by_hand():
    table = courses(by_hand())
    first, second = table.loc[1], table.loc[2]
    months = {"emergency": 48, "mass": 72, "halt": 74, "retreat": 75, "famine": 110,
              "tightening": 105, "forgiveness": 131}  # fmt: skip
    assert {name: first[name] for name in TURNS} == months
    assert all(math.isnan(second[name]) for name in TURNS)
    assert first["worst_hunger"] == 20.0 and first["halts_1931"] == 1
    assert first["farms_1931"] == 25.0 and math.isnan(first["toll"])


def test_the_turn_table_gives_share_median_and_the_record():
    rows = coupled_study.turn_table(courses(by_hand())).splitlines()
    assert len(rows) == 2 + len(TURNS)
    assert rows[2].startswith("| emergency measures on grain are decided | 50% | 1928-01 |")
    assert rows[2].endswith("| 1928-01 |")
    empty = courses(by_hand()).loc[[2]]
    assert "| 0% | none | none | none |" in coupled_study.turn_table(empty)


def test_the_gap_table_names_its_groups():
    one, other = pd.DataFrame({"x": [1.0, 2.0, 3.0]}), pd.DataFrame({"x": [5.0, 6.0, 7.0]})
    rows = gap_table(one, other, {"x": "a thing"}, "famine", "none").splitlines()
    assert rows[0].startswith(
        "| early condition | famine (3 runs) | none (3 runs) | none less famine"
    )
    assert rows[2].startswith("| a thing | 2.000 | 6.000 | +4.000 (")
    assert rows[2].endswith("| yes |")


@pytest.mark.slow
def test_a_small_study_is_made_and_taken_up_again(tmp_path, capsys):
    out = tmp_path / "study"
    words = [
        "--runs",
        "2",
        "--scale",
        "20000",
        "--jobs",
        "1",
        "--until",
        "1932-12",
        "--out",
        str(out),
    ]
    assert coupled_study.main(words) == 0
    kept = out / "historical" / "manifest.json"
    before = kept.stat().st_mtime_ns
    assert coupled_study.main(words) == 0
    assert kept.stat().st_mtime_ns == before
    text = (out / "findings.md").read_text()
    assert "## Turns that nobody scripted" in text and "| P29 |" in text and "| P44 |" in text
    assert (out / "figures" / "loop.png").stat().st_size > 20_000
    assert len(pd.read_csv(out / "courses.csv")) == 2


def test_the_study_refuses_a_scale_of_nought():
    with pytest.raises(SystemExit) as stopped:
        coupled_study.main(["--scale", "0"])
    assert stopped.value.code == 2
