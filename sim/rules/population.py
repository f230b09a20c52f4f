"""Births, deaths and moves in normal times and in hunger (M87, M88)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param


class Population(NamedTuple):
    """How people are born, die and move."""

    mortality_decline: Annotated[
        float,
        Param(
            "yearly fall of normal mortality",
            0.0,
            0.03,
            "record: crude death rate fell from 1927-28 to 1938",
            "share a year",
        ),
    ] = 0.012
    fertility_decline: Annotated[
        float,
        Param(
            "yearly fall of normal fertility",
            0.0,
            0.03,
            "record: crude birth rate 1927-30",
            "share a year",
        ),
    ] = 0.01
    child_death_share: Annotated[
        float,
        Param(
            "death rate of children over that of all people",
            1.2,
            2.2,
            "ASSUMED; half of all deaths were children's",
            "ratio",
        ),
    ] = 1.55
    fertility_response: Annotated[
        float,
        Param(
            "share of births lost for each unit of the past year's mean food deficit",
            0.5,
            4.0,
            "ASSUMED, swept; record: births 1933-34",
        ),
    ] = 2.2
    exit_nep: Annotated[
        float,
        Param(
            "yearly rural exit per unit of town over village consumption, private farming",
            0.003,
            0.008,
            "Allen 2003: 0.005",
            "share a year",
        ),
    ] = 0.0052
    exit_kolkhoz: Annotated[
        float,
        Param(
            "the same under collective farming", 0.015, 0.022, "Allen 2003: 0.01875", "share a year"
        ),
    ] = 0.01875
    exit_nep_base: Annotated[
        float,
        Param(
            "constant of the exit rate, private farming",
            -0.002,
            0.001,
            "Allen 2003: -0.001",
            "share a year",
        ),
    ] = -0.001
    exit_kolkhoz_base: Annotated[
        float,
        Param(
            "constant of the exit rate, collective farming",
            -0.025,
            -0.01,
            "Allen 2003: -0.018375",
            "share a year",
        ),
    ] = -0.018375
    recruitment: Annotated[
        float,
        Param(
            "how strongly vacant jobs in towns draw on villages, over Allen's rate",
            0.0,
            20.0,
            "ASSUMED, swept",
            "ratio",
        ),
    ] = 17.0
    fear_exit: Annotated[
        float,
        Param(
            "monthly exit added by the danger of being called kulak",
            0.0,
            0.02,
            "ASSUMED; record: self-dekulakised households 200-250 thousand",
            "share a month",
        ),
    ] = 0.004
    famine_exit: Annotated[
        float,
        Param(
            "monthly flight for each unit of food deficit above a tenth",
            0.02,
            0.10,
            "LITERATURE B11: 0.02-0.10, prior",
            "share a month",
        ),
    ] = 0.04
    return_rate: Annotated[
        float,
        Param(
            "share of recent arrivals in towns who go back in a month",
            0.0,
            0.05,
            "ASSUMED; seasonal work",
            "share a month",
        ),
    ] = 0.005


PARAMETERS = Population

RATES_STAND = 3.5
"""Years after January 1924 for which the first rates are quoted: the mean of 1927 and 1928."""


@rule
def normal_death(yearly_rate, child, years, p):
    """Monthly hazard of death in normal times; ``years`` since 1924, ``child`` is 1 or 0."""
    fall = max(0.5, 1.0 - p.mortality_decline * (years - RATES_STAND))
    children = p.child_death_share
    factor = children if child == 1 else max(0.1, (1.0 - 0.39 * children) / 0.61)
    return yearly_rate * fall * factor / 12.0


@rule
def birth_chance(yearly_rate, people, vigour, years, p):
    """Expected births of a household in a month.

    ``vigour`` is one less the past year's mean food deficit: births fall with a lag.
    """
    fall = max(0.5, 1.0 - p.fertility_decline * (years - RATES_STAND))
    fed = max(0.05, 1.0 - p.fertility_response * max(0.0, 0.97 - vigour))
    return yearly_rate * people * fall * fed / 12.0


@rule
def exit_rate(consumption_ratio, kolkhoz_share, vacancies, p):
    """Monthly share of villagers bound for towns in normal times.

    ``consumption_ratio`` is town over village consumption a head, ``vacancies`` the share of urban
    jobs unfilled. Allen's two equations, weighted by membership. M87.
    """
    private = p.exit_nep * consumption_ratio + p.exit_nep_base
    member = p.exit_kolkhoz * consumption_ratio + p.exit_kolkhoz_base
    yearly = (1.0 - kolkhoz_share) * private + kolkhoz_share * member
    return max(0.0, yearly) * (1.0 + p.recruitment * vacancies) / 12.0


@rule
def flight(deficit, label_risk, p):
    """Monthly share of a household's people who flee hunger or the kulak label."""
    return p.famine_exit * max(0.0, deficit - 0.1) + p.fear_exit * label_risk
