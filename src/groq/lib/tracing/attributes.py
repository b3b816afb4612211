"""Calls and their results → attributes of the semantic conventions: pure. `recording` sets them.

Version 1.41.1, the last one that includes generative AI:
https://github.com/open-telemetry/semantic-conventions/tree/v1.41.1/docs/gen-ai
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from groq import APIStatusError, Call

from .._json_values import is_array, is_object

SCHEMA_URL = "https://opentelemetry.io/schemas/1.41.1"
PROVIDER = "groq"

Value: TypeAlias = "str | bool | int | float | list[str]"
Attributes: TypeAlias = dict[str, Value]

# The conventions define names for two of these operations.
_OPERATION_NAMES = {
    "chat.completions.create": "chat",
    "responses.create": "chat",
    "embeddings.create": "embeddings",
    "reranking.create": "rerank",
    "audio.speech.create": "speech",
    "audio.transcriptions.create": "transcription",
    "audio.translations.create": "translation",
}
_PORTS = {"https": 443, "http": 80}
_OUTPUT_TYPES = {"json_object": "json", "json_schema": "json", "text": "text"}


def operation_of(call: Call) -> str:
    """Return the name of the operation; for an unknown path, the HTTP method."""
    operation = call.operation
    return _OPERATION_NAMES.get(operation, operation.partition(" ")[0])


def common_attributes(call: Call, body: Mapping[str, Any]) -> Attributes:
    """Return the attributes of a call that traces and metrics share."""
    attributes: Attributes = {"gen_ai.operation.name": operation_of(call), "gen_ai.provider.name": PROVIDER}
    if (model := _text(body.get("model"))) is not None:
        attributes["gen_ai.request.model"] = model
    url = urlsplit(call.path if "://" in call.path else call.base_url)
    if url.hostname:
        attributes["server.address"] = url.hostname
        attributes["server.port"] = url.port or _PORTS.get(url.scheme, 443)
    return attributes


def request_attributes(call: Call, body: Mapping[str, Any]) -> Attributes:
    """Return the parameters of a request, without its content."""
    attributes: Attributes = {}
    for name, key, kind in _PARAMETERS:
        if (value := kind(body.get(key))) is not None:
            attributes.setdefault(f"gen_ai.{name}", value)
    if (count := _integer(body.get("n"))) is not None and count != 1:
        attributes["gen_ai.request.choice.count"] = count
    if (output := _output_type(call, body)) is not None:
        attributes["gen_ai.output.type"] = output
    if call.stream:
        attributes["gen_ai.request.stream"] = True
    return attributes


def response_attributes(result: object) -> Attributes:
    """Return the attributes of a completion, a response, embeddings, or the last chunk of their streams."""
    attributes: Attributes = {}
    for name in ("id", "model"):
        if (value := _text(getattr(result, name, None))) is not None:
            attributes[f"gen_ai.response.{name}"] = value
    if reasons := finish_reasons(result):
        attributes["gen_ai.response.finish_reasons"] = reasons
    return {**attributes, **usage_attributes(getattr(result, "usage", None))}


def usage_attributes(usage: object) -> Attributes:
    """Return the token usage, for both APIs."""
    found = {
        "input_tokens": _first(usage, "prompt_tokens", "input_tokens"),
        "output_tokens": _first(usage, "completion_tokens", "output_tokens"),
        "cache_read.input_tokens": _first(
            _first_object(usage, "prompt_tokens_details", "input_tokens_details"), "cached_tokens"
        ),
        "reasoning.output_tokens": _first(
            _first_object(usage, "completion_tokens_details", "output_tokens_details"), "reasoning_tokens"
        ),
    }
    return {f"gen_ai.usage.{name}": value for name, value in found.items() if value is not None}


def finish_reasons(result: object) -> list[str]:
    """Return the finish reason of each choice."""
    choices: object = getattr(result, "choices", None)
    if is_array(choices):
        found = [_text(getattr(choice, "finish_reason", None)) for choice in choices]
        return [reason for reason in found if reason is not None]
    details = getattr(result, "incomplete_details", None)
    reason = _text(getattr(details, "reason", None)) or _text(getattr(result, "status", None))
    return [] if reason is None else [reason]


def error_attributes(error: BaseException) -> Attributes:
    """Return the class of an error, without its message, which may quote the content."""
    kind = type(error)
    is_known = kind.__module__ in ("groq", "builtins") or kind.__module__.startswith("groq.")
    attributes: Attributes = {
        "error.type": kind.__qualname__ if is_known else f"{kind.__module__}.{kind.__qualname__}",
    }
    if isinstance(error, APIStatusError):
        attributes["http.response.status_code"] = error.status_code
    return attributes


def _output_type(call: Call, body: Mapping[str, Any]) -> str | None:
    if operation_of(call) == "speech":
        return "speech"
    wanted = body.get("response_format")
    if wanted is None and is_object(text := body.get("text")):
        wanted = text.get("format")
    return _OUTPUT_TYPES.get(str(wanted.get("type"))) if is_object(wanted) else None


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str) else None


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _texts(value: object) -> list[str] | None:
    if isinstance(value, str):
        return [value]
    return [one for one in value if isinstance(one, str)] or None if is_array(value) else None


def _first(value: object, *names: str) -> int | None:
    """Return the first of these attributes that is a number of tokens."""
    found = (_integer(getattr(value, name, None)) for name in names)
    return next((number for number in found if number is not None and number >= 0), None)


def _first_object(value: object, *names: str) -> object:
    found = (getattr(value, name, None) for name in names)
    return next((one for one in found if one is not None), None)


# Attribute, parameter of a body, and the conversion of its value.
_PARAMETERS: list[tuple[str, str, Callable[[object], Value | None]]] = [
    ("request.max_tokens", "max_completion_tokens", _integer),
    ("request.max_tokens", "max_tokens", _integer),
    ("request.max_tokens", "max_output_tokens", _integer),
    ("request.seed", "seed", _integer),
    ("request.temperature", "temperature", _number),
    ("request.top_p", "top_p", _number),
    ("request.frequency_penalty", "frequency_penalty", _number),
    ("request.presence_penalty", "presence_penalty", _number),
    ("request.stop_sequences", "stop", _texts),
    ("request.encoding_formats", "encoding_format", _texts),
]
