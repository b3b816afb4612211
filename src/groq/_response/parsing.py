"""The body of a response → the type that the method declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pydantic

from .._exceptions import APIError, APIResponseValidationError, reported_error
from .._models import BaseModel, is_error_body, is_error_model, json_parser, parse_plain_json
from .._redaction import redact_response
from .._utils import is_json_object, is_subclass


def parse_body(response: httpx.Response, cast_to: Any, *, strict: bool) -> Any:
    """Return the body of a response that was read, as the type that the method declares.

    The type is one that pydantic can parse JSON into, or `str`, `bytes`, `None` or `httpx.Response`.

    Raises:
        APIResponseValidationError: The body is not of that type.
        APIError: The body is an error, although the status is 200.
    """
    convert = _CONVERSIONS.get(cast_to)
    if convert is not None:
        return convert(response)
    try:
        # Some servers write `True`.
        content = response.content.lower() if cast_to is bool else response.content
        model = json_parser(cast_to, strict=strict)(content)
    except pydantic.ValidationError as err:
        body = _decoded_body(response)
        if is_error_body(body):
            raise _reported_error(response, body) from err
        redact_response(response)
        content_type = response.headers.get("content-type", "no content type")
        raise APIResponseValidationError(
            response,
            body,
            message=f"Expected {type_name(cast_to)} as JSON, got {_excerpt(response.text)} ({content_type}). "
            f"Check base_url and proxies. Validation errors: {err.error_count()}; see __cause__.",
        ) from err
    if isinstance(model, BaseModel):
        if model.__pydantic_extra__ and is_error_model(model):
            raise _reported_error(response, model.__pydantic_extra__)
        object.__setattr__(model, "_response_headers", response.headers)  # pydantic rejects slots
    return model


def error_body(response: httpx.Response) -> object:
    """Return the body of an error: its decoded JSON, or its text."""
    try:
        return parse_plain_json(response.content)
    except httpx.StreamError:  # the body could not be read, or a hook consumed it
        return ""
    except ValueError:
        return response.text.strip()


def check_no_error(response: httpx.Response) -> None:
    """Check that a response with status 200 has a file and not an error.

    Raises:
        APIError: The body is an error.
    """
    if "json" in response.headers.get("content-type", ""):
        body = _decoded_body(response)
        if is_error_body(body) and len(body) == 1:
            raise _reported_error(response, body)


def _reported_error(response: httpx.Response, body: Mapping[str, Any]) -> APIError:
    redact_response(response)
    return reported_error(body["error"], body, response, prefix="The API returned an error with status 200. ")


def type_name(type_: Any) -> str:
    """Return the name of a type for a message."""
    return type_.__name__ if is_subclass(type_, object) else str(type_)


class _PlainTranscript(str):
    """The body of a transcription with `response_format="text"`."""


def body_type(cast_to: Any, path: str) -> Any:
    """Return the type to parse a body into. Gateways send a transcript as a JSON object with a `text`."""
    return _PlainTranscript if cast_to is str and path.endswith(_TRANSCRIBING) else cast_to


def _transcript(response: httpx.Response) -> str:
    check_no_error(response)
    body = _decoded_body(response) if "json" in response.headers.get("content-type", "") else None
    text: object = body.get("text") if is_json_object(body) else None
    return text if isinstance(text, str) else response.text


def _redacted_response(response: httpx.Response) -> httpx.Response:
    redact_response(response)
    return response


_TRANSCRIBING = ("/audio/transcriptions", "/audio/translations")
_CONVERSIONS: dict[Any, Callable[[httpx.Response], Any]] = {
    None: lambda _: None,
    type(None): lambda _: None,
    str: lambda response: response.text,
    _PlainTranscript: _transcript,
    bytes: lambda response: response.content,
    httpx.Response: _redacted_response,
}


def _decoded_body(response: httpx.Response) -> object:
    try:
        return parse_plain_json(response.content)
    except ValueError:
        return response.text


def _excerpt(text: str) -> str:
    if not text:
        return "an empty body"
    return repr(text if len(text) <= 200 else text[:200] + "…")
