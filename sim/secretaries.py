"""The columns that district secretaries live in: one row a district, in the order of districts.

Secretaries are Mesa agents (sim/agents/cadre.py), each a view of a row. Their arithmetic runs over
the rows (sim/kernel/secretaries.py), in doubles, so that a rule gives here what it gives anywhere.
"""

from __future__ import annotations

from typing import Annotated

from sim.state import Array, Column

_JUDGED = ("cadres_are_judged",)
_CHOICE = ("cadres_choose",)
_BOTH = (*_JUDGED, *_CHOICE)


class Secretaries:
    """One row a post: the mind and standing of who holds it, and what he or she saw last."""

    district: Annotated[Array, Column("int32", "index", "the district, its row")]
    zeal: Annotated[Array, Column("float64", "share", "zeal", _JUDGED)]
    belief: Annotated[Array, Column("float64", "share", "belief in the line", _JUDGED)]
    tie: Annotated[Array, Column("float64", "share", "local ties", _JUDGED)]
    fear: Annotated[Array, Column("float64", "share", "fear of falling", _JUDGED)]
    prospects: Annotated[Array, Column("float64", "share", "prospects of a career", _JUDGED)]
    candour: Annotated[Array, Column("float64", "share", "candour of reports", _JUDGED)]
    tenure: Annotated[Array, Column("int32", "months", "in office", _JUDGED)]
    outsider: Annotated[Array, Column("uint8", "0/1", "was sent from outside", _JUDGED)]
    risen: Annotated[Array, Column("uint8", "0/1", "rose from bench or plough", _JUDGED)]
    protected: Annotated[Array, Column("uint8", "0/1", "the patron is in office", _JUDGED)]
    orphaned: Annotated[Array, Column("int32", "months", "since the patron fell", _JUDGED)]
    reprimands: Annotated[Array, Column("int32", "reprimands", "on file", _JUDGED)]
    marked: Annotated[
        Array,
        Column("float64", "share", "standing on the ladder, smoothed over about a year", _JUDGED),
    ]
    generation: Annotated[
        Array, Column("int32", "number", "which secretary of the district", _JUDGED)
    ]
    choice: Annotated[Array, Column("uint8", "code", "as in Districts", _BOTH)]
    pleads: Annotated[Array, Column("uint8", "0/1", "pleads this month", _BOTH)]
    overshot: Annotated[
        Array,
        Column("float64", "share", "how far past months went beyond the plan, fading", _JUDGED),
    ]
    looked: Annotated[
        Array, Column("uint8", "0/1", "has seen the district since taking office", _BOTH)
    ]
    # What the secretary saw last; the names are those of sim.rules.cadre.View.
    shortfall: Annotated[
        Array, Column("float64", "share", "missing of the target due by then", _BOTH)
    ]
    harm: Annotated[Array, Column("float64", "share", "hunger and unrest in sight", _BOTH)]
    norm: Annotated[Array, Column("float64", "share", "discipline demanded", _BOTH)]
    storm: Annotated[
        Array, Column("float64", "share", "how far caution counted as sabotage", _BOTH)
    ]
    by_zeal: Annotated[Array, Column("float64", "share", "promotion by zeal", _BOTH)]
    blame_excess: Annotated[Array, Column("float64", "share", "blame for excess", _BOTH)]
    audit: Annotated[Array, Column("float64", "share", "chance that reports are checked", _BOTH)]
    envoy: Annotated[Array, Column("float64", "0/1", "a plenipotentiary stood by", _BOTH)]
    rivals: Annotated[
        Array, Column("float64", "share", "districts of the region that outran the plan", _BOTH)
    ]
    overload: Annotated[
        Array, Column("float64", "ratio", "work beyond what the staff can do", _BOTH)
    ]
