"""Banned texts: who writes, who reads, who tells; reading is simple contagion, acting is complex.

M60-M70; LITERATURE.md B7.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Texts(NamedTuple):
    """How a text passes from hand to hand."""

    writing: Annotated[
        float,
        Param(
            "chance a month that an author at large writes, in a full crisis",
            0.005,
            0.3,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.05
    first_readers: Annotated[
        float,
        Param(
            "people in the circle that finishes the text", 5.0, 20.0, "LITERATURE.md B7", "persons"
        ),
    ] = 12.0
    passing: Annotated[
        float,
        Param(
            "chance a week that a holder passes the text on",
            0.2,
            0.5,
            "LITERATURE.md B7",
            "share a week",
        ),
    ] = 0.35
    informing: Annotated[
        float,
        Param(
            "chance per hand-over that the receiver tells the police, at one informer per thousand",
            0.02,
            0.10,
            "LITERATURE.md B7 (Riutin's text)",
        ),
    ] = 0.035
    informer_weight: Annotated[
        float, Param("further chance per informer per thousand inhabitants", 0.0, 0.05, "ASSUMED")
    ] = 0.012
    fear_weight: Annotated[
        float, Param("further chance once knowing and silence are an offence", 0.0, 0.2, "ASSUMED")
    ] = 0.04
    acting_sources: Annotated[
        float,
        Param(
            "independent sources after which a reader acts", 2.0, 4.0, "LITERATURE.md B7", "persons"
        ),
    ] = 2.0
    contacts: Annotated[
        float, Param("contacts of a member in the sampled network", 3.0, 12.0, "ASSUMED", "persons")
    ] = 6.0
    post: Annotated[
        float,
        Param(
            "share of hand-overs that go by post or courier to another city", 0.0, 0.3, "ASSUMED"
        ),
    ] = 0.1
    panic_weight: Annotated[
        float,
        Param("threat raised by a full programme in a full crisis", 0.1, 2.0, "ASSUMED", "ratio"),
    ] = 0.9
    calm: Annotated[
        float, Param("tone up to which a text reads as argument, not insult", 0.0, 0.8, "ASSUMED")
    ] = 0.25
    insult_panic: Annotated[
        float,
        Param(
            "how much the panic over a text grows with full fury at its tone",
            0.0,
            1.5,
            "ASSUMED",
            "ratio",
        ),
    ] = 0.4
    insult_weight: Annotated[
        float,
        Param(
            "what full fury at the tone adds to the gravity of the author's case",
            0.0,
            3.0,
            "ASSUMED",
            "logit",
        ),
    ] = 1.0
    traced: Annotated[
        float,
        Param("share of a found text's readers whom the police trace", 0.2, 0.95, "ASSUMED"),
    ] = 0.6
    adherent_fading: Annotated[
        float,
        Param(
            "share of unnamed adherents who fall away in a month",
            0.0,
            0.2,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.04
    adherent_weight: Annotated[
        float,
        Param(
            "risk of a split read from very many unnamed adherents when no known leader is free",
            0.0,
            1.0,
            "ASSUMED",
        ),
    ] = 0.3
    adherent_scale: Annotated[
        float,
        Param(
            "unnamed adherents in the sampled network that worry half as much as very many",
            5.0,
            200.0,
            "ASSUMED",
            "persons",
        ),
    ] = 40.0


PARAMETERS = Texts


def writing_chance(crisis: float, distance: float, at_large: float, p: Texts) -> float:
    """Chance a month that an expelled, unrecanted member drafts an appeal.

    Shares; ``distance`` of his view from the line, ``at_large`` 0 for the arrested. M60, M64, M68.
    """
    return min(1.0, p.writing * (0.25 + crisis) * (0.5 + distance) * at_large)


def coherence(rank_weight: float, crisis: float, u: float) -> float:
    """How far a text is a whole programme and not a leaflet, 0 to 1.

    Authors of rank in a deep crisis write programmes; ``u`` is a uniform draw. M63, M64; ASSUMED.
    """
    return min(1.0, 0.2 + 0.35 * rank_weight + 0.5 * crisis * (0.6 + 0.8 * u))


def passes(u: float, strength: float, p: Texts) -> bool:
    """Whether a holder hands the text on in a week.

    ``strength`` is 1 less censorship of copying. M61; LITERATURE.md B7 (simple contagion).
    """
    return u < p.passing * strength


def informer_chance(informers: float, knowing_punished: bool, p: Texts) -> float:
    """Chance per hand-over that the receiver turns the text in.

    ``informers`` per thousand inhabitants. M62, M65; LITERATURE.md B7 gives 0.02-0.10.
    """
    risk = p.informing + p.informer_weight * (informers - 1.0) + p.fear_weight * knowing_punished
    return min(0.9, max(0.002, risk))


def comes_to_light(risk: float, detection: float) -> float:
    """Chance that a text which passes before an informer or the police comes to their notice.

    ``risk`` is the chance by the rules, ``detection`` the share of it that holds this month: 1 in
    any ordinary one, 0 where texts pass unseen. Shares. A given intervention. M62, M66.
    """
    return risk * detection


def acts(sources: int, grievance: float, u: float, p: Texts) -> bool:
    """Whether a reader joins: only on hearing it from several, and with a grievance.

    M54, M63; LITERATURE.md B7 (complex contagion).
    """
    return sources >= p.acting_sources and u < grievance


def bitterness(refused: bool, outside: bool, losses: int) -> float:
    """How bitter an author is, 0 to 1: he refused to recant, lost his card, lost votes.

    ``losses`` counts his circle's lost votes. M64; weights ASSUMED.
    """
    return 0.4 * refused + 0.3 * outside + 0.3 * min(1.0, losses / 6.0)


def tone(shrillness: float, bitter: float) -> float:
    """How insulting a text is, 0 (argument) to 1 (abuse): a shrill pen, sharpened by bitterness.

    Shares. M64; weights ASSUMED.
    """
    return min(1.0, shrillness * (0.4 + 0.6 * bitter))


def fury(insult: float, crisis: float, p: Texts) -> float:
    """The elite's fury at a text, 0 to 1: none at a calm tone, most at an insult in a full crisis.

    ``insult`` is the text's :func:`tone`. M64; ASSUMED.
    """
    sharp = max(0.0, insult - p.calm) / (1.0 - p.calm)
    return sharp * (0.2 + 0.8 * crisis)


def insulted(anger: float, p: Texts) -> float:
    """What :func:`fury` adds to the gravity of the author's case, in logits; 0 for any other act.

    M64; ASSUMED.
    """
    return p.insult_weight * anger


def panic(coherent: float, crisis: float, readers: int, p: Texts, anger: float = 0.0) -> float:
    """Threat that the discovery of a text adds: more than its readers would warrant.

    Shares; readers in persons; ``anger`` is the :func:`fury` at its tone. M63, M64, M82; ASSUMED.
    """
    reach = min(1.3, 0.8 + readers / 200.0)
    return p.panic_weight * coherent * (0.05 + crisis) * reach * (1.0 + p.insult_panic * anger)


def left_at_large(readers: int, p: Texts) -> float:
    """Readers of a found text whom the police do not trace, in persons of the network. M68."""
    return (1.0 - p.traced) * readers


def next_adherents(adherents: float, p: Texts) -> float:
    """Unnamed adherents a month later, in persons of the network: some fall away. M68; ASSUMED."""
    return adherents * (1.0 - p.adherent_fading)


def unknown_worry(adherents: float, known_free: float, p: Texts) -> float:
    """Risk of a split read from adherents whom nobody can name, 0 to 1.

    The fewer of the known leaders are free (``known_free``, a share), the more it is the unknown
    who must be doing the work. Adherents in persons of the network. M68; form and size ASSUMED.
    """
    many = adherents / (adherents + p.adherent_scale)
    return p.adherent_weight * many * (1.0 - known_free)
