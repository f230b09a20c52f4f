"""Turns of the leadership's struggle as outcomes: one number a run, dated, read off its events.

A turn exists where the leadership is simulated and the run reaches it; a run that lacks what a turn
is read off (a congress that was not held) has no number.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis import leadership_runs
from analysis.chart_lines import Line, no_twin
from analysis.pattern_run import NotComputable, Run
from analysis.patterns_party import order_of_defeats
from analysis.results import NotRecordedError, Results

YES_OR_NO = "1 or 0"
"""unit of what is so in a run or is not"""
LINE = "line_squeeze"
"""a series that is recorded wherever the leadership is simulated"""


@dataclass(frozen=True)
class Turn:
    """A turn as a number: its label, unit, only period (YYYY-MM or YYYY), and how it is read."""

    name: str
    label: str
    unit: str
    period: str
    found: Callable[[Run], float]

    @property
    def stands(self) -> bool:
        """Whether it is read on a day, not off a year."""
        return "-" in self.period

    def read(self, run: Run) -> float:
        """The turn of one run; NaN where the run lacks what it is read off."""
        try:
            return float(self.found(run))
        except NotComputable:
            return math.nan

    def line(self) -> Line:
        """The turn as a line of one value.

        The line raises NotRecordedError without a leadership, and where the runs end too early.
        """
        day = pd.Timestamp(f"{self.period}-01" if self.stands else f"{self.period}-07-02")
        last = self.period if self.stands else f"{self.period}-12"

        def simulate(results: Results) -> pd.DataFrame:
            months = results.monthly(LINE).index
            if pd.Timestamp(f"{last}-01") not in months:
                message = f"{self.name} is read in {last}, which the runs do not reach"
                raise NotRecordedError(message)
            values = {number: self.read(Run(results, number)) for number in results.runs}
            return pd.DataFrame(values, index=pd.DatetimeIndex([day]))

        how = "stock" if self.stands else "calendar"
        return Line("simulated", how, simulate, no_twin, self.name)


def _centre_rules(run: Run) -> float:
    return float(leadership_runs.ruler(run, "1930-01", _secretary())[1] == "centre")


def _secretary_stays(run: Run) -> float:
    return float(leadership_runs.ruler(run, "1934-01", _secretary())[0] == _secretary())


def _order_as_recorded(run: Run) -> float:
    return float(order_of_defeats(run).values[0]) if run.has_events("defeat") else 0.0


def _secretary() -> str:
    return leadership_runs.first_secretary()


TURNS = {
    turn.name: turn
    for turn in (
        Turn("centre_rules", "The centre holds the Secretariat", YES_OR_NO, "1930-01",
             _centre_rules),
        Turn("secretary_stays", "The Secretary of 1924 is still in office", YES_OR_NO, "1934-01",
             _secretary_stays),
        Turn("order_as_recorded", "Defeats in the order of the record", YES_OR_NO, "1930",
             _order_as_recorded),
        Turn("minority_1925", "Minority of delegates, December 1925", "share", "1925",
             lambda run: leadership_runs.minority(run, 1925)),
        Turn("minority_1927", "Minority of delegates, December 1927", "share", "1927",
             lambda run: leadership_runs.minority(run, 1927)),
    )
}  # fmt: skip
