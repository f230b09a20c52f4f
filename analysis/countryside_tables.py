"""The tables of the study of the countryside, as Markdown ready for the findings."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.patterns import score_line

BASELINE = "historical"
SPAN = "1930-34"
# What published work and the project's notes (section A and scenarios S3 to S8 of the literature
# file) say of each switch; "own" marks arithmetic of the notes.
SWITCH_OFFS: dict[str, tuple[str, str]] = {
    "no_weather_shock": (
        "average weather from April 1931",
        "weather explains at most 8.1 % of Ukraine's excess deaths (Naumenko 2021)",
    ),
    "no_collectivisation": (
        "no kolkhozy, deportations or settlement from July 1929",
        "collectivisation explains up to 52 % of Ukraine's excess deaths (Naumenko 2021); at most "
        "about half fewer deaths (S3)",
    ),
    "no_rise_in_procurement": (
        "17 % of the harvest, as in 1928, from July 1929",
        "no published estimate; bias in central procurement alone 38 % (Ukraine, Russia, "
        "Belorussia) to 46 % (Ukraine) of deaths (from Markevich, Naumenko and Qian 2021); on the "
        "grain balance no general famine (S4, own)",
    ),
    "no_exports": (
        "no exports from July 1931, nothing else",
        "no published estimate; 1.61 Mt is 22 % of need for 65 million people in 180 days, if it "
        "reaches them (S6, own)",
    ),
    "exports_to_relief": (
        "no exports, and relief as stores allow",
        "relief worth 10 % of need averts 73, 53 or 35 % of deaths if from October, February or "
        "April (S6, own)",
    ),
    "no_barrier": (
        "no passports and no blockade",
        "fewer deaths; no published size (Markevich, Naumenko and Qian 2021; Wolowyna et al. "
        "2020; S8)",
    ),
    "homogeneous_households": (
        "all households of a region alike",
        "a cliff: from 2 to 82 % dead as the deficit goes from 0.30 to 0.40 (B10, own); not a "
        "policy",
    ),
}

# Cadres instead of policies: scenario, what is changed, and what is known of China and here.
CADRE_STUDIES: dict[str, tuple[str, str]] = {
    "local_cadres": (
        "vacant posts go to people of the region, from January 1928",
        "home-born officials: fewer deaths, chiefly by resale (Kung and Zhou 2021)",
    ),
    "outsider_cadres": (
        "vacant posts go to strangers, from January 1928",
        "more deaths, the converse",
    ),
    "promotion_by_honesty": (
        "careers by true reports, checked, from January 1928",
        "career-hungry officials cost 1.11 deaths per 1000 (Kung and Chen 2011); true reports let "
        "the centre know (Fan, Xiong and Zhou 2016)",
    ),
    "plan_follows_harvest": (
        "the plan follows the true harvest, from July 1932",
        "fewer deaths (Meng, Qian and Yared 2015; S5)",
    ),
    "no_plenipotentiaries": (
        "no envoys, volunteers or political departments, from January 1928",
        "procurement slightly down, deaths down (S9)",
    ),
}
CADRE_OUTCOMES: tuple[tuple[str, str, str, int], ...] = (
    ("excess_deaths", SPAN, "excess deaths 1930-34, million", 2),
    ("death_rate", "1933", "deaths 1933, per 1000", 2),
    ("excess_deaths_ukraine", SPAN, "the same in Ukraine, million", 2),
    ("procurement", "1929/30-1932/33", "procured 1929-33, Mt", 2),
    ("sold_back", "1929/30-1932/33", "sold back 1929-33, Mt", 2),
    ("reports", "1932", "reports of 1932 above truth, points", 1),
    ("dismissals", "1930-33", "secretaries dismissed 1930-33", 0),
)
"""Outcome, period, how the table names it, and its decimals."""


def pattern_table(card: pd.DataFrame, nulls: dict[str, pd.DataFrame], drive: str = "A") -> str:
    """Every row of a drive: simulated median, 90 percent band, documented range, and the nulls."""
    heads = ["row", "split", "pattern", "unit", "median", "90 % band", "documented range", "inside",
             *(name.replace("_", " ") for name in nulls)]  # fmt: skip
    ours = card[card["drive"] == drive]
    by_null = [table.set_index("id") for table in nulls.values()]
    rows = [
        [row["id"], row["split"], row["statement"], row["unit"],
         str(row["simulated_median"]).replace(";", "; ") or "none",
         _ranges(row["q05"], row["q95"]) if row["runs"] > 1 else "",
         _ranges(row["low"], row["high"]), _verdict(row),
         *(_verdict(table.loc[row["id"]]) for table in by_null)]
        for row in ours.to_dict("records")
    ]  # fmt: skip
    return markdown(heads, rows)


def score_table(card: pd.DataFrame, nulls: dict[str, pd.DataFrame]) -> str:
    """How many rows of drive A lie inside, for the model and each null, by split."""
    rows = []
    for name, table in {"the model": card, **nulls}.items():
        ours = table[table["drive"] == "A"]
        line = score_line(ours)
        cells = [f"{line[s]['inside']} of {line[s]['total']}" for s in ("calibrate", "test")]
        rows.append([name.replace("_", " "), *cells])
    return markdown(["", "calibrate", "test"], rows)


def switch_off_table(rows: pd.DataFrame, outcome: str, names: Sequence[str]) -> str:
    """Effect of each scenario on excess deaths of 1930-34, beside what the literature reports."""
    heads = ["scenario", "what is switched off", "million", "80 %", "90 %",
             "% of the baseline's excess", "80 % ", "90 % ", "same sign", "literature"]  # fmt: skip
    chosen = rows[(rows["outcome"] == outcome) & (rows["period"] == SPAN)]
    # A row of which several predictions are known stands once for each.
    chosen = chosen.drop_duplicates("scenario").set_index("scenario")
    return markdown(heads, [_effect(name, chosen) for name in names])


def cadre_table(rows: pd.DataFrame) -> str:
    """Effect of each cadre scenario on seven outcomes: median of pairs and 90 percent interval."""
    heads = ["scenario", "what is changed", *(title for _, _, title, _ in CADRE_OUTCOMES),
             "literature"]  # fmt: skip
    found = rows.set_index(["scenario", "outcome", "period"])
    lines = []
    for name, (meaning, literature) in CADRE_STUDIES.items():
        cells = [
            _interval(found, (name, outcome, period), decimals)
            for outcome, period, _, decimals in CADRE_OUTCOMES
        ]
        lines.append([f"`{name}`", meaning, *cells, literature])
    return markdown(heads, lines)


def _interval(found: pd.DataFrame, key: tuple[str, str, str], decimals: int) -> str:
    if key not in found.index:
        return "none"
    row = found.loc[[key]].iloc[0]
    median, low, high = (row[name] for name in ("difference_median", "q05", "q95"))
    return f"{median:+.{decimals}f} ({low:+.{decimals}f} to {high:+.{decimals}f})"


def _effect(name: str, chosen: pd.DataFrame) -> list[str]:
    meaning, literature = SWITCH_OFFS[name]
    if name not in chosen.index:
        return [f"`{name}`", meaning, *["none"] * 7, literature]
    row = chosen.loc[name]
    percent = ["", "", ""]
    if pd.notna(row["relative_median"]):
        percent = [
            f"{row['relative_median']:+.0f}",
            f"{row['relative_q10']:+.0f} to {row['relative_q90']:+.0f}",
            f"{row['relative_q05']:+.0f} to {row['relative_q95']:+.0f}",
        ]
    return [
        f"`{name}`", meaning, f"{row['difference_median']:+.2f}",
        f"{row['q10']:+.2f} to {row['q90']:+.2f}", f"{row['q05']:+.2f} to {row['q95']:+.2f}",
        *percent, f"{row['share_same_sign']:.0%}", literature,
    ]  # fmt: skip


def _ranges(low: Any, high: Any) -> str:
    """Two cells of numbers joined by ';' as ranges."""
    pairs = zip(str(low).split(";"), str(high).split(";"), strict=True)
    return "; ".join(f"{a} to {b}" for a, b in pairs if a or b)


def _verdict(row: Any) -> str:
    """Yes, no, or no for want of what the statistic needs; which numbers, where there are many."""
    if not row["computable"]:
        return "cannot say"
    each = str(row["inside_each"]).split(";")
    if row["inside"] or len(each) == 1 or set(each) == {"no"}:
        return "yes" if row["inside"] else "no"
    if set(each) == {"yes"}:
        return "no (condition)"
    return f"no ({each.count('yes')} of {len(each)})"


def markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; nothing in a cell can break it."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        "| " + " | ".join(" ".join(str(c).replace("|", "\\|").split()) for c in line) + " |"
        for line in lines
    )
