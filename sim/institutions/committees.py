"""Committees meet and vote member by member, and so set the line.

M22, M25-M32, M36, M39, M44-M46, M57.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.faction import BEATEN, MAJORITY, OPEN, Faction
from sim.agents.leader import Leader
from sim.institutions.charges import loses
from sim.institutions.comradeship import ties_change
from sim.institutions.factions import (
    circles_form,
    label_of,
    oppositions_move,
    second_rank_rises,
)
from sim.institutions.leadership import fill_bureau
from sim.institutions.line_policy import line_becomes_policy
from sim.institutions.politics_state import Politics
from sim.rules.discipline import expected_severity, severity_odds
from sim.rules.hardening import class_label
from sim.rules.line import next_line
from sim.rules.voting import Voting, leaning, private_share, standing_side, swayed
from sim.world import World

POLITBURO = "Politburo"
"""The body whose votes stay behind its doors: they neither affirm nor unsettle the elite."""


def committees_set_the_line(world: World) -> None:
    """Factions position themselves and committees vote; the line and its levers are set."""
    politics: Politics = world.politics
    p: Voting = world.parameters["voting"]
    since = world.clock.tick - politics.last_session
    if since >= p.plenum_every or world.clock.tick < 2:
        circles_form(politics, world)
    fill_bureau(politics)
    oppositions_move(politics, world)
    second_rank_rises(politics, world)
    jump = politics.crisis > p.session_at and politics.crisis > politics.last_crisis + 0.1
    if world.clock.tick > 0 and (since >= p.plenum_every or (jump and since > 0)):
        politics.last_session = world.clock.tick
        _session(politics, world, "plenum")
    line_becomes_policy(politics, world)


def majority_proposal(politics: Politics) -> float:
    """What the agenda holds: the ruling circles' views, weighted by seats. M22, M29, M37."""
    ruling = politics.ruling()
    seats = np.array([max(1, f.seats) for f in ruling], float)
    views = np.array([f.proposes() for f in ruling])
    return float((seats * views).sum() / seats.sum()) if len(ruling) else politics.line


def _challenger(politics: Politics, proposal: float) -> Faction | None:
    """The circle that puts a counter-motion: an open opposition, or a dissenting partner."""
    rivals = [
        f for f in politics.opposing() if f.stance == OPEN and f.head.in_party and f.seats > 0
    ]
    rivals += [
        f
        for f in politics.ruling()
        if f.head is not politics.secretary and abs(f.platform - proposal) > 0.15
    ]
    return max(rivals, key=lambda f: (f.stance == OPEN, f.seats, -f.head.identity), default=None)


def _side(politics: Politics, leader: Leader, rival: Faction) -> float:
    secretary, patron = politics.secretary, politics.named(leader.patron)
    circle = leader.faction
    return standing_side(
        in_rival_circle=circle is rival,
        bent=leader.recanted in ("yes", "partial"),
        owes_rival=leader.patron == rival.head.key
        or (patron is not None and patron.faction is rival),
        owes_secretary=leader.patron == secretary.key or leader is secretary,
        one_step_away=patron is not None and patron.patron == secretary.key,
        in_secretary_circle=circle is not None and circle.head is secretary,
    )


class Leanings(NamedTuple):
    """How voters lean between the agenda's motion and the rival's, before chance. M30, M57."""

    lean: NDArray[np.float64]
    """utility of voting with the majority less that of voting against"""
    forced: NDArray[np.float64]
    """the part of it that public pressure makes"""


def lean_of(
    politics: Politics,
    world: World,
    voters: list[Leader],
    rival: Faction,
    proposal: float,
    carried_above: bool = False,
) -> Leanings:
    """How ``voters`` lean; a rival whom the Politburo has followed looks no more like a loser.

    M30, M36, M39, M44, M57.
    """
    p: Voting = world.parameters["voting"]
    d = world.parameters["discipline"]
    public = 1.0 - world.levers["voting.secret"]
    seats = max(1, len(politics.committee()))
    winning = sum(f.seats for f in politics.ruling() if f is not rival) / seats
    severity = expected_severity(
        severity_odds(
            rival.arena_name,
            "no",
            "cc",
            politics.width,
            politics.recantation_value,
            politics.threat,
            politics.norm,
            d,
        )
    )
    ban = world.levers["discipline.faction_ban"]
    if carried_above:
        winning = 1.0 - winning
    framed = float(rival.platform < proposal and not carried_above)
    sides = np.array([_side(politics, m, rival) for m in voters])
    convinced = np.where(sides < 0, 0.3, 1.0)
    pressure = public * (0.4 + 0.6 * ban) * convinced
    lean = leaning(
        np.array([m.squeeze for m in voters]),
        proposal,
        rival.platform,
        sides,
        politics.norm,
        pressure,
        severity,
        winning,
        politics.crisis,
        framed,
        p,
    )
    lean = lean + _mood(world, voters, rival, proposal)
    forced = pressure * winning * (p.unity_weight * politics.norm + p.fear_weight * severity)
    return Leanings(lean, forced)


def _mood(
    world: World, voters: list[Leader], rival: Faction, proposal: float
) -> NDArray[np.float64]:
    """What a given lean of the committee adds to the majority; leading men vote as they would."""
    free = np.array([not m.politburo and m is not rival.head for m in voters], float)
    lean, p = world.levers["committee.lean"], world.parameters["voting"]
    return np.asarray(swayed(lean, proposal, rival.platform, free, p))


def take_vote(
    politics: Politics,
    world: World,
    body: str,
    voters: list[Leader],
    rival: Faction,
    proposal: float,
    question: str,
    carried_above: bool = False,
) -> float:
    """A vote of ``voters``, member by member; returns the minority's share of those voting.

    M30, M36, M39, M44, M57. The record of every member is kept in the event.
    """
    p: Voting = world.parameters["voting"]
    public = 1.0 - world.levers["voting.secret"]
    lean, forced = lean_of(politics, world, voters, rival, proposal, carried_above)
    draws = np.array(
        [world.streams.normal(world.clock.absolute, f"vote.{body}", m.identity) for m in voters]
    )
    votes = np.array(
        [m.votes(u, d, p) for m, u, d in zip(voters, lean.tolist(), draws.tolist(), strict=True)]
    )
    politics.ballots = {m.identity: int(v) for m, v in zip(voters, votes.tolist(), strict=True)}
    record = {m.name: int(v) for m, v in zip(voters, votes.tolist(), strict=True)}
    ayes, noes = int((votes > 0).sum()), int((votes < 0).sum())
    minority = noes / max(1, ayes + noes)
    hidden = private_share(lean, forced, draws, p)
    if body != POLITBURO:
        politics.unanimous += noes == 0
        politics.dissent += public * minority
        politics.hidden = hidden
    world.note(
        "vote",
        body,
        "",
        f"The {body} votes on {question}: {ayes} for, {noes} against.",
        **{"for": ayes, "against": noes},
        minority=round(minority, 4),
        question=question,
        body=body,
        faction=rival.label if rival.stance != MAJORITY else "none",
        hidden=round(hidden, 4),
        record=record,
    )
    return minority


def _bureau_vote(politics: Politics, world: World, rival: Faction, proposal: float) -> bool:
    """Whether the Politburo, which sets the committee's agenda, goes with the rival. M22, M28, M41.

    A rival without a voice there has no vote taken: his motion goes to the committee as it is.
    """
    bureau = politics.bureau()
    if not any(m.faction is rival for m in bureau):
        return False
    question = "the agenda of the committee"
    return take_vote(politics, world, POLITBURO, bureau, rival, proposal, question) > 0.5


def _session(politics: Politics, world: World, body: str) -> None:
    """A plenum: the agenda's proposal against the strongest counter-motion, then the line."""
    p = world.parameters["line"]
    proposal = majority_proposal(politics)
    rival = _challenger(politics, proposal)
    minority = 0.0
    if rival is not None:
        above = _bureau_vote(politics, world, rival, proposal)
        minority = take_vote(
            politics,
            world,
            "Central Committee",
            politics.committee(),
            rival,
            proposal,
            "the pace of the squeeze",
            carried_above=above,
        )
        if minority > 0.5:
            power_changes(politics, world, rival)
            proposal = rival.platform
        elif rival.stance == OPEN or minority > 0.02:
            loses(politics, world, rival)
    ties_change(politics, world)
    before = politics.line
    politics.line = next_line(politics.line, proposal, 1.0 - min(minority, 1.0 - minority), p)
    tolerance = world.parameters["opposition"].tolerance
    for leader in politics.committee():
        leader.grain_losses += abs(leader.squeeze - politics.line) > tolerance
    if abs(politics.line - before) > 0.02:
        turn = "harder on" if politics.line > before else "softer on"
        world.note(
            "line",
            body,
            "",
            f"The line turns {turn} the village.",
            line=round(politics.line, 4),
            before=round(before, 4),
        )


def power_changes(politics: Politics, world: World, rival: Faction) -> None:
    """The challenger carries the vote: his circle rules, and the Secretariat changes hands.

    A partner inside the majority takes the line with one vote, and the Secretariat only when he
    carries a second before he loses one. M28, M31, M36; the two votes are ASSUMED.
    """
    former = next((f for f in politics.ruling() if f.head is politics.secretary), None)
    was_open = rival.stance != MAJORITY
    rival.wins += 1
    if not was_open and rival.wins < 2:
        return
    rival.stance, rival.label, rival.losses = MAJORITY, "centre", 0
    rival.defeated, rival.wins = False, 0
    if former is None or former is rival:
        return
    old, politics.secretary = politics.secretary, rival.head
    old.office, rival.head.office = "", "general secretary"
    for boss in politics.posts:
        if boss.patron == old.key and boss.ambition < 0.5:
            boss.patron = rival.head.key
    former.stance, former.founded = OPEN, world.clock.tick
    former.label = (
        label_of(former, rival.platform)
        if abs(former.platform - rival.platform) > 0.15
        else "centre"
    )
    former.losses = 1
    world.note(
        "succession",
        rival.head.name,
        "",
        f"{rival.head.name} carries the committee; {old.name} loses the Secretariat.",
        former=old.name,
        seats=rival.seats,
    )


def defeat(politics: Politics, world: World, faction: Faction) -> None:
    """An opposition is beaten and classed, the norm hardens. M45, M46, M50, M79."""
    if faction.defeated:
        return
    faction.defeated, faction.stance = True, BEATEN
    faction.losses = max(1, faction.losses)
    politics.defeats += 1
    faction.head.standing *= 0.8
    faction.class_label = class_label(
        faction.platform, politics.line, world.readings.alarm, world.parameters["hardening"]
    )
    politics.beaten_classes.add(faction.class_label)
    world.note(
        "defeat",
        faction.head.name,
        "",
        f"The opposition round {faction.head.name} is beaten.",
        faction=faction.label,
        arena=faction.arena_name,
        seats=faction.seats,
        classed=faction.class_label,
    )
