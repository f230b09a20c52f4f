"""Every chart draws, with and without bands, twins, a comparison and a reader's own record."""

import pandas as pd
import pytest
import synthetic_results as synthetic

from analysis import chart_lines, history
from analysis.chart_panels import EVENT_LABELS
from analysis.chart_places import TILES, hunger_deaths
from analysis.charts import CHARTS, draw_all, draw_chart, save
from analysis.results import NotRecordedError, Results
from sim.outcomes import COUNTRY, REGIONS


@pytest.fixture(scope="module")
def one() -> Results:
    return synthetic.make(1)


@pytest.fixture(scope="module")
def five() -> Results:
    return synthetic.make(5)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_one_run_says_so_and_draws_no_band(name, one):
    drawing = draw_chart(name, one)
    assert "n = 1 run, seed 1." in drawing.caption
    assert "Scenario historical" in drawing.caption
    assert "hash abababab" in drawing.caption
    assert len(drawing.table)
    assert drawing.alt


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_five_runs_is_saved_twice(name, five, tmp_path):
    drawing = draw_chart(name, five)
    paths = save(drawing, tmp_path)
    assert [path.name for path in paths] == [f"{name}.png", f"{name}.svg"]
    assert all(path.stat().st_size > 5000 for path in paths)
    assert "n = 5 runs, seed 1-5." in drawing.caption


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_draws_without_documented_twins(name, five, monkeypatch):
    monkeypatch.setattr(
        chart_lines, "_twin", lambda *_: chart_lines.no_twin().assign(period_kind="")
    )
    drawing = draw_chart(name, five)
    if name not in ("hunger_map", "retained_grain"):
        assert not any("documented" in str(column) for column in drawing.table.columns)


@pytest.mark.parametrize("name", ["harvest", "hunger_map", "regions_hunger", "grain_balance"])
def test_the_same_results_give_the_same_svg(name, one, tmp_path):
    first = save(draw_chart(name, one), tmp_path / "a")[1].read_bytes()
    assert first == save(draw_chart(name, one), tmp_path / "b")[1].read_bytes()
    assert b"<dc:date>" not in first


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_runs_that_lack_its_series_is_drawn_empty(name, one):
    bare = one
    kept = bare.series[bare.series["series"] == "reversals"]
    empty = Results.from_frames(bare.manifest, kept, bare.events)
    assert draw_chart(name, empty).caption


def test_all_charts_fill_a_folder(one, tmp_path, monkeypatch):
    short = {name: CHARTS[name] for name in ("exports", "hunger_map")}
    monkeypatch.setattr("analysis.charts.CHARTS", short)
    paths = draw_all(one, tmp_path / "figures")
    assert sorted(path.name for path in paths) == [
        "exports.png", "exports.svg", "hunger_map.png", "hunger_map.svg",
    ]  # fmt: skip


def test_a_comparison_and_a_readers_record_are_drawn_and_named(one):
    user = pd.DataFrame(
        {"date": [pd.Timestamp("1931-01-01")], "region": [COUNTRY], "series": ["grain_exports"],
         "value": [5.0], "low": [4.5], "high": [5.5], "unit": ["Mt"], "source": ["mine"]}
    )  # fmt: skip
    figure = draw_chart("exports", one, user, synthetic.make(2)).figure
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert "your record" in legend
    assert "historical" in legend


def test_every_axis_of_amounts_starts_at_zero(five):
    for name in ("harvest", "herds", "deaths_births"):
        figure = draw_chart(name, five).figure
        for axes in figure.axes:
            if axes.get_ylabel():
                assert axes.get_ylim()[0] == 0.0, name


def test_annual_points_lie_in_the_middle_of_their_year(one):
    calendar = chart_lines.simulated(one, "births_reconstructed", "calendar")
    agricultural = chart_lines.simulated(one, "grain_exports", "agricultural")
    assert calendar.index[0] == pd.Timestamp("1924-07-02")
    assert agricultural.index[0] == pd.Timestamp("1925-01-01")


def test_the_documented_share_taken_is_the_one_that_is_scored():
    found = chart_lines.share_taken().documented().set_index("date")["value"]
    assert found[pd.Timestamp("1932-01-01")] == pytest.approx(40.7, abs=0.1)
    kept = chart_lines.kept_per_head().documented().set_index("date")["value"]
    assert kept[pd.Timestamp("1932-01-01")] == pytest.approx(266, abs=3)


def test_the_map_has_a_tile_for_every_region_and_per_head_figures(one):
    assert set(TILES) == set(REGIONS)
    assert len(set(TILES.values())) == len(REGIONS)
    table = hunger_deaths(one)
    dead = one.calendar_years("deaths_from_hunger", "Ukraine").loc[1933, 0]
    rural = one.monthly("population_rural", "Ukraine").loc["1933-01":"1933-12", 0].mean()
    assert table.loc["Ukraine", 0] == pytest.approx(dead / rural)
    with pytest.raises(NotRecordedError):
        hunger_deaths(one, 1950)


@pytest.mark.parametrize(
    ("event", "word"),
    [
        ("EV054", "expelled"), ("EV058", "extraordinary"), ("EV080", "strips"),
        ("EV092", "kulaks"), ("EV100", "Dizzy"), ("EV123", "May reforms"), ("EV127", "theft"),
        ("EV151", "passports"), ("EV156", "borders"), ("EV160", "arrests"), ("EV166", "Kirov"),
        ("EV159", "Purge of 1933"), ("EV172", "Moscow trial"), ("EV181", "00447"),
        ("EV185", "halted"), ("EV170", "Verification"), ("EV082", "General purge"),
        ("EV131", "Platform"), ("EV076", "Bukharin"), ("EV066", "repeals"),
        ("EV057", "capitulate"), ("EV087", "Great Turn"), ("EV098", "Dekulakisation"),
        ("EV101", "distortions"), ("EV089", "Twenty-five"), ("EV153", "Political departments"),
        ("EV165", "politotdely"),
    ],
)  # fmt: skip
def test_a_mark_names_the_event_of_the_record(event, word):
    titles = history.events().set_index("event_id")["title"]
    assert set(EVENT_LABELS) <= set(titles.index)
    assert event in EVENT_LABELS
    assert word in titles[event]
