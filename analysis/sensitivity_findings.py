"""What a sensitivity analysis found, in short tables and in words."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.countryside_tables import markdown
from analysis.design_outcomes import describe
from analysis.design_ranges import is_assumed
from analysis.design_runs import heading, provenance, seeds_of
from analysis.sensitivity_stages import with_shares

if TYPE_CHECKING:
    from analysis.sensitivity import Study

LARGEST = 8
EFFECTS = {"sobol": "total", "morris": "mu_star", "ofat": "swing"}
"""the column by which each stage ranks parameters, the strongest stage first"""
HOW = """\
How to read this. Every point has the same seeds, so a parameter that does nothing has an effect of
exactly zero. **Chance** is the spread between runs at the default that differ in their seed alone.
`swing` is the widest gap between mean outcomes as one parameter moves over its range and the rest
stay; its interval comes from pairs of runs with the same seed. `mu*` is Morris' mean absolute
effect of moving a parameter over its whole range from many places, `sigma` its spread: large beside
mu*, the parameter bends or acts through others. A first index is the share of the variance that a
parameter explains alone, a total index the share with all it acts through. *Told apart* is no where
the effect less its interval does not exceed what a change of seed alone would give (one at a time:
no interval leaves zero out, or the swing is within one standard deviation of chance); such a
parameter may matter and be lost in the noise. ASSUMED parameters stand first. The tables show the
largest of each kind; the csv files hold all.
"""


def findings(study: Study) -> str:
    """The Markdown of findings.md."""
    design = study.design
    seeds = seeds_of(design.seed, max(int(study.chance["runs"].max()), 2))
    assumed = sum(is_assumed(name) for name in study.ranges)
    head = (
        f"{len(study.ranges)} parameters, {assumed} of them ASSUMED, {_width(design.within)}; "
        f"{study.runs - study.failed} runs, {study.failed} failed. {provenance(design, seeds)}"
    )
    parts = [f"# {design.question.strip()}", head, HOW, *_ranking(study)]
    for outcome in study.chance.index:
        parts += _outcome(study, outcome)
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _width(within: float) -> str:
    return (
        "over their whole ranges" if within == 1.0
        else f"over {within:.0%} of the way from the default to their bounds"
    )  # fmt: skip


def _ranking(study: Study) -> list[str]:
    rows = largest(study, LARGEST)
    if not rows:
        return []
    return ["## The largest over all outcomes",
            "Share of an outcome's effects that a parameter has, averaged over outcomes.",
            _table(rows)]  # fmt: skip


def largest(study: Study, count: int) -> list[dict[str, Any]]:
    """The parameters with the largest share of effects over all outcomes, ASSUMED ones first.

    From the strongest stage that was made; ``apart in`` counts outcomes where it is told apart.
    """
    stage = next((one for one in EFFECTS if one in study.tables), None)
    if stage is None or study.tables[stage].empty:
        return []
    column = EFFECTS[stage]
    table = with_shares(study.tables[stage], column)
    by = table.groupby("parameter")
    found = by.agg(share=("share", "mean"), apart=("told_apart", "sum"), assumed=("assumed", "max"))
    found["most"] = table.loc[by["share"].idxmax()].set_index("parameter")["outcome"]
    found = found.sort_values("share", ascending=False, kind="stable").head(count)
    found = found.sort_values("assumed", ascending=False, kind="stable").reset_index()
    outcomes = table["outcome"].nunique()
    return [
        {"parameter": row["parameter"], "source": "ASSUMED" if row["assumed"] else "sourced",
         f"share of {column}": f"{row['share']:.3f}",
         "apart in": f"{int(row['apart'])} of {outcomes}", "most on": row["most"]}
        for row in found.to_dict("records")
    ]  # fmt: skip


def _outcome(study: Study, outcome: str) -> list[str]:
    """The section of one outcome: chance first, then each stage's largest."""
    unit = describe(outcome)[2]
    chance = study.chance.to_dict("index")[outcome]
    parts = [f"## {heading(outcome)} ({unit})"]
    if math.isnan(float(chance["mean"])):
        return [*parts, "No run at the default has this number."]
    parts.append(
        f"At the default, over {int(chance['runs'])} seeds: mean {chance['mean']:.4g}, standard "
        f"deviation by chance {chance['sd']:.3g}." + _chance_words(study, outcome)
    )
    for stage in ("ofat", "morris", "sobol"):
        table = study.tables.get(stage)
        if table is not None:
            own = table[table["outcome"] == outcome]
            parts += _stage(stage, own) if len(own) else [f"{stage}: too few whole runs to say."]
    return parts


def _chance_words(study: Study, outcome: str) -> str:
    table = study.tables.get("sobol")
    own = table[table["outcome"] == outcome] if table is not None else pd.DataFrame()
    if own.empty or math.isnan(float(own["chance_share"].iloc[0])):
        return ""
    share = float(own["chance_share"].iloc[0])
    if share > 1.0:
        return " Over the Sobol sample the parameters move it less than that."
    return f" That is {share:.0%} of the variance over the Sobol sample."


def _stage(stage: str, own: pd.DataFrame) -> list[str]:
    column = EFFECTS[stage]
    own = own.drop_duplicates("parameter")
    apart = int(own["told_apart"].sum())
    names = {"ofat": "One at a time", "morris": "Morris' screen", "sobol": "Sobol indices"}
    words = f"**{names[stage]}**: {apart} of {len(own)} parameters are told apart from chance."
    top = own.sort_values(column, ascending=False, kind="stable").head(LARGEST)
    top = top[top[column] > 0].sort_values("assumed", ascending=False, kind="stable")
    if top.empty:
        return [f"{words} None has any effect."]
    return [words, _table([_row(stage, row) for row in top.to_dict("records")])]


def _row(stage: str, row: dict[Any, Any]) -> dict[str, Any]:
    head = {"parameter": row["parameter"], "source": "ASSUMED" if row["assumed"] else "sourced"}
    foot = {"told apart": "yes" if row["told_apart"] else "no"}
    if stage == "ofat":
        return {**head, "swing": f"{row['swing']:.3g}",
                "swing / sd of chance": _ratio(row["swing"], row["chance_sd"]), **foot}  # fmt: skip
    if stage == "morris":
        return {**head, "mu*": f"{row['mu_star']:.3g} ± {row['mu_star_conf']:.2g}",
                "mu": f"{row['mu']:+.3g}", "sigma": f"{row['sigma']:.3g}",
                "mu* by chance": f"{row['chance_mu_star']:.3g}", **foot}  # fmt: skip
    return {**head, "first": f"{row['first']:.2f} ± {row['first_conf']:.2f}",
            "total": f"{row['total']:.2f} ± {row['total_conf']:.2f}",
            "by chance": f"{row['chance_share']:.2f}" if row["chance_share"] <= 1.0 else "over 1",
            **foot}  # fmt: skip


def _ratio(top: float, bottom: float) -> str:
    return f"{top / bottom:.2g}" if bottom > 0 else "no chance"


def _table(rows: list[dict[str, Any]]) -> str:
    """Rows as a Markdown table."""
    return markdown(list(rows[0]), [[str(cell) for cell in row.values()] for row in rows])
