"""The tables of the study of the leadership, as Markdown ready for the findings."""

import math

import pandas as pd

from analysis.countryside_tables import markdown
from analysis.leadership_runs import EARLY_WORDS, FACTIONS, MARKET, SIDES, SQUEEZE

BASELINE = "historical"
COUNTERFACTUALS: dict[str, str] = {
    "no_appointment_control": "the Secretariat fills no posts, from February 1924",
    "no_faction_ban": "factions are lawful, from February 1924",
    "ban_must_be_won": "factions are lawful until a victory in insecurity brings a ban",
    "lenin_lives": "an arbiter to January 1927",
    "secret_ballots": "all votes secret, from February 1924",
    "open_party": "no appointment control, lawful factions and secret votes, from February 1924",
    "good_harvest_1927": "a fifth of the shortfall of July 1927 to June 1928",
}
ROWS = ("P44", "P45", "P46", "P47", "P48", "P49")
Z90 = 1.645
LINES = ("market", "middle", "squeeze")
NEVER = 192.0
"""months of a whole run: the date that stands for a defeat which never came"""


def pattern_table(card: pd.DataFrame) -> str:
    """Rows P44 to P49: median, 90 percent band and documented range, number by number."""
    rows = []
    for row in card[card["id"].isin(ROWS)].to_dict("records"):
        cells = [str(row[name]).split(";") for name in ("simulated_median", "q05", "q95")]
        lows, highs = str(row["low"]).split(";"), str(row["high"]).split(";")
        inside = str(row["inside_each"]).split(";")
        for k, median in enumerate(cells[0]):
            band = f"{cells[1][k]} to {cells[2][k]}" if len(cells[1]) > k and cells[1][k] else ""
            name = row["id"] if len(cells[0]) == 1 else f"{row['id']}.{k + 1}"
            verdict = inside[k] if k < len(inside) else ""
            rows.append([name, row["split"], row["statement"], median or "none", band,
                         f"{lows[k]} to {highs[k]}", verdict])  # fmt: skip
    return markdown(["row", "split", "pattern", "median", "90 % of runs", "documented range",
                     "inside"], rows)  # fmt: skip


def order_table(table: pd.DataFrame, least: float = 0.02) -> str:
    """Each order of first defeats and its share of runs; rare ones are put together."""
    shares = table["order"].value_counts(normalize=True)
    rows = [[str(name).replace("_", " "), f"{share:.1%}"] for name, share in shares.items()
            if share >= least]  # fmt: skip
    rest = float(shares[shares < least].sum())
    if rest > 0.0:
        rows.append([f"others, each below {least:.0%}", f"{rest:.1%}"])
    return markdown(["order of first defeats", "share of runs"], rows)


def month_table(table: pd.DataFrame) -> str:
    """Month of each faction's first defeat: share of runs, median, 80 percent of those runs."""
    rows = []
    for faction in FACTIONS:
        months = table[f"{faction}_month"].dropna()
        cells = ["none"] * 2
        if len(months):
            low, middle, high = (float(months.quantile(q)) for q in (0.1, 0.5, 0.9))
            cells = [month_name(middle), f"{month_name(low)} to {month_name(high)}"]
        rows.append([faction.replace("_", " "), f"{len(months) / max(1, len(table)):.0%}", *cells])
    return markdown(["opposition", "beaten in", "median", "80 % of these runs"], rows)


def month_name(months: float) -> str:
    """Months from January 1924 as YYYY-MM."""
    whole = round(months)
    return f"{1924 + whole // 12}-{whole % 12 + 1:02d}"


def ruler_table(table: pd.DataFrame) -> str:
    """Who rules at the end of 1929, by the line at that time: shares of runs."""
    cross = pd.crosstab(table["ruler_1930"], table["line_name"], normalize=True)
    cross = cross.reindex(index=SIDES, columns=LINES, fill_value=0.0)
    rows = []
    for side in SIDES:
        shares = [float(cross[line][side]) for line in LINES]
        rows.append([side, *(f"{share:.1%}" for share in shares), f"{sum(shares):.1%}"])
    rows.append(["all", *(f"{cross[line].sum():.1%}" for line in LINES), f"{len(table)} runs"])
    heads = ["who rules", f"market (below {MARKET})", "middle", f"squeeze (above {SQUEEZE})", "all"]
    return markdown(heads, rows)


def secretary_table(table: pd.DataFrame) -> str:
    """Who holds the Secretariat in January 1934."""
    shares = table["secretary_1934"].value_counts(normalize=True)
    return markdown(["General Secretary in January 1934", "share of runs"],
                    [[str(name), f"{share:.1%}"] for name, share in shares.items()])  # fmt: skip


def measures(table: pd.DataFrame) -> pd.DataFrame:
    """What counterfactuals are compared by: a column a measure, a row a seed."""
    out = {f"{side} rules": (table["ruler_1930"] == side).astype(float) for side in SIDES}
    out["line, January 1930"] = table["line_1930"]
    for year in (1925, 1927):
        out[f"minority, December {year}"] = table[f"minority_{year}"]
    out["right beaten by 1930"] = (table["right_month"] < 84).astype(float)
    out["months to the right's defeat"] = table["right_month"].fillna(NEVER)
    out["order of the record"] = table["as_recorded"]
    return pd.DataFrame(out)


def mean_interval(values: pd.Series) -> tuple[float, float, float]:
    """Mean and its 90 percent interval, by the normal law; NaN where there is nothing."""
    kept = values.dropna()
    mean = float(kept.mean()) if len(kept) else math.nan
    spread = float(kept.std(ddof=1)) / math.sqrt(len(kept)) if len(kept) > 1 else math.nan
    return mean, mean - Z90 * spread, mean + Z90 * spread


def counterfactual_table(tables: dict[str, pd.DataFrame]) -> str:
    """Level and, below it, difference from the baseline with its interval, seed by seed."""
    base = measures(tables[BASELINE])
    heads = ["scenario", "what is changed", *base.columns]
    rows = [[f"`{BASELINE}`", "as on record", *(_level(base[name]) for name in base)]]
    for scenario, meaning in COUNTERFACTUALS.items():
        if scenario not in tables:
            continue
        ours = measures(tables[scenario])
        seeds = base.index.intersection(ours.index)
        cells = []
        for name in base:
            mean, low, high = mean_interval((ours[name] - base[name]).loc[seeds])
            cells.append(f"{_level(ours[name])}; {signed(mean)} ({signed(low)} to {signed(high)})")
        rows.append([f"`{scenario}`", meaning, *cells])
    return markdown(heads, rows)


def _level(values: pd.Series) -> str:
    mean = float(values.mean())
    return "none" if math.isnan(mean) else f"{mean:.1f}" if abs(mean) >= 5 else f"{mean:.3f}"


def signed(value: float) -> str:
    """A difference with its sign, one decimal from five on, else three; "none" for NaN."""
    return "none" if math.isnan(value) else f"{value:+.1f}" if abs(value) >= 5 else f"{value:+.3f}"


def early_table(table: pd.DataFrame) -> str:
    """Early conditions where the order of the record holds and where it fails, and the gap."""
    holds, fails = (table[table["as_recorded"] == answer] for answer in (1.0, 0.0))
    return gap_table(holds, fails, EARLY_WORDS, "order holds", "fails")


def gap_table(
    one: pd.DataFrame, other: pd.DataFrame, words: dict[str, str], first: str, second: str
) -> str:
    """Mean of each condition in two groups of runs, and the gap with its interval.

    ``words`` names the columns compared; ``first`` and ``second`` name the groups.
    """
    rows = []
    for name, meaning in words.items():
        values = one[name].dropna(), other[name].dropna()
        cells = [f"{column.mean():.3f}" if len(column) else "none" for column in values]
        gap, low, high = gap_interval(*values)
        clear = "" if math.isnan(low) or low <= 0.0 <= high else "yes"
        rows.append([meaning, *cells, f"{signed(gap)} ({signed(low)} to {signed(high)})", clear])
    heads = ["early condition", f"{first} ({len(one)} runs)", f"{second} ({len(other)} runs)",
             f"{second} less {first.split()[-1]}, 90 % interval", "clear of nought"]  # fmt: skip
    return markdown(heads, rows)


def gap_interval(one: pd.Series, other: pd.Series) -> tuple[float, float, float]:
    """Mean of ``other`` less mean of ``one``, with the 90 percent interval of unequal spreads."""
    first, second = one.astype(float), other.astype(float)
    if len(first) < 2 or len(second) < 2:
        return math.nan, math.nan, math.nan
    gap = float(second.mean() - first.mean())
    spread = math.sqrt(first.var(ddof=1) / len(first) + second.var(ddof=1) / len(second))
    return gap, gap - Z90 * spread, gap + Z90 * spread


def wilson(hits: int, n: int) -> tuple[float, float, float]:
    """A share with its 90 percent interval after Wilson; NaN where there is nothing."""
    if n == 0:
        return math.nan, math.nan, math.nan
    share, z2 = hits / n, Z90 * Z90
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z90 * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return share, max(0.0, middle - half), min(1.0, middle + half)


def ruling_table(found: dict[str, pd.DataFrame], kept: pd.Index | None = None) -> str:
    """Who rules at the end of 1929, and by which line, in each scenario; ``kept`` limits seeds."""
    rows = []
    for name, table in found.items():
        ours = table if kept is None else table.loc[table.index.intersection(kept)]
        tests = [ours["ruler_1930"] == side for side in SIDES]
        tests += [ours["line_name"] == line for line in LINES]
        cells = []
        for test in tests:
            share, low, high = wilson(int(test.sum()), len(ours))
            cells.append(f"{share:.3f} ({low:.3f} to {high:.3f})")
        rows.append([f"`{name}`", *cells])
    heads = ["scenario", *(f"{side} rules" for side in SIDES), f"line of the market (< {MARKET})",
             "middle line", f"squeeze (> {SQUEEZE})"]  # fmt: skip
    return markdown(heads, rows)


def centre_loses(table: pd.DataFrame) -> pd.Series:
    """Whether the General Secretary of 1924 or the line of the squeeze is gone by 1930."""
    return (table["ruler_1930"] != "centre") | (table["line_name"] != "squeeze")


def loser_table(found: dict[str, pd.DataFrame], drawn: pd.DataFrame, most: int = 10) -> str:
    """Parameters that differ most between draws in which the centre loses and the rest."""
    lost = pd.concat([centre_loses(table) for table in found.values()], axis=1).any(axis=1)
    drawn = drawn.loc[lost.index]
    gap = (drawn[lost].mean() - drawn[~lost].mean()) / drawn.std(ddof=1)
    n, m = max(1, int(lost.sum())), max(1, int((~lost).sum()))
    noise = Z90 * math.sqrt(1.0 / n + 1.0 / m)
    order = gap.abs().sort_values(ascending=False).index[:most]
    rows = [[f"`{name}`", f"{drawn[name][lost].mean():.3f}", f"{drawn[name][~lost].mean():.3f}",
             f"{signed(float(gap[name]))} (noise {noise:.2f})"]
            for name in order]  # fmt: skip
    heads = ["parameter", f"centre loses ({int(lost.sum())} draws)",
             f"it does not ({int((~lost).sum())})", "gap in standard deviations"]  # fmt: skip
    return markdown(heads, rows)
