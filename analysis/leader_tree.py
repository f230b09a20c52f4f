"""Where each leader stands in the radial tree: a place for the whole run, whatever happens to him.

Three rings: whoever ever sat in the Politburo of the run; the others; whoever ever held a region
and never sat in the Politburo. Unnamed members of the second ring stand a step further out. The
ring is cut into groups, one a leader with clients: patron and clients, and their clients, sit
together, in the order in which they appear. Lengths are inches of a panel of four.
"""

import math
import re
from dataclasses import dataclass

import pandas as pd

POLITBURO, NAMED, UNNAMED, REGION = 0.42, 1.10, 1.81, 1.88
"""Radii of the rings: Politburo, named members, unnamed members, regional secretaries."""
STEP = 0.075
"""distance between the two rows in which regional secretaries stand by turns, names outermost"""
EDGE = 2.45
"""radius of the whole, with the names of the outermost"""
NAME_ROOM, MARK_ROOM = 0.088, 0.05
"""Least room along a ring for a name and for a mark without a name."""
GENERATED = re.compile(r"g\d+")
NOBODY = ""


@dataclass(frozen=True)
class Place:
    """A leader's place: angle in radians from the top clockwise, radius in inches, short name.

    ``short`` is empty for generated members; ``patron`` is the key of his first patron.
    """

    angle: float
    radius: float
    short: str
    patron: str

    @property
    def point(self) -> tuple[float, float]:
        """The place as x and y in inches from the centre."""
        return self.radius * math.sin(self.angle), self.radius * math.cos(self.angle)


def short_names(names: dict[str, str]) -> dict[str, str]:
    """Surnames by key; initials are kept where a surname occurs twice."""
    parts = {key: name.split() or [key] for key, name in names.items()}
    surnames = [words[-1] for words in parts.values()]
    short = {}
    for key, words in parts.items():
        initials = "".join(f"{word[0]}." for word in words[:-1])
        twice = surnames.count(words[-1]) > 1 and initials
        short[key] = f"{initials} {words[-1]}" if twice else words[-1]
    return short


def layout(leaders: pd.DataFrame) -> dict[str, Place]:
    """A place for every leader of one run (rows of leaders.parquet), by key.

    The same run gives the same places, whichever month is drawn.
    """
    words = leaders[["key", "name", "patron", "politburo", "status"]].astype(str)
    table = words.assign(post=leaders["regional_post"], date=leaders["date"])
    table = table.sort_values("date", kind="stable")
    first = table.drop_duplicates("key").set_index("key")
    seated = set(table.loc[table["politburo"] != "", "key"])
    posted = set(table.loc[table["post"] > 0, "key"]) - seated
    named = {key for key in first.index if not GENERATED.fullmatch(key)}
    patron = {str(key): str(who) for key, who in first["patron"].items()}
    buried = set(first.index[first["status"] == "dead"])
    groups = _groups(patron, seated, buried)
    short = short_names({key: first.loc[key, "name"] for key in first.index if key in named})
    rings = {
        key: POLITBURO if key in seated else REGION if key in posted
        else NAMED if key in named else UNNAMED
        for key in first.index
    }  # fmt: skip
    places: dict[str, Place] = {}
    for start, width, members in _sectors(groups, rings, named):
        for ring in (POLITBURO, NAMED, UNNAMED, REGION):
            row = [key for key in members if rings[key] == ring]
            middles = _spread([_room(key, ring, named) for key in row])
            for k, (key, middle) in enumerate(zip(row, middles, strict=True)):
                outer = ring == REGION and (k % 2 == 1 or key in named)
                radius = ring + STEP * outer
                places[key] = Place(start + width * middle, radius, short.get(key, ""), patron[key])
    return places


def _room(key: str, ring: float, named: set[str]) -> float:
    """Inches along a ring that a leader needs; secretaries without a name stand in two rows."""
    if key in named or ring == POLITBURO:
        return NAME_ROOM
    return MARK_ROOM * (0.5 if ring == REGION else 1.0)


def _spread(rooms: list[float]) -> list[float]:
    """The middle of each of some rooms that fill a stretch, as shares of it."""
    total, before, middles = sum(rooms), 0.0, []
    for room in rooms:
        middles.append((before + room / 2.0) / total)
        before += room
    return middles


def _groups(patron: dict[str, str], seated: set[str], buried: set[str]) -> dict[str, list[str]]:
    """Members by the leader at the head of their chain of patrons; nobody's clients come last.

    A patron who was dead when the run began heads those of his clients only who never reach the
    Politburo: otherwise the founder would head everyone.
    """
    groups: dict[str, list[str]] = {}
    for key in patron:
        head, seen = key, {key}
        while (above := patron[head]) in patron and above not in seen:
            if above in buried and head in seated:
                break
            head = above
            seen.add(head)
        alone = head == key and key not in seated and key not in patron.values()
        groups.setdefault(NOBODY if alone else head, []).append(key)
    order = [head for head in groups if head != NOBODY]
    return {
        head: _by_patron(groups[head], patron, head)
        for head in (*order, *([NOBODY] if NOBODY in groups else []))
    }


def _by_patron(members: list[str], patron: dict[str, str], head: str) -> list[str]:
    """Head first, then every client before his own clients, the clients of one patron together."""
    ordered: list[str] = []
    waiting = [head] if head in members else []
    while waiting or len(ordered) < len(members):
        if not waiting:
            waiting = [next(key for key in members if key not in ordered)]
        key = waiting.pop(0)
        ordered.append(key)
        clients = [one for one in members if patron[one] == key and one not in ordered]
        waiting = [one for one in clients if one not in waiting] + waiting
    return ordered


def _sectors(
    groups: dict[str, list[str]], rings: dict[str, float], named: set[str]
) -> list[tuple[float, float, list[str]]]:
    """Start and width in radians, and members, of each group: as wide as its fullest ring needs."""
    needs = []
    for members in groups.values():
        room = dict.fromkeys((POLITBURO, NAMED, UNNAMED, REGION), 0.0)
        for key in members:
            room[rings[key]] += _room(key, rings[key], named) / rings[key]
        needs.append(max(room.values()))
    scale = 2.0 * math.pi / max(sum(needs), 1e-9)
    sectors, start = [], 0.0
    for need, members in zip(needs, groups.values(), strict=True):
        sectors.append((start, need * scale, members))
        start += need * scale
    return sectors
