"""The study of the leadership: drive B beside the record, the defeats, and counterfactuals.

``python -m analysis.leadership_study --runs 200 --out DIR`` runs the historical scenario and six
counterfactuals in the drive ``politics`` with the same seeds and writes courses.csv (a row a
scenario and seed) and findings.md into DIR. Finished runs are kept: the same command goes on where
it was stopped, and a larger ``--runs`` adds to what is there.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis import compare_runs
from analysis import leadership_tables as tables
from analysis.compare import check_scenarios
from analysis.files import write_whole
from analysis.interval_words import intervals_hold
from analysis.leadership_runs import courses
from analysis.patterns import scorecard
from analysis.results import Results
from analysis.study_command import plain_study
from sim.scenario import load
from sim.scenario_schema import NO_SETS

DRIVE = "politics"
FINDINGS, COURSES = "findings.md", "courses.csv"


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
    names = [tables.BASELINE, *tables.COUNTERFACTUALS]
    scenarios = [load(name, drive=DRIVE, until=until, parameter_sets=NO_SETS) for name in names]
    check_scenarios(scenarios)
    members = compare_runs.run_members(scenarios, seeds, out, jobs, quiet)
    found = {name: courses(Results.open(out / name)) for name in names}
    together = pd.concat(found, names=["scenario"])
    write_whole(out / COURSES, together.to_csv())
    write_whole(out / FINDINGS, findings(Results.open(out / tables.BASELINE), found))
    return sum(int(member.facts["runs"]["failed"]) for member in members)


def findings(baseline: Results, found: dict[str, pd.DataFrame]) -> str:
    """The Markdown of the study from the baseline's results and every scenario's courses."""
    ours, seeds = found[tables.BASELINE], baseline.seeds
    head = (
        f"{len(seeds)} runs of `{baseline.scenario}`, seeds {min(seeds)} to {max(seeds)}, drive "
        f"{baseline.drive}, hash {baseline.digest}, and as many of each counterfactual."
    )
    return "\n\n".join([
        "## Drive B beside the record", head, tables.pattern_table(scorecard(baseline)),
        "## The sequence of defeats", tables.order_table(ours), tables.month_table(ours),
        "## Who rules, and by whose line",
        "The side is that on which the head of the ruling circle stood when he took the "
        "Secretariat; the line is that of 1 January 1930.",
        tables.ruler_table(ours), tables.secretary_table(ours),
        "## Counterfactuals", "Level; then scenario less baseline, seed by seed: mean and, in "
        f"brackets, its 90 % interval. A defeat that never comes counts as {tables.NEVER:.0f} "
        f"months. {intervals_hold(False)}",
        tables.counterfactual_table(found),
        "## What sets apart the runs in which the order of the record fails",
        tables.early_table(ours),
    ]) + "\n"  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run the study; the exit code, as run.py has them."""
    return plain_study(
        arguments, "analysis.leadership_study",
        "Drive B beside the record, and what decides the struggle of the leadership.",
        "results/leadership_study", 200, study, FINDINGS,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
