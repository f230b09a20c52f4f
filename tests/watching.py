"""Runs and what is watched in them month by month, for the laws of MODEL.md.

``Watch`` looks at the world between months, ``Lines`` at every line of the month as it works.
"""

import ast
import functools
import inspect
import typing

import numpy as np
import pytest
from hypothesis import strategies as st

import sim.month
from sim.catalogue import parameter_tuples
from sim.district_columns import DISTRICT_INDEX
from sim.kernel.arrays import COUNT, FLOW, Month, RegionMonth, Rules, one_row, rows_of
from sim.ledger import GrainLedger
from sim.model import GeneralLine
from sim.outcomes import SERIES, SERIES_INDEX
from sim.parameters import declared
from sim.scenario import load
from sim.secretaries import Secretaries
from sim.state import GONE, Districts, Households, Villages, columns

SCALE = 20000
TABLES = {
    "households": Households,
    "villages": Villages,
    "districts": Districts,
    "posts": Secretaries,
}
HERDS = ("horses", "cattle", "pigs", "sheep")
GOODS = (
    "adults", "children", "infants", "elders", *HERDS, "land_ha", "winter_ha", "spring_ha",
    "open_kg", "hidden_kg", "seed_kg",
)  # fmt: skip
"""What a household that is gone has none of."""
SUMS_OF_BLOWS = {"households.shock"}
"""Columns in shares that add up blows and may pass one."""
MAY_BE_NEGATIVE = {"net_migration_rural_to_urban"}
"""Series that are differences of two flows."""
IN = (
    "harvest", "harvest_kolkhoz", "seed_loan", "seed_loan_kolkhoz", "bought", "relief",
    "sold_back",
)  # fmt: skip
OUT = (
    "sown", "sown_kolkhoz", "sold_state", "sold_market", "forced", "seed_forced",
    "delivered_kolkhoz", "mts_payment", "eaten", "fed", "fed_kolkhoz", "rotted", "rotted_kolkhoz",
)  # fmt: skip
"""Flows of grain into a village and out of it; the others stay within the village."""
BOTH_WAYS = tuple(COUNT[f"{kind}_grown"] for kind in HERDS)
"""Counts that are births less deaths."""


P = one_row(Rules(**{name: parameter_tuples({})[name] for name in Rules._fields}))[0]
"""The parameters as compiled code takes them, at their defaults."""


def month_of_nothing(**changes):
    """The month's numbers as compiled code takes them: nought but for those given."""
    kinds = typing.get_type_hints(Month)
    return one_row(Month(**{name: kinds[name](changes.get(name, 0)) for name in Month._fields}))[0]


def region_of_nothing(**changes):
    """One region's numbers, a row: nought but for those given."""
    return rows_of(
        RegionMonth(**{name: np.array([changes.get(name, 0.0)]) for name in RegionMonth._fields})
    )


def in_range(table):
    """Any parameters of a rule file within the ranges that they are declared with."""
    found = {p.name.partition(".")[2]: p.param for p in declared("", table)}
    return st.builds(table, **{name: st.floats(p.low, p.high) for name, p in found.items()})


def tick_of(month):
    """Months from January 1924 to a month given as YYYY-MM."""
    return (int(month[:4]) - 1924) * 12 + int(month[5:]) - 1


def month_of(tick):
    """The month, as YYYY-MM, that lies ``tick`` months after January 1924."""
    return f"{1924 + tick // 12:04d}-{tick % 12 + 1:02d}"


def scenario(until, overrides=(), drive="countryside", scale=SCALE):
    return load("historical", overrides=list(overrides), drive=drive, until=until, scale=scale)


class Ran:
    """What a finished run leaves: series, events, ledgers, the last state of its tables."""

    def __init__(self, plan, seed=1, threads=1, each_month=None):
        model = GeneralLine(plan, seed=seed, threads=threads)
        if each_month is not None:
            each_month(model.world)
        while model.world.clock.tick < plan.months:
            model.step()
            if each_month is not None:
                each_month(model.world)
        world = model.world
        self.values, self.events = world.recorder.values, world.events
        self.grain, self.people, self.checks = world.grain, world.people, model.checks()
        if world.has_countryside:
            self.households, self.villages = world.households.rows, world.villages.rows
            self.districts, self.log = world.districts.rows, world.district_log.values
            self.records = [cadre.record for cadre in world.cadres]
            self.weight = world.countryside.first.weight
        model.close()

    def read(self, name, tick, region=-1):
        return float(self.values[SERIES_INDEX[name], tick, region])

    def total(self, name, first, last):
        """Sum of a flow over the months first..last (YYYY-MM), the country's."""
        months = slice(tick_of(first), tick_of(last) + 1)
        return float(np.nansum(self.values[SERIES_INDEX[name], months, -1]))

    def regional(self, name):
        """A series by region, months x regions."""
        return self.values[SERIES_INDEX[name], :, :-1]

    def logged(self, name):
        """A column of the districts' log, months x districts, in float64."""
        return self.log[:, :, DISTRICT_INDEX[name]].astype(float)

    def of_regions(self, per_district):
        """Real regional sums of sampled amounts, months x districts, as months x regions."""
        place, regions = self.districts["region"], len(self.weight)
        return np.array([np.bincount(place, row, regions) for row in per_district]) * self.weight


@functools.cache
def ran(until, overrides=(), seed=1, threads=1, drive="countryside", scale=SCALE):
    """A finished run; the same arguments share one run."""
    return Ran(scenario(until, overrides, drive, scale), seed, threads)


def differences(one, other, months):
    """Names of the series that differ within the first months."""
    same = np.array_equal
    return [
        name
        for name, i in SERIES_INDEX.items()
        if not same(one.values[i, :months], other.values[i, :months], equal_nan=True)
    ]


def village_sums(world, name):
    """Sum of a household column over each village, in float64."""
    return np.add.reduceat(world.households.column(name).astype(float), world.villages.start)


def herds_of(world):
    """Animals of each village, kinds x villages: its households' and its kolkhoz's."""
    return np.array(
        [village_sums(world, kind) + world.villages.column(f"kolkhoz_{kind}") for kind in HERDS]
    )


def herds_booked(world):
    """Animals by which the month's counts say each village's herds grew, kinds x villages."""
    counts = world.countryside.counts
    if not len(counts):
        return np.zeros((len(HERDS), len(world.villages)))
    return np.array(
        [counts[:, COUNT[f"{kind}_grown"]] - counts[:, COUNT[f"{kind}_slaughtered"]]
         for kind in HERDS]
    )  # fmt: skip


def _of_households(world):
    """Grain of the households of each village, sample kg."""
    return sum(village_sums(world, name) for name in ("open_kg", "hidden_kg", "seed_kg"))


def _of_kolkhozy(world):
    """Grain of the kolkhoz of each village, sample kg."""
    villages = world.villages
    return villages.kolkhoz_open_kg + villages.kolkhoz_hidden_kg + villages.kolkhoz_seed_kg


class Faults:
    """Breaches of a law, each noted once with its first month."""

    def __init__(self):
        self.faults = []
        self.seen = set()
        self.month = ""

    def _note(self, what, wrong):
        if wrong and what not in self.seen:
            self.seen.add(what)
            self.faults.append(f"{self.month}: {what}")


class Watch(Faults):
    """Notes every month what must never be.

    Negative amounts, shares off range, goods of households that are gone, more infants than
    children or elders than adults, lost land, and villages whose grain, people or herds changed by
    more or less than the month's flows and counts.
    """

    def __init__(self):
        super().__init__()
        self.land = []
        self.village_land = None
        self.drift = 0.0
        self.grain = self.people = self.herds = self.cards = None

    def __call__(self, world):
        self.month = world.clock.label
        if world.has_countryside:
            for kind, table in TABLES.items():
                self._rows(kind, getattr(world, kind), columns(table))
            self._institutions(world)
            homes = world.households.rows
            self._note("more infants than children", np.any(homes["infants"] > homes["children"]))
            self._note("more elders than adults", np.any(homes["elders"] > homes["adults"]))
            gone = homes[homes["status"] == GONE]
            for name in GOODS:
                self._note(f"households.{name} of a household that is gone", gone[name].any())
            self._land(world, world.countryside)
            self._villages(world, world.countryside)
            self._accounts(world)
        if world.has_politics:
            self._politics(world, world.politics)
        self._series(world)

    def _rows(self, kind, table, declared):
        for name, about in declared.items():
            column = table.column(name)
            low, high = column.min(), column.max()
            self._note(f"{kind}.{name} below nought", low < 0)
            self._note(f"{kind}.{name} not a number", not np.isfinite(low + high))
            share = about.unit == "share" and f"{kind}.{name}" not in SUMS_OF_BLOWS
            self._note(f"{kind}.{name} above one", share and high > 1.0 + 1e-6)

    def _institutions(self, world):
        towns, country = world.towns, world.countryside
        for name, values in (
            ("towns.population", towns.population), ("towns.stock_kg", towns.stock_kg),
            ("towns.recent", towns.recent), ("towns.jobs", towns.jobs),
            ("towns.unemployed", towns.unemployed), ("towns.spare_kg", towns.spare_kg),
            ("market_kg", country.market_kg), ("settlers", country.settlers),
            ("volunteers", world.ranks.volunteers), ("collected_kg", country.collected_kg),
            ("communists", world.ranks.communists), ("target_kg", country.target_kg),
            ("flows", country.flows),
            ("counts", np.delete(country.counts, BOTH_WAYS, axis=1) if len(country.counts) else 0),
        ):  # fmt: skip
            wrong = np.size(values) and (np.min(values) < 0.0 or not np.all(np.isfinite(values)))
            self._note(f"{name} below nought or not a number", wrong)
        for name in ("stress", "vacancies", "goods_shortage"):
            self._note(f"towns.{name} outside 0..1", not 0.0 <= getattr(towns, name) <= 1.0)

    def _land(self, world, country):
        land = village_sums(world, "land_ha") + world.villages.kolkhoz_land_ha
        if self.village_land is None:
            self.village_land = land
        self.drift = max(self.drift, float(np.abs(land / self.village_land - 1.0).max()))
        self.land.append(float(country.by_region(land).sum()))

    def _villages(self, world, country):
        """A village's grain changes by the month's flows, its people and herds by its counts."""
        grain = _of_households(world) + _of_kolkhozy(world)
        people = village_sums(world, "adults") + village_sums(world, "children")
        herds = herds_of(world)
        if self.grain is not None and len(country.flows):
            flow = {name: country.flows[:, place] for name, place in FLOW.items()}
            change = sum(flow[name] for name in IN) - sum(flow[name] for name in OUT)
            turnover = 1.0 + self.grain + sum(flow[name] for name in (*IN, *OUT))
            gap = np.abs(grain - self.grain - change) / turnover
            self._note("grain of a village not by its flows", gap.max() > 1e-12)
            count = {name: country.counts[:, place] for name, place in COUNT.items()}
            change = count["births"] + count["returned"] - count["deaths"]
            change = change - count["deported_persons"] - count["departed"]
            self._note("people of a village not by its counts", np.any(self.people + change
                                                                       != people))  # fmt: skip
            moved = herds != self.herds + herds_booked(world)
            for kind, wrong in zip(HERDS, moved, strict=True):
                self._note(f"{kind} of a village not by its counts", wrong.any())
        self.grain, self.people, self.herds = grain, people, herds

    def _accounts(self, world):
        """Both ledgers: what they hold is what is there; all accounts add up to nought."""
        grain, people = world.grain, world.people
        allowed = 1e-9 * grain.turnover_kg
        self._note("grain ledger open", grain.largest_imbalance_kg > allowed)
        total = sum(float(balance.sum()) for balance in grain.balance.values())
        self._note("grain accounts not nought in sum", abs(total) > allowed)
        for account, kg in self._counted(world).items():
            booked = grain.balance[account] if np.size(kg) > 1 else grain.balance[account].sum()
            self._note(f"{account} not as booked", np.abs(booked - kg).max() > allowed)
        for account in GrainLedger.SINKS:
            self._note(f"{account} below nought", grain.balance[account].min() < -allowed)
        self._note("people ledger open", people.largest_imbalance > 1e-3)
        country = world.countryside
        rural = country.by_region(village_sums(world, "adults") + village_sums(world, "children"))
        alive = float((rural + world.towns.population + country.settlers).sum())
        first_and_born = people.opened + float(people.born.sum()) - float(people.died.sum())
        self._note("people not those first counted, born and dead", abs(alive - first_and_born)
                   > 1e-3)  # fmt: skip

    def _counted(self, world):
        """Grain of every store, counted here anew: real kg by region, or one sum."""
        country = world.countryside
        return {
            "households": country.by_region(_of_households(world)),
            "kolkhozy": country.by_region(_of_kolkhozy(world)),
            "state_farms": world.state_farms.store_kg,
            "market": country.market_kg.sum(),
            "state": world.towns.stock_kg,
        }

    def _politics(self, world, politics):
        cards, flows = politics.cards, politics.flows
        held = (cards.members, cards.candidates, cards.issued, cards.withdrawn)
        self._note("party cards below nought", min(held) < 0)
        self._note("party cards not issued less withdrawn", cards.total != held[2] - held[3])
        if self.cards is not None:
            issued, withdrawn = held[2] - self.cards[0], held[3] - self.cards[1]
            self._note("cards issued are not the admitted", issued != flows.get("admitted", 0.0))
            self._note(
                "fewer cards withdrawn than expelled", withdrawn < flows.get("expelled", 0.0)
            )
        self.cards = (cards.issued, cards.withdrawn)
        for name in ("line", "norm", "width", "recantation_value", "recantation_required", "threat",
                     "hidden", "split_risk", "ban", "solemnity"):  # fmt: skip
            self._note(f"politics.{name} outside 0..1", not 0.0 <= getattr(politics, name) <= 1.0)

    def _series(self, world):
        """The month just recorded: nothing below nought, shares and percentages within range."""
        tick = world.clock.tick - 1
        if tick < 0:
            return
        for name, series in SERIES.items():
            values = world.recorder.values[SERIES_INDEX[name], tick]
            values = values[~np.isnan(values)]
            if not len(values):
                continue
            wrong = values.min() < 0.0 and name not in MAY_BE_NEGATIVE
            self._note(f"series {name} below nought", wrong)
            most = {"share": 1.0, "percent": 100.0}.get(series.unit, np.inf)
            self._note(f"series {name} above {most:g}", values.max() > most * (1.0 + 1e-6))


def lines_of_the_month():
    """Names of the functions that run_month calls, in its order."""
    tree = ast.parse(inspect.getsource(sim.month.run_month))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    calls.sort(key=lambda node: node.lineno)
    return [node.func.id for node in calls if isinstance(node.func, ast.Name)]


class Lines(Faults):
    """A context in which the animals are counted before and after every line of the month.

    A line changes a village's herds by what it enters in the month's counts and by nothing else:
    ``villages_answer`` alone slaughters, ``households_eat`` alone breeds and starves, a transfer
    changes no village's head, and no kind returns that has died out.
    """

    def __init__(self):
        super().__init__()
        self.herds = None

    def __enter__(self):
        self.patch = pytest.MonkeyPatch()
        for line in lines_of_the_month():
            self.patch.setattr(sim.month, line, self._watched(line, getattr(sim.month, line)))
        return self

    def __exit__(self, *_):
        self.patch.undo()

    def _watched(self, line, work):
        def run_line(world):
            if not world.has_countryside:
                work(world)
                return
            self.month = world.clock.label
            books, before_books = world.countryside.counts, herds_booked(world)
            before = herds_of(world) if self.herds is None else self.herds
            work(world)
            after = self.herds = herds_of(world)
            new_books = world.countryside.counts is not books
            booked = herds_booked(world) - (0.0 if new_books else before_books)
            self._note(f"{line} changed herds unbooked", np.any(after != before + booked))
            if line == "households_eat":
                self._note("a kind of animal returned from nought", np.any(after[before == 0] > 0))
                self._note("herds more than doubled in a month", np.any(after > 2 * before))
            elif line == "villages_answer":
                self._note("an answer bred animals", np.any(booked > 0))
            else:
                self._note(f"{line} changed herds", np.any(booked != 0))

        return run_line
