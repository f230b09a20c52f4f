"""One self-contained HTML file on a results folder: charts, scorecard, chronicle, provenance."""

import base64
import json
from pathlib import Path
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from analysis import report_tables as tables
from analysis.charts import CHARTS, draw_chart, save
from analysis.files import write_whole
from analysis.nulls import NAMES, null_ensembles
from analysis.patterns import card_of, ensembles
from analysis.results import Results
from analysis.score_summary import row_skills
from analysis.score_tables import HEADS, cautions, skill_rows, summary_rows, told

TEMPLATES = Path(__file__).parent / "templates"
DRIVES = {
    "side_by_side": "countryside under documented policy and politics under the documented "
    "crisis, side by side",
    "countryside": "the countryside under documented policy",
    "politics": "politics under the documented crisis",
    "coupled": "countryside and politics coupled; only weather, world prices and foreign events "
    "are given",
}


def write_report(
    results_path: str | Path,
    user_record: pd.DataFrame | None = None,
    comparison: Results | None = None,
    shuffled: str | Path | None = None,
) -> Path:
    """Draw the figures of a results folder and write its report.html; returns the file's path.

    user_record: a reader's own rows as history.user_record gives them; comparison: results of a
    second scenario drawn beside; shuffled: a results folder with shuffled policy dates (a null)
    instead of the stored scores of such runs. The file is written whole. Raises ResultsError for a
    folder that is not a results folder and OSError where it cannot be written.
    """
    results = Results.open(results_path)
    folder = Path(results_path)
    figures, keys = _figures(results, folder / "figures", user_record, comparison)
    html = _environment().get_template("report.html.j2").render(
        **_about(results),
        figures=figures,
        **_scores(results, shuffled),
        checks=tables.checks(results),
        chronicle=tables.chronicle(results),
        sources=tables.cited(keys | tables.pattern_sources()),
        famine_range=tables.famine_range(),
        manifest=json.dumps(results.manifest, indent=2, sort_keys=True, default=str),
    )  # fmt: skip
    path = folder / "report.html"
    write_whole(path, html)
    return path


def _environment() -> Environment:
    """Templates with every value escaped and no silent gaps."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _figures(
    results: Results,
    folder: Path,
    user_record: pd.DataFrame | None,
    comparison: Results | None,
) -> tuple[list[dict[str, Any]], set[str]]:
    """Every chart drawn, saved and ready to inline; and the keys of the sources they show."""
    figures = []
    keys: set[str] = set()
    for name in CHARTS:
        drawing = draw_chart(name, results, user_record, comparison)
        image = save(drawing, folder)[0].read_bytes()
        keys |= {part for key in drawing.sources for part in key.split(" / ")}
        figures.append(
            {
                "name": name,
                "title": drawing.title,
                "alt": drawing.alt,
                "caption": drawing.caption,
                "image": base64.b64encode(image).decode("ascii"),
                "row_name": drawing.table.index.name or "period",
                "columns": [str(column) for column in drawing.table.columns],
                "rows": tables.data_cells(drawing.table),
            }
        )
    return figures, keys


def _scores(results: Results, shuffled: str | Path | None) -> dict[str, Any]:
    """The scorecard and what it comes to, beside the nulls, calibrate and test rows apart."""
    own, nulls = ensembles(results), null_ensembles(results.drive, shuffled)
    said = told(own, nulls, results.drive)
    card, entries = said["card"], said["summary"]
    cards = {name: card_of(found) for name, found in nulls.items()}
    skills = row_skills(own, nulls)
    given = "Shuffled dates: runs given to this report." if shuffled else said["shuffled"]
    return {
        "scores": tables.score_rows(card, cards, NAMES),
        "summary": summary_rows(entries),
        "skills": skill_rows(entries),
        "cautions": [*cautions(entries), given],
        "null_names": [NAMES[name] for name in nulls],
        "null_heads": [name.replace("_", " ") for name in nulls],
        "parts": [
            {
                "split": split,
                "head": head,
                "rows": tables.pattern_rows(card[card["split"] == split], cards, skills),
            }
            for split, head in HEADS.items()
        ],
    }


def _about(results: Results) -> dict[str, Any]:
    """What was run, in words."""
    code = results.manifest.get("code", {})
    version = str(code.get("version") or "unknown") if isinstance(code, dict) else str(code)
    commit = code.get("commit") if isinstance(code, dict) else None
    state = " with uncommitted changes" if isinstance(code, dict) and code.get("dirty") else ""
    runs = results.manifest.get("runs", {})
    dates = results.months
    return {
        "scenario": results.scenario,
        "question": str(results.resolved.get("question") or ""),
        "drive": DRIVES.get(results.drive, results.drive),
        "runs": len(results.runs),
        "failed": runs.get("failed", 0) if isinstance(runs, dict) else 0,
        "seeds": ", ".join(map(str, results.seeds)),
        "scale": str(results.resolved.get("scale", "unknown")),
        "span": f"{dates.min():%Y-%m} to {dates.max():%Y-%m}",
        "version": f"{version}, commit {str(commit)[:10]}{state}" if commit else version,
        "digest": str(results.manifest.get("scenario_sha256", "unknown")),
    }
