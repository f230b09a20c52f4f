"""Towns and industry: prices, rations, work, wages (M03, M84-M89)."""

from __future__ import annotations

import math
from typing import Annotated, NamedTuple

from sim.parameters import Param


class Towns(NamedTuple):
    """How towns eat and work."""

    base_price: Annotated[
        float,
        Param(
            "price of a kilogram of grain at index 1 (1913)",
            0.03,
            0.06,
            "record: wheat 73.3, rye 42.7 rubles a tonne in 1928 at an index near 1.35",
            "rubles/kg",
        ),
    ] = 0.043
    grain_need: Annotated[
        float,
        Param(
            "grain that a town dweller eats or that is used for it",
            180,
            280,
            "record: 7.47 Mt to towns of 28.8 million in 1929/30 is 259",
            "kg/year",
        ),
    ] = 235.0
    state_share: Annotated[
        float,
        Param(
            "share of the towns' grain that state and co-operatives supply without ration lists",
            0.5,
            0.9,
            "ASSUMED; private trade still fed a quarter of the towns in 1926",
        ),
    ] = 0.75
    price_speed: Annotated[
        float,
        Param(
            "how fast the market price follows wants over supply",
            0.05,
            0.5,
            "ASSUMED, swept",
            "share a month",
        ),
    ] = 0.3
    price_power: Annotated[
        float,
        Param(
            "power of wants over supply in the market price",
            0.3,
            1.0,
            "ASSUMED, swept",
            "exponent",
        ),
    ] = 0.35
    reserve: Annotated[
        float,
        Param(
            "state store below which exports and other users wait",
            0.3,
            2.0,
            "record: state stocks of 1.4 Mt in July 1932 and 1933",
            "Mt",
        ),
    ] = 1.2
    rural_supply: Annotated[
        float,
        Param(
            "share of the consuming regions' lack that the state's plan of supply covers",
            0.0,
            1.0,
            "ASSUMED, swept; industrial-crop, forest and northern villages lived on state grain",
        ),
    ] = 0.75
    army_need: Annotated[
        float,
        Param("grain for the army", 0.6, 1.0, "record: army_grain_need 0.8 Mt a year", "Mt/year"),
    ] = 0.8
    storage_loss: Annotated[
        float,
        Param(
            "monthly loss of grain in state stores and transport",
            0.0,
            0.02,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.005
    capital_yield: Annotated[
        float,
        Param(
            "yearly growth of output for each unit of output invested",
            0.3,
            1.2,
            "ASSUMED, swept; Allen 2003 for the order",
            "share a year",
        ),
    ] = 0.62
    restoration: Annotated[
        float,
        Param(
            "yearly growth while pre-war plant is put back to work",
            0.0,
            0.4,
            "ASSUMED; record: recovery to 1927",
            "share a year",
        ),
    ] = 0.2
    strain: Annotated[
        float,
        Param(
            "growth lost to chaos for each unit of investment above a fifth",
            0.0,
            2.0,
            "ASSUMED: transport, turnover, removal of specialists (M88)",
            "share a year",
        ),
    ] = 0.9
    machines: Annotated[
        float,
        Param(
            "yearly growth of output for each million tonnes of grain sold abroad at 1926 prices",
            0.0,
            0.03,
            "ASSUMED, swept; grain paid for machines in 1930-31",
            "share a year",
        ),
    ] = 0.006
    treasury_share: Annotated[
        float,
        Param(
            "share of what grain costs the treasury above the record's prices that is taken from "
            "investment in industry",
            0.0,
            1.0,
            "ASSUMED, swept; the dispute of 1926-28 over prices and the plan",
        ),
    ] = 0.7
    output_value: Annotated[
        float,
        Param(
            "value of a year's industrial output at index 100 (1928)",
            14.0,
            24.0,
            "ASSUMED; 16.8-21 billion rubles at the prices of 1926/27 (general literature)",
            "billion rubles",
        ),
    ] = 18.0
    labour_intensity: Annotated[
        float,
        Param(
            "yearly growth of jobs for each unit of output invested",
            0.3,
            1.2,
            "record: employment 11.6 million in 1928, 22.9 in 1932; ASSUMED in form",
            "share a year",
        ),
    ] = 1.0
    work_share: Annotated[
        float,
        Param(
            "share of town people who seek wage work in 1924",
            0.28,
            0.45,
            "derived: 6.3 million employed and 1.24 unemployed among 23.5 million",
        ),
    ] = 0.32
    work_share_growth: Annotated[
        float,
        Param(
            "yearly growth of that share",
            0.0,
            0.03,
            "derived: 11.6 million employed and 1.6 unemployed among 27.6 million in 1928",
            "share a year",
        ),
    ] = 0.02
    support_speed: Annotated[
        float,
        Param("how fast workers' support follows their lot", 0.02, 0.3, "ASSUMED", "share a month"),
    ] = 0.08
    jobless_anger: Annotated[
        float,
        Param(
            "support lost for each unit of the work force without work",
            0.5,
            4.0,
            "ASSUMED; unemployment of the late twenties (M89)",
            "ratio",
        ),
    ] = 1.5
    bread_anger: Annotated[
        float,
        Param(
            "support lost for each unit of the towns' grain need unmet",
            0.3,
            3.0,
            "ASSUMED; strikes over food in 1932 (M89)",
            "ratio",
        ),
    ] = 1.0
    wage_anger: Annotated[
        float,
        Param(
            "support lost for each unit of fall of the real wage below 1928",
            0.0,
            1.0,
            "ASSUMED",
            "ratio",
        ),
    ] = 0.3
    risen_loyalty: Annotated[
        float,
        Param(
            "support gained for each unit of the work force promoted or sent to school in the past "
            "years",
            0.5,
            5.0,
            "ASSUMED; the risen were the regime's own (M86)",
            "ratio",
        ),
    ] = 2.0
    old_specialists: Annotated[
        float,
        Param(
            "share of old specialists whom the removal at full strength ousts in a month",
            0.0,
            0.05,
            "ASSUMED; trials and cleansings of 1928-31",
            "share a month",
        ),
    ] = 0.02
    engineering_posts: Annotated[
        float,
        Param(
            "posts of engineers and managers for each worker",
            0.02,
            0.08,
            "ASSUMED; about 50 thousand engineers and technicians' leading posts in 1928",
            "ratio",
        ),
    ] = 0.04
    wage_squeeze: Annotated[
        float,
        Param(
            "real wage lost for each unit of output invested above the share of 1927",
            0.5,
            3.0,
            "ASSUMED, swept",
            "ratio",
        ),
    ] = 1.6
    food_in_wage: Annotated[
        float, Param("weight of food supply in the real wage", 0.2, 0.7, "ASSUMED; worker budgets")
    ] = 0.45
    hunger_deaths: Annotated[
        float,
        Param(
            "monthly deaths in towns for each unit of unmet need above what can be borne",
            0.0,
            0.05,
            "ASSUMED, swept",
            "per month",
        ),
    ] = 0.009
    borne: Annotated[
        float,
        Param(
            "share of the towns' grain need that gardens, trade and shorter meals can replace",
            0.1,
            0.25,
            "ASSUMED, swept",
        ),
    ] = 0.2
    crowding_deaths: Annotated[
        float,
        Param(
            "rise of the towns' normal deaths for each unit of yearly inflow above three percent",
            0.0,
            5.0,
            "ASSUMED, swept; barracks, water and typhus in the new towns (M88)",
            "ratio",
        ),
    ] = 4.8
    birth_decline: Annotated[
        float,
        Param(
            "yearly fall of the towns' births",
            0.0,
            0.04,
            "ASSUMED; abortion was lawful to 1936, and towns of barracks bore few children",
            "share a year",
        ),
    ] = 0.015
    ratio_private: Annotated[
        float,
        Param(
            "town over village consumption a head, private farming",
            1.4,
            1.8,
            "Allen 2003: 1.6",
            "ratio",
        ),
    ] = 1.6
    ratio_kolkhoz: Annotated[
        float,
        Param(
            "town over village consumption a head, collective farming",
            2.0,
            2.6,
            "Allen 2003: 2.3",
            "ratio",
        ),
    ] = 2.3


PARAMETERS = Towns


def market_ratio_next(
    ratio: float, fair_over_state: float, wanted: float, supplied: float, p: Towns
) -> float:
    """Market over state price after a month with ``wanted`` and ``supplied`` grain (same unit).

    Buyers and sellers meet at the fair price (``fair_over_state``, a ratio) while the market holds
    two months' wants; the price rises with a power of their ratio as it empties, between 0.9 and
    12 times the state's. M03, M04.
    """
    scarcity: float = (2.0 * max(wanted, 1.0) / max(supplied, 1.0)) ** p.price_power
    target = fair_over_state * scarcity
    return ratio + p.price_speed * (max(0.9, min(12.0, target)) - ratio)


def price_ratio(
    state_price: float,
    market_ratio: float,
    to_state: float,
    industrial_price: float,
    goods_shortage: float,
) -> float:
    """Farm over industrial prices as a seller meets them (1913 = 1), between 0.1 and 2.

    Money that buys nothing is worth less: the ratio falls with the shortage of goods. M03.
    """
    farm = state_price * (to_state + (1.0 - to_state) * market_ratio)
    return max(0.1, min(2.0, farm / industrial_price * (1.0 - goods_shortage)))


def output_growth(
    investment: float, idle_plant: float, removal: float, imports: float, p: Towns
) -> float:
    """Yearly growth of industrial output (share).

    ``investment`` is a share of output, ``idle_plant`` the pre-war plant not yet at work,
    ``removal`` the drive against specialists, ``imports`` machines bought with grain (Mt a year at
    the world price of 1926). M84, M85, M88.
    """
    chaos = p.strain * max(0.0, investment - 0.2) * (1.0 + 0.3 * removal)
    return p.capital_yield * investment + p.restoration * idle_plant + p.machines * imports - chaos


def jobs_growth(
    investment: float, idle_plant: float, stress: float, vacancies: float, p: Towns
) -> float:
    """Yearly growth of posts (share): building takes hands. M87, M89.

    Hunger in towns (``stress``) and posts that nobody can be found for (``vacancies``) slow it.
    """
    wanted = p.labour_intensity * max(0.0, investment - 0.06) + 0.25 * idle_plant
    return wanted - 0.25 * stress - 0.8 * vacancies


def work_share(years: float, p: Towns) -> float:
    """Share of town people who seek wage work, ``years`` after January 1924: it grew. M87."""
    return p.work_share + p.work_share_growth * min(10.0, years)


def real_wage(investment: float, food_supply: float, productivity: float, p: Towns) -> float:
    """Real wage, 1928 = 100: investment squeezes it, food shortage more so. M88.

    ``food_supply`` is grain received over need, ``productivity`` output a worker over 1928.
    """
    fund = max(0.3, 1.0 - p.wage_squeeze * max(0.0, investment - 0.13))
    food = 1.0 - p.food_in_wage * max(0.0, 1.0 - food_supply)
    return 100.0 * fund * food * math.pow(productivity, 0.3)


def dearer_grain(
    price: float, usual_price: float, bought_kg: float, output: float, p: Towns
) -> float:
    """Investment that grain above the record's price costs, as a share of output. M03.

    Prices in rubles a kg, ``bought_kg`` grain bought in the month, ``output`` the index (1928 =
    100). High prices drain the treasury and buy industry nothing; lower ones spare it.
    """
    bill = 12.0 * bought_kg * (price - usual_price)
    return p.treasury_share * bill / (p.output_value * 1e9 * max(0.05, output / 100.0))


def specialists_next(share: float, removal: float, p: Towns) -> float:
    """Share of engineering posts still held by old specialists after a month of removal. M85."""
    return share * (1.0 - p.old_specialists * removal)


def risen_next(risen: float, promoted: float, workers: float) -> float:
    """Share of the work force that rose by promotion or school within about eight years. M86."""
    return risen * (1.0 - 1.0 / 96.0) + promoted / max(1.0, workers)


def support_next(
    support: float, jobless: float, stress: float, wage: float, risen: float, p: Towns
) -> float:
    """Workers' support of the regime (0..1) after a month. M86, M89.

    ``jobless`` is the share of the work force without work, ``stress`` the towns' unmet need,
    ``wage`` the real wage (1928 = 100), ``risen`` the share promoted or schooled.
    """
    lot = 0.75 - p.jobless_anger * jobless - p.bread_anger * stress
    lot += p.risen_loyalty * risen - p.wage_anger * max(0.0, 1.0 - wage / 100.0)
    return support + p.support_speed * (max(0.0, min(1.0, lot)) - support)


def crowding(inflow: float, p: Towns) -> float:
    """Factor on the towns' normal deaths when people stream in (``inflow``, share a year). M88."""
    return 1.0 + p.crowding_deaths * max(0.0, inflow - 0.03)


def goods_shortage(investment: float, price_gap: float) -> float:
    """Share of the village's demand for goods unmet: investment starves consumer trades. M03.

    ``price_gap`` is the market-clearing over the set price of goods, less one.
    """
    return max(0.0, min(0.9, 4.5 * (investment - 0.09) + 0.3 * price_gap))


def consumption_ratios(stress: float, p: Towns) -> tuple[float, float]:
    """Town over village consumption a head, of private farms and of members (ratios). M87.

    Both are lower when towns themselves go short.
    """
    fed = 1.0 - 0.5 * stress
    return p.ratio_private * fed, p.ratio_kolkhoz * fed
