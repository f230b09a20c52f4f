"""The report is one file that asks for nothing, holds every pattern and figure, and escapes."""

import itertools
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
import synthetic_results as synthetic

from analysis import report, report_tables
from analysis.charts import CHARTS
from analysis.nulls import NAMES
from analysis.patterns import scorecard
from analysis.report import write_report
from analysis.results import ResultsError


class Page(HTMLParser):
    """Tags with their attributes, and headings in order."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_report(synthetic.write(tmp_path_factory.mktemp("results") / "r", 2))


@pytest.fixture(scope="module")
def html(written):
    return written.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def page(html):
    page = Page()
    page.feed(html)
    return page


def test_nothing_is_fetched(html, page):
    for tag, attributes in page.tags:
        assert tag not in ("script", "link", "iframe", "object", "embed"), tag
        if tag != "a":
            for name in ("src", "href", "srcset", "data"):
                assert not (attributes.get(name) or "").startswith(("http", "//")), tag
    assert not re.search(r"url\(\s*['\"]?(https?:)?//|@import", html)


def test_every_pattern_and_every_figure_is_there(html, page, written):
    ids = {attributes.get("id") for _, attributes in page.tags}
    assert {f"P{n:02d}" for n in range(1, 55)} <= ids
    assert {f"chart-{name}" for name in CHARTS} <= ids
    images = [attributes for tag, attributes in page.tags if tag == "img"]
    assert len(images) == len(CHARTS)
    assert all(image["src"].startswith("data:image/png;base64,") for image in images)
    assert all(len(image["alt"]) > 20 for image in images)
    for name in CHARTS:
        assert (written.parent / "figures" / f"{name}.svg").exists()


def test_hostile_text_is_escaped(html):
    assert "<script>" not in html
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in html


def test_headings_are_in_order_and_headers_scoped(page):
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    assert all("scope" in attributes for tag, attributes in page.tags if tag == "th")


def test_links_within_the_page_lead_somewhere(page):
    ids = {attributes.get("id") for _, attributes in page.tags}
    for tag, attributes in page.tags:
        if tag == "a" and attributes["href"].startswith("#"):
            assert attributes["href"][1:] in ids


def test_what_is_not_computable_says_so_and_the_note_is_there(html):
    assert "not computable, missed" in html
    assert "needs the coupled drive" in html
    assert "does not predict" in html
    assert "2.7 to 12.8 million" in html


def test_every_outcome_has_a_word_beside_its_colour():
    card = scorecard(synthetic.make(1))
    for row in report_tables.pattern_rows(card, {}, pd.DataFrame()):
        assert row.verdict in ("inside", "missed", "not computable, missed")
        assert row.numbers


def test_the_report_has_every_score_with_the_splits_apart(html):
    assert html.index("Calibrate rows: parameters may") < html.index("Test rows: nothing is fitted")
    for text in ("Mean CRPS", "80 % band holds", "Skill against the nulls", "Shuffled dates: "):
        assert text in html
    for null in NAMES.values():
        assert null in html
    assert re.search(r'<td rowspan="1" class="small">missed<br>[+-]\d+\.\d\d</td>', html)


def test_a_folder_without_results_is_refused_and_nothing_written(tmp_path):
    with pytest.raises(ResultsError):
        write_report(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_report_without_manifest_details_still_speaks():
    bare = synthetic.make(1)
    bare.manifest.clear()
    about = report._about(bare)
    assert about["scenario"] == "unnamed"
    assert about["version"] == "unknown"
