"""What the report's tables say: scorecard rows, nulls, chronicle, checks, sources."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis import history
from analysis.patterns import score_line, shown
from analysis.results import Results
from analysis.score_tables import signed

# The kinds of event that a short chronicle shows first; others follow, riots and the like last.
KINDS = (
    "congress", "defeat", "coalition", "campaign", "relaxation", "case", "line", "blame", "text",
    "roundup", "sanction", "vote", "recantation",
)  # fmt: skip
DISTRICTS = "district_secretary"
"""Hundreds a year: told district by district, by ``explain``."""
LAST_KINDS = ("disturbance", "appointment", "arrest")
EVENTS_A_YEAR = 8
FAMINE_TOLLS = "famine_excess_deaths_estimate"


@dataclass(frozen=True)
class NumberRow:
    """One number of a pattern: simulated median, its interval, documented value and range.

    percentile: percent of the runs below the documented value; crps in half documented ranges.
    """

    simulated: str
    interval: str
    documented: str
    bounds: str
    percentile: str
    crps: str
    verdict: str


@dataclass(frozen=True)
class PatternRow:
    """One pattern of the scorecard, with its numbers one by one and what the nulls say."""

    id: str
    statement: str
    statistic: str
    unit: str
    drive: str
    verdict: str
    note: str
    nulls: list[tuple[str, str]]
    """of each null, whether the row is inside for it, and the skill of the runs against it"""
    numbers: list[NumberRow]


def pattern_rows(
    card: pd.DataFrame, nulls: dict[str, pd.DataFrame], skills: pd.DataFrame
) -> list[PatternRow]:
    """The rows of a scorecard, or of a part of it, for a table.

    ``nulls`` are the cards of the nulls by name, ``skills`` the skill against them as
    ``score_summary.row_skills`` gives it.
    """
    by_null = {name: table.set_index("id") for name, table in nulls.items()}
    rows = []
    for row in card.to_dict("records"):
        notes = [row["conditions"], row["reason"]]
        rows.append(
            PatternRow(
                id=row["id"],
                statement=row["statement"],
                statistic=row["statistic"],
                unit=row["unit"],
                drive=row["drive"],
                verdict=_verdict(row),
                note="; ".join(note for note in notes if note),
                nulls=[
                    _null_verdict(table, row["id"], float(skills.loc[row["id"], name]))
                    for name, table in by_null.items()
                ],
                numbers=_number_rows(row),
            )
        )
    return rows


def _verdict(row: dict[Any, Any]) -> str:
    if row["inside"]:
        return "inside"
    return "missed" if row["computable"] else "not computable, missed"


def _null_verdict(table: pd.DataFrame, identity: str, skill: float) -> tuple[str, str]:
    if not bool(table.loc[identity, "computable"]):
        return "cannot say", ""
    verdict = "inside" if bool(table.loc[identity, "inside"]) else "missed"
    return verdict, "" if math.isnan(skill) else signed(skill)


def _number_rows(row: dict[Any, Any]) -> list[NumberRow]:
    columns = [str(row[name]).split(";") for name in ("documented", "low", "high")]
    simulated, low, high, below, crps, each = (
        str(row[name]).split(";") if row[name] else []
        for name in ("simulated_median", "q05", "q95", "percentile", "crps", "inside_each")
    )
    rows = []
    for n, (value, bottom, top) in enumerate(zip(*columns, strict=True)):
        interval = f"{low[n]} to {high[n]}" if n < len(low) and row["runs"] > 1 else ""
        rows.append(
            NumberRow(
                simulated[n] if n < len(simulated) else "none",
                interval,
                value,
                f"{bottom} to {top}",
                below[n] if n < len(below) else "",
                crps[n] if n < len(crps) else "",
                each[n] if n < len(each) else "",
            )
        )
    return rows


def score_rows(
    card: pd.DataFrame, nulls: dict[str, pd.DataFrame], names: dict[str, str]
) -> list[dict[str, Any]]:
    """Rows inside, for the runs and each null: by split, and by drive within each."""
    cards = {"These runs": card} | {names[name]: table for name, table in nulls.items()}
    return [{"name": name, "score": score_line(table)} for name, table in cards.items()]


def chronicle(results: Results) -> list[dict[str, Any]]:
    """Year by year: events of the first run beside documented ones, the main kinds first."""
    table = results.events
    own = table[table["run"] == results.runs[0]] if results.runs else table
    own = own[own["kind"] != DISTRICTS]
    documented = history.events()
    years = range(1924, 1940)
    return [
        {
            "year": year,
            "simulated": _short(_simulated(own[own["date"].dt.year == year])),
            "documented": _short(
                [
                    f"{day:%b}: {title}"
                    for day, title in documented.loc[
                        documented["date_start"].dt.year == year, ["date_start", "title"]
                    ].itertuples(index=False)
                ]
            ),
        }
        for year in years
    ]


def _simulated(events: pd.DataFrame) -> list[str]:
    def rank(kind: str) -> int:
        if kind in KINDS:
            return KINDS.index(kind)
        return 100 if kind in LAST_KINDS else 50

    order = sorted(events.to_dict("records"), key=lambda row: (rank(row["kind"]), row["date"]))
    first = sorted(order[:EVENTS_A_YEAR], key=lambda row: row["date"])
    rest = order[EVENTS_A_YEAR:]
    return [_told(row) for row in (*first, *rest)]


def _told(row: dict[Any, Any]) -> str:
    text = str(row["text"])
    return f"{row['date']:%b}: {text if len(text) <= 160 else text[:157] + '...'}"


def _short(lines: Sequence[str]) -> list[str]:
    more = len(lines) - EVENTS_A_YEAR
    return list(lines[:EVENTS_A_YEAR]) + ([f"and {more} more"] if more > 0 else [])


def checks(results: Results) -> list[tuple[str, str]]:
    """The ledger and people checks of the manifest, as words and numbers."""
    found = results.manifest.get("checks", {})
    if not isinstance(found, dict):
        return []
    return [
        (str(name).replace("_", " "), f"{value:,.6g}" if isinstance(value, int | float) else value)
        for name, value in sorted(found.items())
    ]


def cited(keys: set[str]) -> list[dict[str, str]]:
    """Sources of those keys: key, citation, url (only http and https) and grade."""
    table = history.sources()
    rows = table[table["source_key"].isin(keys)].sort_values("source_key")
    return [
        {
            "key": row["source_key"],
            "citation": row["citation"],
            "url": row["url"] if str(row["url"]).startswith(("http://", "https://")) else "",
            "grade": row["grade"],
        }
        for row in rows.to_dict("records")
    ]


def famine_range() -> str:
    """Lowest and highest published total of the record for the famine of 1932-33, in million."""
    found = history.observations(FAMINE_TOLLS, "USSR", preferred_only=False)
    whole = found[found["period_start"].dt.year.eq(1932) & found["period_end"].dt.year.eq(1933)]
    if whole.empty:
        return "unknown"
    million = whole["value"] / whole["unit"].map({"million": 1.0, "thousand": 1000.0})
    return f"{shown(float(million.min()))} to {shown(float(million.max()))} million"


def data_cells(table: pd.DataFrame) -> list[tuple[str, list[str]]]:
    """A chart's data table as text: (row name, cells)."""
    return [
        (str(index), [_cell(value) for value in row])
        for index, row in zip(table.index, table.to_numpy(), strict=True)
    ]


def _cell(value: object) -> str:
    number = float(value) if isinstance(value, int | float) else math.nan
    return "" if math.isnan(number) else shown(number)


def pattern_sources() -> set[str]:
    """Keys of the sources that the patterns cite."""
    return {key for cell in history.patterns()["source_key"] for key in str(cell).split()}
