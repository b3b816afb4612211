# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing_extensions import Literal, Required, TypedDict

__all__ = ["ChatCompletionContentPartTextParam"]


class ChatCompletionContentPartTextParam(TypedDict, total=False):
    """Text, as a part of a message."""

    text: Required[str]
    """The text."""

    type: Required[Literal["text"]]
    """Always `text`."""
