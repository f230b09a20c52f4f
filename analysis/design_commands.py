"""Commands that make many runs from a design file: sweep, sensitivity, calibrate.

Heavy packages are imported inside the commands, so help is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.command_options import Jobs, Json
from analysis.console import print_json, print_table

if TYPE_CHECKING:
    from analysis.design_runs import Done

SOME_FAILED = 3
DesignFile = Annotated[str, typer.Argument(metavar="FILE", help="A design file; docs/designs.md.")]
Out = Annotated[
    Path | None, typer.Option(help="Folder for the results; what it holds is not made again.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print the folder alone.")]


def sweep(
    file: DesignFile,
    out: Out = None,
    jobs: Jobs = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Run a scenario over values of levers and parameters, with the same seeds at every point."""
    from analysis import sweep as sweeps

    _answer(sweeps.sweep(file, out, jobs, quiet), as_json, quiet)


def sensitivity(
    file: DesignFile,
    out: Out = None,
    jobs: Jobs = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find which parameters outcomes answer to: one at a time, Morris' screen, Sobol indices."""
    from analysis import sensitivity as sensitivities

    _answer(sensitivities.sensitivity(file, out, jobs, quiet), as_json, quiet)


def calibrate(
    file: DesignFile,
    out: Out = None,
    jobs: Jobs = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Find parameter sets that the calibrate rows of the record do not rule out."""
    from analysis import calibrate as calibration

    _answer(calibration.calibrate(file, out, jobs, quiet), as_json, quiet)


def _answer(done: Done, as_json: bool, quiet: bool) -> None:
    """Print what was found and where it lies; exit with 3 where some runs failed."""
    if as_json:
        print_json(done.facts)
    else:
        if not quiet:
            print_table(done.rows)
        print(done.folder)
    raise typer.Exit(SOME_FAILED if done.failed else 0)
