"""Households eat: purchases, relief, food, feed, bodies, births, deaths, herds."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import COUNT, FLOW
from sim.kernel.inheritance import heir, pass_on
from sim.kernel.larder import food_to_harvest, herd_a_head, meal, month_need
from sim.kernel.taking import wanted_from_market
from sim.rules.herds import (
    condition_next,
    disorder,
    feed_met,
    feed_need,
    growth,
    neglect_loss,
    whole_animals,
    with_hay,
)
from sim.rules.hunger import body_next, death_hazard, deficit
from sim.rules.population import birth_chance, conceptions_next, fecund, normal_death
from sim.state import GONE, KOLKHOZ
from sim.streams import pair, purpose, uniform

U_LIFE, U_HERDS = purpose("births, coming of age and deaths"), purpose("herds grow")
U_KOLKHOZ = purpose("kolkhoz herd")

BOUGHT, RELIEF, EATEN = FLOW["bought"], FLOW["relief"], FLOW["eaten"]
SOLD_BACK = FLOW["sold_back"]
FED, FED_KOLKHOZ = FLOW["fed"], FLOW["fed_kolkhoz"]
ROTTED, ROTTED_KOLKHOZ = FLOW["rotted"], FLOW["rotted_kolkhoz"]
HORSES, CATTLE = COUNT["horses_grown"], COUNT["cattle_grown"]
PIGS, SHEEP = COUNT["pigs_grown"], COUNT["sheep_grown"]
BIRTHS, DEATHS, HUNGER_DEATHS = COUNT["births"], COUNT["deaths"], COUNT["hunger_deaths"]


@kernel
def buy(home, village, v, left, fill, price, p, flows):
    """A household short of grain buys what the market can supply and its cash allows (kg)."""
    want = wanted_from_market(home, village, left, p)
    if want <= 0.0:
        return
    kg = min(want, home.cash_rub / price) * fill
    home.cash_rub = max(0.0, home.cash_rub - kg * price)
    home.open_kg += kg
    flows[v, BOUGHT] += kg


@kernel
def sell_back_to(home, village, v, left, fill, price, p, flows):
    """Grain that a leaking secretary sells to a household in need, for what it can pay (kg)."""
    if fill <= 0.0:
        return
    kg = wanted_from_market(home, village, left, p) * fill
    home.cash_rub = max(0.0, home.cash_rub - kg * price)
    home.open_kg += kg
    flows[v, SOLD_BACK] += kg


@kernel
def relief_to(home, village, v, left, fill, target, p, flows):
    """Relief to a household in need; ``target`` shifts it from all hungry to the worst fed."""
    if fill <= 0.0:
        return
    want = wanted_from_market(home, village, left, p)
    if want <= 0.0:
        return
    weak = home.body < p.hunger.famine_line + 0.5
    share = fill * (1.0 - target) + (target * min(1.0, 2.0 * fill) if weak else 0.0)
    kg = want * min(1.0, share)
    home.open_kg += kg
    flows[v, RELIEF] += kg


@kernel
def eat(home, village, v, left, p, flows):
    """A household eats what it has, seed last; returns grain eaten over the norm."""
    need = month_need(home, p)
    kg = meal(home, village, left, p)
    if kg < p.hunger.thrift * need:
        seed = min(home.seed_kg, 0.5 * (p.hunger.thrift * need - kg))
        home.seed_kg -= seed
        home.open_kg += seed
        kg += seed
    from_open = min(kg, home.open_kg)
    home.open_kg -= from_open
    home.hidden_kg = max(0.0, home.hidden_kg - (kg - from_open))
    flows[v, EATEN] += kg
    return kg / max(need, 0.001)


@kernel
def feed_animals(home, v, left, here, p, flows):
    """A household feeds its animals out of what its people can spare; returns the share met."""
    need = feed_need(home.horses, home.cattle, home.pigs, here.feed_weight, p.herds)
    if need <= 0.0:
        return 1.0
    ahead = min(left - 1.0, 1.5) if home.status == KOLKHOZ else left - 1.0
    kept = p.herds.food_first * food_to_harvest(home, ahead, p)
    spare_kg = max(0.0, home.open_kg - kept)
    rich = home.open_kg > food_to_harvest(home, left, p) + need * left
    wanted = need * (1.0 + p.herds.feed_plenty) if rich else need
    kg = min(wanted, spare_kg, home.open_kg)
    home.open_kg -= kg
    flows[v, FED] += kg
    return feed_met(kg, need, p.herds)


@kernel
def store_rots(home, v, p, flows):
    """What rodents and damp take of a household's store this month (kg)."""
    lost_open, lost_hidden = p.hunger.rot * home.open_kg, p.hunger.rot * home.hidden_kg
    home.open_kg -= lost_open
    home.hidden_kg -= lost_hidden
    flows[v, ROTTED] += lost_open + lost_hidden


@kernel
def change(head, rate, u):
    """A herd after a month's growth (or loss) by chance; head."""
    if rate >= 0.0:
        return head + int(head * rate + u)
    return head - int(whole_animals(head, -rate, u))


@kernel
def booked(head, rate, u, v, kind, counts):
    """Heads by which a herd changes in a month, entered in the village's count of that kind."""
    gained = change(head, rate, u) - head
    if gained != 0:
        counts[v, kind] += gained
    return gained


@kernel
def growth_rates(condition, fed, rough, loss, here, p):
    """Monthly growth of the four herds: condition of horses, feed met, further loss, room."""
    h = p.herds
    less = h.neglect_stock * loss
    cattle, sheep = with_hay(fed, rough, h.hay_cattle), with_hay(fed, rough, h.hay_sheep)
    return (
        growth(h.growth_horses, condition, here.room_horses, h) - loss,
        growth(h.growth_cattle, cattle, here.room_cattle, h) - less,
        growth(h.growth_pigs, fed, here.room_pigs, h) - less,
        growth(h.growth_sheep, sheep, here.room_sheep, h) - less,
    )


@kernel
def herds_change(home, v, fed, month, here, p, counts):
    """Condition of a household's horses, births and deaths of its animals."""
    key, seed, when = home.identity, month.seed, month.month
    horse_fed = with_hay(fed, here.rough_fodder, p.herds.hay_horses)
    home.horse_condition = condition_next(home.horse_condition, horse_fed, p.herds)
    horses, cattle, pigs, sheep = growth_rates(
        home.horse_condition, fed, here.rough_fodder, 0.0, here, p
    )
    u, w = pair(seed, when, U_HERDS, key)
    home.horses += booked(home.horses, horses, u, v, HORSES, counts)
    home.cattle += booked(home.cattle, cattle, 1.0 - u, v, CATTLE, counts)
    home.pigs += booked(home.pigs, pigs, w, v, PIGS, counts)
    home.sheep += booked(home.sheep, sheep, 1.0 - w, v, SHEEP, counts)


@kernel
def kolkhoz_herds(village, v, pressure, month, here, p, flows, counts):
    """Collective animals are fed after deliveries, breed, and die of neglect."""
    need = feed_need(
        village.kolkhoz_horses,
        village.kolkhoz_cattle,
        village.kolkhoz_pigs,
        here.feed_weight,
        p.herds,
    )
    fed = 1.0
    if need > 0.0:
        free = village.kolkhoz_open_kg - village.quota_kg * village.share_kolkhoz * pressure
        kg = min(need, max(0.0, free))
        village.kolkhoz_open_kg -= kg
        flows[v, FED_KOLKHOZ] += kg
        fed = feed_met(kg, need, p.herds)
    rotted = p.hunger.rot * village.kolkhoz_open_kg
    village.kolkhoz_open_kg -= rotted
    flows[v, ROTTED_KOLKHOZ] += rotted
    loss = neglect_loss(village.kolkhoz_years, p.herds)
    rough = here.rough_fodder * (1.0 - p.herds.hay_lost * disorder(village.kolkhoz_years))
    horse_fed = with_hay(fed, rough, p.herds.hay_horses)
    village.kolkhoz_condition = condition_next(village.kolkhoz_condition, horse_fed, p.herds)
    u = uniform(month.seed, month.month, U_KOLKHOZ, village.identity)
    horses, cattle, pigs, sheep = growth_rates(village.kolkhoz_condition, fed, rough, loss, here, p)
    village.kolkhoz_horses += booked(village.kolkhoz_horses, horses, u, v, HORSES, counts)
    village.kolkhoz_cattle += booked(village.kolkhoz_cattle, cattle, 1.0 - u, v, CATTLE, counts)
    village.kolkhoz_pigs += booked(village.kolkhoz_pigs, pigs, u, v, PIGS, counts)
    village.kolkhoz_sheep += booked(village.kolkhoz_sheep, sheep, 1.0 - u, v, SHEEP, counts)


@kernel
def deaths_of(people, quiet, hazard, u, v, counts):
    """Deaths among ``people`` of one age; those that hunger caused are counted as expected."""
    total = quiet + hazard * (1.0 - quiet)
    dead = int(whole_animals(people, total, u))
    if dead > 0:
        counts[v, DEATHS] += dead
        if hazard > 0.0:
            counts[v, HUNGER_DEATHS] += dead * (1.0 - quiet / total)
    return dead


@kernel
def half_on(u):
    """A uniform number half the interval further on: another age's luck from the same draw."""
    return u + 0.5 if u < 0.5 else u - 0.5


@kernel
def die(home, v, hazard, quiet, first, second, p, counts):
    """Deaths of a household by age; ``quiet`` are the normal hazards of the four ages."""
    young = min(0.9, hazard * p.hunger.child_factor)
    old = min(0.9, hazard * p.hunger.elder_factor)
    infants = deaths_of(home.infants, quiet[0], young, first, v, counts)
    older = deaths_of(home.children - home.infants, quiet[1], young, half_on(first), v, counts)
    workers = deaths_of(home.adults - home.elders, quiet[2], hazard, second, v, counts)
    elders = deaths_of(home.elders, quiet[3], old, half_on(second), v, counts)
    home.infants -= infants
    home.children -= infants + older
    home.elders -= elders
    home.adults -= workers + elders


@kernel
def bear_and_age(home, v, month, here, first, second, p, counts):
    """Births; infants turn five, children fifteen, adults sixty."""
    parents = max(0, home.adults - home.elders)
    expected = birth_chance(here.birth_rate, parents, home.fecundity, month.years, p.population)
    born = int(expected + first)
    weaned = int(whole_animals(home.infants, 1.0 / 60.0, half_on(first)))
    grown = int(whole_animals(home.children - home.infants, 1.0 / 120.0, second))
    aged = int(whole_animals(parents, p.population.new_elders / 12.0, half_on(second)))
    home.infants += born - weaned
    home.children += born - grown
    home.adults += grown
    home.elders += aged
    counts[v, BIRTHS] += born


@kernel
def close_empty(hh, village, i, v, flows):
    """Orphans go to neighbours; the goods of an emptied household pass on."""
    home = hh[i]
    if home.adults > 0 or home.status == GONE:
        return
    if home.children > 0:
        j = heir(hh, village, i)
        if j < 0:
            return
        other = hh[j]
        other.children += home.children
        other.infants += home.infants
        home.children = 0
        home.infants = 0
    pass_on(hh, village, i, v, flows)
    home.status = GONE


@kernel
def feel_hunger(home, grain_share, garden, p):
    """Energy, body condition and fecundity after the month's food; returns the deficit (share)."""
    herd = herd_a_head(home) / p.hunger.herd_per_head
    if home.nomad == 1:
        grain_share = min(1.0, grain_share + 0.6 * herd)
    missing = deficit(grain_share, herd, garden, p.hunger)
    home.hunger = missing
    home.body = body_next(home.body, missing, p.hunger)
    home.fecundity = conceptions_next(home.fecundity, home.conceptions)
    home.conceptions = conceptions_next(home.conceptions, fecund(home.body, p.population))
    return missing


@kernel
def live(hh, vi, di, months, reg, rules, table, flows, counts, lo, hi):
    """Food, bodies, births, deaths and herds of the villages lo..hi."""
    month, p = months[0], rules[0]
    for v in range(lo, hi):
        village = vi[v]
        here = reg[village.region]
        left = here.months_left
        quiet = (
            normal_death(here.death_rate, 0, month.years, p.population),
            normal_death(here.death_rate, 1, month.years, p.population),
            normal_death(here.death_rate, 2, month.years, p.population),
            normal_death(here.death_rate, 3, month.years, p.population),
        )
        sold_back = di[village.district].resale_fill
        emptied = False
        for i in range(village.start, village.stop):
            home = hh[i]
            if home.status == GONE:
                continue
            buy(home, village, v, left, here.market_fill, here.grain_price, p, flows)
            sell_back_to(home, village, v, left, sold_back, month.state_price, p, flows)
            relief_to(home, village, v, left, here.relief_fill, here.relief_target, p, flows)
            missing = feel_hunger(home, eat(home, village, v, left, p, flows), month.garden, p)
            hazard = death_hazard(home.body, missing, table, p.hunger) + here.epidemic
            fed = feed_animals(home, v, left, here, p, flows)
            herds_change(home, v, fed, month, here, p, counts)
            store_rots(home, v, p, flows)
            # One draw serves both ends of life: each keeps its own odds, and it costs half.
            u, w = pair(month.seed, month.month, U_LIFE, home.identity)
            die(home, v, hazard, quiet, u, w, p, counts)
            bear_and_age(home, v, month, here, 1.0 - u, 1.0 - w, p, counts)
            emptied = emptied or home.adults == 0
        if emptied:
            for i in range(village.start, village.stop):
                close_empty(hh, village, i, v, flows)
        kolkhoz_herds(village, v, di[village.district].pressure, month, here, p, flows, counts)
