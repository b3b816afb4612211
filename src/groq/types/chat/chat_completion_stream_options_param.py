# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Optional

from typing_extensions import TypedDict

__all__ = ["ChatCompletionStreamOptionsParam"]


class ChatCompletionStreamOptionsParam(TypedDict, total=False):
    """Options of a stream."""

    include_usage: Optional[bool]
    """Whether to end the stream with one more chunk that has empty `choices` and the `usage` of the whole request."""
