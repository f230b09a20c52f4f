"""The state of the leadership tier, and how it is founded from the inputs.

Who stands where in the first month is read from the inputs (offices, ties, estimated positions of
1924); nothing later than the first month is read but the dates of congresses and the size of the
bodies that they elect.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.faction import BEATEN, GONE, MAJORITY, OPEN, Faction
from sim.agents.leader import DEAD, Leader
from sim.agents.police import Police
from sim.outcomes import REGIONS
from sim.world import World

GENERATED = 10_000
NETWORK = 400
CITIES = 6


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
    threat_stock: float = 0.1
    lasting_fear: float = 0.3
    threat: float = 0.2
    shocks: float = 0.0
    split_risk: float = 0.0
    blame: dict[str, float] = field(default_factory=lambda: {
        "enemies": 0.0, "officials": 0.0, "line": 0.0})
    breather: int = 0
    breach_seen: bool = False
    breaches: int = 0
    defeats: int = 0
    broken: float = 0.0
    murdered: bool = False
    coherence_found: float = 0.0
    last_session: int = 0
    generated: int = 0
    written: int = 0
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


def text_of(value: Any) -> str:
    """A cell of an input table as text; empty where there is nothing."""
    if value is None or value != value:
        return ""
    return str(value).strip()


def month_of(value: Any, default: int) -> int:
    """A cell such as 1924-05 or 1924 as an absolute month; ``default`` where there is nothing."""
    text = text_of(value).split(".")[0]
    if not text:
        return default
    parts = text.split("-")
    return int(parts[0]) * 12 + (int(parts[1]) - 1 if len(parts) > 1 else 0)


_TRAITS = {
    "squeeze": "position_squeeze",
    "democracy": "position_democracy",
    "world_revolution": "position_world_revolution",
    "ambition": "ambition",
    "belief": "belief",
    "standing": "standing",
    "appeal": "plebeian_appeal",
    "shrillness": "shrillness",
}


def _full(value: Any) -> bool:
    return text_of(value).lower() in ("full", "1", "1.0", "true", "yes", "member")


def _read_leaders(model: Any, world: World, table: Any) -> list[Leader]:
    leaders = []
    now = world.clock.absolute
    for position, row in enumerate(table.to_dict("records")):
        region = text_of(row.get("base_region"))
        leader = Leader(
            model, position, str(row["actor_id"]), str(row["name"]),
            {trait: float(row[column]) for trait, column in _TRAITS.items()},
            rank=text_of(row.get("rank")) or "mid_elite",
            patron=text_of(row.get("patron_1924")),
            base=REGIONS.index(region) if region in REGIONS else -1,
            office=text_of(row.get("office_1924")),
        )  # fmt: skip
        if leader.rank in ("politburo", "cc"):
            leader.rank = "mid_elite"
        leader.full_member = _full(row.get("cc_member_1924"))
        seat = text_of(row.get("politburo_1924")).lower()
        leader.politburo = "full" if _full(seat) else ("candidate" if "cand" in seat else "")
        leader.dies = month_of(row.get("natural_death"), 10**9)
        if leader.dies <= now:
            leader.status = DEAD
        leaders.append(leader)
    return leaders


_TIE_SIGN = {"rivalry": -1.0, "distrust": -0.7, "disciplinary": -0.5, "break": -1.0}


def _read_ties(leaders: list[Leader], table: Any, year: int) -> None:
    by_key = {leader.key: leader for leader in leaders}
    for row in table.to_dict("records"):
        first, second = by_key.get(str(row["source"])), by_key.get(str(row["target"]))
        if first is None or second is None or month_of(row["year_from"], 0) > year * 12:
            continue
        weight = float(row["weight"]) * _TIE_SIGN.get(str(row["type"]), 1.0)
        for one, other in ((first, second), (second, first)):
            if abs(weight) > abs(one.ties.get(other.key, 0.0)):
                one.ties[other.key] = weight


def generate_member(politics: Politics, world: World, patron: str, region: int) -> Leader:
    """A Central Committee member or secretary whom the record does not name.

    His views scatter round his patron's; ASSUMED spread 0.12.
    """
    politics.generated += 1
    identity = GENERATED + politics.generated
    boss = politics.named(patron)
    month = world.clock.absolute

    def trait(name: str, mean: float, spread: float) -> float:
        draw = world.streams.normal(month, f"leader.{name}", identity)
        return float(min(1.0, max(0.0, mean + spread * draw)))

    centre = (boss.squeeze, boss.democracy, boss.world_revolution) if boss else (0.35, 0.35, 0.4)
    traits = {
        "squeeze": trait("squeeze", 0.5 * centre[0] + 0.5 * max(0.36, politics.line), 0.10),
        "democracy": trait("democracy", 0.5 * centre[1] + 0.17, 0.10),
        "world_revolution": trait("abroad", 0.5 * centre[2] + 0.2, 0.12),
        "ambition": trait("ambition", 0.35, 0.12),
        "belief": trait("belief", 0.65, 0.12),
        "standing": trait("standing", 0.25, 0.08),
        "appeal": trait("appeal", 0.45, 0.12),
        "shrillness": trait("shrillness", 0.35, 0.12),
    }
    leader = Leader(politics.model, identity, f"g{identity}", f"CC member {identity}", traits,
                    patron=patron, base=region)
    politics.leaders.append(leader)
    return leader


def _network(world: World, contacts: int) -> NDArray[np.int64]:
    """Contacts of each sampled member: mostly in his own city, some far away."""
    month = world.clock.absolute
    out = np.empty((NETWORK, contacts), np.int64)
    block = NETWORK // CITIES
    for k in range(contacts):
        u = world.streams.uniforms(month, f"network.{k}", NETWORK)
        near = (np.arange(NETWORK) // block) * block + (u * block * 10.0).astype(np.int64) % block
        far = (u * NETWORK * 7.0).astype(np.int64) % NETWORK
        out[:, k] = np.minimum(NETWORK - 1, np.where(k < contacts - 1, near, far))
    return out


def _regional_posts(politics: Politics, world: World) -> list[Leader]:
    """The first secretary of each region: the named boss where there is one."""
    posts: list[Leader] = []
    control = world.levers["apparatus.appointment_control"]
    for region in range(len(REGIONS)):
        named = [m for m in politics.leaders if m.base == region and m.in_party]
        if named:
            posts.append(max(named, key=lambda m: m.standing))
            continue
        mine = world.streams.uniform(world.clock.absolute, "found.post", region) < control
        posts.append(generate_member(politics, world, politics.secretary.key if mine else "",
                                     region))
    return posts


def fill_committee(politics: Politics, world: World, size: int) -> None:
    """Fill the Central Committee: secretaries and named members first, then generated ones.

    A seat goes to a client of the General Secretary with the share of posts that he can fill. M36.
    """
    control = world.levers["apparatus.appointment_control"]
    for boss in politics.posts:
        if len(politics.committee()) < size and boss.in_party:
            boss.full_member = True
    k = 0
    while len(politics.committee()) < size:
        region = k % len(REGIONS)
        u = world.streams.uniform(world.clock.absolute, "elect.patron", politics.generated)
        boss = politics.posts[region]
        patron = politics.secretary.key if u < control else boss.key
        generate_member(politics, world, patron, -1).full_member = True
        k += 1


def found_politics(model: Any, world: World, inputs: Any) -> Politics:
    """The leadership in the first month, from ``inputs`` (leaders, leader_ties, congresses).

    Returns the state and stores it in ``world.politics``. Raises ValueError when no leader holds
    the office of general secretary.
    """
    leaders = _read_leaders(model, world, inputs.leaders)
    _read_ties(leaders, inputs.leader_ties, world.clock.year)
    secretary = next((m for m in leaders if "general secretary" in m.office.lower()
                      and m.status != DEAD), None)
    if secretary is None:
        raise ValueError("leaders: no office_1924 reads 'general secretary'")
    levers = world.levers
    politics = Politics(
        model, leaders, secretary, [],
        Police(model, levers["police.budget"], levers["police.informer_density"], 15_000.0),
        Cards(350_000, 122_000),
        _read_congresses(inputs.congresses),
        line=0.32, norm=levers["discipline.norm"], width=levers["discipline.offence_width"],
        recantation_value=levers["discipline.recantation_value"],
        recantation_required=levers["discipline.recantation_required"],
    )  # fmt: skip
    world.politics = politics
    politics.posts = _regional_posts(politics, world)
    first = min(politics.congresses.values(), default=(40, 17))[0]
    fill_committee(politics, world, max(40, min(first, 53)))
    politics.contacts = _network(world, int(world.parameters["texts"].contacts))
    codes = {str(r["actor_id"]): text_of(r.get("faction_1924")).lower()
             for r in inputs.leaders.to_dict("records")}
    _first_factions(politics, codes)
    return politics


def _read_congresses(table: Any) -> dict[int, tuple[int, int]]:
    found = {}
    for row in table.to_dict("records"):
        month = month_of(row.get("date") or row.get("month"), 0)
        if "kind" in row and "conf" in text_of(row["kind"]).lower():
            continue
        full = row.get("cc_full") or row.get("cc_full_members") or row.get("full_members") or 53
        cand = row.get("cc_candidates") or row.get("cc_candidate_members") or 34
        found[month] = (int(full), int(cand))
    return found


def _first_factions(politics: Politics, codes: dict[str, str]) -> None:
    """The open opposition of 1923 and one circle round the General Secretary.

    Everyone else finds his circle in the first month.
    """
    open_left = [m for m in politics.leaders if codes.get(m.key, "").startswith("left")
                 and m.in_party]
    ruling = Faction(politics.model, politics.secretary, "centre", MAJORITY, 0)
    politics.factions = [ruling]
    if open_left:
        head = max(open_left, key=lambda m: m.standing * m.ambition)
        left = Faction(politics.model, head, "left", OPEN, 0)
        left.arena = 1
        politics.factions.append(left)
        for leader in open_left:
            leader.faction = left
            left.members.append(leader)
    for leader in politics.leaders:
        if leader.faction is None and leader.in_party:
            leader.faction = ruling
            ruling.members.append(leader)
