"""What the documented cases say of the discipline bodies: a fit, its errors, and plain guesses.

``python -m analysis.sanction_fit`` fits the weights and cut-points to the record, leaving out each
case and each period in turn, and prints errors beside the default parameters and two baselines. It
changes no default: ``--write docs/judge.md`` puts what it finds into the page that reports it.
``--runs N`` also runs the leadership N times with the default and with the fitted parameters and
scores the rows of the record that are open to fitting.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from analysis.console import complain, print_json
from analysis.documented_cases import documented_cases
from analysis.judge_states import DRIVE, SCENARIO, StatesError
from analysis.sanction_likelihood import (
    EXCLUDED,
    FITTED,
    FitError,
    all_cases,
    expected,
    fit,
    fitted_cases,
    ranges,
)
from analysis.sanction_scores import (
    by_period,
    cell_rows,
    error_rows,
    group_rows,
    step_rows,
    told_by_all,
)
from analysis.sanction_tables import PageError, Rows, Tables, show, write
from sim.rules.discipline import Discipline

SCORED = ("P44", "P45", "P46", "P47", "P49")
"""rows of the leadership that are open to fitting and that the penalties bear on"""


def study(runs: int = 0) -> Tables:
    """Every table by its name in sanction_tables.TITLES; without ``runs`` the last has no rows.

    Raises FitError, StatesError.
    """
    cases, every = fitted_cases(), all_cases()
    p = fit(cases)
    told = told_by_all(cases)
    ways = {"default": Discipline(), "fitted": p}
    return {
        "parameters": parameter_rows(p),
        "errors": error_rows(cases, told),
        "arenas": group_rows(
            cases, {name: one.case_out for name, one in told.items()}, lambda c: c.documented.arena
        ),
        "periods": group_rows(
            cases, {name: one.period_out for name, one in told.items()}, by_period
        ),
        "cells": cell_rows(every, {name: expected(every, one) for name, one in ways.items()}),
        "steps": step_rows(every, ways),
        "runs": run_rows(ways, runs) if runs else [],
    }


def parameter_rows(p: Discipline) -> Rows:
    """Default, fitted value and range of each fitted parameter (logits; partial is a share)."""
    return [
        {"parameter": f"discipline.{name}", "default": float(default),
         "fitted": float(getattr(p, name)), "low": float(low), "high": float(high)}
        for name, default, low, high in zip(FITTED, *ranges(), strict=True)
    ]  # fmt: skip


def run_rows(ways: dict[str, Discipline], runs: int) -> Rows:
    """Medians of SCORED over runs of the leadership with each set of parameters."""
    from analysis.jobs import ensemble
    from analysis.patterns import scorecard
    from analysis.results import Results
    from sim.scenario import load
    from sim.scenario_schema import NO_SETS

    cards = {}
    for name, p in ways.items():
        changes = [f"discipline.{field}={getattr(p, field):.6f}" for field in FITTED]
        scenario = load(SCENARIO, drive=DRIVE, parameter_sets=NO_SETS,
                        overrides=changes if name != "default" else [])  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            done = ensemble(scenario, list(range(1, runs + 1)), Path(folder, "runs"), quiet=True)
            cards[name] = scorecard(Results.open(done.folder)).set_index("id")
    rows = []
    for identity in SCORED:
        first = cards["default"].loc[identity]
        row = {"id": identity, "statement": first["statement"]}
        row |= {name: card.at[identity, "simulated_median"] for name, card in cards.items()}
        row |= {f"{name} inside": card.at[identity, "inside_each"] for name, card in cards.items()}
        rows.append(row | {"low": first["low"], "high": first["high"], "runs": runs})
    return rows


def head() -> str:
    """What was fitted to what."""
    cases = fitted_cases()
    weight = sum(case.weight for case in cases)
    left = "; ".join(f"{identity} ({why})" for identity, why in EXCLUDED.items())
    return (
        f"{len(cases)} of {len(documented_cases())} documented cases, together worth {weight:g}: a "
        f"recalled case counts half, and so does each row of a case that was split. Left out: "
        f"{left}."
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print the study; the exit code, as run.py has them."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis.sanction_fit",
        description="Fit the discipline bodies to the documented cases; a minute or so.",
    )
    parser.add_argument("--runs", type=int, default=0,
                        help="also run the leadership this often with both sets")  # fmt: skip
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON instead of tables")
    form.add_argument("--markdown", action="store_true", help="print Markdown instead of tables")
    form.add_argument("--write", type=Path, metavar="PAGE",
                      help="put the tables into a page that has their places")  # fmt: skip
    given = parser.parse_args(arguments)
    if given.runs < 0:
        parser.error("--runs must be 0 or more")
    try:
        tables = study(given.runs)
        if given.write:
            write(given.write, tables)
    except (FitError, PageError, StatesError) as error:
        complain(str(error))
        return 2
    if given.json:
        print_json(tables)
    elif not given.write:
        show(head(), tables, given.markdown)
    return 0


if __name__ == "__main__":
    sys.exit(main())
