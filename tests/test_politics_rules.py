"""Worked examples of the leadership tier's rules: each can be redone by hand."""

import math

import numpy as np
import pytest

from sim.rules import (
    alignment,
    apparatus,
    attribution,
    discipline,
    hardening,
    line,
    membership,
    opposition,
    policing,
    recantation,
    texts,
    voting,
)


def test_one_failure_feeds_suspicion_and_spares_the_line():
    """LITERATURE.md B8: 0.97 and 0.2 become 0.91 and 0.60 after one failure."""
    p = attribution.Attribution()
    right, enemies = attribution.beliefs(0.97, 0.2, 1.0, p)
    assert right == pytest.approx(0.9105, abs=1e-3)
    assert enemies == pytest.approx(0.597, abs=1e-3)
    right, enemies = attribution.beliefs(0.97, 0.2, 3.0, p)
    assert (round(right, 2), round(enemies, 2)) == (0.87, 0.88)


def test_floor_of_the_protected_core():
    assert attribution.belief_floor(0.97, 0.2) == pytest.approx(0.194 / 0.224)
    assert attribution.belief_floor(0.97, 0.02) == pytest.approx(0.0194 / 0.0494)


def test_blame_goes_round_by_weight():
    p = attribution.Attribution(officials_base=0.2)
    assert attribution.blamed(0.9, 0.6, 0.1, 0.5, p) == "enemies"  # 0.5 of 1.0 < 0.6
    assert attribution.blamed(0.9, 0.6, 0.1, 0.7, p) == "officials"  # 0.6 .. 0.9
    assert attribution.blamed(0.9, 0.6, 0.1, 0.95, p) == "line"


def test_crisis_is_filled_by_any_of_its_readings():
    p = attribution.Attribution(shortfall_weight=0.8, unrest_scale=1000.0)
    assert attribution.crisis_level(0.5, 0, 0, 0, 0, p) == pytest.approx(0.4)
    assert attribution.crisis_level(0.5, 1000, 0, 0, 0, p) == pytest.approx(1 - 0.6 * 0.5)


def test_shortage_hardens_the_middle_and_leaves_the_market_believer():
    p = alignment.Alignment()
    before = np.array([0.25, 0.5])
    after = alignment.moved_position(before, before, 0.35, np.array([0.4, 0.4]), 0.4, 0.0, 0.5, p)
    assert after[0] == pytest.approx(0.25, abs=0.005)
    assert after[1] > 0.55
    calm = alignment.moved_position(before, before, 0.35, np.array([0.4, 0.4]), 0.1, 0.0, 0.5, p)
    assert calm[1] < 0.51  # without foreign alarm a shortage is not sabotage


def wish(p, **changed):
    """The wish to stand with a head who differs in nothing but what is named."""
    given = dict.fromkeys(
        ("tie", "friendship", "squeeze_gap", "democracy_gap", "abroad_gap", "standing",
         "shrillness", "plain"), 0.0,
    )  # fmt: skip
    return alignment.follow_utility(**{**given, **changed}, salience=1.0, p=p)


def test_loyalty_patronage_and_platform_draw_a_leader():
    """M24: 0.9 for the patron, 1.0 x 0.6 for a friend, 2 x 3 x 0.4 off for the platform."""
    p = alignment.Alignment(patron_pull=0.9, friend_pull=1.0, squeeze_pull=2.0)
    assert wish(p, tie=1.0) - wish(p) == pytest.approx(0.9)
    assert wish(p, friendship=0.6) - wish(p) == pytest.approx(0.6)
    assert wish(p, squeeze_gap=0.4) - wish(p) == pytest.approx(-2.4)


def test_a_calm_head_a_plain_speaker_and_one_country_win_followers():
    """M27, M29, M38: a head of world revolution loses those who set their hopes on one country."""
    p = alignment.Alignment(abroad_pull=0.3, calm_pull=0.3, plain_pull=0.3)
    assert wish(p, abroad_gap=0.6) - wish(p, abroad_gap=0.1) == pytest.approx(-0.45)
    assert wish(p, shrillness=0.8) - wish(p, shrillness=0.3) == pytest.approx(-0.15)
    plebeian, intellectual = 0.7 * (1.0 - 0.2), 0.7 * (1.0 - 0.8)
    assert wish(p, plain=plebeian) - wish(p, plain=intellectual) == pytest.approx(0.126)


def test_strongest_looking_is_not_strongest():
    """M25, M36: brilliance is seen, the machine hardly."""
    brilliant = opposition.looks_strong(0.9, 0.9, 0.1)
    machine = opposition.looks_strong(0.7, 0.6, 0.8)
    assert brilliant > machine


def test_no_break_while_an_arbiter_lives_or_within_tolerance():
    p = opposition.Opposition()
    assert opposition.tension(0.4, 6, 0.8, 0.0, 1.0, p) == 0.0
    assert opposition.tension(0.1, 0, 0.8, 0.0, 0.0, p) == 0.0
    assert opposition.tension(0.4, 6, 0.8, 0.0, 0.0, p) > 0.5


def test_losers_hold_back_in_crisis_after_a_breach():
    p = opposition.Opposition()
    left_1927 = opposition.restraint(0.1, 0.65, False, 0.8, p)
    right_1929 = opposition.restraint(0.3, 0.7, True, 0.35, p)
    assert left_1927 < 0.3 < 0.8 < right_1929


def test_circular_flow_of_power():
    p = apparatus.Apparatus(committee_turnover=0.3)
    assert apparatus.clients_after_congress(0.4, 0.9, p) == pytest.approx(0.55)


def test_a_boss_delivers_his_region_and_the_machine_filters_the_rest():
    p = apparatus.Apparatus(bloc_discipline=0.97)
    assert apparatus.delegates_against(True, 0.01, 0.8, 1.0, 0.2, p) == 0.97
    assert apparatus.delegates_against(False, 0.01, 1.0, 1.0, 0.2, p) == pytest.approx(0.002)


def test_a_base_is_safe_in_its_boss_s_grip_until_he_is_beaten():
    p = apparatus.Apparatus()
    kept = apparatus.replacement_chance(False, 0.7, 1.0, False, p)
    loose = apparatus.replacement_chance(False, 0.7, 0.0, False, p)
    fallen = apparatus.replacement_chance(False, 0.7, 1.0, True, p)
    assert kept < 0.01 < loose < fallen


def test_framed_crisis_and_patron_carry_a_vote():
    p = voting.Voting(noise=0.2)
    lean = voting.leaning(0.5, 0.6, 0.3, 1.0, 0.6, 1.0, 2.0, 0.8, 0.3, 1.0, p)
    assert voting.ballot(lean, 0.0, p) == 1
    against = voting.leaning(0.3, 0.6, 0.3, -1.0, 0.2, 0.0, 2.0, 0.5, 0.0, 1.0, p)
    assert voting.ballot(against, 0.0, p) == -1
    assert voting.ballot(0.0, 0.0, p) == 0


def test_the_four_cells_about_1927():
    """P46 in the states of 1927: the arena costs, recantation buys."""
    p = discipline.Discipline()
    state = (0.25, 0.86, 0.4, 0.68, p)

    def mean(arena, recanted):
        return discipline.expected_severity(
            discipline.severity_odds(arena, recanted, "mid_elite", *state)
        )

    assert mean("elite_only", "no") < 3.0
    assert mean("public_street", "no") > 3.8
    assert mean("elite_only", "yes") < 0.6
    assert mean("public_street", "no") - mean("public_street", "yes") > 2.0


def test_committee_members_lose_the_seat_first():
    p = discipline.Discipline()
    assert discipline.highest_step("rank_and_file", "cc", 0.9, p) == 3
    assert discipline.highest_step("public_street", "cc", 0.9, p) == 5
    assert discipline.highest_step("elite_only", "cc", 0.05, p) == 5
    odds = discipline.severity_odds("rank_and_file", "no", "cc", 0.3, 0.9, 0.4, 0.7, p)
    assert odds[4] == odds[5] == 0.0


def test_threat_makes_lieutenants_outbid():
    p = discipline.Discipline(outbid=1.0)
    assert discipline.outbidding(0.8, 1.0, p) == pytest.approx(0.8)
    assert discipline.outbidding(0.0, 1.0, p) == 0.0


def test_a_text_widens_only_in_a_deep_crisis():
    p = hardening.Hardening()
    shallow = hardening.next_width(0.3, 0.7, p.crisis_floor - 0.05, 0, 0.0, p)
    deep = hardening.next_width(0.3, 0.7, p.crisis_floor + 0.15, 0, 0.0, p)
    assert shallow == pytest.approx(0.3, abs=0.002)
    assert deep > 0.5
    assert hardening.knowing_is_offence(deep, p)
    assert not hardening.knowing_is_offence(shallow, p)


def test_a_murder_ends_what_recantation_buys():
    p = hardening.Hardening(murder_loss=0.9)
    assert hardening.next_recantation_value(0.8, 0, 1.0, True, p) == pytest.approx(0.08)
    assert hardening.next_recantation_value(0.8, 0, 1.0, False, p) == pytest.approx(0.8)


def test_the_norm_hardens_with_threat_and_returns_slowly():
    p = hardening.Hardening(hardening=0.02, relaxing=0.0)
    assert hardening.next_norm(0.5, 0.5, 0, 0, 0.5, p) == pytest.approx(0.505)


def test_recantation_disarms_as_far_as_it_is_believed():
    p = recantation.Recantation(disarming=1.0)
    assert recantation.mobilisation(1.0, 1.0, 1.0, p) == pytest.approx(math.exp(-1))
    assert recantation.mobilisation(1.0, 1.0, 0.0, p) == 1.0
    assert recantation.credibility(1.0) < recantation.credibility(0.2)


def test_a_line_that_comes_over_makes_losers_capitulate():
    p = recantation.Recantation()
    still = recantation.recant_chance(2.0, 0.7, 0.6, 0.0, False, p)
    over = recantation.recant_chance(2.0, 0.7, 0.6, 0.5, False, p)
    assert over > 2.0 * still


def test_informers_and_fear_shorten_a_text_s_life():
    p = texts.Texts()
    assert texts.informer_chance(0.2, False, p) < texts.informer_chance(2.0, False, p)
    assert texts.informer_chance(1.0, False, p) < texts.informer_chance(1.0, True, p)
    assert not texts.acts(1, 1.0, 0.0, p)
    assert texts.acts(2, 0.5, 0.4, p)


def test_a_campaign_starts_above_and_ends_by_capacity_or_unrest():
    p = policing.Policing()
    assert not policing.campaign_goes_on(0, 12, p.start_at - 0.05, 0.2, 0.0, p)
    assert policing.campaign_goes_on(0, 12, p.start_at + 0.05, 0.2, 0.0, p)
    assert not policing.campaign_goes_on(0, 1, 0.9, 0.2, 0.0, p)
    assert policing.campaign_goes_on(1, 0, 0.1, 0.2, 0.0, p)
    assert not policing.campaign_goes_on(5, 0, 0.9, 1.0, 0.0, p)
    assert not policing.campaign_goes_on(5, 0, 0.9, 0.2, 0.8, p)


def test_cards_of_a_month_by_hand():
    p = membership.Membership(promotion=0.05, attrition=0.0, ordinary_expulsion=0.0, raw_fear=1.0)
    moved = membership.cards_moved(1000, 200, 50, 0.01, p)
    assert moved == {
        "admitted": 50,
        "promoted": 10,
        "expelled_members": 10,
        "expelled_candidates": 1,
        "lost_members": 0,
        "lost_candidates": 0,
    }


def test_a_screening_closes_the_door_and_bites_with_width():
    p = membership.Membership()
    assert membership.wanted_admissions(1.0, 0.2, True, p) == 0.0
    assert membership.screening_share(0.8, 0.6, p) > membership.screening_share(0.8, 0.2, p)


def readout(**changed):
    base = line.Readout(
        line=0.4, shortfall=0.1, unrest=10.0, hunger=0.0, kolkhoz_share=0.05, enemies=0.4,
        right=0.9, threat=0.3, width=0.2, blame_officials=0.1, campaign=False, breather=False,
        breather_begins=False, month=1, crop=70.0, caution=0.0, halts=0, decreed=False, growth=0.2,
    )  # fmt: skip
    return base._replace(**changed)


def test_the_line_sets_the_levers():
    p = line.Line()
    soft = line.grain_levers(readout(), p) | line.farm_levers(readout(), p)
    hard_view = readout(line=0.9, shortfall=0.4, enemies=0.6, decreed=True)
    hard = line.grain_levers(hard_view, p) | line.farm_levers(hard_view, p)
    assert soft["procurement.extraordinary"] == 0.0
    assert soft["collectivisation.force"] == 0.0
    assert hard["procurement.extraordinary"] > 0.5
    assert hard["collectivisation.target_grain_zone"] > soft["collectivisation.target_grain_zone"]
    halted = line.farm_levers(hard_view._replace(breather=True, halts=1), p)
    assert halted["collectivisation.force"] < hard["collectivisation.force"]
    assert halted["collectivisation.exit_allowed"] == 0.9
    assert line.people_levers(hard_view, p)["cadres.plenipotentiaries"] > 0.5


def test_the_year_s_plan_follows_crop_line_and_farms():
    p = line.Line(plan_base=0.13, plan_line=0.04, plan_kolkhoz=0.24)
    assert line.year_plan(0.5, 0.0, 70.0, p) == pytest.approx(10.5)
    assert line.year_plan(0.5, 0.5, 70.0, p) == pytest.approx(18.9)


def test_a_plan_is_set_in_july_and_changes_within_the_year_only_by_a_halt():
    p = line.Line(plan_cut=0.08, plan_pace=0.6)
    spring = readout(month=3, line=0.9)
    assert line.plan_of_month(10.0, spring, p) == 10.0
    assert line.plan_of_month(10.0, spring._replace(breather_begins=True), p) == pytest.approx(9.2)
    july = spring._replace(month=7)
    wanted = line.year_plan(0.9, 0.05, 70.0, p)
    assert line.plan_of_month(10.0, july, p) == pytest.approx(4.0 + 0.6 * wanted)
    assert line.plan_of_month(wanted, july, p) == pytest.approx(wanted)


def test_a_price_rises_after_a_bad_year_and_is_cut_after_a_good_one():
    p = line.Line(price_rise=0.8, price_cut=0.25)
    assert line.next_price(1.0, 0.2, 0.4, p) == pytest.approx(1.096)
    assert line.next_price(1.0, 0.0, 0.4, p) == pytest.approx(0.9)
    assert line.next_price(1.0, 0.2, 1.0, p) == 1.0
    assert line.next_price(0.8, 0.0, 1.0, p) == 0.8


def test_a_decree_stands_until_the_line_is_well_below_it():
    p = line.Line(offensive_at=0.8, repealed_below=0.06)
    assert not line.decreed(False, 0.79, p)
    assert line.decreed(False, 0.81, p)
    assert line.decreed(True, 0.75, p)
    assert not line.decreed(True, 0.73, p)


def test_an_offensive_spends_itself_and_rests_while_the_fields_are_worked():
    p = line.Line()
    winter = readout(line=0.9, month=12, decreed=True)
    fresh = line.farm_levers(winter, p)["collectivisation.force"]
    late = line.farm_levers(winter._replace(kolkhoz_share=0.8), p)["collectivisation.force"]
    summer = line.farm_levers(winter._replace(month=6), p)["collectivisation.force"]
    warned = line.farm_levers(winter._replace(caution=1.0), p)["collectivisation.force"]
    assert fresh == pytest.approx(0.95)
    assert late == pytest.approx(0.2) and summer < late < warned < fresh


def test_each_halt_concedes_less():
    p = line.Line(concession=0.9, conceded_again=0.35)
    assert line.may_leave(False, False, 3, p) == 1.0
    assert line.may_leave(True, True, 1, p) == 0.9
    assert line.may_leave(True, True, 2, p) == pytest.approx(0.315)
    assert line.may_leave(True, False, 2, p) == 0.1


def test_the_lesson_of_a_halt_is_forgotten_in_time():
    p = line.Line(forgetting=0.05)
    assert line.next_caution(0.2, True, p) == 1.0
    assert line.next_caution(1.0, False, p) == pytest.approx(0.95)


def test_unrest_forces_a_halt_and_hunger_only_those_who_doubt():
    p = line.Line(retreat_unrest=1000.0, retreat_hunger=0.1)
    assert line.must_halt(1500.0, 0.0, 0.95, 0.8, p)
    assert not line.must_halt(100.0, 0.15, 0.95, 0.8, p)
    assert line.must_halt(100.0, 0.15, 0.6, 0.8, p)
