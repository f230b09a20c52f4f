"""The police invent circles, and leading men make much of what is found (M71, M72, M74, M76)."""

from __future__ import annotations

from sim.agents.leader import Leader
from sim.institutions.politics_state import Politics
from sim.rules.invention import (
    Invention,
    circle_size,
    confession_names,
    invented_alarm,
    magnified,
    magnify_chance,
)
from sim.world import World

BODIES = ("GPU", "control")
"""What the title of an office says if its holder lives by finds: police and control bodies."""
OF_NOTE = 0.4
"""standing from which a member of the committee is heard on a find. ASSUMED."""
STAKE = 0.5
"""what a full incentive to find cases makes the head of such a body say. ASSUMED."""


def lives_by_finds(leader: Leader) -> bool:
    """Whether he holds an office in the police or the control bodies. M71, M72."""
    return any(word in leader.office for word in BODIES)


def magnify(politics: Politics, world: World, shock: float, what: str) -> tuple[float, list[str]]:
    """The alarm of a find after leading men spoke of it, and who made much of it. M72.

    ``what`` keys the chance of each to speak. Each of them remembers it as an act of his.
    """
    p: Invention = world.parameters["invention"]
    incentive = world.levers["police.case_incentive"]
    heard = [
        m
        for m in politics.leaders
        if m.in_party
        and (m.politburo == "full" or (m.full_member and m.standing >= OF_NOTE)
             or lives_by_finds(m))
    ]  # fmt: skip
    month, loud = world.clock.absolute, []
    for leader in heard:
        stake = STAKE * incentive * lives_by_finds(leader)
        u = world.streams.uniform(month, f"magnify.{what}", leader.identity)
        if u < magnify_chance(leader.believes_enemies, stake, p):
            leader.remember(world.clock.tick, f"made much of a find ({what})")
            loud.append(leader)
    total = sum(m.standing for m in heard)
    share = sum(m.standing for m in loud) / total if total > 0.0 else 0.0
    return magnified(shock, share, p), [m.name for m in loud]


def scapegoats(politics: Politics) -> list[Leader]:
    """Up to three people of rank whom the files offer: most contacts first. M71, M76."""
    on_file = [
        m
        for m in politics.leaders
        if m.at_large
        and m is not politics.secretary
        and m.politburo != "full"
        and (m.arena_on_file or politics.police.files.get(m.identity))
    ]
    return sorted(on_file, key=lambda m: (-m.contacts_on_file, m.identity))[:3]


def police_invent(politics: Politics, world: World) -> int:
    """Idle desks and a cut budget bring forth a circle that never was; its size, or 0. M71."""
    p: Invention = world.parameters["invention"]
    police, month = politics.police, world.clock.absolute
    incentive = world.levers["police.case_incentive"]
    u = world.streams.uniform(month, "invention")
    if not police.invents(politics.threat, incentive, u, p):
        return 0
    size = circle_size(world.streams.uniform(month, "invention.size"), politics.threat, p)
    named = scapegoats(politics)
    for leader in named:
        police.watches(leader, leader.arena_on_file)
    police.connects_all(named)
    linked = _confess(politics, world, named)
    shock, loud = magnify(politics, world, invented_alarm(size, p), "invention")
    politics.shocks += shock
    who = ", ".join(m.name for m in named)
    led = f" said to be led by {who}" if who else ""
    world.note(
        "case",
        who or "specialists and former people",
        "",
        f"The police present a circle of {size}{led}.",
        what="invented",
        size=size,
        named=len(named),
        specialists=size - len(named),
        linked=linked,
        magnified_by=", ".join(loud),
        threat=round(politics.threat, 3),
        caseload=round(police.caseload, 3),
    )
    return size


def _confess(politics: Politics, world: World, named: list[Leader]) -> str:
    """A coerced confession names one of another circle; the link stays on file. M71, M74, M76."""
    p: Invention = world.parameters["invention"]
    month = world.clock.absolute
    u = world.streams.uniform(month, "invention.confession")
    if not named or not confession_names(politics.police.licence, u, p):
        return ""
    witness = named[0]
    others = [
        m
        for m in politics.leaders
        if m.at_large
        and m not in named
        and m is not politics.secretary
        and m.faction is not witness.faction
        and (m.standing >= OF_NOTE or m.arena_on_file)
    ]
    if not others:
        return ""
    pick = world.streams.uniform(month, "invention.linked")
    other = others[int(pick * len(others))]
    politics.police.connects(witness, other)
    politics.police.watches(other, other.arena_on_file)
    return str(other.name)
