"""What the command line prints: tables, JSON, and lines to stderr that are never wrapped."""

from __future__ import annotations

import json
import math
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

UNFOLDED = 10_000
"""width of a table that goes to a file or a pipe: nothing is folded or cut"""
PAGE = 100
"""width of what is laid out to be read, wherever it goes"""


def print_json(value: Any) -> None:
    """Print a value as one JSON document; numbers that are not finite become null."""
    print(json.dumps(_finite(value), ensure_ascii=False, indent=2))


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def print_table(
    rows: Sequence[dict[str, Any]], width: int = UNFOLDED, wrapped: str | None = None
) -> None:
    """Print rows under the names of their columns, folded to a terminal's width if there is one.

    ``width``: columns of characters where there is no terminal. ``wrapped``: the one column of
    text that gives way, between words, while the others keep their lines whole.
    """
    from rich.console import Console
    from rich.table import Table

    console = Console() if sys.stdout.isatty() else Console(width=width)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0] if rows else ():
        table.add_column(str(name), overflow="fold", no_wrap=wrapped not in (None, str(name)))
    for row in rows:
        cells = (f"{v:g}" if isinstance(v, float) else str(v) for v in row.values())
        table.add_row(*(cell.replace("[", r"\[") for cell in cells))
    with console.capture() as captured:
        console.print(table, highlight=False)
    print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def print_headlines(numbers: Sequence[dict[str, Any]]) -> None:
    """Print the headline numbers of ``analysis.headlines`` with four significant digits."""
    if numbers:
        print_table(
            [
                {"outcome": n["label"], "when": n["when"], "median": f"{n['median']:,.4g}",
                 "5 %": f"{n['q05']:,.4g}", "95 %": f"{n['q95']:,.4g}", "unit": n["unit"]}
                for n in numbers
            ]
        )  # fmt: skip


def print_card(card: Any) -> None:
    """Print a scorecard, calibrate and test rows apart, in PAGE columns."""
    from analysis.score_tables import HEADS, pattern_rows

    for split, head in HEADS.items():
        print(head)
        print_table(pattern_rows(card[card["split"] == split]), PAGE, "pattern (unit)")
        print()
    print("runs: their median. pct: percent of the runs below the record.\n")


def print_scores(told: dict[str, Any]) -> None:
    """Print what a scorecard comes to, from ``analysis.score_tables.validation``."""
    from analysis import score_tables

    entries = told["summary"]
    print_table(score_tables.summary_rows(entries), PAGE)
    print()
    print("Skill against the nulls")
    print_table(score_tables.skill_rows(entries), PAGE)
    print()
    for line in (*score_tables.cautions(entries), told["shuffled"]):
        print(textwrap.fill(line, PAGE))
    print_closing(told)


def print_closing(told: dict[str, Any]) -> None:
    """Print a line for each split on what the scorecard comes to."""
    from analysis.score_tables import closing

    print()
    for line in closing(told):
        print(textwrap.fill(line, PAGE, subsequent_indent="  "))


def complain(text: str) -> None:
    """Print lines to stderr as they are, neither wrapped nor coloured."""
    print(text, file=sys.stderr, flush=True)
