"""The command line that studies of many runs share: their options, and how they end."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from analysis.compare import CompareError
from analysis.console import complain
from analysis.results import ResultsError
from sim.runner import ResultsError as WritingError
from sim.scenario import ScenarioError


def study_parser(
    module: str, description: str, out: str, runs: int, counted: str = "runs"
) -> argparse.ArgumentParser:
    """A parser with --runs (default ``runs``), --seed, --until, --jobs and --out.

    ``counted`` is another name for what --runs counts.
    """
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    what = "runs a scenario" if counted == "runs" else f"how many {counted}"
    parser.add_argument(f"--{counted}", type=int, default=runs, help=f"{what} (default {runs})")
    parser.add_argument("--seed", type=int, default=1, help="first seed (default 1)")
    parser.add_argument("--until", help="last month, YYYY-MM")
    parser.add_argument("--jobs", type=int, help="processes (default: one a core)")
    parser.add_argument("--out", type=Path, default=Path(out))
    return parser


def studied(make: Callable[[], int], page: Path) -> int:
    """Make a study and name its page; the exit code, as run.py has them.

    ``make`` returns how many runs failed; a fault of what was asked becomes one line on stderr.
    """
    try:
        failed = make()
    except (CompareError, ResultsError, ScenarioError, WritingError) as error:
        complain(str(error))
        return 2
    except KeyboardInterrupt:
        complain("interrupted; the same command goes on with the runs that have finished")
        return 130
    print(page)
    return 3 if failed else 0


def plain_study(
    arguments: Sequence[str] | None,
    module: str,
    description: str,
    out: str,
    runs: int,
    study: Callable[[Path, list[int], int | None, str | None], int],
    page: str,
) -> int:
    """The command line of a study that needs no other option; the exit code, as run.py has them.

    ``study`` takes folder, seeds, processes and last month; ``page`` is the file that it writes.
    """
    parser = study_parser(module, description, out, runs)
    given = parser.parse_args(arguments)
    if min(given.runs, given.jobs or 1) < 1 or given.seed < 0:
        parser.error("--runs and --jobs must be 1 or more, --seed 0 or more")
    seeds = [given.seed + n for n in range(given.runs)]
    return studied(lambda: study(given.out, seeds, given.jobs, given.until), given.out / page)
