# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional

from typing_extensions import Literal

from ..._models import BaseModel
from ..completion_usage import CompletionUsage
from .chat_completion_message import Annotation, ExecutedTool
from .chat_completion_token_logprob import ChatCompletionTokenLogprob

__all__ = [
    "ChatCompletionChunk",
    "Choice",
    "ChoiceDelta",
    "ChoiceDeltaFunctionCall",
    "ChoiceDeltaToolCall",
    "ChoiceDeltaToolCallFunction",
    "ChoiceLogprobs",
    "UsageBreakdown",
    "UsageBreakdownModel",
    "XGroq",
    "XGroqDebug",
]


class ChoiceDeltaFunctionCall(BaseModel):
    """Deprecated, use `tool_calls`. The next piece of a function call."""

    arguments: Optional[str] = None
    """The next piece of the arguments' JSON string."""

    name: Optional[str] = None
    """Name of the function."""


class ChoiceDeltaToolCallFunction(BaseModel):
    """The next piece of the call."""

    arguments: Optional[str] = None
    """The next piece of the arguments' JSON string."""

    name: Optional[str] = None
    """Name of the function."""


class ChoiceDeltaToolCall(BaseModel):
    """The next piece of a tool call."""

    index: int
    """Position of the tool call in the message, from 0."""

    id: Optional[str] = None
    """Id of the call. Repeat it in the `tool` message with its result."""

    function: Optional[ChoiceDeltaToolCallFunction] = None
    """The next piece of the call."""

    type: Optional[Literal["function"]] = None
    """Always `function`."""


class ChoiceDelta(BaseModel):
    """The additions of one chunk to a message."""

    annotations: Optional[List[Annotation]] = None
    """Citations of documents and of tool results."""

    content: Optional[str] = None
    """The next piece of the text."""

    executed_tools: Optional[List[ExecutedTool]] = None
    """Tools that the API ran for this answer."""

    function_call: Optional[ChoiceDeltaFunctionCall] = None
    """Deprecated, use `tool_calls`. The next piece of a function call."""

    reasoning: Optional[str] = None
    """The next piece of the reasoning, with `reasoning_format="parsed"`."""

    role: Optional[Literal["system", "user", "assistant", "tool"]] = None
    """Role of the author, in the first chunk."""

    tool_calls: Optional[List[ChoiceDeltaToolCall]] = None
    """The next pieces of the tool calls; those with the same `index` belong together."""


class ChoiceLogprobs(BaseModel):
    """Log probabilities, if requested and supported."""

    content: Optional[List[ChatCompletionTokenLogprob]] = None
    """One item for each token of the content."""


class Choice(BaseModel):
    """The additions to one choice."""

    delta: ChoiceDelta
    """The additions to the message."""

    finish_reason: Optional[Literal["stop", "length", "tool_calls", "content_filter", "function_call"]] = None
    """`None` until the last chunk of this answer, then why generation stopped: `stop` at its end or at a stop sequence,
    `length` at the token limit, `tool_calls` to call tools, `content_filter` if content was removed, `function_call`
    (deprecated) to call a function.
    """

    index: int
    """Position among the choices, from 0."""

    logprobs: Optional[ChoiceLogprobs] = None
    """Log probabilities, if requested and supported."""


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
    """Groq's extensions of a chunk."""

    id: Optional[str] = None
    """Id of the request, in the first and the last chunk. Include it when you report a problem."""

    debug: Optional[XGroqDebug] = None
    """Tokens of the request, if the API adds them."""

    error: Optional[str] = None
    """The error that ended the stream."""

    seed: Optional[int] = None
    """The seed that was used, in the last chunk."""

    usage: Optional[CompletionUsage] = None
    """Tokens and time of the whole request, in the last chunk."""

    usage_breakdown: Optional[UsageBreakdown] = None
    """The usage by model, if several were used; in the last chunk."""


class ChatCompletionChunk(BaseModel):
    """A chunk of a streamed answer."""

    id: str
    """Id of the completion, the same in all of its chunks."""

    choices: List[Choice]
    """The choices that this chunk extends. Empty in the chunk that `stream_options.include_usage` adds."""

    created: int
    """When the completion was created, in seconds since 1970 (Unix time); the same in all of its chunks."""

    model: str
    """Id of the model that answers."""

    object: Literal["chat.completion.chunk"]
    """Always `chat.completion.chunk`."""

    system_fingerprint: Optional[str] = None
    """Id of the backend configuration. If it changes, answers with the same `seed` may differ."""

    usage: Optional[CompletionUsage] = None
    """Tokens and time of the whole request, in the last chunk and only with `stream_options.include_usage`."""

    x_groq: Optional[XGroq] = None
    """Groq's extensions, in the first and in the last chunk."""
