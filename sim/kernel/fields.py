"""Fields are worked: winter and spring sowing, harvest, hiding, seed set aside."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import FLOW
from sim.rules.harvest import collective_order, crop
from sim.rules.procurement import hidden_share
from sim.rules.sowing import area_sown, area_wanted, draught_adequacy, will_to_sow
from sim.state import KOLKHOZ, PRIVATE

HARVEST, HARVEST_KOLKHOZ = FLOW["harvest"], FLOW["harvest_kolkhoz"]
SOWN, SOWN_KOLKHOZ = FLOW["sown"], FLOW["sown_kolkhoz"]
LOAN, LOAN_KOLKHOZ = FLOW["seed_loan"], FLOW["seed_loan_kolkhoz"]
MTS = FLOW["mts_payment"]


@kernel
def private_adequacy(hh, a, b, p):
    """Draught over need of a village's private farms together (they lend each other horses)."""
    horses = 0.0
    land = 0.0
    for i in range(a, b):
        if hh.status[i] == PRIVATE:
            horses += hh.horses[i]
            land += hh.land_ha[i]
    return draught_adequacy(horses, 0.0, land, p.sowing)


@kernel
def farm_adequacy(hh, i, village_adequacy, p):
    """Draught of one farm: half its own, half what the village can lend."""
    own = draught_adequacy(hh.horses[i], 0.0, hh.land_ha[i], p.sowing)
    return 0.5 * (own + village_adequacy)


@kernel
def kolkhoz_state(hh, vi, v, reg, p):
    """Land (ha), draught adequacy, mean expected taking and members of a village's kolkhoz."""
    land = float(vi.kolkhoz_land_ha[v])
    expected = 0.0
    members = 0
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] == KOLKHOZ:
            land += hh.land_ha[i]
            expected += hh.expected_take[i]
            members += 1
    tractors = reg.tractors_per_ha[vi.region[v]] * vi.served[v] * land
    adequacy = draught_adequacy(vi.kolkhoz_horses[v], tractors, land, p.sowing)
    return land, adequacy, expected / max(1, members), members


@kernel
def sow_private(hh, i, season_share, standing_ha, adequacy, loan_share, p):
    """Sow one private farm for a season; returns (hectares, kg of own seed, kg lent)."""
    will = will_to_sow(hh.expected_take[i], p.sowing)
    year = area_wanted(hh.land_ha[i], hh.worked_ha[i], adequacy, will, p.sowing)
    wanted = max(year * season_share, year - standing_ha) if standing_ha > 0.0 else year * season_share
    need = wanted * p.sowing.seed_kg_per_ha
    own = hh.seed_kg[i] + 0.3 * hh.open_kg[i]
    lent = loan_share * max(0.0, need - own)
    ha = area_sown(wanted, own + lent, p.sowing)
    used = ha * p.sowing.seed_kg_per_ha
    lent = min(lent, used)
    mine = used - lent
    from_seed = min(hh.seed_kg[i], mine)
    hh.seed_kg[i] -= from_seed
    hh.open_kg[i] = max(0.0, hh.open_kg[i] - (mine - from_seed))
    return ha, mine, lent


@kernel
def sow_kolkhoz(vi, v, land, adequacy, expected, season_share, standing_ha, loan_share, p):
    """Sow a kolkhoz for a season; returns (hectares, kg of own seed, kg lent)."""
    will = 0.5 * (1.0 + will_to_sow(expected, p.sowing))
    year = land * (1.0 + p.sowing.kolkhoz_extension)
    year *= will * (1.0 - p.sowing.draught_power * (1.0 - adequacy))
    wanted = max(year * season_share, year - standing_ha) if standing_ha > 0.0 else year * season_share
    need = wanted * p.sowing.seed_kg_per_ha
    own = vi.kolkhoz_seed_kg[v] + 0.5 * vi.kolkhoz_open_kg[v]
    lent = loan_share * max(0.0, need - own)
    ha = area_sown(wanted, own + lent, p.sowing)
    used = ha * p.sowing.seed_kg_per_ha
    lent = min(lent, used)
    mine = used - lent
    from_seed = min(vi.kolkhoz_seed_kg[v], mine)
    vi.kolkhoz_seed_kg[v] -= from_seed
    vi.kolkhoz_open_kg[v] = max(0.0, vi.kolkhoz_open_kg[v] - (mine - from_seed))
    return ha, mine, lent


@kernel
def sow_village(hh, vi, v, reg, spring, p, flows):
    """Sow all farms of a village for winter (spring=0) or spring grain (spring=1)."""
    r = vi.region[v]
    a, b = vi.start[v], vi.stop[v]
    share = reg.spring_share[r] if spring == 1 else 1.0 - reg.spring_share[r]
    loan = reg.seed_loan[r] if spring == 1 else 0.0
    village_adequacy = private_adequacy(hh, a, b, p)
    for i in range(a, b):
        if hh.status[i] != PRIVATE:
            continue
        standing = hh.winter_ha[i] if spring == 1 else 0.0
        adequacy = farm_adequacy(hh, i, village_adequacy, p)
        ha, mine, lent = sow_private(hh, i, share, standing, adequacy, loan, p)
        flows[v, SOWN] += mine + lent
        flows[v, LOAN] += lent
        if spring == 1:
            hh.spring_ha[i] = ha
            hh.worked_ha[i] = max(0.05, hh.winter_ha[i] + ha)
        else:
            hh.winter_ha[i] = ha
    land, adequacy, expected, members = kolkhoz_state(hh, vi, v, reg, p)
    if members > 0:
        standing = vi.kolkhoz_winter_ha[v] if spring == 1 else 0.0
        ha, mine, lent = sow_kolkhoz(vi, v, land, adequacy, expected, share, standing, loan, p)
        flows[v, SOWN_KOLKHOZ] += mine + lent
        flows[v, LOAN_KOLKHOZ] += lent
        if spring == 1:
            vi.kolkhoz_spring_ha[v] = ha
        else:
            vi.kolkhoz_winter_ha[v] = ha


@kernel
def harvest_private(hh, vi, v, district_search, yield_kg, p, flows):
    """Bring in the crops of a village's private farms; hide some, set seed aside."""
    a, b = vi.start[v], vi.stop[v]
    village_adequacy = private_adequacy(hh, a, b, p)
    for i in range(a, b):
        if hh.status[i] != PRIVATE:
            continue
        adequacy = farm_adequacy(hh, i, village_adequacy, p)
        ha = hh.winter_ha[i] + hh.spring_ha[i]
        kg = crop(ha, yield_kg, vi.weather_luck[v], hh.skill[i], adequacy, p.harvest)
        share = hidden_share(hh.expected_take[i], district_search, hh.fear[i], p.procurement)
        seed_wanted = hh.worked_ha[i] * p.sowing.seed_kg_per_ha - hh.seed_kg[i]
        seed = max(0.0, min(0.6 * kg, seed_wanted))
        hidden = share * (kg - seed)
        hh.seed_kg[i] += seed
        hh.hidden_kg[i] += hidden
        hh.open_kg[i] += kg - seed - hidden
        hh.crop_kg[i] = kg
        hh.winter_ha[i] = 0.0
        hh.spring_ha[i] = 0.0
        flows[v, HARVEST] += kg
        vi.harvest_kg[v] += kg


@kernel
def harvest_kolkhoz(hh, vi, v, reg, yield_kg, mts_payment, p, flows):
    """Bring in a kolkhoz's crop; pay the machine station; members' share of it is booked."""
    land, adequacy, expected, members = kolkhoz_state(hh, vi, v, reg, p)
    ha = vi.kolkhoz_winter_ha[v] + vi.kolkhoz_spring_ha[v]
    vi.kolkhoz_winter_ha[v] = 0.0
    vi.kolkhoz_spring_ha[v] = 0.0
    if ha <= 0.0:
        return
    morale = max(0.0, 1.0 - 1.6 * expected)
    order = collective_order(vi.kolkhoz_years[v], morale, ha / max(land, 0.1) - 1.0, p.harvest)
    kg = crop(ha, yield_kg, vi.weather_luck[v], 1.0, adequacy, p.harvest) * order
    paid = mts_payment * vi.served[v] * kg
    off_books = 0.5 * hidden_share(expected, 0.0, 0.0, p.procurement) * (kg - paid)
    vi.kolkhoz_open_kg[v] += kg - paid - off_books
    vi.kolkhoz_hidden_kg[v] += off_books
    vi.harvest_kg[v] += kg
    vi.delivered_kg[v] += paid
    flows[v, HARVEST_KOLKHOZ] += kg
    flows[v, MTS] += paid
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] == KOLKHOZ:
            part = hh.land_ha[i] / max(land, 0.1)
            hh.crop_kg[i] = kg * part
            hh.taken_kg[i] += paid * part


@kernel
def work_fields(hh, vi, di, month, reg, p, flows, lo, hi):
    """Sowing and harvest of the villages lo..hi in this month."""
    for v in range(lo, hi):
        r = vi.region[v]
        if reg.harvest[r] == 1:
            search = di.search[vi.district[v]]
            harvest_private(hh, vi, v, search, reg.yield_kg[r], p, flows)
            harvest_kolkhoz(hh, vi, v, reg, reg.yield_kg[r], month.mts_payment, p, flows)
        if reg.winter_sowing[r] == 1:
            sow_village(hh, vi, v, reg, 0, p, flows)
        if reg.spring_sowing[r] == 1:
            sow_village(hh, vi, v, reg, 1, p, flows)
