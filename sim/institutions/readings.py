"""What the leadership is told: the documented crisis, or the simulated country's own reports."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from sim.institutions.countryside import Countryside
from sim.rules.plan import due_by, shortage_told
from sim.state import Readings
from sim.world import World


def readings_reach_the_centre(world: World) -> None:
    """Set this month's readings: documented in drives A and B, simulated when coupled."""
    if world.drive == "coupled":
        seen = _simulated(world)
    else:
        values = world.crisis[world.clock.tick]
        names = [field.name for field in fields(Readings)]
        seen = Readings(**dict(zip(names, map(float, values), strict=True)))
    shortfall = seen.grain_shortfall * world.levers["crisis.shortfall"]
    world.readings = replace(seen, grain_shortfall=shortfall)


def _simulated(world: World) -> Readings:
    """The country as reports carry it upward, at the end of last month."""
    country: Countryside = world.countryside
    record, last = world.recorder, max(0, world.clock.tick - 1)
    share = due_by(world.clock.month, world.levers["procurement.extraordinary"])
    due = world.levers["procurement.plan"] * 1e9 * share
    got = float(country.collected_kg.sum())
    shortfall = 0.0 if _year_began_before(world) else shortage_told(got, due, share)
    horses = record.read("livestock_horses_summer", last)
    country.year_horses = [*country.year_horses[-11:], horses]
    loss = max(0.0, 1.0 - horses / max(1e-6, country.year_horses[0]))
    outputs = world.towns.outputs
    growth = outputs[-1] / outputs[0] - 1.0 if len(outputs) > 12 else 0.0
    hungry = record.read("hunger_rural", last) / 100.0
    return Readings(
        grain_shortfall=shortfall,
        unrest=_or_zero(record.read("mass_disturbances_month", last)),
        hunger=0.5 * _or_zero(hungry),
        town_stress=world.towns.stress,
        herd_loss=_or_zero(loss),
        alarm=world.levers["world.alarm"],
        kolkhoz_share=_or_zero(record.read("collectivisation_rate_households", last)) / 100.0,
        industry_growth=growth,
    )


def _year_began_before(world: World) -> bool:
    """Whether this farming year, from July, began before the run: its deliveries are not known."""
    since_july = (world.clock.month - 7) % 12
    return since_july > world.clock.tick


def _or_zero(value: float) -> float:
    return 0.0 if np.isnan(value) else float(value)
