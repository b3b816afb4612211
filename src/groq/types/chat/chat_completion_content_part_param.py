# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Dict, Optional, Union

from typing_extensions import Literal, Required, TypeAlias, TypedDict

from .chat_completion_content_part_image_param import ChatCompletionContentPartImageParam
from .chat_completion_content_part_text_param import ChatCompletionContentPartTextParam

__all__ = [
    "ChatCompletionContentPartParam",
    "ChatCompletionRequestMessageContentPartDocument",
    "ChatCompletionRequestMessageContentPartDocumentDocument",
]


class ChatCompletionRequestMessageContentPartDocumentDocument(TypedDict, total=False):
    """The document."""

    data: Required[Dict[str, object]]
    """The document as a JSON object."""

    id: Optional[str]
    """An id of your choice, which citations refer to."""


class ChatCompletionRequestMessageContentPartDocument(TypedDict, total=False):
    """A document as a part of a message, which the answer may cite."""

    document: Required[ChatCompletionRequestMessageContentPartDocumentDocument]
    """The document."""

    type: Required[Literal["document"]]
    """Always `document`."""


ChatCompletionContentPartParam: TypeAlias = Union[
    ChatCompletionContentPartTextParam,
    ChatCompletionContentPartImageParam,
    ChatCompletionRequestMessageContentPartDocument,
]
"""A part of a message, discriminated by `type`."""
