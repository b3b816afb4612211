"""Log lines of requests and responses: sizes and ids, and bodies only with `GROQ_LOG_BODIES`."""

from __future__ import annotations

import logging
import os

import httpx

from .._exceptions import REQUEST_ID_HEADER
from .._redaction import safe_text

log = logging.getLogger("groq._base_client")


def logs_bodies() -> bool:
    """Return whether bodies are logged: the level is debug, and `GROQ_LOG_BODIES=1` is set."""
    return log.isEnabledFor(logging.DEBUG) and os.environ.get("GROQ_LOG_BODIES", "").lower() in ("1", "true")


def log_request(request: httpx.Request) -> None:
    """Log that a request is sent, without its query and credentials."""
    if not log.isEnabledFor(logging.DEBUG):
        return
    log.debug("%s", safe_text(f"Sending {request.method} {request.url.path}, {_size(request)} bytes", request))
    if logs_bodies():
        log.debug("Request body: %r", getattr(request, "_content", "not kept"))


def log_response(response: httpx.Response, request: httpx.Request) -> None:
    """Log a response."""
    if not log.isEnabledFor(logging.DEBUG):
        return
    what = f"{request.method} {request.url.path}, {_size(response)} bytes"
    request_id = response.headers.get(REQUEST_ID_HEADER)
    log.debug("%s", safe_text(f"Got {response.status_code} for {what}, request id {request_id}", request))
    if logs_bodies():
        log.debug("Response body: %.9900r", getattr(response, "_content", "not read yet"))


def log_piece(piece: bytes) -> None:
    """Log the next bytes of a stream. Call this only if `logs_bodies()`."""
    log.debug("Stream: %.9900r", piece)


def _size(message: httpx.Request | httpx.Response) -> str:
    return str(message.headers.get("content-length", "an unknown number of"))
