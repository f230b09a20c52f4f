"""Rivals: which of several figures is preferred, why, and what counts as disputed."""

from collections import defaultdict
from pathlib import Path

from analysis.curation.tables import CurationError, Row, read

# What makes two rows rivals: the same series, place and period.
KEY = ("series", "region", "subregion", "group", "body", "borders", "period_start", "period_end")

# Rivals further apart than this share of the larger one make the preferred figure disputed.
RIVAL_GAP = 0.10

# Words by which the compilers of the record flagged a figure that historians or sources contest.
DISPUTE_WORDS = (
    "disputed", "contested", "partisan", "rumour", "conflicts with", "rival historiography",
    "high-end",
)  # fmt: skip


def choose(rows: list[Row], decisions: Path) -> None:
    """Set preferred, choice and disputed on every row; CurationError for an undecided rivalry."""
    rules = {frozenset(r["lines"].split()): r for r in read(decisions / "choices.csv")}
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in KEY)].append(row)
    used = set()
    for key, rivals in groups.items():
        lines = frozenset(row["record_line"] for row in rivals)
        if len(rivals) == 1:
            rivals[0] |= {"preferred": "true", "choice": ""}
            continue
        if lines not in rules:
            raise CurationError(f"choices.csv: no choice between lines {sorted(lines)}: {key}")
        used.add(lines)
        settle(rivals, rules[lines])
    if unused := set(rules) - used:
        raise CurationError(f"choices.csv: not rivals: {[sorted(lines) for lines in unused]}")
    name_competing(rows, decisions)
    for row in rows:
        flagged = any(word in row["note"].lower() for word in DISPUTE_WORDS)
        row["disputed"] = "true" if row.get("disputed") or flagged else "false"


def settle(rivals: list[Row], rule: Row) -> None:
    """Mark one row of a rivalry as preferred and say why on all of them."""
    values = [float(row["value"]) for row in rivals]
    apart = max(values) - min(values) > RIVAL_GAP * max(abs(value) for value in values)
    for row in rivals:
        preferred = row["record_line"] == rule["preferred_line"]
        row["preferred"] = "true" if preferred else "false"
        prefix = "preferred: " if preferred else f"set aside for {rule['preferred_line']}: "
        row["choice"] = prefix + rule["reason"]
        if apart:
            row["disputed"] = "true"


def name_competing(rows: list[Row], decisions: Path) -> None:
    """Say on each row of a competing series which series the project uses and why."""
    competing = {row["series"]: row for row in read(decisions / "competing.csv")}
    if unknown := set(competing) - {row["series"] for row in rows}:
        raise CurationError(f"competing.csv: unknown series {sorted(unknown)}")
    for row in rows:
        rule = competing.get(row["series"])
        if rule is None:
            continue
        text = f"{rule['concept']}: {rule['preferred_series']}; {rule['reason']}"
        row["choice"] = " | ".join(part for part in (row["choice"], text) if part)
        if rule["disputed"] and row["series"] != rule["preferred_series"]:
            row["disputed"] = "true"
