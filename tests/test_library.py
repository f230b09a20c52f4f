"""Every scenario that departs from the record: what it says, and that the past stays as it was.

A run of each is laid beside the historical one of the same seed, in the drive where its levers act.
"""

import functools
import re
from pathlib import Path

import numpy as np
import pytest

from analysis.predictions import LIBRARY
from sim.levers import LEVERS
from sim.runner import run_one
from sim.scenario import load
from sim.scenario_file import locate, names, read
from sim.scenario_schema import DRIVES, month_label, month_number
from tests.politics_bench import PARTED

ROOT = Path(__file__).resolve().parent.parent
SCALE, SEED = 20000, 3
PARENTS = {
    name: Path(chain[-2]).stem for name in names() if len(chain := load(name).chain) > 1
}  # fmt: skip
SCENARIOS = list(PARENTS)
GIVEN_TO_VILLAGES = {"weather.shock", "weather.given", "world.grain_price", "world.landlords"}
"""Levers given from outside that act on the countryside; the others act on the leadership."""
MONTHS_AFTER = {"countryside": 8, "politics": 107}
"""Months after the first change by which something differs: chairs and laws may wait for years."""
START = month_number("1924-01")


def file_of(name):
    """What the scenario's own file says, without its parents."""
    return read(locate(name))


def parent_of(name):
    return load(PARENTS[name])


def drive_of(name):
    """The drive in which the levers that differ from the record act."""
    changed = differing(load(name), load("historical"))
    rural = {x for x in changed if LEVERS[x].tier == "countryside"} | (changed & GIVEN_TO_VILLAGES)
    return "countryside" if rural or not changed else "politics"


def differing(scenario, other):
    """Names of the levers that the two do not have alike in every month."""
    apart = (scenario.paths != other.paths) | (scenario.emergent_months != other.emergent_months)
    return {lever for lever, months in zip(LEVERS, apart, strict=True) if months.any()}


def first_dates(file):
    """By lever the first month that a file names, in ticks."""
    return {
        lever: max(0, min(step.month for step in steps) - START)
        for lever, steps in file.levers.items()
    }


# ------------------------------------------------------------------------------ what a file says
def test_the_library_is_there():
    assert not [name for name in LIBRARY.values() if name not in SCENARIOS]


def test_the_documents_list_the_library_in_its_order():
    page = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (S?\d+) \| `(\w+)` \| .+\? \| .+ \| `(\w+)` \|$", page, re.M)
    assert {number: name for number, name, _ in rows} == LIBRARY
    assert {drive for _, _, drive in rows} <= set(DRIVES)


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_asks_a_question_and_says_what_it_rests_on(name):
    model = file_of(name).model
    assert model.question.endswith("?")
    assert model.title
    assert model.sources
    text = Path(locate(name)).read_text(encoding="utf-8")
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert len(comments) >= 2, "the head says what the switch means in the model"


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_departs_from_its_parent_in_what_it_names_alone_and_from_its_date_on(name):
    file, scenario, parent = file_of(name), load(name), parent_of(name)
    assert differing(scenario, parent) == set(file.levers)
    assert set(scenario.parameters) == set(parent.parameters) | set(file.parameters)
    assert file.levers or file.parameters
    for lever, first in first_dates(file).items():
        row = list(LEVERS).index(lever)
        for ours, theirs in ((scenario.paths, parent.paths),
                             (scenario.emergent_months, parent.emergent_months)):  # fmt: skip
            np.testing.assert_array_equal(ours[row, :first], theirs[row, :first], err_msg=lever)


# --------------------------------------------------------------------------------- what runs do
@functools.cache
def historical(drive, seed):
    return run_one(load("historical", drive=drive, scale=SCALE, until="1933-12"), seed)


@pytest.mark.slow
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_past_is_untouched_to_the_bit_and_the_future_is_not(name):
    drive, seed = drive_of(name), PARTED.get(name, SEED)
    first = month_number(differs_from_record(name)) - START
    last = min(first + MONTHS_AFTER[drive], month_number("1933-12") - START)
    until = month_label(START + last)
    other = run_one(load(name, drive=drive, scale=SCALE, until=until), seed)
    baseline = historical(drive, seed)
    assert np.array_equal(other.values[:, :first], baseline.values[:, :first], equal_nan=True)
    assert [e for e in other.events if e.tick < first] == [
        e for e in baseline.events if e.tick < first
    ]
    same = np.array_equal(other.values, baseline.values[:, : last + 1], equal_nan=True)
    assert not same, f"nothing differs to {until} in the drive {drive}"


def differs_from_record(name):
    """First month in which a scenario, by its own levers or its parents', leaves the record."""
    scenario, record = load(name), load("historical")
    if scenario.parameters:
        return "1924-01"
    apart = (scenario.paths != record.paths) | (scenario.emergent_months != record.emergent_months)
    return month_label(START + int(np.argmax(apart.any(axis=0))))
