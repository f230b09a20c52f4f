"""What a client may ask of the server: strict models, and the runs that they stand for.

A client names a scenario of scenarios/, sliders of analysis.app.sliders, and numbers within bounds.
No path, file, pickle or tag from outside is ever opened.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from analysis.app import chair
from analysis.app.sliders import SLIDERS, SliderError, overrides
from analysis.app.strict_json import JsonError, parse
from sim.outcomes import REGIONS
from sim.scenario import Scenario, ScenarioError, load, names
from sim.scenario_schema import MONTH

SCALE, SEED = 4000, 1
SMALLEST_SCALE, LARGEST_SCALE = 1000, 100_000
LARGEST_SEED = 2**31 - 1
LARGEST_DISTRICT = 20_000
CHAIR_SCENARIO = "historical"

Model = TypeVar("Model", bound=BaseModel)
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e6, le=1e6)]
Seed = Annotated[int, Field(ge=0, le=LARGEST_SEED)]
Scale = Annotated[int, Field(ge=SMALLEST_SCALE, le=LARGEST_SCALE)]


class AskedWrongError(ValueError):
    """A request that cannot be answered; the text says why, in one line."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class RunAsked(_Strict):
    """A run: a preset with sliders moved."""

    scenario: Name
    levers: dict[Name, Number] = Field(default_factory=dict, max_length=len(SLIDERS))
    seed: Seed = SEED
    scale: Scale = SCALE
    until: Annotated[str, Field(pattern=MONTH)] | None = None


class ChairAsked(_Strict):
    """A person sits down as secretary of a district."""

    region: Literal[REGIONS]  # type: ignore[valid-type]
    number: Annotated[int, Field(ge=0, le=LARGEST_DISTRICT)] = 0
    seed: Seed = SEED
    scale: Scale = SCALE


def _pair(value: Any) -> Any:
    """A choice comes as a list of two; models in strict mode want a tuple."""
    return tuple(value) if isinstance(value, list) else value


Course = Literal[chair.COURSES]  # type: ignore[valid-type]
Choice = Annotated[tuple[Course, bool], BeforeValidator(_pair)]


class ChairStep(_Strict):
    """Every choice of a secretary so far, one [course, plea] a month."""

    district: Annotated[int, Field(ge=0, le=LARGEST_DISTRICT)]
    choices: Annotated[list[Choice], Field(min_length=1, max_length=chair.MONTHS)]
    seed: Seed = SEED
    scale: Scale = SCALE


class ChairOthers(_Strict):
    """Other ways through the same months."""

    district: Annotated[int, Field(ge=0, le=LARGEST_DISTRICT)]
    months: Annotated[int, Field(ge=1, le=chair.MONTHS)]
    seed: Seed = SEED
    scale: Scale = SCALE


def read(body: bytes, model: type[Model]) -> Model:
    """The request that a body holds. Raises AskedWrongError with one line."""
    try:
        return model.model_validate(parse(body))
    except JsonError as error:
        raise AskedWrongError(str(error)) from None
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part) for part in fault["loc"])[:80]
        raise AskedWrongError(f"{where or 'the body'}: {fault['msg'][:300]}") from None


def scenarios_of(asked: RunAsked) -> tuple[Scenario, Scenario]:
    """The scenario of a run, and the preset that it departs from. Raises AskedWrongError."""
    levers = tuple(sorted(asked.levers.items()))
    base = loaded(asked.scenario, (), asked.scale, asked.until)
    return loaded(asked.scenario, levers, asked.scale, asked.until), base


@lru_cache(maxsize=256)
def loaded(
    name: str, levers: tuple[tuple[str, float], ...], scale: int, until: str | None
) -> Scenario:
    """A preset with sliders moved. Raises AskedWrongError."""
    if name not in known():
        raise AskedWrongError(f"scenario '{name}': there is none; scenarios: {', '.join(known())}")
    try:
        moved = overrides(loaded(name, (), scale, until), dict(levers)) if levers else []
        return load(name, overrides=moved, scale=scale, until=until)
    except (SliderError, ScenarioError) as error:
        raise AskedWrongError(str(error).splitlines()[0]) from None


@lru_cache(maxsize=1)
def known() -> tuple[str, ...]:
    """The names of the scenarios that ship."""
    return tuple(names())
