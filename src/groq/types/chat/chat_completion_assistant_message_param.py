# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Optional, Union

from typing_extensions import Literal, Required, TypedDict

from ..._types import Iterable
from .chat_completion_content_part_text_param import ChatCompletionContentPartTextParam
from .chat_completion_message_tool_call_param import ChatCompletionMessageToolCallParam

__all__ = ["ChatCompletionAssistantMessageParam", "FunctionCall"]


class FunctionCall(TypedDict, total=False):
    """Deprecated, use `tool_calls`. The function that the model requested to call."""

    arguments: str
    """Arguments as a JSON string that the model generated. Validate them before use."""

    name: str
    """Name of the function."""


class ChatCompletionAssistantMessageParam(TypedDict, total=False):
    """An earlier message of the model. The message of a completion can be appended to `messages` unchanged."""

    role: Required[Literal["assistant"]]
    """Always `assistant`."""

    content: Union[str, Iterable[ChatCompletionContentPartTextParam], None]
    """The message, as a string or as text parts. May be null when there are `tool_calls`."""

    function_call: FunctionCall
    """Deprecated, use `tool_calls`. The function that the model requested to call."""

    name: str
    """A name for the author, to distinguish several with the same role."""

    reasoning: Optional[str]
    """The reasoning of the model. It is left out of requests to models without reasoning, which reject it."""

    tool_calls: Iterable[ChatCompletionMessageToolCallParam]
    """Tool calls that the model requested. Answer each with a `tool` message that has its id."""
