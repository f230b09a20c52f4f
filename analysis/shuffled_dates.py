"""The third null: the model with the dates of policies shuffled.

Every lever of the countryside keeps its documented path, moved by a whole number of years drawn for
it alone (1 to 15, and what leaves 1939 comes in at 1924). So each policy has its own values, for as
long as it had them and in the same season, but at the wrong time and out of step with the others.
What is given from outside (weather, world prices, foreign alarms) stays in its year. A pattern that
such runs meet as well owes nothing to when policies came.

One draw is one scenario file and one run; a finished draw is never made twice.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analysis.draws import Draw, Progress, draws_made
from sim.levers import LEVERS
from sim.results_files import RunRow
from sim.scenario import load
from sim.scenario_schema import EARLIEST, month_label, month_number
from sim.streams import Streams

NAME = "shuffled_dates"
YEARS = 16
QUESTION = "What do the patterns score when every policy comes in the wrong year?"


def shifts(seed: int) -> dict[str, int]:
    """By how many years each lever of the countryside is moved in a draw, 1 to 15."""
    names = [name for name, lever in LEVERS.items() if lever.tier == "countryside"]
    u = Streams(seed).uniforms(0, "shuffled policy dates", len(names))
    return {
        name: 1 + int(part * (YEARS - 1))
        for name, part in zip(names, u.tolist(), strict=True)
    }  # fmt: skip


def shuffled_text(seed: int, until: str | None = None) -> str:
    """The scenario file of a draw: dated values for every lever of the countryside."""
    historical = load("historical", drive="countryside")
    first = month_number(EARLIEST)
    last = month_number(until or historical.until)
    lines = [f"title: Shuffled dates, draw {seed}", f"question: {QUESTION}",
             "extends: historical", "levers:"]  # fmt: skip
    for name, years in shifts(seed).items():
        path = np.roll(historical.paths[list(LEVERS).index(name)], 12 * years)
        changes = [0, *(np.flatnonzero(np.diff(path)) + 1).tolist()]
        steps = ", ".join(
            f"{month_label(first + tick)}: {float(path[tick])!r}"
            for tick in changes
            if first + tick <= last
        )
        lines.append(f"  {name}: {{{steps}}}")
    return "\n".join(lines) + "\n"


def shuffled_runs(
    seeds: Sequence[int],
    folder: Path,
    *,
    scale: int | None = None,
    until: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[Path, list[RunRow]]:
    """Make the draws of ``seeds`` and one results folder of those that finished, and their rows.

    Scenario files lie in ``folder``/scenarios, each draw's results in ``folder``/draws, and all of
    them together, for ``nulls.null_scores``, in ``folder``/results. Raises ResultsError where a
    draw's folder holds results of other code.
    """
    (folder / "scenarios").mkdir(parents=True, exist_ok=True)
    draws = []
    for seed in seeds:
        path = folder / "scenarios" / f"{NAME}_{seed:04d}.yaml"
        path.write_text(shuffled_text(seed, until), encoding="utf-8")
        scenario = load(path, drive="countryside", scale=scale, until=until)
        draws.append(Draw(scenario, seed, folder / "draws" / path.stem))
    target = folder / "results"
    return target, draws_made(draws, target, NAME, QUESTION, jobs, progress)
