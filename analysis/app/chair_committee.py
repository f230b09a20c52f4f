"""The chair of a Central Committee member, 1927-1932: what votes, words and recantations cost.

A table that the page looks up, the same live and offline: for every occasion, rank, arena and
recantation the odds that ``analysis.judge`` gives, from the model's own states of that month in the
historical run. Chance is that of the model: a number for each occasion, hashed from the seed, so
the same decisions end in the same way. Nothing that the member does moves the states: one voice of
a hundred, which is a limit of the model and is said on the page.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from analysis import history
from analysis.documented_cases import month_number
from analysis.judge import SEVERITIES, Question, judge
from analysis.judge_words import case_facts
from sim.rules.discipline import ARENAS, RECANTED
from sim.streams import Streams

SEED = 1
START = "cc"
SITS = ("cc",)
"""ranks that vote"""


class Occasion(NamedTuple):
    """A meeting of the record at which the member has to decide."""

    month: str
    event: str
    """its row in analysis/history/events.csv"""


OCCASIONS = (
    Occasion("1927-07", "EV046"), Occasion("1927-10", "EV051"), Occasion("1927-12", "EV056"),
    Occasion("1928-07", "EV066"), Occasion("1928-11", "EV072"), Occasion("1929-04", "EV080"),
    Occasion("1929-11", "EV088"), Occasion("1930-07", "EV104"), Occasion("1930-12", "EV109"),
    Occasion("1931-10", "EV118"), Occasion("1932-10", "EV136"),
)  # fmt: skip
RANKS = ("cc", "mid_elite", "rank_and_file", "outside_party")
FALLS = {
    "cc": ("cc", "cc", "cc", "mid_elite", "outside_party", None),
    "mid_elite": (
        "mid_elite",
        "mid_elite",
        "rank_and_file",
        "rank_and_file",
        "outside_party",
        None,
    ),
    "rank_and_file": ("rank_and_file",) * 4 + ("outside_party", None),
    "outside_party": ("outside_party",) * 5 + (None,),
}
"""rank after a penalty of severity 0 to 5; None where there is nothing left to decide"""
VOTES = ("with", "against", "absent")
SILENT = "silent"


def act_of(vote: str, arena: str, recanted: str) -> tuple[str, str] | None:
    """Arena and recantation by which a conduct is judged; None where there is nothing to judge.

    Who votes with the majority and is silent has done nothing; who votes with it and argues in the
    session has nothing to recant (``na``). A vote against is an act inside the elite, and so is an
    absence from the vote; words elsewhere are judged by where they were said.
    """
    if vote == "with" and arena in (SILENT, "elite_only"):
        return None if arena == SILENT else ("elite_only", "na")
    return ("elite_only" if arena == SILENT else arena), recanted


@cache
def table() -> dict[str, Any]:
    """Everything that the page looks up."""
    events = history.events().set_index("event_id")
    citations = dict(zip(history.sources()["source_key"], history.sources()["citation"],
                         strict=True))  # fmt: skip
    luck = Streams(SEED)
    occasions = []
    for occasion in OCCASIONS:
        row = events.loc[occasion.event]
        month = month_number(occasion.month)
        occasions.append({
            "month": occasion.month,
            "title": str(row["title"]),
            "summary": str(row["summary"]),
            "source": str(citations.get(row["source_key"], row["source_key"])),
            "luck": luck.uniform(month, "committee chair"),
            "states": _states(occasion.month),
            "odds": {rank: _odds(rank, occasion.month) for rank in RANKS},
        })  # fmt: skip
    return {
        "start": START, "sits": list(SITS), "falls": FALLS, "severities": list(SEVERITIES),
        "arenas": list(ARENAS), "recanted": list(RECANTED), "votes": list(VOTES),
        "occasions": occasions, "cases": _cases(),
    }  # fmt: skip


@cache
def text() -> bytes:
    """The table as JSON."""
    return json.dumps(table(), allow_nan=False, ensure_ascii=False,
                      separators=(",", ":")).encode()  # fmt: skip


def _odds(rank: str, month: str) -> dict[str, dict[str, list[float]]]:
    """Odds of severity 0 to 5 by arena and recantation."""
    return {
        arena: {
            recanted: [round(chance, 4) for chance in
                       judge(Question(arena, recanted, rank, month)).odds]
            for recanted in RECANTED
        }
        for arena in ARENAS
    }  # fmt: skip


def _states(month: str) -> dict[str, float]:
    """The model's states of the month, in percent."""
    states = judge(Question("elite_only", "no", START, month)).states._asdict()
    return {name: round(100.0 * value, 1) for name, value in states.items() if name != "month"}


def _cases() -> dict[str, list[dict[str, Any]]]:
    """Documented cases by arena, the nearest in date to the middle of the years first."""
    found = {}
    for arena in ARENAS:
        near = {}
        for recanted in RECANTED:
            for case in judge(Question(arena, recanted, START, "1930")).cases:
                near[case.identity] = case_facts(case)
        found[arena] = sorted(near.values(), key=lambda one: one["date"])
    return found
