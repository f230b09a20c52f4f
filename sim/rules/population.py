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
    ] = 0.018
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
    infant_deaths: Annotated[
        float,
        Param(
            "death rate of children under five over that of all people",
            2.8,
            4.2,
            "derived: 187-214 deaths a thousand births (record), 45 births a thousand people and "
            "about 25 a thousand at ages one to four give 80-90 against 26",
            "ratio",
        ),
    ] = 3.4
    child_deaths: Annotated[
        float,
        Param(
            "the same at ages five to fourteen",
            0.12,
            0.35,
            "ASSUMED; the age of lowest mortality, about 5 a thousand",
            "ratio",
        ),
    ] = 0.22
    elder_deaths: Annotated[
        float,
        Param("the same at sixty and over", 2.2, 3.5, "ASSUMED; about 65-80 a thousand", "ratio"),
    ] = 2.8
    new_elders: Annotated[
        float,
        Param(
            "share of the adults under sixty who turn sixty in a year",
            0.006,
            0.016,
            "derived: keeps the share of 1926 (6.7 percent of people) at the deaths above",
            "share a year",
        ),
    ] = 0.0105
    fertile_body: Annotated[
        float,
        Param(
            "body mass index from which conceptions are as in quiet times",
            19.5,
            21.5,
            "ASSUMED, swept; losing 10-15 percent of weight stops ovulation (general literature)",
            "kg/m2",
        ),
    ] = 20.5
    barren_body: Annotated[
        float,
        Param(
            "body mass index below which there are none",
            16.0,
            18.5,
            "ASSUMED, swept; as above",
            "kg/m2",
        ),
    ] = 17.0
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

QUIET_FECUNDITY = 0.97
"""Fecundity of the villages in 1927-28, for which the birth rates are quoted."""

UNDER_FIVE, TO_FOURTEEN, TO_SIXTY, OVER_SIXTY = 0.152, 0.223, 0.558, 0.067
"""Shares of the population by age, census of December 1926 (general literature, rounded)."""


@rule
def normal_death(yearly_rate, age, years, p):
    """Monthly hazard of death in normal times; ``years`` since 1924.

    ``age`` is 0 under five, 1 to fourteen, 2 to fifty-nine, 3 over. The rate of the second to last
    follows from the others and the ages of 1926, so that all together give the yearly rate.
    """
    fall = max(0.5, 1.0 - p.mortality_decline * (years - RATES_STAND))
    rest = 1.0 - UNDER_FIVE * p.infant_deaths - TO_FOURTEEN * p.child_deaths
    rest = max(0.1, (rest - OVER_SIXTY * p.elder_deaths) / TO_SIXTY)
    young = p.infant_deaths if age == 0 else p.child_deaths
    old = rest if age == 2 else p.elder_deaths
    factor = young if age <= 1 else old
    return yearly_rate * fall * factor / 12.0


@rule
def fecund(body, p):
    """Conceptions over those of quiet times (0..1) at a household's body mass index."""
    return max(0.0, min(1.0, (body - p.barren_body) / (p.fertile_body - p.barren_body)))


@rule
def conceptions_next(mean, now):
    """A running mean of conceptions over about four and a half months, a month on.

    Two in a row delay births by eight months on the mean: they fall and recover with a lag.
    """
    return mean + (now - mean) / 4.5


@rule
def birth_chance(yearly_rate, parents, fecundity, years, p):
    """Expected births of a household in a month, to its adults under sixty (``parents``).

    ``fecundity`` is conceptions about eight months ago over those of quiet times (0..1).
    """
    fall = max(0.5, 1.0 - p.fertility_decline * (years - RATES_STAND))
    return yearly_rate * parents / TO_SIXTY * fall * fecundity / (QUIET_FECUNDITY * 12.0)


@rule
def exit_rate(ratio_private, ratio_kolkhoz, kolkhoz_share, vacancies, p):
    """Monthly share of villagers bound for towns in normal times.

    The ratios are town over village consumption a head, of private farms and of members,
    ``vacancies`` the share of urban jobs unfilled. Allen's two equations, weighted by membership.
    M87.
    """
    private = p.exit_nep * ratio_private + p.exit_nep_base
    member = p.exit_kolkhoz * ratio_kolkhoz + p.exit_kolkhoz_base
    yearly = (1.0 - kolkhoz_share) * private + kolkhoz_share * member
    return max(0.0, yearly) * (1.0 + p.recruitment * vacancies) / 12.0


@rule
def flight(deficit, label_risk, p):
    """Monthly share of a household's people who flee hunger or the kulak label."""
    return p.famine_exit * max(0.0, deficit - 0.1) + p.fear_exit * label_risk
