"""The command that runs scenarios with the same seeds and says what they change, and by what.

Heavy packages are imported inside the command, so help is quick.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from analysis.command_options import Cluster, Jobs, Json, Scale, Seed, Until, seeds_of
from analysis.console import print_json, print_table

PAIRS = 8
SOME_FAILED = 3


def compare(
    context: typer.Context,
    scenarios: Annotated[
        list[str], typer.Argument(metavar="A B [C...]", help="Names or paths; A is the baseline.")
    ],
    runs: Annotated[int, typer.Option(min=1, help="How many pairs of runs.")] = PAIRS,
    seed: Seed = 1,
    scale: Scale = None,
    until: Until = None,
    drive: Annotated[
        str | None, typer.Option(help="countryside, politics or coupled, for every scenario.")
    ] = None,
    decompose: Annotated[
        bool,
        typer.Option(
            "--decompose",
            help="Of A and B: share the difference out among the levers by which B differs "
            "(Shapley values); runs every set of them.",
        ),
    ] = False,
    factors: Annotated[
        str | None,
        typer.Option(
            metavar="name=lever,lever;...",
            help="Groups of levers or themes for --decompose, six at most; implies it. Default: "
            "each lever, or each theme where levers are more than six.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder; results of each scenario lie in it by name.")
    ] = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder alone.")] = False,
) -> None:
    """Run scenarios with the same seeds and write what they change, with intervals and figures."""
    from analysis import compare_runs
    from analysis.resumable import asked
    from sim.scenario import load

    loaded = [load(one, drive=drive, until=until, scale=scale) for one in scenarios]
    apart = decompose or factors is not None
    with asked(context) as one:
        done = compare_runs.compare(
            loaded, seeds_of(seed, runs), out, jobs, quiet, apart, factors, cluster, one
        )
    if as_json:
        print_json(done.facts)
    else:
        if not quiet:
            print_table(done.short_rows)
            if done.short_shares:
                print()
                print_table(done.short_shares)
        print(done.folder)
    raise typer.Exit(SOME_FAILED if done.failed else 0)
