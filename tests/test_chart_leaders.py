"""The leadership as a tree: places that never change, marks by alignment, words for gaps."""

import math

import pandas as pd
import pytest
import synthetic_results as synthetic
from watching import scenario

from analysis import leader_tree as tree
from analysis.chart_leaders import MARKS, alignments, draw_leadership
from analysis.charts import draw_chart
from analysis.leader_tree import layout, short_names
from analysis.results import Results
from sim.leader_columns import LEADER_COLUMNS
from sim.runner import run_ensemble


def person(key, date="1924-01", **columns):
    """A row of leaders.parquet."""
    words = {c.name: "" if c.words else 0 for c in LEADER_COLUMNS}
    known = {"run": 1, "seed": 1, "date": pd.Timestamp(f"{date}-01"), "region": "USSR",
             "name": key.title(), "stance": "none", "status": "member"}  # fmt: skip
    return words | known | {"key": key} | columns


def table(*people):
    return pd.DataFrame(list(people))


# ---------------------------------------------------------------------------------- alignment
@pytest.mark.parametrize(
    ("columns", "mark"),
    [
        ({"stance": "ruling", "circle": "head"}, "secretary"),
        ({"stance": "ruling", "circle": "other"}, "partner"),
        ({"stance": "open", "circle": "other", "label": "right"}, "right"),
        ({"stance": "beaten", "circle": "other", "label": "left"}, "left"),
        ({"stance": "open", "circle": "other", "label": "centre"}, "other"),
        ({"stance": "none"}, "without"),
        ({"stance": "none", "label": "left"}, "without"),
        ({"stance": "beaten", "label": "left", "status": "expelled"}, "expelled"),
        ({"stance": "beaten", "label": "left", "status": "exiled"}, "taken"),
        ({"stance": "ruling", "circle": "head", "status": "arrested"}, "taken"),
        ({"status": "dead"}, "dead"),
    ],
)
def test_a_mark_by_hand(columns, mark):
    head = person("head", office="general secretary", stance="ruling", circle="head")
    assert list(alignments(table(head, person("x", **columns)))) == ["secretary", mark]


def test_marks_differ_in_colour_and_shape():
    looks = [(colour, shape, hollow) for _, colour, shape, hollow in MARKS.values()]
    assert len(set(looks)) == len(looks)
    filled = [(colour, shape) for colour, shape, hollow in looks if not hollow]
    assert len({colour for colour, _ in filled}) == len({s for _, s in filled}) == len(filled)


def test_short_names_keep_initials_where_they_are_needed():
    names = {"a": "Ivan N. Smirnov", "b": "Aleksandr P. Smirnov", "c": "Lev Trotsky", "d": ""}
    assert short_names(names) == {
        "a": "I.N. Smirnov", "b": "A.P. Smirnov", "c": "Trotsky", "d": "d",
    }  # fmt: skip


# -------------------------------------------------------------------------------------- places
def small():
    """A founder who is dead, two heads with clients, one with nobody, one who rises later."""
    return table(
        person("founder", status="dead", politburo="full"),
        person("one", patron="founder", politburo="full"),
        person("two", patron="founder", politburo="full"),
        person("three", patron="one"),
        person("four", patron="two"),
        person("five", patron="three", regional_post=1),
        person("lone"),
        person("g10001", patron="one", full_member=1),
        person("three", date="1930-01", patron="two", politburo="full"),
        person("g10002", date="1930-01", patron="two", regional_post=1),
    )


def test_rings_are_by_what_anyone_ever_holds():
    rings = {key: place.radius for key, place in layout(small()).items()}
    assert {key for key, radius in rings.items() if radius == tree.POLITBURO} == {
        "founder", "one", "two", "three",
    }  # fmt: skip
    assert {key for key, radius in rings.items() if radius >= tree.REGION} == {"five", "g10002"}
    assert rings["four"] == rings["lone"] == tree.NAMED
    assert rings["g10001"] == tree.UNNAMED


def test_clients_sit_with_their_patron_and_places_do_not_change():
    people = small()
    places = layout(people)
    # Each head's people are next to each other, by angle, whatever their ring.
    heads = {"one": "one", "three": "one", "five": "one", "g10001": "one", "two": "two",
             "four": "two", "g10002": "two", "founder": "founder", "lone": ""}  # fmt: skip
    order = [heads[key] for key in sorted(places, key=lambda key: places[key].angle)]
    assert [k for k, head in enumerate(order) if k == 0 or order[k - 1] != head] == [
        order.index(head) for head in dict.fromkeys(order)
    ]
    assert order[-1] == ""
    assert places["three"].patron == "one"  # the first, not the later one
    # The order of rows says nothing, and each month takes the places of the whole run.
    assert layout(people.iloc[::-1].sort_values("date", kind="stable")).keys() == places.keys()
    assert places == layout(people.copy())
    assert len({place.point for place in places.values()}) == len(places)


def test_patrons_in_a_circle_are_no_endless_chain():
    places = layout(table(person("a", patron="b"), person("b", patron="a"),
                          person("c", patron="c"), person("d", patron="unheard")))  # fmt: skip
    assert set(places) == {"a", "b", "c", "d"}


@pytest.fixture(scope="module")
def real(tmp_path_factory) -> Results:
    """A run of the leadership to the end of 1927."""
    out = tmp_path_factory.mktemp("leaders") / "out"
    return Results.open(
        run_ensemble(scenario("1927-12", drive="politics"), seeds=[2], out=out).folder
    )


def test_names_of_a_real_run_have_room(real):
    """Along each ring two names are at least the height of a letter apart."""
    places = layout(real.leaders)
    assert set(places) == set(real.leaders["key"].astype(str))
    letter = 5.4 / 72
    for low, high in (
        (tree.POLITBURO, tree.POLITBURO), (tree.NAMED, tree.NAMED), (tree.REGION, tree.EDGE),
    ):  # fmt: skip
        angles = sorted(p.angle for p in places.values() if p.short and low <= p.radius <= high)
        gaps = [b - a for a, b in zip(angles, [*angles[1:], angles[0] + 2 * math.pi], strict=True)]
        assert min(gaps) * low >= letter, low
    assert all(math.hypot(*place.point) < tree.EDGE for place in places.values())


def test_the_figure_of_a_real_run_counts_its_leaders(real):
    drawing = draw_chart("leadership_tree", real)
    month = real.leaders[real.leaders["date"] == "1927-07-01"]
    assert drawing.table["July 1927, run 1"].sum() == len(month)
    assert drawing.table["July 1930, run 1"].sum() == 0
    words = [text.get_text() for axes in drawing.figure.axes for text in axes.texts]
    assert words.count("Not recorded: the run does not reach this month.") == 2
    assert words.count("Trotsky") == 2
    assert "not recorded" in drawing.alt
    assert "Positions, circles and fates are the model's" in drawing.caption


def test_one_month_of_a_run_is_drawn():
    results = synthetic.make(2)
    drawing = draw_leadership(results, "1927-07", 1)
    assert [axes.get_title() for axes in drawing.figure.axes] == ["July 1927, run 1"]
    assert dict(drawing.table["July 1927, run 1"]) == {
        "circle of the General Secretary": 4.0, "Left": 2.0, "United Opposition": 3.0,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("drive", "word"),
    [
        ("countryside", "Not recorded: no leaders: the drive countryside has no leadership."),
        ("politics", "Not recorded: no leaders.parquet; run the scenario anew"),
    ],
)
def test_results_without_leaders_say_why_in_the_panel(drive, word):
    made = synthetic.make(1)
    bare = Results.from_frames(synthetic.manifest(drive), made.series, made.events)
    for drawing in (draw_chart("leadership_tree", bare), draw_leadership(bare, "1927-07")):
        words = {text.get_text().replace("\n", " ") for axes in drawing.figure.axes
                 for text in axes.texts}  # fmt: skip
        assert all(text.startswith(word) for text in words)
        assert words
        assert drawing.table.empty
    drawing = draw_leadership(made, "1927-07", 9)
    assert "this run kept no leaders" in drawing.figure.axes[0].texts[0].get_text()
