"""Outlook: what households come to expect and fear (M01, M83, M90)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.compiled import rule
from sim.parameters import Param


class Outlook(NamedTuple):
    """How expectation and fear follow experience."""

    gain: Annotated[
        float,
        Param(
            "how far a year's experience moves the expected taking",
            0.5,
            0.8,
            "LITERATURE B1: adaptive gain 0.5-0.8",
        ),
    ] = 0.6
    fear_rise: Annotated[
        float,
        Param("how fast fear follows visible force", 0.1, 0.8, "ASSUMED, swept", "share a month"),
    ] = 0.35
    fear_fade: Annotated[
        float,
        Param(
            "how fast fear fades when force stops",
            0.01,
            0.2,
            "ASSUMED; fear outlives force (M83)",
            "share a month",
        ),
    ] = 0.05
    memory_gain: Annotated[
        float, Param("how deeply hunger and deportation are remembered", 0.0, 0.5, "ASSUMED")
    ] = 0.1
    memory_fade: Annotated[
        float, Param("yearly fading of that memory", 0.0, 0.3, "ASSUMED", "share a year")
    ] = 0.08


PARAMETERS = Outlook


@rule
def expected_take_next(expected, taken_kg, crop_kg, p):
    """Share of the crop a household expects to lose next year, after a year's taking (kg)."""
    seen = min(1.0, taken_kg / max(crop_kg, 50.0))
    return expected + p.gain * (seen - expected)


@rule
def fear_next(fear, force, p):
    """Fear after a month with ``force`` (0..1) seen in the village: quick to rise, slow to fade."""
    speed = p.fear_rise if force > fear else p.fear_fade
    return fear + speed * (force - fear)


@rule
def memory_next(memory, shock, p):
    """Memory of famine and deportation (0..1) after a month with ``shock``."""
    kept = memory * (1.0 - p.memory_fade / 12.0)
    return min(1.0, kept + p.memory_gain * shock * (1.0 - kept))
