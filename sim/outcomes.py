"""Every recorded series: unit, kind and definition.

Where the record holds a documented twin the series bears the twin's name. A stock is taken on the
first day of the month, before the tick; a flow covers that month alone, neither cumulated nor
annualised. Expected counts (probability times weight) are marked: they stay meaningful in a
sample, and the events that were realised go to the events table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

REGIONS: tuple[str, ...] = (
    "Leningrad", "Northern", "Belorussia", "Western", "Moscow", "Ivanovo", "Nizhny", "Urals",
    "Ukraine", "Central Black Earth", "Middle Volga", "Tatar", "Bashkir", "West Siberia",
    "East Siberia", "Far East", "Crimea", "North Caucasus", "Lower Volga", "Kazakhstan",
    "Transcaucasia", "Central Asia",
)  # fmt: skip
COUNTRY = "USSR"

HERDS: tuple[str, ...] = ("horses", "cattle", "pigs", "sheep_goats")

FACTIONS: tuple[str, ...] = ("centre", "left", "new_opposition", "united_opposition", "right")


@dataclass(frozen=True)
class Series:
    """One recorded series.

    ``kind`` is ``stock`` (first day of the month) or ``flow`` (that month alone). ``regional`` says
    whether the 22 regions are recorded beside the country. ``headline`` series are kept when an
    ensemble has more than fifty runs. ``tier`` is the tier that writes it. ``combine`` says how the
    country's value follows from the regions: ``sum``, or ``own`` when it is computed by itself.
    """

    name: str
    unit: str
    kind: str
    definition: str
    regional: bool = True
    headline: bool = True
    tier: str = "countryside"
    combine: str = "sum"


def _grain() -> list[Series]:
    flow, stock, million = "flow", "stock", "Mt"
    return [
        Series(
            "grain_harvest_wheatcroft_davies_low",
            million,
            flow,
            "grain brought in by all sectors: the true harvest, low basis",
        ),
        Series(
            "grain_harvest_official_contemporary",
            million,
            flow,
            "grain harvest as districts and state farms reported it upward",
        ),
        Series(
            "grain_harvest_centre_estimate",
            million,
            flow,
            "grain harvest as the centre believes it, after its discount",
            headline=False,
        ),
        Series(
            "grain_procurement_actual",
            million,
            flow,
            "grain the state collects: households, kolkhozy, machine stations, state farms",
        ),
        Series(
            "grain_procurement_plan",
            million,
            flow,
            "grain the plan of the year asks for in this month",
            headline=False,
        ),
        Series(
            "grain_exports",
            million,
            flow,
            "grain shipped abroad; regions by where it was collected",
        ),
        Series(
            "grain_supplied_to_towns", million, flow, "grain the state issues to towns and the army"
        ),
        Series(
            "grain_market_sales",
            million,
            flow,
            "grain that peasants sell on the private market",
            headline=False,
        ),
        Series(
            "state_grain_stocks",
            million,
            stock,
            "grain in state stores; regions by where it was collected",
        ),
        Series(
            "grain_held_in_villages",
            million,
            stock,
            "grain and seed in households' and kolkhoz stores, open and hidden",
        ),
        Series("grain_hidden", million, stock, "of which hidden", headline=False),
        Series("seed_use", million, flow, "grain put into the soil", headline=False),
        Series("grain_fed_to_livestock", million, flow, "grain fed to animals", headline=False),
        Series("rural_food_grain", million, flow, "grain eaten in villages", headline=False),
        Series(
            "sown_area_grain",
            "Mha",
            stock,
            "grain area of all sectors, winter and spring, for the harvest of this calendar year",
        ),
        Series("sown_area_state_farms", "Mha", stock, "of which by state farms", headline=False),
        Series(
            "grain_harvest_state_farms",
            million,
            flow,
            "grain brought in by all state farms, the true harvest",
            headline=False,
        ),
        Series(
            "grain_delivered_state_farms",
            million,
            flow,
            "grain that state farms deliver to the state",
            headline=False,
        ),
        Series("food_aid", million, flow, "grain lent or given to the hungry"),
        Series("seed_aid", million, flow, "seed lent by the state", headline=False),
        Series(
            "price_ratio_market_to_state_wheat",
            "ratio",
            stock,
            "market price of grain over the state's price",
            combine="own",
        ),
    ]


def _farms() -> list[Series]:
    stock, flow = "stock", "flow"
    return [
        *(
            Series(f"livestock_{herd}_summer", "million", stock,
                   f"{herd.replace('_', ' and ')} on that day (the record counts on 1 July)")
            for herd in HERDS
        ),
        *(
            Series(f"livestock_{herd}_slaughtered", "million", flow,
                   f"{herd.replace('_', ' and ')} slaughtered before socialisation, for food or at "
                   "the settlement of nomads, beyond normal use", headline=False)
            for herd in HERDS
        ),
        Series("collectivisation_rate_households", "percent", stock,
               "households in kolkhozy", combine="own"),
        Series("kolkhoz_households", "million", stock, "households in kolkhozy"),
        Series("peasant_households", "million", stock, "rural households with people in them"),
        Series("families_deported", "households", flow, "households deported from the region"),
        Series("dekulakised_households", "million", flow,
               "households dispossessed, deported or not"),
        Series("special_settlers_jan1", "persons", stock, "people in special settlements"),
        Series("special_settlement_deaths", "persons", flow, "deaths in special settlements",
               headline=False),
        Series("mass_disturbances_month", "events", flow,
               "crowd actions against the authorities, expected count"),
        Series("mass_disturbances_home", "events", flow,
               "of which over church, seed, cows or food, expected count"),
        Series("mass_disturbances_women", "events", flow,
               "of which led by women, expected count"),
        Series("mass_disturbance_participants", "persons", flow,
               "people in those crowds, expected count"),
        Series("terrorist_acts_month", "events", flow,
               "attacks by individuals on officials and activists, expected count"),
        Series("dissent_private", "percent", stock,
               "households whose private attitude is petition, riot or violence", headline=False,
               combine="own"),
        Series("dissent_public", "percent", stock,
               "households whose public stance is petition, riot or violence", headline=False,
               combine="own"),
        Series("grievance_mean", "share", stock, "mean grievance of rural adults",
               headline=False, combine="own"),
        Series("fear_mean", "share", stock, "mean fear of rural adults", headline=False,
               combine="own"),
    ]  # fmt: skip


def _people() -> list[Series]:
    stock, flow = "stock", "flow"
    return [
        Series("population_total", "million", stock, "people, with deportees and camps"),
        Series("population_rural", "million", stock, "people in rural households"),
        Series("population_urban", "million", stock, "people in towns"),
        Series("births_reconstructed", "thousand", flow, "births"),
        Series("deaths_reconstructed", "thousand", flow, "deaths from all causes"),
        Series("deaths_rural", "thousand", flow, "deaths in rural households"),
        Series("deaths_urban", "thousand", flow, "deaths in towns"),
        Series("deaths_from_hunger", "thousand", flow,
               "deaths from hunger and hunger's diseases, in villages and towns"),
        Series("hunger_rural", "percent", stock,
               "rural people whose body condition lies below the famine line", combine="own"),
        Series("net_migration_rural_to_urban", "thousand_persons", flow,
               "people who move to towns less those who go back"),
        Series("rural_departures_to_towns", "thousand_persons", flow,
               "people who leave villages for towns"),
        Series("flight_stopped", "thousand_persons", flow,
               "people bound for towns who are turned back", headline=False),
    ]  # fmt: skip


def _towns() -> list[Series]:
    stock, flow = "stock", "flow"
    one: dict[str, Any] = {"regional": False, "combine": "own"}
    return [
        Series("industrial_output_index_western", "1928=100", stock,
               "industrial output, annual rate", **one),
        Series("real_wage_index", "1928=100", stock, "real wage of urban workers", **one),
        Series("wage_employment_total", "million", stock,
               "people in wage work; regions by their townspeople"),
        Series("unemployed_registered", "thousand", stock,
               "people seeking work in towns; regions by their townspeople"),
        Series("bread_ration_population", "million", stock,
               "people on the ration lists; regions by their townspeople"),
        Series("town_food_stress", "share", stock,
               "share of the towns' grain need that went unmet last month", combine="own",
               headline=False),
        Series("goods_shortage", "share", stock,
               "share of the village's demand for industrial goods that is unmet", **one),
        Series("rural_migrants_promoted", "thousand_persons", flow,
               "workers promoted or sent to school; regions by their townspeople",
               headline=False),
        Series("worker_support", "share", stock, "workers' support of the regime", **one),
        Series("old_specialists", "share", stock,
               "engineering posts still held by specialists of the old regime", headline=False,
               **one),
        Series("grain_bill", "million rubles", flow, "what the state paid for grain",
               headline=False, **one),
    ]  # fmt: skip


def _cadres() -> list[Series]:
    own: dict[str, Any] = {"combine": "own", "headline": False}
    few: dict[str, Any] = {"headline": False}
    return [
        Series("raion_secretaries", "secretaries", "stock", "district secretaries in office"),
        Series("raion_secretaries_replaced", "secretaries", "flow",
               "district secretaries who leave their post for any reason, expected count"),
        Series("raion_secretaries_reprimanded", "secretaries", "flow",
               "of those in office reprimanded, expected count", **few),
        Series("raion_secretaries_dismissed", "secretaries", "flow",
               "dismissed for a charge, expelled and tried with them, expected count"),
        Series("raion_secretaries_expelled", "secretaries", "flow",
               "of whom expelled from the party, tried with them, expected count", **few),
        Series("raion_secretaries_tried", "secretaries", "flow",
               "of whom tried, expected count", **few),
        Series("raion_secretaries_promoted", "secretaries", "flow",
               "promoted to a higher post, expected count", **few),
        Series("raion_secretaries_charged_failure", "secretaries", "flow",
               "charged with missing the plan, balking, leaking or lying, expected count", **few),
        Series("raion_secretaries_charged_excess", "secretaries", "flow",
               "charged with excess, expected count", **few),
        Series("cadre_overshoot", "share", "stock", "districts whose secretary overshoots", **own),
        Series("cadre_misreport", "share", "stock", "districts whose secretary misreports", **own),
        Series("cadre_balk", "share", "stock", "districts whose secretary balks", **own),
        Series("cadre_leak", "share", "stock",
               "districts whose secretary leaks or resells grain to the hungry", **own),
        Series("cadre_plea", "share", "stock",
               "districts whose secretary argued for a lower target last month", **own),
        Series("cadre_outsiders", "share", "stock", "districts led from outside", **own),
        Series("cadre_risen", "share", "stock",
               "districts led by one who rose from bench or plough", **own),
        Series("cadre_belief", "share", "stock", "secretaries' mean belief in the line", **own),
        Series("cadre_fear", "share", "stock", "secretaries' mean fear", **own),
        Series("raion_staff", "persons", "stock", "paid party staff of the districts", **few),
        Series("reports_inflation_known", "share", "stock",
               "inflation of reports that the centre takes for usual, from its checks", **own),
        Series("grain_sold_back", "Mt", "flow",
               "grain that secretaries sell back to the hungry out of local stores"),
        Series("rural_communists", "persons", "stock", "party members and candidates in villages"),
        Series("rural_party_cells", "cells", "stock", "party cells in villages"),
        Series("rural_communists_expelled", "persons", "flow",
               "expelled by screenings and after fallen secretaries", **few),
        Series("urban_volunteers_offered", "persons", "flow",
               "workers who offer themselves at a call; regions by their townspeople", **few),
        Series("urban_volunteers_sent", "persons", "flow",
               "of those fit, sent to the villages", **few),
        Series("urban_volunteers_serving", "persons", "stock",
               "urban volunteers still at their post"),
    ]  # fmt: skip


def _politics() -> list[Series]:
    def one(name: str, unit: str, kind: str, definition: str, headline: bool = True) -> Series:
        return Series(name, unit, kind, definition, False, headline, "politics", "own")

    return [
        one("party_total", "persons", "stock", "members and candidates of the party"),
        one("party_members", "persons", "stock", "full members"),
        one("party_candidates", "persons", "stock", "candidates"),
        one("party_admissions", "persons", "flow", "people admitted as candidates"),
        one("purge_expelled_count", "persons", "flow", "members and candidates expelled"),
        *(
            one(f"faction_strength_{faction}", "share", "stock",
                f"share of the Central Committee aligned with: {faction.replace('_', ' ')}")
            for faction in FACTIONS
        ),
        one("secretariat_clients", "share", "stock",
            "share of regional secretaries who owe their post to the General Secretary"),
        one("line_squeeze", "share", "stock",
            "the line adopted: 0 market concession, 1 full extraction"),
        one("belief_line_right", "share", "stock", "leaders' mean belief that the line is right"),
        one("belief_enemies_active", "share", "stock",
            "leaders' mean belief that enemies are at work"),
        one("threat_perceived", "share", "stock", "threat as the leadership perceives it"),
        one("crisis_read", "share", "stock", "how grave the situation looks from the reports"),
        one(
            "grain_shortfall_read",
            "share",
            "stock",
            "share of the grain due by now that is missing, as the leadership is told",
        ),
        one("discipline_norm", "share", "stock", "how strictly unanimity is demanded"),
        one("offence_width", "share", "stock", "how much conduct counts as an offence"),
        one("recantation_value", "share", "stock", "how much a recantation softens the penalty"),
        one("political_sentences_total", "persons", "flow",
            "people sentenced for political crimes"),
        one("political_sentences_death", "persons", "flow", "of whom to death"),
        one("security_police_arrests", "persons", "flow", "arrests by the political police"),
        one("repression_precision", "share", "stock",
            "share of those arrested last month who truly opposed"),
        one("opponents_at_large", "persons", "stock",
            "people who truly oppose and are free, in party and country", False),
        one("popular_mood", "share", "stock",
            "how dark people's talk is: rumours, songs, curses", False),
        one("culture_control", "share", "stock",
            "control over journals, arts and church", False),
        one("text_readers", "persons", "stock", "living readers of banned texts", False),
        one("sanctions_elite", "cases", "flow", "cases decided against named members", False),
        one("reversals", "events", "flow", "turns between tightening and relaxing"),
    ]  # fmt: skip


SERIES: dict[str, Series] = {
    series.name: series
    for series in (*_grain(), *_farms(), *_people(), *_towns(), *_cadres(), *_politics())
}
SERIES_INDEX: dict[str, int] = {name: i for i, name in enumerate(SERIES)}
