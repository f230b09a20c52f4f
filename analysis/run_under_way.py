"""A run that is stepped by hand, and what may be seen of it: hunger, a few series, agents.

The viewer (:mod:`analysis.viewer`) shows it; nothing here needs the viewer's packages.
"""

from __future__ import annotations

import textwrap
import threading
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from analysis.chart_lines import HARVEST, PROCURED, Line, recorded, table_of
from analysis.chart_panels import Panel
from analysis.chart_places import TILES
from analysis.chart_style import (
    BLUE,
    RC,
    days,
    documented_entries,
    draw_documented,
    dress,
)
from analysis.one_run import OneRun
from sim.agents.cadre import Cadre
from sim.agents.faction import Faction
from sim.agents.household import Household
from sim.agents.leader import Leader
from sim.agents.police import Police
from sim.agents.village import Village
from sim.model import GeneralLine
from sim.one_run import RunResult
from sim.outcomes import REGIONS
from sim.scenario import load
from sim.state import GONE, KOLKHOZ

FINEST_SCALE = 4000
"""the finest scale that is fast enough to be watched: a month in a fraction of a second"""
YEARS = (1925, 1939)
"""the last year of a run lies between these"""
DARKEST = 70.0
"""percent of hungry people from which a tile has the darkest colour, so that months compare"""
PANELS = (
    Panel("Grain harvest, calendar years", "Mt", (recorded(HARVEST, "calendar"),)),
    Panel("Grain procured, July-June years", "Mt", (recorded(PROCURED, "agricultural"),)),
    Panel("Households in kolkhozy", "percent",
          (recorded("collectivisation_rate_households", "stock"),)),
    Panel("Deaths, calendar years", "million",
          (recorded("deaths_reconstructed", "calendar", factor=1e-3),)),
    Panel("Party members and candidates", "million",
          (recorded("party_total", "stock", factor=1e-6),)),
    Panel("Political sentences, calendar years", "thousand",
          (recorded("political_sentences_total", "calendar", factor=1e-3),)),
)  # fmt: skip


class RunUnderWay(GeneralLine):
    """A run of a scenario by name that Mesa's controls can step, play and begin anew.

    ``scenario`` is a name in scenarios/ or a path; ``scale`` is 4000 or coarser; ``until`` is the
    year whose December is the last month, 1925 to 1939. ``running`` turns false after it, and a
    further step does nothing. ``at_work`` is held while the run is stepped, read or closed, since
    the controls step in a thread of their own.
    """

    def __init__(
        self,
        scenario: str = "historical",
        seed: int = 1,
        scale: int = FINEST_SCALE,
        until: int = YEARS[1],
    ) -> None:
        """Build the first world. Raises ValueError for a fine scale or a year out of range."""
        if scale < FINEST_SCALE:
            raise ValueError(f"scale {scale} is too fine to watch; use {FINEST_SCALE} or more")
        first, last = YEARS
        if not first <= until <= last:
            raise ValueError(f"until {until} is not a year from {first} to {last}")
        super().__init__(load(scenario, scale=scale, until=f"{until}-12"), seed)
        self.seed_of_run = seed
        self.at_work = threading.RLock()
        self._closed = False

    def step(self) -> None:
        """Live one month; nothing happens after the last one, or once the run is closed."""
        with self.at_work:
            if self._closed or self.world.clock.tick >= self.plan_of_run.months:
                self.running = False
                return
            super().step()
            self.running = self.world.clock.tick < self.plan_of_run.months

    def close(self) -> None:
        """Free the agents, after the month that is being lived; no step is made afterwards."""
        with self.at_work:
            if not self._closed:
                self._closed = True
                super().close()

    def so_far(self) -> OneRun:
        """The months lived as results; those to come hold no value."""
        with self.at_work:
            values = self.world.recorder.values.copy()
        return OneRun(self.plan_of_run, RunResult(self.seed_of_run, values, [], {}))

    @property
    def month(self) -> pd.Timestamp | None:
        """First day of the last month lived; None before the first step."""
        lived = self.world.clock.tick
        year, month = self.plan_of_run.start
        first = pd.Timestamp(year, month, 1)
        return first + pd.DateOffset(months=lived - 1) if lived else None

    @property
    def described(self) -> str:
        """Scenario, seed, scale and drive in a few words."""
        plan = self.plan_of_run
        drive = plan.drive.replace("_", " ")
        return f"scenario {plan.name}, seed {self.seed_of_run}, scale {plan.scale}, {drive}"


# ------------------------------------------------------------------------------------------ hunger
def hunger_now(run: RunUnderWay) -> pd.Series[float]:
    """Rural people below the famine line on the first of the month lived last, percent by region.

    Empty before the first step, and for runs without countryside.
    """
    results = run.so_far()
    last = {}
    for region in REGIONS:
        table = table_of(results, recorded("hunger_rural", "stock", region=region))
        if table is not None:
            last[region] = table.iloc[-1, 0]
    return pd.Series(last, dtype=float)


def highest(hunger: pd.Series[float], how_many: int = 5) -> str:
    """The regions with the highest shares in words, for readers who do not see the map."""
    if hunger.empty:
        return "No month has been lived yet."
    top = hunger[hunger >= 0.5].sort_values(ascending=False).head(how_many)
    if top.empty:
        return "No region reaches half a percent."
    return "Highest: " + ", ".join(f"{region} {share:.0f}" for region, share in top.items()) + "."


def draw_hunger(run: RunUnderWay) -> Figure:
    """Tile map of :func:`hunger_now`; the colours mean the same in every month."""
    hunger, month = hunger_now(run), run.month
    with mpl.rc_context(RC):
        figure = Figure(figsize=(7.6, 5.2))
        axes = figure.add_axes((0.01, 0.09, 0.98, 0.8))
        axes.set_xlim(-0.05, 9.05)
        axes.set_ylim(5.05, -0.05)
        axes.axis("off")
        for region, place in TILES.items():
            _tile(axes, region, place, hunger.get(region))
        when = f", 1 {month:%B %Y}" if month is not None else ""
        figure.text(0.012, 0.975, f"Rural people below the famine line, percent{when}",
                    fontsize=11.5, weight="bold", va="top")  # fmt: skip
        note = f"{run.described}. Darkest from {DARKEST:g} percent."
        figure.text(0.012, 0.02, note[0].upper() + note[1:], fontsize=7.5, color="#333333")
    return figure


def _tile(axes: Axes, region: str, place: tuple[int, int], share: float | None) -> None:
    column, row = place
    depth = 0.0 if share is None else min(1.0, share / DARKEST)
    colour = "#ffffff" if share is None else mpl.colormaps["YlOrBr"](0.05 + 0.85 * depth)
    ink = "white" if depth > 0.6 else "black"
    axes.add_patch(
        Rectangle((column + 0.02, row + 0.02), 0.96, 0.96, facecolor=colour, edgecolor="#888888")
    )
    middle: dict[str, Any] = {"ha": "center", "va": "center", "color": ink}
    axes.text(column + 0.5, row + 0.3, region.replace(" ", "\n"), fontsize=7, linespacing=1.0,
              **middle)  # fmt: skip
    if share is not None:
        axes.text(column + 0.5, row + 0.7, f"{share:.0f}", fontsize=12, weight="bold", **middle)


# ------------------------------------------------------------------------------------------ series
def lines_so_far(run: RunUnderWay) -> dict[str, pd.Series[float]]:
    """Simulated values of each panel by its title: whole years alone where a year is summed."""
    results = run.so_far()
    found = {}
    for panel in PANELS:
        table = table_of(results, panel.lines[0])
        found[panel.title] = pd.Series(dtype=float) if table is None else table.iloc[:, 0].dropna()
    return found


def draw_lines(run: RunUnderWay) -> Figure:
    """The panels: a line of this run, and the documented points of the same series."""
    simulated = lines_so_far(run)
    sources: set[str] = set()
    year, month = run.plan_of_run.start
    start = pd.Timestamp(year, month, 1)
    end = pd.Timestamp(run.plan_of_run.until) + pd.DateOffset(months=1)
    with mpl.rc_context(RC):
        figure = Figure(figsize=(7.6, 6.6))
        grid = figure.subplots(3, 2)
        figure.subplots_adjust(0.075, 0.16, 0.97, 0.9, 0.17, 0.5)
        for axes, panel in zip(grid.flat, PANELS, strict=True):
            sources |= _panel(axes, panel, panel.lines[0], simulated[panel.title], (start, end))
        this_run = Line2D([], [], color=BLUE, label="this run")
        figure.legend(handles=[this_run, *documented_entries()], loc="upper left", ncols=3,
                      frameon=False, fontsize=8)  # fmt: skip
        note = (
            f"One run: {run.described}. Yearly figures appear when the year is over. Shaded: to "
            f"the end of 1931, the window of calibration. Documented: {', '.join(sorted(sources))}."
        )
        note = "\n".join(textwrap.wrap(note, 130))
        figure.text(0.012, 0.015, note, fontsize=6.8, color="#333333", va="bottom")
    return figure


def _panel(
    axes: Axes,
    panel: Panel,
    line: Line,
    values: pd.Series[float],
    window: tuple[pd.Timestamp, pd.Timestamp],
) -> set[str]:
    """Draw one panel; returns the sources of its documented points."""
    # A year is a dot; of months only the last is one, without which the first would not be seen.
    dots = range(len(values)) if line.how in ("calendar", "agricultural") else [-1][: len(values)]
    axes.plot(days(values.index), values.to_numpy(), color=BLUE, lw=1.6, marker="o", ms=2.6,
              markevery=list(dots))  # fmt: skip
    found = line.documented()
    found = found[found["date"].between(*window)]
    draw_documented(axes, found)
    axes.set_title(panel.title, fontsize=9)
    dress(axes, *window, panel.unit)
    axes.tick_params(labelsize=7)
    return set(found["source_key"])


# ------------------------------------------------------------------------------------------ agents
def counts(run: RunUnderWay) -> pd.DataFrame:
    """Mesa's agents by class: ``who``, ``agents``, and ``of_whom`` in words."""
    with run.at_work:
        by_class = run.agents_by_type
        number = {kind: len(by_class.get(kind, ())) for kind in _WORDS}
        of_whom = dict.fromkeys(_WORDS, "")
        if run.world.households is not None:
            status = np.asarray(run.world.households.status)
            inside, gone = int((status == KOLKHOZ).sum()), int((status == GONE).sum())
            of_whom[Household] = f"{inside:,} in kolkhozy, {gone:,} with nobody left in the village"
        if number[Leader]:
            party = sum(leader.in_party for leader in by_class[Leader])
            of_whom[Leader] = f"{party} in the party"
    rows = [
        {"who": words, "agents": number[kind], "of_whom": of_whom[kind]}
        for kind, words in _WORDS.items()
        if number[kind]
    ]
    return pd.DataFrame(rows, columns=["who", "agents", "of_whom"])


_WORDS = {
    Household: "households of the sample",
    Village: "villages of the sample",
    Cadre: "district secretaries of the sample",
    Leader: "leaders",
    Faction: "factions",
    Police: "political police",
}
