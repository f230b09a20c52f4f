"""The lessons: all sound, each fault refused in words, nothing raw on the page, addresses kept."""

import json
import re
import shutil
from pathlib import Path

import pytest

from analysis.app import lesson_state, lessons
from analysis.app.document import embedded, page_html
from analysis.app.facts import facts, preset_names
from analysis.app.lesson_state import KEYS, address, read_address
from analysis.app.lessons import FOLDER, LANGUAGE, page_lessons, read_lesson
from analysis.app.lessons import lessons as all_lessons
from analysis.app.sliders import BY_NAME
from sim.scenario import load
from sim.scenario_text import ScenarioError

ROOT = Path(__file__).resolve().parent.parent
TOPICS = (
    "ban on factions", "scissors", "emergency measures", "rush and retreat", "recantation",
    "arena of dissent", "ratchet", "geography", "informer", "terror",
)  # fmt: skip
SCRIPTS = ROOT / "analysis" / "app" / "page"
WORDS = 500, 800


@pytest.fixture(scope="module")
def told():
    return all_lessons()


@pytest.fixture
def faulty(tmp_path):
    """A function that copies a lesson with one text replaced, and gives the error of reading it."""
    folder = tmp_path / LANGUAGE
    folder.mkdir()

    def message(old, new, name="08-hunger-and-geography.md", called=None, drop=None):
        text = (FOLDER / LANGUAGE / name).read_text(encoding="utf-8")
        assert old in text
        text = text.replace(drop, "Or:") if drop else text
        file = folder / (called or name)
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(ScenarioError) as error:
            read_lesson(file)
        return str(error.value).removeprefix(str(file))

    return message


# ------------------------------------------------------------------------------ what the ten hold
def test_ten_lessons_in_the_order_of_the_plan(told):
    assert [lesson.front.number for lesson in told] == list(range(1, 11))
    for lesson, topic in zip(told, TOPICS, strict=True):
        assert topic in lesson.front.title.lower()


def test_a_lesson_is_neither_too_short_nor_too_long_to_be_read(told):
    for lesson in told:
        assert WORDS[0] <= len(re.findall(r"[\w’'-]+", lesson.body)) <= WORDS[1], lesson.path.name


def test_pairs_of_runs_of_the_villages_differ_by_one_slider_or_scenario_from_the_record(told):
    for lesson in told:
        opening = lesson.front.open
        assert len(opening.sliders) <= 1
        assert opening.pin in ("historical", "soft_discipline")
        # Both runs are at one until something differs, and the lesson looks at a later month.
        first = [BY_NAME[name].first for name in opening.sliders]
        first += [one for one in (load(opening.scenario).first_change,) if one]
        assert min(first) <= opening.month


def test_every_source_file_that_a_lesson_names_is_there(told):
    for lesson in told:
        named = re.findall(r"(?:docs|scenarios|analysis)/[\w/.]+\.(?:md|yaml|csv)", lesson.body)
        assert named, lesson.path.name
        for name in named:
            assert (ROOT / name).is_file(), f"{lesson.path.name}: {name}"


def test_cases_and_commands_that_a_lesson_names_are_there(told):
    sanctions = (ROOT / "analysis/history/sanctions.csv").read_text(encoding="utf-8")
    scenarios = {file.stem for file in (ROOT / "scenarios").glob("*.yaml")}
    known = {*scenarios, "judge", "coupled"}
    for lesson in told:
        for case in re.findall(r"\bSN\d{3}\b", lesson.body):
            assert f"\n{case}," in sanctions, case
        for name in re.findall(r"`([a-z_0-9]+)`", lesson.body):
            assert name in known, f"{lesson.path.name}: {name}"


def test_commands_of_a_lesson_run_and_answer(told, capsys):
    from run import app

    commands = {
        command for lesson in told
        for command in re.findall(r"`python run\.py (judge [^`]+)`", lesson.body)
    }  # fmt: skip
    assert len(commands) >= 2
    for command in commands:
        assert not app(command.split(), standalone_mode=False)
        assert "Expected severity" in capsys.readouterr().out


def test_no_role_for_victims_and_no_points(told):
    for lesson in told:
        text = " ".join(lesson.body.lower().split())
        for phrase in ("imagine you are", "play the", "role of a", "points for", "who wins"):
            assert phrase not in text, f"{lesson.path.name}: {phrase}"


# --------------------------------------------------------------------------------- faults refused
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("scenario: historical", "scenario: historcal",
         ":6:13: open.scenario: 'historcal' is no scenario; did you mean 'historical'?"),
        ("relief: 30", "relief: 31", ":7:12: open.sliders: relief 31 is not made in advance; take "
         "one of 0, 5, 30, 60"),
        ("relief: 30", "releif: 30", ":7:12: open.sliders: slider 'releif': there is none"),
        ("relief: 30", "relief: 99", ":7:12: open.sliders: slider 'relief': 99 lies outside"),
        ("relief: 30", "relief: 30, exports: 0", "moves one slider"),
        ("pin: historical", "pin: historical~relief=30", "open.pin: is the run shown"),
        ("pin: historical", "pin: historical~relief", "is no run; name a scenario"),
        ("deaths, hunger,", "deaths, hungre,", ":9:20: open.charts.1: 'hungre' is no chart; did "
         "you mean 'hunger'?"),
        ("predict: deaths", "predict: harvest", ":12:12: open.predict: 'harvest' has no one line"),
        ("predict: deaths", "predict: horses", "'horses' is not among the charts"),
        ("month: 1933-05", "month: 1933-13", ":10:10: open.month: '1933-13' is not a month of "
         "1924-01 to 1939-12"),
        ("month: 1933-05", "month: 1944-05", "'1944-05' is not a month of"),
        ("place: Ukraine", "place: Ukrain", ":11:10: open.place: 'Ukrain' is neither a region"),
        ("number: 8", "number: 9", ":3:9: number: 9 does not agree with the file's name"),
        ("title: Hunger and geography", "titel: Hunger", ":2:8: titel: unknown key"),
        ("goal: ", "# ", "goal: is missing"),
        ("---\ntitle", "title", ":1: a lesson begins with a head"),
        ("## Plan for 45 minutes", "## Plan", ":19:1: headings: '## Plan' stands where "
         "'## Plan for 45 minutes' should"),
        ("### The human cost", "## The human cost", "'## The human cost' stands where"),
        ("## Sources", "Sources", "'## Sources' is missing"),
        ("## Sources", "## Sources\n\n## Sources", "'Sources' is one too many"),
        ("| 12 |", "| 13 |", ":21:1: Plan for 45 minutes: minutes add up to 46; make it 45"),
        ("| 12 |", "| 8-20 |", "minutes '8-20' are not a whole number"),
        ("6. Which of these", "Or:", "has 5 numbered questions; ask 6 to 8"),
    ],
)  # fmt: skip
def test_a_faulty_lesson_is_refused_with_place_value_and_fix(faulty, old, new, said):
    # A worksheet of five is made by taking away the last question of seven too.
    drop = "7. An estimate" if "5 numbered" in said else None
    assert said in faulty(old, new, drop=drop)


def test_every_fault_of_a_lesson_is_told_at_once(faulty):
    text = "open:\n  scenario: historical\n  sliders: {relief: 30}"
    lines = faulty(text, "open:\n  scenario: histor\n  sliders: {relief: 31}").splitlines()
    assert [re.search(r"open\.\w+", line).group() for line in lines] == [
        "open.scenario", "open.sliders", "open.sliders",
    ]  # fmt: skip


def test_a_file_is_called_by_its_number(faulty):
    told = faulty("number: 8", "number: 8 ", called="hunger.md")
    assert "call the file NN-words.md" in told


def test_two_lessons_cannot_share_a_number(tmp_path):
    folder = tmp_path / LANGUAGE
    folder.mkdir()
    source = FOLDER / LANGUAGE / "08-hunger-and-geography.md"
    shutil.copy(source, folder / source.name)
    shutil.copy(source, folder / "08-again.md")
    with pytest.raises(ScenarioError, match=r"number: 8 is 08-again\.md's"):
        all_lessons(folder)


def test_a_translation_keeps_the_order_of_headings_but_not_their_words(tmp_path):
    folder = tmp_path / "de"
    folder.mkdir()
    name = "08-hunger-and-geography.md"
    text = (FOLDER / LANGUAGE / name).read_text(encoding="utf-8")
    file = folder / name
    file.write_text(text.replace("## Worksheet", "## Arbeitsblatt"), encoding="utf-8")
    assert "<h3>Arbeitsblatt</h3>" in read_lesson(file).html
    file.write_text(text.replace("## Worksheet", "### Arbeitsblatt"), encoding="utf-8")
    with pytest.raises(ScenarioError, match="translated"):
        read_lesson(file)


# ------------------------------------------------------------------------------------ on the page
def test_nothing_raw_and_nothing_to_fetch_passes_into_the_page(tmp_path):
    folder = tmp_path / LANGUAGE
    folder.mkdir()
    name = "08-hunger-and-geography.md"
    text = (FOLDER / LANGUAGE / name).read_text(encoding="utf-8")
    evil = "<script>alert(1)</script> <b onclick='x'>b</b> ![p](https://example.org/p.png) "
    evil += "[l](javascript:alert(1))\n\n<img src=x onerror=alert(1)>\n\n"
    (folder / name).write_text(text.replace("In 1932 and", evil + "In 1932 and"), encoding="utf-8")
    lesson = read_lesson(folder / name)
    assert "&lt;script&gt;" in lesson.html
    for tag in ("<script", "<b ", "<img", 'href="javascript'):
        assert tag not in lesson.html
    assert "</script" not in embedded(lesson.facts)


def test_headings_stand_below_those_of_the_page_and_tables_have_heads(told):
    for lesson in told:
        levels = [int(level) for level in re.findall(r"<h(\d)>", lesson.html)]
        assert levels == [level + 1 for level, _ in lessons.HEADINGS]
        assert lesson.html.count('<th scope="col">') == 2


def test_the_worksheet_alone_is_a_list_of_questions(told):
    for lesson in told:
        sheet = lesson.worksheet_html
        assert sheet.startswith("<ol>") and sheet.rstrip().endswith("</ol>")
        assert 6 <= sheet.count("<li>") <= 8


def test_addresses_hold_the_state_and_give_it_back(told):
    for lesson in told:
        seen = lesson.facts
        for name, state in seen["steps"].items():
            assert read_address(seen["addresses"][name]) == state
        assert read_address(seen["address"]) == seen["steps"]["reasons"]


def test_the_prediction_shows_neither_the_chart_nor_the_other_run(told):
    for lesson in told:
        step = lesson.facts["steps"]["predict"]
        assert step["predict"] == lesson.front.open.predict
        assert step["predict"] not in step["charts"] and step["charts"]
        assert (step["pin"], step["place"]) == ("", "")
        assert step["preset"] == lesson.front.open.pin


def test_an_address_by_hand():
    state = {name: start for name, (_, start) in KEYS.items()}
    assert address(state) == "#"
    state |= {"levers": {"relief": 30}, "pin": "historical~pace=50", "place": "region:Far East"}
    written = "#s=relief%3D30&b=historical%7Epace%3D50&w=region%3AFar+East"
    assert address(state) == written
    assert read_address(written) == state


def test_keys_of_the_address_are_those_of_the_page():
    core = (SCRIPTS / "core.js").read_text(encoding="utf-8")
    own = (SCRIPTS / "lessons.js").read_text(encoding="utf-8")
    declared = dict(re.findall(r'^    (\w+): \["(\w)", ', core, re.MULTILINE))
    declared |= dict(re.findall(r'^GL\.declared\.(\w+) = \["(\w)", ""\];', own, re.MULTILINE))
    assert len(set(declared.values())) == len(declared)
    assert {name: key for name, (key, _) in KEYS.items()}.items() <= declared.items()
    # The page writes keys in the order of their declaration.
    assert [name for name in declared if name in KEYS] == list(KEYS)


def test_charts_that_can_be_predicted_are_those_that_the_page_offers():
    offered = {chart["id"] for chart in facts(None)["charts"]
               if len(chart["lines"]) == 1 and len(chart["lines"][0]["points"]) > 3}  # fmt: skip
    charts = lesson_state.CHARTS
    assert offered == {chart.id for chart in charts if lesson_state.predictable(chart)}


def test_every_language_is_a_folder():
    assert set(page_lessons()) == {folder.name for folder in FOLDER.iterdir() if folder.is_dir()}


def test_words_of_the_lessons_part_are_all_given():
    words = json.loads((SCRIPTS / "strings" / "en.json").read_text(encoding="utf-8"))
    script = (SCRIPTS / "lessons.js").read_text(encoding="utf-8")
    used = set(re.findall(r'GL\.t\("(lessons\.\w+)"', script))
    used |= {f"lessons.{key}" for key in ("predict", "compare", "reasons", "print", "print_sheet")}
    given = {key for key in words if key.startswith("lessons.")} - {"lessons.head", "lessons.close"}
    assert used == given


# ----------------------------------------------------------------------------------- in a browser
def bare_frame(identity, levers, kind):
    """A frame without numbers: all that a part needs which shows none."""
    months = [f"{year}-{month:02d}" for year in range(1924, 1940) for month in range(1, 13)]
    return {
        "version": 2, "id": identity, "kind": kind, "title": identity, "question": "",
        "scenario": "historical", "levers": levers, "drive": "side_by_side", "scale": 4000,
        "seeds": [1], "hash": "0", "until": months[-1], "months": months, "series": {},
        "lines": {}, "events": [], "chronicle": [], "leaders": None, "why": {},
    }  # fmt: skip


@pytest.mark.browser
def test_a_lesson_opens_beside_the_charts_sets_the_page_up_and_prints_alone(
    tmp_path, browser_path, told
):
    from playwright.sync_api import sync_playwright

    frames = [bare_frame(name, {}, "preset") for name in preset_names()]
    frames += [
        bare_frame(f"historical~{name}={value:g}", {name: value}, "slider")
        for lesson in told for name, value in lesson.front.open.sliders.items()
    ]  # fmt: skip
    file = tmp_path / "page.html"
    file.write_text(page_html(facts(None), frames), encoding="utf-8")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1500, "height": 900})
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready=true]")
        assert page.locator("#lessons-body li").count() == 10
        page.locator("[data-lesson='8']").press("Enter")
        assert page.locator("#lesson-title").inner_text() == "8. Hunger and geography"
        eighth = told[7].facts
        for step in ("predict", "compare", "reasons"):
            page.locator(f"[data-lesson-step='{step}']").press("Enter")
            page.wait_for_function("wanted => location.hash === wanted",
                                   arg=eighth["addresses"][step])  # fmt: skip
        assert page.locator("#why").is_visible()
        same = page.evaluate(
            "GL.settings.lessons.en.every((one) => Object.keys(one.steps).every((step) =>"
            " GL.address(one.steps[step]) === one.addresses[step]"
            " && GL.lessons.held(one.steps[step])))"
        )
        assert same
        page.emulate_media(media="print")
        assert page.locator("#lesson-text").is_visible()
        assert not page.locator("#charts").is_visible()
        assert not page.locator("#why").is_visible()
        page.emulate_media(media="screen")
        page.locator("#lesson-close").press("Enter")
        assert not page.locator("#lesson-open").is_visible()
        assert page.evaluate("document.activeElement.dataset.lesson") == "8"
        browser.close()
    assert errors == []
