"""Accepted parameter sets: what a calibration left, kept with the project, read strictly.

``scenarios/accepted/<drive>.csv`` holds one set a row and one parameter a column; lines that begin
with ``#`` say where it comes from. A run takes the set of its seed, so that an ensemble's bands
hold doubt about parameters beside chance, and runs of a pair share their set.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.catalogue import parameters
from sim.inputs import InputError, parsed_table
from sim.scenario_text import suggestion

FOLDER = Path(__file__).resolve().parent.parent / "scenarios" / "accepted"
FILES = {
    "countryside": ("countryside",),
    "politics": ("politics",),
    "side_by_side": ("countryside", "politics"),
    "coupled": ("coupled",),
}
"""the files that a drive takes its sets from; with several, run i takes set i of each"""
ParameterSet = dict[str, float]


class ParameterSetError(InputError):
    """A file of parameter sets is missing or wrong: one line a fault, with file, line and value."""


@cache
def accepted(drive: str, folder: Path = FOLDER) -> tuple[ParameterSet, ...]:
    """The accepted sets of a drive. Raises ParameterSetError."""
    paths = [folder / f"{name}.csv" for name in FILES[drive]]
    for path in paths:
        if not path.exists():
            raise ParameterSetError(
                f"{path}: cannot be read: no sets are stored for the drive {drive}; "
                "leave parameter_sets at none, or store what calibrate accepts"
            )
    tables = [read_sets(path) for path in paths]
    return tuple(
        {key: value for table in tables for key, value in table[i % len(table)].items()}
        for i in range(max(len(table) for table in tables))
    )


def read_sets(path: Path) -> tuple[ParameterSet, ...]:
    """The sets of one file, in its order. Raises ParameterSetError, which names every fault."""
    try:
        table = parsed_table(path)
    except InputError as error:
        raise ParameterSetError(str(error)) from None
    if not table.rows:
        raise ParameterSetError(f"{path}: holds no parameter set")
    names, known = table.header, parameters()
    faults = _head_faults(path, table.header_line, names)
    sets = []
    for line, row in zip(table.lines, table.rows, strict=True):
        if len(row) != len(names):
            faults.append(f"{path}:{line}: {len(row)} cells, should be {len(names)}")
        elif all(name in known for name in names):
            sets.append(_set(path, line, names, row, faults))
    if faults:
        raise ParameterSetError("\n".join(faults))
    return tuple(sets)


def _head_faults(path: Path, line: int, names: list[str]) -> list[str]:
    """Names that are no parameters, or stand twice."""
    known = parameters()
    unknown = [
        f"{path}:{line}: {name}: unknown parameter{suggestion(name, known)}"
        for name in names
        if name not in known
    ]
    twice = [f"{path}:{line}: {name}: stands twice" for name in sorted(set(names))
             if names.count(name) > 1]  # fmt: skip
    return unknown + twice


def _set(
    path: Path, line: int, names: list[str], row: list[str], faults: list[str]
) -> ParameterSet:
    """One row as a set; what is no number within its range goes to ``faults``."""
    found = {}
    for name, text in zip(names, row, strict=True):
        limits = parameters()[name].param
        try:
            value = float(text)
        except ValueError:
            faults.append(f"{path}:{line}: {name}: '{text}' is not a number")
            continue
        if not limits.low <= value <= limits.high:
            faults.append(
                f"{path}:{line}: {name}: {text} lies outside {limits.low:g} .. {limits.high:g}"
            )
        found[name] = value
    return found
