"""What is kept of every sampled district, month by month: the columns of districts.parquet.

Amounts are those of the sampled villages, not weighted to the region; per head they compare.
Agricultural-year counters run from July to the end of the month; everything else is as the month
leaves it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DistrictColumn:
    """One column: name, unit and what it says."""

    name: str
    unit: str
    definition: str


DISTRICT_COLUMNS: tuple[DistrictColumn, ...] = (
    DistrictColumn("villagers", "persons", "people in the sampled villages"),
    DistrictColumn("crop_kg", "kg", "true harvest since July"),
    DistrictColumn("reported_kg", "kg", "harvest reported since July"),
    DistrictColumn("assessed_kg", "kg", "crop that the plan assesses the district at"),
    DistrictColumn("target_kg", "kg", "plan of the agricultural year as it stands"),
    DistrictColumn("collected_kg", "kg", "handed to the state since July"),
    DistrictColumn("sold_back_kg", "kg", "sold back to the hungry out of local stores this month"),
    DistrictColumn("held_kg", "kg", "grain in households and kolkhozy, open, hidden and seed"),
    DistrictColumn("hunger", "share", "mean food deficit that the secretary sees"),
    DistrictColumn("starving", "share", "people below the famine line"),
    DistrictColumn("hunger_deaths", "persons", "deaths from hunger this month, expected"),
    DistrictColumn("crowds", "events", "crowd actions this month, expected"),
    DistrictColumn("kolkhoz_share", "share", "households in kolkhozy"),
    DistrictColumn("weather", "ratio", "weather of the crop in the ground over the normal"),
    DistrictColumn("harm", "share", "hunger, unrest and need taken, as the secretary sees them"),
    DistrictColumn("pressure", "share", "force put behind deliveries"),
    DistrictColumn("report_ratio", "ratio", "reported over true harvest"),
    DistrictColumn("envoy", "0/1", "a plenipotentiary stands by"),
    DistrictColumn("arm", "share", "the party's reach into villages"),
    DistrictColumn("eased", "share", "of the target that pleas have taken off this year"),
    DistrictColumn("plea", "0/1", "the secretary pleads this month"),
    DistrictColumn("choice", "code", "0 comply, 1 overshoot, 2 misreport, 3 balk, 4 leak"),
    DistrictColumn("secretary", "number", "which secretary since January 1924, the first is 1"),
    DistrictColumn("outsider", "0/1", "the secretary was sent from outside"),
    DistrictColumn("tenure", "months", "in office"),
    DistrictColumn("zeal", "share", "of the secretary"),
    DistrictColumn("belief", "share", "of the secretary in the line"),
    DistrictColumn("tie", "share", "of the secretary to the place"),
    DistrictColumn("fear", "share", "of the secretary"),
    DistrictColumn("prospects", "share", "of the secretary's career"),
    DistrictColumn("reprimands", "number", "on the secretary's file"),
)
DISTRICT_INDEX: dict[str, int] = {c.name: i for i, c in enumerate(DISTRICT_COLUMNS)}
