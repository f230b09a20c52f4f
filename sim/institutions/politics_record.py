"""The series of the leadership tier: stocks before the month, flows after it."""

from __future__ import annotations

from sim.agents.faction import MAJORITY
from sim.institutions.politics_state import Politics
from sim.outcomes import FACTIONS
from sim.world import World


def record_politics_stocks(world: World) -> None:
    """Write the stock series of the tier as they stand on the first day of the month."""
    politics: Politics = world.politics
    politics.flows = {}
    country = world.recorder.country
    cards = politics.cards
    country("party_total", float(cards.total))
    country("party_members", float(cards.members))
    country("party_candidates", float(cards.candidates))
    committee = politics.committee()
    seats = max(1, len(committee))
    strength = dict.fromkeys(FACTIONS, 0.0)
    for faction in politics.factions:
        label = "centre" if faction.stance == MAJORITY else faction.label
        strength[label] += faction.seats / seats
    for label, share in strength.items():
        country(f"faction_strength_{label}", share)
    country("secretariat_clients", politics.owed(politics.posts))
    country("line_squeeze", politics.line)
    leaders = [m for m in politics.leaders if m.in_party and (m.full_member or m.politburo)]
    count = max(1, len(leaders))
    country("belief_line_right", sum(m.believes_line for m in leaders) / count)
    country("belief_enemies_active", sum(m.believes_enemies for m in leaders) / count)
    country("threat_perceived", politics.threat)
    country("discipline_norm", politics.norm)
    country("offence_width", politics.width)
    country("recantation_value", politics.recantation_value)
    country("repression_precision", politics.police.precision)
    country("opponents_at_large", politics.police.opponents)
    country("popular_mood", politics.mood)
    country("culture_control", politics.culture)
    country("text_readers", float(sum(int(t.readers.sum()) for t in politics.texts)))


def record_politics_flows(world: World) -> None:
    """Write the flow series of the month that has just been lived."""
    politics: Politics = world.politics
    flows = politics.flows
    world.recorder.country("crisis_read", politics.crisis)
    world.recorder.country("grain_shortfall_read", world.readings.grain_shortfall)
    for series, flow in (
        ("party_admissions", "admitted"),
        ("purge_expelled_count", "expelled"),
        ("political_sentences_total", "sentences"),
        ("political_sentences_death", "deaths"),
        ("security_police_arrests", "arrests"),
        ("sanctions_elite", "elite"),
        ("reversals", "reversals"),
    ):
        world.recorder.country(series, flows.get(flow, 0.0))
