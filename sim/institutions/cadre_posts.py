"""Posts in the districts: charges, penalties, promotion, transfer, and who comes after (M15-M19).

Conduct is judged at the turn of the month, before the new plan comes down.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.agents.cadre import CENTRE, Cadre
from sim.institutions.cadre_line import Line, district_figures, draws, note_cadre, read_line
from sim.institutions.rural_party import boss_of, bosses_answer, dispute_above, expel_after
from sim.outcomes import REGIONS
from sim.rules import cadre as rules
from sim.rules import cadre_fate as fate
from sim.world import World

FIRST_YEARS = {"outsiders": 0.2, "norm": 0.3, "by_zeal": 0.4}
"""Line under which the secretaries of January 1924 had taken office (ASSUMED)."""


def found_cadres(model: Any, world: World) -> list[Cadre]:
    """A secretary for every district, with the ties and beliefs of January 1924."""
    districts = world.districts
    assert districts is not None
    cadres = []
    for d, region in enumerate(districts.region.tolist()):
        cadre = Cadre(model, d, REGIONS[region])
        fill_post(world, cadre, boss_of(world, region), **FIRST_YEARS)
        cadre.tenure = int(36 * world.streams.uniform(world.clock.absolute, "cadre tenure", d))
        cadres.append(cadre)
    return cadres


def fill_post(
    world: World, cadre: Cadre, boss: str, outsiders: float, norm: float, by_zeal: float
) -> None:
    """A new secretary takes the district: sent from outside, or raised by the region's. M36, M86.

    The more of the work force has risen, the likelier one from bench or plough.
    """
    key = cadre.district + 100_003 * (cadre.generation + 1)
    month = world.clock.absolute
    u = tuple(world.streams.uniform(month, f"cadre origin {k}", key) for k in range(4))
    outsider = u[0] < outsiders
    p = world.parameters["cadre"]
    rising = rules.rising(world.towns.risen, p)
    risen = world.streams.uniform(month, "cadre risen", key) < rising
    mind = rules.newcomer((u[0], u[1], u[2], u[3]), outsider, risen, norm, by_zeal, p)
    cadre.take_office(mind, outsider, risen, CENTRE if outsider else boss)
    cadre.remember(world.clock.label, "appointed", _origin(cadre), 0.0, 0.0)


def _origin(cadre: Cadre) -> str:
    where = "sent from outside" if cadre.outsider else "raised in the region"
    return f"{where}{', risen from bench or plough' if cadre.risen else ''}"


def cadres_are_judged(world: World) -> None:
    """Last month's conduct is charged or rewarded; posts fall vacant and are filled."""
    bosses_answer(world)
    line = read_line(world)
    figures = district_figures(world.countryside)
    luck = [draws(world, f"cadre {what}").tolist() for what in ("charge", "penalty", "leave")]
    dispute = dispute_above(world)
    tally = np.zeros((len(TALLIED), len(REGIONS)))
    for place, cadre in enumerate(world.cadres):
        seen = {name: values[cadre.district] for name, values in figures.items()}
        region = int(seen["region"])
        boss = boss_of(world, region)
        _follow_patron(cadre, boss)
        if world.clock.month == 7 and seen["harvest_kg"] > 0.0:
            ratio = seen["reported_kg"] / seen["harvest_kg"]
            cadre.remember(world.clock.label, "report", f"{ratio:.2f} of the harvest",
                           seen["target_kg"], seen["collected_kg"])  # fmt: skip
        bench = _bench(line, seen["envoy"], world.ranks.departments[region])
        odds = fate.charges(_conduct(cadre, boss), bench, world.parameters["cadre_fate"])
        marked = _mark(line, seen)
        away = _leaving(world, cadre, line.tenure)
        tally[:, region] += seen["weight"] * _expected(odds, bench, cadre.reprimands, away, world)
        at_stake = (1.0 - line.tenure) * sum(odds)
        cadre.live_a_month(at_stake, dispute, marked, world.parameters["cadre"])
        u = (luck[0][place], luck[1][place], luck[2][place])
        if _falls(world, cadre, odds, bench, u, seen) or _goes(world, cadre, away, u[2], seen):
            fill_post(world, cadre, boss, line.outsiders, line.norm, line.by_zeal)
            note_cadre(world, cadre, "appointed", f"takes office, {_origin(cadre)}.",
                       outsider=cadre.outsider)  # fmt: skip
    for name, values in zip(TALLIED, tally, strict=True):
        world.recorder.regions(f"raion_secretaries_{name}", values)


TALLIED = ("reprimanded", "dismissed", "expelled", "tried", "promoted", "replaced",
           "charged_failure", "charged_excess")  # fmt: skip


def _follow_patron(cadre: Cadre, boss: str) -> None:
    """A client whose patron has fallen is without one for a year, then finds the new one."""
    if cadre.patron in (boss, CENTRE):
        return
    cadre.orphaned += 1
    if cadre.orphaned > 12:
        cadre.patron, cadre.orphaned = boss, 0


def _bench(line: Line, envoy: int, departments: float) -> fate.Bench:
    audit = fate.checked(line.audit, departments)
    return fate.Bench(
        line.penalty, line.blame_excess, line.norm, line.storm, audit, float(envoy), line.tenure
    )


def _conduct(cadre: Cadre, boss: str) -> fate.Conduct:
    choice = cadre.choice
    return fate.Conduct(
        shortfall=cadre.seen.shortfall if cadre.seen is not None else 0.0,
        overshoots=float(choice == rules.OVERSHOOT),
        balks=float(choice == rules.BALK),
        pleads=float(cadre.pleads),
        leaks=float(choice == rules.LEAK),
        lies=float(choice == rules.MISREPORT),
        protected=float(cadre.patron == boss),
    )


def _mark(line: Line, seen: dict[str, Any]) -> float:
    # In July the figures are those of the year that has just ended.
    due = seen["target_kg"] * (line.share_due or 1.0)
    fulfilled = seen["collected_kg"] / due if due > 0.0 else 0.5
    return fate.mark(fulfilled, seen["report_ratio"] - 1.0, line.by_zeal)


def _leaving(world: World, cadre: Cadre, tenure: float) -> tuple[float, float]:
    """Chances a month to be promoted, and to be moved or go with a fallen patron."""
    p = world.parameters["cadre_fate"]
    rise = fate.promotion_chance(cadre.marked, cadre.prospects, p)
    return rise, (1.0 - tenure) * (p.transfer + (p.abandoned if cadre.orphaned > 0 else 0.0))


def _expected(
    odds: tuple[float, ...],
    bench: fate.Bench,
    reprimands: int,
    away: tuple[float, float],
    world: World,
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Expected counts of the month in the order of ``TALLIED``, for one district."""
    p = world.parameters["cadre_fate"]
    falls = np.zeros(4)
    for charge, chance in enumerate(odds):
        if chance > 0.0:
            falls += chance * np.array(fate.penalty_odds(charge, bench, reprimands, p))
    dismissed = float(falls[fate.DISMISSAL :].sum())
    # A reprimand does not keep anybody from rising or being moved in the same month.
    stays = 1.0 - dismissed
    excess = odds[1]
    return np.array([
        falls[fate.REPRIMAND], dismissed, falls[fate.EXPULSION :].sum(), falls[fate.TRIAL],
        stays * away[0], dismissed + stays * sum(away), sum(odds) - excess, excess,
    ])  # fmt: skip


def _falls(
    world: World,
    cadre: Cadre,
    odds: tuple[float, ...],
    bench: fate.Bench,
    u: tuple[float, float, float],
    seen: dict[str, Any],
) -> bool:
    """Whether a charge is brought that costs the secretary the post; a reprimand stays on file."""
    charge = rules.chosen([*odds, 1.0 - sum(odds)], u[0])
    if charge == len(odds):
        return False
    p = world.parameters["cadre_fate"]
    penalty = rules.chosen(list(fate.penalty_odds(charge, bench, cadre.reprimands, p)), u[1])
    name, words = fate.CHARGES[charge], fate.PENALTIES[penalty]
    cadre.remember(world.clock.label, words, name, seen["target_kg"], seen["collected_kg"])
    note_cadre(world, cadre, words, f"is charged with {name}: {words}.", charge=name)
    if penalty == fate.REPRIMAND:
        cadre.reprimands += 1
        cadre.prospects *= 1.0 - p.reprimand_cost
        return False
    if penalty >= fate.EXPULSION:
        expel_after(world, cadre.district)
    return True


def _goes(
    world: World, cadre: Cadre, away: tuple[float, float], u: float, seen: dict[str, Any]
) -> bool:
    """Whether the secretary is promoted or moved, by one uniform number."""
    if u >= sum(away):
        return False
    what = "promoted" if u < away[0] else "transferred"
    cadre.remember(world.clock.label, what, "", seen["target_kg"], seen["collected_kg"])
    note_cadre(world, cadre, what, f"is {what}.")
    return True
