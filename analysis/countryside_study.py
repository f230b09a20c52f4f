"""The study of the countryside: the drive-A scorecard beside three nulls, and what switches off.

``python -m analysis.countryside_study --runs 100 --scale 1000 --jobs 2 --out DIR`` runs the
historical scenario, seven switch-offs and five cadre scenarios in the drive ``countryside`` with
the same seeds, and as many draws of the model with shuffled policy dates. It writes
comparison.csv, figures and findings.md into DIR. Finished runs are kept: the same command goes on
where it was stopped.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis import compare_runs
from analysis import countryside_tables as tables
from analysis.console import complain
from analysis.files import write_whole
from analysis.interval_words import intervals_hold
from analysis.jobs import cores
from analysis.nulls import null_scores
from analysis.patterns import scorecard
from analysis.progress import Progress
from analysis.results import Results
from analysis.shuffled_dates import shuffled_runs
from analysis.study_command import studied, study_parser
from sim.scenario import load
from sim.scenario_schema import ACCEPTED

DRIVE = "countryside"
FINDINGS = "findings.md"


def study(
    out: Path,
    seeds: list[int],
    draws: list[int],
    scale: int | None = None,
    jobs: int | None = None,
    until: str | None = None,
    quiet: bool = False,
) -> int:
    """Make what is not made yet and write the tables; how many runs failed.

    ``draws`` are the seeds of the runs with shuffled dates. Raises ResultsError where ``out`` holds
    something else.
    """
    names = [tables.BASELINE, *tables.SWITCH_OFFS, *tables.CADRE_STUDIES]
    scenarios = [load(name, drive=DRIVE, scale=scale, until=until) for name in names]
    done = compare_runs.compare(scenarios, seeds, out, jobs, quiet)
    with Progress(len(draws), "shuffled dates", quiet) as progress:
        shuffled, rows = shuffled_runs(draws, out / "shuffled", scale=scale, until=until,
                                       jobs=jobs or cores(), progress=progress.update)  # fmt: skip
    for row in rows:
        if row.status != "ok":
            complain(f"shuffled draw {row.seed}: {row.error}")
    baseline = Results.open(out / tables.BASELINE)
    text = findings(baseline, done.rows, shuffled)
    write_whole(out / FINDINGS, text)
    return done.failed + sum(row.status != "ok" for row in rows)


def findings(baseline: Results, rows: pd.DataFrame, shuffled: Path) -> str:
    """The Markdown of the study: scorecard of drive A with its nulls, and the switch-offs."""
    card, nulls = scorecard(baseline), null_scores(shuffled)
    names = list(tables.SWITCH_OFFS)
    draws = Results.open(shuffled).manifest["runs"]["ok"]
    seeds = baseline.seeds
    head = (
        f"{len(seeds)} runs of `{baseline.scenario}`, seeds {min(seeds)} to {max(seeds)}, drive "
        f"{baseline.drive}, scale {baseline.resolved.get('scale')}, hash {baseline.digest}; "
        f"{draws} draws of shuffled dates."
    )
    held = intervals_hold(baseline.resolved.get("parameter_sets") == ACCEPTED)
    return "\n\n".join([
        "## Drive A beside the record and the nulls", head, tables.score_table(card, nulls),
        "A number is inside when the median of the runs lies in the documented range. \"Cannot "
        "say\" counts as missed.",
        tables.pattern_table(card, nulls),
        "## What switches off the famine", "Scenario less baseline, seed by seed: excess deaths of "
        "1930-34 above each run's own death rate of 1927-28; median over pairs and intervals. "
        f"Minus means fewer deaths. {held}",
        "### The country", tables.switch_off_table(rows, "excess_deaths", names),
        "### Ukraine", tables.switch_off_table(rows, "excess_deaths_ukraine", names),
        "## Cadres", "Scenario less baseline, seed by seed: median over pairs and, in brackets, "
        "the 90 % interval.", tables.cadre_table(rows),
    ]) + "\n"  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run the study; the exit code, as run.py has them."""
    parser = study_parser(
        "analysis.countryside_study",
        "Drive A beside its nulls, and what switches off the famine.",
        "results/countryside_study", 100,
    )  # fmt: skip
    parser.add_argument("--draws", type=int, help="draws of shuffled dates (default: as --runs)")
    parser.add_argument("--scale", type=int, default=1000, help="default 1000")
    given = parser.parse_args(arguments)
    draws = given.runs if given.draws is None else given.draws
    if min(given.runs, draws, given.jobs or 1) < 1 or given.seed < 0:
        parser.error("--runs, --draws and --jobs must be 1 or more, --seed 0 or more")
    seeds = [given.seed + n for n in range(given.runs)]
    shuffled = [given.seed + n for n in range(draws)]
    return studied(
        lambda: study(given.out, seeds, shuffled, given.scale, given.jobs, given.until),
        given.out / FINDINGS,
    )


if __name__ == "__main__":
    sys.exit(main())
