"""House rule R4: a line of the month writes only the columns that name it among their writers."""

import numpy as np
import pytest
from watching import TABLES, lines_of_the_month, scenario

import sim.month
from sim.model import GeneralLine
from sim.state import columns

UNTIL = "1933-09"
WATCHED = (
    ("1924-01", "1924-01"),
    ("1930-01", "1931-02"),
    ("1932-12", "1933-01"),
    ("1933-07", "1933-09"),
)
"""Months from .. to: the first; fourteen that meet every season's work, joining, leaving and
deportation; a winter of searches; and a harvest with payment to machine stations."""


LINES = lines_of_the_month()


def contents(world):
    """Copies of the three tables."""
    return {name: getattr(world, name).rows.copy() for name in TABLES}


def changed_columns(before, world):
    """``table.column`` of every column whose content is not what it was."""
    return {
        f"{name}.{column}"
        for name, rows in before.items()
        for column in rows.dtype.names
        if not np.array_equal(
            rows[column],
            getattr(world, name).rows[column],
            equal_nan=rows[column].dtype.kind == "f",
        )
    }


@pytest.fixture(scope="module")
def written():
    """Columns that each line changed over the watched months."""
    found = {line: set() for line in LINES}
    watching = False

    def alone(line, work):
        def run_line(world):
            if not watching:
                work(world)
                return
            before = contents(world)
            work(world)
            found[line] |= changed_columns(before, world)

        return run_line

    with pytest.MonkeyPatch.context() as patch:
        for line in LINES:
            patch.setattr(sim.month, line, alone(line, getattr(sim.month, line)))
        model = GeneralLine(scenario(UNTIL, drive="side_by_side"), seed=1)
        while model.world.clock.tick < model.plan_of_run.months:
            label = model.world.clock.label
            watching = any(first <= label <= last for first, last in WATCHED)
            model.step()
        model.close()
    return found


def declared_writers():
    """Writers of every column, by ``table.column``."""
    return {
        f"{name}.{column}": set(about.writers)
        for name, table in TABLES.items()
        for column, about in columns(table).items()
    }


def test_the_page_calls_each_line_once():
    assert len(LINES) == len(set(LINES))
    assert {"fields_are_worked", "state_collects_grain", "villages_answer", "households_eat",
            "people_move", "beliefs_update"} <= set(LINES)  # fmt: skip


def test_every_declared_writer_is_a_line_of_the_month():
    unknown = {
        column: writers - set(LINES)
        for column, writers in declared_writers().items()
        if writers - set(LINES)
    }
    assert not unknown


@pytest.mark.parametrize("line", LINES)
def test_a_line_writes_only_what_names_it(line, written):
    writers = declared_writers()
    strangers = sorted(column for column in written[line] if line not in writers[column])
    assert not strangers, f"{line} changed columns that do not name it among their writers"


def test_identities_and_places_never_change(written):
    fixed = {"identity", "village", "region", "district", "start", "stop", "weight", "skill"}
    moved = {column for columns_ in written.values() for column in columns_}
    assert not {column for column in moved if column.partition(".")[2] in fixed}
