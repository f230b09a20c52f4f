"""The state collects grain: free sales, forced taking, kolkhoz deliveries, payment to members."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import FLOW
from sim.rules.herds import feed_need
from sim.rules.kolkhoz import paid_to_members
from sim.rules.marketing import sale
from sim.rules.procurement import claim_weight, grain_taken, seed_taken
from sim.state import KOLKHOZ, PRIVATE

SOLD_STATE, SOLD_MARKET = FLOW["sold_state"], FLOW["sold_market"]
FORCED, SEED_FORCED = FLOW["forced"], FLOW["seed_forced"]
DELIVERED, PAID = FLOW["delivered_kolkhoz"], FLOW["paid_members"]
WANTED = FLOW["wanted_market"]


@kernel
def food_to_harvest(hh, i, months_left, p):
    """Grain that a household's people need until the next harvest (kg)."""
    return (hh.adults[i] + hh.children[i]) * p.hunger.food_norm / 12.0 * months_left


@kernel
def sell_freely(hh, vi, v, month, reg, p, flows):
    """Free sales of a village's private households; returns kg sold to the state."""
    left = reg.months_left[vi.region[v]]
    to_state = 0.0
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] != PRIVATE:
            continue
        feed = feed_need(hh.horses[i], hh.cattle[i], hh.pigs[i], left, p.herds)
        seed_gap = max(0.0, hh.worked_ha[i] * p.sowing.seed_kg_per_ha - hh.seed_kg[i])
        reserve = food_to_harvest(hh, i, left, p) + feed + seed_gap
        store = hh.open_kg[i] + hh.hidden_kg[i]
        kg = sale(store - reserve, month.readiness, hh.label[i], p.marketing)
        state_kg = min(hh.open_kg[i], kg * month.to_state)
        market_kg = min(store - state_kg, kg - kg * month.to_state)
        from_hidden = min(hh.hidden_kg[i], market_kg)
        hh.open_kg[i] -= state_kg + (market_kg - from_hidden)
        hh.hidden_kg[i] -= from_hidden
        if hh.open_kg[i] < 0.0:
            hh.open_kg[i] = 0.0
        wages = 1.2 * hh.adults[i]
        goods = 0.25 * hh.cash_rub[i] * (1.0 - month.goods_shortage)
        income = state_kg * month.state_price + market_kg * month.market_price
        hh.cash_rub[i] += wages + income - goods
        flows[v, SOLD_STATE] += state_kg
        flows[v, SOLD_MARKET] += market_kg
        to_state += state_kg
    return to_state


@kernel
def members_need(hh, vi, v, left, p):
    """Food that the kolkhoz members still lack until the harvest (kg)."""
    need = 0.0
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] == KOLKHOZ:
            own = hh.open_kg[i] + hh.hidden_kg[i]
            need += max(0.0, food_to_harvest(hh, i, left, p) - own)
    return need


@kernel
def deliver_kolkhoz(hh, vi, v, asked, pressure, search, left, p, flows):
    """What a kolkhoz hands over out of what is asked of it (kg); returns kg delivered."""
    need = members_need(hh, vi, v, left, p)
    given = grain_taken(
        asked, vi.kolkhoz_open_kg[v], vi.kolkhoz_hidden_kg[v], need, pressure, search,
        p.procurement,
    )
    from_open = min(given, vi.kolkhoz_open_kg[v])
    vi.kolkhoz_open_kg[v] -= from_open
    vi.kolkhoz_hidden_kg[v] = max(0.0, vi.kolkhoz_hidden_kg[v] - (given - from_open))
    flows[v, DELIVERED] += given
    return given


@kernel
def kolkhoz_seed_demanded(vi, v, asked, exempt, pressure, flows):
    """Seed taken from a kolkhoz that fell short (kg)."""
    kg = seed_taken(asked, vi.kolkhoz_seed_kg[v], exempt, pressure)
    vi.kolkhoz_seed_kg[v] -= kg
    flows[v, DELIVERED] += kg
    return kg


@kernel
def take_from(hh, i, asked, pressure, search, left, month, p, flows, v):
    """What squads take from one private household (kg)."""
    food = food_to_harvest(hh, i, left, p)
    more = asked * (1.0 + p.procurement.penalty_gain * month.penalty)
    kg = grain_taken(more, hh.open_kg[i], hh.hidden_kg[i], food, pressure, search, p.procurement)
    from_open = min(kg, hh.open_kg[i])
    hh.open_kg[i] -= from_open
    hh.hidden_kg[i] = max(0.0, hh.hidden_kg[i] - (kg - from_open))
    seed = seed_taken(more - kg, hh.seed_kg[i], month.seed_exempt, pressure)
    hh.seed_kg[i] -= seed
    flows[v, FORCED] += kg
    flows[v, SEED_FORCED] += seed
    hh.taken_kg[i] += kg + seed
    hh.shock[i] += p.protest.shock_taking * (kg + seed) / max(200.0, hh.crop_kg[i])
    return kg + seed


@kernel
def take_by_force(hh, vi, v, asked, pressure, search, month, left, p, flows):
    """Forced taking from a village's private households; returns kg taken."""
    weights = 0.0
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] == PRIVATE:
            weights += claim_weight(hh.crop_kg[i], hh.label[i], p.procurement)
    taken = 0.0
    if weights <= 0.0 or asked <= 0.0:
        return taken
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] == PRIVATE:
            weight = claim_weight(hh.crop_kg[i], hh.label[i], p.procurement)
            taken += take_from(
                hh, i, asked * weight / weights, pressure, search, left, month, p, flows, v
            )
    return taken


@kernel
def pay_members(hh, vi, v, due, left, feed_kept, p, flows):
    """Set kolkhoz seed aside and pay members what is left, by adults and skill (kg)."""
    land = float(vi.kolkhoz_land_ha[v])
    work = 0.0
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] == KOLKHOZ:
            land += hh.land_ha[i]
            work += hh.adults[i] * hh.skill[i]
    seed_wanted = land * p.sowing.seed_kg_per_ha * p.kolkhoz.seed_first
    seed = max(0.0, min(0.5 * vi.kolkhoz_open_kg[v], seed_wanted - vi.kolkhoz_seed_kg[v]))
    vi.kolkhoz_open_kg[v] -= seed
    vi.kolkhoz_seed_kg[v] += seed
    pay = paid_to_members(vi.kolkhoz_open_kg[v], 0.0, feed_kept, due, left)
    off_books = vi.kolkhoz_hidden_kg[v] / max(1.0, left)
    total = pay + off_books
    if work <= 0.0 or total <= 0.0:
        return
    vi.kolkhoz_open_kg[v] -= pay
    vi.kolkhoz_hidden_kg[v] -= off_books
    flows[v, PAID] += total
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] == KOLKHOZ:
            hh.open_kg[i] += total * hh.adults[i] * hh.skill[i] / work


@kernel
def collect(hh, vi, di, month, reg, p, ask_kg, flows, lo, hi):
    """Collection in the villages lo..hi; ``ask_kg`` is what this month's plan asks of each."""
    for v in range(lo, hi):
        d = vi.district[v]
        left = reg.months_left[vi.region[v]]
        pressure, search = di.pressure[d], di.search[d] * di.pressure[d]
        spared = 1.0 - di.leak[d] * min(1.0, 4.0 * vi.hunger_mean[v])
        got = sell_freely(hh, vi, v, month, reg, p, flows)
        asked = max(0.0, ask_kg[v] - got) * pressure * spared
        share = float(vi.share_kolkhoz[v])
        crops = vi.kolkhoz_open_kg[v] > 0.0
        due = asked * share if crops else 0.0
        given = 0.0
        if due > 0.0:
            given = deliver_kolkhoz(hh, vi, v, due, pressure, search, left, p, flows)
            given += kolkhoz_seed_demanded(
                vi, v, due - given, month.seed_exempt, pressure, flows
            )
        forced = take_by_force(
            hh, vi, v, asked - due, pressure, search, month, left, p, flows
        )
        vi.delivered_kg[v] += got + given + forced
        vi.quota_kg[v] = max(0.0, vi.quota_kg[v] - got - given - forced)
        vi.force_seen[v] = max(vi.force_seen[v], pressure * min(1.0, 3.0 * forced / max(
            1.0, 0.1 * vi.harvest_kg[v] + 0.5 * ask_kg[v])))
        if given > 0.0:
            members_bear(hh, vi, v, given, p)
        feed = feed_need(
            vi.kolkhoz_horses[v], vi.kolkhoz_cattle[v], vi.kolkhoz_pigs[v], left, p.herds
        )
        pay_members(hh, vi, v, vi.quota_kg[v] * share * pressure, left, 0.6 * feed, p, flows)


@kernel
def members_bear(hh, vi, v, given, p):
    """Book a kolkhoz's deliveries on its members, by land."""
    land = float(vi.kolkhoz_land_ha[v])
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] == KOLKHOZ:
            land += hh.land_ha[i]
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] == KOLKHOZ:
            part = given * hh.land_ha[i] / max(0.1, land)
            hh.taken_kg[i] += part
            hh.shock[i] += 0.5 * p.protest.shock_taking * part / max(200.0, hh.crop_kg[i])


@kernel
def wanted_from_market(hh, i, p):
    """Grain that a household lacks for this month and would buy (kg)."""
    need = (hh.adults[i] + hh.children[i]) * p.hunger.food_norm / 12.0
    return max(0.0, need - hh.open_kg[i] - hh.hidden_kg[i])


@kernel
def count_wants(hh, vi, month, p, flows, lo, hi):
    """Grain that the households of villages lo..hi lack this month and can pay for (kg)."""
    for v in range(lo, hi):
        for i in range(vi.start[v], vi.stop[v]):
            want = wanted_from_market(hh, i, p)
            if want > 0.0:
                flows[v, WANTED] += min(want, hh.cash_rub[i] / month.market_price)
