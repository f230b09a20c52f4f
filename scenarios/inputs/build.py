"""Write the inputs of the model from the record: ``python scenarios/inputs/build.py [FOLDER]``.

Deterministic and idempotent: the same record and coding tables give the same bytes. The files say
their sources in their first lines; docs/inputs.md tells the methods.
"""

from __future__ import annotations

import sys
from pathlib import Path

from balance import write_balance
from crisis import write_crisis
from first_world import FirstWorld, write_regions, write_weather
from policy import write_levers
from politics import write_congresses, write_country, write_leaders, write_ties
from tables import HERE, RAW, Record


def build(out: Path = HERE, raw: Path = RAW) -> None:
    """Write every input file into ``out`` from the raw record in ``raw``."""
    out.mkdir(parents=True, exist_ok=True)
    record = Record(raw)
    world = FirstWorld(record)
    write_regions(world, out)
    write_weather(world, out)
    write_balance(world, out)
    write_levers(record, out)
    write_crisis(Record(raw, crisis=True), out)
    write_country(world, out)
    write_congresses(record, out)
    write_ties(record, write_leaders(record, out), out)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
