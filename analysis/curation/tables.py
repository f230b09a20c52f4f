"""Plain CSV tables in and out, and the two things the whole curation shares: rows and an error."""

import csv
from pathlib import Path

Row = dict[str, str]


class CurationError(ValueError):
    """The record or a decision about it does not hold together."""


def read(path: Path) -> list[Row]:
    """Rows of a CSV file as text, missing cells as empty strings."""
    with path.open(newline="", encoding="utf-8") as file:
        return [{name: cell or "" for name, cell in row.items()} for row in csv.DictReader(file)]


def write(path: Path, rows: list[Row], columns: list[str]) -> None:
    """Write the columns in their order, with one kind of line end, so that reruns are identical."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: row.get(name, "") for name in columns} for row in rows)


def number(text: str) -> str:
    """A number in its shortest plain form; raises CurationError for anything else."""
    try:
        return f"{float(text):.10g}"
    except ValueError as error:
        raise CurationError(f"{text!r} is not a number") from error
