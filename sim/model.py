"""GeneralLine: the model as a Mesa model. One step is one month.

from sim.model import GeneralLine
from sim.scenario import load
model = GeneralLine(load("historical"), seed=1)
model.run()
"""

from __future__ import annotations

import pickle
from typing import Any

import mesa
import numpy as np
import pandas as pd

from sim.agents.household import Household
from sim.agents.village import Village
from sim.catalogue import parameter_tuples
from sim.first_world import build_first_world
from sim.inputs import load_inputs
from sim.institutions.bookkeeping import open_books
from sim.institutions.cadre_posts import found_cadres
from sim.institutions.countryside import found_countryside
from sim.institutions.politics import found_politics
from sim.institutions.rural_party import found_ranks
from sim.institutions.state_farms import found_state_farms
from sim.institutions.towns import found_towns
from sim.month import run_month
from sim.outcomes import COUNTRY, REGIONS, SERIES, SERIES_INDEX
from sim.scenario import Scenario
from sim.state import Clock, Readings
from sim.streams import Streams
from sim.world import DistrictLog, LeaderLog, LeverPaths, Recorder, World

MOST_VIEWS = 100_000
"""Households up to which every one has a view; above, a fixed random panel of this size."""


class GeneralLine(mesa.Model):  # type: ignore[misc]
    """The country from January 1924: households and villages, cadres, leadership.

    ``scenario`` comes from :func:`sim.scenario.load`; ``seed`` is any integer and says which of the
    scenario's parameter sets, if it has any, the run takes; ``threads`` works blocks of villages in
    parallel and never changes a result.
    """

    def __init__(self, scenario: Scenario, seed: int = 0, threads: int = 1) -> None:
        """Build the first world; nothing has happened yet. Raises InputError for bad inputs."""
        super().__init__(rng=int(seed) & 0xFFFFFFFF)
        self.plan_of_run = scenario.of_seed(seed)
        self.world = _found_world(self, self.plan_of_run, seed, threads)
        self._views_made = False
        self._collected = _collector()

    def step(self) -> None:
        """Live one month. Raises ValueError when the scenario's last month is over."""
        if self.world.clock.tick >= self.plan_of_run.months:
            raise ValueError(f"the run ends with {self.plan_of_run.until}; nothing is left to step")
        run_month(self.world)
        self.world.clock.tick += 1

    def run(self) -> None:
        """Step to the scenario's last month."""
        while self.world.clock.tick < self.plan_of_run.months:
            self.step()

    @property
    def datacollector(self) -> mesa.DataCollector:
        """Mesa's collector of the headline series, by month, up to the last month lived.

        It reads the recorder when it is asked for, so that nobody waits for it who does not ask.
        """
        for name, values in self._collected.model_vars.items():
            series = self.world.recorder.values[SERIES_INDEX[name]]
            values.extend(series[len(values) : self.world.clock.tick, -1].tolist())
        return self._collected

    @property
    def agents_by_type(self) -> Any:
        """Mesa's agents by class; household and village views are made when first asked for."""
        self._make_views()
        return super().agents_by_type

    def _make_views(self) -> None:
        if self._views_made or getattr(self, "world", None) is None:
            return
        if self.world.households is None or self.world.villages is None:
            return
        self._views_made = True
        rows = np.arange(len(self.world.households.adults))
        if len(rows) > MOST_VIEWS:
            u = self.world.streams.uniforms(0, "view panel", len(rows))
            rows = np.sort(np.argsort(u, kind="stable")[:MOST_VIEWS])
        Household.create_agents(self, len(rows), rows.tolist())
        villages = len(self.world.villages.start)
        Village.create_agents(self, villages, list(range(villages)))

    def frame(self, region: str = COUNTRY) -> pd.DataFrame:
        """Recorded series of a region as a table: months x series, each in its own unit.

        Raises KeyError for a region that is not of the model.
        """
        places = {name: place for place, name in enumerate((*REGIONS, COUNTRY))}
        if region not in places:
            raise KeyError(f"{region}: not a region; use one of {', '.join(places)}")
        year, month = self.plan_of_run.start
        months = self.world.clock.tick
        dates = pd.date_range(f"{year:04d}-{month:02d}-01", periods=months, freq="MS")
        values = self.world.recorder.values[:, :months, places[region]].T
        return pd.DataFrame(values, index=dates, columns=list(SERIES)).dropna(axis=1, how="all")

    def checks(self) -> dict[str, float]:
        """How exactly grain and people were conserved over the run so far."""
        world = self.world
        people = float(sum(balance.sum() for balance in world.people.balance.values()))
        return {
            "grain_largest_imbalance_kg": world.grain.largest_imbalance_kg,
            "grain_turnover_kg": world.grain.turnover_kg,
            "people_largest_imbalance": world.people.largest_imbalance,
            "people_at_end": people,
        }

    def save_state(self) -> bytes:
        """The whole state of the run as bytes, for :meth:`from_state`. Trust only your own."""
        collector, views = self._collected, self._views_made
        if views:
            for kind in (Household, Village):
                super().agents_by_type[kind].do("remove")
        self._collected, self._views_made = None, False
        try:
            return pickle.dumps(self, protocol=pickle.HIGHEST_PROTOCOL)
        finally:
            self._collected = collector

    @classmethod
    def from_state(cls, state: bytes) -> GeneralLine:
        """The model as it was when :meth:`save_state` was called; it goes on to the bit.

        Only bytes that this program wrote itself may be given. Raises TypeError for others.
        """
        model = pickle.loads(state)
        if not isinstance(model, cls):
            raise TypeError(f"the state holds a {type(model).__name__}, not a {cls.__name__}")
        model._collected = _collector()
        return model

    def close(self) -> None:
        """Free the agents; Mesa 3.3 keeps every model alive until its agents are removed."""
        self.remove_all_agents()
        mesa.Agent._ids.pop(self, None)


def _collector() -> mesa.DataCollector:
    """A model-level collector of the headline series."""
    headline = [name for name, series in SERIES.items() if series.headline]
    return mesa.DataCollector(model_reporters={name: _reporter(name) for name in headline})


def _reporter(name: str) -> Any:
    """A model-level reporter for the country's value of a series this month."""
    return lambda model: model.world.recorder.read(name, model.world.clock.tick)


def _found_world(model: Any, scenario: Scenario, seed: int, threads: int) -> World:
    """The world of January 1924 for a scenario and seed."""
    inputs = load_inputs()
    regions = inputs.regions.reset_index()
    world = World(
        clock=Clock(*scenario.start),
        streams=Streams(seed),
        levers=LeverPaths(scenario.paths, scenario.emergent_months),
        parameters=parameter_tuples(scenario.parameters),
        recorder=Recorder(scenario.months),
        drive=scenario.drive,
        threads=threads,
        crisis=documented_crisis(inputs.crisis, scenario),
    )
    if world.has_countryside:
        p = world.parameters
        first = build_first_world(
            regions, scenario.scale, world.streams, p["sowing"], p["hunger"], p["endowment"]
        )
        world.households, world.villages, world.districts = (
            first.households, first.villages, first.districts,
        )  # fmt: skip
        world.countryside = found_countryside(first, regions, inputs.weather, p)
        world.ranks = found_ranks(regions, world)
        world.district_log = DistrictLog(scenario.months, first.districts.region)
        world.towns = found_towns(regions, inputs.country, world)
        world.state_farms = found_state_farms(world)
        world.cadres = found_cadres(model, world)
        open_books(world)
    if world.has_politics:
        world.politics = found_politics(model, world, inputs)
        world.leader_log = LeaderLog()
    return world


def documented_crisis(
    table: pd.DataFrame, scenario: Scenario
) -> np.ndarray[Any, np.dtype[np.float64]]:
    """The documented readings of ``table`` from the scenario's first month on, a row a month."""
    rows = table.loc[scenario.first_month :].iloc[: scenario.months]
    return rows[list(Readings.__dataclass_fields__)].to_numpy(np.float64)
