"""The documented cases of dissent and their penalties, for a command that must be quick.

The same table as ``analysis.history.sanctions()``, read without pandas, whose import takes longer
than a verdict.
"""

import csv
import datetime
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).resolve().parent / "history" / "sanctions.csv"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
MIDDLE = 7
"""month that stands for a year of which the record knows no month"""

DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Documented(NamedTuple):
    """One case of the record; ``severity`` is 0 (none) to 5 (arrest, exile, prison, death)."""

    identity: str
    date: str
    actor: str
    rank: str
    faction: str
    act: str
    arena: str
    recanted: str
    sanction: str
    severity: int
    period: str
    evidence: str

    @property
    def month(self) -> int:
        """Months since the year nought; the middle of the year where only the year is known."""
        return month_number(self.date)


def month_number(date: str) -> int:
    """Months since the year nought of YYYY, YYYY-MM or YYYY-MM-DD; a year alone counts as July.

    Raises ValueError for anything else, or for a month or day that does not exist.
    """
    parts = DATE.fullmatch(date)
    if parts is None:
        raise ValueError(f"{date!r} is not a date")
    year, month, day = (int(part or 0) for part in parts.groups())
    if parts[2] is not None and not 1 <= month <= 12:
        raise ValueError(f"{month} is no month")
    if parts[3] is not None and year > 0:
        datetime.date(year, month, day)
    return year * 12 + (month if parts[2] is not None else MIDDLE) - 1


def month_words(number: int) -> str:
    """``November 1927`` for a number of :func:`month_number`."""
    return f"{MONTHS[number % 12]} {number // 12}"


@cache
def documented_cases() -> tuple[Documented, ...]:
    """Every case of the record, in its order."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return tuple(
            Documented(
                row["sanction_id"], row["date"], row["actor"], row["actor_level"], row["faction"],
                row["act"], row["arena_max"], row["recanted"], row["sanction"],
                int(row["severity"]), row["period"], row["evidence"],
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


def nearest(
    arena: str, recanted: str, month: int, faction: str = "", most: int = 3
) -> list[Documented]:
    """Up to ``most`` cases of the same arena and recantation, nearest in date.

    At the same distance a case of the same faction comes first, then the order of the record.
    """
    alike = [case for case in documented_cases()
             if (case.arena, case.recanted) == (arena, recanted)]  # fmt: skip
    alike.sort(key=lambda case: (abs(case.month - month), case.faction != faction))
    return alike[:most]
