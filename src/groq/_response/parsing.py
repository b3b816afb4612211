"""The body of a response → what the method promises."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pydantic

from .._exceptions import APIError, APIResponseValidationError, error_object, stream_error
from .._models import BaseModel, is_error_body, json_parser, parse_plain_json, says_only_error
from .._utils import is_json_object


def parse_body(response: httpx.Response, cast_to: Any, *, strict: bool) -> Any:
    """The body of a response that was read, as the type that the method promises.

    Args:
        response: The response.
        cast_to: A model or any other type that JSON can be parsed into, or `str`, `bytes`, `None`, `httpx.Response`.
        strict: Validate as pydantic does, in place of leniently.

    Raises:
        APIResponseValidationError: The body is something else.
    """
    as_it_is = _PLAIN_BODIES.get(cast_to)
    if as_it_is is not None:
        return as_it_is(response)
    try:
        model = json_parser(cast_to, strict=strict)(response.content)
    except pydantic.ValidationError as err:
        body = _decoded(response)
        if is_error_body(body):
            raise _reported_error(response, body) from err
        content_type = response.headers.get("content-type", "no content type")
        raise APIResponseValidationError(
            response,
            body,
            message=f"Expected {type_name(cast_to)} as JSON, got {_excerpt(response.text)} ({content_type}). "
            f"Check the base URL and what stands between it and you. {err.error_count()} problem(s); see __cause__.",
        ) from err
    if isinstance(model, BaseModel):
        if model.__pydantic_extra__ and says_only_error(model):
            raise _reported_error(response, model.__pydantic_extra__)
        object.__setattr__(model, "_response_headers", response.headers)  # a slot, which pydantic does not know
    return model


def check_no_error(response: httpx.Response) -> None:
    """Raise the error that the body of a response with status 200 is, in place of the file that was asked for."""
    if "json" in response.headers.get("content-type", ""):
        body = _decoded(response)
        if is_error_body(body) and len(body) == 1:
            raise _reported_error(response, body)


def _reported_error(response: httpx.Response, body: Mapping[str, Any]) -> APIError:
    error = body["error"]
    details = error_object(error)
    message = details.get("message") or (error if isinstance(error, str) else "")
    return stream_error(f"The API answered with an error, and status 200. {message}".strip(), error, body, response)


def type_name(type_: Any) -> str:
    """What to call a type in a message."""
    return type_.__name__ if isinstance(type_, type) else str(type_)


class _Transcript(str):
    """The body of a transcription with `response_format="text"`."""


def body_type(cast_to: Any, path: str) -> Any:
    """Return the type to parse a body into. A transcript may be the text of a JSON object, as some gateways send it."""
    return _Transcript if cast_to is str and path.endswith(_TRANSCRIBING) else cast_to


def _transcript(response: httpx.Response) -> str:
    check_no_error(response)
    body = _decoded(response) if "json" in response.headers.get("content-type", "") else None
    text: object = body.get("text") if is_json_object(body) else None
    return text if isinstance(text, str) else response.text


_TRANSCRIBING = ("/audio/transcriptions", "/audio/translations")
_PLAIN_BODIES: dict[Any, Callable[[httpx.Response], Any]] = {
    None: lambda _: None,
    type(None): lambda _: None,
    str: lambda response: response.text,
    _Transcript: _transcript,
    bytes: lambda response: response.content,
    httpx.Response: lambda response: response,
}


def _decoded(response: httpx.Response) -> object:
    try:
        return parse_plain_json(response.content)
    except ValueError:
        return response.text


def _excerpt(text: str) -> str:
    if not text:
        return "an empty body"
    return repr(text if len(text) <= 200 else text[:200] + "…")
