"""Households join and leave the kolkhoz; members' cows are taken into the common yard."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import FLOW
from sim.kernel.inheritance import pool_condition
from sim.rules.herds import whole_animals
from sim.rules.kolkhoz import join_chance, leave_chance
from sim.state import KOLKHOZ, PRIVATE
from sim.streams import purpose, uniform

U_JOIN, U_LEAVE, U_SHARE = purpose("join"), purpose("leave kolkhoz"), purpose("share out")
U_GIVE, U_COWS = purpose("give animals"), purpose("cows socialised")

JOINED_SEED, LEFT_SEED = FLOW["joined_seed"], FLOW["left_seed"]


@kernel
def join(home, village, v, socialisation, seed, month, flows):
    """One household joins: horses, a share of stock, seed and standing crops go in."""
    key = home.identity
    u = uniform(seed, month, U_GIVE, key)
    pool_condition(village, home.horses, home.horse_condition)
    village.kolkhoz_horses += home.horses
    home.horses = 0
    cattle = int(whole_animals(home.cattle, socialisation, u))
    pigs = int(whole_animals(home.pigs, socialisation, u))
    sheep = int(whole_animals(home.sheep, socialisation, u))
    village.kolkhoz_cattle += cattle
    home.cattle -= cattle
    village.kolkhoz_pigs += pigs
    home.pigs -= pigs
    village.kolkhoz_sheep += sheep
    home.sheep -= sheep
    village.kolkhoz_seed_kg += home.seed_kg
    flows[v, JOINED_SEED] += home.seed_kg
    home.seed_kg = 0.0
    village.kolkhoz_winter_ha += home.winter_ha
    village.kolkhoz_spring_ha += home.spring_ha
    home.winter_ha = 0.0
    home.spring_ha = 0.0
    village.kolkhoz_used_ha += home.worked_ha
    home.status = KOLKHOZ


@kernel
def leave(home, village, v, members, seed, month, p, flows):
    """One household leaves with its share of stock, seed and crops, and most of its land."""
    u = uniform(seed, month, U_SHARE, home.identity)
    part = 1.0 / max(1, members)
    horses = int(whole_animals(village.kolkhoz_horses, part, u))
    cattle = int(whole_animals(village.kolkhoz_cattle, part, u))
    pigs = int(whole_animals(village.kolkhoz_pigs, part, u))
    sheep = int(whole_animals(village.kolkhoz_sheep, part, u))
    village.kolkhoz_horses -= horses
    home.horse_condition = village.kolkhoz_condition
    home.horses += horses
    village.kolkhoz_cattle -= cattle
    home.cattle += cattle
    village.kolkhoz_pigs -= pigs
    home.pigs += pigs
    village.kolkhoz_sheep -= sheep
    home.sheep += sheep
    kg = village.kolkhoz_seed_kg * part
    village.kolkhoz_seed_kg -= kg
    home.seed_kg += kg
    flows[v, LEFT_SEED] += kg
    winter, spring = village.kolkhoz_winter_ha * part, village.kolkhoz_spring_ha * part
    village.kolkhoz_winter_ha -= winter
    village.kolkhoz_spring_ha -= spring
    home.winter_ha += winter
    home.spring_ha += spring
    lost = home.land_ha * p.kolkhoz.land_lost
    home.land_ha -= lost
    village.kolkhoz_land_ha += lost
    home.worked_ha = home.land_ha
    village.kolkhoz_used_ha = max(0.0, village.kolkhoz_used_ha - home.land_ha)
    home.status = PRIVATE


@kernel
def socialised_share(hh, village):
    """Share of the members' and the kolkhoz's cattle that stands in the common yard."""
    own = 0.0
    for i in range(village.start, village.stop):
        if hh[i].status == KOLKHOZ:
            own += hh[i].cattle
    return village.kolkhoz_cattle / max(1.0, village.kolkhoz_cattle + own)


@kernel
def socialise(hh, village, month, force, p):
    """Members' cows are taken into the common yard where the line wants more of them there.

    Returns heads taken. Decree of July 1931 on livestock farms; women resisted.
    """
    wanted = max(0.0, month.socialisation - socialised_share(hh, village))
    chance = p.kolkhoz.cows_taken * force * wanted
    taken = 0
    if chance <= 0.0:
        return taken
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status != KOLKHOZ or home.cattle == 0:
            continue
        if uniform(month.seed, month.month, U_COWS, home.identity) < chance:
            taken += home.cattle
            home.cattle = 0
    village.kolkhoz_cattle += taken
    return taken


@kernel
def unwilling_members(hh, village, month, p):
    """Share of a village's households that would leave the kolkhoz if leaving were free."""
    held = 0.0
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == KOLKHOZ and leave_chance(1.0, home.taste, p.kolkhoz) > 0.0:
            held += 1.0
    return held / max(1, village.stop - village.start)


@kernel
def move_members(hh, village, district, month, v, p, flows):
    """Households join and leave the village's kolkhoz.

    Returns the share of households newly forced in and the share of the cattle they gave up.
    """
    share = float(village.share_kolkhoz)
    gap = district.tempo - share
    force = district.coercion * (1.0 - p.protest.relief_won * village.conceded)
    a, b = village.start, village.stop
    members = 0
    for i in range(a, b):
        home = hh[i]
        if home.status == KOLKHOZ:
            members += 1
    joined = 0
    given = 0
    owned = int(village.kolkhoz_cattle)
    for i in range(a, b):
        home = hh[i]
        key = home.identity
        owned += home.cattle
        if home.status == PRIVATE and home.nomad == 0:
            poor = 1.0 if home.label == 0 else 0.0
            chance = join_chance(
                gap, force, month.advantage, share, village.label_risk, poor, p.kolkhoz
            )
            outcast = home.label == 2 and village.label_risk > p.kolkhoz.outcast_risk
            if uniform(month.seed, month.month, U_JOIN, key) < chance and not outcast:
                given += home.cattle
                join(home, village, v, month.socialisation, month.seed, month.month, flows)
                given -= home.cattle
                joined += 1
                home.shock += p.protest.shock_joining * force * (1.0 - home.taste)
        elif home.status == KOLKHOZ:
            taste = home.taste + (0.1 if home.label == 0 else 0.0)
            chance = leave_chance(month.exit_allowed, taste, p.kolkhoz)
            if gap > 0.02:
                chance *= 1.0 - force
            if chance > 0.0 and uniform(month.seed, month.month, U_LEAVE, key) < chance:
                leave(home, village, v, members, month.seed, month.month, p, flows)
                members -= 1
                home.shock = 0.0
                home.relieved = 1
    given += socialise(hh, village, month, force, p)
    return force * joined / max(1, b - a), given / max(1, owned)
