"""Send a request line directly, without a batch, and return its result line."""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Callable
from typing import Any

from groq import (
    APIConnectionError,
    APIError,
    APIStatusError,
    APITimeoutError,
    AsyncGroq,
    AuthenticationError,
    Groq,
)
from groq.types import CreateEmbeddingResponse
from groq.types.chat import ChatCompletion
from groq.types.responses import Response

from .._batch_lines import CHAT_URL, CONNECTION_ERROR, TIMEOUT, RequestLine, ResultLine
from .._json_values import is_object, plain

# Endpoint → the model of its response, from which the rate limiter reads the usage.
_JSON: dict[str, type[Any]] = {
    CHAT_URL: ChatCompletion,
    "/v1/responses": Response,
    "/v1/embeddings": CreateEmbeddingResponse,
}
# Endpoint → the method that sends the body as a form.
_FORMS: dict[str, Callable[[Any], Callable[..., Any]]] = {
    "/v1/audio/transcriptions": lambda client: client.audio.transcriptions.create,
    "/v1/audio/translations": lambda client: client.audio.translations.create,
}
URLS = (*_JSON, *_FORMS)


def send(client: Groq, line: RequestLine) -> ResultLine:
    """Send a request, and return its result.

    Raises:
        AuthenticationError: The key is invalid: every other request would fail, too.
    """
    try:
        return _success(line, _call(client, line))
    except AuthenticationError:
        raise
    except Exception as err:
        return failure(line, err)


async def send_async(client: AsyncGroq, line: RequestLine) -> ResultLine:
    """Send a request, and return its result.

    Raises:
        AuthenticationError: The key is invalid: every other request would fail, too.
    """
    try:
        return _success(line, await _call(client, line))
    except AuthenticationError:
        raise
    except Exception as err:
        return failure(line, err)


def failure(line: RequestLine, error: Exception) -> ResultLine:
    """Return the result of a request that failed."""
    result_id, message = _new_id(), str(error)
    if isinstance(error, APIStatusError):
        body = error.body if is_object(error.body) else {"error": {"message": error.message}}
        return ResultLine(line.custom_id, result_id, error.status_code, error.request_id, body)
    if isinstance(error, APITimeoutError):
        code = TIMEOUT
    elif isinstance(error, APIConnectionError):
        code = CONNECTION_ERROR
    else:
        code = "invalid_response" if isinstance(error, APIError) else "invalid_request"
    return ResultLine(line.custom_id, result_id, error={"code": code, "message": message})


def _call(client: Groq | AsyncGroq, line: RequestLine) -> Any:
    """Send a request; return its result, or an awaitable of it for an async client."""
    untyped: Any = client
    if line.url in _JSON:
        return untyped.post(f"/openai{line.url}", body=line.body, cast_to=_JSON[line.url])
    create = _FORMS[line.url](untyped)
    known = inspect.signature(create).parameters.keys()
    unknown = {name: value for name, value in line.body.items() if name not in known}
    return create(**{name: value for name, value in line.body.items() if name in known}, extra_body=unknown or None)


def _success(line: RequestLine, result: Any) -> ResultLine:
    body = plain(result)
    body = body if is_object(body) else {"text": body}
    return ResultLine(line.custom_id, _new_id(), 200, getattr(result, "request_id", None), body)


def _new_id() -> str:
    return f"bulk_req_{uuid.uuid4().hex}"
