"""The library of counterfactuals beside the historical course and beside what the literature says.

``python -m analysis.library_study --runs 50 --scale 2000 --out DIR`` runs every scenario of the
library and the historical one with the same seeds, each in the drive it is meant for, and writes
table.csv (every outcome and period) and findings.md (the headline outcomes, and each prediction).
A run leaves only its numbers; the same command goes on where it was stopped. ``--drive`` runs those
meant for one drive, ``--only`` those that are named.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis import predictions
from analysis.compare import CompareError, difference_rows, joined
from analysis.console import complain
from analysis.files import write_whole
from analysis.jobs import cores
from analysis.library_tables import findings
from analysis.outcome_numbers import BY_NAME, outcome_numbers, tables_of
from analysis.points import Point, points_made
from analysis.predicted import BASELINE, with_predictions
from analysis.progress import Progress
from analysis.study_command import studied, study_parser
from sim.scenario import Scenario, load, names
from sim.scenario_text import suggestion

COUNTRYSIDE, COUPLED, POLITICS = "countryside", "coupled", "politics"
RURAL, POLITICAL = (COUNTRYSIDE,), (COUPLED, POLITICS)
_OF_THE_PARTY = {
    "soft_discipline", "iron_discipline", "less_suspicion", "right_wins_1928", "left_wins_1926",
    "no_faction_ban", "text_undetected", "milder_motion_1930",
}  # fmt: skip
LIBRARY: dict[str, tuple[str, ...]] = {
    name: POLITICAL if name in _OF_THE_PARTY else RURAL for name in predictions.LIBRARY.values()
}
"""Scenarios and the drives that they are meant for, the first of them where none is asked for."""
TABLE, FINDINGS, POINTS = "table.csv", "findings.md", "points"


def chosen(drive: str | None = None, only: Sequence[str] = ()) -> dict[str, list[str]]:
    """The scenarios to run by drive, in the library's order.

    Raises CompareError for a name outside the library, for one that is not meant for ``drive``, and
    where a scenario file is missing: all missing ones are named.
    """
    for name in only:
        if name not in LIBRARY:
            hint = suggestion(name, LIBRARY)
            raise CompareError(f"--only: '{name}' is no scenario of the library{hint}")
        if drive is not None and drive not in LIBRARY[name]:
            meant = " or ".join(LIBRARY[name])
            raise CompareError(f"--only: {name} is meant for the drive {meant}, not {drive}")
    found: dict[str, list[str]] = {}
    for name, drives in LIBRARY.items():
        if (not only or name in only) and (drive is None or drive in drives):
            found.setdefault(drive or drives[0], []).append(name)
    held = set(names())
    missing = [name for listed in found.values() for name in listed if name not in held]
    if missing:
        there = "there is no file of" if len(missing) == 1 else "there are no files of"
        raise CompareError(
            f"scenarios/: {there} {', '.join(missing)}; add what is missing, or name with --only "
            "what to run"
        )
    return found


def study(
    out: Path,
    seeds: list[int],
    scale: int | None = None,
    jobs: int | None = None,
    until: str | None = None,
    drive: str | None = None,
    only: Sequence[str] = (),
    quiet: bool = False,
) -> int:
    """Make what is not made yet and write table and findings; how many runs failed.

    Raises CompareError and ScenarioError before anything is run, OSError where ``out`` cannot be
    written.
    """
    scenarios = {
        (used, name): load(name, drive=used, scale=scale, until=until)
        for used, listed in chosen(drive, only).items()
        for name in (BASELINE, *listed)
    }
    failed, tables = 0, {}
    for (used, name), scenario in scenarios.items():
        points = _made(scenario, seeds, out / POINTS / used / name, jobs, quiet)
        failed += int((points["status"] != "ok").sum())
        tables[used, name] = tables_of(points)
    rows = compared(tables)
    write_whole(out / TABLE, rows.to_csv(index=False))
    write_whole(out / FINDINGS, findings(rows, list(scenarios.values()), len(seeds), seeds[0]))
    return failed


def compared(tables: dict[tuple[str, str], dict[str, pd.DataFrame]]) -> pd.DataFrame:
    """Rows of every scenario less the historical one of its drive, predictions beside them.

    ``tables`` has, by drive and scenario, the outcomes of :func:`tables_of`. The first column is
    the drive, the others are those of a comparison.
    """
    parts = []
    for (drive, name), ours in tables.items():
        base = tables[drive, BASELINE]
        if name == BASELINE:
            continue
        found = joined([
            difference_rows(BY_NAME[outcome], base[outcome], table).assign(
                scenario=name, baseline=BASELINE
            )
            for outcome, table in ours.items() if outcome in base
        ])  # fmt: skip
        parts.append(with_predictions(found).assign(drive=drive))
    rows = pd.concat(parts, ignore_index=True)
    return rows[["drive", *(column for column in rows if column != "drive")]]


def _made(
    scenario: Scenario, seeds: list[int], folder: Path, jobs: int | None, quiet: bool
) -> pd.DataFrame:
    """The numbers of a scenario with each seed; failed runs are named on stderr."""
    points = [Point(number, scenario, seed) for number, seed in enumerate(seeds)]
    with Progress(len(points), f"{scenario.name} ({scenario.drive})", quiet) as progress:
        made = points_made(points, outcome_numbers, folder, jobs or cores(), progress.update)
    for row in made[made["status"] != "ok"].to_dict("records"):
        complain(f"{scenario.name} ({scenario.drive}), seed {row['seed']}: {row['error']}")
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run the study; the exit code, as run.py has them."""
    parser = study_parser(
        "analysis.library_study",
        "The library of counterfactuals beside the historical course and the literature.",
        "results/library_study", 50,
    )  # fmt: skip
    parser.add_argument("--scale", type=int, default=2000, help="default 2000")
    parser.add_argument(
        "--drive", choices=(COUNTRYSIDE, COUPLED, POLITICS),
        help="run the scenarios meant for this drive (default: each in its own)",
    )  # fmt: skip
    parser.add_argument("--only", default="", help="names of the library, with commas between")
    given = parser.parse_args(arguments)
    if min(given.runs, given.scale, given.jobs or 1) < 1 or given.seed < 0:
        parser.error("--runs, --scale and --jobs must be 1 or more, --seed 0 or more")
    seeds = [given.seed + n for n in range(given.runs)]
    only = [name.strip() for name in given.only.split(",") if name.strip()]
    return studied(
        lambda: study(given.out, seeds, given.scale, given.jobs, given.until, given.drive, only),
        given.out / FINDINGS,
    )


if __name__ == "__main__":
    sys.exit(main())
