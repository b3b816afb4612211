"""One client that many threads share."""

from __future__ import annotations

import concurrent.futures
import contextlib
import signal
import threading
from collections.abc import Iterator

import httpx
import pytest

from groq import DefaultHttpxClient

from ..support.run_python import run_python
from ..support.server import Piece, Request, ScriptedServer, head, sized

THREADS, CALLS = 16, 25


def echo(request: Request) -> list[Piece]:
    """Respond with the body of the request in chunks of one byte."""
    chunks: list[Piece] = [b"1\r\n%c\r\n" % byte for byte in request.body]
    return [head("transfer-encoding: chunked"), *chunks, b"0\r\n\r\n"]


@contextlib.contextmanager
def client(**limits: int) -> Iterator[httpx.Client]:
    """Return a client for use in several threads."""
    with DefaultHttpxClient(trust_env=False, timeout=10, limits=httpx.Limits(**limits)) as made:
        yield made


def in_threads(function: object, number: int = THREADS) -> list[object]:
    """Call a function concurrently in this many threads, each with its number."""
    ready = threading.Barrier(number)

    def call(index: int) -> object:
        ready.wait(10)
        return function(index)  # type: ignore[operator] # any callable

    with concurrent.futures.ThreadPoolExecutor(number) as pool:
        return list(pool.map(call, range(number)))


@pytest.mark.parametrize("most", [1, 4, THREADS])
def test_each_thread_gets_its_own_responses(most: int) -> None:
    with ScriptedServer(otherwise=echo) as server, client(max_connections=most) as shared:

        def use(thread: int) -> bool:
            bodies = [f"thread {thread}, call {call}".encode() for call in range(CALLS)]
            return [shared.post(server.url, content=body).content for body in bodies] == bodies

        assert in_threads(use) == [True] * THREADS
        assert server.connections <= most


def test_each_thread_gets_its_own_stream() -> None:
    with ScriptedServer(otherwise=echo) as server, client(max_connections=4) as shared:

        def use(thread: int) -> bool:
            body = f"thread {thread}".encode()
            for _ in range(5):
                with shared.stream("POST", server.url, content=body) as response:
                    if b"".join(response.iter_raw()) != body:
                        return False
            return True

        assert in_threads(use) == [True] * THREADS


def test_unfinished_streams_do_not_affect_other_threads() -> None:
    with ScriptedServer(otherwise=echo) as server, client(max_connections=4) as shared:

        def use(thread: int) -> bool:
            for call in range(10):
                body = f"thread {thread}, call {call}".encode()
                with shared.stream("POST", server.url, content=body) as response:
                    pieces = response.iter_raw()
                    came = next(pieces) if thread % 2 else b"".join(pieces)
                if not body.startswith(came) or (not thread % 2 and came != body):
                    return False
            return True

        assert in_threads(use) == [True] * THREADS


def test_response_may_be_read_and_closed_by_another_thread() -> None:
    with ScriptedServer(*[sized(b"ok")] * 2) as server, client(max_connections=1) as shared:
        response = shared.send(shared.build_request("GET", server.url), stream=True)
        read: list[bytes] = []
        thread = threading.Thread(target=lambda: read.append(response.read()))
        thread.start()
        thread.join(10)
        assert read == [b"ok"]
        assert shared.get(server.url).content == b"ok"
        assert server.used == [0, 0]


def test_many_threads_may_send_their_first_requests_at_once() -> None:
    with ScriptedServer(otherwise=lambda request: sized(request.target)) as server:
        for _ in range(5):
            with client() as shared:
                answers = in_threads(lambda thread: shared.get(f"{server.url}/{thread}").content)
                assert answers == [f"/{thread}".encode() for thread in range(THREADS)]


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="this system has no pthread_kill")
def test_error_raised_by_a_signal_handler_frees_the_connection() -> None:
    code = """
import signal, sys, threading
import httpx
from groq import DefaultHttpxClient

class Alarm(Exception):
    pass

def ring(*_):
    raise Alarm

signal.signal(signal.SIGUSR1, ring)
main = threading.main_thread().ident
with DefaultHttpxClient(timeout=10, limits=httpx.Limits(max_connections=1)) as client:
    for path in ("/silent", "/half"):
        timer = threading.Timer(0.5, signal.pthread_kill, (main, signal.SIGUSR1))
        timer.start()
        try:
            client.get(sys.argv[1] + path)
        except Alarm:
            print("rang")
        timer.join()
        print(client.get(sys.argv[1], timeout=httpx.Timeout(10, pool=1)).text)
"""

    def answer(request: Request) -> list[Piece]:
        if request.target == b"/silent":
            return []
        return [head("content-length: 9"), b"some"] if request.target == b"/half" else sized(b"ok")

    with ScriptedServer(otherwise=answer) as server:
        assert run_python(code, server.url, preamble="")[0].split() == ["rang", "ok"] * 2
        assert server.used == [0, 1, 1, 2]
