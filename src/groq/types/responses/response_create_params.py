# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Dict, Optional, Union

from typing_extensions import Literal, Required, TypeAlias, TypedDict

from ..._types import Iterable
from ..chat_model import ChatModel
from .response_input_item_param import ResponseInputItemParam
from .response_tool_param import ResponseToolParam

__all__ = [
    "Reasoning",
    "ResponseCreateParams",
    "Text",
    "TextFormat",
    "TextFormatResponseFormatJsonObject",
    "TextFormatResponseFormatText",
    "TextFormatTextResponseFormatJsonSchema",
    "ToolChoice",
    "ToolChoiceResponseNamedToolChoice",
    "ToolChoiceResponseNamedToolChoiceFunction",
]


class ToolChoiceResponseNamedToolChoiceFunction(TypedDict, total=False):
    """The function."""

    name: Required[str]
    """Name of the function."""


class ToolChoiceResponseNamedToolChoice(TypedDict, total=False):
    """The function that the model must call."""

    function: Required[ToolChoiceResponseNamedToolChoiceFunction]
    """The function."""

    type: Required[Literal["function"]]
    """Always `function`."""


ToolChoice: TypeAlias = Union[Literal["none", "auto", "required"], ToolChoiceResponseNamedToolChoice]
"""Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for at least one, or a
named function.
"""


class TextFormatResponseFormatText(TypedDict, total=False):
    """Free text, the default."""

    type: Required[Literal["text"]]
    """Always `text`."""


class TextFormatResponseFormatJsonObject(TypedDict, total=False):
    """Any valid JSON object. Prefer `json_schema` if the model supports it."""

    type: Required[Literal["json_object"]]
    """Always `json_object`."""


class TextFormatTextResponseFormatJsonSchema(TypedDict, total=False):
    """JSON that follows a schema."""

    name: Required[str]
    """A name for the format."""

    schema: Required[Dict[str, object]]
    """The JSON schema. If `strict` is true, every property must be listed in `required`, and every object must have
    `additionalProperties` false.
    """

    type: Required[Literal["json_schema"]]
    """Always `json_schema`."""

    description: str
    """A description of the format's purpose, for the model."""

    strict: Optional[bool]
    """Whether the answer is guaranteed to follow the schema. Default `False`."""


TextFormat: TypeAlias = Union[
    TextFormatResponseFormatText, TextFormatResponseFormatJsonObject, TextFormatTextResponseFormatJsonSchema
]
"""The format of the text, discriminated by `type`."""


class Text(TypedDict, total=False):
    """The format of the text."""

    format: TextFormat
    """`text` (the default), `json_schema` for JSON that follows your schema, or `json_object` for any JSON."""


class Reasoning(TypedDict, total=False):
    """How the model reasons."""

    effort: Optional[Literal["none", "default", "low", "medium", "high"]]
    """How much the model reasons before it answers, like `reasoning_effort` of a chat completion. Default `medium`."""


class ResponseCreateParams(TypedDict, total=False):
    """Parameters of a response."""

    input: Required[Union[str, Iterable[ResponseInputItemParam]]]
    """The input, as a string or as items: messages, calls of your functions and their results. The output of a response
    is accepted unchanged.
    """

    model: Required[Union[str, ChatModel]]
    """Id of the model to use."""

    instructions: Optional[str]
    """Instructions for the model, inserted before the input."""

    max_output_tokens: Optional[int]
    """Maximum number of tokens to generate, reasoning included. A truncated response is `incomplete`."""

    metadata: Optional[Dict[str, str]]
    """Your own key-value strings for the response."""

    parallel_tool_calls: Optional[bool]
    """Whether the model may request several tool calls in one message. Default `True`."""

    reasoning: Optional[Reasoning]
    """How the model reasons."""

    service_tier: Optional[Literal["auto", "default", "flex"]]
    """The tier that serves the request. Default `auto`. `flex` returns status 498 when it is at capacity; the request
    is retryable.
    """

    store: Optional[bool]
    """Whether the API stores the response. Default `False`; `True` is not supported."""

    stream: Optional[bool]
    """Whether to stream the response as events while it is generated. Default `False`."""

    temperature: Optional[float]
    """Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones more random. Change
    this or `top_p`, not both.
    """

    text: Text
    """The format of the text."""

    tool_choice: Optional[ToolChoice]
    """Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for at least one, or a
    named function.
    """

    tools: Optional[Iterable[ResponseToolParam]]
    """Tools that the model may use, at most 128."""

    top_p: Optional[float]
    """Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1, default 1.
    Change this or `temperature`, not both.
    """

    truncation: Optional[Literal["auto", "disabled"]]
    """Whether to truncate an input that is too long. The default `disabled` rejects it; `auto` is not supported."""

    user: str
    """Your identifier for the end user."""
