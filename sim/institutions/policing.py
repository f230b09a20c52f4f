"""The police act: threat, campaigns, sentences, round-ups, files re-read, a murder (M71-M83)."""

from __future__ import annotations

import numpy as np

from sim.agents.leader import DEAD, Leader
from sim.institutions.inventions import police_invent
from sim.institutions.leadership import remove
from sim.institutions.opponents import account_of_arrests, mood_moves, truly_opposes
from sim.institutions.politics_state import Case, Politics, steered
from sim.institutions.texts import informer_density
from sim.rules.hardening import tagged
from sim.rules.mood import arrests_for_talk
from sim.rules.policing import (
    Policing,
    closed_ranks,
    death_share,
    murder_chance,
    next_lasting,
    next_threat,
    penalty_licence,
    perceived,
    swept_with,
)
from sim.rules.texts import unknown_worry
from sim.world import World


def police_act(world: World) -> None:
    """Threat is felt, a wave starts or ends, people are sentenced, old contacts are pulled in."""
    politics: Politics = world.politics
    police = politics.police
    p: Policing = world.parameters["policing"]
    _murder(politics, world)
    police.informers = informer_density(politics, world)
    mood_moves(politics, world)
    _feel_threat(politics, world)
    if not world.levers.is_emergent("police.budget"):
        police.budget = world.levers["police.budget"]
    invented = police_invent(politics, world)
    crowd = world.readings.unrest / (world.readings.unrest + 4000.0)
    cost = max(crowd, min(1.0, 2.0 * world.readings.hunger))
    passed, turn = police.works(
        politics.threat, cost, world.levers["police.case_incentive"], invented > 0, p
    )
    police.budget = steered(world, "police.budget", police.budget)
    own = penalty_licence(
        politics.threat, politics.width, politics.recantation_value, politics.split_risk, p
    )
    police.licence = steered(world, "police.penalty_licence", own)
    politics.count("sentences", passed)
    politics.count("deaths", passed * death_share(police.licence, politics.threat))
    politics.count("arrests", passed * p.arrests_per_sentence)
    ordinary = politics.flows["arrests"]
    swept, guilty = _round_up(politics, world)
    talk = arrests_for_talk(politics.reported, police.budget, world.parameters["mood"])
    politics.count("arrests", invented + talk)
    account_of_arrests(politics, world, ordinary, invented + talk, swept, guilty)
    _announce(politics, world, turn, passed)


def _feel_threat(politics: Politics, world: World) -> None:
    """The stock of threat takes in crisis, alarm, the risk of a split and this month's shocks."""
    p: Policing = world.parameters["policing"]
    leaders = politics.bureau() or politics.committee()
    enemies = sum(m.believes_enemies for m in leaders) / max(1, len(leaders))
    outside = max((0.25 * f.arena for f in politics.opposing()), default=0.0)
    wavering = min(1.0, 0.5 * politics.crisis + 2.0 * districts_that_waver(world))
    raw = min(1.0, politics.cards.recent / max(1.0, float(politics.cards.total)))
    unknown = unknown_worry(politics.adherents, known_free(politics), world.parameters["texts"])
    target = min(1.0, outside + wavering * raw + 0.2 * politics.blame["officials"] + unknown)
    politics.split_risk += 0.1 * (target - politics.split_risk)
    politics.threat_stock = next_threat(
        politics.threat_stock,
        politics.crisis,
        enemies,
        world.readings.alarm,
        politics.split_risk,
        politics.reported,
        politics.shocks,
        p,
    )
    politics.lasting_fear = next_lasting(politics.lasting_fear, politics.threat_stock, p)
    politics.threat = perceived(politics.threat_stock, politics.lasting_fear)
    politics.shocks = 0.0


def known_free(politics: Politics) -> float:
    """Share of the living whom the police have on file who are at large; 1 with no file. M68."""
    known = [m for m in politics.leaders if m.arena_on_file and m.status != DEAD]
    return sum(m.at_large for m in known) / len(known) if known else 1.0


def districts_that_waver(world: World) -> float:
    """Share of districts that balk or plead, where villages and leadership are joined. M18."""
    if world.drive != "coupled":
        return 0.0
    record, tick = world.recorder, world.clock.tick
    return record.read("cadre_balk", tick) + record.read("cadre_plea", tick)


def _murder(politics: Politics, world: World) -> None:
    """A killing of a leader by one of the embittered: rare, and it ends forgiveness."""
    p: Policing = world.parameters["policing"]
    coverage = min(0.95, 0.1 + 0.9 * (1.0 - politics.recantation_value))
    chance = murder_chance(politics.cards.embittered / 1e6, coverage, p)
    month = world.clock.absolute
    if world.streams.uniform(month, "murder") >= chance:
        return
    targets = [m for m in politics.bureau() if m is not politics.secretary]
    if not targets:
        return
    victim = targets[int(world.streams.uniform(month, "murder.victim") * len(targets))]
    remove(politics, victim, DEAD, world.clock.tick)
    politics.murdered = True
    politics.shocks += p.murder_threat
    world.note(
        "case", victim.name, "", f"{victim.name} is killed by a former member.", what="murder"
    )


def _announce(politics: Politics, world: World, turn: int, passed: float) -> None:
    if turn > 0:
        world.note(
            "campaign",
            "Police",
            "",
            "A wave of repression begins.",
            threat=round(politics.threat, 3),
            reason="threat",
        )
    elif turn < 0:
        politics.count("reversals")
        world.note(
            "relaxation",
            "Police",
            "",
            "The wave of repression is called off.",
            threat=round(politics.threat, 3),
            prisoners=round(politics.police.prisoners),
            reason="capacity, unrest or calm",
        )
    if politics.police.in_campaign:
        world.note(
            "arrest",
            "Police",
            "",
            f"About {passed:,.0f} people are sentenced for political crimes this month.",
            sentences=round(passed),
            precision=round(politics.police.precision, 3),
        )


def suspicion(politics: Politics, world: World, leader: Leader) -> float:
    """How close a leader stands to people who have fallen: patron, ties, file, label; a share.

    M74, M76, M80.
    """
    fallen = {m.key for m in politics.leaders if m.status in ("arrested", "exiled")}
    identities = {m.identity for m in politics.leaders if m.key in fallen}
    ties = sum(max(0.0, w) for key, w in leader.ties.items() if key in fallen)
    contacts = len(politics.police.files.get(leader.identity, set()) & identities)
    own = 0.5 * (leader.patron in fallen) + 0.25 * ties + 0.2 * contacts
    labels = politics.labels
    harder = max(labels["bourgeois"], labels["foreign"])
    view, p = leader.first_squeeze, world.parameters["hardening"]
    tag = tagged(view, politics.line, labels["kulak"], harder, p)
    return min(1.0, own + 0.1 * leader.contacts_on_file + 0.1 * tag)


def unity(politics: Politics) -> float:
    """How far the bureau is of one mind that enemies are at work, a share. M94."""
    read = np.array([m.believes_enemies for m in politics.bureau() or politics.committee()])
    return closed_ranks(float(read.mean()), float(read.std())) if len(read) else 0.0


def _round_up(politics: Politics, world: World) -> tuple[int, int]:
    """In a wave the files are opened again: old oppositionists first, then whoever knew them.

    M74, M76, M80, M82, M94. The wider the offence, the less a recantation buys and the closer the
    leading men stand together, the further in. Returns how many, and how many of them oppose.
    """
    police = politics.police
    if not police.in_campaign or politics.width < 0.3:
        return 0, 0
    p: Policing = world.parameters["policing"]
    month, tick = world.clock.absolute, world.clock.tick
    collapse = 1.0 - politics.recantation_value
    pending = {case.leader for case in politics.cases}
    force = politics.threat * politics.width * (0.15 + collapse) * swept_with(unity(politics), p)
    reach = 0.35 * force * p.sweep
    swept = []
    for leader in politics.leaders:
        if leader is politics.secretary or not leader.at_large or leader in pending:
            continue
        u = world.streams.uniform(month, "roundup", leader.identity)
        if leader.arena_on_file and police.rounds_up(leader, force, u, p):
            swept.append((leader, leader.arena_on_file))
        elif (
            collapse > 0.5
            and u < 1.15 * reach
            and u < reach * (0.15 + suspicion(politics, world, leader))
        ):
            swept.append((leader, "underground_text"))
    for leader, arena in swept:
        label = leader.circle_label
        answer = leader.recanted if leader.recanted != "na" else ""
        politics.cases.append(
            Case(leader, leader.name, arena, "file_reopened", label, leader.level, tick, answer)
        )
        for other, _ in swept[:4]:
            if other is not leader:
                police.connects(leader, other)
    guilty = sum(truly_opposes(politics, m) for m, _ in swept)
    if swept:
        politics.count("arrests", len(swept))
        world.note(
            "roundup",
            ", ".join(m.name for m, _ in swept[:6]),
            "",
            f"Old contacts are re-read: {len(swept)} members of rank are called in.",
            count=len(swept),
            true=guilty,
        )
    return len(swept), guilty
