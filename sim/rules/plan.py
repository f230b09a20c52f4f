"""The plan: shares of regions and districts from reports, season and flexibility (M11)."""

from __future__ import annotations

from typing import Annotated, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.compiled import rule
from sim.parameters import Param


class Plan(NamedTuple):
    """How a plan is laid on regions and spread over the year."""

    report_weight: Annotated[
        float,
        Param(
            "weight of the newest report in the harvest that the plan expects",
            0.1,
            1.0,
            "LITERATURE B3: ratchet 0.5-0.9 keeps the old target; ASSUMED",
        ),
    ] = 0.5
    balance_weight: Annotated[
        float,
        Param(
            "weight of a region's surplus over village needs, against its whole crop, in the plan",
            0.0,
            1.0,
            "ASSUMED, swept; planners used grain-fodder balances and norms by crop side by side",
        ),
    ] = 0.7
    balance_norm: Annotated[
        float,
        Param(
            "needs that the planners' balance leaves to villages, over those of normal years",
            0.7,
            1.1,
            "ASSUMED, swept; norms of the balances were cut in 1930-32",
            "ratio",
        ),
    ] = 1.0
    base_inflation: Annotated[
        float,
        Param(
            "inflation of harvest reports without pressure",
            0.05,
            0.25,
            "LITERATURE B3: 0.16-0.48; record 1928: 1.16",
        ),
    ] = 0.14
    pressure_inflation: Annotated[
        float,
        Param(
            "further inflation at full pressure",
            0.0,
            0.4,
            "LITERATURE B3; record 1930-32: 1.24-1.28; ASSUMED split",
        ),
    ] = 0.14
    liar_inflation: Annotated[
        float, Param("further inflation by a secretary who misreports", 0.0, 0.4, "ASSUMED, swept")
    ] = 0.12
    candid_share: Annotated[
        float,
        Param(
            "share of the usual inflation that a fully candid secretary leaves out of a report",
            0.0,
            1.0,
            "ASSUMED, swept",
        ),
    ] = 0.5
    ratchet_up: Annotated[
        float,
        Param(
            "how far a district's assessment follows a report above it",
            0.5,
            1.0,
            "LITERATURE B3: ratchet 0.5-0.9; ASSUMED in its lack of symmetry",
        ),
    ] = 0.75
    ratchet_down: Annotated[
        float,
        Param(
            "how far it follows a report below it: what was given once is asked again",
            0.1,
            0.9,
            "LITERATURE B3; ASSUMED",
        ),
    ] = 0.4
    audit_sees: Annotated[
        float,
        Param(
            "share of a district's inflation that a check of its reports brings to light",
            0.1,
            1.0,
            "ASSUMED, swept; the commissions for yields measured standing crops",
        ),
    ] = 0.6
    audit_weight: Annotated[
        float,
        Param("weight of a year's checks in what the centre takes for usual", 0.1, 1.0, "ASSUMED"),
    ] = 0.5
    shipped: Annotated[
        float,
        Param(
            "share of the collected grain in a district's stores that is shipped in a month",
            0.1,
            0.6,
            "ASSUMED, swept; elevators and railways held grain for months",
            "share a month",
        ),
    ] = 0.4
    voice: Annotated[
        float,
        Param(
            "how far a region where every district pleads comes first when the plan is cut",
            0.0,
            10.0,
            "ASSUMED, swept; Ukraine and Volga 1931-32",
            "ratio",
        ),
    ] = 2.0


PARAMETERS = Plan

Amount = TypeVar("Amount", float, NDArray[np.float64])

FREE_SEASON = (0.03, 0.09, 0.14, 0.15, 0.13, 0.11, 0.10, 0.09, 0.07, 0.04, 0.03, 0.02)
"""Monthly shares of a year's free deliveries, July to June (record: 65 percent by 1 January)."""

CAMPAIGN_SEASON = (0.05, 0.16, 0.22, 0.19, 0.14, 0.09, 0.06, 0.04, 0.02, 0.01, 0.01, 0.01)
"""The same under campaigns (record: 85 percent by 1 January in the 1930s)."""


def season(campaign: float) -> list[float]:
    """Monthly shares of a year's plan, July to June; ``campaign`` (0..1) blends the two seasons."""
    return [
        (1.0 - campaign) * free + campaign * pressed
        for free, pressed in zip(FREE_SEASON, CAMPAIGN_SEASON, strict=True)
    ]


def share_due(month: int, campaign: float) -> float:
    """Share of what is still due that falls in this month (1-12), by the season."""
    place, blend = (month - 7) % 12, season(campaign)
    return blend[place] / sum(blend[place:])


def due_by(month: int, campaign: float) -> float:
    """Share of a year's plan due before this month (1-12) begins, by the season; 0 in July."""
    return sum(season(campaign)[: (month - 7) % 12])


def shortage_told(got: float, due: float, share_due: float) -> float:
    """Share of the grain due by now that is missing, as far as it tells anything of the year.

    ``got`` and ``due`` in one unit; ``share_due`` of the year's plan. In the first weeks of a
    campaign little is due and little is made of it; from half the plan on all is. ASSUMED.
    """
    if due <= 0.0:
        return 0.0
    return max(0.0, min(1.0, 1.0 - got / due)) * min(1.0, share_due / 0.5)


def surplus(expected_harvest: float, needs: float, p: Plan) -> float:
    """Grain a region can spare by the planners' balance (kg): the expected crop less its needs."""
    return max(0.0, expected_harvest - p.balance_norm * needs)


def claim(norm: float, crop_share: float, surplus_share: float, bias: float, p: Plan) -> float:
    """A region's weight in the plan. M11.

    The norm applied to its shares of the country's expected crop and of the expected surplus:
    since reports inflate the crop, they inflate the surplus of grain regions most.
    """
    mixed = (1.0 - p.balance_weight) * crop_share + p.balance_weight * surplus_share
    return norm * mixed * (1.0 + bias)


def peasants_plan(plan: float, state_farms: float) -> float:
    """What households and kolkhozy are to deliver: the plan less the state farms' planned part."""
    return max(0.0, plan - state_farms)


def harvest_loss(reported: float, expected: float) -> float:
    """Share of the expected harvest that a region reports as missing (same units)."""
    if expected <= 0.0 or reported <= 0.0:
        return 0.0
    return max(0.0, 1.0 - reported / expected)


def corrected_plan(
    plan: NDArray[np.float64],
    losses: NDArray[np.float64],
    pleading: NDArray[np.float64],
    change: float,
    p: Plan,
) -> NDArray[np.float64]:
    """Regional plans after the national plan changes within the season by ``change`` (same unit).

    Cuts go where reports show the worst losses, with the cube of the loss, sooner where districts
    plead (``pleading`` is their share), at most three quarters of a region's plan and the rest to
    all; additions are laid on all alike. M16.
    """
    claims = plan * losses**3 * (1.0 + p.voice * pleading)
    if change >= 0.0 or float(claims.sum()) <= 0.0:
        return np.maximum(0.0, plan * (1.0 + change / max(1.0, float(plan.sum()))))
    wanted = -change * claims / float(claims.sum())
    cut = np.minimum(0.75 * plan, wanted)
    rest = plan - cut
    kept = 1.0 - (-change - float(cut.sum())) / max(1.0, float(rest.sum()))
    return np.asarray(rest * max(0.0, kept))


def season_correction(true_harvest: float, expected_harvest: float, flexibility: float) -> float:
    """Factor on a region's target when the plan may follow the true harvest within the season.

    Without flexibility it is one: the target ignores a bad year (Meng, Qian and Yared 2015).
    """
    if expected_harvest <= 0.0 or true_harvest <= 0.0:
        return 1.0
    return 1.0 - flexibility + flexibility * min(1.2, true_harvest / expected_harvest)


def believed(reported: Amount, discount: float, known: Amount) -> Amount:
    """What the centre makes of a report (same unit): less a share of the inflation it knows of.

    ``discount`` is that share, ``known`` reported over true harvest, less one.
    """
    return reported / (1.0 + discount * known)


def expected_next(expected: float, accepted: float, p: Plan) -> float:
    """Harvest expected next year: the old expectation, moved towards this year's accepted report.

    The reports already hold the inflation, so targets ratchet upward under pressure.
    """
    return expected + p.report_weight * (accepted - expected)


def assessment_next(assessed: float, reported: float, p: Plan) -> float:
    """A district's assessed crop after a year's report (same units): quick up, slow down. M11."""
    gain = p.ratchet_up if reported > assessed else p.ratchet_down
    return assessed + gain * (reported - assessed)


def known_next(known: float, found: float, p: Plan) -> float:
    """Inflation that the centre takes for usual, after checks that found ``found`` (shares).

    A check sees a part of it only.
    """
    return known + p.audit_weight * (p.audit_sees * found - known)


@rule
def report_ratio(pressure, misreports, candour, audit, p):
    """Reported over true harvest of a district (ratio). M11, M84.

    Pressure inflates, the candid report less; audits restrain the liar.
    """
    usual = p.base_inflation + p.pressure_inflation * pressure
    lie = p.liar_inflation * (1.0 - audit) if misreports else 0.0
    return 1.0 + usual * (1.0 - p.candid_share * (candour - 0.5)) + lie


@rule
def weighed_report(ratio, weighed):
    """Reported over true harvest where the share ``weighed`` of it was weighed in the barn. M11."""
    return ratio - weighed * (ratio - 1.0)


def struck_off(
    asked: NDArray[np.float64], can_give: NDArray[np.float64], veto: float
) -> NDArray[np.float64]:
    """What districts strike off the plan (same units as the first two): a share of the excess.

    ``asked`` is still due this year, ``can_give`` what their own need leaves, ``veto`` (0..1) how
    far the excess may be refused. M16.
    """
    return veto * np.maximum(0.0, asked - np.maximum(0.0, can_give))
