"""Places: every label of the record as region, subregion, group, body and borders."""

from pathlib import Path

from analysis.curation.tables import CurationError, Row, read

MODEL_REGIONS = (
    "Leningrad", "Northern", "Belorussia", "Western", "Moscow", "Ivanovo", "Nizhny", "Urals",
    "Ukraine", "Central Black Earth", "Middle Volga", "Tatar", "Bashkir", "West Siberia",
    "East Siberia", "Far East", "Crimea", "North Caucasus", "Lower Volga", "Kazakhstan",
    "Transcaucasia", "Central Asia",
)  # fmt: skip
WIDER = ("USSR", "RSFSR")
PLACE = ("region", "subregion", "group", "body", "borders")
OF_THE_TIME = "of_the_time"

# A calendar window holds for both halves of a unit, a count does not: only parameters use this.
PARAMETER_PARTS = {"Siberia": ("West Siberia", "East Siberia")}


def places(decisions: Path) -> dict[str, Row]:
    """Label -> place; raises CurationError for a region outside the partition."""
    table = {row["label"]: row for row in read(decisions / "regions.csv")}
    for label, row in table.items():
        if row["region"] not in MODEL_REGIONS + WIDER:
            raise CurationError(f"regions.csv: {label}: {row['region']!r} is not a region")
    return table


def locate(rows: list[Row], table: dict[str, Row]) -> None:
    """Replace the raw label of each row by its place; a group set by an edit stays."""
    for row in rows:
        place = table.get(row["region"])
        if place is None:
            raise CurationError(f"line {row['record_line']}: unknown place {row['region']!r}")
        group = row.get("group") or place["group"]
        row |= {name: place[name] for name in PLACE} | {"group": group}
        if row["borders"]:
            # A series of its own as well as a column, so that no reader joins the two by accident.
            row["series"] += "_1939_borders"
        row["borders"] = row["borders"] or OF_THE_TIME


def one_region_each(parameters: list[Row], table: dict[str, Row]) -> list[Row]:
    """Parameter rows with a list of labels as one row per region."""
    rows = []
    for row in parameters:
        for label in row["region"].split(";"):
            for part in PARAMETER_PARTS.get(label, (label,)):
                place = table[part]
                names = {name: place[name] for name in ("region", "subregion")}
                rows.append(row | names)
    return rows


def check_crosswalk(rows: list[Row]) -> None:
    """Only model regions, and shares of a unit at a date that add up to one."""
    totals: dict[tuple[str, str, str], float] = {}
    for row in rows:
        if row["model_region"] not in MODEL_REGIONS:
            raise CurationError(f"crosswalk.csv: {row['model_region']!r} is not a model region")
        key = (row["historical_unit"], row["valid_from"], row["valid_to"])
        totals[key] = totals.get(key, 0.0) + float(row["share"])
    wrong = [key for key, total in totals.items() if abs(total - 1.0) > 1e-9]
    if wrong:
        raise CurationError(f"crosswalk.csv: shares do not add up to 1: {wrong}")
