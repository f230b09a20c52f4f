"""People move: to towns for work, in flight from hunger and the label, and back."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.answer import to_commons
from sim.kernel.arrays import COUNT
from sim.rules.herds import whole_animals
from sim.rules.population import flight
from sim.state import GONE, PRIVATE
from sim.streams import purpose, uniform

U_EXIT, U_RETURN, U_SELF = purpose("exit"), purpose("return"), purpose("sell up")
U_STOPPED = purpose("stopped")
DEPARTED, STOPPED, RETURNED = COUNT["departed"], COUNT["stopped"], COUNT["returned"]
SELF = COUNT["self_dekulakised"]


@kernel
def send_off(hh, i, adults):
    """Adults leave a household, with their share of the children; returns persons gone."""
    if adults >= hh.adults[i]:
        children = int(hh.children[i])
    else:
        children = int(hh.children[i] * adults / max(1, hh.adults[i]) * 0.5)
    hh.adults[i] -= adults
    hh.children[i] -= children
    return adults + children


@kernel
def move(hh, vi, month, reg, p, flows, counts, lo, hi):
    """Departures, barrier and returns in the villages lo..hi."""
    for v in range(lo, hi):
        r = vi.region[v]
        for i in range(vi.start[v], vi.stop[v]):
            if hh.status[i] == GONE or hh.adults[i] == 0:
                continue
            key = hh.identity[i]
            risk = float(vi.label_risk[v]) if hh.label[i] == 2 else 0.0
            rate = reg.exit_chance[r] + flight(hh.hunger[i], risk, p.population)
            wish = int(whole_animals(hh.adults[i], rate, uniform(month.seed, month.month, U_EXIT, key)))
            if risk > 0.0 and hh.status[i] == PRIVATE:
                if uniform(month.seed, month.month, U_SELF, key) < p.dekulakisation.self_rate * risk:
                    wish = int(hh.adults[i])
                    counts[v, SELF] += 1
            if wish > 0:
                if uniform(month.seed, month.month, U_STOPPED, key) < reg.barrier[r]:
                    counts[v, STOPPED] += wish
                else:
                    counts[v, DEPARTED] += send_off(hh, i, wish)
                    if hh.adults[i] == 0:
                        to_commons(hh, vi, i, v, flows)
                        hh.status[i] = GONE
                        continue
            if uniform(month.seed, month.month, U_RETURN, key) < reg.return_chance[r]:
                hh.adults[i] += 1
                counts[v, RETURNED] += 1
