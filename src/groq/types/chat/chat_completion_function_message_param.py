# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Optional

from typing_extensions import Literal, Required, TypedDict

__all__ = ["ChatCompletionFunctionMessageParam"]


class ChatCompletionFunctionMessageParam(TypedDict, total=False):
    """Deprecated, use a `tool` message. The result of a function call."""

    content: Required[Optional[str]]
    """The result of the function."""

    name: Required[str]
    """Name of the function that was called."""

    role: Required[Literal["function"]]
    """Always `function`."""
