"""From the line adopted and the readings to the levers that the leadership moves.

The line is one number: 0 market concession, 1 full extraction (M02, M05, M07, M15, M31, M84).
All sizes are ASSUMED, set so that the states of the documented crisis give levers of the order of
their documented paths (docs/decisions/0016); each lever is a share unless said.
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
    ] = 0.78
    repealed_below: Annotated[
        float,
        Param(
            "how far below that the line must fall before the decree is a dead letter",
            0.0,
            0.3,
            "ASSUMED",
        ),
    ] = 0.06
    step: Annotated[
        float,
        Param("share of the way to the winning proposal that one vote goes", 0.1, 1.0, "ASSUMED"),
    ] = 0.5
    retreat_unrest: Annotated[
        float,
        Param(
            "crowd actions a month that force a halt", 300.0, 8000.0, "ASSUMED", "events a month"
        ),
    ] = 1000.0
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
    plan_base: Annotated[
        float,
        Param("share of the expected crop that any line plans to take", 0.06, 0.18, "ASSUMED"),
    ] = 0.13
    plan_line: Annotated[float, Param("further share at full extraction", 0.0, 0.2, "ASSUMED")] = (
        0.10
    )
    plan_kolkhoz: Annotated[
        float,
        Param("further share where all farms are kolkhozy", 0.1, 0.35, "ASSUMED"),
    ] = 0.24
    plan_pace: Annotated[
        float,
        Param(
            "share of the way to the plan wanted that the plan goes in a year",
            0.3,
            1.0,
            "ASSUMED; planning from the achieved level",
        ),
    ] = 0.75
    plan_cut: Annotated[
        float, Param("share of the plan that a halt takes off", 0.0, 0.3, "ASSUMED")
    ] = 0.08
    price_rise: Annotated[
        float,
        Param(
            "rise of the state's grain price after a year that brought nothing, at no squeeze",
            0.0,
            2.0,
            "ASSUMED",
            "ratio",
        ),
    ] = 0.8
    price_cut: Annotated[
        float,
        Param(
            "cut of that price after a year that met its plan, at full squeeze",
            0.0,
            0.5,
            "ASSUMED; grain prices were cut by a fifth to a quarter in 1926-27",
            "ratio",
        ),
    ] = 0.25
    caution: Annotated[
        float,
        Param(
            "share of an offensive's force that a halt holds back afterwards, at first",
            0.0,
            1.0,
            "Getty & Naumov 1999 (moves and countermoves); size ASSUMED",
        ),
    ] = 0.6
    concession: Annotated[
        float,
        Param(
            "share of farms' walls that the first halt of an offensive opens to those who leave",
            0.3,
            1.0,
            "Central Committee decree of 14 March 1930; size ASSUMED",
        ),
    ] = 0.9
    conceded_again: Annotated[
        float,
        Param(
            "what a halt concedes as a share of what the one before it did",
            0.0,
            1.0,
            "ASSUMED; leaving was allowed in 1930 and hardly in 1932",
        ),
    ] = 0.35
    forgetting: Annotated[
        float,
        Param("share of that caution forgotten in a month", 0.01, 0.3, "ASSUMED", "share a month"),
    ] = 0.05
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
    breather_begins: bool
    """a halt was called this month"""
    month: int
    """calendar month"""
    crop: float
    """grain crop that the centre expects, Mt"""
    caution: float
    """how fresh the last halt is, 0 to 1"""
    halts: int
    """halts so far"""
    decreed: bool
    """full collectivisation is decreed"""
    growth: float
    """growth of industry in a year"""


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


def year_plan(line: float, kolkhoz_share: float, crop: float, p: Line) -> float:
    """The grain plan of a year (Mt): a share of the expected ``crop`` (Mt), by line and farms.

    A harder line asks more, and more is asked where kolkhozy make taking easy. M03, M07, M09.
    """
    return crop * (p.plan_base + p.plan_line * line + p.plan_kolkhoz * kolkhoz_share)


def plan_of_month(standing: float, r: Readout, p: Line) -> float:
    """The plan in force (Mt): moved in July from the standing one, cut by a halt, else kept.

    Planners go from what was planned before. M03, M11; ASSUMED.
    """
    if r.month == 7:
        wanted = year_plan(r.line, r.kolkhoz_share, r.crop, p)
        return standing + p.plan_pace * (wanted - standing)
    return standing * (1.0 - p.plan_cut) if r.breather_begins else standing


def next_price(price: float, year_short: float, line: float, p: Line) -> float:
    """The state's grain price of the new year (index, 1913 = 1).

    It rises where the last year fell short and the line seeks agreement, and is cut for industry's
    sake where deliveries came easily. ``year_short`` is a share of the plan. M02, M03, M05.
    """
    rise = p.price_rise * year_short * (1.0 - line)
    cut = p.price_cut * line * max(0.0, 1.0 - 10.0 * year_short)
    return min(1.8, max(0.8, price * (1.0 + rise - cut)))


def next_caution(caution: float, halted: bool, p: Line) -> float:
    """How fresh the lesson of a halt is next month, 0 to 1. M93."""
    return 1.0 if halted else caution * (1.0 - p.forgetting)


def grain_levers(r: Readout, p: Line) -> dict[str, float]:
    """Levers on grain but plan and price: taking, penalties, relief, exports.

    Exports in Mt a year. M02, M03, M05, M07, M09.
    """
    beyond = over(r.line, p.emergency_at)
    short = min(1.0, 2.0 * r.shortfall)
    taking = min(1.0, beyond * (0.9 + 0.5 * short)) * (0.4 if r.breather else 1.0)
    harsh = beyond * r.enemies
    kind = (1.0 - r.line) if not r.breather else max(0.5, 1.0 - r.line)
    imports = over(r.line, 0.5) * max(0.0, r.growth - 0.1)
    return {
        "procurement.extraordinary": taking,
        "procurement.search": min(1.0, taking * (0.3 + 0.7 * short)),
        "procurement.seed_exempt": min(1.0, max(0.0, 1.0 - 0.8 * harsh * (0.2 + 0.8 * short))),
        "procurement.penalty": min(1.0, harsh * (0.4 + 0.6 * r.threat)),
        "procurement.blacklists": min(1.0, 1.3 * harsh * r.threat * short),
        "relief.share_of_need": min(
            1.0, 0.5 * kind * (0.2 + 0.8 * (r.breather or r.hunger > 0.08))
        ),
        "relief.seed_loans": min(1.0, 0.2 + 0.4 * kind * (0.5 + 0.5 * (r.hunger > 0.04))),
        "exports.plan": max(
            0.0, 1.3 + 30.0 * min(0.08, imports) - 4.0 * r.shortfall - 8.0 * r.hunger
        ),
    }


def decreed(standing: bool, line: float, p: Line) -> bool:
    """Whether full collectivisation is decreed: above a threshold, until the line is well below.

    M07, M13, M84; ASSUMED.
    """
    return line > p.offensive_at - p.repealed_below * standing


def may_leave(decreed: bool, breather: bool, halts: int, p: Line) -> float:
    """How freely members may leave the kolkhoz, a share.

    As they like while nothing is decreed; a halt concedes it, each later one less. M13, M93.
    """
    if not decreed:
        return 1.0
    conceded = p.concession * p.conceded_again ** max(0, halts - 1) if breather else 0.0
    return max(0.1, conceded)


def farm_levers(r: Readout, p: Line) -> dict[str, float]:
    """Levers on farms: targets, force, herds, deportation, churches.

    An offensive spends itself as farms are joined, is hottest when the fields rest, and is held
    back for a time by the lesson of a halt. Shares; deportations in thousand households a month.
    M07, M08, M10, M12, M13, M15, M93.
    """
    drive = float(r.decreed)
    pushing = 0.0 if r.breather else 1.0 - p.caution * r.caution
    left = max(0.0, 1.0 - r.kolkhoz_share)
    slack = 1.0 if r.month in (11, 12, 1, 2, 3) else 0.1
    ask = min(1.0, r.kolkhoz_share + p.target_growth * drive * (0.5 + 0.5 * pushing) + 0.02)
    kulaks = drive * r.enemies * pushing * slack * max(0.0, 1.0 - r.kolkhoz_share / 0.7)
    return {
        "collectivisation.target_grain_zone": min(1.0, 1.15 * ask),
        "collectivisation.target_intermediate": ask,
        "collectivisation.target_other": 0.6 * ask,
        "collectivisation.force": drive * (0.1 + 0.9 * pushing) * left * slack,
        "collectivisation.exit_allowed": may_leave(r.decreed, r.breather, r.halts, p),
        "livestock.socialisation": 0.1 + 0.85 * drive * pushing * left,
        "dekulakisation.deport": 80.0 * kulaks,
        "dekulakisation.dispossess": 100.0 * kulaks,
        "religion.closing": 0.1 + 0.35 * drive * (0.3 + 0.7 * pushing),
    }


def people_levers(r: Readout, p: Line) -> dict[str, float]:
    """Levers on movement, cadres and industry.

    Shares; industry's investment as a share of output. M14-M17, M84, M85.
    """
    drive = over(r.line, p.emergency_at)
    tight = r.width * r.threat
    starving = min(1.0, 3.0 * r.hunger)
    settled = 1.0 - 0.5 * r.kolkhoz_share
    return {
        "passports.barrier": min(0.95, 1.2 * tight * (0.4 + 0.6 * starving)),
        "passports.blockade": min(0.95, 1.6 * tight * starving * r.enemies),
        "cadres.outsiders": min(1.0, 0.25 + 0.6 * drive * (0.4 + 0.6 * r.threat)),
        "cadres.plenipotentiaries": min(
            1.0, 0.05 + drive * settled * (0.4 + 0.6 * (not r.breather))
        ),
        "cadres.political_departments": min(1.0, 2.0 * drive * r.threat * min(1.0, 8.0 * r.hunger)),
        "cadres.blame_excess": min(1.0, (0.8 if r.breather else 0.2) * (0.3 + r.blame_officials)),
        "industry.investment": 0.08 + 0.33 * over(r.line, 0.3),
        "industry.specialist_removal": min(1.0, 0.05 + drive * r.enemies),
    }
