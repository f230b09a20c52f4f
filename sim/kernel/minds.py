"""Beliefs update: grievance, fear, memory, expected taking; villages are summed up."""

from __future__ import annotations

from sim.compiled import kernel
from sim.rules.outlook import expected_take_next, fear_next, memory_next
from sim.rules.protest import grievance_next
from sim.state import GONE, KOLKHOZ, PETITIONING


@kernel
def update(hh, vi, reg, rules, lo, hi):
    """End of the month in the villages lo..hi; in July the agricultural year is closed."""
    p = rules[0]
    for v in range(lo, hi):
        village = vi[v]
        here = reg[village.region]
        members, acting, present = 0, 0, 0
        hungry = 0.0
        force = village.force_seen
        for i in range(village.start, village.stop):
            home = hh[i]
            if home.status == GONE:
                continue
            present += 1
            members += 1 if home.status == KOLKHOZ else 0
            acting += 1 if home.stance >= PETITIONING else 0
            hungry += home.hunger
            if home.relieved == 1:
                home.grievance *= 1.0 - p.protest.relief
                home.relieved = 0
            blow = min(1.0, home.shock + p.protest.shock_hunger * home.hunger)
            home.grievance = grievance_next(home.grievance, blow, p.protest)
            home.fear = fear_next(home.fear, force, p.outlook)
            home.memory = memory_next(
                home.memory, min(1.0, 2.0 * home.hunger + village.label_risk), p.outlook
            )
            home.shock = 0.0
            if here.months_left == 1:
                home.expected_take = expected_take_next(
                    home.expected_take, home.taken_kg, home.crop_kg, p.outlook
                )
                home.taken_kg = 0.0
        n = max(1, present)
        before = float(village.share_kolkhoz)
        village.share_kolkhoz = members / n
        village.share_acting = acting / n
        village.hunger_mean = hungry / n
        village.force_seen = 0.0
        village.conceded *= 1.0 - p.protest.concession_fades
        danger = here.deport_kulak + here.dispossess_kulak
        speed = p.dekulakisation.rumour
        village.label_risk += speed * (min(1.0, 3.0 * danger) - village.label_risk)
        if members > 0:
            # New members bring no habit of working together: the mean of all counts.
            village.kolkhoz_years *= min(1.0, before / village.share_kolkhoz)
            village.kolkhoz_years += 1.0 / 12.0
        else:
            village.kolkhoz_years = 0.0
