"""Private doubters form groups, write, and are caught together; the second rank rises."""

import pytest
from politics_bench import build, details, step

from sim.agents.faction import OPEN
from sim.institutions.factions import second_rank_rises
from sim.institutions.groups import caught, groups_form
from sim.institutions.politics_state import Group
from sim.institutions.texts import texts_pass
from sim.rules import opposition


def test_the_chance_of_a_group_by_hand():
    p = opposition.Opposition(grouping=0.35, group_crisis=0.3, likeness=0.2, office_stake=0.9)
    assert opposition.private_doubt(0.6, 0.35) == pytest.approx(0.46)
    chance = opposition.group_chance(0.5, 0.8, 0.1, 0.0, 0.65, p)
    assert chance == pytest.approx(0.35 * 0.5 * 0.5 * 0.8 * 0.5)
    assert opposition.group_chance(0.5, 0.8, 0.1, 1.0, 0.65, p) == pytest.approx(0.1 * chance)
    assert opposition.group_chance(0.5, 0.8, 0.1, 0.0, 0.3, p) == 0.0
    assert opposition.group_chance(0.5, -0.2, 0.1, 0.0, 0.65, p) == 0.0


def stage_of_doubt(crisis):
    """Two friends of different circles with like views and little faith, and a deep crisis."""
    world = build(2, parameters={"opposition.grouping": 0.5})
    for tick in range(3):
        step(world, tick)
    politics = world.politics
    politics.crisis = crisis
    one, other = politics.named("lominadze"), politics.named("syrtsov")
    one.faction, other.faction = politics.factions[0], politics.factions[-1]
    for first, second in ((one, other), (other, one)):
        first.standing, first.believes_line, first.office = 0.5, 0.0, ""
        first.politburo, first.first_squeeze = "", 0.5
        first.ties = {second.key: 1.0}
    return world, one, other


def test_a_deep_crisis_makes_a_group_across_circles_and_a_shallow_one_none():
    found = {}
    for crisis in (0.9, 0.2):
        world, _, _ = stage_of_doubt(crisis)
        world.politics.police.informers = 0.0
        for tick in range(3, 15):
            world.clock.tick = tick
            groups_form(world.politics, world)
        found[crisis] = [e for e in details(world, "coalition") if e[1]["change"] == "group"]
        pairs = [g for g in found[crisis] if g[1]["circles"] > 1]
        assert bool(pairs) == (crisis > 0.5)
    assert not found[0.2]


def test_a_group_that_writes_is_caught_together():
    world, one, other = stage_of_doubt(0.9)
    politics = world.politics
    politics.groups, politics.cases, politics.texts = [Group([one, other], 3)], [], []
    caught(politics, world, politics.groups[0], "underground_text")
    assert [case.leader for case in politics.cases] == [one, other]
    assert {case.act for case in politics.cases} == {"group"}
    assert other.identity in politics.police.files[one.identity]
    assert politics.groups == []


def test_groups_write_and_their_texts_name_them():
    world, one, other = stage_of_doubt(0.9)
    politics = world.politics
    politics.groups, politics.texts = [Group([one, other], 3)], []
    politics.police.informers = 0.0
    written = []
    for tick in range(3, 90):
        world.clock.tick = world.levers.tick = tick
        texts_pass(world)
        written += [text for text in politics.texts if text.circle is not None]
        if not politics.groups:
            break
    assert written
    assert written[0].author in (one, other)
    assert {(c.leader, c.act) for c in politics.cases} >= {
        (one, "group" if written[0].author is other else "text_author"),
        (other, "group" if written[0].author is one else "text_author"),
    }


def test_the_second_rank_leads_once_the_head_has_bent():
    """M33: the highest of those who have not recanted; nobody is left when all have."""
    politics = build(1).politics
    left = next(f for f in politics.factions if f.stance == OPEN)
    left.head.recanted = "yes"
    rest = [m for m in left.members if m is not left.head]
    second_rank_rises(politics, None)
    assert left.head is max(rest, key=lambda m: (m.standing, -m.identity))
    for member in left.members:
        member.recanted = "yes"
    second_rank_rises(politics, None)
    assert left not in politics.factions
