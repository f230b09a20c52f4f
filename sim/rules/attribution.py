"""How leaders read failure: Bayes with a protected core, and on whom the blame falls.

The form is LITERATURE.md B8: a joint belief in (the line is right, enemies are at work), so that
failures raise belief in enemies and hardly touch the line (M77-M82).
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Attribution(NamedTuple):
    """How strongly readings count as failure and what failure teaches."""

    failure_if_explained: Annotated[
        float,
        Param(
            "chance of failure when the line is wrong or enemies are at work",
            0.5,
            0.9,
            "LITERATURE.md B8",
        ),
    ] = 0.7
    failure_if_clean: Annotated[
        float,
        Param(
            "chance of failure when the line is right and nobody hinders it",
            0.02,
            0.3,
            "LITERATURE.md B8",
        ),
    ] = 0.1
    failures_a_month: Annotated[
        float,
        Param(
            "independent failures that a month of full crisis amounts to",
            0.05,
            1.0,
            "ASSUMED",
            "failures a month",
        ),
    ] = 0.25
    forgetting: Annotated[
        float,
        Param(
            "share of remembered failure that fades in a month (M83: slowly)",
            0.005,
            0.1,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.03
    shortfall_weight: Annotated[
        float, Param("crisis read from a total grain shortfall", 0.3, 1.0, "ASSUMED")
    ] = 0.75
    unrest_scale: Annotated[
        float,
        Param(
            "crowd actions a month that count as half a crisis",
            300.0,
            5000.0,
            "ASSUMED, order of the 1929-30 counts",
            "events a month",
        ),
    ] = 1500.0
    hunger_weight: Annotated[
        float, Param("how steeply reported hunger counts as crisis", 1.0, 10.0, "ASSUMED", "ratio")
    ] = 3.0
    town_weight: Annotated[
        float, Param("crisis read from wholly unmet town needs", 0.2, 1.0, "ASSUMED")
    ] = 0.5
    herd_weight: Annotated[
        float,
        Param("crisis read from the loss of all horses in a year", 0.2, 2.0, "ASSUMED", "ratio"),
    ] = 0.8
    core_distance: Annotated[
        float,
        Param(
            "how fast trust in the line falls with distance from it", 0.2, 1.5, "ASSUMED", "ratio"
        ),
    ] = 0.6
    tied_fortunes: Annotated[
        float,
        Param(
            "share of remaining doubt that office removes (M42)",
            0.0,
            0.9,
            "Getty & Naumov 1999; size ASSUMED",
        ),
    ] = 0.5
    police_evidence: Annotated[
        float,
        Param(
            "how far a police with an incentive multiplies evidence, at most",
            1.0,
            2.0,
            "LITERATURE.md B8",
            "ratio",
        ),
    ] = 1.6
    officials_base: Annotated[
        float,
        Param("weight of incompetent local officials among the culprits", 0.0, 0.5, "ASSUMED"),
    ] = 0.15


PARAMETERS = Attribution


def crisis_level(
    shortfall: float,
    unrest: float,
    hunger: float,
    town_stress: float,
    herd_loss: float,
    p: Attribution,
) -> float:
    """How grave the situation looks from the reports, 0 to 1: any one of them can fill it.

    Shares as in ``Readings``; unrest in crowd actions a month. M04, M88, M89; form ASSUMED.
    """
    calm = 1.0 - p.shortfall_weight * min(1.0, max(0.0, shortfall))
    calm *= 1.0 / (1.0 + max(0.0, unrest) / p.unrest_scale)
    calm *= 1.0 - min(0.9, p.hunger_weight * max(0.0, hunger))
    calm *= 1.0 - p.town_weight * min(1.0, max(0.0, town_stress))
    calm *= 1.0 - min(0.9, p.herd_weight * max(0.0, herd_loss))
    return 1.0 - calm


def remembered_failures(failures: float, crisis: float, p: Attribution) -> float:
    """Failures carried in memory: old ones fade slowly, a month of crisis adds its share.

    In failures; crisis 0 to 1. M77, M83; LITERATURE.md B8, pace ASSUMED.
    """
    return failures * (1.0 - p.forgetting) + p.failures_a_month * crisis


def beliefs(right: float, enemies: float, failures: float, p: Attribution) -> tuple[float, float]:
    """Belief that the line is right and that enemies are at work after so many failures.

    Priors and results are shares in (0, 1); the first result never falls below ``belief_floor``.
    M77, M78, M81; LITERATURE.md B8 (Strevens' protected core).
    """
    clean = (p.failure_if_clean / p.failure_if_explained) ** failures
    excused = right * enemies
    unharmed = right * (1.0 - enemies) * clean
    wrong = 1.0 - right
    total = excused + unharmed + wrong
    return (excused + unharmed) / total, (excused + wrong * enemies) / total


def belief_floor(right: float, enemies: float) -> float:
    """The belief in the line that no number of failures can take away.

    Shares. M77; LITERATURE.md B8: the floor is pi e / (pi e + 1 - pi).
    """
    return right * enemies / (right * enemies + 1.0 - right)


def prior_in_line(
    line_right: float, distance: float, conviction: float, office: float, p: Attribution
) -> float:
    """How far a leader trusts the line beforehand: less if it is not his, more if it feeds him.

    Shares; ``distance`` from the line, ``office`` 1 for those who hold power. M42; ASSUMED.
    """
    doubt = 1.0 - line_right * (1.0 - min(0.95, p.core_distance * distance)) * conviction
    doubt *= 1.0 - p.tied_fortunes * office
    return min(0.999, max(0.01, 1.0 - doubt))


def prior_in_enemies(prior: float, incentive: float, cases: float, p: Attribution) -> float:
    """How active enemies seem beforehand once the police supply cases.

    Shares; ``cases`` is the stock of recent cases, 0 to 1. M71, M72, M75; LITERATURE.md B8.
    """
    times = 1.0 + (p.police_evidence - 1.0) * incentive * min(1.0, cases)
    return float(1.0 - (1.0 - prior) ** times)


def blamed(right: float, enemies: float, excess: float, u: float, p: Attribution) -> str:
    """Whom a leader blames for a failure: ``enemies``, ``officials`` or the ``line``.

    Beliefs and ``excess`` (unrest while the line pushes) are shares, ``u`` is a uniform draw.
    M05, M12, M19, M77; weights ASSUMED.
    """
    weights = (enemies, p.officials_base + excess, 1.0 - right)
    mark = u * sum(weights)
    if mark < weights[0]:
        return "enemies"
    return "officials" if mark < weights[0] + weights[1] else "line"


def said_in_private(right: float, u: float) -> bool:
    """Whether a leader lays the failures on the line when he talks among his own.

    It depends on his belief alone: who trusts the line says in private what he says aloud, and its
    working is not questioned. ``right`` is his belief in the line, ``u`` the draw by which he spoke
    aloud (:func:`blamed`). M81; form ASSUMED.
    """
    return u >= right
