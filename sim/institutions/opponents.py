"""The people's mood, those who truly oppose, and how many of the arrested do (M73-M75)."""

from __future__ import annotations

from sim.agents.leader import Leader
from sim.institutions.groups import group_of
from sim.institutions.politics_state import Politics
from sim.rules.mood import Mood, mood_level, next_mood, reported_mood
from sim.rules.opponents import Opponents, caught, next_opponents, precision, sight, suspects
from sim.world import World


def truly_opposes(politics: Politics, leader: Leader) -> bool:
    """Whether he stands in an opposition and has not bent, or shares doubts in a group. M73."""
    faction = leader.faction
    stands = faction in politics.opposing() and leader.recanted in ("na", "no")
    return stands or group_of(politics, leader) is not None


def mood_moves(politics: Politics, world: World) -> None:
    """Talk darkens with hunger, unrest, want and force; informers carry it up, inflated. M75."""
    p: Mood = world.parameters["mood"]
    r = world.readings
    force = max(politics.culture, world.levers["religion.closing"])
    level = mood_level(r.hunger, r.unrest, r.town_stress, force, p)
    politics.mood = next_mood(politics.mood, level, p)
    incentive = world.levers["police.case_incentive"]
    politics.reported = reported_mood(politics.mood, politics.police.informers, incentive, p)


def account_of_arrests(
    politics: Politics, world: World, ordinary: float, invented: float, swept: int, guilty: int
) -> None:
    """How many of the month's arrested truly opposed, and who is left at large. M73, M74.

    ``ordinary`` arrests follow the police's sight; ``invented`` (circles that never were, people
    taken for talk) hit no opponent but by chance; ``guilty`` of the ``swept`` members of rank did.
    """
    p: Opponents = world.parameters["opponents"]
    police = politics.police
    seen = sight(police.informers, police.in_campaign, politics.width, p)
    suspect = suspects(politics.width, politics.named_classes, p)
    share = precision(police.opponents, suspect, seen)
    true = caught(police.opponents, ordinary, share, p)
    arrested = ordinary + invented + swept
    police.precision = (true + guilty) / arrested if arrested > 0.0 else share
    police.opponents = next_opponents(
        police.opponents,
        politics.flows.get("expelled", 0.0),
        politics.cards.total * politics.crisis,
        world.readings.unrest,
        arrested - true - guilty,
        true,
        p,
    )
