# Generated from openapi.yml by scripts/generate. Do not edit.

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, Optional, Type, TypeVar, Union, overload

import httpx
from typing_extensions import Final, Literal

from .. import types
from .._base_client import make_request_options
from .._compat import cached_property
from .._resource import (
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
from .._types import Body, Headers, Iterable, NotGiven, Omit, Query, not_given, omit
from .._utils._lazy import LazyModule
from ..types.responses.response import Response
from ..types.responses.response_stream_event import ResponseStreamEvent

if TYPE_CHECKING:
    from .. import lib
else:  # signatures need it, calls do not
    lib = LazyModule("groq.lib")

__all__ = [
    "AsyncResponses",
    "AsyncResponsesWithRawResponse",
    "AsyncResponsesWithStreamingResponse",
    "Responses",
    "ResponsesWithRawResponse",
    "ResponsesWithStreamingResponse",
]

_T = TypeVar("_T")


class Responses(SyncAPIResource):
    """`client.responses`."""

    @cached_property
    def with_raw_response(self) -> ResponsesWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return ResponsesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ResponsesWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return ResponsesWithStreamingResponse(self)

    @overload
    def create(
        self,
        *,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[Literal[False]] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        text: types.responses.response_create_params.Text | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Response: ...

    @overload
    def create(
        self,
        *,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Literal[True],
        temperature: Optional[float] | Omit = omit,
        text: types.responses.response_create_params.Text | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Stream[ResponseStreamEvent]: ...

    @overload
    def create(
        self,
        *,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        text: types.responses.response_create_params.Text | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Response, Stream[ResponseStreamEvent]]: ...

    @advised()
    def create(
        self,
        *,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        text: types.responses.response_create_params.Text | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Response, Stream[ResponseStreamEvent]]:
        """Generate a response: messages, reasoning and calls of your functions. This endpoint is in beta.

        With `stream=True` it arrives as events while it is generated. `output_text` is the text of the whole response.
        The API is stateless, so send the conversation each time: `previous_response_id`, `include`, `prompt`,
        `prompt_cache_key` and `safety_identifier` are not supported. The header `Groq-Beta: inference-metrics` requests
        timings.

        `POST /openai/v1/responses`

        Args:
            input: The input, as a string or as items: messages, calls of your functions and their results. The output
                of a response is accepted unchanged.
            model: Id of the model to use.
            instructions: Instructions for the model, inserted before the input.
            max_output_tokens: Maximum number of tokens to generate, reasoning included. A truncated response is
                `incomplete`.
            metadata: Your own key-value strings for the response.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            reasoning: How the model reasons.
            service_tier: The tier that serves the request. Default `auto`. `flex` returns status 498 when it is at
                capacity; the request is retryable.
            store: Whether the API stores the response. Default `False`; `True` is not supported.
            stream: Whether to stream the response as events while it is generated. Default `False`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            text: The format of the text.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            tools: Tools that the model may use, at most 128.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            truncation: Whether to truncate an input that is too long. The default `disabled` rejects it; `auto` is not
                supported.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return self._post(
            "/openai/v1/responses",
            body={
                "input": input,
                "model": model,
                "instructions": instructions,
                "max_output_tokens": max_output_tokens,
                "metadata": metadata,
                "parallel_tool_calls": parallel_tool_calls,
                "reasoning": reasoning,
                "service_tier": service_tier,
                "store": store,
                "stream": stream,
                "temperature": temperature,
                "text": text,
                "tool_choice": tool_choice,
                "tools": checked_iterable("tools", tools),
                "top_p": top_p,
                "truncation": truncation,
                "user": user,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=Response,
            stream=stream or False,
            stream_cls=Stream[ResponseStreamEvent],
        )

    @overload
    def parse(
        self,
        *,
        text_format: Type[_T] | lib.parse.OutputType[_T],
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.responses.ParsedResponse[_T]: ...

    @overload
    def parse(
        self,
        *,
        text_format: Any,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.responses.ParsedResponse[Any]: ...

    @advised(
        {"stream": "It returns the whole answer. To stream one, use `stream()`.", "text": "Its type is `text_format`."}
    )
    def parse(
        self,
        *,
        text_format: Any,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.responses.ParsedResponse[Any]:
        """Create a response and parse its text into a type. The value is `response.output_parsed`.

        The `usage` is the sum of all attempts. Raises `OutputValidationError` if the last answer does not match, and
        `LengthFinishReasonError` if it is truncated; both keep the response.

        `POST /openai/v1/responses`

        Args:
            text_format: Any type that pydantic has a JSON schema for, such as a model, a dataclass, a TypedDict or
                `list[int]`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            max_attempts: Maximum number of requests. An answer that does not match goes back to the model with the
                reason.
            input: The input, as a string or as items: messages, calls of your functions and their results. The output
                of a response is accepted unchanged.
            model: Id of the model to use.
            instructions: Instructions for the model, inserted before the input.
            max_output_tokens: Maximum number of tokens to generate, reasoning included. A truncated response is
                `incomplete`.
            metadata: Your own key-value strings for the response.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            reasoning: How the model reasons.
            service_tier: The tier that serves the request. Default `auto`. `flex` returns status 498 when it is at
                capacity; the request is retryable.
            store: Whether the API stores the response. Default `False`; `True` is not supported.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            tools: Tools that the model may use, at most 128.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            truncation: Whether to truncate an input that is too long. The default `disabled` rejects it; `auto` is not
                supported.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ..lib.responses.parse import parse  # here: `create` does not need it

        call: Any = parse  # a type checker would try every overload
        made: lib.responses.ParsedResponse[Any] = call(
            self.create,
            text_format=text_format,
            strict=strict,
            max_attempts=max_attempts,
            input=input,
            model=model,
            instructions=instructions,
            max_output_tokens=max_output_tokens,
            metadata=metadata,
            parallel_tool_calls=parallel_tool_calls,
            reasoning=reasoning,
            service_tier=service_tier,
            store=store,
            temperature=temperature,
            tool_choice=tool_choice,
            tools=tools,
            top_p=top_p,
            truncation=truncation,
            user=user,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return made

    @advised({"stream": "It always streams. For a whole answer, use `create()` or `parse()`."})
    def stream(
        self,
        *,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        text: types.responses.response_create_params.Text | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.responses.ResponseStream:
        """Stream a response as typed events, and accumulate it.

        Use the result in a `with` block, and iterate over it. `get_final_response()` returns the accumulated response;
        `snapshot` is its state so far.

        `POST /openai/v1/responses`

        Args:
            input: The input, as a string or as items: messages, calls of your functions and their results. The output
                of a response is accepted unchanged.
            model: Id of the model to use.
            instructions: Instructions for the model, inserted before the input.
            max_output_tokens: Maximum number of tokens to generate, reasoning included. A truncated response is
                `incomplete`.
            metadata: Your own key-value strings for the response.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            reasoning: How the model reasons.
            service_tier: The tier that serves the request. Default `auto`. `flex` returns status 498 when it is at
                capacity; the request is retryable.
            store: Whether the API stores the response. Default `False`; `True` is not supported.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            text: The format of the text.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            tools: Tools that the model may use, at most 128.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            truncation: Whether to truncate an input that is too long. The default `disabled` rejects it; `auto` is not
                supported.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ..lib.responses.stream import ResponseStream  # here: `create` does not need it

        return ResponseStream(
            lambda: self.create(
                input=input,
                model=model,
                instructions=instructions,
                max_output_tokens=max_output_tokens,
                metadata=metadata,
                parallel_tool_calls=parallel_tool_calls,
                reasoning=reasoning,
                service_tier=service_tier,
                store=store,
                temperature=temperature,
                text=text,
                tool_choice=tool_choice,
                tools=tools,
                top_p=top_p,
                truncation=truncation,
                user=user,
                stream=True,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                timeout=timeout,
            )
        )


class AsyncResponses(AsyncAPIResource):
    """`client.responses` of an `AsyncGroq`."""

    @cached_property
    def with_raw_response(self) -> AsyncResponsesWithRawResponse:
        """The same methods, returning the HTTP response. Its `.parse()` returns the result of these methods."""
        return AsyncResponsesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncResponsesWithStreamingResponse:
        """The same methods, as context managers over the HTTP response, whose body is not read yet."""
        return AsyncResponsesWithStreamingResponse(self)

    @overload
    async def create(
        self,
        *,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[Literal[False]] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        text: types.responses.response_create_params.Text | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Response: ...

    @overload
    async def create(
        self,
        *,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Literal[True],
        temperature: Optional[float] | Omit = omit,
        text: types.responses.response_create_params.Text | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> AsyncStream[ResponseStreamEvent]: ...

    @overload
    async def create(
        self,
        *,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        text: types.responses.response_create_params.Text | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Response, AsyncStream[ResponseStreamEvent]]: ...

    @advised()
    async def create(
        self,
        *,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        stream: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        text: types.responses.response_create_params.Text | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> Union[Response, AsyncStream[ResponseStreamEvent]]:
        """Generate a response: messages, reasoning and calls of your functions. This endpoint is in beta.

        With `stream=True` it arrives as events while it is generated. `output_text` is the text of the whole response.
        The API is stateless, so send the conversation each time: `previous_response_id`, `include`, `prompt`,
        `prompt_cache_key` and `safety_identifier` are not supported. The header `Groq-Beta: inference-metrics` requests
        timings.

        `POST /openai/v1/responses`

        Args:
            input: The input, as a string or as items: messages, calls of your functions and their results. The output
                of a response is accepted unchanged.
            model: Id of the model to use.
            instructions: Instructions for the model, inserted before the input.
            max_output_tokens: Maximum number of tokens to generate, reasoning included. A truncated response is
                `incomplete`.
            metadata: Your own key-value strings for the response.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            reasoning: How the model reasons.
            service_tier: The tier that serves the request. Default `auto`. `flex` returns status 498 when it is at
                capacity; the request is retryable.
            store: Whether the API stores the response. Default `False`; `True` is not supported.
            stream: Whether to stream the response as events while it is generated. Default `False`.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            text: The format of the text.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            tools: Tools that the model may use, at most 128.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            truncation: Whether to truncate an input that is too long. The default `disabled` rejects it; `auto` is not
                supported.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        return await self._post(
            "/openai/v1/responses",
            body={
                "input": input,
                "model": model,
                "instructions": instructions,
                "max_output_tokens": max_output_tokens,
                "metadata": metadata,
                "parallel_tool_calls": parallel_tool_calls,
                "reasoning": reasoning,
                "service_tier": service_tier,
                "store": store,
                "stream": stream,
                "temperature": temperature,
                "text": text,
                "tool_choice": tool_choice,
                "tools": checked_iterable("tools", tools),
                "top_p": top_p,
                "truncation": truncation,
                "user": user,
            },
            options=make_request_options(
                extra_headers=extra_headers, extra_query=extra_query, extra_body=extra_body, timeout=timeout
            ),
            cast_to=Response,
            stream=stream or False,
            stream_cls=AsyncStream[ResponseStreamEvent],
        )

    @overload
    async def parse(
        self,
        *,
        text_format: Type[_T] | lib.parse.OutputType[_T],
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.responses.ParsedResponse[_T]: ...

    @overload
    async def parse(
        self,
        *,
        text_format: Any,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.responses.ParsedResponse[Any]: ...

    @advised(
        {"stream": "It returns the whole answer. To stream one, use `stream()`.", "text": "Its type is `text_format`."}
    )
    async def parse(
        self,
        *,
        text_format: Any,
        strict: lib.schema.Strict = "auto",
        max_attempts: int = 1,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.responses.ParsedResponse[Any]:
        """Create a response and parse its text into a type. The value is `response.output_parsed`.

        The `usage` is the sum of all attempts. Raises `OutputValidationError` if the last answer does not match, and
        `LengthFinishReasonError` if it is truncated; both keep the response.

        `POST /openai/v1/responses`

        Args:
            text_format: Any type that pydantic has a JSON schema for, such as a model, a dataclass, a TypedDict or
                `list[int]`.
            strict: Whether to send the strict form of the schema. `"auto"` sends it to models that support it.
            max_attempts: Maximum number of requests. An answer that does not match goes back to the model with the
                reason.
            input: The input, as a string or as items: messages, calls of your functions and their results. The output
                of a response is accepted unchanged.
            model: Id of the model to use.
            instructions: Instructions for the model, inserted before the input.
            max_output_tokens: Maximum number of tokens to generate, reasoning included. A truncated response is
                `incomplete`.
            metadata: Your own key-value strings for the response.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            reasoning: How the model reasons.
            service_tier: The tier that serves the request. Default `auto`. `flex` returns status 498 when it is at
                capacity; the request is retryable.
            store: Whether the API stores the response. Default `False`; `True` is not supported.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            tools: Tools that the model may use, at most 128.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            truncation: Whether to truncate an input that is too long. The default `disabled` rejects it; `auto` is not
                supported.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ..lib.responses.parse import parse_async  # here: `create` does not need it

        call: Any = parse_async  # a type checker would try every overload
        made: lib.responses.ParsedResponse[Any] = await call(
            self.create,
            text_format=text_format,
            strict=strict,
            max_attempts=max_attempts,
            input=input,
            model=model,
            instructions=instructions,
            max_output_tokens=max_output_tokens,
            metadata=metadata,
            parallel_tool_calls=parallel_tool_calls,
            reasoning=reasoning,
            service_tier=service_tier,
            store=store,
            temperature=temperature,
            tool_choice=tool_choice,
            tools=tools,
            top_p=top_p,
            truncation=truncation,
            user=user,
            extra_headers=extra_headers,
            extra_query=extra_query,
            extra_body=extra_body,
            timeout=timeout,
        )
        return made

    @advised({"stream": "It always streams. For a whole answer, use `create()` or `parse()`."})
    def stream(
        self,
        *,
        input: Union[str, Iterable[Union[types.responses.ResponseInputItemParam, types.responses.ResponseOutputItem]]],
        model: Union[str, types.ChatModel],
        instructions: Optional[str] | Omit = omit,
        max_output_tokens: Optional[int] | Omit = omit,
        metadata: Optional[Dict[str, str]] | Omit = omit,
        parallel_tool_calls: Optional[bool] | Omit = omit,
        reasoning: Optional[types.responses.response_create_params.Reasoning] | Omit = omit,
        service_tier: Optional[Literal["auto", "default", "flex"]] | Omit = omit,
        store: Optional[bool] | Omit = omit,
        temperature: Optional[float] | Omit = omit,
        text: types.responses.response_create_params.Text | Omit = omit,
        tool_choice: Optional[types.responses.response_create_params.ToolChoice] | Omit = omit,
        tools: Optional[Iterable[types.responses.ResponseToolParam]] | Omit = omit,
        top_p: Optional[float] | Omit = omit,
        truncation: Optional[Literal["auto", "disabled"]] | Omit = omit,
        user: str | Omit = omit,
        extra_headers: Headers | None = None,
        extra_query: Query | None = None,
        extra_body: Body | None = None,
        timeout: float | httpx.Timeout | None | NotGiven = not_given,
    ) -> lib.responses.AsyncResponseStream:
        """Stream a response as typed events, and accumulate it.

        Use the result in a `with` block, and iterate over it. `get_final_response()` returns the accumulated response;
        `snapshot` is its state so far.

        `POST /openai/v1/responses`

        Args:
            input: The input, as a string or as items: messages, calls of your functions and their results. The output
                of a response is accepted unchanged.
            model: Id of the model to use.
            instructions: Instructions for the model, inserted before the input.
            max_output_tokens: Maximum number of tokens to generate, reasoning included. A truncated response is
                `incomplete`.
            metadata: Your own key-value strings for the response.
            parallel_tool_calls: Whether the model may request several tool calls in one message. Default `True`.
            reasoning: How the model reasons.
            service_tier: The tier that serves the request. Default `auto`. `flex` returns status 498 when it is at
                capacity; the request is retryable.
            store: Whether the API stores the response. Default `False`; `True` is not supported.
            temperature: Sampling temperature, 0 to 2, default 1: lower values make answers more focused, higher ones
                more random. Change this or `top_p`, not both.
            text: The format of the text.
            tool_choice: Whether the model calls tools: `none` for none, `auto` if the model decides so, `required` for
                at least one, or a named function.
            tools: Tools that the model may use, at most 128.
            top_p: Nucleus sampling: consider only the most likely tokens whose total probability is this value, 0 to 1,
                default 1. Change this or `temperature`, not both.
            truncation: Whether to truncate an input that is too long. The default `disabled` rejects it; `auto` is not
                supported.
            user: Your identifier for the end user.
            extra_headers: Headers for this request. They override the client's; case does not matter.
            extra_query: Query parameters for this request.
            extra_body: Properties to add to the body, such as parameters that this version does not have.
            timeout: Seconds or an `httpx.Timeout`, overriding the client's; `None` for no timeout.
        """
        from ..lib.responses.stream import AsyncResponseStream  # here: `create` does not need it

        return AsyncResponseStream(
            lambda: self.create(
                input=input,
                model=model,
                instructions=instructions,
                max_output_tokens=max_output_tokens,
                metadata=metadata,
                parallel_tool_calls=parallel_tool_calls,
                reasoning=reasoning,
                service_tier=service_tier,
                store=store,
                temperature=temperature,
                text=text,
                tool_choice=tool_choice,
                tools=tools,
                top_p=top_p,
                truncation=truncation,
                user=user,
                stream=True,
                extra_headers=extra_headers,
                extra_query=extra_query,
                extra_body=extra_body,
                timeout=timeout,
            )
        )


class ResponsesWithRawResponse:
    """`client.responses.with_raw_response`."""

    def __init__(self, responses: Responses) -> None:
        self._responses = responses
        self.create: Final = to_raw_response_wrapper(responses.create)


class AsyncResponsesWithRawResponse:
    """`client.responses.with_raw_response` of an `AsyncGroq`."""

    def __init__(self, responses: AsyncResponses) -> None:
        self._responses = responses
        self.create: Final = async_to_raw_response_wrapper(responses.create)


class ResponsesWithStreamingResponse:
    """`client.responses.with_streaming_response`."""

    def __init__(self, responses: Responses) -> None:
        self._responses = responses
        self.create: Final = to_streamed_response_wrapper(responses.create)


class AsyncResponsesWithStreamingResponse:
    """`client.responses.with_streaming_response` of an `AsyncGroq`."""

    def __init__(self, responses: AsyncResponses) -> None:
        self._responses = responses
        self.create: Final = async_to_streamed_response_wrapper(responses.create)
