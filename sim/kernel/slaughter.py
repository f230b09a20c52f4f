"""Animals are slaughtered: before socialisation, in hunger, and where nomads are settled."""

from __future__ import annotations

from sim.compiled import kernel
from sim.kernel.arrays import COUNT
from sim.kernel.joining import socialised_share
from sim.kernel.larder import herd_a_head
from sim.rules.herds import settling_chance, slaughtered, whole_animals
from sim.state import GONE, PRIVATE
from sim.streams import pair, purpose, uniform

U_SLAUGHTER, U_SETTLE = purpose("slaughter"), purpose("nomads settle")
U_SETTLED = purpose("herd of the settled")

HORSES_KILLED, CATTLE_KILLED = COUNT["horses_slaughtered"], COUNT["cattle_slaughtered"]
PIGS_KILLED, SHEEP_KILLED = COUNT["pigs_slaughtered"], COUNT["sheep_slaughtered"]


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
            chance = settling_chance(month.settlement, herd_a_head(home), p.herds)
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
