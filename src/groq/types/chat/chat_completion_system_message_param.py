# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Union

from typing_extensions import Literal, Required, TypedDict

from ..._types import Iterable
from .chat_completion_content_part_text_param import ChatCompletionContentPartTextParam

__all__ = ["ChatCompletionSystemMessageParam"]


class ChatCompletionSystemMessageParam(TypedDict, total=False):
    """Instructions that the model follows throughout the conversation."""

    content: Required[Union[str, Iterable[ChatCompletionContentPartTextParam]]]
    """The instructions, as a string or as text parts (at least one)."""

    role: Required[Literal["system", "developer"]]
    """Always `system`, or the equivalent `developer`."""

    name: str
    """A name for the author, to distinguish several with the same role."""
