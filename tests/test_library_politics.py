"""The library's scenarios of politics: what each changes, leaves alone, and does to pairs."""

import functools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.faction import OPEN
from sim.institutions.committees import lean_of, majority_proposal
from sim.institutions.exiles import bulletins
from sim.institutions.texts import _week
from sim.levers import LEVER_INDEX, LEVERS
from sim.model import GeneralLine
from sim.outcomes import SERIES_INDEX
from sim.rules import discipline, texts, voting
from sim.runner import run_one
from sim.scenario import load
from tests.politics_bench import PARTED, build, step

SCENARIOS = {
    "left_wins_1926": ("1925-12", {"committee.lean": 2.0}),
    "right_wins_1928": ("1928-01", {"committee.lean": -2.0}),
    "soft_discipline": (
        "1924-02",
        {
            "discipline.faction_ban": 0.0,
            "discipline.norm": 0.2,
            "discipline.recantation_required": 0.0,
        },
    ),
    "iron_discipline": (
        "1924-02",
        {
            "discipline.norm": 1.0,
            "discipline.offence_width": 1.0,
            "discipline.recantation_required": 1.0,
        },
    ),
    "less_suspicion": ("1924-02", {"belief.enemies_active": 0.02}),
    "text_undetected": ("1932-08", {"texts.detection": 0.0}),
    "milder_motion_1930": ("1930-11", {"discipline.outbidding": 0.0}),
}
"""First changed month, and the levers with the value that they take in it."""
ENDS = {
    "left_wins_1926": "1928-01",
    "right_wins_1928": "1930-07",
    "text_undetected": "1933-11",
    "milder_motion_1930": "1931-02",
}
"""Month in which a scenario's lever is back on record; the others last."""
NEUTRAL = {"committee.lean": 0.0, "texts.detection": 1.0, "discipline.outbidding": 1.0}
SHARE, STEP = st.floats(0.0, 1.0), st.integers(0, 5)


def tick_of(month):
    return (int(month[:4]) - 1924) * 12 + int(month[5:]) - 1


# Rules are tried at their default sizes: what a set of some seed makes of them is no test of them.
@functools.cache
def ran(name, seed, until, drive="politics"):
    return run_one(load(name, drive=drive, scale=20000, until=until, parameter_sets="none"), seed)


def series(run, name):
    return run.values[SERIES_INDEX[name], :, -1]


def told(run, kind, first="1924-01", end="1940-01"):
    """Facts of the events of a kind, from one month to before another."""
    return [
        json.loads(event.detail) if event.detail else {}
        for event in run.events
        if event.kind == kind and tick_of(first) <= event.tick < tick_of(end)
    ]


def secretary(run, month):
    """Who took the Secretariat last before a month; empty while the first holder has it."""
    names = [e.actors for e in run.events if e.kind == "succession" and e.tick < tick_of(month)]
    return names[-1] if names else ""


# ------------------------------------------------------------------------------ what a file says
@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_asks_a_question_and_moves_what_it_names_alone(name):
    first, levers = SCENARIOS[name]
    scenario, historical = load(name), load("historical")
    assert scenario.question.endswith("?") and scenario.title and scenario.sources
    assert scenario.first_change == first
    assert scenario.parameters == {}
    changed = (scenario.paths != historical.paths) | (
        scenario.emergent_months != historical.emergent_months
    )
    assert {lever for lever, row in LEVER_INDEX.items() if changed[row].any()} == set(levers)
    assert not changed[:, : tick_of(first)].any()
    for lever, value in levers.items():
        assert scenario.paths[LEVER_INDEX[lever], tick_of(first)] == value
    last = tick_of(ENDS.get(name, "1940-01"))
    assert not changed[:, last:].any()
    assert changed[[LEVER_INDEX[lever] for lever in levers], last - 1].all()


def test_on_record_the_given_levers_do_nothing():
    historical = load("historical")
    for lever, value in NEUTRAL.items():
        assert LEVERS[lever].tier == "given" and not LEVERS[lever].emergent
        assert (historical.paths[LEVER_INDEX[lever]] == value).all()


# -------------------------------------------------------------------------------- rules, by hand
def test_a_lean_favours_the_harder_motion_with_whom_it_moves():
    p = voting.Voting(policy_weight=2.0)
    free = np.array([1.0, 0.0])
    assert voting.swayed(1.5, 0.45, 0.77, free, p).tolist() == [-3.0, 0.0]
    assert voting.swayed(1.5, 0.57, 0.30, free, p).tolist() == [3.0, 0.0]
    assert voting.swayed(-1.5, 0.57, 0.30, free, p).tolist() == [-3.0, 0.0]
    assert voting.swayed(1.5, 0.5, 0.5, free, p).tolist() == [0.0, 0.0]


@given(st.floats(-3.0, 3.0), SHARE, SHARE)
def test_a_lean_is_even_handed_and_none_is_nothing(lean, majority, minority):
    p, one = voting.Voting(), np.ones(1)
    assert voting.swayed(0.0, majority, minority, one, p)[0] == 0.0
    there = voting.swayed(lean, majority, minority, one, p)[0]
    assert there == -voting.swayed(lean, minority, majority, one, p)[0]
    assert there == -voting.swayed(-lean, majority, minority, one, p)[0]


def test_what_comes_to_light_is_a_share_of_the_risk():
    assert texts.comes_to_light(0.08, 1.0) == 0.08
    assert texts.comes_to_light(0.08, 0.25) == pytest.approx(0.02)
    assert texts.comes_to_light(0.08, 0.0) == 0.0


def test_a_motion_is_a_cap_as_far_as_outbidding_is_barred():
    assert discipline.passed_by_body(5, 3, 1.0) == 5
    assert discipline.passed_by_body(5, 3, 0.5) == 4
    assert discipline.passed_by_body(5, 3, 0.0) == 3
    assert discipline.passed_by_body(2, 3, 0.0) == 2  # a milder body stays milder


@given(STEP, STEP, SHARE)
def test_a_body_stays_between_its_mind_and_the_motion(felt, moved, allowed):
    passed = discipline.passed_by_body(felt, moved, allowed)
    assert min(felt, moved) <= passed <= felt
    assert discipline.passed_by_body(felt, moved, 1.0) == felt
    assert discipline.passed_by_body(felt, moved, 0.0) == min(felt, moved)


# ---------------------------------------------------------------------- where the levers are read
def test_a_lean_moves_the_committee_and_leaves_leading_men():
    world = build(1)
    for tick in range(3):
        step(world, tick)
    politics = world.politics
    rival = next(f for f in politics.opposing() if f.stance == OPEN)
    proposal = majority_proposal(politics)
    assert rival.platform > proposal
    voters = politics.committee()
    plain = lean_of(politics, world, voters, rival, proposal)
    world.levers.paths[LEVER_INDEX["committee.lean"]] = 1.0
    moved = lean_of(politics, world, voters, rival, proposal)
    weight = world.parameters["voting"].policy_weight
    leading = np.array([bool(m.politburo) or m is rival.head for m in voters])
    assert leading.any() and not leading.all()
    gap = plain.lean - moved.lean
    assert gap[leading] == pytest.approx(0.0)
    assert gap[~leading] == pytest.approx(weight)
    assert np.array_equal(plain.forced, moved.forced)


def test_a_text_that_nobody_reports_passes_the_same_hands_and_longer():
    def weeks_of_first_text(detection):
        model = GeneralLine(
            load("historical", drive="politics", until="1930-01", parameter_sets="none"), seed=1
        )
        model.run()
        world, politics = model.world, model.world.politics
        world.levers.paths[LEVER_INDEX["texts.detection"]] = detection
        for text in politics.texts:
            text.kind, text.seen_above = "letter", False
        bulletins(politics, world)
        seen = sum(text.seen_above for text in politics.texts)
        found = [any(_week(politics, world, t, week) for week in range(4)) for t in politics.texts]
        count = len(politics.texts)
        model.close()
        return seen, sum(found), count

    seen, found, count = weeks_of_first_text(1.0)
    assert count > 0
    assert weeks_of_first_text(0.0) == (0, 0, count)
    assert seen + found > 0


# --------------------------------------------------------------------------------- what runs do
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_past_is_untouched_to_the_bit(name):
    seed, until = PARTED.get(name, 3), "1933-12"
    before = tick_of(SCENARIOS[name][0])
    other, baseline = ran(name, seed, until), ran("historical", seed, until)
    assert np.array_equal(other.values[:, :before], baseline.values[:, :before], equal_nan=True)
    past = [e for e in baseline.events if e.tick < before]
    assert [e for e in other.events if e.tick < before] == past
    assert other.events != baseline.events


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_coupled_past_is_untouched_to_the_bit(name):
    first = SCENARIOS[name][0]
    before = tick_of(first)
    baseline = ran("historical", 2, "1932-09", "coupled")
    other = ran(name, 2, first, "coupled")
    assert np.array_equal(other.values[:, :before], baseline.values[:, :before], equal_nan=True)
    past = [e for e in baseline.events if e.tick < before]
    assert [e for e in other.events if e.tick < before] == past


@pytest.mark.parametrize(
    ("name", "seeds", "month", "harder"),
    [
        ("left_wins_1926", range(1, 9), "1928-01", 1),
        ("right_wins_1928", range(1, 7), "1930-07", -1),
    ],
)
def test_the_side_carries_the_committee_in_most_runs(name, seeds, month, harder):
    mine = [ran(name, seed, month) for seed in seeds]
    theirs = [ran("historical", seed, month) for seed in seeds]
    won = [bool(secretary(run, month)) for run in mine]
    assert np.mean(won) >= 0.6
    assert not any(secretary(run, month) for run in theirs)
    gaps = [
        harder * (series(ours, "line_squeeze")[-1] - series(record, "line_squeeze")[-1])
        for ours, record in zip(mine, theirs, strict=True)
    ]
    assert np.median(gaps) > 0.1
    assert min(gaps) > -0.1


def test_soft_discipline_is_held_soft_and_brings_more_open_dissent():
    soft = [ran("soft_discipline", seed, "1927-12") for seed in range(1, 5)]
    record = [ran("historical", seed, "1927-12") for seed in range(1, 5)]
    for run in soft:
        assert (series(run, "discipline_norm")[2:] == 0.2).all()
    votes, delegates = (
        [[len(told(run, "vote")) for run in runs] for runs in (soft, record)],
        [
            [told(run, "congress", "1925-12")[0]["minority_share"] for run in runs]
            for runs in (soft, record)
        ],
    )
    assert sum(votes[0]) > sum(votes[1])
    assert np.mean(delegates[0]) > 1.3 * np.mean(delegates[1])
    assert sum(len(told(run, "recantation")) for run in soft) < sum(
        len(told(run, "recantation")) for run in record
    )


def test_iron_discipline_punishes_knowing_at_once_and_more_gravely():
    iron = [ran("iron_discipline", seed, "1927-12") for seed in range(1, 5)]
    record = [ran("historical", seed, "1927-12") for seed in range(1, 5)]
    for run in iron:
        assert (series(run, "discipline_norm")[2:] == 1.0).all()
        assert (series(run, "offence_width")[2:] == 1.0).all()
        assert all(case["offence"] for case in told(run, "sanction", "1924-03"))
    severity = [
        np.mean([case["severity"] for run in runs for case in told(run, "sanction", "1924-03")])
        for runs in (iron, record)
    ]
    assert severity[0] > severity[1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_less_suspicion_lowers_the_belief_in_enemies_and_the_floor_of_the_other(seed):
    calm, record = (ran(name, seed, "1933-12") for name in ("less_suspicion", "historical"))
    gap = series(record, "belief_enemies_active") - series(calm, "belief_enemies_active")
    assert (gap[2:] > 0.0).all()
    doubt = series(record, "belief_line_right") - series(calm, "belief_line_right")
    assert doubt[tick_of("1930-01") :].min() > 0.0


def test_no_text_is_found_while_texts_pass_unseen():
    seeds, window = (2, 4, 6), ("1932-08", "1933-11")
    unseen = [ran("text_undetected", seed, "1933-12") for seed in seeds]
    record = [ran("historical", seed, "1933-12") for seed in seeds]
    found = [
        [sum("weeks" in text for text in told(run, "text", *window)) for run in runs]
        for runs in (unseen, record)
    ]
    assert found[0] == [0, 0, 0]
    assert min(found[1]) > 0
    months = slice(*map(tick_of, window))
    read = [
        np.mean([series(run, "text_readers")[months] for run in runs]) for runs in (unseen, record)
    ]
    assert read[0] > read[1]


def test_no_body_goes_beyond_the_motion_that_winter():
    window = SCENARIOS["milder_motion_1930"][0], ENDS["milder_motion_1930"]
    above = {"milder_motion_1930": 0, "historical": 0}
    for seed in (1, 2, 6, 7, 8):
        for name in above:
            cases = told(ran(name, seed, "1933-12"), "sanction", *window)
            above[name] += sum(case["severity"] > case["moved"] for case in cases)
        later = told(ran("milder_motion_1930", seed, "1933-12"), "sanction", window[1])
        assert any(case["severity"] > case["moved"] for case in later)
    assert above["milder_motion_1930"] == 0
    assert above["historical"] > 3
