"""The agricultural years of sampled districts: what was reaped, taken, sold back and suffered.

One row a run, district and year, the year named by its July; heads are villagers of that July.
"""

from collections.abc import Sequence

import pandas as pd

from analysis.results import Results, ResultsError
from sim.rules.cadre import CHOICES

YEARS = (1929, 1930, 1931, 1932)
SEASON_MONTHS = (8, 9, 10, 11, 12, 1, 2, 3)
"""the months of procurement, over which a secretary's doings are averaged"""
KEYS = ["run", "region", "district", "year"]
NEIGHBOURS = ["run", "region", "year"]
HARVEST = ("crop", "crop_squared", "weather")
DEEDS = CHOICES[1:]
CADRES = (*DEEDS, "zeal", "tie", "outsider", "envoy", "eased", "report_ratio")


def seasons(results: Results, years: Sequence[int] = YEARS) -> pd.DataFrame:
    """A row a run, district and year, with what the studies of cadres need.

    ``kg``, ``crop`` and ``sold_back`` are kg a villager, ``rate`` kg over crop (no number without a
    crop), ``deaths`` hunger deaths per 1000 villagers, ``weather`` that of the crop reaped; of the
    secretary the share of the season's months in each choice but complying, by its name, mean zeal,
    tie, outsider, envoy and report_ratio; ``eased`` as June leaves it; ``main`` the commonest
    choice (of equals the one furthest from complying) and ``sent``, whether outsiders held the post
    in more than half of the months. Raises ResultsError where a year is not whole.
    """
    table = results.districts
    day = table["date"].dt
    table = table.assign(year=day.year - (day.month < 7), month=day.month)
    table = table[table["year"].isin(years)]
    _check_whole(table, years)
    year = table.sort_values("date").groupby(KEYS, observed=True)
    heads, end = year["villagers"].first().astype(float), year.last()
    rows = pd.DataFrame({
        "kg": end["collected_kg"] / heads, "crop": end["crop_kg"] / heads,
        "sold_back": year["sold_back_kg"].sum() / heads,
        "deaths": 1000.0 * year["hunger_deaths"].sum() / heads,
        "weather": year["weather"].first(), "eased": end["eased"],
    })  # fmt: skip
    rows["crop_squared"] = rows["crop"] ** 2
    rows["rate"] = (rows["kg"] / rows["crop"]).where(rows["crop"] > 0.0)
    return rows.join(_doings(table)).astype({"main": int, "sent": bool}).reset_index()


def _doings(table: pd.DataFrame) -> pd.DataFrame:
    """What the secretaries were and did in the months of procurement, by district and year."""
    months = table[table["month"].isin(SEASON_MONTHS)]
    codes = range(len(CHOICES))
    chosen = months[KEYS].assign(**{
        CHOICES[code]: (months["choice"] == code).astype(float) for code in codes
    })  # fmt: skip
    choices = chosen.groupby(KEYS, observed=True)[list(CHOICES)].mean()
    means = ["zeal", "tie", "outsider", "envoy", "report_ratio"]
    traits = months.astype(dict.fromkeys(means, float)).groupby(KEYS, observed=True)[means].mean()
    # Read from the last choice to the first, so that of equals the later code is found.
    found = choices[list(reversed(CHOICES))].to_numpy().argmax(axis=1)
    return choices.join(traits).assign(main=len(CHOICES) - 1 - found, sent=traits["outsider"] > 0.5)


def _check_whole(table: pd.DataFrame, years: Sequence[int]) -> None:
    """Raise ResultsError where one of the years lacks a month."""
    held = table.groupby("year")["month"].nunique()
    for year in years:
        if held.get(year, 0) < 12:
            raise ResultsError(
                f"the runs do not hold the whole agricultural year {year}/{(year + 1) % 100:02d}; "
                f"the study needs July {years[0]} to June {years[-1] + 1}"
            )
