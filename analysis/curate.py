"""Write the curated record (python -m analysis.curate).

Reads analysis/history/raw (verbatim) and analysis/history/decisions (what was decided about it),
writes the tidy tables into analysis/history. The result depends on nothing else, so that a rerun
gives the same bytes. Raises CurationError, and writes nothing, when the record does not hold
together.
"""

from collections import Counter
from pathlib import Path

from analysis.curation import choices, corrections, periods, regions, sources, tables
from analysis.curation.tables import CurationError, Row

HISTORY = Path(__file__).parent / "history"

OBSERVATIONS = [
    "domain", "series", "region", "subregion", "group", "body", "borders", "period_kind",
    "period_start", "period_end", "value", "low", "high", "unit", "evidence", "disputed",
    "source_key", "locator", "note", "choice", "preferred", "record_line",
]  # fmt: skip
COLUMNS = {
    "observations.csv": OBSERVATIONS,
    "quarantine.csv": [
        "domain", "series", "region", "period_start", "period_end", "value", "low", "high",
        "unit", "evidence", "source_key", "locator", "note", "record_line",
    ],
    "events.csv": [
        "event_id", "date_start", "date_end", "title", "category", "actors", "arena", "summary",
        "severity", "source_key", "locator", "evidence",
    ],
    "actors.csv": [
        "actor_id", "name", "birth", "death", "faction_1924", "faction_1926", "faction_1928",
        "faction_1930", "faction_1932", "offices", "cc_membership", "politburo_membership",
        "patron", "patron_from", "patron_to", "clients", "sanctions", "recanted", "fate",
        "evidence", "source_key", "detail_evidence",
    ],
    "ties.csv": [
        "source", "target", "type", "weight", "year_from", "year_to", "years_basis", "evidence",
        "source_key", "basis", "weight_basis",
    ],
    "sanctions.csv": [
        "sanction_id", "date", "actor", "actor_level", "rank_highest", "faction", "act",
        "arena_max", "recanted", "sanction", "severity", "sanction_date", "period", "source_key",
        "locator", "evidence", "note",
    ],
    "parameters.csv": [
        "domain", "series", "region", "subregion", "period_start", "period_end", "value", "low",
        "high", "unit", "source_key", "locator", "evidence", "note",
    ],
    "sources.csv": ["source_key", "citation", "url", "grade"],
    "regions_crosswalk.csv": [
        "historical_unit", "valid_from", "valid_to", "model_region", "share", "basis",
    ],
    "corrections_decisions.csv": [
        "row", "file", "row_key", "column", "decision", "reason", "rows_changed",
    ],
}  # fmt: skip
RAW_TABLES = (
    "observations.csv", "events.csv", "actors.csv", "ties.csv", "sanctions.csv", "parameters.csv",
    "sources.csv",
)  # fmt: skip


def curate(history: Path = HISTORY) -> dict[str, list[Row]]:
    """The curated tables by file name, from history/raw and history/decisions."""
    raw, decisions = history / "raw", history / "decisions"
    record = {file: corrections.load(raw, file) for file in RAW_TABLES}
    changed = corrections.apply_edits(record, decisions)
    changed += corrections.add_rows(record, decisions)
    kept, quarantined = sift(record["observations.csv"])
    observations = tidy_observations(kept, decisions)
    crosswalk = sorted(
        tables.read(decisions / "crosswalk.csv"),
        key=lambda row: (row["historical_unit"], row["valid_from"], row["model_region"]),
    )
    regions.check_crosswalk(crosswalk)
    places = regions.places(decisions)
    curated = record | {
        "observations.csv": observations,
        "quarantine.csv": quarantined,
        "events.csv": sorted(record["events.csv"], key=lambda r: (r["date_start"], r["event_id"])),
        "sanctions.csv": sorted(record["sanctions.csv"], key=lambda r: r["sanction_id"]),
        "parameters.csv": regions.one_region_each(record["parameters.csv"], places),
        "sources.csv": sources.tidy(record["sources.csv"]),
        "regions_crosswalk.csv": crosswalk,
        "corrections_decisions.csv": corrections.report(raw, decisions, changed),
    }
    check(curated)
    return curated


def sift(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """(kept, quarantined): dropped rows live on in raw only."""
    kept = [row for row in rows if not row.get("fate_in_record")]
    return kept, [row for row in rows if row.get("fate_in_record") == "quarantine"]


def tidy_observations(rows: list[Row], decisions: Path) -> list[Row]:
    """Places, periods, numbers and choices set, sorted by series, place and time."""
    regions.locate(rows, regions.places(decisions))
    periods.name_kinds(rows, decisions)
    for row in rows:
        for name in ("value", "low", "high"):
            row[name] = tables.number(row[name]) if row[name] else ""
    choices.choose(rows, decisions)
    return sorted(rows, key=lambda r: tuple(r[name] for name in (*choices.KEY, "record_line")))


def check(curated: dict[str, list[Row]]) -> None:
    """What must hold before anything is written; raises CurationError."""
    observations = curated["observations.csv"]
    periods.check_uniform(observations)
    for row in observations:
        low = float(row["low"] or row["value"])
        high = float(row["high"] or row["value"])
        if not low <= float(row["value"]) <= high:
            raise CurationError(f"line {row['record_line']}: value outside its own range")
    cited = {file: rows for file, rows in curated.items() if "source_key" in COLUMNS[file]}
    del cited["sources.csv"]
    sources.check(curated["sources.csv"], cited)
    for file, name in corrections.ID_COLUMN.items():
        counts = Counter(row[name] for row in curated[file])
        if file != "parameters.csv" and max(counts.values()) > 1:
            raise CurationError(f"{file}: {counts.most_common(1)[0][0]} occurs twice")


def main(out: Path = HISTORY) -> None:
    """Curate the record and write every table into out."""
    for file, rows in curate().items():
        tables.write(out / file, rows, COLUMNS[file])


if __name__ == "__main__":
    main()
