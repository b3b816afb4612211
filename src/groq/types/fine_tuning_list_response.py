# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional

from .._models import BaseModel

__all__ = ["Data", "FineTuningListResponse"]


class Data(BaseModel):
    """A fine-tuning and the fine-tuned model."""

    id: Optional[str] = None
    """Id of the fine-tuning."""

    base_model: Optional[str] = None
    """Id of the base model."""

    created_at: Optional[float] = None
    """When it was created, in seconds since 1970 (Unix time)."""

    fine_tuned_model: Optional[str] = None
    """Id of the fine-tuned model, for requests."""

    input_file_id: Optional[str] = None
    """Id of the training file."""

    name: Optional[str] = None
    """The name from the request."""

    type: Optional[str] = None
    """The kind of fine-tuning."""


class FineTuningListResponse(BaseModel):
    """Your fine-tunings."""

    data: Optional[List[Data]] = None
    """The fine-tunings."""

    object: Optional[str] = None
    """The kind of object, `list`."""
