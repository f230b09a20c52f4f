"""The command ``app``: the page on this machine, or as one file.

Heavy packages are imported inside the command, so help is quick.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from analysis.command_options import Jobs, Scale, Until, UserError

HOST, PORT = "127.0.0.1", 8765
OK, SOME_FAILED = 0, 3


def app_command(
    export: Annotated[
        Path | None, typer.Option(help="Write the page as one file that needs no network.")
    ] = None,
    runs: Annotated[
        int | None, typer.Option(min=1, help="With --export: runs of each scenario; default 5.")
    ] = None,
    scale: Scale = None,
    until: Until = None,
    scenarios: Annotated[
        str | None,
        typer.Option(help="With --export: names, joined by commas; default: all of scenarios/."),
    ] = None,
    sliders: Annotated[
        str | None,
        typer.Option(help="With --export: sliders, joined by commas, or none; default: all."),
    ] = None,
    host: Annotated[str, typer.Option(help="Address that the live page answers on.")] = HOST,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Its port.")] = PORT,
    jobs: Jobs = None,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Open no browser on the live page.")
    ] = False,
) -> None:
    """Open the page on 127.0.0.1, or with --export write it as one offline file."""
    if export is None:
        given = {"--runs": runs, "--scale": scale, "--until": until, "--scenarios": scenarios,
                 "--sliders": sliders}  # fmt: skip
        named = [name for name, value in given.items() if value is not None]
        if named:
            raise UserError(f"{', '.join(named)}: only with --export FILE")
        serve = _server()
        raise typer.Exit(int(serve(host, port, jobs, not no_browser) or OK))
    from analysis.app.export import RUNS, SCALE
    from analysis.app.export import export as write

    failed = write(
        export, runs=RUNS if runs is None else runs, scale=SCALE if scale is None else scale,
        until=until,
        scenarios=_listed(scenarios), sliders=[] if sliders == "none" else _listed(sliders),
        jobs=jobs,
    )  # fmt: skip
    print(export)
    raise typer.Exit(SOME_FAILED if failed else OK)


def _listed(text: str | None) -> list[str] | None:
    """Names joined by commas, as a list; None where nothing was given."""
    if text is None:
        return None
    return [part.strip() for part in text.split(",") if part.strip()]


def _server() -> Callable[[str, int, int | None, bool], int | None]:
    """What serves the live page. Raises UserError where its packages are missing."""
    try:
        module = importlib.import_module("analysis.app.server")
    except ImportError as missing:
        raise UserError(
            "app: the live page needs packages that are not installed "
            f"({missing.name or missing}): pip install -c constraints.txt -e '.[app]'"
        ) from missing
    serve: Callable[[str, int, int | None, bool], int | None] = module.serve
    return serve
