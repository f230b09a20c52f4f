"""A person in a secretary's place: what it changes, what it leaves, and what the page is told."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from test_branching import everything

from analysis.app import chair
from analysis.app import chair_committee as committee
from analysis.app.chair_telegrams import telegrams, village
from sim.branching import branch, keep_state
from sim.chair import Chair, Move
from sim.district_columns import DISTRICT_INDEX
from sim.model import GeneralLine
from sim.rules.cadre import BALK, CHOICES, COMPLY, LEAK, OVERSHOOT
from sim.scenario import load

SCALE, SEED, MONTHS = 20_000, 2, 14
UNTIL = chair.FIRST_TICK + MONTHS


@pytest.fixture(scope="module")
def scenario():
    return load("historical", scale=SCALE)


@pytest.fixture(scope="module")
def state(scenario):
    """The historical run before July 1930."""
    model = GeneralLine(scenario, seed=SEED)
    while model.world.clock.tick < chair.FIRST_TICK:
        model.step()
    return keep_state(model)


@pytest.fixture(scope="module")
def district(scenario, state):
    model = branch(state, scenario)
    return chair.district_of(model.world.district_log.regions, "Ukraine", 0)


def run(state, scenario, seat, until=UNTIL):
    model = branch(state, scenario)
    model.world.chair = seat
    while model.world.clock.tick < until:
        model.step()
    return model


def column(model, district, name):
    return model.world.district_log.values[chair.FIRST_TICK : UNTIL, district, DISTRICT_INDEX[name]]


@pytest.fixture(scope="module")
def untouched(state, scenario):
    return run(state, scenario, None)


def test_without_choices_a_run_is_unchanged_to_the_bit(state, scenario, district, untouched):
    empty = run(state, scenario, Chair(district))
    assert everything(empty) == everything(untouched)


def test_restating_what_the_rule_chose_changes_nothing(state, scenario, district, untouched):
    moves = {}
    for place, tick in enumerate(range(chair.FIRST_TICK, UNTIL)):
        row = untouched.world.district_log.values[tick, district]
        secretary = row[DISTRICT_INDEX["secretary"]]
        first = column(untouched, district, "secretary")[0]
        if secretary == first:
            plea = bool(column(untouched, district, "plea")[place])
            moves[tick] = Move(int(row[DISTRICT_INDEX["choice"]]), plea)
    same = run(state, scenario, Chair(district, moves))
    assert everything(same) == everything(untouched)


@pytest.mark.parametrize("choice", [COMPLY, OVERSHOOT, BALK, LEAK])
def test_the_post_does_what_the_person_chooses_while_in_office(state, scenario, district, choice):
    moves = {tick: Move(choice, True) for tick in range(chair.FIRST_TICK, UNTIL)}
    model = run(state, scenario, Chair(district, moves))
    mine = column(model, district, "secretary") == column(model, district, "secretary")[0]
    assert mine[0] and (column(model, district, "choice")[mine] == choice).all()
    months = np.array([(tick % 12) + 1 for tick in range(chair.FIRST_TICK, UNTIL)])
    argued = np.isin(months, [8, 9, 10, 11, 12, 1, 2, 3])
    assert (column(model, district, "plea")[mine] == argued[mine]).all()


def test_a_successor_chooses_by_the_rule(state, scenario, district):
    seat = Chair(district, {chair.FIRST_TICK: Move(BALK, False)}, secretary=999)
    assert seat.move(chair.FIRST_TICK, 998) is None
    assert seat.move(chair.FIRST_TICK, 999) == Move(BALK, False)
    assert seat.move(chair.FIRST_TICK + 1, 999) is None
    fresh = Chair(district, {10: Move(BALK, False)})
    assert fresh.move(9, 4) is None and fresh.secretary == 0
    assert fresh.move(10, 4) == Move(BALK, False) and fresh.secretary == 4


def test_everything_before_the_first_choice_is_the_same(state, scenario, district, untouched):
    late = chair.FIRST_TICK + 6
    model = run(state, scenario, Chair(district, {late: Move(OVERSHOOT, False)}))
    before = (model.world.recorder.values[:, :late], untouched.world.recorder.values[:, :late])
    assert np.array_equal(*before, equal_nan=True)


def test_pressing_harder_takes_more_and_leaves_less(state, scenario, district):
    def grain(choice):
        moves = {tick: Move(choice, False) for tick in range(chair.FIRST_TICK, UNTIL)}
        model = run(state, scenario, Chair(district, moves), chair.FIRST_TICK + 10)
        row = model.world.district_log.values[chair.FIRST_TICK + 9, district]
        return row[DISTRICT_INDEX["collected_kg"]], row[DISTRICT_INDEX["held_kg"]]

    hard, mild = grain(OVERSHOOT), grain(COMPLY)
    assert hard[0] > mild[0] and hard[1] < mild[1]


# -------------------------------------------------------------------------------- what is told
def test_the_facts_of_a_month_are_those_of_the_log(state, scenario, district):
    choices = [("misreport", True)] * 3 + [("comply", False)] * 3
    model = run(state, scenario, Chair(district, chair.moves_of(choices)), chair.FIRST_TICK + 6)
    facts = chair.month_facts(model, district, chair.FIRST_TICK + 1)
    log = model.world.district_log.values
    row, july = log[chair.FIRST_TICK + 1, district], log[chair.FIRST_TICK, district]
    heads = july[DISTRICT_INDEX["villagers"]]
    assert facts["month"] == "1930-08" and facts["may_plead"]
    assert facts["grain"]["target"] == pytest.approx(
        row[DISTRICT_INDEX["target_kg"]] / heads, rel=1e-3
    )
    if facts["seat"]["yours"]:
        assert facts["deed"]["course"] == "misreport" and facts["deed"]["plea"]
        assert {one["name"] for one in facts["telegrams"]} & {"plea_heard", "plea_refused"}
    assert facts["region"]["name"] == "Ukraine"
    summary = chair.summary(model, district, 6)
    assert len(summary["seasons"]) == 1 and (summary["left"] is None) == facts["seat"]["yours"]


def test_districts_are_numbered_within_their_region():
    regions = np.array([3, 8, 8, 3, 8])
    name = chair.REGIONS[8]
    assert [chair.district_of(regions, name, n) for n in range(3)] == [1, 2, 4]
    with pytest.raises(ValueError, match="has 3, numbered from 0"):
        chair.district_of(regions, name, 3)


def told(**changes):
    """A month in which nothing happens, but for the changes."""
    facts = {
        "month": "1931-10",
        "grain": {"target": 200.0, "assessed": 600.0, "due": 100.0, "fulfilled": 95.0,
                  "sold_back": 0.0},
        "people": {"villagers": 1000.0, "starving": 0.0, "deaths": 0.0, "crowds": 0.0,
                   "kolkhoz": 50.0},
        "levers": {"taking": 30.0, "joining": 30.0, "norm": 80.0, "penalty": 20.0, "blame": 0.0},
        "deed": {"plea": False, "heard": False, "envoy": False},
        "region": {"fulfilled": 96.0, "ahead": 1, "districts": 5},
        "record": [],
    }  # fmt: skip
    for name, value in changes.items():
        facts[name] = facts[name] | value if isinstance(value, dict) else value
    return facts


def names(lines):
    return [line["name"] for line in lines]


def test_telegrams_follow_from_the_state():
    quiet = told()
    assert names(telegrams(quiet, quiet)) == ["on_course"] and names(village(quiet, quiet)) == [
        "quiet"
    ]
    assert names(telegrams(told(levers={"taking": 60.0}), quiet))[0] == "taking_begins"
    assert names(telegrams(quiet, told(levers={"joining": 10.0}))) == ["on_course"]
    assert names(telegrams(told(levers={"joining": 10.0}), quiet))[0] == "joining_ends"
    assert names(telegrams(told(levers={"blame": 90.0}), quiet))[0] == "excess_blamed"
    assert names(telegrams(told(grain={"fulfilled": 60.0}), quiet)) == ["behind"]
    assert names(telegrams(told(grain={"fulfilled": 104.0}), quiet)) == ["fulfilled"]
    assert names(telegrams(told(month="1931-07"), quiet)) == ["target"]
    charged = told(record=[{"what": "reprimand", "detail": "failure", "secretary": 3}])
    assert telegrams(charged, quiet)[0] == {"name": "reprimand", "charge": "failure"}
    heard = told(deed={"plea": True, "heard": True})
    assert "plea_heard" in names(telegrams(heard, quiet))
    answer = village(told(people={"starving": 12.0, "deaths": 3.0, "crowds": 2.0}), quiet)
    assert names(answer) == ["crowds", "hunger", "deaths"]
    left = told(people={"kolkhoz": 40.0, "villagers": 970.0})
    assert names(village(left, quiet)) == ["left_kolkhoz", "fewer"]


# ------------------------------------------------------------------------------ the committee
def test_the_committee_table_is_the_judge_and_adds_up():
    from analysis.judge import Question, judge

    table = committee.table()
    place = next(k for k, one in enumerate(table["occasions"]) if one["month"] == "1932-10")
    odds = table["occasions"][place]["odds"]
    for rank in committee.RANKS:
        for arena in table["arenas"]:
            for recanted in table["recanted"]:
                own = odds[rank][arena][recanted]
                assert sum(own) == pytest.approx(1.0, abs=5e-4)
    straight = judge(Question("underground_text", "no", "cc", "1932-10")).odds
    assert odds["cc"]["underground_text"]["no"] == pytest.approx(straight, abs=5e-5)
    assert all(0.0 < one["luck"] < 1.0 for one in table["occasions"])
    assert [one["month"] for one in table["occasions"]] == sorted(
        one["month"] for one in table["occasions"]
    )


def test_a_recantation_takes_off_while_it_buys_something():
    def severity(odds):
        return sum(step * chance for step, chance in enumerate(odds))

    for occasion in committee.table()["occasions"]:
        for arena in ("elite_only", "rank_and_file"):
            by = occasion["odds"]["cc"][arena]
            assert severity(by["yes"]) < severity(by["partial"]) < severity(by["no"])


def test_what_is_judged_and_where_a_member_falls():
    assert committee.act_of("with", "silent", "no") is None
    assert committee.act_of("with", "elite_only", "yes") == ("elite_only", "na")
    assert committee.act_of("against", "silent", "no") == ("elite_only", "no")
    assert committee.act_of("absent", "silent", "partial") == ("elite_only", "partial")
    assert committee.act_of("with", "public_street", "no") == ("public_street", "no")
    for rank, falls in committee.FALLS.items():
        assert len(falls) == len(committee.table()["severities"]) and falls[5] is None
        assert falls[0] == rank


def test_the_courses_are_the_rules_own():
    assert chair.COURSES == CHOICES and len(chair.OTHERS) == 10
    assert chair.moves_of([("leak", True)]) == {chair.FIRST_TICK: Move(LEAK, True)}
    assert chair.MONTHS == 36


@pytest.mark.skipif(shutil.which("node") is None, reason="node runs the page's script here")
def test_the_page_reads_a_conduct_as_the_table_was_made():
    ways = [
        (vote, arena, recanted)
        for vote in committee.VOTES
        for arena in (committee.SILENT, *committee.table()["arenas"])
        for recanted in committee.table()["recanted"]
    ]
    page = Path(chair.__file__).parent / "page" / "chair_committee.js"
    source = "const Chair = {};" + page.read_text(encoding="utf-8")
    source += f"console.log(JSON.stringify({json.dumps(ways)}.map((one) => Chair.act(...one))));"
    source += "const drawn = (u) => Chair.drawn([0.3, 0.3, 0.4], u);"
    source += "console.log(JSON.stringify([0, 0.29, 0.31, 0.999].map(drawn)));"
    told = subprocess.run(["node", "-e", source], capture_output=True, text=True, check=True)
    acts, drawn = told.stdout.splitlines()
    own = [committee.act_of(*way) for way in ways]
    assert json.loads(acts) == [list(one) if one else None for one in own]
    assert json.loads(drawn) == [0, 0, 1, 2]


def test_the_offline_tree_holds_what_the_run_tells(monkeypatch, scenario, state, district):
    from analysis.app import chair_offline

    monkeypatch.setattr(chair_offline, "COURSES", (("overshoot", False),))
    tree = chair_offline._tree(scenario, district, (), state)
    (path, first), (longer, second) = next(tree), next(tree)
    assert (path, longer) == ((0,), (0, 0))
    moves = chair.moves_of([("overshoot", False)] * 24)
    model = run(state, scenario, Chair(district, moves), chair.FIRST_TICK + 24)
    told = [
        chair.month_facts(model, district, tick)
        for tick in range(chair.FIRST_TICK, chair.FIRST_TICK + 24)
    ]
    assert first["months"] + second["months"] == told
    assert second["summary"] == chair.summary(model, district, 24)
