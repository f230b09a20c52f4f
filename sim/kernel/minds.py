"""Beliefs update: grievance, fear, memory, expected taking; villages are summed up."""

from __future__ import annotations

from sim.compiled import kernel
from sim.rules.outlook import expected_take_next, fear_next, memory_next
from sim.rules.protest import grievance_next
from sim.state import GONE, KOLKHOZ, PETITIONING


@kernel
def update(hh, vi, month, reg, p, lo, hi):
    """End of the month in the villages lo..hi; in July the agricultural year is closed."""
    for v in range(lo, hi):
        r = vi.region[v]
        members, acting, present = 0, 0, 0
        hungry = 0.0
        force = vi.force_seen[v]
        for i in range(vi.start[v], vi.stop[v]):
            if hh.status[i] == GONE:
                continue
            present += 1
            members += 1 if hh.status[i] == KOLKHOZ else 0
            acting += 1 if hh.stance[i] >= PETITIONING else 0
            hungry += hh.hunger[i]
            blow = min(1.0, hh.shock[i] + 0.3 * hh.hunger[i])
            hh.grievance[i] = grievance_next(hh.grievance[i], blow, p.protest)
            hh.fear[i] = fear_next(hh.fear[i], force, p.outlook)
            hh.memory[i] = memory_next(
                hh.memory[i], min(1.0, 2.0 * hh.hunger[i] + vi.label_risk[v]), p.outlook
            )
            hh.shock[i] = 0.0
            if reg.months_left[r] == 1:
                hh.expected_take[i] = expected_take_next(
                    hh.expected_take[i], hh.taken_kg[i], hh.crop_kg[i], p.outlook
                )
                hh.taken_kg[i] = 0.0
        n = max(1, present)
        vi.share_kolkhoz[v] = members / n
        vi.share_acting[v] = acting / n
        vi.hunger_mean[v] = hungry / n
        vi.force_seen[v] = 0.0
        danger = reg.deport_kulak[r] + reg.dispossess_kulak[r]
        vi.label_risk[v] += 0.5 * (min(1.0, 3.0 * danger) - vi.label_risk[v])
        if members > 0:
            vi.kolkhoz_years[v] += 1.0 / 12.0
        else:
            vi.kolkhoz_years[v] = 0.0
