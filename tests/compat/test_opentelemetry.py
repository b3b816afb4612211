"""opentelemetry-instrumentation-groq and openinference-instrumentation-groq: both wrap `create` on its classes."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from openinference.instrumentation.groq import GroqInstrumentor as OpenInference
from opentelemetry.instrumentation.groq import GroqInstrumentor as OpenTelemetry
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

import groq
from groq.resources.chat.completions import AsyncCompletions, Completions
from groq.testing import LocalServer

from .samples import ANSWER, MESSAGES, MODEL, PARIS, WEATHER_TOOL, City

ASK: dict[str, Any] = {"model": MODEL, "messages": MESSAGES}
AS_CITY = {"type": "json_schema", "json_schema": {"name": "city", "schema": City.model_json_schema()}}


class Spans(InMemorySpanExporter):
    @property
    def attributes(self) -> Mapping[str, Any]:
        """The attributes of the only span, which has ended."""
        [span] = self.get_finished_spans()
        return span.attributes or {}

    @property
    def status(self) -> StatusCode:
        [span] = self.get_finished_spans()
        return span.status.status_code


@pytest.fixture
def spans() -> Spans:
    return Spans()


@pytest.fixture
def tracer(spans: Spans) -> TracerProvider:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    return provider


@pytest.fixture
def metrics() -> InMemoryMetricReader:
    return InMemoryMetricReader()


@pytest.fixture(autouse=True)
def restore(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the methods after each test: wrappers removed in another order than they were installed would remain."""
    for resource in Completions, AsyncCompletions:
        monkeypatch.setattr(resource, "create", resource.create)


@pytest.fixture
def opentelemetry(tracer: TracerProvider, metrics: InMemoryMetricReader) -> Iterator[None]:
    instrumentor = OpenTelemetry()
    instrumentor.instrument(
        tracer_provider=tracer, meter_provider=MeterProvider([metrics]), raise_exception_on_conflict=True
    )
    assert instrumentor.is_instrumented_by_opentelemetry
    yield
    instrumentor.uninstrument()


@pytest.fixture
def openinference(tracer: TracerProvider) -> Iterator[None]:
    instrumentor = OpenInference()
    instrumentor.instrument(tracer_provider=tracer, raise_exception_on_conflict=True)
    assert instrumentor.is_instrumented_by_opentelemetry
    yield
    instrumentor.uninstrument()


async def create(way: str, **options: Any) -> Any:
    """Make a sync or async call; for a stream, return the list of its chunks."""
    if way == "sync":
        answer = groq.Groq(max_retries=0).chat.completions.create(**ASK, **options)
        return list(answer) if options.get("stream") else answer
    async with groq.AsyncGroq(max_retries=0) as client:
        answer = await client.chat.completions.create(**ASK, **options)
        return [chunk async for chunk in answer] if options.get("stream") else answer


both_ways = pytest.mark.parametrize("way", ["sync", "async"])


@pytest.mark.anyio
@pytest.mark.usefixtures("opentelemetry")
class TestOpenTelemetry:
    @both_ways
    async def test_span_has_parameters_usage_and_answer(
        self, server: LocalServer, spans: Spans, metrics: InMemoryMetricReader, way: str
    ) -> None:
        server.reply(ANSWER)
        completion = await create(way, temperature=0.5, tools=groq.NOT_GIVEN)
        assert completion.choices[0].message.content == ANSWER
        assert spans.attributes["gen_ai.request.model"] == MODEL
        assert spans.attributes["gen_ai.request.temperature"] == 0.5
        assert spans.attributes["gen_ai.usage.output_tokens"] == completion.usage.completion_tokens
        assert spans.attributes["gen_ai.response.id"] == completion.id
        assert ANSWER in spans.attributes["gen_ai.output.messages"]
        assert spans.status is StatusCode.OK
        assert "gen_ai.client.token.usage" in str(metrics.get_metrics_data())

    @both_ways
    async def test_span_is_ok_when_streaming(self, server: LocalServer, spans: Spans, way: str) -> None:
        server.reply(ANSWER)
        chunks = await create(way, stream=True)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == ANSWER
        assert spans.attributes["gen_ai.usage.output_tokens"] == chunks[-1].x_groq.usage.completion_tokens
        assert ANSWER in spans.attributes["gen_ai.output.messages"]
        assert spans.status is StatusCode.OK

    @both_ways
    @pytest.mark.parametrize("stream", [False, True])
    async def test_span_has_tool_call(self, server: LocalServer, spans: Spans, way: str, stream: bool) -> None:
        server.reply_tool_call("get_weather", {"city": "Paris"})
        await create(way, tools=[WEATHER_TOOL], stream=stream)
        assert "get_weather" in spans.attributes["gen_ai.output.messages"]
        assert "Paris" in spans.attributes["gen_ai.output.messages"]

    @both_ways
    async def test_answer_is_parsed_and_the_span_is_ok(self, server: LocalServer, spans: Spans, way: str) -> None:
        server.reply_json(PARIS.model_dump())
        completion = await create(way, response_format=AS_CITY)
        assert City.model_validate_json(completion.choices[0].message.content) == PARIS
        assert spans.status is StatusCode.OK

    @both_ways
    async def test_span_has_error_when_the_call_fails(self, server: LocalServer, spans: Spans, way: str) -> None:
        server.reply_error(429, "Rate limit reached")
        with pytest.raises(groq.RateLimitError):
            await create(way)
        assert spans.attributes["error.type"] == "RateLimitError"
        assert spans.status is StatusCode.ERROR

    @both_ways
    async def test_span_has_error_when_the_stream_fails(self, server: LocalServer, spans: Spans, way: str) -> None:
        server.reply_stream_error("Over capacity", after=2)
        with pytest.raises(groq.APIError, match="Over capacity"):
            await create(way, stream=True)
        assert spans.attributes["error.type"] == "InternalServerError"
        assert spans.status is StatusCode.ERROR


@pytest.mark.anyio
@pytest.mark.usefixtures("openinference")
class TestOpenInference:
    @both_ways
    async def test_span_has_parameters_usage_and_answer(self, server: LocalServer, spans: Spans, way: str) -> None:
        server.reply(ANSWER)
        completion = await create(way, temperature=0.5)
        assert completion.choices[0].message.content == ANSWER
        assert spans.attributes["llm.model_name"] == MODEL
        assert spans.attributes["llm.output_messages.0.message.content"] == ANSWER
        assert spans.attributes["llm.token_count.completion"] == completion.usage.completion_tokens
        assert json.loads(spans.attributes["llm.invocation_parameters"]) == {"model": MODEL, "temperature": 0.5}
        assert spans.status is StatusCode.OK

    @both_ways
    async def test_span_omits_parameters_that_are_not_given(self, server: LocalServer, spans: Spans, way: str) -> None:
        server.reply(ANSWER)
        await create(way, tools=groq.NOT_GIVEN)
        assert json.loads(spans.attributes["llm.invocation_parameters"]) == {"model": MODEL}

    @both_ways
    async def test_span_is_ok_when_streaming(self, server: LocalServer, spans: Spans, way: str) -> None:
        server.reply(ANSWER)
        chunks = await create(way, stream=True)
        assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == ANSWER
        assert json.loads(spans.attributes["llm.invocation_parameters"]) == {"model": MODEL, "stream": True}
        assert spans.status is StatusCode.OK  # the instrumentation does not read streams

    @both_ways
    async def test_span_has_tool_call(self, server: LocalServer, spans: Spans, way: str) -> None:
        server.reply_tool_call("get_weather", {"city": "Paris"})
        await create(way, tools=[WEATHER_TOOL])
        called = "llm.output_messages.0.message.tool_calls.0.tool_call.function"
        assert spans.attributes[f"{called}.name"] == "get_weather"
        assert json.loads(spans.attributes[f"{called}.arguments"]) == {"city": "Paris"}

    @both_ways
    async def test_answer_is_parsed_and_the_span_is_ok(self, server: LocalServer, spans: Spans, way: str) -> None:
        server.reply_json(PARIS.model_dump())
        await create(way, response_format=AS_CITY)
        assert City.model_validate_json(spans.attributes["llm.output_messages.0.message.content"]) == PARIS

    @both_ways
    async def test_span_has_error_when_the_call_fails(self, server: LocalServer, spans: Spans, way: str) -> None:
        server.reply_error(429, "Rate limit reached")
        with pytest.raises(groq.RateLimitError):
            await create(way)
        assert spans.status is StatusCode.ERROR
        [span] = spans.get_finished_spans()
        assert "Rate limit reached" in (span.status.description or "")


@pytest.mark.anyio
@pytest.mark.usefixtures("opentelemetry", "openinference")
@both_ways
async def test_both_instrumentations_create_a_span(server: LocalServer, spans: Spans, way: str) -> None:
    server.reply(ANSWER)
    assert (await create(way)).choices[0].message.content == ANSWER
    assert len(spans.get_finished_spans()) == 2


@pytest.mark.usefixtures("opentelemetry")
def test_raw_response_has_a_span(server: LocalServer, spans: Spans) -> None:
    server.reply(ANSWER)
    response = groq.Groq().chat.completions.with_raw_response.create(**ASK)
    assert response.parse().choices[0].message.content == ANSWER
    assert len(spans.get_finished_spans()) == 1


@pytest.mark.parametrize("instrumentor", [OpenTelemetry, OpenInference], ids=["opentelemetry", "openinference"])
def test_uninstrument_restores_the_methods(tracer: TracerProvider, instrumentor: Any) -> None:
    before = Completions.create, AsyncCompletions.create
    instrumentor().instrument(tracer_provider=tracer)
    assert Completions.create is not before[0]
    assert AsyncCompletions.create is not before[1]
    assert inspect.signature(Completions.create) == inspect.signature(before[0])
    assert inspect.iscoroutinefunction(AsyncCompletions.create)
    instrumentor().uninstrument()
    assert Completions.create is before[0]
    assert AsyncCompletions.create is before[1]
