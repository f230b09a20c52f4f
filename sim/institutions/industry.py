"""Industry invests, hires and promotes; grain is paid for; support follows (M03, M84-M89)."""

from __future__ import annotations

from typing import Any

from sim.institutions.countryside import Countryside
from sim.rules import towns as rules
from sim.world import World


def industry_works(world: World, towns: Any, p: Any) -> None:
    """Output, jobs, unemployment, wages and promotion after the month."""
    levers = world.levers
    invest = levers["industry.investment"] - _dearer_grain(world, towns, p)
    years = world.clock.year - 1924 + (world.clock.month - 1) / 12.0
    idle = max(0.0, 1.0 - towns.output / 90.0)
    removal = levers["industry.specialist_removal"]
    towns.imports += (towns.earned - towns.imports) / 12.0
    growth = rules.output_growth(invest, idle, removal, towns.imports, p)
    towns.output *= 1.0 + growth / 12.0
    towns.outputs = [*towns.outputs[-12:], towns.output]
    growth = rules.jobs_growth(invest, idle, towns.stress, towns.vacancies, p)
    towns.posts = max(towns.posts, towns.jobs) * (1.0 + growth / 12.0)
    force = float(towns.population.sum()) * rules.work_share(years, p) / 1e6
    towns.jobs = min(towns.posts, 0.985 * force)
    towns.vacancies = max(0.0, (towns.posts - towns.jobs) / towns.posts)
    towns.unemployed = max(0.0, force - towns.jobs)
    supply = 1.0 - towns.stress
    productivity = (towns.output / 100.0) / max(0.3, towns.jobs / 11.6)
    towns.wage = rules.real_wage(invest, supply, productivity, p)
    _society(towns, removal, levers["industry.worker_promotion"], p)


def _dearer_grain(world: World, towns: Any, p: Any) -> float:
    """Pay for the month's grain; what it costs above the record's price is lost to investment."""
    country: Countryside = world.countryside
    bought = float(country.flow("sold_state", "forced", "seed_forced", "delivered_kolkhoz").sum())
    price = world.levers["price.state_grain"] * p.base_price
    usual = world.levers.documented("price.state_grain") * p.base_price
    towns.grain_bill = bought * price / 1e6
    return rules.dearer_grain(price, usual, bought, towns.output, p)


def _society(towns: Any, removal: float, promotion: float, p: Any) -> None:
    """Old specialists go, workers rise into their posts and to schools, support follows."""
    before, workers = towns.specialists, towns.jobs * 1e6
    towns.specialists = rules.specialists_next(before, removal, p)
    opened = (before - towns.specialists) * p.engineering_posts * workers
    towns.promoted = promotion * 0.03 * workers / 12.0 + opened
    towns.risen = rules.risen_next(towns.risen, towns.promoted, workers)
    force = max(0.1, towns.jobs + towns.unemployed)
    towns.support = rules.support_next(
        towns.support, towns.unemployed / force, towns.stress, towns.wage, towns.risen, p
    )
