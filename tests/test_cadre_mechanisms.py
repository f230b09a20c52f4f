"""Secretaries in small countries: pleas, leaks, records, checks, volunteers, log of the districts.

A country here is compared with one that differs in one lever or in what its secretaries choose.
"""

import json
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from watching import Ran, ran, scenario, tick_of

import sim.month
from sim.agents.cadre import Cadre
from sim.district_columns import DISTRICT_COLUMNS, DISTRICT_INDEX
from sim.institutions import rural_party
from sim.institutions.plan import _district_targets
from sim.levers import LEVER_INDEX
from sim.model import GeneralLine
from sim.outcomes import REGIONS, SERIES_INDEX
from sim.rules.cadre import COMPLY, LEAK
from sim.state import Districts, columns

BUSY = (
    "cadre_fate.plea=0.9", "cadre_fate.plea_heard=0.9", "cadre_fate.plea_cut=0.2",
    "cadre_fate.failure=0.8", "cadre_fate.harshness=3.0", "rural_party.screened_district=0.3",
)  # fmt: skip
"""Parameters under which secretaries plead, are heard and fall often."""
HUNGRY = (
    "procurement.plan=1924-07:30", "procurement.extraordinary=1924-07:1",
    "procurement.search=1924-07:1", "procurement.penalty=1924-07:1", "relief.share_of_need=0.1",
    "cadre.leak_share=0.25",
)  # fmt: skip
"""A line that takes the villages' bread from the second half of 1924."""
UNTIL = "1934-12"
KG = 1e9


def history():
    """Eleven years of the documented line."""
    return ran(UNTIL)


def busy():
    """The same years with many pleas and falls."""
    return ran(UNTIL, BUSY)


def logged(run, name):
    """A column of the districts' log, months x districts."""
    return run.log[:, :, DISTRICT_INDEX[name]].astype(float)


def of_regions(run, per_district):
    """Real regional sums of a sampled amount a district, months x regions."""
    sums = [np.bincount(run.districts["region"], row, len(REGIONS)) for row in per_district]
    return np.array(sums) * run.weight


def regional(run, name):
    """A series by region, months x regions."""
    return run.values[SERIES_INDEX[name], :, :-1]


def since_july(flows):
    """Running sums of monthly flows over each agricultural year, months x regions."""
    found = np.cumsum(flows, axis=0)
    for july in range(6, len(flows), 12):
        found[july:] -= found[july - 1]
    return found


def lines_of(run):
    """Every line of every secretary's record with the district, in order."""
    return [(d, line) for d, record in enumerate(run.records) for line in record]


# ----------------------------------------------------------------------------------------- pleading
def test_what_a_plea_takes_off_one_district_the_regions_others_bear():
    model = GeneralLine(scenario("1924-03"), seed=1)
    model.step()
    world, districts = model.world, model.world.districts
    _district_targets(world, world.countryside)
    before = districts.target_kg.copy()
    place = int(np.flatnonzero(districts.region == REGIONS.index("Ukraine"))[1])
    districts.eased[place] = 0.25
    _district_targets(world, world.countryside)
    after, here = districts.target_kg.copy(), districts.region == districts.region[place]
    model.close()
    share = before[place] / before[here].sum()
    assert after[place] == pytest.approx(before[place] * 0.75 / (1.0 - 0.25 * share))
    others = here & (np.arange(len(before)) != place)
    assert after[others] == pytest.approx(before[others] / (1.0 - 0.25 * share))
    assert after[here].sum() == pytest.approx(before[here].sum())
    assert np.array_equal(after[~here], before[~here])


def test_a_district_is_eased_by_the_pleas_that_were_heard_since_july():
    run = ran("1926-08", (*HUNGRY, *BUSY, "discipline.norm=0.5"))
    wanted = np.zeros((len(run.log), len(run.records)))
    answers = Counter()
    for d, line in lines_of(run):
        if line.what == "plea":
            answers[line.detail] += 1
            tick = tick_of(line.month)
            wanted[tick : tick + (6 - tick) % 12, d] += line.detail == "heard"
    assert min(answers["heard"], answers["refused"]) > 0
    assert wanted.max() > 1.0
    assert logged(run, "eased") == pytest.approx(1.0 - 0.8**wanted, abs=1e-6)
    pleas = {(tick_of(line.month), d) for d, line in lines_of(run) if line.what == "plea"}
    assert pleas == set(zip(*np.nonzero(logged(run, "plea")), strict=True))


# ------------------------------------------------------------------------------------------ leaking
class Leaks:
    """What passed through stores in a country whose districts of even number leak, or none."""

    def __init__(self, leaking):
        self.leaking, self.state, self.stores, self.sold = leaking, [], [], []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Cadre, "choose", self._choose())
            patch.setattr(sim.month, "households_eat", self._eat(sim.month.households_eat))
            patch.setattr(sim.month, "cadres_sell_back", self._sell(sim.month.cadres_sell_back))
            self.run = Ran(scenario("1925-07", HUNGRY))

    def _choose(self):
        def choose(cadre, view, u, p):
            cadre.seen = view
            cadre.choice = LEAK if self.leaking and cadre.district % 2 == 0 else COMPLY
            return cadre.choice

        return choose

    def _eat(self, work):
        def eat(world):
            before = world.towns.stock_kg
            work(world)
            self.state.append(before - world.towns.stock_kg)

        return eat

    def _sell(self, work):
        def sell(world):
            before = world.districts.store_kg.copy()
            work(world)
            self.stores.append(before)

        return sell


@pytest.fixture(scope="module")
def leaks():
    """The hungry country with and without leaks."""
    return Leaks(True), Leaks(False)


def test_leaking_districts_alone_sell_grain_back_out_of_their_stores(leaks):
    leaky, tight = (logged(one.run, "sold_back_kg") for one in leaks)
    spring = slice(tick_of("1925-03"), tick_of("1925-06") + 1)
    assert np.all(leaky[spring, ::2].sum(axis=0) > 0.0)
    assert not leaky[:, 1::2].any()
    assert not tight.any()
    assert np.all(leaky <= 0.25 * np.array(leaks[0].stores) * (1.0 + 1e-6) + 1e-3)


def test_what_is_sold_back_is_booked_and_taken_from_the_states_store(leaks):
    run = leaks[0].run
    booked = regional(run, "grain_sold_back") * KG
    assert of_regions(run, logged(run, "sold_back_kg")) == pytest.approx(booked, rel=1e-5)
    issued = (booked + regional(run, "food_aid") * KG).sum(axis=1)
    assert issued.max() > booked.sum(axis=1).max() > 0.0
    assert leaks[0].state == pytest.approx(issued)
    assert run.checks["grain_largest_imbalance_kg"] < 1e-9 * run.checks["grain_turnover_kg"]


def test_where_secretaries_leak_fewer_die(leaks):
    dead = [logged(one.run, "hunger_deaths").sum(axis=0) for one in leaks]
    assert dead[0][::2].sum() < 0.9 * dead[1][::2].sum()


# -------------------------------------------------------------------------------- posts and records
def test_a_district_whose_secretary_is_expelled_loses_communists():
    """With the secretary go three in ten of the district's own, and nobody goes elsewhere."""
    found = []

    def judged(work):
        def judge(world):
            before = world.ranks.communists.copy()
            work(world)
            left, month = before.copy(), world.clock.label
            for cadre in world.cadres:
                if any(line.month == month and line.what in ("expulsion", "trial")
                       for line in cadre.record[-3:]):  # fmt: skip
                    d, region = cadre.district, REGIONS.index(cadre.region)
                    share = world.districts.weight[d] / world.ranks.districts[region]
                    left[region] *= 1.0 - 0.3 * share
                    found.append(month)
            assert world.ranks.communists == pytest.approx(left)

        return judge

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sim.month, "cadres_are_judged", judged(sim.month.cadres_are_judged))
        run = Ran(scenario("1933-03", BUSY))
    assert len(found) > 20
    tick = tick_of(max(found, key=found.count))
    assert run.read("rural_communists_expelled", tick) > 0.0


GOING = ("dismissal", "expulsion", "trial", "promoted", "transferred")


def test_a_record_begins_with_an_appointment_and_runs_in_time():
    for record in busy().records:
        assert record[0].what == "appointed"
        assert record[0].month == "1924-01"
        assert [line.month for line in record] == sorted(line.month for line in record)
        for before, after in pairwise(record):
            assert after.secretary - before.secretary == (after.what == "appointed")
            assert (before.what in GOING) == (after.what == "appointed")


def test_events_of_secretaries_are_the_lines_of_their_records():
    run = busy()
    noted = Counter()
    for event in run.events:
        if event.kind == "district_secretary":
            facts = json.loads(event.detail)
            answer = facts.get("charge", facts.get("answer", ""))
            noted[event.tick, facts["district"], facts["secretary"], facts["what"], answer] += 1
    kept = Counter()
    for d, line in lines_of(run):
        if line.what not in ("choice", "report") and (line.what, line.secretary) != (
            "appointed", 1):  # fmt: skip
            detail = "" if line.what == "appointed" else line.detail
            kept[tick_of(line.month), d, line.secretary, line.what, detail] += 1
    assert noted == kept
    assert {key[3] for key in kept} == {"appointed", "plea", "reprimand", *GOING}


LOOSE = (
    "cadres.blame_excess=1", "cadre_fate.excess=0.6", "cadre_fate.harshness=0",
    "cadre_fate.protection=0", "cadre_fate.transfer=0.05", "cadre_fate.promotion=0.1",
    "cadre_fate.abandoned=0.3",
)  # fmt: skip
"""A line and parameters under which many are reprimanded and many are moved."""


@pytest.mark.parametrize(("series", "acts"), [("reprimanded", ("reprimand",)), ("replaced", GOING),
                                              ("promoted", ("promoted",))])  # fmt: skip
def test_expected_counts_agree_with_what_happens_in_the_long_run(series, acts):
    """The difference adds up surprises, one a secretary: within four of its standard errors."""
    happened = expected = 0.0
    for seed in (1, 2, 3):
        run = ran("1929-12", LOOSE, seed)
        happened += sum(line.what in acts for _, line in lines_of(run))
        region = run.districts["region"]
        weight = np.bincount(region, run.districts["weight"]) / np.bincount(region)
        expected += float((regional(run, f"raion_secretaries_{series}") / weight).sum())
    assert happened > 500
    print(series, happened, expected, (happened - expected) / expected**0.5)
    assert abs(happened - expected) < 4.0 * expected**0.5


def test_a_successor_begins_anew():
    run = busy()
    number, tenure = logged(run, "secretary"), logged(run, "tenure")
    changed = np.diff(number, axis=0) > 0.0
    assert changed.any()
    assert np.all(tenure[1:][changed] == 0.0)
    assert np.all((np.diff(tenure, axis=0) == 1.0)[~changed])
    assert not logged(run, "reprimands")[1:][changed].any()


# ----------------------------------------------------------------------------- what the centre sees
def test_the_centre_learns_the_inflation_of_reports_from_its_checks():
    given = ("plan.base_inflation=0.14", "plan.audit_sees=0.6", "plan.audit_weight=0.5")
    checked, blind = (ran("1925-08", (*given, f"reports.audit={x}")) for x in (1, 0))
    known = [regional(run, "reports_inflation_known") for run in (checked, blind)]
    assert np.all(known[1] == pytest.approx(0.14))
    june, august = tick_of("1925-06"), tick_of("1925-08")
    ratio = logged(checked, "reported_kg")[june] / logged(checked, "crop_kg")[june]
    weight, region = checked.districts["weight"], checked.districts["region"]
    found = np.bincount(region, weight * (ratio - 1.0)) / np.bincount(region, weight)
    assert known[0][august] == pytest.approx(0.14 + 0.5 * (0.6 * found - 0.14), abs=1e-5)
    assert np.all(known[0][: june + 1] == pytest.approx(0.14))


def test_on_average_the_field_follows_the_line():
    """M17: mean pressure of the districts moves with the licence from above."""
    run = history()
    line = scenario(UNTIL).paths[LEVER_INDEX["procurement.extraordinary"]]
    field = np.average(logged(run, "pressure"), axis=1, weights=run.districts["weight"])
    assert np.ptp(line) > 0.5
    assert np.corrcoef(field, line[: len(field)])[0, 1] > 0.9


# ----------------------------------------------------------------------------- the log of districts
def test_the_log_adds_up_to_the_recorded_series():
    run = history()
    for column, series, farms in (
        ("crop_kg", "grain_harvest_wheatcroft_davies_low", "grain_harvest_state_farms"),
        ("collected_kg", "grain_procurement_actual", "grain_delivered_state_farms"),
    ):
        months = regional(run, series) - regional(run, farms)
        wanted = since_july(months * KG)
        found = of_regions(run, logged(run, column))
        assert found[6:] == pytest.approx(wanted[6:], rel=1e-5, abs=1e5), column
    held = of_regions(run, logged(run, "held_kg"))[:-1] / KG
    assert held == pytest.approx(regional(run, "grain_held_in_villages")[1:], rel=1e-5)
    people = of_regions(run, logged(run, "villagers"))
    assert people[:-1] / 1e6 == pytest.approx(regional(run, "population_rural")[1:], rel=1e-5)
    starving = of_regions(run, logged(run, "starving") * logged(run, "villagers"))[:-1]
    hunger = regional(run, "hunger_rural")[1:] / 100.0 * people[:-1]
    assert starving == pytest.approx(hunger, rel=1e-5, abs=1.0)
    crowds = of_regions(run, logged(run, "crowds"))
    assert crowds == pytest.approx(regional(run, "mass_disturbances_month"), rel=1e-5, abs=1e-6)


def test_every_column_is_written_every_month_and_shares_are_shares():
    run = history()
    for column in DISTRICT_COLUMNS:
        values = logged(run, column.name)
        assert not np.isnan(values).any(), column.name
        assert values.min() >= 0.0, column.name
        if column.unit in ("share", "0/1"):
            assert values.max() <= 1.0 + 1e-6, column.name


def test_the_last_month_of_the_log_is_what_the_districts_hold():
    run = history()
    shared = set(columns(Districts)) & set(DISTRICT_INDEX)
    assert {"assessed_kg", "target_kg", "hunger", "pressure", "arm", "choice"} <= shared
    for name in shared:
        now = run.districts[name].astype(np.float32)
        assert np.array_equal(run.log[-1, :, DISTRICT_INDEX[name]], now), name


def test_a_resumed_run_keeps_the_same_log():
    whole = GeneralLine(scenario("1925-04"), seed=1)
    for _ in range(7):
        whole.step()
    resumed = GeneralLine.from_state(whole.save_state())
    assert np.isnan(resumed.world.district_log.values[7:]).all()
    for model in (whole, resumed):
        model.run()
        assert not np.isnan(model.world.district_log.values).any()
    assert np.array_equal(whole.world.district_log.values, resumed.world.district_log.values)
    records = [[cadre.record for cadre in model.world.cadres] for model in (whole, resumed)]
    assert records[0] == records[1]
    whole.close()
    resumed.close()


# ----------------------------------------------------------------------- volunteers and departments
def test_without_a_call_nobody_goes():
    run = ran("1931-12", ("cadres.urban_volunteers=0",))
    for name in ("urban_volunteers_offered", "urban_volunteers_serving"):
        assert not run.values[SERIES_INDEX[name]].any(), name


def test_those_who_serve_are_never_more_than_were_sent():
    sent, taken = [], rural_party.rules.volunteers_taken

    def counted(called, offering, p):
        sent.append(taken(called, offering, p))
        return sent[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rural_party.rules, "volunteers_taken", counted)
        run = Ran(scenario("1931-12"))
    serving = run.values[SERIES_INDEX["urban_volunteers_serving"], 1:, -1]
    so_far = np.cumsum(sent)[:-1]
    assert np.all(serving <= so_far * (1.0 + 1e-9))
    call = scenario("1931-12").paths[LEVER_INDEX["cadres.urban_volunteers"]] * 1000.0
    assert 0.0 < so_far[-1] <= call.sum()
    assert np.all(np.array(sent) <= call[: len(sent)] * (1.0 + 1e-9))
    assert 0.0 < serving[-1] < serving.max()  # some give up


def test_workers_offer_themselves_as_far_as_they_support_the_cause():
    offered = []
    for support in (0.3, 0.6):

        def convince(world, support=support):
            if world.clock.tick == 0:
                world.towns.support = support
                world.towns.jobs = 5.0

        call = ("cadres.urban_volunteers=5", "rural_party.offered=0.01")
        run = Ran(scenario("1924-01", call), each_month=convince)
        offered.append(run.read("urban_volunteers_offered", 0))
    assert offered == pytest.approx([0.01 * 0.3 * 5e6, 0.01 * 0.6 * 5e6])


def test_political_departments_reach_where_machine_stations_serve():
    without, with_them = (
        ran(
            "1932-05",
            (f"cadres.political_departments=1932-05:{x}", "rural_party.department_reach=0.6"),
        )
        for x in (0, 1)
    )
    arms = [logged(run, "arm")[-1] for run in (without, with_them)]
    villages = with_them.villages
    served = np.bincount(villages["district"], villages["served"]) > 0.0
    assert served.any() and not served.all()
    assert np.all(arms[1][served] > arms[0][served])
    assert np.array_equal(arms[1][~served], arms[0][~served])
