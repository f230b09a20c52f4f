"""Who fills posts and offices, how bodies vote on one another, and what a congress can break."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.agents.faction import BEATEN, MAJORITY, OPEN
from sim.agents.leader import EXPELLED
from sim.institutions import apparatus as bodies
from sim.institutions.committees import lean_of, power_changes, take_vote
from sim.institutions.discipline import discipline_judges
from sim.institutions.leadership import remove
from sim.institutions.offices import offices_change
from sim.institutions.politics_state import Case
from sim.institutions.texts import authors
from sim.rules import alignment, apparatus, attribution, hardening, voting
from tests.politics_bench import build, details, run, step

SHARE = st.floats(0.0, 1.0)
P = apparatus.Apparatus()


# ---------------------------------------------------------------------------------- rules, by hand
def test_with_whom_a_member_stands():
    def side(*true):
        names = ("in_rival_circle", "bent", "owes_rival", "owes_secretary", "one_step_away",
                 "in_secretary_circle")  # fmt: skip
        return voting.standing_side(**{name: name in true for name in names})

    assert side("in_rival_circle", "owes_secretary") == -1.0
    assert side("in_rival_circle", "bent") == 0.0
    assert side("owes_rival", "in_secretary_circle") == -0.4
    assert side("owes_secretary") == 1.0
    assert side("in_secretary_circle", "one_step_away") == 0.5
    assert side("one_step_away") == 0.4
    assert side() == 0.0


def test_a_strict_norm_breaks_larger_minorities():
    p = apparatus.Apparatus(crushed_at=0.4)
    assert apparatus.survives(0.2, 0.5, p)
    assert not apparatus.survives(0.19, 0.5, p)
    assert not apparatus.survives(0.3, 0.8, p)


def test_a_patron_picks_men_of_his_mind_and_nobody_s_men_are_of_the_ranks():
    p = apparatus.Apparatus(selected=0.5)
    assert apparatus.picked_view(0.8, 0.4, True, p) == pytest.approx(0.6)
    assert apparatus.picked_view(0.8, 0.4, False, p) == 0.4


def test_bureaux_grow_with_the_work_of_rule():
    p = apparatus.Apparatus(bureau_growth=0.03)
    assert apparatus.work_of_rule(500_000, 0.3) == pytest.approx(0.275)
    assert apparatus.next_reach(0.6, 0.5, p) == pytest.approx(0.606)
    assert apparatus.next_reach(0.6, 0.0, p) == 0.6


@given(SHARE, SHARE)
def test_the_secretariat_s_reach_is_a_share_and_never_shrinks(reach, work):
    assert reach <= apparatus.next_reach(reach, work, P) <= 1.0


def test_debt_counts_for_an_office_only_where_the_secretariat_appoints():
    p = apparatus.Apparatus(debt_claim=0.3)
    assert apparatus.office_claim(0.5, True, 0.4, "na", 1.0, p) == pytest.approx(0.86)
    assert apparatus.office_claim(0.5, True, 0.4, "na", 0.0, p) == 0.5
    assert apparatus.office_claim(0.5, False, -1.0, "yes", 1.0, p) == pytest.approx(0.2)
    assert apparatus.office_claim(0.5, False, 0.0, "no", 1.0, p) == pytest.approx(-0.5)


def test_an_office_makes_a_small_man_known_and_leaves_a_great_one():
    p = apparatus.Apparatus(office_rise=0.01)
    assert apparatus.risen(0.2, p) == pytest.approx(0.204)
    assert apparatus.risen(0.85, p) == 0.85


def test_veterans_lead_long_after_they_are_few():
    assert alignment.schooled(0.0) == pytest.approx(0.2)
    assert alignment.schooled(1.0) == pytest.approx(0.6)
    assert alignment.schooled(0.25) == pytest.approx(0.2 + 0.4 * (1 - 0.75**3))


def test_the_civil_war_decides_who_reads_a_shortage_as_sabotage():
    p = alignment.Alignment()
    same = np.array([0.42, 0.42])
    soldier, clerk = alignment.moved_position(
        same, same, 0.35, np.array([0.3, 0.3]), 0.5, 0.0, np.array([1.0, 0.0]), p
    )
    assert soldier > clerk + 0.02 > 0.42


def test_a_norm_rests_higher_where_leading_men_learned_to_obey():
    p = hardening.Hardening(hardening=0.0, norm_rest=0.4, relaxing=0.1)
    rest = [hardening.next_norm(0.6, 0.0, 0, 0, schooled, p) for schooled in (0.0, 0.5, 1.0)]
    assert rest == pytest.approx([0.56, 0.58, 0.6])


# ------------------------------------------------------------------------------- congress and blocs
def opposition_of(world):
    return next(f for f in world.politics.opposing() if f.stance == OPEN)


def congress_with(minority, norm):
    world = build(1)
    politics = world.politics
    politics.norm = norm
    faction = opposition_of(world)
    saved = bodies.delegate_shares
    bodies.delegate_shares = lambda *_: (minority, minority)
    try:
        bodies._congress(politics, world, 53)
    finally:
        bodies.delegate_shares = saved
    return world, faction


def test_a_congress_breaks_a_small_minority_and_not_a_large_one():
    world, broken = congress_with(0.1, 0.5)
    assert broken.stance == BEATEN and details(world, "defeat")
    world, standing = congress_with(0.3, 0.5)
    assert standing.stance == OPEN and standing.losses == 1 and not details(world, "defeat")


def test_a_majority_of_delegates_changes_power_and_line():
    world, faction = congress_with(0.6, 0.5)
    assert world.politics.secretary is faction.head
    assert faction.stance == MAJORITY
    assert world.politics.line > 0.4


def test_a_secretary_of_a_region_who_is_won_over_brings_his_bloc():
    world = build(1, parameters={"voting.noise": 0.2}, levers={"voting.secret": 1.0})
    politics = world.politics
    rival = opposition_of(world)
    boss = next(b for b in politics.posts if b.faction is not rival and b.patron != rival.head.key)
    region = politics.posts.index(boss)
    assert not bodies.blocs_against(politics, world)[region]
    boss.squeeze, boss.patron, boss.faction = rival.platform, "", None
    assert bodies.blocs_against(politics, world)[region]


def test_where_nobody_is_in_open_opposition_no_bloc_is_asked():
    world = build(1)
    for faction in world.politics.opposing():
        faction.stance = BEATEN
        faction.members.clear()
    world.politics.factions = world.politics.ruling()
    assert not any(bodies.blocs_against(world.politics, world))


# -------------------------------------------------------------------------------- votes of bodies
def partner_of(world):
    """A circle of the majority besides the secretary's, after the first month."""
    step(world, 0)
    politics = world.politics
    return next(f for f in politics.ruling() if f.head is not politics.secretary)


def test_a_partner_takes_the_secretariat_with_the_second_vote_he_carries():
    world = build(1)
    rival = partner_of(world)
    former = world.politics.secretary
    power_changes(world.politics, world, rival)
    assert world.politics.secretary is former and rival.wins == 1
    power_changes(world.politics, world, rival)
    assert world.politics.secretary is rival.head and former.office == ""


def test_votes_behind_the_politburo_s_doors_affirm_nobody():
    world = build(1)
    rival = partner_of(world)
    politics = world.politics
    before = politics.unanimous, politics.dissent, politics.hidden
    take_vote(politics, world, "Politburo", politics.bureau(), rival, 0.4, "the agenda")
    assert (politics.unanimous, politics.dissent, politics.hidden) == before
    assert details(world, "vote")[-1][1]["body"] == "Politburo"


def test_whom_the_politburo_follows_looks_no_more_like_a_loser():
    world = build(1)
    rival = partner_of(world)
    politics = world.politics
    voters = politics.committee()
    as_usual = lean_of(politics, world, voters, rival, 0.45).lean
    above = lean_of(politics, world, voters, rival, 0.45, carried_above=True).lean
    assert (above < as_usual).all()


# ----------------------------------------------------------------------------------- offices, M35
def test_every_office_has_one_holder_and_a_lost_one_is_filled():
    world = run(2, 60)
    politics = world.politics
    assert len(politics.offices) > 20
    for office in politics.offices:
        if office.holder is not None:
            assert office.title in office.holder.office
    filled = [facts for _, facts in details(world, "appointment") if "office" in facts]
    assert {"office", "former", "patron", "client"} <= set(filled[0])


def test_who_loses_the_card_loses_the_office_and_a_man_of_the_majority_takes_it():
    world = build(1)
    step(world, 0)
    politics = world.politics
    office = next(o for o in politics.offices if o.title == "finance commissar")
    former = office.holder
    remove(politics, former, EXPELLED, 1)
    offices_change(politics, world)
    assert office.holder is None and office.former == former.name
    offices_change(politics, world)
    assert office.holder.faction.stance == MAJORITY
    assert office.holder.office == "finance commissar"
    assert not any(office.holder is post for post in politics.posts)


def test_without_control_offices_go_by_standing_alone():
    chosen = {}
    for control in (0.0, 1.0):
        world = build(3, levers={"apparatus.appointment_control": control})
        step(world, 0)
        politics = world.politics
        for office in politics.offices:
            if office.holder is not None:
                office.holder.office = ""
            office.holder = None
        offices_change(politics, world)
        chosen[control] = np.mean([o.holder.patron == politics.secretary.key
                                   for o in politics.offices if o.holder])  # fmt: skip
    assert chosen[1.0] >= chosen[0.0]


# ------------------------------------------------------------------ who is beaten, and who writes
def test_a_head_is_beaten_with_his_last_seat_and_not_with_the_first():
    world = build(1)
    politics = world.politics
    politics.norm, politics.threat, politics.recantation_value = 0.9, 0.9, 0.9
    faction = opposition_of(world)
    faction.losses = 5
    head = faction.head
    for still_open in (True, False):
        world.clock.tick += 1
        case = Case(head, head.name, "rank_and_file", "opposition", "left", head.level, 0, "no")
        politics.cases = [case]
        discipline_judges(world)
        assert (faction.stance == OPEN) == still_open
    assert not head.full_member and not head.politburo


def test_who_has_a_seat_is_heard_and_need_not_write_in_secret():
    world = build(1)
    faction = opposition_of(world)
    faction.stance, faction.defeated = BEATEN, True
    assert faction.head.full_member and faction.head not in authors(world.politics)
    faction.head.full_member, faction.head.politburo = False, ""
    assert faction.head in authors(world.politics)


def test_who_has_recanted_heads_nobody_and_is_not_returned_to_the_politburo():
    world = build(1)
    circle = partner_of(world)
    politics = world.politics
    head = circle.head
    head.recanted = "yes"
    for tick in (1, 2, 3):
        step(world, tick)
    assert not any(f.head is head for f in politics.ruling())
    assert head.politburo == "full"
    bodies._elect(politics, world, 53)
    assert head.politburo == ""
    assert any(facts.get("lost") == "politburo" for _, facts in details(world, "appointment"))


def test_office_takes_away_half_the_doubt():
    p = attribution.Attribution(tied_fortunes=0.5, core_distance=0.6)
    without = attribution.prior_in_line(0.9, 0.2, 0.8, 0.0, p)
    held = attribution.prior_in_line(0.9, 0.2, 0.8, 1.0, p)
    assert without == pytest.approx(0.9 * (1.0 - 0.12) * 0.8)
    assert 1.0 - held == pytest.approx(0.5 * (1.0 - without))
