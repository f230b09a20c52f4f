"""The audit of the record, carried out row by row.

decisions/corrections.csv says for each row of raw/corrections.csv whether it is applied, refused
or was fulfilled already; decisions/edits.csv and decisions/added_*.csv say what changes. A select
cell names raw line numbers (observations and ties), ids joined by | (other tables), or
column=value|value. A column cell that starts with * is one of the actions below.
"""

from collections import Counter
from pathlib import Path

from analysis.curation.tables import CurationError, Row, number, read

# Column that names a row, for tables whose rows are not addressed by raw line number.
ID_COLUMN = {
    "events.csv": "event_id",
    "actors.csv": "actor_id",
    "sanctions.csv": "sanction_id",
    "parameters.csv": "series",
}
DECISIONS = {"applied", "refused", "already"}


def load(raw: Path, file: str) -> list[Row]:
    """Raw rows, each with its line number in the raw file as record_line."""
    return [row | {"record_line": str(line)} for line, row in enumerate(read(raw / file), start=2)]


def line_numbers(text: str) -> set[str]:
    """'12 20-22' as the set of line numbers it names."""
    lines: set[str] = set()
    for part in text.split():
        first, _, last = part.partition("-")
        lines |= {str(line) for line in range(int(first), int(last or first) + 1)}
    return lines


def selected(rows: list[Row], file: str, select: str) -> list[Row]:
    """The rows that a select cell names; raises CurationError when it names none."""
    column, equals, values = select.partition("=")
    if equals:
        wanted = set(values.split("|"))
    elif file in ID_COLUMN:
        column, wanted = ID_COLUMN[file], set(select.split("|"))
    else:
        column, wanted = "record_line", line_numbers(select)
    found = [row for row in rows if row.get(column, "") in wanted]
    missing = wanted - {row[column] for row in found}
    if missing:
        raise CurationError(f"edits.csv: {file}: {select!r} finds no row for {sorted(missing)}")
    return found


def act(row: Row, action: str, value: str) -> None:
    """Apply one edit to one row in place."""
    if action == "*scale":
        for name in ("value", "low", "high"):
            if row[name]:
                row[name] = number(str(float(row[name]) * float(value)))
    elif action == "*note":
        row["note"] = "; ".join(part for part in (row["note"], value) if part)
    elif action == "*default":
        row["years_basis"] = row.get("years_basis") or value
    elif action in ("*drop", "*quarantine"):
        row["fate_in_record"] = action[1:]
    elif action == "*by":
        pass  # counted here, carried out by the decision table that the value names
    elif action.startswith("*"):
        raise CurationError(f"edits.csv: unknown action {action!r}")
    else:
        row[action] = value


def apply_edits(tables: dict[str, list[Row]], decisions: Path) -> Counter[str]:
    """Apply every edit; returns the number of rows that each audit row changed."""
    touched: dict[str, set[tuple[str, str]]] = {}
    for edit in read(decisions / "edits.csv"):
        file = edit["file"]
        for row in selected(tables[file], file, edit["select"]):
            act(row, edit["column"], edit["value"])
            touched.setdefault(edit["correction_row"], set()).add((file, row["record_line"]))
    return Counter({number: len(rows) for number, rows in touched.items()})


def add_rows(tables: dict[str, list[Row]], decisions: Path) -> Counter[str]:
    """Append the rows of decisions/added_*.csv; returns how many each audit row added."""
    added: Counter[str] = Counter()
    for file, rows in tables.items():
        path = decisions / f"added_{file}"
        if path.exists():
            for row in read(path):
                added[row.get("correction_row", "")] += 1
                rows.append(row)
    return added


def report(raw: Path, decisions: Path, changed: Counter[str]) -> list[Row]:
    """One row per row of the audit with its decision; raises CurationError on a gap."""
    audit = read(raw / "corrections.csv")
    decided = {row["row"]: row for row in read(decisions / "corrections.csv")}
    rows = []
    for index, asked in enumerate(audit, start=1):
        decision = decided.get(str(index))
        if decision is None or decision["decision"] not in DECISIONS or not decision["reason"]:
            raise CurationError(f"corrections.csv: audit row {index} is not decided with a reason")
        count = changed[str(index)]
        if decision["decision"] == "applied" and count == 0:
            raise CurationError(f"corrections.csv: audit row {index} is applied but changes no row")
        names = {name: asked[name] for name in ("file", "row_key", "column")}
        rows.append(names | decision | {"rows_changed": str(count)})
    return rows
