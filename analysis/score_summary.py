"""What a scorecard comes to, by split and drive: inside, CRPS, coverage and skill.

Calibrate and test rows never share a number: every sum is over one split. docs/scores.md says what
each score means and what it does not.
"""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.number_scores import number_scores
from analysis.patterns import SCORED, Ensemble, card_of
from analysis.scoring import BANDS, expected_coverage, skill, wilson

LIMIT = 5.0
"""half ranges beyond which a number counts no further wrong, so that none outweighs the others"""
NEAR, FAR = 1.0, LIMIT
"""half ranges charged for a row that one side cannot say: once as the lightest miss (a forecast
without spread at the end of a symmetric range), once as the gravest"""
SPLITS = ("calibrate", "test")
ALL = "all"


def summary(
    own: Mapping[str, Ensemble], nulls: Mapping[str, Mapping[str, Ensemble]], drive: str
) -> list[dict[str, Any]]:
    """What the scorecard comes to: an entry for each split and each drive that is scored.

    ``own`` are the ensembles of a results folder of ``drive``, ``nulls`` those of the nulls by
    name. An entry has split, drive (A, B, C or ``all`` of those scored), rows and numbers with how
    many lie inside and how many can be computed, mean_crps (mean over rows of the mean over their
    numbers, in half ranges, none counted beyond LIMIT), beyond_limit (how many numbers are),
    coverage by band and skill by null, as :func:`_coverage` and :func:`_skill` give them. Rows that
    the drive does not score enter nowhere.
    """
    letters = SCORED.get(drive, "ABC")
    table, card = number_scores(own), card_of(own)
    theirs = {name: number_scores(found) for name, found in nulls.items()}
    entries = []
    for split in SPLITS:
        for letter in (*letters, ALL) if len(letters) > 1 else letters:
            scored = letters if letter == ALL else letter
            entries.append(
                {"split": split, "drive": letter, **_entry(
                    _part(table, split, scored), _part(card, split, scored),
                    {name: _part(other, split, scored) for name, other in theirs.items()},
                )}
            )  # fmt: skip
    return entries


def _part(table: pd.DataFrame, split: str, letters: str) -> pd.DataFrame:
    return table[(table["split"] == split) & table["drive"].isin(list(letters))]


def _entry(
    table: pd.DataFrame, card: pd.DataFrame, theirs: dict[str, pd.DataFrame]
) -> dict[str, Any]:
    said = table[table["runs"] > 0]
    rows = _by_row(table)
    return {
        "rows": len(card),
        "rows_inside": int(card["inside"].sum()),
        "rows_computable": int(card["computable"].sum()),
        "numbers": len(table),
        "numbers_inside": int((said["inside"] == True).sum()),  # noqa: E712  (None is not True)
        "numbers_computable": len(said),
        "mean_crps": float(rows.mean()),
        "beyond_limit": int((said["crps_normalised"] > LIMIT).sum()),
        "coverage": {f"{100 * level:.0f}": _coverage(said, level) for level in BANDS},
        "skill": {name: _skill(rows, _by_row(other)) for name, other in theirs.items()},
    }


def _by_row(table: pd.DataFrame) -> pd.Series:
    """Normalised CRPS of each pattern: the mean over its numbers; NaN where it cannot be said."""
    return table["crps_normalised"].clip(upper=LIMIT).groupby(table["id"]).mean()


def _coverage(said: pd.DataFrame, level: float) -> dict[str, Any]:
    """How many documented numbers lie in a band, with Wilson's interval and what to expect.

    ``expected`` is the share that runs of this number would hold if the record were one of them.
    """
    judged = said[said[f"in{100 * level:.0f}"].notna()]
    hits = int(judged[f"in{100 * level:.0f}"].astype(bool).sum())
    low, high = wilson(hits, len(judged))
    expected = [expected_coverage(int(size), level) for size in judged["runs"]]
    return {
        "hits": hits,
        "numbers": len(judged),
        "share": hits / len(judged) if len(judged) else math.nan,
        "low": low,
        "high": high,
        "expected": sum(expected) / len(expected) if expected else math.nan,
    }


def _skill(ours: pd.Series, theirs: pd.Series) -> dict[str, Any]:
    """Skill against a null: over rows that both can say, and over all rows with silence charged.

    Skill of the means, not mean of the skills, so that no row on which a null happens to be nearly
    right outweighs the others. ``better`` counts rows of both on which the model's CRPS is lower.
    ``all_near`` and ``all_far`` charge NEAR and FAR for whatever either side cannot say.
    """
    both = ours.notna() & theirs.notna()

    def charged(silence: float) -> float:
        return skill(float(ours.fillna(silence).mean()), float(theirs.fillna(silence).mean()))

    return {
        "both": skill(float(ours[both].mean()), float(theirs[both].mean())),
        "rows": int(both.sum()),
        "better": int((ours[both] < theirs[both]).sum()),
        "all_near": charged(NEAR),
        "all_far": charged(FAR),
        "null_silent": int(theirs.isna().sum()),
        "model_silent": int(ours.isna().sum()),
    }


def row_skills(
    own: Mapping[str, Ensemble], nulls: Mapping[str, Mapping[str, Ensemble]]
) -> pd.DataFrame:
    """Skill of every pattern against every null: ids by names; NaN where either cannot say."""
    ours = _by_row(number_scores(own))
    columns = {}
    for name, found in nulls.items():
        theirs = _by_row(number_scores(found))
        columns[name] = [
            skill(float(a), float(b)) for a, b in zip(ours, theirs[ours.index], strict=True)
        ]
    return pd.DataFrame(columns, index=ours.index)
