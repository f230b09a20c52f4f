"""Ties, charges, penitents, tone and ban: worked examples, staged months, paired seeds."""

import functools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from politics_bench import build, details, run, step

from sim.institutions.charges import charged
from sim.institutions.discipline import discipline_judges
from sim.institutions.leadership import leaders_place_blame
from sim.institutions.penitents import former_allies, penitents_fight
from sim.levers import LEVER_INDEX
from sim.rules import alignment, hardening, opposition, recantation
from sim.state import Readings

SHARE = st.floats(0.0, 1.0)
BAN = LEVER_INDEX["discipline.faction_ban"]


# ---------------------------------------------------------------------------------------- ties, M32
def test_struggle_side_by_side_warms_and_opposite_votes_chill():
    p = alignment.Alignment(bonding=0.02, estranging=0.06, warmest=0.9, coldest=0.8)
    assert alignment.next_tie(0.1, True, False, p) == pytest.approx(0.116)
    assert alignment.next_tie(0.5, False, True, p) == pytest.approx(0.422)
    assert alignment.next_tie(0.5, True, True, p) == pytest.approx(0.422)
    assert alignment.next_tie(0.5, False, False, p) == 0.5


def test_a_bond_of_three_years_does_not_outlive_two_years_of_opposite_votes():
    p, tie = alignment.Alignment(), 0.0
    for _ in range(12):
        tie = alignment.next_tie(tie, True, False, p)
    assert tie > 0.15
    for _ in range(8):
        tie = alignment.next_tie(tie, False, True, p)
    assert tie < 0.0


@given(st.floats(-1.0, 1.0), st.booleans(), st.booleans())
def test_ties_stay_within_bounds(tie, one_camp, opposed):
    after = alignment.next_tie(tie, one_camp, opposed, alignment.Alignment())
    assert -1.0 <= after <= 1.0
    assert after <= tie if opposed else after >= tie


@functools.cache
def tie_after_four_years(seed, frozen):
    parameters = {"alignment.bonding": 0.0, "alignment.estranging": 0.0} if frozen else {}
    world = run(seed, 48, parameters=parameters)
    return world.politics.named("stalin").ties["zinoviev"]


def test_comrades_of_1924_are_strangers_by_1928():
    """Same seeds: the bond of the triumvirate stays where ties are frozen and goes where not."""
    for seed in (1, 2, 3):
        assert (
            tie_after_four_years(seed, True)
            == build(seed).politics.named("stalin").ties["zinoviev"]
        )
        assert tie_after_four_years(seed, False) < tie_after_four_years(seed, True) - 0.2


# ------------------------------------------------------------------------------------- charges, M26
def test_the_charge_by_hand():
    """0.05 x (0.7 + 0.2) x (0.5 + 0.5): he allowed 0.2 in office and asks for 0.4."""
    p = opposition.Opposition(charge=0.05, hypocrite=1.0, democracy_call=0.5)
    asked = opposition.asked_democracy(0.2, 3, p)
    assert asked == pytest.approx(0.4)
    assert opposition.charge_cost(0.8, 0.6, asked, 0.2, 0.5, p) == pytest.approx(0.045)
    assert opposition.charge_cost(0.8, 0.6, asked, 1.0, 0.5, p) == pytest.approx(0.035)


@given(SHARE, SHARE, SHARE, SHARE, SHARE, SHARE)
def test_the_charge_never_falls_with_tone_or_norm(ambition, shrill, asked, record, norm, other):
    p = opposition.Opposition()
    low, high = sorted((norm, other))
    calm = opposition.charge_cost(ambition, 0.0, asked, record, low, p)
    loud = opposition.charge_cost(ambition, shrill, asked, record, high, p)
    assert 0.0 <= calm <= loud + 1e-12 <= 0.5 + 1e-12


def test_a_high_handed_record_makes_the_call_for_democracy_dear():
    world = build(1)
    politics, critic = world.politics, world.politics.named("zinoviev")
    first = charged(politics, world, critic, 0)
    assert critic.standing == pytest.approx(0.8 * (1.0 - first))
    later = charged(politics, world, critic, 6)
    assert later > first
    critic.office, critic.politburo, critic.base = "", "", -1
    assert charged(politics, world, critic, 6) == pytest.approx(first)


# ---------------------------------------------------------------------- penitents and tone, M55-M59
def test_the_price_of_penitence_by_hand():
    p = recantation.Recantation(denouncing=0.3, etiquette_price=0.05, solemnity_pace=0.06)
    assert recantation.denounce_chance(1.0, 0.5, 0.0, p) == pytest.approx(0.15)
    assert recantation.denounce_chance(1.0, 0.5, 1.0, p) == pytest.approx(0.045)
    assert recantation.next_solemnity(0.2, 0.8, p) == pytest.approx(0.2264)
    assert recantation.etiquette_cost(0.0, p) == pytest.approx(0.02)
    assert recantation.etiquette_cost(1.0, p) == pytest.approx(0.1)
    assert not recantation.struggle_demanded(0.4, p)
    assert recantation.struggle_demanded(0.8, p)


def probation(denouncing, required):
    """A penitent of a beaten circle, left to himself for a year."""
    world = build(1, parameters={"recantation.denouncing": denouncing})
    politics, leader = world.politics, world.politics.named("radek")
    politics.recantation_required = required
    leader.recanted, leader.penitent_since, leader.shrillness = "yes", 0, 0.0
    for tick in range(1, 13):
        world.clock.tick = tick
        penitents_fight(politics, world)
    return leader, [case.act for case in politics.cases]


def test_doing_ones_best_is_too_little_once_struggle_is_demanded():
    idle, cases = probation(0.0, 0.9)
    assert (idle.recanted, cases) == ("partial", ["no_struggle"])
    early, cases = probation(0.0, 0.3)
    assert (early.recanted, cases) == ("yes", [])


def test_whoever_denounces_an_old_ally_has_proved_himself():
    eager, cases = probation(0.5, 1.0)
    assert (eager.recanted, eager.penitent_since) == ("yes", -1)
    assert cases == ["denounced"]
    assert any("fights for the line" in text for _, text in eager.acts)


def test_a_doubter_of_the_majority_denounces_none_of_its_men():
    politics = build(1).politics
    member = politics.named("molotov")
    assert member.faction is politics.secretary.faction
    assert former_allies(politics, member) == []
    assert politics.secretary not in former_allies(politics, politics.named("radek"))


def test_a_half_recantation_is_never_lighter_than_a_full_one():
    """The same seeds with and without the demand: those called in again are judged anew."""
    world = run(1, 150)
    acts = [facts for _, facts in details(world, "sanction") if facts["act"] == "no_struggle"]
    assert acts
    assert {facts["recanted"] for facts in acts} == {"partial"}
    free = run(1, 150, parameters={"recantation.struggle_from": 1.0})
    early = [f for t, f in details(free, "sanction") if f["act"] == "no_struggle" and t < 84]
    assert not early


def test_rituals_turn_solemn_as_the_norm_hardens():
    tones = [facts["solemnity"] for _, facts in details(run(1, 150), "recantation")
             if "solemnity" in facts]  # fmt: skip
    assert tones[0] < 0.35
    assert tones[-1] > 0.6
    strict = run(1, 60, levers={"discipline.norm": 0.9})
    loose = run(1, 60, levers={"discipline.norm": 0.3})
    assert strict.politics.solemnity > 0.7 > 0.2 > loose.politics.solemnity


# --------------------------------------------------------------------------------- affirmation, M57
def test_affirmation_by_hand():
    p = recantation.Recantation(
        affirming=0.08, ritual=0.03, unsettling=0.4, affirmation_fading=0.06,
        affirmation_weight=0.15,
    )  # fmt: skip
    assert recantation.next_affirmation(0.0, 1, 2, 0.0, p) == pytest.approx(0.14)
    assert recantation.next_affirmation(0.0, 0, 0, 0.25, p) == pytest.approx(-0.1)
    assert recantation.next_affirmation(0.5, 0, 0, 0.0, p) == pytest.approx(0.47)
    assert recantation.affirmed(0.8, 0.5, p) == pytest.approx(0.815)


@given(st.floats(-1.0, 1.0), st.integers(0, 3), st.integers(0, 40), st.floats(0.0, 3.0), SHARE)
def test_affirmation_and_belief_stay_within_bounds(state, votes, penitents, dissent, right):
    p = recantation.Recantation()
    after = recantation.next_affirmation(state, votes, penitents, dissent, p)
    assert -1.0 <= after <= 1.0
    assert 0.0 < recantation.affirmed(right, after, p) < 1.0


def test_unanimity_strengthens_the_elites_own_belief():
    beliefs = {}
    for state in (0.9, 0.0, -0.9):
        world = build(4)
        world.politics.affirmation = state
        world.readings = Readings(0.1, 4.0, 0.0, 0.05, 0.0, 0.1, 0.01, 0.2)
        leaders_place_blame(world)
        beliefs[state] = np.mean([m.believes_line for m in world.politics.committee()])
    assert beliefs[0.9] > beliefs[0.0] > beliefs[-0.9]


def test_an_unopposed_vote_affirms_and_an_open_break_unsettles():
    world = build(4)
    politics = world.politics
    politics.unanimous = 1
    discipline_judges(world)
    assert politics.affirmation > 0.0
    politics.dissent = 0.5
    before = politics.affirmation
    discipline_judges(world)
    assert politics.affirmation < before
    assert politics.dissent == 0.0


# ------------------------------------------------------------------------------------- the ban, M45
def test_victory_times_insecurity_makes_a_ban():
    p = hardening.Hardening(ban_ease=2.0, ban_lapse=0.0)
    assert hardening.next_ban(0.0, 1, 0.4, p) == pytest.approx(0.8)
    assert hardening.next_ban(0.0, 0, 1.0, p) == 0.0
    assert hardening.next_ban(0.0, 3, 0.0, p) == 0.0
    assert hardening.next_ban(0.5, 1, 0.25, p) == pytest.approx(0.75)


def ban_after(ease, months=60):
    world = build(1, parameters={"hardening.ban_ease": ease})
    world.levers.emergent[BAN] = True
    world.levers.decided[BAN] = world.politics.ban = 0.0
    for tick in range(months):
        step(world, tick)
    return world.levers["discipline.faction_ban"]


def test_where_factions_are_lawful_the_first_victory_brings_a_ban():
    assert ban_after(0.0) == 0.0
    assert ban_after(2.0) > 0.3


def test_the_documented_ban_is_not_touched():
    world = run(1, 60)
    assert world.levers["discipline.faction_ban"] == world.politics.ban == 1.0
