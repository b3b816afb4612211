"""Middleware: functions around a call, outside its retries."""

from __future__ import annotations

import enum
import gc
import inspect
import json
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
import pytest

import groq
from groq import AsyncGroq, Call, CallNext, Groq
from groq._middleware import operation_name
from groq._options import FinalRequestOptions

from ..generated_operations import OPERATIONS
from ..operation import Operation
from ..support.answers import COMPLETION, EVENT, LAST_EVENTS, MESSAGES
from ..support.calls import AnyClient, collected, create, finished, opened
from ..support.waits import record_all_waits
from ..support.wire import Wire

pytestmark = pytest.mark.anyio

MakeClient = Callable[..., AnyClient]


class Middleware:
    """Runs one function for both clients; its `call_next` returns an awaitable."""

    def __init__(self, function: Callable[[Call, CallNext], Any]) -> None:
        self._function = function

    def __call__(self, call: Call, call_next: CallNext) -> Any:
        """Run the function for a blocking client."""
        result = self._function(call, call_next)
        if inspect.iscoroutine(result):
            with pytest.raises(StopIteration) as stopped:
                result.send(None)
            return stopped.value.value
        return result

    async def async_call(self, call: Call, call_next: CallNext) -> Any:
        """Await the function."""
        return await finished(self._function(call, call_next))


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, wire: Wire) -> MakeClient:
    """Make clients of one kind that send to the recorder."""

    def client(*functions: Callable[[Call, CallNext], Any], **options: Any) -> AnyClient:
        middleware = [Middleware(one) for one in functions]
        options = {"max_retries": 0, "middleware": middleware, **options}
        if request.param == "sync":
            return Groq(http_client=wire.sync_client(), **options)
        return AsyncGroq(http_client=wire.async_client(), **options)

    return client


async def test_first_middleware_is_outermost(make: MakeClient, wire: Wire) -> None:
    steps: list[str] = []

    def noting(name: str) -> Callable[[Call, CallNext], Any]:
        async def note(call: Call, call_next: CallNext) -> Any:
            steps.append(f"{name} before, {len(wire.requests)} sent")
            result = await finished(call_next(call))
            steps.append(f"{name} after, {len(wire.requests)} sent")
            return result

        return note

    completion = await create(make(noting("a"), noting("b")))
    assert completion.choices[0].message.content == "Hi"
    assert steps == ["a before, 0 sent", "b before, 0 sent", "b after, 1 sent", "a after, 1 sent"]


async def test_middleware_gets_the_call(make: MakeClient) -> None:
    calls: list[Call] = []

    def note(call: Call, call_next: CallNext) -> Any:
        calls.append(call)
        return call_next(call)

    await create(make(note), temperature=0, extra_body={"a": 1}, extra_headers={"X-A": "1"}, extra_query={"q": 2})
    (call,) = calls
    assert (call.operation, call.method, call.path) == (
        "chat.completions.create",
        "POST",
        "/openai/v1/chat/completions",
    )
    assert call.body == {"messages": MESSAGES, "model": "m", "temperature": 0, "a": 1}
    assert (call.headers, call.params) == ({"X-A": "1"}, {"q": 2})
    assert (call.stream, call.is_raw, call.files) == (False, False, None)
    assert call.timeout is groq.not_given
    assert call.max_retries is groq.not_given
    assert call.cast_to is groq.types.chat.ChatCompletion


async def test_content_of_the_call_is_the_sent_content(make: MakeClient, wire: Wire) -> None:
    contents: list[bytes] = []

    def note(call: Call, call_next: CallNext) -> Any:
        contents.append(call.content())
        return call_next(call)

    client = make(note)
    await create(client, temperature=groq.omit, extra_body={"a": [1]})
    await finished(client.models.list())
    assert contents == [wire.requests[0].content, b""]


def test_repr_of_a_call_redacts_the_prompt(make: MakeClient) -> None:
    shown: list[str] = []

    def note(call: Call, _call_next: CallNext) -> Any:
        shown.append(repr(call))
        return ...

    client = make(note)
    if isinstance(client, Groq):
        client.chat.completions.create(model="m", messages=MESSAGES)
        client.chat.completions.create(model="m", messages=MESSAGES, stream=True)
        client.post("/else", cast_to=object)
        assert shown == ["<Call chat.completions.create>", "<Call chat.completions.create stream>", "<Call POST /else>"]


async def test_middleware_replaces_parts_of_the_call(make: MakeClient, wire: Wire) -> None:
    def change(call: Call, call_next: CallNext) -> Any:
        assert call.body is not None
        changed = call.replace(
            path="/other",
            body={**call.body, "model": "b"},
            headers={**call.headers, "X-B": "2"},
            params={"q": 1},
            timeout=3,
            max_retries=1,
        )
        assert (call.path, call.params, call.timeout) == ("/openai/v1/chat/completions", {}, groq.not_given)
        assert (changed.timeout, changed.max_retries) == (3, 1)
        return call_next(changed)

    await create(make(change), extra_body={"a": 1}, extra_headers={"X-A": "1"})
    assert wire.body == {"messages": MESSAGES, "model": "b", "a": 1}
    assert (wire.last.url.path, wire.query) == ("/other", {"q": "1"})
    assert (wire.headers["x-a"], wire.headers["x-b"]) == ("1", "2")
    assert wire.last.extensions["timeout"]["read"] == 3


async def test_nothing_is_sent_when_middleware_returns_a_response(make: MakeClient, wire: Wire) -> None:
    answer = groq.types.chat.ChatCompletion.model_construct(id="cached")

    async def reply(_call: Call, _call_next: CallNext) -> Any:
        return answer

    assert await create(make(reply)) is answer
    assert wire.requests == []


async def test_middleware_may_resend_the_call(make: MakeClient, wire: Wire) -> None:
    async def twice(call: Call, call_next: CallNext) -> Any:
        with pytest.raises(groq.NotFoundError):
            await finished(call_next(call))
        wire.answer(200, json=COMPLETION)
        return await finished(call_next(call))

    wire.answer(404, json={"error": {"message": "no"}})
    client = make(twice)
    assert (await create(client)).id == "chatcmpl-1"
    wire.answer(404, json={"error": {"message": "no"}})
    files: Any = client.files
    await finished(files.create(file=("a.jsonl", b"{}"), purpose="batch"))
    contents = [request.content.count(b"a.jsonl") for request in wire.requests]
    assert contents == [0, 0, 1, 1]


async def test_files_and_content_are_read_once_for_all_sends(make: MakeClient, wire: Wire, tmp_path: Path) -> None:
    async def twice(call: Call, call_next: CallNext) -> Any:
        await finished(call_next(call))
        return await finished(call_next(call))

    client: Any = make(twice)
    (tmp_path / "a.jsonl").write_bytes(b"once")
    with (tmp_path / "a.jsonl").open("rb") as file:
        await finished(client.files.create(file=file, purpose="batch"))
    await finished(client.post("/x", cast_to=object, content=(piece for piece in (b"on", b"ce"))))
    assert [request.content.count(b"once") for request in wire.requests] == [1, 1, 1, 1]


async def test_iterators_are_read_once_for_all_sends(make: MakeClient, wire: Wire) -> None:
    async def twice(call: Call, call_next: CallNext) -> Any:
        assert call.body is not None
        await finished(call_next(call))
        return await finished(call_next(call))

    parts = ({"type": "text", "text": text} for text in ("a", "b"))
    await create(make(twice), messages=iter([{"role": "user", "content": parts}]))
    contents = [request.content for request in wire.requests]
    assert contents == [contents[0]] * 2
    assert [part["text"] for part in wire.body["messages"][0]["content"]] == ["a", "b"]
    consumed: Any = iter([1])
    next(consumed)
    with pytest.raises(ValueError, match="messages: expected a list, or an iterator with items, got an empty"):
        await create(make(twice), messages=consumed)


class OneShot:
    """An iterable without `__next__` that can be read once."""

    def __init__(self, *items: Any) -> None:
        self._items = iter(items)

    def __iter__(self) -> Iterator[Any]:
        return self._items


@pytest.mark.parametrize(
    "wrap",
    [
        lambda message: OneShot(message),
        lambda message: {0: OneShot(message)}.values(),
        lambda message: deque([MappingProxyType({**message, "content": OneShot({"type": "text", "text": "Hi"})})]),
    ],
    ids=["one_shot", "values", "deque"],
)
@pytest.mark.parametrize("is_replaced", [False, True])
async def test_each_send_has_the_whole_body_with_one_shot_iterables(
    make: MakeClient, wire: Wire, wrap: Callable[[Any], Any], is_replaced: bool
) -> None:
    async def twice(call: Call, call_next: CallNext) -> Any:
        if is_replaced:
            call = call.replace(body={"model": "m", "messages": wrap(MESSAGES[0])})
        await finished(call_next(call))
        return await finished(call_next(call))

    messages = MESSAGES if is_replaced else wrap(MESSAGES[0])
    await create(make(twice), messages=messages)
    first, second = (json.loads(request.content)["messages"] for request in wire.requests)
    assert first == second
    assert str(first).count("'Hi'") == str(MESSAGES).count("'Hi'") == 1


@pytest.mark.parametrize("kind", ["generator", "one_shot", "list"])
@pytest.mark.parametrize("reads_body", [False, True])
async def test_concurrent_sends_have_the_whole_body(wire: Wire, kind: str, reads_body: bool) -> None:
    async def twice(call: Call, call_next: CallNext) -> Any:
        sends = [call_next(call), call_next(call)]
        assert not reads_body or call.body is not None  # read after the send was created, as a logger may do
        results = [await one for one in sends]
        return results[0]

    given: list[Any] = [{"role": "user", "content": text} for text in "ab"]
    messages: Any = {"generator": iter(given), "one_shot": OneShot(*given), "list": given}[kind]
    await create(AsyncGroq(http_client=wire.async_client(), middleware=[twice]), messages=messages)
    assert [json.loads(request.content)["messages"] for request in wire.requests] == [given] * 2


def test_threads_that_send_one_call_send_the_whole_body(wire: Wire) -> None:
    def in_threads(call: Call, call_next: CallNext) -> Any:
        with ThreadPoolExecutor(3) as pool:
            futures = [pool.submit(call_next, call) for _ in range(3)]
        return futures[0].result()

    messages = ({"role": "user", "content": text} for text in "abc")
    client = Groq(http_client=wire.sync_client(), middleware=[in_threads])
    client.chat.completions.create(messages=messages, model="m")  # type: ignore[arg-type]  # mypy infers str
    assert [len(json.loads(request.content)["messages"]) for request in wire.requests] == [3] * 3


async def test_failed_iterator_sends_nothing(make: MakeClient, wire: Wire) -> None:
    def loaded() -> Iterator[Any]:
        yield MESSAGES[0]
        raise LookupError

    async def again(_call: Call, _call_next: CallNext) -> Any:
        pytest.fail("the middleware was called")

    with pytest.raises(LookupError):
        await create(make(again), messages=loaded())
    assert wire.requests == []


async def test_later_sends_have_the_messages_of_the_first(make: MakeClient, wire: Wire) -> None:
    messages: list[Any] = [*MESSAGES]

    async def twice(call: Call, call_next: CallNext) -> Any:
        await finished(call_next(call))
        messages.append(MESSAGES[0])  # changed by the caller before the call is sent
        return await finished(call_next(call))

    await create(make(twice), messages=messages)
    assert [json.loads(request.content)["messages"] for request in wire.requests] == [MESSAGES] * 2


async def test_request_without_a_body_gets_none(make: MakeClient, wire: Wire) -> None:
    wire.answer(200, json={"object": "list", "data": []})
    await finished(make(lambda call, call_next: call_next(call)).models.list())
    assert wire.requests[0].content == b""


async def test_replaced_headers_keep_the_raw_response(make: MakeClient) -> None:
    client = make(lambda call, call_next: call_next(call.replace(headers={"x-trace": "1"})))
    response = await finished(client.chat.completions.with_raw_response.create(messages=MESSAGES, model="m"))
    assert response.http_request.headers["x-trace"] == "1"


async def test_rejects_body_that_contains_itself(make: MakeClient, wire: Wire) -> None:
    messages: list[Any] = [*MESSAGES]
    messages += [messages, messages]
    with pytest.raises(ValueError, match="messages: nested more than 200 deep; does a value contain itself"):
        await create(make(lambda call, call_next: call_next(call)), messages=messages)
    assert wire.requests == []


class Mode(enum.Flag):
    FAST = 1


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize("reads_body", [False, True])
@pytest.mark.parametrize(
    "extra", [{"mode": Mode.FAST}, {"deep": nested(300)}, {"deep": nested(300), "none": groq.omit}]
)
async def test_body_is_sent_as_without_middleware(
    make: MakeClient, wire: Wire, extra: dict[str, Any], reads_body: bool
) -> None:
    def passes_on(call: Call, call_next: CallNext) -> Any:
        return call_next(call.replace(body=call.body) if reads_body else call)

    await create(make(), extra_body=extra)
    await create(make(passes_on), extra_body=extra)
    first, second = wire.requests
    assert first.content == second.content


async def test_default_query_of_a_call_is_that_of_the_client(make: MakeClient) -> None:
    queries: list[Any] = []

    def note(call: Call, call_next: CallNext) -> Any:
        queries.append((dict(call.default_query), dict(call.replace(params={"b": 1}).default_query)))
        return call_next(call)

    await create(make(note, default_query={"a": 1}))
    assert queries == [({"a": 1}, {"a": 1})]


async def test_middleware_does_not_change_the_lists_of_the_caller(make: MakeClient) -> None:
    def add(call: Call, call_next: CallNext) -> Any:
        assert call.body is not None
        call.body["messages"].append({"role": "user", "content": "More"})
        call.body["messages"][0]["content"] = "Changed"
        return call_next(call)

    messages: list[Any] = [dict(MESSAGES[0])]
    await create(make(add), messages=messages)
    assert messages == [MESSAGES[0]]


async def test_retries_happen_inside_middleware(make: MakeClient, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = record_all_waits(monkeypatch)
    calls: list[Call] = []

    def note(call: Call, call_next: CallNext) -> Any:
        calls.append(call)
        return call_next(call)

    wire.answer(503)
    with pytest.raises(groq.InternalServerError):
        await create(make(note, max_retries=2))
    assert (len(calls), len(wire.requests), len(waits)) == (1, 3, 2)


async def test_errors_pass_through(make: MakeClient, wire: Wire) -> None:
    seen: list[Exception] = []

    async def note(call: Call, call_next: CallNext) -> Any:
        try:
            return await finished(call_next(call))
        except groq.APIError as err:
            seen.append(err)
            raise

    wire.fail(httpx.ConnectError("down"))
    with pytest.raises(groq.APIConnectionError) as raised:
        await create(make(note))
    assert seen == [raised.value]


async def test_exception_of_middleware_reaches_the_caller(make: MakeClient, wire: Wire) -> None:
    def refuse(_call: Call, _call_next: CallNext) -> Any:
        raise PermissionError("not this prompt")

    with pytest.raises(PermissionError, match="not this prompt"):
        await create(make(refuse))
    assert wire.requests == []


async def test_rejects_call_next_with_another_value(make: MakeClient) -> None:
    def mistake(_call: Call, call_next: CallNext) -> Any:
        nothing: Any = None
        return call_next(nothing)

    with pytest.raises(TypeError, match=r"call_next: expected a Call, got NoneType\. Pass on the call"):
        await create(make(mistake))


async def test_raw_responses_pass_through(make: MakeClient) -> None:
    raw: list[bool] = []

    def note(call: Call, call_next: CallNext) -> Any:
        raw.append(call.is_raw)
        return call_next(call)

    client: Any = make(note)
    response = await finished(client.chat.completions.with_raw_response.create(model="m", messages=MESSAGES))
    assert (await finished(response.parse())).id == "chatcmpl-1"
    async with opened(client.models.with_streaming_response.list()) as streamed:
        assert b"chatcmpl-1" in await finished(streamed.read())
    assert raw == [True, True]


async def test_copies_keep_middleware(make: MakeClient) -> None:
    calls: list[Call] = []

    def note(call: Call, call_next: CallNext) -> Any:
        calls.append(call)
        return call_next(call)

    client = make(note)
    await create(client.copy(timeout=3))
    await create(client.with_options(max_retries=0))
    assert len(calls) == 2
    await create(client.with_options(middleware=None))
    await create(client.with_options(middleware=[]))
    assert len(calls) == 2


async def test_helpers_send_through_middleware(make: MakeClient, wire: Wire) -> None:
    operations: list[str] = []

    def note(call: Call, call_next: CallNext) -> Any:
        operations.append(f"{call.operation} {call.stream}")
        return call_next(call)

    completions: Any = make(note).chat.completions
    await finished(completions.run_tools(model="m", messages=MESSAGES, tools=[]).get_final_completion())
    wire.answer(200, content=EVENT + LAST_EVENTS, headers={"content-type": "text/event-stream"})
    async with opened(completions.stream(model="m", messages=MESSAGES)) as stream:
        await finished(stream.until_done())
    assert operations == ["chat.completions.create False", "chat.completions.create True"]


async def plain(call: Call, call_next: CallNext) -> Any:
    return call_next(call)


async def forgetful(call: Call, call_next: CallNext) -> None:
    await finished(call_next(call))


@pytest.mark.parametrize(
    ("client_class", "function", "message"),
    [
        (Groq, plain, r"middleware\[1\]: .* got a coroutine\. Groq calls plain functions; AsyncGroq calls async ones"),
        (Groq, lambda *_: None, r"middleware\[1\]: .* got None\. Return what call_next\(call\) returns"),
        (AsyncGroq, plain, r"middleware\[1\]: .* got a coroutine\. Await call_next\(call\)"),
        (AsyncGroq, forgetful, r"middleware\[1\]: .* got None\. Return what call_next\(call\) returns"),
        (AsyncGroq, lambda *_: 7, r"middleware\[1\]: expected an async function, got one that returns int"),
    ],
)
async def test_error_names_the_middleware_with_an_invalid_result(
    client_class: Any, function: Any, message: str, wire: Wire
) -> None:
    http_client = wire.sync_client() if client_class is Groq else wire.async_client()
    client = client_class(http_client=http_client, middleware=[lambda call, call_next: call_next(call), function])
    with pytest.raises(TypeError, match=message):
        await create(client)


# Streams.


@pytest.fixture
def observed(make: MakeClient, wire: Wire) -> tuple[AnyClient, list[Any]]:
    """Return a client whose streams are observed, and the list of reports."""
    reports: list[Any] = []

    async def observe(call: Call, call_next: CallNext) -> Any:
        stream = await finished(call_next(call))
        if call.stream:
            stream.observe(chunk=lambda chunk: reports.append(type(chunk).__name__), end=reports.append)
        return stream

    wire.answer(200, content=EVENT + LAST_EVENTS, headers={"content-type": "text/event-stream"})
    return make(observe), reports


Observed = tuple[AnyClient, list[Any]]


async def test_observed_stream_reports_chunks_and_its_end(observed: Observed) -> None:
    client, reports = observed
    chunks = await collected(await create(client, stream=True))
    assert reports == [*[type(chunk).__name__ for chunk in chunks], None]
    assert len(chunks) == 2


async def test_observed_stream_reports_its_end_once_when_closed(observed: Observed) -> None:
    client, reports = observed
    stream = await create(client, stream=True)
    await finished(stream.close())
    await finished(stream.close())
    assert [type(one) for one in reports] == [GeneratorExit]
    assert stream.response.is_closed


async def test_observed_stream_reports_the_error_that_ended_it(observed: Observed, wire: Wire) -> None:
    client, reports = observed
    wire.answer(200, content=EVENT, headers={"content-type": "text/event-stream"})
    with pytest.raises(groq.APIConnectionError) as raised:
        await collected(await create(client, stream=True))
    assert reports == ["ChatCompletionChunk", raised.value]


async def test_dropped_stream_is_reported_during_the_next_call(observed: Observed) -> None:
    client, reports = observed
    await create(client, stream=True)
    gc.collect()
    assert reports == []
    stream = await create(client, stream=True)
    assert [type(one) for one in reports] == [GeneratorExit]
    await finished(stream.close())


# Validation.


@pytest.mark.parametrize("client_class", [Groq, AsyncGroq])
@pytest.mark.parametrize(
    ("middleware", "message"),
    [
        (print, r"middleware: expected a list of functions, got .*\. Pass \[it\]"),
        (7, r"middleware: expected a list of functions, got 7"),
        (["a"], r"middleware\[0\]: expected a function of \(call, call_next\), got 'a'"),
        ([print, int], r"middleware\[1\]: expected a function of \(call, call_next\), got <class 'int'>"),
    ],
)
def test_rejects_middleware_that_is_not_a_list_of_functions(client_class: Any, middleware: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        client_class(middleware=middleware)
    with pytest.raises(TypeError, match=message):
        client_class().with_options(middleware=middleware)


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_operation_is_named_by_its_method(operation: Operation) -> None:
    path = operation.path
    for name in operation.path_arguments:
        path = path.replace(f"{{{name}}}", "openai%2Fgpt-oss-20b")
    assert operation_name(operation.http_method, path) == operation.method
    assert operation_name(operation.http_method, path + "?after=1") == operation.method


def test_operation_of_another_path_is_the_path() -> None:
    assert operation_name("GET", "/openai/v1/models/a/b") == "GET /openai/v1/models/a/b"
    assert operation_name("POST", "https://x.test/a") == "POST https://x.test/a"


async def test_total_timeout_starts_before_middleware(make: MakeClient, wire: Wire) -> None:
    deadlines: list[float | None] = []

    async def wait(call: Call, call_next: CallNext) -> Any:
        deadlines.append(call.options.deadline)
        for _ in range(2):
            await finished(call_next(call))
        return await finished(call_next(call.replace(timeout=3)))

    client = make(wait, total_timeout=60)
    started = time.monotonic()
    await create(client)
    assert deadlines[0] is not None
    assert started + 60 <= deadlines[0] <= time.monotonic() + 60
    assert [request.extensions["groq_deadline"] for request in wire.requests] == deadlines * 3
    await finished(client.close())


async def test_reused_options_get_a_new_deadline(make: MakeClient, wire: Wire) -> None:
    client = make(total_timeout=60)
    options = FinalRequestOptions("get", "/openai/v1/models")
    for _ in range(2):
        await finished(client.request(object, options))
    first, second = (request.extensions["groq_deadline"] for request in wire.requests)
    assert first < second
    await finished(client.close())
