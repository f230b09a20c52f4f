"""The laws of MODEL.md over random scenarios: levers, months, values, seeds and drives are drawn.

Most windows begin with a saved state of June 1929, because the years of the great turn try the laws
most. The number of examples follows the profile of Hypothesis: with ``thorough`` each test draws
thirty-three times as many.
"""

import functools
import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from watching import (
    HERDS,
    Lines,
    P,
    Watch,
    lines_of_the_month,
    month_of,
    month_of_nothing,
    region_of_nothing,
    scenario,
    tick_of,
)

import sim.month
from sim.kernel.arrays import COUNT, FLOW, empty_counts, empty_flows
from sim.kernel.eating import bear_and_age, close_empty, die, herds_change, kolkhoz_herds
from sim.kernel.inheritance import pass_on, to_commons, to_heir
from sim.kernel.joining import join, leave
from sim.kernel.moving import send_off
from sim.kernel.slaughter import slaughter
from sim.levers import LEVER_INDEX, LEVERS
from sim.model import GeneralLine
from sim.outcomes import SERIES_INDEX
from sim.state import GONE, KOLKHOZ, PRIVATE, Districts, Households, Villages, empty

UNTIL = "1934-07"
START, TURN = "1924-01", "1929-06"
DRIVES = ("countryside", "side_by_side", "coupled")
SEEDS = (1, 2, 3)
YEARS = tuple(range(1928, 1934))
KEPT = {"countryside": (TURN, *(f"{year}-07" for year in YEARS))}
"""Months whose state is kept; in the other drives June 1929 alone."""


def examples(usual):
    """Settings for a test of ``usual`` examples in the profile ci, which has thirty by default."""
    return settings(max_examples=max(1, usual * settings.default.max_examples // 30))


# ---------------------------------------------------------------------------- the historical course
class Baseline:
    """The historical scenario, lived as far as anyone has asked, with states to go on from."""

    def __init__(self, drive, seed):
        self.model = GeneralLine(scenario(UNTIL, drive=drive), seed=seed)
        self.kept = KEPT.get(drive, (TURN,))
        self.states = {}

    def state(self, month):
        """The state on the first of a kept month."""
        clock = self.model.world.clock
        while month not in self.states:
            self.model.step()
            if clock.label in self.kept:
                self.states[clock.label] = self.model.save_state()
        return self.states[month]


@functools.cache
def baseline(drive, seed):
    return Baseline(drive, seed)


@pytest.fixture(scope="module", autouse=True)
def _states_are_dropped():
    """Free the kept states, five megabytes each, when the module is done."""
    yield
    baseline.cache_clear()


def begun(month, plan, seed, threads=1):
    """A model on the first of a month of the historical course that goes on under ``plan``."""
    if month == START:
        return GeneralLine(plan, seed=seed, threads=threads)
    return going_on(baseline(plan.drive, seed).state(month), plan, threads)


def going_on(state, plan, threads=1):
    """The model of a saved state, from now on under ``plan``."""
    model = GeneralLine.from_state(state)
    model.plan_of_run = plan
    model.world.levers.paths, model.world.levers.emergent = plan.paths, plan.emergent_months
    model.world.threads = threads
    return model


def live(model, tick):
    """Step to a tick; the finished model."""
    while model.world.clock.tick < tick:
        model.step()
    return model


def not_the_same(one, other):
    """What differs between two models, by name: series, events, tables, ledgers."""
    a, b = one.world, other.world
    found = [
        name
        for name, i in SERIES_INDEX.items()
        if not np.array_equal(a.recorder.values[i], b.recorder.values[i], equal_nan=True)
    ]
    if a.has_countryside:
        tables = ("households", "villages", "districts")
        found += [name for name in tables if any(
            not np.array_equal(getattr(a, name).column(column), getattr(b, name).column(column))
            for column in getattr(a, name).rows.dtype.names
        )]  # fmt: skip
        for ledger in ("grain", "people"):
            balance, same = getattr(a, ledger).balance, getattr(b, ledger).balance
            if any(not np.array_equal(balance[name], same[name]) for name in balance):
                found.append(f"{ledger} ledger")
        if one.checks() != other.checks():
            found.append("checks")
    if a.events != b.events:
        found.append("events")
    return found


# --------------------------------------------------------------------------------- random scenarios
@dataclass(frozen=True)
class Question:
    """A random scenario: its differences as overrides, and the window in which it is lived."""

    changes: tuple[str, ...]
    drive: str = "countryside"
    seed: int = 1
    start: str = START
    months: int = 24

    @property
    def first(self):
        """Tick of the first changed month."""
        return min(tick_of(change.partition("=")[2].partition(":")[0]) for change in self.changes)

    @property
    def stop(self):
        """Tick after the last month that is lived."""
        return tick_of(self.start) + self.months

    def begun(self, threads=1):
        """The model on the first month of the window."""
        plan = scenario(UNTIL, self.changes, self.drive)
        return begun(self.start, plan, self.seed, threads)


@st.composite
def changes(draw, first, last):
    """A lever, a month from tick ``first`` to ``last``, and a value within the lever's range."""
    lever = LEVERS[draw(st.sampled_from(sorted(LEVERS)))]
    ends = st.sampled_from((lever.low, lever.high))
    value = draw(st.one_of(ends, st.floats(lever.low, lever.high)))
    return lever.name, draw(st.integers(first, last)), value


@st.composite
def questions(draw, seeds=None):
    """One to six changes of levers in a window of 18 to 36 months from 1924 or from June 1929."""
    start = draw(st.sampled_from((START, TURN, TURN)))
    any_seed = st.integers(0, 2**32 - 1) if start == START else st.sampled_from(SEEDS)
    months = draw(st.integers(18, 36))
    first = tick_of(start)
    steps = draw(st.lists(
        changes(first, first + months - 1), min_size=1, max_size=6, unique_by=lambda c: c[:2]
    ))  # fmt: skip
    return Question(
        tuple(f"{name}={month_of(tick)}:{value!r}" for name, tick, value in sorted(steps)),
        draw(st.sampled_from(DRIVES)),
        draw(any_seed),
        start,
        months,
    )


# ------------------------------------------------------------------------------------- conservation
HARSH_THEN_SOFT = (
    "dekulakisation.deport=1930-01:200.0",
    "kazakhstan.settlement=1930-02:1.0",
    "collectivisation.exit_allowed=1930-04:1.0",
)


@examples(20)
@given(questions())
@example(Question(("police.budget=1924-11:0.0",), "coupled", 3))
@example(Question(("procurement.plan=1930-08:0.0",), "coupled", 2, TURN, 18))
@example(Question(HARSH_THEN_SOFT, "side_by_side", 1, TURN))
def test_the_laws_of_conservation_hold_in_any_scenario(question):
    """Grain, people, land, animals and party cards; nothing negative; shares are shares."""
    model, watch = question.begun(), Watch()
    with Lines() as lines:
        watch(model.world)
        while model.world.clock.tick < question.stop:
            model.step()
            watch(model.world)
    model.close()
    assert not watch.faults + lines.faults
    assert max(watch.land) / min(watch.land) - 1.0 < 1e-6
    assert watch.drift < 1e-4


# -------------------------------------------------------------------------------- animals and goods
HEADS = st.integers(0, 40)
KG = st.floats(0.0, 5e4)
HA = st.floats(0.0, 60.0, width=32)
STOCKS = ("open_kg", "hidden_kg", "seed_kg")
HOME = st.fixed_dictionaries(
    dict.fromkeys(HERDS, HEADS)
    | dict.fromkeys(STOCKS, KG)
    | dict.fromkeys(("land_ha", "winter_ha", "spring_ha"), HA)
    | {"adults": st.integers(0, 5), "children": st.integers(0, 6),
       "elders": st.integers(0, 5), "infants": st.integers(0, 6),
       "nomad": st.sampled_from((0, 1)), "label": st.sampled_from((0, 1, 2)),
       "status": st.sampled_from((PRIVATE, KOLKHOZ))}
)  # fmt: skip
COMMONS = st.fixed_dictionaries(
    {f"kolkhoz_{kind}": st.integers(0, 3000) for kind in HERDS}
    | {f"kolkhoz_{name}": KG for name in ("open_kg", "seed_kg")}
    | {f"kolkhoz_{name}": HA for name in ("land_ha", "winter_ha", "spring_ha")}
    | {"share_kolkhoz": st.sampled_from((0.0, 0.05, 0.5, 1.0))}
)
VILLAGE = st.tuples(st.lists(HOME, min_size=1, max_size=6), COMMONS)
SHARE, SEED = st.floats(0.0, 1.0), st.integers(0, 2**32 - 1)


def peopled(village):
    """The rows of a drawn village: its households, and the village itself."""
    homes, commons = village
    hh, vi = empty(Households, len(homes)).rows, empty(Villages, 1).rows
    for i, home in enumerate(homes):
        hh["identity"][i] = 100 + i
        for name, value in home.items():
            hh[name][i] = value
    hh["elders"] = np.minimum(hh["elders"], hh["adults"])
    hh["infants"] = np.minimum(hh["infants"], hh["children"])
    hh["horse_condition"], hh["body"], vi["kolkhoz_condition"] = 1.0, 20.0, 1.0
    for name, value in commons.items():
        vi[name][0] = value
    vi["stop"][0] = len(homes)
    return hh, vi


def belongings(hh, vi):
    """Head of each kind (exact), people, kilograms and hectares of a village with its kolkhoz."""
    heads = [int(hh[kind].sum()) + int(vi[f"kolkhoz_{kind}"][0]) for kind in HERDS]
    people = int(hh["adults"].sum()) + int(hh["children"].sum())
    kg = sum(float(hh[name].sum()) for name in STOCKS)
    kg += float(vi["kolkhoz_open_kg"][0] + vi["kolkhoz_seed_kg"][0])
    areas = ("land_ha", "winter_ha", "spring_ha")
    ha = [float(hh[name].astype(float).sum() + vi[f"kolkhoz_{name}"][0]) for name in areas]
    return heads, people, kg, ha


def assert_conserved(before, hh, vi):
    """Nothing was lost or made: head and people exactly, grain to 1e-12, land as float32 can."""
    after = belongings(hh, vi)
    assert after[:2] == before[:2]
    assert after[2] == pytest.approx(before[2], rel=1e-12, abs=1e-9)
    assert after[3] == pytest.approx(before[3], rel=1e-6, abs=1e-4)
    for rows in (hh, vi):
        assert all(rows[name].min() >= 0 for name in rows.dtype.names)
    assert_ages_fit(hh)


def assert_ages_fit(hh):
    """Nobody is missing from those counted by age: infants are children, elders adults."""
    assert np.all((hh["infants"] >= 0) & (hh["infants"] <= hh["children"]))
    assert np.all((hh["elders"] >= 0) & (hh["elders"] <= hh["adults"]))


def booked_heads(counts, what):
    """Heads of each kind in the month's counts."""
    return [int(counts[0, COUNT[f"{kind}_{what}"]]) for kind in HERDS]


@given(VILLAGE, SHARE, SEED)
def test_joining_and_leaving_move_animals_and_lose_none(village, socialisation, seed):
    hh, vi = peopled(village)
    before, flows = belongings(hh, vi), empty_flows(1)
    for i in range(len(hh)):
        join(hh[i], vi[0], 0, socialisation, seed, 1930, flows)
        assert_conserved(before, hh, vi)
        assert hh["horses"][i] == 0
        assert hh["status"][i] == KOLKHOZ
    for left, i in enumerate(range(len(hh))):
        leave(hh[i], vi[0], 0, len(hh) - left, seed, 1931, P, flows)
        assert_conserved(before, hh, vi)
        assert hh["status"][i] == PRIVATE
    assert all(vi[f"kolkhoz_{kind}"][0] == 0 for kind in HERDS)  # the last one takes what is left


@given(VILLAGE)
def test_what_passes_to_the_commons_is_all_there_and_booked(village):
    hh, vi = peopled(village)
    before, flows = belongings(hh, vi), empty_flows(1)
    kg = sum(float(hh[name].sum()) for name in STOCKS)
    for home in hh:
        to_commons(home, vi[0], 0, flows)
        assert_conserved(before, hh, vi)
    assert flows[0, FLOW["to_commons"]] == pytest.approx(kg, rel=1e-12)
    assert all(not hh[name].any() for name in (*HERDS, *STOCKS, "land_ha", "winter_ha"))


@given(VILLAGE)
def test_an_heir_takes_everything(village):
    hh, vi = peopled(village)
    before = belongings(hh, vi)
    for one, other in itertools.pairwise(hh):
        to_heir(one, other)
        assert_conserved(before, hh, vi)
        assert not any(one[name] for name in (*HERDS, *STOCKS, "land_ha", "winter_ha"))


@given(VILLAGE)
def test_what_a_household_leaves_stays_in_the_village(village):
    hh, vi = peopled(village)
    before, flows = belongings(hh, vi), empty_flows(1)
    for i in range(len(hh)):
        pass_on(hh, vi[0], i, 0, flows)
        assert_conserved(before, hh, vi)
        assert not any(hh[name][i] for name in (*HERDS, *STOCKS, "land_ha", "winter_ha"))


@given(VILLAGE)
def test_orphans_and_goods_of_an_emptied_household_find_a_home(village):
    hh, vi = peopled(village)
    before, flows = belongings(hh, vi), empty_flows(1)
    for i in range(len(hh)):
        close_empty(hh, vi[0], i, 0, flows)
        assert_conserved(before, hh, vi)
    gone = hh[hh["status"] == GONE]
    assert not any(gone[name].any() for name in ("adults", "children", *HERDS, *STOCKS, "land_ha"))


@given(VILLAGE, st.tuples(SHARE, SHARE, SHARE, SHARE), SEED)
def test_every_animal_killed_is_counted(village, force, seed):
    """Before socialisation, in hunger and at the settlement of nomads."""
    hh, vi = peopled(village)
    district, counts = empty(Districts, 1).rows, empty_counts(1)
    district["tempo"], district["coercion"] = 1.0, force[0]
    hh["hunger"] = force[1]
    month = month_of_nothing(
        seed=seed, month=1930 * 12, socialisation=force[2], settlement=force[3]
    )
    before = belongings(hh, vi)[0]
    slaughter(hh, vi[0], district[0], month, 0, P, counts)
    killed = booked_heads(counts, "slaughtered")
    assert belongings(hh, vi)[0] == [had - dead for had, dead in zip(before, killed, strict=True)]
    assert min(killed) >= 0
    assert all(hh[kind].min() >= 0 for kind in HERDS)


@given(VILLAGE, st.tuples(SHARE, SHARE), st.floats(-1.0, 1.0), SEED)
def test_every_animal_born_or_lost_is_counted(village, fed, room, seed):
    """In households' yards and in the commons, with hay and room short or plenty."""
    hh, vi = peopled(village)
    counts, flows = empty_counts(1), empty_flows(1)
    rooms = {f"room_{kind}": room for kind in HERDS}
    here = region_of_nothing(rough_fodder=fed[1], feed_weight=1.0, **rooms)[0]
    month = month_of_nothing(seed=seed, month=1931 * 12)
    before = belongings(hh, vi)[0]
    for home in hh:
        herds_change(home, 0, fed[0], month, here, P, counts)
    kolkhoz_herds(vi[0], 0, 1.0, month, here, P, flows, counts)
    grown = booked_heads(counts, "grown")
    assert belongings(hh, vi)[0] == [had + new for had, new in zip(before, grown, strict=True)]
    assert all(hh[kind].min() >= 0 and vi[f"kolkhoz_{kind}"][0] >= 0 for kind in HERDS)
    assert all(new == 0 for had, new in zip(before, grown, strict=True) if had == 0)


@given(VILLAGE, SHARE, st.tuples(*(SHARE,) * 4), st.floats(0.0, 0.4))
def test_deaths_births_and_birthdays_keep_the_ages_within_their_groups(village, hazard, u, rate):
    hh, vi = peopled(village)
    counts, before = empty_counts(1), belongings(hh, vi)[1]
    here, month = region_of_nothing(birth_rate=rate)[0], month_of_nothing(years=8.0)
    hh["fecundity"] = 1.0
    for home in hh:
        die(home, 0, hazard, (0.01, 0.001, 0.002, 0.01), u[0] * 0.999, u[1] * 0.999, P, counts)
        assert_ages_fit(hh)
        bear_and_age(home, 0, month, here, 1.0 - u[2], 1.0 - u[3], P, counts)
        assert_ages_fit(hh)
    born, dead = (int(counts[0, COUNT[name]]) for name in ("births", "deaths"))
    assert belongings(hh, vi)[1] == before + born - dead


@given(VILLAGE, st.data())
def test_those_who_leave_are_those_missing(village, data):
    hh, _ = peopled(village)
    for home in hh:
        people = int(home["adults"]) + int(home["children"])
        going = data.draw(st.integers(0, int(home["adults"])))
        gone = send_off(home, going)
        assert people - gone == int(home["adults"]) + int(home["children"])
        assert home["adults"] >= 0
        assert home["children"] >= 0
        assert going == 0 or home["adults"] > 0 or home["children"] == 0
    assert_ages_fit(hh)


# ---------------------------------------------------------------------------------- counterfactuals
@examples(15)
@given(questions())
def test_before_its_first_changed_month_a_scenario_is_the_baseline(question):
    """Bit for bit: series, events, every row of the tables, ledgers."""
    changed = live(question.begun(), question.first)
    plain = live(begun(question.start, scenario(UNTIL, drive=question.drive), question.seed),
                 question.first)  # fmt: skip
    different = not_the_same(plain, changed)
    plain.close()
    changed.close()
    assert not different


def steps_of(plan, name, first):
    """Overrides that restate a lever's course from a tick to the end of a scenario."""
    row, words = LEVER_INDEX[name], []
    for tick in range(first, plan.months):
        value = repr(float(plan.paths[row, tick]))
        word = "emergent" if plan.emergent_months[row, tick] else value
        if not words or words[-1].rpartition(":")[2] != word:
            words.append(f"{name}={month_of(tick)}:{word}")
    return words


@examples(8)
@given(
    st.sampled_from(DRIVES), st.sampled_from(SEEDS),
    st.dictionaries(st.sampled_from(sorted(LEVERS)), st.integers(0, 11), min_size=1, max_size=6),
)  # fmt: skip
def test_restating_the_baseline_changes_nothing(drive, seed, restated):
    plan, first = scenario(UNTIL, drive=drive), tick_of(TURN)
    stated = [s for name, later in restated.items() for s in steps_of(plan, name, first + later)]
    again = live(begun(TURN, scenario(UNTIL, stated, drive), seed), first + 14)
    plain = live(begun(TURN, plan, seed), first + 14)
    different = not_the_same(plain, again)
    plain.close()
    again.close()
    assert not different


ALWAYS_WORKED = {"stocks_are_taken", "readings_reach_the_centre", "plan_comes_down"}


@examples(8)
@given(
    st.sampled_from(DRIVES), st.sampled_from(SEEDS), st.sampled_from(lines_of_the_month()),
    st.text(min_size=1), st.integers(1, 500),
)  # fmt: skip
def test_an_unused_purpose_of_chance_shifts_nobody(drive, seed, line, purpose, draws):
    """The purpose is drawn from every month before a drawn line of the month."""
    plan, stop = scenario(UNTIL, drive=drive), tick_of(TURN) + 14
    plain = live(begun(TURN, plan, seed), stop)
    work, drawn = getattr(sim.month, line), []

    def draw_first(world):
        drawn.append(world.streams.uniforms(world.clock.absolute, f"unused {purpose}", draws).sum())
        drawn.append(world.streams.normal(world.clock.absolute, f"unused {purpose}", draws))
        work(world)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.month, line, draw_first)
        other = live(begun(TURN, plan, seed), stop)
    different = not_the_same(plain, other)
    plain.close()
    other.close()
    assert not different
    assert drawn or line not in ALWAYS_WORKED


# ------------------------------------------------------------------------------------ repeatability
@examples(10)
@given(questions(), st.floats(0.0, 1.0))
def test_threads_and_checkpoints_change_nothing_in_any_scenario(question, part):
    """The same to the bit with two threads, and after a checkpoint in a random month."""
    plan = scenario(UNTIL, question.changes, question.drive)
    plain = live(question.begun(), question.stop)
    threads = live(question.begun(threads=2), question.stop)
    first = live(question.begun(), tick_of(question.start) + int(part * question.months))
    state = first.save_state()
    resumed = live(going_on(state, plan), question.stop)
    different = not_the_same(plain, threads), not_the_same(plain, resumed)
    for model in (plain, threads, first, resumed):
        model.close()
    assert different == ([], [])


# ---------------------------------------------------------------------------------------- direction
def raised(name, first, last, more):
    """Overrides that raise a lever's documented path by ``more`` over the ticks first..last."""
    path, most = scenario(UNTIL).paths[LEVER_INDEX[name]], LEVERS[name].high
    return [
        f"{name}={month_of(tick)}:{min(most, float(path[tick]) + more)!r}"
        for tick in range(first, last + 1)
    ]


def outcome(read, month, stated, stop):
    """Mean over the seeds of what ``read`` makes of the country's series by tick."""
    plan, found = scenario(UNTIL, stated), []
    for seed in SEEDS:
        model = live(begun(month, plan, seed), stop)
        found.append(read(lambda name, values=model.world.recorder.values:
                          values[SERIES_INDEX[name], :, -1]))  # fmt: skip
        model.close()
    return float(np.mean(found))


@functools.cache
def hunger_deaths(year, relief):
    """Deaths from hunger, thousands, with relief so and so much above what is documented."""
    first, last = tick_of(f"{year}-07"), tick_of("1933-12")

    def deaths(series):
        return float(np.nansum(series("deaths_from_hunger")[first : last + 1]))

    stated = raised("relief.share_of_need", first, last, relief)
    return outcome(deaths, f"{year}-07", stated, last + 1)


@examples(7)
@given(st.sampled_from((1931, 1932)), st.lists(st.integers(0, 50), min_size=2, max_size=2,
                                               unique=True))  # fmt: skip
@example(1932, [0, 45])
def test_more_relief_never_raises_deaths_from_hunger(year, strengths):
    """Relief in fiftieths of need above the documented path, to the end of 1933."""
    less, more = sorted(strengths)
    assert hunger_deaths(year, more / 50.0) <= hunger_deaths(year, less / 50.0)


@functools.cache
def grain_left(year, later, more):
    """Grain in villages, Mt, at the end of an agricultural year with a plan raised by ``more``."""
    july, next_july = tick_of(f"{year}-07"), tick_of(f"{year + 1}-07")
    stated = raised("procurement.plan", july + later, next_july - 1, more)
    return outcome(lambda series: float(series("grain_held_in_villages")[next_july]),
                   f"{year}-07", stated, next_july + 1)  # fmt: skip


@examples(10)
@given(
    st.sampled_from(YEARS), st.integers(0, 8),
    st.lists(st.integers(0, 200), min_size=2, max_size=2, unique=True),
)  # fmt: skip
@example(1931, 0, [0, 50])
def test_a_higher_plan_never_raises_the_grain_left_in_villages(year, later, increments):
    """Plans in tenths of Mt above the documented one, raised in July or some months later."""
    less, more = sorted(increments)
    assert grain_left(year, later, more / 10.0) <= grain_left(year, later, less / 10.0)
