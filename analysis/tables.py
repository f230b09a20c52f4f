"""What ``list`` and ``explain`` show: the declared things of the model and of the record."""

import difflib
import re
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Row = dict[str, object]


class NotFoundError(ValueError):
    """Nothing is there of what was asked for; the text suggests what to do."""


def _scenarios() -> list[Row]:
    from sim.scenario_file import locate, names, read

    rows: list[Row] = []
    for name in names():
        file = read(locate(name))
        model = file.model
        rows.append(
            {"name": name, "extends": (model and model.extends) or "",
             "question": model.question if model else "cannot be read; see run.py check " + name}
        )  # fmt: skip
    return rows


def _levers() -> list[Row]:
    from sim.levers import LEVERS

    return [
        {"name": x.name, "unit": x.unit, "low": x.low, "high": x.high, "tier": x.tier,
         "emergent": "may be" if x.emergent else "", "meaning": x.meaning}
        for x in LEVERS.values()
    ]  # fmt: skip


def _parameters() -> list[Row]:
    from sim.catalogue import parameters

    return [
        {"name": x.name, "default": x.default, "low": x.param.low, "high": x.param.high,
         "unit": x.param.unit, "meaning": x.param.meaning, "source": x.param.source}
        for x in parameters().values()
    ]  # fmt: skip


def _series() -> list[Row]:
    from sim.outcomes import SERIES

    return [
        {"name": x.name, "unit": x.unit, "kind": x.kind, "tier": x.tier,
         "by region": "yes" if x.regional else "", "headline": "yes" if x.headline else "",
         "definition": x.definition}
        for x in SERIES.values()
    ]  # fmt: skip


def _patterns() -> list[Row]:
    from analysis import history

    columns = ["id", "drive", "split", "statement", "statistic", "value", "low", "high", "unit"]
    return [{str(k): v for k, v in row.items()}
            for row in history.patterns()[columns].to_dict("records")]  # fmt: skip


def _sources() -> list[Row]:
    from analysis import history

    return [{str(k): v for k, v in row.items()} for row in history.sources().to_dict("records")]


KINDS: dict[str, Callable[[], list[Row]]] = {
    "scenarios": _scenarios,
    "levers": _levers,
    "parameters": _parameters,
    "series": _series,
    "patterns": _patterns,
    "sources": _sources,
}


def table(kind: str) -> list[Row]:
    """The rows of one of KINDS. Raises NotFoundError for another kind."""
    if kind not in KINDS:
        kinds = ", ".join(KINDS)
        raise NotFoundError(f"{kind}: is none of {kinds}{_hint(kind, list(KINDS))}")
    return KINDS[kind]()


def _hint(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name.casefold(), [k.casefold() for k in known], 1)
    by_case = {k.casefold(): k for k in known}
    return f"; did you mean '{by_case[near[0]]}'?" if near else ""


def explain(thing: str) -> list[Row]:
    """What a lever, parameter, series, mechanism (M48) or pattern (P24) is, one row a meaning.

    Raises NotFoundError with the nearest known name.
    """
    found = [
        {"what": kind, **row, **places}
        for kind, rows, places_of in (
            ("lever", _levers, _quoted),
            ("series", _series, _quoted),
            ("parameter", _parameters, _field),
            ("mechanism", _mechanisms, _mentioned),
            ("pattern", _patterns, _computed),
        )
        for row in rows()
        if str(row.get("name", row.get("id"))).casefold() == thing.casefold()
        for places in [{"in the code": places_of(str(row.get("name", row.get("id"))))}]
    ]
    if not found:
        raise NotFoundError(f"{thing}: nothing bears this name{_hint(thing, _names())}")
    return found


def _names() -> list[str]:
    tables = (_levers, _series, _parameters, _mechanisms, _patterns)
    return [str(row.get("name", row.get("id"))) for rows in tables for row in rows()]


def _mechanisms() -> list[Row]:
    from analysis import history

    columns = {"mech_id": "id", "group": "group", "statement": "statement",
               "chapter_lines": "lines of the chapter"}  # fmt: skip
    frame = history.mechanisms()[list(columns)].rename(columns=columns)
    return [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]


def _grep(pattern: str, package: str = "sim") -> str:
    """``file:line`` of every line of a package's sources that matches, or ``nowhere``."""
    wanted = re.compile(pattern)
    hits = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if wanted.search(line)
    ]
    return ", ".join(hits) or "nowhere"


def _quoted(name: str) -> str:
    """Where a lever or series is named in the model."""
    return _grep(rf"[\"']{re.escape(name)}[\"']")


def _mentioned(name: str) -> str:
    """Where a mechanism is cited in the model."""
    return _grep(rf"\b{re.escape(name)}\b")


def _field(name: str) -> str:
    """Where a parameter is declared."""
    theme, field = name.split(".", 1)
    path = ROOT / "sim" / "rules" / f"{theme}.py"
    declared = re.compile(rf"\s+{re.escape(field)}:")
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next((n for n, line in enumerate(lines, 1) if declared.match(line)), 1)
    return f"{path.relative_to(ROOT).as_posix()}:{at}"


def _computed(name: str) -> str:
    """Where a pattern's statistic is computed."""
    return _grep(rf"[\"']{re.escape(name)}[\"']", "analysis")


def latest_results(folder: Path = Path("results")) -> Path:
    """The results folder of runs that was written last. Raises NotFoundError when there is none.

    Sweeps and other designs have a manifest too, but no series.
    """
    written = (path.parent for path in folder.glob("*/[!.]*/manifest.json"))
    found = [one for one in written if (one / "series.parquet").exists()]
    if not found:
        raise NotFoundError(f"{folder}: there are no results yet; run a scenario first")
    return max(found, key=lambda one: (one / "manifest.json").stat().st_mtime)
