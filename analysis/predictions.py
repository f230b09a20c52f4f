"""What the literature predicts of a scenario's difference from the historical course."""

from pathlib import Path

import pandas as pd

TABLE = Path(__file__).resolve().parent / "history" / "predictions.csv"
COLUMNS = ["scenario", "outcome", "period", "measure", "low", "high", "words", "source"]


def predictions() -> pd.DataFrame:
    """One row a prediction, columns COLUMNS; none where the record holds no such table.

    ``measure`` is ``relative`` (percent of the baseline's excess deaths), ``difference`` (in the
    outcome's unit) or ``sign``; a missing bound leaves the range open on that side.
    """
    if not TABLE.exists():
        return pd.DataFrame(columns=COLUMNS)
    text = {name: str for name in COLUMNS if name not in ("low", "high")}
    return pd.read_csv(TABLE, comment="#", dtype=text)[COLUMNS]
