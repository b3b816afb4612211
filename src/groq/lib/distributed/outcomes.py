"""The outcome of a row, an answer or an error, as columns. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import to_jsonable_python

from ..parse.errors import OutputValidationError
from .row_batches import Column, Kind

if TYPE_CHECKING:
    from groq.types.chat import ChatCompletion


class Outcome(NamedTuple):
    """The outcome of a row, in plain values that any engine can store."""

    text: str | None = None
    parsed: Any = None
    error: str | None = None
    error_class: str | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    request_id: str | None = None


# Field → the suffix of the name of its column, and the kind of its values.
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
    """Return the outcome of an answered row."""
    usage: Any = completion.usage
    content: Any = completion.choices[0].message.content if completion.choices else None
    parsed: Any = getattr(completion, "parsed", None)
    return Outcome(
        text=content if isinstance(content, str | None) else json.dumps(to_jsonable_python(content)),
        parsed=to_jsonable_python(parsed, serialize_unknown=True),
        prompt_tokens=_number(usage, "prompt_tokens"),
        completion_tokens=_number(usage, "completion_tokens"),
        request_id=completion.request_id,
    )


def outcome_of_error(error: Exception) -> Outcome:
    """Return the outcome of a failed row. It includes an answer that does not match the type, which was paid for."""
    answered = error.completion if isinstance(error, OutputValidationError) else None
    outcome = Outcome() if answered is None else outcome_of(answered)
    request_id: object = outcome.request_id or vars(error).get("request_id")
    return outcome._replace(
        parsed=None,
        error=_text(error),
        error_class=type(error).__name__,
        request_id=request_id if isinstance(request_id, str) else None,
    )


def _text(error: Exception) -> str:
    try:
        return str(error) or repr(error)
    except Exception as err:  # raised by an exception class of the caller
        return f"{type(error).__name__}, whose text raised {type(err).__name__}"


def _number(usage: object, name: str) -> int | None:
    number = getattr(usage, name, None)
    return number if isinstance(number, int) else None


def kinds_of(output: str, *, has_parsed: bool) -> dict[str, Kind]:
    """Return the names of the columns and the kinds of their values."""
    return {f"{output}{end}": kind for field, (end, kind) in _FIELDS.items() if has_parsed or field != "parsed"}


def outcome_columns(
    output: str, outcomes: Sequence[Outcome], *, has_parsed: bool, as_json: bool
) -> Mapping[str, Column]:
    """Return the outcomes as columns; with `as_json`, parsed values as JSON, for engines with typed columns."""
    columns = dict[str, Column]()
    for field, (end, kind) in _FIELDS.items():
        if field == "parsed" and not has_parsed:
            continue
        values = [getattr(outcome, field) for outcome in outcomes]
        if kind == "value" and as_json:
            kind, values = "text", [None if value is None else json.dumps(value) for value in values]
        columns[f"{output}{end}"] = Column(kind, values)
    return columns
