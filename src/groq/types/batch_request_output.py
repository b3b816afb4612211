# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Dict, Optional

from .._models import BaseModel

__all__ = ["BatchRequestOutput", "Error", "Response"]


class Response(BaseModel):
    """The response, or `None`."""

    body: Optional[Dict[str, object]] = None
    """The body of the response."""

    request_id: Optional[str] = None
    """Id of the request. Include it when you report a problem."""

    status_code: Optional[int] = None
    """The HTTP status."""


class Error(BaseModel):
    """Why there is no response."""

    code: Optional[str] = None
    """The error code."""

    message: Optional[str] = None
    """The error message."""


class BatchRequestOutput(BaseModel):
    """A line of an output file, for one request of the batch. The order of the lines is undefined."""

    id: Optional[str] = None
    """Id of the request within the batch."""

    custom_id: Optional[str] = None
    """The `custom_id` of the request."""

    error: Optional[Error] = None
    """Why there is no response."""

    response: Optional[Response] = None
    """The response, or `None`."""
