"""The outcomes of a comparison as flat numbers, for runs that leave nothing else behind.

A number is named ``kind:outcome@period``, as ``sum:excess_deaths@1930-34``; outcomes, kinds and
periods are those of :mod:`analysis.compare_outcomes`.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.compare_outcomes import OUTCOMES, SPAN, YEAR, Outcome, by_period, seed_table
from analysis.one_run import OneRun
from analysis.points import KEYS

BY_NAME = {outcome.name: outcome for outcome in OUTCOMES}
DRIVES = {"countryside": ("countryside",), "politics": ("politics",)}
"""the tiers that a drive simulates; other drives simulate both"""


@dataclass(frozen=True)
class HeadlineOutcome:
    """An outcome and period by which scenarios are told apart.

    ``title`` is for the heads of tables, ``last`` the month that a run must reach, ``tier`` what a
    drive must simulate.
    """

    outcome: str
    kind: str
    period: str
    title: str
    last: str
    tier: str = "countryside"

    @property
    def number(self) -> str:
        """Its name among the numbers of a run."""
        return f"{self.kind}:{self.outcome}@{self.period}"

    @property
    def about(self) -> Outcome:
        """The outcome's declaration."""
        return BY_NAME[self.outcome]


_POLITICS = "politics"
HEADLINES = (
    HeadlineOutcome("excess_deaths", SPAN, "1930-34", "Excess deaths 1930-34", "1934-12"),
    HeadlineOutcome("excess_deaths_ukraine", SPAN, "1930-34", "Excess deaths 1930-34, Ukraine",
                    "1934-12"),
    HeadlineOutcome("procurement", SPAN, "1929/30-1932/33", "Procured 1929/30-32/33", "1933-06"),
    HeadlineOutcome("kolkhozy", YEAR, "1933-07", "In kolkhozy, July 1933", "1933-07"),
    HeadlineOutcome("horses", YEAR, "1933-07", "Horses, July 1933", "1933-07"),
    HeadlineOutcome("moves_to_towns", SPAN, "1930-34", "Moves to towns 1930-34", "1934-12"),
    HeadlineOutcome("disturbances", SPAN, "1928-33", "Disturbances 1928-33", "1933-12"),
    HeadlineOutcome("sentences", SPAN, "1930-34", "Sentences 1930-34", "1934-12", _POLITICS),
    HeadlineOutcome("expulsions", SPAN, "1929-34", "Expelled from the party 1929-34", "1934-12",
                    _POLITICS),
    HeadlineOutcome("line_squeeze", YEAR, "1930-01", "Line, January 1930", "1930-01", _POLITICS),
    HeadlineOutcome("centre_rules", YEAR, "1930-01", "Centre rules, January 1930", "1930-01",
                    _POLITICS),
    HeadlineOutcome("secretary_stays", YEAR, "1934-01", "Secretary stays to 1934", "1934-01",
                    _POLITICS),
)  # fmt: skip


def reached(drive: str, until: str) -> list[HeadlineOutcome]:
    """The headline outcomes that runs of a drive up to a month, YYYY-MM, can tell."""
    tiers = DRIVES.get(drive, ("countryside", "politics"))
    return [one for one in HEADLINES if one.tier in tiers and one.last <= until]


def outcome_numbers(run: OneRun) -> dict[str, float]:
    """Every outcome of a run by kind and period; what was not recorded is left out."""
    numbers: dict[str, float] = {}
    for outcome in OUTCOMES:
        table = seed_table(run, outcome, run.seeds)
        if table is not None:
            numbers |= named(by_period(table, outcome).iloc[:, 0], outcome)
    return numbers


def named(values: pd.Series, outcome: Outcome) -> dict[str, float]:
    """An outcome's values, index (kind, period), by the names of their numbers; NaN is left out."""
    known = values.dropna()
    kinds, periods = (known.index.get_level_values(level) for level in ("kind", "period"))
    return {
        f"{kind}:{outcome.name}@{period}": float(value)
        for kind, period, value in zip(kinds, periods, known, strict=True)
    }


def tables_of(points: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """By outcome, the numbers of finished points: index (kind, period), a column a seed.

    ``points`` are the rows of one scenario as :func:`analysis.points.points_made` gives them.
    """
    done = points[points["status"] == "ok"].set_index("seed")
    done = done.drop(columns=[name for name in KEYS if name in done]).astype(np.float64)
    tables = {}
    for outcome in OUTCOMES:
        names = [
            name for name in map(str, done) if name.split(":")[1].split("@")[0] == outcome.name
        ]
        keys = [(name.split(":")[0], name.split("@")[1]) for name in names]
        if names and done[names].notna().to_numpy().any():
            index = pd.MultiIndex.from_tuples(keys, names=["kind", "period"])
            tables[outcome.name] = done[names].T.set_axis(index)
    return tables
