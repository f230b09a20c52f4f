"""Sources: every key that a table cites has an entry."""

from analysis.curation.tables import CurationError, Row

# The narrative's entry carries a file name where the others carry a web address.
WEB = ("http://", "https://")


def tidy(rows: list[Row]) -> list[Row]:
    """Sources sorted by key, with web addresses only in url."""
    return [
        row | {"url": row["url"] if row["url"].startswith(WEB) else ""}
        for row in sorted(rows, key=lambda row: row["source_key"])
    ]


def check(sources: list[Row], tables: dict[str, list[Row]]) -> None:
    """Unique keys, and none cited that is missing; else CurationError."""
    keys = [row["source_key"] for row in sources]
    if len(keys) != len(set(keys)):
        raise CurationError("sources.csv: a source_key occurs twice")
    for file, rows in tables.items():
        cited = {key.strip() for row in rows for key in row["source_key"].split(";")}
        if missing := cited - set(keys):
            raise CurationError(f"{file}: sources.csv lacks {sorted(missing)}")
