"""How the files of a chain and the command line lie over one another, lever by lever."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.levers import LEVERS
from sim.scenario_file import WHOLE, ScenarioFile, Step
from sim.scenario_schema import DOCUMENTED, EARLIEST, EMERGENT, LATEST, month_label, month_number
from sim.scenario_text import Problem


def latest(files: list[ScenarioFile], key: str, default: Any) -> Any:
    """The value that the youngest file gives a key, or the default."""
    given = [getattr(file.model, key) for file in files if getattr(file.model, key, None)]
    return given[-1] if given else default


def start_of(files: list[ScenarioFile]) -> int:
    """The first month of the run that a chain of files describes."""
    return month_number(latest(files, "start", EARLIEST))


def window(files: list[ScenarioFile], problems: list[Problem]) -> tuple[int, int]:
    """First and last month of the run; each file's dates must lie within its own window."""
    start, last = month_number(EARLIEST), month_number(LATEST)
    for i, file in enumerate(files):
        start = start_of(files[: i + 1])
        last = month_number(latest(files[: i + 1], "until", LATEST))
        root = file.root
        if root is None:
            continue
        if "start" in root.pairs and start != month_number(EARLIEST):
            message = f"the first world stands in {EARLIEST}; a run can only start there"
            file.fault(root.pairs["start"][1], "start", message)
        for name, steps in file.levers.items():
            keys = {step.month: step for step in steps if step.month > last}
            for month in keys:
                node = root.pairs["levers"][1].pairs[name][1].pairs[month_label(month)][0]
                message = f"{month_label(month)} lies after until ({month_label(last)})"
                file.fault(node, f"levers.{name}", message)
        problems += file.problems
    return start, last


def late_steps(layer: ScenarioFile, last: int) -> list[Problem]:
    """Overrides dated after the last month, which would change nothing."""
    return [
        Problem("--set", 0, 0, name,
                f"{month_label(step.month)} lies after until ({month_label(last)})")
        for name, steps in layer.levers.items()
        for step in steps
        if step.month > last
    ]  # fmt: skip


def merged(layers: list[ScenarioFile], drive: str) -> dict[str, list[Step]]:
    """Each lever's steps: a layer replaces those before it from its own first date on."""
    steps_of = {name: [Step(WHOLE, DOCUMENTED, "default")] for name in LEVERS}
    for layer in layers:
        for name, steps in layer.levers.items():
            if steps:
                kept = [step for step in steps_of[name] if step.month < steps[0].month]
                steps_of[name] = kept + steps
    for name, steps in steps_of.items():
        first = steps[0]
        emerges = drive == "coupled" and LEVERS[name].emerges_when_coupled
        if emerges and first[:2] == (WHOLE, DOCUMENTED):
            steps[0] = Step(WHOLE, EMERGENT, "drive coupled")
        if drive == "countryside":
            steps_of[name] = [
                Step(step.month, DOCUMENTED, "drive countryside")
                if step.value == EMERGENT
                else step
                for step in steps
            ]
    return steps_of


def undecided(layers: list[ScenarioFile], drive: str) -> list[Problem]:
    """Levers of the countryside that are to emerge in the drive in which nobody decides.

    Levers of politics that emerge elsewhere stay on record there: the tier does not run.
    """
    if drive != "countryside":
        return []
    message = "cannot be emergent in the drive countryside, in which no leadership is simulated"
    return [
        Problem(step.place, 0, 0, f"levers.{name}", message)
        for name, steps in merged(layers, "").items()
        for step in steps
        if step.value == EMERGENT and LEVERS[name].tier == "countryside"
    ]


def paths_of(
    steps: dict[str, list[Step]], documented: NDArray[np.float64], start: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Levers x months, and where the simulated leadership decides."""
    paths = documented.copy()
    emergent = np.zeros(paths.shape, dtype=np.bool_)
    for row, name in enumerate(LEVERS):
        for step in steps[name]:
            tick = max(0, step.month - start)
            given = isinstance(step.value, float)
            paths[row, tick:] = step.value if given else documented[row, tick:]
            emergent[row, tick:] = step.value == EMERGENT
    return paths, emergent


def first_change(
    after: tuple[NDArray[Any], NDArray[Any]], before: tuple[NDArray[Any], NDArray[Any]], start: int
) -> str | None:
    """The first month in which levers or their drive differ."""
    differs = (after[0] != before[0]) | (after[1] != before[1])
    ticks = np.flatnonzero(differs.any(axis=0))
    return month_label(start + int(ticks[0])) if ticks.size else None


def parameters_of(layers: list[ScenarioFile]) -> dict[str, float]:
    """The changed parameters; a younger layer wins."""
    changed: dict[str, float] = {}
    for layer in layers:
        changed.update(layer.parameters)
    return dict(sorted(changed.items()))


def sources_of(files: list[ScenarioFile]) -> tuple[str, ...]:
    """Everybody's sources, each once, first ancestor first."""
    listed = [source for file in files if file.model for source in file.model.sources]
    return tuple(dict.fromkeys(listed))


def origin_of(steps: list[Step], start: int, last: int) -> tuple[tuple[str, str, str], ...]:
    """The steps that matter within the window: the one in force at the start, and later ones."""
    first = [step for step in steps if step.month <= start][-1:]
    later = [step for step in steps if start < step.month <= last]
    if not first:
        first = [Step(WHOLE, DOCUMENTED, "default")]
    return tuple(
        (month_label(max(step.month, start)),
         step.value if isinstance(step.value, str) else repr(step.value), step.place)
        for step in (*first, *later)
    )  # fmt: skip
