"""The plain per-household loop over the same rules agrees with the compiled engine to the bit."""

import numpy as np
import pytest

import sim.first_world
from benchmarks.plain_python import Rows, Single, Small, least, most, plain_engine, real
from sim.kernel import eating
from sim.model import GeneralLine
from sim.rules.hunger import body_next
from sim.scenario import load

STRETCHES = {"NEP": (3, 3), "collectivisation": (69, 9), "famine": (104, 6)}
"""Months lived compiled before, and months compared: 1924-04, 1929-10, 1932-09 on."""


@pytest.fixture(scope="module")
def states():
    """The small country as it stands at the start of each stretch."""
    patch = pytest.MonkeyPatch()
    for name, value in (("LEAST_DISTRICTS", 2), ("LEAST_VILLAGES", 2), ("LARGEST_VILLAGE", 9)):
        patch.setattr(sim.first_world, name, value)
    plan = load("historical", drive="countryside", until="1933-12", scale=100_000)
    model = GeneralLine(plan, seed=3)
    patch.undo()
    assert len(model.world.households) < 1000
    saved = {}
    for name, (before, _) in STRETCHES.items():
        while model.world.clock.tick < before:
            model.step()
        saved[name] = model.save_state()
    model.close()
    return saved


@pytest.mark.parametrize("stretch", STRETCHES)
def test_plain_python_lives_the_same_months_to_the_bit(states, stretch):
    months = STRETCHES[stretch][1]
    compiled, plain = (GeneralLine.from_state(states[stretch]) for _ in range(2))
    for _ in range(months):
        compiled.step()
    with plain_engine():
        for _ in range(months):
            plain.step()
    for table in ("households", "villages", "districts", "posts"):
        ours, theirs = (getattr(one.world, table).rows for one in (plain, compiled))
        moved = [name for name in ours.dtype.names if not np.array_equal(ours[name], theirs[name])]
        assert not moved, (table, moved)
    values = [one.world.recorder.values for one in (plain, compiled)]
    assert np.array_equal(*values, equal_nan=True)
    assert plain.world.events == compiled.world.events
    assert plain.checks() == compiled.checks()
    plain.close()
    compiled.close()


def test_the_plain_engine_is_plain_inside_the_block_and_gone_after_it():
    compiled = eating.live
    with plain_engine():
        assert eating.live is compiled.py_func
        assert eating.min(1.0, 2) == 1.0
    assert eating.live is compiled
    assert not hasattr(eating, "min")


def test_a_failure_inside_the_block_brings_the_compiled_engine_back():
    compiled = eating.live
    with pytest.raises(ZeroDivisionError), plain_engine():
        1 / 0  # noqa: B018
    assert eating.live is compiled
    assert body_next.py_func


def test_numbers_follow_the_compilers_types():
    tenth = Single(np.float32(0.1))
    assert tenth * tenth == float(np.float32(0.1) * np.float32(0.1))
    assert type(tenth + Small(1)) is Single
    assert type(Small(1) - tenth) is Single
    assert type(0.5 * tenth) is float
    assert type(tenth * 2) is float
    assert 0.5 * tenth == 0.5 * float(np.float32(0.1))
    assert type(least(tenth, 0.5)) is float
    assert type(most(tenth, Small(0))) is Single
    assert most(1, Small(3)) == 3
    assert type(least(2, 1.5)) is float
    assert type(real(tenth)) is Single
    assert type(real(2)) is float


def test_a_row_reads_and_writes_its_columns():
    array = np.zeros(2, [("heads", "int16"), ("share", "float32"), ("kg", "float64")])
    row = Rows(array)[1]
    row.share = 0.1
    row.kg += 2.5
    assert (type(row.heads), type(row.share), type(row.kg)) == (Small, Single, float)
    assert array["share"].tolist() == [0.0, float(np.float32(0.1))]
    assert array["kg"].tolist() == [0.0, 2.5]
