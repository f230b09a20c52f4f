"""Villages answer: joining, leaving, slaughter, deportation, churches, protest."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import COUNT, FLOW
from sim.rules.dekulakisation import taken_chance
from sim.rules.herds import slaughtered, whole_animals
from sim.rules.kolkhoz import join_chance, leave_chance
from sim.rules.protest import crowd_chance, readiness, terror_chance, willing
from sim.state import GONE, HIDING, KOLKHOZ, LEAVING, PETITIONING, PRIVATE, SILENT, VIOLENT
from sim.streams import purpose, uniform

U_JOIN, U_LEAVE, U_TAKEN = purpose("join"), purpose("leave kolkhoz"), purpose("deport")
U_CATTLE, U_PIGS = purpose("slaughter cattle"), purpose("slaughter pigs")
U_SHEEP, U_HORSES = purpose("slaughter sheep"), purpose("slaughter horses")
U_CHURCH, U_SHARE, U_DISPOSSESS = purpose("church"), purpose("share out"), purpose("dispossess")
U_GIVE, U_SELF = purpose("give animals"), purpose("self-dekulakise")

JOINED_SEED, LEFT_SEED, COMMONS = FLOW["joined_seed"], FLOW["left_seed"], FLOW["to_commons"]
JOINED, LEFT = COUNT["joined"], COUNT["left"]
DEPORTED, DEPORTED_PERSONS = COUNT["deported_households"], COUNT["deported_persons"]
DISPOSSESSED, CROWDS, PARTICIPANTS = COUNT["dispossessed"], COUNT["crowds"], COUNT["participants"]
TERROR, CHURCHES, SLAUGHTERED = COUNT["terror"], COUNT["churches_closed"], COUNT["slaughtered"]
SELF = COUNT["self_dekulakised"]


@kernel
def join(hh, vi, i, v, socialisation, seed, month, flows):
    """One household joins: horses, a share of stock, seed and standing crops go in."""
    key = hh.identity[i]
    u = uniform(seed, month, U_GIVE, key)
    vi.kolkhoz_horses[v] += hh.horses[i]
    hh.horses[i] = 0
    cattle = int(whole_animals(hh.cattle[i], socialisation, u))
    pigs = int(whole_animals(hh.pigs[i], socialisation, u))
    sheep = int(whole_animals(hh.sheep[i], socialisation, u))
    vi.kolkhoz_cattle[v] += cattle
    hh.cattle[i] -= cattle
    vi.kolkhoz_pigs[v] += pigs
    hh.pigs[i] -= pigs
    vi.kolkhoz_sheep[v] += sheep
    hh.sheep[i] -= sheep
    vi.kolkhoz_seed_kg[v] += hh.seed_kg[i]
    flows[v, JOINED_SEED] += hh.seed_kg[i]
    hh.seed_kg[i] = 0.0
    vi.kolkhoz_winter_ha[v] += hh.winter_ha[i]
    vi.kolkhoz_spring_ha[v] += hh.spring_ha[i]
    hh.winter_ha[i] = 0.0
    hh.spring_ha[i] = 0.0
    hh.status[i] = KOLKHOZ


@kernel
def leave(hh, vi, i, v, members, seed, month, p, flows):
    """One household leaves with its share of stock, seed and crops, and most of its land."""
    u = uniform(seed, month, U_SHARE, hh.identity[i])
    part = 1.0 / max(1, members)
    horses = int(whole_animals(vi.kolkhoz_horses[v], part, u))
    cattle = int(whole_animals(vi.kolkhoz_cattle[v], part, u))
    pigs = int(whole_animals(vi.kolkhoz_pigs[v], part, u))
    sheep = int(whole_animals(vi.kolkhoz_sheep[v], part, u))
    vi.kolkhoz_horses[v] -= horses
    hh.horses[i] += horses
    vi.kolkhoz_cattle[v] -= cattle
    hh.cattle[i] += cattle
    vi.kolkhoz_pigs[v] -= pigs
    hh.pigs[i] += pigs
    vi.kolkhoz_sheep[v] -= sheep
    hh.sheep[i] += sheep
    kg = vi.kolkhoz_seed_kg[v] * part
    vi.kolkhoz_seed_kg[v] -= kg
    hh.seed_kg[i] += kg
    flows[v, LEFT_SEED] += kg
    winter, spring = vi.kolkhoz_winter_ha[v] * part, vi.kolkhoz_spring_ha[v] * part
    vi.kolkhoz_winter_ha[v] -= winter
    vi.kolkhoz_spring_ha[v] -= spring
    hh.winter_ha[i] += winter
    hh.spring_ha[i] += spring
    lost = hh.land_ha[i] * p.kolkhoz.land_lost
    hh.land_ha[i] -= lost
    vi.kolkhoz_land_ha[v] += lost
    hh.worked_ha[i] = hh.land_ha[i]
    hh.status[i] = PRIVATE


@kernel
def to_commons(hh, vi, i, v, flows):
    """A household's land, animals, crops and grain pass to the village (it is gone or ruined)."""
    vi.kolkhoz_land_ha[v] += hh.land_ha[i]
    vi.kolkhoz_winter_ha[v] += hh.winter_ha[i]
    vi.kolkhoz_spring_ha[v] += hh.spring_ha[i]
    vi.kolkhoz_horses[v] += hh.horses[i]
    vi.kolkhoz_cattle[v] += hh.cattle[i]
    vi.kolkhoz_pigs[v] += hh.pigs[i]
    vi.kolkhoz_sheep[v] += hh.sheep[i]
    kg = hh.open_kg[i] + hh.hidden_kg[i]
    flows[v, COMMONS] += kg + hh.seed_kg[i]
    vi.kolkhoz_open_kg[v] += kg
    vi.kolkhoz_seed_kg[v] += hh.seed_kg[i]
    hh.land_ha[i] = 0.0
    hh.winter_ha[i] = 0.0
    hh.spring_ha[i] = 0.0
    hh.horses[i] = 0
    hh.cattle[i] = 0
    hh.pigs[i] = 0
    hh.sheep[i] = 0
    hh.open_kg[i] = 0.0
    hh.hidden_kg[i] = 0.0
    hh.seed_kg[i] = 0.0


@kernel
def move_members(hh, vi, di, month, v, p, flows, counts):
    """Households join and leave the village's kolkhoz; returns the share newly forced in."""
    d = vi.district[v]
    share = float(vi.share_kolkhoz[v])
    gap = di.tempo[d] - share
    force = di.coercion[d]
    a, b = vi.start[v], vi.stop[v]
    members = 0
    for i in range(a, b):
        if hh.status[i] == KOLKHOZ:
            members += 1
    joined = 0
    for i in range(a, b):
        key = hh.identity[i]
        if hh.status[i] == PRIVATE and hh.nomad[i] == 0:
            poor = 1.0 if hh.label[i] == 0 else 0.0
            chance = join_chance(
                gap, force, month.advantage, share, vi.label_risk[v], poor, p.kolkhoz
            )
            if uniform(month.seed, month.month, U_JOIN, key) < chance and hh.label[i] != 2:
                join(hh, vi, i, v, month.socialisation, month.seed, month.month, flows)
                joined += 1
                counts[v, JOINED] += 1
                hh.shock[i] += p.protest.shock_joining * force * (1.0 - hh.taste[i])
        elif hh.status[i] == KOLKHOZ:
            taste = hh.taste[i] + (0.1 if hh.label[i] == 0 else 0.0)
            chance = leave_chance(month.exit_allowed, taste, p.kolkhoz)
            if gap > 0.02:
                chance *= 1.0 - force
            if chance > 0.0 and uniform(month.seed, month.month, U_LEAVE, key) < chance:
                leave(hh, vi, i, v, members, month.seed, month.month, p, flows)
                members -= 1
                counts[v, LEFT] += 1
                hh.shock[i] = 0.0
    return joined / max(1, b - a)


@kernel
def slaughter(hh, vi, di, month, v, p, counts):
    """Private animals are slaughtered before socialisation, in hunger, and in settlement."""
    d = vi.district[v]
    gap = max(0.0, di.tempo[d] - vi.share_kolkhoz[v])
    wave = month.socialisation * di.coercion[d] * gap
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] == GONE:
            continue
        threat = wave if hh.status[i] == PRIVATE else 0.5 * month.socialisation * di.coercion[d]
        if hh.label[i] == 2:
            threat = max(threat, vi.label_risk[v])
        share = slaughtered(threat, hh.hunger[i], p.herds)
        if hh.nomad[i] == 1:
            share = min(0.5, share + p.herds.settlement_loss * month.settlement)
        if share <= 0.0:
            continue
        key = hh.identity[i]
        cattle = int(whole_animals(hh.cattle[i], share, uniform(month.seed, month.month, U_CATTLE, key)))
        pigs = int(whole_animals(hh.pigs[i], share, uniform(month.seed, month.month, U_PIGS, key)))
        sheep = int(whole_animals(hh.sheep[i], 1.3 * share, uniform(month.seed, month.month, U_SHEEP, key)))
        horses = int(whole_animals(
            hh.horses[i], share * p.herds.horse_aversion,
            uniform(month.seed, month.month, U_HORSES, key),
        ))
        hh.cattle[i] -= cattle
        hh.pigs[i] -= pigs
        hh.sheep[i] -= sheep
        hh.horses[i] -= horses
        counts[v, SLAUGHTERED] += cattle + pigs + sheep + horses


@kernel
def deport(hh, vi, month, reg, v, p, flows, counts):
    """Households are deported or dispossessed by order; returns the share taken."""
    r = vi.region[v]
    a, b = vi.start[v], vi.stop[v]
    taken = 0
    if reg.deport_kulak[r] + reg.dispossess_kulak[r] + reg.deport_middle[r] <= 0.0:
        return 0.0
    for i in range(a, b):
        if hh.status[i] == GONE:
            continue
        key = hh.identity[i]
        chance = taken_chance(
            reg.deport_kulak[r], reg.deport_middle[r], hh.label[i], hh.stance[i],
            p.dekulakisation,
        )
        if uniform(month.seed, month.month, U_TAKEN, key) < chance:
            counts[v, DEPORTED] += 1
            counts[v, DEPORTED_PERSONS] += hh.adults[i] + hh.children[i]
            hh.adults[i] = 0
            hh.children[i] = 0
            to_commons(hh, vi, i, v, flows)
            hh.status[i] = GONE
            taken += 1
            continue
        chance = taken_chance(
            reg.dispossess_kulak[r], reg.dispossess_middle[r], hh.label[i], hh.stance[i],
            p.dekulakisation,
        )
        if hh.status[i] == PRIVATE and uniform(month.seed, month.month, U_DISPOSSESS, key) < chance:
            counts[v, DISPOSSESSED] += 1
            to_commons(hh, vi, i, v, flows)
            hh.label[i] = 1
            hh.shock[i] += 0.8
            taken += 1
    return taken / max(1, b - a)


@kernel
def relabel(hh, vi, di, month, reg, v):
    """Under label pressure the best-off middle households come to be called kulak. M06, M12."""
    push = di.label_push[vi.district[v]] * vi.label_risk[v]
    if push <= 0.0:
        return
    for i in range(vi.start[v], vi.stop[v]):
        if hh.status[i] == PRIVATE and hh.label[i] == 1:
            visible = hh.skill[i] - 1.0 + 0.3 * hh.horses[i] + (0.5 if hh.stance[i] >= PETITIONING else 0.0)
            chance = 0.01 * push * max(0.0, visible)
            if uniform(month.seed, month.month, U_SELF, hh.identity[i]) < chance:
                hh.label[i] = 2


@kernel
def protest(hh, vi, di, month, v, shock, p, counts):
    """The village's stance: expected crowd actions, participants and single attacks."""
    a, b = vi.start[v], vi.stop[v]
    example = 0.6 * vi.share_acting[v] + 0.4 * vi.neighbours_acting[v]
    ready = 0.0
    adults = 0.0
    present = 0
    for i in range(a, b):
        if hh.status[i] == GONE:
            continue
        hh.shock[i] += shock
        anger = min(1.0, hh.grievance[i] + 0.5 * hh.shock[i])
        now = readiness(anger, hh.memory[i], month.credibility, hh.fear[i], example, p.protest)
        act = willing(now, hh.courage[i])
        ready += act
        adults += hh.adults[i]
        present += 1
        level = now - hh.courage[i]
        stance = SILENT
        if level > -0.25:
            stance = HIDING
        if level > -0.1:
            stance = LEAVING
        if level > 0.0:
            stance = PETITIONING
        if level > 0.2:
            stance = VIOLENT
        hh.stance[i] = stance
        counts[v, TERROR] += terror_chance(anger, hh.fear[i] * month.credibility, p.protest)
    if present == 0:
        return
    share = ready / present
    crowds = crowd_chance(share, present, p.protest)
    counts[v, CROWDS] += crowds
    counts[v, PARTICIPANTS] += crowds * p.protest.crowd_share * adults


@kernel
def answer(hh, vi, di, month, reg, p, flows, counts, lo, hi):
    """The month's answers of the villages lo..hi."""
    for v in range(lo, hi):
        slaughter(hh, vi, di, month, v, p, counts)
        forced_in = move_members(hh, vi, di, month, v, p, flows, counts)
        taken = deport(hh, vi, month, reg, v, p, flows, counts)
        relabel(hh, vi, di, month, reg, v)
        shock = p.protest.shock_neighbour * taken
        d = vi.district[v]
        if vi.church_open[v] == 1 and month.church_closing > 0.0:
            chance = 0.12 * month.church_closing * (0.5 + di.coercion[d])
            if uniform(month.seed, month.month, U_CHURCH, vi.identity[v]) < chance:
                vi.church_open[v] = 0
                counts[v, CHURCHES] += 1
                shock += p.protest.shock_church
        vi.force_seen[v] = max(
            vi.force_seen[v], min(1.0, di.coercion[d] * (2.0 * forced_in) + 4.0 * taken)
        )
        protest(hh, vi, di, month, v, shock, p, counts)
