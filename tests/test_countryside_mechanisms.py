"""Mechanisms of the countryside: rules by hand, small steps of the kernel, and small real runs.

A run here is compared with one that differs in one lever over the same seeds. Rules that are not
here have their examples in test_countryside_rules.py.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from watching import P, Ran, month_of_nothing, ran, region_of_nothing, scenario, tick_of

from sim.kernel.arrays import COUNT, FLOW, empty_counts, empty_flows
from sim.kernel.crowds import gather
from sim.kernel.eating import die, store_rots
from sim.kernel.fields import sow_village
from sim.kernel.joining import move_members, socialise
from sim.kernel.slaughter import settle
from sim.kernel.taking import sell_freely, take_from
from sim.outcomes import REGIONS, SERIES_INDEX
from sim.rules import (
    dekulakisation,
    harvest,
    herds,
    hunger,
    marketing,
    population,
    procurement,
    protest,
    sowing,
    towns,
)
from sim.rules.cadre import BALK, LEAK
from sim.state import GONE, KOLKHOZ, PRIVATE, Districts, Households, Villages, empty

SHARE = st.floats(0.0, 1.0)
KG = st.floats(0.0, 5000.0)
SEEDS = (1, 2, 3)
POOR, MIDDLE, KULAK = 0, 1, 2
COMPLY = 0


# ------------------------------------------------------------------------------------ rules: sowing
def test_the_starving_do_half_the_work_of_the_well_fed():
    p = sowing.Sowing(weak_worker=0.5)
    # a fifth of the way from 18.5 to 22: 0.5 + 0.5 x (0.2 + 0.3)
    assert sowing.strength(19.2, 18.5, 22.0, p) == pytest.approx(0.75)
    assert sowing.strength(22.0, 18.5, 22.0, p) == 1.0
    assert sowing.strength(16.0, 18.5, 22.0, p) == 0.5


def test_hands_are_those_the_land_needs():
    p = sowing.Sowing(ha_per_worker=3.0)
    assert sowing.hands_adequacy(2.0, 12.0, p) == pytest.approx(0.5)
    assert sowing.hands_adequacy(5.0, 12.0, p) == 1.0


def test_half_of_the_work_waits_for_the_hands():
    assert sowing.work_adequacy(0.8, 1.0) == pytest.approx(0.8)
    assert sowing.work_adequacy(0.8, 0.5) == pytest.approx(0.8 * 0.75)
    assert sowing.work_adequacy(0.8, 0.0) == pytest.approx(0.4)


@given(bodies=st.tuples(st.floats(9, 26), st.floats(9, 26)), land=st.floats(0, 50), draught=SHARE)
def test_a_stouter_body_never_works_less(bodies, land, draught):
    p = sowing.Sowing()
    work = [sowing.strength(body, 18.5, 22.0, p) for body in sorted(bodies)]
    assert p.weak_worker <= work[0] <= work[1] <= 1.0
    done = [sowing.work_adequacy(draught, sowing.hands_adequacy(x, land, p)) for x in work]
    assert 0.0 <= done[0] <= done[1] <= draught


@given(horses=st.floats(0, 10), fed=st.tuples(SHARE, SHARE), land=st.floats(0.1, 50))
def test_horses_in_better_condition_never_draw_less(horses, fed, land):
    p = sowing.Sowing()
    weak, strong = (sowing.draught_adequacy(horses, x, 0.0, land, p) for x in sorted(fed))
    assert weak <= strong


# ----------------------------------------------------------------------------------- rules: harvest
def test_morale_falls_with_what_members_expect_to_lose():
    p = harvest.Harvest(despair=1.6)
    assert harvest.work_morale(0.25, p) == pytest.approx(0.6)
    assert harvest.work_morale(0.8, p) == 0.0


def test_a_rotation_grows_into_a_new_area():
    p = harvest.Harvest(rotation_heals=0.3)
    assert harvest.rotation_next(100.0, 150.0, p) == pytest.approx(115.0)
    assert harvest.rotation_next(100.0, 100.0, p) == 100.0


@given(used=st.floats(0, 500), ha=st.floats(0, 500), take=SHARE)
def test_a_rotation_lies_between_old_and_new_and_morale_is_a_share(used, ha, take):
    p = harvest.Harvest()
    assert min(used, ha) - 1e-9 <= harvest.rotation_next(used, ha, p) <= max(used, ha) + 1e-9
    assert 0.0 <= harvest.work_morale(take, p) <= 1.0


# ------------------------------------------------------------------------------------- rules: herds
def test_hay_of_a_poor_year_feeds_a_smaller_herd():
    p = herds.Herds(hay_reach=1.4, straw=0.5)
    # a crop of 0.6: 1.4 x (0.5 + 0.5 x 0.6) = 1.12 of the hay of 1924
    assert herds.rough_fodder(0.6, 1.4, p) == pytest.approx(0.8)
    assert herds.rough_fodder(0.6, 0.7, p) == 1.0  # half the herd: hay to spare
    assert herds.rough_fodder(1.0, 1.4, p) == pytest.approx(1.0)


def test_the_whole_feed_is_hay_and_grain():
    assert herds.with_hay(0.5, 1.0, 0.6) == pytest.approx(0.6 + 0.4 * 0.5)
    assert herds.with_hay(1.0, 0.5, 0.6) == pytest.approx(0.6 * 0.5 + 0.4)


def test_habit_takes_five_years():
    assert [herds.disorder(years) for years in (0.0, 2.5, 10.0)] == pytest.approx([1, 0.5, 0.05])


def test_a_horses_condition_follows_its_feed():
    p = herds.Herds(condition_speed=0.25)
    assert herds.condition_next(0.8, 0.4, p) == pytest.approx(0.7)
    assert herds.condition_next(0.8, 0.8, p) == pytest.approx(0.8)


def test_nomads_settle_by_force_and_sooner_when_ruined():
    p = herds.Herds(settling_rate=0.02, nomad_herd=0.3)
    assert herds.settling_chance(0.5, 0.4, p) == pytest.approx(0.01)
    assert herds.settling_chance(0.5, 0.2, p) == pytest.approx(0.03)
    assert herds.settling_chance(0.0, 0.0, p) == 0.0


@given(fed=st.tuples(SHARE, SHARE), size=SHARE, rate=st.floats(0, 0.6), years=st.floats(0, 20))
def test_better_feed_never_lowers_growth_while_there_is_room(fed, size, rate, years):
    p = herds.Herds()
    less, more = (herds.growth(rate, x, 1.0 - size, p) for x in sorted(fed))
    assert less <= more + 1e-12
    assert 0.0 < herds.disorder(years) <= 1.0
    condition = [herds.condition_next(fed[0], x, p) for x in sorted(fed)]
    assert 0.0 <= condition[0] <= condition[1] <= 1.0


@given(
    crops=st.tuples(st.floats(0, 2), st.floats(0, 2)), herd=st.floats(0, 3), fed=SHARE, hay=SHARE
)
def test_fodder_is_a_share_and_a_better_crop_never_gives_less(crops, herd, fed, hay):
    p = herds.Herds()
    poor, good = (herds.rough_fodder(crop, herd, p) for crop in sorted(crops))
    assert 0.0 <= poor <= good <= 1.0
    assert herds.rough_fodder(crops[0], herd + 0.5, p) <= herds.rough_fodder(crops[0], herd, p)
    low, high = sorted((fed, good))
    assert low - 1e-12 <= herds.with_hay(fed, good, hay) <= high + 1e-12


@given(settlement=st.tuples(SHARE, SHARE), herd=st.tuples(st.floats(0, 5), st.floats(0, 5)))
def test_more_force_or_a_smaller_herd_never_lowers_the_chance_to_settle(settlement, herd):
    p = herds.Herds()
    mild, harsh = sorted(settlement)
    small, large = sorted(herd)
    assert herds.settling_chance(mild, large, p) >= 0.0
    assert herds.settling_chance(mild, large, p) <= herds.settling_chance(harsh, small, p) <= 1.0


# ------------------------------------------------------------------------------------ rules: hunger
def test_gardens_feed_in_autumn_and_not_in_june():
    assert np.mean(hunger.GARDEN_SEASON) == pytest.approx(1.0)
    assert np.argmin(hunger.GARDEN_SEASON) + 1 == 5
    assert np.argmax(hunger.GARDEN_SEASON) + 1 == 9


def test_an_epidemic_follows_want_here_and_in_the_country():
    p = hunger.Hunger(contagion=0.5)
    # half of 0.3 here and half of 0.1 in the country: 0.2
    assert hunger.epidemic_next(0.1, 0.3, 0.1, p) == pytest.approx(0.1 + 0.4 * 0.1)


@given(level=SHARE, here=SHARE, country=SHARE)
def test_an_epidemic_level_is_a_share_that_rises_with_want(level, here, country):
    p = hunger.Hunger()
    assert hunger.epidemic_next(level, 0.0, country, p) >= 0.0
    assert hunger.epidemic_next(level, 0.0, country, p) <= hunger.epidemic_next(
        level, here, country, p
    )
    assert hunger.epidemic_next(level, here, country, p) <= 1.0 + 1e-12


# -------------------------------------------------------------------------------- rules: population
def test_conceptions_stop_with_hunger():
    p = population.Population(fertile_body=21.0, barren_body=17.0)
    assert [population.fecund(body, p) for body in (16.0, 19.0, 22.0)] == [0.0, 0.5, 1.0]


def test_a_running_mean_of_conceptions():
    # a month with a tenth of the usual: 1 - 0.9 / 4.5
    assert population.conceptions_next(1.0, 0.1) == pytest.approx(0.8)


def test_births_follow_conceptions_by_eight_months_on_the_mean():
    """Two running means in a row, the second fed with last month's first, as in the kernel."""
    first = second = 0.0
    lag = 0.0
    for _ in range(200):
        second = population.conceptions_next(second, first)
        first = population.conceptions_next(first, 1.0)
        lag += 1.0 - second
    assert lag == pytest.approx(3.5 + 1.0 + 3.5)


@given(bodies=st.tuples(st.floats(9, 26), st.floats(9, 26)), mean=SHARE)
def test_a_stouter_body_never_conceives_less(bodies, mean):
    p = population.Population()
    thin, stout = (population.fecund(body, p) for body in sorted(bodies))
    assert 0.0 <= thin <= stout <= 1.0
    later = [population.conceptions_next(mean, x) for x in (thin, stout)]
    assert 0.0 <= later[0] <= later[1] <= 1.0


# ----------------------------------------------------------------------------------- rules: protest
def test_the_ladder_of_five_rungs():
    p = protest.Protest(rung_hiding=0.25, rung_leaving=0.1, rung_violence=0.2)
    levels = (-0.3, -0.2, -0.05, 0.1, 0.3)
    assert [protest.rung(level, p) for level in levels] == [0, 1, 2, 3, 4]


def test_whoever_is_not_silent_hides_and_sows_less():
    p = protest.Protest(quiet_refusal=0.08)
    assert [protest.refusal(stance, p) for stance in range(5)] == [0.0, 0.08, 0.08, 0.08, 0.08]


def test_grain_taken_is_borne_while_landlords_may_return():
    p = protest.Protest(shock_taking=1.0, lesser_evil=0.8)
    assert protest.shock_of_taking(0.3, 0.0, p) == pytest.approx(0.3)
    assert protest.shock_of_taking(0.3, 0.5, p) == pytest.approx(0.3 * 0.6)


def test_occasions_over_the_state_and_over_the_home():
    p = protest.Protest(
        occasion_joining=1.0, occasion_grain=4.0, occasion_neighbour=5.0, occasion_seed=2.0,
        occasion_cattle=1.0, occasion_church=1.5, occasion_food=0.5,
    )  # fmt: skip
    state, home = protest.occasion(0.2, 0.05, 0.1, 0.3, 1.0, 0.02, 0.4, p)
    assert state == pytest.approx(1.0 * 0.2 + 4.0 * 0.05 + 5.0 * 0.02)
    assert home == pytest.approx(2.0 * 0.1 + 1.0 * 0.3 + 1.5 + 0.5 * 0.4)


def test_a_full_town_is_an_unhealthy_one():
    p = towns.Towns(crowding_deaths=4.8)
    # A tenth more people in a year: 0.07 above three percent.
    assert towns.crowding(0.1, p) == pytest.approx(1.336)
    assert towns.crowding(0.03, p) == towns.crowding(-0.05, p) == 1.0


def test_who_stands_out_comes_to_be_called_kulak():
    p = dekulakisation.Dekulakisation(relabel_rate=0.01, horse_seen=0.3, protest_seen=0.5)
    # Two horses and a yield a fifth over the mean: 0.2 + 0.6; half a push: 0.01 x 0.5 x 0.8.
    assert dekulakisation.relabel_chance(0.5, 1.2, 2, 0.0, p) == pytest.approx(0.004)
    assert dekulakisation.relabel_chance(0.5, 1.2, 2, 1.0, p) == pytest.approx(0.0065)
    assert dekulakisation.relabel_chance(0.5, 0.6, 0, 0.0, p) == 0.0


def test_a_church_is_closed_by_the_campaign_and_the_district():
    p = protest.Protest(church_rate=0.12, church_by_centre=0.5)
    assert protest.church_chance(0.9, 0.5, p) == pytest.approx(0.108)
    assert protest.church_chance(0.0, 1.0, p) == 0.0


def test_the_starving_do_not_turn_out():
    # full one above the line of 18.5, none one and a half under it: 1.5 of 2.5 at the line
    assert [protest.able(body, 18.5) for body in (16.0, 18.5, 22.0)] == pytest.approx([0, 0.6, 1])


def test_authorities_give_way_by_chance_or_because_the_secretary_spares():
    p = protest.Protest(relenting=0.3)
    assert protest.gives_way(0, 0.2, p) == 1
    assert protest.gives_way(0, 0.4, p) == 0
    assert protest.gives_way(1, 0.9, p) == 1


@given(
    levels=st.tuples(st.floats(-2, 2), st.floats(-2, 2)), blows=st.tuples(*(SHARE,) * 7), u=SHARE
)
def test_rungs_rise_with_readiness_and_occasions_with_blows(levels, blows, u):
    p = protest.Protest()
    low, high = (protest.rung(level, p) for level in sorted(levels))
    assert 0 <= low <= high <= 4
    assert 0.0 <= protest.refusal(low, p) <= protest.refusal(high, p) <= 1.0
    state, home = protest.occasion(*blows, p)
    assert min(state, home) >= 0.0
    assert protest.occasion(*(0.0,) * 7, p) == (0.0, 0.0)
    assert protest.gives_way(0, u, p) <= protest.gives_way(1, u, p) == 1
    assert 0.0 <= protest.able(18.5 + levels[0], 18.5) <= 1.0
    shock = protest.shock_of_taking(blows[0], blows[1], p)
    assert 0.0 <= shock <= protest.shock_of_taking(blows[0], 0.0, p)


# -------------------------------------------------------------------- rules: procurement, marketing
def test_hiding_is_learned_under_search():
    p = procurement.Procurement(cunning_gain=0.1, cunning_most=0.6)
    assert procurement.cunning_next(0.2, 0.5, p) == pytest.approx(0.2 + 0.1 * 0.5 * 0.4)
    assert procurement.cunning_next(0.2, 0.0, p) == 0.2
    assert procurement.cunning_next(0.6, 1.0, p) == 0.6


def test_tax_brings_grain_to_market_whatever_the_need():
    p = marketing.Marketing(tax_rub=8.0, tax_most=0.08)
    # a quarter of 8 rubles at 5 kopecks a kg: 40 kg; the poor 0.4, the well-to-do twice of it
    sold = [marketing.tax_sale(2000.0, 0.05, label, p) for label in (POOR, MIDDLE, KULAK)]
    assert sold == pytest.approx([16.0, 40.0, 80.0])
    assert marketing.tax_sale(300.0, 0.05, MIDDLE, p) == pytest.approx(24.0)  # 0.08 of the store


@given(cunning=SHARE, searches=st.tuples(SHARE, SHARE), store=KG, price=st.floats(0.0, 1.0))
def test_cunning_is_a_share_and_tax_leaves_most_of_the_store(cunning, searches, store, price):
    p = procurement.Procurement()
    mild, harsh = (procurement.cunning_next(cunning, x, p) for x in sorted(searches))
    assert cunning <= mild <= harsh <= max(cunning, p.cunning_most) + 1e-12
    q = marketing.Marketing()
    for label in (POOR, MIDDLE, KULAK):
        assert 0.0 <= marketing.tax_sale(store, price, label, q) <= q.tax_most * store


# ------------------------------------------------------------------------------------- rules: towns
def test_grain_above_the_records_price_is_lost_to_investment():
    p = towns.Towns(treasury_share=0.5, output_value=20.0)
    # a Mt a month a kopeck dearer is 120 million rubles a year: half of it over 20 billion
    assert towns.dearer_grain(0.06, 0.05, 1e9, 100.0, p) == pytest.approx(0.003)
    assert towns.dearer_grain(0.05, 0.05, 1e9, 100.0, p) == 0.0


def test_old_specialists_go_and_workers_rise():
    p = towns.Towns(old_specialists=0.02)
    assert towns.specialists_next(0.9, 0.5, p) == pytest.approx(0.9 * 0.99)
    # a ninety-sixth of 0.096 is forgotten, 50 thousand of ten million rise
    assert towns.risen_next(0.096, 5e4, 1e7) == pytest.approx(0.095 + 0.005)


def test_workers_support_follows_their_lot():
    p = towns.Towns(
        support_speed=0.1, jobless_anger=1.5, bread_anger=1.0, wage_anger=0.3, risen_loyalty=2.0
    )
    lot = 0.75 - 1.5 * 0.1 - 0.2 + 2.0 * 0.05 - 0.3 * 0.1  # 0.47
    assert towns.support_next(0.6, 0.1, 0.2, 90.0, 0.05, p) == pytest.approx(
        0.6 + 0.1 * (lot - 0.6)
    )


@given(now=SHARE, lots=st.tuples(SHARE, SHARE, SHARE), worse=SHARE, wage=st.floats(20, 200))
def test_support_is_a_share_that_want_never_raises(now, lots, worse, wage):
    p = towns.Towns()
    jobless, stress, risen = lots
    here = towns.support_next(now, jobless, stress, wage, risen, p)
    assert 0.0 <= towns.support_next(now, jobless, max(stress, worse), wage, risen, p) <= here
    assert here <= 1.0
    assert 0.0 <= towns.specialists_next(now, worse, p) <= now


# ------------------------------------------------------------------------------------ small steps
def one_village(homes, **village):
    """Rows of households, given as columns each, and of their village."""
    hh, vi = empty(Households, len(homes)).rows, empty(Villages, 1).rows
    hh["identity"] = 100 + np.arange(len(homes))
    hh["horse_condition"], hh["body"], vi["kolkhoz_condition"] = 1.0, 22.0, 1.0
    for i, home in enumerate(homes):
        for name, value in home.items():
            hh[name][i] = value
    for name, value in village.items():
        vi[name][0] = value
    vi["stop"][0] = len(homes)
    return hh, vi


def crowds(choice, villages=400):
    """Villages in which a crowd gathered under a secretary's choice: (conceded, force seen)."""
    district, month = empty(Districts, 1).rows, month_of_nothing(month=1930 * 12, credibility=1.0)
    district["choice"][0] = choice
    found = []
    for identity in range(villages):
        _, vi = one_village([{}], identity=identity)
        counts = empty_counts(1)
        gather(vi[0], district[0], month, 0, 0.5, 200.0, 100, (0.3, 0.1), P, counts)
        if counts[0, COUNT["crowds_realised"]]:
            found.append((float(vi["conceded"][0]), float(vi["force_seen"][0])))
        else:
            assert vi["conceded"][0] == vi["force_seen"][0] == 0.0
    return np.array(found)


def test_a_crowd_wins_a_concession_or_meets_force():
    put_down = np.float32(P["protest"]["crushed"])
    found = crowds(COMPLY)
    assert len(found) > 100
    assert {tuple(one) for one in found} == {(1.0, 0.0), (0.0, put_down)}
    assert found[:, 0].mean() == pytest.approx(float(P["protest"]["relenting"]), abs=0.1)


@pytest.mark.parametrize("choice", [BALK, LEAK])
def test_a_secretary_who_spares_the_village_gives_way_to_every_crowd(choice):
    assert {tuple(one) for one in crowds(choice)} == {(1.0, 0.0)}


def test_women_stand_in_front_where_it_is_about_the_home():
    _, vi = one_village([{}])
    counts, p = empty_counts(1), P["protest"]
    gather(vi[0], empty(Districts, 1).rows[0], month_of_nothing(), 0, 0.5, 200.0, 100, (0.3, 0.1),
           P, counts)  # fmt: skip
    # 0.4 occasions, half of a hundred households squared; a quarter of the crowds at home
    expected = float(p["crowd_rate"]) * 0.4 * 0.25
    assert counts[0, COUNT["crowds"]] == pytest.approx(expected)
    assert counts[0, COUNT["crowds_home"]] == pytest.approx(expected / 4)
    women = 0.75 * float(p["women_joining"]) + 0.25 * float(p["women_home"])
    assert counts[0, COUNT["crowds_women"]] == pytest.approx(expected * women)


def sown(condition):
    """Hectares that a household with one horse in a condition sows in spring."""
    hh, vi = one_village([{
        "status": PRIVATE, "adults": 3, "horses": 1, "horse_condition": condition, "land_ha": 6.0,
        "worked_ha": 6.0, "seed_kg": 2000.0,
    }])  # fmt: skip
    here = region_of_nothing(spring_share=1.0)[0]
    sow_village(hh, vi[0], 0, here, 1, P, empty_flows(1))
    return float(hh["spring_ha"][0])


def test_a_horse_in_poor_condition_sows_less():
    """6 ha need more than one horse: one well fed is 0.6 of the need, one worn out a third."""
    p = P["sowing"]
    for condition, work in ((1.0, 1.0), (0.0, float(p["weak_horse"]))):
        draught = work * float(p["ha_per_horse"]) / 6.0
        assert sown(condition) == pytest.approx(
            6.0 * (1 - float(p["draught_power"]) * (1 - draught))
        )
    assert sown(0.0) < sown(0.5) < sown(1.0)


def sold(due, open_kg=300.0):
    """Grain that a middle household with less than it needs sells in a month."""
    hh, vi = one_village([{
        "status": PRIVATE, "label": MIDDLE, "adults": 3, "children": 3, "open_kg": open_kg,
    }])  # fmt: skip
    flows = empty_flows(1)
    month = month_of_nothing(
        tax_falls_due=due, state_price=0.05, market_price=0.05, to_state=1.0, readiness=1.0
    )
    sell_freely(hh, vi[0], 0, month, region_of_nothing(months_left=9.0), P, flows)
    assert hh["open_kg"][0] + flows[0, FLOW["sold_state"]] == pytest.approx(open_kg)
    return float(flows[0, FLOW["sold_state"]])


def test_in_autumn_tax_brings_even_a_poor_store_to_market():
    p = P["marketing"]
    assert sold(0) == 0.0
    due_kg = float(p["tax_rub"]) / 4.0 / 0.05
    assert sold(1) == pytest.approx(min(due_kg, 300.0 * float(p["tax_most"])))


def test_practice_puts_a_hidden_store_out_of_reach():
    found, here = [], region_of_nothing(months_left=6.0)[0]
    for cunning in (0.0, 0.4):
        hh, _ = one_village([{"hidden_kg": 100.0, "cunning": cunning, "crop_kg": 500.0}])
        take_from(hh[0], 1000.0, 1.0, 1.0, here, month_of_nothing(), P, empty_flows(1), 0)
        found.append(100.0 - float(hh["hidden_kg"][0]))
    # of 100 kg a full search finds the share that is findable; practice hides 0.4 of it
    assert found[0] == pytest.approx(100.0 * float(P["procurement"]["found_share"]))
    assert found[1] == pytest.approx(0.6 * found[0], rel=1e-6)


def test_a_concession_puts_off_coercion_and_with_it_joining():
    district = empty(Districts, 1).rows
    district["tempo"], district["coercion"] = 1.0, 1.0
    joined = []
    for conceded in (0.0, 1.0):
        hh, vi = one_village([{"status": PRIVATE, "label": MIDDLE}] * 400, conceded=conceded)
        month = month_of_nothing(month=1930 * 12)
        forced_in, _ = move_members(hh, vi[0], district[0], month, 0, P, empty_flows(1))
        joined.append(np.mean(hh["status"] == KOLKHOZ))
        force = 1.0 - conceded * float(P["protest"]["relief_won"])
        assert forced_in == pytest.approx(force * joined[-1])
    chance = float(P["kolkhoz"]["pressed_rate"]) * 0.4
    assert joined[0] == pytest.approx(chance, abs=0.07)
    assert joined[1] == pytest.approx(chance * (1 - float(P["protest"]["relief_won"])), abs=0.07)


def test_cows_are_taken_only_as_far_as_the_line_wants_them():
    hh, vi = one_village([{"status": KOLKHOZ, "cattle": 2}] * 300)
    month = month_of_nothing(month=1931 * 12, socialisation=0.5)
    taken = socialise(hh, vi[0], month, 1.0, P)
    assert taken == vi["kolkhoz_cattle"][0] == 600 - hh["cattle"].sum()
    assert taken / 600 == pytest.approx(0.5 * float(P["kolkhoz"]["cows_taken"]), abs=0.05)
    vi["kolkhoz_cattle"][0] = 1000  # five eighths and more stand in the yard
    assert socialise(hh, vi[0], month, 1.0, P) == 0


def test_a_settled_household_keeps_the_settled_share_of_its_herd():
    hh, _ = one_village([{"nomad": 1, "horses": 100, "cattle": 100, "pigs": 3, "sheep": 1000}])
    counts, kept = empty_counts(1), float(P["herds"]["settled_herd"])
    settle(hh[0], 0, month_of_nothing(), P, counts)
    assert hh["nomad"][0] == 0
    for kind, had in (("horses", 100), ("cattle", 100), ("sheep", 1000)):
        assert hh[kind][0] == pytest.approx(kept * had, abs=1)
        assert counts[0, COUNT[f"{kind}_slaughtered"]] == had - hh[kind][0]
    assert hh["pigs"][0] == 3


def test_hunger_kills_the_old_and_the_young_first():
    hh, _ = one_village([{"adults": 20000, "elders": 10000, "children": 20000, "infants": 10000}])
    counts = empty_counts(1)
    die(hh[0], 0, 0.1, (0.0, 0.0, 0.0, 0.0), 0.5, 0.5, P, counts)
    p = P["hunger"]
    young, old = (int(1000 * float(p[f"{who}_factor"])) for who in ("child", "elder"))
    assert 10000 - hh["elders"][0] == pytest.approx(old, abs=1)
    assert 10000 - hh["infants"][0] == pytest.approx(young, abs=1)
    assert 20000 - hh["children"][0] == pytest.approx(2 * young, abs=2)
    assert 20000 - hh["adults"][0] == pytest.approx(old + 1000, abs=2)
    deaths = 40000 - int(hh["adults"][0]) - int(hh["children"][0])
    assert counts[0, COUNT["deaths"]] == counts[0, COUNT["hunger_deaths"]] == deaths


def test_rodents_take_their_share_of_open_and_hidden_stores():
    hh, _ = one_village([{"open_kg": 1000.0, "hidden_kg": 200.0, "seed_kg": 400.0}])
    flows, part = empty_flows(1), float(P["hunger"]["rot"])
    store_rots(hh[0], 0, P, flows)
    assert hh["open_kg"][0] == pytest.approx(1000 * (1 - part))
    assert hh["hidden_kg"][0] == pytest.approx(200 * (1 - part))
    assert flows[0, FLOW["rotted"]] == pytest.approx(1200 * part)


# ------------------------------------------------------------------------------------- small runs
def total(name, first, last, until, *overrides):
    """Sum of a flow over months, the country's, mean over the seeds."""
    return np.mean([ran(until, overrides, seed).total(name, first, last) for seed in SEEDS])


def region_sum(run, region, values):
    """Sum of a number a household over the homes of a region that are not gone."""
    homes, place = run.households, REGIONS.index(region)
    here = (run.villages["region"][homes["village"]] == place) & (homes["status"] != GONE)
    return float(values[here].sum())


def test_concealment_learns_under_search_alone():
    means = {}
    for search in (0.0, 0.9):
        for until in ("1928-06", "1929-12"):
            run = ran(until, (f"procurement.search=1928-01:{search}",))
            homes = run.households[run.households["status"] != GONE]
            means[search, until] = float(homes["cunning"].mean())
    assert means[0.0, "1928-06"] == means[0.0, "1929-12"] == 0.0
    assert 0.0 < means[0.9, "1928-06"] < means[0.9, "1929-12"]


def test_closing_churches_brings_women_out():
    span = ("1930-01", "1930-05", "1930-05")
    home, women = (
        [total(f"mass_disturbances_{what}", *span, f"religion.closing=1930-01:{closing}")
         / total("mass_disturbances_month", *span, f"religion.closing=1930-01:{closing}")
         for closing in (0.0, 0.9)]
        for what in ("home", "women")
    )  # fmt: skip
    assert home[0] < home[1]
    assert women[0] < women[1]
    counts = [total("mass_disturbances_home", *span, f"religion.closing=1930-01:{closing}")
              for closing in (0.0, 0.9)]  # fmt: skip
    assert counts[0] < counts[1]


def test_people_dissent_more_in_private_and_most_where_there_is_fear():
    gaps = {1927: [], 1931: []}
    for seed in SEEDS:
        run = ran("1931-12", (), seed)
        private, public = (run.values[SERIES_INDEX[f"dissent_{x}"]] for x in ("private", "public"))
        assert np.all(private >= public)
        for year, found in gaps.items():
            months = slice(tick_of(f"{year}-01"), tick_of(f"{year}-12") + 1)
            found.append(np.mean((private - public)[months, -1]))
    assert np.mean(gaps[1931]) > np.mean(gaps[1927])


A_YEAR_OF_HUNGER = (
    "procurement.plan=1932-07:30", "procurement.penalty=1932-07:1",
    "procurement.plan=1933-07:10", "procurement.penalty=1933-07:0",
)  # fmt: skip


def test_the_fewest_births_follow_the_most_deaths():
    """The worst month of a hungry year lies seven to eleven months before the fewest births."""
    births, deaths = (
        np.sum([ran("1935-12", A_YEAR_OF_HUNGER, seed).values[SERIES_INDEX[name], :, -1]
                for seed in SEEDS], axis=0)
        for name in ("births_reconstructed", "deaths_reconstructed")
    )  # fmt: skip
    years = [months.reshape(-1, 12).sum(axis=1) for months in (births, deaths)]
    assert np.argmin(years[0]) == np.argmax(years[1]) + 1
    worst = int(np.argmax(deaths))
    assert 7 <= int(np.argmin(births[worst : worst + 18])) <= 11


def test_a_closed_road_stops_all_who_set_out():
    first, last = "1932-01", "1932-12"
    open_road, closed = (f"passports.barrier=1932-01:{value}" for value in (0, 1))
    span = (first, last, last)
    free = total("rural_departures_to_towns", *span, open_road)
    assert total("rural_departures_to_towns", *span, closed) == 0.0 < free
    assert total("flight_stopped", *span, closed) > 0.0
    assert total("flight_stopped", *span, open_road) == 0.0


def test_forced_settlement_ends_nomads_and_their_sheep():
    nomads, sheep = [], []
    for force in (0.0, 0.9):
        runs = [ran("1932-06", (f"kazakhstan.settlement=1930-01:{force}",), s) for s in SEEDS]
        nomads.append(sum(
            region_sum(run, "Kazakhstan", run.households["nomad"].astype(float)) for run in runs
        ))  # fmt: skip
        place = REGIONS.index("Kazakhstan")
        sheep.append(np.mean(
            [run.read("livestock_sheep_goats_summer", tick_of("1932-06"), place) for run in runs]
        ))  # fmt: skip
    assert nomads[1] < 0.7 * nomads[0]
    assert sheep[1] < 0.7 * sheep[0]


def test_peasants_slaughter_what_is_to_be_socialised():
    span = ("1929-10", "1930-03", "1930-03")
    forced = "collectivisation.force=1929-10:1"
    killed = [
        total("livestock_cattle_slaughtered", *span, forced, f"livestock.socialisation=1929-10:{x}")
        for x in (0.0, 0.95)
    ]
    assert killed[1] > 2.0 * killed[0]


def leavers(exit_allowed):
    """Households that went from the kolkhoz back to private farming in 1930."""
    status, left = [None], [0]

    def look(world):
        now = world.households.status.copy()
        if status[0] is not None:
            left[0] += int(np.sum((status[0] == KOLKHOZ) & (now == PRIVATE)))
        status[0] = now

    Ran(scenario("1930-12", (f"collectivisation.exit_allowed={exit_allowed}",)), each_month=look)
    return left[0]


def test_nobody_leaves_a_kolkhoz_whose_door_is_shut():
    assert leavers(0.0) == 0
    assert leavers(1.0) > 0


def test_relief_to_the_worst_fed_averts_no_fewer_deaths():
    span = ("1932-07", "1933-12", "1933-12")
    even, worst = (
        total("deaths_from_hunger", *span, "relief.share_of_need=1932-07:0.3",
              f"relief.targeting=1932-07:{target}")
        for target in (0, 1)
    )  # fmt: skip
    assert worst <= even < total("deaths_from_hunger", *span, "relief.share_of_need=1932-07:0")


def test_open_kolkhoz_trade_brings_grain_to_market():
    shut, free = (
        total("grain_market_sales", "1934-01", "1934-12", "1934-12", f"trade.kolkhoz=1934-01:{x}")
        for x in (0.0, 0.9)
    )
    assert free > shut


def test_biological_reports_count_what_is_lost_in_the_field():
    ratios = []
    for counted in (0, 1):
        change = f"reports.biological=1931-07:{counted}"
        official, true = (
            total(f"grain_harvest_{name}", "1931-07", "1931-12", "1931-12", change)
            for name in ("official_contemporary", "wheatcroft_davies_low")
        )
        ratios.append(official / true)
    assert ratios[1] > ratios[0] > 1.0
