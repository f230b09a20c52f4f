"""The offline page in a real browser: nothing leaves it, and everything on it does what it says."""

import csv
import json
import re

import pytest
from page_bench import violations

pytestmark = pytest.mark.browser

DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def opened(chromium, page_file):
    """Open the page with the network cut; afterwards nothing was asked for and nothing failed."""
    contexts, asked, faults = [], [], []

    def open_page(address="", viewport=DESK, scheme="light", file=page_file):
        context = chromium.new_context(
            viewport=viewport, color_scheme=scheme, accept_downloads=True
        )
        contexts.append(context)
        own = file.as_uri()

        def refuse(route):
            if route.request.url.split("#")[0] == own:
                route.continue_()
            else:
                asked.append(route.request.url)
                route.abort()

        context.route("**/*", refuse)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda told: told.type == "error" and faults.append(told.text))
        page.goto(own + address)
        page.wait_for_selector("html[data-ready]")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert asked == []
    assert faults == []


@pytest.fixture(scope="module")
def chair_file(page_file, tmp_path_factory):
    """The page with a chair: one district, two courses."""
    from analysis.app import chair_offline
    from analysis.app.document import pack

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chair_offline, "DISTRICTS", (("Ukraine", 0),))
        patch.setattr(chair_offline, "COURSES", (("overshoot", False), ("balk", True)))
        data = pack(chair_offline.offline(scale=20_000))
    first = '<script type="text/plain" id="frame-historical">'
    text = page_file.read_text(encoding="utf-8")
    assert text.count(first) == 1
    held = f'<script type="text/plain" id="chair-data">{data}</script>'
    file = tmp_path_factory.mktemp("chair") / "page.html"
    file.write_text(text.replace(first, held + first), encoding="utf-8")
    return file


def drawn(page, chart, kind="line"):
    """Traces of a chart as Plotly holds them: x, y and what each is."""
    page.evaluate("GL.charts.settle()")
    return page.evaluate(
        """([chart, kind]) => document.querySelector(`[data-chart="${chart}"] .plot`).data
             .filter((one) => one.meta && one.meta.what === kind)
             .map((one) => ({x: one.x, y: one.y, ...one.meta}))""",
        [chart, kind],
    )


def move(page, slider, position):
    """Move a slider to a position, as a hand does."""
    page.locator(f"#slider-{slider}").fill(str(position))
    page.wait_for_timeout(50)


def settled(page, condition):
    """Wait until an expression of the page holds."""
    page.wait_for_function(condition, timeout=5000)


def levers(page):
    return page.evaluate("GL.frame.levers")


def test_the_page_opens_without_a_network(opened):
    page = opened()
    assert page.locator("figure.chart").count() >= 8
    assert page.locator("figure.chart .main-svg").count() > 0
    (line,) = drawn(page, "procurement")
    assert len(line["y"]) > 4
    assert page.locator("figcaption").first.text_content().count("seeds 1, 2") == 1
    assert page.evaluate("GL.settings.live") is False


def test_a_slider_changes_the_curves(opened):
    page = opened()
    before = drawn(page, "harvest")[1]["y"]
    move(page, "reports", 2)
    settled(page, "GL.frame.id === 'historical~reports=100'")
    after = drawn(page, "harvest")[1]["y"]
    years = drawn(page, "harvest")[1]["x"]
    changed = [day[:4] for day, a, b in zip(years, before, after, strict=True) if a != b]
    assert changed and min(changed) >= "1928"
    assert page.locator("#status").text_content() == ""
    page.locator("#reset").click()
    settled(page, "GL.frame.id === 'historical'")
    assert drawn(page, "harvest")[1]["y"] == before


def test_a_preset_and_its_question(opened):
    page = opened()
    page.select_option("#preset", "local_cadres")
    settled(page, "GL.frame.id === 'local_cadres'")
    assert "somebody of the region" in page.locator("#question").text_content()
    # In a file a slider moves the historical course, and says so.
    move(page, "reports", 1)
    settled(page, "GL.frame.id === 'historical~reports=50'")
    settled(page, "document.getElementById('status').textContent.includes('live page')")
    assert page.input_value("#preset") == "historical"


def test_a_combination_that_was_not_run_is_said_in_words(opened):
    page = opened("#s=reports%3D50%2Cban%3D50")
    assert "live page" in page.locator("#status").text_content()


def test_play_step_and_scrub(opened):
    page = opened("#m=1930-01")
    tile = page.locator(".tile").first
    assert page.locator("#month").text_content() == "January 1930"
    page.locator("#forth").click()
    assert page.locator("#month").text_content() == "February 1930"
    page.locator("#back").click()
    page.locator("#back").click()
    assert page.locator("#month").text_content() == "December 1929"
    page.select_option("#map-series", "collectivisation_rate_households")
    before = tile.text_content()
    page.locator("#scrub").fill("80")
    assert page.locator("#month").text_content() == "September 1930"
    assert tile.text_content() != before
    left = page.locator(".now").first.evaluate("one => one.style.left")
    page.locator("#play").click()
    settled(page, "GL.state.month > '1930-10'")
    page.locator("#play").click()
    assert page.locator(".now").first.evaluate("one => one.style.left") != left
    held = page.locator("#month").text_content()
    page.wait_for_timeout(600)
    assert page.locator("#month").text_content() == held


def test_a_baseline_is_pinned_and_compared(opened):
    page = opened()
    first = drawn(page, "harvest")[1]["y"]
    page.locator("#pin").click()
    move(page, "reports", 2)
    settled(page, "GL.frame.id === 'historical~reports=100'")
    lines = drawn(page, "harvest")
    pinned = [line for line in lines if line["pinned"]]
    assert [line["y"] for line in pinned if line["line"] == "harvest.1"] == [first]
    assert "The historical course" in page.locator("#pinned").text_content()
    page.locator("#unpin").click()
    settled(page, "!GL.baseline")
    assert not [line for line in drawn(page, "harvest") if line["pinned"]]


def test_the_address_holds_the_whole_state(opened):
    page = opened()
    page.locator("#pin").click()
    move(page, "reports", 1)
    page.locator("#scrub").fill("70")
    page.select_option("#map-series", "cadre_overshoot")
    page.locator("#chooser summary").click()
    page.locator("#chart-list input[value='sentences']").uncheck()
    page.locator(".tile", has_text="Ukr.").click()
    settled(page, "location.hash.includes('w=region') && location.hash.includes('m=1929-11')")
    address = page.evaluate("location.hash")
    again = opened(address)
    assert again.evaluate("GL.state") == page.evaluate("GL.state")
    assert levers(again) == {"reports": 50}
    assert again.locator("#why-head").text_content() == "Ukraine"
    assert again.locator("[data-chart='sentences']").count() == 0
    assert again.evaluate("location.hash") == address


def test_an_address_with_nonsense_opens_the_page(opened):
    page = opened("#p=nowhere&s=bread%3D1,reports%3Dx&c=none&m=1850-01&k=tanks&w=region%3AMars")
    assert page.evaluate("GL.frame.id") == "historical"
    assert page.locator("figure.chart").count() >= 8


def test_the_csv_holds_what_is_drawn(opened):
    page = opened()
    for chart in ("procurement", "collectivisation", "factions"):
        with page.expect_download() as told:
            page.locator(f"[data-chart='{chart}'] [data-act='csv']").click()
        text = told.value.path().read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines()))
        names = page.evaluate(
            "(id) => GL.facts.charts.find((one) => one.id === id).lines.map(GL.charts.label)", chart
        )
        for k, line in enumerate(drawn(page, chart)):
            simulated = {
                row["date"]: float(row["value"])
                for row in rows
                if row["what"] == "simulated" and row["line"] == names[k]
            }
            pairs = zip(line["x"], line["y"], strict=True)
            wanted = {day: value for day, value in pairs if value is not None}
            assert simulated == pytest.approx(wanted)
        record = [row for row in rows if row["what"].startswith("documented")]
        shown = sum(len(one["x"]) for one in drawn(page, chart, "record"))
        assert len(record) >= shown and all(row["source"] for row in record)


def test_the_table_holds_the_same_numbers(opened):
    page = opened()
    page.locator("[data-chart='procurement'] summary", has_text="table").click()
    (line,) = drawn(page, "procurement")
    page.wait_for_selector("[data-chart='procurement'] td")
    cells = (
        page.locator("[data-chart='procurement'] tbody tr").first.locator("td").all_inner_texts()
    )
    assert cells[2] == line["x"][0] and float(cells[3]) == pytest.approx(line["y"][0])


def test_the_svg_is_a_picture_with_its_caption(opened):
    page = opened()
    with page.expect_download() as told:
        page.locator("[data-chart='horses'] [data-act='svg']").click()
    assert told.value.suggested_filename == "horses.svg"
    text = told.value.path().read_text(encoding="utf-8")
    assert re.match(r"<svg[^>]*><title>Horses</title><desc>", text)
    assert "hash" in text and text.count("<path") > 3


def test_reasons_open_from_map_chart_and_leader(opened):
    page = opened("#m=1930-03")
    page.locator(".tile", has_text="Ukr.").click()
    panel = page.locator("#why")
    assert "grain brought in" in panel.text_content()
    assert "Secretaries of district" in panel.text_content()
    page.locator("#why-close").click()
    assert panel.is_hidden()
    page.locator("[data-chart='collectivisation'] .plot").scroll_into_view_if_needed()
    at = page.evaluate(
        """() => {
          const plot = document.querySelector('[data-chart="collectivisation"] .plot');
          const {xaxis, yaxis, margin} = plot._fullLayout;
          const line = plot.data.find((one) => one.meta && one.meta.what === 'line');
          const k = line.x.indexOf('1929-06-01');
          const box = plot.getBoundingClientRect();
          const x = box.left + margin.l + xaxis.d2p(line.x[k]);
          return [x, box.top + yaxis._offset + yaxis.d2p(line.y[k])];
        }"""
    )
    page.mouse.move(at[0] - 3, at[1])
    page.mouse.move(*at)
    # Plotly answers a move after a pause: the label of the first one may still stand.
    page.wait_for_selector("[data-chart='collectivisation'] .hovertext")
    page.wait_for_timeout(300)
    page.mouse.down()
    page.mouse.up()
    page.wait_for_selector("#why:not([hidden])")
    assert page.locator("#month").text_content() == "June 1929"
    assert "leadership saw" in page.locator("#why-head").text_content()
    page.keyboard.press("Escape")
    page.select_option("#leader", "bukharin")
    assert page.locator("#why-head").text_content() == "Nikolai Bukharin"
    assert page.locator("#why tbody tr").count() > 0


def test_predict_then_reveal(opened):
    page = opened("#x=procurement")
    drawing = page.locator("#predict-drawing")
    drawing.scroll_into_view_if_needed()
    assert drawing.locator("circle").count() == 0
    box = drawing.bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] * 0.7)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + box["height"] * 0.1, steps=30)
    page.mouse.up()
    own = page.evaluate("GL.predict.values")
    assert len(own) >= 7 and own[-1] > own[0]
    page.locator("#predict-reveal").click()
    assert drawing.locator("circle").count() > 3
    told = page.locator("#predict-body [role=status]").text_content()
    assert "the record has" in told and "points" not in told
    page.locator("#predict-again").click()
    assert drawing.locator("circle").count() == 0 and page.evaluate("GL.predict.values") == []


def test_a_prediction_can_be_typed(opened):
    page = opened("#x=procurement")
    page.locator("#predict-body summary").click()
    page.locator("#predict-0").fill("5")
    page.locator("#predict-1").fill("9")
    page.locator("#predict-reveal").click()
    assert page.evaluate("GL.predict.values") == [5, 9]
    assert page.locator("#predict-body tbody tr").first.locator("td").all_inner_texts()[1] == "5"


def test_everything_answers_to_the_keyboard(opened):
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(140):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    wanted = {"preset", "pin", "slider-reports", "play", "scrub", "why-month", "map-series", "tile",
              "leader", "predict-chart", "predict-reveal", "chronicle-only"}  # fmt: skip
    assert wanted <= reached
    page.locator("#slider-reports").focus()
    page.keyboard.press("ArrowRight")
    settled(page, "GL.frame.id === 'historical~reports=50'")
    page.locator("#why-month").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#why:not([hidden])")
    assert page.evaluate("document.activeElement.id") == "why"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "why-month"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(opened, scheme):
    page = opened("#m=1930-03", scheme=scheme)
    for prepare in (None, "#why-month", ".tile >> nth=8"):
        if prepare:
            page.keyboard.press("Escape")
            page.locator(prepare).click()
        told = violations(page)
        assert told == [], json.dumps(told, indent=1)


def test_a_page_without_a_chair_says_why(opened):
    page = opened()
    assert "an export of chosen scenarios or years" in page.locator("#chair-body").inner_text()
    assert page.locator("#chair-body button").count() == 0


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_a_person_takes_a_post_without_a_network(opened, chair_file, viewport):
    page = opened(viewport=viewport, scheme="dark", file=chair_file)
    chair = page.locator("#chair-body")
    page.wait_for_selector("#chair-body button")
    chair.locator("[data-chair='secretary']").click()
    chair.locator("button", has_text="Take the post").click()
    for year, course in ((1931, "0"), (1932, "1"), (1933, "1")):
        page.wait_for_selector("#chair-body h3")
        if chair.locator(f"input[name='chair-course'][value='{course}']").count():
            chair.locator(f"input[name='chair-course'][value='{course}']").check()
        chair.locator("button", has_text="agricultural year (12 months)").click()
        page.wait_for_selector(f"#chair-body h3:has-text('June {year}')")
    chair.locator("button", has_text="other courses").click()
    page.wait_for_selector("#chair-body tbody tr >> text=what you chose")
    assert chair.locator(".scroll").last.locator("tbody tr").count() > 1
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert violations(page) == []
    assert page.evaluate("GL.state.chair") == "secretary.Ukraine.12o24B"
    chair.locator("[data-chair='committee']").click()
    page.wait_for_selector("#chair-body input[name='chair-arena']")
    chair.locator("button", has_text="Decide").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert violations(page) == []


def test_a_link_brings_a_post_back(opened, chair_file):
    page = opened("#h=secretary.Ukraine.12o12B", file=chair_file)
    page.wait_for_selector("#chair-body h3:has-text('June 1932')")
    assert page.locator("#chair-body input[name='chair-course']:checked").count() <= 1
    assert page.evaluate("document.activeElement.tagName") == "BODY"
    page.evaluate("location.hash = '#h=committee'")
    page.wait_for_selector("#chair-body input[name='chair-vote']")
    decide = page.locator("#chair-body button", has_text="Decide")
    for arena in ("silent", "elite_only", "rank_and_file"):
        page.locator(f"#chair-body input[name='chair-arena'][value='{arena}']").check()
        decide.click()
    before = page.locator("#chair-body").inner_text()
    again = opened(page.evaluate("location.hash"), file=chair_file)
    again.wait_for_selector("#chair-body h3")
    assert again.locator("#chair-body").inner_text() == before


@pytest.mark.parametrize(
    "asked", ["secretary.Ukraine.12z", "secretary.Nowhere.12o", "secretary.Ukraine.99o",
              "committee.999", "committee.0", "nothing"],
)  # fmt: skip
def test_a_post_that_nobody_can_hold_opens_none(opened, chair_file, asked):
    page = opened(f"#h={asked}", file=chair_file)
    page.wait_for_selector("#chair-body button")
    page.wait_for_timeout(100)
    assert page.locator("#chair-body h3:has-text('After')").count() == 0
    assert page.locator("#chair-body h3:has-text('1932')").count() == 0


def test_decisions_that_the_file_does_not_hold_are_said_in_words(opened, chair_file):
    page = opened("#h=secretary.Ukraine.5o", file=chair_file)
    page.wait_for_selector("#chair-body [role=status]:has-text('does not hold')")
    assert page.locator("#chair-body h3").count() == 0


@pytest.mark.parametrize("viewport", [DESK, PHONE])
def test_everything_open_is_still_in_order(opened, viewport):
    page = opened("#m=1930-03", viewport=viewport)
    page.locator("#lessons-body button").first.click()
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert page.locator("#lesson-open").is_visible()
    page.locator("#why-month").click()
    assert page.locator("#why").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    assert violations(page) == []


@pytest.mark.parametrize("place", ["", "#w=region%3AUkraine&m=1930-03"])
def test_a_phone_needs_no_scrolling_to_the_side(opened, place):
    page = opened(place, viewport=PHONE)
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for one in ("#scrub", "#slider-reports", ".tile >> nth=0", "#predict-drawing"):
        box = page.locator(one).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]


def test_every_word_is_there(opened):
    page = opened()
    shown = page.evaluate("document.body.innerText")
    assert not re.search(r"\b(slider|why|chart|predict|lesson|about|caption)\.[a-z_.]+\b", shown)
    assert "undefined" not in shown and "NaN" not in shown and "[object" not in shown
