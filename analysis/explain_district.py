"""Why one district starved and its neighbour did not: two districts of a region, side by side.

The chain of one run from crop to plan, secretary, deliveries, stores and hunger. Sums run over the
agricultural year, July to the month asked for; heads are villagers of its July, for stores those of
the month. Districts stand as the month leaves them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.explain_place import Season, three
from analysis.results import Results, ResultsError
from sim.outcomes import COUNTRY
from sim.rules.cadre import CHOICES
from sim.scenario_schema import month_label, month_number

HISTORY_LINES = 8
NONE = "none"
"""what a cell says where there is nothing to divide by, as before the harvest"""


@dataclass(frozen=True)
class DistrictLink:
    """One link: stage, what it says, unit, and how it is read off a district's months."""

    stage: str
    what: str
    unit: str
    read: Callable[[pd.DataFrame], Any]


@dataclass(frozen=True)
class DistrictStory:
    """A district's year in one run: its part ('hungriest', 'most spared' or none), chain, history.

    ``links`` and ``history`` are rows as ``explain --json`` prints them.
    """

    run: int
    district: int
    part: str
    links: list[dict[str, Any]]
    history: list[dict[str, Any]]

    @property
    def title(self) -> str:
        """The district as a column is headed."""
        return f"district {self.district}{self.part and f', {self.part}'}"


def no_districts(results: Results, region: str, month: str) -> str:
    """Why nothing can be said of a region's districts by a month; empty where it can."""
    if region == COUNTRY:
        return f"districts are told region by region; {COUNTRY} is none"
    if not results.has_districts:
        return results.why_no_districts
    july = Season(results, region, month).first
    if (results.districts["date"] > pd.Timestamp(f"{july}-01")).all():
        return f"the agricultural year of {month} began in {july}, before the runs"
    return ""


def stories(
    results: Results, region: str, month: str, run: int | None = None, district: int | None = None
) -> list[DistrictStory]:
    """The hungriest and the most spared district of a region in a month, or the one named.

    ``run`` is the first of the results unless it is given. Raises ResultsError where the run or
    the district is none of theirs, or where :func:`no_districts` has a reason.
    """
    reason = no_districts(results, region, month)
    if reason:
        raise ResultsError(_refused(reason, run, district))
    table = results.districts
    held = sorted(table["run"].unique().tolist())
    chosen = held[0] if run is None else run
    if chosen not in held:
        raise ResultsError(f"--run: {chosen} is none of the runs {_listed(held)}")
    first = pd.Timestamp(f"{Season(results, region, month).first}-01")
    last = pd.Timestamp(f"{month}-01")
    here = table[(table["run"] == chosen) & (table["region"] == region)]
    season = here[here["date"].between(first, last)].sort_values(["district", "date"])
    now = season[season["date"] == last]
    if now.empty:
        raise ResultsError(f"--month: the districts of {region} are not recorded in {month}")
    careers = _careers(results, chosen, region, last)
    return [
        _story(season[season["district"] == number], part, careers)
        for number, part in _parts(now, region, district).items()
    ]


def _refused(reason: str, run: int | None, district: int | None) -> str:
    """The reason, after the options that it makes void."""
    given = {"--run": run, "--district": district}
    named = " ".join(f"{name} {value}" for name, value in given.items() if value is not None)
    return f"{named}: {reason}" if named else reason


def _parts(now: pd.DataFrame, region: str, district: int | None) -> dict[int, str]:
    """Which districts are told, and as what. Raises ResultsError for one of another region."""
    numbers = now["district"].tolist()
    if district is not None:
        if district not in numbers:
            raise ResultsError(
                f"--district: {district} is none of the districts of {region}: {_listed(numbers)}"
            )
        return {district: ""}
    order = now.sort_values(["starving", "hunger", "district"], ascending=[False, False, True])
    ranked = order["district"].tolist()
    if len(ranked) == 1:
        return {ranked[0]: "the only one"}
    return {ranked[0]: "hungriest", ranked[-1]: "most spared"}


def _story(season: pd.DataFrame, part: str, careers: list[dict[str, Any]]) -> DistrictStory:
    run, number = int(season["run"].iloc[-1]), int(season["district"].iloc[-1])
    place = {"place": f"district {number}", "run": run}
    links = [
        {**place, "stage": link.stage, "what": link.what, "value": _text(link.read(season)),
         "unit": link.unit}
        for link in DISTRICT_CHAIN
    ]  # fmt: skip
    lines = [
        {**place, "stage": "history", "month": entry["month"], "what": entry["what"]}
        for entry in careers if entry["district"] == number
    ]  # fmt: skip
    return DistrictStory(run, number, part, links, lines[-HISTORY_LINES:])


def side_by_side(told: list[DistrictStory]) -> list[dict[str, str]]:
    """The chains as one table: stage and what, a column a district, unit."""
    return [
        {"stage": row["stage"], "what": row["what"],
         **{story.title: story.links[i]["value"] for story in told}, "unit": row["unit"]}
        for i, row in enumerate(told[0].links)
    ]  # fmt: skip


def heading(told: list[DistrictStory], region: str, month: str) -> str:
    """What the table of districts shows, in two lines."""
    which = f"district {told[0].district} of {region}"
    if len(told) > 1:
        which = f"the hungriest and the most spared district of {region}"
    return (
        f"In run {told[0].run}, {which},\n"
        f"at the end of {month} (the region's stocks, above, are of its first day):"
    )


def history_lines(story: DistrictStory) -> list[str]:
    """The last entries of the district's secretaries as lines to print."""
    head = f"Secretaries of {story.title}:"
    if not story.history:
        return [f"{head} no entry"]
    return [head, *(f"  {row['month']} {row['what']}" for row in story.history)]


def _careers(results: Results, run: int, region: str, last: pd.Timestamp) -> list[dict[str, Any]]:
    """What became of the secretaries of a region's districts up to a month, in order."""
    events = results.events
    chosen = events[
        (events["kind"] == "district_secretary") & (events["run"] == run)
        & (events["region"] == region) & (events["date"] <= last)
    ].sort_values("date", kind="stable")  # fmt: skip
    facts = [json.loads(detail) for detail in chosen["detail"]]
    return [
        {"district": fact["district"], "month": f"{day:%Y-%m}",
         "what": f"secretary {fact['secretary']}: {_deed(fact)}"}
        for day, fact in zip(chosen["date"], facts, strict=True)
    ]  # fmt: skip


def _deed(fact: dict[str, Any]) -> str:
    """An event of a career in few words."""
    what = str(fact["what"])
    if "charge" in fact:
        return f"charged with {fact['charge']}, {what}"
    if what == "appointed":
        return f"takes office, {_origin(fact.get('outsider'))}"
    return f"{what} {fact['answer']}" if "answer" in fact else what


def _origin(outsider: Any) -> str:
    return "sent from outside" if outsider else "of the place"


def _now(season: pd.DataFrame, name: str) -> float:
    return float(season[name].iloc[-1])


def _ratio(above: float, below: float) -> float | None:
    return above / below if below > 0.0 else None


def _a_head(name: str) -> Callable[[pd.DataFrame], float | None]:
    """Reader of a counter of the year for a villager of July (kg)."""
    return lambda s: _ratio(_now(s, name), float(s["villagers"].iloc[0]))


def _summed(name: str, heads: float = 1.0) -> Callable[[pd.DataFrame], float | None]:
    """Reader of a monthly amount summed since July, for so many villagers of July."""
    return lambda s: _ratio(heads * float(s[name].sum()), float(s["villagers"].iloc[0]))


def _percent(above: str, below: str) -> Callable[[pd.DataFrame], float | None]:
    """Reader of one counter of the year as percent of another."""
    return lambda s: _ratio(100.0 * _now(s, above), _now(s, below))


def _of_now(name: str, factor: float = 1.0) -> Callable[[pd.DataFrame], float]:
    """Reader of a column of the month, times a factor."""
    return lambda s: factor * _now(s, name)


def _in_office(season: pd.DataFrame) -> str:
    """Which secretary, and since which month."""
    day = season["date"].iloc[-1]
    since = month_label(month_number(f"{day:%Y-%m}") - int(_now(season, "tenure")))
    return f"{_now(season, 'secretary'):.0f}, since {since}"


def _choices(season: pd.DataFrame) -> str:
    """The year's choices counted by kind, the commonest first."""
    counts = season["choice"].astype(int).value_counts(sort=False).sort_index()
    ranked = counts.sort_values(ascending=False, kind="stable")
    return ", ".join(f"{CHOICES[int(str(code))]} {n}" for code, n in ranked.items())


DISTRICT_CHAIN = (
    DistrictLink("crop", "grain brought in", "kg a villager", _a_head("crop_kg")),
    DistrictLink("report", "reported over true harvest", "ratio",
                 lambda s: _ratio(_now(s, "reported_kg"), _now(s, "crop_kg"))),
    DistrictLink("plan", "crop that the plan assessed", "kg a villager", _a_head("assessed_kg")),
    DistrictLink("plan", "plan of the year", "kg a villager", _a_head("target_kg")),
    DistrictLink("plan", "share of the true crop", "percent", _percent("target_kg", "crop_kg")),
    DistrictLink("plan", "share taken off by pleas", "percent", _of_now("eased", 100.0)),
    DistrictLink("force", "pressure, mean since July", "percent",
                 lambda s: 100.0 * float(s["pressure"].mean())),
    DistrictLink("force", "envoy at hand since July", "months", lambda s: float(s["envoy"].sum())),
    DistrictLink("secretary", "number, in office since", "", _in_office),
    DistrictLink("secretary", "comes from", "", lambda s: _origin(_now(s, "outsider") > 0.5)),
    DistrictLink("secretary", "zeal", "share", _of_now("zeal")),
    DistrictLink("secretary", "belief in the line", "share", _of_now("belief")),
    DistrictLink("secretary", "ties to the place", "share", _of_now("tie")),
    DistrictLink("secretary", "fear", "share", _of_now("fear")),
    DistrictLink("secretary", "harm in sight since July, at its worst", "share",
                 lambda s: float(s["harm"].max())),
    DistrictLink("secretary", "choices since July", "months", _choices),
    DistrictLink("taking", "collected since July", "kg a villager", _a_head("collected_kg")),
    DistrictLink("taking", "share of the crop", "percent", _percent("collected_kg", "crop_kg")),
    DistrictLink("taking", "share of the plan", "percent", _percent("collected_kg", "target_kg")),
    DistrictLink("taking", "sold back since July", "kg a villager", _summed("sold_back_kg")),
    DistrictLink("stores", "grain left in villages", "kg a villager",
                 lambda s: _ratio(_now(s, "held_kg"), _now(s, "villagers"))),
    DistrictLink("hunger", "people below the famine line", "percent", _of_now("starving", 100.0)),
    DistrictLink("hunger", "deaths from hunger since July", "per 1000 villagers",
                 _summed("hunger_deaths", 1000.0)),
    DistrictLink("answer", "crowds since July", "per 10,000 villagers",
                 _summed("crowds", 10_000.0)),
)  # fmt: skip


def _text(value: Any) -> str:
    if value is None:
        return NONE
    return value if isinstance(value, str) else three(float(value))


def _listed(numbers: list[int]) -> str:
    """Numbers as one reads them: a run of them as its ends."""
    whole = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))
    return f"{numbers[0]} to {numbers[-1]}" if whole else ", ".join(map(str, numbers))
