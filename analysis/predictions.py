"""What the literature predicted for each counterfactual: analysis/history/predictions.csv.

A prediction names an outcome and a period as ``compare`` does, so that a comparison can be laid
beside it. It is no finding of the model, and nothing in the model reads it.
"""

import csv
import math
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parent / "history" / "predictions.csv"


@dataclass(frozen=True)
class Prediction:
    """One prediction: the interval in which a scenario's difference from the record's run lies.

    ``measure`` is ``relative`` (percent of the baseline's excess deaths), ``difference`` (in the
    outcome's unit) or ``sign``. A bound is infinite where the literature leaves it open.
    """

    scenario: str
    outcome: str
    period: str
    measure: str
    low: float
    high: float
    words: str
    source: str


def read_predictions(path: str | Path = FILE) -> list[Prediction]:
    """Every prediction of a file, in its order; none where there is no such file."""
    if not Path(path).exists():
        return []
    with Path(path).open(newline="", encoding="utf-8") as file:
        return [_prediction(row) for row in csv.DictReader(file)]


def _prediction(row: dict[str, str]) -> Prediction:
    low, high = float(row.pop("low") or -math.inf), float(row.pop("high") or math.inf)
    return Prediction(**row, low=low, high=high)
