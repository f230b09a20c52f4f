"""From the line adopted and the readings to the levers that the leadership moves.

The line is one number: 0 market concession, 1 full extraction (M02, M05, M07, M15, M31, M84).
All sizes are ASSUMED unless said; each lever is a share unless said.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Line(NamedTuple):
    """How a line becomes policy."""

    emergency_at: Annotated[
        float, Param("line above which taking without consent is licensed", 0.3, 0.7, "ASSUMED")
    ] = 0.45
    offensive_at: Annotated[
        float, Param("line above which full collectivisation is decreed", 0.5, 0.9, "ASSUMED")
    ] = 0.68
    step: Annotated[
        float,
        Param("share of the way to the winning proposal that one vote goes", 0.1, 1.0, "ASSUMED"),
    ] = 0.5
    retreat_unrest: Annotated[
        float,
        Param(
            "crowd actions a month that force a halt", 300.0, 8000.0, "ASSUMED", "events a month"
        ),
    ] = 1500.0
    retreat_hunger: Annotated[
        float,
        Param(
            "share of hungry villagers that forces a halt, when the line can be doubted",
            0.02,
            0.6,
            "ASSUMED",
        ),
    ] = 0.12
    breather: Annotated[
        float, Param("months that a halt lasts", 2.0, 12.0, "ASSUMED", "months")
    ] = 5.0
    target_growth: Annotated[
        float,
        Param(
            "share of households that decrees ask for beyond those reported, in a year",
            0.1,
            1.0,
            "ASSUMED",
            "share a year",
        ),
    ] = 0.6


PARAMETERS = Line


class Readout(NamedTuple):
    """What the line looks at when it sets levers; shares unless said."""

    line: float
    shortfall: float
    unrest: float
    """crowd actions a month"""
    hunger: float
    kolkhoz_share: float
    enemies: float
    right: float
    threat: float
    width: float
    blame_officials: float
    campaign: bool
    breather: bool
    month: int
    """calendar month"""


def next_line(line: float, proposal: float, share: float, p: Line) -> float:
    """The line after a vote: part of the way to what won, further the larger the majority.

    Shares. M22, M31.
    """
    return min(1.0, max(0.0, line + p.step * min(1.0, max(0.0, share)) * (proposal - line)))


def must_halt(unrest: float, hunger: float, right: float, line: float, p: Line) -> bool:
    """Whether disorder or hunger force a breathing space.

    Unrest stops any offensive; hunger only those who can doubt the line. M02, M15, M93.
    """
    hungry = hunger * (1.5 - right) > p.retreat_hunger
    return line > 0.4 and (unrest > p.retreat_unrest or hungry)


def over(line: float, start: float) -> float:
    """How far a line lies beyond a threshold, as a share of what is left above it."""
    return max(0.0, line - start) / (1.0 - start)


def grain_levers(r: Readout, p: Line) -> dict[str, float]:
    """Levers on grain: prices, plan, taking, penalties, relief, exports.

    Plan and exports in Mt a year, price as an index with 1913 = 1. M02, M03, M05, M07, M09.
    """
    force = over(r.line, p.emergency_at) * (0.35 + 0.65 * min(1.0, 2.0 * r.shortfall))
    force *= 0.4 if r.breather else 1.0
    harsh = over(r.line, p.emergency_at) * r.enemies
    kind = (1.0 - r.line) if not r.breather else max(0.5, 1.0 - r.line)
    return {
        "price.state_grain": 1.55 - 0.6 * r.line + (0.15 if r.breather else 0.0),
        "procurement.plan": 9.0
        + 15.0 * r.line * r.line
        + 4.0 * r.kolkhoz_share
        - (2.0 if r.breather else 0.0),
        "procurement.extraordinary": min(1.0, 1.2 * force),
        "procurement.search": min(1.0, 1.1 * force * (0.5 + 0.5 * r.enemies)),
        "procurement.seed_exempt": min(1.0, max(0.0, 1.0 - 0.8 * harsh)),
        "procurement.penalty": min(1.0, harsh * (0.4 + 0.6 * r.threat)),
        "procurement.blacklists": min(1.0, 1.3 * harsh * r.threat * min(1.0, 2.0 * r.shortfall)),
        "relief.share_of_need": min(1.0, 0.5 * kind * (0.2 + 0.8 * (r.breather or r.hunger > 0.2))),
        "relief.seed_loans": min(1.0, 0.2 + 0.4 * kind),
        "exports.plan": max(0.0, 1.2 + 4.5 * r.line - 4.0 * r.shortfall - 8.0 * r.hunger),
    }


def farm_levers(r: Readout, p: Line) -> dict[str, float]:
    """Levers on farms: targets, force, herds, deportation, churches.

    Shares; deportations in thousand households a month. M07, M08, M10, M12, M13, M15.
    """
    drive = over(r.line, p.offensive_at)
    pushing = 0.0 if r.breather else 1.0
    ask = min(1.0, r.kolkhoz_share + p.target_growth * drive * (0.5 + 0.5 * pushing) + 0.02)
    winter = 1.0 if r.month in (11, 12, 1, 2, 3) else 0.3
    kulaks = drive * r.enemies * pushing * winter * max(0.0, 1.0 - r.kolkhoz_share / 0.8)
    return {
        "collectivisation.target_grain_zone": min(1.0, 1.15 * ask),
        "collectivisation.target_intermediate": ask,
        "collectivisation.target_other": 0.6 * ask,
        "collectivisation.force": min(1.0, 1.3 * drive * (0.25 + 0.75 * pushing)),
        "collectivisation.exit_allowed": 1.0 if r.line < p.offensive_at or r.breather else 0.1,
        "livestock.socialisation": min(1.0, 1.1 * drive * pushing),
        "dekulakisation.deport": 55.0 * kulaks,
        "dekulakisation.dispossess": 70.0 * kulaks,
        "religion.closing": min(1.0, 1.2 * drive * (0.3 + 0.7 * pushing)),
    }


def people_levers(r: Readout, p: Line) -> dict[str, float]:
    """Levers on movement, cadres and industry.

    Shares; industry's investment as a share of output. M14-M17, M84, M85.
    """
    drive = over(r.line, p.emergency_at)
    tight = r.width * r.threat
    starving = min(1.0, 3.0 * r.hunger)
    return {
        "passports.barrier": min(0.95, 1.2 * tight * (0.4 + 0.6 * starving)),
        "passports.blockade": min(0.95, 1.6 * tight * starving * r.enemies),
        "cadres.outsiders": min(1.0, 0.15 + 0.7 * drive * (0.4 + 0.6 * r.threat)),
        "cadres.plenipotentiaries": min(1.0, drive * (0.4 + 0.6 * (not r.breather))),
        "cadres.political_departments": min(1.0, 2.0 * drive * r.threat * min(1.0, 2.0 * r.hunger)),
        "cadres.blame_excess": min(1.0, (0.8 if r.breather else 0.1) * (0.3 + r.blame_officials)),
        "industry.investment": 0.12 + 0.25 * over(r.line, 0.3),
        "industry.specialist_removal": min(1.0, drive * r.enemies),
    }
