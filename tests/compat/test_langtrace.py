"""langtrace: wraps `create` of both classes, and reads messages, answers and chunks for its spans."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from langtrace_python_sdk.instrumentation.groq import GroqInstrumentation
from opentelemetry.instrumentation.utils import unwrap
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import groq
from groq.resources.chat import completions
from groq.testing import LocalServer

from .samples import ANSWER, ASK, MODEL, WEATHER_TOOL, Caller, both_ways


class Spans(InMemorySpanExporter):
    """The spans of calls so far."""

    def only(self) -> ReadableSpan:
        [span] = self.get_finished_spans()
        return span


@pytest.fixture
def spans() -> Iterator[Spans]:
    exporter, provider = Spans(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    GroqInstrumentation().instrument(tracer_provider=provider)
    yield exporter
    GroqInstrumentation().uninstrument()  # this does not remove the wrappers
    unwrap(completions.Completions, "create")
    unwrap(completions.AsyncCompletions, "create")


@both_ways
async def test_span_has_model_usage_and_answer(way: str, server: LocalServer, spans: Spans) -> None:
    server.reply(ANSWER)
    async with Caller(way) as client:
        assert await client.ask() == ANSWER
    span = spans.only()
    assert span.attributes["gen_ai.request.model"] == MODEL
    assert span.attributes["gen_ai.usage.output_tokens"] > 0
    assert any(ANSWER in str(event.attributes) for event in span.events)


@both_ways
async def test_span_has_streamed_answer(way: str, server: LocalServer, spans: Spans) -> None:
    server.reply(ANSWER)
    async with Caller(way) as client:
        assert await client.stream() == ANSWER
    assert any(ANSWER in str(event.attributes) for event in spans.only().events)


@both_ways
async def test_span_has_tool_call(way: str, server: LocalServer, spans: Spans) -> None:
    server.reply_tool_call("get_weather", {"city": "Paris"})
    async with Caller(way) as client:
        await client.ask(tools=[WEATHER_TOOL])
    assert "get_weather" in str([event.attributes for event in spans.only().events])


@both_ways
async def test_span_has_error_status_when_the_call_fails(way: str, server: LocalServer, spans: Spans) -> None:
    server.reply_error(401, "Invalid API Key")
    async with Caller(way) as client:
        with pytest.raises(groq.AuthenticationError, match="Invalid API Key"):
            await client.ask()
    assert not spans.only().status.is_ok


def test_creates_no_span_without_the_instrumentation(server: LocalServer, spans: Spans) -> None:
    server.reply(ANSWER)
    unwrap(completions.Completions, "create")
    assert groq.Groq().chat.completions.create(**ASK).choices[0].message.content == ANSWER
    assert not spans.get_finished_spans()
