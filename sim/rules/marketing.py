"""Marketing: what a household sells freely, and to whom (M03, M04)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param


class Marketing(NamedTuple):
    """How peasants answer prices."""

    allen_constant: Annotated[
        float,
        Param(
            "constant of Allen's split between own use and sale",
            1.4,
            1.6,
            "Allen 2003, Russian edition appendix: 1.5043",
            "ratio",
        ),
    ] = 1.5043
    allen_elasticity: Annotated[
        float,
        Param(
            "exponent of the price ratio in that split", 0.8, 1.0, "Allen 2003: 0.9298", "exponent"
        ),
    ] = 0.93
    reference_ratio: Annotated[
        float,
        Param(
            "farm over industrial price at which the monthly rates below hold",
            0.5,
            1.2,
            "LITERATURE B1: use the ratio in 0.5-1.2",
            "ratio",
        ),
    ] = 0.7
    monthly_rate: Annotated[
        float,
        Param(
            "share of the surplus sold in a month at the reference ratio",
            0.05,
            0.3,
            "ASSUMED; a year's marketing is spread over September to June",
        ),
    ] = 0.088
    rich_patience: Annotated[
        float,
        Param(
            "how much less readily the well-to-do sell when they expect a better price",
            0.0,
            0.8,
            "ASSUMED; record: middle and rich held stocks in 1927",
        ),
    ] = 0.4
    poor_haste: Annotated[
        float,
        Param(
            "how much more readily the poor sell after the harvest, to pay tax", 0.0, 1.0, "ASSUMED"
        ),
    ] = 0.3
    tax_rub: Annotated[
        float,
        Param(
            "rubles that a middle household must raise from grain each autumn, for tax and debts",
            2.0,
            12.0,
            "derived: agricultural tax of 250-360 million rubles on 24 million households is 10 to "
            "15 rubles, about half of it raised from grain",
            "rubles/year",
        ),
    ] = 8.0
    tax_most: Annotated[
        float,
        Param(
            "largest share of its store that a household sells in a month to pay tax",
            0.02,
            0.2,
            "ASSUMED",
        ),
    ] = 0.08
    fair_price: Annotated[
        float,
        Param(
            "grain price over industrial prices (1913 = 1) at which buyers and sellers meet when "
            "neither runs short",
            0.6,
            1.0,
            "LITERATURE B1: sellers of 1928 would have sold at 1.4 rubles where the state paid "
            "1.05: 0.84; the ratio in 0.5-1.2",
            "ratio",
        ),
    ] = 0.84
    alarm_holding: Annotated[
        float,
        Param(
            "share of sales put off under a full war alarm",
            0.0,
            0.6,
            "ASSUMED, swept; record: the war scare of 1927 emptied shops and closed barns",
        ),
    ] = 0.42
    state_pull: Annotated[
        float,
        Param(
            "how fast sellers turn from the state to the market as its price runs away",
            0.3,
            3.0,
            "ASSUMED, swept",
            "exponent",
        ),
    ] = 2.2
    trade_reach: Annotated[
        float,
        Param(
            "share of free sales that private trade can carry at most in the years of the market",
            0.2,
            0.8,
            "ASSUMED, swept; private traders and bazaars beside state and co-operative buyers",
        ),
    ] = 0.45
    waiting: Annotated[
        float,
        Param(
            "largest share of sales put off when the market price runs far above the state's",
            0.0,
            0.6,
            "ASSUMED, swept",
        ),
    ] = 0.3


PARAMETERS = Marketing


@rule
def marketed_share(price_ratio, p):
    """Share of output that peasants sell at a ratio of farm to industrial prices.

    Allen's split fitted to 1913-28: 0.40 at parity, 0.32 at 0.7, 0.26 at 0.5.
    """
    return 1.0 / (1.0 + p.allen_constant * price_ratio ** (-p.allen_elasticity))


@rule
def readiness(price_ratio, market_over_state, alarm, p):
    """Readiness to sell, 1 at the reference price ratio; waiting lowers it when prices run away.

    The first two arguments are ratios, ``alarm`` is the war alarm (0..1). M04.
    """
    answer = marketed_share(price_ratio, p) / marketed_share(p.reference_ratio, p)
    gap = max(0.0, market_over_state - 1.0)
    return answer * (1.0 - p.waiting * gap / (1.0 + gap)) * (1.0 - p.alarm_holding * alarm)


@rule
def share_to_state(market_over_state, trade_freedom, p):
    """Share of free sales that goes to the state's buyers rather than to the market.

    Falls as the market price outruns the state's, and rises when private trade is suppressed.
    """
    at_price = 0.75 / max(1.0, market_over_state) ** p.state_pull
    return 1.0 - (1.0 - at_price) * p.trade_reach * trade_freedom


@rule
def tax_sale(store_kg, price_rub, label, p):
    """Grain a household sells in a month of autumn because tax falls due (kg), whatever it needs.

    The poor are eased, the well-to-do taxed twice as much. M03, M04.
    """
    by_label = 0.4 if label == 0 else (2.0 if label == 2 else 1.0)
    due_kg = p.tax_rub * by_label / 4.0 / max(0.001, price_rub)
    return min(due_kg, p.tax_most * store_kg)


@rule
def sale(surplus_kg, readiness_now, label, p):
    """Kilograms a household sells freely in a month out of its surplus (kg).

    ``label`` is 0 poor, 1 middle, 2 kulak: the poor sell early, the rich can wait. M04.
    """
    haste = 1.0 + p.poor_haste if label == 0 else 1.0
    patience = 1.0
    if label == 2 and readiness_now < 1.0:
        patience = 1.0 - p.rich_patience * (1.0 - readiness_now)
    rate = min(0.6, p.monthly_rate * readiness_now * haste * patience)
    return max(0.0, surplus_kg) * rate
