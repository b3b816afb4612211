# Generated from openapi.yml by scripts/generate. Do not edit.

import builtins
from typing import List, Optional

from typing_extensions import Literal

from .._models import BaseModel

__all__ = ["Batch", "Errors", "ErrorsData", "RequestCounts"]


class ErrorsData(BaseModel):
    """An error in the file."""

    code: Optional[str] = None
    """The error code."""

    line: Optional[int] = None
    """The line of the file, if any."""

    message: Optional[str] = None
    """The error message."""

    param: Optional[str] = None
    """The invalid parameter, if any."""


class Errors(BaseModel):
    """The errors in the file, if the status is `failed`."""

    data: Optional[List[ErrorsData]] = None
    """The errors."""

    object: Optional[str] = None
    """The kind of object, `list`."""


class RequestCounts(BaseModel):
    """Counts of the requests."""

    completed: int
    """Requests that succeeded."""

    failed: int
    """Requests that failed."""

    total: int
    """Requests in the file."""


class Batch(BaseModel):
    """A batch of requests. Times are in seconds since 1970 (Unix time), and `None` if the event has not happened."""

    id: str
    """Id of the batch."""

    completion_window: str
    """The maximum duration of the batch, from `24h` to `7d`."""

    created_at: int
    """When it was created."""

    endpoint: str
    """The endpoint of the requests."""

    input_file_id: str
    """Id of the file with the requests."""

    object: Literal["batch"]
    """Always `batch`."""

    status: Literal[
        "validating", "failed", "in_progress", "finalizing", "completed", "expired", "cancelling", "cancelled"
    ]
    """Status: `validating` the file, `in_progress`, `finalizing` the results, then `completed`; or `failed` (the file
    is invalid), `expired` (not completed in time), `cancelling` and `cancelled`.
    """

    cancelled_at: Optional[int] = None
    """When it was cancelled."""

    cancelling_at: Optional[int] = None
    """When its cancellation was requested."""

    completed_at: Optional[int] = None
    """When the results were ready."""

    error_file_id: Optional[str] = None
    """Id of the file with the errors of the requests that failed."""

    errors: Optional[Errors] = None
    """The errors in the file, if the status is `failed`."""

    expired_at: Optional[int] = None
    """When it expired."""

    expires_at: Optional[int] = None
    """When it expires."""

    failed_at: Optional[int] = None
    """When it failed."""

    finalizing_at: Optional[int] = None
    """When all requests had been run."""

    in_progress_at: Optional[int] = None
    """When the requests started."""

    metadata: Optional[builtins.object] = None
    """The metadata that the batch was created with."""

    output_file_id: Optional[str] = None
    """Id of the file with the results of the requests that succeeded."""

    request_counts: Optional[RequestCounts] = None
    """Counts of the requests."""
