"""The viewer for users of Mesa: a run stepped by hand, what is drawn of it, and the Solara page."""

import importlib
import sys

import numpy as np
import pandas as pd
import pytest

from analysis import run_under_way
from analysis.chart_places import TILES
from analysis.run_under_way import PANELS, RunUnderWay
from sim.agents.household import Household
from sim.model import GeneralLine
from sim.outcomes import REGIONS, SERIES_INDEX
from sim.scenario import load, names

SCALE = 16000


@pytest.fixture
def run():
    """A coarse run until December 1925."""
    made = RunUnderWay(scale=SCALE, until=1925)
    yield made
    made.close()


def stepped(run, months):
    for _ in range(months):
        run.step()
    return run


def words(figure):
    """All text of a figure."""
    own = [text.get_text() for text in figure.texts]
    for axes in figure.axes:
        own += [text.get_text() for text in axes.texts] + [axes.get_title(loc="left")]
    return own


# --------------------------------------------------------------------------------------- the run
@pytest.mark.parametrize(
    "asked, fault",
    [
        ({"scale": 3999}, "scale 3999 is too fine to watch; use 4000 or more"),
        ({"until": 1940}, "until 1940 is not a year from 1925 to 1939"),
        ({"until": 1924}, "until 1924 is not a year from 1925 to 1939"),
    ],
)
def test_what_cannot_be_watched_is_refused(asked, fault):
    with pytest.raises(ValueError, match=fault):
        RunUnderWay(**asked)


def test_it_is_the_run_of_the_model_and_stops_at_its_end(run):
    model = GeneralLine(load("historical", scale=SCALE, until="1925-12"), seed=1)
    model.run()
    stepped(run, 23)
    assert run.running
    stepped(run, 1)
    assert (run.running, run.month) == (False, pd.Timestamp("1925-12-01"))
    np.testing.assert_array_equal(run.world.recorder.values, model.world.recorder.values)
    stepped(run, 2)
    assert (run.running, run.world.clock.tick) == (False, 24)
    model.close()


def test_a_closed_run_holds_no_agents_and_makes_no_step(run):
    assert len(run.agents_by_type[Household]) > 1000
    run.close()
    assert len(run.agents) == 0
    stepped(run, 1)
    assert (run.running, run.world.clock.tick, run.month) == (False, 0, None)
    run.close()


# ------------------------------------------------------------------------------------ what is seen
def test_hunger_is_that_of_the_last_month_lived(run):
    assert run_under_way.hunger_now(run).empty
    stepped(run, 2)
    seen = run_under_way.hunger_now(run)
    assert tuple(seen.index) == REGIONS
    recorded = run.world.recorder.values[SERIES_INDEX["hunger_rural"], 1, :-1]
    np.testing.assert_array_equal(seen.to_numpy(), recorded)


def test_the_map_has_a_tile_for_each_region_with_its_figure(run, monkeypatch):
    shares = pd.Series({name: 20.0 + number for number, name in enumerate(REGIONS)})
    monkeypatch.setattr(run_under_way, "hunger_now", lambda _: shares)
    text = [one.replace("\n", " ") for one in words(run_under_way.draw_hunger(stepped(run, 1)))]
    for region in TILES:
        assert text[text.index(region) + 1] == f"{shares[region]:.0f}"
    assert "Rural people below the famine line, percent, 1 January 1924" in text
    assert any("seed 1, scale 16000, side by side" in one for one in text)


@pytest.mark.parametrize(
    "shares, said",
    [
        ({}, "No month has been lived yet."),
        ({"Urals": 0.4, "Tatar": 0.0}, "No region reaches half a percent."),
        ({"Urals": 3.0, "Tatar": 41.6, "Crimea": 0.2}, "Highest: Tatar 42, Urals 3."),
    ],
)
def test_the_highest_shares_in_words(shares, said):
    assert run_under_way.highest(pd.Series(shares, dtype=float)) == said


def test_a_step_lengthens_stocks_and_a_year_that_is_over_adds_its_sum(run):
    kolkhozy, deaths = "Households in kolkhozy", "Deaths, calendar years"
    lengths = []
    for months in (0, 11, 1):
        lines = run_under_way.lines_so_far(stepped(run, months))
        lengths.append((len(lines[kolkhozy]), len(lines[deaths])))
    assert lengths == [(0, 0), (11, 0), (12, 1)]
    recorded = run.world.recorder.values[SERIES_INDEX["deaths_reconstructed"], :12, -1]
    assert lines[deaths].iloc[0] == pytest.approx(recorded.sum() / 1000)


def test_every_panel_is_drawn_beside_documented_points(run):
    assert all(len(panel.lines[0].documented()) > 5 for panel in PANELS)
    figure = run_under_way.draw_lines(stepped(run, 13))
    assert [axes.get_title(loc="left") for axes in figure.axes] == [one.title for one in PANELS]
    party = next(axes for axes in figure.axes if axes.get_title(loc="left").startswith("Party"))
    assert len(party.lines[0].get_xdata()) == 13
    documented = PANELS[4].lines[0].documented()
    within = documented["date"].between("1924-01-01", "1926-01-01")
    # This run, a bar and a dot for each point, and the line at nought.
    assert len(party.lines) == 1 + 2 * within.sum() + 1


def test_agents_are_counted_by_class(run):
    table = run_under_way.counts(run).set_index("who")
    assert table.loc["households of the sample", "agents"] == len(run.world.households.status)
    assert table["agents"].sum() == len(run.agents)
    run.world.households.status[:7] = 1
    inside = int((run.world.households.status == 1).sum())
    table = run_under_way.counts(run).set_index("who")
    assert f"{inside:,} in kolkhozy" in table.loc["households of the sample", "of_whom"]


# ------------------------------------------------------------------------------------------ Solara
def test_without_the_extra_one_line_names_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "solara", None)
    monkeypatch.delitem(sys.modules, "analysis.viewer", raising=False)
    with pytest.raises(ImportError) as fault:
        importlib.import_module("analysis.viewer")
    assert str(fault.value) == (
        "the viewer needs packages that are not installed (solara): "
        "pip install -c constraints.txt -e '.[viewer]'"
    )


@pytest.fixture
def viewer():
    """The module of the page; skipped where the extra is not installed."""
    pytest.importorskip("solara", reason="the extra `viewer` is not installed")
    return importlib.import_module("analysis.viewer")


@pytest.fixture
def page(viewer, monkeypatch):
    """The rendered page, of a coarse run; ``press`` presses a button by its label."""
    import solara

    class Coarse(RunUnderWay):
        def __init__(self, scenario="historical", seed=1, scale=SCALE, until=1925):
            super().__init__(scenario, seed, scale, until)

    monkeypatch.setattr(viewer, "RunUnderWay", Coarse)
    # The controls stand in the side bar, which is the layout's.
    whole = solara.AppLayout(children=[viewer.Page()])
    _, rendered = solara.render(whole, handle_error=False)
    yield rendered
    rendered.close()


def press(page, label):
    from ipyvuetify import Btn

    page.find(Btn, children=[label]).widget.click()


def images(page):
    from ipywidgets import Image

    return [bytes(found.widget.value) for found in page.find(Image)]


def told(page):
    """The table of agents, as HTML: the third thing on the page."""
    from solara.widgets import GridLayout

    return page.find(GridLayout).widget.items[2].template


def test_parameters_are_those_of_the_run(viewer):
    assert set(viewer.PARAMETERS) == {"scenario", "seed", "scale", "until"}
    assert viewer.PARAMETERS["scenario"]["values"] == names()
    assert min(viewer.PARAMETERS["scale"]["values"]) == 4000
    assert all(one["value"] in one["values"] for one in viewer.PARAMETERS.values())


def test_nothing_is_reported_to_the_makers_of_solara(viewer):
    from solara.server import settings

    assert settings.telemetry.mixpanel_enable is False


def test_the_page_is_built_and_a_step_changes_what_it_shows(page):
    before = images(page)
    assert len(before) == 2
    assert "Before the first month" in told(page)
    press(page, "Step")
    assert "After January 1924" in told(page)
    after = images(page)
    assert len(after) == 2
    assert before[0] != after[0]
    assert before[1] != after[1]
    press(page, "Reset")
    assert images(page) == before
