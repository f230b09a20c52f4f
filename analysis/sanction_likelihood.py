"""Weights and cut-points of the discipline bodies, estimated from the documented cases.

The odds of ``sim.rules.discipline.severity_odds`` under the stored states of each case's month are
fitted by penalised maximum likelihood. The penalty is a Gaussian prior for each parameter, centred
on its default, with a quarter of its declared range as standard deviation; the parameter stays in
that range, and the cut-points in order. The era enters through the stored states alone.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.documented_cases import Documented, documented_cases
from analysis.judge import knows_only
from analysis.judge_states import States, states_at
from sim.parameters import declared
from sim.rules.discipline import STEPS, Discipline, expected_severity, severity_odds
from sim.rules.hardening import Hardening, knowing_is_offence

Floats = NDArray[np.float64]
CUTS = ("cut_reproach", "cut_post", "cut_seat", "cut_party", "cut_person")
FITTED = (
    "arena_local", "arena_ranks", "arena_street", "arena_text", "arena_abroad", "recanting",
    "partial", "norm_weight", "width_weight", "threat_weight", "collapse_weight", "rank_weight",
    *CUTS,
)  # fmt: skip
"""what the odds are made of; courtesy is a threshold, and no fitted case is mere knowledge"""

EXCLUDED = {
    "SN089": "its note: the contacts were not detected, so nobody judged them",
    "SN101": "its correction: no sanction followed, the man was abroad and without citizenship",
    "SN103": "its note: suicide before the decision",
}
"""cases that the record itself marks as not decided by a body, and where it does"""
HALVES = frozenset({"SN035", "SN035B", "SN074", "SN074B"})
"""the corrections split these two cases into two rows each: a row counts half a case"""
RECALLED = 0.5
"""weight of a case recalled from a named work, no page seen; read or in the chapter: 1"""
LAPSE = 0.02
"""chance that a case was coded, or judged on grounds, outside the model: even odds of each severity

Without it one penalty above the courtesy's limit would have no likelihood at all."""
PRIOR_WIDTH = 0.25
"""standard deviation of the prior as a part of a parameter's declared range"""
GAP = 0.05
"""least distance of neighbouring cut-points (logits)"""


class FitError(RuntimeError):
    """The fit cannot be made here; the text says what is missing."""


class Case(NamedTuple):
    """A documented case as the rules see it, with the weight of its evidence."""

    documented: Documented
    states: States
    passive: bool
    weight: float

    @property
    def group(self) -> str:
        """The case that a row is of: both halves of a split case share it."""
        return self.documented.identity[:5]

    @property
    def severity(self) -> int:
        """The documented severity, 0 to 5."""
        return self.documented.severity


def case_of(documented: Documented) -> Case:
    """A documented case with the states of its month and its weight."""
    states = states_at(documented.month)
    passive = knows_only(documented.act, documented.arena)
    weight = RECALLED if documented.evidence == "recalled" else 1.0
    return Case(
        documented,
        states,
        passive and not knowing_is_offence(states.width, Hardening()),
        weight * (0.5 if documented.identity in HALVES else 1.0),
    )


def all_cases() -> list[Case]:
    """Every case of the record."""
    return [case_of(one) for one in documented_cases()]


def fitted_cases() -> list[Case]:
    """The cases that the fit uses: all but EXCLUDED."""
    return [case for case in all_cases() if case.documented.identity not in EXCLUDED]


def odds_of(case: Case, p: Discipline) -> tuple[float, ...]:
    """Odds of severity 0 to 5 for a case."""
    who, era = case.documented, case.states
    return severity_odds(
        who.arena,
        who.recanted,
        who.rank,
        era.width,
        era.recantation_value,
        era.threat,
        era.norm,
        p,
        case.passive,
    )


def expected(cases: Sequence[Case], p: Discipline) -> Floats:
    """Expected severity of each case."""
    return np.array([expected_severity(odds_of(case, p)) for case in cases])


def likelihood_loss(cases: Sequence[Case], p: Discipline) -> float:
    """Minus the weighted log likelihood of the documented severities."""
    return -sum(
        case.weight * math.log((1.0 - LAPSE) * odds_of(case, p)[case.severity] + LAPSE / STEPS)
        for case in cases
    )


def ranges() -> tuple[Floats, Floats, Floats]:
    """Defaults, lower and upper bounds of FITTED, as declared."""
    known = {one.name: one for one in declared("discipline", Discipline)}
    chosen = [known[f"discipline.{name}"] for name in FITTED]
    return (
        np.array([one.default for one in chosen]),
        np.array([one.param.low for one in chosen]),
        np.array([one.param.high for one in chosen]),
    )


def parameters(values: Floats) -> Discipline:
    """The discipline bodies with these values of FITTED, all else at its default."""
    return Discipline()._replace(**dict(zip(FITTED, values.tolist(), strict=True)))


def fit(cases: Sequence[Case]) -> Discipline:
    """The parameters that fit the cases best, given the prior.

    Raises FitError where scipy is missing or the search does not end.
    """
    try:
        from scipy.optimize import minimize
    except ImportError:
        raise FitError(
            "scipy is missing; it comes with the extras dev and analysis: pip install -e '.[dev]'"
        ) from None
    centre, low, high = ranges()
    width = PRIOR_WIDTH * (high - low)

    def loss(steps: Floats) -> float:
        """``steps``: distances from the defaults in standard deviations of the prior."""
        p = parameters(centre + width * steps)
        return likelihood_loss(cases, p) + 0.5 * float(steps @ steps)

    first = FITTED.index(CUTS[0])

    def gaps(steps: Floats) -> Floats:
        return np.asarray(np.diff((centre + width * steps)[first:]) - GAP)

    found = minimize(
        loss,
        np.zeros(len(FITTED)),
        method="SLSQP",
        bounds=list(zip((low - centre) / width, (high - centre) / width, strict=True)),
        constraints={"type": "ineq", "fun": gaps},
        options={"maxiter": 300, "ftol": 1e-7},
    )
    if not found.success:
        raise FitError(f"the search for the best parameters did not end: {found.message}")
    return parameters(np.clip(centre + width * found.x, low, high))
