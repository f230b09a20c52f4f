"""Rules of the countryside, the plan and the towns: examples to redo by hand, and laws.

An example fixes the parameters that it uses, so that a retuned default leaves it as it is. Rules
of learning, protest, herds on hay, ages and the balance have theirs in
test_countryside_mechanisms.py, cadres in test_cadre_rules.py, the rural party, reports and
corrections of the plan in test_rural_party_rules.py.
"""

import ast
import inspect
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import (
    cadre,
    cadre_fate,
    dekulakisation,
    harvest,
    herds,
    hunger,
    kolkhoz,
    marketing,
    outlook,
    plan,
    population,
    procurement,
    protest,
    rural_party,
    sowing,
    towns,
)

TESTED = (
    cadre, cadre_fate, dekulakisation, harvest, herds, hunger, kolkhoz, marketing, outlook, plan,
    population, procurement, protest, rural_party, sowing, towns,
)  # fmt: skip
SHARE = st.floats(0.0, 1.0)
KG = st.floats(0.0, 5000.0)
RATIO = st.floats(0.1, 5.0)
POOR, MIDDLE, KULAK = 0, 1, 2
FILES = ("test_countryside_rules.py", "test_countryside_mechanisms.py", "test_cadre_rules.py",
         "test_rural_party_rules.py")  # fmt: skip
"""Where the examples are."""


def test_every_rule_of_these_files_has_an_example():
    called = {
        f"{node.func.value.id}.{node.func.attr}"
        for name in FILES
        for node in ast.walk(ast.parse(Path(__file__).with_name(name).read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
    }
    for module in TESTED:
        stem = module.__name__.rpartition(".")[2]
        tree = ast.parse(inspect.getsource(module))
        rules = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        missing = [name for name in rules if name[0] != "_" and f"{stem}.{name}" not in called]
        assert not missing, f"sim/rules/{stem}.py: no example for {', '.join(missing)}"


# ------------------------------------------------------------------------------------------ sowing
def test_two_horses_work_half_the_land_of_fourteen_hectares():
    p = sowing.Sowing(ha_per_horse=3.5, ha_per_tractor=90.0, weak_horse=0.4)
    assert sowing.draught_adequacy(2.0, 1.0, 0.0, 14.0, p) == pytest.approx(0.5)
    assert sowing.draught_adequacy(0.0, 1.0, 0.1, 18.0, p) == pytest.approx(0.5)  # 9 of 18 ha
    assert sowing.draught_adequacy(9.0, 1.0, 0.0, 14.0, p) == 1.0
    # horses half fed do 0.4 + 0.6 x 0.5 = 0.7 of the work: 2 x 0.7 x 3.5 = 4.9 ha of 14
    assert sowing.draught_adequacy(2.0, 0.5, 0.0, 14.0, p) == pytest.approx(4.9 / 14)


def test_expected_taking_above_what_is_tolerated_lowers_the_will_to_sow():
    p = sowing.Sowing(take_response=0.4, tolerated_take=0.2)
    assert sowing.will_to_sow(0.1, p) == 1.0
    assert sowing.will_to_sow(0.7, p) == pytest.approx(1 - 0.4 * 0.5)


def test_area_wanted_is_land_less_what_will_and_draught_withhold():
    p = sowing.Sowing(draught_power=0.3, yearly_extension=0.1)
    # 10 ha at will 0.9; half the draught is missing: 9 x (1 - 0.3 x 0.5) = 7.65
    assert sowing.area_wanted(10.0, 9.0, 0.5, 0.9, p) == pytest.approx(7.65)
    assert sowing.area_wanted(10.0, 5.0, 1.0, 1.0, p) == pytest.approx(5.5)  # 5 ha and a tenth


def test_seed_bounds_the_area_sown():
    p = sowing.Sowing(seed_kg_per_ha=120.0)
    assert sowing.area_sown(6.0, 600.0, p) == pytest.approx(5.0)
    assert sowing.area_sown(6.0, 1000.0, p) == 6.0


@given(
    land=st.floats(0.1, 50), worked=st.floats(0, 50), horses=st.floats(0, 10), fed=SHARE, take=SHARE
)  # fmt: skip
def test_nobody_wants_more_land_than_he_has(land, worked, horses, fed, take):
    p = sowing.Sowing()
    adequacy = sowing.draught_adequacy(horses, fed, 0.0, land, p)
    will = sowing.will_to_sow(take, p)
    assert 0.0 <= adequacy <= 1.0
    assert 0.0 <= will <= 1.0
    assert 0.0 <= sowing.area_wanted(land, worked, adequacy, will, p) <= land


@given(less=SHARE, more=SHARE)
def test_more_expected_taking_never_raises_sowing(less, more):
    less, more = sorted((less, more))
    p = sowing.Sowing()
    assert sowing.will_to_sow(more, p) <= sowing.will_to_sow(less, p)


# ----------------------------------------------------------------------------------------- harvest
def test_a_crop_is_area_times_yield_luck_skill_and_timely_work():
    p = harvest.Harvest(late_work_loss=0.4, quoted_adequacy=0.9)
    # 5 ha x 700 kg x 1.1 x 0.9 = 3465; adequacy 0.4 loses 0.4 x 0.5 of it
    assert harvest.crop(5.0, 700.0, 1.1, 0.9, 0.4, p) == pytest.approx(3465 * 0.8)
    assert harvest.crop(5.0, 700.0, 1.1, 0.9, 0.9, p) == pytest.approx(3465)


def test_the_weather_of_a_year_is_its_departure_and_what_is_given_on_top():
    assert harvest.weather_index(-0.2, 1.0, 0.0) == pytest.approx(0.8)
    assert harvest.weather_index(-0.2, 0.5, 0.0) == pytest.approx(0.9)
    assert harvest.weather_index(-0.2, 0.0, 5.0) == pytest.approx(1.05)
    assert harvest.weather_index(-0.9, 1.0, 0.0) == harvest.WORST_YEAR


@given(st.floats(-1.0, 1.0), st.floats(0.0, 1.0), st.floats(-50.0, 50.0), st.floats(0.0, 50.0))
def test_better_weather_given_never_means_a_worse_year(departure, shock, given_percent, more):
    now = harvest.weather_index(departure, shock, given_percent)
    assert harvest.weather_index(departure, shock, given_percent + more) >= now
    assert now >= harvest.WORST_YEAR


def test_a_kolkhoz_loses_by_youth_low_morale_and_overstretched_land():
    p = harvest.Harvest(collective_loss=0.2, learning=0.1, shirking_loss=0.3, rotation_loss=0.5)
    # second year: 0.2 x 0.8; morale 0.5: 0.3 x 0.5; a tenth too much land: 0.5 x 0.1
    assert harvest.collective_order(2.0, 0.5, 0.1, p) == pytest.approx(1 - 0.16 - 0.15 - 0.05)
    assert harvest.collective_order(0.0, 1.0, -0.3, p) == pytest.approx(0.8)


@given(years=st.floats(0, 10), morale=SHARE, extension=st.floats(-1.0, 3.0))
def test_order_of_a_kolkhoz_is_a_share(years, morale, extension):
    assert 0.3 <= harvest.collective_order(years, morale, extension, harvest.Harvest()) <= 1.0


# --------------------------------------------------------------------------------------- marketing
@pytest.mark.parametrize(("ratio", "share"), [(1.0, 0.40), (0.7, 0.32), (0.5, 0.26)])
def test_allens_split_between_own_use_and_sale(ratio, share):
    """Allen 2003, fitted to 1913-28: must hold whatever the defaults."""
    assert marketing.marketed_share(ratio, marketing.Marketing()) == pytest.approx(share, abs=0.01)


def test_sellers_wait_when_the_market_price_runs_away_or_war_threatens():
    p = marketing.Marketing(reference_ratio=0.7, waiting=0.4, alarm_holding=0.3)
    assert marketing.readiness(0.7, 1.0, 0.0, p) == pytest.approx(1.0)
    assert marketing.readiness(0.7, 0.9, 0.0, p) == pytest.approx(1.0)
    assert marketing.readiness(0.7, 2.0, 0.0, p) == pytest.approx(1 - 0.4 * 0.5)  # gap 1 of 1 + 1
    assert marketing.readiness(0.7, 1.0, 0.5, p) == pytest.approx(0.85)


def test_the_state_loses_sellers_as_the_square_of_the_market_price():
    p = marketing.Marketing(state_pull=2.0, trade_reach=0.5)
    to_market = [1.0 - marketing.share_to_state(m, 1.0, p) for m in (1.0, 2.0)]
    with_state = [1.0 - share / p.trade_reach for share in to_market]
    assert with_state[1] == pytest.approx(with_state[0] / 4.0)
    assert marketing.share_to_state(5.0, 0.0, p) == 1.0  # without private trade


def test_the_poor_sell_early_and_the_rich_can_wait():
    p = marketing.Marketing(monthly_rate=0.1, poor_haste=0.3, rich_patience=0.5)
    assert marketing.sale(1000.0, 0.8, MIDDLE, p) == pytest.approx(80.0)
    assert marketing.sale(1000.0, 0.8, POOR, p) == pytest.approx(80.0 * 1.3)
    assert marketing.sale(1000.0, 0.8, KULAK, p) == pytest.approx(80.0 * (1 - 0.5 * 0.2))
    assert marketing.sale(-50.0, 0.8, MIDDLE, p) == 0.0


@given(ratio=RATIO, market=st.floats(0.9, 12), freedom=SHARE, surplus=st.floats(-1000, 5000))
def test_sales_are_shares_of_what_is_there(ratio, market, freedom, surplus):
    p = marketing.Marketing()
    assert 0.0 < marketing.marketed_share(ratio, p) < 1.0
    assert 0.0 <= marketing.share_to_state(market, freedom, p) <= 1.0
    ready = marketing.readiness(ratio, market, 1.0 - freedom, p)
    for label in (POOR, MIDDLE, KULAK):
        assert 0.0 <= marketing.sale(surplus, ready, label, p) <= max(0.0, surplus)


@given(low=RATIO, high=RATIO)
def test_a_better_price_never_lowers_marketing(low, high):
    low, high = sorted((low, high))
    p = marketing.Marketing()
    assert marketing.marketed_share(low, p) <= marketing.marketed_share(high, p) + 1e-12


# ------------------------------------------------------------------------------------- procurement
def test_hiding_learns_from_taking_and_is_deterred_by_searches():
    p = procurement.Procurement(hide_base=0.01, hide_response=0.2, hide_most=0.15)
    assert procurement.hidden_share(0.3, 0.0, 0.0, p) == pytest.approx(0.07)
    assert procurement.hidden_share(0.3, 1.0, 0.5, p) == pytest.approx(0.07 * 0.75)
    assert procurement.hidden_share(1.0, 0.0, 0.0, p) == 0.15


def test_a_kulak_is_asked_more_and_a_poor_peasant_less():
    p = procurement.Procurement(kulak_multiple=3.0, poor_share=0.5)
    weights = [procurement.claim_weight(800.0, label, p) for label in (POOR, MIDDLE, KULAK)]
    assert weights == pytest.approx([400.0, 800.0, 2400.0])


def test_squads_leave_less_food_under_pressure_and_penalty():
    p = procurement.Procurement(food_left=0.5, strip=0.4)
    # at pressure 0.8 of a need of 500 kg: 500 x (1 - 0.8 x 0.5) = 300
    assert procurement.left_to_eat(500.0, 0.8, 0.0, p) == pytest.approx(300.0)
    assert procurement.left_to_eat(500.0, 0.8, 0.5, p) == pytest.approx(300.0)
    assert procurement.left_to_eat(500.0, 0.8, 1.0, p) == pytest.approx(300.0 * 0.6)


def test_squads_take_what_is_asked_but_no_more_than_is_found_and_not_left():
    p = procurement.Procurement(found_share=0.4)
    # 600 lie open, half a search finds 0.2 of 500 hidden: 700, of which 300 are left
    assert procurement.grain_taken(1000.0, 600.0, 500.0, 300.0, 0.5, p) == pytest.approx(400.0)
    assert procurement.grain_taken(150.0, 600.0, 500.0, 300.0, 0.5, p) == 150.0
    assert procurement.grain_taken(1000.0, 200.0, 0.0, 300.0, 0.5, p) == 0.0


def test_seed_is_taken_last_and_only_where_it_is_not_exempt():
    assert procurement.seed_taken(500.0, 200.0, 0.25, 0.8) == pytest.approx(200 * 0.75 * 0.8)
    assert procurement.seed_taken(50.0, 200.0, 0.0, 1.0) == 50.0
    assert procurement.seed_taken(500.0, 200.0, 1.0, 1.0) == 0.0


@given(asked=KG, open_kg=KG, hidden=KG, left=KG, search=SHARE, seed=KG, exempt=SHARE)
def test_a_take_never_exceeds_what_is_asked_or_findable(
    asked, open_kg, hidden, left, search, seed, exempt
):
    p = procurement.Procurement()
    kg = procurement.grain_taken(asked, open_kg, hidden, left, search, p)
    assert 0.0 <= kg <= asked
    assert kg <= open_kg + p.found_share * search * hidden
    more = procurement.seed_taken(asked - kg, seed, exempt, search)
    assert 0.0 <= more <= min(seed, asked - kg)


TWO = st.tuples(SHARE, SHARE)


@given(need=KG, pressures=TWO, penalties=TWO)
def test_more_pressure_or_penalty_never_leaves_more(need, pressures, penalties):
    p = procurement.Procurement()
    mild, harsh = zip(sorted(pressures), sorted(penalties), strict=True)
    assert 0.0 <= procurement.left_to_eat(need, *harsh, p) <= need
    assert procurement.left_to_eat(need, *harsh, p) <= procurement.left_to_eat(need, *mild, p)


@given(asked=KG, open_kg=KG, hidden=KG, need=KG, pressures=TWO, searches=TWO)
def test_more_pressure_or_search_never_takes_less(
    asked, open_kg, hidden, need, pressures, searches
):
    p = procurement.Procurement()
    kg = [
        procurement.grain_taken(
            asked, open_kg, hidden, procurement.left_to_eat(need, pressure, 0.5, p), search, p
        )
        for pressure, search in zip(sorted(pressures), sorted(searches), strict=True)
    ]
    assert kg[0] <= kg[1]


@given(take=SHARE, search=SHARE, fear=SHARE)
def test_hidden_share_is_a_share_below_the_most(take, search, fear):
    p = procurement.Procurement()
    assert 0.0 <= procurement.hidden_share(take, search, fear, p) <= p.hide_most


# ----------------------------------------------------------------------------------------- kolkhoz
def test_pressure_and_advantage_both_bring_members():
    p = kolkhoz.Kolkhoz(pressed_rate=0.5, willing_rate=0.02, imitation=1.0, label_fear=0.5)
    # advantage 0.5, three tenths are in
    willing = 0.02 * 0.5 * (1 + 1.0 * 0.3)
    assert kolkhoz.join_chance(0.4, 0.0, 0.5, 0.3, 0.2, 0.0, p) == pytest.approx(willing)
    assert kolkhoz.join_chance(0.4, 0.0, 0.5, 0.3, 0.2, 1.0, p) == pytest.approx(2 * willing)
    # force 0.6 on a gap of 0.4 with half of the village in: the crowd counts for one
    pressed = 0.5 * 0.6 * 0.4
    assert kolkhoz.join_chance(0.4, 0.6, 0.0, 0.5, 0.0, 0.0, p) == pytest.approx(pressed)
    label = kolkhoz.join_chance(0.4, 0.6, 0.0, 0.5, 0.2, 0.0, p)
    assert label == pytest.approx(pressed * (1 + 0.5 * 0.2))
    assert kolkhoz.join_chance(-0.2, 1.0, 0.0, 0.3, 0.2, 0.0, p) == 0.0  # the target is passed


def test_the_loyal_fifth_never_leaves():
    p = kolkhoz.Kolkhoz(leaving_rate=0.4, loyal_share=0.2)
    assert kolkhoz.leave_chance(1.0, 0.7, p) == pytest.approx(0.4)
    # a door open by a quarter: 0.4 x 0.25 x the root of 0.25
    assert kolkhoz.leave_chance(0.25, 0.7, p) == pytest.approx(0.05)
    assert kolkhoz.leave_chance(1.0, 0.81, p) == 0.0
    assert kolkhoz.leave_chance(0.0, 0.7, p) == 0.0


def test_members_are_paid_from_what_deliveries_and_feed_leave():
    # 700 - 100 feed - 200 due = 400; over ten months with a fifth in advance: 48
    assert kolkhoz.paid_to_members(700.0, 100.0, 200.0, 10.0) == pytest.approx(48.0)
    assert kolkhoz.paid_to_members(700.0, 100.0, 200.0, 1.0) == pytest.approx(400.0)
    assert kolkhoz.paid_to_members(250.0, 100.0, 200.0, 10.0) == 0.0


@given(gap=st.floats(-1, 1), force=SHARE, advantage=SHARE, share=SHARE, risk=SHARE, poor=SHARE)
def test_chances_to_join_and_leave_are_chances(gap, force, advantage, share, risk, poor):
    p = kolkhoz.Kolkhoz()
    assert 0.0 <= kolkhoz.join_chance(gap, force, advantage, share, risk, poor, p) <= 0.95
    assert 0.0 <= kolkhoz.leave_chance(share, risk, p) <= 1.0


@given(store=KG, feed=KG, due=KG, left=st.floats(1.0, 12.0))
def test_a_kolkhoz_pays_no_more_than_it_has(store, feed, due, left):
    assert 0.0 <= kolkhoz.paid_to_members(store, feed, due, left) <= store


# ------------------------------------------------------------------------------------------- herds
def test_a_winter_months_feed_of_two_horses_a_cow_and_three_pigs():
    p = herds.Herds(feed_horse=360.0, feed_cattle=48.0, feed_pig=84.0)
    # (720 + 48 + 252) / 12 = 85 kg in the mean month, half as much again in winter
    assert herds.feed_need(2.0, 1.0, 3.0, 1.0, p) == pytest.approx(85.0)
    assert herds.feed_need(2.0, 1.0, 3.0, 1.5, p) == pytest.approx(127.5)


def test_chaff_stands_in_for_part_of_the_grain_that_animals_lack():
    p = herds.Herds(chaff=0.2)
    assert herds.feed_met(0.0, 50.0, p) == pytest.approx(0.2)
    assert herds.feed_met(25.0, 50.0, p) == pytest.approx(0.6)
    assert herds.feed_met(50.0, 50.0, p) == pytest.approx(1.0)
    assert herds.feed_met(80.0, 50.0, p) == 1.0  # plenty helps no further


def test_a_herd_grows_when_fed_and_dies_when_not():
    p = herds.Herds(starvation=0.6)
    rooms = [herds.room_left(size, 2.0) for size in (0.0, 1.0, 3.0, 9.0)]
    assert rooms == [
        1.0,
        0.5,
        -0.5,
        -1.0,
    ]  # half taken; half as much again; at most the rate itself
    found = [herds.growth(0.12, 1.0, room, p) for room in rooms]
    assert found == pytest.approx([0.01, 0.005, -0.005, -0.01])
    # half fed at half the room: 0.12 x 0.5 x 0.5 - 0.6 x 0.25 a year
    assert herds.growth(0.12, 0.5, 0.5, p) == pytest.approx((0.03 - 0.15) / 12)
    assert herds.growth(0.12, 0.0, 0.5, p) == pytest.approx(-0.05)


def test_slaughter_before_socialisation_and_for_food():
    p = herds.Herds(slaughter=0.1, hunger_slaughter=0.2)
    assert herds.slaughtered(0.5, 0.0, p) == pytest.approx(0.05)
    assert herds.slaughtered(0.5, 0.32, p) == pytest.approx(0.05 + 0.2 * 0.2)
    assert herds.slaughtered(0.0, 0.12, p) == 0.0


def test_collective_herds_are_lost_to_neglect_until_order_is_learned():
    p = herds.Herds(neglect=0.36)
    assert herds.neglect_loss(0.0, p) == pytest.approx(0.03)
    assert herds.neglect_loss(2.5, p) == pytest.approx(0.015)
    assert 0.0 <= herds.neglect_loss(10.0, p) < 0.01


def test_chance_rounds_animals_to_whole_ones():
    # 0.3 of 4 head is 1.2: two of five draws above 0.8 would make it two
    assert herds.whole_animals(4, 0.3, 0.79) == 1.0
    assert herds.whole_animals(4, 0.3, 0.81) == 2.0
    assert herds.whole_animals(1, 0.2, 0.5) == 0.0


@given(head=st.integers(0, 300), share=SHARE)
def test_whole_animals_are_unbiased_and_never_more_than_the_head(head, share):
    u = (np.arange(500) + 0.5) / 500
    whole = np.array([herds.whole_animals(head, share, x) for x in u])
    assert np.array_equal(whole, np.round(whole))
    assert whole.min() >= 0.0
    assert whole.max() <= head
    assert whole.mean() == pytest.approx(head * share, abs=1 / 500 + 1e-9)


@given(
    threat=SHARE, deficit=SHARE, fed=SHARE, size=st.floats(0, 5), room=st.floats(1.1, 3),
    rate=st.floats(0, 0.6),
)  # fmt: skip
def test_a_month_never_loses_more_than_the_herd(threat, deficit, fed, size, room, rate):
    p = herds.Herds()
    assert 0.0 <= herds.slaughtered(threat, deficit, p) <= 0.5
    assert (
        -(rate + p.starvation) / 12
        <= herds.growth(rate, fed, herds.room_left(size, room), p)
        <= rate / 12
    )


# ------------------------------------------------------------------------------------------ hunger
def test_the_death_table_starts_at_its_scale_and_ends_at_the_most():
    p = hunger.Hunger(death_scale=0.00028, death_power=1.33, most_deaths=0.3)
    table = hunger.death_table(p)
    assert table[0] == pytest.approx(0.00028)
    assert table[10] == pytest.approx(0.00028 * np.e)  # one below the line: exp(1)
    assert table[-1] == 0.3
    assert np.all(np.diff(table) >= 0.0)


def test_what_a_household_can_spare_is_above_a_thrifty_diet_to_the_harvest():
    p = hunger.Hunger(thrift=0.6)
    assert hunger.spare(500.0, 80.0, 5.0, p) == pytest.approx(500 - 0.6 * 400)
    assert hunger.spare(200.0, 80.0, 5.0, p) == 0.0


def test_a_household_saves_when_the_store_will_not_last():
    p = hunger.Hunger(thrift=0.6)
    assert hunger.eaten(80.0, 320.0, 320.0, 5.0, p) == pytest.approx(80 * 0.8)  # 320 of 400
    assert hunger.eaten(80.0, 100.0, 100.0, 5.0, p) == pytest.approx(80 * 0.6)
    assert hunger.eaten(80.0, 30.0, 30.0, 5.0, p) == 30.0
    assert hunger.eaten(80.0, 400.0, 400.0, 5.0, p) == pytest.approx(80.0)
    # a member who holds 100 and has 220 of pay to come eats as if he held 320, while it lasts
    assert hunger.eaten(80.0, 100.0, 320.0, 5.0, p) == pytest.approx(80 * 0.8)
    assert hunger.eaten(80.0, 50.0, 320.0, 5.0, p) == 50.0


def test_a_household_with_grain_to_spare_eats_and_brews_above_the_norm():
    p = hunger.Hunger(plenty=0.1)
    assert hunger.eaten(80.0, 420.0, 420.0, 5.0, p) == pytest.approx(84.0)  # 420 of 400
    assert hunger.eaten(80.0, 4000.0, 4000.0, 5.0, p) == pytest.approx(88.0)


def test_a_deficit_is_missing_energy_less_substitutes():
    p = hunger.Hunger(
        grain_energy=0.7, garden_energy=0.2, milk_energy=0.1, substitutes=0.25, adaptation=0.03
    )  # fmt: skip
    # half the grain, half a herd: 0.35 + 0.2 + 0.05 = 0.6; 0.4 is missing, a quarter made good
    assert hunger.deficit(0.5, 0.5, 1.0, p) == pytest.approx(0.4 * 0.75 - 0.03)
    assert hunger.deficit(1.0, 1.0, 1.0, p) == 0.0
    # in May the garden gives 0.6 of its mean: 0.35 + 0.12 + 0.05 = 0.52
    assert hunger.deficit(0.5, 0.5, 0.6, p) == pytest.approx(0.48 * 0.75 - 0.03)


def test_a_body_falls_with_a_missing_diet_and_recovers_with_a_full_one():
    p = hunger.Hunger(loss=3.4, recovery=0.09, normal_body=22.0)
    assert hunger.body_next(20.0, 0.5, p) == pytest.approx(20 - 1.7 + 0.18)
    assert hunger.body_next(22.0, 0.0, p) == pytest.approx(22.0)


def test_a_death_hazard_lies_between_the_rows_of_the_table():
    p = hunger.Hunger(disease=0.02, famine_line=18.5)
    table = hunger.death_table(p)
    assert hunger.death_hazard(19.0, 0.1, table, p) == 0.0
    assert hunger.death_hazard(19.0, 0.5, table, p) == pytest.approx(0.01)  # disease alone
    middle = 0.5 * (table[10] + table[11])  # 1.05 below the line
    assert hunger.death_hazard(17.45, 0.0, table, p) == pytest.approx(middle)


@given(need=st.floats(0, 500), store=KG, pay=KG, left=st.floats(1, 12))
def test_nobody_eats_more_than_the_store(need, store, pay, left):
    p = hunger.Hunger()
    assert 0.0 <= hunger.eaten(need, store, store + pay, left, p) <= store
    assert 0.0 <= hunger.spare(store, need, left, p) <= store


@given(
    need=st.floats(1, 500), stores=st.tuples(KG, KG), pay=st.tuples(KG, KG), left=st.floats(1, 12)
)  # fmt: skip
def test_more_in_the_store_or_to_come_is_never_less_on_the_table(need, stores, pay, left):
    p = hunger.Hunger()
    kg = [
        hunger.eaten(need, store, store + to_come, left, p)
        for store, to_come in zip(sorted(stores), sorted(pay), strict=True)
    ]
    assert kg[0] <= kg[1] + 1e-9


@given(grain=st.tuples(RATIO, RATIO), herd=st.floats(0, 2), month=st.integers(0, 11))
def test_a_deficit_is_a_share_and_more_grain_never_raises_it(grain, herd, month):
    p, garden = hunger.Hunger(), hunger.GARDEN_SEASON[month]
    less, more = (hunger.deficit(share, herd, garden, p) for share in sorted(grain))
    assert 0.0 <= more <= less + 1e-12 <= 1.0 + 1e-12


@given(bodies=st.tuples(st.floats(9, 26), st.floats(9, 26)), missing=SHARE)
def test_a_thinner_body_never_has_a_lower_hazard(bodies, missing):
    p = hunger.Hunger()
    table = hunger.death_table(p)
    thin, stout = (hunger.death_hazard(body, missing, table, p) for body in sorted(bodies))
    assert 0.0 <= stout <= thin + 1e-12
    assert thin <= 0.9


@given(body=st.floats(9, 26), missing=st.tuples(SHARE, SHARE))
def test_a_larger_deficit_never_leaves_a_stouter_body_or_a_lower_hazard(body, missing):
    p = hunger.Hunger()
    table = hunger.death_table(p)
    less, more = sorted(missing)
    assert hunger.body_next(body, more, p) <= hunger.body_next(body, less, p)
    assert hunger.body_next(body, more, p) >= 9.0
    assert hunger.death_hazard(body, more, table, p) >= hunger.death_hazard(body, less, table, p)


# -------------------------------------------------------------------------------------- population
def test_hazards_of_the_four_ages_make_up_the_yearly_rate():
    p = population.Population(
        infant_deaths=3.4, child_deaths=0.2, elder_deaths=3.0, mortality_decline=0.01
    )
    stand = population.RATES_STAND
    infant, child, adult, elder = (
        population.normal_death(0.024, age, stand, p) for age in range(4)
    )
    # 24 a thousand a year are 0.002 a month
    assert [infant, child, elder] == pytest.approx([0.0068, 0.0004, 0.006])
    # adults: what 0.152 x 3.4 + 0.223 x 0.2 + 0.067 x 3 = 0.7624 leaves to their 0.558
    assert adult == pytest.approx(0.002 * (1 - 0.7624) / 0.558)
    assert 0.152 * infant + 0.223 * child + 0.558 * adult + 0.067 * elder == pytest.approx(0.002)
    assert population.normal_death(0.024, 1, stand + 10.0, p) == pytest.approx(0.9 * child)


def test_births_follow_the_parents_and_conceptions_nine_months_ago():
    p = population.Population(fertility_decline=0.01)
    stand, quiet = population.RATES_STAND, population.QUIET_FECUNDITY
    # adults under sixty are 0.558 of people: 0.0558 / 0.558 = a tenth of a birth a parent a year
    born = population.birth_chance(0.0558, 6.0, quiet, stand, p)
    assert born == pytest.approx(0.1 * 6 / 12)
    assert population.birth_chance(0.0558, 6.0, quiet / 2, stand, p) == pytest.approx(born / 2)
    later = population.birth_chance(0.0558, 6.0, quiet, stand + 5.0, p)
    assert later == pytest.approx(0.95 * born)


def test_allens_two_exit_equations():
    """Allen 2003: 0.7 percent a year at 1.6 under private, 2.5 percent at 2.3 under collective."""
    p = population.Population()
    private = population.exit_rate(1.6, 2.3, 0.0, 0.0, p)
    assert 12 * private == pytest.approx(0.005 * 1.6 - 0.001, abs=0.002)
    member = population.exit_rate(1.6, 2.3, 1.0, 0.0, p)
    assert 12 * member == pytest.approx(0.01875 * 2.3 - 0.018375, abs=0.004)
    half = population.exit_rate(1.6, 2.3, 0.5, 0.0, p)
    assert half == pytest.approx(0.5 * (private + member))
    assert population.exit_rate(1.6, 2.3, 0.0, 0.1, p) == pytest.approx(
        private * (1 + p.recruitment * 0.1)
    )


def test_hunger_and_the_label_drive_people_away():
    p = population.Population(famine_exit=0.05, fear_exit=0.004)
    assert population.flight(0.3, 0.5, p) == pytest.approx(0.05 * 0.2 + 0.004 * 0.5)
    assert population.flight(0.1, 0.0, p) == 0.0


@given(rate=st.floats(0, 0.06), years=st.floats(0, 16), vigour=SHARE, people=st.integers(0, 12))
def test_vital_rates_are_never_negative(rate, years, vigour, people):
    p = population.Population()
    assert all(0.0 <= population.normal_death(rate, age, years, p) <= 1.0 for age in range(4))
    assert population.birth_chance(rate, float(people), vigour, years, p) >= 0.0


@given(
    ratios=st.tuples(st.floats(0, 3), st.floats(0, 3)), share=SHARE, vacancies=SHARE, deficit=SHARE,
    risk=SHARE,
)  # fmt: skip
def test_leaving_is_never_negative(ratios, share, vacancies, deficit, risk):
    p = population.Population()
    assert 0.0 <= population.exit_rate(*ratios, share, vacancies, p) <= 1.0
    assert 0.0 <= population.flight(deficit, risk, p) <= 1.0


# ----------------------------------------------------------------------------------------- protest
def test_readiness_weighs_grievance_memory_and_example_against_risk():
    p = protest.Protest(
        example=0.5, risk_weight=0.8, cohesion=1.0, memory_fear=0.5, memory_anger=0.2
    )
    # 0.6 + 0.4 x (0.2 - 0.5) + 0.5 x 0.2 - 0.8 x 0.5 x 1 / 1.2
    expected = 0.6 - 0.12 + 0.1 - 0.4 / 1.2
    assert protest.readiness(0.6, 0.4, 1.0, 0.5, 0.2, p) == pytest.approx(expected)
    # where the threat is not credible memory angers and there is no risk
    assert protest.readiness(0.6, 0.4, 0.0, 0.5, 0.2, p) == pytest.approx(0.6 + 0.08 + 0.1)


def test_the_will_to_act_is_smooth_round_the_threshold():
    assert protest.willing(0.5, 0.5) == 0.5
    # x = 12 x 0.25 = 3: half of 1 + 9 / 10
    assert protest.willing(0.75, 0.5) == pytest.approx(0.95)
    assert protest.willing(0.25, 0.5) == pytest.approx(0.05)


def test_crowds_need_many_and_an_occasion():
    p = protest.Protest(crowd_rate=0.8, crowd_power=2.0)
    assert protest.crowd_chance(0.5, 100.0, 0.5, p) == pytest.approx(0.8 * 0.5 / 4)
    assert protest.crowd_chance(0.5, 200.0, 0.5, p) == pytest.approx(0.4)
    assert protest.crowd_chance(0.25, 100.0, 0.5, p) == pytest.approx(0.025)
    assert protest.crowd_chance(1.0, 100.0, 0.0, p) == 0.0


def test_attacks_by_single_households():
    p = protest.Protest(
        terror_rate=50.0, smoulder=0.1, terror_kulak=4.0, terror_member=0.2, terror_fear=0.6
    )
    # expects to lose 0.4, suffered 0.3 and bears 0.5: 0.4 x (0.3 + 0.1 x 0.5) = 0.14
    middle = protest.terror_chance(0.3, 0.5, 0.4, MIDDLE, 0, 0.0, p)
    assert middle == pytest.approx(50e-5 * 0.14)
    assert protest.terror_chance(0.3, 0.5, 0.4, KULAK, 0, 0.0, p) == pytest.approx(4 * middle)
    assert protest.terror_chance(0.3, 0.5, 0.4, MIDDLE, 1, 0.0, p) == pytest.approx(middle / 5)
    assert protest.terror_chance(0.3, 0.5, 0.4, MIDDLE, 0, 0.5, p) == pytest.approx(0.7 * middle)
    assert protest.terror_chance(0.3, 0.5, 0.0, MIDDLE, 0, 0.0, p) == 0.0  # it will end


def test_grievance_fades_and_rises_with_shocks():
    p = protest.Protest(fading=0.1)
    assert protest.grievance_next(0.5, 0.0, p) == pytest.approx(0.45)
    assert protest.grievance_next(0.5, 0.4, p) == pytest.approx(0.45 + 0.4 * 0.55)


@given(grievance=SHARE, shock=SHARE, memory=SHARE, fear=SHARE, example=SHARE, threshold=SHARE)
def test_attitudes_stay_shares_and_fear_never_encourages(
    grievance, shock, memory, fear, example, threshold
):
    p = protest.Protest()
    assert 0.0 <= protest.grievance_next(grievance, shock, p) <= 1.0
    ready = protest.readiness(grievance, memory, 1.0, fear, example, p)
    assert ready <= protest.readiness(grievance, memory, 1.0, 0.0, example, p)
    assert 0.0 <= protest.willing(ready, threshold) <= 1.0
    attacks = protest.terror_chance(shock, grievance, memory, MIDDLE, 0, fear, p)
    assert 0.0 <= attacks <= protest.terror_chance(shock, grievance, memory, KULAK, 0, 0.0, p)
    assert protest.crowd_chance(grievance, 42.0, shock, p) >= 0.0


@given(pair=st.tuples(SHARE, SHARE), threshold=SHARE)
def test_more_readiness_never_means_less_will(pair, threshold):
    low, high = sorted(pair)
    assert protest.willing(low, threshold) <= protest.willing(high, threshold) + 1e-12


# ----------------------------------------------------------------------------------------- outlook
def test_expected_taking_follows_the_years_experience():
    p = outlook.Outlook(gain=0.6)
    # 300 of 1000 kg were taken: 0.1 + 0.6 x (0.3 - 0.1)
    assert outlook.expected_take_next(0.1, 300.0, 1000.0, p) == pytest.approx(0.22)
    assert outlook.expected_take_next(0.1, 300.0, 0.0, p) == pytest.approx(0.64)  # all of it


def test_fear_is_quick_to_rise_and_slow_to_fade():
    p = outlook.Outlook(fear_rise=0.5, fear_fade=0.05)
    assert outlook.fear_next(0.2, 0.8, p) == pytest.approx(0.5)
    assert outlook.fear_next(0.8, 0.2, p) == pytest.approx(0.77)


def test_memory_gathers_and_fades():
    p = outlook.Outlook(memory_gain=0.1, memory_fade=0.12)
    assert outlook.memory_next(0.5, 0.0, p) == pytest.approx(0.495)
    assert outlook.memory_next(0.5, 1.0, p) == pytest.approx(0.495 + 0.1 * 0.505)


@given(now=SHARE, force=SHARE, taken=KG, crop=KG)
def test_expectation_fear_and_memory_stay_shares(now, force, taken, crop):
    p = outlook.Outlook()
    assert 0.0 <= outlook.expected_take_next(now, taken, crop, p) <= 1.0
    assert 0.0 <= outlook.fear_next(now, force, p) <= 1.0
    assert 0.0 <= outlook.memory_next(now, force, p) <= 1.0


# ---------------------------------------------------------------------------------- dekulakisation
def test_an_order_falls_by_label_and_resistance():
    p = dekulakisation.Dekulakisation(resister_weight=3.0)
    taken = [dekulakisation.taken_chance(0.2, 0.01, x, 0, p) for x in (POOR, MIDDLE, KULAK)]
    assert taken == pytest.approx([0.001, 0.01, 0.2])
    assert dekulakisation.taken_chance(0.2, 0.01, MIDDLE, 3, p) == pytest.approx(0.04)
    assert dekulakisation.taken_chance(0.2, 0.01, KULAK, 4, p) == pytest.approx(0.8)


def test_settlements_kill_most_in_the_first_years():
    p = dekulakisation.Dekulakisation(settler_death=0.09, settler_death_later=0.03)
    assert dekulakisation.settler_hazard(0.5, p) == pytest.approx(0.09 / 12)
    assert dekulakisation.settler_hazard(2.0, p) == pytest.approx(0.06 / 12)
    assert dekulakisation.settler_hazard(5.0, p) == pytest.approx(0.03 / 12)


@given(kulak=SHARE, middle=SHARE, label=st.sampled_from((0, 1, 2)), stance=st.integers(0, 4))
def test_the_chance_to_be_taken_is_a_chance(kulak, middle, label, stance):
    p = dekulakisation.Dekulakisation()
    chance = dekulakisation.taken_chance(kulak, middle, label, stance, p)
    assert 0.0 <= dekulakisation.taken_chance(kulak, middle, label, 0, p) <= chance <= 0.9


# -------------------------------------------------------------------------------------------- plan
def test_the_part_due_is_of_what_is_still_due():
    free, pressed = plan.FREE_SEASON, plan.CAMPAIGN_SEASON
    assert plan.share_due(7, 0.0) == pytest.approx(free[0] / sum(free))
    assert plan.share_due(5, 0.0) == pytest.approx(free[10] / (free[10] + free[11]))
    mixed = [0.5 * (a + b) for a, b in zip(free, pressed, strict=True)]
    assert plan.share_due(9, 0.5) == pytest.approx(mixed[2] / sum(mixed[2:]))
    assert plan.share_due(6, 1.0) == pytest.approx(1.0)  # in June all that is left


def test_seasons_are_shares_of_a_year_and_campaigns_are_earlier():
    """Record: 65 percent by 1 January in the free 1920s, 85 percent in the campaigns of 1930s."""
    assert sum(plan.FREE_SEASON) == pytest.approx(1.0)
    assert sum(plan.CAMPAIGN_SEASON) == pytest.approx(1.0)
    assert sum(plan.FREE_SEASON[:6]) == pytest.approx(0.65, abs=0.03)
    assert sum(plan.CAMPAIGN_SEASON[:6]) == pytest.approx(0.85, abs=0.03)


def test_what_is_due_is_the_season_so_far():
    free, pressed = plan.FREE_SEASON, plan.CAMPAIGN_SEASON
    assert plan.season(0.0) == pytest.approx(free)
    assert plan.season(0.25)[2] == pytest.approx(0.75 * free[2] + 0.25 * pressed[2])
    assert plan.due_by(7, 0.5) == 0.0
    assert plan.due_by(9, 1.0) == pytest.approx(pressed[0] + pressed[1])
    assert plan.due_by(1, 0.0) == pytest.approx(sum(free[:6]))


@given(campaign=SHARE)
def test_a_year_asks_for_the_whole_plan(campaign):
    left = 1.0
    for month in (7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6):
        assert plan.due_by(month, campaign) == pytest.approx(1.0 - left, abs=1e-12)
        due = plan.share_due(month, campaign)
        assert 0.0 <= due <= 1.0
        left -= left * due
    assert left == pytest.approx(0.0, abs=1e-12)


def test_a_regions_claim_is_its_norm_of_its_shares_of_crop_and_surplus():
    p = plan.Plan(balance_weight=0.75)
    # a fifth of the crop and two fifths of the surplus: 0.25 x 0.2 + 0.75 x 0.4 = 0.35
    assert plan.claim(0.2, 0.2, 0.4, 0.0, p) == pytest.approx(0.07)
    assert plan.claim(0.2, 0.2, 0.4, 0.1, p) == pytest.approx(0.077)


def test_a_surplus_is_what_the_planners_norms_leave():
    p = plan.Plan(balance_norm=0.9)
    assert plan.surplus(1000.0, 800.0, p) == pytest.approx(280.0)  # 1000 - 0.9 x 800
    assert plan.surplus(700.0, 800.0, p) == 0.0


@given(harvests=st.tuples(KG, KG), needs=KG)
def test_a_more_inflated_report_never_lowers_a_regions_surplus(harvests, needs):
    p = plan.Plan()
    small, large = (plan.surplus(harvest, needs, p) for harvest in sorted(harvests))
    assert 0.0 <= small <= large <= max(harvests)


def test_the_villages_plan_is_the_national_one_less_the_state_farms_part():
    assert plan.peasants_plan(20.5, 2.5) == pytest.approx(18.0)
    assert plan.peasants_plan(2.0, 2.5) == 0.0


def test_the_loss_that_a_report_shows():
    assert plan.harvest_loss(600.0, 800.0) == pytest.approx(0.25)
    assert plan.harvest_loss(900.0, 800.0) == 0.0
    assert plan.harvest_loss(0.0, 800.0) == 0.0  # nothing is reported yet


def test_the_plan_follows_the_true_harvest_as_far_as_it_is_flexible():
    assert plan.season_correction(600.0, 800.0, 0.0) == 1.0
    assert plan.season_correction(600.0, 800.0, 0.5) == pytest.approx(0.5 + 0.5 * 0.75)
    assert plan.season_correction(600.0, 800.0, 1.0) == pytest.approx(0.75)
    assert plan.season_correction(2000.0, 800.0, 1.0) == pytest.approx(1.2)  # at most a fifth more
    assert plan.season_correction(0.0, 800.0, 1.0) == 1.0


# ------------------------------------------------------------------------------------------- towns
def test_the_market_price_rises_as_the_market_empties():
    p = towns.Towns(price_speed=0.25, price_power=0.5)
    # wants are twice what is held: the price strives to the root of 4, a quarter of the way
    assert towns.market_ratio_next(1.0, 1.0, 200.0, 100.0, p) == pytest.approx(1.25)
    # two months' wants are held: the price strives to the fair one
    assert towns.market_ratio_next(1.0, 1.0, 100.0, 200.0, p) == pytest.approx(1.0)
    assert towns.market_ratio_next(1.0, 1.4, 100.0, 200.0, p) == pytest.approx(1.1)
    assert towns.market_ratio_next(0.9, 1.0, 100.0, 4000.0, p) == pytest.approx(0.9)


def test_the_price_ratio_that_a_seller_meets():
    # 1.2 at the state's price, 2.4 on the market, three quarters to the state: 1.5 over 2.0
    assert towns.price_ratio(1.2, 2.0, 0.75, 2.0, 0.0) == pytest.approx(0.75)
    assert towns.price_ratio(1.2, 2.0, 0.75, 2.0, 0.2) == pytest.approx(0.6)
    assert towns.price_ratio(1.2, 2.0, 0.75, 2.0, 0.95) == 0.1


def test_output_grows_with_investment_and_machines_and_suffers_from_haste():
    p = towns.Towns(capital_yield=0.6, restoration=0.2, strain=1.0, machines=0.01)
    assert towns.output_growth(0.1, 0.3, 0.0, 0.0, p) == pytest.approx(0.06 + 0.06)
    assert towns.output_growth(0.3, 0.0, 0.0, 0.0, p) == pytest.approx(0.18 - 0.1)
    assert towns.output_growth(0.3, 0.0, 1.0, 0.0, p) == pytest.approx(0.18 - 0.13)
    assert towns.output_growth(0.1, 0.0, 0.0, 5.0, p) == pytest.approx(0.06 + 0.05)


def test_building_takes_hands():
    p = towns.Towns(labour_intensity=0.7)
    assert towns.jobs_growth(0.26, 0.0, 0.0, 0.0, p) == pytest.approx(0.14)
    assert towns.jobs_growth(0.26, 0.2, 0.4, 0.05, p) == pytest.approx(0.14 + 0.05 - 0.1 - 0.04)


def test_the_share_who_seek_work_grows_for_ten_years():
    p = towns.Towns(work_share=0.3, work_share_growth=0.02)
    assert towns.work_share(0.0, p) == pytest.approx(0.3)
    assert towns.work_share(4.0, p) == pytest.approx(0.38)
    assert towns.work_share(15.0, p) == pytest.approx(0.5)


def test_investment_and_short_food_squeeze_the_real_wage():
    p = towns.Towns(wage_squeeze=2.0, food_in_wage=0.5)
    assert towns.real_wage(0.13, 1.0, 1.0, p) == pytest.approx(100.0)
    assert towns.real_wage(0.23, 1.0, 1.0, p) == pytest.approx(80.0)
    assert towns.real_wage(0.23, 0.8, 1.0, p) == pytest.approx(80.0 * 0.9)
    assert towns.real_wage(0.13, 1.0, 2.0, p) == pytest.approx(100.0 * 2**0.3)


def test_investment_starves_the_village_of_goods():
    calm = towns.goods_shortage(0.19, 0.0)
    assert towns.goods_shortage(0.19, 0.2) == pytest.approx(calm + 0.06)
    assert towns.goods_shortage(0.05, 0.0) == 0.0
    assert towns.goods_shortage(0.6, 1.0) == 0.9


def test_town_over_village_consumption():
    """Allen 2003: 1.6 under private and 2.3 under collective farming."""
    p = towns.Towns()
    private, member = towns.consumption_ratios(0.0, p)
    assert private == p.ratio_private == pytest.approx(1.6, abs=0.2)
    assert member == p.ratio_kolkhoz == pytest.approx(2.3, abs=0.3)
    # a fifth of the towns' need unmet: a tenth less
    assert towns.consumption_ratios(0.2, p) == pytest.approx((0.9 * private, 0.9 * member))


def test_people_who_stream_in_crowd_the_towns():
    p = towns.Towns(crowding_deaths=4.0)
    assert towns.crowding(0.08, p) == pytest.approx(1 + 4.0 * 0.05)
    assert towns.crowding(0.02, p) == 1.0  # three percent a year are housed


@given(
    ratio=st.floats(0.9, 12),
    fair=RATIO,
    wants=st.tuples(st.floats(0, 1e10), st.floats(0, 1e10)),
    supplied=st.floats(0, 1e10),
)
def test_the_market_price_stays_within_bounds_and_rises_with_wants(ratio, fair, wants, supplied):
    p = towns.Towns()
    low, high = (towns.market_ratio_next(ratio, fair, x, supplied, p) for x in sorted(wants))
    assert 0.9 - 1e-12 <= low <= high + 1e-12
    assert high <= 12.0 + 1e-12


@given(price=RATIO, market=st.floats(0.9, 12), share=SHARE, industrial=RATIO, shortage=SHARE)
def test_prices_and_shortages_stay_within_bounds(price, market, share, industrial, shortage):
    assert 0.1 <= towns.price_ratio(price, market, share, industrial, shortage) <= 2.0
    assert 0.0 <= towns.goods_shortage(0.6 * share, market - 1.0) <= 0.9
    assert towns.real_wage(0.6 * share, shortage, price, towns.Towns()) > 0.0
