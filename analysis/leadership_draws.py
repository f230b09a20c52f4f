"""Doubt about parameters in the struggle of the leadership: who rules where the sizes are unknown.

``python -m analysis.leadership_draws --runs 300 --out DIR`` draws every ASSUMED parameter of the
leadership's rules, once a draw, from the inner half of its declared range (half the way from the
default to either bound), and runs the historical scenario and the counterfactuals of
:mod:`analysis.leadership_study` with it and with the same seed. It writes courses.csv,
parameters.csv and findings.md into DIR. Finished runs are kept.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis import leadership_tables as tables
from analysis.console import complain
from analysis.design_ranges import inner_range, is_assumed
from analysis.draws import Draw, draws_made
from analysis.files import write_whole
from analysis.jobs import cores
from analysis.leadership_runs import SQUEEZE, courses
from analysis.progress import Progress
from analysis.results import Results
from analysis.study_command import plain_study
from sim.catalogue import parameters
from sim.scenario import load
from sim.streams import Streams

DRIVE = "politics"
THEMES = ("alignment", "apparatus", "attribution", "line", "opposition", "voting")
"""Rule files whose assumed sizes decide who wins; those of penalties and the police stay put."""
INNER = 0.5
"""how much of the way from a default to its bounds is drawn from"""
FINDINGS, COURSES, PARAMETERS = "findings.md", "courses.csv", "parameters.csv"


def assumed() -> list[str]:
    """Names of the parameters that are drawn: ASSUMED, in :data:`THEMES`, and free to move."""
    return [
        name
        for name, known in parameters().items()
        if name.split(".")[0] in THEMES and is_assumed(name) and known.param.low < known.param.high
    ]


def drawn(seeds: Sequence[int]) -> pd.DataFrame:
    """A Latin hypercube over the inner ranges: a row a seed, a column a parameter."""
    names, n = assumed(), len(seeds)
    columns = {}
    for place, name in enumerate(names):
        order = Streams(int(seeds[0])).uniforms(0, f"draw.order.{name}", n).argsort()
        within = Streams(int(seeds[0])).uniforms(place, "draw.within", n)
        low, high = inner_range(parameters()[name], INNER)
        columns[name] = low + (high - low) * (order + within) / n
    return pd.DataFrame(columns, index=pd.Index(seeds, name="seed"))


def study(
    out: Path,
    seeds: list[int],
    jobs: int | None = None,
    until: str | None = None,
    quiet: bool = False,
) -> int:
    """Make what is not made yet and write the tables; how many runs failed.

    Raises ResultsError where ``out`` holds something else.
    """
    table, failed, found = drawn(seeds), 0, {}
    for name in [tables.BASELINE, *tables.COUNTERFACTUALS]:
        draws = [
            Draw(
                load(
                    name,
                    drive=DRIVE,
                    until=until,
                    overrides=[f"{key}={float(value)!r}" for key, value in row.items()],
                ),
                seed,
                out / name / "draws" / f"draw_{seed:04d}",
            )
            for seed, row in zip(seeds, table.to_dict("records"), strict=True)
        ]
        with Progress(len(draws), name, quiet) as progress:
            rows = draws_made(
                draws, out / name / "results", name, "Who rules where sizes are unknown?",
                jobs or cores(), progress.update,
            )  # fmt: skip
        for row in rows:
            if row.status != "ok":
                failed += 1
                complain(f"{name}, draw {row.seed}: {row.error}")
        found[name] = courses(Results.open(out / name / "results"))
    write_whole(out / COURSES, pd.concat(found, names=["scenario"]).to_csv())
    write_whole(out / PARAMETERS, table.to_csv())
    write_whole(out / FINDINGS, findings(found, table))
    return failed


def findings(found: dict[str, pd.DataFrame], table: pd.DataFrame) -> str:
    """The Markdown of the draws: who rules in each scenario, and what sets the winners apart."""
    base = found[tables.BASELINE]
    kept = base.index[base["as_recorded"] == 1.0]
    head = (
        f"{len(base)} draws of {table.shape[1]} assumed parameters, each uniform over the inner "
        f"half of its declared range, one run a draw and scenario; in {len(kept)} of them the "
        "order of the record holds in the historical scenario. Shares with 90 % intervals (Wilson)."
    )
    return "\n\n".join([
        "## Who rules where the sizes are unknown", head,
        "### All draws", tables.ruling_table(found),
        "### Draws in which the order of the record holds", tables.ruling_table(found, kept),
        "### What sets apart the draws in which the centre loses",
        "Standardised gap of means between draws with another ruler or a line below "
        f"{SQUEEZE} in any of the scenarios, and the rest; the ten largest.",
        tables.loser_table(found, table),
    ]) + "\n"  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run the study; the exit code, as run.py has them."""
    return plain_study(
        arguments, "analysis.leadership_draws",
        "Who rules where the sizes of the leadership's rules are unknown.",
        "results/leadership_draws", 300, study, FINDINGS,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
