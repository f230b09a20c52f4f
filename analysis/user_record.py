"""A user's own figures, read from a CSV file with errors that name the line and the column."""

import csv
import difflib
import math
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from analysis.curation.regions import MODEL_REGIONS, WIDER

REGIONS = MODEL_REGIONS + WIDER
USER_COLUMNS = ["date", "region", "series", "value", "low", "high", "unit", "source"]
REQUIRED = ("date", "region", "series", "value")


class UnknownNameError(KeyError):
    """A series or region that the record lacks; the text suggests near spellings."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(name, list(known), n=3, cutoff=0.6)
        hint = f"; did you mean {' or '.join(repr(other) for other in near)}?" if near else ""
        self.message = f"unknown {kind} {name!r}{hint}"
        super().__init__(self.message)

    def __str__(self) -> str:
        return self.message


class RecordError(ValueError):
    """A user's own record cannot be read; the text is 'path:line: column: message'."""


def user_record(path: str | Path) -> pd.DataFrame:
    """A user's own figures, from a CSV file.

    Its columns are date, region, series, value and, where wanted, low, high, unit, source.
    date is YYYY, YYYY-MM or YYYY-MM-DD (the first day is meant); region is a model region, USSR or
    RSFSR; series is free. Returns those eight columns with datetime and float types. Raises
    RecordError with all faults at once, each as 'path:line: column: message'.
    """
    path = Path(path)
    rows: list[dict[str, object]] = []
    faults: list[str] = []
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            faults += _header_faults(list(reader.fieldnames or []))
            if not faults:
                for cells in reader:
                    row, found = _user_row(cells)
                    rows.append(row)
                    faults += [f"{reader.line_num}: {fault}" for fault in found]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecordError(f"{path}:1: file: {error}") from error
    if faults:
        raise RecordError("\n".join(f"{path}:{fault}" for fault in faults))
    if not rows:
        raise RecordError(f"{path}:1: file: no rows below the header")
    frame = pd.DataFrame(rows, columns=USER_COLUMNS)
    return frame.astype({"value": float, "low": float, "high": float})


def _header_faults(header: list[str]) -> list[str]:
    """Missing, repeated and unknown columns."""
    faults = [f"1: {name}: column is missing" for name in REQUIRED if name not in header]
    for name in header:
        if name not in USER_COLUMNS:
            faults.append(f"1: {name}: {UnknownNameError('column', name, USER_COLUMNS)}")
        elif header.count(name) > 1:
            faults.append(f"1: {name}: column is repeated")
    return faults


def _user_row(cells: dict[str | None, str | None]) -> tuple[dict[str, object], list[str]]:
    """One row of a user's record with types, and its faults as 'column: message'."""
    faults: list[str] = []
    if None in cells:
        faults.append("row: more cells than columns")
    text = {name: (cells.get(name) or "").strip() for name in USER_COLUMNS}
    row: dict[str, object] = {name: text[name] for name in ("region", "series", "unit", "source")}
    row["date"] = _user_date(text["date"], faults)
    if text["region"] not in REGIONS:
        faults.append(f"region: {UnknownNameError('region', text['region'], REGIONS)}")
    if not text["series"]:
        faults.append("series: is empty")
    numbers = {name: _user_number(name, text[name], faults) for name in ("value", "low", "high")}
    if numbers["low"] > numbers["value"]:
        faults.append(f"low: {text['low']} is above the value {text['value']}")
    if numbers["high"] < numbers["value"]:
        faults.append(f"high: {text['high']} is below the value {text['value']}")
    return row | numbers, faults


def _user_date(text: str, faults: list[str]) -> pd.Timestamp | None:
    """The first day that YYYY, YYYY-MM or YYYY-MM-DD means, else a fault."""
    padded = text + {4: "-01-01", 7: "-01"}.get(len(text), "")
    try:
        if len(padded) != 10:
            raise ValueError
        return pd.Timestamp(date.fromisoformat(padded))
    except ValueError:
        faults.append(f"date: {text!r} is not a date (use YYYY, YYYY-MM or YYYY-MM-DD)")
        return None


def _user_number(name: str, text: str, faults: list[str]) -> float:
    """A finite number, NaN for an empty bound, else a fault."""
    if not text and name != "value":
        return math.nan
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        faults.append(f"{name}: {text!r} is not a number")
    return value
