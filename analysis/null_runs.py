"""Making the third null: runs with shuffled dates, scored, and the scores kept with the project.

``python -m analysis.null_runs --drive countryside --draws 40`` makes the draws of one drive and
writes their scored numbers to analysis/null_scores/countryside.csv, which ``validate`` and the
report read. Finished draws are kept: the same command goes on where it was stopped.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from analysis.console import complain
from analysis.ensembles import ensembles
from analysis.jobs import cores
from analysis.null_store import FOLDER, write_scores
from analysis.progress import Progress
from analysis.results import Results
from analysis.shuffled_dates import DRIVES, shuffled_runs
from analysis.study_command import studied, study_parser
from sim.results_tables import MOST_RUNS_WHOLE

SCALE = 4000


def make(
    drive: str,
    seeds: list[int],
    out: Path,
    into: Path,
    scale: int = SCALE,
    jobs: int | None = None,
    until: str | None = None,
    quiet: bool = False,
) -> int:
    """Make the draws of a drive that are not made yet and write their scores; how many failed.

    Runs lie in ``out``, scores in ``into``. Nothing is written when a draw failed. Raises
    ResultsError where ``out`` holds something else.
    """
    with Progress(len(seeds), f"shuffled dates, {drive}", quiet) as progress:
        folder, rows = shuffled_runs(seeds, out, drive=drive, scale=scale, until=until,
                                     jobs=jobs or cores(), progress=progress.update)  # fmt: skip
    failed = [row for row in rows if row.status != "ok"]
    for row in failed:
        complain(f"shuffled draw {row.seed}: {row.error}")
    if not failed:
        results = Results.open(folder)
        write_scores(results, ensembles(results), into)
    return len(failed)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and make the null; the exit code, as run.py has them."""
    parser = study_parser(
        "analysis.null_runs", "The model with the dates of what it is given shuffled, scored.",
        "results/null_runs", 40, counted="draws",
    )  # fmt: skip
    parser.add_argument("--drive", choices=DRIVES, required=True)
    parser.add_argument("--scale", type=int, default=SCALE, help=f"default {SCALE}")
    parser.add_argument("--into", type=Path, default=FOLDER, help="folder of the scores")
    given = parser.parse_args(arguments)
    if min(given.draws, given.scale, given.jobs or 1) < 1 or given.seed < 0:
        parser.error("--draws, --scale and --jobs must be 1 or more, --seed 0 or more")
    if given.draws > MOST_RUNS_WHOLE:
        parser.error(f"--draws: {given.draws} is too many: beyond {MOST_RUNS_WHOLE} runs not every "
                     "scored series is kept")  # fmt: skip
    seeds = [given.seed + n for n in range(given.draws)]
    page = given.into / f"{given.drive}.csv"
    return studied(
        lambda: make(given.drive, seeds, given.out / given.drive, page, given.scale, given.jobs,
                     given.until),
        page,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
