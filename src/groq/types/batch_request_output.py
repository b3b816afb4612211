# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Dict, Optional

from .._models import BaseModel

__all__ = ["BatchRequestOutput", "Error", "Response"]


class Response(BaseModel):
    """The answer, unless there was none."""

    body: Optional[Dict[str, object]] = None
    """The body of the answer."""

    request_id: Optional[str] = None
    """Id of the request. Quote it when you ask for support."""

    status_code: Optional[int] = None
    """The HTTP status."""


class Error(BaseModel):
    """Why there was no answer."""

    code: Optional[str] = None
    """What programs can act on."""

    message: Optional[str] = None
    """The error in words."""


class BatchRequestOutput(BaseModel):
    """A line of a file with results, for one request of the batch; lines come in any order."""

    id: Optional[str] = None
    """Id of the request within the batch."""

    custom_id: Optional[str] = None
    """The id that the line of the request had."""

    error: Optional[Error] = None
    """Why there was no answer."""

    response: Optional[Response] = None
    """The answer, unless there was none."""
