# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import Dict, List, Optional

from typing_extensions import Literal

from ..._models import BaseModel
from ..._models.mixins import HasRateLimits
from ..completion_usage import CompletionUsage
from .chat_completion_message import ChatCompletionMessage
from .chat_completion_token_logprob import ChatCompletionTokenLogprob

__all__ = [
    "ChatCompletion",
    "Choice",
    "ChoiceLogprobs",
    "McpListTool",
    "McpListToolTool",
    "UsageBreakdown",
    "UsageBreakdownModel",
    "XGroq",
    "XGroqDebug",
    "XGroqUsage",
]


class ChoiceLogprobs(BaseModel):
    """Log probabilities, if requested and supported."""

    content: Optional[List[ChatCompletionTokenLogprob]] = None
    """One item for each token of the content."""


class Choice(BaseModel):
    """One answer."""

    finish_reason: Literal["stop", "length", "tool_calls", "function_call"]
    """Why generation stopped: `stop` at its end or at a stop sequence, `length` at the token limit, `tool_calls` to
    call tools, `function_call` (deprecated) to call a function.
    """

    index: int
    """Position among the choices, from 0."""

    logprobs: Optional[ChoiceLogprobs] = None
    """Log probabilities, if requested and supported."""

    message: ChatCompletionMessage
    """The message. It can be appended to `messages` unchanged."""


class UsageBreakdownModel(BaseModel):
    """The usage of one model."""

    model: str
    """Id of the model."""

    usage: CompletionUsage
    """The usage of this model."""


class UsageBreakdown(BaseModel):
    """The usage for each model."""

    models: List[UsageBreakdownModel]
    """One item for each model."""


class McpListToolTool(BaseModel):
    """A tool of an MCP server."""

    annotations: Optional[object] = None
    """Annotations of the tool, of any type."""

    description: Optional[str] = None
    """What the tool does."""

    input_schema: Optional[Dict[str, object]] = None
    """Parameters of the tool as a JSON schema."""

    name: Optional[str] = None
    """Name of the tool."""


class McpListTool(BaseModel):
    """The tools offered by one MCP server."""

    id: Optional[str] = None
    """Id of this listing."""

    server_label: Optional[str] = None
    """The `server_label` of the request."""

    tools: Optional[List[McpListToolTool]] = None
    """The server's tools."""

    type: Optional[str] = None
    """The kind of item."""


class XGroqUsage(BaseModel):
    """Cached tokens, by the kind of memory."""

    dram_cached_tokens: Optional[int] = None
    """Tokens cached in DRAM."""

    sram_cached_tokens: Optional[int] = None
    """Tokens cached in SRAM."""


class XGroqDebug(BaseModel):
    """Tokens of the prompt and of the completion, as ids and as strings."""

    input_token_ids: Optional[List[int]] = None
    """Ids of the tokens of the prompt."""

    input_tokens: Optional[List[str]] = None
    """Tokens of the prompt as strings."""

    output_token_ids: Optional[List[int]] = None
    """Ids of the tokens of the answer."""

    output_tokens: Optional[List[str]] = None
    """Tokens of the answer as strings."""


class XGroq(BaseModel):
    """Groq's extensions of a completion."""

    id: str
    """Id of the request, the same as the `x-request-id` header. Include it when you report a problem."""

    debug: Optional[XGroqDebug] = None
    """Tokens of the request, if the API adds them."""

    seed: Optional[int] = None
    """The seed that was used."""

    usage: Optional[XGroqUsage] = None
    """Cached tokens, by the kind of memory."""


class ChatCompletion(HasRateLimits, BaseModel):
    """A complete answer to a conversation."""

    id: str
    """Id of the completion."""

    choices: List[Choice]
    """The answers; one, as `n` must be 1."""

    created: int
    """When it was created, in seconds since 1970 (Unix time)."""

    model: str
    """Id of the model that answered."""

    object: Literal["chat.completion"]
    """Always `chat.completion`."""

    mcp_list_tools: Optional[List[McpListTool]] = None
    """Tools offered by remote MCP servers, one item for each server."""

    service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] = None
    """The tier that served the request."""

    system_fingerprint: Optional[str] = None
    """Id of the backend configuration. If it changes, answers with the same `seed` may differ."""

    usage: Optional[CompletionUsage] = None
    """Tokens and time of the request."""

    usage_breakdown: Optional[UsageBreakdown] = None
    """The usage by model, if several were used."""

    x_groq: Optional[XGroq] = None
    """Groq's extensions."""
