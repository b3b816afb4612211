# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing_extensions import Literal, Required, TypedDict

__all__ = ["ChatCompletionNamedToolChoiceParam", "Function"]


class Function(TypedDict, total=False):
    """Which function."""

    name: Required[str]
    """Name of the function."""


class ChatCompletionNamedToolChoiceParam(TypedDict, total=False):
    """The one function the model has to call."""

    function: Required[Function]
    """Which function."""

    type: Required[Literal["function"]]
    """Always `function`."""
