"""The country's starting values, the meetings of the party, its named leaders and their ties."""

from __future__ import annotations

from pathlib import Path

from first_world import FirstWorld
from tables import SOURCES, Record, Row, read_rows, shown, write_table

TIES_KEPT = ("patron_client", "kin", "personal_friendship", "policy_alliance", "rivalry")


def write_country(world: FirstWorld, out: Path) -> None:
    """Write country.csv: coded values, the uses of grain, and the totals of the regions."""
    header = ("key", "value", "low", "high", "unit", "evidence", "source", "note")
    rows: list[list[object]] = [
        [row[name] for name in header]
        for table in ("country_values.csv", "grain_norms.csv")
        for row in read_rows(SOURCES / table)
    ]
    sown = world.sown_1923 / world.land_total
    computed = (
        ("sown_area_grain_1923_mha", world.sown_1923 / 1000, "Mha", "recalled", "sown_area_grain"),
        ("sown_share_of_grain_land_1923", sown, "share", "derived", "sown_area_grain 1923, 1934"),
        ("grain_stock_villages_mt", world.village_stock_mt, "Mt", "assumed", "regions.csv"),
        ("harvest_1923_mt", world.low_harvest(1923), "Mt", "derived",
         "grain_harvest_official_revised x 63/73.3"),
        ("national_birth_rate", world.national_birth, "per 1000 a year", "recalled",
         "crude_birth_rate_reconstructed 1927-28"),
        ("national_death_rate", world.national_death, "per 1000 a year", "recalled",
         "crude_death_rate_reconstructed 1927-28"),
    )  # fmt: skip
    for key, value, unit, evidence, source in computed:
        number = shown(value)
        rows.append([key, number, number, number, unit, evidence, source, ""])
    comments = [
        "The country in January 1924: starting values that are no sum of regions, and the uses of "
        "grain on the low basis (docs/inputs.md). Written by scenarios/inputs/build.py.",
        "Sources by row; low and high are ranges of the sources or of judgement.",
    ]
    write_table(out / "country.csv", comments, header, rows)


def write_congresses(record: Record, out: Path) -> None:
    """Write congresses.csv: congresses, conferences and plenums with documented sizes."""
    sizes = ("cc_full_members", "cc_candidate_members", "congress_delegates_voting")
    found = {(r["region"], series): r["value"] for series in sizes for r in record.all_rows(series)}
    rows: list[list[object]] = []
    for row in read_rows(SOURCES / "bodies.csv"):
        values = [shown(float(found.get((row["record"], s), "nan")), 0) for s in sizes]
        numbers = ["" if v == "nan" else v for v in values]
        rows.append([row["date"], row["body"], row["number"], *numbers, row["source"]])
    comments = [
        "Meetings of the party's bodies. Written by scenarios/inputs/build.py.",
        "Dates: events of the record (EV...) or recalled. Sizes: cc_full_members, "
        "cc_candidate_members (elected there), congress_delegates_voting; empty where not known.",
    ]
    header = (
        "date", "body", "number", "cc_full", "cc_candidates", "delegates_voting", "source",
    )  # fmt: skip
    write_table(out / "congresses.csv", comments, header, rows)


LEADER_COLUMNS = {
    "position_squeeze": "squeeze", "position_democracy": "democracy",
    "position_world_revolution": "world", "office_1924": "office_1924",
    "base_region": "base_region", "cc_member_1924": "cc_1924", "cc_from": "cc_from",
    "politburo_1924": "politburo_1924", "ambition": "ambition", "belief": "belief",
    "standing": "standing", "plebeian_appeal": "plebeian", "shrillness": "shrillness",
    "civil_war": "civil_war",
    "patron_1924": "patron_1924", "rank": "rank", "natural_death": "natural_death",
}  # fmt: skip


def write_leaders(record: Record, out: Path) -> list[str]:
    """Write leaders.csv; returns the identities in order."""
    actors = {r["actor_id"]: r for r in read_rows(record.raw / "actors.csv")}
    coding = {r["actor_id"]: r for r in read_rows(SOURCES / "leader_coding.csv")}
    if set(actors) != set(coding):
        raise KeyError(f"actors without coding or the reverse: {set(actors) ^ set(coding)}")
    rows: list[list[object]] = []
    for actor_id, actor in actors.items():
        code = coding[actor_id]
        faction = "none" if actor_id == "lenin" else actor["faction_1924"]
        rows.append([
            actor_id, actor["name"], actor["birth"], faction,
            *(code[column] for column in LEADER_COLUMNS.values()),
            f"name, birth, faction: actors.csv ({actor['source_key']}); positions and temper: "
            "coded judgement; offices and seats: recalled",
        ])  # fmt: skip
    header = ("actor_id", "name", "birth", "faction_1924", *LEADER_COLUMNS, "basis")
    comments = [
        "The named leaders as they stood in January 1924. Written by scenarios/inputs/build.py.",
        "Sources: actors.csv of the record (name, birth, faction_1924) and "
        "sources/leader_coding.csv "
        "(judgement). Later factions, sanctions and fates are scored and are no input.",
        "cc_member_1924: elected by the XII Congress (April 1923). cc_from: month of the congress "
        "that first elected someone later; a size of the committee is in congresses.csv. "
        "natural_death: month, given like Lenin's; murders, suicides and executions are not given.",
    ]
    write_table(out / "leaders.csv", comments, header, rows)
    return list(actors)


def tie_holds(tie: Row, refused: set[tuple[str, str]], known: set[str]) -> bool:
    """Whether a tie of the record existed in January 1924 between two named leaders."""
    pair = (tie["source"], tie["target"])
    if tie["type"] not in TIES_KEPT or pair in refused or not known.issuperset(pair):
        return False
    return int(tie["year_from"]) <= 1924


def write_ties(record: Record, known: list[str], out: Path) -> None:
    """Write leader_ties.csv: only ties that existed by January 1924."""
    refused = {(r["source"], r["target"]) for r in read_rows(SOURCES / "ties_refused.csv")}
    rows: list[list[object]] = [
        [t["source"], t["target"], t["type"], t["weight"], t["year_from"], t["evidence"],
         f"ties.csv: {t['source_key']}; weight coded judgement"]
        for t in read_rows(record.raw / "ties.csv")
        if tie_holds(t, refused, set(known))
    ]  # fmt: skip
    comments = [
        "Ties between the named leaders by January 1924. Written by scenarios/inputs/build.py.",
        "Source: ties.csv of the record, year_from 1924 or earlier, without the snapshots of "
        "factions "
        "(leaders.csv has those) and without the pairs of sources/ties_refused.csv. How long a tie "
        "lasted is no input.",
        "source is the patron in patron_client; the other types have no direction.",
    ]
    header = ("source", "target", "type", "weight", "year_from", "evidence", "basis")
    write_table(out / "leader_ties.csv", comments, header, rows)
