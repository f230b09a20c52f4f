"""The study of banned texts: what exposes them, and who is punished for knowing.

``python -m analysis.text_study --runs 60 --out DIR`` runs the documented crisis (drive B) with one
lever at a time held low and high over the whole run, with the same seeds, and writes
texts.csv and findings.md into DIR. Finished runs are kept.
"""

import math
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from analysis.countryside_tables import markdown
from analysis.files import write_whole
from analysis.jobs import complain_of_failures, ensemble
from analysis.leadership_tables import mean_interval, signed
from analysis.pattern_run import NotComputable, Run, number
from analysis.results import Results
from analysis.study_command import plain_study
from sim.scenario import load
from sim.scenario_schema import NO_SETS

DRIVE = "politics"
FINDINGS, TEXTS = "findings.md", "texts.csv"
LEVERS: dict[str, tuple[float, float, str]] = {
    "police.informer_density": (0.2, 3.0, "shorter lives, fewer readers"),
    "censorship.strength": (0.0, 1.0, "fewer readers"),
    "discipline.offence_width": (
        0.1,
        0.9,
        "shorter lives, fewer readers: who keeps silent is liable",
    ),
    "discipline.recantation_value": (0.1, 0.9, "fewer texts: the penitent do not write"),
    "discipline.faction_ban": (0.0, 1.0, "more texts: the beaten go underground"),
}
"""Levers: low and high value, and what is expected of the high one."""
MEASURES = {
    "texts": "texts found a run",
    "weeks": "weeks from first hand-over to first arrest",
    "readers": "readers of a found text",
    "knowing": "members punished for knowing, a run",
}


def measures(results: Results) -> pd.DataFrame:
    """One row a seed: texts found, mean life and readers, members punished for mere knowledge."""
    rows = {
        seed: _measured(Run(results, run))
        for run, seed in zip(results.runs, results.seeds, strict=True)
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("seed")


def _measured(run: Run) -> dict[str, float]:
    try:
        found = [e for e in run.events("text") if number(e.facts, "weeks") is not None]
    except NotComputable:
        found = []
    weeks = [number(event.facts, "weeks") or 0.0 for event in found]
    readers = [number(event.facts, "readers") or 0.0 for event in found]
    return {
        "texts": float(len(found)),
        "weeks": sum(weeks) / len(weeks) if weeks else math.nan,
        "readers": sum(readers) / len(readers) if readers else math.nan,
        "knowing": float(len(punished(run))),
    }


def punished(run: Run) -> list[dict[str, object]]:
    """Members who were punished for having read a text and kept silent: rank, severity, date."""
    try:
        cases = run.events("sanction")
    except NotComputable:
        return []
    return [
        {"who": e.actors, "rank": str(e.facts.get("rank", "")), "year": e.date.year,
         "severity": int(number(e.facts, "severity") or 0),
         "recanted": str(e.facts.get("recanted", ""))}
        for e in cases
        if e.facts.get("act") == "text_reader" and (number(e.facts, "severity") or 0.0) >= 1.0
    ]  # fmt: skip


def study(
    out: Path,
    seeds: list[int],
    jobs: int | None = None,
    until: str | None = None,
    quiet: bool = False,
) -> int:
    """Make what is not made yet and write the tables; how many runs failed.

    Raises ResultsError where ``out`` holds something else.
    """
    failed, found = 0, {}
    settings: dict[str, list[str]] = {"historical": []}
    for lever, (low, high, _) in LEVERS.items():
        settings |= {f"{lever} {end}": [f"{lever}=1924-01:{value}"]
                     for end, value in (("low", low), ("high", high))}  # fmt: skip
    for name, overrides in settings.items():
        scenario = load("historical", drive=DRIVE, until=until, overrides=overrides,
                        parameter_sets=NO_SETS)  # fmt: skip
        done = ensemble(scenario, seeds, out / name.replace(" ", "_"), jobs, quiet)
        complain_of_failures(done)
        failed += done.failed
        found[name] = measures(Results.open(done.folder))
    write_whole(out / TEXTS, pd.concat(found, names=["setting"]).to_csv())
    baseline = Results.open(out / "historical")
    write_whole(out / FINDINGS, findings(baseline, found))
    return failed


def findings(baseline: Results, found: dict[str, pd.DataFrame]) -> str:
    """The Markdown of the study."""
    ours = found["historical"]
    levels = ", ".join(f"{words} {ours[name].mean():.1f}" for name, words in MEASURES.items())
    known = [row for run in baseline.runs for row in punished(Run(baseline, run))]
    return "\n\n".join([
        "## What exposes a banned text",
        f"{len(ours)} runs of `{baseline.scenario}`, drive {baseline.drive}, hash "
        f"{baseline.digest}; in the mean: {levels}. Below: the lever held high less the lever held "
        "low, seed by seed, mean and 90 % interval.",
        lever_table(found),
        "## Who was punished for knowing", knowing_table(known, len(ours)),
    ]) + "\n"  # fmt: skip


def lever_table(found: dict[str, pd.DataFrame]) -> str:
    """High less low for every lever and measure, and what was expected."""
    rows = []
    for lever, (low, high, expected) in LEVERS.items():
        gaps = found[f"{lever} high"] - found[f"{lever} low"]
        cells = []
        for name in MEASURES:
            mean, least, most = mean_interval(gaps[name])
            cells.append(f"{signed(mean)} ({signed(least)} to {signed(most)})")
        rows.append([f"`{lever}`", f"{low:g} to {high:g}", *cells, expected])
    return markdown(["lever", "from, to", *MEASURES.values(), "expected"], rows)


def knowing_table(rows: list[dict[str, object]], runs: int) -> str:
    """Cases of mere knowledge by period and rank: how many a run, and their mean severity."""
    if not rows:
        return "Nobody was."
    table = pd.DataFrame(rows)
    spans = ["1924-27", "1928-31", "1932-34", "1935-39"]
    table["period"] = pd.cut(table["year"], [1923, 1927, 1931, 1934, 1939], labels=spans)
    cells = table.groupby(["period", "rank"], observed=True)["severity"].agg(["size", "mean"])
    lines = [
        [row["period"], row["rank"].replace("_", " "), f"{row['size'] / runs:.2f}",
         f"{row['mean']:.2f}"]
        for row in cells.reset_index().to_dict("records")
    ]  # fmt: skip
    return markdown(["period", "rank", "cases a run", "mean severity"], lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and run the study; the exit code, as run.py has them."""
    return plain_study(
        arguments, "analysis.text_study",
        "What exposes a banned text, and who is punished for knowing.",
        "results/text_study", 60, study, FINDINGS,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
