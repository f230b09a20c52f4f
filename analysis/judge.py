"""What the discipline bodies would do with an act: expected severity and the odds of each.

The odds are those of ``sim.rules.discipline.severity_odds`` under the model's own states of the
month in the historical run (``analysis.judge_states``); nothing else here knows of dates. What a
run adds to them, the beliefs of the bench, ties, and lieutenants who outbid the leader, is left
out: a question names neither judges nor accused.
"""

import difflib
import re
from dataclasses import dataclass
from typing import NamedTuple

from analysis.documented_cases import Documented, documented_cases, month_number, nearest
from analysis.judge_states import States, states_at
from sim.rules.discipline import (
    ARENAS,
    RANKS,
    RECANTED,
    Discipline,
    expected_severity,
    severity_odds,
)
from sim.rules.hardening import Hardening, knowing_is_offence

SEVERITIES = (
    "no penalty",
    "reprimand or censure",
    "loss of a lesser post",
    "loss of the Politburo, Central Committee or ministry",
    "expulsion from the party",
    "arrest, exile, prison or death",
)

LONGEST_SHOWN = 60

TEXT_ARENA = "underground_text"
KNOWING = re.compile(
    r"\b(?:aware|given|heard|kn[eo]w|known|knowing|knows|learn(?:ed|t)|read|reading|receiv(?:ed?|ing)"
    r"|saw|seen|shown)\b"
)
TEXTS = re.compile(
    r"\b(?:appeal|brochure|document|draft|leaflets?|letters?|manuscripts?|memorandum|newsletter"
    r"|pamphlet|platform|program|programme|texts?)\b"
)
DEEDS = re.compile(
    r"\b(?:(?:circulat|copi|discuss|distribut|draft|edit|hand|help|inform|pass|print|publish|report"
    r"|shar|sign|typ)ed|(?:circulat|copy|discuss|distribut|draft|edit|hand|pass|print|publish|send"
    r"|shar|spread)ing|hid|kept|lent|sent|spread|told|wrote)\b"
)
"""what makes an act more than knowing or, as reporting does, less than keeping silent"""
SILENCE = re.compile(
    r"\b(?:did not|didn't|not|never|without) (?:report|inform|tell)\w*|\bkept (?:quiet|silent)"
)


class QuestionError(ValueError):
    """A question that cannot be answered; the text names option, value and what is allowed."""


class Question(NamedTuple):
    """An act as asked about; ``act`` and ``faction`` are kept for the reader."""

    arena: str
    recanted: str
    rank: str
    date: str
    act: str = ""
    faction: str = ""


@dataclass(frozen=True)
class Verdict:
    """The answer: odds of severity 0 to 5, and what they rest on."""

    question: Question
    month: int
    """months since the year nought"""
    states: States
    odds: tuple[float, ...]
    knowing: bool
    """the act reads as knowing of a banned text without reporting it"""
    offence: bool
    """false where the act is mere knowledge, and that is no offence in these states"""
    cases: list[Documented]

    @property
    def severity(self) -> float:
        """Expected severity, 0 to 5: the mean of the odds."""
        return expected_severity(self.odds)


def factions() -> list[str]:
    """The labels of factions as spelt in the record."""
    return sorted({case.faction for case in documented_cases()})


def judge(question: Question, p: Discipline | None = None) -> Verdict:
    """The verdict on an act; ``p`` replaces the default parameters of the discipline bodies.

    Raises QuestionError with one line for each fault of the question.
    """
    check(question)
    month = month_number(question.date)
    states = states_at(month)
    knowing = knows_only(question.act, question.arena)
    passive = knowing and not knowing_is_offence(states.width, Hardening())
    odds = severity_odds(
        question.arena,
        question.recanted,
        question.rank,
        states.width,
        states.recantation_value,
        states.threat,
        states.norm,
        p or Discipline(),
        passive,
    )
    cases = nearest(question.arena, question.recanted, month, question.faction)
    return Verdict(question, month, states, odds, knowing, not passive, cases)


def knows_only(act: str, arena: str) -> bool:
    """Whether an act reads as knowing of a banned text, or receiving it, without reporting it.

    The one distinction between acts that the model makes (M65). A list of words decides, on purpose
    a narrow one: the arena is the circulated text, the act names a text and a way of knowing, and
    no deed beside. Nothing else of an act is understood.
    """
    if arena != TEXT_ARENA:
        return False
    said = SILENCE.sub(" ", act.casefold().replace("’", "'"))
    return bool(KNOWING.search(said) and TEXTS.search(said)) and not DEEDS.search(said)


def check(question: Question) -> None:
    """Raise QuestionError with every fault of a question, one line each."""
    known = (
        ("--arena", question.arena, list(ARENAS)),
        ("--recanted", question.recanted, list(RECANTED)),
        ("--rank", question.rank, list(RANKS)),
        ("--faction", question.faction, ["", *factions()]),
    )
    faults = [
        f"{option}: {quoted(value)} is none of {', '.join(filter(None, allowed))}"
        f"{hint(value, allowed)}"
        for option, value, allowed in known
        if value not in allowed
    ]
    try:
        month_number(question.date)
    except ValueError:
        faults.append(f"--date: {quoted(question.date)} is not a date (use YYYY or YYYY-MM)")
    if faults:
        raise QuestionError("\n".join(faults))


def quoted(value: str) -> str:
    """A value as an error line shows it: in quotes, on one line, cut where it runs on."""
    return repr(value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "...")


def hint(value: str, allowed: list[str]) -> str:
    """``; did you mean 'x'?`` for the allowed value nearest to this one, or nothing."""
    plain = value.casefold().strip().replace("-", "_").replace(" ", "_")
    near = difflib.get_close_matches(plain, filter(None, allowed), 1)
    return f"; did you mean '{near[0]}'?" if near else ""
