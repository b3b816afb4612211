"""CORS: the headers that allow requests of web pages, and preflight requests."""

from __future__ import annotations

from collections.abc import Sequence

from ..server.messages import RecordedRequest
from .answers import Answer

# Any page may read the answers: they contain only what tests sent.
HEADERS = {"access-control-allow-origin": "*", "access-control-expose-headers": "*"}

_MAX_AGE = "600"


def is_preflight(request: RecordedRequest) -> bool:
    """Return whether the request is a CORS preflight."""
    return request.method == "OPTIONS" and "access-control-request-method" in request.headers


def answer_options(request: RecordedRequest, allowed: Sequence[str]) -> Answer:
    """Answer `OPTIONS` for a path with these methods. It needs no key: preflights have none."""
    headers = {"allow": ", ".join(allowed)}
    if is_preflight(request):
        headers["access-control-allow-methods"] = headers["allow"]
        # By name: `*` does not include `Authorization`.
        headers["access-control-allow-headers"] = request.headers.get("access-control-request-headers", "*")
        headers["access-control-max-age"] = _MAX_AGE
    return Answer(204, headers)
