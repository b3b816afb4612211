# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Annotated, Dict, List, Optional, Union

from pydantic import Field as FieldInfo
from pydantic import SerializeAsAny
from typing_extensions import Literal, TypeAlias

from ..._models import BaseModel
from ..._models.mixins import HasRateLimits, OutputText
from .response_output_item import ResponseOutputItem
from .response_tool import ResponseTool
from .response_usage import ResponseUsage

__all__ = [
    "Error",
    "IncompleteDetails",
    "Reasoning",
    "Response",
    "Text",
    "TextFormat",
    "TextFormatResponseFormatJsonObject",
    "TextFormatResponseFormatText",
    "TextFormatTextResponseFormatJsonSchema",
    "ToolChoice",
    "ToolChoiceResponseNamedToolChoice",
    "ToolChoiceResponseNamedToolChoiceFunction",
]


class Reasoning(BaseModel):
    """How the model reasoned."""

    effort: Optional[Literal["none", "default", "low", "medium", "high"]] = None
    """The reasoning effort."""

    summary: Optional[str] = None
    """The requested kind of summary."""


class TextFormatResponseFormatText(BaseModel):
    """Free text, the default."""

    type: Literal["text"]
    """Always `text`."""


class TextFormatResponseFormatJsonObject(BaseModel):
    """Any valid JSON object. Prefer `json_schema` if the model supports it."""

    type: Literal["json_object"]
    """Always `json_object`."""


class TextFormatTextResponseFormatJsonSchema(BaseModel):
    """JSON that follows a schema."""

    name: str
    """A name for the format."""

    schema_: Dict[str, object] = FieldInfo(alias="schema")
    """The JSON schema. If `strict` is true, every property must be listed in `required`, and every object must have
    `additionalProperties` false.
    """

    type: Literal["json_schema"]
    """Always `json_schema`."""

    description: Optional[str] = None
    """A description of the format's purpose, for the model."""

    strict: Optional[bool] = None
    """Whether the answer is guaranteed to follow the schema. Default `False`."""


TextFormat: TypeAlias = SerializeAsAny[
    Annotated[
        Union[TextFormatResponseFormatText, TextFormatResponseFormatJsonObject, TextFormatTextResponseFormatJsonSchema],
        FieldInfo(discriminator="type"),
    ]
]
"""The format of the text, discriminated by `type`."""


class Text(BaseModel):
    """The format of the text."""

    format: Optional[TextFormat] = None
    """`text` (the default), `json_schema` for JSON that follows your schema, or `json_object` for any JSON."""


class ToolChoiceResponseNamedToolChoiceFunction(BaseModel):
    """The function."""

    name: str
    """Name of the function."""


class ToolChoiceResponseNamedToolChoice(BaseModel):
    """The function that the model must call."""

    function: ToolChoiceResponseNamedToolChoiceFunction
    """The function."""

    type: Literal["function"]
    """Always `function`."""


ToolChoice: TypeAlias = Union[Literal["none", "auto", "required"], ToolChoiceResponseNamedToolChoice]
"""Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for at least one, or a
named function.
"""


class Error(BaseModel):
    """The error, if the status is `failed`."""

    code: str
    """The error code."""

    message: str
    """The error message."""


class IncompleteDetails(BaseModel):
    """The reason, if the status is `incomplete`."""

    reason: Optional[str] = None
    """The reason, such as `max_output_tokens`."""


class Response(OutputText, HasRateLimits, BaseModel):
    """A response of the model; `output_text` is its text."""

    id: str
    """Id of the response."""

    created_at: int
    """When it was created, in seconds since 1970 (Unix time)."""

    error: Optional[Error] = None
    """The error, if the status is `failed`."""

    incomplete_details: Optional[IncompleteDetails] = None
    """The reason, if the status is `incomplete`."""

    metadata: Optional[Dict[str, str]] = None
    """The strings of the request. With the header `Groq-Beta: inference-metrics` also `completion_time`, `prompt_time`,
    `queue_time` and `total_time`: seconds, as strings.
    """

    model: str
    """Id of the model that answered."""

    object: Literal["response"]
    """Always `response`."""

    output: List[ResponseOutputItem]
    """Messages, reasoning, calls of your functions, and items of MCP servers, in order."""

    parallel_tool_calls: bool
    """Whether the model could request several tool calls at once."""

    service_tier: Literal["auto", "default", "flex"]
    """The tier that served the request."""

    status: Literal["completed", "failed", "in_progress", "incomplete"]
    """Status of the response. See `error` if it is `failed`, and `incomplete_details` if it is `incomplete`."""

    store: bool
    """Whether the API stores the response."""

    temperature: float
    """The sampling temperature."""

    tool_choice: ToolChoice
    """Whether the model could use tools."""

    tools: List[ResponseTool]
    """The tools of the request."""

    top_p: float
    """The `top_p` of nucleus sampling."""

    truncation: Literal["auto", "disabled"]
    """Whether an input that is too long is truncated."""

    background: Optional[bool] = None
    """Whether it is generated in the background, `False` here."""

    instructions: Optional[str] = None
    """The instructions of the request."""

    max_output_tokens: Optional[int] = None
    """The maximum number of tokens."""

    max_tool_calls: Optional[int] = None
    """The maximum number of tool calls."""

    previous_response_id: Optional[str] = None
    """Always `None`, because the API stores no responses."""

    reasoning: Optional[Reasoning] = None
    """How the model reasoned."""

    text: Optional[Text] = None
    """The requested format of the text."""

    top_logprobs: Optional[int] = None
    """Number of most likely tokens that are returned for each position, 0 here."""

    usage: Optional[ResponseUsage] = None
    """Tokens of the response."""

    user: Optional[str] = None
    """Your identifier for the end user."""
