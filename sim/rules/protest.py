"""Protest: a ladder from silence to violence, with private attitude and public stance apart.

Epstein's form, smooth: grievance and example against risk, each household at its own threshold;
the crowd is the village (M01, M06, M12, M13, M51; LITERATURE B2).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param


class Protest(NamedTuple):
    """Grievance, risk and the making of crowds."""

    example: Annotated[
        float,
        Param(
            "weight of others' action in the decision to act",
            0.0,
            3.0,
            "ASSUMED, swept; LITERATURE B2",
        ),
    ] = 0.2
    risk_weight: Annotated[
        float, Param("weight of the fear of punishment", 0.2, 1.5, "ASSUMED, swept")
    ] = 0.55
    cohesion: Annotated[
        float,
        Param(
            "how fast crowds melt the risk of the single protester",
            1.0,
            4.0,
            "Epstein 2002: k = 2.3 (LITERATURE B)",
            "ratio",
        ),
    ] = 1.2
    memory_fear: Annotated[
        float,
        Param(
            "how far memory of famine and deportation deters where threat is credible",
            0.0,
            1.0,
            "Rozenas and Zhukov 2019: sign flips with credibility; ASSUMED in size",
        ),
    ] = 0.5
    memory_anger: Annotated[
        float,
        Param(
            "how far the same memory adds to grievance",
            0.0,
            1.0,
            "Rozenas and Zhukov 2019; ASSUMED in size",
        ),
    ] = 0.25
    crowd_rate: Annotated[
        float,
        Param(
            "crowd actions a month in a village of a hundred households all ready to act, for each "
            "unit of occasion",
            0.01,
            20.0,
            "ASSUMED, swept; record: 13,754 disturbances in 1930 in about 600 thousand villages",
            "events a month",
        ),
    ] = 6.2
    occasion_joining: Annotated[
        float,
        Param(
            "weight as an occasion of members held in a kolkhoz against their will and of joining "
            "by force, for each unit of households",
            0.1,
            3.0,
            "record: 7,382 disturbances of 1930 over collectivisation; ASSUMED in size",
            "ratio",
        ),
    ] = 1.05
    held: Annotated[
        float,
        Param(
            "weight of members held against their will over households forced in that month",
            0.1,
            1.0,
            "ASSUMED, swept",
            "ratio",
        ),
    ] = 0.5
    occasion_grain: Annotated[
        float,
        Param(
            "weight of grain seized, for each unit of the year's crop in a month",
            0.5,
            20.0,
            "record: 456 of 1930 over grain and meat; ASSUMED in size",
            "ratio",
        ),
    ] = 8.0
    occasion_seed: Annotated[
        float,
        Param(
            "weight of seed seized, for each unit of the seed: women's protest",
            0.1,
            10.0,
            "record: 544 of 1930 over sowing and seed; ASSUMED in size",
            "ratio",
        ),
    ] = 2.0
    occasion_cattle: Annotated[
        float,
        Param(
            "weight of cows taken into the commons, for each unit of all cows: women's protest",
            0.1,
            10.0,
            "ASSUMED; counted under collectivisation in the record",
            "ratio",
        ),
    ] = 1.0
    occasion_church: Annotated[
        float,
        Param(
            "weight of the closing of the church: women's protest",
            0.1,
            10.0,
            "record: 1,487 disturbances of 1930 over churches; ASSUMED in size",
            "ratio",
        ),
    ] = 1.5
    occasion_neighbour: Annotated[
        float,
        Param(
            "weight of neighbours taken away, for each unit of households",
            0.5,
            30.0,
            "record: 2,339 of 1930 over dekulakisation and arrests; ASSUMED in size",
            "ratio",
        ),
    ] = 8.0
    occasion_food: Annotated[
        float,
        Param(
            "weight of hunger, for each unit of the village's mean food deficit: women's protest",
            0.1,
            5.0,
            "record: 1,220 of 1930 over food shortage; ASSUMED in size",
            "ratio",
        ),
    ] = 0.5
    women_joining: Annotated[
        float,
        Param(
            "share led by women of the disturbances over joining, grain and deportation",
            0.05,
            0.4,
            "record: 3,712 of 13,754 in 1930 led by women; ASSUMED in split",
        ),
    ] = 0.2
    women_home: Annotated[
        float,
        Param(
            "share led by women of those over church, seed, cows and food",
            0.3,
            0.9,
            "record: as above; ASSUMED in split",
        ),
    ] = 0.55
    relenting: Annotated[
        float,
        Param(
            "chance that authorities give way to a crowd where the secretary does not drive",
            0.0,
            0.8,
            "ASSUMED, swept; concession or force was decided on the spot in spring 1930",
        ),
    ] = 0.3
    relief_won: Annotated[
        float,
        Param(
            "share of demands and coercion put off by a full concession",
            0.2,
            1.0,
            "ASSUMED",
        ),
    ] = 0.6
    concession_fades: Annotated[
        float,
        Param("monthly fading of a concession", 0.05, 0.5, "ASSUMED", "share a month"),
    ] = 0.2
    crushed: Annotated[
        float,
        Param(
            "force seen in a village whose crowd is put down",
            0.3,
            1.0,
            "ASSUMED; arrests after disturbances",
        ),
    ] = 0.8
    rung_hiding: Annotated[
        float,
        Param(
            "readiness below the threshold at which a household hides more and sows less",
            0.15,
            0.4,
            "LITERATURE B2: a ladder of thresholds; ASSUMED in steps",
        ),
    ] = 0.25
    rung_leaving: Annotated[
        float,
        Param("the same for leaving", 0.05, 0.2, "LITERATURE B2; ASSUMED in steps"),
    ] = 0.1
    rung_violence: Annotated[
        float,
        Param(
            "readiness above the threshold at which it turns to violence",
            0.1,
            0.4,
            "LITERATURE B2; ASSUMED in steps",
        ),
    ] = 0.2
    quiet_refusal: Annotated[
        float,
        Param(
            "further share hidden, and area left unsown, by a household on the rung of hiding",
            0.0,
            0.3,
            "ASSUMED, swept",
        ),
    ] = 0.08
    crowd_power: Annotated[
        float,
        Param(
            "how much faster than its size a village's power to gather grows",
            1.0,
            2.0,
            "ASSUMED; record: mean crowd 245, far above the mean village",
            "exponent",
        ),
    ] = 1.3
    crowd_share: Annotated[
        float,
        Param(
            "share of a village's adults in a crowd", 0.1, 0.9, "ASSUMED; record: 245 a disturbance"
        ),
    ] = 0.55
    terror_rate: Annotated[
        float,
        Param(
            "attacks a month by a hundred thousand private households that lost their whole crop",
            0.1,
            2000.0,
            "ASSUMED, swept; record: 1,027 acts in 1928, 13.8 thousand in 1930",
            "events a month",
        ),
    ] = 1100.0
    terror_kulak: Annotated[
        float,
        Param(
            "how much likelier a household labelled kulak strikes back",
            1.0,
            10.0,
            "ASSUMED; record: half of those charged were called kulaks, a twentieth of the village",
            "ratio",
        ),
    ] = 8.0
    terror_member: Annotated[
        float,
        Param("the same for a kolkhoz member", 0.05, 1.0, "ASSUMED", "ratio"),
    ] = 0.1
    terror_fear: Annotated[
        float,
        Param(
            "how far fear restrains single attacks",
            0.2,
            0.95,
            "ASSUMED, swept; less than it restrains crowds",
        ),
    ] = 0.6
    smoulder: Annotated[
        float,
        Param(
            "weight of standing grievance beside the month's own blow in single attacks",
            0.0,
            0.5,
            "ASSUMED",
        ),
    ] = 0.1
    shock_joining: Annotated[
        float, Param("grievance from being forced into a kolkhoz", 0.0, 1.0, "ASSUMED")
    ] = 0.5
    shock_taking: Annotated[
        float,
        Param("grievance for each unit of the crop taken without consent", 0.0, 2.0, "ASSUMED"),
    ] = 1.0
    lesser_evil: Annotated[
        float,
        Param(
            "share of that grievance which is swallowed while landlords may return",
            0.3,
            1.0,
            "ASSUMED; requisition was borne as the lesser evil until 1920 (Getty and Naumov 1999)",
        ),
    ] = 0.8
    shock_church: Annotated[
        float,
        Param(
            "grievance from a closed church",
            0.0,
            0.5,
            "ASSUMED; record: 1,487 disturbances over churches in 1930",
        ),
    ] = 0.12
    church_rate: Annotated[
        float,
        Param(
            "chance a month that a church is closed, for each unit of the campaign",
            0.02,
            0.5,
            "ASSUMED, swept; most village churches were closed by the end of the thirties",
            "share a month",
        ),
    ] = 0.12
    church_by_centre: Annotated[
        float,
        Param(
            "share of that chance which does not depend on the district's coercion",
            0.1,
            1.0,
            "ASSUMED",
        ),
    ] = 0.5
    shock_hunger: Annotated[
        float,
        Param(
            "grievance from a month of hunger, for each unit of food deficit",
            0.0,
            1.0,
            "ASSUMED",
        ),
    ] = 0.3
    fresh: Annotated[
        float,
        Param(
            "weight of the month's own blow beside standing grievance in anger",
            0.2,
            1.0,
            "ASSUMED",
        ),
    ] = 0.5
    near: Annotated[
        float,
        Param(
            "weight of the village's own example beside that of the neighbouring villages",
            0.3,
            0.9,
            "ASSUMED",
        ),
    ] = 0.6
    shock_neighbour: Annotated[
        float,
        Param(
            "grievance from neighbours' deportation, for each unit of households taken",
            0.0,
            3.0,
            "ASSUMED",
        ),
    ] = 1.0
    fading: Annotated[float, Param("monthly fading of grievance", 0.03, 0.3, "ASSUMED, swept")] = (
        0.12
    )
    relief: Annotated[
        float, Param("share of grievance that goes with leaving the kolkhoz", 0.0, 1.0, "ASSUMED")
    ] = 0.3


PARAMETERS = Protest


@rule
def readiness(grievance, memory, credibility, fear, example, p):
    """Readiness to act in public, to be held against a household's own threshold.

    All arguments are shares; ``example`` is the share of others acting. Where the threat is
    credible memory deters, where it fades memory angers. M12, M51.
    """
    alone = 1.0 / (1.0 + p.cohesion * example)
    risk = p.risk_weight * fear * credibility * alone
    past = memory * (p.memory_anger - p.memory_fear * credibility)
    return grievance + past + p.example * example - risk


@rule
def shock_of_taking(share_taken, landlords, p):
    """Grievance from losing a share of the crop without consent, in a month. M01.

    ``landlords`` (0..1) is how far the village believes that landlords may return: as long as it
    does, requisition is the lesser evil.
    """
    return p.shock_taking * share_taken * (1.0 - p.lesser_evil * landlords)


@rule
def willing(readiness_now, threshold):
    """Share of a chance to act, smooth around the threshold (0..1)."""
    x = 12.0 * (readiness_now - threshold)
    return 0.5 * (1.0 + x * abs(x) / (1.0 + x * x))


@rule
def rung(level, p):
    """Rung of the ladder (0 silent, 1 hiding, 2 leaving, 3 petition or riot, 4 violence).

    ``level`` is readiness less the household's own threshold. M12, M13.
    """
    quiet = 1 if level > -p.rung_hiding else 0
    away = 2 if level > -p.rung_leaving else quiet
    loud = 3 if level > 0.0 else away
    return 4 if level > p.rung_violence else loud


@rule
def refusal(stance, p):
    """Share hidden and left unsown beyond what taking alone explains, by public stance. M09."""
    return p.quiet_refusal if stance >= 1 else 0.0


@rule
def occasion(unwilling, seized, seed, cattle, church, taken, hunger, p):
    """Occasions of a crowd in a village's month: (over the commons and the state, over the home).

    ``unwilling`` is the share of households held in or forced into the kolkhoz, ``seized`` the
    share of the crop and ``seed`` of the seed taken, ``cattle`` the share of cows given up,
    ``church`` 1 when it was closed, ``taken`` the share of households deported or dispossessed,
    ``hunger`` the mean food deficit. Women stood in front in the second kind. M12, M13.
    """
    state = p.occasion_joining * unwilling + p.occasion_grain * seized
    state += p.occasion_neighbour * taken
    home = p.occasion_seed * seed + p.occasion_cattle * cattle
    home += p.occasion_church * church + p.occasion_food * hunger
    return state, home


@rule
def church_chance(campaign, coercion, p):
    """Chance a month that a village's church is closed, by campaign and district (0..1). M13."""
    return p.church_rate * campaign * (p.church_by_centre + coercion)


@rule
def able(body, famine_line):
    """Share of a household with the strength to turn out, by body mass index: the starving do not.

    Full at one above the line below which hunger kills, none at one and a half under it.
    """
    return max(0.0, min(1.0, (body - famine_line + 1.5) / 2.5))


@rule
def crowd_chance(share_willing, households, occasions, p):
    """Expected crowd actions of a village in a month.

    Crowds need an occasion and many who are ready: the rate grows with the square of their share
    and with village size.
    """
    size = (households / 100.0) ** p.crowd_power
    return p.crowd_rate * occasions * share_willing * share_willing * size


@rule
def gives_way(choice_spares, u, p):
    """Whether authorities give way to a crowd (1) or put it down (0).

    ``choice_spares`` is 1 where the secretary balks or leaks; ``u`` is a uniform number.
    """
    return 1 if choice_spares == 1 or u < p.relenting else 0


@rule
def terror_chance(blow, grievance, expected_take, label, member, fear, p):
    """Expected attacks by one household in a month: few act alone, fear restrains less.

    ``blow`` is what it suffered itself this month (share). Those singled out strike back, and
    those who no longer believe that the taking will end (``expected_take``, share of the crop).
    """
    anger = expected_take * (blow + p.smoulder * grievance)
    who = p.terror_kulak if label == 2 else 1.0
    who *= p.terror_member if member == 1 else 1.0
    return p.terror_rate * 1e-5 * anger * who * (1.0 - p.terror_fear * fear)


@rule
def grievance_next(grievance, shock, p):
    """Grievance after a month: fades, and rises with shocks towards one."""
    kept = grievance * (1.0 - p.fading)
    return min(1.0, kept + shock * (1.0 - kept))
