"""Villages answer: slaughter, joining and leaving, deportation, churches, protest."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import COUNT
from sim.kernel.crowds import gather, take_stances
from sim.kernel.inheritance import pass_on
from sim.kernel.joining import move_members, unwilling_members
from sim.kernel.slaughter import slaughter
from sim.rules.dekulakisation import relabel_chance, taken_chance
from sim.rules.herds import disorder
from sim.rules.protest import church_chance, occasion
from sim.state import GONE, PETITIONING, PRIVATE
from sim.streams import purpose, uniform

U_TAKEN, U_DISPOSSESS = purpose("deport"), purpose("dispossess")
U_CHURCH, U_LABEL = purpose("church"), purpose("self-dekulakise")

DEPORTED, DEPORTED_PERSONS = COUNT["deported_households"], COUNT["deported_persons"]
DISPOSSESSED = COUNT["dispossessed"]


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
def relabel(hh, village, district, month, p):
    """Under label pressure the best-off middle households come to be called kulak. M06, M12."""
    push = district.label_push * village.label_risk
    if push <= 0.0:
        return
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == PRIVATE and home.label == 1:
            protests = 1.0 if home.stance >= PETITIONING else 0.0
            chance = relabel_chance(push, home.skill, home.horses, protests, p.dekulakisation)
            if uniform(month.seed, month.month, U_LABEL, home.identity) < chance:
                home.label = 2


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
        relabel(hh, village, district, month, p)
        shock = p.protest.shock_neighbour * taken
        closed = 0.0
        if village.church_open == 1 and month.church_closing > 0.0:
            chance = church_chance(month.church_closing, district.coercion, p.protest)
            if uniform(month.seed, month.month, U_CHURCH, village.identity) < chance:
                village.church_open = 0
                closed = 1.0
                shock += p.protest.shock_church
        seen = 2.0 * forced_in + 4.0 * taken
        village.force_seen = max(village.force_seen, min(1.0, seen))
        share, adults, present = take_stances(hh, village, month, shock, p, v, counts)
        held = unwilling_members(hh, village, month, p) * disorder(village.kolkhoz_years)
        unwilling = forced_in + p.protest.held * held
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
