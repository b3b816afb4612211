# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Optional

from ..._models import BaseModel
from .function_parameters import FunctionParameters

__all__ = ["FunctionDefinition"]


class FunctionDefinition(BaseModel):
    """A function of yours that the model may request to call."""

    name: str
    """Name of the function. The model's calls contain it."""

    description: Optional[str] = None
    """A description of the function. From it, the model decides when and how to call the function."""

    parameters: Optional[FunctionParameters] = None
    """Parameters as a JSON schema. By default, the function has no parameters."""

    strict: Optional[bool] = None
    """Whether the arguments must follow the schema exactly. Default `False`."""
