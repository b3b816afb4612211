# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing_extensions import Literal, Required, TypedDict

__all__ = ["ChatCompletionNamedToolChoiceParam", "Function"]


class Function(TypedDict, total=False):
    """The function."""

    name: Required[str]
    """Name of the function."""


class ChatCompletionNamedToolChoiceParam(TypedDict, total=False):
    """The function that the model must call."""

    function: Required[Function]
    """The function."""

    type: Required[Literal["function"]]
    """Always `function`."""
