"""The options that all measurements share, and printing."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.recorded_month import MONTH, SCALE
from benchmarks.tables import Table


@dataclass(frozen=True)
class Settings:
    """What is measured, and how often."""

    scale: int = SCALE
    month: str = MONTH
    rounds: int = 31


def parser(description: str | None) -> argparse.ArgumentParser:
    """The shared options: --scale, --month, --rounds, --json."""
    options = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--scale", type=int, default=SCALE, help="one village in so many")
    options.add_argument("--month", default=MONTH, type=_month, help="the month, YYYY-MM")
    options.add_argument("--rounds", type=_rounds, default=31, help="interleaved rounds")
    options.add_argument("--json", action="store_true", help="print JSON instead of tables")
    return options


def _month(text: str) -> str:
    if not re.fullmatch(r"19[23]\d-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a month (use YYYY-MM)")
    return text


def _rounds(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of rounds, 1 or more")
    return int(text)


def show(tables: list[Table], as_json: bool) -> None:
    """Print the tables."""
    if as_json:
        print(json.dumps([table.data() for table in tables], indent=1))
    else:
        print("\n".join(table.markdown() for table in tables))


def run(description: str | None, tables: Callable[[Settings], list[Table]]) -> None:
    """Measure with the settings of the command line, and print."""
    chosen = parser(description).parse_args()
    show(tables(Settings(chosen.scale, chosen.month, chosen.rounds)), chosen.json)
