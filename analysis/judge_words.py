"""A verdict of ``analysis.judge`` as lines for a terminal and as facts for JSON."""

import textwrap
from typing import Any

from analysis.console import print_table
from analysis.documented_cases import Documented, month_number, month_words
from analysis.judge import SEVERITIES, Verdict
from analysis.judge_states import States
from sim.rules.hardening import Hardening

WIDTH = 88
INDENT = " " * 12
LONGEST_ACT = 300
CERTAIN = 0.25
"""an expected severity this near to a step is called by it"""


def facts(verdict: Verdict) -> dict[str, Any]:
    """The verdict for ``--json``: severity and odds, then what they rest on."""
    asked = verdict.question
    return {
        "severity": verdict.severity,
        "odds": list(verdict.odds),
        "arena": asked.arena,
        "recanted": asked.recanted,
        "rank": asked.rank,
        "date": asked.date,
        "act": asked.act,
        "faction": asked.faction,
        "states": verdict.states._asdict(),
        "knowing_unreported": verdict.knowing,
        "offence": verdict.offence,
        "nearest": [case_facts(case) for case in verdict.cases],
    }


def case_facts(case: Documented) -> dict[str, Any]:
    """A documented case for JSON: who did what, and what followed."""
    names = ("identity", "date", "actor", "rank", "faction", "act", "sanction", "severity",
             "evidence")  # fmt: skip
    return {name: getattr(case, name) for name in names}


def show(verdict: Verdict) -> None:
    """Print the verdict: expected severity, odds, states, and documented cases to compare."""
    print("\n".join(heading(verdict)))
    print_table(odds_table(verdict.odds))
    print("\n".join(states_lines(verdict)))
    print(cases_heading(verdict))
    for case in verdict.cases:
        print("\n".join(case_lines(case)))


def in_words(severity: float) -> str:
    """An expected severity, 0 to 5, as the step it is near to or the two that it lies between."""
    near = round(severity)
    if abs(severity - near) <= CERTAIN:
        return SEVERITIES[near]
    return f"between {SEVERITIES[int(severity)]} and {SEVERITIES[int(severity) + 1]}"


def heading(verdict: Verdict) -> list[str]:
    """The question as it was taken, and the expected severity in words."""
    asked = verdict.question
    said = "has not recanted" if asked.recanted == "no" else {
        "na": "has nothing to recant", "partial": "has recanted in part", "yes": "has recanted",
    }[asked.recanted]  # fmt: skip
    lines = [f"{month_words(verdict.month)}: {asked.rank}, arena {asked.arena}, {said}"]
    if act := shown_act(asked.act):
        lines += textwrap.wrap(f"Act, kept for the reader: {act}", WIDTH)
    lines += textwrap.wrap(_reading(verdict), WIDTH)
    expected = f"Expected severity {verdict.severity:.1f} of 5: {in_words(verdict.severity)}."
    return [*lines, "", *textwrap.wrap(expected, WIDTH), ""]


def shown_act(act: str) -> str:
    """The act on one line, without control characters, cut where it runs on."""
    plain = "".join(sign if sign.isprintable() else " " for sign in act)
    return textwrap.shorten(plain, LONGEST_ACT, placeholder=" ...")


def _reading(verdict: Verdict) -> str:
    """What was recognised in the words of the act; empty where nothing was."""
    if not verdict.knowing:
        return ""
    limit, width = Hardening().knowing_at, verdict.states.width
    taken = (
        f"an offence at this date, and judged as the circulated text itself (width {width:.2f}, "
        f"above {limit:.2f})"
        if verdict.offence
        else f"no offence yet (width {width:.2f}, not above {limit:.2f}), and judged as a loyal "
        "word inside the elite"
    )
    return f"Recognised in the act: knowing of a banned text without reporting it. That is {taken}."


def odds_table(odds: tuple[float, ...]) -> list[dict[str, str]]:
    """One row a severity: its number, its chance in percent, its meaning."""
    return [
        {"severity": str(step), "odds": percent(chance), "penalty": SEVERITIES[step]}
        for step, chance in enumerate(odds)
    ]


def percent(chance: float) -> str:
    """A chance in whole percent; what would round to nothing or to all says so."""
    if 0.0 < chance < 0.005:
        return "under 1 %"
    if 0.995 <= chance < 1.0:
        return "over 99 %"
    return f"{100.0 * chance:.0f} %"


def states_lines(verdict: Verdict) -> list[str]:
    """The states that stand for the era, and which month they are of."""
    s: States = verdict.states
    held = month_number(s.month)
    when = month_words(held)
    if held != verdict.month:
        side = "first" if verdict.month < held else "last"
        when = f"{when}, the {side} that the model has"
    text = (
        f"States of the historical run, {when}: norm of unanimity {s.norm:.2f}, width of the "
        f"offence {s.width:.2f}, what a recantation buys {s.recantation_value:.2f}, threat "
        f"perceived {s.threat:.2f} (shares, median over runs)."
    )
    return ["", *textwrap.wrap(text, WIDTH), ""]


def cases_heading(verdict: Verdict) -> str:
    """What the list of documented cases holds, or that there is none."""
    asked = verdict.question
    alike = f"arena {asked.arena}, recanted {asked.recanted}"
    if not verdict.cases:
        return f"The record has no case of {alike}."
    return f"Nearest documented cases ({alike}):"


def case_lines(case: Documented) -> list[str]:
    """A documented case as wrapped lines: who did what, then what followed."""
    who = f"{case.date:<12}{case.actor} ({case.rank}): {case.act}"
    then = f"severity {case.severity}: {case.sanction} [{case.evidence}]"
    return [
        *textwrap.wrap(who, WIDTH, subsequent_indent=INDENT),
        *textwrap.wrap(then, WIDTH, initial_indent=INDENT, subsequent_indent=INDENT),
    ]
