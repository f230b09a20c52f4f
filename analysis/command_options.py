"""Options that several commands share, and the fault of whoever asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

LARGEST_SEED = 2**32 - 1
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
Seed = Annotated[
    int, typer.Option(min=0, max=LARGEST_SEED, help="Seed of the first run; then one up.")
]
Scale = Annotated[int | None, typer.Option(help="One household stands for about this many.")]
Until = Annotated[str | None, typer.Option(help="Last month, YYYY-MM.")]
Parameters = Annotated[
    str | None,
    typer.Option(
        "--parameters",
        help="accepted: each run takes the stored set of its seed; none: the defaults.",
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        min=1, help="Runs made at a time; default: one a core, or what the cluster's workers take."
    ),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="A Dask scheduler, as tcp://HOST:PORT, whose workers make the runs; docs/running.md.",
    ),
]
Record = Annotated[
    Path | None,
    typer.Option(help="A CSV of your own (date, region, series, value, ...) laid beside the runs."),
]
ResultsFolder = Annotated[
    Path | None, typer.Argument(metavar="[RESULTS]", help="A results folder; default: the latest.")
]


class UserError(Exception):
    """A fault of what was asked; the text is for the user and the exit code is 2."""


def seeds_of(first: int, runs: int) -> list[int]:
    """Seeds of so many runs, from the first one up. Raises UserError beyond the largest."""
    if first + runs - 1 > LARGEST_SEED:
        raise UserError(f"--seed: {first} and {runs} runs go beyond {LARGEST_SEED}")
    return list(range(first, first + runs))
