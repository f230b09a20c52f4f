"""Households eat: purchases, relief, food, feed, bodies, births, deaths, herds."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.answer import to_commons
from sim.kernel.arrays import COUNT, FLOW
from sim.kernel.taking import food_to_harvest, wanted_from_market
from sim.rules.herds import feed_need, growth, whole_animals
from sim.rules.hunger import body_next, death_hazard, deficit, eaten
from sim.rules.population import birth_chance, normal_death
from sim.state import GONE
from sim.streams import purpose, uniform

U_BIRTH, U_ADULT, U_CHILD, U_AGE = (
    purpose("birth"), purpose("adult death"), purpose("child death"), purpose("coming of age")
)
U_HORSES, U_CATTLE = purpose("horses grow"), purpose("cattle grow")
U_PIGS, U_SHEEP = purpose("pigs grow"), purpose("sheep grow")
U_KOLKHOZ = purpose("kolkhoz herd")

BOUGHT, RELIEF, EATEN = FLOW["bought"], FLOW["relief"], FLOW["eaten"]
FED, FED_KOLKHOZ, WANTED_RELIEF = FLOW["fed"], FLOW["fed_kolkhoz"], FLOW["wanted_relief"]
BIRTHS, DEATHS, HUNGER_DEATHS = COUNT["births"], COUNT["deaths"], COUNT["hunger_deaths"]
BELOW_LINE = COUNT["below_line"]


@kernel
def buy(hh, i, v, fill, price, p, flows):
    """A household short of grain buys what the market can supply and its cash allows (kg)."""
    want = wanted_from_market(hh, i, p)
    if want <= 0.0:
        return
    kg = min(want, hh.cash_rub[i] / price) * fill
    hh.cash_rub[i] = max(0.0, hh.cash_rub[i] - kg * price)
    hh.open_kg[i] += kg
    flows[v, BOUGHT] += kg


@kernel
def relief_to(hh, i, v, fill, target, p, flows):
    """Relief to a household in need; ``target`` shifts it from all hungry to the worst fed."""
    want = wanted_from_market(hh, i, p)
    flows[v, WANTED_RELIEF] += want
    if want <= 0.0 or fill <= 0.0:
        return
    weak = hh.body[i] < p.hunger.famine_line + 0.5
    share = fill * (1.0 - target) + (target * min(1.0, 2.0 * fill) if weak else 0.0)
    kg = want * min(1.0, share)
    hh.open_kg[i] += kg
    flows[v, RELIEF] += kg


@kernel
def eat(hh, i, v, left, p, flows):
    """A household eats what it has, seed last; returns grain eaten over the norm."""
    people = hh.adults[i] + hh.children[i]
    need = people * p.hunger.food_norm / 12.0
    store = hh.open_kg[i] + hh.hidden_kg[i]
    kg = eaten(need, store, left, p.hunger)
    if kg < p.hunger.thrift * need:
        seed = min(hh.seed_kg[i], 0.5 * (p.hunger.thrift * need - kg))
        hh.seed_kg[i] -= seed
        hh.open_kg[i] += seed
        kg += seed
    from_open = min(kg, hh.open_kg[i])
    hh.open_kg[i] -= from_open
    hh.hidden_kg[i] = max(0.0, hh.hidden_kg[i] - (kg - from_open))
    flows[v, EATEN] += kg
    return kg / max(need, 0.001)


@kernel
def feed_animals(hh, i, v, left, month, p, flows):
    """A household feeds its animals out of what its people can spare; returns the share met."""
    need = feed_need(hh.horses[i], hh.cattle[i], hh.pigs[i], month.feed_weight, p.herds)
    if need <= 0.0:
        return 1.0
    spare = max(0.0, hh.open_kg[i] - 0.75 * food_to_harvest(hh, i, left - 1.0, p))
    kg = min(need, spare, hh.open_kg[i])
    hh.open_kg[i] -= kg
    flows[v, FED] += kg
    return 0.3 + 0.7 * kg / need


@kernel
def change(head, rate, u):
    """A herd after a month's growth (or loss) by chance; head."""
    if rate >= 0.0:
        return head + int(head * rate + u)
    return head - int(whole_animals(head, -rate, u))


@kernel
def herds_change(hh, i, fed, month, reg, r, p):
    """Births and deaths of a household's animals."""
    key = hh.identity[i]
    first = 1.0
    hh.horses[i] = change(hh.horses[i], growth(p.herds.growth_horses, fed, reg.herd_room[0, r], first, p.herds), uniform(month.seed, month.month, U_HORSES, key))
    hh.cattle[i] = change(hh.cattle[i], growth(p.herds.growth_cattle, fed, reg.herd_room[1, r], first, p.herds), uniform(month.seed, month.month, U_CATTLE, key))
    hh.pigs[i] = change(hh.pigs[i], growth(p.herds.growth_pigs, fed, reg.herd_room[2, r], first, p.herds), uniform(month.seed, month.month, U_PIGS, key))
    hh.sheep[i] = change(hh.sheep[i], growth(p.herds.growth_sheep, 0.5 + 0.5 * fed, reg.herd_room[3, r], first, p.herds), uniform(month.seed, month.month, U_SHEEP, key))


@kernel
def kolkhoz_herds(vi, v, month, reg, p, flows):
    """Collective animals are fed from kolkhoz grain, breed, and die of neglect."""
    need = feed_need(
        vi.kolkhoz_horses[v], vi.kolkhoz_cattle[v], vi.kolkhoz_pigs[v], month.feed_weight, p.herds
    )
    fed = 1.0
    if need > 0.0:
        kg = min(need, vi.kolkhoz_open_kg[v])
        vi.kolkhoz_open_kg[v] -= kg
        flows[v, FED_KOLKHOZ] += kg
        fed = 0.3 + 0.7 * kg / need
    neglect = p.herds.neglect / (1.0 + vi.kolkhoz_years[v]) / 12.0
    r = vi.region[v]
    u = uniform(month.seed, month.month, U_KOLKHOZ, vi.identity[v])
    w = 1.0 - u
    vi.kolkhoz_horses[v] = change(vi.kolkhoz_horses[v], growth(p.herds.growth_horses, fed, reg.herd_room[0, r], 1.0, p.herds) - neglect, u)
    vi.kolkhoz_cattle[v] = change(vi.kolkhoz_cattle[v], growth(p.herds.growth_cattle, fed, reg.herd_room[1, r], 1.0, p.herds) - neglect, w)
    vi.kolkhoz_pigs[v] = change(vi.kolkhoz_pigs[v], growth(p.herds.growth_pigs, fed, reg.herd_room[2, r], 1.0, p.herds) - neglect, u)
    vi.kolkhoz_sheep[v] = change(vi.kolkhoz_sheep[v], growth(p.herds.growth_sheep, fed, reg.herd_room[3, r], 1.0, p.herds) - neglect, w)


@kernel
def die(hh, i, v, hazard, month, reg, r, p, counts):
    """Deaths of a household's adults and children, and those that hunger caused (expected)."""
    key = hh.identity[i]
    quiet_adult = normal_death(reg.death_rate[r], 0, month.years, p.population)
    quiet_child = normal_death(reg.death_rate[r], 1, month.years, p.population)
    child_hazard = min(0.9, hazard * p.hunger.child_factor)
    adult = quiet_adult + hazard * (1.0 - quiet_adult)
    child = quiet_child + child_hazard * (1.0 - quiet_child)
    adults = int(whole_animals(hh.adults[i], adult, uniform(month.seed, month.month, U_ADULT, key)))
    children = int(whole_animals(hh.children[i], child, uniform(month.seed, month.month, U_CHILD, key)))
    hh.adults[i] -= adults
    hh.children[i] -= children
    counts[v, DEATHS] += adults + children
    if hazard > 0.0:
        counts[v, HUNGER_DEATHS] += adults * (1.0 - quiet_adult / adult)
        counts[v, HUNGER_DEATHS] += children * (1.0 - quiet_child / child)


@kernel
def bear_and_age(hh, i, v, month, reg, r, p, counts):
    """Births, and children who come of age (15 years)."""
    key = hh.identity[i]
    people = hh.adults[i] + hh.children[i]
    expected = birth_chance(reg.birth_rate[r], people, hh.vigour[i], month.years, p.population)
    if hh.adults[i] == 0:
        expected = 0.0
    born = int(expected + uniform(month.seed, month.month, U_BIRTH, key))
    grown = int(whole_animals(hh.children[i], 1.0 / 180.0, uniform(month.seed, month.month, U_AGE, key)))
    hh.children[i] += born - grown
    hh.adults[i] += grown
    counts[v, BIRTHS] += born


@kernel
def close_empty(hh, vi, i, v, flows):
    """Orphans go to neighbours; the goods of an emptied household pass to the village."""
    if hh.adults[i] > 0 or hh.status[i] == GONE:
        return
    if hh.children[i] > 0:
        for j in range(vi.start[v], vi.stop[v]):
            if hh.status[j] != GONE and hh.adults[j] > 0:
                hh.children[j] += hh.children[i]
                hh.children[i] = 0
                break
    if hh.children[i] == 0:
        to_commons(hh, vi, i, v, flows)
        hh.status[i] = GONE


@kernel
def live(hh, vi, month, reg, p, table, flows, counts, lo, hi):
    """Food, bodies, births, deaths and herds of the villages lo..hi."""
    for v in range(lo, hi):
        r = vi.region[v]
        left = reg.months_left[r]
        for i in range(vi.start[v], vi.stop[v]):
            if hh.status[i] == GONE:
                continue
            buy(hh, i, v, reg.market_fill[r], month.market_price, p, flows)
            relief_to(hh, i, v, reg.relief_fill[r], reg.relief_target[r], p, flows)
            grain_share = eat(hh, i, v, left, p, flows)
            people = max(1.0, float(hh.adults[i] + hh.children[i]))
            stock = hh.cattle[i] + 0.1 * hh.sheep[i] + 0.3 * hh.horses[i] * hh.nomad[i]
            herd = stock / people / p.hunger.herd_per_head
            if hh.nomad[i] == 1:
                grain_share = min(1.0, grain_share + 0.6 * herd)
            missing = deficit(grain_share, herd, p.hunger)
            hh.hunger[i] = missing
            hh.vigour[i] += (1.0 - missing - hh.vigour[i]) / 10.0
            hh.body[i] = body_next(hh.body[i], missing, p.hunger)
            if hh.body[i] < p.hunger.famine_line:
                counts[v, BELOW_LINE] += people
            hazard = death_hazard(hh.body[i], missing, table, p.hunger)
            fed = feed_animals(hh, i, v, left, month, p, flows)
            herds_change(hh, i, fed, month, reg, r, p)
            die(hh, i, v, hazard, month, reg, r, p, counts)
            bear_and_age(hh, i, v, month, reg, r, p, counts)
            close_empty(hh, vi, i, v, flows)
        kolkhoz_herds(vi, v, month, reg, p, flows)
