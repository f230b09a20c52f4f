"""The tables of ``analysis.sanction_fit`` in words: for a terminal, as Markdown, and in a page."""

import math
import re
import textwrap
from pathlib import Path
from typing import Any

from analysis.console import print_table
from analysis.countryside_tables import markdown
from analysis.files import write_whole

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]
WIDTH = 88
TITLES = {
    "parameters": "Parameters, default and fitted",
    "errors": "Mean absolute errors in steps of severity and rank correlations, over the fitted "
    "cases. Unseen: foretold from all other cases, or from all other periods. The default "
    "parameters learn nothing here; they were set by judgement with sight of the record",
    "arenas": "By arena, the case unseen: mean error (foretold less documented), and in brackets "
    "the mean absolute error",
    "periods": "By period, the whole period unseen: the same",
    "cells": "Mean severity before December 1934, all cases but local cadres; the four cells of "
    "P46 are no and yes",
    "steps": "The two steps of hardening (P47)",
    "runs": "Runs of the leadership with both sets of parameters, against rows open to fitting",
}
ERRORS = {
    "way": "foretold by", "seen": "error in sample", "case_out": "case unseen",
    "period_out": "period unseen", "rank_seen": "rank correlation in sample",
    "rank_case_out": "rank correlation, case unseen",
}  # fmt: skip


class PageError(ValueError):
    """A page cannot take the tables; the text says why."""


def in_words(name: str, rows: Rows) -> list[dict[str, str]]:
    """The rows of a table with the heads and numbers that a reader sees."""
    if name == "errors":
        rows = [{ERRORS[key]: value for key, value in row.items()} for row in rows]
    if name in ("arenas", "periods"):
        rows = [_with_brackets(row) for row in rows]
    return [{key: _cell(value) for key, value in row.items()} for row in rows]


def _with_brackets(row: dict[str, Any]) -> dict[str, Any]:
    """A row of errors by group: one column a way, ``error (absolute error)``."""
    ways = [key.removesuffix(": error") for key in row if key.endswith(": error")]
    plain = {key: row[key] for key in ("group", "cases", "documented")}
    return plain | {
        way: f"{_cell(row[f'{way}: error'])} ({_cell(row[f'{way}: absolute'])})" for way in ways
    }


def _cell(value: Any) -> str:
    if not isinstance(value, float):
        return str(value)
    return "none" if math.isnan(value) else f"{value:.2f}".replace("-0.00", "0.00")


def as_markdown(name: str, rows: Rows) -> str:
    """A table as Markdown."""
    words = in_words(name, rows)
    return markdown(list(words[0]), [list(row.values()) for row in words])


def show(head: str, tables: Tables, in_markdown: bool) -> None:
    """Print what was fitted to what, and every table that has rows under its title."""
    print(head if in_markdown else textwrap.fill(head, WIDTH))
    for name, rows in tables.items():
        if rows:
            print(f"\n{TITLES[name] if in_markdown else textwrap.fill(TITLES[name], WIDTH)}:\n")
            print(as_markdown(name, rows)) if in_markdown else print_table(in_words(name, rows))


def write(page: Path, tables: Tables) -> None:
    """Put the tables that have rows into a page, each between ``<!-- name -->`` and its end.

    Raises PageError where the page cannot be read or lacks the place of a table.
    """
    try:
        text = page.read_text(encoding="utf-8")
    except OSError as error:
        raise PageError(f"{page}: cannot be read: {error.strerror}") from error
    for name, rows in tables.items():
        if not rows:
            continue
        place = rf"(<!-- {name} -->\n\n).*?(\n\n<!-- end of {name} -->)"
        found = re.search(place, text, re.DOTALL)
        if found is None:
            raise PageError(f"{page}: has no place <!-- {name} --> for a table")
        text = text[: found.end(1)] + as_markdown(name, rows) + text[found.start(2) :]
    write_whole(page, text)
