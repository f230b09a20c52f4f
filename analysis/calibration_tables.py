"""What a calibration says, as tables: what is left, what hangs together, what misses."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from analysis.countryside_tables import markdown
from analysis.matching import held, simulated_distances, without_signs

if TYPE_CHECKING:
    from analysis.calibrate import Calibration
    from analysis.calibration_file import CalibrationFile

STRONG = 0.4
"""rank correlation between two parameters of the accepted sets that is worth naming"""
UNIFORM_SD = float(1.0 / np.sqrt(12.0))
TOLD = 0.8
"""a parameter whose spread is below this share of the range's own has been learnt about"""


def distance_table(found: "Calibration") -> pd.DataFrame:
    """One row a target and wave: median distance, 90 percent of runs, share within the cutoff."""
    rows = []
    for place, wave in enumerate(found.waves, 1):
        far = simulated_distances(found.targets, wave.numbers, found.chance)
        for i, target in enumerate(found.targets):
            column = far[:, i][~np.isnan(far[:, i])]
            if target.share or not column.size:
                continue
            low, middle, high = np.quantile(column, [0.05, 0.5, 0.95])
            rows.append({
                "target": target.name, "wave": place, "median": middle, "q05": low, "q95": high,
                "within_3": float((np.abs(column) <= 3.0).mean()),
            })  # fmt: skip
    return pd.DataFrame(rows)


def shrinkage(found: "Calibration") -> pd.Series:
    """Spread of each parameter over the accepted sets, as a share of its range's own spread."""
    spread = found.accepted.std(axis=0) / UNIFORM_SD if len(found.accepted) > 1 else np.nan
    return pd.Series(spread, index=list(found.space.names)).sort_values()


def correlations(found: "Calibration") -> pd.DataFrame:
    """Rank correlation of every pair of parameters over the accepted sets, strongest first."""
    names = found.space.names
    if len(found.accepted) < 4:
        return pd.DataFrame(columns=["first", "second", "correlation"])
    matrix = np.atleast_2d(spearmanr(found.accepted).statistic)
    first, second = np.triu_indices(len(names), k=1)
    table = pd.DataFrame({
        "first": [names[i] for i in first], "second": [names[j] for j in second],
        "correlation": matrix[first, second] if matrix.ndim == 2 and matrix.size > 1 else [],
    })  # fmt: skip
    return table.sort_values("correlation", key=lambda r: -r.abs(), ignore_index=True)


def findings(found: "Calibration", asked: "CalibrationFile", recovered: pd.DataFrame) -> str:
    """The Markdown of a calibration."""
    runs = sum(len(wave.points) for wave in found.waves)
    head = (
        f"{asked.question} {runs} runs of `{asked.scenario}` in {len(found.waves)} waves, drive "
        f"{asked.drive}, scale {asked.scale}; {len(found.space.names)} parameters over their "
        f"ranges, {len(found.targets)} numbers of the calibrate rows; {len(found.accepted)} runs "
        f"accepted, {_all_but(asked.spare)} within {asked.cutoff:g} standard deviations."
    )
    return "\n\n".join([
        "## Calibration", head,
        "### Waves", markdown(*_waves(found, asked)),
        "### Known parameters recovered", _recovery_words(recovered, asked.cutoff),
        "### Numbers that hold out", _distance_words(found),
        "### What was learnt", _shrinkage_words(found),
        "### What cannot be told apart", _correlation_words(found),
    ]) + "\n"  # fmt: skip


def short_rows(found: "Calibration", asked: "CalibrationFile") -> list[dict[str, str]]:
    """The waves as a terminal shows them."""
    heads, rows = _waves(found, asked)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def _all_but(spare: int) -> str:
    """Which numbers must lie within the cutoff, in words."""
    return f"all numbers but {spare} at most" if spare else "every number"


def _waves(found: "Calibration", asked: "CalibrationFile") -> tuple[list[str], list[list[str]]]:
    cutoff, rows = asked.cutoff, []
    for place, wave in enumerate(found.waves, 1):
        far = without_signs(simulated_distances(found.targets, wave.numbers, found.chance))
        largest = held(far, asked.spare)
        rows.append([
            str(place), str(len(wave.points)),
            "the whole space" if np.isinf(wave.bound) else f"{wave.bound:.2f}",
            "" if np.isnan(wave.hits) else f"{wave.hits:.0%}",
            f"{np.median(largest):.1f}", f"{np.median((far > cutoff).sum(axis=1)):.0f}",
            f"{(largest <= cutoff).sum()}",
        ])  # fmt: skip
    nth = {0: "largest", 1: "second", 2: "third"}.get(asked.spare, f"{asked.spare + 1}th")
    heads = ["wave", "runs", "drawn below", "foretold within 2 sd", f"{nth} distance, median",
             "numbers beyond the cutoff, median", "runs within it"]  # fmt: skip
    return heads, rows


def _recovery_words(recovered: pd.DataFrame, cutoff: float) -> str:
    if recovered.empty:
        return "No run of the first wave has every number, so none could play the record."
    kept = (recovered["implausibility"] <= cutoff).sum()
    return (
        f"Each of {len(recovered)} runs of the first wave in turn played the record, with the "
        f"ranges of the record and its own run kept out: {kept} of {len(recovered)} were not ruled "
        f"out by their own numbers, while a median of {recovered['left'].median():.2%} of the "
        "space was left."
    )


def _distance_words(found: "Calibration") -> str:
    table = distance_table(found)
    last = table[table["wave"] == table["wave"].max()]
    worst = last.reindex(last["median"].abs().sort_values(ascending=False).index).head(10)
    return markdown(
        ["number", "median distance, last wave", "90 % of runs", "within 3"],
        [[row["target"], f"{row['median']:+.1f}", f"{row['q05']:+.1f} to {row['q95']:+.1f}",
          f"{row['within_3']:.0%}"] for row in worst.to_dict("records")],
    )  # fmt: skip


def _shrinkage_words(found: "Calibration") -> str:
    spread = shrinkage(found)
    told = spread[spread < TOLD]
    real = found.space.real(found.accepted)
    rows = []
    for name, share in told.items():
        column = real[:, found.space.names.index(str(name))]
        low, middle, high = np.quantile(column, [0.1, 0.5, 0.9])
        rows.append([f"`{name}`", f"{share:.2f}", f"{middle:.3g}", f"{low:.3g} to {high:.3g}"])
    words = (
        f"{len(told)} of {len(spread)} parameters are spread over less than {TOLD:.0%} of what "
        "their range alone would give; of the others the record of these rows says nothing."
    )
    return words + "\n\n" + markdown(["parameter", "spread", "median", "80 % of sets"], rows)


def _correlation_words(found: "Calibration") -> str:
    table = correlations(found)
    strong = table[table["correlation"].abs() >= STRONG].head(15)
    words = (
        f"Pairs of parameters with a rank correlation of {STRONG} or more over the accepted sets: "
        "the record fixes a combination of the two and not each."
    )
    rows = [[f"`{row['first']}`", f"`{row['second']}`", f"{row['correlation']:+.2f}"]
            for row in strong.to_dict("records")]  # fmt: skip
    return (
        words + "\n\n" + (markdown(["first", "second", "correlation"], rows) if rows else "None.")
    )
