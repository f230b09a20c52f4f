"""Fields are worked: winter and spring sowing, harvest, hiding, seed set aside."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import FLOW
from sim.rules.harvest import collective_order, crop, rotation_next, work_morale
from sim.rules.procurement import hidden_share
from sim.rules.protest import refusal
from sim.rules.sowing import (
    area_sown,
    area_wanted,
    draught_adequacy,
    hands_adequacy,
    strength,
    will_to_sow,
    work_adequacy,
)
from sim.state import KOLKHOZ, PRIVATE

HARVEST, HARVEST_KOLKHOZ = FLOW["harvest"], FLOW["harvest_kolkhoz"]
SOWN, SOWN_KOLKHOZ = FLOW["sown"], FLOW["sown_kolkhoz"]
LOAN, LOAN_KOLKHOZ = FLOW["seed_loan"], FLOW["seed_loan_kolkhoz"]
MTS, LOST = FLOW["mts_payment"], FLOW["lost_in_field"]


@kernel
def hands(home, p):
    """Working hands of a household: adults under sixty, by their strength."""
    workers = home.adults - home.elders
    return workers * strength(home.body, p.hunger.famine_line, p.hunger.normal_body, p.sowing)


@kernel
def private_adequacy(hh, a, b, p):
    """Draught and hands over need of a village's private farms together: (draught, hands).

    They lend each other horses and help at harvest.
    """
    horses = 0.0
    fit = 0.0
    land = 0.0
    workers = 0.0
    for i in range(a, b):
        home = hh[i]
        if home.status == PRIVATE:
            horses += home.horses
            fit += home.horses * home.horse_condition
            land += home.land_ha
            workers += hands(home, p)
    return (
        draught_adequacy(horses, fit / max(1.0, horses), 0.0, land, p.sowing),
        hands_adequacy(workers, land, p.sowing),
    )


@kernel
def farm_adequacy(home, village_draught, village_hands, p):
    """Means of one farm: half its own, half what the village can lend."""
    own = draught_adequacy(home.horses, home.horse_condition, 0.0, home.land_ha, p.sowing)
    mine = hands_adequacy(hands(home, p), home.land_ha, p.sowing)
    return work_adequacy(0.5 * (own + village_draught), 0.5 * (mine + village_hands))


@kernel
def kolkhoz_land(hh, village):
    """Land that a village's kolkhoz works: the commons and its members' land (ha)."""
    land = float(village.kolkhoz_land_ha)
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == KOLKHOZ:
            land += home.land_ha
    return land


@kernel
def kolkhoz_state(hh, village, here, p):
    """Land (ha), draught adequacy, mean expected taking and members of a village's kolkhoz."""
    land = kolkhoz_land(hh, village)
    expected = 0.0
    workers = 0.0
    members = 0
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == KOLKHOZ:
            expected += home.expected_take
            workers += hands(home, p)
            members += 1
    tractors = here.tractors_per_ha * village.served * land
    draught = draught_adequacy(
        village.kolkhoz_horses, village.kolkhoz_condition, tractors, land, p.sowing
    )
    adequacy = work_adequacy(draught, hands_adequacy(workers, land, p.sowing))
    return land, adequacy, expected / max(1, members), members


@kernel
def sow_season(year_ha, season_share, standing_ha, own_kg, loan_share, p):
    """Area sown in a season out of the year's, and its seed: (hectares, own kg, lent kg).

    What winter grain does not stand for (``standing_ha``) is made up in spring.
    """
    wanted = year_ha * season_share
    if standing_ha > 0.0:
        wanted = max(wanted, year_ha - standing_ha)
    lent = loan_share * max(0.0, wanted * p.sowing.seed_kg_per_ha - own_kg)
    ha = area_sown(wanted, own_kg + lent, p.sowing)
    used = ha * p.sowing.seed_kg_per_ha
    lent = min(lent, used)
    return ha, used - lent, lent


@kernel
def sow_private(home, season_share, standing_ha, adequacy, loan_share, p):
    """Sow one private farm for a season; returns (hectares, kg of own seed, kg lent)."""
    will = will_to_sow(home.expected_take, p.sowing) * (1.0 - refusal(home.stance, p.protest))
    year = area_wanted(home.land_ha, home.worked_ha, adequacy, will, p.sowing)
    own = home.seed_kg + p.sowing.grain_for_seed * home.open_kg
    ha, mine, lent = sow_season(year, season_share, standing_ha, own, loan_share, p)
    from_seed = min(home.seed_kg, mine)
    home.seed_kg -= from_seed
    home.open_kg = max(0.0, home.open_kg - (mine - from_seed))
    return ha, mine, lent


@kernel
def sow_kolkhoz(village, land, adequacy, expected, season_share, standing_ha, loan_share, p):
    """Sow a kolkhoz for a season; returns (hectares, kg of own seed, kg lent)."""
    will = 0.5 * (1.0 + will_to_sow(expected, p.sowing))
    year = land * (1.0 + p.sowing.kolkhoz_extension)
    year *= will * (1.0 - p.sowing.draught_power * (1.0 - adequacy))
    own = village.kolkhoz_seed_kg + p.sowing.kolkhoz_grain_for_seed * village.kolkhoz_open_kg
    ha, mine, lent = sow_season(year, season_share, standing_ha, own, loan_share, p)
    from_seed = min(village.kolkhoz_seed_kg, mine)
    village.kolkhoz_seed_kg -= from_seed
    village.kolkhoz_open_kg = max(0.0, village.kolkhoz_open_kg - (mine - from_seed))
    return ha, mine, lent


@kernel
def sow_village(hh, village, v, here, spring, p, flows):
    """Sow all farms of a village for winter (spring=0) or spring grain (spring=1)."""
    a, b = village.start, village.stop
    share = here.spring_share if spring == 1 else 1.0 - here.spring_share
    loan = here.seed_loan if spring == 1 else 0.0
    draught, helpers = private_adequacy(hh, a, b, p)
    for i in range(a, b):
        home = hh[i]
        if home.status != PRIVATE:
            continue
        standing = home.winter_ha if spring == 1 else 0.0
        adequacy = farm_adequacy(home, draught, helpers, p)
        ha, mine, lent = sow_private(home, share, standing, adequacy, loan, p)
        flows[v, SOWN] += mine + lent
        flows[v, LOAN] += lent
        if spring == 1:
            home.spring_ha = ha
            home.worked_ha = max(0.05, home.winter_ha + ha)
        else:
            home.winter_ha = ha
    land, adequacy, expected, members = kolkhoz_state(hh, village, here, p)
    if members > 0:
        standing = village.kolkhoz_winter_ha if spring == 1 else 0.0
        ha, mine, lent = sow_kolkhoz(village, land, adequacy, expected, share, standing, loan, p)
        flows[v, SOWN_KOLKHOZ] += mine + lent
        flows[v, LOAN_KOLKHOZ] += lent
        if spring == 1:
            village.kolkhoz_spring_ha = ha
        else:
            village.kolkhoz_winter_ha = ha


@kernel
def harvest_private(hh, village, v, district_search, yield_kg, p, flows):
    """Bring in the crops of a village's private farms; hide some, set seed aside."""
    a, b = village.start, village.stop
    draught, helpers = private_adequacy(hh, a, b, p)
    for i in range(a, b):
        home = hh[i]
        if home.status != PRIVATE:
            continue
        adequacy = farm_adequacy(home, draught, helpers, p)
        ha = home.winter_ha + home.spring_ha
        kg = crop(ha, yield_kg, village.weather_luck, home.skill, adequacy, p.harvest)
        share = hidden_share(home.expected_take, district_search, home.fear, p.procurement)
        share += refusal(home.stance, p.protest) * (1.0 - district_search * home.fear)
        seed_wanted = home.worked_ha * p.sowing.seed_kg_per_ha - home.seed_kg
        seed = max(0.0, min(p.sowing.seed_kept * kg, seed_wanted))
        hidden = share * (kg - seed)
        home.seed_kg += seed
        home.hidden_kg += hidden
        home.open_kg += kg - seed - hidden
        home.crop_kg = kg
        home.winter_ha = 0.0
        home.spring_ha = 0.0
        flows[v, HARVEST] += kg
        village.harvest_kg += kg


@kernel
def harvest_kolkhoz(hh, village, v, here, yield_kg, mts_payment, p, flows):
    """Bring in a kolkhoz's crop; pay the machine station; members' share of it is booked."""
    land, adequacy, expected, _ = kolkhoz_state(hh, village, here, p)
    ha = village.kolkhoz_winter_ha + village.kolkhoz_spring_ha
    village.kolkhoz_winter_ha = 0.0
    village.kolkhoz_spring_ha = 0.0
    if ha <= 0.0:
        return
    morale = work_morale(expected, p.harvest)
    if village.kolkhoz_used_ha <= 0.0:
        village.kolkhoz_used_ha = land
    extension = ha / max(village.kolkhoz_used_ha, 0.1) - 1.0
    order = collective_order(village.kolkhoz_years, morale, extension, p.harvest)
    village.kolkhoz_used_ha = rotation_next(village.kolkhoz_used_ha, ha, p.harvest)
    kg = crop(ha, yield_kg, village.weather_luck, 1.0, adequacy, p.harvest) * order
    paid = mts_payment * village.served * kg
    share = p.procurement.kolkhoz_hiding * hidden_share(expected, 0.0, 0.0, p.procurement)
    off_books = share * (kg - paid)
    village.kolkhoz_open_kg += kg - paid - off_books
    village.kolkhoz_hidden_kg += off_books
    village.harvest_kg += kg
    village.delivered_kg += paid
    flows[v, HARVEST_KOLKHOZ] += kg
    flows[v, LOST] += kg / order - kg
    flows[v, MTS] += paid
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == KOLKHOZ:
            part = home.land_ha / max(land, 0.1)
            home.crop_kg = kg * part
            home.taken_kg += paid * part


@kernel
def work_fields(hh, vi, di, months, reg, rules, flows, lo, hi):
    """Sowing and harvest of the villages lo..hi in this month."""
    month, p = months[0], rules[0]
    for v in range(lo, hi):
        village = vi[v]
        here = reg[village.region]
        if here.harvest == 1:
            search = di[village.district].search
            harvest_private(hh, village, v, search, here.yield_kg, p, flows)
            harvest_kolkhoz(hh, village, v, here, here.yield_kg, month.mts_payment, p, flows)
        if here.winter_sowing == 1:
            sow_village(hh, village, v, here, 0, p, flows)
        if here.spring_sowing == 1:
            sow_village(hh, village, v, here, 1, p, flows)
