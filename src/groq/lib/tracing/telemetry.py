"""`OpenTelemetry`: the middleware."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from typing import Any

from opentelemetry.metrics import MeterProvider, get_meter
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind, StatusCode, TracerProvider, get_tracer, use_span

from groq import BaseModel, Call, CallNext, __version__

from ..._utils import is_subclass
from ..tools import Tool, ToolContext
from .attributes import SCHEMA_URL, Attributes, common_attributes, error_attributes, operation_of, request_attributes
from .content import dumped, input_content
from .recording import Instruments, Recording, end_dropped, logged_only


class OpenTelemetry:
    """Middleware that records calls as spans and measurements of OpenTelemetry.

    >>> client = Groq(middleware=[OpenTelemetry()])

    Names follow version 1.41.1 of the semantic conventions for generative AI. A call is one span, retries included,
    such as `chat openai/gpt-oss-20b`, with the model, parameters, tokens, finish reasons and the class of an error. It
    is the current span while the call is sent. The span of a stream ends when the stream ends, is closed or dropped. If
    it is dropped, the span is exported with the next call, or at exit. A tool that `run_tools()` runs is a span
    `execute_tool <name>`. With `with_streaming_response`, a span ends when the headers arrive.

    The metrics are `gen_ai.client.operation.duration`, `gen_ai.client.operation.time_to_first_chunk` and
    `gen_ai.client.token.usage`.

    Args:
        capture_content: Also record messages, answers, and arguments and results of tools. They may be confidential.
        tracer_provider: The provider of the tracer. Default: the global one.
        meter_provider: The provider of the meter. Default: the global one.
    """

    def __init__(
        self,
        *,
        capture_content: bool = False,
        tracer_provider: TracerProvider | None = None,
        meter_provider: MeterProvider | None = None,
    ) -> None:
        self._captures_content = capture_content
        self._tracer = get_tracer("groq", __version__, tracer_provider, SCHEMA_URL)
        self._instruments = Instruments(get_meter("groq", __version__, meter_provider, SCHEMA_URL))
        # Registered again, to run before the shutdown of a provider that was created earlier.
        atexit.unregister(end_dropped)
        atexit.register(end_dropped)

    def __reduce__(self) -> tuple[Callable[[bool], OpenTelemetry], tuple[bool]]:
        """Pickle the options; the other process uses its own global providers."""
        return _restored, (self._captures_content,)

    def __call__(self, call: Call, call_next: CallNext) -> Any:
        """Send the call, and record it."""
        recording = self._begin(call)
        try:
            with recording.current():
                result = call_next(call)
        except BaseException as err:
            recording.end(err)
            raise
        answer: Any = result
        if _is_raw(call):
            with suppress(Exception):  # the caller gets it from parsing, too
                answer = result.parse()
        recording.answered(answer)
        return result

    async def async_call(self, call: Call, call_next: CallNext) -> Any:
        """Send the call, and record it."""
        recording = self._begin(call)
        try:
            with recording.current():
                result = await call_next(call)
        except BaseException as err:
            recording.end(err)
            raise
        answer: Any = result
        if _is_raw(call):
            with suppress(Exception):  # the caller gets it from parsing, too
                answer = await result.parse()
        recording.answered(answer)
        return result

    @contextmanager
    def around_tool(self, tool: Tool[..., Any], context: ToolContext) -> Generator[Callable[[object], None]]:
        """Record a tool that `run_tools()` runs."""
        attributes = {
            "gen_ai.operation.name": "execute_tool",
            "gen_ai.tool.name": tool.name,
            "gen_ai.tool.call.id": context.id,
            "gen_ai.tool.type": "function",
        }
        if tool.description:
            attributes["gen_ai.tool.description"] = tool.description
        span: Span = INVALID_SPAN
        with logged_only():
            span = self._tracer.start_span(f"execute_tool {tool.name}", kind=SpanKind.INTERNAL, attributes=attributes)
            if self._captures_content:
                span.set_attribute("gen_ai.tool.call.arguments", dumped(context.arguments))

        def finished(result: object) -> None:
            with logged_only():
                if self._captures_content:
                    span.set_attribute("gen_ai.tool.call.result", dumped(result))

        try:
            with use_span(span, record_exception=False, set_status_on_exception=False):
                yield finished
        except BaseException as err:
            with logged_only():
                span.set_attributes(error_attributes(err))
                span.set_status(StatusCode.ERROR)
            raise
        finally:
            with logged_only():
                span.end()

    def _begin(self, call: Call) -> Recording:
        end_dropped()
        body = call.body or {}
        common: Attributes = {}
        span: Span = INVALID_SPAN
        with logged_only():
            common = common_attributes(call, body)
            name = " ".join(str(part) for part in (operation_of(call), common.get("gen_ai.request.model")) if part)
            attributes = {**common, **request_attributes(call, body)}
            span = self._tracer.start_span(name, kind=SpanKind.CLIENT, attributes=attributes)
            if self._captures_content and span.is_recording():
                span.set_attributes(input_content(body))
        return Recording(span, self._instruments, common, captures_content=self._captures_content)


def _is_raw(call: Call) -> bool:
    """Return whether the result is a raw response that was read, or a stream, and parses into a model."""
    is_model = is_subclass(call.cast_to, BaseModel)
    return is_model and call.options.response_mode not in (None, "stream")


def _restored(capture_content: bool) -> OpenTelemetry:
    return OpenTelemetry(capture_content=capture_content)
