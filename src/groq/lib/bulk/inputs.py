"""Inputs of a run: prompts, messages, parameters, and lines of batch files, as parameters of `create`. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from groq import NotGiven, Omit

from ..._advice import unknown_parameter_advice
from .._batch_lines import CHAT_URL, RequestLine, request_line_of
from .._json_values import is_mapping

_EXPECTED = "expected a prompt, a list of messages, or a dictionary of parameters"
# Arguments of `create` besides the parameters of the API.
_CREATE_OPTIONS = frozenset({"extra_headers", "extra_query", "extra_body", "timeout"})


@dataclass(frozen=True)
class MapInput:
    """An input of `map()`.

    Attributes:
        index: Its position, from 0.
        value: The input, as passed by the caller.
        custom_id: Its id, if it has one.
        params: The parameters of `create`.
        error: Why it has no parameters.
    """

    index: int
    value: Any
    custom_id: str | None = None
    params: Mapping[str, Any] | None = None
    error: Exception | None = None


def map_input(index: int, value: Any, defaults: Mapping[str, Any], known: Collection[str]) -> MapInput:
    """Return the input as parameters of `create`.

    Args:
        index: Its position.
        value: A prompt, messages, parameters with or without a `custom_id`, or a line of a batch file.
        defaults: Parameters for all inputs, which those of an input override.
        known: The names of the known parameters; other ones are sent in `extra_body`.
    """
    custom_id = None
    try:
        if isinstance(value, Exception):  # a line that could not be parsed
            raise value
        custom_id, own = _parameters(value)
        params = _merged(defaults, own, known)
    except Exception as err:  # one invalid input must not fail the others
        return MapInput(index, value, custom_id, error=err)
    return MapInput(index, value, custom_id, params)


def request_line(value: Any, default_id: str, defaults: Mapping[str, Any]) -> RequestLine:
    """Return the request of a parsed line of an input file; `defaults` apply to chat completions.

    Raises:
        TypeError: The value does not have the form of an input.
        ValueError: A field is invalid.
    """
    if is_mapping(value) and "body" in value:
        line = request_line_of({"custom_id": default_id, "method": "POST", "url": CHAT_URL, **value})
        return RequestLine(line.custom_id, {**defaults, **line.body}, line.url) if line.url == CHAT_URL else line
    custom_id, own = _parameters(value)
    return RequestLine(default_id if custom_id is None else custom_id, {**defaults, **own})


# Parameters of methods that validate answers → advice.
_OTHER_PARAMETERS: dict[str, str] = dict.fromkeys(
    ("max_attempts", "strict"), "parse() and map() have it: they validate answers."
)


def check_names(params: Iterable[str], known: Collection[str], method: str) -> None:
    """Raise an error for a parameter that a method does not have: each request would fail.

    Raises:
        TypeError: It is unknown.
    """
    for name in params:
        if name not in known:
            advice = _OTHER_PARAMETERS.get(name) or unknown_parameter_advice(name, known)
            raise TypeError(f"{name}: expected a parameter of {method}. {advice}")


def given(params: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that are not omitted."""
    return {name: value for name, value in params.items() if not isinstance(value, Omit | NotGiven)}


def _parameters(value: Any) -> tuple[str | None, Mapping[str, Any]]:
    """Return the custom id and the parameters of an input."""
    if isinstance(value, str):
        return None, {"messages": [{"role": "user", "content": value}]}
    if isinstance(value, list | tuple):
        if not value:
            raise ValueError(f"{_EXPECTED}, got an empty list")
        return None, {"messages": value}
    if not is_mapping(value):
        raise TypeError(f"{_EXPECTED}, got {type(value).__name__}")
    if "body" in value and "messages" not in value:
        line = request_line_of({"custom_id": "-", "method": "POST", "url": CHAT_URL, **value})
        if line.url != CHAT_URL:
            raise ValueError(f'url: expected "{CHAT_URL}", got {line.url!r}; groq.bulk.run() sends to other endpoints')
        return value.get("custom_id"), line.body
    custom_id = value.get("custom_id")
    if custom_id is not None and (not isinstance(custom_id, str) or not custom_id):
        raise ValueError(f"custom_id: expected a string with characters, got {custom_id!r:.60}")
    if "messages" not in value:
        advice = "; put the message into a list" if "role" in value else ""
        raise ValueError(f"expected a dictionary of parameters with `messages`{advice}")
    return custom_id, {name: one for name, one in value.items() if name != "custom_id"}


def _merged(defaults: Mapping[str, Any], own: Mapping[str, Any], known: Collection[str]) -> dict[str, Any]:
    params = given(defaults)
    # A shared `extra_body` must not override the parameters of an input.
    shared: dict[str, Any] = params.pop("extra_body", None) or {}
    extra = {name: one for name, one in shared.items() if name not in own}
    for name, one in own.items():
        (params if name in known or name in _CREATE_OPTIONS else extra)[name] = one
    if own.get("stream"):
        raise ValueError("stream: expected false or nothing: map() returns whole completions")
    if "model" not in params:
        raise TypeError("model: expected the id of a model; pass model=... to map(), or give each input its own")
    if extra:
        params["extra_body"] = {**extra, **(params.get("extra_body") or {})}
    return params
