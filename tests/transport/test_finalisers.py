"""Unclosed streams, responses and clients: dropped, garbage-collected, or alive at interpreter exit."""

from __future__ import annotations

import contextlib
import gc
import importlib.util
import textwrap
import weakref
from collections.abc import Iterator

import anyio
import anyio.to_thread
import httpx
import pytest

from groq import APIConnectionError, AsyncGroq, Groq

from ..support.clients import CHAT, async_client, async_http_client, busy_connections, sync_client, sync_http_client
from ..support.events import DONE, texts
from ..support.run_python import run_python
from ..support.server import Piece, Request, ScriptedServer, Step, chunked, sized

BODY = b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}'
ANSWER = sized(BODY)
# A stream that hangs after its first chunk, and a complete one.
STUCK = chunked(texts("a"), end=False)
WHOLE = chunked(texts("a"), DONE)
# Retryable failures: no part of a response arrived.
FAILURES: dict[str, list[Piece]] = {
    "reset": [Step.RESET],
    "hang_up": [Step.HANG_UP],
    "reset_before_an_event": chunked(Step.RESET),
    "hang_up_before_an_event": chunked(Step.HANG_UP),
    "busy": sized(b"{}", "retry-after-ms: 1", status="503 Busy"),
}
LIMITS = httpx.Limits(max_connections=1)
has_uvloop = importlib.util.find_spec("uvloop") is not None
LOOPS = ["asyncio", "trio", *(["uvloop"] if has_uvloop else [])]


def program(loop: str, body: str) -> str:
    """Return a program that runs the body in a coroutine under this event loop, or without one for sync."""
    if loop == "sync":
        return textwrap.dedent(body)
    lines = textwrap.indent(textwrap.dedent(body), "    ")
    # Debug mode logs slow callbacks, and on a busy machine any callback may be slow.
    patient = "    asyncio.get_running_loop().slow_callback_duration = 60\n" if loop != "trio" else ""
    run = {
        "asyncio": "asyncio.run(main(), debug=False)",
        "asyncio_debug": "asyncio.run(main(), debug=True)",
        "uvloop": "import uvloop\nuvloop.run(main(), debug=False)",
        "trio": "import trio\ntrio.run(main)",
    }
    return f"async def main():\n{patient}{lines}\n{run[loop]}\n"


# Collections at any moment.

ROUNDS = 30
AT_ONCE = """
import math
Groq._sleep = lambda self, seconds: None
options["max_retries"] = math.inf
gc.set_threshold(5)
client = Groq(**options)

def rounds(number):
    for _ in range(number):
        stream = client.chat.completions.create(**chat, stream=True)
        for chunk in stream:
            break
"""
ASYNC_AT_ONCE = """
import math
async def at_once(self, seconds):
    pass
AsyncGroq._sleep = at_once
options["max_retries"] = math.inf
gc.set_threshold(5)
client = AsyncGroq(**options)

async def rounds(number):
    for _ in range(number):
        stream = await client.chat.completions.create(**chat, stream=True)
        async for chunk in stream:
            break

"""


@pytest.mark.covering("values")
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("reply", [STUCK, WHOLE], ids=["stuck", "whole"])
def test_thread_does_not_deadlock_when_streams_are_collected(reply: list[Piece], failure: str) -> None:
    with ScriptedServer(*[FAILURES[failure], reply] * ROUNDS) as server:
        output, complaints = run_python(AT_ONCE + f"rounds({ROUNDS})\nprint('done')", server.url)
        assert (output, complaints) == ("done\n", "")
        assert len(server.requests) == 2 * ROUNDS


def test_threads_do_not_deadlock_when_streams_are_collected() -> None:
    code = """
import threading
threads = [threading.Thread(target=rounds, args=(10,)) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('done')
"""
    with ScriptedServer(*[FAILURES["reset_before_an_event"], STUCK] * ROUNDS, *[STUCK] * 40) as server:
        assert run_python(AT_ONCE + code, server.url) == ("done\n", "")


@pytest.mark.covering("values")
@pytest.mark.parametrize("failure", ["reset_before_an_event", "busy"])
@pytest.mark.parametrize("loop", LOOPS)
def test_task_does_not_deadlock_when_streams_are_collected(loop: str, failure: str) -> None:
    code = ASYNC_AT_ONCE + program(loop, f"await rounds({ROUNDS})\nawait client.close()\nprint('done')")
    with ScriptedServer(*[FAILURES[failure], STUCK] * ROUNDS) as server:
        assert run_python(code, server.url) == ("done\n", "")
        assert len(server.requests) == 2 * ROUNDS


# The exit of the interpreter.

UNFINISHED = {
    "unread": "stream = Groq(**options).chat.completions.create(**chat, stream=True)",
    "midway": "stream = Groq(**options).chat.completions.create(**chat, stream=True); next(stream)",
    "with_its_client": (
        "client = Groq(**options); stream = client.chat.completions.create(**chat, stream=True); next(stream)"
    ),
    "iterator": "chunks = iter(Groq(**options).chat.completions.create(**chat, stream=True)); next(chunks)",
    "raw": "raw = Groq(**options).chat.completions.with_raw_response.create(**chat, stream=True)",
    "context": (
        "manager = Groq(**options).chat.completions.with_streaming_response.create(**chat)\n"
        "response = manager.__enter__()"
    ),
    "pieces": (
        "manager = Groq(**options).chat.completions.with_streaming_response.create(**chat)\n"
        "pieces = manager.__enter__().iter_bytes(); next(pieces)"
    ),
    "cycle": (
        "stream = Groq(**options).chat.completions.create(**chat, stream=True); next(stream)\n"
        "cycle = [stream]; cycle.append(cycle); del stream"
    ),
    "module": (
        "import types\n"
        "sys.modules['other'] = other = types.ModuleType('other')\n"
        "other.stream = Groq(**options).chat.completions.create(**chat, stream=True); next(other.stream)"
    ),
    "daemon": (
        "import threading\n"
        "began = threading.Event()\n"
        "def read():\n"
        "    for chunk in Groq(**options).chat.completions.create(**chat, stream=True):\n"
        "        began.set()\n"
        "threading.Thread(target=read, daemon=True).start()\n"
        "began.wait()"
    ),
}
ASYNC_UNFINISHED = {
    "unread": "global stream\nstream = await AsyncGroq(**options).chat.completions.create(**chat, stream=True)",
    "midway": (
        "global stream\n"
        "stream = await AsyncGroq(**options).chat.completions.create(**chat, stream=True)\n"
        "await stream.__anext__()"
    ),
    "with_its_client": (
        "global stream, client\n"
        "client = AsyncGroq(**options)\n"
        "stream = await client.chat.completions.create(**chat, stream=True)\n"
        "await stream.__anext__()"
    ),
    "raw": (
        "global raw\nraw = await AsyncGroq(**options).chat.completions.with_raw_response.create(**chat, stream=True)"
    ),
    "context": (
        "global manager\n"
        "manager = AsyncGroq(**options).chat.completions.with_streaming_response.create(**chat)\n"
        "await manager.__aenter__()"
    ),
    "cycle": (
        "stream = await AsyncGroq(**options).chat.completions.create(**chat, stream=True)\n"
        "await stream.__anext__()\n"
        "cycle = [stream]; cycle.append(cycle)"
    ),
    "task": (
        "async def read():\n"
        "    async for chunk in await AsyncGroq(**options).chat.completions.create(**chat, stream=True):\n"
        "        began.set()\n"
        "began = asyncio.Event()\n"
        "task = asyncio.create_task(read())\n"
        "await began.wait()"
    ),
}


# One program leaks all of them, each in the globals of its own module.
TOGETHER = """
import types
async def run(scenarios):
    for name, code in scenarios.items():
        module = sys.modules[name] = types.ModuleType(name)
        vars(module).update(globals())
        exec(code, vars(module))
        if "scenario" in vars(module):
            await module.scenario()
"""


@pytest.mark.parametrize("retried", [False, True], ids=["at_once", "retried"])
def test_exit_is_silent_when_streams_are_unfinished(retried: bool) -> None:
    code = f"Groq._sleep = lambda self, seconds: None\noptions['max_retries'] = 1\n{TOGETHER}"
    code += f"try: run({UNFINISHED}).send(None)\nexcept StopIteration: pass"  # without an event loop

    def reply(request: Request) -> list[Piece]:
        if not retried or request.header("x-stainless-retry-count") != "0":
            return STUCK
        return FAILURES["reset_before_an_event" if b'"stream"' in request.body else "reset"]

    with ScriptedServer(otherwise=reply) as server:
        assert run_python(code, server.url) == ("", "")
        # A stream is retried only when its first event is read, and two scenarios read none.
        assert len(server.requests) == len(UNFINISHED) + retried * (len(UNFINISHED) - 2)


@pytest.mark.parametrize("loop", [*LOOPS, "asyncio_debug"])
def test_exit_is_silent_when_async_streams_are_unfinished(loop: str) -> None:
    scenarios = {
        name: f"async def scenario():\n{textwrap.indent(code, '    ')}"
        for name, code in ASYNC_UNFINISHED.items()
        if (loop, name) != ("trio", "task")
    }
    with ScriptedServer(*[STUCK] * len(scenarios)) as server:
        assert run_python(TOGETHER + program(loop, f"await run({scenarios})"), server.url) == ("", "")
        assert len(server.requests) == len(scenarios)


@pytest.mark.thorough
@pytest.mark.parametrize("retried", [False, True], ids=["at_once", "retried"])
@pytest.mark.parametrize("name", UNFINISHED)
def test_exit_is_silent_when_a_stream_is_unfinished(name: str, retried: bool) -> None:
    code = "Groq._sleep = lambda self, seconds: None\noptions['max_retries'] = 1\n" + UNFINISHED[name]
    failure = FAILURES["reset_before_an_event" if "stream=True" in code else "reset"]
    with ScriptedServer(*[failure] * retried, STUCK) as server:
        assert run_python(code, server.url) == ("", "")


@pytest.mark.thorough
@pytest.mark.parametrize("loop", [*LOOPS, "asyncio_debug"])
@pytest.mark.parametrize("name", ASYNC_UNFINISHED)
def test_exit_is_silent_when_an_async_stream_is_unfinished(name: str, loop: str) -> None:
    if (loop, name) == ("trio", "task"):
        pytest.skip("asyncio only")
    with ScriptedServer(STUCK) as server:
        assert run_python(program(loop, ASYNC_UNFINISHED[name]), server.url) == ("", "")


UNCLOSED = {
    "unused": "client = Groq(**options)",
    "used": "client = Groq(**options); client.chat.completions.create(**chat)",
    "local": "def main():\n    Groq(**options).chat.completions.create(**chat)\nmain()",
    "two": "clients = [Groq(**options) for _ in range(2)]\nfor one in clients: one.chat.completions.create(**chat)",
    "own": "client = Groq(**options, http_client=DefaultHttpxClient()); client.chat.completions.create(**chat)",
    "httpx": "client = DefaultHttpxClient(); client.get(options['base_url']).raise_for_status()",
}
ASYNC_UNCLOSED = {
    "unused": "global client\nclient = AsyncGroq(**options)",
    "used": "global client\nclient = AsyncGroq(**options)\nawait client.chat.completions.create(**chat)",
    "local": "await AsyncGroq(**options).chat.completions.create(**chat)",
    "own": (
        "global client\n"
        "client = AsyncGroq(**options, http_client=DefaultAsyncHttpxClient())\n"
        "await client.chat.completions.create(**chat)"
    ),
    "httpx": (
        "global client\nclient = DefaultAsyncHttpxClient()\n(await client.get(options['base_url'])).raise_for_status()"
    ),
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", UNCLOSED)
def test_exit_is_silent_when_a_client_is_not_closed(name: str) -> None:
    with ScriptedServer(ANSWER, ANSWER) as server:
        assert run_python(UNCLOSED[name], server.url) == ("", "")


@pytest.mark.thorough
@pytest.mark.parametrize("loop", [*LOOPS, "asyncio_debug"])
@pytest.mark.parametrize("name", ASYNC_UNCLOSED)
def test_exit_is_silent_when_an_async_client_is_not_closed(name: str, loop: str) -> None:
    with ScriptedServer(ANSWER) as server:
        assert run_python(program(loop, ASYNC_UNCLOSED[name]), server.url) == ("", "")


def test_exit_is_silent_when_clients_are_not_closed() -> None:
    code = f"{TOGETHER}\ntry: run({UNCLOSED}).send(None)\nexcept StopIteration: pass"
    with ScriptedServer(otherwise=lambda _: ANSWER) as server:
        assert run_python(code, server.url) == ("", "")
        assert len(server.requests) == 6


@pytest.mark.parametrize("loop", [*LOOPS, "asyncio_debug"])
def test_exit_is_silent_when_async_clients_are_not_closed(loop: str) -> None:
    scenarios = {
        name: f"async def scenario():\n{textwrap.indent(code, '    ')}" for name, code in ASYNC_UNCLOSED.items()
    }
    with ScriptedServer(otherwise=lambda _: ANSWER) as server:
        assert run_python(TOGETHER + program(loop, f"await run({scenarios})"), server.url) == ("", "")
        assert len(server.requests) == 4


# Without garbage collection.


@pytest.fixture
def _no_collection() -> Iterator[None]:
    """Disable the collector, so that only reference counts free objects."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(*_: object) -> None:
        pass

    monkeypatch.setattr(Groq, "_sleep", lambda *_: None)
    monkeypatch.setattr(AsyncGroq, "_sleep", at_once)


RESPONSES = ("raw", "raw_whole", "streamed")


@pytest.mark.usefixtures("_no_collection")
@pytest.mark.parametrize("kind", RESPONSES)
def test_unread_response_frees_its_connection_when_dropped(kind: str) -> None:
    with (
        ScriptedServer(WHOLE if kind == "raw_whole" else STUCK, ANSWER) as server,
        sync_client(server.url, http_client=sync_http_client(limits=LIMITS)) as client,
    ):
        completions = client.chat.completions
        if kind == "streamed":
            manager = completions.with_streaming_response.create(**CHAT)
            manager.__enter__()
            del manager
        else:
            completions.with_raw_response.create(**CHAT, stream=True)
        assert busy_connections(client) == 0
        assert server.wait_for_hang_up()
        assert completions.create(**CHAT).id == "1"


@pytest.mark.anyio
@pytest.mark.usefixtures("_no_collection")
@pytest.mark.parametrize("kind", RESPONSES)
async def test_unread_async_response_frees_its_connection_when_dropped(kind: str, anyio_backend_name: str) -> None:
    if (kind, anyio_backend_name) == ("streamed", "trio"):
        pytest.skip("trio warns of every context that is not left")
    with ScriptedServer(WHOLE if kind == "raw_whole" else STUCK, ANSWER) as server:
        async with async_client(server.url, http_client=async_http_client(limits=LIMITS)) as client:
            completions = client.chat.completions
            if kind == "streamed":
                manager = completions.with_streaming_response.create(**CHAT)
                await manager.__aenter__()
                del manager
            else:
                await completions.with_raw_response.create(**CHAT, stream=True)
            with anyio.fail_after(5):
                assert (await completions.create(**CHAT)).id == "1"
            assert busy_connections(client) == 0
            assert await anyio.to_thread.run_sync(server.wait_for_hang_up)


# A stream without an event is requested again only when its first event is read.
STATES = [
    (state, failure)
    for state in ("unread", "midway", "whole", "closed")
    for failure in FAILURES
    if state in ("midway", "whole") or "before" not in failure
]


@pytest.mark.usefixtures("_no_collection", "_at_once")
@pytest.mark.parametrize(("state", "failure"), STATES)
def test_stream_is_freed_without_the_collector_after_a_retry(state: str, failure: str) -> None:
    with (
        ScriptedServer(FAILURES[failure], WHOLE if state == "whole" else STUCK) as server,
        sync_client(server.url, max_retries=1) as client,
    ):
        stream = client.chat.completions.create(**CHAT, stream=True)
        if state == "midway":
            next(stream)
        elif state == "whole":
            assert len(list(stream)) == 1
        elif state == "closed":
            stream.close()
        dropped = weakref.ref(stream)
        del stream
        assert dropped() is None
        assert busy_connections(client) == 0
        assert len(server.requests) == 2


@pytest.mark.anyio
@pytest.mark.usefixtures("_no_collection", "_at_once")
@pytest.mark.parametrize(("state", "failure"), STATES)
async def test_async_stream_is_freed_without_the_collector_after_a_retry(state: str, failure: str) -> None:
    with ScriptedServer(FAILURES[failure], WHOLE if state == "whole" else STUCK) as server:
        async with async_client(server.url, max_retries=1) as client:
            stream = await client.chat.completions.create(**CHAT, stream=True)
            if state == "midway":
                await stream.__anext__()
            elif state == "whole":
                assert len([chunk async for chunk in stream]) == 1
            elif state == "closed":
                await stream.close()
            dropped = weakref.ref(stream)
            del stream
            assert dropped() is None
            with anyio.fail_after(5):
                while busy_connections(client):
                    await anyio.sleep(0.001)
            assert len(server.requests) == 2


@pytest.mark.usefixtures("_no_collection")
@pytest.mark.parametrize("reply", [[Step.RESET], [b"nonsense\r\n\r\n"]], ids=["reset", "nonsense"])
def test_error_is_freed_without_the_collector(reply: list[Piece]) -> None:
    with ScriptedServer(reply) as server, sync_client(server.url) as client:
        with contextlib.suppress(APIConnectionError):
            try:
                client.chat.completions.create(**CHAT)
            except APIConnectionError as error:
                dropped = weakref.ref(error)
                raise
        assert dropped() is None
        assert busy_connections(client) == 0


# Exhausted file descriptors.

USED_UP = """
import resource
resource.setrlimit(resource.RLIMIT_NOFILE, (64, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
taken = []

def take_all():
    try:
        while True:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        pass

def give_back():
    while taken:
        os.close(taken.pop())

"""


@pytest.mark.skipif(importlib.util.find_spec("resource") is None, reason="this system does not limit descriptors")
@pytest.mark.covering("values")
@pytest.mark.parametrize("stream", [False, True], ids=["plain", "stream"])
@pytest.mark.parametrize("client", ["unused", "used", "used_by_name"])
@pytest.mark.parametrize("loop", ["sync", *LOOPS])
def test_connection_error_when_no_file_descriptor_is_free(loop: str, client: str, stream: bool) -> None:
    wait, cls = ("", "Groq") if loop == "sync" else ("await ", "AsyncGroq")
    # Wait, because event loops close connections a moment later, which frees descriptors.
    settle = "" if loop == "sync" else "import anyio; await anyio.sleep(0.1)"
    body = f"""
from groq import APIConnectionError
client = {cls}(**options)
completions = client.chat.completions  # which is imported now
if {client != "unused"}:
    {wait}completions.create(**chat)
    {settle}
for _ in range(3):
    take_all()
    try:
        {wait}completions.create(**chat, stream={stream})
    except APIConnectionError as error:
        print(type(error).__name__)
    finally:
        give_back()
print(({wait}completions.create(**chat)).id)
{wait}client.close()
"""
    used = [] if client == "unused" else [[*sized(BODY, "connection: close"), Step.HANG_UP]]
    with ScriptedServer(*used, ANSWER) as server:
        url = server.url.replace("127.0.0.1", "localhost") if client == "used_by_name" else server.url
        output, complaints = run_python(USED_UP + program(loop, body), url)
        assert (output.split(), complaints) == (["APIConnectionError"] * 3 + ["1"], "")
