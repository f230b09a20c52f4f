"""The columns that households, villages and districts live in; readings, events and the clock.

Each column says its type, unit, meaning and which lines of the month may write it; a test runs
every line of the month alone and fails if another column changed. The columns of a table share
one structured array, which compiled code takes by reference (docs/decisions/0003). Households are
sorted by village.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, get_type_hints

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

POOR, MIDDLE, KULAK = 0, 1, 2
PRIVATE, KOLKHOZ, GONE = 0, 1, 2
SILENT, HIDING, LEAVING, PETITIONING, VIOLENT = 0, 1, 2, 3, 4
"""Codes of labels, of status, and of the rungs of protest (attitude and stance)."""


@dataclass(frozen=True)
class Column:
    """What one column holds: NumPy type, unit, meaning, and the lines of the month that write."""

    dtype: str
    unit: str
    meaning: str
    writers: tuple[str, ...] = ()


_FIELDS = ("fields_are_worked",)
_PLAN = ("plan_comes_down",)
_SHARING = ("neighbours_share",)
_TAKING = ("state_collects_grain",)
_ANSWER = ("villages_answer",)
_EATING = ("households_eat",)
_MOVING = ("people_move",)
_UPDATE = ("beliefs_update",)
_KOLKHOZ_HERD = (*_ANSWER, *_EATING, *_MOVING)
_GRAIN = (*_FIELDS, *_TAKING, *_ANSWER, *_EATING, *_MOVING)


class Households:
    """One row a household, sorted by village; a household without people has status GONE."""

    identity: Annotated[Array, Column("uint32", "", "stable identity, key of its chance")]
    village: Annotated[Array, Column("int32", "index", "its village")]
    adults: Annotated[
        Array, Column("int16", "persons", "aged 15 and over", (*_EATING, *_MOVING, *_ANSWER))
    ]
    children: Annotated[
        Array, Column("int16", "persons", "aged under 15", (*_EATING, *_MOVING, *_ANSWER))
    ]
    infants: Annotated[
        Array,
        Column("int16", "persons", "of the children, aged under 5", (*_EATING, *_MOVING, *_ANSWER)),
    ]
    elders: Annotated[
        Array,
        Column(
            "int16", "persons", "of the adults, aged 60 and over", (*_EATING, *_MOVING, *_ANSWER)
        ),
    ]
    land_ha: Annotated[
        Array,
        Column(
            "float32",
            "ha",
            "grain land it may sow, also as a member",
            (*_ANSWER, *_MOVING, *_EATING),
        ),
    ]
    worked_ha: Annotated[
        Array,
        Column(
            "float32",
            "ha",
            "area sown in the last campaign",
            (*_FIELDS, *_ANSWER, *_EATING, *_MOVING),
        ),
    ]
    winter_ha: Annotated[
        Array,
        Column(
            "float32",
            "ha",
            "own winter grain in the ground",
            (*_FIELDS, *_ANSWER, *_MOVING, *_EATING),
        ),
    ]
    spring_ha: Annotated[
        Array,
        Column(
            "float32",
            "ha",
            "own spring grain in the ground",
            (*_FIELDS, *_ANSWER, *_MOVING, *_EATING),
        ),
    ]
    horses: Annotated[
        Array,
        Column("int16", "head", "own horses (and working oxen)", (*_ANSWER, *_MOVING, *_EATING)),
    ]
    cattle: Annotated[Array, Column("int16", "head", "own cattle", (*_ANSWER, *_MOVING, *_EATING))]
    pigs: Annotated[Array, Column("int16", "head", "own pigs", (*_ANSWER, *_MOVING, *_EATING))]
    sheep: Annotated[
        Array, Column("int16", "head", "own sheep and goats", (*_ANSWER, *_MOVING, *_EATING))
    ]
    horse_condition: Annotated[
        Array,
        Column(
            "float32",
            "share",
            "working condition of its horses, 1 well fed",
            (*_EATING, *_ANSWER, *_MOVING),
        ),
    ]
    open_kg: Annotated[
        Array, Column("float64", "kg", "grain in the barn, plain to see", (*_GRAIN, *_SHARING))
    ]
    hidden_kg: Annotated[Array, Column("float64", "kg", "grain hidden from the state", _GRAIN)]
    seed_kg: Annotated[Array, Column("float64", "kg", "grain set aside as seed", _GRAIN)]
    cash_rub: Annotated[Array, Column("float32", "rubles", "money", (*_TAKING, *_EATING))]
    label: Annotated[
        Array, Column("uint8", "code", "0 poor, 1 middle, 2 kulak, as the district has it", _ANSWER)
    ]
    status: Annotated[
        Array,
        Column(
            "uint8", "code", "0 private, 1 in the kolkhoz, 2 gone", (*_ANSWER, *_MOVING, *_EATING)
        ),
    ]
    nomad: Annotated[Array, Column("uint8", "0/1", "lives from herds that wander", _ANSWER)]
    skill: Annotated[Array, Column("float32", "ratio", "yield on its land over the regional mean")]
    courage: Annotated[Array, Column("float32", "share", "threshold above which it acts")]
    taste: Annotated[Array, Column("float32", "share", "liking for common farming, 0 to 1")]
    grievance: Annotated[Array, Column("float32", "share", "private grievance", _UPDATE)]
    fear: Annotated[Array, Column("float32", "share", "fear of punishment", _UPDATE)]
    memory: Annotated[
        Array, Column("float32", "share", "exposure to famine and deportation", _UPDATE)
    ]
    body: Annotated[
        Array, Column("float32", "kg/m2", "body condition (mean body mass index)", _EATING)
    ]
    conceptions: Annotated[
        Array,
        Column("float32", "share", "recent conceptions over those of quiet times", _EATING),
    ]
    fecundity: Annotated[
        Array, Column("float32", "share", "the same eight months ago on the mean", _EATING)
    ]
    relieved: Annotated[
        Array, Column("uint8", "0/1", "left the kolkhoz this month", (*_ANSWER, *_UPDATE))
    ]
    shock: Annotated[
        Array,
        Column("float32", "share", "blows suffered this month", (*_TAKING, *_ANSWER, *_UPDATE)),
    ]
    expected_take: Annotated[
        Array, Column("float32", "share", "share of the crop it expects to lose", _UPDATE)
    ]
    cunning: Annotated[
        Array,
        Column(
            "float32", "share", "of a hidden store, out of reach of searches by experience", _TAKING
        ),
    ]
    taken_kg: Annotated[
        Array,
        Column(
            "float32",
            "kg",
            "taken without consent this agricultural year",
            (*_FIELDS, *_TAKING, *_UPDATE),
        ),
    ]
    crop_kg: Annotated[Array, Column("float32", "kg", "own share of the last harvest", _FIELDS)]
    stance: Annotated[
        Array, Column("uint8", "code", "public stance: 0 silent .. 4 violent", _ANSWER)
    ]
    attitude: Annotated[
        Array,
        Column("uint8", "code", "private attitude: its rung if it had no fear", _ANSWER),
    ]
    hunger: Annotated[Array, Column("float32", "share", "food deficit of the month", _EATING)]


class Villages:
    """One row a village, with its kolkhoz if it has one."""

    identity: Annotated[Array, Column("uint32", "", "stable identity, key of its chance")]
    region: Annotated[Array, Column("int32", "index", "its region")]
    district: Annotated[Array, Column("int32", "index", "its district")]
    start: Annotated[Array, Column("int64", "row", "first household")]
    stop: Annotated[Array, Column("int64", "row", "one past the last household")]
    church_open: Annotated[Array, Column("uint8", "0/1", "the church is open", _ANSWER)]
    kolkhoz_open_kg: Annotated[Array, Column("float64", "kg", "kolkhoz grain on the books", _GRAIN)]
    kolkhoz_hidden_kg: Annotated[
        Array, Column("float64", "kg", "kolkhoz grain off the books", (*_FIELDS, *_TAKING))
    ]
    promised_kg: Annotated[
        Array,
        Column(
            "float64",
            "kg",
            "pay in grain still to come this year, an adult",
            _TAKING,
        ),
    ]
    kolkhoz_seed_kg: Annotated[Array, Column("float64", "kg", "kolkhoz seed fund", _GRAIN)]
    kolkhoz_winter_ha: Annotated[
        Array,
        Column(
            "float32",
            "ha",
            "kolkhoz winter grain in the ground",
            (*_FIELDS, *_ANSWER, *_EATING, *_MOVING),
        ),
    ]
    kolkhoz_spring_ha: Annotated[
        Array,
        Column(
            "float32",
            "ha",
            "kolkhoz spring grain in the ground",
            (*_FIELDS, *_ANSWER, *_EATING, *_MOVING),
        ),
    ]
    kolkhoz_land_ha: Annotated[
        Array,
        Column(
            "float32",
            "ha",
            "land of the village that is no household's",
            (*_ANSWER, *_MOVING, *_EATING),
        ),
    ]
    kolkhoz_years: Annotated[Array, Column("float32", "years", "age of the kolkhoz", _UPDATE)]
    kolkhoz_horses: Annotated[Array, Column("int32", "head", "socialised horses", _KOLKHOZ_HERD)]
    kolkhoz_cattle: Annotated[Array, Column("int32", "head", "socialised cattle", _KOLKHOZ_HERD)]
    kolkhoz_pigs: Annotated[Array, Column("int32", "head", "socialised pigs", _KOLKHOZ_HERD)]
    kolkhoz_sheep: Annotated[
        Array, Column("int32", "head", "socialised sheep and goats", _KOLKHOZ_HERD)
    ]
    kolkhoz_condition: Annotated[
        Array,
        Column("float32", "share", "working condition of its horses, 1 well fed", _KOLKHOZ_HERD),
    ]
    kolkhoz_used_ha: Annotated[
        Array,
        Column(
            "float32",
            "ha",
            "area that its crop rotation is used to",
            (*_FIELDS, *_ANSWER, *_EATING, *_MOVING),
        ),
    ]
    quota_kg: Annotated[
        Array, Column("float64", "kg", "still asked of the village this year", (*_PLAN, *_TAKING))
    ]
    served: Annotated[
        Array,
        Column(
            "float32", "share", "kolkhoz land served by a machine station", ("plan_comes_down",)
        ),
    ]
    harvest_kg: Annotated[
        Array, Column("float64", "kg", "brought in since 1 July", (*_PLAN, *_FIELDS))
    ]
    delivered_kg: Annotated[
        Array,
        Column("float64", "kg", "given to the state since 1 July", (*_PLAN, *_FIELDS, *_TAKING)),
    ]
    weather_luck: Annotated[
        Array, Column("float32", "ratio", "local yield over the region's", ("weather_turns",))
    ]
    share_kolkhoz: Annotated[
        Array, Column("float32", "share", "households in the kolkhoz, end of last month", _UPDATE)
    ]
    share_acting: Annotated[
        Array, Column("float32", "share", "households in open protest last month", _UPDATE)
    ]
    neighbours_acting: Annotated[
        Array, Column("float32", "share", "the same in the district's other villages", _UPDATE)
    ]
    hunger_mean: Annotated[
        Array, Column("float32", "share", "mean food deficit last month", _UPDATE)
    ]
    label_risk: Annotated[
        Array, Column("float32", "share", "danger of being called kulak", _UPDATE)
    ]
    conceded: Annotated[
        Array,
        Column(
            "float32",
            "share",
            "demands put off since a crowd won a concession",
            (*_ANSWER, *_UPDATE),
        ),
    ]
    seized: Annotated[
        Array,
        Column("float32", "share", "of the crop taken by force this month", _TAKING),
    ]
    seed_seized: Annotated[
        Array,
        Column("float32", "share", "of the seed taken by force this month", _TAKING),
    ]
    force_seen: Annotated[
        Array,
        Column(
            "float32",
            "share",
            "force seen in the village this month",
            (*_TAKING, *_ANSWER, *_UPDATE),
        ),
    ]


class Districts:
    """One row a district; its secretary's choices of the month."""

    identity: Annotated[Array, Column("uint32", "", "stable identity, key of its chance")]
    region: Annotated[Array, Column("int32", "index", "its region")]
    weight: Annotated[Array, Column("float64", "districts", "real districts that it stands for")]
    pressure: Annotated[
        Array, Column("float32", "share", "force put behind deliveries", ("cadres_choose",))
    ]
    search: Annotated[
        Array, Column("float32", "share", "force of searches for hidden grain", ("cadres_choose",))
    ]
    tempo: Annotated[
        Array,
        Column("float32", "share", "share of households wanted in kolkhozy", ("cadres_choose",)),
    ]
    coercion: Annotated[
        Array, Column("float32", "share", "force put behind joining", ("cadres_choose",))
    ]
    label_push: Annotated[
        Array,
        Column(
            "float32", "share", "readiness to call a middle peasant a kulak", ("cadres_choose",)
        ),
    ]
    report_ratio: Annotated[
        Array, Column("float32", "ratio", "reported over true harvest", ("cadres_choose",))
    ]
    resale_fill: Annotated[
        Array,
        Column(
            "float32",
            "share",
            "of what the hungry lack, sold back to them out of the district's stores",
            ("cadres_sell_back",),
        ),
    ]
    store_kg: Annotated[
        Array,
        Column(
            "float64",
            "kg",
            "collected grain not yet shipped, a part of the state's store (sampled kg)",
            ("state_collects_grain", "households_eat"),
        ),
    ]
    envoy: Annotated[
        Array,
        Column("uint8", "0/1", "a plenipotentiary stands by", ("party_reaches_villages",)),
    ]
    arm: Annotated[
        Array,
        Column("float32", "share", "the party's reach into villages", ("party_reaches_villages",)),
    ]
    plea: Annotated[
        Array,
        Column("uint8", "0/1", "the secretary pleads this month", ("cadres_choose",)),
    ]
    pleaded: Annotated[
        Array,
        Column(
            "uint8",
            "0/1",
            "a secretary has pleaded this agricultural year",
            ("cadres_choose", "plan_comes_down"),
        ),
    ]
    eased: Annotated[
        Array,
        Column(
            "float32",
            "share",
            "of the target that pleas have taken off this agricultural year",
            ("cadres_choose", "plan_comes_down"),
        ),
    ]
    choice: Annotated[
        Array,
        Column(
            "uint8",
            "code",
            "0 comply, 1 overshoot, 2 misreport, 3 balk, 4 leak",
            ("cadres_choose",),
        ),
    ]
    target_kg: Annotated[
        Array,
        Column(
            "float64", "kg", "plan of this agricultural year (sampled kg)", ("plan_comes_down",)
        ),
    ]
    collected_kg: Annotated[
        Array, Column("float64", "kg", "collected since 1 July (sampled kg)", (*_PLAN, *_TAKING))
    ]
    harvest_kg: Annotated[
        Array, Column("float64", "kg", "true harvest since 1 July (sampled kg)", (*_PLAN, *_FIELDS))
    ]
    reported_kg: Annotated[
        Array,
        Column("float64", "kg", "reported harvest since 1 July (sampled kg)", (*_PLAN, *_FIELDS)),
    ]
    assessed_kg: Annotated[
        Array, Column("float64", "kg", "crop that the plan assesses it at (sampled kg)", _PLAN)
    ]
    hunger: Annotated[
        Array, Column("float32", "share", "mean food deficit that the secretary sees", _UPDATE)
    ]
    unrest: Annotated[
        Array, Column("float32", "events", "crowd actions last month per village", _UPDATE)
    ]


class Table:
    """Rows of one kind of unit in a structured array; every declared column reads as an attribute.

    ``table.land_ha`` is a view of the column (writing into it writes the table), ``table.rows``
    goes to compiled code, by reference.
    """

    def __init__(self, rows: Array) -> None:
        """``rows`` is a structured array whose fields are the declared columns."""
        self.rows = rows
        # Kept as attributes: a column is asked for a hundred times a month.
        vars(self).update({name: rows[name] for name in rows.dtype.names or ()})

    def __getattr__(self, name: str) -> Array:
        """For a name that is no column: AttributeError."""
        raise AttributeError(f"no column '{name}'")

    def __getstate__(self) -> dict[str, Array]:
        """The rows alone: stored apart, the columns would be copies."""
        return {"rows": self.rows}

    def __setstate__(self, state: dict[str, Array]) -> None:
        """The table as it was, its columns views of its rows again."""
        Table.__init__(self, state["rows"])

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def column(self, name: str) -> Array:
        """The column of that name, as a view."""
        return self.rows[name]


def columns(table: type[Any]) -> dict[str, Column]:
    """The declared columns of Households, Villages or Districts, by name, in order."""
    hints = get_type_hints(table, include_extras=True)
    return {name: hint.__metadata__[0] for name, hint in hints.items()}


def empty(table: type[Any], rows: int) -> Table:
    """A table of zeros with ``rows`` rows and the columns that ``table`` declares."""
    kinds = [(name, np.dtype(column.dtype)) for name, column in columns(table).items()]
    return Table(np.zeros(rows, np.dtype(kinds, align=True)))


@dataclass
class Readings:
    """What the leadership is told of the country this month.

    In the drives ``politics`` and the default (side by side) it comes from
    scenarios/inputs/documented_crisis.csv, in the drive ``coupled`` from the simulated country.
    """

    grain_shortfall: float = 0.0
    """share of the grain due by now under the plan that is missing (0 none .. 1 all)"""
    unrest: float = 0.0
    """crowd actions reported in the month, events"""
    hunger: float = 0.0
    """share of rural people below the famine line, as reports carry it upward"""
    town_stress: float = 0.0
    """share of the towns' grain need unmet"""
    herd_loss: float = 0.0
    """share of horses lost over the past twelve months"""
    alarm: float = 0.0
    """foreign alarm and war scare"""
    kolkhoz_share: float = 0.0
    """share of households in kolkhozy, as reported"""
    industry_growth: float = 0.0
    """industrial growth over the past twelve months, share"""


@dataclass
class Event:
    """One dated thing that happened: a vote, a sanction, a campaign, a riot, a text."""

    tick: int
    kind: str
    actors: str
    region: str
    text: str
    detail: str = ""
    """facts of the event as a JSON object, for scoring and tracing"""


@dataclass
class Clock:
    """Own integer tick: months since the start."""

    start_year: int
    start_month: int
    tick: int = 0

    @property
    def year(self) -> int:
        """Calendar year of the tick."""
        return self.start_year + (self.start_month - 1 + self.tick) // 12

    @property
    def month(self) -> int:
        """Calendar month of the tick, 1 to 12."""
        return (self.start_month - 1 + self.tick) % 12 + 1

    @property
    def absolute(self) -> int:
        """Months since January of year 0: the month that keys chance."""
        return self.year * 12 + self.month - 1

    @property
    def label(self) -> str:
        """The tick as YYYY-MM."""
        return f"{self.year:04d}-{self.month:02d}"
