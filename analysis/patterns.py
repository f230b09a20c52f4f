"""The scorecard: every documented regularity of patterns.csv against the runs.

A row with several numbers is inside when the ensemble median of each lies inside its own range
and its conditions hold in at least half of the runs. What cannot be computed says why and counts
as missed.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis import history
from analysis.ensembles import SCORED, Ensemble, compute, ensembles, numbers
from analysis.number_scores import scores_of
from analysis.pattern_run import COMPUTATIONS
from analysis.results import Results

__all__ = [
    "COLUMNS", "SCORED", "Ensemble", "card_of", "compute", "ensembles", "numbers", "score_line",
    "scorecard", "shown",
]  # fmt: skip
COLUMNS = [
    "id", "level", "drive", "split", "statement", "statistic", "unit", "simulated_median", "q05",
    "q95", "documented", "low", "high", "inside", "inside_each", "percentile", "crps", "in80",
    "in90", "conditions", "computable", "reason", "runs",
]  # fmt: skip


def scorecard(results: Results) -> pd.DataFrame:
    """One row per pattern, in order of id; columns as in COLUMNS.

    simulated_median, q05, q95, documented, low, high and inside_each hold one entry a number,
    joined by ';' (q05 and q95 are empty for shares of runs), and so do percentile of the documented
    value among the runs, crps in half documented ranges, and in80 and in90, whether the bands of
    the runs hold it (percentile and bands are empty for shares of runs and for a single run).
    inside and computable are bool; conditions says in how many runs each held; runs is the number
    of runs behind the median.
    """
    return card_of(ensembles(results))


def card_of(found: Mapping[str, Ensemble]) -> pd.DataFrame:
    """The scorecard of ensembles by pattern; columns as :func:`scorecard` has them."""
    table = history.patterns().sort_values("id")
    rows = [_row(row, found[row["id"]]) for row in table.to_dict("records")]
    return pd.DataFrame(rows, columns=COLUMNS)


def score_line(card: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Rows inside, computable and in all, by split: keys calibrate, test, ``A calibrate``, ...

    No count mixes the splits.
    """
    splits = {split: card["split"] == split for split in ("calibrate", "test")}
    groups = splits | {
        f"{drive} {split}": chosen & (card["drive"] == drive)
        for drive in ("A", "B", "C")
        for split, chosen in splits.items()
    }
    return {
        name: {
            "inside": int(card.loc[chosen, "inside"].sum()),
            "computable": int(card.loc[chosen, "computable"].sum()),
            "total": int(chosen.sum()),
        }
        for name, chosen in groups.items()
    }


def shown(value: float) -> str:
    """A number as tables print it: three significant digits, thousands whole."""
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def _row(row: dict[Any, Any], found: Ensemble) -> dict[str, object]:
    scores = scores_of(row, found)
    said = [one for one in scores if one["runs"]]
    complete = len(said) == len(scores) > 0
    held = all(share >= 0.5 for share in found.held)
    medians = found.quantile(0.5)
    q05, q95 = ((), ()) if found.share_of_runs else (found.quantile(0.05), found.quantile(0.95))
    return {
        **{name: row[name] for name in ("id", "level", "drive", "split", "statement", "unit")},
        **{name: row[name] for name in ("statistic", "low", "high")},
        "documented": row["value"],
        "simulated_median": ";".join(map(shown, medians)),
        "q05": ";".join(map(shown, q05)),
        "q95": ";".join(map(shown, q95)),
        "inside": complete and all(one["inside"] for one in said) and held,
        "inside_each": ";".join(_yes(one["inside"]) for one in said),
        "percentile": ";".join(_whole(one.get("percentile")) for one in said),
        "crps": ";".join(f"{one['crps_normalised']:.2f}" for one in said),
        "in80": ";".join(_yes(one["in80"]) for one in said),
        "in90": ";".join(_yes(one["in90"]) for one in said),
        "conditions": _conditions(row["id"], found),
        "computable": complete,
        "reason": found.reason,
        "runs": found.runs,
    }


def _conditions(identity: str, found: Ensemble) -> str:
    computation = COMPUTATIONS.get(identity)
    names = computation.conditions if computation else ()
    return "; ".join(
        f"{name}: {round(share * found.runs)} of {found.runs} runs"
        for name, share in zip(names, found.held, strict=False)
    )


def _yes(answer: bool | None) -> str:
    return "" if answer is None else "yes" if answer else "no"


def _whole(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"
