"""The scorecard as rows for a table, and the lines that sum it up, for terminal and report."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis import null_store
from analysis.ensembles import Ensemble
from analysis.nulls import null_ensembles
from analysis.patterns import card_of, ensembles, score_line
from analysis.results import Results
from analysis.score_summary import ALL, LIMIT, SPLITS, summary
from sim.compiled import source_hash

HEADS = {
    "calibrate": "Calibrate rows: parameters may be fitted to these",
    "test": "Test rows: nothing is fitted to these",
}
BAND = "80"


def validation(results: Results) -> dict[str, Any]:
    """Everything that ``validate`` tells of a results folder.

    Keys: card (the scorecard), scores (rows inside), summary (the entries of
    ``score_summary.summary``), shuffled (what is told of the stored null). Raises ResultsError
    where the results or the stored null cannot be read.
    """
    own = ensembles(results)
    return told(own, null_ensembles(results.drive), results.drive)


def told(
    own: Mapping[str, Ensemble], nulls: Mapping[str, Mapping[str, Ensemble]], drive: str
) -> dict[str, Any]:
    """The same of ensembles of a drive and of its nulls."""
    card = card_of(own)
    return {
        "card": card,
        "scores": score_line(card),
        "summary": summary(own, nulls, drive),
        "shuffled": told_of_shuffled(drive),
    }


def pattern_rows(card: pd.DataFrame) -> list[dict[str, str]]:
    """One row a pattern of a card or a part of it; its numbers stand under one another.

    What keeps a row from being computed, or in how many runs its conditions held, stands under its
    statement.
    """
    return [
        {
            "row": f"{row['id']} {row['drive']}",
            "pattern (unit)": "\n".join(
                part
                for part in (f"{row['statement']} ({row['unit']})", row["conditions"],
                             row["reason"])
                if part
            ),
            "runs": _stacked(row["simulated_median"]) or "none",
            "5 to 95 %": _ranges(row["q05"], row["q95"]) if row["runs"] > 1 else "",
            "record": _stacked(row["documented"]),
            "range": _ranges(row["low"], row["high"]),
            "inside": _verdicts(row),
            "pct": _stacked(row["percentile"]),
            "CRPS": _stacked(row["crps"]),
        }
        for row in card.to_dict("records")
    ]  # fmt: skip


def _verdicts(row: dict[Any, Any]) -> str:
    """Whether each number lies inside; of a row that is missed for its conditions, that."""
    if not row["computable"]:
        return "no"
    each = _stacked(row["inside_each"])
    return f"{each}\nrow: no" if not row["inside"] and "no" not in each else each


def summary_rows(entries: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """What lies inside, mean CRPS and coverage, a row for each split and drive."""
    return [
        {
            "split": entry["split"],
            "drive": _drive(entry["drive"]),
            "rows inside": f"{entry['rows_inside']} of {entry['rows']}",
            "numbers inside": f"{entry['numbers_inside']} of {entry['numbers']}",
            "mean CRPS": _number(entry["mean_crps"]),
            "80 % band holds": _share(entry["coverage"][BAND]),
        }
        for entry in entries
    ]


def skill_rows(entries: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Skill against each null, a row for each split and null; drives side by side.

    The columns of drives hold skill over the rows that model and null can both say, and their
    number. The last columns are of all drives together: on how many of those rows the model is
    nearer, and skill over all rows with silence charged heavily and lightly.
    """
    rows = []
    for split in dict.fromkeys(entry["split"] for entry in entries):
        ours = [entry for entry in entries if entry["split"] == split]
        for null in ours[0]["skill"]:
            whole = ours[-1]["skill"][null]
            rows.append(
                {
                    "split": split,
                    "null": null.replace("_", " "),
                    **{_drive(entry["drive"]): _skill(entry["skill"][null]) for entry in ours},
                    "nearer": f"{whole['better']} of {whole['rows']}",
                    "charged": f"{signed(whole['all_far'])}/{signed(whole['all_near'])}",
                }
            )
    return rows


def cautions(entries: Sequence[dict[str, Any]]) -> list[str]:
    """What the numbers may not be read without, in sentences."""
    wholes = [one for one in entries if one["drive"] == entries[-1]["drive"]]
    counts = [
        f"{one['coverage'][BAND]['numbers']} {one['split']} numbers of {one['rows']} rows"
        for one in wholes
    ]
    expected = entries[-1]["coverage"][BAND]["expected"]
    lines = [
        f"CRPS: in half documented ranges, 0 is best; in means no number counts beyond {LIMIT:g}.",
        "Skill: 1 - CRPS / CRPS of the null, over the rows (in brackets) that both can say; 1 is "
        f"perfect, 0 no better. Charged: over all rows, with silence of either side costing "
        f"{LIMIT:g}/1 half ranges.",
        f"The band is of runs and holds none of the record's own doubt. Coverage rests on "
        f"{' and '.join(counts)}; numbers of one row hang together, so its interval in brackets "
        "(95 %, Wilson) is too narrow.",
    ]
    if not math.isnan(expected) and expected < 0.79:
        lines.append(
            f"So few runs: a record drawn from the same distribution would lie in the 80 % band "
            f"in {expected:.0%} of cases."
        )
    return lines


def closing(told: dict[str, Any]) -> list[str]:
    """One line for each split: rows inside of all of them, and the scores of those computed."""
    lines = []
    for split in SPLITS:
        counts = told["scores"][split]
        whole = [one for one in told["summary"] if one["split"] == split][-1]
        skills = ", ".join(
            f"{signed(found['both'])} {name.replace('_', ' ')}"
            for name, found in whole["skill"].items()
        )
        lines.append(
            f"{split}: {counts['inside']} of {counts['total']} patterns inside "
            f"({counts['computable']} computable); CRPS {_number(whole['mean_crps'])}; 80 % band "
            f"holds {_per_cent(whole['coverage'][BAND])}; skill {skills}"
        )
    return lines


def told_of_shuffled(drive: str) -> str:
    """One line on the stored runs with shuffled dates that results of a drive are held against."""
    names = dict.fromkeys(null_store.files_of(drive).values())
    heads = [null_store.about(name) for name in names]
    if not heads or not all(heads):
        return f"Shuffled dates: no stored runs for the drive {drive}."
    current = source_hash()
    parts = [
        f"{head['drive']} {head['draws']} draws, scale {head['scale']}, model {head['model'][:8]}"
        + ("" if current.startswith(head["model"]) else " (not the present model)")
        for head in heads
    ]
    return f"Shuffled dates: {'; '.join(parts)}."


def _drive(letter: str) -> str:
    return "all drives" if letter == ALL else f"drive {letter}"


def _per_cent(band: dict[str, Any]) -> str:
    return f"{band['share']:.0%}" if band["numbers"] else "none"


def _share(band: dict[str, Any]) -> str:
    if not band["numbers"]:
        return "none"
    return (
        f"{band['hits']} of {band['numbers']}, {band['share']:.0%} "
        f"({100 * band['low']:.0f}-{100 * band['high']:.0f})"
    )


def _skill(found: dict[str, Any]) -> str:
    return f"{signed(found['both'])} ({found['rows']})" if found["rows"] else "cannot say"


def signed(value: float) -> str:
    """A skill with its sign and two decimals; ``none`` where there is none."""
    # Plus zero: what rounds to nought has no sign of its own.
    return "none" if math.isnan(value) else f"{round(value, 2) + 0.0:+.2f}"


def _number(value: float) -> str:
    return "none" if math.isnan(value) else f"{value:.2f}"


def _stacked(cell: object) -> str:
    return str(cell).replace(";", "\n")


def _ranges(low: object, high: object) -> str:
    pairs = zip(str(low).split(";"), str(high).split(";"), strict=True)
    return "\n".join(f"{a} to {b}" for a, b in pairs if a or b)
