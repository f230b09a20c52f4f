"""Stances and crowds: who would act, who dares, what gathers, and how it is met."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import COUNT
from sim.rules.cadre import BALK, LEAK
from sim.rules.protest import able, crowd_chance, gives_way, readiness, rung, terror_chance, willing
from sim.state import GONE, KOLKHOZ
from sim.streams import pair, purpose

U_CROWD = purpose("crowd happens")

CROWDS, PARTICIPANTS = COUNT["crowds"], COUNT["participants"]
TERROR, REALISED = COUNT["terror"], COUNT["crowds_realised"]
CROWDS_HOME, CROWDS_WOMEN = COUNT["crowds_home"], COUNT["crowds_women"]


@kernel
def take_stances(hh, village, month, shock, p, v, counts):
    """Private attitude and public stance of every household; single attacks are counted.

    Returns the share ready to act in public, adults, and households present.
    """
    near = p.protest.near
    example = near * village.share_acting + (1.0 - near) * village.neighbours_acting
    ready = 0.0
    adults = 0.0
    present = 0
    for i in range(village.start, village.stop):
        home = hh[i]
        if home.status == GONE:
            continue
        own = float(home.shock)
        home.shock += shock
        anger = min(1.0, home.grievance + p.protest.fresh * home.shock)
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
