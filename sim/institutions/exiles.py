"""Exiles stir followers by couriers and kin, are read at the top, and threaten to go to the ranks.

M66, M67, M69. Reading at the top is never an offence; below it is (M65).
"""

from __future__ import annotations

from sim.agents.leader import ARRESTED, DEAD, EXILED, Leader
from sim.institutions.politics_state import Case, Politics, Text
from sim.rules.exile import (
    Exile,
    alarmed_by,
    appeal_chance,
    bulletin_chance,
    courier_caught,
    courier_chance,
    next_alarm,
    next_stir,
    rebuffed,
    stir_chance,
)
from sim.rules.hardening import knowing_is_offence
from sim.rules.texts import coherence, comes_to_light, informer_chance
from sim.world import World


def exiles_stir(politics: Politics, world: World) -> None:
    """What was stirred or alarmed fades; exiles send couriers, appeal to the top, or threaten."""
    p: Exile = world.parameters["exile"]
    for leader in politics.leaders:
        leader.stirred = next_stir(leader.stirred, p)
        leader.alarmed = next_alarm(leader.alarmed, p)
    for leader in politics.leaders:
        if leader.status != EXILED:
            leader.appealed, leader.rebuffed = -1, False
        elif leader.recanted in ("na", "no"):
            _sends_courier(politics, world, leader)
            _petitions(politics, world, leader)


def kin_at_liberty(politics: Politics, leader: Leader) -> int:
    """Kinsmen of his who live and are not under arrest, in persons. M67."""
    return sum(m.key in leader.kin and m.status not in (ARRESTED, DEAD) for m in politics.leaders)


def warmth(leader: Leader, exile: Leader) -> float:
    """How close a former follower stands to an exile: patron, tie, or one circle; a share. M67."""
    if leader.patron == exile.key or exile.key in leader.kin:
        return 1.0
    comrade = 0.3 * (leader.faction is not None and leader.faction is exile.faction)
    return max(comrade, leader.ties.get(exile.key, 0.0))


def is_top(leader: Leader) -> bool:
    """Whether the police lay banned writings before him: Politburo and Central Committee. M66."""
    return leader.in_party and bool(leader.politburo or leader.full_member)


def _sends_courier(politics: Politics, world: World, exile: Leader) -> None:
    """A traveller visits one former follower: he is stirred or not, or the police hear of it."""
    p: Exile = world.parameters["exile"]
    month = world.clock.absolute
    kin = kin_at_liberty(politics, exile)
    chance = courier_chance(politics.crisis, exile.standing, kin, p)
    if world.streams.uniform(month, "courier", exile.identity) >= chance:
        return
    reach = [m for m in politics.leaders if m.at_large and not is_top(m) and warmth(m, exile) > 0.0]
    if not reach:
        return
    follower = max(reach, key=lambda m: (warmth(m, exile) - m.stirred, -m.identity))
    knowing = knowing_is_offence(politics.width, world.parameters["hardening"])
    risk = informer_chance(politics.police.informers, knowing, world.parameters["texts"])
    u = world.streams.uniform(month, "courier.caught", exile.identity)
    if u < courier_caught(risk, p):
        _courier_caught(politics, world, exile, follower)
        return
    bent = follower.recanted in ("partial", "yes")
    chance = stir_chance(warmth(follower, exile), bent, politics.crisis, p)
    if world.streams.uniform(month, "courier.stirs", follower.identity) < chance:
        follower.stirred = 1.0
        follower.remember(world.clock.tick, f"heard from {exile.name}")


def _courier_caught(politics: Politics, world: World, exile: Leader, follower: Leader) -> None:
    """The contact is on file for good, and he who was visited answers for it. M67, M76."""
    politics.police.connects(exile, follower)
    politics.police.watches(follower, "foreign_contact")
    if all(case.leader is not follower for case in politics.cases):
        label = follower.circle_label
        politics.cases.append(
            Case(follower, follower.name, "foreign_contact", "courier", label, follower.level,
                 world.clock.tick)
        )  # fmt: skip
    world.note(
        "text",
        f"{exile.name}, {follower.name}",
        "",
        f"A courier of {exile.name} to {follower.name} is taken.",
        form="courier",
    )


def _petitions(politics: Politics, world: World, exile: Leader) -> None:
    """An appeal to the Politburo; silence is taken as a refusal, and answered by a threat. M69."""
    p: Exile = world.parameters["exile"]
    month, tick = world.clock.absolute, world.clock.tick
    if exile.appealed < 0:
        away = exile.distance(politics.line)
        chance = appeal_chance(politics.crisis, away, exile.standing, p)
        if world.streams.uniform(month, "appeal", exile.identity) < chance:
            exile.appealed = tick
            exile.remember(tick, "appealed to the Politburo")
            world.note(
                "text", exile.name, "", f"{exile.name} appeals to the Politburo from exile.",
                form="appeal",
            )  # fmt: skip
    elif not exile.rebuffed and rebuffed(tick - exile.appealed, p):
        _threatens(politics, world, exile)


def _threatens(politics: Politics, world: World, exile: Leader) -> None:
    """No answer came: from now on he writes for the ranks, and says so to the Politburo. M69."""
    p: Exile = world.parameters["exile"]
    month, tick = world.clock.absolute, world.clock.tick
    exile.rebuffed = True
    exile.remember(tick, "threatened to go to the ranks")
    politics.split_risk = min(1.0, politics.split_risk + p.ultimatum * exile.standing)
    shape = world.streams.uniform(month, "ultimatum", exile.identity)
    readers = read_above(politics, coherence(exile.standing, politics.crisis, shape), p)
    world.note(
        "text",
        exile.name,
        "",
        f"{exile.name} has had no answer and threatens to agitate the ranks.",
        form="ultimatum",
        read_at_top=readers,
    )


def read_above(politics: Politics, coherent: float, p: Exile) -> int:
    """Those at the top read it and are alarmed as far as it coheres; how many read. M66."""
    readers = [m for m in politics.leaders if is_top(m)]
    for leader in readers:
        leader.alarmed = alarmed_by(leader.alarmed, coherent, p)
    return len(readers)


def laid_before_the_top(politics: Politics, world: World, text: Text) -> int:
    """A text of an exile that the police hold is read at the top, once; how many read it. M66."""
    if text.kind != "letter" or text.seen_above:
        return 0
    text.seen_above = True
    return read_above(politics, text.coherence, world.parameters["exile"])


def bulletins(politics: Politics, world: World) -> None:
    """Exiles' texts still on their way may be laid before the top by the police. M66."""
    p: Exile = world.parameters["exile"]
    held = bulletin_chance(politics.police.informers, p)
    chance = comes_to_light(held, world.levers["texts.detection"])
    for text in politics.texts:
        u = world.streams.uniform(world.clock.absolute, "bulletin", text.number)
        if u < chance and (readers := laid_before_the_top(politics, world, text)):
            world.note(
                "text", text.name, "", f"A letter by {text.name} is read at the top.",
                form="bulletin", read_at_top=readers, coherence=round(text.coherence, 3),
            )  # fmt: skip
