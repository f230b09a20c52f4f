"""Villages answer: joining, leaving, slaughter, deportation, churches, protest."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import COUNT, FLOW
from sim.kernel.inheritance import pass_on, pool_condition
from sim.rules.dekulakisation import taken_chance
from sim.rules.herds import disorder, settling_chance, slaughtered, whole_animals
from sim.rules.kolkhoz import join_chance, leave_chance
from sim.rules.protest import (
    able,
    crowd_chance,
    gives_way,
    occasion,
    readiness,
    rung,
    terror_chance,
    willing,
)
from sim.state import BALK, GONE, KOLKHOZ, LEAK, PETITIONING, PRIVATE
from sim.streams import pair, purpose, uniform

U_JOIN, U_LEAVE, U_TAKEN = purpose("join"), purpose("leave kolkhoz"), purpose("deport")
U_SLAUGHTER = purpose("slaughter")
U_CHURCH, U_SHARE, U_DISPOSSESS = purpose("church"), purpose("share out"), purpose("dispossess")
U_CROWD, U_SETTLE = purpose("crowd happens"), purpose("nomads settle")
U_COWS, U_SETTLED = purpose("cows socialised"), purpose("herd of the settled")
U_GIVE, U_LABEL = purpose("give animals"), purpose("self-dekulakise")

JOINED_SEED, LEFT_SEED = FLOW["joined_seed"], FLOW["left_seed"]
DEPORTED, DEPORTED_PERSONS = COUNT["deported_households"], COUNT["deported_persons"]
DISPOSSESSED, CROWDS, PARTICIPANTS = COUNT["dispossessed"], COUNT["crowds"], COUNT["participants"]
TERROR, REALISED = COUNT["terror"], COUNT["crowds_realised"]
HORSES_KILLED, CATTLE_KILLED = COUNT["horses_slaughtered"], COUNT["cattle_slaughtered"]
PIGS_KILLED, SHEEP_KILLED = COUNT["pigs_slaughtered"], COUNT["sheep_slaughtered"]
CROWDS_HOME, CROWDS_WOMEN = COUNT["crowds_home"], COUNT["crowds_women"]


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


@kernel
def nomad_herd(home):
    """Animals a head that a nomad household lives from, in cattle (ten sheep count as one)."""
    people = max(1, home.adults + home.children)
    return (home.cattle + 0.1 * home.sheep + 0.3 * home.horses) / people


@kernel
def cull(home, v, horses, cattle, pigs, sheep, counts):
    """Animals of a household are killed or driven off for good; counted by kind."""
    home.horses -= horses
    home.cattle -= cattle
    home.pigs -= pigs
    home.sheep -= sheep
    counts[v, HORSES_KILLED] += horses
    counts[v, CATTLE_KILLED] += cattle
    counts[v, PIGS_KILLED] += pigs
    counts[v, SHEEP_KILLED] += sheep


@kernel
def settle(home, v, month, p, counts):
    """A nomad household is settled; most of its herd is driven together and lost."""
    u, w = pair(month.seed, month.month, U_SETTLED, home.identity)
    lost = 1.0 - p.herds.settled_herd
    cull(
        home,
        v,
        int(whole_animals(home.horses, lost, u)),
        int(whole_animals(home.cattle, lost, w)),
        0,
        int(whole_animals(home.sheep, lost, 1.0 - u)),
        counts,
    )
    home.nomad = 0


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
def slaughter(hh, village, district, month, v, p, counts):
    """Private animals are slaughtered before socialisation, in hunger, and in settlement."""
    gap = max(0.0, district.tempo - village.share_kolkhoz)
    wave = month.socialisation * district.coercion * gap
    still_private = max(0.0, month.socialisation - socialised_share(hh, village))
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == GONE:
            continue
        threat = wave if home.status == PRIVATE else still_private * district.coercion
        if home.label == 2:
            threat = max(threat, village.label_risk)
        share = slaughtered(threat, home.hunger, p.herds)
        if home.nomad == 1:
            share = min(0.5, share + p.herds.settlement_loss * month.settlement)
            chance = settling_chance(month.settlement, nomad_herd(home), p.herds)
            if uniform(month.seed, month.month, U_SETTLE, home.identity) < chance:
                settle(home, v, month, p, counts)
        if share <= 0.0:
            continue
        u, w = pair(month.seed, month.month, U_SLAUGHTER, home.identity)
        cattle = int(whole_animals(home.cattle, share, u))
        sheep = int(whole_animals(home.sheep, p.herds.sheep_first * share, 1.0 - u))
        pigs = int(whole_animals(home.pigs, share, w))
        horses = int(whole_animals(home.horses, share * p.herds.horse_aversion, 1.0 - w))
        cull(home, v, horses, cattle, pigs, sheep, counts)


@kernel
def deport(hh, village, month, here, v, p, flows, counts):
    """Households are deported or dispossessed by order; returns the share taken."""
    a, b = village.start, village.stop
    taken = 0
    if here.deport_kulak + here.dispossess_kulak + here.deport_middle <= 0.0:
        return 0.0
    for i in range(a, b):
        home = hh[i]
        if home.status == GONE:
            continue
        key = home.identity
        chance = taken_chance(
            here.deport_kulak,
            here.deport_middle,
            home.label,
            home.stance,
            p.dekulakisation,
        )
        if uniform(month.seed, month.month, U_TAKEN, key) < chance:
            counts[v, DEPORTED] += 1
            counts[v, DEPORTED_PERSONS] += home.adults + home.children
            home.adults = 0
            home.children = 0
            home.infants = 0
            home.elders = 0
            pass_on(hh, village, i, v, flows)
            home.status = GONE
            taken += 1
            continue
        chance = taken_chance(
            here.dispossess_kulak,
            here.dispossess_middle,
            home.label,
            home.stance,
            p.dekulakisation,
        )
        if home.status == PRIVATE and uniform(month.seed, month.month, U_DISPOSSESS, key) < chance:
            counts[v, DISPOSSESSED] += 1
            pass_on(hh, village, i, v, flows)
            home.label = 1
            home.shock += 0.8
            taken += 1
    return taken / max(1, b - a)


@kernel
def relabel(hh, village, district, month):
    """Under label pressure the best-off middle households come to be called kulak. M06, M12."""
    push = district.label_push * village.label_risk
    if push <= 0.0:
        return
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == PRIVATE and home.label == 1:
            visible = (
                home.skill - 1.0 + 0.3 * home.horses + (0.5 if home.stance >= PETITIONING else 0.0)
            )
            chance = 0.01 * push * max(0.0, visible)
            if uniform(month.seed, month.month, U_LABEL, home.identity) < chance:
                home.label = 2


@kernel
def take_stances(hh, village, month, shock, p, v, counts):
    """Private attitude and public stance of every household; single attacks are counted.

    Returns the share ready to act in public, adults, and households present.
    """
    example = 0.6 * village.share_acting + 0.4 * village.neighbours_acting
    ready = 0.0
    adults = 0.0
    present = 0
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == GONE:
            continue
        own = float(home.shock)
        home.shock += shock
        anger = min(1.0, home.grievance + 0.5 * home.shock)
        now = readiness(anger, home.memory, month.credibility, home.fear, example, p.protest)
        fearless = readiness(anger, home.memory, 0.0, 0.0, example, p.protest)
        ready += willing(now, home.courage) * able(home.body, p.hunger.famine_line)
        adults += home.adults
        present += 1
        home.stance = rung(now - home.courage, p.protest)
        home.attitude = rung(fearless - home.courage, p.protest)
        member = 1 if home.status == KOLKHOZ else 0
        fear = home.fear * month.credibility
        counts[v, TERROR] += terror_chance(
            own, anger, home.expected_take, home.label, member, fear, p.protest
        )
    return ready / max(1, present), adults, present


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
def gather(village, district, month, v, share, adults, present, occasions, p, counts):
    """Crowds of a village: expected count, causes, women in front; then concession or force."""
    state, home = occasions
    crowds = crowd_chance(share, present, state + home, p.protest)
    if crowds <= 0.0:
        return
    by_home = crowds * home / (state + home)
    counts[v, CROWDS] += crowds
    counts[v, CROWDS_HOME] += by_home
    women = p.protest.women_joining * (crowds - by_home) + p.protest.women_home * by_home
    counts[v, CROWDS_WOMEN] += women
    counts[v, PARTICIPANTS] += crowds * p.protest.crowd_share * adults
    u, w = pair(month.seed, month.month, U_CROWD, village.identity)
    if u >= min(0.9, crowds):
        return
    counts[v, REALISED] += 1.0
    spares = 1 if district.choice == BALK or district.choice == LEAK else 0
    if gives_way(spares, w, p.protest) == 1:
        village.conceded = 1.0
    else:
        village.force_seen = max(village.force_seen, p.protest.crushed * month.credibility)


@kernel
def answer(hh, vi, di, months, reg, rules, flows, counts, lo, hi):
    """The month's answers of the villages lo..hi."""
    month, p = months[0], rules[0]
    for v in range(lo, hi):
        village = vi[v]
        district, here = di[village.district], reg[village.region]
        slaughter(hh, village, district, month, v, p, counts)
        forced_in, cattle_given = move_members(hh, village, district, month, v, p, flows)
        taken = deport(hh, village, month, here, v, p, flows, counts)
        relabel(hh, village, district, month)
        shock = p.protest.shock_neighbour * taken
        closed = 0.0
        if village.church_open == 1 and month.church_closing > 0.0:
            chance = 0.12 * month.church_closing * (0.5 + district.coercion)
            if uniform(month.seed, month.month, U_CHURCH, village.identity) < chance:
                village.church_open = 0
                closed = 1.0
                shock += p.protest.shock_church
        seen = 2.0 * forced_in + 4.0 * taken
        village.force_seen = max(village.force_seen, min(1.0, seen))
        share, adults, present = take_stances(hh, village, month, shock, p, v, counts)
        held = unwilling_members(hh, village, month, p) * disorder(village.kolkhoz_years)
        unwilling = forced_in + 0.5 * held
        occasions = occasion(
            unwilling,
            village.seized,
            village.seed_seized,
            cattle_given,
            closed,
            taken,
            village.hunger_mean,
            p.protest,
        )
        if present > 0:
            gather(village, district, month, v, share, adults, present, occasions, p, counts)
