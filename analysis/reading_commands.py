"""Commands that read: explain a thing or a place, judge an act, lay a run beside the record.

Heavy packages are imported inside the commands, so help is quick.
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from analysis.command_options import Json, ResultsFolder, Until, UserError
from analysis.console import complain, print_json, print_table


def explain(
    thing: Annotated[
        str,
        typer.Argument(
            help="A lever, parameter, series, mechanism (M48), pattern (P24); or a results folder."
        ),
    ],
    region: Annotated[
        str | None, typer.Option(help="Of a results folder: the region, or USSR.")
    ] = None,
    month: Annotated[
        str | None,
        typer.Option(
            help="Of a results folder: YYYY-MM; without --region, what the leadership did and why."
        ),
    ] = None,
    who: Annotated[
        str | None, typer.Option(help="Of a results folder: a leader's name, or part of it.")
    ] = None,
    run_number: Annotated[
        int | None, typer.Option("--run", help="Run that is told; default: the first.")
    ] = None,
    district: Annotated[
        int | None,
        typer.Option(help="District of the region; default: the hungriest and the most spared."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what a thing means, or why a place, a month or a person of a run fared as they did.

    Of a results folder: --region and --month tell why a place went hungry or did not, --month
    alone what the leadership did and on what grounds, --who what befell one of its men.
    """
    if region is not None and month is None:
        raise UserError("--region goes with --month, and with a results folder")
    if region is not None and who is not None:
        raise UserError("--region tells a place and --who a person: give one of them")
    if district is not None and region is None:
        raise UserError("--district goes with --region and --month")
    if region is not None and month is not None:
        _explain_place(Path(thing), region, month, (run_number, district), as_json)
        return
    if month is not None or who is not None:
        _explain_power(Path(thing), who, month, run_number, as_json)
        return
    if run_number is not None:
        raise UserError("--run goes with --month or --who, and with a results folder")
    from analysis import tables

    found = tables.explain(thing)
    if as_json:
        print_json(found)
        return
    for i, row in enumerate(found):
        print("\n" * (i > 0) + "\n".join(f"{key}: {value}" for key, value in row.items()))


def _explain_power(
    folder: Path, who: str | None, month: str | None, run: int | None, as_json: bool
) -> None:
    """Print what the leadership did in a month, or what befell a person."""
    from analysis.explain_power import month_story, person_story
    from analysis.results import Results

    results = Results.open(folder)
    if who is not None:
        told = person_story(results, who, month, run)
    else:
        told = month_story(results, str(month), run)
    if as_json:
        print_json([*told.states, *told.events])
        return
    print(f"Run {told.run}.")
    for rows in (told.states, told.events):
        if rows:
            print()
            print_table(rows)


def _explain_place(
    folder: Path, region: str, month: str, chosen: tuple[int | None, int | None], as_json: bool
) -> None:
    """Print the chain of a region, then those of districts; ``chosen`` is run and district."""
    from analysis import explain_district
    from analysis.explain_place import chain
    from analysis.results import Results

    results = Results.open(folder)
    rows = chain(results, region, month)
    reason = explain_district.no_districts(results, region, month)
    # A run or district that was asked for is refused with the reason, not passed over.
    wanted = not reason or any(number is not None for number in chosen)
    told = explain_district.stories(results, region, month, *chosen) if wanted else []
    if as_json:
        print_json(rows + [row for one in told for row in (*one.links, *one.history)])
        if reason:
            complain(reason)
        return
    print_table([{key: row[key] for key in row if key != "place"} for row in rows])
    print()
    print(reason or explain_district.heading(told, region, month))
    if told:
        print_table(explain_district.side_by_side(told))
    for one in told:
        print("\n" + "\n".join(explain_district.history_lines(one)))


def judge_act(
    arena: Annotated[
        str,
        typer.Option(
            help="Widest arena the act reached: elite_only, local_execution, rank_and_file, "
            "public_street, underground_text or foreign_contact."
        ),
    ],
    recanted: Annotated[str, typer.Option(help="no, partial, yes, or na: nothing to recant.")],
    rank: Annotated[
        str,
        typer.Option(
            help="At the time: rank_and_file, local_cadre, mid_elite, outside_party, cc, politburo."
        ),
    ],
    date: Annotated[str, typer.Option(help="YYYY or YYYY-MM; a year alone counts as its July.")],
    act: Annotated[
        str,
        typer.Option(
            help="What was done; shown and kept for the reader, not understood. Only knowing of a "
            "banned text without reporting it is recognised, by its words; the answer says so."
        ),
    ] = "",
    faction: Annotated[
        str,
        typer.Option(
            help="As in the record. It changes no odds; of cases equally near it comes first."
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Say what the discipline bodies would do with an act: expected severity 0-5 and odds."""
    from analysis import judge_words
    from analysis.judge import Question, judge

    verdict = judge(Question(arena, recanted, rank, date, act, faction))
    print_json(judge_words.facts(verdict)) if as_json else judge_words.show(verdict)


def chronicle(
    results: ResultsFolder = None,
    run_number: Annotated[
        int | None, typer.Option("--run", help="Run that is told; default: the first.")
    ] = None,
    runs: Annotated[
        str | None, typer.Option(help="all: how often each turning point occurred over the runs.")
    ] = None,
    first: Annotated[str | None, typer.Option("--from", help="First month, YYYY-MM.")] = None,
    until: Until = None,
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help="Kind of event; may be repeated.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="List one by one what is otherwise summed.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Lay the dated events of a run beside the documented ones, with windows and verdicts."""
    from analysis import chronicle_rows, chronicle_summary
    from analysis.chronicle_asked import asked
    from analysis.results import Results
    from analysis.tables import latest_results

    if runs not in (None, "all"):
        raise UserError(f"--runs: '{runs}' is not 'all'; --run N tells one run")
    if runs is not None and (run_number is not None or every):
        raise UserError("--runs all goes neither with --run nor with --all")
    opened = Results.open(results or latest_results())
    want = asked(opened, run_number, first, until, kinds or (), runs is not None)
    told = [chronicle_rows.chronicle(opened, number, want.kinds) for number in want.runs]
    if runs is not None:
        found = chronicle_summary.across(told, want.first, want.last)
        table = [chronicle_summary.shown(row) for row in found]
        lines = chronicle_summary.summary_across(told, want.first, want.last)
    else:
        listed = chronicle_rows.rows(told[0], want.first, want.last, every)
        found, table = [asdict(row) for row in listed], [row.shown() for row in listed]
        lines = chronicle_summary.summary(told[0], want.first, want.last)
    if as_json:
        print_json(found)
        return
    print_table(table)
    print("\n" + "\n".join(lines))
