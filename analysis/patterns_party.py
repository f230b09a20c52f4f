"""Patterns of cadres, party, discipline and police. Facts of events come from their JSON detail.

What is read: ``defeat`` {faction}; ``congress`` {minority_share, members_minority_share, cc_size};
``vote`` {body, minority_share}; ``sanction`` {act, arena, recanted, rank, severity, moved, threat};
``text`` {weeks, readers}; ``arrest`` and ``sanction`` {elected}; ``line`` {lever, value}.
"""

import itertools
import math
from collections.abc import Iterable

import pandas as pd

from analysis.pattern_run import Event, NotComputable, Run, Values, number, pattern, ratio

SENTENCES = "political_sentences_total"
DEATH_SENTENCES = "political_sentences_death"
PARTY = "party_total"
RECEIVED = "text_reader"
EMERGENCY = "procurement.extraordinary"
HIGH_THREAT = 0.5


@pattern("P29")
def waves(run: Run) -> Values:
    """Political sentences of 1929 to 1933, thousand a year."""
    return tuple(run.year(SENTENCES, year) / 1000.0 for year in range(1929, 1934))


@pattern("P30")
def trough_then_terror(run: Run) -> Values:
    """Political sentences of 1934, yearly means of 1935-36 and of 1937-38, thousand."""
    means = [run.total(SENTENCES, f"{a}-01", f"{b}-12") / 2000.0
             for a, b in ((1935, 1936), (1937, 1938))]  # fmt: skip
    return (run.year(SENTENCES, 1934) / 1000.0, *means)


@pattern("P31")
def swings(run: Run) -> Values:
    """Lag-1 autocorrelation of the yearly log changes of sentences, 1926 to 1936."""
    years = [run.year(SENTENCES, year) for year in range(1926, 1937)]
    if min(years) <= 0:
        raise NotComputable("a year without political sentences has no logarithm")
    changes = pd.Series([math.log(b / a) for a, b in itertools.pairwise(years)])
    if changes.iloc[1:].nunique() < 2 or changes.iloc[:-1].nunique() < 2:
        raise NotComputable("sentences change by the same factor every year")
    return (float(changes.autocorr(1)),)


@pattern("P32")
def death_spikes(run: Run) -> Values:
    """Death sentences over all political sentences in 1930, 1933, 1937."""
    return tuple(
        ratio(run.year(DEATH_SENTENCES, year), run.year(SENTENCES, year), f"sentences in {year}")
        for year in (1930, 1933, 1937)
    )


@pattern("P41")
def cadres_burn_out(run: Run) -> Values:
    """Secretaries replaced in Ukraine January 1931-June 1932 over the mean number in office."""
    months = ("1931-01", "1932-06", "Ukraine")
    posts = run.mean("raion_secretaries", *months)
    gone = run.total("raion_secretaries_replaced", *months)
    return (ratio(gone, posts, "secretaries in office in Ukraine"),)


@pattern("P42")
def rural_party(run: Run) -> Values:
    """Rural communists, 1 July 1932 over 1 July 1929."""
    later, earlier = (run.on("rural_communists", f"{year}-07") for year in (1932, 1929))
    return (ratio(later, earlier, "rural communists in 1929"),)


@pattern("P43")
def volunteers(run: Run) -> Values:
    """Urban volunteers at their post two years after their highest number of 1930, over it."""
    year = run.span("urban_volunteers_serving", "1930-01", "1930-12")
    month = int(year.to_numpy().argmax()) + 1
    later = run.on("urban_volunteers_serving", f"1932-{month:02d}")
    return (ratio(later, float(year.max()), "urban volunteers in 1930"),)


@pattern("P44", share_of_runs=True)
def order_of_defeats(run: Run) -> Values:
    """1 when the four oppositions are defeated in the documented order and in time, else 0.

    Left, New, United (by December 1927), Right (by December 1930); the first defeat of each.
    """
    first: dict[str, pd.Timestamp] = {}
    for event in run.events("defeat"):
        first.setdefault(str(event.facts.get("faction", "")), event.date)
    order = ("left", "new_opposition", "united_opposition", "right")
    if any(faction not in first for faction in order):
        return (0.0,)
    dates = [first[faction] for faction in order]
    rising = all(a < b for a, b in itertools.pairwise(dates))
    in_time = dates[2] < pd.Timestamp("1928-01-01") and dates[3] < pd.Timestamp("1931-01-01")
    return (float(rising and in_time),)


@pattern("P45")
def votes_before_arguments(run: Run) -> Values:
    """Minority share of delegates in December 1925 and of members voting in autumn 1927.

    The congress nearest December 1925 within four months; the mean of the votes whose body is
    ``members`` in September-December 1927, else the members' minority in the discussion before
    the congress of that winter.
    """
    first = _congress(run, "1925-12", "minority_share")
    votes = _between(run.events("vote"), "1927-09", "1927-12") if run.has_events("vote") else []
    shares = _numbers(
        (event for event in votes if event.facts.get("body") == "members"), "minority_share"
    )
    if shares:
        return (first, sum(shares) / len(shares))
    return (first, _congress(run, "1927-12", "members_minority_share"))


@pattern("P46")
def arena_and_recantation(run: Run) -> Values:
    """Mean severity before December 1934, by arena and recantation, local cadres left out.

    Inside (elite_only) or outside; recanted no or yes: partial recantations count in neither.
    """
    cases = [event for event in _between(run.events("sanction"), "1900-01", "1934-11")
             if event.facts.get("rank") != "local_cadre"]  # fmt: skip
    means = []
    for inside, recanted in ((True, "no"), (True, "yes"), (False, "no"), (False, "yes")):
        kept = [
            event
            for event in cases
            if "arena" in event.facts
            and (event.facts["arena"] == "elite_only") == inside
            and event.facts.get("recanted") == recanted
        ]
        place = "inside" if inside else "outside"
        means.append(_mean_severity(kept, f"{place} the elite, recanted {recanted}"))
    return tuple(means)


@pattern("P47")
def two_steps(run: Run) -> Values:
    """Mean severity of two kinds of case before and after the two steps of hardening.

    Receiving a banned text unreported (act text_reader) before and from September 1932; recanting
    former leaders (recanted yes, any rank but rank_and_file and local_cadre: sanction events are
    cases against named members) before and from December 1934.
    """
    cases = run.events("sanction")

    def received(event: Event) -> bool:
        return event.facts.get("act") == RECEIVED

    def recanting(event: Event) -> bool:
        low = event.facts.get("rank") in ("rank_and_file", "local_cadre")
        return event.facts.get("recanted") == "yes" and not low and not received(event)

    parts = (
        (received, "1900-01", "1932-08", "receiving a text before September 1932"),
        (received, "1932-09", "1939-12", "receiving a text from September 1932"),
        (recanting, "1900-01", "1934-11", "recanting ex-leaders before December 1934"),
        (recanting, "1934-12", "1939-12", "recanting ex-leaders from December 1934"),
    )
    return tuple(
        _mean_severity(filter(keep, _between(cases, first, last)), what)
        for keep, first, last, what in parts
    )


@pattern("P48")
def outbidding(run: Run) -> Values:
    """Share of cases of 1930-33, at a threat of 0.5 or more, harsher than the leader moved."""
    cases = [
        (severity, moved)
        for event in _between(run.events("sanction"), "1930-01", "1933-12")
        if (severity := number(event.facts, "severity")) is not None
        and (moved := number(event.facts, "moved")) is not None
        and (number(event.facts, "threat") or 0.0) >= HIGH_THREAT
    ]
    if not cases:
        raise NotComputable("no sanction of 1930-33 with a motion of the leader under high threat")
    return (sum(severity > moved for severity, moved in cases) / len(cases),)


@pattern("P49")
def texts_caught(run: Run) -> Values:
    """Weeks from first hand-over to first arrest and readers at exposure: medians over texts."""
    texts = [event for event in run.events("text")
             if number(event.facts, "weeks") is not None]  # fmt: skip
    readers = _numbers(texts, "readers")
    if not readers:
        raise NotComputable("no text was exposed with its weeks and readers recorded")
    weeks = pd.Series(_numbers(texts, "weeks"))
    return (float(weeks.median()), float(pd.Series(readers).median()))


@pattern("P50")
def party_size(run: Run) -> Values:
    """Members and candidates on 1 January 1929, 1932, 1933, 1935, 1937, million."""
    return tuple(run.on(PARTY, f"{year}-01") / 1e6 for year in (1929, 1932, 1933, 1935, 1937))


@pattern("P51")
def purges(run: Run) -> Values:
    """Expelled May 1929-May 1930 and June 1933-May 1935 over the party on the first day."""
    spans = (("1929-05", "1930-05"), ("1933-06", "1935-05"))
    return tuple(
        ratio(run.total("purge_expelled_count", a, b), run.on(PARTY, a), "party") for a, b in spans
    )


@pattern("P52")
def elite_devours_itself(run: Run) -> Values:
    """Share of the Central Committee of 1934 arrested from February 1934 to December 1938.

    Distinct actors of events whose fact ``elected``, the year of the congress that last elected
    them, is 1934, over the congress's cc_size.
    """
    sizes = _numbers(_between(run.events("congress"), "1934-01", "1934-12"), "cc_size")
    if not sizes:
        raise NotComputable("no congress of 1934 with the size of its Central Committee")
    taken = {
        event.actors
        for event in _between(run.events("sanction", "arrest"), "1934-02", "1938-12")
        if event.facts.get("elected") == 1934
        and (event.kind == "arrest" or (number(event.facts, "severity") or 0.0) >= 5)
    }
    return (ratio(len(taken), sizes[-1], "Central Committee of 1934"),)


@pattern("P53")
def countermoves(run: Run) -> Values:
    """Turns between tightening and relaxing, summed over 1928-34."""
    return (run.total("reversals", "1928-01", "1934-12"),)


@pattern("P54", share_of_runs=True)
def crisis_turns_leaders(run: Run) -> Values:
    """1 when the first emergency decision falls between October 1927 and June 1929, else 0.

    A decision is a line event that sets procurement.extraordinary above zero; none gives 0, but
    line events that never name a lever cannot answer.
    """
    lines = [event for event in run.events("line") if "lever" in event.facts]
    if not lines:
        raise NotComputable("no event of kind line names the lever that it sets")
    decisions = [
        event
        for event in lines
        if event.facts["lever"] == EMERGENCY and (number(event.facts, "value") or 0.0) > 0.0
    ]
    return (float(bool(decisions[:1] and _between(decisions[:1], "1927-10", "1929-06"))),)


def _congress(run: Run, month: str, share: str) -> float:
    """A share among the facts of the congress nearest a month, within four months of it."""
    day = pd.Timestamp(f"{month}-01")
    near = [
        event
        for event in run.events("congress")
        if abs((event.date - day).days) <= 125 and number(event.facts, share) is not None
    ]
    if not near:
        raise NotComputable(f"no congress with {share} within four months of {month}")
    return float(min(near, key=lambda event: abs((event.date - day).days)).facts[share])


def _between(events: Iterable[Event], first: str, last: str) -> list[Event]:
    """Events of the months YYYY-MM to YYYY-MM, both included."""
    return [event for event in events if first <= event.date.strftime("%Y-%m") <= last]


def _numbers(events: Iterable[Event], name: str) -> list[float]:
    """The numbers of that name among the events' facts."""
    return [value for event in events if (value := number(event.facts, name)) is not None]


def _mean_severity(events: Iterable[Event], what: str) -> float:
    """Mean severity of the events; NotComputable, naming ``what``, when there is none."""
    found = _numbers(events, "severity")
    if not found:
        raise NotComputable(f"no sanction recorded: {what}")
    return sum(found) / len(found)
