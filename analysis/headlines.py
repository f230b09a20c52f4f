"""The few numbers that a run is remembered by, as medians over its runs."""

from dataclasses import dataclass

import pandas as pd

from analysis.results import NotRecordedError, Results


@dataclass(frozen=True)
class Headline:
    """One number: label, series, and when.

    ``when`` is YYYY (sum of the calendar year), YYYY/YY (sum July-June) or YYYY-MM (on the first).
    """

    label: str
    series: str
    when: str


HEADLINES = (
    Headline("grain harvest, true", "grain_harvest_wheatcroft_davies_low", "1932"),
    Headline("grain procured", "grain_procurement_actual", "1932/33"),
    Headline("grain exported", "grain_exports", "1931/32"),
    Headline("households in kolkhozy", "collectivisation_rate_households", "1930-03"),
    Headline("households in kolkhozy", "collectivisation_rate_households", "1933-07"),
    Headline("horses", "livestock_horses_summer", "1933-07"),
    Headline("mass disturbances", "mass_disturbances_month", "1930"),
    Headline("deaths", "deaths_reconstructed", "1933"),
    Headline("net moves to towns", "net_migration_rural_to_urban", "1931"),
    Headline("party members and candidates", "party_total", "1933-01"),
    Headline("political sentences", "political_sentences_total", "1937"),
)


def headlines(results: Results) -> list[dict[str, object]]:
    """Label, when, series, unit, median and 5 and 95 % of each number that the runs reach."""
    rows: list[dict[str, object]] = []
    for line in HEADLINES:
        try:
            if "-" in line.when:
                values = results.on(line.series, line.when)
            elif "/" in line.when:
                values = _year(results.agricultural_years(line.series), int(line.when[:4]))
            else:
                values = _year(results.calendar_years(line.series), int(line.when))
        except (NotRecordedError, KeyError):
            continue
        low, median, high = (float(values.quantile(share)) for share in (0.05, 0.5, 0.95))
        rows.append(
            {"label": line.label, "when": line.when, "series": line.series,
             "unit": results.unit(line.series), "median": median, "q05": low, "q95": high}
        )  # fmt: skip
    return rows


def _year(table: pd.DataFrame, year: int) -> "pd.Series[float]":
    """A year's values by run. Raises KeyError when the runs do not cover it."""
    return table.loc[[year]].iloc[0]
