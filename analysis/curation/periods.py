"""Periods: what kind a row's period is, and one kind and one unit per series."""

import calendar
from collections import defaultdict
from datetime import date
from pathlib import Path

from analysis.curation.tables import CurationError, Row, read

KINDS = (
    "month", "calendar_year", "agricultural_year", "half_year", "quarter", "window", "date",
)  # fmt: skip

# (months covered, first month) of the periods that have a name; an agricultural year is July-June.
NAMED = {
    (3, 1): "quarter",
    (3, 4): "quarter",
    (3, 7): "quarter",
    (3, 10): "quarter",
    (6, 1): "half_year",
    (6, 7): "half_year",
    (12, 1): "calendar_year",
    (12, 7): "agricultural_year",
}


def period_kind(start: str, end: str) -> str:
    """The kind of the period from start to end, both included, as ISO dates."""
    if start == end:
        return "date"
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if last < first:
        raise CurationError(f"period ends before it starts: {start}..{end}")
    whole = first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if not whole:
        return "window"
    return "month" if months == 1 else NAMED.get((months, first.month), "window")


def name_kinds(rows: list[Row], decisions: Path) -> None:
    """Set period_kind, and rename or date the rows that decisions/series.csv singles out."""
    rules = {(r["series"], r["period_kind"]): r for r in read(decisions / "series.csv")}
    used = set()
    for row in rows:
        row["period_end"] = row["period_end"] or row["period_start"]
        row["period_kind"] = period_kind(row["period_start"], row["period_end"])
        key = (row["series"], row["period_kind"])
        if key not in rules:
            continue
        used.add(key)
        if rules[key]["action"] == "rename":
            row["series"] = rules[key]["curated_series"]
        else:
            row["period_end"] = row["period_start"]
            row["period_kind"] = "date"
    if unused := set(rules) - used:
        raise CurationError(f"series.csv: no row of the record for {sorted(unused)}")


def check_uniform(rows: list[Row]) -> None:
    """One unit and one kind of period per series, or CurationError."""
    seen: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for row in rows:
        seen[row["series"]].add((row["unit"], row["period_kind"]))
    mixed = {series: sorted(kinds) for series, kinds in seen.items() if len(kinds) > 1}
    if mixed:
        raise CurationError(f"series with several units or kinds of period: {mixed}")
