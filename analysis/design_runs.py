"""The runs of a design: scenarios at its points, outcomes read off them, and what is written down.

Runs are made by :mod:`analysis.points`, so a design that is stopped goes on where it was.
"""

from __future__ import annotations

import hashlib
import importlib
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

import pandas as pd
from pydantic import Field

from analysis import design_outcomes
from analysis.command_options import UserError
from analysis.console import complain
from analysis.design_file import Checked, Design, Faults, read_design
from analysis.jobs import cores, tell_of_compiling, utc_stamp
from analysis.points import Measure, Point, Pool, points_made
from analysis.progress import Progress
from analysis.resumable import JOB, Asked
from sim.provenance import code_version, data_version, package_versions
from sim.results_files import file_hash, write_manifest
from sim.runner import RESULTS
from sim.runner import ResultsError as WritingError
from sim.scenario import Scenario
from sim.scenario_text import Node, suggestion
from sim.worker_pool import made

D = TypeVar("D", bound=Design)
LARGEST_DESIGN = 200_000
"""runs in one design; a file that asks for more has most likely a slip in it"""
SHOWN_FAILURES = 5


def _outcomes(node: Node, where: str, faults: Faults) -> tuple[str, ...]:
    """Outcomes as ``name@period``; a name alone stands for the outcome's own spans."""
    found: list[str] = []
    for item in node.items if node.kind == "list" else [node]:
        name, at, period = item.text.partition("@")
        if item.kind != "value" or not name:
            faults.at(item, where, "must be an outcome such as excess_deaths@1932-34")
            continue
        if name not in design_outcomes.known():
            hint = suggestion(name, design_outcomes.known())
            faults.at(item, where, f"unknown outcome '{name}'{hint}")
            continue
        periods = [item.text] if at else design_outcomes.own_periods(name)
        message = design_outcomes.period_fault(name, period) if at or not periods else None
        if message is not None:
            fix = message.rpartition("; ")[2]
            faults.at(item, where, message if at else f"{name} needs a period; {fix}")
        found += [one for one in periods if one not in found]
    if not found and node.kind == "list" and not node.items:
        faults.at(node, where, "names no outcome")
    return tuple(found)


class MeasuredDesign(Design):
    """A design that reads outcomes off its runs."""

    outcomes: Annotated[tuple[str, ...], Checked(_outcomes)] = Field(
        (), description="name or name@period; default: every headline outcome with spans"
    )

    def asked(self) -> tuple[str, ...]:
        """Every outcome that is read, ``name@period``.

        The default leaves out what the drive does not run or the last month does not reach.
        """
        if self.outcomes:
            return self.outcomes
        base, every = self.base(), design_outcomes.defaults()
        missing = design_outcomes.reach(every, base.drive, base.until)
        return tuple(one for one in every if one not in missing)

    def check_whole(self, root: Node, faults: Faults) -> None:
        """Note outcomes that the runs cannot have."""
        super().check_whole(root, faults)
        base = self.base()
        node = root.pairs["outcomes"][1] if "outcomes" in root.pairs else root
        for reason in dict.fromkeys(
            design_outcomes.reach(self.outcomes, base.drive, base.until).values()
        ):  # fmt: skip
            faults.at(node, "outcomes", reason)
        if not self.asked():
            message = f"is missing; no outcome with spans ends by {base.until}, so name some"
            faults.at(node, "outcomes", message)


@dataclass(frozen=True)
class Job:
    """How the runs of a design are made: folder, processes, silence, and who shares the tasks."""

    folder: Path
    jobs: int = 1
    quiet: bool = False
    pool: Pool = made
    asked: Asked | None = None
    """the command that may be taken up again"""

    def outcomes(
        self, name: str, runs: Sequence[tuple[Scenario, int]], measure: Measure
    ) -> pd.DataFrame:
        """The outcomes of runs (scenario, seed) by number from 0; as ``points_made`` has them.

        Their files lie in points/``name``; failures are named on stderr.
        """
        points = [Point(n, scenario, seed) for n, (scenario, seed) in enumerate(runs)]
        with Progress(len(points), name, self.quiet) as progress:
            table = points_made(
                points, measure, self.folder / "points" / name, self.jobs, progress.update,
                self.pool,
            )  # fmt: skip
        failed = table[table["status"] != "ok"]
        for row in failed.head(SHOWN_FAILURES).to_dict("records"):
            complain(f"{name}, seed {row['seed']}: {row['error']}")
        if len(failed):
            complain(f"{name}: {len(failed)} of {len(table)} runs failed and are left out")
        return table


@dataclass(frozen=True)
class Done:
    """A finished design: its folder, how many runs it has, how many failed, and its findings."""

    folder: Path
    runs: int
    failed: int
    rows: list[dict[str, Any]]
    """the table that a terminal shows"""
    facts: dict[str, Any]
    """what ``--json`` prints"""


def open_job(
    kind: str,
    digest: str,
    out: Path | None,
    jobs: int | None,
    quiet: bool,
    pool: Pool = made,
    asked: Asked | None = None,
) -> Job:
    """The job of a design in ``out``, or in results/<kind>/<stamp>-<hash8>.

    Raises ResultsError where ``out`` cannot be a folder, or holds results of another kind.
    """
    folder = out or RESULTS / kind / f"{utc_stamp()}-{digest[:8]}"
    if folder.exists() and not folder.is_dir():
        raise WritingError(f"{folder}: is a file, not a folder")
    if (folder / "series.parquet").exists():
        raise WritingError(f"{folder}: holds the results of a run; give another --out")
    if asked is not None:
        asked.begin(folder, folder, digest)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WritingError(f"{folder}: cannot be written: {error.strerror}") from None
    if not quiet and pool is made:
        tell_of_compiling()
    return Job(folder, jobs or cores(), quiet, pool, asked)


def begun(
    kind: str,
    file: str,
    model: type[D],
    out: Path | None,
    jobs: int | None,
    quiet: bool,
    pool: Pool,
    asked: Asked | None = None,
) -> tuple[D, Job]:
    """A design file, read, and its job. Raises as :func:`read_design` and :func:`open_job` do."""
    design = read_design(file, model)
    return design, open_job(kind, digest(design), out, jobs, quiet, pool, asked)


def need(package: str, *modules: str) -> None:
    """Raise UserError, naming the extra, where a package whose ``modules`` are used is missing."""
    try:
        for module in modules:
            importlib.import_module(module)
    except ImportError:
        extras = "it comes with the extras analysis and dev: pip install -e '.[analysis]'"
        raise UserError(f"{package} is missing; {extras}") from None


def moved(base: Scenario, values: Mapping[str, float]) -> Scenario:
    """The scenario with parameters changed: as ``load`` gives it, without reading the file again.

    Raises nothing: values outside their ranges are the model's to refuse.
    """
    changed = {name: float(value) for name, value in values.items()}
    return replace(base, parameters=dict(sorted({**base.parameters, **changed}.items())))


def seeds_of(first: int, runs: int) -> list[int]:
    """So many seeds from the first one up."""
    return list(range(first, first + runs))


def digest(design: Design) -> str:
    """Hash of a design and its scenario, without its question."""
    text = design.model_dump_json(exclude={"question", "scenario"}) + design.base().sha256
    return hashlib.sha256(text.encode()).hexdigest()


def write_facts(
    job: Job,
    design: Design,
    outcomes: Sequence[str],
    runs: int,
    failed: int,
    extra: Mapping[str, Any],
) -> None:
    """Write manifest.json: what was asked, of what, with which code, and hashes of the outputs."""
    base = design.base()
    manifest = {
        "command": job.asked.words if job.asked else [Path(sys.argv[0]).name, *sys.argv[1:]],
        "design": design.model_dump(mode="json"),
        "design_sha256": digest(design),
        "scenario": base.resolved(),
        "scenario_name": base.name,
        "scenario_sha256": base.sha256,
        "drive": base.drive,
        "outcomes": list(outcomes),
        "runs": {"ok": runs - failed, "failed": failed},
        "code": code_version(),
        "packages": package_versions(),
        "data": data_version(),
        "outputs": _hashes(job.folder),
        **extra,
    }
    write_manifest(job.folder, manifest)


def _hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of tables, findings and figures; the small files of the points are not outputs."""
    found = [*folder.glob("*"), *folder.glob("figures/*")]
    outputs = (
        path for path in sorted(found) if path.is_file() and path.name not in ("manifest.json", JOB)
    )
    return {path.relative_to(folder).as_posix(): file_hash(path) for path in outputs}


def heading(outcome: str) -> str:
    """An outcome written ``name@period`` as a heading has it."""
    label, period, _ = design_outcomes.describe(outcome)
    return f"{label[:1].upper()}{label[1:]}, {period}"


def slug(text: str) -> str:
    """An outcome as the name of a file may hold it."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower())


def provenance(design: Design, seeds: Sequence[int]) -> str:
    """Scenario, hash, drive, scale and seeds, for the caption of a figure."""
    base = design.base()
    listed = f"seed {seeds[0]}" if len(seeds) == 1 else f"seeds {seeds[0]}-{seeds[-1]}"
    return (
        f"Scenario {base.name} (hash {base.sha256[:8]}), drive {base.drive}, scale {base.scale}, "
        f"to {base.until}; {listed}; design hash {digest(design)[:8]}."
    )
