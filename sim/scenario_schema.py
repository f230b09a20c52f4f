"""What a scenario file may contain: the model that checks it and the JSON Schema made from it.

``python -m sim.scenario_schema`` prints the schema; scenarios/scenario.schema.json holds it for
editors, and a test keeps it fresh.
"""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.levers import LEVERS

EARLIEST = "1924-01"
LATEST = "1939-12"
LARGEST_SCALE = 100_000
DRIVES = ("side_by_side", "countryside", "politics", "coupled")
DOCUMENTED, EMERGENT = "documented", "emergent"
ACCEPTED, NO_SETS = "accepted", "none"
PARAMETER_SETS = (ACCEPTED, NO_SETS)
MONTH = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


def month_number(label: str) -> int:
    """Months since January of year 0 for ``YYYY-MM``; ValueError for anything else."""
    if not re.match(MONTH, label):
        raise ValueError(f"'{label}' is not a month (use YYYY-MM)")
    return int(label[:4]) * 12 + int(label[5:]) - 1


def month_label(number: int) -> str:
    """The month as ``YYYY-MM``; the inverse of :func:`month_number`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def _month(value: Any) -> str:
    """A month within the model's years; ``value`` may be anything."""
    try:
        number = month_number(str(value))
    except ValueError as error:
        raise PydanticCustomError("month", "{text}", {"text": str(error)}) from None
    if not month_number(EARLIEST) <= number <= month_number(LATEST):
        text = f"{value} lies outside {EARLIEST} .. {LATEST}"
        raise PydanticCustomError("month", "{text}", {"text": text})
    return str(value)


def _sentence(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("blank", "is blank")
    return value


def _lever_schema() -> dict[str, Any]:
    """Each lever with its unit, range and meaning."""
    properties = {}
    for lever in LEVERS.values():
        words = [DOCUMENTED, EMERGENT] if lever.emergent else [DOCUMENTED]
        number = {"type": "number", "minimum": lever.low, "maximum": lever.high}
        dated = {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"pattern": MONTH},
            "additionalProperties": {"anyOf": [number, {"enum": words}]},
        }
        properties[lever.name] = {
            "description": f"{lever.meaning} ({lever.unit}, {lever.low:g} .. {lever.high:g})",
            "anyOf": [{"enum": words}, dated],
        }
    return {"type": "object", "properties": properties, "additionalProperties": False}


_PARAMETERS = {
    "type": "object",
    "propertyNames": {"pattern": r"^[a-z0-9_]+\.[a-z0-9_]+$"},
    "additionalProperties": {"type": "number"},
}
Month = Annotated[
    str, BeforeValidator(_month), WithJsonSchema({"type": "string", "pattern": MONTH})
]
Text = Annotated[str, Field(strict=True), AfterValidator(_sentence)]


class ScenarioModel(BaseModel):
    """A question about the period and the few differences from its parent that it takes to ask."""

    model_config = ConfigDict(extra="forbid", title="General Line scenario")

    title: Text | None = Field(None, description="short name for charts and tables")
    question: Text = Field(description="what the scenario asks, in one sentence")
    extends: Text | None = Field(
        None, description="the parent: a name in scenarios/, or a path from this file's folder"
    )
    start: Month | None = Field(None, description="first month simulated (default 1924-01)")
    until: Month | None = Field(None, description="last month simulated (default 1939-12)")
    scale: Annotated[int, Field(strict=True, ge=1, le=LARGEST_SCALE)] | None = Field(
        None, description="one household stands for about this many (default 1000)"
    )
    drive: Literal["side_by_side", "countryside", "politics", "coupled"] | None = Field(
        None, description="which tiers run and what drives them (default side_by_side)"
    )
    levers: Annotated[dict[str, Any], WithJsonSchema(_lever_schema())] = Field(
        default_factory=dict,
        description="policy levers: documented, emergent, or dated values that hold until changed",
    )
    parameters: Annotated[dict[str, Any], WithJsonSchema(_PARAMETERS)] = Field(
        default_factory=dict, description="changed parameters by theme.field"
    )
    parameter_sets: Literal["accepted", "none"] | None = Field(
        None,
        description="accepted: run i takes the set of its seed from scenarios/accepted, and what "
        "parameters names lies over it; none: the defaults (default none)",
    )
    sources: list[Text] = Field(default_factory=list, description="what the values rest on")


def schema_text() -> str:
    """The JSON Schema of scenario files, as stored in scenarios/scenario.schema.json."""
    schema = ScenarioModel.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    print(schema_text(), end="")
