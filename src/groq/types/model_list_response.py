# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List

from typing_extensions import Literal

from .._models import BaseModel
from .model import Model

__all__ = ["ModelListResponse"]


class ModelListResponse(BaseModel):
    """The models that your key may use."""

    data: List[Model]
    """The models."""

    object: Literal["list"]
    """Always `list`."""
