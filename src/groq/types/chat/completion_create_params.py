# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import Dict, Optional, Union

from typing_extensions import Literal, Required, TypeAlias, TypedDict

from ..._types import Iterable, SequenceNotStr
from ..chat_model import ChatModel
from ..shared_params.function_parameters import FunctionParameters
from .chat_completion_function_call_option_param import ChatCompletionFunctionCallOptionParam
from .chat_completion_message_param import ChatCompletionMessageParam
from .chat_completion_stream_options_param import ChatCompletionStreamOptionsParam
from .chat_completion_tool_choice_option_param import ChatCompletionToolChoiceOptionParam
from .chat_completion_tool_param import ChatCompletionToolParam

__all__ = [
    "CompletionCreateParams",
    "CompoundCustom",
    "CompoundCustomModels",
    "CompoundCustomTools",
    "CompoundCustomToolsWolframSettings",
    "Document",
    "DocumentSource",
    "DocumentSourceChatCompletionDocumentSourceJson",
    "DocumentSourceChatCompletionDocumentSourceText",
    "Function",
    "FunctionCall",
    "ResponseFormat",
    "ResponseFormatResponseFormatJsonObject",
    "ResponseFormatResponseFormatJsonSchema",
    "ResponseFormatResponseFormatJsonSchemaJsonSchema",
    "ResponseFormatResponseFormatText",
    "SearchSettings",
]


class ResponseFormatResponseFormatText(TypedDict, total=False):
    """Free text, the default."""

    type: Required[Literal["text"]]
    """Always `text`."""


class ResponseFormatResponseFormatJsonSchemaJsonSchema(TypedDict, total=False):
    """The schema, its name and how strictly to follow it."""

    name: Required[str]
    """A name for the format."""

    description: str
    """What the answer is for. The model reads it."""

    schema: Dict[str, object]
    """The JSON schema. When `strict`, every property must be listed in `required`, and every object must have
    `additionalProperties` false.
    """

    strict: Optional[bool]
    """Whether the answer is guaranteed to follow the schema; `openai/gpt-oss-20b` and `openai/gpt-oss-120b` only.
    Otherwise best effort, where a miss is a 400 `json_validate_failed`. Default `False`.
    """


class ResponseFormatResponseFormatJsonSchema(TypedDict, total=False):
    """JSON that follows a schema."""

    json_schema: Required[ResponseFormatResponseFormatJsonSchemaJsonSchema]
    """The schema, its name and how strictly to follow it."""

    type: Required[Literal["json_schema"]]
    """Always `json_schema`."""


class ResponseFormatResponseFormatJsonObject(TypedDict, total=False):
    """Any valid JSON object. Prefer `json_schema` if the model supports it."""

    type: Required[Literal["json_object"]]
    """Always `json_object`."""


ResponseFormat: TypeAlias = Union[
    ResponseFormatResponseFormatText, ResponseFormatResponseFormatJsonSchema, ResponseFormatResponseFormatJsonObject
]
"""The format of the answer: `text` (the default), `json_schema` for JSON that follows your schema, or `json_object` for
any JSON. JSON excludes `reasoning_format="raw"`.
"""

FunctionCall: TypeAlias = Union[Literal["none", "auto", "required"], ChatCompletionFunctionCallOptionParam]
"""Deprecated, use `tool_choice`. Whether the model calls a function."""


class Function(TypedDict, total=False):
    """Deprecated, use `tools`. A function the model may ask to call."""

    name: Required[str]
    """Name of the function, as it comes back in a call."""

    description: str
    """A description of the function. The model decides from it when and how to call."""

    parameters: FunctionParameters
    """Parameters as a JSON schema. By default, the function has no parameters."""


class SearchSettings(TypedDict, total=False):
    """How a model with web search, such as `compound-beta`, searches."""

    country: Optional[str]
    """The country whose results to prefer."""

    exclude_domains: Optional[SequenceNotStr[str]]
    """Domains that a search leaves out."""

    include_domains: Optional[SequenceNotStr[str]]
    """Domains that a search is limited to."""

    include_images: Optional[bool]
    """Whether results include images."""


class CompoundCustomModels(TypedDict, total=False):
    """The models inside the system."""

    answering_model: Optional[str]
    """Id of the model that answers."""

    reasoning_model: Optional[str]
    """Id of the model that reasons."""


class CompoundCustomToolsWolframSettings(TypedDict, total=False):
    """Settings of the Wolfram tool."""

    authorization: Optional[str]
    """Your key for Wolfram."""


class CompoundCustomTools(TypedDict, total=False):
    """The tools inside the system."""

    enabled_tools: Optional[SequenceNotStr[str]]
    """Names of the tools to use, the others stay off."""

    wolfram_settings: Optional[CompoundCustomToolsWolframSettings]
    """Settings of the Wolfram tool."""


class CompoundCustom(TypedDict, total=False):
    """Which models and tools a compound system is made of."""

    models: Optional[CompoundCustomModels]
    """The models inside the system."""

    tools: Optional[CompoundCustomTools]
    """The tools inside the system."""


class DocumentSourceChatCompletionDocumentSourceText(TypedDict, total=False):
    """A document as text."""

    text: Required[str]
    """The text."""

    type: Required[Literal["text"]]
    """Always `text`."""


class DocumentSourceChatCompletionDocumentSourceJson(TypedDict, total=False):
    """A document as JSON."""

    data: Required[Dict[str, object]]
    """The document as a JSON object."""

    type: Required[Literal["json"]]
    """Always `json`."""


DocumentSource: TypeAlias = Union[
    DocumentSourceChatCompletionDocumentSourceText, DocumentSourceChatCompletionDocumentSourceJson
]
"""The content of a document, discriminated by `type`."""


class Document(TypedDict, total=False):
    """A document to answer from and to cite."""

    source: Required[DocumentSource]
    """The content of the document."""

    id: Optional[str]
    """An id of your choice, which citations refer to."""


class CompletionCreateParams(TypedDict, total=False):
    """Parameters of a chat completion."""

    messages: Required[Iterable[ChatCompletionMessageParam]]
    """The conversation so far, oldest first. At least one message. Message objects of completions are accepted
    unchanged.
    """

    model: Required[Union[str, ChatModel]]
    """Id of the model to use."""

    citation_options: Optional[Literal["enabled", "disabled"]]
    """Whether the answer carries `annotations` that cite documents and tool results. Default `enabled`."""

    compound_custom: Optional[CompoundCustom]
    """Which models and tools a compound system is made of."""

    disable_tool_validation: bool
    """Whether to return tool calls without checking them against `tools`. Default `False`: a call that does not fit is
    a 400 `tool_use_failed`.
    """

    documents: Optional[Iterable[Document]]
    """Documents to answer from. See `citation_options`."""

    exclude_domains: Optional[SequenceNotStr[str]]
    """Deprecated, use `search_settings` with `exclude_domains`. Domains that a search leaves out."""

    frequency_penalty: Optional[float]
    """From -2 to 2, default 0. Above 0, a token becomes less likely the more often the text already has it; below 0,
    more likely.
    """

    function_call: Optional[FunctionCall]
    """Deprecated, use `tool_choice`. Whether the model calls a function."""

    functions: Optional[Iterable[Function]]
    """Deprecated, use `tools`. Functions the model may ask to call, at most 128."""

    include_domains: Optional[SequenceNotStr[str]]
    """Deprecated, use `search_settings` with `include_domains`. Domains that a search is limited to."""

    include_reasoning: Optional[bool]
    """Whether the message carries the model's `reasoning`. Not together with `reasoning_format`."""

    logit_bias: Optional[Dict[str, int]]
    """Bias per token id. Accepted, but not served by any model yet."""

    logprobs: Optional[bool]
    """Whether to return the log probability of each token. Default `False`. Accepted, but not served by any model yet.
    """

    max_completion_tokens: Optional[int]
    """Maximum number of tokens to generate, reasoning included. A truncated answer has `finish_reason` `length`."""

    max_tokens: Optional[int]
    """Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate."""

    metadata: Optional[Dict[str, str]]
    """Strings of your own that go with the request."""

    n: Optional[int]
    """How many choices to generate. Must be 1, the default."""

    parallel_tool_calls: Optional[bool]
    """Whether the model may ask for several tool calls at once. Default `True`."""

    presence_penalty: Optional[float]
    """From -2 to 2, default 0. Above 0, a token that the text already has becomes less likely, however often it
    occurred; below 0, more likely.
    """

    reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]]
    """How much the model reasons before it answers: `none` or `default` for qwen3; `low`, `medium` or `high` for
    gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by default.
    """

    reasoning_format: Optional[Literal["hidden", "raw", "parsed"]]
    """Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its content, `hidden` not at
    all. `raw` excludes tools and JSON formats. Not together with `include_reasoning`.
    """

    response_format: Optional[ResponseFormat]
    """The format of the answer: `text` (the default), `json_schema` for JSON that follows your schema, or `json_object`
    for any JSON. JSON excludes `reasoning_format="raw"`.
    """

    search_settings: Optional[SearchSettings]
    """How a model with web search, such as `compound-beta`, searches."""

    seed: Optional[int]
    """Makes answers to the same parameters as deterministic as possible. A changed `system_fingerprint` means that the
    service changed.
    """

    service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]]
    """The tier that serves the request. `flex` returns status 498 when it is at capacity; the request is retryable."""

    stop: Union[str, SequenceNotStr[str], None]
    """Up to 4 strings. Generation stops before the first one that would occur."""

    store: Optional[bool]
    """Whether the service may keep the completion."""

    stream: Optional[bool]
    """Whether to return the answer as a stream of chunks while it is written. Default `False`."""

    stream_options: Optional[ChatCompletionStreamOptionsParam]
    """Options of the stream. Only with `stream=True`."""

    temperature: Optional[float]
    """How freely tokens are chosen, 0 to 2, default 1: lower for focused answers, higher for varied ones. Change this
    or `top_p`, not both.
    """

    tool_choice: Optional[ChatCompletionToolChoiceOptionParam]
    """Whether the model uses tools: `none` never, `auto` when it sees fit, `required` at least one, or the one function
    that is named.
    """

    tools: Optional[Iterable[ChatCompletionToolParam]]
    """Tools the model may use, at most 128."""

    top_logprobs: Optional[int]
    """How many of the likeliest tokens to return for each position, 0 to 20; needs `logprobs`. Accepted, but not served
    by any model yet.
    """

    top_p: Optional[float]
    """Choose only among the likeliest tokens that together have this probability, 0 to 1, default 1. Change this or
    `temperature`, not both.
    """

    user: Optional[str]
    """Your id of the end user."""
