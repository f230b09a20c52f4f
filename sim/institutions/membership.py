"""Members join and leave: admissions, promotion, loss, and screenings of the whole party (M20)."""

from __future__ import annotations

from sim.institutions.politics import GENERATED
from sim.institutions.politics_state import Politics, steered
from sim.rules.membership import (
    Membership,
    cards_moved,
    distrust,
    raw_share,
    screening_share,
    wanted_admissions,
)
from sim.world import World


def members_join_and_leave(world: World) -> None:
    """Cards are issued and withdrawn; a screening is decided, goes on, or ends."""
    politics: Politics = world.politics
    cards = politics.cards
    p: Membership = world.parameters["membership"]
    raw = raw_share(cards.recent, cards.total)
    fear = distrust(raw, politics.norm, politics.threat, p)
    _screening(politics, world, fear)
    drive = (
        max(0.0, politics.line - 0.5)
        / 0.5
        * (0.35 + 0.65 * min(1.0, 4.0 * max(0.0, world.readings.industry_growth)))
    )
    wanted = wanted_admissions(drive, fear, cards.screening_left > 0, p)
    wanted = steered(world, "party.admission", min(200.0, wanted))
    moved = cards_moved(
        cards.members,
        cards.candidates,
        1000.0 * wanted,
        cards.screening_rate if cards.screening_left > 0 else 0.0,
        p,
    )
    _move_cards(politics, moved)
    _forget_nobodies(politics)


def _move_cards(politics: Politics, moved: dict[str, int]) -> None:
    cards = politics.cards
    expelled = moved["expelled_members"] + moved["expelled_candidates"]
    lost = moved["lost_members"] + moved["lost_candidates"]
    cards.members += moved["promoted"] - moved["expelled_members"] - moved["lost_members"]
    cards.candidates += (
        moved["admitted"]
        - moved["promoted"]
        - moved["expelled_candidates"]
        - moved["lost_candidates"]
    )
    cards.issued += moved["admitted"]
    cards.veterans *= 1.0 - moved["admitted"] / max(1.0, float(cards.total))
    cards.withdrawn += expelled + lost
    cards.recent = min(float(cards.total), cards.recent * 0.975 + moved["admitted"])
    cards.embittered = cards.embittered * 0.97 + expelled
    politics.count("admitted", moved["admitted"])
    politics.count("expelled", expelled)


def _screening(politics: Politics, world: World, fear: float) -> None:
    """Distrust and a hardened norm build up until a screening is decided. M20, M92."""
    p: Membership = world.parameters["membership"]
    cards = politics.cards
    if cards.screening_left > 0:
        cards.screening_left -= 1
        if cards.screening_left == 0:
            cards.since_screening, cards.pressure = 0, 0.0
            world.note(
                "relaxation",
                "Control bodies",
                "",
                "The screening of the party ends.",
                reason="screening over",
            )
    else:
        cards.since_screening += 1
        cards.pressure = 0.98 * cards.pressure + fear
        if cards.pressure > p.screening_at and cards.since_screening > p.screening_gap:
            share = screening_share(politics.norm, politics.width, p)
            cards.screening_left = int(p.screening_months)
            cards.screening_rate = share / p.screening_months
            world.note(
                "campaign",
                "Control bodies",
                "",
                "A screening of the whole party is decided.",
                share=round(share, 4),
                reason="distrust of the ranks",
            )
    share = cards.screening_rate * 12.0 if cards.screening_left > 0 else 0.0
    given = steered(world, "party.purge_share", min(0.6, share))
    if not world.levers.is_emergent("party.purge_share"):
        cards.screening_left = 1 if given > 0.0 else 0
        cards.screening_rate = given / 12.0


def _forget_nobodies(politics: Politics) -> None:
    """Generated members without seat, post, file or faction in opposition drop out of sight."""
    posts = set(politics.posts)
    opposing = politics.opposing()
    keep = []
    for leader in politics.leaders:
        nobody = (
            leader.identity >= GENERATED
            and not leader.full_member
            and leader not in posts
            and not leader.arena_on_file
            and leader is not politics.secretary
            and (leader.faction is None or leader.faction not in opposing)
        )
        if not nobody:
            keep.append(leader)
            continue
        if leader.faction is not None and leader in leader.faction.members:
            leader.faction.members.remove(leader)
        leader.remove()
    politics.leaders = keep
