# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Annotated, Dict, List, Optional, Union

from pydantic import Field as FieldInfo
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
    """The JSON schema. When `strict`, every property must be listed in `required`, and every object must have
    `additionalProperties` false.
    """

    type: Literal["json_schema"]
    """Always `json_schema`."""

    description: Optional[str] = None
    """What the answer is for. The model reads it."""

    strict: Optional[bool] = None
    """Whether the answer is guaranteed to follow the schema. Default `False`."""


TextFormat: TypeAlias = Annotated[
    Union[TextFormatResponseFormatText, TextFormatResponseFormatJsonObject, TextFormatTextResponseFormatJsonSchema],
    FieldInfo(discriminator="type"),
]
"""The format of the text, discriminated by `type`."""


class Text(BaseModel):
    """The format of the text."""

    format: Optional[TextFormat] = None
    """`text` (the default), `json_schema` for JSON that follows your schema, or `json_object` for any JSON."""


class ToolChoiceResponseNamedToolChoiceFunction(BaseModel):
    """Which function."""

    name: str
    """Name of the function."""


class ToolChoiceResponseNamedToolChoice(BaseModel):
    """The one function the model has to call."""

    function: ToolChoiceResponseNamedToolChoiceFunction
    """Which function."""

    type: Literal["function"]
    """Always `function`."""


ToolChoice: TypeAlias = Union[Literal["none", "auto", "required"], ToolChoiceResponseNamedToolChoice]
"""Whether the model uses tools: `none` never, `auto` when it sees fit, `required` at least one, or the one function
that is named.
"""


class Error(BaseModel):
    """Why the response `failed`."""

    code: str
    """The error code."""

    message: str
    """The error message."""


class IncompleteDetails(BaseModel):
    """Why the response is `incomplete`."""

    reason: Optional[str] = None
    """Such as `max_output_tokens`."""


class Response(OutputText, HasRateLimits, BaseModel):
    """A response of the model; `output_text` is its text."""

    id: str
    """Id of the response."""

    created_at: int
    """When it was created, in seconds since 1970 (Unix time)."""

    error: Optional[Error] = None
    """Why the response `failed`."""

    incomplete_details: Optional[IncompleteDetails] = None
    """Why the response is `incomplete`."""

    metadata: Optional[Dict[str, str]] = None
    """The strings of the request. With the header `Groq-Beta: inference-metrics` also `completion_time`, `prompt_time`,
    `queue_time` and `total_time`: seconds, as strings.
    """

    model: str
    """Id of the model that answered."""

    object: Literal["response"]
    """Always `response`."""

    output: List[ResponseOutputItem]
    """Messages, reasoning, calls of your functions, and what MCP servers did, in order."""

    parallel_tool_calls: bool
    """Whether the model could ask for several tool calls at once."""

    service_tier: Literal["auto", "default", "flex"]
    """The tier that served the request."""

    status: Literal["completed", "failed", "in_progress", "incomplete"]
    """Status of the response. See `error` if it is `failed`, and `incomplete_details` if it is `incomplete`."""

    store: bool
    """Whether the service keeps the response."""

    temperature: float
    """How freely tokens were chosen."""

    tool_choice: ToolChoice
    """Whether the model could use tools."""

    tools: List[ResponseTool]
    """The tools of the request."""

    top_p: float
    """The probability that the likeliest tokens had to have together."""

    truncation: Literal["auto", "disabled"]
    """How an input that is too long is treated."""

    background: Optional[bool] = None
    """Whether it is made in the background, `False` here."""

    instructions: Optional[str] = None
    """The instructions of the request."""

    max_output_tokens: Optional[int] = None
    """The maximum number of tokens."""

    max_tool_calls: Optional[int] = None
    """The maximum number of tool calls."""

    previous_response_id: Optional[str] = None
    """Always `None`, as the service keeps no responses."""

    reasoning: Optional[Reasoning] = None
    """How the model reasoned."""

    text: Optional[Text] = None
    """The requested format of the text."""

    top_logprobs: Optional[int] = None
    """How many of the likeliest tokens are returned for each position, 0 here."""

    usage: Optional[ResponseUsage] = None
    """Tokens of the response."""

    user: Optional[str] = None
    """Your id of the end user."""
