"""The reference run: a stored summary of one seeded run, rewritten only on purpose.

    python -m tests.reference_run --write

computes it anew and stores it; a change needs a line in CHANGELOG.md (house rule R11). It is
made at the default parameters, so that a new calibration moves the bands and not this run.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np

from sim.model import GeneralLine
from sim.outcomes import SERIES, SERIES_INDEX
from sim.scenario import load

STORED = Path(__file__).resolve().parent / "reference" / "summary.json"
COMMAND = "python -m tests.reference_run --write"
SEED, SCALE, DRIVE, UNTIL = 7, 20000, "side_by_side", "1934-12"
FIRST_YEAR = 1924

NATIONAL = (
    "grain_harvest_wheatcroft_davies_low", "grain_harvest_official_contemporary",
    "grain_procurement_actual", "grain_exports", "grain_supplied_to_towns", "grain_market_sales",
    "grain_held_in_villages", "state_grain_stocks", "rural_food_grain", "sown_area_grain",
    "price_ratio_market_to_state_wheat", "livestock_horses_summer", "livestock_cattle_summer",
    "collectivisation_rate_households", "families_deported", "mass_disturbances_month",
    "population_rural", "population_urban", "births_reconstructed", "deaths_reconstructed",
    "deaths_from_hunger", "net_migration_rural_to_urban", "industrial_output_index_western",
    "real_wage_index", "party_total", "line_squeeze", "discipline_norm",
    "political_sentences_total",
)  # fmt: skip
"""Series of the summary: a stock as on 1 July, a flow summed over the calendar year."""


def by_year(values: np.ndarray, kind: str) -> dict[str, float]:
    """One number a year out of the months' values of a national series."""
    years = values.reshape(-1, 12)
    found = years.sum(axis=1) if kind == "flow" else years[:, 6]
    return {str(FIRST_YEAR + i): float(value) for i, value in enumerate(found)}


def summary() -> dict[str, object]:
    """Run the reference run and sum it up."""
    plan = load("historical", drive=DRIVE, until=UNTIL, scale=SCALE, parameter_sets="none")
    model = GeneralLine(plan, seed=SEED)
    model.run()
    values = model.world.recorder.values[:, :, -1]
    series = {
        name: {
            "unit": SERIES[name].unit,
            "by_year": by_year(values[SERIES_INDEX[name]], SERIES[name].kind),
        }
        for name in NATIONAL
    }
    events = len(model.world.events)
    model.close()
    return {
        "seed": SEED, "scale": SCALE, "drive": DRIVE, "until": UNTIL, "events": events,
        "series": series,
    }  # fmt: skip


def main() -> None:
    """Write the summary when asked to; else say how."""
    if sys.argv[1:] != ["--write"]:
        sys.exit(f"usage: {COMMAND}")
    text = json.dumps(summary(), indent=1) + "\n"
    STORED.parent.mkdir(exist_ok=True)
    STORED.write_text(text, encoding="utf-8")
    print(f"{STORED} is rewritten; say in CHANGELOG.md which outcomes moved and why")


if __name__ == "__main__":
    main()
