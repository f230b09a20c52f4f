"""What the patterns score without a model: three nulls, on the same scorecard.

* ``persistence``: the documented mean of 1924-27 of every series, carried forward month by month;
  where the record starts later, its value of 1928 (stated in the manifest's question). The
  documented sanctions of 1924-27 come again every four years.
* ``harvest_and_quota``: no agents: the grain area of 1924 x mean yield x the year's weather, and
  procurement equal to the decreed plan; nobody withholds, hungers or answers.
* ``shuffled_dates``: the model run with the dates of what it is given shuffled: a results folder,
  or the scores that are stored with the project.

What a null cannot say counts as missed for it. The first two have no drive: every row that they can
speak to is scored. Neither has votes, defeats, texts or decisions of the line.
"""

import contextlib
import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis import history
from analysis.ensembles import Ensemble, ensembles
from analysis.null_store import stored
from analysis.patterns import card_of
from analysis.results import EVENT_COLUMNS, SERIES_COLUMNS, Results
from sim.outcomes import COUNTRY, REGIONS, SERIES

INPUTS = Path(__file__).resolve().parent.parent / "scenarios" / "inputs"
MONTHS = pd.date_range("1924-01-01", "1939-12-01", freq="MS")
HARVEST = "grain_harvest_wheatcroft_davies_low"
PROCURED = "grain_procurement_actual"
HARVEST_MONTH = 8
# Share of the July-June plan due in each month; ASSUMED: nine tenths by the end of December.
PLAN_MONTHS = {7: 0.05, 8: 0.15, 9: 0.25, 10: 0.2, 11: 0.15, 12: 0.1, 1: 0.03, 2: 0.03, 3: 0.02,
               4: 0.01, 5: 0.005, 6: 0.005}  # fmt: skip
NAMES = {
    "persistence": "Persistence: the mean of 1924-27 (where the record starts later, the value of "
    "1928) carried forward",
    "harvest_and_quota": "Exogenous harvest and documented quota: area of 1924 x mean yield x "
    "weather; procurement equals the decreed plan",
    "shuffled_dates": "The model with the dates of what it is given shuffled",
}


def persistence() -> Results:
    """Every documented national or regional series, constant from 1924 to 1939, in its unit."""
    parts = []
    documented = history.observations()
    pairs = documented.loc[documented["series"].isin(list(SERIES)), ["series", "region"]]
    for name, region in pairs.drop_duplicates().itertuples(index=False):
        declared = SERIES[str(name)]
        if str(region) in ((COUNTRY, *REGIONS) if declared.regional else (COUNTRY,)):
            level = _early_level(declared.name, declared.kind, str(region))
            if level is not None:
                parts.append(_tidy(declared.name, str(region), pd.Series(level, index=MONTHS)))
    return _results("persistence", parts, _sanctions_again())


def harvest_and_quota(inputs: Path = INPUTS) -> Results:
    """Harvest and procurement of the country without agents, Mt a month.

    Reads regions.csv, weather.csv and levers.csv of ``inputs``; raises FileNotFoundError without.
    """
    regions = pd.read_csv(inputs / "regions.csv", comment="#").set_index("region")
    area_kha = regions["winter_sown_1923_kha"] / (1 - regions["spring_share"])
    normal_mt = area_kha * regions["yield_kg_ha"] / 1e6
    weather = pd.read_csv(inputs / "weather.csv", comment="#")
    crop = weather["index"] * weather["region"].map(normal_mt)
    by_year = crop.groupby(weather["year"]).sum()
    harvest = pd.Series(
        [by_year.get(day.year, np.nan) if day.month == HARVEST_MONTH else 0.0 for day in MONTHS],
        index=MONTHS,
    )
    plan = _plan(inputs)
    parts = [_tidy(HARVEST, COUNTRY, harvest), _tidy(PROCURED, COUNTRY, plan)]
    area = pd.Series(area_kha.sum() / 1000.0, index=MONTHS)
    return _results("harvest_and_quota", [*parts, _tidy("sown_area_grain", COUNTRY, area)])


def null_ensembles(
    drive: str | None = None, shuffled: str | Path | None = None
) -> dict[str, dict[str, Ensemble]]:
    """The ensembles of every null by name: of one value each but for shuffled dates.

    ``shuffled`` is the folder of the shuffled runs; without one the stored scores of ``drive`` are
    taken. The last null is left out where there is neither, the second without scenarios/inputs.
    Raises ResultsError for a folder that holds no results or stored scores that cannot be read.
    """
    found = dict(_fixed_ensembles())
    if shuffled is not None:
        found["shuffled_dates"] = ensembles(Results.open(shuffled))
    elif drive is not None and (kept := stored(drive)):
        found["shuffled_dates"] = kept
    return found


def null_scores(
    shuffled: str | Path | None = None, drive: str | None = None
) -> dict[str, pd.DataFrame]:
    """The scorecard of every null, by name; as :func:`null_ensembles`."""
    return {name: card_of(found) for name, found in null_ensembles(drive, shuffled).items()}


@cache
def _fixed_ensembles() -> dict[str, dict[str, Ensemble]]:
    found = {"persistence": ensembles(persistence())}
    with contextlib.suppress(FileNotFoundError):
        found["harvest_and_quota"] = ensembles(harvest_and_quota())
    return found


def _sanctions_again() -> pd.DataFrame:
    """The documented sanctions of 1924-27 as events, in every four years from 1924 to 1939.

    From 1934 those against members of the Politburo or the Central Committee count as against the
    Central Committee of that year, whose size is that of 1927.
    """
    table = history.sanctions()
    year = table["date"].str[:4]
    early = table[(year >= "1924") & (year <= "1927")]
    rows = [
        _event(f"{int(case['date'][:4]) + later}-{case['date'][5:7] or '01'}", "sanction", {
            "act": case["act"], "arena": case["arena_max"], "recanted": case["recanted"],
            "rank": case["actor_level"], "severity": int(case["severity"]),
            **({"elected": 1934} if case["actor_level"] in ("politburo", "cc") else {}),
        }, case["actor"])
        for case in early.to_dict("records")
        for later in (0, 4, 8, 12)
    ]  # fmt: skip
    sizes = history.observations("cc_total_size", COUNTRY)["value"]
    congress = _event("1934-01", "congress", {"cc_size": float(sizes.iloc[0])})
    return pd.DataFrame([*rows, congress], columns=EVENT_COLUMNS)


def _event(month: str, kind: str, facts: dict[str, object], actors: str = "") -> dict[str, object]:
    return {"run": 0, "date": f"{month}-01", "kind": kind, "actors": actors, "region": "",
            "text": "", "detail": json.dumps(facts)}  # fmt: skip


def _early_level(name: str, kind: str, region: str) -> float | None:
    """The documented monthly level of 1924-27, else of 1928; None when the record has neither."""
    found = history.twin(name, region)
    year = found["date"].dt.year
    early = found[(year >= 1924) & (year <= 1927)]
    chosen = early if len(early) else found[year == 1928]
    if kind == "stock":
        values = chosen.loc[chosen["months"] == 0, "value"]
    else:
        flows = chosen[chosen["months"] > 0]
        values = flows["value"] / flows["months"]
    return float(values.mean()) if len(values) else None


def _plan(inputs: Path) -> pd.Series:
    """The decreed plan of each July-June year spread over its months, Mt."""
    table = pd.read_csv(inputs / "levers.csv", comment="#")
    table = table[table["lever"] == "procurement.plan"]
    days = pd.to_datetime(table["month"] + "-01")
    stated = pd.Series(table["value"].to_numpy(dtype=float), index=days).sort_index()
    yearly = stated.reindex(MONTHS, method="ffill").bfill()
    return yearly * pd.Series([PLAN_MONTHS[day.month] for day in MONTHS], index=MONTHS)


def _tidy(name: str, region: str, values: pd.Series) -> pd.DataFrame:
    frame = pd.DataFrame({"date": values.index, "value": values.to_numpy()})
    frame = frame.assign(run=0, seed=0, region=region, series=name, unit=SERIES[name].unit)
    return frame[SERIES_COLUMNS]


def _results(name: str, parts: list[pd.DataFrame], events: pd.DataFrame | None = None) -> Results:
    manifest = {"drive": "coupled", "scenario": {"name": name, "question": NAMES[name]}}
    return Results.from_frames(manifest, pd.concat(parts, ignore_index=True), events)
