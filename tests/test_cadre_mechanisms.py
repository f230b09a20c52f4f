"""Secretaries in small countries: what they plead for, leak, lose and leave in their records.

Countries of few villages, under lines and parameters that make a mechanism show.
"""

import json
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from watching import Ran, ran, scenario, tick_of

import sim.month
from sim.institutions import cadres, plan, policing, rural_party
from sim.institutions.plan import _district_targets
from sim.levers import LEVER_INDEX
from sim.model import GeneralLine
from sim.outcomes import REGIONS
from sim.rules.cadre import COMPLY, LEAK, OVERSHOOT

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


def busy():
    """Eleven years with many pleas and falls."""
    return ran(UNTIL, BUSY)


def choosing(choice):
    """A stand-in for the secretaries' choices in which ``choice`` says what each does."""
    look_and_choose = cadres.choose

    def choose(posts, *arguments):
        look_and_choose(posts, *arguments)
        posts["choice"] = [choice(district) for district in posts["district"].tolist()]

    return choose


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
    run = ran("1926-06", (*HUNGRY, *BUSY, "discipline.norm=0.5"))
    wanted = np.zeros((len(run.log), len(run.records)))
    answers = Counter()
    for d, line in lines_of(run):
        if line.what == "plea":
            answers[line.detail] += 1
            tick = tick_of(line.month)
            wanted[tick : tick + (6 - tick) % 12, d] += line.detail == "heard"
    assert min(answers["heard"], answers["refused"]) > 0
    assert wanted.max() > 1.0
    assert run.logged("eased") == pytest.approx(1.0 - 0.8**wanted, abs=1e-6)
    pleas = {(tick_of(line.month), d) for d, line in lines_of(run) if line.what == "plea"}
    assert pleas == set(zip(*np.nonzero(run.logged("plea")), strict=True))
    this_year = {d for tick, d in pleas if tick >= tick_of("1925-07")}
    assert this_year == set(np.flatnonzero(run.districts["pleaded"]))


# ------------------------------------------------------------------------------------ striking off
VETO = "procurement.local_veto"
HARD = ("procurement.plan=1924-07:40", "procurement.extraordinary=1924-07:1")
"""A plan of far more than villages can give, taken with all force."""


def struck(until, veto, choice=None):
    """Quotas and targets of the last month, before and after districts strike off (sample kg)."""
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        if choice is not None:
            patch.setattr(cadres, "choose", choosing(lambda district: choice))

        def strike(world, country):
            villages, districts = world.villages, world.districts
            found["can give"] = plan._can_give(world, country)
            found["threshed"] = villages.harvest_kg > 0.0
            for when in ("before", "after"):
                if when == "after":
                    strikes(world, country)
                found[when] = villages.quota_kg.copy(), districts.target_kg.copy()
                found[when, "region"] = country.target_kg.copy()

        strikes = plan._strike_off
        patch.setattr(plan, "_strike_off", strike)
        run = Ran(scenario(until, (*HARD, f"{VETO}=1924-07:{veto}")))
    return found, run


def test_districts_strike_off_what_villages_cannot_give_and_nobody_bears_it():
    found, _ = struck("1924-11", 1.0, COMPLY)
    (asked, owed), (left, due) = found["before"], found["after"]
    can_give = np.maximum(0.0, found["can give"])
    assert found["threshed"].all()
    assert left == pytest.approx(np.minimum(asked, can_give))
    assert 0.0 < left.sum() < 0.9 * asked.sum()
    assert owed.sum() - due.sum() == pytest.approx(asked.sum() - left.sum())
    assert np.all(due <= owed)
    assert np.all(found["after", "region"] <= found["before", "region"])


def test_half_a_veto_strikes_off_half_and_one_who_overshoots_none():
    found, _ = struck("1924-11", 0.5, COMPLY)
    asked, left = found["before"][0], found["after"][0]
    beyond = np.maximum(0.0, asked - np.maximum(0.0, found["can give"]))
    assert asked - left == pytest.approx(0.5 * beyond)
    zealous, _ = struck("1924-11", 1.0, OVERSHOOT)
    assert np.array_equal(zealous["before"][0], zealous["after"][0])


def test_before_the_crop_is_threshed_nothing_is_struck_off():
    found, _ = struck("1924-07", 1.0, COMPLY)
    assert not found["threshed"].any()
    assert np.array_equal(found["before"][0], found["after"][0])


def test_less_is_taken_where_districts_may_strike_off():
    taken = [ran("1925-06", (*HARD, f"{VETO}=1924-07:{x}")).regional("grain_procurement_actual")
             for x in (0, 1)]  # fmt: skip
    assert taken[1].sum() < 0.8 * taken[0].sum()


# ------------------------------------------------------------------------------------------ leaking
class Leaks:
    """What passed through stores in a country whose districts of even number leak, or none."""

    def __init__(self, leaking):
        self.leaking, self.state, self.stores = leaking, [], []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(cadres, "choose", choosing(self._leaks))
            patch.setattr(sim.month, "households_eat", self._eat(sim.month.households_eat))
            patch.setattr(sim.month, "cadres_sell_back", self._sell(sim.month.cadres_sell_back))
            self.run = Ran(scenario("1925-07", HUNGRY))

    def _leaks(self, district):
        return LEAK if self.leaking and district % 2 == 0 else COMPLY

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
    leaky, tight = (one.run.logged("sold_back_kg") for one in leaks)
    spring = slice(tick_of("1925-03"), tick_of("1925-06") + 1)
    assert np.all(leaky[spring, ::2].sum(axis=0) > 0.0)
    assert not leaky[:, 1::2].any()
    assert not tight.any()
    assert np.all(leaky <= 0.25 * np.array(leaks[0].stores) * (1.0 + 1e-6) + 1e-3)


def test_what_is_sold_back_is_booked_and_taken_from_the_states_store(leaks):
    run = leaks[0].run
    booked = run.regional("grain_sold_back") * KG
    assert run.of_regions(run.logged("sold_back_kg")) == pytest.approx(booked, rel=1e-5)
    issued = (booked + run.regional("food_aid") * KG).sum(axis=1)
    assert issued.max() > booked.sum(axis=1).max() > 0.0
    assert leaks[0].state == pytest.approx(issued)
    assert run.checks["grain_largest_imbalance_kg"] < 1e-9 * run.checks["grain_turnover_kg"]


def test_where_secretaries_leak_fewer_die(leaks):
    dead = [one.run.logged("hunger_deaths").sum(axis=0) for one in leaks]
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


def test_with_safe_tenure_nobody_falls_or_is_moved_and_fear_fades():
    loose, safe = busy(), ran(UNTIL, (*BUSY, "cadres.tenure=1"))
    went = Counter(line.what for _, line in lines_of(safe))
    assert {what for what in GOING if went[what]} == {"promoted"}
    assert went["reprimand"] > 0
    assert np.mean(safe.logged("fear")) < 0.5 * np.mean(loose.logged("fear"))
    for name in ("dismissed", "expelled", "tried"):
        assert not safe.regional(f"raion_secretaries_{name}").any(), name


def test_an_organisation_can_be_screened_in_the_first_month():
    model = GeneralLine(scenario("1924-01", ("rural_party.screened_district=0.3",)), seed=1)
    before = model.world.ranks.communists.copy()
    rural_party.expel_after(model.world, 0)
    lost = before - model.world.ranks.communists
    model.close()
    assert lost[0] > 0.0
    assert not lost[1:].any()


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


@pytest.fixture(scope="module")
def many_fall():
    """Happened and expected counts of secretaries where all overshoot and many fall or move."""
    line = ("cadres.blame_excess=0.5", "cadre_fate.excess=0.6", "cadre_fate.harshness=0",
            "cadre_fate.protection=0", "cadre_fate.transfer=0.05", "cadre_fate.promotion=0.1",
            "cadre_fate.abandoned=0.3")  # fmt: skip
    happened, expected = Counter(), Counter()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cadres, "choose", choosing(lambda district: OVERSHOOT))
        for seed in (1, 2, 3, 4, 5):
            run = Ran(scenario("1929-12", line), seed)
            happened.update(line.what for _, line in lines_of(run))
            region = run.districts["region"]
            weight = np.bincount(region, run.districts["weight"]) / np.bincount(region)
            for name in ("replaced", "reprimanded", "dismissed", "expelled", "tried", "promoted"):
                counts = run.regional(f"raion_secretaries_{name}") / weight
                expected[name] += float(counts.sum())
    return happened, expected


@pytest.mark.parametrize(
    ("series", "acts"),
    [
        ("replaced", GOING),
        ("reprimanded", ("reprimand",)),
        ("dismissed", ("dismissal", "expulsion", "trial")),
        ("expelled", ("expulsion", "trial")),
        ("tried", ("trial",)),
        ("promoted", ("promoted",)),
    ],
)
def test_expected_counts_agree_with_what_happens_in_the_long_run(many_fall, series, acts):
    """The difference adds up surprises, one a secretary: within four of its standard errors."""
    happened = sum(many_fall[0][what] for what in acts)
    expected = many_fall[1][series]
    assert happened > 50
    assert abs(happened - expected) < 4.0 * expected**0.5


def test_a_successor_begins_anew():
    run = busy()
    number, tenure = run.logged("secretary"), run.logged("tenure")
    changed = np.diff(number, axis=0) > 0.0
    assert changed.any()
    assert np.all(tenure[1:][changed] == 0.0)
    assert np.all((np.diff(tenure, axis=0) == 1.0)[~changed])
    assert not run.logged("reprimands")[1:][changed].any()


# ----------------------------------------------------------------------------- what the centre sees
def test_weighed_reports_tell_what_lies_in_the_barns_of_villages_and_state_farms():
    run = ran("1931-12", ("reports.weighed=1",))
    crop = run.regional("grain_harvest_wheatcroft_davies_low")
    assert run.regional("grain_harvest_official_contemporary") == pytest.approx(crop)
    assert ran("1931-12").regional("grain_harvest_official_contemporary").sum() > 1.1 * crop.sum()


def test_the_centre_learns_the_inflation_of_reports_from_its_checks():
    given = ("plan.base_inflation=0.14", "plan.audit_sees=0.6", "plan.audit_weight=0.5")
    checked, blind = (ran("1925-08", (*given, f"reports.audit={x}")) for x in (1, 0))
    known = [run.regional("reports_inflation_known") for run in (checked, blind)]
    assert np.all(known[1] == pytest.approx(0.14))
    june, august = tick_of("1925-06"), tick_of("1925-08")
    ratio = checked.logged("reported_kg")[june] / checked.logged("crop_kg")[june]
    weight, region = checked.districts["weight"], checked.districts["region"]
    found = np.bincount(region, weight * (ratio - 1.0)) / np.bincount(region, weight)
    assert known[0][august] == pytest.approx(0.14 + 0.5 * (0.6 * found - 0.14), abs=1e-5)
    assert np.all(known[0][: june + 1] == pytest.approx(0.14))


def test_on_average_the_field_follows_the_line():
    """M17: mean pressure of the districts moves with the licence from above."""
    run = ran(UNTIL)
    line = scenario(UNTIL).paths[LEVER_INDEX["procurement.extraordinary"]]
    field = np.average(run.logged("pressure"), axis=1, weights=run.districts["weight"])
    assert np.ptp(line) > 0.5
    assert np.corrcoef(field, line[: len(field)])[0, 1] > 0.9


@pytest.mark.parametrize(("drive", "joined"), [("coupled", 1.0), ("side_by_side", 0.0)])
def test_districts_that_waver_are_feared_where_all_is_joined(drive, joined):
    """M18: a tenth that balks and a twentieth that pleads move the risk of a split."""
    model = GeneralLine(scenario("1924-02", drive=drive), seed=1)
    model.step()
    state, found = model.save_state(), []
    model.close()
    for balk, plea in ((0.0, 0.0), (0.1, 0.05)):
        model = GeneralLine.from_state(state)
        world, politics = model.world, model.world.politics
        politics.crisis = 0.2
        tick = world.recorder.tick = world.clock.tick
        for name, share in (("cadre_balk", balk), ("cadre_plea", plea)):
            world.recorder.country(name, share)
            assert world.recorder.read(name, tick) == share
        policing._feel_threat(politics, world)
        found.append((politics.split_risk, politics.threat_stock))
        raw = politics.cards.recent / politics.cards.total
        model.close()
    (calm, easy), (feared, uneasy) = found
    assert raw > 0.0
    # a tenth of the way, by twice the share that wavers and by the share of raw members
    assert feared - calm == pytest.approx(joined * 0.1 * 2.0 * 0.15 * raw)
    assert (uneasy > easy) == (joined > 0.0)
