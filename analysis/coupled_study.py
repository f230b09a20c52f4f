"""The study of the coupled drive: which turns come of themselves, when, and what they hang on.

``python -m analysis.coupled_study --runs 200 --scale 2000 --out DIR`` runs the historical scenario
in the drive ``coupled``, where only weather, world prices, foreign events and Lenin's death are
given, and writes courses.csv, figures/loop.png and findings.md into DIR. Finished runs are kept.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.chart_lines import twin
from analysis.charts import draw_chart, save
from analysis.countryside_tables import markdown, pattern_table
from analysis.coupled_runs import EARLY_WORDS, FAMINE, TURNS, courses
from analysis.files import write_whole
from analysis.jobs import complain_of_failures, ensemble
from analysis.leadership_tables import gap_table, month_name
from analysis.patterns import score_line, scorecard
from analysis.results import Results
from analysis.study_command import studied, study_parser
from sim.scenario import load
from sim.scenario_schema import NO_SETS

DRIVE = "coupled"
FINDINGS, COURSES = "findings.md", "courses.csv"
SENTENCES = "political_sentences_total"
RECORDED = {
    "emergency": "1928-01", "mass": "1930-01", "halt": "1928-07", "retreat": "1930-04",
    "famine": "1932-03", "tightening": "1932-10", "forgiveness": "1934-12",
}  # fmt: skip
"""Months of the record for the turns (events.csv, observations.csv; famine: first reports)."""


def study(
    out: Path,
    seeds: list[int],
    scale: int,
    jobs: int | None = None,
    until: str | None = None,
    quiet: bool = False,
) -> int:
    """Make what is not made yet and write tables and figure; how many runs failed.

    Raises ResultsError where ``out`` holds something else.
    """
    scenario = load("historical", drive=DRIVE, scale=scale, until=until, parameter_sets=NO_SETS)
    done = ensemble(scenario, seeds, out / "historical", jobs, quiet)
    complain_of_failures(done)
    results = Results.open(out / "historical")
    table = courses(results)
    write_whole(out / COURSES, table.to_csv())
    save(draw_chart("loop", results), out / "figures")
    write_whole(out / FINDINGS, findings(results, table))
    return done.failed


def findings(results: Results, table: pd.DataFrame) -> str:
    """The Markdown of the study."""
    card = scorecard(results)
    spared = table["famine"].isna()
    toll = [_band(table.loc[group, "toll"], 2, 0.05) for group in (spared, ~spared)]
    head = (
        f"{len(table)} runs of `{results.scenario}`, seeds {min(table.index)} to "
        f"{max(table.index)}, drive {results.drive}, scale {results.resolved.get('scale')}, hash "
        f"{results.digest}."
    )
    return "\n\n".join([
        "## Turns that nobody scripted", head, turn_table(table),
        "## Drive C beside the record", _score(card, "C"), pattern_table(card, {}, "C"),
        "## Rows of the countryside, under the emergent line",
        _score(card, "A"), pattern_table(card, {}, "A"),
        "## Rows of the leadership, under the emergent crisis",
        _score(card, "B"), pattern_table(card, {}, "B"),
        "## Repression",
        "Sentences in thousand a year, threat and precision (the share of the arrested who truly "
        "opposed, as the model knows) as yearly means; medians, and 80 % of runs.",
        repression_table(results),
        "## Runs without famine",
        f"In {int(spared.sum())} of {len(table)} runs no month has {FAMINE:.0f} % of villagers "
        "below the famine line. Excess deaths of 1930-34: "
        f"{toll[0]} in these, {toll[1]} in the others (median and 90 % of runs, million).",
        gap_table(table[~spared], table[spared], EARLY_WORDS, "famine", "none"),
    ]) + "\n"  # fmt: skip


def repression_table(results: Results, first: int = 1926, last: int = 1938) -> str:
    """Sentences beside the record, threat and precision, year by year."""
    sentences = results.calendar_years(SENTENCES) / 1000.0
    recorded = twin(SENTENCES, "calendar", factor=1e-3).set_index("date")["value"]
    rows = []
    for year in range(first, last + 1):
        if year not in sentences.index:
            continue
        known = recorded[pd.DatetimeIndex(recorded.index).year == year]
        states = [
            results.monthly(name).loc[f"{year}-01" : f"{year}-12"].mean()
            for name in ("threat_perceived", "repression_precision")
        ]
        rows.append([
            str(year), _band(sentences.loc[[year]].iloc[0], 0),
            f"{known.iloc[0]:.0f}" if len(known) else "", *(_band(one, 2) for one in states),
        ])  # fmt: skip
    return markdown(["year", "sentences", "record", "threat", "precision"], rows)


def _band(values: pd.Series, decimals: int, tail: float = 0.1) -> str:
    """Median, and what lies between the tails on either side; "none" where there is nothing."""
    if values.dropna().empty:
        return "none"
    low, middle, high = (float(values.quantile(q)) for q in (tail, 0.5, 1.0 - tail))
    return f"{middle:.{decimals}f} ({low:.{decimals}f} to {high:.{decimals}f})"


def turn_table(table: pd.DataFrame) -> str:
    """Each turn: share of runs, median month, 80 and 90 percent of these runs, the record."""
    rows = []
    for name, words in TURNS.items():
        months = table[name].dropna()
        cells = ["none"] * 3
        if len(months):
            q = [month_name(float(months.quantile(k))) for k in (0.05, 0.1, 0.5, 0.9, 0.95)]
            cells = [q[2], f"{q[1]} to {q[3]}", f"{q[0]} to {q[4]}"]
        share = f"{len(months) / max(1, len(table)):.0%}"
        rows.append([words, share, *cells, RECORDED[name]])
    heads = ["turn", "share of runs", "median", "80 % of these", "90 %", "record"]
    return markdown(heads, rows)


def _score(card: pd.DataFrame, drive: str) -> str:
    line = score_line(card[card["drive"] == drive])
    parts = [f"{split} {line[split]['inside']} of {line[split]['total']}"
             for split in ("calibrate", "test")]  # fmt: skip
    return f"Inside: {', '.join(parts)}."


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run the study; the exit code, as run.py has them."""
    parser = study_parser(
        "analysis.coupled_study",
        "Which turns come of themselves in the coupled drive, when, and what they hang on.",
        "results/coupled_study", 200,
    )  # fmt: skip
    parser.add_argument("--scale", type=int, default=2000, help="default 2000")
    given = parser.parse_args(arguments)
    if min(given.runs, given.scale, given.jobs or 1) < 1 or given.seed < 0:
        parser.error("--runs, --scale and --jobs must be 1 or more, --seed 0 or more")
    seeds = [given.seed + n for n in range(given.runs)]
    return studied(
        lambda: study(given.out, seeds, given.scale, given.jobs, given.until),
        given.out / FINDINGS,
    )


if __name__ == "__main__":
    sys.exit(main())
