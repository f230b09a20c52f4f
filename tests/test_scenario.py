"""Scenario files: worked examples, every fault in its exact words, and the laws of layering."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.catalogue import parameters
from sim.inputs import lever_paths
from sim.levers import LEVER_INDEX, LEVERS
from sim.scenario import ScenarioError, load, names
from sim.scenario_schema import DRIVES, month_label, month_number, schema_text

ROOT = Path(__file__).resolve().parent.parent
FLEXIBILITY = LEVER_INDEX["procurement.flexibility"]
HEAD = "question: What if?\nextends: historical\n"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def write(text: str | bytes, name: str = "s.yaml") -> str:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def faults(name: str, **options: object) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(name, **options)  # type: ignore[arg-type]
    assert isinstance(caught.value, ValueError)
    return caught.value.lines


def month_of(label: str) -> int:
    return month_number(label) - month_number("1924-01")


# ------------------------------------------------------------------------------ worked examples
def test_the_historical_scenario_lists_every_lever_and_follows_the_record():
    scenario = load("historical")
    documented = lever_paths(1924, 1, 192)
    assert scenario.months == 192
    assert (scenario.start, scenario.until, scenario.scale) == ((1924, 1), "1939-12", 1000)
    assert scenario.drive == "side_by_side"
    assert scenario.first_change is None
    assert set(scenario.resolved()["levers"]) == set(LEVERS)
    for name, row in LEVER_INDEX.items():
        np.testing.assert_array_equal(scenario.paths[row], documented[name])
        decided = LEVERS[name].tier == "politics" and LEVERS[name].emerges_when_coupled
        decided = decided and name not in ("apparatus.appointment_control", "censorship.strength")
        assert scenario.emergent[row] == decided


def test_a_value_holds_from_its_date_until_changed():
    write(HEAD + "levers:\n  procurement.flexibility: {1932-07: 1.0, 1933-07: 0.5}\n")
    scenario = load("s.yaml")
    path = scenario.paths[FLEXIBILITY]
    parent = load("historical").paths[FLEXIBILITY]
    first, second = month_of("1932-07"), month_of("1933-07")
    assert scenario.first_change == "1932-07"
    np.testing.assert_array_equal(path[:first], parent[:first])
    assert set(path[first:second]) == {1.0}
    assert set(path[second:]) == {0.5}


def test_documented_leads_back_to_the_record():
    write(HEAD + "levers:\n  procurement.flexibility: {1932-07: 1.0, 1933-07: documented}\n")
    path = load("s.yaml").paths[FLEXIBILITY]
    parent = load("historical").paths[FLEXIBILITY]
    np.testing.assert_array_equal(path[month_of("1933-07") :], parent[month_of("1933-07") :])


def test_a_date_before_the_start_sets_the_initial_value():
    write(HEAD + "levers:\n  procurement.flexibility: {1923-03: 0.7}\n")
    scenario = load("s.yaml")
    assert scenario.months == 192
    assert set(scenario.paths[FLEXIBILITY]) == {0.7}
    assert scenario.origin["procurement.flexibility"] == (("1924-01", "0.7", "s.yaml:4"),)


def test_a_given_lever_emerges_up_to_its_first_date():
    write(HEAD + "levers:\n  discipline.norm: {1930-01: 0.2}\n")
    scenario = load("s.yaml")
    row = LEVER_INDEX["discipline.norm"]
    first = month_of("1930-01")
    assert scenario.emergent_months[row, :first].all()
    assert not scenario.emergent_months[row, first:].any()
    assert set(scenario.paths[row, first:]) == {0.2}


def test_in_the_coupled_drive_what_nobody_gave_emerges():
    scenario = load("nep_continues", drive="coupled")
    given = LEVER_INDEX["procurement.extraordinary"]
    first = month_of("1928-01")
    assert scenario.emergent_months[given, :first].all()
    assert not scenario.emergent_months[given, first:].any()
    assert scenario.emergent_months[LEVER_INDEX["relief.share_of_need"]].all()
    assert not scenario.emergent_months[LEVER_INDEX["price.industrial"]].any()
    assert scenario.first_change == "1928-01"


def test_in_the_countryside_drive_politics_stays_on_record():
    scenario = load("historical", drive="countryside")
    assert not scenario.emergent_months.any()


def test_overrides_lie_over_the_file():
    scenario = load(
        "historical",
        overrides=["procurement.flexibility=1932-07:1", "procurement.search=0.5"],
    )
    assert scenario.first_change == "1924-01"
    assert scenario.paths[FLEXIBILITY, month_of("1932-07")] == 1.0
    assert set(scenario.paths[LEVER_INDEX["procurement.search"]]) == {0.5}
    assert scenario.origin["procurement.search"] == (("1924-01", "0.5", "--set"),)


def test_a_parent_may_be_a_path_beside_the_file():
    Path("below").mkdir()
    write(HEAD + "levers:\n  procurement.search: {1930-01: 0}\nscale: 50\n", "below/parent.yaml")
    write("question: And?\nextends: parent.yaml\n", "below/child.yaml")
    scenario = load("below/child.yaml")
    assert scenario.scale == 50
    assert scenario.question == "And?"
    assert scenario.first_change is None
    assert scenario.chain[1:] == ("below/parent.yaml", "below/child.yaml")


def test_restating_a_documented_value_changes_nothing():
    value = float(lever_paths(1924, 1, 192)["procurement.flexibility"][month_of("1930-01")])
    write(HEAD + f"levers:\n  procurement.flexibility: {{1930-01: {value}, 1930-02: documented}}\n")
    scenario = load("s.yaml")
    assert scenario.first_change is None
    assert scenario.sha256 == load("historical").sha256


def test_the_hash_knows_content_not_names_paths_or_comments():
    text = HEAD + "levers:\n  procurement.flexibility: {1932-07: 1.0}\n"
    write(text, "a.yaml")
    write("# a comment\n" + text.replace("What if?", "Why?").replace("1.0", "1"), "b.yaml")
    write(text.replace("1.0", "0.9"), "c.yaml")
    assert load("a.yaml").sha256 == load("b.yaml").sha256 != load("c.yaml").sha256
    assert load("a.yaml").sha256 == load("plan_follows_harvest").sha256
    assert load("a.yaml").sha256 != load("a.yaml", scale=999).sha256


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("drive", DRIVES)
def test_the_resolved_file_is_the_same_scenario(name, drive):
    scenario = load(name, drive=drive)
    write(scenario.resolved_yaml(), "again.yaml")
    again = load("again.yaml")
    assert again.sha256 == scenario.sha256
    assert again.resolved() == scenario.resolved()


@pytest.mark.parametrize("name", names())
def test_every_scenario_asks_a_question_and_names_its_sources(name):
    scenario = load(name)
    assert scenario.question.endswith("?")
    assert scenario.sources
    if name != "historical":
        assert scenario.chain[0].endswith("historical.yaml")
        assert scenario.first_change is not None


def test_the_schema_for_editors_is_fresh():
    stored = (ROOT / "scenarios" / "scenario.schema.json").read_text(encoding="utf-8")
    assert stored == schema_text(), (
        "run: python -m sim.scenario_schema > scenarios/scenario.schema.json"
    )
    assert set(json.loads(stored)["properties"]["levers"]["properties"]) == set(LEVERS)


# ------------------------------------------------------------------------------- the faults
LEVER_FAULTS = [
    ("dicsipline: documented",
     "5:3: levers.dicsipline: unknown lever; did you mean 'discipline.norm'?"),
    ("procurement.flexibility: {1932-13: 1.0}",
     "5:29: levers.procurement.flexibility: '1932-13' is not a month (use YYYY-MM)"),
    ("procurement.flexibility: {32-07: 1.0}",
     "5:29: levers.procurement.flexibility: '32-07' is not a month (use YYYY-MM)"),
    ("procurement.flexibility: {1932-07-01: 1.0}",
     "5:29: levers.procurement.flexibility: '1932-07-01' is not a month (use YYYY-MM)"),
    ("procurement.flexibility: {1940-01: 1.0}",
     "5:29: levers.procurement.flexibility: 1940-01 lies after until (1939-12)"),
    ("procurement.flexibility: {1932-07: -0.2}",
     "5:38: levers.procurement.flexibility: -0.2 lies outside 0 .. 1 (share)"),
    ("exports.plan: {1932-07: 99}",
     "5:27: levers.exports.plan: 99 lies outside 0 .. 15 (Mt a year)"),
    ("exports.plan: {1932-07: much}",
     "5:27: levers.exports.plan: must be a number, not the text 'much'"),
    ("exports.plan: {1932-07: '3'}",
     "5:27: levers.exports.plan: must be a number, not the text '3'"),
    ("exports.plan: {1932-07: documentd}",
     "5:27: levers.exports.plan: 'documentd' is not a value; did you mean 'documented'?"),
    ("exports.plan: {1932-07: .nan}",
     "5:27: levers.exports.plan: must be a finite number, not '.nan'"),
    ("exports.plan: {1932-07: -.inf}",
     "5:27: levers.exports.plan: must be a finite number, not '-.inf'"),
    ("exports.plan: {1932-07: true}",
     "5:27: levers.exports.plan: must be a number, not the truth value 'true'"),
    ("exports.plan: {1932-07: [1]}", "5:27: levers.exports.plan: must be a number, not a list"),
    ("exports.plan: {1932-07: }", "5:26: levers.exports.plan: is empty; give a number"),
    ("exports.plan: {}", "5:17: levers.exports.plan: has no dated values"),
    ("exports.plan: 3",
     "5:17: levers.exports.plan: '3' stands without a month; give dated values, as {1928-01: 3}"),
    ("exports.plan: emergnt",
     "5:17: levers.exports.plan: 'emergnt' is not a value; did you mean 'emergent'?"),
    ("exports.plan: low",
     "5:17: levers.exports.plan: 'low' is none of 'documented', 'emergent' or dated values"),
    ("exports.plan: [1, 2]",
     "5:17: levers.exports.plan: must be 'documented', 'emergent' or dated values"),
    ("reports.audit: emergent",
     "5:18: levers.reports.audit: cannot be emergent: no agent of the model sets this lever"),
    ("reports.audit: {1930-01: emergent}",
     "5:28: levers.reports.audit: cannot be emergent: no agent of the model sets this lever"),
    ("exports.plan: {1932-07: 1, 1932-07: 2}",
     "5:30: levers.exports.plan.1932-07: duplicate key; it stands first on line 5"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "message"), LEVER_FAULTS)
def test_a_fault_of_a_lever_is_one_clear_line(line, message):
    write(HEAD + f"# why\nlevers:\n  {line}\n")
    assert faults("s.yaml") == [f"s.yaml:{message}"]


FILE_FAULTS = [
    (HEAD + "quesiton: x\n", "s.yaml:3:1: quesiton: unknown key; did you mean 'question'?"),
    (HEAD + "until: 1932-13\n", "s.yaml:3:8: until: '1932-13' is not a month (use YYYY-MM)"),
    (HEAD + "start: 1923-12\n", "s.yaml:3:8: start: 1923-12 lies outside 1924-01 .. 1939-12"),
    (HEAD + "until: 1940-01\n", "s.yaml:3:8: until: 1940-01 lies outside 1924-01 .. 1939-12"),
    (HEAD + "start: 1931-01\n",
     "s.yaml:3:8: start: the first world stands in 1924-01; a run can only start there"),
    (HEAD + "scale: 0\n", "s.yaml:3:8: scale: 0 lies outside 1 .. 100000"),
    (HEAD + "scale: 1.5\n", "s.yaml:3:8: scale: must be a whole number, not '1.5'"),
    (HEAD + "scale: true\n", "s.yaml:3:8: scale: must be a whole number, not 'true'"),
    (HEAD + "scale: many\n", "s.yaml:3:8: scale: must be a whole number, not 'many'"),
    (HEAD + "drive: couplet\n",
     "s.yaml:3:8: drive: 'couplet' is none of side_by_side, countryside, politics, coupled; "
     "did you mean 'coupled'?"),
    (HEAD + "sources: a book\n",
     "s.yaml:3:10: sources: must be a list, one '- ' line an entry, not 'a book'"),
    (HEAD + "sources: [3]\n", "s.yaml:3:11: sources.0: must be text, not '3'"),
    (HEAD + "levers: all\n", "s.yaml:3:9: levers: must be a mapping, not 'all'"),
    (HEAD + "levers:\n", "s.yaml:3:1: levers: is empty; give a value or leave the key out"),
    (HEAD + "scale: 5\nscale: 6\n", "s.yaml:4:1: scale: duplicate key; it stands first on line 3"),
    (HEAD + "scale: 5\n\n# again\nscale: 5\n",
     "s.yaml:6:1: scale: duplicate key; it stands first on line 3"),
    ("extends: historical\n",
     "s.yaml:1:1: question: is missing; say in one sentence what this scenario asks"),
    ("question: ' '\n", "s.yaml:1:11: question: is blank"),
    ("question: 1932\n", "s.yaml:1:11: question: must be text, not '1932'"),
    ("question: a\nextends: histroical\n",
     "s.yaml:2:10: extends: no scenario 'histroical' in scenarios/; did you mean 'historical'?"),
    ("question: a\nextends: gone.yaml\n",
     "s.yaml:2:10: extends: there is no scenario file 'gone.yaml'"),
    ("question: a\nextends: s.yaml\n", "s.yaml:2:10: extends: forms a cycle: s.yaml -> s.yaml"),
    (HEAD + "parameters: {weather.x: 1}\n", "s.yaml:3:14: parameters.weather.x: unknown parameter"),
    ("", "s.yaml: is empty; a scenario asks a question"),
    ("# only a comment\n", "s.yaml: is empty; a scenario asks a question"),
    ("- question\n",
     "s.yaml:1:1: must be a mapping of keys such as 'question' and 'levers', not a list"),
    ("just words\n",
     "s.yaml:1:1: must be a mapping of keys such as 'question' and 'levers', not a value"),
    (b"\xff\xfe\x00q", "s.yaml: is not a text file (UTF-8)"),
    (b"question: a\0b\n", "s.yaml: is not a text file (UTF-8)"),
    ("question: a\nlevers: {a: [1\n",
     "s.yaml:3:1: is not valid YAML: expected ',' or ']', but got '<stream end>'"),
    ("question: a\n\tscale: 3\n",
     "s.yaml:2:1: is not valid YAML: found character '\\t' that cannot start any token"),
    ("question: &q a\ntitle: *q\n",
     "s.yaml:1:11: anchors and aliases are not allowed; write the values out"),
    ("question: a\ntitle: *q\n",
     "s.yaml:2:8: anchors and aliases are not allowed; write the values out"),
    ("question: a\n---\nquestion: b\n", "s.yaml:2:1: a scenario file holds one document only"),
    ("question: a\nlevers: " + "[" * 20 + "]" * 20 + "\n",
     "s.yaml:2:17: is nested more than 8 levels deep"),
    ("question: a\n? [b]\n: c\n", "s.yaml:2:3: a key must be a plain name or month"),
    ("question: " + "a" * 1_000_001, "s.yaml: is larger than 1 MB, too large for a scenario file"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), FILE_FAULTS)
def test_a_fault_of_a_file_is_one_clear_line(text, message):
    write(text)
    assert faults("s.yaml") == [message]


def test_a_parameter_must_be_known_and_within_its_range():
    name, known = next(iter(parameters().items()))
    low, high, unit = known.param.low, known.param.high, known.param.unit
    beyond = high + 1.0
    place = len("parameters: {" + name + ": ") + 1
    write(HEAD + f"parameters: {{{name}: {beyond}}}\n")
    said = f"parameters.{name}: {beyond} lies outside {low:g} .. {high:g} ({unit})"
    assert faults("s.yaml") == [f"s.yaml:3:{place}: {said}"]
    write(HEAD + f"parameters: {{{name}s: 1, {name}: {high}, {name}: {high}}}\n")
    unknown, twice = faults("s.yaml")
    assert unknown.endswith(f"{name}s: unknown parameter; did you mean '{name}'?")
    assert twice.endswith(f"{name}: duplicate key; it stands first on line 3")
    write(HEAD + f"parameters: {{{name}: {high}}}\n")
    assert load("s.yaml").parameters == {name: high}
    assert load("historical", overrides=[f"{name}={high}"]).parameters == {name: high}
    assert faults("historical", overrides=[f"{name}={beyond}"])[0].startswith(f"--set: {name}: ")


def test_a_tag_builds_nothing():
    write("question: !!python/object/apply:os.mkdir ['made']\n")
    [line] = faults("s.yaml")
    assert line.startswith("s.yaml:1:11: the tag 'tag:yaml.org,2002:python/object/apply:os.mkdir'")
    assert line.endswith("is not allowed; write a plain value")
    assert not Path("made").exists()


def test_a_cycle_shows_its_chain():
    write("question: a\nextends: b.yaml\n", "a.yaml")
    write("question: b\nextends: ./a.yaml\n", "b.yaml")
    assert faults("a.yaml") == ["b.yaml:2:10: extends: forms a cycle: a.yaml -> b.yaml -> a.yaml"]


def test_what_is_no_readable_file_is_said_so(tmp_path):
    Path("folder.yaml").mkdir()
    assert faults("folder.yaml") == ["folder.yaml: is a directory, not a scenario file"]
    write(HEAD, "softer.yaml")
    assert faults("sofer.yaml") == [
        "sofer.yaml: there is no such file; did you mean 'softer.yaml'?"
    ]
    assert faults("softer.yaml/x.yaml") == ["softer.yaml/x.yaml: there is no such file"]
    assert faults("histrical") == [
        "no scenario 'histrical' in scenarios/; did you mean 'historical'?"
    ]
    assert faults(str(tmp_path / "no.yaml")) == [f"{tmp_path}/no.yaml: there is no such file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads every file")
def test_a_file_without_permission_to_read():
    write(HEAD)
    Path("s.yaml").chmod(0)
    assert faults("s.yaml") == ["s.yaml: cannot be read: Permission denied"]


def test_an_unreadable_file(monkeypatch):
    write(HEAD)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    assert faults("s.yaml") == ["s.yaml: cannot be read: Permission denied"]


def test_all_faults_come_at_once_in_order_of_place():
    write(
        "question: a\nextends: p.yaml\nscle: 7\nlevers:\n"
        "  procurement.search: {1932-13: 1, 1932-07: 2}\n  exprots.plan: documented\n"
    )
    write("extends: historical\nuntil: 1930-06\nlevers:\n  exports.plan: {1931-01: 1}\n", "p.yaml")
    assert faults("s.yaml", overrides=["no.lever=1"], scale=0) == [
        "s.yaml:3:1: scle: unknown key; did you mean 'scale'?",
        "s.yaml:5:24: levers.procurement.search: '1932-13' is not a month (use YYYY-MM)",
        "s.yaml:5:45: levers.procurement.search: 2 lies outside 0 .. 1 (share)",
        "s.yaml:6:3: levers.exprots.plan: unknown lever; did you mean 'exports.plan'?",
        "p.yaml:1:1: question: is missing; say in one sentence what this scenario asks",
        "--scale: 0 lies outside 1 .. 100000",
        "--set: no.lever: unknown lever or parameter",
    ]


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("procurement.flexibilty=1",
         "procurement.flexibilty: unknown lever or parameter; "
         "did you mean 'procurement.flexibility'?"),
        ("procurement.flexibility=2", "procurement.flexibility: 2 lies outside 0 .. 1 (share)"),
        ("procurement.flexibility=1932-13:1",
         "procurement.flexibility: '1932-13' is not a month (use YYYY-MM)"),
        ("procurement.flexibility=1940-01:1",
         "procurement.flexibility: 1940-01 lies after until (1939-12)"),
        ("procurement.flexibility=1932-07:", "procurement.flexibility: is empty; give a number"),
        ("procurement.flexibility=nan",
         "procurement.flexibility: must be a finite number, not 'nan'"),
        ("procurement.flexibility=true",
         "procurement.flexibility: must be a number, not the text 'true'"),
        ("procurement.flexibility=emergent",
         "procurement.flexibility: cannot be emergent: no agent of the model sets this lever"),
        ("procurement.flexibility",
         "'procurement.flexibility' is not of the form lever=value or lever=YYYY-MM:value"),
        ("=3", "'=3' is not of the form lever=value or lever=YYYY-MM:value"),
    ],
)  # fmt: skip
def test_a_fault_of_an_override(override, message):
    assert faults("historical", overrides=[override]) == [f"--set: {message}"]


def test_an_override_given_twice():
    twice = ["exports.plan=1932-07:1", "exports.plan=1932-07:2"]
    assert faults("historical", overrides=twice) == ["--set: exports.plan: is set twice in 1932-07"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"drive": "couple"},
         "--drive: 'couple' is none of side_by_side, countryside, politics, coupled; "
         "did you mean 'coupled'?"),
        ({"until": "1932"}, "--until: '1932' is not a month (use YYYY-MM)"),
        ({"until": "1945-05"}, "--until: 1945-05 lies outside 1924-01 .. 1939-12"),
        ({"scale": 0}, "--scale: 0 lies outside 1 .. 100000"),
    ],
)  # fmt: skip
def test_a_fault_of_an_option(options, message):
    assert faults("historical", **options) == [message]


def test_a_shorter_run_may_end_before_the_files_dates():
    scenario = load("plan_follows_harvest", until="1930-12")
    assert scenario.months == 84
    assert scenario.first_change is None
    write(scenario.resolved_yaml(), "again.yaml")
    assert load("again.yaml").sha256 == scenario.sha256


def test_nothing_emerges_where_nobody_decides():
    write(HEAD + "drive: countryside\nlevers:\n  exports.plan: emergent\n")
    assert faults("s.yaml") == [
        "s.yaml:5: levers.exports.plan: cannot be emergent in the drive countryside, "
        "in which no leadership is simulated"
    ]


# ------------------------------------------------------------------------------------- the laws
@st.composite
def lever_steps(draw):
    name = draw(st.sampled_from(list(LEVERS)))
    lever = LEVERS[name]
    words = ["documented", *(["emergent"] if lever.emergent else [])]
    value = st.one_of(st.floats(lever.low, lever.high), st.sampled_from(words))
    first, last = month_number("1920-01"), month_number("1939-12")
    months = draw(st.lists(st.integers(first, last), min_size=1, max_size=4, unique=True))
    return name, {month_label(month): draw(value) for month in months}


@given(
    st.lists(lever_steps(), max_size=5), st.sampled_from(["side_by_side", "politics", "coupled"])
)
def test_any_counterfactual_equals_its_parent_before_its_first_change(
    tmp_path_factory, given, drive
):
    os.chdir(tmp_path_factory.mktemp("any"))
    levers = dict(given)
    write(json.dumps({"question": "a", "extends": "historical", "levers": levers}))
    scenario, parent = load("s.yaml", drive=drive), load("historical", drive=drive)
    earliest = min((month_of(m) for steps in levers.values() for m in steps), default=192)
    changed = 192 if scenario.first_change is None else month_of(scenario.first_change)
    assert changed >= max(0, earliest)
    np.testing.assert_array_equal(scenario.paths[:, :changed], parent.paths[:, :changed])
    np.testing.assert_array_equal(
        scenario.emergent_months[:, :changed], parent.emergent_months[:, :changed]
    )
    assert (scenario.first_change is None) == (scenario.sha256 == parent.sha256)
    write(scenario.resolved_yaml(), "again.yaml")
    again = load("again.yaml")
    assert again.sha256 == scenario.sha256
    np.testing.assert_array_equal(again.paths, scenario.paths)
