"""The chair for the page that is one file: paths made in advance, looked up by the same script.

Two districts, three agricultural years, three courses a year: 27 ways through the same months, each
kept as a tree, so that years shared by two ways are made and stored once. The committee's table is
whole (docs/live.md).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from analysis.app import chair, chair_committee
from analysis.files import write_whole
from sim.branching import branch, keep_state
from sim.chair import Chair
from sim.compiled import source_hash
from sim.scenario import Scenario, load

SCALE, SEED = 4000, 1
DISTRICTS: tuple[tuple[str, int], ...] = (("Ukraine", 0), ("Lower Volga", 0))
"""region, and the district's number within it"""
COURSES: tuple[tuple[str, bool], ...] = (("comply", False), ("overshoot", False), ("balk", True))
SEASON = 12
SEASONS = chair.MONTHS // SEASON
PAST = 12
Way = tuple[int, ...]
"""one place in COURSES for each year so far"""
Progress = Callable[[int, int], None]


def offline(
    folder: Path | None = None, scale: int = SCALE, seed: int = SEED,
    progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Everything that the chair of the offline page looks up; about half a minute when made anew.

    ``folder`` keeps it between two exports, by the hash of scenario, seed and sources; ``progress``
    hears how many years of how many are made.
    """
    scenario = load("historical", scale=scale)
    name = f"chair-{scenario.sha256[:16]}-{seed}-{source_hash()}.json"
    kept = folder / name if folder else None
    if kept is not None and kept.is_file():
        found: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        return found
    made = {"committee": chair_committee.table(),
            "secretary": _secretaries(scenario, seed, progress)}  # fmt: skip
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, json.dumps(made, allow_nan=False))
    return made


def _secretaries(scenario: Scenario, seed: int, progress: Progress | None) -> dict[str, Any]:
    from sim.model import GeneralLine

    model = GeneralLine(scenario, seed=seed)
    while model.world.clock.tick < chair.FIRST_TICK:
        model.step()
    state = keep_state(model)
    log = model.world.district_log
    assert log is not None, "the historical run has a countryside"
    rows = [chair.district_of(log.regions, region, number) for region, number in DISTRICTS]
    pasts = [
        [chair.month_facts(model, row, tick)
         for tick in range(chair.FIRST_TICK - PAST, chair.FIRST_TICK)]
        for row in rows
    ]  # fmt: skip
    model.close()
    each = sum(len(COURSES) ** year for year in range(1, SEASONS + 1))
    seats = []
    for place, (row, past) in enumerate(zip(rows, pasts, strict=True)):
        nodes = {}
        for path, node in _tree(scenario, row, (), state):
            nodes["".join(map(str, path))] = node
            if progress:
                progress(each * place + len(nodes), each * len(rows))
        region, number = DISTRICTS[place]
        seats.append({"region": region, "number": number, "district": row, "past": past,
                      "nodes": nodes})  # fmt: skip
    return {"first": chair.FIRST, "last": chair.LAST, "season": SEASON,
            "courses": [list(course) for course in COURSES], "seats": seats}  # fmt: skip


def _tree(
    scenario: Scenario, row: int, path: Way, state: bytes
) -> Iterator[tuple[Way, dict[str, Any]]]:
    """Every year under a path, with the months of that year and what the path comes to."""
    if len(path) == SEASONS:
        return
    for place in range(len(COURSES)):
        longer = (*path, place)
        choices = [COURSES[one] for one in longer for _ in range(SEASON)]
        model = branch(state, scenario)
        before = model.world.chair
        model.world.chair = Chair(row, chair.moves_of(choices),
                                  before.secretary if before is not None else 0)  # fmt: skip
        first = model.world.clock.tick
        for _ in range(SEASON):
            model.step()
        node = {
            "months": [
                chair.month_facts(model, row, tick) for tick in range(first, first + SEASON)
            ],
            "summary": chair.summary(model, row, len(choices)),
        }
        own = keep_state(model)
        model.close()
        yield longer, node
        yield from _tree(scenario, row, longer, own)
