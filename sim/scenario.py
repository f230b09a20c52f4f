"""Strict loading of scenario files: from a question and its differences to levers by month.

A file may extend one parent. A lever that the child names with dated values follows the parent up
to the first of these dates and the child from then on, so a counterfactual equals its parent bit
for bit before its first changed date.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ruamel.yaml import YAML

from sim.inputs import lever_paths
from sim.levers import LEVERS
from sim.parameter_sets import ParameterSet, accepted
from sim.scenario_file import ScenarioFile, locate, names, read
from sim.scenario_layers import (
    first_change,
    late_steps,
    latest,
    merged,
    origin_of,
    parameters_of,
    paths_of,
    sources_of,
    start_of,
    undecided,
    window,
)
from sim.scenario_overrides import override_layer, read_options
from sim.scenario_schema import (
    ACCEPTED,
    DOCUMENTED,
    EMERGENT,
    NO_SETS,
    month_label,
    month_number,
)
from sim.scenario_text import Problem, ScenarioError

__all__ = ["Scenario", "ScenarioError", "load", "names"]

DEFAULT_SCALE = 1000
DEFAULT_DRIVE = "side_by_side"


@dataclass(frozen=True, eq=False)
class Scenario:
    """A checked scenario: every lever by month, and where each value comes from.

    Rows of ``paths`` and ``emergent_months`` follow ``sim.levers.LEVERS``; columns are months from
    ``start`` on. Where a lever is emergent, ``paths`` holds its documented path.
    """

    name: str
    title: str
    question: str
    chain: tuple[str, ...]
    """the files, from the first ancestor to this one"""
    start: tuple[int, int]
    """year and month of the first tick"""
    months: int
    until: str
    scale: int
    drive: str
    paths: NDArray[np.float64]
    """levers x months, in the unit of each lever"""
    emergent_months: NDArray[np.bool_]
    """levers x months: the simulated leadership sets the lever in this month"""
    parameters: dict[str, float]
    """changed parameters by dotted name"""
    sources: tuple[str, ...]
    origin: dict[str, tuple[tuple[str, str, str], ...]]
    """for each lever its steps: (YYYY-MM, value as text, file:line)"""
    first_change: str | None
    """first month that differs from the parent; None without parent or difference"""
    sets: tuple[ParameterSet, ...] = ()
    """accepted parameter sets: a run takes the set of its seed, and ``parameters`` lie over it"""

    def of_seed(self, seed: int) -> Scenario:
        """The scenario as the run of a seed has it: with the parameters of its set, if any."""
        if not self.sets:
            return self
        own = self.sets[(seed - 1) % len(self.sets)]
        together = dict(sorted((own | self.parameters).items()))
        return replace(self, parameters=together, sets=())

    @property
    def emergent(self) -> NDArray[np.bool_]:
        """One truth value a lever: the simulated leadership sets it in the first month."""
        return self.emergent_months[:, 0]

    @cached_property
    def sha256(self) -> str:
        """Hash of what the model reads: dates, scale, drive, levers by month, parameters, sets.

        Names, paths, comments and texts do not enter it.
        """
        facts = [self.start, self.months, self.scale, self.drive, list(LEVERS),
                 sorted(self.parameters.items())]  # fmt: skip
        if self.sets:
            facts.append([sorted(one.items()) for one in self.sets])
        digest = hashlib.sha256(json.dumps(facts).encode())
        digest.update(np.ascontiguousarray(self.paths + 0.0, dtype="<f8").tobytes())
        digest.update(np.packbits(self.emergent_months).tobytes())
        return digest.hexdigest()

    @property
    def first_month(self) -> str:
        """The first month, YYYY-MM."""
        return month_label(self.start[0] * 12 + self.start[1] - 1)

    def resolved(self) -> dict[str, Any]:
        """The scenario as one file without parent; loading it gives the same scenario."""
        levers: dict[str, Any] = {}
        for name, steps in self.origin.items():
            dated = {month: _value(text) for month, text, _ in steps}
            only = next(iter(dated.values())) if len(dated) == 1 else None
            free = self.drive == "coupled" and LEVERS[name].emerges_when_coupled
            keep = only == EMERGENT or (only == DOCUMENTED and not free)
            levers[name] = only if keep else dated
        return {
            "title": self.title,
            "question": self.question,
            "start": self.first_month,
            "until": self.until,
            "scale": self.scale,
            "drive": self.drive,
            "levers": levers,
            "parameters": dict(self.parameters),
            "parameter_sets": ACCEPTED if self.sets else NO_SETS,
            "sources": list(self.sources),
        }

    def resolved_yaml(self) -> str:
        """:meth:`resolved` as YAML."""
        yaml = YAML(typ="rt", pure=True)
        yaml.width = 100_000
        out = io.StringIO()
        yaml.dump(self.resolved(), out)
        return out.getvalue()


def _value(text: str) -> float | str:
    return text if text in (DOCUMENTED, EMERGENT) else float(text)


def load(
    name_or_path: str | os.PathLike[str],
    *,
    overrides: Sequence[str] = (),
    drive: str | None = None,
    until: str | None = None,
    scale: int | None = None,
    parameter_sets: str | None = None,
) -> Scenario:
    """Load a scenario by its name in scenarios/ or by path.

    ``overrides`` are ``lever=value`` or ``lever=YYYY-MM:value`` (also parameters without a month);
    ``drive``, ``until`` (YYYY-MM), ``scale`` and ``parameter_sets`` (accepted, none) replace the
    file's. Raises ScenarioError, whose text is all faults at once, one line each, and
    ParameterSetError for a faulty file of accepted sets.
    """
    try:
        path = locate(str(name_or_path))
    except ValueError as error:
        raise ScenarioError(str(error)) from None
    problems: list[Problem] = []
    files = _chain(path, problems)
    options = read_options(drive, until, scale, problems, parameter_sets)
    layer = override_layer(overrides, problems)
    start, last = window(files, problems)
    if problems:
        raise ScenarioError.of(problems)
    given = options.get("until")
    if given is not None:
        last = month_number(str(given))
        if last < start:
            problems.append(
                Problem("--until", 0, 0, "", f"{given} lies before start ({month_label(start)})")
            )
    problems += late_steps(layer, last)
    layers = [*files, layer] if layer.levers or layer.parameters else files
    drive = str(options.get("drive") or latest(files, "drive", DEFAULT_DRIVE))
    problems += undecided(layers, drive)
    if problems:
        raise ScenarioError.of(problems)
    options |= {"drive": drive, "until": month_label(last)}
    return _build(files, layers, options, start)


def _build(
    files: list[ScenarioFile],
    layers: list[ScenarioFile],
    options: dict[str, Any],
    start: int,
) -> Scenario:
    """Put the checked files, the overrides and the options together."""
    drive, last = options["drive"], month_number(options["until"])
    months = last - start + 1
    year, month = divmod(start, 12)
    documented = _documented(year, month + 1, months)
    steps = merged(layers, drive)
    paths, emergent = paths_of(steps, documented, start)
    parents = files[:-1] or (files if len(layers) > len(files) else [])
    change = None
    if parents:
        before = paths_of(merged(parents, drive), documented, start)
        change = first_change((paths, emergent), before, start)
        if parameters_of(layers) != parameters_of(parents) or start_of(parents) != start:
            change = month_label(start)
    leaf = files[-1]
    return Scenario(
        name=Path(leaf.path).stem,
        title=str((leaf.model and leaf.model.title) or Path(leaf.path).stem.replace("_", " ")),
        question=str(latest(files, "question", "")),
        chain=tuple(file.path for file in files),
        start=(year, month + 1),
        months=months,
        until=month_label(last),
        scale=int(options["scale"] or latest(files, "scale", DEFAULT_SCALE)),
        drive=drive,
        paths=paths,
        emergent_months=emergent,
        parameters=parameters_of(layers),
        sources=sources_of(files),
        origin={name: origin_of(steps[name], start, last) for name in LEVERS},
        first_change=change,
        sets=accepted(drive) if _takes_sets(files, options) else (),
    )


def _takes_sets(files: list[ScenarioFile], options: dict[str, Any]) -> bool:
    """Whether runs take their parameters from the accepted sets."""
    given = options.get("parameter_sets") or latest(files, "parameter_sets", NO_SETS)
    return bool(given == ACCEPTED)


@cache
def _documented(year: int, month: int, months: int) -> NDArray[np.float64]:
    """The documented path of every lever from a month on, levers x months."""
    by_name = lever_paths(year, month, months)
    return np.stack([np.asarray(by_name[name], dtype=np.float64) for name in LEVERS])


def _chain(path: str, problems: list[Problem]) -> list[ScenarioFile]:
    """The file and its ancestors, first ancestor first; faults go to ``problems``."""
    files: list[ScenarioFile] = []
    seen: dict[str, str] = {}
    current: str | None = path
    while current is not None:
        seen[os.path.realpath(current)] = current
        file = read(current)
        files.insert(0, file)
        problems += file.problems
        current = None
        if file.root is None or "extends" not in file.root.pairs:
            break
        node = file.root.pairs["extends"][1]
        if not isinstance(node.value, str) or not node.value.strip():
            break
        try:
            parent = locate(node.value, beside=file.path)
            if not Path(parent).is_file():
                raise ValueError(f"there is no scenario file '{parent}'")
        except ValueError as error:
            problems.append(Problem(file.path, node.line, node.column, "extends", str(error)))
            break
        if os.path.realpath(parent) in seen:
            circle = " -> ".join([*list(seen.values()), parent])
            message = f"forms a cycle: {circle}"
            problems.append(Problem(file.path, node.line, node.column, "extends", message))
            break
        current = parent
    return files
