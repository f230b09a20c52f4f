"""How members of a committee vote: policy, patron, unity, fear, and the framing of crisis.

LITERATURE.md B4: a probit on the difference of utilities (M30, M39, M44, M57).
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.parameters import Param


class Voting(NamedTuple):
    """What weighs in a vote."""

    policy_weight: Annotated[
        float,
        Param(
            "weight of the difference in distance to the two proposals",
            0.5,
            6.0,
            "LITERATURE.md B4; size ASSUMED",
            "utility",
        ),
    ] = 2.2
    side_weight: Annotated[
        float,
        Param(
            "weight of standing with a side or owing it the post",
            0.3,
            3.0,
            "LITERATURE.md B4; size ASSUMED",
            "utility",
        ),
    ] = 1.6
    unity_weight: Annotated[
        float,
        Param(
            "weight of public unanimity at full norm",
            0.0,
            3.0,
            "LITERATURE.md B4; size ASSUMED",
            "utility",
        ),
    ] = 1.2
    fear_weight: Annotated[
        float,
        Param(
            "weight of the expected sanction for losing, per step of severity",
            0.0,
            1.0,
            "LITERATURE.md B4; size ASSUMED",
            "utility a step",
        ),
    ] = 0.25
    framing_weight: Annotated[
        float,
        Param(
            "votes that a mortal crisis, so framed, brings to the secretary's side",
            0.0,
            2.0,
            "Getty & Naumov 1999; size ASSUMED",
            "utility",
        ),
    ] = 0.8
    noise: Annotated[
        float, Param("spread of what else moves a member", 0.2, 2.0, "ASSUMED", "utility")
    ] = 0.6
    silence: Annotated[
        float, Param("utility below which a member abstains", 0.0, 0.5, "ASSUMED", "utility")
    ] = 0.12
    plenum_every: Annotated[
        float,
        Param(
            "months between plenums of the Central Committee",
            2.0,
            6.0,
            "ASSUMED, about four a year",
            "months",
        ),
    ] = 3.0
    session_at: Annotated[
        float, Param("crisis above which the line is voted on at once", 0.2, 0.9, "ASSUMED")
    ] = 0.45


PARAMETERS = Voting


def standing_side(
    in_rival_circle: bool,
    bent: bool,
    owes_rival: bool,
    owes_secretary: bool,
    one_step_away: bool,
    in_secretary_circle: bool,
) -> float:
    """With whom a member stands by circle and debt, from -1 (the minority) to 1 (the majority).

    Who has recanted no longer stands with his circle. A post owed to the secretary binds fully, one
    owed to a client of his by 0.4, free choice of his circle by 0.5; whoever owes nobody and
    follows another head of the majority votes by his own lights. M24, M36, M39; sizes ASSUMED.
    """
    if in_rival_circle:
        return 0.0 if bent else -1.0
    if owes_rival:
        return -0.4
    if owes_secretary:
        return 1.0
    return max(0.5 * in_secretary_circle, 0.4 * one_step_away)


def leaning(
    own: Any,
    majority: float,
    minority: float,
    side: Any,
    norm: float,
    public: Any,
    expected_severity: float,
    winning: float,
    crisis: float,
    framed: float,
    p: Voting,
) -> Any:
    """Utility of voting with the majority less that of voting with the minority.

    Positions are shares; ``side`` is +1 with the majority's circles, -1 with the minority's, 0
    neither; ``public`` is 1 less the secrecy of the ballot; ``winning`` the chance that the
    majority wins; ``framed`` +1 when the majority frames the crisis. M30, M36, M39, M44, M57.
    """
    policy = p.policy_weight * (np.abs(own - minority) - np.abs(own - majority))
    open_pressure = public * winning * (p.unity_weight * norm + p.fear_weight * expected_severity)
    machine = p.side_weight * side * np.where(side > 0, 0.4 + 0.6 * public, 1.0)
    return policy + machine + open_pressure + p.framing_weight * crisis * framed


def swayed(lean: float, majority: float, minority: float, free: Any, p: Voting) -> Any:
    """What a lean of the committee adds to the utility of voting with the majority.

    ``lean`` in points of the line: above 0 it favours the harder of the two motions, below 0 the
    softer, as if that one lay nearer to a member's view by so much. ``free`` is 1 for whom it
    moves, 0 for leading men. Debt, unity and fear keep their weights. A given intervention.
    """
    return p.policy_weight * lean * np.sign(majority - minority) * free


def ballot(lean: Any, draw: Any, p: Voting) -> Any:
    """A member's vote: +1 with the majority, -1 against, 0 abstains.

    ``draw`` is a standard normal number. M44; LITERATURE.md B4.
    """
    felt = lean + p.noise * draw
    return np.where(felt > p.silence, 1, np.where(felt < -p.silence, -1, 0))


def private_share(lean: Any, open_part: Any, draw: Any, p: Voting) -> float:
    """Share that would have voted against the majority had no one watched: hidden dissent.

    ``open_part`` is the public pressure inside ``lean``. M57; Kuran's preference falsification.
    """
    return float(np.mean(lean - open_part + p.noise * draw < -p.silence))
