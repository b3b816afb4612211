"""Spans and measurements of calls."""

from __future__ import annotations

import json
import pickle
import textwrap
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from opentelemetry import trace
from opentelemetry.semconv._incubating.attributes import gen_ai_attributes
from opentelemetry.semconv.attributes import error_attributes, http_attributes, server_attributes
from opentelemetry.trace import INVALID_SPAN_CONTEXT, NonRecordingSpan, NoOpTracerProvider, SpanKind, StatusCode

import groq
from groq.lib.fallback import Fallback
from groq.lib.tracing import OpenTelemetry
from groq.testing import LocalServer

from ...support.answers import MESSAGES
from ...support.calls import AnyClient, collected, create, finished
from ...support.clients import async_client, async_http_client, sync_client, sync_http_client
from ...support.run_python import run_python
from .recorded import Recorded

pytestmark = pytest.mark.anyio

MakeClient = Callable[..., AnyClient]
DURATION = "gen_ai.client.operation.duration"
TOKENS = "gen_ai.client.token.usage"
SECRET = "the secret word"
SECRET_MESSAGES: Any = [{"role": "user", "content": SECRET}]


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, groq_server: LocalServer) -> MakeClient:
    """Make clients of one kind with middleware."""

    def client(*middleware: Any, **options: Any) -> AnyClient:
        kind = sync_client if request.param == "sync" else async_client
        return kind(groq_server.base_url, middleware=middleware, **options)

    return client


async def test_call_has_a_span_with_the_attributes_of_the_conventions(
    make: MakeClient, groq_server: LocalServer
) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    options: dict[str, Any] = {"temperature": 0, "top_p": 0.5, "max_completion_tokens": 50, "seed": 7, "stop": ["x"]}
    completion = await create(client, response_format={"type": "json_object"}, **options)
    assert (recorded.span.name, recorded.span.kind) == ("chat m", SpanKind.CLIENT)
    assert recorded.span.status.status_code is StatusCode.UNSET
    assert recorded.attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "groq",
        "gen_ai.request.model": "m",
        "gen_ai.request.temperature": 0.0,
        "gen_ai.request.top_p": 0.5,
        "gen_ai.request.max_tokens": 50,
        "gen_ai.request.seed": 7,
        "gen_ai.request.stop_sequences": ("x",),
        "gen_ai.output.type": "json",
        "gen_ai.response.id": completion.id,
        "gen_ai.response.model": "m",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": completion.usage.prompt_tokens,
        "gen_ai.usage.output_tokens": completion.usage.completion_tokens,
        "server.address": "127.0.0.1",
        "server.port": groq_server.port,
    }
    scope = recorded.span.instrumentation_scope
    assert scope is not None
    assert (scope.name, scope.version) == ("groq", groq.__version__)
    assert scope.schema_url == "https://opentelemetry.io/schemas/1.41.1"
    await finished(client.close())


async def test_attribute_names_equal_those_of_the_conventions(make: MakeClient, groq_server: LocalServer) -> None:
    recorded = Recorded(capture_content=True)
    client = make(recorded.middleware)
    await collected(await create(client, stream=True, n=1, stop="x", seed=1, temperature=1, top_p=1, max_tokens=9))
    await finished(client.embeddings.create(model="m", input="a", encoding_format="float"))
    groq_server.reply_error(400, "no")
    with pytest.raises(groq.BadRequestError):
        await create(client)
    known = {
        value
        for module in (gen_ai_attributes, error_attributes, http_attributes, server_attributes)
        for name, value in vars(module).items()
        if name.isupper()
    }
    used = {name for span in recorded.spans for name in span.attributes or {}}
    assert len(used) > 20
    assert used <= known
    await finished(client.close())


async def test_metrics_have_duration_and_tokens(make: MakeClient) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    completion = await create(client)
    assert recorded.sums(TOKENS, "gen_ai.token.type") == {
        "input": completion.usage.prompt_tokens,
        "output": completion.usage.completion_tokens,
    }
    (duration,) = recorded.measured[DURATION]
    assert duration.sum > 0
    assert duration.explicit_bounds[:3] == (0.01, 0.02, 0.04)
    assert dict(duration.attributes or {}) == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "groq",
        "gen_ai.request.model": "m",
        "gen_ai.response.model": "m",
        "server.address": "127.0.0.1",
        "server.port": recorded.attributes["server.port"],
    }
    assert "gen_ai.client.operation.time_to_first_chunk" not in recorded.measured
    await finished(client.close())


async def test_other_operations_have_spans(make: MakeClient) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    await finished(client.embeddings.create(model="e", input="a", encoding_format="float"))
    await finished(client.responses.create(model="r", input="a", max_output_tokens=100))
    await finished(client.audio.transcriptions.create(model="whisper-large-v3", file=("a.wav", b"RIFF")))
    await finished(client.audio.speech.create(model="s", input="a", voice="tara", response_format="wav"))
    await finished(client.models.list())
    await finished(client.models.retrieve("openai/gpt-oss-20b"))
    assert [span.name for span in recorded.spans] == [
        "embeddings e",
        "chat r",
        "transcription whisper-large-v3",
        "speech s",
        "models.list",
        "models.retrieve",
    ]
    found: list[dict[str, Any]] = [dict(span.attributes or {}) for span in recorded.spans]
    embeddings, response, _, speech, *_ = found
    assert embeddings["gen_ai.request.encoding_formats"] == ("float",)
    assert embeddings["gen_ai.usage.input_tokens"] > 0
    assert "gen_ai.usage.output_tokens" not in embeddings
    assert response["gen_ai.request.max_tokens"] == 100
    assert response["gen_ai.response.finish_reasons"] == ("completed",)
    assert response["gen_ai.usage.output_tokens"] > 0
    assert response["gen_ai.usage.cache_read.input_tokens"] == 0
    assert speech["gen_ai.output.type"] == "speech"
    await finished(client.close())


async def test_span_of_an_unknown_path_is_named_by_its_method(make: MakeClient, groq_server: LocalServer) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    with pytest.raises(groq.NotFoundError):
        await finished(client.post("/somewhere/user-7", cast_to=object, body={}))
    assert (recorded.span.name, recorded.attributes["gen_ai.operation.name"]) == ("POST", "POST")
    assert groq_server.port == recorded.attributes["server.port"]
    await finished(client.close())


async def test_span_is_current_while_the_request_is_sent(make: MakeClient, groq_server: LocalServer) -> None:
    recorded = Recorded()
    current: list[int] = []

    def note(_request: httpx.Request) -> None:
        current.append(trace.get_current_span().get_span_context().span_id)

    async def async_note(request: httpx.Request) -> None:
        note(request)

    client = make(recorded.middleware)
    if isinstance(client, groq.Groq):
        client = make(recorded.middleware, http_client=sync_http_client(event_hooks={"request": [note]}))
    else:
        await client.close()
        client = make(recorded.middleware, http_client=async_http_client(event_hooks={"request": [async_note]}))
    tracer = recorded.tracer_provider.get_tracer("test")
    with tracer.start_as_current_span("outer") as outer:
        await create(client)
        assert trace.get_current_span() is outer
    call, outer_span = recorded.spans
    assert call.context is not None
    assert current == [call.context.span_id]
    assert call.parent == outer_span.context
    assert len(groq_server.requests) == 1
    await finished(client.close())


async def test_retries_share_one_span(
    make: MakeClient, groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorded = Recorded()
    client = make(recorded.middleware, max_retries=2)
    monkeypatch.setattr(client, "_calculate_retry_timeout", lambda *_: 0.0)
    groq_server.reply_error(503, "busy", times=2)
    await create(client)
    assert len(groq_server.requests) == 3
    assert recorded.span.status.status_code is StatusCode.UNSET
    await finished(client.close())


async def test_failed_call_records_the_error_class_without_the_message(
    make: MakeClient, groq_server: LocalServer
) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    groq_server.reply_error(429, SECRET)
    with pytest.raises(groq.RateLimitError):
        await create(client)
    assert recorded.span.status.status_code is StatusCode.ERROR
    assert (recorded.attributes["error.type"], recorded.attributes["http.response.status_code"]) == (
        "RateLimitError",
        429,
    )
    assert SECRET not in recorded.span.to_json()
    (duration,) = recorded.measured[DURATION]
    assert (duration.attributes or {})["error.type"] == "RateLimitError"
    assert TOKENS not in recorded.measured
    await finished(client.close())


async def test_foreign_errors_are_recorded_with_their_module(make: MakeClient) -> None:
    class Refusal(Exception):
        pass

    def refuse(_call: groq.Call, _call_next: groq.CallNext) -> Any:
        raise Refusal

    async def async_refuse(_call: groq.Call, _call_next: groq.CallNext) -> Any:
        raise Refusal

    recorded = Recorded()
    client = make()
    client = client.with_options(
        middleware=[recorded.middleware, refuse if isinstance(client, groq.Groq) else async_refuse]
    )
    with pytest.raises(Refusal):
        await create(client)
    assert recorded.attributes["error.type"] == f"{__name__}.{Refusal.__qualname__}"
    await finished(client.close())


async def test_content_is_recorded_only_on_request(make: MakeClient, groq_server: LocalServer) -> None:
    recorded = Recorded()
    client = make(recorded.middleware)
    groq_server.reply(f"I know {SECRET}")
    tool: Any = {"type": "function", "function": {"name": SECRET.replace(" ", "_")}}
    await create(client, messages=SECRET_MESSAGES, tools=[tool], user=SECRET)
    assert "secret" not in recorded.span.to_json()
    await finished(client.close())


async def test_content_has_the_form_of_the_conventions(make: MakeClient, groq_server: LocalServer) -> None:
    recorded = Recorded(capture_content=True)
    client = make(recorded.middleware)
    call = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
    messages: list[Any] = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": [{"type": "text", "text": "Hé"}, {"type": "image_url", "image_url": {"url": "u"}}]},
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "2"},
    ]
    tools = [{"type": "function", "function": {"name": "f"}}]
    groq_server.reply("Fine", reasoning="Well")
    await create(client, messages=messages, tools=tools, model="openai/gpt-oss-20b")
    text = {"type": "text", "content": "Be kind."}
    image = {"type": "uri", "modality": "image", "uri": "u"}
    assert _json(recorded.attributes["gen_ai.input.messages"]) == [
        {"role": "system", "parts": [text]},
        {"role": "user", "parts": [{"type": "text", "content": "Hé"}, image]},
        {"role": "assistant", "parts": [{"type": "tool_call", "id": "c1", "name": "f", "arguments": {"a": 1}}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c1", "response": "2"}]},
    ]
    assert _json(recorded.attributes["gen_ai.tool.definitions"]) == tools
    reasoning = {"type": "reasoning", "content": "Well"}
    assert _json(recorded.attributes["gen_ai.output.messages"]) == [
        {"role": "assistant", "parts": [reasoning, {"type": "text", "content": "Fine"}], "finish_reason": "stop"}
    ]
    await finished(client.close())


async def test_content_of_the_responses_api_is_recorded(make: MakeClient, groq_server: LocalServer) -> None:
    recorded = Recorded(capture_content=True)
    client = make(recorded.middleware)
    groq_server.reply("Fine")
    await finished(client.responses.create(model="m", input="Hi", instructions="Be kind."))
    assert _json(recorded.attributes["gen_ai.input.messages"]) == [
        {"role": "user", "parts": [{"type": "text", "content": "Hi"}]}
    ]
    assert _json(recorded.attributes["gen_ai.system_instructions"]) == [{"type": "text", "content": "Be kind."}]
    output = _json(recorded.attributes["gen_ai.output.messages"])
    assert output[-1]["parts"] == [{"type": "text", "content": "Fine"}]
    await finished(client.close())


async def test_raw_response_is_recorded_like_its_model(make: MakeClient) -> None:
    recorded = Recorded()
    client: Any = make(recorded.middleware)
    raw = await finished(client.chat.completions.with_raw_response.create(messages=MESSAGES, model="m"))
    completion = await finished(raw.parse())
    assert recorded.attributes["gen_ai.usage.input_tokens"] == completion.usage.prompt_tokens
    await finished(client.close())


async def test_invalid_raw_response_has_a_span(make: MakeClient, groq_server: LocalServer) -> None:
    recorded = Recorded()
    client: Any = make(recorded.middleware)
    groq_server.reply_raw(body=b"not JSON")
    raw = await finished(client.chat.completions.with_raw_response.create(messages=MESSAGES, model="m"))
    assert await finished(raw.read()) == b"not JSON"
    assert recorded.span.name == "chat m"
    await finished(client.close())


async def test_values_of_other_types_are_left_out(make: MakeClient, groq_server: LocalServer) -> None:
    recorded = Recorded(capture_content=True)
    client = make(recorded.middleware)
    usage = {"prompt_tokens": "many", "completion_tokens": -1, "total_tokens": None}
    body = {"id": 7, "model": None, "choices": [{"finish_reason": 1, "message": []}], "usage": usage}
    groq_server.reply_raw(body=json.dumps(body).encode())
    await create(client, temperature=True, extra_body={"seed": "a", "stop": 3, "messages": 5})
    names = [name for name in recorded.attributes if name.startswith(("gen_ai.response", "gen_ai.usage"))]
    assert names == []
    assert not {"gen_ai.request.temperature", "gen_ai.request.seed"} & recorded.attributes.keys()
    await finished(client.close())


class BrokenTracer(NoOpTracerProvider):
    """A tracer provider whose tracer or spans raise."""

    def __init__(self, *, makes_spans: bool) -> None:
        self.makes_spans = makes_spans

    def get_tracer(self, *_: Any, **__: Any) -> Any:
        return self

    def start_span(self, *_: Any, **__: Any) -> Any:
        if not self.makes_spans:
            raise ValueError("no span")
        return BrokenSpan()


class BrokenSpan(NonRecordingSpan):
    """A span whose methods raise."""

    def __init__(self) -> None:
        super().__init__(INVALID_SPAN_CONTEXT)

    def set_attributes(self, attributes: Any) -> None:  # noqa: ARG002 - the interface has it
        raise ValueError("no attributes")

    def end(self, end_time: int | None = None) -> None:  # noqa: ARG002 - the interface has it
        raise ValueError("no end")


@pytest.mark.parametrize("makes_spans", [True, False])
async def test_failure_of_the_tracer_is_only_logged(
    make: MakeClient, groq_server: LocalServer, caplog: pytest.LogCaptureFixture, makes_spans: bool
) -> None:
    client = make(OpenTelemetry(capture_content=True, tracer_provider=BrokenTracer(makes_spans=makes_spans)))
    groq_server.reply_tool_call("double", {"number": 21})
    groq_server.reply("42")
    with caplog.at_level("DEBUG", "groq"):
        run: Any = client.chat.completions.run_tools(model="m", messages=MESSAGES, tools=[double])
        completion = await finished(run.get_final_completion())
    assert completion.choices[0].message.content == "42"
    assert "A call could not be recorded" in caplog.text
    await finished(client.close())


def double(number: int) -> int:
    """Double a number."""
    return 2 * number


async def test_outer_fallback_makes_a_span_for_each_model(make: MakeClient, groq_server: LocalServer) -> None:
    recorded = Recorded()
    client = make(Fallback("b"), recorded.middleware)
    groq_server.reply_error(500, "no")
    await create(client)
    assert [(span.name, span.status.status_code) for span in recorded.spans] == [
        ("chat m", StatusCode.ERROR),
        ("chat b", StatusCode.UNSET),
    ]
    await finished(client.close())


async def test_records_nothing_when_no_provider_is_set(make: MakeClient) -> None:
    client = make(OpenTelemetry(capture_content=True))
    assert (await create(client)).model == "m"
    assert len(await collected(await create(client, stream=True))) > 1
    await finished(client.close())


def test_pickled_copy_has_the_same_options() -> None:
    copy = pickle.loads(pickle.dumps(OpenTelemetry(capture_content=True)))
    assert type(copy) is OpenTelemetry
    assert copy.__reduce__()[1] == (True,)


def _json(text: str) -> Any:
    return json.loads(text)


def test_import_error_names_the_package_to_install() -> None:
    code = """
        sys.modules["opentelemetry"] = None
        try:
            import groq.lib.tracing
        except ImportError as err:
            print(err)
    """
    expected = "groq.lib.tracing needs opentelemetry-api: pip install 'groq[otel]'"
    assert run_python(textwrap.dedent(code))[0].strip() == expected
