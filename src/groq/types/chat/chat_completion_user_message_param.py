# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Union

from typing_extensions import Literal, Required, TypedDict

from ..._types import Iterable
from .chat_completion_content_part_param import ChatCompletionContentPartParam

__all__ = ["ChatCompletionUserMessageParam"]


class ChatCompletionUserMessageParam(TypedDict, total=False):
    """A message of the user."""

    content: Required[Union[str, Iterable[ChatCompletionContentPartParam]]]
    """The message, as a string or as parts (at least one). The supported kinds of parts depend on the model."""

    role: Required[Literal["user"]]
    """Always `user`."""

    name: str
    """A name for the author, to distinguish several with the same role."""
