"""Herds: feed, growth, slaughter and loss (M10)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param


class Herds(NamedTuple):
    """What animals eat and why their number changes."""

    feed_horse: Annotated[
        float,
        Param(
            "grain fed to a horse in a normal year, low basis",
            250,
            700,
            "record: param_feed_grain_per_horse 250-700",
            "kg/year",
        ),
    ] = 360.0
    feed_cattle: Annotated[
        float,
        Param(
            "grain fed to a head of cattle", 30, 120, "record: param_feed_grain_per_cow", "kg/year"
        ),
    ] = 42.0
    feed_pig: Annotated[
        float, Param("grain fed to a pig", 80, 200, "record: param_feed_grain_per_pig", "kg/year")
    ] = 85.0
    growth_horses: Annotated[
        float,
        Param(
            "yearly natural increase with full feed",
            0.03,
            0.12,
            "record: 24.6 to 33.5 million 1923-28 is 6.4 percent",
            "share a year",
        ),
    ] = 0.1
    growth_cattle: Annotated[
        float,
        Param(
            "yearly increase after normal slaughter with full feed",
            0.02,
            0.16,
            "record: 52.9 to 70.5 million 1923-28 is 5.9 percent",
            "share a year",
        ),
    ] = 0.1
    growth_pigs: Annotated[
        float,
        Param(
            "yearly increase after normal slaughter with full feed",
            0.0,
            0.4,
            "record: 12.9 to 26.0 million 1923-28",
            "share a year",
        ),
    ] = 0.22
    growth_sheep: Annotated[
        float,
        Param(
            "yearly increase after normal slaughter with full feed",
            0.02,
            0.25,
            "record: 94.1 to 146.7 million 1923-28 is 9.3 percent",
            "share a year",
        ),
    ] = 0.13
    crowding: Annotated[
        float,
        Param(
            "herd over its first size at which growth stops for want of land",
            1.2,
            2.5,
            "ASSUMED, swept",
            "ratio",
        ),
    ] = 2.0
    starvation: Annotated[
        float,
        Param(
            "yearly loss of animals that get no grain at all",
            0.1,
            1.0,
            "ASSUMED, swept",
            "share a year",
        ),
    ] = 0.96
    slaughter: Annotated[
        float,
        Param(
            "monthly slaughter of small stock and cattle when all is to be socialised",
            0.02,
            0.3,
            "LITERATURE B1: about half of the stock in four years; ASSUMED in time",
            "share a month",
        ),
    ] = 0.10
    horse_aversion: Annotated[
        float,
        Param(
            "slaughter or sale of horses over that of cattle",
            0.1,
            1.0,
            "ASSUMED; horses are not eaten and cannot easily be sold",
            "ratio",
        ),
    ] = 0.5
    hunger_slaughter: Annotated[
        float,
        Param(
            "monthly slaughter for food for each unit of food deficit above an eighth",
            0.0,
            0.6,
            "ASSUMED, swept",
            "share a month",
        ),
    ] = 0.25
    hay_cattle: Annotated[
        float,
        Param(
            "share of their feed that cattle get as hay and pasture",
            0.3,
            0.9,
            "ASSUMED; mostly hay and straw: record, note to param_feed_grain_per_cow",
        ),
    ] = 0.65
    hay_sheep: Annotated[
        float, Param("the same for sheep and goats", 0.4, 1.0, "ASSUMED; pasture and hay")
    ] = 0.75
    neglect: Annotated[
        float,
        Param(
            "yearly loss in collective herds from disease and neglect in the first year",
            0.05,
            1.0,
            "ASSUMED; record: working horses 1930-33",
            "share a year",
        ),
    ] = 0.85
    settlement_loss: Annotated[
        float,
        Param(
            "monthly loss of nomads' herds at full force of settlement",
            0.02,
            0.15,
            "record: Kazakh herds fell by nine tenths 1929-33",
            "share a month",
        ),
    ] = 0.03


PARAMETERS = Herds


@rule
def feed_need(horses, cattle, pigs, month_weight, p):
    """Grain the animals should get this month (kg); ``month_weight`` is 1 on average."""
    year = horses * p.feed_horse + cattle * p.feed_cattle + pigs * p.feed_pig
    return year * month_weight / 12.0


@rule
def growth(rate, fed, size, p):
    """Monthly change of a herd (share): increase with feed, starvation without.

    ``fed`` is the share of the feed need met, ``size`` the region's herd over its first size.
    """
    room = max(0.0, 1.0 - max(0.0, size - 1.0) / (p.crowding - 1.0))
    return (rate * fed * room - p.starvation * (1.0 - fed) * (1.0 - fed)) / 12.0


@rule
def with_hay(fed, hay):
    """Share of the whole feed met when ``fed`` of the grain and all the ``hay`` share is there."""
    return hay + (1.0 - hay) * fed


@rule
def neglect_loss(years, p):
    """Monthly loss of a collective herd to disease and neglect, ``years`` after its founding.

    Order is learned over five years. M10.
    """
    return p.neglect * max(0.05, 1.0 - years / 5.0) / 12.0


@rule
def slaughtered(threat, deficit, p):
    """Monthly share of cattle and small stock slaughtered before socialisation or for food.

    ``threat`` is the expected share of the herd to be given up, ``deficit`` the household's food
    deficit. M10.
    """
    return min(0.5, p.slaughter * threat + p.hunger_slaughter * max(0.0, deficit - 0.12))


@rule
def whole_animals(head, share, u):
    """Whole animals lost or gained for an expected share of ``head``: chance rounds fairly."""
    return min(float(head), float(int(head * share + u)))
