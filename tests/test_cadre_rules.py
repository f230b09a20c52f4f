"""Rules of secretaries and of what becomes of them: examples by hand, and laws.

An example fixes the parameters that it uses; a law holds for any parameters within their ranges.
"""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from watching import in_range

from sim.rules import cadre, cadre_fate, plan
from sim.rules.cadre import Cadre, Mind, View
from sim.rules.cadre_fate import Bench, CadreFate, Conduct

SHARE = st.floats(0.0, 1.0)
KG = st.floats(0.0, 5000.0)
ACT = st.sampled_from((0.0, 1.0))
PAIR = st.tuples(SHARE, SHARE)
CLOSE = 1e-12


MINDS = st.builds(Mind, *(SHARE,) * 6)
VIEWS = st.builds(View, *(SHARE,) * 7, ACT, SHARE, st.floats(0.0, 2.0))
CONDUCTS = st.builds(Conduct, SHARE, *(ACT,) * 6)
BENCHES = st.builds(Bench, *(SHARE,) * 5, ACT, SHARE)
CADRE, FATE = in_range(Cadre), in_range(CadreFate)


# -------------------------------------------------------------------------------- what they choose
MIND = Mind(zeal=0.5, belief=0.7, tie=0.5, fear=0.2, prospects=0.5, candour=0.6)
VIEW = View(shortfall=0.5, harm=0.4, norm=0.5, storm=0.4, by_zeal=0.6, blame_excess=0.1, audit=0.2,
            envoy=1.0, rivals=0.3, overload=0.5)  # fmt: skip

UNMOVED = Mind(zeal=0.0, belief=0.5, tie=0.0, fear=0.0, prospects=0.0, candour=0.5)
QUIET = View(*(0.0,) * 10)


def test_a_campaign_storms_by_its_norm_and_the_stronger_of_its_forces():
    assert cadre.storming(0.6, 0.9, 0.3) == pytest.approx(0.54)
    assert cadre.storming(0.6, 0.0, 0.5) == pytest.approx(0.3)


def test_a_plan_takes_of_the_need_what_it_leaves_uncovered():
    # of a need of 1000 the store covers 900; after a plan of 300 it covers 600
    assert cadre.need_taken(900.0, 300.0, 1000.0) == pytest.approx(0.3)
    assert cadre.need_taken(1500.0, 400.0, 1000.0) == 0.0  # out of plenty
    assert cadre.need_taken(200.0, 500.0, 1000.0) == pytest.approx(0.2)  # no more than there is
    assert cadre.need_taken(200.0, 500.0, 0.0) == 0.0


def test_harm_is_hunger_crowds_and_need_taken():
    p = Cadre(foresight=0.8)
    # 3 x (0.15 - 0.05), 20 x 0.01 and 0.8 x 0.25
    assert cadre.harm_seen(0.15, 0.01, 0.25, p) == pytest.approx(0.3 + 0.2 + 0.2)
    assert cadre.harm_seen(0.04, 0.0, 0.0, p) == 0.0
    assert cadre.harm_seen(0.4, 0.1, 0.0, p) == 1.0


def test_an_envoy_makes_part_of_the_local_ties_void():
    p = Cadre(envoy_over_ties=0.6)
    assert cadre.ties_that_count(0.5, 1.0, p) == pytest.approx(0.2)
    assert cadre.ties_that_count(0.5, 0.0, p) == 0.5


def test_utilities_of_a_secretarys_five_choices():
    p = Cadre(career=0.4, conviction=0.4, harm=2.0, detection=0.8, fear_weight=0.9,
              caution_cost=0.25, rivalry=0.3, desk=0.1)  # fmt: skip
    # care 2 x 0.4 x 0.5 = 0.4; caution 0.25 x 0.4 = 0.1; a rise is worth 0.4 x 0.5 = 0.2
    overshoot = 0.2 * 0.6 * (0.5 + 0.5) + 0.4 * (0.7 - 0.5) + 0.3 * 0.3 * 0.5 + 0.1 - 0.4 - 0.1
    misreport = 0.9 * 0.2 * 0.5 + 0.1 * 0.5 - (0.8 * 0.2 + 0.2 * 0.4 + 0.4 * 0.1)
    balk = 0.4 - 0.9 * 0.2 - 0.4 * 0.8 * 0.5 - 0.1
    leak = 0.9 * 0.4 - 0.8 * (0.3 + 0.5 * 0.2 + 0.3) * 0.5
    assert (overshoot, misreport, balk, leak) == pytest.approx((-0.155, -0.14, -0.04, 0.08))
    found, idle = (cadre.utilities(*one, p) for one in ((MIND, VIEW), (UNMOVED, QUIET)))
    moved = [value - rest for value, rest in zip(found, idle, strict=True)]
    assert moved == pytest.approx((0.0, overshoot, misreport, balk, leak))


def test_whom_nothing_moves_complies():
    p = Cadre(temperature=0.2)
    idle = cadre.utilities(UNMOVED, QUIET, p)
    assert idle[cadre.COMPLY] == 0.0 > max(idle[1:])
    odds = cadre.choice_odds(idle, p)
    assert odds[cadre.COMPLY] > 0.5 > max(odds[1:])


def test_odds_follow_utilities_at_the_temperature():
    p = Cadre(temperature=0.2)
    values = (0.0, 0.2 * math.log(3.0), 0.0, 0.2 * math.log(5.0), -99.0)
    assert cadre.choice_odds(values, p) == pytest.approx((0.1, 0.3, 0.1, 0.5, 0.0))


def test_a_uniform_number_falls_on_a_choice():
    assert [cadre.chosen((0.2, 0.5, 0.3), u) for u in (0.1, 0.2, 0.69, 0.71)] == [0, 1, 1, 2]
    assert cadre.chosen((0.2, 0.5, 0.2999999), 0.99999999) == 2  # rounding leaves no gap


def test_pressure_is_the_licence_bent_by_the_choice_and_the_hands_at_call():
    p = Cadre(unaided=0.8)
    assert cadre.pressure(cadre.COMPLY, 0.8, 1.0, 0.5, p) == pytest.approx(0.8)
    assert cadre.pressure(cadre.COMPLY, 0.8, 0.5, 0.5, p) == pytest.approx(0.72)  # 0.8 x 0.9
    assert cadre.pressure(cadre.BALK, 0.8, 1.0, 0.5, p) == pytest.approx(0.36)
    assert cadre.pressure(cadre.LEAK, 0.8, 1.0, 0.5, p) == pytest.approx(0.68)
    assert cadre.pressure(cadre.OVERSHOOT, 0.9, 1.0, 0.5, p) == 1.0
    assert cadre.pressure(cadre.COMPLY, 0.8, 1.0, 1.0, p) == pytest.approx(0.92)  # 0.85 + 0.3


def test_zealots_outstrip_the_decreed_tempo():
    plain = cadre.tempo(cadre.COMPLY, 0.4, 0.5)
    assert plain == pytest.approx(0.4 * (0.95 + 0.375))
    assert cadre.tempo(cadre.COMPLY, 0.4, 1.0) > plain > cadre.tempo(cadre.COMPLY, 0.4, 0.0)
    assert cadre.tempo(cadre.OVERSHOOT, 0.4, 0.5) == pytest.approx(1.35 * plain)
    assert cadre.tempo(cadre.BALK, 0.4, 0.5) == pytest.approx(0.7 * plain)
    assert cadre.tempo(cadre.OVERSHOOT, 0.9, 1.0) == 1.0


@given(MINDS, VIEWS, CADRE, SHARE)
def test_odds_add_up_to_one(mind, view, p, u):
    odds = cadre.choice_odds(cadre.utilities(mind, view, p), p)
    assert sum(odds) == pytest.approx(1.0)
    assert min(odds) >= 0.0
    assert cadre.chosen(odds, u) in range(len(cadre.CHOICES))


def expected_pressure(odds, p):
    """Mean force that a secretary with these odds puts behind deliveries."""
    forces = [cadre.pressure(choice, 0.7, 0.5, 0.5, p) for choice in range(5)]
    return sum(share * force for share, force in zip(odds, forces, strict=True))


@given(PAIR, MINDS, VIEWS, CADRE)
def test_local_ties_never_make_a_secretary_harsher(ties, mind, view, p):
    stranger, local = (
        cadre.choice_odds(cadre.utilities(mind._replace(tie=x), view, p), p) for x in sorted(ties)
    )
    assert local[cadre.OVERSHOOT] <= stranger[cadre.OVERSHOOT] + CLOSE
    spared = [odds[cadre.BALK] + odds[cadre.LEAK] for odds in (stranger, local)]
    assert spared[0] <= spared[1] + CLOSE
    assert expected_pressure(local, p) <= expected_pressure(stranger, p) + CLOSE


@given(MINDS, VIEWS, CADRE)
def test_an_envoy_never_makes_balking_or_leaking_likelier(mind, view, p):
    alone, watched = (
        cadre.utilities(mind._replace(tie=cadre.ties_that_count(mind.tie, envoy, p)),
                        view._replace(envoy=envoy), p)
        for envoy in (0.0, 1.0)
    )  # fmt: skip
    for choice in (cadre.BALK, cadre.LEAK):
        assert watched[choice] <= alone[choice] + CLOSE  # against complying, which is worth 0
    odds = [cadre.choice_odds(values, p) for values in (alone, watched)]
    spared = [one[cadre.BALK] + one[cadre.LEAK] for one in odds]
    assert spared[1] <= spared[0] + CLOSE


@given(PAIR, MINDS, VIEWS, CADRE)
def test_more_storm_never_makes_balking_likelier(storms, mind, view, p):
    calm, storm = (
        cadre.choice_odds(cadre.utilities(mind, view._replace(storm=x), p), p)
        for x in sorted(storms)
    )
    assert storm[cadre.BALK] <= calm[cadre.BALK] + CLOSE
    assert storm[cadre.OVERSHOOT] >= calm[cadre.OVERSHOOT] - CLOSE


@given(st.tuples(KG, KG), st.tuples(KG, KG), KG, SHARE, st.floats(0.0, 0.5), CADRE)
def test_harm_is_a_share_that_no_larger_plan_lowers(held, asked, need, hunger, crowds, p):
    low, high = (cadre.need_taken(held[0], kg, need) for kg in sorted(asked))
    assert 0.0 <= low <= high <= 1.0
    assert high * need <= held[0] + 1e-6  # nobody loses more than there is
    harms = [cadre.harm_seen(hunger, crowds, x, p) for x in (0.0, low, high)]
    assert 0.0 <= harms[0] <= harms[1] <= harms[2] <= 1.0


@given(st.integers(0, 4), SHARE, PAIR, SHARE, CADRE)
def test_what_a_secretary_does_is_a_share_and_more_hands_never_less(choice, line, arms, zeal, p):
    few, many = (cadre.pressure(choice, line, arm, zeal, p) for arm in sorted(arms))
    assert 0.0 <= few <= many <= 1.0
    assert 0.0 <= cadre.tempo(choice, line, zeal) <= 1.0
    assert 0.0 <= cadre.storming(line, *arms) <= 1.0


# ----------------------------------------------------------------------------- how their minds move
def test_a_secretarys_fear_follows_the_danger():
    assert cadre.fear_next(0.1, 0.05) == pytest.approx(0.1 + 0.2 * (0.3 - 0.1))
    assert cadre.fear_next(0.1, 0.5) == pytest.approx(0.1 + 0.2 * 0.9)  # danger counts up to one


def test_the_norm_wins_belief_and_harm_and_blame_lose_it():
    p = Cadre(belief_won=0.01, belief_lost=0.06, belief_betrayed=0.05)
    # won 0.01 x 0.5 x 0.2 = 0.001; lost (0.03 + 0.01) x 0.8 = 0.032
    assert cadre.belief_next(0.8, 0.5, 0.5, 0.2, p) == pytest.approx(0.769)
    assert cadre.belief_next(0.8, 0.5, 0.0, 0.0, p) == pytest.approx(0.801)


def test_ties_grow_by_the_month():
    p = Cadre(tie_growth=0.24)
    assert cadre.tie_next(0.4, p) == pytest.approx(0.4 + 0.02 * 0.6)


def test_a_newcomer_is_picked_by_norm_ladder_and_origin():
    p = Cadre(selection=0.4, risen_belief=0.12)
    # a ladder of 0.85 picks by 0.4 x 0.25 = 0.1: zeal 0.2 + 0.3 + 0.1 + 0.05
    found = cadre.newcomer((0.9, 0.5, 0.5, 0.5), False, True, 0.4, 0.85, p)
    assert found == pytest.approx((0.65, 0.83, 0.55, 0.1, 0.67, 0.4))
    plain = cadre.newcomer((0.1, 0.5, 0.5, 0.5), True, False, 0.4, 0.6, p)
    assert plain == pytest.approx((0.6, 0.71, 0.0, 0.1, 0.55, 0.5))


def test_the_more_workers_have_risen_the_likelier_a_risen_secretary():
    p = Cadre(risen_base=0.25, risen_pull=3.0)
    assert cadre.rising(0.1, p) == pytest.approx(0.55)
    assert cadre.rising(0.5, p) == 0.9


@given(SHARE, SHARE, SHARE, SHARE, CADRE)
def test_belief_fear_and_ties_stay_shares(now, a, b, c, p):
    assert 0.0 <= cadre.belief_next(now, a, b, c, p) <= 1.0
    assert cadre.belief_next(now, a, b, c, p) <= cadre.belief_next(now, a, 0.0, 0.0, p)
    assert 0.0 <= cadre.fear_next(now, a) <= 1.0
    assert now <= cadre.tie_next(now, p) <= 1.0
    assert 0.0 <= cadre.rising(0.0, p) <= cadre.rising(now, p) <= 1.0
    assert 0.0 <= cadre.ties_that_count(now, 1.0, p) <= cadre.ties_that_count(now, 0.0, p) <= 1.0


@given(st.tuples(*(SHARE,) * 4), st.booleans(), st.booleans(), SHARE, PAIR, CADRE)
def test_a_newcomers_mind_is_of_shares_and_the_ladder_picks_its_like(u, far, risen, norm, by, p):
    honest, zealous = (cadre.newcomer(u, far, risen, norm, x, p) for x in sorted(by))
    assert all(0.0 <= value <= 1.0 for value in (*honest, *zealous))
    assert honest.zeal <= zealous.zeal
    assert honest.candour >= zealous.candour
    assert (honest.tie == 0.0) == far


# ---------------------------------------------------------------------------- what becomes of them
CALM = Conduct(shortfall=0.0, overshoots=0.0, balks=0.0, pleads=0.0, leaks=0.0, lies=0.0,
               protected=0.0)  # fmt: skip
HALF = Bench(penalty=0.5, blame_excess=0.5, norm=0.5, storm=0.5, audit=0.2, envoy=1.0, tenure=0.0)
F = CadreFate(failure=0.5, excess=0.3, defiance=0.2, plea_price=0.4, leak_found=0.3, lie_found=0.25,
              protection=0.3)  # fmt: skip


def test_each_kind_of_conduct_has_its_charge():
    guilty = Conduct(shortfall=0.2, overshoots=1.0, balks=0.0, pleads=1.0, leaks=1.0, lies=1.0,
                     protected=0.0)  # fmt: skip
    # watched by 0.1 + 0.5 x 0.2 + 0.4 = 0.6
    odds = (0.5 * 0.2 * 0.5, 0.3 * 0.5, 0.2 * 0.5 * 0.4, 0.3 * 0.6 * 0.5, 0.25 * 0.2)
    assert cadre_fate.charges(guilty, HALF, F) == pytest.approx(odds)
    kept = cadre_fate.charges(guilty._replace(protected=1.0), HALF, F)
    assert kept == pytest.approx([0.7 * chance for chance in odds])
    # who did nothing may be charged with some of the excess; balking alone is full defiance
    idle = cadre_fate.charges(CALM, HALF, F)
    assert 0.0 < sum(idle) == idle[1] < 0.5 * odds[1]
    assert cadre_fate.charges(CALM._replace(balks=1.0), HALF, F)[2] == pytest.approx(0.1)


def test_failure_and_excess_are_charged_in_turn_as_the_line_turns():
    guilty = CALM._replace(shortfall=0.4, overshoots=1.0)
    storm = cadre_fate.charges(guilty, HALF._replace(penalty=1.0, blame_excess=0.0), F)
    retreat = cadre_fate.charges(guilty, HALF._replace(penalty=0.0, blame_excess=1.0), F)
    assert storm == pytest.approx((0.2, 0.0, 0.0, 0.0, 0.0))
    assert retreat == pytest.approx((0.0, 0.3, 0.0, 0.0, 0.0))


def test_charges_together_are_at_most_nine_in_ten():
    p = F._replace(failure=0.9, excess=0.6)
    worst, full = CALM._replace(shortfall=1.0, overshoots=1.0), HALF._replace(
        penalty=1.0, blame_excess=1.0)  # fmt: skip
    # 0.9 and 0.6 make 1.5, scaled by 0.6
    assert cadre_fate.charges(worst, full, p) == pytest.approx((0.54, 0.36, 0.0, 0.0, 0.0))


def test_departments_check_beside_audits():
    assert cadre_fate.checked(0.4, 0.0) == pytest.approx(0.4)
    assert cadre_fate.checked(0.4, 0.5) == pytest.approx(0.7)
    assert cadre_fate.checked(0.0, 1.0) == 1.0


def test_penalties_are_an_ordered_logit():
    failure, (mild, middle, hard) = cadre_fate.CHARGES.index("failure"), cadre_fate.STEPS
    # full penalties and norm lift the charge to the step at which expulsion begins: half and half
    p = CadreFate(harshness=middle - cadre_fate.GRAVITY[failure])
    full = HALF._replace(penalty=1.0, norm=1.0)
    odds = cadre_fate.penalty_odds(failure, full, 0, p)
    assert odds[0] + odds[1] == pytest.approx(0.5)
    assert odds[0] == pytest.approx(1.0 / (1.0 + math.exp(middle - mild)))
    assert odds[3] == pytest.approx(1.0 - 1.0 / (1.0 + math.exp(middle - hard)))
    # two reprimands weigh 1.2
    again = cadre_fate.penalty_odds(failure, full, 2, p)
    assert again[0] + again[1] == pytest.approx(1.0 / (1.0 + math.exp(1.2)))


def test_where_tenure_is_safe_a_reprimand_stands_for_what_would_have_cost_the_post():
    p = CadreFate()
    odds = cadre_fate.penalty_odds(0, HALF, 1, p)
    half = cadre_fate.penalty_odds(0, HALF._replace(tenure=0.5), 1, p)
    assert half[1:] == pytest.approx([0.5 * chance for chance in odds[1:]])
    assert half[0] == pytest.approx(odds[0] + 0.5 * sum(odds[1:]))
    safe = cadre_fate.penalty_odds(0, HALF._replace(tenure=1.0), 1, p)
    assert safe == pytest.approx((1.0, 0.0, 0.0, 0.0))


def test_a_regional_secretary_answers_for_the_year():
    p = CadreFate(boss_transfer=0.08, failure=0.5)
    assert cadre_fate.boss_falls(0.4, 0.5, p) == pytest.approx(0.08 + 0.1)
    assert cadre_fate.boss_falls(0.0, 1.0, p) == pytest.approx(0.08)


def test_a_mark_is_for_deliveries_where_zeal_counts_and_for_true_reports_else():
    # deliveries of 0.9 mark 0.7, a report a fifth too high 1 - 0.6 = 0.4
    assert cadre_fate.mark(0.9, 0.2, 0.6) == pytest.approx(0.6 * 0.7 + 0.4 * 0.4)
    assert cadre_fate.mark(1.5, 0.4, 1.0) == 1.0
    assert cadre_fate.mark(1.5, -0.4, 0.0) == 0.0


def test_the_well_marked_with_prospects_rise():
    assert cadre_fate.promotion_chance(0.5, 0.8, CadreFate(promotion=0.03)) == pytest.approx(0.012)


def test_pleading_needs_sight_and_ties_and_has_its_price():
    p = CadreFate(plea=0.5)
    # sees 0.5 x (0.25 + 0.75 x 0.6) = 0.35, and fear takes a fifth
    quiet, mixed, storm = (cadre_fate.plea_chance(0.6, 0.5, 0.2, x, p) for x in (0.0, 0.5, 1.0))
    assert quiet == pytest.approx(0.5 * 0.35 * 0.8)
    assert mixed == pytest.approx((quiet + storm) / 2)
    assert storm < mixed
    assert cadre_fate.plea_chance(0.6, 0.0, 0.0, 0.0, p) == 0.0


def test_a_region_hears_pleas_in_calm_and_where_the_plan_may_bend():
    p = CadreFate(plea_heard=0.5)
    assert cadre_fate.plea_is_heard(0.4, 0.1, p) == pytest.approx(0.5 * 0.6 + 0.1)
    assert cadre_fate.plea_is_heard(0.0, 0.9, p) == 1.0


@given(CONDUCTS, BENCHES, FATE)
def test_charges_are_chances_and_a_patron_never_adds_one(conduct, bench, p):
    alone, kept = (cadre_fate.charges(conduct._replace(protected=x), bench, p) for x in (0.0, 1.0))
    missing, penalty = conduct.shortfall, bench.penalty
    met = cadre_fate.boss_falls(0.0, penalty, p)
    assert 0.0 <= met <= cadre_fate.boss_falls(missing, penalty, p) <= 0.9
    for odds in (alone, kept):
        assert min(odds) >= 0.0
        assert sum(odds) <= 0.9 + CLOSE
    assert sum(kept) <= sum(alone) + CLOSE


def reach_of(odds):
    """Chances that the penalty is at least each of the three above a reprimand."""
    return [sum(odds[step:]) for step in (1, 2, 3)]


@given(st.integers(0, 4), BENCHES, PAIR, PAIR, st.tuples(st.integers(0, 5), st.integers(0, 5)),
       FATE)  # fmt: skip
def test_penalty_odds_add_up_and_harsher_times_or_a_worse_file_shift_them_up(
    charge, bench, penalties, norms, files, p
):
    (mild, harsh), (loose, strict), (clean, bad) = map(sorted, (penalties, norms, files))
    now = cadre_fate.penalty_odds(charge, bench._replace(penalty=mild, norm=loose), clean, p)
    assert sum(now) == pytest.approx(1.0)
    assert min(now) >= 0.0
    for harder in (
        cadre_fate.penalty_odds(charge, bench._replace(penalty=harsh, norm=loose), clean, p),
        cadre_fate.penalty_odds(charge, bench._replace(penalty=mild, norm=strict), clean, p),
        cadre_fate.penalty_odds(charge, bench._replace(penalty=mild, norm=loose), bad, p),
    ):
        assert all(b >= a - CLOSE for a, b in zip(reach_of(now), reach_of(harder), strict=True))


@given(st.integers(0, 4), BENCHES, PAIR, st.integers(0, 5), FATE)
def test_the_safer_the_tenure_the_fewer_lose_the_post(charge, bench, tenures, file, p):
    little, much = sorted(tenures)
    loose = cadre_fate.penalty_odds(charge, bench._replace(tenure=little), file, p)
    safe = cadre_fate.penalty_odds(charge, bench._replace(tenure=much), file, p)
    assert sum(safe) == pytest.approx(1.0)
    assert all(b <= a + CLOSE for a, b in zip(reach_of(loose), reach_of(safe), strict=True))


@given(st.floats(0.0, 3.0), st.floats(-0.5, 1.0), SHARE, SHARE, FATE)
def test_marks_and_promotions_are_shares(fulfilled, inflation, by_zeal, prospects, p):
    marked = cadre_fate.mark(fulfilled, inflation, by_zeal)
    assert 0.0 <= marked <= 1.0
    assert 0.0 <= cadre_fate.promotion_chance(marked, prospects, p) <= p.promotion


@given(SHARE, SHARE, PAIR, PAIR, FATE)
def test_a_plea_never_grows_likelier_with_storm_or_fear(tie, harm, fears, storms, p):
    (calm, afraid), (quiet, storm) = sorted(fears), sorted(storms)
    free = cadre_fate.plea_chance(tie, harm, calm, quiet, p)
    assert 0.0 <= cadre_fate.plea_chance(tie, harm, afraid, quiet, p) <= free <= 1.0
    assert 0.0 <= cadre_fate.plea_chance(tie, harm, calm, storm, p) <= free
    heard = [cadre_fate.plea_is_heard(x, tie, p) for x in (storm, quiet)]
    assert 0.0 <= heard[0] <= heard[1] <= 1.0


def test_little_is_made_of_what_is_missing_in_a_campaign_s_first_weeks():
    assert plan.shortage_told(0.5, 1.0, 0.1) == pytest.approx(0.1)
    assert plan.shortage_told(5.0, 10.0, 0.6) == 0.5
    assert plan.shortage_told(12.0, 10.0, 0.9) == 0.0
    assert plan.shortage_told(0.0, 0.0, 0.0) == 0.0
