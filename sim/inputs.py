"""Reading what the model may read: the CSV files of scenarios/inputs, checked cell by cell.

Every fault of a file is found at load and named with file, line and value. How the files came
about is told in docs/inputs.md and in the comment lines at their heads.
"""

from __future__ import annotations

import csv
import functools
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.levers import LEVERS
from sim.outcomes import REGIONS

FOLDER = Path(__file__).resolve().parent.parent / "scenarios" / "inputs"
FIRST_MONTH = "1924-01"
LAST_MONTH = "1939-12"
EVIDENCE = ("read", "derived", "recalled", "assumed")


class InputError(ValueError):
    """An input file is missing or wrong: one line a fault, with file, line and value."""


@dataclass(frozen=True)
class Cell:
    """What a column may hold: text, a number in a range, a month or one of some words."""

    kind: str = "text"
    low: float = -math.inf
    high: float = math.inf
    words: tuple[str, ...] = ()
    may_be_empty: bool = False

    def fault(self, text: str) -> str:
        """Why ``text`` cannot stand here, or nothing."""
        if text == "":
            return "" if self.may_be_empty else "is empty"
        if self.kind == "number":
            return self._number_fault(text)
        if self.kind == "month" and month_number(text) is None:
            return "is not a month (use YYYY-MM)"
        if self.kind == "date" and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-[0-3]\d", text):
            return "is not a date (use YYYY-MM-DD)"
        if self.words and text not in self.words:
            return f"is not one of {', '.join(self.words)}"
        return ""

    def _number_fault(self, text: str) -> str:
        try:
            number = float(text)
        except ValueError:
            return "is not a number"
        if not math.isfinite(number):
            return "is not a finite number"
        if not self.low <= number <= self.high:
            return f"lies outside {self.low:g} to {self.high:g}"
        return ""


TEXT = Cell()
NOTE = Cell(may_be_empty=True)
SHARE = Cell("number", 0.0, 1.0)
AMOUNT = Cell("number", 0.0)
POSITIVE = Cell("number", 1e-9)
MONTH = Cell("month")
MONTH_OF_YEAR = Cell("number", 1.0, 12.0)
REGION = Cell(words=REGIONS)
GRADE = Cell(words=EVIDENCE)
SIZE = Cell("number", 0.0, may_be_empty=True)
SEAT = Cell(words=("full", "candidate", "none"))

COLUMNS: dict[str, dict[str, Cell]] = {
    "regions.csv": {
        "region": REGION,
        "zone": Cell(words=("grain", "intermediate", "other")),
        "norm_zone": Cell(words=("grain", "other")),
        "rural_population_thousand": POSITIVE,
        "urban_population_thousand": POSITIVE,
        "households_thousand": POSITIVE,
        "households_per_village": POSITIVE,
        "village_size_sigma": AMOUNT,
        "districts": POSITIVE,
        "grain_land_kha": POSITIVE,
        "winter_sown_1923_kha": AMOUNT,
        "spring_share": SHARE,
        "yield_kg_ha": POSITIVE,
        "horses_thousand": AMOUNT,
        "cattle_thousand": AMOUNT,
        "pigs_thousand": AMOUNT,
        "sheep_goats_thousand": AMOUNT,
        "nomad_share": SHARE,
        "share_poor": SHARE,
        "share_middle": SHARE,
        "share_kulak": SHARE,
        "children_share": SHARE,
        "birth_rate": AMOUNT,
        "death_rate": AMOUNT,
        "grain_stock_kg_per_household": AMOUNT,
        "rural_communists": AMOUNT,
        "spring_sowing_month": MONTH_OF_YEAR,
        "winter_sowing_month": MONTH_OF_YEAR,
        "harvest_month": MONTH_OF_YEAR,
        "fodder_index": POSITIVE,
        "basis": TEXT,
    },
    "weather.csv": {
        "region": REGION,
        "year": Cell("number", 1924.0, 1939.0),
        "index": Cell("number", 0.1, 2.0),
        "sd": Cell("number", 0.0, 0.5),
        "basis": TEXT,
    },
    "levers.csv": {
        "lever": Cell(words=tuple(LEVERS)),
        "month": MONTH,
        "value": Cell("number"),
        "low": Cell("number"),
        "high": Cell("number"),
        "evidence": GRADE,
        "source": TEXT,
        "note": NOTE,
    },
    "documented_crisis.csv": {
        "month": MONTH,
        "grain_shortfall": SHARE,
        "unrest": AMOUNT,
        "hunger": SHARE,
        "town_stress": SHARE,
        "herd_loss": SHARE,
        "alarm": SHARE,
        "kolkhoz_share": SHARE,
        "industry_growth": Cell("number", -1.0, 2.0),
    },
    "country.csv": {
        "key": TEXT,
        "value": Cell("number"),
        "low": Cell("number"),
        "high": Cell("number"),
        "unit": TEXT,
        "evidence": GRADE,
        "source": TEXT,
        "note": NOTE,
    },
    "congresses.csv": {
        "date": Cell("date"),
        "body": Cell(words=("congress", "conference", "plenum")),
        "number": SIZE,
        "cc_full": SIZE,
        "cc_candidates": SIZE,
        "delegates_voting": SIZE,
        "source": TEXT,
    },
    "leaders.csv": {
        "actor_id": TEXT,
        "name": TEXT,
        "birth": Cell("number", 1840.0, 1910.0),
        "faction_1924": TEXT,
        "position_squeeze": SHARE,
        "position_democracy": SHARE,
        "position_world_revolution": SHARE,
        "office_1924": NOTE,
        "base_region": Cell(words=REGIONS, may_be_empty=True),
        "cc_member_1924": SEAT,
        "cc_from": Cell("month", may_be_empty=True),
        "politburo_1924": SEAT,
        "ambition": SHARE,
        "belief": SHARE,
        "standing": SHARE,
        "plebeian_appeal": SHARE,
        "shrillness": SHARE,
        "civil_war": SHARE,
        "patron_1924": NOTE,
        "rank": Cell(words=("politburo", "cc", "mid_elite", "local_cadre", "rank_and_file")),
        "natural_death": Cell("month", may_be_empty=True),
        "basis": TEXT,
    },
    "leader_ties.csv": {
        "source": TEXT,
        "target": TEXT,
        "type": TEXT,
        "weight": SHARE,
        "year_from": Cell("number", 1800.0, 1924.0),
        "evidence": TEXT,
        "basis": TEXT,
    },
}

NUMBER_COLUMNS = {
    name: [column for column, cell in cells.items() if cell.kind == "number"]
    for name, cells in COLUMNS.items()
}


@dataclass(frozen=True)
class Inputs:
    """Everything the model may read, each table as its file has it (comments left out).

    ``regions`` is indexed by region in the order of ``sim.outcomes.REGIONS``; ``crisis`` by month;
    ``country`` maps a key of country.csv to its value. Units stand in the column names and in
    country.csv. The tables are shared by all callers and must not be changed.
    """

    regions: pd.DataFrame
    weather: pd.DataFrame
    levers: pd.DataFrame
    crisis: pd.DataFrame
    country: dict[str, float]
    congresses: pd.DataFrame
    leaders: pd.DataFrame
    leader_ties: pd.DataFrame


@dataclass(frozen=True)
class Table:
    """One file: its rows as text, and the line that each row stands on."""

    path: Path
    header: list[str]
    rows: list[list[str]]
    lines: list[int]
    header_line: int = 1

    def column(self, name: str) -> list[str]:
        """The texts of a column."""
        at = self.header.index(name)
        return [row[at] for row in self.rows]

    def at(self, row: int, column: str, text: str, fault: str) -> str:
        """A fault of one cell, with its place."""
        return f"{self.path}:{self.lines[row]}: {column}: '{text}' {fault}"

    def frame(self) -> pd.DataFrame:
        """The table as a frame; number columns as float64, empty numbers as NaN."""
        frame = pd.DataFrame(self.rows, columns=self.header)
        for column in NUMBER_COLUMNS[self.path.name]:
            frame[column] = pd.to_numeric(frame[column].replace("", np.nan)).astype("float64")
        return frame


def month_number(month: str) -> int | None:
    """Months since January of year 0 of a month written YYYY-MM; None if it is not one."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", month)
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None


def parsed_table(path: Path) -> Table:
    """The rows of a file of comma-separated cells, unchecked; lines with ``#`` are comments.

    A file without rows has an empty header. Raises InputError where it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    numbered = [
        (i, line)
        for i, line in enumerate(text.splitlines(), start=1)
        if line and not line.startswith("#")
    ]
    parsed = list(csv.reader(line for _, line in numbered)) or [[]]
    first = numbered[0][0] if numbered else 1
    return Table(path, parsed[0], parsed[1:], [i for i, _ in numbered[1:]], first)


def read_table(path: Path) -> Table:
    """Read a file and check its columns and cells; InputError lists every fault."""
    cells, table = COLUMNS[path.name], parsed_table(path)
    if table.header != list(cells):
        found = ",".join(table.header) or "nothing"
        wanted = ",".join(cells)
        raise InputError(f"{path}:{table.header_line}: columns '{found}' should be '{wanted}'")
    faults = [fault for row in range(len(table.rows)) for fault in row_faults(table, row, cells)]
    if faults:
        raise InputError("\n".join(faults))
    return table


def row_faults(table: Table, row: int, cells: dict[str, Cell]) -> list[str]:
    """The faults of one row: too few or too many cells, or cells that hold the wrong thing."""
    texts = table.rows[row]
    if len(texts) != len(cells):
        return [f"{table.path}:{table.lines[row]}: {len(texts)} cells, should be {len(cells)}"]
    return [
        table.at(row, column, text, fault)
        for (column, cell), text in zip(cells.items(), texts, strict=True)
        if (fault := cell.fault(text))
    ]


def region_faults(table: Table) -> list[str]:
    """Regions must be the 22 in their order, and the shares of the classes add up to one."""
    faults = []
    names = table.column("region")
    for row, name in enumerate(names):
        if row >= len(REGIONS) or name != REGIONS[row]:
            expected = REGIONS[row] if row < len(REGIONS) else "nothing"
            faults.append(table.at(row, "region", name, f"stands where {expected} should"))
    if len(names) < len(REGIONS):
        faults.append(f"{table.path}: {len(names)} regions, should be {len(REGIONS)}")
    shares = [table.column(f"share_{group}") for group in ("poor", "middle", "kulak")]
    for row, parts in enumerate(zip(*shares, strict=True)):
        total = sum(float(part) for part in parts)
        if abs(total - 1.0) > 1e-6:
            faults.append(table.at(row, "share_*", f"{total:g}", "is not one in all"))
    return faults


def weather_faults(table: Table) -> list[str]:
    """Each region and year once."""
    pairs = list(zip(table.column("region"), table.column("year"), strict=True))
    faults = repeated(table, "region, year", [", ".join(pair) for pair in pairs])
    missing = [
        f"{region} {year}"
        for region in REGIONS
        for year in range(1924, 1940)
        if (region, str(year)) not in set(pairs)
    ]
    return faults + [f"{table.path}: no weather for {name}" for name in missing]


def lever_faults(table: Table) -> list[str]:
    """Values inside the lever's range, each month once, every lever known from the first month."""
    faults = []
    first: dict[str, str] = {}
    names, months = table.column("lever"), table.column("month")
    triples = zip(*(table.column(c) for c in ("low", "value", "high")), strict=True)
    for row, (low, value, high) in enumerate(triples):
        lever = LEVERS[names[row]]
        if not lever.low <= float(value) <= lever.high:
            faults.append(table.at(row, "value", value, f"lies outside the range of {lever.name}"))
        if not float(low) <= float(value) <= float(high):
            faults.append(table.at(row, "value", value, f"lies outside {low} to {high}"))
        first[names[row]] = min(first.get(names[row], months[row]), months[row])
    faults += repeated(
        table, "lever, month", [f"{n}, {m}" for n, m in zip(names, months, strict=True)]
    )
    for name in LEVERS:
        if name not in first or first[name] > FIRST_MONTH:
            faults.append(f"{table.path}: no value of {name} in {FIRST_MONTH}")
    return faults


def crisis_faults(table: Table) -> list[str]:
    """One row a month from 1924-01 to 1939-12, in order."""
    numbers = [month_number(month) for month in table.column("month")]
    start, end = month_number(FIRST_MONTH), month_number(LAST_MONTH)
    if start is None or end is None or numbers != list(range(start, end + 1)):
        return [f"{table.path}: months must run from {FIRST_MONTH} to {LAST_MONTH} without a gap"]
    return []


def country_faults(table: Table) -> list[str]:
    """Each key once."""
    return repeated(table, "key", table.column("key"))


def leader_faults(table: Table) -> list[str]:
    """Each leader once; patrons are leaders."""
    known = table.column("actor_id")
    unknown = [
        table.at(row, "patron_1924", patron, "is no leader")
        for row, patron in enumerate(table.column("patron_1924"))
        if patron and patron not in known
    ]
    return repeated(table, "actor_id", known) + unknown


def repeated(table: Table, column: str, keys: list[str]) -> list[str]:
    """Faults of keys that stand twice."""
    seen: set[str] = set()
    faults = []
    for row, key in enumerate(keys):
        if key in seen:
            faults.append(table.at(row, column, key, "stands twice"))
        seen.add(key)
    return faults


CHECKS: dict[str, Callable[[Table], list[str]]] = {
    "regions.csv": region_faults,
    "weather.csv": weather_faults,
    "levers.csv": lever_faults,
    "documented_crisis.csv": crisis_faults,
    "country.csv": country_faults,
    "leaders.csv": leader_faults,
}


def tie_faults(ties: Table, leaders: Table) -> list[str]:
    """Both ends of a tie are leaders."""
    known = set(leaders.column("actor_id"))
    return [
        ties.at(row, end, name, "is no leader")
        for end in ("source", "target")
        for row, name in enumerate(ties.column(end))
        if name not in known
    ]


@functools.cache
def load_inputs(folder: Path = FOLDER) -> Inputs:
    """Read and check every input file of ``folder``; once for each folder.

    Raises InputError with one line for each fault: file, line, column and value.
    """
    tables: dict[str, Table] = {}
    faults: list[str] = []
    for name in COLUMNS:
        try:
            tables[name] = read_table(folder / name)
        except InputError as error:
            faults.append(str(error))
            continue
        if name in CHECKS:
            faults += CHECKS[name](tables[name])
    if not faults:
        faults = tie_faults(tables["leader_ties.csv"], tables["leaders.csv"])
    if faults:
        raise InputError("\n".join(faults))
    frames = {name: table.frame() for name, table in tables.items()}
    country = frames["country.csv"]
    return Inputs(
        regions=frames["regions.csv"].set_index("region"),
        weather=frames["weather.csv"],
        levers=frames["levers.csv"],
        crisis=frames["documented_crisis.csv"].set_index("month"),
        country=dict(zip(country["key"], country["value"].astype(float), strict=True)),
        congresses=frames["congresses.csv"],
        leaders=frames["leaders.csv"],
        leader_ties=frames["leader_ties.csv"],
    )


def lever_paths(
    start_year: int, start_month: int, months: int, folder: Path = FOLDER
) -> dict[str, NDArray[np.float64]]:
    """The documented path of every lever, in the order of ``sim.levers.LEVERS``.

    Each array has ``months`` values in the lever's unit, the first for the start; a value holds
    from its month until the next row of levers.csv, and the last one for good. Raises InputError
    if the start lies before a lever's first row, and as :func:`load_inputs`.
    """
    levers = load_inputs(folder).levers
    start = start_year * 12 + start_month - 1
    wanted = np.arange(start, start + months)
    paths: dict[str, NDArray[np.float64]] = {}
    for name in LEVERS:
        rows = levers[levers["lever"] == name]
        dates = np.array([month_number(month) or 0 for month in rows["month"]])
        order = np.argsort(dates, kind="stable")
        at = np.searchsorted(dates[order], wanted, side="right") - 1
        if months and at[0] < 0:
            raise InputError(f"{folder / 'levers.csv'}: no value of {name} in "
                             f"{start_year:04d}-{start_month:02d}")  # fmt: skip
        paths[name] = rows["value"].to_numpy(dtype=np.float64)[order][at]
    return paths
