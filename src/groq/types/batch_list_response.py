# Generated from openapi.yml by scripts/generate. Do not edit.

import builtins
from typing import List, Optional

from typing_extensions import Literal

from .._models import BaseModel

__all__ = ["BatchListResponse", "Data", "DataErrors", "DataErrorsData", "DataRequestCounts"]


class DataErrorsData(BaseModel):
    """Something wrong with the file."""

    code: Optional[str] = None
    """What programs can act on."""

    line: Optional[int] = None
    """The line of the file, when there is one."""

    message: Optional[str] = None
    """The error in words."""

    param: Optional[str] = None
    """The parameter at fault, when there is one."""


class DataErrors(BaseModel):
    """What was wrong with the file, when the status is `failed`."""

    data: Optional[List[DataErrorsData]] = None
    """The errors."""

    object: Optional[str] = None
    """The kind of object, `list`."""


class DataRequestCounts(BaseModel):
    """How many requests there are and how they went."""

    completed: int
    """Requests that succeeded."""

    failed: int
    """Requests that failed."""

    total: int
    """Requests in the file."""


class Data(BaseModel):
    """Requests that run together. Times are in seconds since 1970 (Unix time), and `None` for what has not happened."""

    id: str
    """Id of the batch."""

    completion_window: str
    """How long the batch may take, from `24h` to `7d`."""

    created_at: int
    """When it was created."""

    endpoint: str
    """The endpoint that the requests go to."""

    input_file_id: str
    """Id of the file with the requests."""

    object: Literal["batch"]
    """Always `batch`."""

    status: Literal[
        "validating", "failed", "in_progress", "finalizing", "completed", "expired", "cancelling", "cancelled"
    ]
    """How far it is: `validating` the file, `in_progress`, `finalizing` the results, then `completed`; or else `failed`
    (the file is wrong), `expired` (the time was up), `cancelling` and `cancelled`.
    """

    cancelled_at: Optional[int] = None
    """When it had stopped."""

    cancelling_at: Optional[int] = None
    """When it was asked to stop."""

    completed_at: Optional[int] = None
    """When the results were ready."""

    error_file_id: Optional[str] = None
    """Id of the file with the errors of the requests that failed."""

    errors: Optional[DataErrors] = None
    """What was wrong with the file, when the status is `failed`."""

    expired_at: Optional[int] = None
    """When it expired."""

    expires_at: Optional[int] = None
    """When its time is up."""

    failed_at: Optional[int] = None
    """When it failed."""

    finalizing_at: Optional[int] = None
    """When the requests were done."""

    in_progress_at: Optional[int] = None
    """When the requests started."""

    metadata: Optional[builtins.object] = None
    """The strings that the batch was created with."""

    output_file_id: Optional[str] = None
    """Id of the file with the results of the requests that succeeded."""

    request_counts: Optional[DataRequestCounts] = None
    """How many requests there are and how they went."""


class BatchListResponse(BaseModel):
    """Your batches."""

    data: List[Data]
    """The batches."""

    object: Literal["list"]
    """Always `list`."""

    has_more: Optional[bool] = None
    """Whether there are more after these, with the last id as `after`."""
