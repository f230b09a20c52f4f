"""The line becomes policy: halts are called and end, and the levers that emerge are set.

M02, M03, M05, M07, M15, M93.
"""

from __future__ import annotations

import numpy as np

from sim.institutions.politics_state import Politics
from sim.rules.line import (
    Readout,
    decreed,
    farm_levers,
    grain_levers,
    must_halt,
    next_caution,
    next_price,
    people_levers,
    plan_of_month,
)
from sim.world import World

USUAL_CROP = 70.0
"""crop that is expected where no countryside is simulated, Mt; the plan then moves nothing"""
EMERGENCY = "procurement.extraordinary"


def line_becomes_policy(politics: Politics, world: World) -> None:
    """A halt begins or ends, and every lever that emerges is set from the line and the readings."""
    _halt_or_resume(politics, world)
    _set_levers(politics, world)


def _halt_or_resume(politics: Politics, world: World) -> None:
    """Disorder or hunger force a breathing space; it ends by itself. M15, M93."""
    p = world.parameters["line"]
    r = world.readings
    secretary = politics.secretary
    halt = must_halt(r.unrest, r.hunger, secretary.believes_line, politics.line, p)
    called = politics.breather == 0 and halt
    politics.caution = next_caution(politics.caution, called, p)
    if politics.breather > 0:
        politics.breather -= 1
        if politics.breather == 0:
            world.note(
                "campaign",
                "Politburo",
                "",
                "The pressure on the village is resumed.",
                reason="breathing space over",
            )
    elif called:
        politics.breather = int(p.breather)
        politics.halts += 1
        politics.count("reversals")
        for faction in politics.ruling():
            for leader in faction.members:
                if leader.squeeze > 0.45:
                    leader.squeeze -= 0.03
        world.note(
            "relaxation",
            "Politburo",
            "",
            "The centre calls a halt in the village and lays the excesses on local officials.",
            reason="unrest or hunger",
            unrest=round(r.unrest),
            hunger=round(r.hunger, 3),
        )


def readout(politics: Politics, world: World) -> Readout:
    """What the line's levers are set from, this month."""
    r = world.readings
    leaders = politics.bureau() or politics.committee()
    return Readout(
        line=politics.line, shortfall=r.grain_shortfall, unrest=r.unrest, hunger=r.hunger,
        kolkhoz_share=r.kolkhoz_share,
        enemies=float(np.mean([m.believes_enemies for m in leaders])),
        right=float(np.mean([m.believes_line for m in leaders])),
        threat=politics.threat, width=politics.width,
        blame_officials=politics.blame["officials"], campaign=politics.police.in_campaign,
        breather=politics.breather > 0, breather_begins=politics.caution == 1.0,
        month=world.clock.month, crop=_expected_crop(world), caution=politics.caution,
        halts=politics.halts, decreed=politics.decreed, growth=r.industry_growth,
    )  # fmt: skip


def _set_price(politics: Politics, world: World) -> None:
    """In July the state's grain price follows from how the last year's plan was met. M02, M05."""
    if world.clock.month == 7 and world.clock.tick > 0:
        price = world.levers["price.state_grain"]
        short = politics.year_short
        new = next_price(price, short, politics.line, world.parameters["line"])
        world.levers.decide("price.state_grain", new)
    politics.year_short = world.readings.grain_shortfall


def _expected_crop(world: World) -> float:
    return float(world.countryside.expected_kg.sum()) / 1e9 if world.has_countryside else USUAL_CROP


def _set_levers(politics: Politics, world: World) -> None:
    p = world.parameters["line"]
    politics.decreed = decreed(politics.decreed, politics.line, p)
    view = readout(politics, world)
    world.levers.decide(
        "procurement.plan", plan_of_month(world.levers["procurement.plan"], view, p)
    )
    _set_price(politics, world)
    for group in (grain_levers, farm_levers, people_levers):
        for name, value in group(view, p).items():
            world.levers.decide(name, value)
            if name == EMERGENCY:
                _note_emergency(politics, world, value)


def _note_emergency(politics: Politics, world: World, value: float) -> None:
    """Enter the decision when emergency measures are first taken or taken again. M05."""
    taken = value > 0.15
    if taken and not politics.emergency:
        world.note(
            "line",
            "Politburo",
            "",
            "Grain is to be taken by emergency measures.",
            lever=EMERGENCY,
            value=round(value, 4),
        )
    politics.emergency = taken
