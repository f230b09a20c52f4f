"""What a reader of the chronicle asks for: which runs, months and kinds of event, checked."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.chronicle import KINDS
from analysis.results import Results, ResultsError
from sim.scenario_schema import month_label, month_number


@dataclass(frozen=True)
class Asked:
    """Numbers of the runs, first and last month (months since January of year 0), and kinds."""

    runs: tuple[int, ...]
    first: int
    last: int
    kinds: tuple[str, ...]


def asked(
    results: Results,
    run: int | None = None,
    first: str | None = None,
    last: str | None = None,
    kinds: Sequence[str] = (),
    every_run: bool = False,
) -> Asked:
    """Check what is asked for against some results; what is not given is the first run, or all.

    ``first`` and ``last`` are YYYY-MM. Raises ResultsError for an unknown run, month or kind, for
    months that the runs do not reach, and for results without events.
    """
    if not results.runs:
        raise ResultsError(f"{results.path or 'these results'}: no run has finished")
    if results.path is not None and not (results.path / "events.parquet").exists():
        raise ResultsError(f"{results.path}: has no events.parquet; run the scenario anew")
    for kind in kinds:
        if kind not in KINDS:
            near = difflib.get_close_matches(kind, KINDS, 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            raise ResultsError(f"--kind: '{kind}' is none of {', '.join(KINDS)}{hint}")
    days = results.months
    span = tuple(day.year * 12 + day.month - 1 for day in (days[0], days[-1]))
    low, high = _month(first, span[0], "--from"), _month(last, span[1], "--until")
    if low > high:
        raise ResultsError(f"--from: {first} lies after the last month, {month_label(high)}")
    if low > span[1] or high < span[0]:
        ends = " to ".join(month_label(month) for month in span)
        raise ResultsError(f"--from, --until: the runs cover {ends}")
    return Asked(_runs(results, run, every_run), low, high, tuple(kinds))


def _runs(results: Results, run: int | None, every_run: bool) -> tuple[int, ...]:
    if every_run:
        return tuple(results.runs)
    if run is None:
        return (results.runs[0],)
    if run not in results.runs:
        held = results.runs
        whole = len(held) > 2 and held == list(range(held[0], held[-1] + 1))
        listed = f"{held[0]} to {held[-1]}" if whole else ", ".join(map(str, held))
        raise ResultsError(f"--run: {run} is none of the runs {listed}")
    return (run,)


def _month(label: str | None, otherwise: int, option: str) -> int:
    if label is None:
        return otherwise
    try:
        return month_number(label)
    except ValueError as wrong:
        raise ResultsError(f"{option}: {wrong}") from wrong
