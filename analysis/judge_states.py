"""The party's states month by month in the historical run, stored so that ``judge`` is quick.

``python -m analysis.judge_states --runs N`` runs the scenario ``historical`` N times with the
leadership alone (drive ``politics``) and writes the median of each state on the first of each month
to judge_states.csv. It is to be written anew when a rule of the leadership changes; a test compares
it with fresh runs.
"""

import argparse
import csv
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from analysis.documented_cases import month_number

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TARGET = Path(__file__).resolve().parent / "judge_states.csv"
SCENARIO, DRIVE = "historical", "politics"
SERIES = {
    "norm": "discipline_norm",
    "width": "offence_width",
    "recantation_value": "recantation_value",
    "threat": "threat_perceived",
}
"""column -> recorded series, each a share"""
REMEDY = "write it with python -m analysis.judge_states"


class States(NamedTuple):
    """The states that stand for the era on the first of a month; all are shares."""

    month: str
    norm: float
    width: float
    recantation_value: float
    threat: float


class StatesError(ValueError):
    """The stored states are missing or cannot be read; the text says how to make them."""


def ensemble(seeds: Sequence[int]) -> "NDArray[np.float64]":
    """The states of fresh runs: run x month x state, in the order of SERIES."""
    import numpy as np

    from sim.outcomes import SERIES_INDEX
    from sim.runner import run_one
    from sim.scenario import load
    from sim.scenario_schema import NO_SETS

    scenario = load(SCENARIO, drive=DRIVE, parameter_sets=NO_SETS)
    rows = [SERIES_INDEX[name] for name in SERIES.values()]
    # The last column of a recorded series is the country.
    return np.array([run_one(scenario, seed).values[rows, :, -1].T for seed in seeds])


def states_text(seeds: Sequence[int]) -> str:
    """The file: where it comes from, and the medians over fresh runs with these seeds."""
    import numpy as np

    from sim.compiled import source_hash
    from sim.scenario import load
    from sim.scenario_schema import NO_SETS

    scenario = load(SCENARIO, drive=DRIVE, parameter_sets=NO_SETS)
    first = month_number(scenario.first_month)
    lines = [
        f"# States of the party on the first of each month, median over {len(seeds)} runs of the",
        f"# scenario {SCENARIO}, drive {DRIVE}, seeds {min(seeds)} to {max(seeds)}; shares.",
        f"# Scenario sha256 {scenario.sha256}",
        f"# Sources of the model {source_hash()}",
        f"# Written by python -m analysis.judge_states --runs {len(seeds)} --seed {min(seeds)}",
        ",".join(States._fields),
    ]
    for tick, row in enumerate(np.median(ensemble(seeds), axis=0)):
        year, month = divmod(first + tick, 12)
        lines.append(f"{year}-{month + 1:02d}," + ",".join(f"{value:.4f}" for value in row))
    return "\n".join(lines) + "\n"


@cache
def stored() -> tuple[States, ...]:
    """The stored states, month by month without a gap. Raises StatesError."""
    try:
        with TARGET.open(newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
        found = tuple(
            States(row["month"], *(float(row[name]) for name in States._fields[1:])) for row in rows
        )
        numbers = [month_number(one.month) for one in found]
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise StatesError(f"{TARGET.name}: {error}; {REMEDY}") from error
    if not found or numbers != list(range(numbers[0], numbers[0] + len(found))):
        raise StatesError(f"{TARGET.name}: months are missing; {REMEDY}")
    return found


def states_at(month: int) -> States:
    """The states of a month (months since the year nought), else the first or the last."""
    table = stored()
    place = month - month_number(table[0].month)
    return table[min(max(place, 0), len(table) - 1)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and write the file; the exit code, as run.py has them."""
    parser = argparse.ArgumentParser(
        prog="python -m analysis.judge_states",
        description="Write the states by month that judge answers from.",
    )
    parser.add_argument("--runs", type=int, default=200, help="runs of the ensemble (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="first seed (default 1)")
    given = parser.parse_args(arguments)
    if given.runs < 1 or given.seed < 0:
        parser.error("--runs must be 1 or more, --seed 0 or more")
    from analysis.files import write_whole

    write_whole(TARGET, states_text(range(given.seed, given.seed + given.runs)))
    print(TARGET.name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
