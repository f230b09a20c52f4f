"""The runs behind a comparison: every scenario over the same seeds, each in a folder of its own."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from analysis import chart_compare, chart_decompose, decompose
from analysis import compare as comparison
from analysis.compare import CompareError, Member
from analysis.decompose import Decomposition
from analysis.factors import factors_between
from analysis.files import write_whole
from analysis.jobs import complain_of_failures, ensemble, utc_stamp
from analysis.predicted import unmeasured, with_predictions
from analysis.resumable import Asked
from sim.runner import RESULTS
from sim.scenario import Scenario


@dataclass(frozen=True)
class Compared:
    """A finished comparison: its folder, the rows of its tables, and how many runs failed.

    ``shares`` are the rows of the decomposition, None where none was asked for.
    """

    folder: Path
    rows: pd.DataFrame
    failed: int
    shares: pd.DataFrame | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What comparison.json holds, with the folder."""
        text = (self.folder / "comparison.json").read_text(encoding="utf-8")
        return {"folder": str(self.folder), **json.loads(text)}

    @property
    def short_rows(self) -> list[dict[str, Any]]:
        """The table as a terminal shows it."""
        return comparison.short_rows(self.rows)

    @property
    def short_shares(self) -> list[dict[str, Any]]:
        """The decomposition as a terminal shows it; empty without one."""
        return [] if self.shares is None else decompose.short_rows(self.shares)


def run_members(
    scenarios: Sequence[Scenario],
    seeds: list[int],
    folder: Path,
    jobs: int | None = None,
    quiet: bool = False,
    cluster: str | None = None,
) -> list[Member]:
    """Run every scenario once a seed into ``folder``/<name> and read what a comparison needs.

    Finished runs are kept; the runs that failed are named on stderr. Raises ResultsError where a
    folder holds something else.
    """
    members = []
    for scenario in scenarios:
        done = ensemble(scenario, seeds, folder / scenario.name, jobs, quiet, cluster)
        complain_of_failures(done)
        members.append(comparison.read_member(done.folder, seeds))
    return members


def compare(
    scenarios: Sequence[Scenario],
    seeds: list[int],
    out: Path | None = None,
    jobs: int | None = None,
    quiet: bool = False,
    decomposed: bool = False,
    grouping: str | None = None,
    cluster: str | None = None,
    asked: Asked | None = None,
) -> Compared:
    """Run, subtract and write; the first scenario is the baseline.

    ``decomposed`` also takes the difference apart, into the factors that ``grouping`` names
    (:func:`analysis.factors.factors_between`). ``cluster`` is the address of a Dask scheduler whose
    workers make the runs; ``asked`` the command that may be taken up again. Raises CompareError for
    scenarios that cannot be compared or taken apart, before anything is run.
    """
    comparison.check_scenarios(scenarios)
    factors = None
    if decomposed:
        if len(scenarios) > 2:
            raise CompareError("--decompose takes two scenarios: a baseline and another")
        factors = factors_between(scenarios[0], scenarios[1], grouping)
        decompose.check_reach(scenarios[1])
    folder = out or _default_folder(scenarios)
    if asked is not None:
        asked.begin(folder, folder, _together(scenarios))
    baseline, *others = run_members(scenarios, seeds, folder, jobs, quiet, cluster)
    failed = sum(m.facts["runs"]["failed"] for m in (baseline, *others))
    apart = None
    if factors and comparison.pairs(baseline, others[0]):
        pair, members = (scenarios[0], scenarios[1]), (baseline, others[0])
        apart = decompose.decompose(pair, members, factors, folder, jobs, quiet, cluster)
        failed += apart.failed
    rows = write(folder, baseline, others, apart)
    return Compared(folder, rows, failed, None if apart is None else apart.rows())


def write(
    folder: Path,
    baseline: Member,
    others: Sequence[Member],
    apart: Decomposition | None = None,
) -> pd.DataFrame:
    """Write comparison.csv, comparison.json and the figures into a folder; the rows of the table.

    A decomposition adds shapley.csv, subsets.csv and a figure. Each file is put in its place whole.
    Raises OSError where the folder cannot be written.
    """
    rows = with_predictions(comparison.compared(baseline, others))
    facts = comparison.as_json(baseline, others, rows)
    facts["predictions_not_measured"] = unmeasured(rows, [m.name for m in others])
    folder.mkdir(parents=True, exist_ok=True)
    if apart is not None:
        shares = apart.rows()
        facts["decomposition"] = {
            "factors": {factor.name: list(factor.levers) for factor in apart.factors},
            "rows": comparison.records(shares),
        }
        write_whole(folder / "shapley.csv", shares.to_csv(index=False))
        write_whole(folder / "subsets.csv", apart.subsets().to_csv(index=False))
    write_whole(folder / "comparison.csv", rows.to_csv(index=False))
    text = json.dumps(facts, indent=1, ensure_ascii=False)
    write_whole(folder / "comparison.json", text + "\n")
    paired = [m for m in others if comparison.pairs(baseline, m)]
    chart_compare.draw_figures(folder / "figures", baseline, paired, rows)
    if apart is not None:
        chart_decompose.draw_figures(folder / "figures", apart, baseline)
    return rows


def _default_folder(scenarios: Sequence[Scenario]) -> Path:
    return RESULTS / "compare" / f"{utc_stamp()}-{_together(scenarios)[:8]}"


def _together(scenarios: Sequence[Scenario]) -> str:
    """Hash of the scenarios of a comparison, in their order."""
    return hashlib.sha256("".join(one.sha256 for one in scenarios).encode()).hexdigest()
