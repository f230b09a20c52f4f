"""How many turning points occurred, how far off, and how many would by chance; across runs too."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analysis.chronicle import HEADINGS, POLITICS, Heading
from analysis.chronicle_match import Found
from analysis.chronicle_rows import Chronicle
from sim.scenario_schema import month_label


@dataclass(frozen=True)
class Tally:
    """The turning points of a run that count, and what became of them.

    ``apart``: months between the documented and the simulated month of those that occurred,
    negative where earlier; ``chance``: how many would occur if the run's calendar were turned at
    random; ``given`` and ``cut``: left out, for an input as date or a window beyond the run's end;
    ``unasked``: months with an event of a compared kind that answers nothing.
    """

    asked: int
    apart: tuple[int, ...]
    chance: float
    given: int
    cut: int
    unasked: int

    @property
    def occurred(self) -> int:
        """How many occurred within their windows."""
        return len(self.apart)


def tally(told: Chronicle, first: int, last: int) -> Tally:
    """Count the turning points of the months ``first`` to ``last`` that are to be shown."""
    asked = given = cut = unasked = 0
    apart: list[int] = []
    chance = 0.0
    for found in told.founds:
        heading = found.heading
        if heading.tier not in told.tiers or not told.wanted(heading):
            continue
        unasked += sum(first <= one.month <= last for one in found.unasked)
        for event, (month, answer) in found.pairs.items():
            if not first <= month <= last:
                continue
            given += heading.given
            cut += not heading.given and not told.counted(heading, month)
            if told.counted(heading, month):
                asked += 1
                chance += found.chance[event]
                apart += [] if answer is None else [answer.month - month]
    return Tally(asked, tuple(apart), chance, given, cut, unasked)


def summary(told: Chronicle, first: int, last: int) -> list[str]:
    """What a run's tally says, in sentences."""
    counts = tally(told, first, last)
    if not counts.asked:
        return ["No documented turning point of these months and kinds can be compared.",
                *_left_out(counts)]  # fmt: skip
    line = (
        f"{counts.occurred} of {counts.asked} documented turning points occurred within their "
        "windows"
    )
    if counts.apart:
        away = statistics.fmean(abs(months) for months in counts.apart)
        shift = statistics.fmean(counts.apart)
        side = "later" if shift > 0 else "earlier"
        line += f", on average {away:.1f} months away ({abs(shift):.1f} {side} in the mean)"
    return [
        line + ".",
        f"Turned at random round the calendar the same events would meet {counts.chance:.1f}.",
        *_left_out(counts),
        *read_from_the_record(told),
    ]


def read_from_the_record(told: Chronicle) -> list[str]:
    """What these runs were given that a reader of the summary must know."""
    shown = any(told.wanted(heading) for heading in HEADINGS if heading.tier == POLITICS)
    if told.coupled or POLITICS not in told.tiers or not shown:
        return []
    return ["Leaders of this drive read the documented crisis: its turns are partly given to them."]


def _left_out(counts: Tally) -> list[str]:
    lines = []
    if counts.unasked:
        lines.append(f"Unasked: {counts.unasked} (events of compared kinds, by heading and month).")
    if counts.given:
        lines.append(f"Not counted: {counts.given} whose date is an input.")
    if counts.cut:
        lines.append(f"Not counted: {counts.cut} whose window lies beyond the end of the run.")
    return lines


def across(told: Sequence[Chronicle], first: int, last: int) -> list[dict[str, Any]]:
    """A row for each turning point, and for each heading one on what occurred unasked.

    ``share``: of the runs in which the turning point counts, those in which it occurred; ``chance``
    the mean over runs of what turned calendars give; ``date`` and ``months`` medians over the runs
    in which it occurred (of an even number the earlier). Unasked: share of runs with any, the
    median month, and how many a run.
    """
    if not told:
        return []
    rows = []
    for k, heading in enumerate(HEADINGS):
        if not told[0].wanted(heading) or heading.tier not in told[0].tiers or heading.given:
            continue
        founds = [one.founds[k] for one in told]
        for event in heading.events:
            row = _turning_point(told, founds, event)
            if row is not None and first <= row.pop("month") <= last:
                rows.append(row)
    rows.sort(key=lambda row: str(row["documented_date"]))
    return rows + [
        row
        for k, heading in enumerate(HEADINGS)
        if told[0].wanted(heading)
        and (row := _never_asked(heading, [one.founds[k] for one in told], first, last))
    ]


def _turning_point(
    told: Sequence[Chronicle], founds: Sequence[Found], event: str
) -> dict[str, Any] | None:
    heading = founds[0].heading
    counted = [
        found
        for one, found in zip(told, founds, strict=True)
        if event in found.pairs and one.counted(heading, found.pairs[event][0])
    ]
    if not counted:
        return None
    month = counted[0].pairs[event][0]
    dates = [answer.month for found in counted if (answer := found.pairs[event][1]) is not None]
    middle = statistics.median_low(dates) if dates else None
    return {
        "month": month, "documented_date": month_label(month),
        "documented": told[0].titles[event], "event": event, "heading": heading.name,
        "says": heading.says, "window": heading.window, "runs": len(counted),
        "share": len(dates) / len(counted),
        "chance": statistics.fmean(found.chance[event] for found in counted),
        "date": month_label(middle) if middle is not None else "",
        "months": middle - month if middle is not None else None, "unasked_a_run": None,
    }  # fmt: skip


def _never_asked(
    heading: Heading, founds: Sequence[Found], first: int, last: int
) -> dict[str, Any] | None:
    months = [[one.month for one in found.unasked if first <= one.month <= last]
              for found in founds]  # fmt: skip
    every = [month for run in months for month in run]
    if not every:
        return None
    return {
        "documented_date": "", "documented": "", "event": "", "heading": heading.name,
        "says": heading.says, "window": heading.window, "runs": len(founds),
        "share": sum(bool(run) for run in months) / len(founds), "chance": None,
        "date": month_label(statistics.median_low(every)), "months": None,
        "unasked_a_run": len(every) / len(founds),
    }  # fmt: skip


def shown(row: dict[str, Any]) -> dict[str, str]:
    """A row of :func:`across` as the table shows it."""
    asked = bool(row["event"])
    months, chance = row["months"], row["chance"]
    away = "" if months is None else "0" if months == 0 else f"{months:+d}"
    return {
        "documented": row["documented_date"],
        "turning point": f"{row['documented']} ({row['event']})" if asked else "unasked",
        "simulated": row["says"],
        "share of runs": f"{row['share']:.0%}",
        "by chance": "" if chance is None else f"{chance:.0%}",
        "median date": row["date"],
        "months away": away,
        "window": f"{row['window']} months" if asked else "",
        "a run": "" if asked else f"{row['unasked_a_run']:.1f}",
    }


def summary_across(told: Sequence[Chronicle], first: int, last: int) -> list[str]:
    """Means over runs of what each run's tally says, in a sentence."""
    counts = [tally(one, first, last) for one in told]
    asked = statistics.fmean(one.asked for one in counts)
    if not asked:
        return ["No documented turning point of these months and kinds can be compared."]
    occurred = statistics.fmean(one.occurred for one in counts)
    least, most = (f(one.occurred for one in counts) for f in (min, max))
    chance = statistics.fmean(one.chance for one in counts)
    return [
        f"Over {len(told)} runs, of {asked:.0f} documented turning points {occurred:.1f} occurred "
        f"within their windows ({least} to {most}); turned at random round the calendar the same "
        f"events would meet {chance:.1f}.",
        *read_from_the_record(told[0]),
    ]
