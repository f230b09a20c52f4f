"""What a compiled pass is given besides the columns: the month, its regions, the rules' parameters.

Flows are kilograms and counts are events, heads or persons of the sample, a row a village; the
caller weights them to the region.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
WHOLE, REAL = np.dtype(np.int64), np.dtype(np.float64)


class Month(NamedTuple):
    """One number each: the date, and the levers and prices that every household faces."""

    seed: int
    month: int
    """months since year 0: keys chance"""
    years: float
    """years since January 1924"""
    readiness: float
    """readiness to sell, 1 at the reference price ratio"""
    to_state: float
    """share of free sales that goes to the state's buyers"""
    kolkhoz_trade: float
    """how freely members may sell grain on the market"""
    absorption: float
    """share of what is offered on the market that finds buyers"""
    state_price: float
    market_price: float
    """rubles a kg"""
    landlords: float
    """how far villages believe that landlords may return"""
    garden: float
    """food from garden and forest this month, over the year's mean"""
    tax_falls_due: int
    """1 in the months of autumn when tax is collected"""
    goods_shortage: float
    """share of the village's demand for goods unmet"""
    seed_exempt: float
    mts_payment: float
    advantage: float
    exit_allowed: float
    socialisation: float
    church_closing: float
    settlement: float
    """force of nomads' settlement"""
    credibility: float
    """credibility of the threat against protesters"""


class RegionMonth(NamedTuple):
    """One number a region: calendar, weather, chances of the month."""

    winter_sowing: Array
    spring_sowing: Array
    harvest: Array
    """0/1 flags of the month's work"""
    months_left: Array
    """months until the next harvest, this one counted"""
    yield_kg: Array
    """normal yield times weather and trend, kg/ha"""
    spring_share: Array
    tractors_per_ha: Array
    """tractors for a hectare of served kolkhoz land"""
    birth_rate: Array
    death_rate: Array
    """yearly rates of quiet times"""
    epidemic: Array
    """monthly hazard of epidemics that hunger feeds, for everybody"""
    exit_chance: Array
    """monthly share of adults bound for towns in quiet times"""
    barrier: Array
    """share of those who are stopped"""
    return_chance: Array
    """expected arrivals from towns a household"""
    deport_kulak: Array
    deport_middle: Array
    """chance a household that deportation falls on it"""
    dispossess_kulak: Array
    dispossess_middle: Array
    penalty: Array
    """penalties for withholding"""
    grain_price: Array
    """what a villager pays for grain, rubles a kg: the state's price in consuming regions"""
    market_fill: Array
    """share of bought grain that the market can supply"""
    relief_fill: Array
    """share of the remaining deficit that relief covers, mean"""
    relief_target: Array
    """0 relief even, 1 to the worst fed"""
    seed_loan: Array
    """share of missing seed that the state lends"""
    feed_weight: Array
    """month's share of a year's grain feed, 1 on average; less where hay is plenty"""
    rough_fodder: Array
    """share of the need for hay and straw that meadows and fields meet"""
    room_horses: Array
    room_cattle: Array
    room_pigs: Array
    room_sheep: Array
    """room that the land leaves each herd, 1 (all) to -1"""


class Rules(NamedTuple):
    """The parameter tuples that compiled rules take."""

    sowing: Any
    harvest: Any
    marketing: Any
    procurement: Any
    kolkhoz: Any
    herds: Any
    hunger: Any
    population: Any
    protest: Any
    outlook: Any
    dekulakisation: Any


def one_row(values: Any) -> Array:
    """A structured array of one row from a NamedTuple of numbers (or of such NamedTuples).

    Compiled code takes it by reference, however many fields it has; a NamedTuple would be passed
    field by field and compile for minutes.
    """
    row = np.zeros(1, _kind(values))
    row[0] = values
    return row


def _kind(value: Any) -> np.dtype[Any]:
    if hasattr(value, "_fields"):
        return _row_type(value._fields, tuple(map(_kind, value)))
    return WHOLE if isinstance(value, int) else REAL


@cache
def _row_type(names: tuple[str, ...], kinds: tuple[np.dtype[Any], ...]) -> np.dtype[Any]:
    """The aligned type of a row of those fields; making one takes longer than filling the row."""
    return np.dtype(list(zip(names, kinds, strict=True)), align=True)


def rows_of(columns: Any) -> Array:
    """A structured array from a NamedTuple of equally long arrays, a row a region."""
    kinds = tuple(WHOLE if column.dtype.kind in "iu" else REAL for column in columns)
    rows = np.zeros(len(columns[0]), _row_type(columns._fields, kinds))
    for name, column in zip(columns._fields, columns, strict=True):
        rows[name] = column
    return rows


FLOWS = (
    "harvest", "harvest_kolkhoz", "sown", "sown_kolkhoz", "seed_loan", "seed_loan_kolkhoz",
    "sold_state", "sold_market", "forced", "seed_forced", "delivered_kolkhoz", "mts_payment",
    "paid_members", "joined_seed", "left_seed", "to_commons", "bought", "relief", "eaten", "fed",
    "fed_kolkhoz", "wanted_market", "wanted_relief", "rotted", "rotted_kolkhoz", "lost_in_field",
    "sold_back",
)  # fmt: skip
COUNTS = (
    "births", "deaths", "hunger_deaths", "deported_households",
    "deported_persons", "dispossessed", "departed", "stopped", "returned",
    "crowds", "participants", "terror", "crowds_home", "crowds_women", "crowds_realised",
    "horses_grown", "cattle_grown", "pigs_grown", "sheep_grown",
    "horses_slaughtered", "cattle_slaughtered", "pigs_slaughtered", "sheep_slaughtered",
)  # fmt: skip

"""Grown: heads by which a herd grew or shrank by births, feed, disease and neglect."""

FLOW = {name: i for i, name in enumerate(FLOWS)}
COUNT = {name: i for i, name in enumerate(COUNTS)}


def empty_flows(villages: int) -> NDArray[np.float64]:
    """Zero flows, a row a village."""
    return np.zeros((villages, len(FLOWS)))


def empty_counts(villages: int) -> NDArray[np.float64]:
    """Zero counts, a row a village."""
    return np.zeros((villages, len(COUNTS)))
