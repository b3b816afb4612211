# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional

from typing_extensions import Literal, TypeAlias

from .._models import BaseModel
from .batch import Batch, Errors, ErrorsData, RequestCounts

__all__ = ["BatchListResponse", "Data", "DataErrors", "DataErrorsData", "DataRequestCounts"]


class BatchListResponse(BaseModel):
    """Your batches."""

    data: List[Batch]
    """The batches."""

    object: Literal["list"]
    """Always `list`."""

    has_more: Optional[bool] = None
    """Whether there are more items; pass the last id as `after`."""


Data: TypeAlias = Batch

DataErrors: TypeAlias = Errors

DataErrorsData: TypeAlias = ErrorsData

DataRequestCounts: TypeAlias = RequestCounts
