# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing_extensions import Required, TypedDict

from .function_parameters import FunctionParameters

__all__ = ["FunctionDefinition"]


class FunctionDefinition(TypedDict, total=False):
    """A function of yours that the model may request to call."""

    name: Required[str]
    """Name of the function. The model's calls contain it."""

    description: str
    """A description of the function. From it, the model decides when and how to call the function."""

    parameters: FunctionParameters
    """Parameters as a JSON schema. By default, the function has no parameters."""

    strict: bool
    """Whether the arguments must follow the schema exactly. Default `False`."""
