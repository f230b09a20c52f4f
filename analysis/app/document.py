"""The page put together: template, style, scripts and words, and offline the frames themselves."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.app.lessons import page_lessons

PAGE = Path(__file__).parent / "page"
LANGUAGE = "en"
SCRIPTS = (
    "core.js", "strings.js", "frames.js", "play.js", "marks.js", "charts.js", "chart_tools.js",
    "sliders.js", "map.js", "tree.js", "chronicle.js", "why.js", "why_place.js", "predict.js",
    "predict_words.js", "lessons.js", "panels.js",
)  # fmt: skip
"""the scripts in the order in which they are joined; ``start.js`` comes last"""
LAST = "start.js"
Frame = dict[str, Any]


def page_html(
    facts: Mapping[str, Any],
    frames: Iterable[Frame] = (),
    live: bool = False,
    chair: Frame | None = None,
) -> str:
    """The whole page as one file: nothing in it is fetched from anywhere.

    ``frames`` are embedded, compressed, and so is what the ``chair`` looks up
    (analysis.app.chair_offline); a live page may do without any.
    """
    packed = [(frame["id"], dict(frame["levers"]), pack(frame)) for frame in frames]
    settings = {
        "live": live,
        "facts": facts,
        "strings": languages(),
        "lessons": page_lessons(),
        "index": [{"id": one, "levers": levers} for one, levers, _ in packed],
    }
    texts = [(f"frame-{one}", Markup(text)) for one, _, text in packed]
    if chair is not None:
        texts.append(("chair-data", Markup(pack(chair))))
    template = _environment().get_template("page.html.j2")
    return template.render(
        words=languages()[LANGUAGE],
        language=LANGUAGE,
        style=_inline("page.css"),
        plotly=Markup(_closed(plotly_script())),
        settings=Markup(embedded(settings)),
        scripts=Markup(_closed(scripts())),
        frames=texts,
    )


def languages() -> dict[str, dict[str, str]]:
    """The words of the page, by language: every file of ``page/strings``."""
    files = sorted((PAGE / "strings").glob("*.json"))
    return {file.stem: json.loads(file.read_text(encoding="utf-8")) for file in files}


def scripts() -> str:
    """The page's own scripts as one text: those of SCRIPTS, further ones by name, the start."""
    further = sorted(file.name for file in PAGE.glob("*.js") if file.name not in (*SCRIPTS, LAST))
    ordered = (*SCRIPTS, *further, LAST)
    return "\n".join((PAGE / name).read_text(encoding="utf-8") for name in ordered)


def plotly_script() -> str:
    """Plotly's script as its Python package ships it."""
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())


def pack(frame: Frame) -> str:
    """A frame as base64 of gzip of JSON; the same frame gives the same text."""
    text = json.dumps(frame, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return base64.b64encode(gzip.compress(text.encode(), 9, mtime=0)).decode("ascii")


def embedded(value: object) -> str:
    """A value as JSON that can stand inside a script: it cannot end it."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def _closed(script: str) -> str:
    """A script that cannot end the element that it stands in."""
    return script.replace("</script", "<\\/script")


def _inline(name: str) -> Markup:
    return Markup((PAGE / name).read_text(encoding="utf-8"))


def _environment() -> Environment:
    """Templates with every value escaped and no silent gaps."""
    return Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
