"""What happened in the first run of some results, and why: events, chronicle, leaders, reasons."""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis import chronicle_rows, explain_district
from analysis.chart_leaders import alignments
from analysis.explain_place import CHAIN, chain
from analysis.explain_power import ballots, following, grounds
from analysis.leader_tree import layout
from analysis.pattern_run import Event, Run
from analysis.results import Results, ResultsError
from sim.outcomes import COUNTRY, REGIONS
from sim.scenario_schema import month_label, month_number

UNTOLD = ("district_secretary",)
"""kinds of event that come by the thousand; districts are told with their region"""
REASON_MONTHS = ("1930-03", "1932-06", "1933-05", "1936-12")
"""Months for which reasons are told region by region: the rush, before the famine, at its worst."""
_LINK = {(link.stage, link.what): number for number, link in enumerate(CHAIN)}


def events(results: Results) -> list[list[Any]]:
    """Events of the first run: month index, kind, actors, region, text, grounds, what it followed.

    What it followed is a list of texts, newest first.
    """
    run = Run(results, results.runs[0])
    first = _first(results)
    dated = [event for event in run.all_events() if not pd.isna(event.date)]
    told = [event for event in dated if event.kind not in UNTOLD]
    return [
        [_month(event) - first, event.kind, event.actors, event.region,
         chronicle_rows.plain(event.text), grounds(event), _followed(event, told)]
        for event in told
    ]  # fmt: skip


def _followed(event: Event, told: list[Event]) -> list[str]:
    text = following(event, told)
    return text.split(" | ") if text else []


def _month(event: Event) -> int:
    return 12 * event.date.year + event.date.month - 1


def _first(results: Results) -> int:
    return month_number(f"{results.days(results.runs[0])[0]:%Y-%m}")


def chronicle(results: Results) -> list[dict[str, Any]]:
    """The first run beside the record, by date; empty fields are left out."""
    told = chronicle_rows.chronicle(results, results.runs[0])
    rows = chronicle_rows.rows(told, *told.span)
    names = ("date", "status", "verdict", "documented", "event", "simulated", "simulated_date",
             "kind", "heading", "months")  # fmt: skip
    return [
        {name: value for name in names if (value := getattr(row, name)) not in ("", None)}
        for row in rows
    ]


def leaders(results: Results) -> dict[str, Any] | None:
    """The leadership of the first run: a fixed place for everyone, and what changed when.

    ``path`` holds [month index, mark, seat, offices, status, circle] from each change on; seat is
    2 Politburo, 1 Central Committee, 0 neither; a mark of None: no longer in sight. ``apart`` holds
    the votes not given to the majority: [month index, body, question, -1 against or 0 abstained].
    None where no leadership was simulated.
    """
    if not results.has_leaders:
        return None
    table = results.leaders
    table = table[table["run"] == results.runs[0]].reset_index(drop=True)
    if table.empty:
        return None
    places = layout(table)
    first = _first(results)
    marks = pd.concat([alignments(group) for _, group in table.groupby("date", sort=True)])
    months = pd.DatetimeIndex(table["date"])
    # Plain words: going through categories row by row takes three times as long.
    words = ("politburo", "office", "status", "stance", "label", "region", "name")
    plain = {name: table[name].astype(str) for name in words}
    table = table.assign(**plain, mark=marks, month=12 * months.year + months.month - 1 - first)
    last = int(table["month"].max())
    apart = _votes_apart(results, first)
    people = []
    for key, rows in table.groupby(table["key"].astype(str), sort=False):
        place, name = places[str(key)], str(rows["name"].iloc[0])
        people.append(
            {"key": key, "name": name, "short": place.short,
             "angle": round(place.angle, 4), "radius": round(place.radius, 3),
             "patron": place.patron, "path": _path(rows, last), "apart": apart.get(name, [])}
        )  # fmt: skip
    return {"run": results.runs[0], "seed": results.seeds[0], "people": people}


def _votes_apart(results: Results, first: int) -> dict[str, list[list[Any]]]:
    """By name: the votes of the first run in which a person did not go with the majority."""
    found: dict[str, list[list[Any]]] = {}
    votes = [one for one in Run(results, results.runs[0]).all_events() if one.kind == "vote"]
    for event in votes:
        for name, vote in ballots(event).items():
            if vote <= 0:
                told = [_month(event) - first, event.actors, event.facts.get("question", ""), vote]
                found.setdefault(name, []).append(told)
    return found


def _path(rows: pd.DataFrame, last: int) -> list[list[Any]]:
    path: list[list[Any]] = []
    before: list[Any] = []
    for row in rows.sort_values("month").to_dict("records"):
        seat = 2 if row["politburo"] else 1 if row["full_member"] else 0
        posts = [part for part in (str(row["politburo"] or ""), str(row["office"] or "")) if part]
        if row["regional_post"]:
            posts.append(f"first secretary, {row['region']}")
        stance = "" if row["stance"] == "none" else f"{row['stance']} ({row['label']})"
        now = [row["mark"], seat, "; ".join(posts), str(row["status"]), stance]
        if now != before:
            path.append([int(row["month"]), *now])
            before = now
    gone = int(rows["month"].max())
    if gone < last:
        path.append([gone + 1, None, 0, "", "", ""])
    return path


def reasons(results: Results) -> dict[str, Any]:
    """Why places fared as they did: by month and region the chain of links, and two districts.

    A link is [number in the chain, median, band, a year before]; where no countryside was simulated
    nothing is told.
    """
    found: dict[str, Any] = {}
    days = results.days(results.runs[0])
    span = f"{days[0]:%Y-%m}", f"{days[-1]:%Y-%m}"
    for month in [one for one in REASON_MONTHS if span[0] <= one <= span[1]] or [span[1]]:
        told: dict[str, dict[str, Any]] = {}
        for region in (*REGIONS, COUNTRY):
            try:
                told[region] = {"links": _links(results, region, month)}
            except ResultsError:
                continue
            told[region]["districts"] = _districts(results, region, month)
        if told:
            found[month] = told
    return found


def _links(results: Results, region: str, month: str) -> list[list[Any]]:
    return [
        [_LINK[row["stage"], row["what"]], row["median"], row["90 %"], row["a year before"]]
        for row in chain(results, region, month)
    ]


def _districts(results: Results, region: str, month: str) -> list[dict[str, Any]]:
    """The hungriest and the most spared district of the first run: values and its secretaries."""
    if explain_district.no_districts(results, region, month):
        return []
    return [
        {"district": story.district, "part": story.part,
         "values": [row["value"] for row in story.links],
         "history": [f"{row['month']} {row['what']}" for row in story.history]}
        for story in explain_district.stories(results, region, month)
    ]  # fmt: skip


def chain_facts() -> dict[str, Any]:
    """What the links are, for places and for districts: stage, words, unit."""
    return {
        "place": [[link.stage, link.what, link.unit] for link in CHAIN],
        "district": [
            [link.stage, link.what, link.unit] for link in explain_district.DISTRICT_CHAIN
        ],
    }


def month_of_index(results: Results, index: int) -> str:
    """The label of a month by its index in the frame."""
    return month_label(_first(results) + index)
