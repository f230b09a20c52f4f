"""People move: to towns for work, in flight from hunger and the label, and back."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import COUNT
from sim.kernel.inheritance import pass_on
from sim.rules.herds import whole_animals
from sim.rules.population import flight
from sim.state import GONE, PRIVATE
from sim.streams import pair, purpose, uniform

U_ROAD, U_SELF = purpose("on the road"), purpose("sell up")
U_STOPPED = purpose("stopped")
DEPARTED, STOPPED, RETURNED = COUNT["departed"], COUNT["stopped"], COUNT["returned"]


@kernel
def send_off(home, adults):
    """Adults leave a household, with their share of the children; returns persons gone.

    Those under sixty go first; the old leave only when the whole household does.
    """
    workers = home.adults - home.elders
    if adults >= home.adults:
        children = int(home.children)
        infants = int(home.infants)
        home.elders = 0
    else:
        adults = min(adults, workers)
        children = int(home.children * adults / max(1, home.adults) * 0.5)
        infants = int(home.infants * children / max(1, home.children))
    home.adults -= adults
    home.children -= children
    home.infants -= infants
    return adults + children


@kernel
def wish_to_leave(home, village, here, month, going, p):
    """Adults of a household who set out this month; a labelled one may sell up and go whole."""
    risk = float(village.label_risk) if home.label == 2 else 0.0
    fleeing = flight(home.hunger, risk, p.population) * (1.0 + 2.0 * home.nomad)
    wish = int(whole_animals(home.adults, here.exit_chance + fleeing, going))
    if risk > 0.0 and home.status == PRIVATE:
        u = uniform(month.seed, month.month, U_SELF, home.identity)
        if u < p.dekulakisation.self_rate * risk:
            wish = int(home.adults)
    return wish


@kernel
def move(hh, vi, months, reg, rules, flows, counts, lo, hi):
    """Departures, barrier and returns in the villages lo..hi."""
    month, p = months[0], rules[0]
    for v in range(lo, hi):
        village = vi[v]
        here = reg[village.region]
        for i in range(village.start, village.stop):
            home = hh[i]
            if home.status == GONE or home.adults == 0:
                continue
            going, coming = pair(month.seed, month.month, U_ROAD, home.identity)
            wish = wish_to_leave(home, village, here, month, going, p)
            if wish > 0:
                u = uniform(month.seed, month.month, U_STOPPED, home.identity)
                if u < here.barrier:
                    counts[v, STOPPED] += wish
                else:
                    counts[v, DEPARTED] += send_off(home, wish)
                    if home.adults == 0:
                        pass_on(hh, village, i, v, flows)
                        home.status = GONE
                        continue
            if coming < here.return_chance:
                home.adults += 1
                counts[v, RETURNED] += 1
