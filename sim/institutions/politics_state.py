"""The state of the leadership tier: leaders, factions, bodies, cards, texts, cases and moods."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.faction import BEATEN, GONE, MAJORITY, OPEN, Faction
from sim.agents.leader import Leader
from sim.agents.police import Police
from sim.world import World

NETWORK = 400
CITIES = 6
CLASSES = ("kulak", "bourgeois", "foreign")
"""As whose agent a beaten faction can be classed. M79."""
RANKS_1924 = 0.38
"""The ranks' view on the pace of the squeeze in January 1924, near the leaders' mean. ASSUMED."""


@dataclass
class Case:
    """An open case before the discipline bodies."""

    leader: Leader | None
    name: str
    arena: str
    act: str
    faction: str
    rank: str
    opened: int
    recanted: str = ""
    fury: float = 0.0
    """the elite's fury at the tone of a text, against its author alone, 0 to 1. M64"""


@dataclass
class Group:
    """Members who share their doubts in private, across circles. M34."""

    members: list[Leader]
    founded: int


@dataclass
class Office:
    """An office of the centre, filled by the leadership; without a holder between two men. M35."""

    title: str
    holder: Leader | None
    former: str = ""


@dataclass
class Text:
    """A banned text on its way through the sampled network of members."""

    number: int
    author: Leader | None
    name: str
    faction: str
    coherence: float
    kind: str
    started: int
    circle: Group | None = None
    """the group that wrote it, which is caught with it"""
    tone: float = 0.0
    """0: argument; 1: abuse. M64"""
    aimed: bool = False
    """at the ranks, by an exile who was rebuffed. M69"""
    convinced: int = 0
    """readers whom it moved to act, in persons of the network"""
    seen_above: bool = False
    """laid before the top. M66"""
    weeks: int = 0
    readers: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(NETWORK, np.bool_))
    heard: NDArray[np.int64] = field(default_factory=lambda: np.zeros(NETWORK, np.int64))


@dataclass
class Cards:
    """Party cards in persons; ``issued`` less ``withdrawn`` equals what is held."""

    members: int
    candidates: int
    issued: int = 0
    withdrawn: int = 0
    recent: float = 0.0
    """members and candidates who came in lately"""
    veterans: float = 0.7
    """share that joined before the end of the Civil War; ASSUMED, about a quarter by 1927"""
    embittered: float = 0.0
    """expelled members who have not settled down"""
    screening_left: int = 0
    screening_rate: float = 0.0
    pressure: float = 0.0
    since_screening: int = 60

    def __post_init__(self) -> None:
        """Enter the first stock as issued."""
        self.issued = self.issued or self.members + self.candidates

    @property
    def total(self) -> int:
        """Members and candidates."""
        return self.members + self.candidates


@dataclass
class Politics:
    """Everything that the leadership tier remembers between months."""

    model: Any
    leaders: list[Leader]
    secretary: Leader
    posts: list[Leader]
    police: Police
    cards: Cards
    congresses: dict[int, tuple[int, int]]
    """absolute month -> full and candidate members to be elected"""
    line: float
    norm: float
    width: float
    recantation_value: float
    recantation_required: float
    factions: list[Faction] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    contacts: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 0), np.int64))
    crisis: float = 0.0
    last_crisis: float = 0.0
    lasting_crisis: float = 0.0
    threat_stock: float = 0.1
    lasting_fear: float = 0.3
    threat: float = 0.2
    shocks: float = 0.0
    split_risk: float = 0.0
    hidden: float = 0.0
    """share of the committee that would have voted against, had no one watched"""
    blame: dict[str, float] = field(
        default_factory=lambda: {"enemies": 0.0, "officials": 0.0, "line": 0.0}
    )
    closed_talk: float = 0.0
    """share of the bureau that lays failures on the line among its own, as ``blame``"""
    mood: float = 0.1
    """how dark people's talk is, and ``reported`` as the reports have it; shares"""
    reported: float = 0.0
    culture: float = 0.25
    """control over journals, arts and church, a share"""
    labels: dict[str, float] = field(default_factory=lambda: dict.fromkeys(CLASSES, 0.0))
    """how far each class label is in use, a share"""
    beaten_classes: set[str] = field(default_factory=set)
    """class labels given this month"""
    emergency: bool = False
    """emergency measures on grain are in force by the leadership's own reading"""
    breather: int = 0
    year_short: float = 0.0
    """share of the year's grain plan that was missing a month ago"""
    halts: int = 0
    decreed: bool = False
    """full collectivisation is decreed"""
    caution: float = 0.0
    """how fresh the lesson of the last halt is, 0 to 1"""
    breach_seen: bool = False
    breaches: int = 0
    defeats: int = 0
    broken: float = 0.0
    murdered: bool = False
    coherence_found: float = 0.0
    ban: float = 1.0
    """how far the leadership holds factions to be banned"""
    solemnity: float = 0.2
    """tone of the ritual: 0 a colloquy, 1 a liturgy"""
    affirmation: float = 0.0
    """what its own performances add to the elite's faith, -1 to 1"""
    unanimous: int = 0
    penitents: int = 0
    dissent: float = 0.0
    ballots: dict[int, int] = field(default_factory=dict)
    """this month's votes in the committee by identity: 1, -1 or 0"""
    groups: list[Group] = field(default_factory=list)
    offices: list[Office] = field(default_factory=list)
    reach: float = 0.6
    """share of posts that the Secretariat's bureaux can fill"""
    ranks: float = RANKS_1924
    """the view of the party's ranks on the pace of the squeeze, a share"""
    last_session: int = 0
    generated: int = 0
    written: int = 0
    adherents: float = 0.0
    """readers and converts whom nobody can name, in persons of the sampled network. M68"""
    censorship: float = 0.6
    """chance that print, post and libraries stop a banned text. M70"""
    withdrawn: int = 0
    """fallen authors whose books were withdrawn. M70"""
    flows: dict[str, float] = field(default_factory=dict)

    def named(self, key: str) -> Leader | None:
        """The leader with that key, or None."""
        return next((leader for leader in self.leaders if leader.key == key), None)

    def committee(self) -> list[Leader]:
        """Full members of the Central Committee."""
        return [m for m in self.leaders if m.full_member and m.in_party]

    def bureau(self) -> list[Leader]:
        """Full members of the Politburo."""
        return [m for m in self.leaders if m.politburo == "full" and m.in_party]

    def ruling(self) -> list[Faction]:
        """The circles that make up the majority."""
        return [f for f in self.factions if f.stance == MAJORITY]

    def opposing(self) -> list[Faction]:
        """The circles in opposition, beaten or not."""
        return [f for f in self.factions if f.stance in (OPEN, BEATEN)]

    def owed(self, group: Iterable[Leader]) -> float:
        """Share of a group that owes its post to the General Secretary. M36."""
        people = list(group)
        mine = sum(m.patron == self.secretary.key or m is self.secretary for m in people)
        return mine / max(1, len(people))

    @property
    def named_classes(self) -> float:
        """How far the class labels are in use, a share. M79, M80."""
        return sum(self.labels.values()) / len(self.labels)

    def count(self, flow: str, amount: float = 1.0) -> None:
        """Add to a flow of the month."""
        self.flows[flow] = self.flows.get(flow, 0.0) + amount

    def drop_gone(self) -> None:
        """Forget factions that have dissolved."""
        self.factions = [f for f in self.factions if f.stance != GONE]


def steered(world: World, name: str, own: float) -> float:
    """A politics lever: the tier's own state where it decides, otherwise the path.

    Where the lever is emergent the state is written back to it.
    """
    if world.levers.is_emergent(name):
        world.levers.decide(name, own)
        return own
    return world.levers[name]
