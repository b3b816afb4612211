# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing_extensions import Literal, Required, TypedDict

__all__ = ["ChatCompletionMessageToolCallParam", "Function"]


class Function(TypedDict, total=False):
    """The function and its arguments."""

    arguments: Required[str]
    """Arguments as a JSON string that the model generated. Validate them before use."""

    name: Required[str]
    """Name of the function."""


class ChatCompletionMessageToolCallParam(TypedDict, total=False):
    """A call of your function that the model requests."""

    id: Required[str]
    """Id of this call. Repeat it in the `tool` message with its result."""

    function: Required[Function]
    """The function and its arguments."""

    type: Required[Literal["function"]]
    """Always `function`."""
