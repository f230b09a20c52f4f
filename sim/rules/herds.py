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
    feed_plenty: Annotated[
        float,
        Param(
            "share over the norm fed to animals where grain is plenty",
            0.0,
            0.4,
            "ASSUMED, swept; record: param_feed_grain_per_horse 250-700 by year and region",
        ),
    ] = 0.1
    food_first: Annotated[
        float,
        Param(
            "share of the people's food to the harvest that is kept from animals",
            0.3,
            1.0,
            "ASSUMED",
        ),
    ] = 0.6
    chaff: Annotated[
        float,
        Param(
            "share of a grain feed that chaff and tailings replace when there is no grain",
            0.0,
            0.4,
            "ASSUMED",
        ),
    ] = 0.2
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
            "yearly natural increase of a well-fed herd with land to spare",
            0.08,
            0.2,
            "record: 5.4 to 8.2 percent a year in 1925-28, at half the land's capacity",
            "share a year",
        ),
    ] = 0.14
    growth_cattle: Annotated[
        float,
        Param(
            "the same for cattle, after normal slaughter",
            0.15,
            0.35,
            "record: 11.5 falling to 3.7 percent a year as the herd grew in 1923-28 (logistic)",
            "share a year",
        ),
    ] = 0.34
    growth_pigs: Annotated[
        float,
        Param(
            "the same for pigs",
            0.3,
            0.8,
            "record: 12.9 to 22.2 million in 1923-24, 7 to 12 percent a year in 1926-28",
            "share a year",
        ),
    ] = 0.55
    growth_sheep: Annotated[
        float,
        Param(
            "the same for sheep and goats",
            0.2,
            0.5,
            "record: 15.8 falling to 5.0 percent a year as the herd grew in 1923-28 (logistic)",
            "share a year",
        ),
    ] = 0.4
    capacity_horses: Annotated[
        float,
        Param(
            "herd over its size of 1924 at which growth stops for want of land and hay",
            1.4,
            3.0,
            "derived: logistic through the summer counts of 1923-28",
            "ratio",
        ),
    ] = 2.2
    capacity_cattle: Annotated[
        float,
        Param("the same for cattle", 1.3, 2.0, "derived: as for horses", "ratio"),
    ] = 1.43
    capacity_pigs: Annotated[
        float,
        Param("the same for pigs", 1.3, 2.2, "derived: as for horses", "ratio"),
    ] = 1.65
    capacity_sheep: Annotated[
        float,
        Param("the same for sheep and goats", 1.3, 2.0, "derived: as for horses", "ratio"),
    ] = 1.5
    hay_reach: Annotated[
        float,
        Param(
            "herd over its size of 1924 that the hay and straw of a normal year feed in full",
            1.1,
            1.8,
            "ASSUMED, swept; herds of 1928, a third above 1924, were fed",
            "ratio",
        ),
    ] = 1.45
    straw: Annotated[
        float,
        Param(
            "share of rough fodder that is straw and rises and falls with the crop",
            0.3,
            0.7,
            "ASSUMED; about half of the rough fodder of the grain regions",
        ),
    ] = 0.5
    hay_horses: Annotated[
        float,
        Param(
            "share of a horse's feed that is hay and pasture",
            0.3,
            0.7,
            "ASSUMED; fodder tables of the 1920s give grain about half of a working horse's feed",
        ),
    ] = 0.55
    hay_lost: Annotated[
        float,
        Param(
            "share of its hay that a new kolkhoz leaves unmown or lets rot",
            0.0,
            0.6,
            "ASSUMED, swept; record: working horses 1930-33",
        ),
    ] = 0.3
    condition_speed: Annotated[
        float,
        Param(
            "how fast a horse's condition follows its feed",
            0.1,
            0.5,
            "ASSUMED; a winter of want brings a horse down",
            "share a month",
        ),
    ] = 0.25
    starvation: Annotated[
        float,
        Param(
            "yearly loss of animals that get no feed at all",
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
    ] = 0.21
    sheep_first: Annotated[
        float,
        Param(
            "slaughter of sheep over that of cattle",
            1.0,
            2.0,
            "ASSUMED; small stock goes first in every slaughter",
            "ratio",
        ),
    ] = 1.5
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
    ] = 0.82
    hay_sheep: Annotated[
        float, Param("the same for sheep and goats", 0.4, 1.0, "ASSUMED; pasture and hay")
    ] = 0.85
    neglect: Annotated[
        float,
        Param(
            "yearly loss in collective herds from disease and neglect in the first year",
            0.05,
            0.6,
            "ASSUMED, swept; record: working horses 1930-33",
            "share a year",
        ),
    ] = 0.42
    settlement_loss: Annotated[
        float,
        Param(
            "monthly loss of nomads' herds at full force of settlement",
            0.02,
            0.15,
            "record: Kazakh herds fell by nine tenths 1929-33",
            "share a month",
        ),
    ] = 0.08
    neglect_stock: Annotated[
        float,
        Param(
            "loss of cattle and small stock to neglect over that of horses",
            0.2,
            1.0,
            "ASSUMED, swept; horses went from hand to hand, milk cows had keepers",
            "ratio",
        ),
    ] = 0.4
    settled_herd: Annotated[
        float,
        Param(
            "share of its herd that a nomad household still has after it was settled",
            0.05,
            0.6,
            "ASSUMED, swept; record: Kazakh herds fell by nine tenths 1929-33: driven together "
            "without fodder, taken for meat",
        ),
    ] = 0.22
    settling_rate: Annotated[
        float,
        Param(
            "monthly chance that a nomad household is settled at full force of settlement",
            0.01,
            0.1,
            "ASSUMED, swept; most Kazakh nomad households were settled or ruined in 1930-33",
            "share a month",
        ),
    ] = 0.02
    nomad_herd: Annotated[
        float,
        Param(
            "animals a head, in cattle, below which a household cannot live as nomads",
            0.1,
            0.8,
            "ASSUMED; ten sheep count as one head of cattle",
            "head a person",
        ),
    ] = 0.3


PARAMETERS = Herds


@rule
def feed_need(horses, cattle, pigs, month_weight, p):
    """Grain the animals should get this month (kg); ``month_weight`` is 1 on average."""
    year = horses * p.feed_horse + cattle * p.feed_cattle + pigs * p.feed_pig
    return year * month_weight / 12.0


@rule
def feed_met(grain_kg, need_kg, p):
    """Share of animals' need of grain met (0..1), chaff standing in for some of what is missing.

    For animals that need grain at all (``need_kg`` above nought).
    """
    return min(1.0, p.chaff + (1.0 - p.chaff) * grain_kg / max(1e-9, need_kg))


@rule
def room_left(size, capacity):
    """Room that the land leaves a herd: 1 with none on it, 0 when it is full, at least -1.

    ``size`` is the region's herd and ``capacity`` the land's, both over the first herd.
    """
    return max(-1.0, 1.0 - size / capacity)


@rule
def growth(rate, fed, room, p):
    """Monthly change of a herd (share): logistic increase with feed, starvation without.

    ``fed`` is the share of the whole feed met (for horses their condition), ``room`` what the land
    leaves the herd (:func:`room_left`).
    """
    increase = rate * (fed * room if room > 0.0 else room)
    return (increase - p.starvation * (1.0 - fed) * (1.0 - fed)) / 12.0


@rule
def rough_fodder(crop_ratio, herd_ratio, p):
    """Share of the need for hay and straw that a region's meadows and fields meet (0..1).

    ``crop_ratio`` is the last harvest over a normal one, ``herd_ratio`` the animals over those of
    1924: when the herd shrinks, hay goes further.
    """
    supply = p.hay_reach * (1.0 - p.straw + p.straw * crop_ratio)
    return min(1.0, supply / max(0.05, herd_ratio))


@rule
def with_hay(fed, rough, hay):
    """Share of the whole feed met: ``fed`` of the grain and ``rough`` of the ``hay`` share."""
    return hay * rough + (1.0 - hay) * fed


@rule
def disorder(years):
    """How far a kolkhoz still lacks order, 1 when new: habit takes five years."""
    return max(0.05, 1.0 - years / 5.0)


@rule
def neglect_loss(years, p):
    """Monthly loss of a collective herd to disease and neglect, ``years`` after its founding. M10.

    Nobody's animals in particular, crowded in poor stables: glanders, mange, want of care.
    """
    return p.neglect * disorder(years) / 12.0


@rule
def condition_next(condition, fed, p):
    """Working condition of horses (0..1) after a month with ``fed`` of their whole feed."""
    return condition + p.condition_speed * (fed - condition)


@rule
def slaughtered(threat, deficit, p):
    """Monthly share of cattle and small stock slaughtered before socialisation or for food.

    ``threat`` is the expected share of the herd to be given up, ``deficit`` the household's food
    deficit. M10.
    """
    return min(0.5, p.slaughter * threat + p.hunger_slaughter * max(0.0, deficit - 0.12))


@rule
def settling_chance(settlement, herd_per_head, p):
    """Chance a month that a nomad household gives up wandering: by force, or for want of a herd.

    ``settlement`` is the campaign's force (0..1).
    """
    ruined = 1.0 if herd_per_head < p.nomad_herd else 0.0
    return min(1.0, p.settling_rate * settlement * (1.0 + 2.0 * ruined))


@rule
def whole_animals(head, share, u):
    """Whole animals lost or gained for an expected share of ``head``: chance rounds fairly."""
    return min(float(head), float(int(head * share + u)))
