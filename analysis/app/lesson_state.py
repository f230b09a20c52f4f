"""How the page stands in a lesson: checked against what there is, and written as an address.

The keys are those of ``GL.declared`` in ``page/core.js`` and ``page/lessons.js``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, NamedTuple
from urllib.parse import parse_qsl, quote_plus

from pydantic import BaseModel, ConfigDict, Field

from analysis.app.page_charts import CHARTS, PageChart
from analysis.app.sliders import BY_NAME, SliderError, checked
from analysis.design_file import Faults
from sim.outcomes import COUNTRY, REGIONS
from sim.scenario import load, names
from sim.scenario_schema import month_label, month_number
from sim.scenario_text import Node, suggestion

BASE = "historical"
KEYS: dict[str, tuple[str, Any]] = {
    "preset": ("p", BASE),
    "levers": ("s", {}),
    "pin": ("b", ""),
    "month": ("m", ""),
    "charts": ("c", []),
    "place": ("w", ""),
    "predict": ("x", ""),
    "lesson": ("n", ""),
}
"""state of the page that a lesson sets: its key in the address, and where it starts"""
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
MONTHLY = "month"
"""place that stands for the leadership in the month of a lesson"""
FEWEST_POINTS = 4
"""documented figures that a chart needs before the page lets it be predicted"""
_CHARTS = {chart.id: chart for chart in CHARTS}
State = Mapping[str, Any]


class Opening(BaseModel):
    """How the page stands while a class compares two runs.

    ``scenario`` with ``sliders`` moved is the run that is shown, ``pin`` the one beside it (a
    scenario, or the id of a frame as ``historical~relief=30``); ``place`` says whose reasons are
    one click away: a region, USSR, or ``month`` for what the leadership saw and did in that month;
    ``predict`` is the chart on which the class draws first.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    scenario: str
    sliders: dict[str, float] = Field(default_factory=dict)
    pin: str
    charts: Annotated[list[str], Field(min_length=1, max_length=6)]
    month: str
    place: str
    predict: str


class Stand(NamedTuple):
    """A state of the page and the address that holds it."""

    state: dict[str, Any]
    address: str


def steps(opening: Opening, number: int) -> dict[str, Stand]:
    """The page in each step of a lesson: predict, compare, reasons.

    Predicting, the run beside which the other is laid stands alone, and the chart to be predicted
    is not among those shown.
    """
    whole = state_of(opening, number).state
    preset, levers = _frame(opening.pin)
    rest = [one for one in opening.charts if one != opening.predict]
    first = {**whole, "preset": preset, "levers": levers, "pin": "", "place": "", "charts": rest}
    return {
        "predict": Stand(first, address(first)),
        "compare": Stand({**whole, "place": ""}, address({**whole, "place": ""})),
        "reasons": Stand(whole, address(whole)),
    }


def state_of(opening: Opening, number: int) -> Stand:
    """The whole state of a lesson, the panel of reasons open."""
    state = {
        "preset": opening.scenario,
        "levers": {name: _plain(value) for name, value in opening.sliders.items()},
        "pin": opening.pin,
        "month": opening.month,
        "charts": list(opening.charts),
        "place": f"month:{opening.month}"
        if opening.place == MONTHLY
        else f"region:{opening.place}",
        "predict": opening.predict,
        "lesson": str(number),
    }
    return Stand(state, address(state))


def address(state: State) -> str:
    """The address of a state, letter for letter as the page writes it."""
    parts = []
    for name, (key, start) in KEYS.items():
        text = _text(state[name])
        if text != _text(start):
            # Browsers escape the tilde in a query and leave the star alone; Python the reverse.
            parts.append(f"{key}={quote_plus(text, safe='*').replace('~', '%7E')}")
    return "#" + "&".join(parts)


def read_address(text: str) -> dict[str, Any]:
    """The state that an address holds, as the page reads it."""
    found = dict(parse_qsl(text.removeprefix("#"), keep_blank_values=True))
    state: dict[str, Any] = {}
    for name, (key, start) in KEYS.items():
        given = found.get(key)
        if given is None:
            state[name] = start
        elif isinstance(start, list):
            state[name] = given.split(",") if given else []
        elif isinstance(start, dict):
            state[name] = _levers(given)
        else:
            state[name] = given
    return state


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ",".join(f"{name}={number}" for name, number in value.items())
    return ",".join(value) if isinstance(value, list) else str(value)


def _plain(value: float) -> float | int:
    """A number as the page writes it: 30, not 30.0."""
    return int(value) if value == int(value) else value


def _levers(text: str) -> dict[str, float | int]:
    pairs = (pair.split("=", 1) for pair in text.split(",") if pair)
    return {name: _plain(float(value)) for name, value in pairs}


def _frame(identity: str) -> tuple[str, dict[str, float | int]]:
    """Scenario and sliders of the id of a frame. Raises ValueError for what is no id."""
    preset, *moved = identity.split("~")
    return preset, _levers(",".join(moved))


def check_opening(opening: Opening, node: Node, faults: Faults) -> None:
    """Note everything of an opening that the page cannot show."""
    _check_frame(opening.scenario, opening.sliders, ("scenario", "sliders"), node, faults)
    try:
        preset, levers = _frame(opening.pin)
    except (ValueError, OverflowError):
        faults.at(node.find(("pin",)), "open.pin", f"'{opening.pin}' is no run; name a scenario")
    else:
        _check_frame(preset, levers, ("pin", "pin"), node, faults)
        if (preset, levers) == (opening.scenario, dict(opening.sliders)):
            faults.at(node.find(("pin",)), "open.pin", "is the run shown; pin the other one")
    for k, one in enumerate(opening.charts):
        _check_chart(one, ("charts", k), node, faults)
    if _check_chart(opening.predict, ("predict",), node, faults):
        _check_predicted(opening, node, faults)
    _check_month(opening.month, node, faults)
    places = (MONTHLY, COUNTRY, *REGIONS)
    if opening.place not in places:
        near = suggestion(opening.place, places)
        message = f"'{opening.place}' is neither a region nor '{MONTHLY}'{near}"
        faults.at(node.find(("place",)), "open.place", message)


def _check_frame(
    preset: str, sliders: Mapping[str, float], keys: tuple[str, str], node: Node, faults: Faults
) -> None:
    """A scenario and sliders that the offline page holds too."""
    if preset not in names():
        message = f"'{preset}' is no scenario{suggestion(preset, names())}"
        faults.at(node.find((keys[0],)), f"open.{keys[0]}", message)
    at, where = node.find((keys[1],)), f"open.{keys[1]}"
    try:
        moved = checked(sliders)
    except SliderError as error:
        faults.at(at, where, str(error))
        return
    for name, value in moved.items():
        levels = BY_NAME[name].levels
        if value not in levels:
            told = ", ".join(f"{level:g}" for level in levels)
            faults.at(at, where, f"{name} {value:g} is not made in advance; take one of {told}")
    if moved and (len(moved) > 1 or preset != BASE):
        message = f"a page without a network moves one slider, on '{BASE}'; use a scenario"
        faults.at(at, where, message)


def _check_chart(one: str, place: tuple[str | int, ...], node: Node, faults: Faults) -> bool:
    if one in _CHARTS:
        return True
    where = ".".join(("open", *map(str, place)))
    faults.at(node.find(place), where, f"'{one}' is no chart{suggestion(one, _CHARTS)}")
    return False


def predictable(chart: PageChart) -> bool:
    """Whether a line can be drawn on it before a record is shown: one line, enough figures."""
    lines = chart.panel.lines
    return len(lines) == 1 and len(lines[0].documented()) >= FEWEST_POINTS


def _check_predicted(opening: Opening, node: Node, faults: Faults) -> None:
    at = node.find(("predict",))
    if not predictable(_CHARTS[opening.predict]):
        others = ", ".join(chart.id for chart in CHARTS if predictable(chart))
        message = f"'{opening.predict}' has no one line with a record; take one of {others}"
        faults.at(at, "open.predict", message)
    if opening.predict not in opening.charts:
        message = f"'{opening.predict}' is not among the charts; add it there"
        faults.at(at, "open.predict", message)
    if opening.charts == [opening.predict]:
        faults.at(at, "open.charts", "need a second chart: the first is hidden while it is drawn")


def _check_month(month: str, node: Node, faults: Faults) -> None:
    base = load(BASE)
    first = 12 * base.start[0] + base.start[1] - 1
    last = first + base.months - 1
    if not MONTH.fullmatch(month) or not first <= month_number(month) <= last:
        message = f"'{month}' is not a month of {month_label(first)} to {month_label(last)}"
        faults.at(node.find(("month",)), "open.month", f"{message} (use YYYY-MM)")
