"""The command that takes up a job which was killed, interrupted or left by its cluster."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from analysis.command_options import Cluster, Jobs, Json, UserError


def resume(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Where the results of the job come to lie.")
    ],
    jobs: Jobs = None,
    cluster: Cluster = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder alone.")] = False,
) -> Any:
    """Finish an interrupted job, as it was asked; its runs are made here unless --cluster is given.

    Jobs of run, compare, sweep, sensitivity and calibrate. Runs that are finished are not made
    again, and the results are those of a job that was never interrupted.
    """
    from analysis.resumable import find

    begun, place = find(folder)
    program: Any = context.parent.command if context.parent else None
    command = program.commands.get(begun.command) if program else None
    if command is None:
        raise UserError(f"{folder}: was begun by a command that is not there: {begun.command}")
    if not os.path.isdir(begun.where):
        raise UserError(f"{folder}: was asked in {begun.where}, which is gone; put it back")
    # As it was asked, so that no path in the results differs.
    out = os.path.relpath(place, begun.where) if place.is_relative_to(begun.where) else str(place)
    anew = {"out": out, "jobs": jobs, "cluster": cluster, "as_json": as_json, "quiet": quiet}
    words = _words(command, begun.parameters | anew)
    with contextlib.chdir(begun.where):
        inner = command.make_context(begun.command, words, parent=context, obj=begun)
        with inner:
            return command.invoke(inner)


def _words(command: Any, parameters: dict[str, Any]) -> list[str]:
    """A command line that gives a command these parameters."""
    options: list[str] = []
    positional: list[str] = []
    for one in command.params:
        value = parameters.get(one.name)
        if value is None or value is False:
            continue
        items = value if isinstance(value, list) else [value]
        if one.param_type_name == "argument":
            positional += map(str, items)
        elif value is True:
            options.append(one.opts[0])
        else:
            options += [word for item in items for word in (one.opts[0], str(item))]
    return [*options, "--", *positional]
