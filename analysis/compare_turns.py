"""Turns of the leadership's struggle as outcomes: one number a run, dated, read off its events.

A turn exists where the leadership is simulated and the run reaches it; a run that lacks what a turn
is read off (a congress that was not held) has no number.
"""

import math
from collections.abc import Callable

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


def _centre_rules(run: Run) -> float:
    return float(leadership_runs.ruler(run, "1930-01", _secretary())[1] == "centre")


def _secretary_stays(run: Run) -> float:
    return float(leadership_runs.ruler(run, "1934-01", _secretary())[0] == _secretary())


def _order_as_recorded(run: Run) -> float:
    return float(order_of_defeats(run).values[0]) if run.has_events("defeat") else 0.0


def _secretary() -> str:
    return leadership_runs.first_secretary()


TURNS: dict[str, Callable[[Run], float]] = {
    "centre_rules": _centre_rules,
    "secretary_stays": _secretary_stays,
    "order_as_recorded": _order_as_recorded,
    "minority_1925": lambda run: leadership_runs.minority(run, 1925),
    "minority_1927": lambda run: leadership_runs.minority(run, 1927),
}


def turn(name: str, when: str) -> Line:
    """A turn as a line of one value; ``when`` is the month (1930-01) or year in which it stands.

    The line raises NotRecordedError without a leadership, and where the runs end before ``when``.
    """
    day = pd.Timestamp(f"{when}-01" if "-" in when else f"{when}-07-02")
    how = "stock" if "-" in when else "calendar"
    last = when if "-" in when else f"{when}-12"

    def simulate(results: Results) -> pd.DataFrame:
        months = results.monthly(LINE).index
        if pd.Timestamp(f"{last}-01") not in months:
            raise NotRecordedError(f"{name} is read in {last}, which the runs do not reach")
        values = {number: _read(name, Run(results, number)) for number in results.runs}
        return pd.DataFrame(values, index=pd.DatetimeIndex([day]))

    return Line("simulated", how, simulate, no_twin, name)


def _read(name: str, run: Run) -> float:
    try:
        return TURNS[name](run)
    except NotComputable:
        return math.nan
