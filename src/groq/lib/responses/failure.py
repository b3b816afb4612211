"""A response that failed → the exception for it: pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from groq import APIError

from .._json_values import is_object, plain

if TYPE_CHECKING:
    from groq.types.responses import Response


def failure_of(response: Response, http_response: httpx.Response | None = None) -> APIError | None:
    """Return the exception for a response with the status `failed`, with the response as its `snapshot`.

    Args:
        response: The response. Any other status returns `None`.
        http_response: The HTTP response. The default is an empty one with the request id.
    """
    if response.status != "failed":
        return None
    error = plain(response.error)
    if not is_object(error) or not error.get("message"):
        error = {"message": "The response failed. The API gave no reason.", **(error if is_object(error) else {})}
    if http_response is None:
        headers = {"x-request-id": response.request_id} if response.request_id else None
        http_response = httpx.Response(200, headers=headers)
    failure = APIError.from_error_object(error, http_response)
    failure.rate_limits = failure.rate_limits or response.rate_limits
    failure.snapshot = response
    return failure
