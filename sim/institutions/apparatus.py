"""The Secretariat appoints; regional secretaries choose delegates; congresses elect (M35-M37, M39).

The circular flow of power: who fills the posts is elected by those who owe them to him.
"""

from __future__ import annotations

import numpy as np

from sim.agents.faction import OPEN, Faction
from sim.agents.leader import Leader
from sim.institutions.charges import accuse
from sim.institutions.committees import defeat, lean_of, majority_proposal, power_changes
from sim.institutions.leadership import replace_dead_posts
from sim.institutions.offices import offices_change
from sim.institutions.politics import fill_committee, generate_member
from sim.institutions.politics_state import Politics, steered
from sim.outcomes import REGIONS
from sim.rules.apparatus import (
    Apparatus,
    clients_after_congress,
    delegates_against,
    members_against,
    next_reach,
    replacement_chance,
    survives,
    work_of_rule,
)
from sim.rules.line import next_line
from sim.world import World

# Shares of the party's members by region about 1925. ASSUMED: rounded from recalled sizes of the
# regional organisations; the two capitals and Ukraine are the only ones that matter.
PARTY_SHARE = np.array([
    0.095, 0.015, 0.03, 0.035, 0.105, 0.05, 0.03, 0.07, 0.155, 0.04, 0.045, 0.015, 0.012, 0.04,
    0.02, 0.025, 0.008, 0.06, 0.035, 0.03, 0.045, 0.05,
])  # fmt: skip
PARTY_SHARE = PARTY_SHARE / PARTY_SHARE.sum()


def apparatus_appoints(world: World) -> None:
    """Appointments and transfers of regional secretaries; a congress where one is due."""
    politics: Politics = world.politics
    replace_dead_posts(politics, world)
    work = work_of_rule(politics.cards.total, politics.line)
    reach = next_reach(politics.reach, work, world.parameters["apparatus"])
    politics.reach = steered(world, "apparatus.appointment_control", reach)
    _appoint(politics, world)
    offices_change(politics, world)
    size = politics.congresses.get(world.clock.absolute)
    if size is not None:
        _congress(politics, world, size[0])
    elif len(politics.committee()) < 25:
        fill_committee(politics, world, 40)


def _protector(politics: Politics, boss: Leader) -> Leader | None:
    """Who shields a secretary: himself or his patron, while in the Politburo."""
    patron = politics.named(boss.patron)
    for leader in (boss, patron):
        if leader is not None and leader.politburo == "full" and leader is not politics.secretary:
            return leader
    return None


def _appoint(politics: Politics, world: World) -> None:
    p: Apparatus = world.parameters["apparatus"]
    control = world.levers["apparatus.appointment_control"]
    month = world.clock.absolute
    mine = politics.secretary
    for region, boss in enumerate(politics.posts):
        own = boss.patron == mine.key or boss is mine
        shield = _protector(politics, boss)
        opposed = next(
            (
                f
                for f in politics.opposing()
                if boss in f.members
                or f.head.key == boss.patron
                or (shield and shield in f.members)
            ),
            None,
        )
        beaten = opposed is not None and opposed.defeated
        grip = 1.15 * shield.ambition if shield is not None else 0.0
        chance = replacement_chance(own and opposed is None, control, grip, beaten, p)
        if world.streams.uniform(month, "appoint", region) >= chance:
            continue
        client = world.streams.uniform(month, "appoint.client", region) < control
        patron = mine.key if client or beaten else (shield.key if shield else "")
        new = generate_member(politics, world, patron, region)
        politics.posts[region] = new
        world.note(
            "appointment",
            new.name,
            REGIONS[region],
            f"{new.name} replaces {boss.name} as regional secretary.",
            former=boss.name,
            patron=patron,
            client=patron == mine.key,
        )


def bloc_against(politics: Politics, boss: Leader) -> Faction | None:
    """The open or beaten opposition that a regional secretary's bloc stands with. M39."""
    if boss.recanted in ("yes", "partial"):
        return None
    for faction in politics.opposing():
        if (
            boss.faction is faction
            or boss.patron == faction.head.key
            or any(m.key == boss.patron for m in faction.members)
        ):
            return faction
    return None


def convinced_share(politics: Politics, world: World) -> float:
    """Share of ordinary members whom unrecanted opponents in the party convince. M38, M54."""
    p: Apparatus = world.parameters["apparatus"]
    heads = [
        m
        for f in politics.opposing()
        for m in f.members
        if m.in_party and m.recanted in ("na", "no") and m.standing > 0.3
    ]
    lawful = 1.0 + 2.0 * (1.0 - world.levers["discipline.faction_ban"])
    return float(lawful * sum(p.convinced * m.standing * (0.5 + m.appeal) for m in heads))


def _weight(faction: Faction) -> tuple[int, float, int]:
    return (faction.seats, faction.head.standing, -faction.head.identity)


def blocs_against(politics: Politics, world: World) -> list[bool]:
    """Which regions' blocs stand against the majority: their secretaries' own votes. M36, M39.

    A secretary of the opposition takes his region with him; the others lean as in a committee,
    between the agenda and the largest open opposition.
    """
    against = [bloc_against(politics, boss) is not None for boss in politics.posts]
    rivals = [f for f in politics.opposing() if f.stance == OPEN and f.head.in_party]
    if not rivals:
        return against
    rival = max(rivals, key=_weight)
    lean = lean_of(politics, world, politics.posts, rival, majority_proposal(politics)).lean
    voting = world.parameters["voting"]
    month = world.clock.absolute
    votes = [
        boss.votes(felt, world.streams.normal(month, "vote.delegation", boss.identity), voting)
        for boss, felt in zip(politics.posts, lean.tolist(), strict=True)
    ]
    return [bound or vote < 0 for bound, vote in zip(against, votes, strict=True)]


def delegate_shares(politics: Politics, world: World) -> tuple[float, float]:
    """Minority share of congress delegates, and of members in the discussion before it."""
    p: Apparatus = world.parameters["apparatus"]
    control = world.levers["apparatus.appointment_control"]
    public = 1.0 - world.levers["voting.secret"]
    convinced = convinced_share(politics, world)
    against = np.array(
        [
            delegates_against(bloc, convinced, control, public, politics.hidden, p)
            for bloc in blocs_against(politics, world)
        ]
    )
    members = members_against(convinced, politics.norm, public)
    return float((PARTY_SHARE * against).sum()), members


def _congress(politics: Politics, world: World, seats: int) -> None:
    """Delegates vote as their secretaries' blocs; the winner's machine elects the committee."""
    minority, discussion = delegate_shares(politics, world)
    opposition = politics.opposing()
    world.note(
        "congress",
        "Congress",
        "",
        f"A congress meets; {minority:.1%} of the delegates stand against the majority.",
        minority_share=round(minority, 5),
        members_minority_share=round(discussion, 5),
        seats=seats,
        cc_size=seats,
        clients=round(politics.owed(politics.posts), 4),
        factions=[f.label for f in opposition],
    )
    open_ones = [f for f in opposition if f.stance == OPEN]
    if minority > 0.5 and open_ones:
        winner = max(open_ones, key=_weight)
        line = world.parameters["line"]
        politics.line = next_line(politics.line, winner.platform, minority, line)
        power_changes(politics, world, winner)
        open_ones = [f for f in politics.opposing() if f.stance == OPEN]
    broken = not survives(minority, politics.norm, world.parameters["apparatus"])
    for faction in open_ones:
        faction.losses, faction.wins = faction.losses + 1, 0
        accuse(politics, world, faction, 3)
        if broken:
            defeat(politics, world, faction)
    _elect(politics, world, seats)


def _elect(politics: Politics, world: World, seats: int) -> None:
    """The committee is renewed: opponents and nobody's men make room for clients. M36.

    LITERATURE.md B4: p' = (1 - t) p + t A.
    """
    p: Apparatus = world.parameters["apparatus"]
    control = world.levers["apparatus.appointment_control"]
    sitting = politics.committee()
    before = politics.owed(sitting)
    wanted = clients_after_congress(before, control, p)
    leave = int(p.committee_turnover * len(sitting))

    def safety(leader: Leader) -> float:
        owes = leader.patron == politics.secretary.key or leader is politics.secretary
        base = politics.posts[leader.base] is leader if leader.base >= 0 else False
        guilt = 0.0 if leader.recanted in ("na",) else 0.4
        opposed = leader.faction is not None and leader.faction in politics.opposing()
        return (
            2.0 * leader.standing
            + 0.6 * owes
            + 0.5 * base
            + 3.0 * bool(leader.politburo)
            - guilt
            - 0.3 * opposed * (0.3 + politics.norm)
        )

    sitting.sort(key=lambda m: (safety(m), m.identity))
    for leader in sitting[:leave]:
        leader.full_member = False
    kept = len(politics.committee())
    for boss in politics.posts:
        if boss.in_party and not boss.full_member and kept < seats and boss.recanted == "na":
            boss.full_member, kept = True, kept + 1
    named = [
        m
        for m in politics.leaders
        if m.in_party
        and not m.full_member
        and m.recanted == "na"
        and m.rank in ("mid_elite", "cc")
        and m.standing > 0.35
        and m.faction is not None
        and m.faction not in politics.opposing()
    ]
    named.sort(key=lambda m: (-m.standing, m.identity))
    for leader in named[: max(0, (seats - kept) // 2)]:
        leader.full_member = True
    fill_committee(politics, world, seats)
    for leader in politics.committee():
        leader.elected = world.clock.year
    _renew_bureau(politics, world)
    world.note(
        "appointment",
        "Congress",
        "",
        f"The congress elects {seats} full members.",
        seats=seats,
        clients=round(politics.owed(politics.committee()), 4),
        expected_clients=round(wanted, 4),
    )


def _renew_bureau(politics: Politics, world: World) -> None:
    """The new committee elects its Politburo; penitents are not returned. M48, M54."""
    for leader in politics.bureau():
        if leader is not politics.secretary and leader.recanted in ("yes", "partial"):
            leader.politburo = ""
            world.note(
                "appointment",
                leader.name,
                "",
                f"The new committee does not return {leader.name} to the Politburo.",
                lost="politburo",
            )
