"""Rules of the rural party, and of plan and reports that pass through it: examples, and laws.

An example fixes the parameters that it uses; a law holds for any parameters within their ranges.
"""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from watching import in_range

from sim.rules import plan, rural_party
from sim.rules.plan import Plan
from sim.rules.rural_party import RuralParty

SHARE = st.floats(0.0, 1.0)
PAIR = st.tuples(SHARE, SHARE)
PERSONS = st.floats(0.0, 1e6)
KG = st.floats(0.0, 1e6)
CLOSE = 1e-12
PARTY, PLAN = in_range(RuralParty), in_range(Plan)


# ------------------------------------------------------------------------------------ rural party
def test_cells_reach_by_number_and_discipline():
    p = RuralParty(cell_reach=1.0)
    # ln 2 communists a village reach half of them; a norm of 0.6 counts for 0.8
    assert rural_party.cells_reach(math.log(2.0), 0.6, p) == pytest.approx(0.4)
    assert rural_party.cells_reach(0.0, 1.0, p) == 0.0


def test_whoever_is_sent_reaches_part_of_what_cells_do_not():
    p = RuralParty(department_reach=0.6, volunteer_reach=25.0)
    assert rural_party.arm(0.4, 0.0, 0.0, 0.0, p) == pytest.approx(0.4)
    assert rural_party.arm(0.4, 1.0, 0.0, 0.0, p) == pytest.approx(1 - 0.6 * 0.1)
    assert rural_party.arm(0.4, 0.0, 0.5, 0.0, p) == pytest.approx(1 - 0.6 * 0.7)
    assert rural_party.arm(0.4, 0.0, 0.0, 25.0, p) == pytest.approx(1 - 0.6 / math.e)


def test_work_beyond_the_staff_makes_it_grow():
    assert rural_party.tasks(False, 0.5, 0.2) == pytest.approx(0.3 + 0.7)
    assert rural_party.tasks(True, 0.0, 0.0) == pytest.approx(0.6)
    p = RuralParty(staff_tasks=9.0, staff_growth=0.01)
    assert rural_party.overload(1.5, 9.0, p) == pytest.approx(0.5)
    assert rural_party.overload(1.5, 20.0, p) == 0.0
    assert rural_party.overload(3.0, 1.0, p) == 2.0
    assert rural_party.staff_next(10.0, 0.5, p) == pytest.approx(10.05)


def test_volunteers_offer_are_sent_and_give_up():
    p = RuralParty(offered=0.01, fit=0.4, quit=0.02, sidelined=0.03, hardship=0.1)
    assert rural_party.volunteers_offering(1e6, 0.6, p) == pytest.approx(6000.0)
    assert rural_party.volunteers_fit(6000.0, p) == pytest.approx(2400.0)
    assert rural_party.volunteers_quitting(0.5, 0.2, p) == pytest.approx(0.02 + 0.015 + 0.02)


def test_kolkhozy_draw_cards_and_screenings_fall_harder_on_villages():
    p = RuralParty(rural_base=0.2, rural_kolkhoz=0.3, rural_screening=1.5)
    assert rural_party.rural_share(0.5, p) == pytest.approx(0.35)
    # a tenth of the party goes, of a thousand in villages one and a half times as many
    assert rural_party.rural_expelled(1000.0, 400.0, 4000.0, p) == pytest.approx(150.0)
    assert rural_party.rural_expelled(1000.0, 4000.0, 4000.0, p) == 1000.0
    assert rural_party.rural_expelled(1000.0, 400.0, 0.0, p) == 0.0


@given(st.tuples(st.floats(0, 50), st.floats(0, 50)), PAIR, st.floats(0, 500), SHARE, SHARE, PARTY)
def test_cells_and_arm_are_shares_that_no_helper_lowers(communists, norms, sent, land, few, p):
    cells = [rural_party.cells_reach(c, norms[0], p) for c in sorted(communists)]
    strict = [rural_party.cells_reach(communists[0], norm, p) for norm in sorted(norms)]
    for low, high in (cells, strict):
        assert 0.0 <= low <= high <= 1.0
        assert rural_party.arm(low, 0.0, land, sent, p) <= rural_party.arm(
            high, 0.0, land, sent, p) + CLOSE  # fmt: skip
    steps = [rural_party.arm(few, 0.0, 0.0, 0.0, p), rural_party.arm(few, 0.0, land, 0.0, p),
             rural_party.arm(few, 0.0, land, sent, p),
             rural_party.arm(few, 1.0, land, sent, p)]  # fmt: skip
    assert all(a <= b + CLOSE for a, b in pairwise((0.0, *steps, 1.0)))


@given(PERSONS, PAIR, PAIR, PARTY)
def test_no_more_offer_than_work_and_no_more_are_fit_than_offer(workers, supports, woes, p):
    few, many = (rural_party.volunteers_offering(workers, x, p) for x in sorted(supports))
    assert 0.0 <= few <= many <= workers
    assert 0.0 <= rural_party.volunteers_fit(many, p) <= many
    quitting = rural_party.volunteers_quitting(*woes, p)
    assert rural_party.volunteers_quitting(0.0, 0.0, p) <= quitting <= 0.5


@given(st.floats(0.0, 3.0), st.floats(0.0, 500.0), SHARE, PERSONS, PAIR, PARTY)
def test_staff_never_shrinks_and_screenings_never_exceed_the_ranks(tasks, staff, land, n, out, p):
    beyond = rural_party.overload(tasks, staff, p)
    assert 0.0 <= beyond <= 2.0
    assert rural_party.staff_next(staff, beyond, p) >= staff
    assert 0.0 <= rural_party.rural_share(land, p) <= 1.0
    gone, total = (1e6 * x for x in sorted(out))
    assert 0.0 <= rural_party.rural_expelled(n, gone, total, p) <= n


# ------------------------------------------------------------------------ reports and expectations
def test_the_candid_report_less_and_audits_restrain_the_liar():
    p = Plan(base_inflation=0.1, pressure_inflation=0.2, liar_inflation=0.16, candid_share=0.5)
    assert plan.report_ratio(0.0, False, 0.5, 0.0, p) == pytest.approx(1.1)
    assert plan.report_ratio(0.5, False, 0.5, 0.0, p) == pytest.approx(1.2)
    # candour of 0.9 leaves out a fifth of the usual 0.2, of 0.1 adds a fifth
    assert plan.report_ratio(0.5, False, 0.9, 0.0, p) == pytest.approx(1.16)
    assert plan.report_ratio(0.5, False, 0.1, 0.0, p) == pytest.approx(1.24)
    assert plan.report_ratio(0.5, True, 0.5, 0.25, p) == pytest.approx(1.2 + 0.12)


def test_grain_weighed_in_the_barn_cannot_be_inflated():
    assert plan.weighed_report(1.24, 0.0) == 1.24
    assert plan.weighed_report(1.24, 0.5) == pytest.approx(1.12)
    assert plan.weighed_report(1.24, 1.0) == pytest.approx(1.0)


def test_the_centre_takes_off_a_share_of_the_inflation_that_it_knows():
    assert plan.believed(960.0, 0.0, 0.2) == 960.0
    assert plan.believed(960.0, 1.0, 0.2) == pytest.approx(800.0)
    assert plan.believed(np.array([960.0, 550.0]), 0.5, np.array([0.4, 0.2])) == pytest.approx(
        [800.0, 500.0]
    )


def test_expectation_moves_towards_the_report_that_the_centre_accepts():
    p = Plan(report_weight=0.5)
    assert plan.expected_next(700.0, 960.0, p) == pytest.approx(830.0)
    assert plan.expected_next(700.0, 600.0, p) == pytest.approx(650.0)


def test_an_assessment_is_quick_up_and_slow_down():
    p = Plan(ratchet_up=0.75, ratchet_down=0.4)
    assert plan.assessment_next(800.0, 1000.0, p) == pytest.approx(950.0)
    assert plan.assessment_next(800.0, 600.0, p) == pytest.approx(720.0)


def test_checks_bring_part_of_the_inflation_to_light():
    p = Plan(audit_sees=0.6, audit_weight=0.5)
    # a check sees 0.6 of 0.3; half of the way from 0.1 to 0.18
    assert plan.known_next(0.1, 0.3, p) == pytest.approx(0.14)


@given(PAIR, st.booleans(), PAIR, PAIR, PLAN)
def test_reports_never_understate_and_rise_with_pressure(pressures, lies, candours, audits, p):
    (calm, storm), (sly, candid), (loose, checked) = map(sorted, (pressures, candours, audits))
    report = plan.report_ratio(calm, lies, sly, loose, p)
    assert 1.0 <= report <= plan.report_ratio(storm, lies, sly, loose, p) + CLOSE
    assert 1.0 <= plan.report_ratio(calm, lies, candid, loose, p) <= report + CLOSE
    assert 1.0 <= plan.report_ratio(calm, lies, sly, checked, p) <= report + CLOSE
    assert plan.report_ratio(calm, False, sly, loose, p) <= report + CLOSE


@given(st.floats(1.0, 1.8), SHARE, SHARE)
def test_more_weighing_brings_a_report_nearer_the_barn(ratio, some, more):
    some, more = sorted((some, more))
    assert plan.weighed_report(ratio, 0.0) == ratio
    assert 1.0 - CLOSE <= plan.weighed_report(ratio, more) <= plan.weighed_report(ratio, some)


@given(KG, PAIR, PAIR)
def test_more_discount_or_more_known_inflation_never_raises_what_is_believed(kg, allowed, known):
    (little, much), (low, high) = sorted(allowed), sorted(known)
    taken = plan.believed(kg, little, low)
    assert plan.believed(kg, much, low) <= taken <= kg
    assert plan.believed(kg, little, high) <= taken


@given(KG, KG, SHARE, SHARE, PLAN)
def test_what_is_expected_assessed_and_known_lies_between_old_and_new(old, new, known, found, p):
    low, high = min(old, new) - 1e-6, max(old, new) + 1e-6
    assert low <= plan.expected_next(old, new, p) <= high
    assert low <= plan.assessment_next(old, new, p) <= high
    sees = p.audit_sees * found
    assert min(known, sees) - CLOSE <= plan.known_next(known, found, p) <= max(known, sees) + CLOSE


@given(st.floats(1.0, 1e6), SHARE, PLAN, st.floats(0.1, 0.5))
def test_an_assessment_falls_more_slowly_than_it_rises(assessed, part, p, down):
    p = p._replace(ratchet_down=down)  # what a district gave once is asked of it again
    rise = plan.assessment_next(assessed, assessed * (1.0 + part), p) - assessed
    fall = assessed - plan.assessment_next(assessed, assessed * (1.0 - part), p)
    assert 0.0 <= fall <= rise + 1e-6


# --------------------------------------------------------------------------- what may be struck off
def test_a_district_strikes_off_what_villages_cannot_give():
    asked, can_give = np.array([100.0, 100.0, 100.0]), np.array([130.0, 40.0, -20.0])
    # 100 asked: the first can give it, the second 40, the third lacks grain of its own and gives 0
    assert plan.struck_off(asked, can_give, 1.0) == pytest.approx([0.0, 60.0, 100.0])
    assert plan.struck_off(asked, can_give, 0.5) == pytest.approx([0.0, 30.0, 50.0])
    assert not plan.struck_off(asked, can_give, 0.0).any()


@given(KG, st.floats(-1e9, 1e9), PAIR)
def test_more_veto_strikes_off_more_and_never_more_than_is_asked(asked, can_give, vetoes):
    little, much = sorted(vetoes)
    one, other = (
        float(plan.struck_off(np.array([asked]), np.array([can_give]), veto)[0])
        for veto in (little, much)
    )
    assert 0.0 <= one <= other <= asked
    assert other == 0.0 or can_give < asked


# ------------------------------------------------------------------------- corrections of the plan
NONE = np.zeros(3)


def test_cuts_go_where_reports_show_the_worst_losses():
    now, losses, p = np.array([100.0, 100.0, 200.0]), np.array([0.4, 0.2, 0.0]), Plan(voice=2.0)
    # the cubes are 0.064 and 0.008, eight to one: of a cut by 36 go 32 and 4
    assert plan.corrected_plan(now, losses, NONE, -36.0, p) == pytest.approx([68.0, 96.0, 200.0])
    assert plan.corrected_plan(now, losses, NONE, 40.0, p) == pytest.approx([110.0, 110.0, 220.0])
    # where all report the same, all are cut alike
    alike = plan.corrected_plan(now, np.full(3, 0.25), NONE, -40.0, p)
    assert alike == pytest.approx([90.0, 90.0, 180.0])
    # one region alone shows losses: three quarters of its plan go, the rest is laid on all
    deep = plan.corrected_plan(now, np.array([0.3, 0.0, 0.0]), NONE, -108.0, p)
    assert deep == pytest.approx(np.array([25.0, 100.0, 200.0]) * (1 - 33 / 325))


def test_cuts_go_sooner_where_districts_plead():
    now, losses = np.array([100.0, 100.0, 200.0]), np.array([0.2, 0.2, 0.0])
    pleading = np.array([0.5, 0.0, 1.0])
    # with a voice of 2, half the districts pleading double the claim: of a cut by 36 go 24 and 12
    heard = plan.corrected_plan(now, losses, pleading, -36.0, Plan(voice=2.0))
    assert heard == pytest.approx([76.0, 88.0, 200.0])
    deaf = plan.corrected_plan(now, losses, pleading, -36.0, Plan(voice=0.0))
    assert deaf == pytest.approx([82.0, 82.0, 200.0])
    added = plan.corrected_plan(now, losses, pleading, 40.0, Plan(voice=2.0))
    assert added == pytest.approx([110.0, 110.0, 220.0])  # nobody argues for more


REGIONAL = st.lists(st.tuples(st.floats(10, 5000), SHARE, SHARE), min_size=1, max_size=22)


@given(REGIONAL, st.floats(-1.0, 2.0), PLAN)
def test_corrected_plans_add_up_to_the_new_national_plan(rows, share, p):
    now, losses, pleading = (np.array(column) for column in zip(*rows, strict=True))
    change = share * now.sum()
    changed = plan.corrected_plan(now, losses, pleading, change, p)
    assert changed.sum() == pytest.approx(now.sum() + change, rel=1e-9, abs=1e-6)
    assert np.all(changed >= 0.0)


@given(REGIONAL, SHARE, SHARE, PLAN)
def test_a_region_that_pleads_more_never_gets_a_smaller_cut(rows, cut, more, p):
    now, losses, pleading = (np.array(column) for column in zip(*rows, strict=True))
    louder = pleading.copy()
    louder[0] += (1.0 - louder[0]) * more
    change = -0.5 * cut * now.sum()
    quiet, loud = (plan.corrected_plan(now, losses, x, change, p) for x in (pleading, louder))
    assert loud[0] <= quiet[0] + 1e-6 * now.sum()
