"""Every chart of a report, by name, and the drawing of all of them into a folder.

Figures follow one style (chart_style): blue simulated median with bands, black documented dots,
shaded calibration window, zero baseline, events in a strip, caption with provenance.
"""

from collections.abc import Callable
from pathlib import Path

import matplotlib as mpl
import pandas as pd

from analysis.chart_leaders import TITLE as LEADERSHIP
from analysis.chart_leaders import draw_leadership_tree
from analysis.chart_lines import (
    HARVEST,
    PROCURED,
    REPORTED,
    death_share,
    kept_per_head,
    recorded,
    share_taken,
)
from analysis.chart_panels import Chart, Context, Drawing, Panel, draw_panels
from analysis.chart_places import draw_hunger_map, draw_region_hunger, draw_region_shares
from analysis.chart_stacks import draw_grain_balance
from analysis.chart_style import RC
from analysis.results import Results
from sim.outcomes import FACTIONS

TURNS = ("EV058", "EV092", "EV100", "EV123", "EV127", "EV160")
FAMINE = ("EV058", "EV100", "EV127", "EV156")
POLITICS = ("EV054", "EV080", "EV131", "EV166", "EV172", "EV181")
RUSH = ("EV087", "EV098", "EV100", "EV101")

PANEL_CHARTS = (
    Chart("harvest", "Grain harvest: what grew and what was reported", (
        Panel("Harvest of the calendar year", "Mt", (
            recorded(HARVEST, "calendar", "true harvest"),
            recorded(REPORTED, "calendar", "as reported"),
            recorded("grain_harvest_centre_estimate", "calendar", "as the centre takes it"))),),
        TURNS, "Round dots: low Wheatcroft-Davies estimate; squares: official figures of the time.",
        3.4),
    Chart("procurement", "What the state took", (
        Panel("Grain procured, July-June years", "Mt", (recorded(PROCURED, "agricultural"),)),
        Panel("Share of the true harvest taken", "percent", (share_taken(),))), TURNS),
    Chart("exports", "Grain exports", (
        Panel("Grain exported, July-June years", "Mt",
              (recorded("grain_exports", "agricultural"),)),), TURNS, height=2.8),
    Chart("retained_grain", "Grain left in the villages", (
        Panel("Harvest less procurement, per rural head and July-June year", "kg",
              (kept_per_head(),)),), FAMINE,
        "Before seed and feed. Food alone: 200-260 kg a head and year (recalled).", 2.8),
    Chart("herds", "The herds", tuple(
        Panel(f"{label}, on the first of each month", "million",
              (recorded(f"livestock_{herd}_summer", "stock"),))
        for herd, label in (("horses", "Horses"), ("cattle", "Cattle"), ("pigs", "Pigs"),
                            ("sheep_goats", "Sheep and goats"))),
        FAMINE, "The record counts on 1 July.", 1.75),
    Chart("collectivisation", "Households in kolkhozy", (
        Panel("Share of households, 1927-39", "percent",
              (recorded("collectivisation_rate_households", "stock"),), "1927-01"),
        Panel("The rush and the retreat", "percent",
              (recorded("collectivisation_rate_households", "stock"),), "1929-07", "1931-10")),
        RUSH),
    Chart("disturbances", "Protest by month", (
        Panel("Mass disturbances", "events a month",
              (recorded("mass_disturbances_month", "month"),), "1928-01", "1932-01"),
        Panel("Terrorist acts", "events a month",
              (recorded("terrorist_acts_month", "month"),), "1928-01", "1932-01")),
        ("EV058", "EV066", *RUSH), "Simulated values are expected counts."),
    Chart("deaths_births", "Deaths and births", (
        Panel("Deaths of the calendar year", "million",
              (recorded("deaths_reconstructed", "calendar", factor=0.001),)),
        Panel("Births of the calendar year", "million",
              (recorded("births_reconstructed", "calendar", factor=0.001),))), FAMINE,
        "How many died of the famine is disputed; see the note at the head of the report."),
    Chart("migration", "Moving to the towns", (
        Panel("Net migration from villages to towns", "million a year",
              (recorded("net_migration_rural_to_urban", "calendar", factor=0.001),)),
        Panel("Urban population", "million", (recorded("population_urban", "stock"),))),
        ("EV058", "EV092", "EV151", "EV166")),
    Chart("industry", "Industry and wages", (
        Panel("Industrial output, annual rate", "1928 = 100",
              (recorded("industrial_output_index_western", "stock", twin_how="calendar"),)),
        Panel("Real wage of urban workers", "1928 = 100",
              (recorded("real_wage_index", "stock", twin_how="calendar"),)),
        Panel("Registered unemployed", "thousand",
              (recorded("unemployed_registered", "stock"),))), TURNS,
        "Documented output and wages are yearly means, drawn in mid-year.", 1.9),
    Chart("cadres", "District secretaries between plan and village", (
        Panel("Share of districts whose secretary", "share", (
            recorded("cadre_overshoot", "stock", "outruns the plan"),
            recorded("cadre_misreport", "stock", "invents reports"),
            recorded("cadre_balk", "stock", "balks"),
            recorded("cadre_leak", "stock", "leaks grain"),
            recorded("cadre_plea", "stock", "pleads"))),
        Panel("Charged a month", "secretaries", (
            recorded("raion_secretaries_charged_failure", "month", "with failure"),
            recorded("raion_secretaries_charged_excess", "month", "with excess"))),
        Panel("Leave their post a month", "secretaries", (
            recorded("raion_secretaries_replaced", "month", "for any reason"),
            recorded("raion_secretaries_promoted", "month", "promoted")))), RUSH,
        "Of about 3,000 secretaries. Counts are expected counts. Failure counts balking, leaks and "
        "false reports.", 2.2),
    Chart("rural_party", "The party in the villages", (
        Panel("Rural communists", "thousand",
              (recorded("rural_communists", "stock", factor=1e-3),)),
        Panel("Urban volunteers at their post", "thousand",
              (recorded("urban_volunteers_serving", "stock", factor=1e-3),), "1929-07", "1934-01")),
        ("EV089", "EV100", "EV153", "EV165")),
    Chart("party", "The party and its purges", (
        Panel("Members and candidates", "million",
              (recorded("party_total", "stock", factor=1e-6),)),
        Panel("Expelled in the calendar year", "thousand",
              (recorded("purge_expelled_count", "calendar", factor=1e-3,
                        twin_series="purge_expelled_count_calendar"),))),
        ("EV082", "EV159", "EV170", "EV181"),
        "Documented purges span several years and are scored as campaigns."),
    Chart("sentences", "Political sentences", (
        Panel("Sentenced in the calendar year", "thousand",
              (recorded("political_sentences_total", "calendar", factor=1e-3),)),
        Panel("Share of death sentences", "percent", (death_share(),))),
        ("EV092", "EV127", "EV160", "EV166", "EV181", "EV185")),
    Chart("factions", "Factions in the Central Committee", (
        Panel("Share of the Central Committee aligned with each", "share", tuple(
            recorded(f"faction_strength_{name}", "stock", name.replace("_", " "))
            for name in FACTIONS)),), POLITICS, height=3.6),
    Chart("discipline", "Threat, discipline and what a recantation buys", tuple(
        Panel(label, "share", (recorded(series, "stock"),)) for series, label in (
            ("threat_perceived", "Threat as the leadership perceives it"),
            ("discipline_norm", "How strictly unanimity is demanded"),
            ("offence_width", "How much conduct counts as an offence"),
            ("recantation_value", "How much a recantation softens the penalty"))),
        POLITICS, "No one measured these: they are states of the model.", 1.6),
    Chart("loop", "The loop: shortage, force, unrest, fear, repression", tuple(
        Panel(label, unit, (recorded(series, how, factor=factor),))
        for label, unit, series, how, factor in (
            ("Grain due that is missing, as the leadership is told", "share",
             "grain_shortfall_read", "stock", 1.0),
            ("The line, from market concession (0) to full extraction (1)", "share",
             "line_squeeze", "stock", 1.0),
            ("Mass disturbances", "events a month", "mass_disturbances_month", "stock", 1.0),
            ("Threat as the leadership perceives it", "share", "threat_perceived", "stock", 1.0),
            ("How strictly unanimity is demanded", "share", "discipline_norm", "stock", 1.0),
            ("Political sentences a month", "thousand", "political_sentences_total", "month",
             1e-3))),
        TURNS, "Thin line: the first run. Only in the coupled drive does the loop close.", 1.35,
        True),
)  # fmt: skip

Drawer = Callable[[Results, Context], Drawing]


def _panels(chart: Chart) -> Drawer:
    return lambda results, context: draw_panels(chart, results, context)


CHARTS: dict[str, tuple[str, Drawer]] = {
    **{chart.name: (chart.title, _panels(chart)) for chart in PANEL_CHARTS},
    "hunger_map": ("Hunger by region, 1933", draw_hunger_map),
    "grain_balance": ("Where the grain went", draw_grain_balance),
    "regions_procurement": ("Share of the harvest taken, by region", draw_region_shares),
    "regions_hunger": ("Hunger by region, month by month", draw_region_hunger),
    "leadership_tree": (LEADERSHIP, draw_leadership_tree),
}


def provenance(results: Results) -> str:
    """Number of runs, seeds, scenario, drive, scale and hash, as captions give them."""
    seeds = results.seeds
    listed = str(seeds[0]) if len(seeds) == 1 else f"{min(seeds)}-{max(seeds)}"
    if len(seeds) > 1 and len(set(seeds)) != max(seeds) - min(seeds) + 1:
        listed = ", ".join(map(str, seeds[:6])) + (" ..." if len(seeds) > 6 else "")
    count = len(results.runs)
    scale = results.resolved.get("scale", "unknown")
    return (
        f"n = {count} {'runs' if count > 1 else 'run'}, seed {listed}. Scenario "
        f"{results.scenario}, drive {results.drive}, scale {scale}, hash {results.digest}."
    )


def reading(results: Results) -> str:
    """What line, bands and shading mean, as captions give it."""
    many = len(results.runs) > 1
    bands = "bands hold 50 % and 90 % of runs" if many else "a single run has no band"
    return f"Line: median; {bands}. Shaded: calibration window, to the end of 1931."


def draw_chart(
    name: str,
    results: Results,
    user_record: pd.DataFrame | None = None,
    comparison: Results | None = None,
) -> Drawing:
    """Draw one chart of CHARTS. Raises KeyError for an unknown name."""
    context = Context(comparison, user_record, provenance(results), reading(results))
    with mpl.rc_context(RC):
        return CHARTS[name][1](results, context)


def save(drawing: Drawing, folder: Path) -> list[Path]:
    """Write a drawing as PNG and SVG; the same drawing gives the same SVG to the byte."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    with mpl.rc_context(RC):
        for kind in ("png", "svg"):
            path = folder / f"{drawing.name}.{kind}"
            about = {"Date": None} if kind == "svg" else {"Software": None}
            drawing.figure.savefig(path, format=kind, dpi=130, metadata=about)
            paths.append(path)
    return paths


def draw_all(
    results: Results,
    folder: str | Path,
    user_record: pd.DataFrame | None = None,
    comparison: Results | None = None,
) -> list[Path]:
    """Draw every chart into a folder as PNG and SVG; returns the files in order.

    user_record: a reader's own rows (date, region, series, value, low, high, unit, source) drawn
    as green triangles; comparison: results of a second scenario, drawn orange and dashed.
    """
    paths: list[Path] = []
    for name in CHARTS:
        paths += save(draw_chart(name, results, user_record, comparison), Path(folder))
    return paths
