# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing_extensions import Literal, Required, TypedDict

__all__ = ["ChatCompletionMessageToolCallParam", "Function"]


class Function(TypedDict, total=False):
    """Which function, with what."""

    arguments: Required[str]
    """Arguments as a JSON string, as the model wrote them. Check before use."""

    name: Required[str]
    """Name of the function."""


class ChatCompletionMessageToolCallParam(TypedDict, total=False):
    """A call of a function of yours that the model asks for."""

    id: Required[str]
    """Id of this call, to be repeated in the `tool` message that answers it."""

    function: Required[Function]
    """Which function, with what."""

    type: Required[Literal["function"]]
    """Always `function`."""
