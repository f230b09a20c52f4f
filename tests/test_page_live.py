"""The live page in a real browser, on a real server: a moved slider, a preset, a chair."""

import socket
import threading
import time

import pytest
import uvicorn
from page_bench import violations

from analysis.app import asked, preset_frames, server
from analysis.app.preset_frames import PresetFrames
from analysis.app.warm_runs import WarmRuns

pytestmark = pytest.mark.browser
SCALE = 20_000
PATIENCE_S = 120.0
"""how long a page may take on a machine that does much else; no test measures it"""


@pytest.fixture(scope="module")
def address():
    """A server as ``run.py app`` makes it, but for the scale of its runs and one process."""
    with pytest.MonkeyPatch.context() as patch, socket.socket() as free:
        for name in ("RunAsked", "ChairAsked", "ChairStep", "ChairOthers"):
            kind = getattr(asked, name)
            small = type(name, (kind,), {"__annotations__": {"scale": asked.Scale}, "scale": SCALE})
            patch.setattr(server, name, small)
        patch.setattr(preset_frames, "SCALE", SCALE)
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        runs = WarmRuns(1)
        made = server.Server(runs, PresetFrames(runs, None), server.live_page)
        app = server.make_app(made, "127.0.0.1", port)
        settings = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error")
        serving = uvicorn.Server(settings)
        thread = threading.Thread(target=serving.run, daemon=True)
        thread.start()
        while not serving.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
        serving.should_exit = True
        thread.join(15.0)


class Tab:
    """A page of the server; what it asked for, which requests ended early, and what it reported."""

    def __init__(self, context, address):
        self.asked, self.dropped, self.faults = [], [], []
        self.page = context.new_page()
        self.page.on("request", lambda one: self.asked.append((one.url, one.post_data_json)))
        self.page.on("requestfailed", lambda one: self.dropped.append(one.post_data_json))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._told)
        self.page.goto(address)

    def _told(self, told):
        if told.type == "error":
            self.faults.append(told.text)

    def until(self, condition):
        """Wait until an expression of the page holds; its policy forbids a script that waits."""
        end = time.monotonic() + PATIENCE_S
        while not self.page.evaluate(f"Boolean({condition})"):
            assert time.monotonic() < end, (condition, self.status())
            self.page.wait_for_timeout(10)

    def status(self):
        return self.page.locator("#status").text_content()

    def runs(self):
        """The levers of every run that was asked for."""
        return [body["levers"] for url, body in self.asked if url.endswith("/api/run")]


@pytest.fixture
def tab(chromium, address):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    made = Tab(context, address)
    made.until("document.documentElement.dataset.ready")
    yield made
    context.close()
    assert made.faults == []
    assert [url for url, _ in made.asked if not url.startswith(address)] == []


WATCH = """GL.part({name: "watch", draw(changed) {
  if (!changed.has("part")) return;
  const status = document.getElementById("status").textContent;
  (window.seen ||= []).push({...GL.frame.levers, reached: GL.frame.reached, status});
  if (seen.length > 1) return;
  const slider = document.getElementById("slider-reports");
  slider.value = 100;
  slider.dispatchEvent(new Event("input"));
}})"""
"""keeps what is drawn of a run under way, and moves the slider on as soon as the first is drawn"""
QUIET = "document.getElementById('status').textContent === ''"
HARVEST = """GL.charts.settle() || document.querySelector('[data-chart="harvest"] .plot').data
             .filter((one) => one.meta && one.meta.what === "line")[1].y"""


def test_a_slider_draws_the_stream_and_the_next_move_drops_the_run(tab):
    page = tab.page
    before = page.evaluate(HARVEST)
    page.evaluate(WATCH)
    page.locator("#slider-reports").fill("50")
    tab.until("GL.frame.levers.reports === 100 && GL.frame.whole")
    tab.until(QUIET)
    assert tab.runs() == [{"reports": 50}, {"reports": 100}]
    first, *others = page.evaluate("seen")
    assert first["reports"] == 50 and first["status"].startswith("Running: ")
    assert others and {one["reports"] for one in others} == {100}
    reached = [one["reached"] for one in others]
    assert reached == sorted(set(reached)) and reached[-1] == 192
    assert not page.evaluate("GL.frames.cache.has('historical~reports=50')")
    after = page.evaluate(HARVEST)
    years = len(before)
    assert len(after) == years and before[:3] == after[:3] and before[-3:] != after[-3:]
    assert page.evaluate("Object.keys(GL.frame.why).length") == 4
    assert page.locator("#tree-drawing svg path").count() > 5
    # The record is held: it comes at once, and so does the run that was made.
    page.locator("#slider-reports").fill("0")
    tab.until("GL.frame.id === 'historical'")
    assert page.evaluate(HARVEST) == before
    page.locator("#slider-reports").fill("100")
    tab.until(f"GL.frame.levers.reports === 100 && {QUIET}")
    assert page.evaluate(HARVEST) == after and len(tab.runs()) == 2


def test_a_preset_drops_the_run_under_way_and_is_held(tab):
    page = tab.page
    page.locator("#slider-ban").fill("50")
    tab.until("GL.frame.reached")
    page.select_option("#preset", "local_cadres")
    assert "The run is being made" in tab.status()
    tab.until(f"GL.frame.id === 'local_cadres' && {QUIET}")
    assert not page.evaluate("GL.frames.cache.has('historical~ban=50')")
    assert page.evaluate("GL.state.levers") == {}
    page.wait_for_timeout(200)
    assert page.evaluate("GL.frame.id") == "local_cadres", "nothing of the run that was dropped"
    again = len(tab.asked)
    page.select_option("#preset", "historical")
    page.select_option("#preset", "local_cadres")
    assert page.evaluate("GL.frame.id") == "local_cadres" and len(tab.asked) == again


def test_what_is_refused_is_said_in_words_and_the_record_shown(tab, address):
    page = tab.page
    page.goto("about:blank")
    page.goto(address + "/#s=relief%3D7.5&m=1930-03")
    tab.until("document.documentElement.dataset.ready")
    assert tab.status().startswith("Refused: slider 'relief'")
    assert page.evaluate("[GL.frame.id, GL.state.month]") == ["historical", "1930-03"]
    assert page.input_value("#slider-relief") == "13"
    page.route("**/api/run", lambda route: route.abort())
    page.locator("#slider-relief").fill("8")
    tab.until("document.getElementById('status').textContent.includes('does not answer')")
    assert page.evaluate("GL.frame.id") == "historical"
    # The browser reports both: a status that is no success, and a request that failed.
    assert len(tab.faults) == 2
    tab.faults.clear()


def test_a_person_takes_a_post(tab):
    page, chair = tab.page, tab.page.locator("#chair-body")
    chair.locator("[data-chair='secretary']").click()
    page.select_option("#chair-region", label="Ukraine")
    chair.locator("button", has_text="Take the post").click()
    tab.until("document.querySelector('#chair-body h3')")
    assert "June 1930" in chair.locator("h3").text_content()
    chair.locator("input[value='overshoot']").check()
    chair.locator("button", has_text="One month").click()
    tab.until("document.querySelector('#chair-body h3').textContent.includes('July 1930')")
    assert page.evaluate("document.activeElement.tagName") == "H3"
    chair.locator("button", has_text="end of the agricultural year (11 months)").click()
    tab.until("document.querySelector('#chair-body h3').textContent.includes('June 1931')")
    assert violations(page, "#chair") == []
    page.reload()
    tab.until("document.querySelector('#chair-body h3')?.textContent.includes('June 1931')")
    assert page.evaluate("GL.state.chair") == "secretary.Ukraine.12o"
    chair.locator("[data-chair='committee']").click()
    tab.until("document.querySelector('#chair-body input[name=chair-vote]')")
    chair.locator("button", has_text="Decide").click()
    assert violations(page, "#chair") == []
