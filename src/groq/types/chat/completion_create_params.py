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
    """The schema, its name and its strictness."""

    name: Required[str]
    """A name for the format."""

    description: str
    """A description of the format's purpose, for the model."""

    schema: Dict[str, object]
    """The JSON schema. If `strict` is true, every property must be listed in `required`, and every object must have
    `additionalProperties` false.
    """

    strict: Optional[bool]
    """Whether the answer is guaranteed to follow the schema; `openai/gpt-oss-20b` and `openai/gpt-oss-120b` only.
    Otherwise it is best effort, and a mismatch is an error 400 `json_validate_failed`. Default `False`.
    """


class ResponseFormatResponseFormatJsonSchema(TypedDict, total=False):
    """JSON that follows a schema."""

    json_schema: Required[ResponseFormatResponseFormatJsonSchemaJsonSchema]
    """The schema, its name and its strictness."""

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
    """Deprecated, use `tools`. A function that the model may request to call."""

    name: Required[str]
    """Name of the function. The model's calls contain it."""

    description: str
    """A description of the function. From it, the model decides when and how to call the function."""

    parameters: FunctionParameters
    """Parameters as a JSON schema. By default, the function has no parameters."""


class SearchSettings(TypedDict, total=False):
    """Settings of the web search of a model such as `compound-beta`."""

    country: Optional[str]
    """The country whose results to prefer."""

    exclude_domains: Optional[SequenceNotStr[str]]
    """Domains to exclude from the search."""

    include_domains: Optional[SequenceNotStr[str]]
    """Domains to limit the search to."""

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
    """Your Wolfram API key."""


class CompoundCustomTools(TypedDict, total=False):
    """The tools inside the system."""

    enabled_tools: Optional[SequenceNotStr[str]]
    """Names of the enabled tools; others are disabled."""

    wolfram_settings: Optional[CompoundCustomToolsWolframSettings]
    """Settings of the Wolfram tool."""


class CompoundCustom(TypedDict, total=False):
    """The models and tools of a compound system."""

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
    """A document that the answer may use and cite."""

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
    """Whether the answer has `annotations` that cite documents and tool results. Default `enabled`."""

    compound_custom: Optional[CompoundCustom]
    """The models and tools of a compound system."""

    disable_tool_validation: bool
    """Whether to return tool calls without validating them against `tools`. Default `False`: an invalid call is an
    error 400 `tool_use_failed`.
    """

    documents: Optional[Iterable[Document]]
    """Documents that the answer may use. See `citation_options`."""

    exclude_domains: Optional[SequenceNotStr[str]]
    """Deprecated, use `search_settings` with `exclude_domains`. Domains to exclude from the search."""

    frequency_penalty: Optional[float]
    """From -2 to 2, default 0. Positive values make a token less likely the more often it has occurred in the text;
    negative values make it more likely.
    """

    function_call: Optional[FunctionCall]
    """Deprecated, use `tool_choice`. Whether the model calls a function."""

    functions: Optional[Iterable[Function]]
    """Deprecated, use `tools`. Functions that the model may request to call, at most 128."""

    include_domains: Optional[SequenceNotStr[str]]
    """Deprecated, use `search_settings` with `include_domains`. Domains to limit the search to."""

    include_reasoning: Optional[bool]
    """Whether the message contains the model's `reasoning`. It excludes `reasoning_format`."""

    logit_bias: Optional[Dict[str, int]]
    """Bias per token id. Accepted, but not supported by any model yet."""

    logprobs: Optional[bool]
    """Whether to return the log probability of each token. Default `False`. Accepted, but not supported by any model
    yet.
    """

    max_completion_tokens: Optional[int]
    """Maximum number of tokens to generate, reasoning included. A truncated answer has `finish_reason` `length`."""

    max_tokens: Optional[int]
    """Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate."""

    metadata: Optional[Dict[str, str]]
    """Your own key-value strings for the request."""

    n: Optional[int]
    """Number of choices to generate. Must be 1, the default."""

    parallel_tool_calls: Optional[bool]
    """Whether the model may request several tool calls in one message. Default `True`."""

    presence_penalty: Optional[float]
    """From -2 to 2, default 0. Positive values make a token less likely if it has occurred in the text, however often;
    negative values make it more likely.
    """

    reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]]
    """How much the model reasons before it answers: `none` or `default` for qwen3; `low`, `medium` or `high` for
    gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by default.
    """

    reasoning_format: Optional[Literal["hidden", "raw", "parsed"]]
    """Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its content, `hidden` not at
    all. `raw` excludes tools and JSON formats. This parameter excludes `include_reasoning`.
    """

    response_format: Optional[ResponseFormat]
    """The format of the answer: `text` (the default), `json_schema` for JSON that follows your schema, or `json_object`
    for any JSON. JSON excludes `reasoning_format="raw"`.
    """

    search_settings: Optional[SearchSettings]
    """Settings of the web search of a model such as `compound-beta`."""

    seed: Optional[int]
    """Seed for sampling: equal requests get equal answers as far as possible. A changed `system_fingerprint` means that
    the backend changed.
    """

    service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]]
    """The tier that serves the request. `flex` returns status 498 when it is at capacity; the request is retryable."""

    stop: Union[str, SequenceNotStr[str], None]
    """Up to 4 stop sequences. Generation stops before the first one."""

    store: Optional[bool]
    """Whether the API may store the completion."""

    stream: Optional[bool]
    """Whether to stream the answer in chunks while it is generated. Default `False`."""

    stream_options: Optional[ChatCompletionStreamOptionsParam]
    """Options of the stream. Only with `stream=True`."""

    temperature: Optional[float]
    """Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones more random. Change
    this or `top_p`, not both.
    """

    tool_choice: Optional[ChatCompletionToolChoiceOptionParam]
    """Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for at least one, or a
    named function.
    """

    tools: Optional[Iterable[ChatCompletionToolParam]]
    """Tools that the model may use, at most 128."""

    top_logprobs: Optional[int]
    """Number of most likely tokens to return for each position, 0 to 20; requires `logprobs`. Accepted, but not
    supported by any model yet.
    """

    top_p: Optional[float]
    """Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1, default 1.
    Change this or `temperature`, not both.
    """

    user: Optional[str]
    """Your identifier for the end user."""
