"""The third null: the model with the dates of what it is given shuffled.

Every path that a drive is given is moved by a whole number of years drawn for it alone (1 to 15,
and what leaves 1939 comes in at 1924). So each keeps its own values, for as long as it had them and
in the same season, but at the wrong time and out of step with the others. What is given differs:

* ``countryside``: every lever of the countryside. Weather, world prices and foreign alarms stay in
  their year.
* ``politics``: every lever of politics that the leadership does not set, and the documented crisis,
  moved as one. Levers of the countryside are not read in this drive.
* ``coupled``: every lever that the leadership does not set, the world price, the foreign alarms and
  the fear of landlords, each by itself, and the weather, all regions as one.

Lenin's death, and settings that have one value throughout, stay. A pattern that such runs meet as
well owes nothing to when things came. One draw is one scenario file and one run; a finished draw is
never made twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from analysis.draws import Draw, Progress, draws_made
from sim.inputs import load_inputs
from sim.levers import LEVERS
from sim.run_parts import RunRow
from sim.scenario import Scenario, load
from sim.scenario_schema import EARLIEST, month_label, month_number
from sim.streams import Streams

NAME = "shuffled_dates"
DRIVES = ("countryside", "politics", "coupled")
YEARS = 16
QUESTION = "What do the patterns score when every policy comes in the wrong year?"
PURPOSE = "shuffled policy dates"
WORLD = ("world.grain_price", "world.alarm", "world.landlords")


@dataclass(frozen=True)
class MovedInputs:
    """The model with its weather and its documented crisis moved by whole years.

    Called as the model's class is: what a year had, a year so much later has, round the sixteen
    years. Each region's weather keeps its uncertainty; all regions move as one.
    """

    weather: int = 0
    crisis: int = 0

    def __call__(self, scenario: Scenario, **options: Any) -> Any:
        """A model that has not yet run."""
        from sim.model import GeneralLine

        made = GeneralLine(scenario, **options)
        world = made.world
        if self.weather:
            of_year = world.countryside.weather
            first = min(of_year)
            world.countryside.weather = {
                first + (year - first + self.weather) % YEARS: of_year[year] for year in of_year
            }
        if self.crisis:
            table = load_inputs().crisis
            moved = table.set_axis(np.roll(table.index, -12 * self.crisis)).sort_index()
            rows = moved.loc[scenario.first_month :].iloc[: scenario.months]
            columns = list(type(world.readings).__dataclass_fields__)
            world.crisis = rows[columns].to_numpy(np.float64)
        return made


def moved_levers(drive: str) -> list[str]:
    """Names of the levers that the null moves in a drive, in the order of sim.levers.

    Raises ValueError for a drive that is not one of DRIVES.
    """
    if drive not in DRIVES:
        raise ValueError(f"drive: {drive!r} is none of {', '.join(DRIVES)}")
    if drive == "countryside":
        return [name for name, lever in LEVERS.items() if lever.tier == "countryside"]
    tiers = ("politics",) if drive == "politics" else ("countryside", "politics")
    set_by_leaders = load("historical", drive=drive).emergent
    return [
        name
        for (name, lever), emerges in zip(LEVERS.items(), set_by_leaders, strict=True)
        if (lever.tier in tiers and not emerges) or (drive == "coupled" and name in WORLD)
    ]


def shifts(seed: int, drive: str = "countryside") -> dict[str, int]:
    """By how many years each lever of a drive is moved in a draw, 1 to 15."""
    names = moved_levers(drive)
    u = Streams(seed).uniforms(0, PURPOSE, len(names))
    return {name: _years(part) for name, part in zip(names, u.tolist(), strict=True)}


def moved_inputs(seed: int, drive: str = "countryside") -> MovedInputs | None:
    """What of weather and crisis is moved in a draw; None where a drive keeps both."""
    if drive == "countryside":
        return None
    years = _years(float(Streams(seed).uniforms(0, f"{PURPOSE}: inputs", 1)[0]))
    return MovedInputs(crisis=years) if drive == "politics" else MovedInputs(weather=years)


def _years(part: float) -> int:
    return 1 + int(part * (YEARS - 1))


def shuffled_text(seed: int, until: str | None = None, drive: str = "countryside") -> str:
    """The scenario file of a draw: dated values for every lever that is moved."""
    historical = load("historical", drive=drive)
    first = month_number(EARLIEST)
    last = month_number(until or historical.until)
    moved = moved_inputs(seed, drive)
    lines = [f"# moved as a whole: {moved}"] if moved else []
    lines += [f"title: Shuffled dates, draw {seed}", f"question: {QUESTION}",
              "extends: historical", "levers:"]  # fmt: skip
    for name, years in shifts(seed, drive).items():
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
    drive: str = "countryside",
    scale: int | None = None,
    until: str | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
) -> tuple[Path, list[RunRow]]:
    """Make the draws of ``seeds`` and one results folder of those that finished, and their rows.

    Scenario files lie in ``folder``/scenarios, each draw's results in ``folder``/draws, and all of
    them together, for ``nulls.null_scores``, in ``folder``/results: a folder for each drive. Raises
    ResultsError where a draw's folder holds results of other code, ValueError for another drive.
    """
    (folder / "scenarios").mkdir(parents=True, exist_ok=True)
    draws = []
    for seed in seeds:
        path = folder / "scenarios" / f"{NAME}_{seed:04d}.yaml"
        path.write_text(shuffled_text(seed, until, drive), encoding="utf-8")
        scenario = load(path, drive=drive, scale=scale, until=until)
        model = moved_inputs(seed, drive)
        draws.append(Draw(scenario, seed, folder / "draws" / path.stem, model))
    target = folder / "results"
    return target, draws_made(draws, target, NAME, QUESTION, jobs, progress)
