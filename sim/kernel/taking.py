"""The state collects grain: free sales, forced taking, kolkhoz deliveries, payment to members."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import FLOW
from sim.kernel.fields import kolkhoz_land
from sim.kernel.larder import food_to_harvest, meal, month_need
from sim.rules.herds import feed_need
from sim.rules.hunger import spare
from sim.rules.kolkhoz import paid_to_members
from sim.rules.marketing import sale, tax_sale
from sim.rules.procurement import (
    claim_weight,
    cunning_next,
    grain_taken,
    left_to_eat,
    seed_taken,
)
from sim.rules.protest import shock_of_taking
from sim.state import KOLKHOZ, PRIVATE

SOLD_STATE, SOLD_MARKET = FLOW["sold_state"], FLOW["sold_market"]
FORCED, SEED_FORCED = FLOW["forced"], FLOW["seed_forced"]
DELIVERED, PAID = FLOW["delivered_kolkhoz"], FLOW["paid_members"]
WANTED, LACK = FLOW["wanted_market"], FLOW["wanted_relief"]


@kernel
def members_trade(hh, village, v, left, month, p, flows):
    """Kolkhoz members sell what they can spare of their own grain, on the market alone."""
    if month.kolkhoz_trade <= 0.0:
        return
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status != KOLKHOZ:
            continue
        feed = feed_need(0.0, home.cattle, home.pigs, left, p.herds)
        surplus = home.open_kg - food_to_harvest(home, left, p) - feed
        kg = sale(surplus, month.readiness, home.label, p.marketing)
        kg *= month.kolkhoz_trade * month.absorption
        home.open_kg -= kg
        home.cash_rub += kg * month.market_price
        flows[v, SOLD_MARKET] += kg


@kernel
def sell_freely(hh, village, v, month, reg, p, flows):
    """Free sales of a village's private households; returns kg sold to the state."""
    left = reg[village.region].months_left
    to_state = 0.0
    members_trade(hh, village, v, left, month, p, flows)
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status != PRIVATE:
            continue
        feed = feed_need(home.horses, home.cattle, home.pigs, left, p.herds)
        seed_gap = max(0.0, home.worked_ha * p.sowing.seed_kg_per_ha - home.seed_kg)
        reserve = food_to_harvest(home, left, p) + feed + seed_gap
        store = home.open_kg + home.hidden_kg
        kg = sale(store - reserve, month.readiness, home.label, p.marketing)
        if month.tax_falls_due == 1:
            kg = max(kg, tax_sale(store, month.state_price, home.label, p.marketing))
        state_kg = min(home.open_kg, kg * month.to_state)
        market_kg = min(store - state_kg, (kg - kg * month.to_state) * month.absorption)
        from_hidden = min(home.hidden_kg, market_kg)
        home.open_kg -= state_kg + (market_kg - from_hidden)
        home.hidden_kg -= from_hidden
        if home.open_kg < 0.0:
            home.open_kg = 0.0
        wages = 1.2 * home.adults
        goods = 0.25 * home.cash_rub * (1.0 - month.goods_shortage)
        income = state_kg * month.state_price + market_kg * month.market_price
        home.cash_rub += wages + income - goods
        flows[v, SOLD_STATE] += state_kg
        flows[v, SOLD_MARKET] += market_kg
        to_state += state_kg
    return to_state


@kernel
def members_need(hh, village, v, left, p):
    """Food that the kolkhoz members still lack until the harvest (kg)."""
    need = 0.0
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == KOLKHOZ:
            own = home.open_kg + home.hidden_kg
            need += max(0.0, food_to_harvest(home, left, p) - own)
    return need


@kernel
def deliver_kolkhoz(village, v, asked, search, kept, p, flows):
    """What a kolkhoz hands over out of what is asked of it (kg), but for ``kept`` for food."""
    given = grain_taken(
        asked, village.kolkhoz_open_kg, village.kolkhoz_hidden_kg, kept, search, p.procurement
    )
    from_open = min(given, village.kolkhoz_open_kg)
    village.kolkhoz_open_kg -= from_open
    village.kolkhoz_hidden_kg = max(0.0, village.kolkhoz_hidden_kg - (given - from_open))
    flows[v, DELIVERED] += given
    return given


@kernel
def kolkhoz_seed_demanded(village, v, asked, exempt, pressure, flows):
    """Seed taken from a kolkhoz that fell short (kg)."""
    kg = seed_taken(asked, village.kolkhoz_seed_kg, exempt, pressure)
    village.kolkhoz_seed_kg -= kg
    flows[v, DELIVERED] += kg
    return kg


@kernel
def take_from(home, asked, pressure, search, here, month, p, flows, v):
    """What squads take from one private household (kg)."""
    food = food_to_harvest(home, here.months_left, p)
    more = asked * (1.0 + p.procurement.penalty_gain * here.penalty)
    left_kg = left_to_eat(food, pressure, here.penalty, p.procurement)
    within_reach = home.hidden_kg * (1.0 - home.cunning)
    kg = grain_taken(more, home.open_kg, within_reach, left_kg, search, p.procurement)
    if home.hidden_kg > 0.0:
        home.cunning = cunning_next(home.cunning, search, p.procurement)
    from_open = min(kg, home.open_kg)
    home.open_kg -= from_open
    home.hidden_kg = max(0.0, home.hidden_kg - (kg - from_open))
    seed = seed_taken(more - kg, home.seed_kg, month.seed_exempt, pressure)
    home.seed_kg -= seed
    flows[v, FORCED] += kg
    flows[v, SEED_FORCED] += seed
    home.taken_kg += kg + seed
    share = (kg + seed) / max(200.0, home.crop_kg)
    home.shock += shock_of_taking(share, month.landlords, p.protest)
    return kg + seed


@kernel
def take_by_force(hh, village, v, asked, pressure, search, here, month, p, flows):
    """Forced taking from a village's private households; returns kg taken.

    The shares of crop and seed that were seized are left with the village.
    """
    village.seized = 0.0
    village.seed_seized = 0.0
    weights = 0.0
    crops = 0.0
    seed = 0.0
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == PRIVATE:
            weights += claim_weight(home.crop_kg, home.label, p.procurement)
            crops += home.crop_kg
            seed += home.seed_kg
    taken = 0.0
    if weights <= 0.0 or asked <= 0.0:
        return taken
    seed_before = flows[v, SEED_FORCED]
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == PRIVATE:
            weight = claim_weight(home.crop_kg, home.label, p.procurement)
            taken += take_from(
                home, asked * weight / weights, pressure, search, here, month, p, flows, v
            )
    village.seized = min(1.0, taken / max(1.0, crops))
    village.seed_seized = min(1.0, (flows[v, SEED_FORCED] - seed_before) / max(1.0, seed))
    return taken


@kernel
def pay_members(hh, village, v, due, kept, left, spring_share, feed_kept, p, flows):
    """Set kolkhoz seed aside and pay members what is left, by adults and skill (kg).

    ``due`` is still owed to the state; squads leave ``kept`` of it for food, so that is paid.
    """
    land = kolkhoz_land(hh, village)
    work = 0.0
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == KOLKHOZ:
            # In float64 as below: a product in float32 would pay out more or less than is booked.
            work += float(home.adults) * home.skill
    if left >= 8.0:
        wanted = land * spring_share * p.sowing.seed_kg_per_ha * p.kolkhoz.seed_first
        most = p.sowing.seed_kept * village.kolkhoz_open_kg
        seed = max(0.0, min(most, wanted - village.kolkhoz_seed_kg))
        village.kolkhoz_open_kg -= seed
        village.kolkhoz_seed_kg += seed
    takeable = min(due, max(0.0, village.kolkhoz_open_kg - kept))
    pay = paid_to_members(village.kolkhoz_open_kg, feed_kept, takeable, left)
    off_books = village.kolkhoz_hidden_kg / max(1.0, left)
    total = pay + off_books
    village.promised_kg = 0.0
    if work <= 0.0 or total <= 0.0:
        return
    village.kolkhoz_open_kg -= pay
    village.kolkhoz_hidden_kg -= off_books
    to_come = max(0.0, village.kolkhoz_open_kg - feed_kept - takeable) + village.kolkhoz_hidden_kg
    village.promised_kg = to_come / work
    flows[v, PAID] += total
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == KOLKHOZ:
            home.open_kg += total * home.adults * home.skill / work


@kernel
def collect(hh, vi, di, months, reg, rules, ask_kg, flows, lo, hi):
    """Collection in the villages lo..hi; ``ask_kg`` is what this month's plan asks of each."""
    month, p = months[0], rules[0]
    for v in range(lo, hi):
        village = vi[v]
        district = di[village.district]
        here = reg[village.region]
        left = here.months_left
        pressure, search = district.pressure, district.search * district.pressure
        spared = 1.0 - p.protest.relief_won * village.conceded
        got = sell_freely(hh, village, v, month, reg, p, flows)
        asked = max(0.0, ask_kg[v] - got) * pressure * spared
        share = float(village.share_kolkhoz)
        crops = village.kolkhoz_open_kg > 0.0
        due = asked * share if crops else 0.0
        given = 0.0
        need = members_need(hh, village, v, left, p)
        kept = left_to_eat(need, pressure, here.penalty, p.procurement)
        kept *= 1.0 - (1.0 - p.kolkhoz.commandment) * pressure
        if due > 0.0:
            given = deliver_kolkhoz(village, v, due, search, kept, p, flows)
            given += kolkhoz_seed_demanded(
                village, v, due - given, month.seed_exempt, pressure, flows
            )
        forced = take_by_force(hh, village, v, asked - due, pressure, search, here, month, p, flows)
        village.delivered_kg += got + given + forced
        village.quota_kg = max(0.0, village.quota_kg - got - given - forced)
        village.force_seen = max(
            village.force_seen,
            pressure
            * min(1.0, 3.0 * forced / max(1.0, 0.1 * village.harvest_kg + 0.5 * ask_kg[v])),
        )
        if given > 0.0:
            members_bear(hh, village, given, month, p)
        feed = feed_need(
            village.kolkhoz_horses, village.kolkhoz_cattle, village.kolkhoz_pigs, left, p.herds
        )
        owed = village.quota_kg * share * pressure
        pay_members(hh, village, v, owed, kept, left, here.spring_share, 0.6 * feed, p, flows)


@kernel
def members_bear(hh, village, given, month, p):
    """Book a kolkhoz's deliveries on its members, by land."""
    land = kolkhoz_land(hh, village)
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == KOLKHOZ:
            part = given * home.land_ha / max(0.1, land)
            home.taken_kg += part
            share = part / max(200.0, home.crop_kg)
            home.shock += 0.5 * shock_of_taking(share, month.landlords, p.protest)


@kernel
def lack_and_spare(home, village, left, p):
    """What a household lacks of nine tenths of the norm this month, and what it can spare (kg)."""
    need = month_need(home, p)
    lack = max(0.0, 0.9 * need - meal(home, village, left, p))
    store = home.open_kg + home.hidden_kg
    return lack, min(home.open_kg, spare(store, need, left, p.hunger))


@kernel
def share_out(hh, village, left, p):
    """Neighbours with grain to spare feed those without: wages in kind, loans, kin. kg."""
    a, b = village.start, village.stop
    lack = 0.0
    spared = 0.0
    for i in range(a, b):
        home = hh[i]
        mine, over = lack_and_spare(home, village, left, p)
        lack += mine
        spared += over
    given = min(p.hunger.sharing * lack, p.hunger.spared * spared)
    if given <= 0.0:
        return
    for i in range(a, b):
        home = hh[i]
        mine, over = lack_and_spare(home, village, left, p)
        home.open_kg += given * (mine / lack - over / spared)


@kernel
def wanted_from_market(home, village, left, p):
    """Grain a household must save on this month, and would buy (kg)."""
    return max(0.0, 0.93 * month_need(home, p) - meal(home, village, left, p))


@kernel
def count_wants(hh, vi, reg, rules, flows, lo, hi):
    """After neighbours have shared: what households still lack, and what they can pay for (kg)."""
    p = rules[0]
    for v in range(lo, hi):
        village = vi[v]
        left = reg[village.region].months_left
        share_out(hh, village, left, p)
        for i in range(village.start, village.stop):
            home = hh[i]
            want = wanted_from_market(home, village, left, p)
            if want > 0.0:
                flows[v, LACK] += want
                flows[v, WANTED] += min(want, home.cash_rub / reg[village.region].grain_price)
