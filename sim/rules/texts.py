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


def acts(sources: int, grievance: float, u: float, p: Texts) -> bool:
    """Whether a reader joins: only on hearing it from several, and with a grievance.

    M54, M63; LITERATURE.md B7 (complex contagion).
    """
    return sources >= p.acting_sources and u < grievance


def panic(coherent: float, crisis: float, readers: int, p: Texts) -> float:
    """Threat that the discovery of a text adds: more than its readers would warrant.

    Shares; readers in persons. M63, M64, M66, M82; ASSUMED.
    """
    return p.panic_weight * coherent * (0.05 + crisis) * min(1.3, 0.8 + readers / 200.0)
