"""Frames: what the page shows of some results is what the results hold."""

import json

import numpy as np
import pytest
import synthetic_results as synthetic

from analysis.app import document
from analysis.app.facts import facts, preset_facts
from analysis.app.frame import Head, end_part, frame_of, head_of, months_part, rounded
from analysis.app.page_charts import CHARTS, lines
from analysis.app.runs_in_memory import RunsInMemory
from analysis.app.sliders import SLIDERS
from analysis.pattern_run import Run
from sim.outcomes import REGIONS, SERIES_INDEX
from sim.results_tables import PLACES
from sim.runner import run_one
from sim.scenario import load

HEAD = Head("historical", "preset", "A course", "What?", {})


@pytest.fixture(scope="module")
def scenario():
    return load("historical", scale=50000, until="1925-09")


@pytest.fixture(scope="module")
def results(scenario):
    return RunsInMemory.of(scenario, [run_one(scenario, seed) for seed in (1, 2)])


@pytest.fixture(scope="module")
def frame(results):
    return frame_of(results, HEAD)


def test_a_frame_says_what_was_run(frame, scenario):
    assert frame["months"][0] == "1924-01" and frame["until"] == "1925-09"
    assert (frame["seeds"], frame["hash"]) == ([1, 2], scenario.sha256[:8])
    assert (frame["drive"], frame["scale"], frame["levers"]) == ("side_by_side", 50000, {})


def test_bands_are_quantiles_over_the_runs(frame, results):
    table = results.monthly("livestock_horses_summer")
    held = frame["series"]["livestock_horses_summer"]
    assert held["q50"][5] == pytest.approx(table.iloc[5].median(), rel=1e-3)
    for low, high in (("q05", "q25"), ("q25", "q50"), ("q50", "q75"), ("q75", "q95")):
        assert held[low][5] <= held[high][5] * 1.01


def test_a_year_is_summed_run_by_run(frame, results):
    identity = next(name for name, line in lines().items() if name == "procurement.0" and line)
    held = frame["lines"][identity]
    sums = results.agricultural_years("grain_procurement_actual").loc[1924]
    assert held["x"] == ["1925-01-01"]
    assert held["q50"] == [pytest.approx(sums.median(), rel=1e-3)]


def test_the_map_has_every_region_and_month(frame):
    regions = frame["series"]["hunger_rural"]["regions"]
    assert set(regions) == set(REGIONS)
    assert {len(values) for values in regions.values()} == {len(frame["months"])}


def test_events_have_grounds_and_follow_earlier_ones(frame):
    months = [event[0] for event in frame["events"]]
    assert months == sorted(months) and months[0] >= 0 and months[-1] < len(frame["months"])
    assert not [event for event in frame["events"] if event[1] == "district_secretary"]
    assert any(event[5] for event in frame["events"])


def test_leaders_have_a_place_and_a_path(frame):
    people = {one["key"]: one for one in frame["leaders"]["people"]}
    stalin = people["stalin"]
    assert stalin["path"][0][:3] == [0, "secretary", 2]
    for person in people.values():
        months = [entry[0] for entry in person["path"]]
        assert months == sorted(set(months))
    assert frame["leaders"]["seed"] == 1


def test_votes_apart_are_those_that_the_bodies_counted(results, frame):
    votes = [one for one in Run(results, 1).all_events() if one.kind == "vote"]
    apart = [entry for person in frame["leaders"]["people"] for entry in person["apart"]]
    against = sum(one.facts["against"] for one in votes)
    assert against > 0 and [entry[3] for entry in apart].count(-1) == against
    assert {entry[0] for entry in apart} <= {
        frame["months"].index(f"{one.date:%Y-%m}") for one in votes
    }


def test_reasons_are_told_of_the_last_month_where_no_other_was_run(frame):
    assert list(frame["why"]) == ["1925-09"]
    ukraine = frame["why"]["1925-09"]["Ukraine"]
    assert [link[0] for link in ukraine["links"]] == sorted(link[0] for link in ukraine["links"])
    assert len(ukraine["districts"]) in (1, 2)


def test_what_is_packed_can_be_read_by_any_json_reader(frame):
    text = json.dumps(frame, allow_nan=False)
    assert json.loads(text)["id"] == "historical"
    assert document.pack(frame) == document.pack(json.loads(text))


def test_one_run_has_no_bands(scenario):
    one = RunsInMemory.of(scenario, [run_one(scenario, 3)])
    held = frame_of(one, HEAD)
    assert set(held["series"]["livestock_horses_summer"]) == {"q50"}
    assert {name for line in held["lines"].values() for name in line} == {"x", "q50"}


def test_parts_of_a_stream_come_to_the_frame(scenario):
    done = run_one(scenario, 1)
    whole = frame_of(RunsInMemory.of(scenario, [done]), HEAD)
    part = months_part(done.values, PLACES, 6, 12)
    assert part["from"] == 6
    for name, entry in part["series"].items():
        assert entry["q50"] == whole["series"][name]["q50"][6:12]
        for region, values in entry.get("regions", {}).items():
            assert values == whole["series"][name]["regions"][region][6:12]
    assert set(head_of(RunsInMemory.of(scenario, [done]), HEAD)) | {"series"} | set(
        end_part(RunsInMemory.of(scenario, [done]))
    ) - {"part"} == set(whole)


def test_runs_in_memory_are_those_of_the_folder(scenario, results):
    values = run_one(scenario, 2).values
    row = values[SERIES_INDEX["deaths_reconstructed"], :, PLACES.index("USSR")]
    assert np.array_equal(results.monthly("deaths_reconstructed")[2].to_numpy(), row)


def test_numbers_are_short_and_what_is_none_is_null():
    assert rounded([1234.56, 0.000123456, np.nan, np.inf, 2.0]) == [1235, 0.0001235, None, None, 2]
    assert rounded([1234.56], 3) == [1230]


def test_a_folder_of_results_gives_a_frame_too():
    made = synthetic.make(1, until="1930-06")
    told = frame_of(made, HEAD)
    assert told["months"][-1] == "1930-06" and list(told["why"]) == ["1930-03"]
    assert told["lines"]["sentences.0"]["x"][-1] == "1929-07-02"


# ------------------------------------------------------------------------------------------- facts
def test_facts_name_every_source_of_every_point():
    told = facts(None, ["historical"])
    for chart in told["charts"]:
        for line in chart["lines"]:
            for point in line["points"]:
                assert point["low"] is None or point["low"] <= point["value"] <= point["high"]
                assert set(point["sources"]) <= set(told["sources"])
    assert told["scorecard"] is None
    assert {event["id"] for chart in told["charts"] for event in chart["events"]} <= set(
        told["documented"]
    )
    assert len([chart for chart in told["charts"] if chart["first"]]) >= 8


def test_presets_are_grouped_by_what_they_change():
    wanted = {
        "historical": "record",
        "no_faction_ban": "politics",
        "no_exports": "countryside",
        "good_weather_1932": "circumstances",
    }
    assert {name: preset_facts(name)["group"] for name in wanted} == wanted


# ------------------------------------------------------------------------------------------- words
def test_english_has_words_for_every_chart_slider_and_region():
    words = document.languages()["en"]
    wanted = [f"chart.{chart.id}.title" for chart in CHARTS]
    wanted += [f"line.{identity}" for identity in lines()]
    for slider in SLIDERS:
        wanted += [f"slider.{slider.name}.label", f"slider.{slider.name}.note",
                   f"unit.slider.{slider.unit}"]  # fmt: skip
    wanted += [f"region.{region}.short" for region in REGIONS]
    assert [key for key in wanted if not words.get(key)] == []


def test_every_word_that_a_script_asks_for_is_there():
    import re

    words = document.languages()["en"]
    asked = set(re.findall(r'GL\.t\("([\w.]+)"', document.scripts()))
    page = (document.PAGE / "page.html.j2").read_text(encoding="utf-8")
    asked |= set(re.findall(r'data-t(?:-label)?="([\w.]+)"', page))
    assert len(asked) > 100 and asked <= set(words)


def test_text_cannot_end_the_script_that_holds_it():
    assert "</script" not in document.embedded({"text": "</script><script>"})
    assert json.loads(document.embedded({"text": "</script>"}).replace("<\\/", "</")) == {
        "text": "</script>"
    }


def test_nothing_in_the_page_is_fetched_from_elsewhere():
    page = document.page_html(facts(None, ["historical"]))
    own = page.replace(document._closed(document.plotly_script()), "")
    assert not [line for line in own.splitlines() if 'src="' in line or "@import" in line]
    assert 'rel="icon" href="data:,"' in own
