# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Union

from typing_extensions import Literal, Required, TypedDict

from ..._types import Iterable
from .chat_completion_content_part_param import ChatCompletionContentPartParam

__all__ = ["ChatCompletionToolMessageParam"]


class ChatCompletionToolMessageParam(TypedDict, total=False):
    """The result of a tool call that the model requested."""

    content: Required[Union[str, Iterable[ChatCompletionContentPartParam]]]
    """The result, as a string (often JSON) or as parts (at least one)."""

    role: Required[Literal["tool"]]
    """Always `tool`."""

    tool_call_id: Required[str]
    """The `id` of the tool call that this answers."""

    name: str
    """Name of the tool that was called. The API matches results by `tool_call_id`."""
