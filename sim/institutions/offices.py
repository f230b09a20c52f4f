"""The offices of the centre: who loses them, and who is put in his place (M35, M36)."""

from __future__ import annotations

from sim.agents.faction import MAJORITY
from sim.agents.leader import Leader
from sim.institutions.politics_state import Office, Politics
from sim.rules.apparatus import Apparatus, office_claim, replacement_chance, risen
from sim.world import World


def offices_change(politics: Politics, world: World) -> None:
    """Opponents are put out of office, vacant offices are filled, holders gain in stature."""
    p: Apparatus = world.parameters["apparatus"]
    for number, office in enumerate(politics.offices):
        holder = office.holder
        if holder is not None and _is_out(politics, world, office, holder, number):
            _set_titles(politics, holder, without=office)
            office.former, office.holder = holder.name, None
        elif holder is None:
            _fill(politics, world, office)
        else:
            holder.standing = risen(holder.standing, p)


def _is_out(politics: Politics, world: World, office: Office, holder: Leader, number: int) -> bool:
    """Whether he has lost it by a penalty or with the card, or is put out as an opponent."""
    if not holder.in_party or office.title not in holder.office:
        return True
    faction = holder.faction
    if holder is politics.secretary or faction is None or faction not in politics.opposing():
        return False
    p: Apparatus = world.parameters["apparatus"]
    control = world.levers["apparatus.appointment_control"]
    grip = holder.ambition if holder.politburo == "full" else 0.0
    chance = replacement_chance(False, control, grip, faction.defeated, p)
    return world.streams.uniform(world.clock.absolute, "office", number) < chance


def _fill(politics: Politics, world: World, office: Office) -> None:
    """The strongest claim among men of the majority without an office or a region."""
    p: Apparatus = world.parameters["apparatus"]
    control = world.levers["apparatus.appointment_control"]
    secretary, posts = politics.secretary, set(politics.posts)
    free = [
        m
        for m in politics.leaders
        if m.in_party
        and m is not secretary
        and m not in posts
        and (m.full_member or m.standing > 0.3)
        and m.faction is not None
        and m.faction.stance == MAJORITY
        and not any(o.holder is m for o in politics.offices)
    ]
    if not free:
        return

    def claim(leader: Leader) -> float:
        tie = leader.ties.get(secretary.key, 0.0)
        owes = leader.patron == secretary.key
        return office_claim(leader.standing, owes, tie, leader.recanted, control, p)

    new = max(free, key=lambda m: (claim(m), -m.identity))
    office.holder = new
    _set_titles(politics, new)
    world.note(
        "appointment",
        new.name,
        "",
        f"{new.name} takes the office of {office.former}: {office.title}.",
        former=office.former,
        office=office.title,
        patron=new.patron,
        client=new.patron == secretary.key,
    )


def _set_titles(politics: Politics, leader: Leader, without: Office | None = None) -> None:
    held = [o.title for o in politics.offices if o.holder is leader and o is not without]
    leader.office = "; ".join(held)
