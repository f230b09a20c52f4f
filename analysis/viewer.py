"""A small viewer for users of Mesa: ``solara run analysis/viewer.py``, with the extra ``viewer``.

Mesa's own controls step, play and reset one run (:class:`analysis.run_under_way.RunUnderWay`). The
page of ``run.py app`` is the one for readers; docs/viewer.md says what this one shows.
"""

from __future__ import annotations

from typing import Any

try:
    import solara
    from mesa.visualization import SolaraViz
    from solara.server import settings
except ImportError as missing:
    raise ImportError(
        f"the viewer needs packages that are not installed ({missing.name or missing}): "
        "pip install -c constraints.txt -e '.[viewer]'",
        name=missing.name,
    ) from None

from analysis.run_under_way import (
    FINEST_SCALE,
    YEARS,
    RunUnderWay,
    counts,
    draw_hunger,
    draw_lines,
    highest,
    hunger_now,
)
from sim.scenario import names

# Solara would otherwise report each start of the server to its makers.
settings.telemetry.mixpanel_enable = False

PARAMETERS: dict[str, Any] = {
    "scenario": {
        "type": "Select", "label": "Scenario", "value": "historical", "values": names(),
    },
    "seed": {"type": "Select", "label": "Seed", "value": 1, "values": list(range(1, 31))},
    "scale": {
        "type": "Select", "label": "Scale: a household stands for about", "value": FINEST_SCALE,
        "values": [FINEST_SCALE, 2 * FINEST_SCALE, 4 * FINEST_SCALE],
    },
    "until": {
        "type": "Select", "label": "Until December of", "value": YEARS[1],
        "values": list(range(YEARS[0], YEARS[1] + 1)),
    },
}  # fmt: skip
NOTE = """One run, which differs from others by chance, beside the record. Parameters hold from the
next **Reset** on. A step is a month. The model deals with the death of millions of people; it
predicts nothing and does not settle what historians dispute."""


@solara.component
def Page() -> None:  # noqa: N802  Solara looks for this name
    """The page: Mesa's controls and parameters, map, series, agents. Each visitor has a run."""
    run = solara.use_memo(lambda: solara.reactive(RunUnderWay()), [])
    # The run that a reset replaces, or that a visitor leaves, would stay in memory for good.
    solara.use_effect(lambda: run.value.close, [run.value])
    SolaraViz(
        run,
        components=[(hunger_map, 0), (headline_series, 0), (agents, 0)],
        model_params=PARAMETERS,
        name="General Line",
        play_interval=50,
    )


def hunger_map(run: RunUnderWay) -> Any:
    """Tile map of hunger by region, with the highest shares in words below."""
    with solara.Column() as shown:
        solara.FigureMatplotlib(draw_hunger(run), format="png", dpi=120)
        solara.Text(highest(hunger_now(run)))
    return shown


def headline_series(run: RunUnderWay) -> Any:
    """A few series of the country beside documented points."""
    return solara.FigureMatplotlib(draw_lines(run), format="png", dpi=120)


def agents(run: RunUnderWay) -> Any:
    """How many agents of each class the run holds, and what to bear in mind."""
    month = run.month
    when = "Before the first month" if month is None else f"After {month:%B %Y}"
    rows = "\n".join(
        f"| {row.who} | {row.agents:,} | {row.of_whom} |" for row in counts(run).itertuples()
    )
    table = f"| {when} | agents | of whom |\n|:---|---:|:---|\n{rows}"
    return solara.Markdown(f"{table}\n\n{NOTE}")
