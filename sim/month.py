"""THE PAGE: one month, top to bottom, as prose.

Reorder only with a decision record; the ODD's process overview is tested against this page.
"""

from __future__ import annotations

from sim.institutions.apparatus import apparatus_appoints
from sim.institutions.bookkeeping import books_are_closed, stocks_are_taken
from sim.institutions.cadre_posts import cadres_are_judged
from sim.institutions.cadres import cadres_choose
from sim.institutions.committees import committees_set_the_line
from sim.institutions.discipline import discipline_judges
from sim.institutions.district_log import districts_are_logged
from sim.institutions.farming import (
    beliefs_update,
    fields_are_worked,
    households_eat,
    neighbours_share,
    people_move,
    state_collects_grain,
    villages_answer,
    weather_turns,
)
from sim.institutions.leader_log import leaders_are_logged
from sim.institutions.leadership import leaders_place_blame
from sim.institutions.local_stores import cadres_sell_back
from sim.institutions.membership import members_join_and_leave
from sim.institutions.month_arrays import month_is_prepared
from sim.institutions.plan import plan_comes_down
from sim.institutions.policing import police_act
from sim.institutions.politics_record import record_politics_flows, record_politics_stocks
from sim.institutions.readings import readings_reach_the_centre
from sim.institutions.rural_party import party_reaches_villages, rural_party_grows
from sim.institutions.state_farms import state_farms_work
from sim.institutions.texts import texts_pass
from sim.institutions.towns import lend_seed, prices_form, town_people, towns_are_fed
from sim.world import World


def run_month(world: World) -> None:
    """One month, in causal order (ODD, process overview)."""
    stocks_are_taken(world)
    if world.has_countryside:
        weather_turns(world)
        prices_form(world)
    readings_reach_the_centre(world)
    if world.has_politics:
        record_politics_stocks(world)
        leaders_place_blame(world)
        committees_set_the_line(world)
        apparatus_appoints(world)
        discipline_judges(world)
        members_join_and_leave(world)
    if world.has_countryside:
        cadres_are_judged(world)
        plan_comes_down(world)
        party_reaches_villages(world)
        cadres_choose(world)
        month_is_prepared(world)
        state_farms_work(world)
        lend_seed(world)
        fields_are_worked(world)
        state_collects_grain(world)
        villages_answer(world)
        neighbours_share(world)
        towns_are_fed(world)
        cadres_sell_back(world)
        households_eat(world)
        people_move(world)
        town_people(world)
    if world.has_politics:
        texts_pass(world)
        police_act(world)
        record_politics_flows(world)
        leaders_are_logged(world)
    if world.has_countryside:
        rural_party_grows(world)
        beliefs_update(world)
        books_are_closed(world)
        districts_are_logged(world)
