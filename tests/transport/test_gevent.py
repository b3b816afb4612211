"""gevent's monkey patching before this package is imported, after the import, or after its first use."""

from __future__ import annotations

import contextlib
import importlib.util
import json
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
# The delay of the server in seconds, the number of concurrent greenlets, and the time limit for all of them.
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
import httpx, json
from groq import APITimeoutError, DefaultHttpxClient, Groq
urls = json.loads(sys.argv[1])
options = {"api_key": "test", "max_retries": 0, "timeout": 10}
chat = {"messages": [{"role": "user", "content": "Hi"}], "model": "m"}
"""
USE = """
used = Groq(**options, base_url=urls["use"])
assert used.chat.completions.create(**chat).id == "1"
"""
ORDERS = {"before": PATCH + IMPORT, "after": IMPORT + PATCH, "after_use": IMPORT + USE + PATCH}


@pytest.fixture(params=["http", "https"])
def tls(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> ssl.SSLContext | None:
    """The TLS context of a server whose certificate the programs trust."""
    if request.param == "http":
        return None
    folder = tmp_path_factory.mktemp("tls")
    context = server_context(folder)
    monkeypatch.setenv("SSL_CERT_FILE", str(folder / "root.pem"))
    return context


def late(reply: list[Piece], seconds: float = LATE) -> list[Piece]:
    """Return a response whose bytes arrive late."""
    return [Trickle([piece for piece in reply if isinstance(piece, bytes)], seconds)]


# How a program calls each server; it prints the returned value.
SCENARIOS = f"""
def new_client(options):
    with Groq(**options) as client:
        for call in range(2):
            job = gevent.spawn(client.chat.completions.create, **chat)
            assert job.get(timeout=20).id == "1"
        chunks = list(client.chat.completions.create(**chat, stream=True))
        return "".join(chunk.choices[0].delta.content for chunk in chunks)

def calls_at_once(options):
    with Groq(**options) as client:
        client.chat.completions.create(**chat)
        started = time.monotonic()
        jobs = [gevent.spawn(client.chat.completions.create, **chat) for _ in range({GREENLETS})]
        gevent.joinall(jobs, timeout=20)
        seconds = time.monotonic() - started
        assert [job.get(block=False).id for job in jobs] == ["1"] * {GREENLETS}
        return seconds

def read(client):
    return [chunk.choices[0].delta.content for chunk in client.chat.completions.create(**chat, stream=True)]

def streams_at_once(options):
    with Groq(**options) as client:
        client.chat.completions.create(**chat)
        started = time.monotonic()
        jobs = [gevent.spawn(read, client) for _ in range({GREENLETS})]
        gevent.joinall(jobs, timeout=20)
        seconds = time.monotonic() - started
        assert [job.get(block=False) for job in jobs] == [["a"]] * {GREENLETS}
        return seconds

def one_connection(options):
    http_client = DefaultHttpxClient(limits=httpx.Limits(max_connections=1))
    with Groq(**options, http_client=http_client) as client:
        jobs = [gevent.spawn(client.chat.completions.create, **chat) for _ in range(4)]
        gevent.joinall(jobs, timeout=20)
        return [job.get(block=False).id for job in jobs]

def timeout(options):
    ticks = []
    def tick():
        while True:
            gevent.sleep(0.05)
            ticks.append(1)

    def call(client):
        try:
            client.chat.completions.create(**chat)
        except APITimeoutError:
            return len(ticks) > 1

    ticking = gevent.spawn(tick)
    with Groq(**{{**options, "timeout": httpx.Timeout(10, read=0.5)}}) as client:
        has_ticked = gevent.spawn(call, client).get(timeout=20)
    ticking.kill()
    return has_ticked

scenarios = [new_client, calls_at_once, streams_at_once, one_connection, timeout]
print(json.dumps({{one.__name__: one({{**options, "base_url": urls[one.__name__]}}) for one in scenarios}}))
"""


@pytest.mark.parametrize("order", ORDERS)
def test_greenlets_call_concurrently_when_gevent_patches_sockets(order: str, tls: ssl.SSLContext | None) -> None:
    stream = late([head("content-type: text/event-stream", "connection: close"), texts("a") + DONE])
    replies: dict[str, list[list[Piece]]] = {
        "use": [ANSWER],
        "new_client": [ANSWER, ANSWER, STREAM],
        "calls_at_once": [ANSWER, *[late(ANSWER)] * GREENLETS],
        "streams_at_once": [ANSWER, *[stream] * GREENLETS],
        "one_connection": [late(ANSWER, 0.1)] * 4,
        "timeout": [[]],
    }
    with contextlib.ExitStack() as stack:
        servers = {name: stack.enter_context(ScriptedServer(*each, tls=tls)) for name, each in replies.items()}
        urls = json.dumps({name: server.url for name, server in servers.items()})
        output, complaints = run_python(ORDERS[order] + SCENARIOS, urls, preamble=START, dev=False, fresh=True)
    assert complaints == ""
    found = json.loads(output)
    assert found.pop("calls_at_once") < MOST
    assert found.pop("streams_at_once") < 2 * MOST
    assert found == {"new_client": "ab", "one_connection": ["1"] * 4, "timeout": True}
