"""Commands that make many runs from a design file: sweep, sensitivity, calibrate.

Heavy packages are imported inside the commands, so help is quick.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.command_options import Cluster, Jobs, Json
from analysis.console import print_json, print_table

if TYPE_CHECKING:
    from analysis.design_runs import Done

SOME_FAILED = 3
DesignFile = Annotated[str, typer.Argument(metavar="FILE", help="A design file; docs/designs.md.")]
Out = Annotated[
    Path | None, typer.Option(help="Folder for the results; what it holds is not made again.")
]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print the folder alone.")]


def _command(name: str, words: str) -> Callable[..., None]:
    """The command that makes the design of a file with ``analysis.<name>.<name>``."""

    def command(
        context: typer.Context,
        file: DesignFile,
        out: Out = None,
        jobs: Jobs = None,
        cluster: Cluster = None,
        as_json: Json = False,
        quiet: Quiet = False,
    ) -> None:
        from analysis.jobs import at_a_time
        from analysis.resumable import asked
        from sim.worker_pool import made

        make = getattr(importlib.import_module(f"analysis.{name}"), name)
        pool = partial(made, cluster=cluster)
        with asked(context) as one:
            done = make(file, out, at_a_time(jobs, cluster), quiet, pool, one)
        _answer(done, as_json, quiet)

    command.__name__, command.__doc__ = name, words
    return command


sweep = _command(
    "sweep",
    "Run a scenario over values of levers and parameters, with the same seeds at every point.",
)
sensitivity = _command(
    "sensitivity",
    "Find which parameters outcomes answer to: one at a time, Morris' screen, Sobol indices.",
)
calibrate = _command(
    "calibrate", "Find parameter sets that the calibrate rows of the record do not rule out."
)


def _answer(done: Done, as_json: bool, quiet: bool) -> None:
    """Print what was found and where it lies; exit with 3 where some runs failed."""
    if as_json:
        print_json(done.facts)
    else:
        if not quiet:
            print_table(done.rows)
        print(done.folder)
    raise typer.Exit(SOME_FAILED if done.failed else 0)
