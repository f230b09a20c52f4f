"""docs/parameters.md: every parameter of the model, one table a rule file.

``python -m analysis.parameter_tables`` writes the file; a test compares it with the declarations.
"""

from collections.abc import Iterable
from pathlib import Path

from sim.catalogue import parameters, themes
from sim.parameters import DeclaredParameter

TARGET = Path(__file__).resolve().parent.parent / "docs" / "parameters.md"

HEAD = """\
# Parameters

Written by `python -m analysis.parameter_tables` from the heads of the rule files in `sim/rules/`,
where each parameter is declared once. A parameter stays fixed during a run; a scenario file changes
it under `parameters:` as `theme.name: value`, within its range, and
`python run.py explain theme.name` says where it stands in the code.

The default is the value of a run that names no other. The range is that of the source or of
judgement, and what a sweep may use. `ASSUMED` marks a number that rests on judgement, wholly or in
part; `LITERATURE` with a letter and number stands for the project's notes on published forms and
estimates; `record` for the documented series in `analysis/history/`. {count} parameters in
{themes} rule files; {assumed} of them are marked `ASSUMED`.
"""


def parameters_markdown() -> str:
    """The whole page: a heading and a table for each rule file, in alphabetical order."""
    declared = list(parameters().values())
    head = HEAD.format(
        count=len(declared),
        themes=len(themes()),
        assumed=sum("ASSUMED" in p.param.source for p in declared),
    )
    sections = [
        _section(theme, _first_line(table.__doc__), _of_theme(theme, declared))
        for theme, table in themes().items()
    ]
    return "\n".join([head, *sections])


def _of_theme(theme: str, declared: Iterable[DeclaredParameter]) -> list[DeclaredParameter]:
    return [p for p in declared if p.name.split(".", 1)[0] == theme]


def _first_line(text: str | None) -> str:
    return (text or "").strip().splitlines()[0] if text else ""


def _section(theme: str, meaning: str, rows: list[DeclaredParameter]) -> str:
    """One rule file: what its parameters are about, and their table."""
    lines = [
        f"## {theme}",
        "",
        f"{meaning} Used in [`sim/rules/{theme}.py`](../sim/rules/{theme}.py).",
        "",
        "| name | default | range | unit | meaning | source |",
        "|---|---|---|---|---|---|",
        *(_row(p) for p in rows),
        "",
    ]
    return "\n".join(lines)


def _row(p: DeclaredParameter) -> str:
    name = p.name.split(".", 1)[1]
    limits = f"{p.param.low:g} to {p.param.high:g}"
    cells = [f"`{name}`", f"{p.default:g}", limits, p.param.unit, p.param.meaning, p.param.source]
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    """Text that cannot break a Markdown table."""
    return " ".join(text.replace("|", "\\|").split())


def main() -> None:
    """Write docs/parameters.md."""
    TARGET.write_text(parameters_markdown(), encoding="utf-8")


if __name__ == "__main__":
    main()
