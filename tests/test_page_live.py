"""The live page in a real browser, on a real server: what a moved slider, a preset and a chair do."""

import socket
import threading
import time

import pytest
import uvicorn

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


DONE = "GL.status.busy === false"
HARVEST = """[...document.querySelector('[data-chart="harvest"] .plot').data]
             .find((one) => one.meta && one.meta.what === 'line' && one.meta.line === 'harvest.1').y"""


def test_a_slider_draws_the_stream_and_a_second_move_drops_the_first(tab):
    page = tab.page
    page.evaluate(
        "GL.part({name: 'watch', draw: (changed) => changed.has('part') && "
        "(window.seen ||= []).push([GL.frame.levers.reports, GL.frame.reached])})"
    )
    before = page.evaluate(HARVEST)
    page.locator("#slider-reports").fill("50")
    tab.until("window.seen && seen.length")
    assert "Running" in tab.status()
    page.locator("#slider-reports").fill("100")
    tab.until("GL.frame.levers.reports === 100 && GL.frame.reached === GL.frame.months.length")
    tab.until("document.getElementById('status').textContent === ''")
    assert tab.runs() == [{"reports": 50}, {"reports": 100}]
    assert tab.dropped == [tab.asked[-2][1]]
    print(page.evaluate("seen"), tab.dropped)
    after = page.evaluate(HARVEST)
    print(before, after)
    page.locator("#slider-reports").fill("0")
    tab.until("GL.frame.id === 'historical'")
    page.select_option("#preset", "local_cadres")
    tab.until("GL.frame.id === 'local_cadres'")
