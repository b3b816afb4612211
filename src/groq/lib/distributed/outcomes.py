"""What a row gets: an answer or an error, as columns. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import to_jsonable_python

from groq.lib.parse.errors import OutputValidationError

from .batches import Column, Kind

if TYPE_CHECKING:
    from groq.types.chat import ChatCompletion


class Outcome(NamedTuple):
    """The outcome of a row: plain values, which any engine can store."""

    text: str | None = None
    parsed: Any = None
    error: str | None = None
    error_class: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    request_id: str | None = None


# Field → the end of the name of its column, and what the column has.
_FIELDS: dict[str, tuple[str, Kind]] = {
    "text": ("", "text"),
    "parsed": ("_parsed", "value"),
    "error": ("_error", "text"),
    "error_class": ("_error_class", "text"),
    "prompt_tokens": ("_prompt_tokens", "number"),
    "completion_tokens": ("_completion_tokens", "number"),
    "request_id": ("_request_id", "text"),
}


def outcome_of(completion: ChatCompletion) -> Outcome:
    """Return the outcome of a row that was answered."""
    usage = completion.usage
    parsed: Any = getattr(completion, "parsed", None)
    return Outcome(
        text=completion.choices[0].message.content if completion.choices else None,
        parsed=to_jsonable_python(parsed, serialize_unknown=True),
        prompt_tokens=None if usage is None else usage.prompt_tokens,
        completion_tokens=None if usage is None else usage.completion_tokens,
        request_id=completion.request_id,
    )


def outcome_of_error(error: Exception) -> Outcome:
    """Return the outcome of a row that failed. An answer that does not match the type was paid, and is kept."""
    answered = error.completion if isinstance(error, OutputValidationError) else None
    outcome = Outcome() if answered is None else outcome_of(answered)
    request_id = outcome.request_id or getattr(error, "request_id", None)
    return outcome._replace(
        parsed=None, error=str(error) or repr(error), error_class=type(error).__name__, request_id=request_id
    )


def kinds_of(output: str, *, has_parsed: bool) -> dict[str, Kind]:
    """Return the names of the columns and what they have."""
    return {f"{output}{end}": kind for field, (end, kind) in _FIELDS.items() if has_parsed or field != "parsed"}


def columns_of(output: str, outcomes: Sequence[Outcome], *, has_parsed: bool, as_json: bool) -> Mapping[str, Column]:
    """Return the outcomes as columns; with `as_json`, parsed values as JSON, for engines whose columns have a type."""
    columns = dict[str, Column]()
    for field, (end, kind) in _FIELDS.items():
        if field == "parsed" and not has_parsed:
            continue
        values = [getattr(outcome, field) for outcome in outcomes]
        if kind == "value" and as_json:
            kind, values = "text", [None if value is None else json.dumps(value) for value in values]
        columns[f"{output}{end}"] = Column(kind, values)
    return columns
