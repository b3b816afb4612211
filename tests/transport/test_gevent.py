"""Programs that patch the standard library by gevent, before this package is imported, after it, or after its use."""

from __future__ import annotations

import importlib.util
import ssl

import pytest

from ..support.endless import Trickle
from ..support.events import DONE, texts
from ..support.run_python import STUCK, run_python
from ..support.server import Piece, ScriptedServer, chunked, head, sized
from ..support.tls import server_context

pytestmark = [
    pytest.mark.covering("values"),
    pytest.mark.skipif(importlib.util.find_spec("gevent") is None, reason="gevent is not installed"),
]

BODY = b'{"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": []}'
ANSWER = sized(BODY)
STREAM = chunked(texts("a"), texts("b"), DONE)
# Seconds until the server answers, greenlets that call at once, and what all of them may take.
LATE, GREENLETS, MOST = 0.5, 10, 2.5

START = f"""
import faulthandler, sys, time, warnings
faulthandler.dump_traceback_later({STUCK}, exit=True)
"""
PATCH = """
from gevent import monkey
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # gevent warns of modules that were imported before
    monkey.patch_all()
import gevent
"""
IMPORT = """
import httpx
from groq import APITimeoutError, DefaultHttpxClient, Groq
url = sys.argv[1]
options = {"api_key": "test", "base_url": url, "max_retries": 0, "timeout": 10}
chat = {"messages": [{"role": "user", "content": "Hi"}], "model": "m"}
"""
USE = """
used = Groq(**options)
assert used.chat.completions.create(**chat).id == "1"
"""
ORDERS = {"before": PATCH + IMPORT, "after": IMPORT + PATCH, "after_use": IMPORT + USE + PATCH}
orders = pytest.mark.parametrize("order", ORDERS)


@pytest.fixture(params=["http", "https"])
def tls(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> ssl.SSLContext | None:
    """What a server uses, and programs trust."""
    if request.param == "http":
        return None
    folder = tmp_path_factory.mktemp("tls")
    context = server_context(folder)
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "root.pem"))
    return context


def late(reply: list[Piece]) -> list[Piece]:
    """An answer whose bytes come late."""
    return [Trickle([piece for piece in reply if isinstance(piece, bytes)], LATE)]


def check(order: str, code: str, tls: ssl.SSLContext | None, *replies: list[Piece]) -> str:
    """Run a program, and give what it printed; a call before the patch, if there is one, has an answer of its own."""
    first = [ANSWER] if order == "after_use" else []
    with ScriptedServer(*first, *replies, tls=tls) as server:
        output, complaints = run_python(ORDERS[order] + code, server.url, preamble=START, dev=False, fresh=True)
    assert complaints == ""
    return output


@orders
def test_a_new_client_works_when_gevent_patches_sockets(order: str, tls: ssl.SSLContext | None) -> None:
    code = """
with Groq(**options) as client:
    for call in range(2):
        job = gevent.spawn(client.chat.completions.create, **chat)
        assert job.get(timeout=20).id == "1"
    chunks = list(client.chat.completions.create(**chat, stream=True))
    print("".join(chunk.choices[0].delta.content for chunk in chunks))
"""
    assert check(order, code, tls, ANSWER, ANSWER, STREAM) == "ab\n"


@orders
def test_greenlets_call_at_once_when_gevent_patches_sockets(order: str, tls: ssl.SSLContext | None) -> None:
    code = f"""
with Groq(**options) as client:
    client.chat.completions.create(**chat)
    started = time.monotonic()
    jobs = [gevent.spawn(client.chat.completions.create, **chat) for _ in range({GREENLETS})]
    gevent.joinall(jobs, timeout=20)
    seconds = time.monotonic() - started
    assert [job.get(block=False).id for job in jobs] == ["1"] * {GREENLETS}
    print(seconds)
"""
    assert float(check(order, code, tls, ANSWER, *[late(ANSWER)] * GREENLETS)) < MOST


@orders
def test_greenlets_read_streams_at_once_when_gevent_patches_sockets(order: str, tls: ssl.SSLContext | None) -> None:
    code = f"""
def read(client):
    return [chunk.choices[0].delta.content for chunk in client.chat.completions.create(**chat, stream=True)]

with Groq(**options) as client:
    client.chat.completions.create(**chat)
    started = time.monotonic()
    jobs = [gevent.spawn(read, client) for _ in range({GREENLETS})]
    gevent.joinall(jobs, timeout=20)
    seconds = time.monotonic() - started
    assert [job.get(block=False) for job in jobs] == [["a"]] * {GREENLETS}
    print(seconds)
"""
    reply = late([head("content-type: text/event-stream", "connection: close"), texts("a") + DONE])
    assert float(check(order, code, tls, ANSWER, *[reply] * GREENLETS)) < 2 * MOST


@orders
def test_greenlets_wait_for_their_turn_when_there_are_few_connections(order: str) -> None:
    code = """
http_client = DefaultHttpxClient(limits=httpx.Limits(max_connections=1))
with Groq(**options, http_client=http_client) as client:
    jobs = [gevent.spawn(client.chat.completions.create, **chat) for _ in range(4)]
    gevent.joinall(jobs, timeout=20)
    print([job.get(block=False).id for job in jobs])
"""
    assert check(order, code, None, *[late(ANSWER)] * 4) == f"{['1'] * 4}\n"


@orders
def test_a_timeout_ends_a_call_when_gevent_patches_sockets(order: str, tls: ssl.SSLContext | None) -> None:
    code = """
ticks = []
def tick():
    while True:
        gevent.sleep(0.05)
        ticks.append(1)

def call(client):
    try:
        client.chat.completions.create(**chat)
    except APITimeoutError:
        return "timeout"

ticking = gevent.spawn(tick)
with Groq(**{**options, "timeout": httpx.Timeout(10, read=0.5)}) as client:
    print(gevent.spawn(call, client).get(timeout=20), len(ticks) > 1)
ticking.kill()
"""
    assert check(order, code, tls, []) == "timeout True\n"
