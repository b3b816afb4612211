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
    """Which function."""

    name: Required[str]
    """Name of the function."""


class ToolChoiceResponseNamedToolChoice(TypedDict, total=False):
    """The one function the model has to call."""

    function: Required[ToolChoiceResponseNamedToolChoiceFunction]
    """Which function."""

    type: Required[Literal["function"]]
    """Always `function`."""


ToolChoice: TypeAlias = Union[Literal["none", "auto", "required"], ToolChoiceResponseNamedToolChoice]
"""Whether the model uses tools: `none` never, `auto` when it sees fit, `required` at least one, or the one function
that is named.
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
    """The JSON schema. When `strict`, every property must be listed in `required`, and every object must have
    `additionalProperties` false.
    """

    type: Required[Literal["json_schema"]]
    """Always `json_schema`."""

    description: str
    """What the answer is for. The model reads it."""

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
    """How much the model reasons before it answers, as `reasoning_effort` of a chat completion. Default `medium`."""


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
    """Strings of your own that go with the response."""

    parallel_tool_calls: Optional[bool]
    """Whether the model may ask for several tool calls at once. Default `True`."""

    reasoning: Optional[Reasoning]
    """How the model reasons."""

    service_tier: Optional[Literal["auto", "default", "flex"]]
    """The tier that serves the request. Default `auto`. `flex` returns status 498 when it is at capacity; the request
    is retryable.
    """

    store: Optional[bool]
    """Whether the service keeps the response. Default `False`; `True` is not supported."""

    stream: Optional[bool]
    """Whether to return the response as a stream of events while it is made. Default `False`."""

    temperature: Optional[float]
    """How freely tokens are chosen, 0 to 2, default 1: lower for focused answers, higher for varied ones. Change this
    or `top_p`, not both.
    """

    text: Text
    """The format of the text."""

    tool_choice: Optional[ToolChoice]
    """Whether the model uses tools: `none` never, `auto` when it sees fit, `required` at least one, or the one function
    that is named.
    """

    tools: Optional[Iterable[ResponseToolParam]]
    """Tools the model may use, at most 128."""

    top_p: Optional[float]
    """Choose only among the likeliest tokens that together have this probability, 0 to 1, default 1. Change this or
    `temperature`, not both.
    """

    truncation: Optional[Literal["auto", "disabled"]]
    """How to treat an input that is too long. The default `disabled` rejects it; `auto` is not supported."""

    user: str
    """Your id of the end user."""
