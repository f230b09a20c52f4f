"""What the literature predicted for each counterfactual: analysis/history/predictions.csv.

A prediction names an outcome and a period as ``compare`` does, so that a comparison can be laid
beside it. It is no finding of the model, and nothing in the model reads it.
"""

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.chart_lines import agricultural_label
from analysis.compare_outcomes import OUTCOMES, Outcome, span_label
from analysis.user_record import UnknownNameError
from sim.scenario_file import names

FILE = Path(__file__).resolve().parent / "history" / "predictions.csv"
COLUMNS = [
    "scenario", "outcome", "period", "measure", "low", "high", "words", "source",
]  # fmt: skip
RELATIVE, DIFFERENCE, SIGN = "relative", "difference", "sign"
MEASURES = (RELATIVE, DIFFERENCE, SIGN)
YEARS = range(1924, 1940)

LIBRARY: dict[str, str] = {
    "S1": "market_cleared_1928",
    "S2": "nep_continues",
    "S3": "voluntary_kolkhozy",
    "S4": "no_rise_in_procurement",
    "S5": "plan_follows_harvest",
    "S6": "exports_1932_kept",
    "S7": "small_relief",
    "S8": "no_barrier",
    "S9": "own_secretaries",
    "S10": "soft_discipline",
    "S11": "iron_discipline",
    "S12": "less_suspicion",
    "13": "early_relief",
    "14": "no_exports_1931_1932",
    "15": "local_veto",
    "16": "no_passports",
    "17": "no_dekulakisation",
    "18": "right_wins_1928",
    "19": "left_wins_1926",
    "20": "no_faction_ban",
    "21": "text_undetected",
    "22": "milder_motion_1930",
    "23": "good_weather_1932",
    "24": "honest_reports",
}
"""The library of counterfactuals by number: S1 to S12 have a stated prediction each."""


class PredictionError(ValueError):
    """The predictions cannot be read; the text is all faults, each 'path:line: column: message'."""


@dataclass(frozen=True)
class Prediction:
    """One prediction: the interval in which a scenario's difference from the record's run lies.

    ``measure`` is ``relative`` (percent of the baseline's excess deaths, 100 when all are averted:
    -100), ``difference`` (in the outcome's unit) or ``sign`` (below or above nought). A bound is
    infinite where the literature leaves it open. ``words`` is the prediction in a sentence.
    """

    scenario: str
    outcome: str
    period: str
    measure: str
    low: float
    high: float
    words: str
    source: str

    def agrees(self, value: float) -> bool:
        """Whether a difference (in the measure's unit) is as predicted; nought has no sign."""
        return as_predicted(self.measure, self.low, self.high, value)


def as_predicted(measure: str, low: float, high: float, value: float) -> bool:
    """Whether a value lies in a predicted interval: its ends count, but nought has no sign."""
    return low < value < high if measure == SIGN else low <= value <= high


def periods_of(outcome: Outcome) -> list[str]:
    """The labels under which ``compare`` gives an outcome: its years, then its spans."""
    how = outcome.line.how
    if how == "agricultural":
        years = [agricultural_label(year) for year in YEARS]
    elif how == "stock":
        years = [f"{year}-{outcome.month:02d}" for year in YEARS]
    else:
        years = [str(year) for year in YEARS]
    return years + [span_label(outcome, first, last) for first, last in outcome.spans]


def read_predictions(path: str | Path = FILE) -> list[Prediction]:
    """Every prediction of a file, in its order.

    Raises PredictionError with all faults at once: an unknown scenario, outcome, period or measure,
    a bound that is no number or contradicts the measure, a text that is missing, a row said twice.
    """
    found: list[Prediction] = []
    faults: list[str] = []
    seen: dict[tuple[str, ...], int] = {}
    try:
        with Path(path).open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames != COLUMNS:
                raise PredictionError(f"{path}:1: header: must be {','.join(COLUMNS)}")
            for cells in reader:
                place, row = f"{path}:{reader.line_num}", _texts(cells)
                wrong = [*_row_faults(cells, row)]
                key = tuple(row[name] for name in COLUMNS[:4])
                if key in seen:
                    wrong.append(f"row: says the same as line {seen[key]}")
                seen.setdefault(key, reader.line_num)
                faults += [f"{place}: {fault}" for fault in wrong]
                if not wrong:
                    found.append(_prediction(row))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PredictionError(f"{path}:1: file: {error}") from error
    if faults:
        raise PredictionError("\n".join(faults))
    return found


def _texts(cells: dict[str, str | None]) -> dict[str, str]:
    return {name: (cells.get(name) or "").strip() for name in COLUMNS}


def _row_faults(cells: dict[str, str | None], row: dict[str, str]) -> Iterator[str]:
    """What is wrong with a row, each as 'column: message'."""
    if None in cells:
        yield "row: more cells than columns (a text with a comma needs quotes)"
    known = sorted({*names(), *LIBRARY.values()})
    outcomes = {one.name: one for one in OUTCOMES}
    for column, choices in (
        ("scenario", known), ("outcome", list(outcomes)), ("measure", MEASURES),
    ):  # fmt: skip
        if row[column] not in choices:
            yield f"{column}: {UnknownNameError(column, row[column], choices)}"
    outcome = outcomes.get(row["outcome"])
    if outcome is not None and row["period"] not in periods_of(outcome):
        yield f"period: {UnknownNameError('period', row['period'], periods_of(outcome))}"
    if outcome is not None and row["measure"] == RELATIVE:
        spans = [span_label(outcome, *span) for span in outcome.spans]
        if not outcome.excess or row["period"] not in spans:
            yield "measure: relative is for sums of excess deaths alone"
    for column in ("words", "source"):
        if not row[column]:
            yield f"{column}: is empty"
    yield from _bound_faults(row)


def _bound_faults(row: dict[str, str]) -> Iterator[str]:
    bounds = {}
    for column, otherwise in (("low", -math.inf), ("high", math.inf)):
        try:
            bounds[column] = float(row[column] or otherwise)
        except ValueError:
            yield f"{column}: {row[column]!r} is not a number"
            return
        if row[column] and not math.isfinite(bounds[column]):
            yield f"{column}: {row[column]!r} is not a finite number (leave it empty if open)"
            return
    if not row["low"] and not row["high"]:
        yield "low: both bounds are open, so that nothing is predicted"
    elif bounds["low"] > bounds["high"]:
        yield f"low: {row['low']} is above high, {row['high']}"
    elif row["measure"] == SIGN and sorted(bounds.values(), key=abs)[0] != 0.0:
        yield "low: a sign is low 0 with high open, or high 0 with low open"
    elif row["measure"] == SIGN and row["low"] and row["high"]:
        yield "low: a sign leaves one bound open"


def _prediction(row: dict[str, str]) -> Prediction:
    low, high = float(row["low"] or -math.inf), float(row["high"] or math.inf)
    words = {name: row[name] for name in ("scenario", "outcome", "period", "measure")}
    return Prediction(**words, low=low, high=high, words=row["words"], source=row["source"])
