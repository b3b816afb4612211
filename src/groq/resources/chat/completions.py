# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Dict, Optional, Type, TypeVar, Union, overload

import httpx
from typing_extensions import Final, Literal

from ... import types
from ..._base_client import make_request_options
from ..._compat import cached_property
from ..._resource import (
    AsyncAPIResource,
    AsyncStream,
    Stream,
    SyncAPIResource,
    advised,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    checked_iterable,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)
from ..._types import Body, Headers, Iterable, NotGiven, Omit, Query, SequenceNotStr, not_given, omit
from ..._utils._lazy import LazyModule
from ...types.chat.chat_completion import ChatCompletion
from ...types.chat.chat_completion_chunk import ChatCompletionChunk

if TYPE_CHECKING:
    from ... import lib
else:  # signatures need it, calls do not
    lib = LazyModule("groq.lib")

__all__ = [
    "AsyncCompletions",
    "AsyncCompletionsWithRawResponse",
    "AsyncCompletionsWithStreamingResponse",
    "Completions",
    "CompletionsWithRawResponse",
    "CompletionsWithStreamingResponse",
]

_T = TypeVar("_T")


class Completions(SyncAPIResource):
    """`client.chat.completions`."""

    @cached_property
    def with_raw_response(self) -> CompletionsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return CompletionsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> CompletionsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return CompletionsWithStreamingResponse(self)

    @overload
    def create(
        self,
        *,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[Literal[False]] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> ChatCompletion: ...

    @overload
    def create(
        self,
        *,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Literal[True],
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Stream[ChatCompletionChunk]: ...

    @overload
    def create(
        self,
        *,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[ChatCompletion, Stream[ChatCompletionChunk]]: ...

    @advised()
    def create(
        self,
        *,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[ChatCompletion, Stream[ChatCompletionChunk]]:
        """Generate the next message of a conversation.

        With `stream=True` the answer arrives in chunks as it is generated. Compound systems (`compound-beta`) run their
        tools on the server; the header `Groq-Model-Version: latest` selects their newest version.

        `POST /openai/v1/chat/completions`

        Args:
            messages: The conversation so far, oldest first. At least one message. Message objects of completions are
                accepted unchanged.
            model: Id of the model to use.
            citation_options: Whether the answer has `annotations` that cite documents and tool results. Default
                `enabled`.
            compound_custom: The models and tools of a compound system.
            disable_tool_validation: Whether to return tool calls without validating them against `tools`. Default
                `False`: an invalid call is an error 400 `tool_use_failed`.
            documents: Documents that the answer may use. See `citation_options`.
            exclude_domains: Deprecated, use `search_settings` with `exclude_domains`. Domains to exclude from the
                search.
            frequency_penalty: From -2 to 2, default 0. Positive values make a token less likely the more often it has
                occurred in the text; negative values make it more likely.
            function_call: Deprecated, use `tool_choice`. Whether the model calls a function.
            functions: Deprecated, use `tools`. Functions that the model may request to call, at most 128.
            include_domains: Deprecated, use `search_settings` with `include_domains`. Domains to limit the search to.
            include_reasoning: Whether the message contains the model's `reasoning`. It excludes `reasoning_format`.
            logit_bias: Bias per token id. Accepted, but not supported by any model yet.
            logprobs: Whether to return the log probability of each token. Default `False`. Accepted, but not supported
                by any model yet.
            max_completion_tokens: Maximum number of tokens to generate, reasoning included. A truncated answer has
                `finish_reason` `length`.
            max_tokens: Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate.
            metadata: Your own key-value strings for the request.
            n: Number of choices to generate. Must be 1, the default.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            presence_penalty: From -2 to 2, default 0. Positive values make a token less likely if it has occurred in
                the text, however often; negative values make it more likely.
            reasoning_effort: How much the model reasons before it answers: `none` or `default` for qwen3; `low`,
                `medium` or `high` for gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by
                default.
            reasoning_format: Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its
                content, `hidden` not at all. `raw` excludes tools and JSON formats. This parameter excludes
                `include_reasoning`.
            response_format: The format of the answer: `text` (the default), `json_schema` for JSON that follows your
                schema, or `json_object` for any JSON. JSON excludes `reasoning_format="raw"`.
            search_settings: Settings of the web search of a model such as `compound-beta`.
            seed: Seed for sampling: equal requests get equal answers as far as possible. A changed `system_fingerprint`
                means that the backend changed.
            service_tier: The tier that serves the request. `flex` returns status 498 when it is at capacity; the
                request is retryable.
            stop: Up to 4 stop sequences. Generation stops before the first one.
            store: Whether the API may store the completion.
            stream: Whether to stream the answer in chunks while it is generated. Default `False`.
            stream_options: Options of the stream. Only with `stream=True`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            tools: Tools that the model may use, at most 128.
            top_logprobs: Number of most likely tokens to return for each position, 0 to 20; requires `logprobs`.
                Accepted, but not supported by any model yet.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._post(
            "/openai/v1/chat/completions",
            body={
                "messages": checked_iterable("messages", messages),
                "model": model,
                "citation_options": citation_options,
                "compound_custom": compound_custom,
                "disable_tool_validation": disable_tool_validation,
                "documents": checked_iterable("documents", documents),
                "exclude_domains": checked_iterable("exclude_domains", exclude_domains),
                "frequency_penalty": frequency_penalty,
                "function_call": function_call,
                "functions": checked_iterable("functions", functions),
                "include_domains": checked_iterable("include_domains", include_domains),
                "include_reasoning": include_reasoning,
                "logit_bias": logit_bias,
                "logprobs": logprobs,
                "max_completion_tokens": max_completion_tokens,
                "max_tokens": max_tokens,
                "metadata": metadata,
                "n": n,
                "parallel_tool_calls": parallel_tool_calls,
                "presence_penalty": presence_penalty,
                "reasoning_effort": reasoning_effort,
                "reasoning_format": reasoning_format,
                "response_format": response_format,
                "search_settings": search_settings,
                "seed": seed,
                "service_tier": service_tier,
                "stop": stop,
                "store": store,
                "stream": stream,
                "stream_options": stream_options,
                "temperature": temperature,
                "tool_choice": tool_choice,
                "tools": checked_iterable("tools", tools),
                "top_logprobs": top_logprobs,
                "top_p": top_p,
                "user": user,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=ChatCompletion,
            stream=stream or False,
            stream_cls=Stream[ChatCompletionChunk],
        )

    @overload
    def stream(
        self,
        *,
        response_format: Type[_T] | lib.parse.OutputType[_T],
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.chat.ChatCompletionStream[_T]: ...

    @overload
    def stream(
        self,
        *,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.chat.ChatCompletionStream: ...

    @overload
    def stream(
        self,
        *,
        response_format: Any,
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.chat.ChatCompletionStream[Any]: ...

    @advised({"stream": "It always streams. For a whole answer, use `create()` or `parse()`."})
    def stream(
        self,
        *,
        response_format: Any | Omit = omit,
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.chat.ChatCompletionStream[Any]:
        """Stream a chat completion as typed events, and accumulate it.

        Use the result in a `with` block, and iterate over it: each event has a `type`, such as `content.delta`.
        `get_final_completion()` returns the accumulated completion; `snapshot` is its state so far. With a type as
        `response_format`, the completion has the value as `parsed`.

        `POST /openai/v1/chat/completions`

        Args:
            response_format: The format of the answer, or any type that pydantic has a JSON schema for, such as a model,
                a dataclass, a TypedDict or `list[int]`.
            tools: Tools that the model may call, at most 128: functions, types whose fields are the arguments, or
                parameters. Calls of functions and types have `function.parsed_arguments`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            messages: The conversation so far, oldest first. At least one message. Message objects of completions are
                accepted unchanged.
            model: Id of the model to use.
            citation_options: Whether the answer has `annotations` that cite documents and tool results. Default
                `enabled`.
            compound_custom: The models and tools of a compound system.
            disable_tool_validation: Whether to return tool calls without validating them against `tools`. Default
                `False`: an invalid call is an error 400 `tool_use_failed`.
            documents: Documents that the answer may use. See `citation_options`.
            exclude_domains: Deprecated, use `search_settings` with `exclude_domains`. Domains to exclude from the
                search.
            frequency_penalty: From -2 to 2, default 0. Positive values make a token less likely the more often it has
                occurred in the text; negative values make it more likely.
            function_call: Deprecated, use `tool_choice`. Whether the model calls a function.
            functions: Deprecated, use `tools`. Functions that the model may request to call, at most 128.
            include_domains: Deprecated, use `search_settings` with `include_domains`. Domains to limit the search to.
            include_reasoning: Whether the message contains the model's `reasoning`. It excludes `reasoning_format`.
            logit_bias: Bias per token id. Accepted, but not supported by any model yet.
            logprobs: Whether to return the log probability of each token. Default `False`. Accepted, but not supported
                by any model yet.
            max_completion_tokens: Maximum number of tokens to generate, reasoning included. A truncated answer has
                `finish_reason` `length`.
            max_tokens: Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate.
            metadata: Your own key-value strings for the request.
            n: Number of choices to generate. Must be 1, the default.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            presence_penalty: From -2 to 2, default 0. Positive values make a token less likely if it has occurred in
                the text, however often; negative values make it more likely.
            reasoning_effort: How much the model reasons before it answers: `none` or `default` for qwen3; `low`,
                `medium` or `high` for gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by
                default.
            reasoning_format: Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its
                content, `hidden` not at all. `raw` excludes tools and JSON formats. This parameter excludes
                `include_reasoning`.
            search_settings: Settings of the web search of a model such as `compound-beta`.
            seed: Seed for sampling: equal requests get equal answers as far as possible. A changed `system_fingerprint`
                means that the backend changed.
            service_tier: The tier that serves the request. `flex` returns status 498 when it is at capacity; the
                request is retryable.
            stop: Up to 4 stop sequences. Generation stops before the first one.
            store: Whether the API may store the completion.
            stream_options: Options of the stream. Only with `stream=True`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            top_logprobs: Number of most likely tokens to return for each position, 0 to 20; requires `logprobs`.
                Accepted, but not supported by any model yet.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ...lib.chat.stream import stream  # here: `create` does not need it

        call: Any = stream  # a type checker would try every overload
        made: lib.chat.ChatCompletionStream[Any] = call(
            self.create,
            response_format=response_format,
            tools=tools,
            strict=strict,
            messages=messages,
            model=model,
            citation_options=citation_options,
            compound_custom=compound_custom,
            disable_tool_validation=disable_tool_validation,
            documents=documents,
            exclude_domains=exclude_domains,
            frequency_penalty=frequency_penalty,
            function_call=function_call,
            functions=functions,
            include_domains=include_domains,
            include_reasoning=include_reasoning,
            logit_bias=logit_bias,
            logprobs=logprobs,
            max_completion_tokens=max_completion_tokens,
            max_tokens=max_tokens,
            metadata=metadata,
            n=n,
            parallel_tool_calls=parallel_tool_calls,
            presence_penalty=presence_penalty,
            reasoning_effort=reasoning_effort,
            reasoning_format=reasoning_format,
            search_settings=search_settings,
            seed=seed,
            service_tier=service_tier,
            stop=stop,
            store=store,
            stream_options=stream_options,
            temperature=temperature,
            tool_choice=tool_choice,
            top_logprobs=top_logprobs,
            top_p=top_p,
            user=user,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return made

    @overload
    def parse(
        self,
        *,
        response_format: Type[_T] | lib.parse.OutputType[_T],
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.parse.ParsedChatCompletion[_T]: ...

    @overload
    def parse(
        self,
        *,
        response_format: Any,
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.parse.ParsedChatCompletion[Any]: ...

    @advised({"stream": "It returns the whole answer. To stream one, use `stream()`."})
    def parse(
        self,
        *,
        response_format: Any,
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.parse.ParsedChatCompletion[Any]:
        """Create a chat completion and parse the answer into a type. The value is `completion.parsed`.

        The `usage` is the sum of all attempts. Raises `OutputValidationError` if the last answer does not match, and
        `LengthFinishReasonError` if it is truncated; both keep the completion.

        `POST /openai/v1/chat/completions`

        Args:
            response_format: Any type that pydantic has a JSON schema for, such as a model, a dataclass, a TypedDict or
                `list[int]`.
            tools: Tools that the model may call, at most 128: functions, types whose fields are the arguments, or
                parameters. Calls of functions and types have `function.parsed_arguments`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            max_attempts: Maximum number of requests. An answer that does not match goes back to the model with the
                reason.
            messages: The conversation so far, oldest first. At least one message. Message objects of completions are
                accepted unchanged.
            model: Id of the model to use.
            citation_options: Whether the answer has `annotations` that cite documents and tool results. Default
                `enabled`.
            compound_custom: The models and tools of a compound system.
            disable_tool_validation: Whether to return tool calls without validating them against `tools`. Default
                `False`: an invalid call is an error 400 `tool_use_failed`.
            documents: Documents that the answer may use. See `citation_options`.
            exclude_domains: Deprecated, use `search_settings` with `exclude_domains`. Domains to exclude from the
                search.
            frequency_penalty: From -2 to 2, default 0. Positive values make a token less likely the more often it has
                occurred in the text; negative values make it more likely.
            function_call: Deprecated, use `tool_choice`. Whether the model calls a function.
            functions: Deprecated, use `tools`. Functions that the model may request to call, at most 128.
            include_domains: Deprecated, use `search_settings` with `include_domains`. Domains to limit the search to.
            include_reasoning: Whether the message contains the model's `reasoning`. It excludes `reasoning_format`.
            logit_bias: Bias per token id. Accepted, but not supported by any model yet.
            logprobs: Whether to return the log probability of each token. Default `False`. Accepted, but not supported
                by any model yet.
            max_completion_tokens: Maximum number of tokens to generate, reasoning included. A truncated answer has
                `finish_reason` `length`.
            max_tokens: Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate.
            metadata: Your own key-value strings for the request.
            n: Number of choices to generate. Must be 1, the default.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            presence_penalty: From -2 to 2, default 0. Positive values make a token less likely if it has occurred in
                the text, however often; negative values make it more likely.
            reasoning_effort: How much the model reasons before it answers: `none` or `default` for qwen3; `low`,
                `medium` or `high` for gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by
                default.
            reasoning_format: Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its
                content, `hidden` not at all. `raw` excludes tools and JSON formats. This parameter excludes
                `include_reasoning`.
            search_settings: Settings of the web search of a model such as `compound-beta`.
            seed: Seed for sampling: equal requests get equal answers as far as possible. A changed `system_fingerprint`
                means that the backend changed.
            service_tier: The tier that serves the request. `flex` returns status 498 when it is at capacity; the
                request is retryable.
            stop: Up to 4 stop sequences. Generation stops before the first one.
            store: Whether the API may store the completion.
            stream_options: Options of the stream. Only with `stream=True`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            top_logprobs: Number of most likely tokens to return for each position, 0 to 20; requires `logprobs`.
                Accepted, but not supported by any model yet.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ...lib.parse import parse  # here: `create` does not need it

        call: Any = parse  # a type checker would try every overload
        made: lib.parse.ParsedChatCompletion[Any] = call(
            self.create,
            response_format=response_format,
            tools=tools,
            strict=strict,
            max_attempts=max_attempts,
            messages=messages,
            model=model,
            citation_options=citation_options,
            compound_custom=compound_custom,
            disable_tool_validation=disable_tool_validation,
            documents=documents,
            exclude_domains=exclude_domains,
            frequency_penalty=frequency_penalty,
            function_call=function_call,
            functions=functions,
            include_domains=include_domains,
            include_reasoning=include_reasoning,
            logit_bias=logit_bias,
            logprobs=logprobs,
            max_completion_tokens=max_completion_tokens,
            max_tokens=max_tokens,
            metadata=metadata,
            n=n,
            parallel_tool_calls=parallel_tool_calls,
            presence_penalty=presence_penalty,
            reasoning_effort=reasoning_effort,
            reasoning_format=reasoning_format,
            search_settings=search_settings,
            seed=seed,
            service_tier=service_tier,
            stop=stop,
            store=store,
            stream_options=stream_options,
            temperature=temperature,
            tool_choice=tool_choice,
            top_logprobs=top_logprobs,
            top_p=top_p,
            user=user,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return made

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Type[_T] | lib.parse.OutputType[_T],
        stream: Optional[Literal[False]] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.Approve | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.ToolRunner[_T]: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        stream: Optional[Literal[False]] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.Approve | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.ToolRunner: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Any,
        stream: Optional[Literal[False]] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.Approve | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.ToolRunner[Any]: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Type[_T] | lib.parse.OutputType[_T],
        stream: Literal[True],
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.Approve | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.StreamingToolRunner[_T]: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        stream: Literal[True],
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.Approve | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.StreamingToolRunner: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Any,
        stream: Literal[True],
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.Approve | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.StreamingToolRunner[Any]: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Any = omit,
        stream: Optional[bool] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.Approve | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.ToolRunner[Any] | lib.tools.StreamingToolRunner[Any]: ...

    @advised()
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Any | Omit = omit,
        stream: Optional[bool] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.Approve | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.ToolRunner[Any] | lib.tools.StreamingToolRunner[Any]:
        """Run tools: send the messages, run the functions that the model calls, and repeat until it answers.

        Iterate over the result for the completion of each turn, or call `get_final_completion()`. Its `messages` are
        the complete state, as plain JSON: another run can continue from them.

        With a type as `response_format`, the turns with tools are sent without it. At their end, one more request asks
        for the answer in its schema, unless the answer already matches. Its value is `get_final_completion().parsed`.

        `POST /openai/v1/chat/completions`

        Args:
            tools: Functions, tools made with `groq.lib.tools.functions`, and the parameters of built-in tools.
            response_format: The format of the answer. For a type, the typed answer is requested in a last round, after
                the tools.
            stream: Whether each turn is a stream of events, as in `stream()`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            max_attempts: Maximum number of requests. An answer that does not match goes back to the model with the
                reason.
            max_turns: The number of completions after which the run raises `MaxTurnsError`.
            approve: Called before each valid call: `True` runs it, a string is sent to the model instead. With
                `AsyncGroq`, it may be async.
            on_error: What to do with exceptions and timeouts of tools: `"tell"` the model, or `"raise"` them.
            max_repairs: How often a turn is repeated after a `ToolUseFailedError`.
            messages: The conversation so far, oldest first. At least one message. Message objects of completions are
                accepted unchanged.
            model: Id of the model to use.
            citation_options: Whether the answer has `annotations` that cite documents and tool results. Default
                `enabled`.
            compound_custom: The models and tools of a compound system.
            disable_tool_validation: Whether to return tool calls without validating them against `tools`. Default
                `False`: an invalid call is an error 400 `tool_use_failed`.
            documents: Documents that the answer may use. See `citation_options`.
            exclude_domains: Deprecated, use `search_settings` with `exclude_domains`. Domains to exclude from the
                search.
            frequency_penalty: From -2 to 2, default 0. Positive values make a token less likely the more often it has
                occurred in the text; negative values make it more likely.
            function_call: Deprecated, use `tool_choice`. Whether the model calls a function.
            functions: Deprecated, use `tools`. Functions that the model may request to call, at most 128.
            include_domains: Deprecated, use `search_settings` with `include_domains`. Domains to limit the search to.
            include_reasoning: Whether the message contains the model's `reasoning`. It excludes `reasoning_format`.
            logit_bias: Bias per token id. Accepted, but not supported by any model yet.
            logprobs: Whether to return the log probability of each token. Default `False`. Accepted, but not supported
                by any model yet.
            max_completion_tokens: Maximum number of tokens to generate, reasoning included. A truncated answer has
                `finish_reason` `length`.
            max_tokens: Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate.
            metadata: Your own key-value strings for the request.
            n: Number of choices to generate. Must be 1, the default.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            presence_penalty: From -2 to 2, default 0. Positive values make a token less likely if it has occurred in
                the text, however often; negative values make it more likely.
            reasoning_effort: How much the model reasons before it answers: `none` or `default` for qwen3; `low`,
                `medium` or `high` for gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by
                default.
            reasoning_format: Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its
                content, `hidden` not at all. `raw` excludes tools and JSON formats. This parameter excludes
                `include_reasoning`.
            search_settings: Settings of the web search of a model such as `compound-beta`.
            seed: Seed for sampling: equal requests get equal answers as far as possible. A changed `system_fingerprint`
                means that the backend changed.
            service_tier: The tier that serves the request. `flex` returns status 498 when it is at capacity; the
                request is retryable.
            stop: Up to 4 stop sequences. Generation stops before the first one.
            store: Whether the API may store the completion.
            stream_options: Options of the stream. Only with `stream=True`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            top_logprobs: Number of most likely tokens to return for each position, 0 to 20; requires `logprobs`.
                Accepted, but not supported by any model yet.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ...lib.tools import run_tools  # here: `create` does not need it

        call: Any = run_tools  # a type checker would try every overload
        made: lib.tools.ToolRunner[Any] | lib.tools.StreamingToolRunner[Any] = call(
            self.create,
            tools=tools,
            response_format=response_format,
            stream=stream,
            strict=strict,
            max_attempts=max_attempts,
            max_turns=max_turns,
            approve=approve,
            on_error=on_error,
            max_repairs=max_repairs,
            messages=messages,
            model=model,
            citation_options=citation_options,
            compound_custom=compound_custom,
            disable_tool_validation=disable_tool_validation,
            documents=documents,
            exclude_domains=exclude_domains,
            frequency_penalty=frequency_penalty,
            function_call=function_call,
            functions=functions,
            include_domains=include_domains,
            include_reasoning=include_reasoning,
            logit_bias=logit_bias,
            logprobs=logprobs,
            max_completion_tokens=max_completion_tokens,
            max_tokens=max_tokens,
            metadata=metadata,
            n=n,
            parallel_tool_calls=parallel_tool_calls,
            presence_penalty=presence_penalty,
            reasoning_effort=reasoning_effort,
            reasoning_format=reasoning_format,
            search_settings=search_settings,
            seed=seed,
            service_tier=service_tier,
            stop=stop,
            store=store,
            stream_options=stream_options,
            temperature=temperature,
            tool_choice=tool_choice,
            top_logprobs=top_logprobs,
            top_p=top_p,
            user=user,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return made

    @overload
    def map(
        self,
        inputs: lib.bulk.Inputs,
        *,
        ordered: bool = True,
        concurrency: Optional[int] = None,
        response_format: Type[_T] | lib.parse.OutputType[_T],
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        model: Union[str, types.ChatModel] | Omit = omit,
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.bulk.MapResults[lib.parse.ParsedChatCompletion[_T]]: ...

    @overload
    def map(
        self,
        inputs: lib.bulk.Inputs,
        *,
        ordered: bool = True,
        concurrency: Optional[int] = None,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        model: Union[str, types.ChatModel] | Omit = omit,
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.bulk.MapResults[ChatCompletion]: ...

    @overload
    def map(
        self,
        inputs: lib.bulk.Inputs,
        *,
        ordered: bool = True,
        concurrency: Optional[int] = None,
        response_format: Any,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        model: Union[str, types.ChatModel] | Omit = omit,
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.bulk.MapResults[Any]: ...

    @advised(
        {
            "*": "Its inputs are the first argument. What `create()` has no parameter for "
            "goes into `extra_body={...}`.",
            "messages": "Its inputs are many prompts or lists of messages: "
            "`map([messages], model=...)`. For one answer, use `create()`.",
            "stream": "It returns whole completions. To stream one, use `create(stream=True)` or `stream()`.",
        }
    )
    def map(
        self,
        inputs: lib.bulk.Inputs,
        *,
        ordered: bool = True,
        concurrency: Optional[int] = None,
        response_format: Any | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        model: Union[str, types.ChatModel] | Omit = omit,
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.bulk.MapResults[Any]:
        """Create chat completions for many inputs concurrently, and iterate over the results.

        Each `MapResult` has the `index` and the `custom_id` of its input, and `completion` or `error`: a failure does
        not end the run. Calls stay within the rate limits, as with `groq.lib.limits.RateLimiter`. Inputs are read as
        results are consumed, so that memory does not grow with their number. To stop early, leave the loop; a `with`
        block, or `async with`, cancels calls in flight at once.

        An exception of the iterator of inputs is raised after the results of the inputs before it.

        `POST /openai/v1/chat/completions`

        Args:
            inputs: An iterable, or the path of a JSONL file. Each input is a prompt, a list of messages, or a
                dictionary of parameters, which override those given here and may have a `custom_id`. With `AsyncGroq`,
                it may be an async iterable.
            ordered: Whether to return results in the order of the inputs, or as they arrive.
            concurrency: The maximum number of calls in flight. `None` adapts to the rate limits: up to 64, or 256 with
                `AsyncGroq`.
            response_format: The format of the answers, or a type, as in `parse()`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            max_attempts: Maximum number of requests. An answer that does not match goes back to the model with the
                reason.
            model: Id of the model to use, for inputs that do not name one.
            citation_options: Whether the answer has `annotations` that cite documents and tool results. Default
                `enabled`.
            compound_custom: The models and tools of a compound system.
            disable_tool_validation: Whether to return tool calls without validating them against `tools`. Default
                `False`: an invalid call is an error 400 `tool_use_failed`.
            documents: Documents that the answer may use. See `citation_options`.
            exclude_domains: Deprecated, use `search_settings` with `exclude_domains`. Domains to exclude from the
                search.
            frequency_penalty: From -2 to 2, default 0. Positive values make a token less likely the more often it has
                occurred in the text; negative values make it more likely.
            function_call: Deprecated, use `tool_choice`. Whether the model calls a function.
            functions: Deprecated, use `tools`. Functions that the model may request to call, at most 128.
            include_domains: Deprecated, use `search_settings` with `include_domains`. Domains to limit the search to.
            include_reasoning: Whether the message contains the model's `reasoning`. It excludes `reasoning_format`.
            logit_bias: Bias per token id. Accepted, but not supported by any model yet.
            logprobs: Whether to return the log probability of each token. Default `False`. Accepted, but not supported
                by any model yet.
            max_completion_tokens: Maximum number of tokens to generate, reasoning included. A truncated answer has
                `finish_reason` `length`.
            max_tokens: Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate.
            metadata: Your own key-value strings for the request.
            n: Number of choices to generate. Must be 1, the default.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            presence_penalty: From -2 to 2, default 0. Positive values make a token less likely if it has occurred in
                the text, however often; negative values make it more likely.
            reasoning_effort: How much the model reasons before it answers: `none` or `default` for qwen3; `low`,
                `medium` or `high` for gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by
                default.
            reasoning_format: Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its
                content, `hidden` not at all. `raw` excludes tools and JSON formats. This parameter excludes
                `include_reasoning`.
            search_settings: Settings of the web search of a model such as `compound-beta`.
            seed: Seed for sampling: equal requests get equal answers as far as possible. A changed `system_fingerprint`
                means that the backend changed.
            service_tier: The tier that serves the request. `flex` returns status 498 when it is at capacity; the
                request is retryable.
            stop: Up to 4 stop sequences. Generation stops before the first one.
            store: Whether the API may store the completion.
            stream_options: Options of the stream. Only with `stream=True`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            tools: Tools that the model may use, at most 128.
            top_logprobs: Number of most likely tokens to return for each position, 0 to 20; requires `logprobs`.
                Accepted, but not supported by any model yet.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ...lib.bulk import map_chat  # here: `create` does not need it

        call: Any = map_chat  # a type checker would try every overload
        made: lib.bulk.MapResults[Any] = call(
            self._client,
            inputs=inputs,
            ordered=ordered,
            concurrency=concurrency,
            response_format=response_format,
            strict=strict,
            max_attempts=max_attempts,
            model=model,
            citation_options=citation_options,
            compound_custom=compound_custom,
            disable_tool_validation=disable_tool_validation,
            documents=documents,
            exclude_domains=exclude_domains,
            frequency_penalty=frequency_penalty,
            function_call=function_call,
            functions=functions,
            include_domains=include_domains,
            include_reasoning=include_reasoning,
            logit_bias=logit_bias,
            logprobs=logprobs,
            max_completion_tokens=max_completion_tokens,
            max_tokens=max_tokens,
            metadata=metadata,
            n=n,
            parallel_tool_calls=parallel_tool_calls,
            presence_penalty=presence_penalty,
            reasoning_effort=reasoning_effort,
            reasoning_format=reasoning_format,
            search_settings=search_settings,
            seed=seed,
            service_tier=service_tier,
            stop=stop,
            store=store,
            stream_options=stream_options,
            temperature=temperature,
            tool_choice=tool_choice,
            tools=tools,
            top_logprobs=top_logprobs,
            top_p=top_p,
            user=user,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return made


class AsyncCompletions(AsyncAPIResource):
    """`client.chat.completions` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncCompletionsWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return AsyncCompletionsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncCompletionsWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return AsyncCompletionsWithStreamingResponse(self)

    @overload
    async def create(
        self,
        *,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[Literal[False]] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> ChatCompletion: ...

    @overload
    async def create(
        self,
        *,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Literal[True],
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> AsyncStream[ChatCompletionChunk]: ...

    @overload
    async def create(
        self,
        *,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[ChatCompletion, AsyncStream[ChatCompletionChunk]]: ...

    @advised()
    async def create(
        self,
        *,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[ChatCompletion, AsyncStream[ChatCompletionChunk]]:
        """Generate the next message of a conversation.

        With `stream=True` the answer arrives in chunks as it is generated. Compound systems (`compound-beta`) run their
        tools on the server; the header `Groq-Model-Version: latest` selects their newest version.

        `POST /openai/v1/chat/completions`

        Args:
            messages: The conversation so far, oldest first. At least one message. Message objects of completions are
                accepted unchanged.
            model: Id of the model to use.
            citation_options: Whether the answer has `annotations` that cite documents and tool results. Default
                `enabled`.
            compound_custom: The models and tools of a compound system.
            disable_tool_validation: Whether to return tool calls without validating them against `tools`. Default
                `False`: an invalid call is an error 400 `tool_use_failed`.
            documents: Documents that the answer may use. See `citation_options`.
            exclude_domains: Deprecated, use `search_settings` with `exclude_domains`. Domains to exclude from the
                search.
            frequency_penalty: From -2 to 2, default 0. Positive values make a token less likely the more often it has
                occurred in the text; negative values make it more likely.
            function_call: Deprecated, use `tool_choice`. Whether the model calls a function.
            functions: Deprecated, use `tools`. Functions that the model may request to call, at most 128.
            include_domains: Deprecated, use `search_settings` with `include_domains`. Domains to limit the search to.
            include_reasoning: Whether the message contains the model's `reasoning`. It excludes `reasoning_format`.
            logit_bias: Bias per token id. Accepted, but not supported by any model yet.
            logprobs: Whether to return the log probability of each token. Default `False`. Accepted, but not supported
                by any model yet.
            max_completion_tokens: Maximum number of tokens to generate, reasoning included. A truncated answer has
                `finish_reason` `length`.
            max_tokens: Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate.
            metadata: Your own key-value strings for the request.
            n: Number of choices to generate. Must be 1, the default.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            presence_penalty: From -2 to 2, default 0. Positive values make a token less likely if it has occurred in
                the text, however often; negative values make it more likely.
            reasoning_effort: How much the model reasons before it answers: `none` or `default` for qwen3; `low`,
                `medium` or `high` for gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by
                default.
            reasoning_format: Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its
                content, `hidden` not at all. `raw` excludes tools and JSON formats. This parameter excludes
                `include_reasoning`.
            response_format: The format of the answer: `text` (the default), `json_schema` for JSON that follows your
                schema, or `json_object` for any JSON. JSON excludes `reasoning_format="raw"`.
            search_settings: Settings of the web search of a model such as `compound-beta`.
            seed: Seed for sampling: equal requests get equal answers as far as possible. A changed `system_fingerprint`
                means that the backend changed.
            service_tier: The tier that serves the request. `flex` returns status 498 when it is at capacity; the
                request is retryable.
            stop: Up to 4 stop sequences. Generation stops before the first one.
            store: Whether the API may store the completion.
            stream: Whether to stream the answer in chunks while it is generated. Default `False`.
            stream_options: Options of the stream. Only with `stream=True`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            tools: Tools that the model may use, at most 128.
            top_logprobs: Number of most likely tokens to return for each position, 0 to 20; requires `logprobs`.
                Accepted, but not supported by any model yet.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._post(
            "/openai/v1/chat/completions",
            body={
                "messages": checked_iterable("messages", messages),
                "model": model,
                "citation_options": citation_options,
                "compound_custom": compound_custom,
                "disable_tool_validation": disable_tool_validation,
                "documents": checked_iterable("documents", documents),
                "exclude_domains": checked_iterable("exclude_domains", exclude_domains),
                "frequency_penalty": frequency_penalty,
                "function_call": function_call,
                "functions": checked_iterable("functions", functions),
                "include_domains": checked_iterable("include_domains", include_domains),
                "include_reasoning": include_reasoning,
                "logit_bias": logit_bias,
                "logprobs": logprobs,
                "max_completion_tokens": max_completion_tokens,
                "max_tokens": max_tokens,
                "metadata": metadata,
                "n": n,
                "parallel_tool_calls": parallel_tool_calls,
                "presence_penalty": presence_penalty,
                "reasoning_effort": reasoning_effort,
                "reasoning_format": reasoning_format,
                "response_format": response_format,
                "search_settings": search_settings,
                "seed": seed,
                "service_tier": service_tier,
                "stop": stop,
                "store": store,
                "stream": stream,
                "stream_options": stream_options,
                "temperature": temperature,
                "tool_choice": tool_choice,
                "tools": checked_iterable("tools", tools),
                "top_logprobs": top_logprobs,
                "top_p": top_p,
                "user": user,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=ChatCompletion,
            stream=stream or False,
            stream_cls=AsyncStream[ChatCompletionChunk],
        )

    @overload
    def stream(
        self,
        *,
        response_format: Type[_T] | lib.parse.OutputType[_T],
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.chat.AsyncChatCompletionStream[_T]: ...

    @overload
    def stream(
        self,
        *,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.chat.AsyncChatCompletionStream: ...

    @overload
    def stream(
        self,
        *,
        response_format: Any,
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.chat.AsyncChatCompletionStream[Any]: ...

    @advised({"stream": "It always streams. For a whole answer, use `create()` or `parse()`."})
    def stream(
        self,
        *,
        response_format: Any | Omit = omit,
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.chat.AsyncChatCompletionStream[Any]:
        """Stream a chat completion as typed events, and accumulate it.

        Use the result in a `with` block, and iterate over it: each event has a `type`, such as `content.delta`.
        `get_final_completion()` returns the accumulated completion; `snapshot` is its state so far. With a type as
        `response_format`, the completion has the value as `parsed`.

        `POST /openai/v1/chat/completions`

        Args:
            response_format: The format of the answer, or any type that pydantic has a JSON schema for, such as a model,
                a dataclass, a TypedDict or `list[int]`.
            tools: Tools that the model may call, at most 128: functions, types whose fields are the arguments, or
                parameters. Calls of functions and types have `function.parsed_arguments`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            messages: The conversation so far, oldest first. At least one message. Message objects of completions are
                accepted unchanged.
            model: Id of the model to use.
            citation_options: Whether the answer has `annotations` that cite documents and tool results. Default
                `enabled`.
            compound_custom: The models and tools of a compound system.
            disable_tool_validation: Whether to return tool calls without validating them against `tools`. Default
                `False`: an invalid call is an error 400 `tool_use_failed`.
            documents: Documents that the answer may use. See `citation_options`.
            exclude_domains: Deprecated, use `search_settings` with `exclude_domains`. Domains to exclude from the
                search.
            frequency_penalty: From -2 to 2, default 0. Positive values make a token less likely the more often it has
                occurred in the text; negative values make it more likely.
            function_call: Deprecated, use `tool_choice`. Whether the model calls a function.
            functions: Deprecated, use `tools`. Functions that the model may request to call, at most 128.
            include_domains: Deprecated, use `search_settings` with `include_domains`. Domains to limit the search to.
            include_reasoning: Whether the message contains the model's `reasoning`. It excludes `reasoning_format`.
            logit_bias: Bias per token id. Accepted, but not supported by any model yet.
            logprobs: Whether to return the log probability of each token. Default `False`. Accepted, but not supported
                by any model yet.
            max_completion_tokens: Maximum number of tokens to generate, reasoning included. A truncated answer has
                `finish_reason` `length`.
            max_tokens: Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate.
            metadata: Your own key-value strings for the request.
            n: Number of choices to generate. Must be 1, the default.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            presence_penalty: From -2 to 2, default 0. Positive values make a token less likely if it has occurred in
                the text, however often; negative values make it more likely.
            reasoning_effort: How much the model reasons before it answers: `none` or `default` for qwen3; `low`,
                `medium` or `high` for gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by
                default.
            reasoning_format: Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its
                content, `hidden` not at all. `raw` excludes tools and JSON formats. This parameter excludes
                `include_reasoning`.
            search_settings: Settings of the web search of a model such as `compound-beta`.
            seed: Seed for sampling: equal requests get equal answers as far as possible. A changed `system_fingerprint`
                means that the backend changed.
            service_tier: The tier that serves the request. `flex` returns status 498 when it is at capacity; the
                request is retryable.
            stop: Up to 4 stop sequences. Generation stops before the first one.
            store: Whether the API may store the completion.
            stream_options: Options of the stream. Only with `stream=True`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            top_logprobs: Number of most likely tokens to return for each position, 0 to 20; requires `logprobs`.
                Accepted, but not supported by any model yet.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ...lib.chat.stream import stream_async  # here: `create` does not need it

        call: Any = stream_async  # a type checker would try every overload
        made: lib.chat.AsyncChatCompletionStream[Any] = call(
            self.create,
            response_format=response_format,
            tools=tools,
            strict=strict,
            messages=messages,
            model=model,
            citation_options=citation_options,
            compound_custom=compound_custom,
            disable_tool_validation=disable_tool_validation,
            documents=documents,
            exclude_domains=exclude_domains,
            frequency_penalty=frequency_penalty,
            function_call=function_call,
            functions=functions,
            include_domains=include_domains,
            include_reasoning=include_reasoning,
            logit_bias=logit_bias,
            logprobs=logprobs,
            max_completion_tokens=max_completion_tokens,
            max_tokens=max_tokens,
            metadata=metadata,
            n=n,
            parallel_tool_calls=parallel_tool_calls,
            presence_penalty=presence_penalty,
            reasoning_effort=reasoning_effort,
            reasoning_format=reasoning_format,
            search_settings=search_settings,
            seed=seed,
            service_tier=service_tier,
            stop=stop,
            store=store,
            stream_options=stream_options,
            temperature=temperature,
            tool_choice=tool_choice,
            top_logprobs=top_logprobs,
            top_p=top_p,
            user=user,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return made

    @overload
    async def parse(
        self,
        *,
        response_format: Type[_T] | lib.parse.OutputType[_T],
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.parse.ParsedChatCompletion[_T]: ...

    @overload
    async def parse(
        self,
        *,
        response_format: Any,
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.parse.ParsedChatCompletion[Any]: ...

    @advised({"stream": "It returns the whole answer. To stream one, use `stream()`."})
    async def parse(
        self,
        *,
        response_format: Any,
        tools: Optional[Iterable[lib.tools.OfferedTool]] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.parse.ParsedChatCompletion[Any]:
        """Create a chat completion and parse the answer into a type. The value is `completion.parsed`.

        The `usage` is the sum of all attempts. Raises `OutputValidationError` if the last answer does not match, and
        `LengthFinishReasonError` if it is truncated; both keep the completion.

        `POST /openai/v1/chat/completions`

        Args:
            response_format: Any type that pydantic has a JSON schema for, such as a model, a dataclass, a TypedDict or
                `list[int]`.
            tools: Tools that the model may call, at most 128: functions, types whose fields are the arguments, or
                parameters. Calls of functions and types have `function.parsed_arguments`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            max_attempts: Maximum number of requests. An answer that does not match goes back to the model with the
                reason.
            messages: The conversation so far, oldest first. At least one message. Message objects of completions are
                accepted unchanged.
            model: Id of the model to use.
            citation_options: Whether the answer has `annotations` that cite documents and tool results. Default
                `enabled`.
            compound_custom: The models and tools of a compound system.
            disable_tool_validation: Whether to return tool calls without validating them against `tools`. Default
                `False`: an invalid call is an error 400 `tool_use_failed`.
            documents: Documents that the answer may use. See `citation_options`.
            exclude_domains: Deprecated, use `search_settings` with `exclude_domains`. Domains to exclude from the
                search.
            frequency_penalty: From -2 to 2, default 0. Positive values make a token less likely the more often it has
                occurred in the text; negative values make it more likely.
            function_call: Deprecated, use `tool_choice`. Whether the model calls a function.
            functions: Deprecated, use `tools`. Functions that the model may request to call, at most 128.
            include_domains: Deprecated, use `search_settings` with `include_domains`. Domains to limit the search to.
            include_reasoning: Whether the message contains the model's `reasoning`. It excludes `reasoning_format`.
            logit_bias: Bias per token id. Accepted, but not supported by any model yet.
            logprobs: Whether to return the log probability of each token. Default `False`. Accepted, but not supported
                by any model yet.
            max_completion_tokens: Maximum number of tokens to generate, reasoning included. A truncated answer has
                `finish_reason` `length`.
            max_tokens: Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate.
            metadata: Your own key-value strings for the request.
            n: Number of choices to generate. Must be 1, the default.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            presence_penalty: From -2 to 2, default 0. Positive values make a token less likely if it has occurred in
                the text, however often; negative values make it more likely.
            reasoning_effort: How much the model reasons before it answers: `none` or `default` for qwen3; `low`,
                `medium` or `high` for gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by
                default.
            reasoning_format: Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its
                content, `hidden` not at all. `raw` excludes tools and JSON formats. This parameter excludes
                `include_reasoning`.
            search_settings: Settings of the web search of a model such as `compound-beta`.
            seed: Seed for sampling: equal requests get equal answers as far as possible. A changed `system_fingerprint`
                means that the backend changed.
            service_tier: The tier that serves the request. `flex` returns status 498 when it is at capacity; the
                request is retryable.
            stop: Up to 4 stop sequences. Generation stops before the first one.
            store: Whether the API may store the completion.
            stream_options: Options of the stream. Only with `stream=True`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            top_logprobs: Number of most likely tokens to return for each position, 0 to 20; requires `logprobs`.
                Accepted, but not supported by any model yet.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ...lib.parse import parse_async  # here: `create` does not need it

        call: Any = parse_async  # a type checker would try every overload
        made: lib.parse.ParsedChatCompletion[Any] = await call(
            self.create,
            response_format=response_format,
            tools=tools,
            strict=strict,
            max_attempts=max_attempts,
            messages=messages,
            model=model,
            citation_options=citation_options,
            compound_custom=compound_custom,
            disable_tool_validation=disable_tool_validation,
            documents=documents,
            exclude_domains=exclude_domains,
            frequency_penalty=frequency_penalty,
            function_call=function_call,
            functions=functions,
            include_domains=include_domains,
            include_reasoning=include_reasoning,
            logit_bias=logit_bias,
            logprobs=logprobs,
            max_completion_tokens=max_completion_tokens,
            max_tokens=max_tokens,
            metadata=metadata,
            n=n,
            parallel_tool_calls=parallel_tool_calls,
            presence_penalty=presence_penalty,
            reasoning_effort=reasoning_effort,
            reasoning_format=reasoning_format,
            search_settings=search_settings,
            seed=seed,
            service_tier=service_tier,
            stop=stop,
            store=store,
            stream_options=stream_options,
            temperature=temperature,
            tool_choice=tool_choice,
            top_logprobs=top_logprobs,
            top_p=top_p,
            user=user,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return made

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Type[_T] | lib.parse.OutputType[_T],
        stream: Optional[Literal[False]] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.AsyncApprove | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.AsyncToolRunner[_T]: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        stream: Optional[Literal[False]] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.AsyncApprove | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.AsyncToolRunner: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Any,
        stream: Optional[Literal[False]] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.AsyncApprove | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.AsyncToolRunner[Any]: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Type[_T] | lib.parse.OutputType[_T],
        stream: Literal[True],
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.AsyncApprove | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.AsyncStreamingToolRunner[_T]: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        stream: Literal[True],
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.AsyncApprove | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.AsyncStreamingToolRunner: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Any,
        stream: Literal[True],
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.AsyncApprove | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.AsyncStreamingToolRunner[Any]: ...

    @overload
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Any = omit,
        stream: Optional[bool] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.AsyncApprove | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.AsyncToolRunner[Any] | lib.tools.AsyncStreamingToolRunner[Any]: ...

    @advised()
    def run_tools(
        self,
        *,
        tools: Iterable[lib.tools.Tool[..., Any] | Callable[..., Any] | types.chat.ChatCompletionToolParam],
        response_format: Any | Omit = omit,
        stream: Optional[bool] | Omit | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        max_turns: int = 10,
        approve: lib.tools.AsyncApprove | None = None,
        on_error: lib.tools.OnError = "tell",
        max_repairs: int = 2,
        messages: Iterable[Union[types.chat.ChatCompletionMessageParam, types.chat.ChatCompletionMessage]],
        model: Union[str, types.ChatModel],
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.tools.AsyncToolRunner[Any] | lib.tools.AsyncStreamingToolRunner[Any]:
        """Run tools: send the messages, run the functions that the model calls, and repeat until it answers.

        Iterate over the result for the completion of each turn, or call `get_final_completion()`. Its `messages` are
        the complete state, as plain JSON: another run can continue from them.

        With a type as `response_format`, the turns with tools are sent without it. At their end, one more request asks
        for the answer in its schema, unless the answer already matches. Its value is `get_final_completion().parsed`.

        `POST /openai/v1/chat/completions`

        Args:
            tools: Functions, tools made with `groq.lib.tools.functions`, and the parameters of built-in tools.
            response_format: The format of the answer. For a type, the typed answer is requested in a last round, after
                the tools.
            stream: Whether each turn is a stream of events, as in `stream()`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            max_attempts: Maximum number of requests. An answer that does not match goes back to the model with the
                reason.
            max_turns: The number of completions after which the run raises `MaxTurnsError`.
            approve: Called before each valid call: `True` runs it, a string is sent to the model instead. With
                `AsyncGroq`, it may be async.
            on_error: What to do with exceptions and timeouts of tools: `"tell"` the model, or `"raise"` them.
            max_repairs: How often a turn is repeated after a `ToolUseFailedError`.
            messages: The conversation so far, oldest first. At least one message. Message objects of completions are
                accepted unchanged.
            model: Id of the model to use.
            citation_options: Whether the answer has `annotations` that cite documents and tool results. Default
                `enabled`.
            compound_custom: The models and tools of a compound system.
            disable_tool_validation: Whether to return tool calls without validating them against `tools`. Default
                `False`: an invalid call is an error 400 `tool_use_failed`.
            documents: Documents that the answer may use. See `citation_options`.
            exclude_domains: Deprecated, use `search_settings` with `exclude_domains`. Domains to exclude from the
                search.
            frequency_penalty: From -2 to 2, default 0. Positive values make a token less likely the more often it has
                occurred in the text; negative values make it more likely.
            function_call: Deprecated, use `tool_choice`. Whether the model calls a function.
            functions: Deprecated, use `tools`. Functions that the model may request to call, at most 128.
            include_domains: Deprecated, use `search_settings` with `include_domains`. Domains to limit the search to.
            include_reasoning: Whether the message contains the model's `reasoning`. It excludes `reasoning_format`.
            logit_bias: Bias per token id. Accepted, but not supported by any model yet.
            logprobs: Whether to return the log probability of each token. Default `False`. Accepted, but not supported
                by any model yet.
            max_completion_tokens: Maximum number of tokens to generate, reasoning included. A truncated answer has
                `finish_reason` `length`.
            max_tokens: Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate.
            metadata: Your own key-value strings for the request.
            n: Number of choices to generate. Must be 1, the default.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            presence_penalty: From -2 to 2, default 0. Positive values make a token less likely if it has occurred in
                the text, however often; negative values make it more likely.
            reasoning_effort: How much the model reasons before it answers: `none` or `default` for qwen3; `low`,
                `medium` or `high` for gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by
                default.
            reasoning_format: Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its
                content, `hidden` not at all. `raw` excludes tools and JSON formats. This parameter excludes
                `include_reasoning`.
            search_settings: Settings of the web search of a model such as `compound-beta`.
            seed: Seed for sampling: equal requests get equal answers as far as possible. A changed `system_fingerprint`
                means that the backend changed.
            service_tier: The tier that serves the request. `flex` returns status 498 when it is at capacity; the
                request is retryable.
            stop: Up to 4 stop sequences. Generation stops before the first one.
            store: Whether the API may store the completion.
            stream_options: Options of the stream. Only with `stream=True`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            top_logprobs: Number of most likely tokens to return for each position, 0 to 20; requires `logprobs`.
                Accepted, but not supported by any model yet.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ...lib.tools import run_tools_async  # here: `create` does not need it

        call: Any = run_tools_async  # a type checker would try every overload
        made: lib.tools.AsyncToolRunner[Any] | lib.tools.AsyncStreamingToolRunner[Any] = call(
            self.create,
            tools=tools,
            response_format=response_format,
            stream=stream,
            strict=strict,
            max_attempts=max_attempts,
            max_turns=max_turns,
            approve=approve,
            on_error=on_error,
            max_repairs=max_repairs,
            messages=messages,
            model=model,
            citation_options=citation_options,
            compound_custom=compound_custom,
            disable_tool_validation=disable_tool_validation,
            documents=documents,
            exclude_domains=exclude_domains,
            frequency_penalty=frequency_penalty,
            function_call=function_call,
            functions=functions,
            include_domains=include_domains,
            include_reasoning=include_reasoning,
            logit_bias=logit_bias,
            logprobs=logprobs,
            max_completion_tokens=max_completion_tokens,
            max_tokens=max_tokens,
            metadata=metadata,
            n=n,
            parallel_tool_calls=parallel_tool_calls,
            presence_penalty=presence_penalty,
            reasoning_effort=reasoning_effort,
            reasoning_format=reasoning_format,
            search_settings=search_settings,
            seed=seed,
            service_tier=service_tier,
            stop=stop,
            store=store,
            stream_options=stream_options,
            temperature=temperature,
            tool_choice=tool_choice,
            top_logprobs=top_logprobs,
            top_p=top_p,
            user=user,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return made

    @overload
    def map(
        self,
        inputs: lib.bulk.AsyncInputs,
        *,
        ordered: bool = True,
        concurrency: Optional[int] = None,
        response_format: Type[_T] | lib.parse.OutputType[_T],
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        model: Union[str, types.ChatModel] | Omit = omit,
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.bulk.AsyncMapResults[lib.parse.ParsedChatCompletion[_T]]: ...

    @overload
    def map(
        self,
        inputs: lib.bulk.AsyncInputs,
        *,
        ordered: bool = True,
        concurrency: Optional[int] = None,
        response_format: Optional[types.chat.completion_create_params.ResponseFormat] | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        model: Union[str, types.ChatModel] | Omit = omit,
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.bulk.AsyncMapResults[ChatCompletion]: ...

    @overload
    def map(
        self,
        inputs: lib.bulk.AsyncInputs,
        *,
        ordered: bool = True,
        concurrency: Optional[int] = None,
        response_format: Any,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        model: Union[str, types.ChatModel] | Omit = omit,
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.bulk.AsyncMapResults[Any]: ...

    @advised(
        {
            "*": "Its inputs are the first argument. What `create()` has no parameter for "
            "goes into `extra_body={...}`.",
            "messages": "Its inputs are many prompts or lists of messages: "
            "`map([messages], model=...)`. For one answer, use `create()`.",
            "stream": "It returns whole completions. To stream one, use `create(stream=True)` or `stream()`.",
        }
    )
    def map(
        self,
        inputs: lib.bulk.AsyncInputs,
        *,
        ordered: bool = True,
        concurrency: Optional[int] = None,
        response_format: Any | Omit = omit,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        model: Union[str, types.ChatModel] | Omit = omit,
        citation_options: Optional[Literal["enabled", "disabled"]] | Omit = omit,
        compound_custom: Optional[types.chat.completion_create_params.CompoundCustom] | Omit = omit,
        disable_tool_validation: bool | Omit = omit,
        documents: Optional[Iterable[types.chat.completion_create_params.Document]] | Omit = omit,
        exclude_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        frequency_penalty: Optional[float] | Omit = omit,
        function_call: Optional[types.chat.completion_create_params.FunctionCall] | Omit = omit,
        functions: Optional[Iterable[types.chat.completion_create_params.Function]] | Omit = omit,
        include_domains: Optional[SequenceNotStr[str]] | Omit = omit,
        include_reasoning: Optional[bool] | Omit = omit,
        logit_bias: Optional[Dict[str, int]] | Omit = omit,
        logprobs: Optional[bool] | Omit = omit,
        max_completion_tokens: Optional[int] | Omit = omit,
        max_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        n: Optional[int] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        presence_penalty: Optional[float] | Omit = omit,
        reasoning_effort: Optional[Literal["none", "default", "low", "medium", "high"]] | Omit = omit,
        reasoning_format: Optional[Literal["hidden", "raw", "parsed"]] | Omit = omit,
        search_settings: Optional[types.chat.completion_create_params.SearchSettings] | Omit = omit,
        seed: Optional[int] | Omit = omit,
        service_tier: Optional[Literal["auto", "on_demand", "flex", "performance"]] | Omit = omit,
        stop: Union[str, SequenceNotStr[str], None] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream_options: Optional[types.chat.ChatCompletionStreamOptionsParam] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.chat.ChatCompletionToolChoiceOptionParam] | Omit = omit,
        tools: Optional[Iterable[types.chat.ChatCompletionToolParam]] | Omit = omit,
        top_logprobs: Optional[int] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        user: Optional[str] | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.bulk.AsyncMapResults[Any]:
        """Create chat completions for many inputs concurrently, and iterate over the results.

        Each `MapResult` has the `index` and the `custom_id` of its input, and `completion` or `error`: a failure does
        not end the run. Calls stay within the rate limits, as with `groq.lib.limits.RateLimiter`. Inputs are read as
        results are consumed, so that memory does not grow with their number. To stop early, leave the loop; a `with`
        block, or `async with`, cancels calls in flight at once.

        An exception of the iterator of inputs is raised after the results of the inputs before it.

        `POST /openai/v1/chat/completions`

        Args:
            inputs: An iterable, or the path of a JSONL file. Each input is a prompt, a list of messages, or a
                dictionary of parameters, which override those given here and may have a `custom_id`. With `AsyncGroq`,
                it may be an async iterable.
            ordered: Whether to return results in the order of the inputs, or as they arrive.
            concurrency: The maximum number of calls in flight. `None` adapts to the rate limits: up to 64, or 256 with
                `AsyncGroq`.
            response_format: The format of the answers, or a type, as in `parse()`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            max_attempts: Maximum number of requests. An answer that does not match goes back to the model with the
                reason.
            model: Id of the model to use, for inputs that do not name one.
            citation_options: Whether the answer has `annotations` that cite documents and tool results. Default
                `enabled`.
            compound_custom: The models and tools of a compound system.
            disable_tool_validation: Whether to return tool calls without validating them against `tools`. Default
                `False`: an invalid call is an error 400 `tool_use_failed`.
            documents: Documents that the answer may use. See `citation_options`.
            exclude_domains: Deprecated, use `search_settings` with `exclude_domains`. Domains to exclude from the
                search.
            frequency_penalty: From -2 to 2, default 0. Positive values make a token less likely the more often it has
                occurred in the text; negative values make it more likely.
            function_call: Deprecated, use `tool_choice`. Whether the model calls a function.
            functions: Deprecated, use `tools`. Functions that the model may request to call, at most 128.
            include_domains: Deprecated, use `search_settings` with `include_domains`. Domains to limit the search to.
            include_reasoning: Whether the message contains the model's `reasoning`. It excludes `reasoning_format`.
            logit_bias: Bias per token id. Accepted, but not supported by any model yet.
            logprobs: Whether to return the log probability of each token. Default `False`. Accepted, but not supported
                by any model yet.
            max_completion_tokens: Maximum number of tokens to generate, reasoning included. A truncated answer has
                `finish_reason` `length`.
            max_tokens: Deprecated, use `max_completion_tokens`. Maximum number of tokens to generate.
            metadata: Your own key-value strings for the request.
            n: Number of choices to generate. Must be 1, the default.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            presence_penalty: From -2 to 2, default 0. Positive values make a token less likely if it has occurred in
                the text, however often; negative values make it more likely.
            reasoning_effort: How much the model reasons before it answers: `none` or `default` for qwen3; `low`,
                `medium` or `high` for gpt-oss; `qwen/qwen3.8-27b` takes all of them, and reasons at `medium` by
                default.
            reasoning_format: Where the reasoning is returned: `parsed` in `reasoning` of the message, `raw` in its
                content, `hidden` not at all. `raw` excludes tools and JSON formats. This parameter excludes
                `include_reasoning`.
            search_settings: Settings of the web search of a model such as `compound-beta`.
            seed: Seed for sampling: equal requests get equal answers as far as possible. A changed `system_fingerprint`
                means that the backend changed.
            service_tier: The tier that serves the request. `flex` returns status 498 when it is at capacity; the
                request is retryable.
            stop: Up to 4 stop sequences. Generation stops before the first one.
            store: Whether the API may store the completion.
            stream_options: Options of the stream. Only with `stream=True`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            tools: Tools that the model may use, at most 128.
            top_logprobs: Number of most likely tokens to return for each position, 0 to 20; requires `logprobs`.
                Accepted, but not supported by any model yet.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ...lib.bulk import map_chat_async  # here: `create` does not need it

        call: Any = map_chat_async  # a type checker would try every overload
        made: lib.bulk.AsyncMapResults[Any] = call(
            self._client,
            inputs=inputs,
            ordered=ordered,
            concurrency=concurrency,
            response_format=response_format,
            strict=strict,
            max_attempts=max_attempts,
            model=model,
            citation_options=citation_options,
            compound_custom=compound_custom,
            disable_tool_validation=disable_tool_validation,
            documents=documents,
            exclude_domains=exclude_domains,
            frequency_penalty=frequency_penalty,
            function_call=function_call,
            functions=functions,
            include_domains=include_domains,
            include_reasoning=include_reasoning,
            logit_bias=logit_bias,
            logprobs=logprobs,
            max_completion_tokens=max_completion_tokens,
            max_tokens=max_tokens,
            metadata=metadata,
            n=n,
            parallel_tool_calls=parallel_tool_calls,
            presence_penalty=presence_penalty,
            reasoning_effort=reasoning_effort,
            reasoning_format=reasoning_format,
            search_settings=search_settings,
            seed=seed,
            service_tier=service_tier,
            stop=stop,
            store=store,
            stream_options=stream_options,
            temperature=temperature,
            tool_choice=tool_choice,
            tools=tools,
            top_logprobs=top_logprobs,
            top_p=top_p,
            user=user,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return made


class CompletionsWithRawResponse:
    """`client.chat.completions.with_raw_response`."""

    def __init__(self, completions: Completions) -> None:
        self._completions = completions
        self.create: Final = to_raw_response_wrapper(completions.create)


class AsyncCompletionsWithRawResponse:
    """`client.chat.completions.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, completions: AsyncCompletions) -> None:
        self._completions = completions
        self.create: Final = async_to_raw_response_wrapper(completions.create)


class CompletionsWithStreamingResponse:
    """`client.chat.completions.with_streaming_response`."""

    def __init__(self, completions: Completions) -> None:
        self._completions = completions
        self.create: Final = to_streamed_response_wrapper(completions.create)


class AsyncCompletionsWithStreamingResponse:
    """`client.chat.completions.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, completions: AsyncCompletions) -> None:
        self._completions = completions
        self.create: Final = async_to_streamed_response_wrapper(completions.create)
