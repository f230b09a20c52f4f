"""The scorecard as rows for a table, and the lines that sum it up, for terminal and report."""

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis import null_store
from analysis.nulls import null_ensembles
from analysis.patterns import card_of, ensembles, score_line
from analysis.results import Results
from analysis.score_summary import ALL, LIMIT, summary
from sim.compiled import source_hash

PER_CENT = {"80": "80 % band holds", "90": "90 % band holds"}


def validation(results: Results) -> dict[str, Any]:
    """Everything that ``validate`` tells of a results folder.

    Keys: card (the scorecard), scores (rows inside), summary (the entries of
    ``score_summary.summary``), shuffled (what is told of the stored null). Raises ResultsError
    where the results or the stored null cannot be read.
    """
    own = ensembles(results)
    return {
        "card": card_of(own),
        "scores": score_line(card_of(own)),
        "summary": summary(own, null_ensembles(results.drive), results.drive),
        "shuffled": told_of_shuffled(results.drive),
    }


def pattern_rows(card: pd.DataFrame) -> list[dict[str, str]]:
    """One row a pattern, narrow enough for a terminal: numbers of a pattern follow one another."""
    return [
        {
            "id": f"{row['id']} {row['drive']}",
            "split": row["split"],
            "pattern": row["statement"],
            "unit": row["unit"],
            "median": _spaced(row["simulated_median"]),
            "5 to 95 %": _ranges(row["q05"], row["q95"]) if row["runs"] > 1 else "",
            "documented": _spaced(row["documented"]),
            "range": _ranges(row["low"], row["high"]),
            "inside": "yes" if row["inside"] else "no",
            "percentile": _spaced(row["percentile"]),
            "CRPS": _spaced(row["crps"]),
            "note": "; ".join(note for note in (row["conditions"], row["reason"]) if note),
        }
        for row in card.to_dict("records")
    ]


def summary_rows(entries: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """What lies inside, mean CRPS and coverage, a row for each split and drive."""
    return [
        {
            "split": entry["split"],
            "drive": _drive(entry["drive"]),
            "rows inside": f"{entry['rows_inside']} of {entry['rows']}",
            "numbers inside": f"{entry['numbers_inside']} of {entry['numbers']}",
            "mean CRPS": _number(entry["mean_crps"]),
            **{head: _share(entry["coverage"][level]) for level, head in PER_CENT.items()},
        }
        for entry in entries
    ]


def skill_rows(entries: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    """Skill against each null, a row for each split and null; drives side by side.

    The columns of drives hold skill over the rows that model and null can both say, and their
    number; the last ones are of all drives together.
    """
    rows = []
    for split in dict.fromkeys(entry["split"] for entry in entries):
        ours = [entry for entry in entries if entry["split"] == split]
        for null in ours[0]["skill"]:
            whole = ours[-1]["skill"][null]
            rows.append(
                {
                    "split": split,
                    "skill against": null.replace("_", " "),
                    **{_drive(entry["drive"]): _skill(entry["skill"][null]) for entry in ours},
                    "better on": f"{whole['better']} of {whole['rows']}",
                    "all rows": f"{_signed(whole['all_far'])} / {_signed(whole['all_near'])}",
                    "null silent": str(whole["null_silent"]),
                    "model silent": str(whole["model_silent"]),
                }
            )
    return rows


def cautions(entries: Sequence[dict[str, Any]]) -> list[str]:
    """What the numbers may not be read without, in sentences."""
    counts = []
    for entry in (one for one in entries if one["drive"] == entries[-1]["drive"]):
        band = entry["coverage"]["80"]
        counts.append(f"{band['numbers']} {entry['split']} numbers of {entry['rows']} rows")
    expected = entries[-1]["coverage"]["80"]["expected"]
    lines = [
        f"CRPS in half documented ranges, 0 is best; no number counts beyond {LIMIT:g}. Skill: 1 "
        "is perfect, 0 no better than the null. All rows: silence of either side charged "
        f"{LIMIT:g} / 1 half ranges.",
        f"Coverage rests on {' and '.join(counts)}; numbers of one row hang together, so the "
        "interval in brackets (95 %, Wilson) is too narrow.",
    ]
    if not math.isnan(expected) and expected < 0.79:
        lines.append(
            f"So few runs: a record drawn from the same distribution would lie in the 80 % band "
            f"in {expected:.0%} of cases."
        )
    return lines


def told_of_shuffled(drive: str) -> str:
    """One line on the stored runs with shuffled dates that results of a drive are held against."""
    names = dict.fromkeys(null_store.files_of(drive).values())
    heads = [null_store.about(name) for name in names]
    if not heads or not all(heads):
        return f"shuffled dates: no stored runs for the drive {drive}"
    current = source_hash()
    parts = [
        f"{head['drive']} {head['draws']} draws, scale {head['scale']}, model {head['model'][:8]}"
        + ("" if current.startswith(head["model"]) else " (an earlier model)")
        for head in heads
    ]
    return f"shuffled dates: {'; '.join(parts)}"


def _drive(letter: str) -> str:
    return "all drives" if letter == ALL else f"drive {letter}"


def _share(band: dict[str, Any]) -> str:
    if not band["numbers"]:
        return "none"
    return (
        f"{band['hits']} of {band['numbers']}, {band['share']:.0%} "
        f"({100 * band['low']:.0f}-{100 * band['high']:.0f})"
    )


def _skill(found: dict[str, Any]) -> str:
    return f"{_signed(found['both'])} ({found['rows']})" if found["rows"] else "cannot say"


def _signed(value: float) -> str:
    return "none" if math.isnan(value) else f"{value:+.2f}"


def _number(value: float) -> str:
    return "none" if math.isnan(value) else f"{value:.2f}"


def _spaced(cell: object) -> str:
    return str(cell).replace(";", "; ")


def _ranges(low: object, high: object) -> str:
    pairs = zip(str(low).split(";"), str(high).split(";"), strict=True)
    return "; ".join(f"{a} to {b}" for a, b in pairs if a or b)
