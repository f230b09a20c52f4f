"""The findings on the library of counterfactuals, as Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.compare import signed
from analysis.compare_turns import YES_OR_NO
from analysis.countryside_tables import markdown
from analysis.outcome_numbers import BY_NAME, HEADLINES, HeadlineOutcome
from analysis.predicted import BASELINE, KEYS, as_words, unmeasured
from analysis.predictions import RELATIVE
from sim.scenario import Scenario

_QUANTILES = ("05", "10", "90", "95")
_READING = (
    "A range holds the median (inside) or not (outside); a sign is right or wrong. Undecided: the "
    "90 % interval covers nought, which the prediction excludes. As predicted: share of pairs with "
    "the predicted sign."
)


def findings(rows: pd.DataFrame, scenarios: Sequence[Scenario], runs: int, seed: int) -> str:
    """The page: what each scenario changes, the headline outcomes by drive, and each prediction.

    ``rows`` are those of :func:`analysis.library_study.compared`.
    """
    first = scenarios[0]
    changed = [one for one in scenarios if one.name != BASELINE]
    parts = [
        "## The library of counterfactuals",
        f"{runs} pairs of runs, seeds {seed} to {seed + runs - 1}, scale {first.scale}, to "
        f"{first.until}. Scenario less `{BASELINE}`, seed by seed: median, and in brackets the 80 "
        "and 90 % intervals over pairs. They hold chance alone, not doubt about parameters.",
        markdown(["scenario", "question", "drive", "from"],
                 [[f"`{one.name}`", one.question, one.drive, one.first_change or ""]
                  for one in changed]),
    ]  # fmt: skip
    for drive in dict.fromkeys(one.drive for one in changed):
        names = [one.name for one in changed if one.drive == drive]
        parts += [f"### Drive `{drive}`", headline_table(rows[rows["drive"] == drive], names)]
    parts += ["## Beside the literature", verdicts(rows), _READING, prediction_table(rows)]
    lacking = unmeasured(rows, [one.name for one in changed])
    if lacking:
        parts.append("Not measured by these runs: " + "; ".join(lacking) + ".")
    return "\n\n".join(parts) + "\n"


def headline_table(rows: pd.DataFrame, names: Sequence[str]) -> str:
    """A row a scenario, a column a headline outcome that any of them recorded."""
    keys = set(map(tuple, rows[["outcome", "period"]].to_numpy()))
    columns = [one for one in HEADLINES if (one.outcome, one.period) in keys]
    heads = ["scenario", *(f"{one.title}, {one.about.unit}" for one in columns)]
    return markdown(heads, [[f"`{name}`", *(_cell(rows, name, one) for one in columns)]
                            for name in names])  # fmt: skip


def _cell(rows: pd.DataFrame, name: str, headline: HeadlineOutcome) -> str:
    """Median and intervals of a difference, and for each prediction of it how it fares."""
    key = (name, headline.outcome, headline.period)
    found = rows[(rows[KEYS] == list(key)).all(axis=1)].to_dict("records")
    if not found:
        return "none"
    said = [
        f"{row['agrees']}, {row['share_predicted_sign']:.0%} as predicted"
        if pd.notna(row["share_predicted_sign"]) else str(row["agrees"])
        for row in found if row["agrees"]
    ]  # fmt: skip
    shown = _turned if headline.about.unit == YES_OR_NO else _three
    return "; ".join([shown(found[0]), *said])


def _turned(row: Mapping[Any, Any]) -> str:
    """In how many more pairs than before something is so, and how many turn each way."""
    up, down = row["share_positive"], row["share_negative"]
    return f"{row['difference_mean']:+.0%} (yes instead of no {up:.0%}, the reverse {down:.0%})"


def _three(row: Mapping[Any, Any], prefix: str = "", unit: str = "") -> str:
    """Median (80 % interval; 90 % interval) of a difference, or of its relative size."""
    middle = f"{prefix}median" if prefix else "difference_median"
    values = [signed(row[name]) for name in (middle, *(f"{prefix}q{q}" for q in _QUANTILES))]
    median, least, low, high, most = values
    return f"{median}{unit} ({low} to {high}; {least} to {most})"


def prediction_table(rows: pd.DataFrame) -> str:
    """A row a prediction: what was predicted and by whom, what the model gives, and the verdict."""
    lines = []
    for row in rows[rows["predicted_measure"].notna()].to_dict("records"):
        relative = row["predicted_measure"] == RELATIVE and pd.notna(row["relative_median"])
        label, unit = BY_NAME[row["outcome"]].label, str(row["unit"])
        found = _three(row, "relative_", " %") if relative else _three(row, unit=f" {unit}")
        share = row["share_predicted_sign"]
        lines.append([
            f"`{row['scenario']}`", f"{label}, {row['period']}", as_words(row),
            row["predicted_source"], found, "" if pd.isna(share) else f"{share:.0%}",
            row["agrees"],
        ])  # fmt: skip
    heads = ["scenario", "outcome", "predicted", "source", "median (80 %; 90 %)", "as predicted",
             "agrees"]  # fmt: skip
    return markdown(heads, lines)


def verdicts(rows: pd.DataFrame) -> str:
    """How many predictions were measured, and how many agree, in a sentence."""
    counts = rows.loc[rows["agrees"] != "", "agrees"].value_counts()
    listed = ", ".join(f"{count} {name}" for name, count in counts.items())
    total = int(counts.sum())
    return f"Predictions measured: {total} ({listed})." if total else "No prediction was measured."
