"""Texts pass from hand to hand among sampled party members until somebody tells (M60-M70)."""

from __future__ import annotations

from sim.agents.leader import EXILED, EXPELLED, Leader
from sim.institutions.censors import censors_respond
from sim.institutions.exiles import (
    bulletins,
    exiles_stir,
    is_top,
    kin_at_liberty,
    laid_before_the_top,
)
from sim.institutions.groups import caught
from sim.institutions.inventions import magnify
from sim.institutions.penitents import on_probation, proves_himself
from sim.institutions.politics_state import CITIES, NETWORK, Case, Group, Politics, Text, steered
from sim.rules.exile import letter_chance, to_the_ranks
from sim.rules.hardening import knowing_is_offence
from sim.rules.texts import (
    Texts,
    acts,
    coherence,
    comes_to_light,
    fury,
    informer_chance,
    left_at_large,
    next_adherents,
    panic,
    passes,
    tone,
)
from sim.world import World

WEEKS = 4


def texts_pass(world: World) -> None:
    """The expelled and groups write, readers pass on, some receiver informs; a find alarms.

    Exiles stir followers and are read at the top; censors answer what was found.
    """
    politics: Politics = world.politics
    politics.adherents = next_adherents(politics.adherents, world.parameters["texts"])
    exiles_stir(politics, world)
    _write(politics, world)
    alive = []
    for text in politics.texts:
        found = any(_week(politics, world, text, week) for week in range(WEEKS))
        if found:
            _found(politics, world, text)
        elif text.weeks < 60:
            alive.append(text)
    politics.texts = alive
    bulletins(politics, world)
    censors_respond(politics, world)


def authors(politics: Politics) -> list[Leader]:
    """Expelled and unrecanted members, and beaten ones who hold no seat to be heard from.

    Whoever an exile has stirred writes although he had bent. M33, M60, M67.
    """
    return [
        m for m in politics.leaders
        if (m.recanted in ("na", "no") or m.stirred > 0.5) and m.standing > 0.15
        and (m.status in (EXPELLED, EXILED)
             or (m.in_party and not m.full_member and not m.politburo and m.faction is not None
                 and m.faction in politics.opposing() and m.faction.defeated))
    ]  # fmt: skip


def _write(politics: Politics, world: World) -> None:
    p: Texts = world.parameters["texts"]
    month = world.clock.absolute
    for leader in authors(politics):
        u = world.streams.uniform(month, "text.write", leader.identity)
        if leader.status == EXILED:
            kin = kin_at_liberty(politics, leader)
            writes = u < letter_chance(politics.crisis, kin, world.parameters["exile"])
        else:
            writes = leader.writes(politics.crisis, politics.line, u, p)
        if writes:
            _launch(politics, world, leader, None)
    for group in list(politics.groups):
        leader = max(group.members, key=lambda m: (m.standing, -m.identity))
        u = world.streams.uniform(month, "group.write", leader.identity)
        under_way = any(text.circle is group for text in politics.texts)
        if not under_way and leader.writes(politics.crisis, politics.line, u, p):
            _launch(politics, world, leader, group)


def _launch(politics: Politics, world: World, leader: Leader, circle: Group | None) -> None:
    """A text leaves the circle that finished it for its first readers. M60, M61, M64, M69."""
    p: Texts = world.parameters["texts"]
    month = world.clock.absolute
    politics.written += 1
    shape = world.streams.uniform(month, "text.shape", leader.identity)
    whole = coherence(leader.standing, politics.crisis, shape)
    abroad = leader.status == EXILED
    kind = "letter" if abroad else ("platform" if whole > 0.55 else "leaflet")
    label = leader.circle_label
    text = Text(
        politics.written, leader, leader.name, label, whole, kind, world.clock.tick, circle,
        tone=tone(leader.shrillness, leader.bitterness), aimed=leader.rebuffed,
    )  # fmt: skip
    home = leader.identity % CITIES
    block = NETWORK // CITIES
    first = int(p.first_readers * to_the_ranks(text.aimed, world.parameters["exile"]))
    u0 = world.streams.uniforms(month, f"text.circle.{leader.identity}", first)
    for draw in u0.tolist():
        text.readers[min(NETWORK - 1, home * block + int(draw * block))] = True
    politics.texts.append(text)
    leader.remember(world.clock.tick, f"wrote a {kind}")


def _week(politics: Politics, world: World, text: Text, week: int) -> bool:
    """One week of hand-overs; True when somebody turned the text in."""
    p: Texts = world.parameters["texts"]
    month = world.clock.absolute
    strength = 1.0 - world.levers["censorship.strength"] * 0.5
    knowing = knowing_is_offence(politics.width, world.parameters["hardening"])
    told = informer_chance(politics.police.informers, knowing, p)
    risk = comes_to_light(told, world.levers["texts.detection"])
    text.weeks += 1
    base = text.number * 4096 + week * 1024
    for node in text.readers.nonzero()[0].tolist():
        if not passes(world.streams.uniform(month, "text.pass", base + node), strength, p):
            continue
        if world.streams.uniform(month, "text.inform", base + node) < risk:
            return True
        u = world.streams.uniform(month, "text.to", base + node)
        if world.streams.uniform(month, "text.post", base + node) < p.post:
            target = int(u * NETWORK)
        else:
            target = int(politics.contacts[node, int(u * politics.contacts.shape[1])])
        text.readers[target] = True
        text.heard[target] += 1
        grievance = politics.crisis * 0.4 * (text.author.in_print if text.author else 1.0)
        if acts(int(text.heard[target]), grievance, 1.0 - u, p):
            text.convinced += 1
            politics.adherents += 1.0
            _split(politics, world, text, 0.01)
    return False


def _split(politics: Politics, world: World, text: Text, danger: float) -> None:
    """The danger of a split grows, the more where the text is aimed at the ranks. M68, M69."""
    danger *= to_the_ranks(text.aimed, world.parameters["exile"])
    politics.split_risk = min(1.0, politics.split_risk + danger)


def _found(politics: Politics, world: World, text: Text) -> None:
    """The text is in the hands of the police: alarm, arrests, and every named reader on file.

    Readers whom nobody traces stay at large, converts among them. M63, M64, M66, M68.
    """
    p: Texts = world.parameters["texts"]
    readers = int(text.readers.sum())
    anger = fury(text.tone, politics.crisis, p)
    alarm = panic(text.coherence, politics.crisis, readers, p, anger)
    shock, loud = magnify(politics, world, alarm, f"text {text.number}")
    politics.shocks += shock
    politics.coherence_found = max(politics.coherence_found, text.coherence)
    untraced = left_at_large(readers, p)
    politics.adherents = max(0.0, politics.adherents + untraced - text.convinced)
    politics.count("arrests", readers - untraced)
    _split(politics, world, text, 0.3 * text.coherence * politics.crisis)
    world.note(
        "text",
        text.name,
        "",
        f"A {text.kind} by {text.name} is turned in after "
        f"{text.weeks} weeks and {readers} readers.",
        form=text.kind,
        readers=readers,
        weeks=text.weeks,
        coherence=round(text.coherence, 3),
        faction=text.faction,
        tone=round(text.tone, 3),
        adherents=round(politics.adherents, 1),
        read_at_top=laid_before_the_top(politics, world, text),
        magnified_by=", ".join(loud),
    )
    _open_cases(politics, world, text)
    if text.circle is not None and text.circle in politics.groups:
        caught(politics, world, text.circle, "underground_text")


def _open_cases(politics: Politics, world: World, text: Text) -> None:
    tick, month = world.clock.tick, world.clock.absolute
    author = text.author
    if author is not None and author.at_large:
        politics.police.watches(author, "underground_text")
        politics.cases.append(
            Case(
                author,
                author.name,
                "underground_text",
                "text_author",
                text.faction,
                author.level,
                tick,
                "no",
                fury(text.tone, politics.crisis, world.parameters["texts"]),
            )
        )
    politics.cases.append(
        Case(
            None,
            f"circle of {text.name}",
            "underground_text",
            "text_circle",
            text.faction,
            "mid_elite",
            tick,
        )
    )
    veterans = [
        m
        for m in politics.leaders
        if m.in_party
        and m.arena_on_file
        and m is not author
        and not (text.kind == "letter" and is_top(m))
    ]
    for leader in veterans:
        tie = (
            1.0
            if author is not None
            and (author.key in leader.ties or leader.faction is author.faction)
            else 0.4
        )
        u = world.streams.uniform(month, "text.veteran", leader.identity + 5000 * text.number)
        if u >= tie * min(0.5, float(text.readers.sum()) / 150.0):
            continue
        risk = informer_chance(politics.police.informers, True, world.parameters["texts"])
        politics.police.watches(leader, "underground_text")
        if author is not None:
            politics.police.connects(author, leader)
        if leader.informs(
            politics.police.informers, risk > 0.5, 1.0 - u, world.parameters["texts"]
        ):
            if on_probation(leader):
                proves_himself(leader, tick, "turned in a text")
            continue
        politics.cases.append(
            Case(
                leader,
                leader.name,
                "underground_text",
                "text_reader",
                text.faction,
                leader.level,
                tick,
            )
        )


def informer_density(politics: Politics, world: World) -> float:
    """Informers per thousand inhabitants, growing with the budget; the lever where it is given."""
    own = min(10.0, 0.15 + 0.22 * politics.police.budget)
    return steered(world, "police.informer_density", own)
