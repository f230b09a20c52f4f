"""The command line: reads what is asked, calls the model and the analysis, prints.

Without a command it does the main job: the historical run as a small ensemble, its figures, the
scorecard and the report. Heavy packages are imported inside the commands, so help is quick.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from analysis.app.command import app_command
from analysis.command_options import (
    Jobs,
    Json,
    Parameters,
    Record,
    ResultsFolder,
    Scale,
    Seed,
    Until,
    UserError,
    seeds_of,
)
from analysis.compare_command import compare
from analysis.console import (
    complain,
    print_card,
    print_closing,
    print_headlines,
    print_json,
    print_scores,
    print_table,
)
from analysis.design_commands import calibrate, sensitivity, sweep
from analysis.reading_commands import chronicle, explain, judge_act

if TYPE_CHECKING:
    from sim.runner import RunReport

OK, INTERNAL, USAGE, SOME_FAILED, OUTSIDE, INTERRUPTED = 0, 1, 2, 3, 4, 130
MAIN_RUNS = 8

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="General Line: Soviet party discipline and the countryside, 1924-1939, simulated.\n\n"
    "Without a command: the historical run, eight times, with figures, scorecard and report.",
    epilog="Exit codes: 0 ok, 1 internal error, 2 usage or bad scenario, 3 some runs failed, "
    "4 outside tolerance (validate --strict), 130 interrupted.",
)


@app.callback(invoke_without_command=True)
def main_job(context: typer.Context) -> None:
    """Do the main job where no command is given."""
    if context.invoked_subcommand is not None:
        return
    from analysis.jobs import ensemble
    from sim.scenario import load

    report = ensemble(load("historical"), list(range(1, MAIN_RUNS + 1)), None)
    _finish(report, as_json=False, quiet=False, report=True, record=None)
    if report.ok:
        from analysis.results import Results
        from analysis.score_tables import validation

        print_closing(validation(Results.open(report.folder)))
        folder = report.folder
        print("\nOpen:")
        for name in ("report.html", "figures", "summary.csv", "series.parquet", "manifest.json"):
            print(f"  {folder / name}")
    raise typer.Exit(SOME_FAILED if report.failed else OK)


@app.command()
def run(
    scenario: Annotated[str, typer.Argument(help="A name in scenarios/ or a path.")],
    drive: Annotated[
        str | None,
        typer.Option(help="countryside, politics or coupled; default: the first two side by side."),
    ] = None,
    runs: Annotated[int, typer.Option(min=1, help="How many runs.")] = 1,
    seed: Seed = 1,
    scale: Scale = None,
    until: Until = None,
    parameters: Parameters = None,
    sets: Annotated[
        list[str] | None,
        typer.Option("--set", help="lever=value or lever=YYYY-MM:value; may be repeated."),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the results.")] = None,
    jobs: Jobs = None,
    as_json: Json = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print the folder alone.")] = False,
    report: Annotated[bool, typer.Option("--report", help="Add figures and the report.")] = False,
    record: Record = None,
) -> None:
    """Run one scenario and write its data. --record brings the report with it."""
    from analysis.jobs import ensemble
    from sim.scenario import load

    seeds = seeds_of(seed, runs)
    if record is not None:
        _user_record(record)
    loaded = load(
        scenario, overrides=sets or [], drive=drive, until=until, scale=scale,
        parameter_sets=parameters,
    )  # fmt: skip
    done = ensemble(loaded, seeds, out, jobs, quiet)
    _finish(done, as_json, quiet, report or record is not None, record)
    raise typer.Exit(SOME_FAILED if done.failed else OK)


app.command()(compare)


@app.command()
def validate(
    results: ResultsFolder = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 4 when a pattern is missed.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Score results against the documented patterns and the nulls (docs/scores.md)."""
    from analysis.results import Results
    from analysis.score_tables import validation
    from analysis.tables import latest_results

    opened = Results.open(results or latest_results())
    told = validation(opened)
    card = told.pop("card")
    if as_json:
        rows = card.to_dict("records")
        print_json({"folder": str(opened.path), **told, "patterns": rows})
    else:
        print_card(card)
        print_scores(told)
    raise typer.Exit(OUTSIDE if strict and not bool(card["inside"].all()) else OK)


app.command()(explain)
app.command("judge")(judge_act)
app.command()(chronicle)
app.command()(sweep)
app.command()(sensitivity)
app.command()(calibrate)
app.command("app")(app_command)


@app.command()
def check(
    file: Annotated[str, typer.Argument(help="A scenario file, or a name in scenarios/.")],
    show_origin: Annotated[
        bool, typer.Option("--show-origin", help="Show where each value comes from.")
    ] = False,
) -> None:
    """Check a scenario file; every fault is named at once."""
    from sim.scenario import load

    loaded = load(file)
    print(f"{loaded.chain[-1]}: ok")
    print(f"question: {loaded.question}")
    print(f"files: {' -> '.join(loaded.chain)}")
    print(f"months: {loaded.first_month} to {loaded.until} ({loaded.months})")
    print(f"drive: {loaded.drive}, scale: {loaded.scale}")
    print(f"first change: {loaded.first_change or 'none'}")
    if show_origin:
        rows = [
            {"lever": name, "from": month, "value": value, "where": place}
            for name, steps in loaded.origin.items()
            for month, value, place in steps
        ]
        print_table(rows)


@app.command("list")
def list_things(
    kind: Annotated[
        str, typer.Argument(help="scenarios, levers, parameters, series, patterns or sources.")
    ],
    as_json: Json = False,
) -> None:
    """List what the project declares."""
    from analysis import tables

    rows = tables.table(kind)
    print_json(rows) if as_json else print_table(rows)


@app.command()
def report(results: ResultsFolder = None, record: Record = None) -> None:
    """Draw the figures of results and write their report, one self-contained file."""
    from analysis.tables import latest_results

    print(_write_report(results or latest_results(), record))


def _finish(done: RunReport, as_json: bool, quiet: bool, report: bool, record: Path | None) -> None:
    """Report on a job: failures to stderr, folder and headline numbers to stdout."""
    from analysis.jobs import complain_of_failures

    complain_of_failures(done)
    page = _write_report(done.folder, record) if report and done.ok else None
    if quiet and not as_json:
        print(done.folder)
        return
    from analysis.headlines import headlines
    from analysis.results import Results

    numbers = headlines(Results.open(done.folder)) if done.ok else []
    if as_json:
        print_json(
            {"folder": str(done.folder), "report": str(page) if page else None,
             "runs": {"ok": done.ok, "failed": done.failed, "reused": done.reused},
             "seeds": [row.seed for row in done.rows],
             "scenario_sha256": done.manifest["scenario_sha256"], "headlines": numbers}
        )  # fmt: skip
        return
    print_headlines(numbers)
    print(f"{done.ok} of {len(done.rows)} runs in {done.folder}")


def _user_record(record: Path | None) -> Any:
    """The user's own figures, or None. Raises RecordError."""
    if record is None:
        return None
    from analysis.history import user_record

    return user_record(record)


def _write_report(folder: Path, record: Path | None) -> Path:
    """Draw the figures and write the report of a results folder; the report's path."""
    from analysis import report as page

    return Path(page.write_report(folder, user_record=_user_record(record)))


def _explained(error: Exception) -> int:
    """Print a fault of the user's as its lines, any other with its trace; the exit code."""
    from analysis.compare import CompareError
    from analysis.judge import QuestionError
    from analysis.judge_states import StatesError
    from analysis.results import ResultsError
    from analysis.tables import NotFoundError
    from analysis.user_record import RecordError, UnknownNameError
    from sim.inputs import InputError
    from sim.runner import ResultsError as WritingError
    from sim.scenario import ScenarioError

    known = (UserError, ScenarioError, InputError, WritingError, ResultsError, RecordError,
             UnknownNameError, NotFoundError, CompareError, QuestionError, StatesError)  # fmt: skip
    if isinstance(error, known):
        complain(str(error))
        return USAGE
    import traceback

    traceback.print_exception(error)
    complain("internal error: the lines above say where; the fault is the program's")
    return INTERNAL


def main() -> int:
    """Run the command line; returns the exit code."""
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except KeyboardInterrupt:
        complain("interrupted; the same command goes on with the runs that have finished")
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        if hasattr(error, "format_message"):
            complain(f"{error.format_message()}\nTry 'run.py --help'.")
            return USAGE
        if type(error).__name__ == "Abort":
            return INTERRUPTED
        return _explained(error)
    return int(code or OK)


if __name__ == "__main__":
    sys.exit(main())
