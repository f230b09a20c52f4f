"""The chronicle of a run beside the record: rows by date, verdicts, and a summary."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis import history
from analysis.chronicle import COUNTRYSIDE, HEADINGS, POLITICS, SUMMED, Heading
from analysis.chronicle_match import Found, Occurrence, find, month_of
from analysis.pattern_run import Event, Run, number
from analysis.results import Results
from sim.scenario_schema import month_label

# What became of a row, by the word that JSON gives.
OCCURRED, MISSED, UNASKED, GIVEN = "occurred", "did not occur", "unasked", "given"
CUT, ABSENT, OPEN = "not decided", "not simulated", "not compared"


@dataclass(frozen=True)
class Row:
    """One row: month (YYYY-MM, or YYYY for a sum), documented title, simulated text, verdict.

    ``status`` is one word of the verdict; ``months`` how much later the simulated event came,
    negative where earlier, None where there is nothing to measure.
    """

    date: str
    status: str
    verdict: str
    documented: str = ""
    event: str = ""
    simulated: str = ""
    simulated_date: str = ""
    kind: str = ""
    heading: str = ""
    window: int | None = None
    months: int | None = None

    def shown(self) -> dict[str, str]:
        """The row as the table shows it."""
        documented = f"{self.documented} ({self.event})" if self.event else ""
        moved = f"{self.simulated_date}: " if self.simulated_date not in ("", self.date) else ""
        return {"date": self.date, "documented": documented,
                "simulated": moved + self.simulated, "verdict": self.verdict}  # fmt: skip


@dataclass
class Chronicle:
    """A run beside the record: its months, what each heading found, and what else there is."""

    number: int
    span: tuple[int, int]
    founds: list[Found]
    events: list[Event]
    tiers: set[str]
    titles: dict[str, str]
    documented: dict[str, int]
    coupled: bool = False
    """whether leaders read the simulated country and not the documented crisis"""
    kinds: Sequence[str] = field(default_factory=tuple)
    """kinds of event to be shown; empty for all"""

    def wanted(self, heading: Heading) -> bool:
        """Whether a heading has a kind that is to be shown."""
        return not self.kinds or any(when.kind in self.kinds for when in heading.when)

    def counted(self, heading: Heading, month: int) -> bool:
        """Whether a turning point counts: simulated, not given, and its window within the run."""
        return (
            heading.tier in self.tiers
            and not heading.given
            and month + heading.window <= self.span[1]
        )


def chronicle(results: Results, run: int, kinds: Sequence[str] = ()) -> Chronicle:
    """A run of some results beside the record; ``kinds`` of event to be shown, empty for all."""
    table = history.events()
    starts = pd.DatetimeIndex(table["date_start"])
    months = dict(zip(table["event_id"], starts.year * 12 + starts.month - 1, strict=True))
    days = results.days(run)
    span = (_month(days.min()), _month(days.max()))
    tiers = {"politics": {POLITICS}, "countryside": {COUNTRYSIDE}}.get(
        results.drive, {POLITICS, COUNTRYSIDE}
    )
    events = [event for event in Run(results, run).all_events() if not pd.isna(event.date)]
    founds = [find(heading, events, months, span) for heading in HEADINGS]
    titles = dict(zip(table["event_id"], table["title"], strict=True))
    coupled = results.drive == "coupled"
    return Chronicle(run, span, founds, events, tiers, titles, months, coupled, tuple(kinds))


def _month(day: Any) -> int:
    return int(day.year) * 12 + int(day.month) - 1


def rows(told: Chronicle, first: int, last: int, every: bool = False) -> list[Row]:
    """The rows of the months ``first`` to ``last``, by date.

    A turning point stands at its documented date, what was unasked at its own. ``every`` lists
    events one by one that are otherwise summed.
    """
    found: list[Row] = []
    for one in told.founds:
        if told.wanted(one.heading):
            found += [row for month, row in _of_heading(told, one, every) if first <= month <= last]
    found += _context(told, first, last)
    found += _others(told, first, last, every)
    return sorted(found, key=lambda row: (row.date, not row.documented, row.heading))


def _of_heading(told: Chronicle, found: Found, every: bool) -> Iterable[tuple[int, Row]]:
    """Rows of a heading with their months: its turning points, then what was unasked."""
    heading = found.heading
    for event, (month, answer) in found.pairs.items():
        row = _answered(told, found, event, every) if answer else _unanswered(told, found, event)
        yield month, row
    for one in found.unasked:
        text, kind = _text(one, every, heading.peak), one.events[0].kind
        date = month_label(one.month)
        yield one.month, Row(date, UNASKED, "occurred unasked", simulated=text,
                             simulated_date=date, kind=kind, heading=heading.name)  # fmt: skip


def _answered(told: Chronicle, found: Found, event: str, every: bool) -> Row:
    month, answer = found.pairs[event]
    assert answer is not None
    heading, apart = found.heading, answer.month - month
    how = (
        "in its month" if apart == 0 else f"{_count(abs(apart))} {'late' if apart > 0 else 'early'}"
    )
    verdict = f"occurred {how}"
    status = OCCURRED
    if heading.given:
        status, verdict = GIVEN, f"{verdict}; the date is an input"
    elif not told.counted(heading, month):
        verdict += "; not counted, the run ends within the window"
    return Row(
        month_label(month), status, verdict, told.titles[event], event,
        _text(answer, every, heading.peak), month_label(answer.month), answer.events[0].kind,
        heading.name, heading.window, apart,
    )  # fmt: skip


def _unanswered(told: Chronicle, found: Found, event: str) -> Row:
    month, heading = found.pairs[event][0], found.heading
    status = MISSED
    if heading.tier not in told.tiers:
        status, verdict = ABSENT, "not simulated in this drive"
    elif not heading.given and not told.counted(heading, month):
        status, verdict = CUT, f"not decided: the run ends in {month_label(told.span[1])}"
    else:
        verdict = f"did not occur within {_count(heading.window)} ({heading.says})"
        near = min(found.unasked, key=lambda one: abs(one.month - month), default=None)
        if near is not None:
            verdict += f"; nearest {month_label(near.month)}"
    return Row(month_label(month), status, verdict, told.titles[event], event,
               kind=heading.when[0].kind, heading=heading.name, window=heading.window)  # fmt: skip


def _count(number: int, what: str = "month") -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _text(one: Occurrence, every: bool, peak: bool) -> str:
    """What happened in a month under a heading: the first event and how many more, or all."""
    texts = [plain(event.text) for event in one.events]
    if peak:
        crowds = _count(len(texts), "crowd")
        return f"{crowds} among the sampled villages, the most of any month."
    if every:
        return " ".join(texts)
    return texts[0] + (f" (and {len(texts) - 1} more)" if len(texts) > 1 else "")


def plain(text: str) -> str:
    """A text on one line, without characters that steer a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def _context(told: Chronicle, first: int, last: int) -> list[Row]:
    """Documented events under no heading, for the reader; left out where kinds are chosen."""
    if told.kinds:
        return []
    asked = {event for heading in HEADINGS for event in heading.events}
    return [
        Row(month_label(month), OPEN, "not compared", told.titles[event], event)
        for event, month in told.documented.items()
        if event not in asked and max(first, told.span[0]) <= month <= min(last, told.span[1])
    ]


def _others(told: Chronicle, first: int, last: int, every: bool) -> list[Row]:
    """Simulated events under no heading, those that come by the hundred summed."""
    # A peak is told apart; its month stays among the sums.
    founds = [found for found in told.founds if not found.heading.peak]
    taken = {id(event) for found in founds for one in _taken(found) for event in one.events}
    single: list[Row] = []
    sums: dict[tuple[str, str], list[Event]] = {}
    for event in told.events:
        month = month_of(event)
        if id(event) in taken or not first <= month <= last:
            continue
        if told.kinds and event.kind not in told.kinds:
            continue
        date = month_label(month)
        if every or event.kind not in SUMMED:
            single.append(Row(date, OPEN, "not compared", simulated=plain(event.text),
                              simulated_date=date, kind=event.kind))  # fmt: skip
        else:
            period = date[:4] if SUMMED[event.kind] == "year" else date
            sums.setdefault((period, event.kind), []).append(event)
    return single + [
        Row(
            period,
            OPEN,
            "not compared",
            simulated=_summed(kind, events),
            simulated_date=period,
            kind=kind,
        )
        for (period, kind), events in sums.items()
    ]


def _taken(found: Found) -> list[Occurrence]:
    return [*found.unasked, *(one for _, one in found.pairs.values() if one is not None)]


def _summed(kind: str, events: Sequence[Event]) -> str:
    """A sum of events in words; of arrests, the people sentenced in the months of a wave."""
    count = len(events)
    if kind == "arrest":
        people = sum(number(event.facts, "sentences") or 0.0 for event in events)
        return f"About {people:,.0f} people are sentenced in {_count(count)} of a wave."
    words = {
        "disturbance": f"{_count(count, 'crowd')} among the sampled villages.",
        "district_secretary": f"{_count(count, 'note')} on files of sampled district secretaries.",
        "regional_secretary": f"New secretaries of regions: {count}.",
        "appointment": f"Appointments from above: {count}.",
    }
    return words.get(kind, f"Events of kind {kind}: {count}.")
