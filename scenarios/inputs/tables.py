"""Reading the record as it came, and writing the inputs: small files that say their sources."""

from __future__ import annotations

import csv
import itertools
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
RAW = HERE.parent.parent / "analysis" / "history" / "raw"
SOURCES = HERE / "sources"

REGIONS: tuple[str, ...] = (
    "Leningrad", "Northern", "Belorussia", "Western", "Moscow", "Ivanovo", "Nizhny", "Urals",
    "Ukraine", "Central Black Earth", "Middle Volga", "Tatar", "Bashkir", "West Siberia",
    "East Siberia", "Far East", "Crimea", "North Caucasus", "Lower Volga", "Kazakhstan",
    "Transcaucasia", "Central Asia",
)  # fmt: skip

# Series that the documented drive is scored against and that no policy path may be built from.
# documented_crisis.csv is the one file that may read its own list below; it is fed only to the
# drive in which the countryside is not scored.
NEVER_READ = frozenset(
    {
        "grain_procurement_actual",
        "grain_procurement_actual_weak",
        "grain_procurement_moshkov",
        "procurement_share_of_harvest",
        "peasant_retained_grain_per_rural_head",
        "families_deported",
        "families_deported_by_origin",
        "dekulakised_households",
        "excess_deaths_vs_1927_28_rate",
        "political_sentences_total",
        "political_sentences_death",
        "purge_expelled_share",
        "purge_expelled_count",
        "net_migration_rural_to_urban",
        "grain_harvest_sovkhoz",
        "grain_yield_sovkhoz",
        "grain_delivery_sovkhoz",
    }
)
CRISIS_ONLY = frozenset(
    {
        "mass_disturbances_month",
        "mass_disturbances_year",
        "mass_disturbances_halfyear",
        "collectivisation_rate_households",
        "industrial_output_index_official",
    }
)

Row = dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """Rows of a CSV file whose comment lines start with #."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(line for line in lines if not line.startswith("#")))


class Record:
    """The raw record of one purpose: ``observe`` refuses the series that may not be read."""

    def __init__(self, raw: Path, crisis: bool = False) -> None:
        """Read observations.csv; ``crisis`` lifts the bar on the series of CRISIS_ONLY."""
        self.raw = raw
        self._barred = NEVER_READ if crisis else NEVER_READ | CRISIS_ONLY
        self._rows = read_rows(raw / "observations.csv")

    def all_rows(self, series: str) -> list[Row]:
        """All rows of a series, every region; PermissionError for a scored series."""
        if series in self._barred:
            raise PermissionError(f"{series} is scored or fed elsewhere: no input may read it")
        return [r for r in self._rows if r["series"] == series]

    def rows(self, series: str, region: str = "USSR") -> list[Row]:
        """The rows of a series in one region; PermissionError for a scored series."""
        return [r for r in self.all_rows(series) if r["region"] == region]

    def value(self, series: str, start: str, source: str = "", region: str = "USSR") -> float:
        """The one value of a series whose period starts on ``start`` (of ``source`` if given)."""
        found = [
            r
            for r in self.rows(series, region)
            if r["period_start"] == start and source in ("", r["source_key"])
        ]
        if len(found) != 1:
            raise LookupError(f"{series} {region} {start} {source}: {len(found)} rows, need one")
        return float(found[0]["value"])


def apportion(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to the weights that add up to ``total`` exactly."""
    whole = sum(weights)
    shares = [w * total / whole for w in weights]
    result = [math.floor(s) for s in shares]
    order = sorted(range(len(shares)), key=lambda i: (result[i] - shares[i], i))
    for i in order[: total - sum(result)]:
        result[i] += 1
    return result


def write_table(
    path: Path, comments: Iterable[str], header: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Write a CSV with its sources as comment lines; the same input gives the same bytes."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for line in comments:
            out.write(f"# {line}\n")
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def months(first: str, last: str) -> list[str]:
    """Months from first to last, both YYYY-MM and both included."""
    start, end = month_number(first), month_number(last)
    return [f"{m // 12:04d}-{m % 12 + 1:02d}" for m in range(start, end + 1)]


def month_number(month: str) -> int:
    """Months since January of year 0."""
    year, number = month.split("-")[:2]
    return int(year) * 12 + int(number) - 1


def shown(value: float, digits: int = 4) -> str:
    """A number as the files show it: at most ``digits`` decimals and no trailing zeros."""
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def interpolate(knots: Sequence[tuple[float, float]], at: float) -> float:
    """Straight line between knots sorted by position, flat beyond the ends."""
    if at <= knots[0][0]:
        return knots[0][1]
    for (x0, y0), (x1, y1) in itertools.pairwise(knots):
        if at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return knots[-1][1]
