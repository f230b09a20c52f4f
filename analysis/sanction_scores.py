"""How well the discipline bodies, and two plain guesses, foretell the documented penalties.

A way to foretell takes the cases it may learn from and returns the expected severity of others. The
default parameters learn nothing, so leaving cases out does not change them.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from analysis.documented_cases import month_number
from analysis.sanction_likelihood import Case, Floats, case_of, expected, fit
from sim.rules.discipline import RECANTED, Discipline

Foretelling = Callable[[Sequence[Case], Sequence[Case]], Floats]
"""(cases to learn from, cases to foretell) -> expected severities of the latter"""

FIRST_STEP = month_number("1932-09")
"""P47: receiving a banned text before and from September 1932"""
SECOND_STEP = month_number("1934-12")
"""P46 ends and P47 has its second step in December 1934"""
LAST = month_number("1939-12")


def default(_: Sequence[Case], wanted: Sequence[Case]) -> Floats:
    """The default parameters, set by judgement with sight of P46 and P47."""
    return expected(wanted, Discipline())


def fitted(known: Sequence[Case], wanted: Sequence[Case]) -> Floats:
    """Parameters fitted to the known cases."""
    return expected(wanted, fit(known))


def mean_of_all(known: Sequence[Case], wanted: Sequence[Case]) -> Floats:
    """The plain mean of the known cases, for every case."""
    return np.full(len(wanted), np.mean([case.severity for case in known]))


def mean_of_cell(known: Sequence[Case], wanted: Sequence[Case]) -> Floats:
    """The mean of the known cases with the same arena and recantation, else of all."""
    cells: dict[tuple[str, str], list[int]] = {}
    for case in known:
        cells.setdefault(_cell(case), []).append(case.severity)
    every = float(np.mean([case.severity for case in known]))
    return np.array([float(np.mean(cells[key])) if (key := _cell(case)) in cells else every
                     for case in wanted])  # fmt: skip


WAYS: dict[str, Foretelling] = {
    "default parameters": default,
    "fitted parameters": fitted,
    "mean of all cases": mean_of_all,
    "mean by arena and recantation": mean_of_cell,
}


def _cell(case: Case) -> tuple[str, str]:
    return case.documented.arena, case.documented.recanted


def by_case(case: Case) -> Hashable:
    """What is left out together when one case is: both rows of a split case."""
    return case.group


def by_period(case: Case) -> Hashable:
    """What is left out together when a period is: all its cases, by date of the act."""
    return case.documented.period


def left_out(way: Foretelling, cases: Sequence[Case], group: Callable[[Case], Hashable]) -> Floats:
    """Each case foretold from the cases of all other groups."""
    told = np.full(len(cases), np.nan)
    keys = [group(case) for case in cases]
    for key in dict.fromkeys(keys):
        here = [i for i, one in enumerate(keys) if one == key]
        known = [case for case, one in zip(cases, keys, strict=True) if one != key]
        told[here] = way(known, [cases[i] for i in here])
    return told


def severities(cases: Sequence[Case]) -> Floats:
    """The documented severities."""
    return np.array([case.severity for case in cases], float)


def mean_error(cases: Sequence[Case], told: Floats) -> float:
    """Mean absolute error, in steps of severity, every row counting once."""
    return float(np.abs(told - severities(cases)).mean())


def rank_correlation(cases: Sequence[Case], told: Floats) -> float:
    """Spearman's correlation of foretold and documented; not a number where one is flat."""
    ranks = pd.DataFrame({"told": told, "documented": severities(cases)}).rank()
    if min(ranks.nunique()) < 2:
        return float("nan")
    return float(np.corrcoef(ranks["told"], ranks["documented"])[0, 1])


class Told(NamedTuple):
    """What one way foretells: in sample, without the case itself, without its whole period."""

    seen: Floats
    case_out: Floats
    period_out: Floats


def told_by_all(cases: Sequence[Case]) -> dict[str, Told]:
    """Every way of WAYS on these cases. One of them fits anew for each case: a minute or so."""
    return {
        name: Told(
            way(cases, cases), left_out(way, cases, by_case), left_out(way, cases, by_period)
        )
        for name, way in WAYS.items()
    }


def error_rows(cases: Sequence[Case], told: dict[str, Told]) -> list[dict[str, Any]]:
    """Mean absolute errors and rank correlations of each way."""
    rows = []
    for name, one in told.items():
        ranks = rank_correlation(cases, one.seen)
        # A mean that leaves out a grave case is lower: ranks of a flat guess would be arithmetic.
        unseen = ranks if math.isnan(ranks) else rank_correlation(cases, one.case_out)
        errors = [mean_error(cases, part) for part in one]
        rows.append({"way": name, **dict(zip(Told._fields, errors, strict=True)),
                     "rank_seen": ranks, "rank_case_out": unseen})  # fmt: skip
    return rows


def group_rows(
    cases: Sequence[Case], told: dict[str, Floats], group: Callable[[Case], Hashable]
) -> list[dict[str, Any]]:
    """Mean error (foretold less documented) and mean absolute error of each way, by group."""
    rows = []
    for key in dict.fromkeys(map(group, cases)):
        chosen = np.array([group(case) == key for case in cases])
        row: dict[str, Any] = {"group": key, "cases": int(chosen.sum()),
                               "documented": float(severities(cases)[chosen].mean())}  # fmt: skip
        for name, one in told.items():
            errors = (one - severities(cases))[chosen]
            row |= {f"{name}: error": float(errors.mean()),
                    f"{name}: absolute": float(np.abs(errors).mean())}  # fmt: skip
        rows.append(row)
    return rows


def cell_rows(cases: Sequence[Case], told: dict[str, Floats]) -> list[dict[str, Any]]:
    """Mean severity before December 1934 by arena (inside or outside) and recantation.

    As in P46 local cadres are left out; its four cells are those of no and yes.
    """
    rows = []
    early = np.array([case.documented.month < SECOND_STEP
                      and case.documented.rank != "local_cadre" for case in cases])  # fmt: skip
    inside = np.array([case.documented.arena == "elite_only" for case in cases])
    for place, here in (("inside", inside), ("outside", ~inside)):
        for recanted in RECANTED:
            said = np.array([case.documented.recanted == recanted for case in cases])
            chosen = early & here & said
            if chosen.any():
                rows.append(
                    {"arena": place, "recanted": recanted, "cases": int(chosen.sum()),
                     "documented": float(severities(cases)[chosen].mean())}
                    | {name: float(one[chosen].mean()) for name, one in told.items()}
                )  # fmt: skip
    return rows


def step_rows(cases: Sequence[Case], ways: dict[str, Discipline]) -> list[dict[str, Any]]:
    """The two steps of P47: knowing of a text by months, recanting former leaders by cases.

    ``documented`` is the mean of the record's own cases, none where it has no case.
    """
    knowing = next(c for c in cases if c.documented.identity == "SN081")
    rows = []
    for when, first, last in (("before", month_number("1924-01"), FIRST_STEP - 1),
                              ("from", FIRST_STEP, LAST)):  # fmt: skip
        months = [case_of(knowing.documented._replace(date=f"{m // 12}-{m % 12 + 1:02d}"))
                  for m in range(first, last + 1)]  # fmt: skip
        own = [c for c in cases if c.documented.identity in ("SN081", "SN084")
               and first <= c.documented.month <= last]  # fmt: skip
        rows.append(
            _step(f"a text known and not reported, {when} September 1932", own, months, ways)
        )
    recanting = [c for c in cases if c.documented.recanted == "yes"
                 and c.documented.rank not in ("rank_and_file", "local_cadre")]  # fmt: skip
    for when, late in (("before", False), ("from", True)):
        own = [c for c in recanting if (c.documented.month >= SECOND_STEP) == late]
        rows.append(_step(f"a former leader who recants, {when} December 1934", own, own, ways))
    return rows


def _step(
    what: str, own: Sequence[Case], judged: Sequence[Case], ways: dict[str, Discipline]
) -> dict[str, Any]:
    documented = float(severities(own).mean()) if own else float("nan")
    return {"what": what, "cases": len(own), "documented": documented} | {
        name: float(expected(judged, p).mean()) for name, p in ways.items()
    }
