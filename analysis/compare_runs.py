"""The runs behind a comparison: every scenario over the same seeds, each in a folder of its own."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import chart_compare
from analysis import compare as comparison
from analysis.compare import Member
from analysis.files import write_whole
from analysis.jobs import complain_of_failures, ensemble, utc_stamp
from sim.runner import RESULTS
from sim.scenario import Scenario


@dataclass(frozen=True)
class Compared:
    """A finished comparison: its folder, the rows of its table, and how many runs failed."""

    folder: Path
    rows: pd.DataFrame
    failed: int

    @property
    def facts(self) -> dict[str, Any]:
        """What comparison.json holds, with the folder."""
        text = (self.folder / "comparison.json").read_text(encoding="utf-8")
        return {"folder": str(self.folder), **json.loads(text)}

    @property
    def short_rows(self) -> list[dict[str, Any]]:
        """The table as a terminal shows it."""
        return comparison.short_rows(self.rows)


def run_members(
    scenarios: Sequence[Scenario],
    seeds: list[int],
    folder: Path,
    jobs: int | None = None,
    quiet: bool = False,
) -> list[Member]:
    """Run every scenario once a seed into ``folder``/<name> and read what a comparison needs.

    Finished runs are kept; the runs that failed are named on stderr. Raises ResultsError where a
    folder holds something else.
    """
    members = []
    for scenario in scenarios:
        done = ensemble(scenario, seeds, folder / scenario.name, jobs, quiet)
        complain_of_failures(done)
        members.append(comparison.read_member(done.folder, seeds))
    return members


def compare(
    scenarios: Sequence[Scenario],
    seeds: list[int],
    out: Path | None = None,
    jobs: int | None = None,
    quiet: bool = False,
) -> Compared:
    """Run, subtract and write; the first scenario is the baseline.

    Raises CompareError for scenarios that cannot be compared, before anything is run.
    """
    comparison.check_scenarios(scenarios)
    folder = out or _default_folder(scenarios)
    baseline, *others = run_members(scenarios, seeds, folder, jobs, quiet)
    rows = write(folder, baseline, others)
    failed = sum(m.facts["runs"]["failed"] for m in (baseline, *others))
    return Compared(folder, rows, failed)


def write(folder: Path, baseline: Member, others: Sequence[Member]) -> pd.DataFrame:
    """Write comparison.csv, comparison.json and the figures into a folder; the rows of the table.

    Each file is put in its place whole. Raises OSError where the folder cannot be written.
    """
    rows = comparison.compared(baseline, others)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / "comparison.csv", rows.to_csv(index=False))
    text = json.dumps(comparison.as_json(baseline, others, rows), indent=1, ensure_ascii=False)
    write_whole(folder / "comparison.json", text + "\n")
    chart_compare.draw_figures(
        folder / "figures", baseline, [m for m in others if comparison.pairs(baseline, m)]
    )
    return rows


def _default_folder(scenarios: Sequence[Scenario]) -> Path:
    together = hashlib.sha256("".join(one.sha256 for one in scenarios).encode()).hexdigest()
    return RESULTS / "compare" / f"{utc_stamp()}-{together[:8]}"
