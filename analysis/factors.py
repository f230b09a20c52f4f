"""The factors of a decomposition: groups of the levers by which one scenario differs from another.

A changed parameter counts as a lever. A factor is on (as in the other scenario) or off (as in the
baseline), so that a set of factors is a scenario between the two.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.compare import CompareError
from sim.levers import LEVERS
from sim.scenario import Scenario
from sim.scenario_text import suggestion

MOST = 6
"""factors at most: two to this power are the scenarios that each seed is run with"""
REST = "rest"
OPTION = "--factors"


@dataclass(frozen=True)
class Factor:
    """Levers, by name, that are switched together; ``name`` is what tables call them."""

    name: str
    levers: tuple[str, ...]


def differing(baseline: Scenario, other: Scenario) -> list[str]:
    """Levers and parameters that differ in any month of the runs, levers first, as declared."""
    differs = (baseline.paths != other.paths) | (baseline.emergent_months != other.emergent_months)
    levers = [name for row, name in enumerate(LEVERS) if differs[row].any()]
    ours, theirs = baseline.parameters, other.parameters
    names = sorted({*ours, *theirs})
    return levers + [name for name in names if ours.get(name) != theirs.get(name)]


def factors_between(
    baseline: Scenario, other: Scenario, text: str | None = None
) -> tuple[Factor, ...]:
    """The factors by which two scenarios differ: two to MOST of them.

    By default each lever is one, or each theme (``procurement`` of ``procurement.plan``) where
    levers are more than MOST. ``text`` groups by hand, ``name=lever,lever;name=theme``; levers that
    it does not name are one more factor, ``rest``. Raises CompareError, one line that says why.
    """
    levers = differing(baseline, other)
    both = f"{other.name} differs from {baseline.name}"
    if not levers:
        raise CompareError(f"{both} in no lever up to {other.until}; there is nothing to decompose")
    if len(levers) == 1:
        raise CompareError(f"{both} in one lever, {levers[0]}; there is nothing to decompose")
    if text is not None:
        return _by_hand(text, levers, f"the levers by which {both}")
    if len(levers) <= MOST:
        return tuple(Factor(name, (name,)) for name in levers)
    themes = dict.fromkeys(_theme(name) for name in levers)
    if not 2 <= len(themes) <= MOST:
        raise CompareError(
            f"{both} in {len(levers)} levers of {len(themes)} themes ({', '.join(themes)}), and "
            f"two to {MOST} factors are decomposed; group them: {OPTION} 'name=theme,lever;...'"
        )
    return tuple(
        Factor(theme, tuple(name for name in levers if _theme(name) == theme)) for theme in themes
    )


def between(baseline: Scenario, other: Scenario, factors: Sequence[Factor], name: str) -> Scenario:
    """The baseline with the levers of some factors as in the other scenario.

    Raises nothing; with no factor it is the baseline, with all of them the other, by another name.
    """
    switched = {lever for factor in factors for lever in factor.levers}
    rows = np.array([lever in switched for lever in LEVERS])[:, None]
    kept = {key: value for key, value in baseline.parameters.items() if key not in switched}
    changed = {key: value for key, value in other.parameters.items() if key in switched}
    return replace(
        baseline,
        name=name,
        title=name,
        paths=np.where(rows, other.paths, baseline.paths),
        emergent_months=np.where(rows, other.emergent_months, baseline.emergent_months),
        parameters=dict(sorted({**kept, **changed}.items())),
        origin={key: (other if key in switched else baseline).origin[key] for key in LEVERS},
        first_change=other.first_change if switched else baseline.first_change,
    )


def _theme(lever: str) -> str:
    return lever.partition(".")[0]


def _by_hand(text: str, levers: list[str], what: str) -> tuple[Factor, ...]:
    """The factors that ``text`` groups. Raises CompareError for the first fault."""
    factors: list[Factor] = []
    free = list(levers)
    for part in text.strip().strip(";").split(";"):
        name, equals, listed = (piece.strip() for piece in part.partition("="))
        words = [word.strip() for word in listed.split(",")]
        if not (name and equals and all(words)):
            raise CompareError(f"{OPTION}: '{part.strip()}' is not of the form name=lever,lever")
        if name in [factor.name for factor in factors]:
            raise CompareError(f"{OPTION}: the name '{name}' stands twice")
        chosen = [lever for word in words for lever in _named(word, levers, what)]
        twice = next((lever for lever in chosen if lever not in free), None)
        if twice or len(set(chosen)) < len(chosen):
            twice = twice or next(lever for lever in chosen if chosen.count(lever) > 1)
            raise CompareError(f"{OPTION}: {twice} stands twice")
        free = [lever for lever in free if lever not in chosen]
        factors.append(Factor(name, tuple(chosen)))
    if free and REST in [factor.name for factor in factors]:
        raise CompareError(f"{OPTION}: '{REST}' names the levers left over; use another name")
    if free:
        factors.append(Factor(REST, tuple(free)))
    if not 2 <= len(factors) <= MOST:
        counted = f"{len(factors)} factor{'s' * (len(factors) > 1)}"
        left = f", {REST} ({', '.join(free)}) among them" if free else ""
        raise CompareError(f"{OPTION}: {counted}{left}; two to {MOST} are decomposed")
    return tuple(factors)


def _named(word: str, levers: list[str], what: str) -> list[str]:
    """The levers that a word stands for: itself, or those of a theme."""
    found = [lever for lever in levers if word in (lever, _theme(lever))]
    if not found:
        themes = dict.fromkeys(_theme(lever) for lever in levers)
        hint = suggestion(word, [*levers, *themes])
        raise CompareError(f"{OPTION}: '{word}' is none of {what}{hint}")
    return found
