"""How a parameter is declared: once, at the head of its rule file, with unit, range and source.

A rule file holds one ``typing.NamedTuple`` whose fields are annotated with :class:`Param`; the
tuple passes into compiled code as it is. ``declared`` reads the declarations back, for the tables,
for overrides from a scenario file and for sweeps. A parameter without a source says ASSUMED.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_type_hints


@dataclass(frozen=True)
class Param:
    """What one parameter means.

    ``meaning`` says what it is and in which unit, ``low`` and ``high`` bound it (inclusive, in that
    unit), ``source`` cites where the range comes from, or begins with ASSUMED.
    """

    meaning: str
    low: float
    high: float
    source: str
    unit: str = "share"


@dataclass(frozen=True)
class DeclaredParameter:
    """A parameter as declared: its dotted name, default value and :class:`Param`."""

    name: str
    default: float
    param: Param


def declared(theme: str, parameters: type[Any]) -> list[DeclaredParameter]:
    """Parameters of one rule file, named ``theme.field``, in the order they are written.

    Raises TypeError when a field carries no :class:`Param`, or a default outside its own range.
    """
    hints = get_type_hints(parameters, include_extras=True)
    found = []
    for field, hint in hints.items():
        notes = [note for note in getattr(hint, "__metadata__", ()) if isinstance(note, Param)]
        if not notes:
            raise TypeError(f"{parameters.__name__}.{field} carries no Param annotation")
        default = float(parameters._field_defaults[field])
        if not notes[0].low <= default <= notes[0].high:
            raise TypeError(f"{theme}.{field}: default {default} lies outside its own range")
        found.append(DeclaredParameter(f"{theme}.{field}", default, notes[0]))
    return found
