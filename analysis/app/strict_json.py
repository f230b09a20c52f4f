"""JSON from outside, read strictly: what is doubtful is refused in one line.

Refused are bodies that are too long or nested too deep, a key given twice, NaN and infinities,
numbers of absurd length, anything after the document, and text that is not UTF-8.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

LARGEST_BODY = 64 * 1024
DEEPEST = 6
LONGEST_NUMBER = 24
"""characters of a number as written"""


class JsonError(ValueError):
    """A body that is refused; the text says why, in one line."""


def parse(body: bytes) -> Any:
    """The value that a body holds. Raises JsonError."""
    if len(body) > LARGEST_BODY:
        raise JsonError(f"the body is longer than {LARGEST_BODY} bytes")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise JsonError("the body is not UTF-8") from None
    _check_depth(text)
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_constant, parse_int=_whole,
            parse_float=_real,
        )  # fmt: skip
    except JsonError:
        raise
    except json.JSONDecodeError as error:
        raise JsonError(
            f"the body is not JSON: line {error.lineno}, column {error.colno}: {error.msg}"
        ) from None
    except (ValueError, RecursionError):
        raise JsonError("the body is not JSON") from None


def _check_depth(text: str) -> None:
    """Refuse deep nesting before anything is built; brackets inside texts do not count."""
    depth, inside, escaped = 0, False, False
    for letter in text:
        if inside:
            inside = escaped or letter != '"'
            escaped = letter == "\\" and not escaped
        elif letter == '"':
            inside = True
        elif letter in "[{":
            depth += 1
            if depth > DEEPEST:
                raise JsonError(f"the body is nested more than {DEEPEST} levels deep")
        elif letter in "]}":
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise JsonError(f"the key {_shown(key)} is given twice")
        found[key] = value
    return found


def _constant(text: str) -> NoReturn:
    raise JsonError(f"{text} is not a number that can be used")


def _whole(text: str) -> int:
    if len(text) > LONGEST_NUMBER:
        raise JsonError("a number is longer than can be used")
    return int(text)


def _real(text: str) -> float:
    value = float(text) if len(text) <= LONGEST_NUMBER else math.inf
    if not math.isfinite(value):
        raise JsonError("a number is larger or longer than can be used")
    return value


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:40] + "...")
