"""Party cards: who is admitted, promoted, lost and screened out; every card is accounted for.

M20, M92; figures in persons and shares a month.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.parameters import Param


class Membership(NamedTuple):
    """Pace of admission, promotion, loss and screening."""

    admission: Annotated[
        float,
        Param(
            "people a month that the party wants in ordinary times",
            2.0,
            60.0,
            "order of growth 1925-28 (mem_rigby1968)",
            "thousand persons a month",
        ),
    ] = 15.0
    drive_admission: Annotated[
        float,
        Param(
            "further people a month when the line and industry call for hands",
            10.0,
            200.0,
            "order of growth 1930-31 (mem_rigby1968)",
            "thousand persons a month",
        ),
    ] = 130.0
    promotion: Annotated[
        float,
        Param(
            "share of candidates made members in a month",
            0.01,
            0.1,
            "ASSUMED, one to three years as candidate",
            "share a month",
        ),
    ] = 0.035
    attrition: Annotated[
        float,
        Param(
            "share of cards lost to death and leaving in a month",
            0.0,
            0.01,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.0028
    ordinary_expulsion: Annotated[
        float,
        Param(
            "share of cards taken by ordinary discipline in a month",
            0.0,
            0.005,
            "ASSUMED",
            "share a month",
        ),
    ] = 0.0008
    raw_fear: Annotated[
        float,
        Param("distrust that a mass of untutored recruits causes", 0.0, 3.0, "ASSUMED", "ratio"),
    ] = 1.0
    screening_at: Annotated[
        float,
        Param(
            "pressure for screening above which one is decided",
            0.5,
            10.0,
            "ASSUMED",
            "distrust-months",
        ),
    ] = 4.4
    screening_gap: Annotated[
        float, Param("months between two screenings at least", 6.0, 48.0, "ASSUMED", "months")
    ] = 32.0
    screening_months: Annotated[
        float,
        Param(
            "months that a screening takes",
            6.0,
            24.0,
            "13 in 1929-30, about 19 in 1933-34",
            "months",
        ),
    ] = 14.0
    screening_low: Annotated[
        float, Param("share expelled by a screening at norm and width 0", 0.0, 0.1, "ASSUMED")
    ] = 0.0
    screening_norm: Annotated[float, Param("further share at full norm", 0.0, 0.4, "ASSUMED")] = (
        0.06
    )
    screening_width: Annotated[float, Param("further share at full width", 0.0, 0.4, "ASSUMED")] = (
        0.24
    )


PARAMETERS = Membership


def wanted_admissions(drive: float, distrust: float, screening: bool, p: Membership) -> float:
    """People that the party takes in this month, in thousands.

    ``drive`` (pace of the campaign in farms and plants) and ``distrust`` are shares; a screening
    closes the door. M20, M86; size from growth, ASSUMED form.
    """
    if screening:
        return 0.0
    return (p.admission + p.drive_admission * drive) * max(0.0, 1.0 - distrust)


def raw_share(recent: float, total: float) -> float:
    """Share of the party that came in lately and is untutored.

    Persons. M20.
    """
    return min(1.0, recent / total) if total > 0.0 else 0.0


def distrust(raw: float, norm: float, threat: float, p: Membership) -> float:
    """How far the old guard distrusts its base, 0 to 1.

    M20, M18; Getty & Naumov 1999, size ASSUMED.
    """
    return min(1.0, p.raw_fear * raw * (0.25 + 0.75 * norm) * threat)


def screening_share(norm: float, width: float, p: Membership) -> float:
    """Share of the membership that a screening decided now shall expel.

    M92; sizes ASSUMED.
    """
    return p.screening_low + p.screening_norm * norm + p.screening_width * width


def cards_moved(
    members: float, candidates: float, admitted: float, purge_a_month: float, p: Membership
) -> dict[str, int]:
    """Whole cards that move in a month: admitted, promoted, expelled and lost by kind.

    Stocks and results in persons; no more leaves than there is. M20, M92.
    """
    promoted = int(candidates * p.promotion)
    rate = min(0.5, purge_a_month + p.ordinary_expulsion)
    moved = {
        "admitted": int(max(0.0, admitted)),
        "promoted": promoted,
        "expelled_members": int(members * rate),
        "expelled_candidates": int((candidates - promoted) * rate),
    }
    moved["lost_members"] = int((members - moved["expelled_members"]) * p.attrition)
    left = candidates - promoted - moved["expelled_candidates"]
    moved["lost_candidates"] = int(left * p.attrition)
    return moved
