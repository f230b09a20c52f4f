"""How the leadership tier is founded from the inputs, and how unnamed members are generated.

Who stands where in the first month is read from the inputs (offices, ties, estimated positions of
1924); nothing later than the first month is read but the dates of congresses and the size of the
bodies that they elect.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.faction import MAJORITY, OPEN, Faction
from sim.agents.leader import DEAD, Leader
from sim.agents.police import Police
from sim.institutions.politics_state import CITIES, NETWORK, Cards, Office, Politics
from sim.outcomes import REGIONS
from sim.rules.alignment import schooled
from sim.rules.apparatus import Apparatus, picked_view
from sim.world import World

GENERATED = 10_000
OF_NOTE = 0.4
"""standing from which a post of a man without a seat counts as an office of the centre. ASSUMED."""
CENTRAL_SECRETARIES = ("CC secretary", "TsIK secretary")
"""Offices of the centre that are called secretary; all others of that name are regional posts."""


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
    "schooled": "civil_war",
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
        age = year - month_of(row["year_from"], 0) // 12
        seasoned = 0.4 + 0.6 * min(1.0, age / 5.0)
        weight = float(row["weight"]) * seasoned * _TIE_SIGN.get(str(row["type"]), 1.0)
        for one, other in ((first, second), (second, first)):
            if str(row["type"]) == "kin":
                one.kin.add(other.key)
            if abs(weight) > abs(one.ties.get(other.key, 0.0)):
                one.ties[other.key] = weight


def generate_member(politics: Politics, world: World, patron: str, region: int) -> Leader:
    """A Central Committee member or secretary whom the record does not name.

    His views scatter round those of the ranks, drawn to his patron's if he has one; ASSUMED spread
    0.10 to 0.12.
    """
    p: Apparatus = world.parameters["apparatus"]
    politics.generated += 1
    identity = GENERATED + politics.generated
    boss = politics.named(patron)
    month = world.clock.absolute

    def trait(name: str, mean: float, spread: float) -> float:
        draw = world.streams.normal(month, f"leader.{name}", identity)
        return float(min(1.0, max(0.0, mean + spread * draw)))

    centre = (boss.squeeze, boss.democracy, boss.world_revolution) if boss else (0.35, 0.35, 0.4)
    traits = {
        "squeeze": trait(
            "squeeze", picked_view(centre[0], politics.ranks, boss is not None, p), 0.10
        ),
        "democracy": trait("democracy", 0.5 * centre[1] + 0.17, 0.10),
        "world_revolution": trait("abroad", 0.5 * centre[2] + 0.2, 0.12),
        "ambition": trait("ambition", 0.35, 0.12),
        "belief": trait("belief", 0.65, 0.12),
        "standing": trait("standing", 0.25, 0.08),
        "appeal": trait("appeal", 0.45, 0.12),
        "shrillness": trait("shrillness", 0.35, 0.12),
        "schooled": trait("schooled", schooled(politics.cards.veterans), 0.25),
    }
    leader = Leader(
        politics.model,
        identity,
        f"g{identity}",
        f"CC member {identity}",
        traits,
        patron=patron,
        base=region,
    )
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


def _central_offices(leaders: list[Leader]) -> list[Office]:
    """The offices of the centre as they were held in the first month. M35."""
    offices = []
    for leader in leaders:
        of_note = leader.full_member or leader.politburo or leader.standing >= OF_NOTE
        if of_note and leader.in_party and leader.office and "general" not in leader.office:
            for title in leader.office.split(";"):
                name = title.split(" from ")[0].split(" until ")[0].strip()
                if not name.endswith(" secretary") or name in CENTRAL_SECRETARIES:
                    offices.append(Office(name, leader))
    return offices


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
        posts.append(
            generate_member(politics, world, politics.secretary.key if mine else "", region)
        )
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
    secretary = next(
        (m for m in leaders if "general secretary" in m.office.lower() and m.status != DEAD), None
    )
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
        ban=levers["discipline.faction_ban"], solemnity=levers["discipline.norm"] ** 2,
        censorship=levers["censorship.strength"],
    )  # fmt: skip
    world.politics = politics
    politics.police.opponents = world.parameters["opponents"].at_first
    politics.reach = levers["apparatus.appointment_control"]
    politics.offices = _central_offices(leaders)
    politics.posts = _regional_posts(politics, world)
    past = [m for m in politics.congresses if m < world.clock.absolute]
    size = politics.congresses[max(past)][0] if past else len(politics.committee())
    fill_committee(politics, world, size)
    politics.contacts = _network(world, int(world.parameters["texts"].contacts))
    codes = {
        str(r["actor_id"]): text_of(r.get("faction_1924")).lower()
        for r in inputs.leaders.to_dict("records")
    }
    _first_factions(politics, codes)
    return politics


def _read_congresses(table: Any) -> dict[int, tuple[int, int]]:
    """Month of each congress -> members and candidates that it elects; other meetings are left."""
    found = {}
    for row in table.to_dict("records"):
        if text_of(row.get("body", "congress")) != "congress":
            continue
        found[month_of(row["date"], 0)] = (int(row["cc_full"]), int(row["cc_candidates"]))
    return found


def _first_factions(politics: Politics, codes: dict[str, str]) -> None:
    """The open opposition of 1923 and one circle round the General Secretary.

    Everyone else finds his circle in the first month.
    """
    open_left = [
        m for m in politics.leaders if codes.get(m.key, "").startswith("left") and m.in_party
    ]
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
