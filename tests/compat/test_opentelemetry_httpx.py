"""opentelemetry-instrumentation-httpx: a span for each request, for all clients or for one."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest
from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

import groq
from groq.testing import LocalServer

from .mocks import TOOLS
from .samples import ANSWER, Caller, also_with_trio, both_ways, first, rest

pytestmark = pytest.mark.filterwarnings("error::ResourceWarning")


class Spans(InMemorySpanExporter):
    """The spans that have ended, and the tracer provider that exports them here."""

    def __init__(self) -> None:
        super().__init__()
        self.provider = TracerProvider()
        self.provider.add_span_processor(SimpleSpanProcessor(self))

    @property
    def statuses(self) -> list[Any]:
        return [(span.attributes or {}).get("http.status_code") for span in self.get_finished_spans()]

    @property
    def only(self) -> ReadableSpan:
        [span] = self.get_finished_spans()
        return span


@pytest.fixture
def spans() -> Spans:
    return Spans()


@contextlib.contextmanager
def instrumented(spans: Spans, **hooks: Any) -> Iterator[None]:
    """Instrument all clients, including existing ones."""
    HTTPXClientInstrumentor().instrument(tracer_provider=spans.provider, **hooks)
    yield
    HTTPXClientInstrumentor().uninstrument()


@contextlib.contextmanager
def instrumented_client(client: Any, spans: Spans) -> Iterator[None]:
    HTTPXClientInstrumentor.instrument_client(client, tracer_provider=spans.provider)
    yield
    HTTPXClientInstrumentor.uninstrument_client(client)


Instrument = Callable[[Any, Spans], AbstractContextManager[None]]
SCOPES: dict[str, Instrument] = {"all clients": lambda _, spans: instrumented(spans), "a client": instrumented_client}
each_scope = pytest.mark.parametrize("instrument", SCOPES.values(), ids=SCOPES.keys())


async def calls_have_spans(caller: Caller, server: LocalServer, spans: Spans) -> None:
    """Assert that a call, a stream and an error of the API each have a span, and send its context with the request."""
    spans.clear()
    had = len(server.requests)
    server.reply(ANSWER, times=2)
    server.reply_error(404, "The model does not exist")
    assert await caller.ask() == ANSWER
    assert await caller.stream() == ANSWER
    with pytest.raises(groq.NotFoundError, match="The model does not exist"):
        await caller.ask()
    assert spans.statuses == [200, 200, 404]
    for span, sent in zip(spans.get_finished_spans(), server.requests[had:], strict=True):
        assert span.name == "POST"
        assert (span.attributes or {})["http.url"] == f"{server.base_url}/openai/v1/chat/completions"
        _version, trace, parent, _flags = sent.headers["traceparent"].split("-")
        assert (int(trace, 16), int(parent, 16)) == (span.context.trace_id, span.context.span_id)
    assert spans.get_finished_spans()[-1].status.status_code is StatusCode.ERROR


async def calls_have_no_spans(caller: Caller, server: LocalServer, spans: Spans) -> None:
    spans.clear()
    had = len(server.requests)
    server.reply(ANSWER, times=2)
    assert await caller.ask() == ANSWER
    assert await caller.stream() == ANSWER
    assert spans.get_finished_spans() == ()
    assert not any("traceparent" in request.headers for request in server.requests[had:])


@both_ways
async def test_each_request_has_a_span_when_instrumented_before_the_client_is_made(
    way: str, server: LocalServer, spans: Spans
) -> None:
    with instrumented(spans):
        async with Caller(way) as caller:
            await calls_have_spans(caller, server, spans)


@each_scope
@also_with_trio
async def test_each_request_has_a_span_while_instrumented_when_connections_are_open(
    way: str, instrument: Instrument, server: LocalServer, spans: Spans
) -> None:
    async with Caller(way) as caller:
        for _ in range(2):
            await calls_have_no_spans(caller, server, spans)
            with instrument(caller.client._client, spans):
                await calls_have_spans(caller, server, spans)
        await calls_have_no_spans(caller, server, spans)


@both_ways
async def test_client_made_while_instrumented_has_no_spans_after_uninstrument(
    way: str, server: LocalServer, spans: Spans
) -> None:
    with instrumented(spans):
        caller = Caller(way)
        await calls_have_spans(caller, server, spans)
    async with caller:
        await calls_have_no_spans(caller, server, spans)


@both_ways
async def test_other_clients_have_no_spans_when_one_is_instrumented(
    way: str, server: LocalServer, spans: Spans
) -> None:
    async with Caller(way) as caller, Caller(way) as other:
        with instrumented_client(caller.client._client, spans):
            await calls_have_no_spans(other, server, spans)
            await calls_have_spans(caller, server, spans)


@pytest.mark.filterwarnings("ignore:base_url. the key and the prompts go to api.test unencrypted")
@both_ways
async def test_instrumented_client_has_spans_through_a_proxy_from_the_environment(
    way: str, server: LocalServer, spans: Spans, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its requests use a transport in `_mounts`, which is also instrumented."""
    monkeypatch.setenv("HTTP_PROXY", server.base_url)
    server.reply(ANSWER)
    async with Caller(way, base_url="http://api.test") as caller:
        with instrumented_client(caller.client._client, spans):
            assert await caller.ask() == ANSWER
    assert spans.statuses == [200]


@each_scope
@both_ways
async def test_span_has_the_error_when_the_connection_is_refused(
    way: str, instrument: Instrument, spans: Spans
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        async with Caller(way, base_url=f"http://127.0.0.1:{unused.getsockname()[1]}") as caller:
            with instrument(caller.client._client, spans), pytest.raises(groq.APIConnectionError):
                await caller.ask()
    assert spans.only.status.status_code is StatusCode.ERROR
    assert [(event.attributes or {})["exception.type"] for event in spans.only.events] == ["httpx.ConnectError"]


@each_scope
@both_ways
async def test_open_stream_continues_when_the_client_is_instrumented(
    way: str, instrument: Instrument, server: LocalServer, spans: Spans
) -> None:
    server.reply(ANSWER, times=2)
    async with Caller(way) as caller:
        before = await caller.open_stream()
        begun = await first(before)
        with instrument(caller.client._client, spans):
            instrumented_stream = await caller.open_stream()
            also_begun = await first(instrumented_stream)
            assert begun + await rest(before) == ANSWER
        assert also_begun + await rest(instrumented_stream) == ANSWER
    assert spans.statuses == [200]


@both_ways
async def test_hooks_get_the_request_and_the_response(way: str, server: LocalServer, spans: Spans) -> None:
    def on_request(span: Any, request: Any) -> None:
        span.set_attribute("asked", request.method.decode())

    def on_response(span: Any, _request: Any, response: Any) -> None:
        span.set_attribute("answered", httpx.Headers(response.headers)["content-type"])

    async def on_async_request(span: Any, request: Any) -> None:
        on_request(span, request)

    async def on_async_response(span: Any, request: Any, response: Any) -> None:
        on_response(span, request, response)

    server.reply(ANSWER)
    hooks = {"request_hook": on_request, "response_hook": on_response}
    async_hooks = {"async_request_hook": on_async_request, "async_response_hook": on_async_response}
    async with Caller(way) as caller:
        with instrumented(spans, **hooks, **async_hooks):
            assert await caller.ask() == ANSWER
    found = spans.only.attributes or {}
    assert (found["asked"], found["answered"]) == ("POST", "application/json")


@each_scope
@both_ways
async def test_span_of_a_request_is_a_child_of_the_enclosing_span(
    way: str, instrument: Instrument, server: LocalServer, spans: Spans
) -> None:
    server.reply(ANSWER)
    async with Caller(way) as caller:
        around_the_call = spans.provider.get_tracer("test").start_as_current_span("around")
        with instrument(caller.client._client, spans), around_the_call:
            assert await caller.ask() == ANSWER
    request, around = spans.get_finished_spans()
    assert request.parent is not None
    assert request.parent.span_id == around.context.span_id


@pytest.mark.parametrize("tool", ["pytest-httpx", "respx-httpcore"])
@both_ways
async def test_mocked_response_has_a_span_when_instrumented_above_the_mock(
    way: str, tool: str, server: LocalServer, spans: Spans, request: pytest.FixtureRequest
) -> None:
    async with Caller(way) as caller:
        with TOOLS[tool](request) as mock, instrumented(spans):
            assert await caller.ask() == ANSWER
            assert (spans.statuses, mock.calls) == ([200], 1)
        await calls_have_no_spans(caller, server, spans)
