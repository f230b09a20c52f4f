"""The log of the leaders: who stood with whom, held what and believed what, month by month."""

from __future__ import annotations

from typing import Any

from sim.agents.faction import BEATEN, GONE, MAJORITY, OPEN
from sim.agents.leader import DEAD, Leader
from sim.institutions.politics_state import Politics
from sim.leader_columns import MONTHS_AFTER_DEATH
from sim.world import World

NONE = "none"
STANCES = {MAJORITY: "ruling", OPEN: "open", BEATEN: "beaten"}
"""A faction's stance as leaders.parquet spells it."""


def leaders_are_logged(world: World) -> None:
    """Enter the month of every leader (sim.leader_columns)."""
    politics: Politics = world.politics
    log = world.leader_log
    assert log is not None
    tick = world.clock.tick
    posts = set(politics.posts)
    kept = [
        m
        for m in politics.leaders
        if m.status != DEAD or tick - m.status_since < MONTHS_AFTER_DEATH
    ]
    log.enter(tick, [m.base for m in kept], [_row(m, m in posts) for m in kept])


def _row(leader: Leader, has_post: bool) -> dict[str, Any]:
    circle, stance, label = _circle(leader)
    return {
        "key": leader.key, "name": leader.name, "patron": leader.patron,
        "circle": circle, "stance": stance, "label": label,
        "office": leader.office, "politburo": leader.politburo,
        "full_member": leader.full_member, "regional_post": has_post,
        "status": leader.status, "recanted": leader.recanted,
        "squeeze": leader.squeeze, "standing": leader.standing,
        "believes_line": leader.believes_line, "believes_enemies": leader.believes_enemies,
    }  # fmt: skip


def _circle(leader: Leader) -> tuple[str, str, str]:
    """Key of the head with whom a leader stands, the circle's stance and its label."""
    faction = leader.faction
    if faction is None or leader.status == DEAD:
        return "", NONE, ""
    if faction.stance == GONE:
        return "", NONE, faction.label
    label = "centre" if faction.stance == MAJORITY else faction.label
    return faction.head.key, STANCES[faction.stance], label
