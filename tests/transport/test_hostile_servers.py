"""A malicious response promptly raises an error of this package and closes the connection; the next call works."""

from __future__ import annotations

import contextlib
import functools
import gzip
import json
import os
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from groq import APIConnectionError, APIError, APITimeoutError
from groq.types.chat import ChatCompletion

from ..faults.callers import KINDS, Caller, open_caller
from ..support import hostile
from ..support.clients import async_http_client, sync_http_client
from ..support.endless import Flood, Trickle
from ..support.hostile import ANSWERS, BODY, EVIL, EXTRA, STATUS, Row
from ..support.run_python import run_python
from ..support.server import PATIENCE, ScriptedServer, Step, sized
from ..support.tls import server_context

pytestmark = pytest.mark.covering("values")

NEXT = sized(BODY.replace(b'"a"', b'"b"'))
OWN, OWN_NEXT = (ChatCompletion.model_construct(choices=[{"message": {"content": text}}]) for text in "ab")
Opens = Callable[..., AbstractContextManager[Caller]]


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def opens(kind: str) -> Iterator[Opens]:
    """Return a function that opens clients: blocking ones, and async ones for each event loop."""
    with contextlib.ExitStack() as stack:
        portal = None if kind == "sync" else stack.enter_context(start_blocking_portal(kind))
        yield functools.partial(open_caller, portal)


def assert_error(error: APIError | None, expected: type[APIError]) -> None:
    assert isinstance(error, expected), error
    assert expected is not APIConnectionError or not isinstance(error, APITimeoutError), error


def assert_next_call_works(caller: Caller) -> None:
    assert caller.call() == (OWN_NEXT, None)


def check(row: Row, opens: Opens) -> None:
    """Make the call of a row, and another one with the same client."""
    with ScriptedServer(row.pieces, NEXT) as server, opens(server.url, **row.options) as caller:
        value, error = caller.call(row.mode)
        if row.error is None:
            assert (value, error) == (OWN, None)
        else:
            assert_error(error, row.error)
        assert server.wait_for_hang_up()
        assert caller.connections == 0
        assert [flood for flood in row.floods if flood.is_spent] == []
        assert_next_call_works(caller)
        assert [request.connection for request in server.requests] == [0, 1]


def each(rows: dict[str, Row]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", rows)


@each(hostile.LENGTHS)
def test_rejects_response_with_invalid_length(name: str, opens: Opens) -> None:
    check(hostile.LENGTHS[name], opens)


@each(hostile.CODINGS)
def test_rejects_response_with_ambiguous_framing(name: str, opens: Opens) -> None:
    check(hostile.CODINGS[name], opens)


@each(hostile.FIELDS)
def test_rejects_response_with_invalid_header(name: str, opens: Opens) -> None:
    check(hostile.FIELDS[name], opens)


@each(hostile.STATUS_LINES)
def test_rejects_response_with_invalid_status_line(name: str, opens: Opens) -> None:
    check(hostile.STATUS_LINES[name], opens)


@each(hostile.CHUNK_SIZES)
def test_rejects_response_with_invalid_chunk(name: str, opens: Opens) -> None:
    check(hostile.CHUNK_SIZES[name], opens)


@each(hostile.STREAMS)
def test_stream_raises_when_its_framing_is_invalid(name: str, opens: Opens) -> None:
    check(hostile.STREAMS[name], opens)


@each(hostile.FLOODS)
def test_endless_response_is_an_error_at_a_limit(name: str, opens: Opens) -> None:
    check(hostile.FLOODS[name], opens)


@each(hostile.DRIPS)
def test_slow_response_is_a_timeout(name: str, opens: Opens) -> None:
    check(hostile.DRIPS[name], opens)


@each(hostile.SPLIT)
def test_extra_response_after_an_empty_one_is_discarded(name: str, opens: Opens) -> None:
    check(hostile.SPLIT[name], opens)


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("extra", EXTRA)
def test_extra_bytes_after_a_response_are_discarded_with_its_connection(extra: str, answer: str, opens: Opens) -> None:
    check(Row((ANSWERS[answer] + EXTRA[extra],), None), opens)


@pytest.mark.parametrize("extra", EXTRA)
def test_late_extra_bytes_are_not_taken_for_the_next_response(extra: str, opens: Opens) -> None:
    gate = threading.Event()
    with ScriptedServer([ANSWERS["sized"], gate, EXTRA[extra]], NEXT) as server, opens(server.url) as caller:
        assert caller.call() == (OWN, None)
        gate.set()
        assert server.wait_for_replies(1)
        assert_next_call_works(caller)
        assert server.wait_for_hang_up()
        assert [request.connection for request in server.requests] == [0, 1]


@pytest.mark.parametrize("status", ["307 Moved", "503 Busy"])
def test_endless_body_is_closed_when_the_next_request_is_sent(status: str, opens: Opens) -> None:
    flood = Flood(b"a")
    head = f"HTTP/1.1 {status}\r\nlocation: /elsewhere\r\nretry-after-ms: 1\r\n\r\n".encode()
    options = {"max_retries": 1, "max_body_bytes": 1 << 20}
    with ScriptedServer([head, flood, Step.HANG_UP], NEXT) as server, opens(server.url, **options) as caller:
        assert_next_call_works(caller)
        assert server.wait_for_hang_up()
        assert not flood.is_spent


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("x", value) for value in ("a\r\nb: c", "a\nb: c", "a\rb", "a\0b", "a\r\n\r\nGET / HTTP/1.1")),
        *((name, "c") for name in ("x\r\nb", "x y", "x:", "")),
    ],
)
def test_rejects_header_that_would_split_the_request(name: str, value: str, opens: Opens) -> None:
    with ScriptedServer(NEXT) as server, opens(server.url) as caller:
        plain: Any = caller
        usual = plain.client
        with contextlib.suppress(ValueError, httpx.HTTPError):  # may be rejected when the client is copied
            plain.client = usual.with_options(default_headers={name: value})
            assert caller.call().error is not None
        plain.client = usual
        assert_next_call_works(caller)
        assert len(server.requests) == 1


# TLS.


@contextlib.contextmanager
def greeting(pieces: Iterable[Any]) -> Iterator[tuple[str, threading.Event]]:
    """Serve bytes to one client before it writes; yield the URL, and an event set when the client disconnects."""
    left = threading.Event()

    def serve() -> None:
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            with connection, contextlib.suppress(OSError):
                for piece in pieces:
                    for part in [piece] if isinstance(piece, bytes) else piece:
                        connection.sendall(part)
                while connection.recv(65_536):
                    pass
            left.set()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}", left
        with contextlib.suppress(OSError):  # no client has connected
            listener.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE)
    assert not thread.is_alive()


# HelloRequest records, which have no content and may arrive at any time.
HELLOS = b"\x16\x03\x03\x40\x00" + bytes(0x4000)
HANDSHAKES: dict[str, Row] = {
    "http": Row((EVIL,)),
    "text": Row((b"SSH-2.0-OpenSSH_9.6\r\n",)),
    "bytes": Row((bytes(range(256)) * 4,)),
    "nuls": Row((bytes(1000),)),
    "alert": Row((b"\x15\x03\x03\x00\x02\x02\x28",)),
    "empty_records": Row((Flood(b"\x16\x03\x03\x00\x00"),)),
    "large_records": Row((Flood(b"\x16\x03\x03\x40\x00" + b"\x63" * 0x4000),)),
    "data_before_the_handshake": Row((b"\x17\x03\x03\x00\x20" + bytes(32),)),
    "drip": Row((HELLOS[:5], Trickle([b"\0"] * 400, 0.02)), APITimeoutError, options={"total_timeout": 0.5}),
    "drip_of_records": Row((Trickle([HELLOS] * 400, 0.02),), APITimeoutError, options={"total_timeout": 0.5}),
    "drip_to_a_timeout": Row(
        (Trickle([HELLOS] * 400, 0.02),), APITimeoutError, options={"timeout": httpx.Timeout(5, connect=0.5)}
    ),
    "silence": Row((), APITimeoutError, options={"timeout": httpx.Timeout(5, connect=0.3)}),
    "silence_to_a_deadline": Row((), APITimeoutError, options={"total_timeout": 0.3}),
}


@each(HANDSHAKES)
def test_connection_error_when_the_server_does_not_speak_tls(name: str, opens: Opens) -> None:
    row = HANDSHAKES[name]
    with greeting(row.pieces) as (url, left), ScriptedServer(NEXT) as server, opens(url, **row.options) as caller:
        _, error = caller.call()
        assert row.error is not None
        assert_error(error, row.error)
        assert left.wait(PATIENCE)
        assert [flood for flood in row.floods if flood.is_spent] == []
        plain: Any = caller
        plain.client = plain.client.with_options(base_url=server.url)
        assert_next_call_works(caller)


HALF = STATUS + b"content-length: 41\r\n\r\n" + BODY[:-1]


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """The TLS contexts of a server and its client."""
    folder = tmp_path_factory.mktemp("tls")
    return server_context(folder), ssl.create_default_context(cafile=folder / "root.pem")


@pytest.mark.parametrize("before", [b"", STATUS, HALF], ids=["at_once", "in_the_head", "in_the_body"])
def test_connection_error_when_a_response_contains_invalid_tls(
    before: bytes, kind: str, opens: Opens, tls: tuple[ssl.SSLContext, ssl.SSLContext]
) -> None:
    http_client = (sync_http_client if kind == "sync" else async_http_client)(verify=tls[1])
    with (
        ScriptedServer([before, Step.GARBAGE], NEXT, tls=tls[0]) as server,
        opens(server.url, http_client=http_client) as caller,
    ):
        assert_error(caller.call().error, APIConnectionError)
        assert server.wait_for_hang_up()
        assert caller.connections == 0
        assert_next_call_works(caller)


# Decompression bombs.

BOMB_BYTES, BLOCK = 160 << 20, 4 << 20
BLOCKS = BOMB_BYTES // BLOCK
# The additional memory that a call may use, for any decompressed size.
MAX_GROWTH = 64 << 20


def deflated() -> bytes:
    """Yield endless deflated zeros; blocks are independent, so the same one is repeated."""
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (compressor.compress(bytes(BLOCK)) + compressor.flush(zlib.Z_FULL_FLUSH)) * BLOCKS


def bomb(coding: str) -> bytes:
    """Return a compressed body of zeros."""
    if coding == "gzip":
        return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff" + deflated()
    if coding == "deflate":
        return b"\x78\xda" + deflated()
    if coding == "gzip, gzip":
        return gzip.compress(bomb("gzip"))
    if coding == "zstd":
        compressor = pytest.importorskip("zstandard").ZstdCompressor().compressobj()
        zeros: bytes = b"".join(compressor.compress(bytes(BLOCK)) for _ in range(BLOCKS)) + compressor.flush()
        return zeros
    compressor = pytest.importorskip("brotli").Compressor(quality=5)
    packed: bytes = b"".join(compressor.process(bytes(BLOCK)) for _ in range(BLOCKS)) + compressor.finish()
    return packed


MODES = ("plain", "streamed", "stream", "error", "pieces")
EXPLODE = """
import json, sys
import anyio
from groq import APIError, AsyncGroq, Groq

kind, modes = sys.argv[2], json.loads(sys.argv[3])
options = {"api_key": "test", "base_url": sys.argv[1], "max_retries": 0, "timeout": 30}
options |= {"max_body_bytes": 1 << 20, "max_event_bytes": 1 << 20}
chat = {"messages": [{"role": "user", "content": "Hi"}], "model": "m"}

def memory(name):  # not of getrusage, which goes on with the peak of the process that started this one
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(name)) << 10

def forget_the_peak():
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")

def sync_call(client, mode):
    completions = client.chat.completions
    if mode in ("plain", "error"):
        return completions.create(**chat)
    if mode == "stream":
        return list(completions.create(**chat, stream=True))
    with completions.with_streaming_response.create(**chat) as response:
        return response.read() if mode == "streamed" else sum(len(piece) for piece in response.iter_bytes())

async def async_call(client, mode):
    completions = client.chat.completions
    if mode in ("plain", "error"):
        return await completions.create(**chat)
    if mode == "stream":
        return [chunk async for chunk in await completions.create(**chat, stream=True)]
    async with completions.with_streaming_response.create(**chat) as response:
        if mode == "streamed":
            return await response.read()
        return sum([len(piece) async for piece in response.iter_bytes()])

async def measure(call, client):
    found = {}
    for mode in ("warm", *modes):
        before, outcome = memory("VmRSS"), None
        forget_the_peak()
        try:
            outcome = call(client, "plain" if mode == "warm" else mode)
            if kind != "sync":
                outcome = await outcome
        except APIError as error:
            outcome = [one.__name__ for one in type(error).__mro__]
        found[mode] = memory("VmHWM") - before, outcome if isinstance(outcome, list) else repr(outcome)
    if kind != "sync":
        await client.close()
    print(json.dumps(found))

if kind == "sync":
    with Groq(**options) as client:
        anyio.run(measure, sync_call, client)
else:
    anyio.run(measure, async_call, AsyncGroq(**options), backend=kind)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/clear_refs"), reason="peaks are measured in /proc")
@pytest.mark.parametrize("coding", ["gzip", "deflate", "gzip, gzip", "zstd", "br"])
def test_memory_is_bounded_for_a_decompression_bomb(coding: str, kind: str) -> None:
    data = bomb(coding)
    assert len(data) < BOMB_BYTES // 500
    encoding = f"content-encoding: {coding}"
    replies = {mode: sized(data, encoding) for mode in MODES}
    replies["stream"] = sized(data, encoding, "content-type: text/event-stream")
    replies["error"] = sized(data, encoding, status="400 No")
    with ScriptedServer(NEXT, *replies.values()) as server:
        output, _ = run_python(EXPLODE, server.url, kind, json.dumps(MODES), preamble="", dev=False)
        found: dict[str, tuple[int, Any]] = json.loads(output)
        assert all(server.wait_for_hang_up(connection) for connection in range(server.connections))
    assert "content='b'" in found.pop("warm")[1]
    assert {mode: growth >> 20 for mode, (growth, _) in found.items() if growth > MAX_GROWTH} == {}
    outcomes = {mode: outcome for mode, (_, outcome) in found.items()}
    for mode in ("plain", "streamed", "stream"):
        assert "APIError" in outcomes[mode], (mode, outcomes[mode])
    assert "APIStatusError" in outcomes["error"] or "APIConnectionError" in outcomes["error"], outcomes["error"]
