"""`RateLimiter` against the local server, used by threads, tasks, or both."""

from __future__ import annotations

import asyncio
import functools
import gc
import json
import os
import textwrap
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import anyio
import httpx
import pytest

import groq
from groq.lib.fallback import Fallback
from groq.lib.limits import RateLimiter, RateLimitTimeoutError
from groq.lib.limits.call_queue import CallQueue
from groq.testing import LocalServer

from ...support.answers import CHAT, COMPLETION, MESSAGES
from ...support.calls import AnyClient, collected, create, finished
from ...support.clients import async_client, sync_client, sync_client_of
from ...support.run_python import run_python
from ...support.server import ScriptedServer, sized

pytestmark = pytest.mark.anyio

CALLS = 120
# On a busy machine, some calls start late. Without a limiter, most of them would be refused.
MAX_REFUSED = CALLS // 8


@pytest.fixture
def busy() -> Iterator[LocalServer]:
    """A server that accepts a burst of 40 requests, and 40 requests a second."""
    with LocalServer(rate_limit="40/s", latency=0.02) as server:
        yield server


def in_threads(function: Callable[[], object], number: int) -> None:
    threads = [threading.Thread(target=function) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()


def test_threads_share_a_budget_and_few_requests_are_refused(busy: LocalServer) -> None:
    answers: list[Any] = []
    with sync_client(busy.base_url, middleware=[RateLimiter()]) as client:

        def ask() -> None:
            answers.extend(client.chat.completions.create(**CHAT) for _ in range(CALLS // 8))

        in_threads(ask, 8)
    assert len(answers) == CALLS
    assert len(busy.requests) - CALLS <= MAX_REFUSED


def test_threads_keep_to_changing_limits(busy: LocalServer) -> None:
    busy.change_limits(rate_limit="200/s")
    answers: list[Any] = []
    with sync_client(busy.base_url, middleware=[RateLimiter()]) as client:

        def ask() -> None:
            for _ in range(CALLS // 8):
                answers.append(client.chat.completions.create(**CHAT))
                if len(answers) >= CALLS // 2:
                    busy.change_limits(rate_limit="40/s")

        in_threads(ask, 8)
    assert len(answers) == CALLS
    assert len(busy.requests) - CALLS <= MAX_REFUSED


async def test_tasks_share_a_budget_and_few_requests_are_refused(busy: LocalServer) -> None:
    answers: list[Any] = []
    async with async_client(busy.base_url, middleware=[RateLimiter()]) as client, anyio.create_task_group() as tasks:

        async def ask() -> None:
            answers.append(await create(client, model="openai/gpt-oss-20b"))

        for _ in range(CALLS):
            tasks.start_soon(ask)
    assert len(answers) == CALLS
    assert len(busy.requests) - CALLS <= MAX_REFUSED


async def test_threads_and_tasks_share_one_limiter(busy: LocalServer) -> None:
    limiter, answers = RateLimiter(), list[Any]()
    with sync_client(busy.base_url, middleware=[limiter]) as blocking:

        def ask() -> None:
            answers.extend(blocking.chat.completions.create(**CHAT) for _ in range(CALLS // 8))

        async with (
            async_client(busy.base_url, middleware=[limiter]) as client,
            anyio.create_task_group() as tasks,
        ):

            async def ask_async() -> None:
                answers.append(await create(client, model=CHAT["model"]))

            for _ in range(CALLS // 2):
                tasks.start_soon(ask_async)
            await anyio.to_thread.run_sync(in_threads, ask, 4)
    assert len(answers) == CALLS
    assert len(busy.requests) - CALLS <= MAX_REFUSED


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, groq_server: LocalServer) -> Callable[..., AnyClient]:
    """Make clients of one kind with a limiter."""

    def client(*middleware: Any, **options: Any) -> AnyClient:
        kind = sync_client if request.param == "sync" else async_client
        return kind(groq_server.base_url, middleware=middleware, **options)

    return client


async def test_refused_call_is_retried_after_the_requested_delay(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    client = make(RateLimiter())
    groq_server.reply_error(429, "slow down", headers={"retry-after": "0.05"})
    started = time.monotonic()
    await create(client)
    assert time.monotonic() - started >= 0.05
    assert len(groq_server.requests) == 2
    await finished(client.close())


@pytest.mark.parametrize("status", [498, 503])
async def test_refused_call_without_retry_after_is_retried(
    make: Callable[..., AnyClient], groq_server: LocalServer, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groq.lib.limits.limiter._FIRST_PAUSE", 0.01)
    client = make(RateLimiter())
    groq_server.reply_error(status, "busy", times=3)
    await create(client)
    assert len(groq_server.requests) == 4
    await finished(client.close())


@pytest.mark.parametrize("retry_after", ["0", "-1", "Wed, 21 Oct 2015 07:28:00 GMT"])
async def test_refused_call_backs_off_when_retry_after_is_not_in_the_future(
    make: Callable[..., AnyClient], groq_server: LocalServer, retry_after: str
) -> None:
    client = make(RateLimiter(max_wait=0.6))  # the first delay is 0.5 s, the second one 1 s
    groq_server.reply_error(429, "slow down", times=1000, headers={"retry-after": retry_after})
    with pytest.raises(groq.RateLimitError, match="slow down"):
        await create(client)
    assert len(groq_server.requests) == 2
    groq_server.reset()
    await finished(client.close())


def test_refused_call_is_retried_without_a_maximum_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("groq.lib.limits.limiter._MAX_PAUSE", 0.0)
    answers = iter([*[httpx.Response(498)] * 1030, httpx.Response(200, json=COMPLETION)])
    with sync_client_of(lambda _: next(answers), middleware=[RateLimiter()]) as client:
        assert client.chat.completions.create(**CHAT).choices
    assert next(answers, None) is None


async def test_timeout_error_mentions_the_refusal(make: Callable[..., AnyClient], groq_server: LocalServer) -> None:
    client = make(RateLimiter(max_queue_time=5))
    limits = {
        f"x-ratelimit-{name}-requests": value
        for name, value in {"limit": "10", "remaining": "0", "reset": "100s"}.items()
    }
    groq_server.reply_error(429, "slow down", headers={"retry-after": "0.01", **limits})
    with pytest.raises(RateLimitTimeoutError, match="The server refused it, and it was not sent again"):
        await create(client)
    await finished(client.close())


async def test_raises_rate_limit_error_when_the_delay_exceeds_max_wait(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    client = make(RateLimiter(max_wait=60))
    groq_server.reply_error(429, "come back tomorrow", headers={"retry-after": "86400"})
    with pytest.raises(groq.RateLimitError, match="come back tomorrow"):
        await create(client)
    await finished(client.close())


async def test_other_failures_are_retried_by_the_client(
    make: Callable[..., AnyClient], groq_server: LocalServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = make(RateLimiter(), max_retries=1)
    monkeypatch.setattr(client, "_calculate_retry_timeout", lambda *_: 0.0)
    groq_server.reply_error(500, "no")
    await create(client)
    assert len(groq_server.requests) == 2
    groq_server.reply_error(400, "no")
    with pytest.raises(groq.BadRequestError):
        await create(client)
    await finished(client.close())


async def test_calls_can_be_made_while_a_stream_is_read(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    client = make(RateLimiter(max_in_flight=1))
    stream = await create(client, stream=True)
    for _ in range(3):
        await create(client)
    assert len(await collected(stream)) > 2
    dropped = await create(client, stream=True)
    del dropped
    await create(client)
    assert len(groq_server.requests) == 6
    await finished(client.close())


async def test_next_call_is_sent_immediately_when_the_delay_exceeds_max_wait(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    client = make(RateLimiter(max_wait=60))
    groq_server.reply_error(429, "come back tomorrow", headers={"retry-after": "86400"}, times=2)
    for _ in range(2):
        with pytest.raises(groq.RateLimitError, match="come back tomorrow"):
            await create(client)
    await create(client)
    assert len(groq_server.requests) == 3
    await finished(client.close())


@pytest.mark.parametrize("total", ["5", -1, 10**400, 1.5, None], ids=["text", "negative", "huge", "float", "null"])
async def test_ignores_usage_that_is_not_a_number_of_tokens(
    make: Callable[..., AnyClient], groq_server: LocalServer, total: Any
) -> None:
    client = make(RateLimiter(max_in_flight=1))
    usage = {"prompt_tokens": total, "completion_tokens": 1, "total_tokens": total}
    groq_server.reply_raw(body=json.dumps({**COMPLETION, "usage": usage}).encode())
    assert (await create(client)).id == "chatcmpl-1"
    await create(client)
    assert len(groq_server.requests) == 2
    await finished(client.close())


class CountingLock:
    """A lock that counts acquisitions, to detect busy waiting."""

    def __init__(self) -> None:
        self.acquired = 0
        self._lock = threading.RLock()

    def __enter__(self) -> None:
        self._lock.acquire()
        self.acquired += 1

    def __exit__(self, *_: object) -> None:
        self._lock.release()


async def test_calls_sleep_while_they_wait_for_one_in_flight(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    limiter = RateLimiter(max_in_flight=1)
    limiter.lock = lock = CountingLock()
    client = make(limiter)
    groq_server.reply("slow", delay=0.3)
    async with anyio.create_task_group() as tasks:
        for _ in range(4):
            if isinstance(client, groq.Groq):
                tasks.start_soon(anyio.to_thread.run_sync, functools.partial(client.chat.completions.create, **CHAT))
            else:
                tasks.start_soon(functools.partial(create, client, model=CHAT["model"]))
    assert len(groq_server.requests) == 4
    assert lock.acquired <= 4 * 10
    await finished(client.close())


@pytest.mark.parametrize("make_client", [sync_client, async_client])
async def test_call_with_an_image_does_not_block_other_calls(make_client: Callable[..., AnyClient]) -> None:
    limits = ["limit-tokens: 20000", "remaining-tokens: 20000", "reset-tokens: 0s"]
    usage = {"prompt_tokens": 2000, "completion_tokens": 1, "total_tokens": 2001}
    answer = sized(json.dumps({**COMPLETION, "usage": usage}).encode(), *(f"x-ratelimit-{one}" for one in limits))
    url = "data:image/png;base64," + "iVBORw0K" * 100_000
    image = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url}}]}]

    async def ask(messages: Any) -> None:
        if isinstance(client, groq.Groq):
            await anyio.to_thread.run_sync(lambda: client.chat.completions.create(model="m", messages=messages))
        else:
            await create(client, messages=messages)

    with ScriptedServer(*[answer] * 3, [gate := threading.Event(), *answer], answer) as server:
        client = make_client(server.url, middleware=[RateLimiter(max_queue_time=1)])
        for _ in range(3):  # nor must the usage of an answer make the limiter estimate the next call by its size
            await ask(image)
        with anyio.fail_after(30):
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(ask, image)
                await anyio.to_thread.run_sync(server.wait_for_requests, 4)
                await ask(MESSAGES)
                gate.set()
        await finished(client.close())


def test_call_of_an_ended_event_loop_does_not_block_others() -> None:
    limiter = RateLimiter(max_wait=None)
    with LocalServer(rate_limit="1/s") as server, sync_client(server.base_url, middleware=[limiter]) as client:
        client.chat.completions.create(**CHAT)
        loop = asyncio.new_event_loop()
        loop.set_exception_handler(lambda *_: None)  # the task is left running on purpose
        waiting = loop.create_task(create(async_client(server.base_url, middleware=[limiter]), model=CHAT["model"]))
        loop.run_until_complete(asyncio.sleep(0.05))
        loop.close()
        client.chat.completions.create(**CHAT)
        assert not waiting.done()
        assert len(server.requests) == 2


async def test_calls_without_a_model_are_not_limited(make: Callable[..., AnyClient], groq_server: LocalServer) -> None:
    client = make(RateLimiter(max_in_flight=1))
    stream = await create(client, stream=True)
    await finished(client.models.list())
    await finished(stream.close())
    assert len(groq_server.requests) == 2
    await finished(client.close())


async def test_raw_responses_are_limited(make: Callable[..., AnyClient], groq_server: LocalServer) -> None:
    client: Any = make(RateLimiter(max_in_flight=1))
    for _ in range(3):
        raw = await finished(client.chat.completions.with_raw_response.create(messages=MESSAGES, model="m"))
        assert raw.status_code == 200
    assert len(groq_server.requests) == 3
    await finished(client.close())


async def test_cancelled_call_leaves_the_queue() -> None:
    with LocalServer(rate_limit="1/h") as server:
        async with async_client(server.base_url, middleware=[RateLimiter(max_wait=None)]) as client:
            await create(client)
            async with anyio.create_task_group() as tasks:
                for _ in range(3):
                    tasks.start_soon(create, client)
                await anyio.wait_all_tasks_blocked()
                tasks.cancel_scope.cancel()
            with anyio.move_on_after(0.05) as scope:
                await create(client)
            assert scope.cancelled_caught
            other = await create(client, model="other")
            assert other.model == "other"
        assert len(server.requests) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_forked_child_does_not_wait_for_calls_of_its_parent(groq_server: LocalServer) -> None:
    code = f"""
        import os
        from groq import Groq
        from groq.lib.limits import RateLimiter
        limiter = RateLimiter(max_in_flight=1)
        client = Groq(base_url={groq_server.base_url!r}, api_key="k", middleware=[limiter])
        arguments = {{"model": "m", "messages": [{{"role": "user", "content": "Hi"}}]}}
        stream = client.chat.completions.create(**arguments, stream=True)  # in flight
        with limiter.lock:  # as if another thread held it
            child = os.fork()
        if child == 0:
            os._exit(client.chat.completions.create(**arguments).model != "m")
        stream.close()
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), client.chat.completions.create(**arguments).model)
    """
    assert run_python(textwrap.dedent(code))[0].split() == ["0", "m"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"share": 0}, "share: expected more than 0 and at most 1, got 0"),
        ({"share": 1.5}, "share: expected more than 0 and at most 1"),
        ({"max_in_flight": 0}, "max_in_flight: expected 1 or more"),
        ({"max_wait": 0}, "max_wait: expected more than 0 seconds"),
        ({"max_queue_time": -1}, "max_queue_time: expected more than 0 seconds"),
    ],
)
def test_rejects_invalid_options(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        RateLimiter(**options)


async def test_does_not_send_call_that_would_exceed_its_total_timeout(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    client = make(RateLimiter(max_wait=None), total_timeout=5)
    groq_server.reply_error(429, "slow down", headers={"retry-after": "3600"})
    with pytest.raises(groq.RateLimitError, match="slow down"):  # and the call is not retried
        await create(client)
    started = time.monotonic()
    with pytest.raises(groq.APITimeoutError, match=r"that takes 3[56]\d\d\.\d s more") as raised:
        await create(client)
    assert time.monotonic() - started < 4
    assert raised.value.request.url == f"{groq_server.base_url}/openai/v1/chat/completions"
    assert len(groq_server.requests) == 1
    await create(client, model="other")
    await finished(client.close())


async def test_fallback_answers_calls_that_would_exceed_the_queue_time(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    client = make(Fallback("second"), RateLimiter(max_queue_time=30))
    groq_server.reply_error(429, "slow down", headers={"retry-after": "3600"})
    with anyio.fail_after(20):
        answers = [await create(client, model="first") for _ in range(3)]
    assert [one.model for one in answers] == ["second"] * 3
    models = [json.loads(request.body)["model"] for request in groq_server.requests]
    assert models == ["first", "second", "second", "second"]
    limited = make(client.middleware[1])
    with pytest.raises(RateLimitTimeoutError, match="max_queue_time of the RateLimiter; that takes"):
        await create(limited, model="first")
    await finished(client.close())
    await finished(limited.close())


async def test_logs_retries(
    make: Callable[..., AnyClient], groq_server: LocalServer, caplog: pytest.LogCaptureFixture
) -> None:
    client = make(RateLimiter())
    groq_server.reply_error(429, "slow down", headers={"retry-after": "0.05"})
    with caplog.at_level("INFO", logger="groq"):
        await create(client)
    assert "Retrying in 0.050 s, after status 429" in caplog.messages
    await finished(client.close())


async def test_queued_call_times_out_after_its_total_timeout(
    make: Callable[..., AnyClient], groq_server: LocalServer
) -> None:
    limiter = RateLimiter(max_in_flight=1)
    other, client = make(limiter), make(limiter, total_timeout=0.05)
    groq_server.reply("slow", delay=0.5)
    with anyio.fail_after(30):
        async with anyio.create_task_group() as tasks:
            if isinstance(other, groq.Groq):
                tasks.start_soon(anyio.to_thread.run_sync, lambda: other.chat.completions.create(**CHAT))
            else:
                tasks.start_soon(functools.partial(create, other, model=CHAT["model"]))
            while not groq_server.requests:
                await anyio.sleep(0.01)
            with pytest.raises(groq.APITimeoutError, match=r"within its total_timeout.*; other calls come first"):
                await create(client, model=CHAT["model"])
    await create(other, model=CHAT["model"])
    assert len(groq_server.requests) == 2
    await finished(client.close())
    await finished(other.close())


class AskFirst:
    """Middleware that makes another call to the same model before each call."""

    def __init__(self, client: AnyClient) -> None:
        self.client: Any = client

    def __call__(self, call: groq.Call, call_next: groq.CallNext) -> Any:
        self.client.chat.completions.create(**CHAT)
        return call_next(call)

    async def async_call(self, call: groq.Call, call_next: groq.CallNext) -> Any:
        await self.client.chat.completions.create(**CHAT)
        return await call_next(call)


def test_calls_of_middleware_do_not_wait_for_the_calls_that_they_belong_to(groq_server: LocalServer) -> None:
    limiter = RateLimiter(max_in_flight=1)
    with sync_client(groq_server.base_url, middleware=[limiter]) as inner:
        client = inner.with_options(middleware=[limiter, AskFirst(inner)], total_timeout=20)
        in_threads(lambda: client.chat.completions.create(**CHAT), 3)
    assert len(groq_server.requests) == 6


async def test_calls_of_async_middleware_do_not_wait_for_the_calls_that_they_belong_to(
    groq_server: LocalServer,
) -> None:
    limiter = RateLimiter(max_in_flight=1)
    async with async_client(groq_server.base_url, middleware=[limiter]) as inner:
        client = inner.with_options(middleware=[limiter, AskFirst(inner)], total_timeout=20)
        async with anyio.create_task_group() as group:
            for _ in range(3):
                group.start_soon(functools.partial(client.chat.completions.create, **CHAT))
    assert len(groq_server.requests) == 6


def test_forgets_models_but_not_their_calls_in_flight(monkeypatch: pytest.MonkeyPatch) -> None:
    queues: list[weakref.ref[CallQueue]] = []

    def queue(*args: Any, **kwargs: Any) -> CallQueue:
        made = CallQueue(*args, **kwargs)
        queues.append(weakref.ref(made))
        return made

    def ask(model: str) -> None:
        client.chat.completions.create(messages=MESSAGES, model=model)

    def respond(_: httpx.Request) -> httpx.Response:
        if len(queues) == 1:  # the first call is in flight
            for number in range(300):
                ask(f"model {number}")
            ask("first")
        return httpx.Response(200, json=COMPLETION)

    monkeypatch.setattr("groq.lib.limits.limiter.CallQueue", queue)
    with sync_client_of(respond, middleware=[RateLimiter()]) as client:
        ask("first")
        gc.collect()
        assert len(queues) == 301
        assert sum(one() is not None for one in queues) == 256
