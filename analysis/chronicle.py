"""Which kinds of simulated event answer which documented turning points, and within what window.

A turning point is a documented event (an id of the record) under a heading. A heading names a kind
of simulated event and facts that it must have; nothing else makes a match, neither names of people
nor the text. How windows were set is told in docs/decisions/0014.
"""

from dataclasses import dataclass

from sim.rules.line import Line

KINDS = (
    "appointment", "arrest", "blame", "campaign", "case", "coalition", "congress", "defeat",
    "disturbance", "district_secretary", "line", "recantation", "regional_secretary", "relaxation",
    "roundup", "sanction", "succession", "text", "vote",
)  # fmt: skip
SUMMED = {
    "disturbance": "month", "district_secretary": "year", "regional_secretary": "year",
    "arrest": "year", "appointment": "year",
}  # fmt: skip
"""Kinds that come by the hundred, and over what the chronicle sums them."""
POLITICS, COUNTRYSIDE = "politics", "countryside"
OFFENSIVE = Line().offensive_at
TOWARDS_LEFT = ("left", "new_opposition", "united_opposition")

Fact = tuple[str, str, object]
"""Name of a fact; ``is`` (one of a tuple), ``over``, ``under`` or ``least``; a number, or the name
of another fact to compare with."""


@dataclass(frozen=True)
class When:
    """A kind of event, and what its facts must say."""

    kind: str
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True)
class Heading:
    """What is compared: simulated events, documented ids in order of time, and the window.

    ``window`` is in months to either side of the documented month, that in which the event begins;
    ``reason`` says why so wide. ``given``: the date is an input, so nearness shows nothing.
    ``peak``: the month with most events of the kind answers, not every month.
    """

    name: str
    says: str
    when: tuple[When, ...]
    events: tuple[str, ...]
    window: int
    reason: str
    tier: str = POLITICS
    given: bool = False
    peak: bool = False


def _when(kind: str, *facts: Fact) -> tuple[When, ...]:
    return (When(kind, facts),)


HEADINGS = (
    Heading("congress", "a congress meets", _when("congress"),
            ("EV028", "EV034", "EV056", "EV104", "EV163", "EV186"), 1,
            "the calendar of congresses is an input; the month must be met", given=True),
    Heading("left_defeated", "the Left is beaten",
            _when("defeat", ("faction", "is", ("left",))), ("EV031",), 12,
            "from the open discussion to the loss of office the struggle took fifteen months"),
    Heading("new_opposition_breaks", "a New Opposition goes into the open",
            _when("coalition", ("change", "is", ("break",)),
                  ("faction", "is", ("new_opposition",))),
            ("EV033",), 6, "half a year: from one plenum to the second after it"),
    Heading("new_opposition_defeated", "the New Opposition is beaten",
            _when("defeat", ("faction", "is", ("new_opposition",))), ("EV034",), 6,
            "from its break in September 1925 to the end of the Leningrad machine in March 1926; "
            "a congress, whose date is an input, beats any open opposition"),
    Heading("united_formed", "two beaten oppositions join",
            _when("coalition", ("change", "is", ("alliance",))), ("EV036",), 6,
            "half a year: from one plenum to the second after it"),
    Heading("into_cells", "the United Opposition goes to the cells",
            _when("coalition", ("change", "is", ("escalation",)),
                  ("arena", "is", ("rank_and_file",)), ("faction", "is", ("united_opposition",))),
            ("EV039",), 6, "half a year: from one plenum to the second after it"),
    Heading("into_street", "an opposition goes into the street",
            _when("coalition", ("change", "is", ("escalation",)),
                  ("arena", "is", ("public_street",))),
            ("EV053",), 6, "half a year: from one plenum to the second after it"),
    Heading("united_defeated", "the United Opposition is beaten",
            _when("defeat", ("faction", "is", ("united_opposition",))), ("EV056",), 12,
            "seats were lost from October 1926, cards in December 1927; a congress, whose date is "
            "an input, beats any open opposition"),
    Heading("left_expelled", "leaders of the Left are expelled or worse",
            _when("sanction", ("act", "is", ("opposition", "asked")), ("severity", "least", 4),
                  ("faction", "is", TOWARDS_LEFT)),
            ("EV054",), 6, "half a year: from one plenum to the second after it"),
    Heading("right_breaks", "a Right goes into the open",
            _when("coalition", ("change", "is", ("break",)), ("faction", "is", ("right",))),
            ("EV068",), 6, "half a year; its only public word was an article of September 1928"),
    Heading("right_defeated", "the Right is beaten",
            _when("defeat", ("faction", "is", ("right",))), ("EV080",), 12,
            "from the first condemnation to the loss of the last seat it took a year to either "
            "side of April 1929"),
    Heading("emergency", "emergency measures on grain are decided",
            _when("line", ("lever", "is", ("procurement.extraordinary",)), ("value", "over", 0)),
            ("EV058", "EV079"), 6, "within the same campaign: half an agricultural year"),
    Heading("retreat", "a halt or a softer line in the village",
            (When("relaxation", (("reason", "is", ("unrest or hunger",)),)),
             When("line", (("line", "under", "before"),))),
            ("EV066", "EV100", "EV123"), 4,
            "a halt answers the unrest or hunger of a season, so a season to either side"),
    Heading("offensive", f"the line passes {OFFENSIVE:g}: full collectivisation",
            _when("line", ("before", "under", OFFENSIVE), ("line", "least", OFFENSIVE)),
            ("EV087",), 6, "within the same campaign: half an agricultural year"),
    Heading("bureau_seat_lost", "a member of the Politburo loses seat or more",
            _when("sanction", ("rank", "is", ("politburo",)), ("severity", "least", 3)),
            ("EV038", "EV041", "EV088", "EV110"), 6,
            "half a year: from one plenum to the second after it"),
    Heading("left_recants", "members of the Left recant",
            _when("recantation", ("how", "is", ("yes", "partial")),
                  ("faction", "is", TOWARDS_LEFT)),
            ("EV057", "EV085", "EV086"), 4,
            "surrender followed a defeat or a turn of the line within a season"),
    Heading("right_recants", "members of the Right recant",
            _when("recantation", ("how", "is", ("yes", "partial")), ("faction", "is", ("right",))),
            ("EV090", "EV109"), 4,
            "surrender followed a defeat or a turn of the line within a season"),
    Heading("readmitted", "penitents are readmitted",
            _when("recantation", ("how", "is", ("readmitted",))), ("EV065", "EV161"), 6,
            "a probation lasted half a year"),
    Heading("outbid", "a committee is harsher to its own than the leader moved",
            _when("sanction", ("severity", "over", "moved"), ("act", "is", ("private_doubt",)),
                  ("rank", "is", ("politburo", "cc")), ("arena", "is", ("elite_only",))),
            ("EV107",), 6, "one case: half a year to either side of an affair of two months"),
    Heading("text_found", "a leaflet or platform is turned in",
            _when("text", ("form", "is", ("leaflet", "platform"))), ("EV049", "EV135"), 6,
            "a text lives for months before it is found; exiles' letters are left out"),
    Heading("roundup", "old contacts are called in",
            _when("roundup"), ("EV137", "EV154", "EV167"), 4,
            "a round-up follows its occasion within a season"),
    Heading("blame_on_enemies", "failures are laid on enemies first",
            _when("blame", ("enemies", "over", "officials"), ("enemies", "over", "line")),
            ("EV063", "EV202"), 4, "a verdict on a season's failures"),
    Heading("blame_on_officials", "failures are laid on local officials first",
            _when("blame", ("officials", "over", "enemies"), ("officials", "over", "line")),
            ("EV102",), 4, "a verdict on a season's failures"),
    Heading("screening", "a screening of the whole party is decided",
            _when("campaign", ("reason", "is", ("distrust of the ranks",))),
            ("EV081", "EV149", "EV170"), 6, "half a year: from one plenum to the second after it"),
    Heading("wave", "a wave of repression begins",
            _when("campaign", ("reason", "is", ("threat",))), ("EV098", "EV127", "EV181"), 4,
            "a wave answers a season"),
    Heading("wave_ends", "a wave of repression is called off",
            _when("relaxation", ("reason", "is", ("capacity, unrest or calm",))),
            ("EV160", "EV185"), 4, "a wave answers a season"),
    Heading("murder", "a leader is murdered",
            _when("case", ("what", "is", ("murder",))), ("EV166",), 12,
            "the month of a single deed is chance; what can be asked for is the year"),
    Heading("succession", "the Secretariat changes hands", _when("succession"), (), 0,
            "the record has none in these years"),
    Heading("unrest_peak", "village unrest is at its highest", _when("disturbance"), ("EV099",), 3,
            "the peak is one of a campaign of three months", tier=COUNTRYSIDE, peak=True),
)  # fmt: skip
