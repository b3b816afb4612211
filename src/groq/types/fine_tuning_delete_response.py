# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from .._models import BaseModel

__all__ = ["FineTuningDeleteResponse"]


class FineTuningDeleteResponse(BaseModel):
    """A fine-tuning that was deleted."""

    id: Optional[str] = None
    """Id of the fine-tuning."""

    deleted: Optional[bool] = None
    """Whether it was deleted."""

    object: Optional[str] = None
    """The deleted object."""
