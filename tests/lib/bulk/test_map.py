"""`client.chat.completions.map`, sync and async, with the local server or a function as transport."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import pickle
import signal
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pydantic
import pytest

from groq import AsyncGroq, BadRequestError, Groq
from groq.lib.bulk import MapResult
from groq.lib.limits import RateLimiter
from groq.testing import LocalServer

from ...support.answers import COMPLETION, MESSAGES
from ...support.clients import async_client_of, sync_client_of

pytestmark = pytest.mark.anyio

MODEL = "openai/gpt-oss-20b"

Handler = Callable[[httpx.Request], httpx.Response]
AnyClient = Groq | AsyncGroq


@pytest.fixture(params=["sync", "async"])
def is_async(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "async")


class Kind:
    """Clients of one kind, and their results."""

    def __init__(self, is_async: bool) -> None:
        self.is_async = is_async

    def of(self, handler: Handler, **options: Any) -> Any:
        return (async_client_of if self.is_async else sync_client_of)(handler, **options)

    def at(self, server: LocalServer, **options: Any) -> Any:
        """Return a client of the server with its own connections, as users usually create it."""
        cls: Any = AsyncGroq if self.is_async else Groq
        return cls(base_url=server.base_url, api_key="k", **options)

    async def results(self, client: Any, inputs: Any, **params: Any) -> list[MapResult[Any]]:
        found = client.chat.completions.map(inputs, **{"model": MODEL, **params})
        return [one async for one in found] if self.is_async else list(found)


@pytest.fixture
def kind(is_async: bool) -> Kind:
    return Kind(is_async)


async def close(client: Any) -> None:
    closed = client.close()
    if closed is not None:
        await closed


def echo(request: httpx.Request) -> httpx.Response:
    """Answer with the last message; refuse the text `bad`."""
    text = json.loads(request.content)["messages"][-1]["content"]
    if text == "bad":
        return httpx.Response(400, json={"error": {"message": "No."}})
    message = {"role": "assistant", "content": text}
    choices = [{"index": 0, "finish_reason": "stop", "message": message}]
    return httpx.Response(200, json={**COMPLETION, "choices": choices})


def text_of(result: MapResult[Any]) -> str:
    assert result.completion is not None
    text: str = result.completion.choices[0].message.content
    return text


async def test_returns_results_in_order_when_responses_arrive_out_of_order(kind: Kind) -> None:
    def slow_first(request: httpx.Request) -> httpx.Response:
        if b"prompt 0" in request.content:
            time.sleep(0.05)
        return echo(request)

    results = await kind.results(kind.of(slow_first), (f"prompt {n}" for n in range(50)))
    assert [text_of(one) for one in results] == [f"prompt {n}" for n in range(50)]
    assert [one.index for one in results] == list(range(50))


async def test_returns_each_result_once_as_it_arrives(kind: Kind) -> None:
    results = await kind.results(kind.of(echo), [f"{n}" for n in range(50)], ordered=False)
    assert sorted(one.index for one in results) == list(range(50))
    assert all(text_of(one) == str(one.index) for one in results)


async def test_accepts_inputs_of_every_form(kind: Kind) -> None:
    body = {"custom_id": "c", "method": "POST", "url": "/v1/chat/completions", "body": {"messages": MESSAGES}}
    inputs = ["Hi", MESSAGES, {"messages": MESSAGES, "custom_id": "a", "temperature": 0}, body, 7]
    *results, wrong = await kind.results(kind.of(echo), inputs)
    assert [text_of(one) for one in results] == ["Hi"] * 4
    assert [one.custom_id for one in results] == [None, None, "a", "c"]
    assert [one.input for one in results] == inputs[:-1]
    assert isinstance(wrong.error, TypeError)


async def test_failure_does_not_end_the_run(kind: Kind) -> None:
    good, bad, other = await kind.results(kind.of(echo), ["a", "bad", "b"])
    assert (text_of(good), text_of(other)) == ("a", "b")
    assert bad.completion is None
    assert isinstance(bad.error, BadRequestError)
    copied = pickle.loads(pickle.dumps(bad))
    assert (copied.index, copied.input, copied.error.message) == (1, "bad", bad.error.message)


async def test_parameters_are_sent_with_each_input(kind: Kind) -> None:
    bodies: list[Any] = []

    def record(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return echo(request)

    await kind.results(kind.of(record), ["a", {"messages": MESSAGES, "model": "own", "new": 1}], temperature=0)
    first, second = sorted(bodies, key=lambda body: str(body["model"]))
    assert (first["model"], first["temperature"]) == (MODEL, 0)
    assert (second["model"], second["temperature"], second["new"]) == ("own", 0, 1)


class Animal(pydantic.BaseModel):
    name: str


async def test_parses_answers_into_a_type(kind: Kind) -> None:
    good, bad = await kind.results(kind.of(echo), ['{"name": "Ann"}', "none"], response_format=Animal)
    assert good.completion is not None
    assert good.parsed == good.completion.parsed == Animal(name="Ann")
    assert bad.parsed is None
    assert type(bad.error).__name__ == "OutputValidationError"


def test_rejects_invalid_inputs_before_sending(kind: Kind) -> None:
    client = kind.of(echo)
    for inputs in ({"messages": MESSAGES}, b"Hi", 7):
        with pytest.raises(TypeError, match="inputs: expected an iterable"):
            client.chat.completions.map(inputs, model=MODEL)
    with pytest.raises(FileNotFoundError, match="For one prompt, pass a list"):
        client.chat.completions.map("Why is the sky blue?", model=MODEL)
    with pytest.raises(TypeError, match="pydantic"):
        client.chat.completions.map([], model=MODEL, response_format=object())
    with pytest.raises(ValueError, match="concurrency: expected 1 or more"):
        client.chat.completions.map([], model=MODEL, concurrency=0)


async def test_reads_a_file(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    lines = ['"a"', "", json.dumps({"messages": MESSAGES, "custom_id": "b"}), "{", json.dumps(MESSAGES)]
    path.write_text("\n".join(lines))
    first, second, wrong, last = await kind.results(kind.of(echo), path)
    assert (text_of(first), second.custom_id, text_of(last)) == ("a", "b", "Hi")
    assert str(wrong.error).startswith("line 4: invalid JSON")


async def test_file_is_closed_when_the_run_is_left(kind: Kind, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('"a"\n' * 10_000)
    found = kind.of(echo).chat.completions.map(path, model=MODEL, concurrency=1)
    if kind.is_async:
        async with found:
            await anext(found)
    else:
        with found:
            next(found)  # an unclosed file would warn, which fails this test


async def test_raises_error_of_the_inputs_after_the_earlier_results(kind: Kind) -> None:
    def inputs() -> Iterator[str]:
        yield from ("a", "b")
        raise RuntimeError("no more rows")

    found = kind.of(echo).chat.completions.map(inputs(), model=MODEL)

    async def take() -> MapResult[Any]:
        result: MapResult[Any] = await anext(found) if kind.is_async else next(found)
        return result

    assert [text_of(await take()), text_of(await take())] == ["a", "b"]
    with pytest.raises(RuntimeError, match="no more rows"):
        await take()


async def test_reads_ahead_only_as_results_are_consumed(kind: Kind) -> None:
    read: list[int] = []

    def inputs() -> Iterator[str]:
        for number in range(10_000):
            read.append(number)
            yield str(number)

    found = kind.of(echo).chat.completions.map(inputs(), model=MODEL, concurrency=2)
    most = 0
    for outcomes_of in range(100):
        assert text_of(await anext(found) if kind.is_async else next(found)) == str(outcomes_of)
        most = max(most, len(read) - outcomes_of)
    assert most <= 8 * 2
    await close_results(found)


async def close_results(found: Any) -> None:
    if hasattr(found, "aclose"):
        await found.aclose()
    else:
        found.close()


async def test_never_has_more_in_flight_than_concurrency(kind: Kind) -> None:
    in_flight = most = 0
    lock = threading.Lock()

    def count(request: httpx.Request) -> httpx.Response:
        nonlocal in_flight, most
        with lock:
            in_flight += 1
            most = max(most, in_flight)
        time.sleep(0.002)
        with lock:
            in_flight -= 1
        return echo(request)

    assert len(await kind.results(kind.of(count), map(str, range(60)), concurrency=3)) == 60
    assert most <= 3
    assert kind.is_async or most == 3


def threads_of_map() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "groq-map"]


@pytest.mark.parametrize("ending", ["close", "drop"])
async def test_leaving_early_cancels_calls_in_flight(kind: Kind, ending: str) -> None:
    with LocalServer(latency=20.0) as server:
        client = kind.at(server)
        found = client.chat.completions.map((str(n) for n in range(1000)), model=MODEL, concurrency=4)
        started = time.monotonic()
        if kind.is_async:
            with anyio.move_on_after(0.3):
                await anext(found)
        else:
            timer = threading.Timer(0.3, found.close)
            timer.start()
            assert list(found) == []
            timer.join()
        if ending == "close":
            await close_results(found)
        del found
        while threads_of_map() and time.monotonic() - started < 10:
            await anyio.sleep(0.01)
        assert threads_of_map() == []
        await close(client)
        assert time.monotonic() - started < 15  # the responses take longer


def test_threads_end_when_an_input_was_interrupted() -> None:
    def inputs() -> Iterator[str]:
        yield "a"
        raise KeyboardInterrupt

    with sync_client_of(echo) as client:
        with pytest.raises(KeyboardInterrupt):
            list(client.chat.completions.map(inputs(), model=MODEL))
        gc.collect()
        for thread in threads_of_map():
            thread.join(10)
        assert threads_of_map() == []


async def test_leaving_early_cancels_calls_that_wait_for_the_limits(kind: Kind) -> None:
    def refuse(request: httpx.Request) -> httpx.Response:
        if b'"0"' in request.content:
            return echo(request)
        return httpx.Response(429, headers={"retry-after": "60"}, json={"error": {"message": "Slow down."}})

    client = kind.of(refuse, middleware=[RateLimiter()])
    started = time.monotonic()
    found = client.chat.completions.map([str(n) for n in range(20)], model=MODEL, concurrency=4)
    assert text_of(await anext(found) if kind.is_async else next(found)) == "0"
    await close_results(found)
    assert threads_of_map() == []
    assert time.monotonic() - started < 30


async def test_leaving_early_cancels_calls_that_wait_for_a_retry(kind: Kind) -> None:
    def fail(request: httpx.Request) -> httpx.Response:
        if b'"0"' in request.content:
            return echo(request)
        return httpx.Response(500, headers={"retry-after": "50"}, json={"error": {"message": "Oops."}})

    started = time.monotonic()
    found = kind.of(fail, max_retries=2).chat.completions.map(["0", "1", "2"], model=MODEL, concurrency=3)
    assert text_of(await anext(found) if kind.is_async else next(found)) == "0"
    await close_results(found)
    assert threads_of_map() == []
    assert time.monotonic() - started < 30


async def test_iteration_ends_after_close(kind: Kind) -> None:
    found = kind.of(echo).chat.completions.map(["a", "b"], model=MODEL)
    await close_results(found)
    assert ([one async for one in found] if kind.is_async else list(found)) == []


async def test_uses_the_limiter_of_the_client(kind: Kind) -> None:
    calls: list[object] = []

    class Counting(RateLimiter):
        def __call__(self, call: Any, call_next: Any) -> Any:
            calls.append(self)
            return super().__call__(call, call_next)

        async def async_call(self, call: Any, call_next: Any) -> Any:
            calls.append(self)
            return await super().async_call(call, call_next)

    limiter = Counting()
    await kind.results(kind.of(echo, middleware=[limiter]), ["a", "b"])
    assert calls == [limiter, limiter]


async def test_returns_every_result_despite_faults_and_limits(kind: Kind) -> None:
    with LocalServer(failures={503: 0.05, "disconnect": 0.02}, rate_limit="500/s") as server:
        client = kind.at(server)
        results = await kind.results(client, (f"{n}" for n in range(150)))
        await close(client)
    assert [one.index for one in results] == list(range(150))
    assert [one.error for one in results if one.error is not None] == []


@pytest.mark.anyio
async def test_async_inputs_are_read_while_results_are_awaited() -> None:
    # Each input depends on the previous result, so reading ahead must not block returning results.
    send, receive = anyio.create_memory_object_stream[str](10)
    await send.send("0")
    texts: list[str] = []
    with anyio.fail_after(20):
        async for one in async_client_of(echo).chat.completions.map(receive, model=MODEL):
            texts.append(text_of(one))
            if len(texts) == 5:
                await send.aclose()
            else:
                await send.send(str(len(texts)))
    await receive.aclose()
    assert texts == ["0", "1", "2", "3", "4"]


@pytest.mark.anyio
async def test_async_generator_runs_in_one_task_and_is_closed() -> None:
    tasks: set[int] = set()
    ended: list[bool] = []

    async def inputs() -> AsyncIterator[str]:
        try:
            async with anyio.create_task_group():
                for number in range(1_000):
                    tasks.add(anyio.get_current_task().id)
                    yield str(number)
        finally:
            ended.append(True)

    async with async_client_of(echo).chat.completions.map(inputs(), model=MODEL, concurrency=2) as found:
        for _ in range(20):
            await anext(found)
    assert (len(tasks), ended) == (1, [True])


@pytest.mark.anyio
async def test_raises_error_of_async_inputs_after_the_earlier_results() -> None:
    async def inputs() -> AsyncIterator[str]:
        yield "a"
        raise RuntimeError("no more rows")

    found = async_client_of(echo).chat.completions.map(inputs(), model=MODEL)
    assert text_of(await anext(found)) == "a"
    with pytest.raises(RuntimeError, match="no more rows"):
        await anext(found)


@pytest.mark.anyio
async def test_ignores_error_of_async_inputs_when_closing_them() -> None:
    async def inputs() -> AsyncIterator[str]:
        try:
            for number in range(100):
                yield str(number)
        finally:
            raise RuntimeError("cannot close")

    async with async_client_of(echo).chat.completions.map(inputs(), model=MODEL, concurrency=1) as found:
        assert text_of(await anext(found)) == "0"


def test_async_run_may_be_created_outside_of_an_event_loop() -> None:
    found = async_client_of(echo).chat.completions.map(["a", "b"], model=MODEL)

    async def main() -> list[str]:
        return [text_of(one) async for one in found]

    assert anyio.run(main) == ["a", "b"]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
@pytest.mark.parametrize("takes_async", [False, True])
def test_async_run_raises_when_iterated_in_a_second_event_loop(backend: str, takes_async: bool) -> None:
    async def inputs() -> AsyncIterator[str]:
        for number in range(20):
            yield str(number)

    given: Any = inputs() if takes_async else [str(number) for number in range(20)]
    found = async_client_of(echo).chat.completions.map(given, model=MODEL, concurrency=2)

    async def take_all() -> None:
        with anyio.fail_after(20):
            async for _ in found:
                pass

    anyio.run(found.__anext__, backend=backend)
    with pytest.raises(RuntimeError, match="Iterate in one event loop"):
        anyio.run(take_all, backend=backend)


@pytest.mark.anyio
async def test_returns_every_result_after_a_cancelled_wait() -> None:
    gate = anyio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        await gate.wait()
        return echo(request)

    http_client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    async with AsyncGroq(api_key="k", http_client=http_client) as client:
        found = client.chat.completions.map(["a", "b"], model=MODEL)
        with anyio.move_on_after(0.05):
            await anext(found)
        gate.set()
        assert [text_of(one) async for one in found] == ["a", "b"]


@pytest.mark.anyio
async def test_async_run_is_cancelled_when_its_consumer_is() -> None:
    with LocalServer(latency=20.0) as server:
        async with AsyncGroq(base_url=server.base_url, api_key="k") as client:
            started = time.monotonic()
            with anyio.move_on_after(0.2):
                async with client.chat.completions.map(["a"] * 100, model=MODEL) as found:
                    await anext(found)
            assert time.monotonic() - started < 15


class Exit(BaseException):
    """Like SystemExit, but does not end the test run."""


async def cancelled_future() -> None:
    """Await a cancelled future: on asyncio, this raises CancelledError although the task itself is not cancelled."""
    future = asyncio.get_running_loop().create_future()
    future.cancel()
    await future


async def cancelled_task() -> None:
    task = asyncio.ensure_future(asyncio.sleep(60))
    task.cancel()
    await task


async def leave() -> None:
    raise Exit


def faults(library: str) -> dict[Callable[[], Any], type[BaseException]]:
    cancelled = asyncio.CancelledError
    return {leave: Exit, **({cancelled_future: cancelled, cancelled_task: cancelled} if library == "asyncio" else {})}


async def outcomes_of(found: Any) -> list[str]:
    """Return the texts of all results and the names of raised exceptions, up to "end"."""
    seen: list[str] = []
    with anyio.fail_after(20):
        for _ in range(5):
            try:
                seen.append(text_of(await anext(found)))
            except StopAsyncIteration:
                seen.append("end")
                break
            except (Exit, asyncio.CancelledError) as err:
                seen.append(type(err).__name__)
    return seen


@pytest.mark.anyio
async def test_raises_base_exception_of_async_inputs_after_the_earlier_results(anyio_backend_name: str) -> None:
    async def inputs(fault: Callable[[], Any]) -> AsyncIterator[str]:
        yield "a"
        await fault()

    for fault, error in faults(anyio_backend_name).items():
        found = async_client_of(echo).chat.completions.map(inputs(fault), model=MODEL)
        assert await outcomes_of(found) == ["a", error.__name__, "end"]


@pytest.mark.anyio
async def test_raises_exception_of_async_middleware_from_iteration(anyio_backend_name: str) -> None:
    for fault, error in faults(anyio_backend_name).items():

        async def middleware(_call: Any, _next: Any, fault: Callable[[], Any] = fault) -> Any:
            await fault()

        client = async_client_of(echo, middleware=[middleware])
        found = client.chat.completions.map(["a"] * 100, model=MODEL, concurrency=2)
        assert await outcomes_of(found) == [error.__name__, "end"]


async def next_of(kind: Kind, found: Any) -> MapResult[Any]:
    result: MapResult[Any] = await anext(found) if kind.is_async else next(found)
    return result


@pytest.mark.parametrize("error", [KeyboardInterrupt, Exit])
async def test_raises_interrupt_of_the_inputs_on_each_iteration(kind: Kind, error: type[BaseException]) -> None:
    def inputs() -> Iterator[str]:
        yield "a"
        raise error

    found = kind.of(echo).chat.completions.map(inputs(), model=MODEL, concurrency=1)
    outcomes: list[str] = []
    for _ in range(3):
        try:
            outcomes.append(text_of(await next_of(kind, found)))
        except error:
            outcomes.append("interrupted")
    assert outcomes in (["a", "interrupted", "interrupted"], ["interrupted", "a", "interrupted"])
    assert ([one async for one in found] if kind.is_async else list(found)) == []


@pytest.fixture
def keyboard_interrupts() -> Iterator[None]:
    """Raise KeyboardInterrupt for SIGINT, which background jobs ignore."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("keyboard_interrupts")
@pytest.mark.parametrize("ordered", [True, False])
def test_interrupt_while_a_result_arrives_loses_no_result(ordered: bool) -> None:
    interrupts, has_read = [True], threading.Event()

    def inputs() -> Iterator[str]:
        yield "a"
        has_read.set()

    def answer(request: httpx.Request) -> httpx.Response:
        assert has_read.wait(20)
        if interrupts:  # received by a worker thread, so the main thread keeps waiting
            interrupts.pop()
            signal.raise_signal(signal.SIGINT)
        return echo(request)

    found = sync_client_of(answer).chat.completions.map(inputs(), model=MODEL, concurrency=1, ordered=ordered)
    watchdog = threading.Timer(20, found.close)  # ends the wait if a result was lost
    watchdog.start()
    outcomes: list[str] = []
    while "end" not in outcomes:
        try:
            outcomes.append(text_of(next(found)))
        except KeyboardInterrupt:
            outcomes.append("interrupted")
        except StopIteration:
            outcomes.append("end")
    watchdog.cancel()
    assert [one for one in outcomes if one != "interrupted"] == ["a", "end"]
    assert "interrupted" in outcomes


@pytest.mark.parametrize("ordered", [True, False])
async def test_returns_first_result_before_all_inputs_are_read(kind: Kind, ordered: bool) -> None:
    answered = threading.Semaphore(0)
    read: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        answered.release()
        return echo(request)

    def inputs() -> Iterator[str]:
        for number in range(100):
            read.append(number)
            yield "a"
            if not kind.is_async:  # an event loop must not be blocked
                assert answered.acquire(timeout=20)

    found = kind.of(answer).chat.completions.map(inputs(), model=MODEL, concurrency=50, ordered=ordered)
    await next_of(kind, found)
    assert len(read) < 100  # twice the concurrency
    await close_results(found)


def test_iteration_ends_in_all_threads_that_share_the_results(kind: Kind) -> None:
    if kind.is_async:
        pytest.skip("tasks that share results are refused")
    found = kind.of(echo).chat.completions.map((str(n) for n in range(40)), model=MODEL, concurrency=4)
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.extend(map(text_of, found)), daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert not any(thread.is_alive() for thread in threads)
    assert sorted(texts, key=int) == [str(n) for n in range(40)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_forked_child_cannot_iterate_the_results() -> None:
    found = sync_client_of(echo).chat.completions.map(["a", "b", "c"], model=MODEL, concurrency=1)
    assert text_of(next(found)) == "a"
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            next(found)
        except BaseException as err:
            os.write(writer, repr(err).encode())
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    os.close(writer)
    with open(reader, "rb") as pipe:
        assert b"RuntimeError('The results belong to the process that called map()" in pipe.read()
    os.waitpid(child, 0)
    assert [text_of(one) for one in found] == ["b", "c"]


class OneShot:
    """An iterable without `__next__` that can be iterated once."""

    def __init__(self, items: Iterable[Any]) -> None:
        self._items = iter(items)

    def __iter__(self) -> Iterator[Any]:
        return self._items


@pytest.mark.parametrize("wrap", [iter, OneShot], ids=["iterator", "one_shot"])
async def test_single_use_iterables_in_parameters_are_sent_with_each_input(
    kind: Kind, wrap: Callable[[Any], Any]
) -> None:
    bodies: list[Any] = []

    def record(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return echo(request)

    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object", "required": wrap(["a"])}}}
    results = await kind.results(kind.of(record), ["a", "b", "c"], tools=wrap([tool]), stop=wrap(["."]))
    assert [one.error for one in results] == [None] * 3
    assert [body["tools"][0]["function"]["parameters"]["required"] for body in bodies] == [["a"]] * 3
    assert [body["stop"] for body in bodies] == [["."]] * 3


async def test_input_overrides_shared_extra_body(kind: Kind) -> None:
    bodies: list[Any] = []

    def record(request: httpx.Request) -> httpx.Response:
        bodies.append(json.loads(request.content))
        return echo(request)

    one = {"messages": MESSAGES, "temperature": 0.5, "new": 1, "extra_body": {"newer": 2}}
    await kind.results(kind.of(record), [one], extra_body={"temperature": 1, "new": 0, "newer": 0, "other": 3})
    assert [{name: body[name] for name in ("temperature", "new", "newer", "other")} for body in bodies] == [
        {"temperature": 0.5, "new": 1, "newer": 2, "other": 3}
    ]


@pytest.mark.parametrize(
    ("params", "error", "message"),
    [
        ({"extra_body": 5}, TypeError, "extra_body: expected a mapping, got int"),
        ({"max_attempts": 0}, ValueError, "max_attempts: expected at least 1"),
        ({"max_attempts": "x"}, TypeError, "max_attempts: expected a whole number, got 'x'"),
        ({"max_attempts": 1.5}, TypeError, "max_attempts: expected a whole number, got 1.5"),
        ({"strict": "bogus"}, TypeError, "strict: expected True, False or \"auto\", got 'bogus'"),
        ({"ordered": "no"}, TypeError, "ordered: expected True or False, got 'no'"),
        ({"model": 5}, TypeError, "model: expected the id of a model, a string, got int"),
        ({"timeout": -1}, ValueError, "timeout: "),
        ({"temperature": object()}, TypeError, "temperature: expected a value that JSON can hold, got object"),
        ({"temperature": float("nan")}, ValueError, "temperature: expected a finite number"),
        ({"inputs": str}, TypeError, "inputs: expected an iterable of inputs, .* got the class str"),
    ],
)
def test_rejects_invalid_parameters_before_sending(
    kind: Kind, params: dict[str, Any], error: type[Exception], message: str
) -> None:
    def refuse(_request: httpx.Request) -> httpx.Response:
        raise AssertionError

    with pytest.raises(error, match=message):
        kind.of(refuse).chat.completions.map(**{"inputs": ["a"], "model": MODEL, **params})


@pytest.mark.anyio
async def test_rejects_second_task_that_waits() -> None:
    gate = anyio.Event()

    async def answer(request: httpx.Request) -> httpx.Response:
        await gate.wait()
        return echo(request)

    texts: list[str] = []

    async def take(found: Any) -> None:
        texts.append(text_of(await anext(found)))

    http_client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    async with AsyncGroq(api_key="k", http_client=http_client) as client:
        found = client.chat.completions.map(["a", "b"], model=MODEL)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(take, found)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(RuntimeError, match="Iterate in one task"):
                await anext(found)
            gate.set()
        assert [*texts, *[text_of(one) async for one in found]] == ["a", "b"]


@pytest.mark.anyio
async def test_waiting_task_wakes_when_another_closes_the_run() -> None:
    async def answer(_request: httpx.Request) -> httpx.Response:
        await anyio.sleep_forever()
        raise AssertionError

    ends: list[bool] = []

    async def take(found: Any) -> None:
        ends.append([one async for one in found] == [])

    http_client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    async with AsyncGroq(api_key="k", http_client=http_client) as client:
        found = client.chat.completions.map(["a"], model=MODEL)
        with anyio.fail_after(20):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(take, found)
                await anyio.wait_all_tasks_blocked()
                await found.aclose()
    assert ends == [True]


def test_sends_nothing_when_another_task_closes_the_starting_run() -> None:
    sent: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return echo(request)

    async def main() -> None:
        found = async_client_of(answer).chat.completions.map(["a"], model=MODEL)
        taking = asyncio.create_task(anext(found, None))
        await asyncio.sleep(0)  # the task now waits for the task group of the run
        await found.aclose()
        assert await taking is None
        with anyio.fail_after(10):
            while len(asyncio.all_tasks()) > 1:
                await asyncio.sleep(0.01)

    asyncio.run(main())
    assert sent == []


def test_iteration_ends_when_another_thread_has_closed_the_run() -> None:
    def inputs() -> Iterator[str]:
        yield "a"
        closing = threading.Thread(target=found.close)
        closing.start()
        closing.join(30)
        yield "b"

    with sync_client_of(echo) as client:
        before = set(threading.enumerate())
        found = client.chat.completions.map(inputs(), model=MODEL)
        list(found)
    for thread in set(threading.enumerate()) - before:
        thread.join(10)
        assert not thread.is_alive(), thread


def test_calls_have_the_context_variables_of_the_caller() -> None:
    import contextvars

    name = contextvars.ContextVar("name", default="")
    seen: set[str] = set()

    def note(call: Any, call_next: Any) -> Any:
        seen.add(name.get())
        return call_next(call)

    name.set("caller")
    list(sync_client_of(echo, middleware=[note]).chat.completions.map(map(str, range(20)), model=MODEL))
    assert seen == {"caller"}


def test_exit_in_a_call_ends_the_run() -> None:
    def exit_program(_call: Any, _next: Any) -> Any:
        raise SystemExit(3)

    found = sync_client_of(echo, middleware=[exit_program]).chat.completions.map(["a", "b"], model=MODEL)
    with pytest.raises(SystemExit):
        next(found)
    assert list(found) == []


def test_missing_model_raises_immediately_when_no_input_can_have_one(kind: Kind) -> None:
    completions = kind.of(echo).chat.completions
    with pytest.raises(TypeError, match="model: expected the id of a model; pass model"):
        completions.map(["a", MESSAGES])
    completions.map([{"messages": MESSAGES, "model": "own"}, "a"])


async def test_wrong_syntax_over_async_results_names_the_right_form() -> None:
    found: Any = async_client_of(echo).chat.completions.map(["a"], model=MODEL)
    with pytest.raises(TypeError, match="use `async for`"):
        list(found)
    with pytest.raises(TypeError, match="is not awaited: use `async for` over it"):
        await found


@pytest.mark.parametrize("concurrency", ["3", 1.5, True])
def test_rejects_concurrency_that_is_not_a_whole_number(kind: Kind, concurrency: Any) -> None:
    with pytest.raises(TypeError, match="concurrency: expected a whole number, or None to adapt, got"):
        kind.of(echo).chat.completions.map([], model=MODEL, concurrency=concurrency)


async def test_subclass_may_have_its_own_constructor(kind: Kind, groq_server: LocalServer) -> None:
    base: Any = AsyncGroq if kind.is_async else Groq

    class Tenant(base):  # type: ignore[misc]  # of either kind
        def __init__(self, tenant: str) -> None:
            super().__init__(api_key=f"gsk_{tenant}", base_url=groq_server.base_url)
            self.lock = threading.Lock()  # a lock cannot be copied

    client = Tenant("t")
    assert client.chat.completions is not None  # cached, with a reference to the client
    results = await kind.results(client, ["a", "b"])
    assert [one.error for one in results] == [None, None]
    assert {one.headers["authorization"] for one in groq_server.requests} == {"Bearer gsk_t"}
    await close(client)


async def test_subclass_may_have_slots(kind: Kind, groq_server: LocalServer) -> None:
    base: Any = AsyncGroq if kind.is_async else Groq

    class Signed(base):  # type: ignore[misc]  # of either kind
        __slots__ = ("__mangled", "token", "unset")

        def __init__(self, token: str) -> None:
            super().__init__(api_key="k", base_url=groq_server.base_url)
            self.token = self.__mangled = token

        @property
        def auth_headers(self) -> dict[str, str]:
            return {"Authorization": f"Bearer {self.token} {self.__mangled}"}

    client = Signed("t")
    assert [one.error for one in await kind.results(client, ["a"])] == [None]
    assert [one.headers["authorization"] for one in groq_server.requests] == ["Bearer t t"]
    await close(client)


def test_client_works_after_the_run(groq_server: LocalServer) -> None:
    client = Groq(base_url=groq_server.base_url, api_key="k")
    with client, client.chat.completions.map(["a"] * 10, model=MODEL) as found:
        next(found)
    with Groq(base_url=groq_server.base_url, api_key="k") as client:
        with client.chat.completions.map(["a"] * 10, model=MODEL) as found:
            next(found)
        assert client.chat.completions.create(messages=MESSAGES, model=MODEL).choices
