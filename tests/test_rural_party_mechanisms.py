"""The party in the villages of small countries: volunteers who are called, and departments."""

import numpy as np
import pytest
from watching import Ran, ran, scenario

from sim.levers import LEVER_INDEX
from sim.outcomes import SERIES, SERIES_INDEX


def test_without_a_call_nobody_goes():
    run = ran("1931-12", ("cadres.urban_volunteers=0",))
    for name in ("urban_volunteers_offered", "urban_volunteers_serving"):
        assert not run.values[SERIES_INDEX[name]].any(), name


def test_those_who_serve_are_never_more_than_were_sent():
    run = ran("1931-12")
    sent = run.values[SERIES_INDEX["urban_volunteers_sent"], :, -1]
    serving = run.values[SERIES_INDEX["urban_volunteers_serving"], 1:, -1]
    so_far = np.cumsum(sent)[:-1]
    assert np.all(serving <= so_far * (1.0 + 1e-9))
    call = scenario("1931-12").paths[LEVER_INDEX["cadres.urban_volunteers"]] * 1000.0
    assert 0.0 < so_far[-1] <= call.sum()
    assert np.all(sent <= call[: len(sent)] * (1.0 + 1e-9))
    assert 0.0 < serving[-1] < serving.max()  # some give up


def test_however_long_the_call_only_the_fit_are_sent():
    line = ("cadres.urban_volunteers=3", "rural_party.offered=0.01", "rural_party.fit=0.4")
    run = ran("1926-12", line)
    offered, sent = (run.values[SERIES_INDEX[f"urban_volunteers_{what}"], :, -1].sum()
                     for what in ("offered", "sent"))  # fmt: skip
    assert 0.0 < sent == pytest.approx(0.4 * offered)


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
    arms = [run.logged("arm")[-1] for run in (without, with_them)]
    villages = with_them.villages
    served = np.bincount(villages["district"], villages["served"]) > 0.0
    assert served.any() and not served.all()
    assert np.all(arms[1][served] > arms[0][served])
    assert np.array_equal(arms[1][~served], arms[0][~served])


def test_villages_do_not_notice_a_leadership_that_runs_beside_them():
    """Drives A and B side by side: every series of the countryside is that of A to the bit."""
    alone, beside = (ran("1931-12", drive=drive) for drive in ("countryside", "side_by_side"))
    for name, series in SERIES.items():
        if series.tier != "politics":
            at = SERIES_INDEX[name]
            assert np.array_equal(alone.values[at], beside.values[at], equal_nan=True), name
