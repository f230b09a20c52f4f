"""A model that answers at once: its numbers follow from seed and scenario's name."""

import numpy as np
import synthetic_results as synthetic

from sim.outcomes import REGIONS, SERIES, SERIES_INDEX


class StandIn:
    """Answers like GeneralLine: numbers from seed and exports; breaks down where it is told to."""

    broken: tuple[tuple[str, int], ...] = ()

    def __init__(self, scenario, *, seed, threads=1):
        self.scenario, self.seed = scenario, seed
        table = synthetic.series_table(1, until=scenario.until, seed=1)
        table = table[(table["region"] == "USSR") | table["series"].str.contains("deaths")]
        places = {name: i for i, name in enumerate((*REGIONS, "USSR"))}
        values = np.full((len(SERIES), scenario.months, len(places)), np.nan)
        tick = (table["date"].dt.year - 1924) * 12 + table["date"].dt.month - 1
        values[table["series"].map(SERIES_INDEX), tick, table["region"].map(places)] = (
            table["value"] * (1 + 0.01 * seed) * (1 - 0.1 * (scenario.name != "historical"))
        )
        self.world = type("World", (), {})()
        self.world.recorder = type("Recorder", (), {"values": values})()
        self.world.events = []

    def run(self):
        if (self.scenario.name, self.seed) in self.broken:
            raise ZeroDivisionError("no harvest")

    def checks(self):
        return {}

    def close(self):
        pass
