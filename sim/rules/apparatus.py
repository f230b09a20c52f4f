"""The machine: who fills posts, who picks delegates, who is elected (the circular flow of power).

M35-M37, M39, M40; LITERATURE.md B4.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Apparatus(NamedTuple):
    """How the Secretariat turns appointment into votes."""

    turnover: Annotated[
        float,
        Param(
            "chance a month that a regional secretary is moved for ordinary reasons",
            0.005,
            0.08,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.02
    renewal: Annotated[
        float,
        Param(
            "chance a month that the Secretariat replaces a secretary who is not its own",
            0.01,
            0.2,
            "ASSUMED; the renewal of 1922-23 moved most",
            "share a month",
        ),
    ] = 0.06
    takeover: Annotated[
        float,
        Param(
            "chance a month that a beaten rival's base is taken over",
            0.1,
            1.0,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.5
    protection: Annotated[
        float,
        Param(
            "share of the Secretariat's reach that a boss in the Politburo keeps off his base",
            0.0,
            1.0,
            "ASSUMED",
        ),
    ] = 0.95
    committee_turnover: Annotated[
        float,
        Param(
            "share of Central Committee seats renewed at a congress",
            0.2,
            0.5,
            "LITERATURE.md B4 (prior 0.25-0.4)",
        ),
    ] = 0.3
    bloc_discipline: Annotated[
        float,
        Param(
            "share of a region's delegates that its secretary delivers",
            0.5,
            1.0,
            "Getty & Naumov 1999; size ASSUMED",
        ),
    ] = 0.97
    convinced: Annotated[
        float,
        Param(
            "share of ordinary members that a leading opponent convinces, each at full appeal",
            0.0,
            0.05,
            "ASSUMED",
        ),
    ] = 0.006
    crushed_at: Annotated[
        float,
        Param(
            "share of the delegates below which a losing opposition is broken, at the full norm",
            0.2,
            0.5,
            "ASSUMED; a half would mean that only a majority survives",
        ),
    ] = 0.4
    selected: Annotated[
        float,
        Param("weight of the patron's views in whom he picks", 0.0, 1.0, "ASSUMED"),
    ] = 0.5
    bureau_growth: Annotated[
        float,
        Param(
            "posts that pass to the Secretariat's bureaux, of those outside, at full work",
            0.005,
            0.08,
            "Getty & Naumov 1999 (bureaux grow with the tasks of rule); size ASSUMED",
            "share a month",
        ),
    ] = 0.03
    office_rise: Annotated[
        float,
        Param(
            "share of the way to an office's stature that its holder rises",
            0.0,
            0.05,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.01
    debt_claim: Annotated[
        float,
        Param(
            "what debt to the Secretariat adds to a claim to office, where it appoints",
            0.0,
            1.0,
            "ASSUMED",
        ),
    ] = 0.3


PARAMETERS = Apparatus


def replacement_chance(own: bool, control: float, grip: float, beaten: bool, p: Apparatus) -> float:
    """Chance a month that a regional secretary is replaced from above.

    ``own``: already owes his post to the General Secretary; ``control``: share of posts that the
    Secretariat can fill; ``grip``: hold of a boss in the Politburo on his base, a share. M36, M39.
    """
    if own:
        return p.turnover
    if beaten:
        return max(p.turnover, p.takeover * control)
    return (p.turnover + p.renewal * control) * (1.0 - p.protection * min(1.0, grip))


def clients_after_congress(clients: float, control: float, p: Apparatus) -> float:
    """Share of Central Committee seats owed to the secretary after a congress.

    p' = (1 - t) p + t A. M36; LITERATURE.md B4.
    """
    return (1.0 - p.committee_turnover) * clients + p.committee_turnover * control


def delegates_against(
    bloc_against: bool,
    convinced: float,
    control: float,
    public: float,
    hidden: float,
    p: Apparatus,
) -> float:
    """Share of a region's delegates that stand against the majority.

    A secretary of the opposition delivers his region; elsewhere only the convinced get through,
    and the machine lets through fewer the more it controls. A secret ballot (``public`` 0) looses
    the bloc and lets ``hidden`` dissent out. M36, M39, M57; ASSUMED.
    """
    if bloc_against:
        return 0.5 + (p.bloc_discipline - 0.5) * public
    open_part = min(0.5, convinced) * (1.0 - 0.8 * control)
    return min(0.6, open_part + (1.0 - public) * hidden)


def members_against(convinced: float, norm: float, public: float) -> float:
    """Share of ordinary members who vote against the majority in a discussion.

    Shares; the norm works only while ballots are open. M44, M45; ASSUMED.
    """
    return min(0.6, convinced) * (1.0 - 0.6 * norm * public)


def survives(minority: float, norm: float, p: Apparatus) -> bool:
    """Whether an opposition that lost a congress is too large to be broken there.

    ``minority`` of the delegates and ``norm`` of unanimity are shares: the stricter the norm, the
    larger a minority the winner dares to break. M39, M45, M46; ASSUMED.
    """
    return minority >= p.crushed_at * norm


def picked_view(patron: float, ranks: float, owes: bool, p: Apparatus) -> float:
    """Mean view of those whom a patron picks out of the ranks; nobody's men are of the ranks.

    Shares. M36; ASSUMED.
    """
    weight = p.selected * owes
    return weight * patron + (1.0 - weight) * ranks


def next_reach(reach: float, work: float, p: Apparatus) -> float:
    """Share of posts that the Secretariat's bureaux can fill, next month.

    Work of rule (``work``, a share) makes bureaux and full-time secretaries; each takes a part of
    the posts still outside. M35; ASSUMED.
    """
    return min(1.0, reach + p.bureau_growth * work * (1.0 - reach))


def work_of_rule(cards: float, line: float) -> float:
    """How much there is to govern, a share: a larger party, and a state that runs the village.

    ``cards`` in persons. M35; weights ASSUMED.
    """
    return min(1.0, 0.5 * cards / 2_000_000.0 + 0.5 * line)


def office_claim(
    standing: float, owes: bool, tie: float, recanted: str, control: float, p: Apparatus
) -> float:
    """How strong a man's claim to a vacant office of the centre is.

    Standing counts, and as far as the Secretariat appoints (``control``), debt and friendship to
    its head; a recantation on file weighs against him. Shares; ``tie`` -1 to 1. M35, M36, M53;
    weights ASSUMED.
    """
    bent = {"na": 0.0, "no": 1.0}.get(recanted, 0.3)
    return standing + control * (p.debt_claim * owes + 0.5 * p.debt_claim * max(0.0, tie)) - bent


def risen(standing: float, p: Apparatus) -> float:
    """Standing of an office's holder next month: an office makes a man known.

    Shares; a man above the stature of an office, 0.6, keeps his own. M36; ASSUMED.
    """
    return standing + p.office_rise * max(0.0, 0.6 - standing)
