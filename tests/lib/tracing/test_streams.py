"""Spans of streams end when the stream ends, is closed or is garbage-collected."""

from __future__ import annotations

import gc
import json
import textwrap
import time
from collections.abc import Callable
from typing import Any

import pytest
from opentelemetry.trace import StatusCode

import groq
from groq import accumulate
from groq.testing import LocalServer

from ...support.answers import MESSAGES
from ...support.calls import AnyClient, collected, create, finished
from ...support.clients import async_client, sync_client
from ...support.run_python import run_python
from .recorded import Recorded

pytestmark = pytest.mark.anyio

FIRST_CHUNK = "gen_ai.client.operation.time_to_first_chunk"


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, groq_server: LocalServer) -> Callable[..., AnyClient]:
    """Make clients of one kind with middleware."""

    def client(*middleware: Any) -> AnyClient:
        kind = sync_client if request.param == "sync" else async_client
        return kind(groq_server.base_url, middleware=middleware)

    return client


async def test_span_ends_with_the_stream(make: Callable[..., AnyClient]) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    stream = await create(client, stream=True, stream_options={"include_usage": True})
    assert recorded.spans == []
    completion = accumulate(await collected(stream))
    usage = completion.usage
    assert usage is not None
    found = recorded.attributes
    assert found["gen_ai.request.stream"] is True
    assert (found["gen_ai.response.id"], found["gen_ai.response.model"]) == (completion.id, "m")
    assert found["gen_ai.response.finish_reasons"] == ("stop",)
    assert found["gen_ai.usage.input_tokens"] == usage.prompt_tokens
    assert found["gen_ai.usage.output_tokens"] == usage.completion_tokens
    assert "gen_ai.output.messages" not in found
    assert recorded.sums("gen_ai.client.token.usage", "gen_ai.token.type")["output"] == usage.completion_tokens
    (first,), (duration,) = recorded.measured[FIRST_CHUNK], recorded.measured["gen_ai.client.operation.duration"]
    assert 0 < first.sum <= duration.sum
    assert found["gen_ai.response.time_to_first_chunk"] == first.sum
    assert recorded.span.status.status_code is StatusCode.UNSET
    await finished(client.close())


async def test_records_usage_in_x_groq(make: Callable[..., AnyClient]) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    chunks = await collected(await create(client, stream=True))
    usage = next(chunk.x_groq.usage for chunk in reversed(chunks) if chunk.x_groq is not None)
    assert recorded.attributes["gen_ai.usage.input_tokens"] == usage.prompt_tokens
    await finished(client.close())


async def test_stream_with_an_unhashable_index_is_read_to_its_end(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    recorded = Recorded(capture_content=True)
    client = make(recorded.middleware)
    chunk = {"choices": [{"index": [1], "delta": {"content": "Hi"}, "finish_reason": "stop"}]}
    body = f"data: {json.dumps(chunk)}\n\n" * 2 + "data: [DONE]\n\n"
    groq_server.reply_raw(body=body, headers={"content-type": "text/event-stream"})
    assert len(await collected(await create(client, stream=True))) == 2
    assert recorded.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    await finished(client.close())


async def test_failure_to_record_a_chunk_is_only_logged(
    make: Callable[..., AnyClient], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("not recorded")

    recorded = Recorded(capture_content=True)
    client = make(recorded.middleware)
    monkeypatch.setattr(groq.ChatCompletionAccumulator, "add", fail)
    with caplog.at_level("DEBUG", "groq"):
        assert await collected(await create(client, stream=True))
    assert "A call could not be recorded" in caplog.text
    assert recorded.span.end_time is not None
    await finished(client.close())


async def test_content_of_a_stream_is_the_whole_answer(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    recorded = Recorded(capture_content=True)
    client = make(recorded.middleware)
    groq_server.reply("one two three")
    await collected(await create(client, stream=True))
    assert json.loads(recorded.attributes["gen_ai.output.messages"]) == [
        {"role": "assistant", "parts": [{"type": "text", "content": "one two three"}], "finish_reason": "stop"}
    ]
    await finished(client.close())


async def test_stream_of_the_responses_api_has_usage_and_content(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    recorded = Recorded(capture_content=True)
    client = make(recorded.middleware)
    groq_server.reply("Fine")
    events = await collected(await finished(client.responses.create(model="m", input="Hi", stream=True)))
    response = events[-1].response
    assert recorded.attributes["gen_ai.usage.input_tokens"] == response.usage.input_tokens
    assert recorded.attributes["gen_ai.response.finish_reasons"] == ("completed",)
    assert "Fine" in recorded.attributes["gen_ai.output.messages"]
    await finished(client.close())


async def test_span_ends_when_the_stream_is_closed(make: Callable[..., AnyClient]) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    stream = await create(client, stream=True)
    if isinstance(client, groq.Groq):
        next(stream)
    else:
        await anext(stream)
    await finished(stream.close())
    assert recorded.attributes["gen_ai.response.model"] == "m"
    assert "gen_ai.response.finish_reasons" not in recorded.attributes
    assert recorded.span.status.status_code is StatusCode.UNSET
    await finished(client.close())


async def test_span_of_a_failed_stream_has_the_error(make: Callable[..., AnyClient], groq_server: LocalServer) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    groq_server.reply_disconnect(after=2)
    with pytest.raises(groq.APIConnectionError):
        await collected(await create(client, stream=True))
    assert recorded.span.status.status_code is StatusCode.ERROR
    assert recorded.attributes["error.type"] == "APIConnectionError"
    await finished(client.close())


async def test_span_of_a_dropped_stream_ends_at_the_time_of_the_drop(make: Callable[..., AnyClient]) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    stream = await create(client, stream=True)
    gc.collect()
    before = time.time_ns()
    del stream
    gc.collect()
    after = time.time_ns()
    assert recorded.spans == []  # a finalizer must not export: any lock may be held
    await create(client)
    dropped, other = recorded.spans
    assert dropped.end_time is not None
    assert before <= dropped.end_time <= after
    assert other.start_time is not None
    assert after <= other.start_time
    assert dropped.status.status_code is StatusCode.UNSET
    await finished(client.close())


async def test_finished_stream_leaves_no_reference_cycle(make: Callable[..., AnyClient]) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    for _ in range(2):
        gc.collect()
        before = sum(type(one).__name__ == "Recording" for one in gc.get_objects())
        gc.disable()
        try:
            await collected(await create(client, stream=True))
        finally:
            gc.enable()
    assert sum(type(one).__name__ == "Recording" for one in gc.get_objects()) == before
    await finished(client.close())


async def test_span_ends_when_iteration_is_left_early(make: Callable[..., AnyClient]) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)

    async def first() -> Any:
        stream = await create(client, stream=True)
        if isinstance(client, groq.Groq):
            return next(iter(stream))
        return await anext(aiter(stream))

    assert (await first()).model == "m"
    gc.collect()
    await finished(client.models.list())
    assert [span.name for span in recorded.spans] == ["chat m", "models.list"]
    await finished(client.close())


def test_span_of_a_dropped_stream_is_exported_at_exit(groq_server: LocalServer) -> None:
    code = f"""
        from opentelemetry import trace
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter
        from groq import Groq
        from groq.lib.tracing import OpenTelemetry
        trace.set_tracer_provider(TracerProvider())
        exporter = ConsoleSpanExporter(formatter=lambda span: span.name + " exported\\n")
        trace.get_tracer_provider().add_span_processor(BatchSpanProcessor(exporter))
        client = Groq(base_url={groq_server.base_url!r}, api_key="k", middleware=[OpenTelemetry()])
        client.chat.completions.create(model="m", messages=[{{"role": "user", "content": "Hi"}}], stream=True)
    """
    assert run_python(textwrap.dedent(code))[0].splitlines() == ["chat m exported"]


async def test_raw_stream_is_recorded(make: Callable[..., AnyClient]) -> None:
    recorded = Recorded()
    client: Any = make(recorded.middleware)
    call = client.chat.completions.with_raw_response.create(messages=MESSAGES, model="m", stream=True)
    raw = await finished(call)
    assert recorded.spans == []
    await collected(await finished(raw.parse()))
    assert recorded.attributes["gen_ai.response.finish_reasons"] == ("stop",)
    await finished(client.close())


async def test_span_of_an_unread_response_ends_after_the_headers(make: Callable[..., AnyClient]) -> None:
    recorded = Recorded()
    client: Any = make(recorded.middleware)
    manager = client.chat.completions.with_streaming_response.create(messages=MESSAGES, model="m")
    if isinstance(client, groq.Groq):
        with manager:
            assert recorded.span.name == "chat m"
    else:
        async with manager:
            assert recorded.span.name == "chat m"
    await finished(client.close())
