"""Forks: the child opens its own connections and does not use those of its parent."""

from __future__ import annotations

import os
import ssl
from pathlib import Path

import pytest

from ..support.run_python import run_python
from ..support.server import Request, ScriptedServer, head, sized

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

PREAMBLE = """
import asyncio, gc, os, sys, threading, warnings
import httpx
from groq import DefaultAsyncHttpxClient, DefaultHttpxClient
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
url = sys.argv[1]
options = {"timeout": 10}

def fork(work):
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            work()
            status = 0
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
"""


def run(code: str, url: str, **environment: str) -> str:
    printed, warned = run_python(code, url, preamble=PREAMBLE, environment=environment)
    assert warned == ""
    return printed


def by_path(request: Request) -> list[bytes]:
    """Respond with the path."""
    return [head(f"content-length: {len(request.target)}") + request.target]


def test_child_opens_its_own_connection_and_both_continue() -> None:
    code = """
client = DefaultHttpxClient(**options)

def work():
    print(client.get(url + "/child").text, client.get(url + "/child2").text)
    client.close()
    gc.collect()

print(client.get(url + "/parent").text)
fork(work)
print(client.get(url + "/parent2").text)
fork(work)
print(client.get(url + "/parent3").text)
client.close()
"""
    with ScriptedServer(otherwise=by_path) as server:
        printed = run(code, server.url)
    assert printed.split() == ["/parent", "/child", "/child2", "/parent2", "/child", "/child2", "/parent3"]
    assert server.used == [0, 1, 1, 0, 2, 2, 0]


def test_closing_the_client_in_the_child_keeps_the_tls_of_the_parent(
    server_tls: ssl.SSLContext, certificates: Path
) -> None:
    code = """
client = DefaultHttpxClient(**options)

def work():
    client.close()
    gc.collect()

def use_and_close():
    print(client.get(url + "/child").text)
    client.close()

print(client.get(url + "/parent").text)
fork(work)
fork(use_and_close)
print(client.get(url + "/parent2").text)
client.close()
"""
    with ScriptedServer(otherwise=by_path, tls=server_tls) as server:
        printed = run(code, server.url, SSL_CERT_FILE=str(certificates / "root.pem"))
    assert printed.split() == ["/parent", "/child", "/parent2"]
    assert server.used == [0, 1, 0]


@pytest.mark.parametrize("secured", [False, True], ids=["plain", "tls"])
def test_dropping_a_response_in_the_child_keeps_that_of_the_parent(
    server_tls: ssl.SSLContext, certificates: Path, secured: bool
) -> None:
    code = """
client = DefaultHttpxClient(**options)
response = client.send(client.build_request("GET", url + "/parent"), stream=True)

def drop():
    global response, client
    response.close()
    client.close()
    del response, client
    gc.collect()

fork(drop)
print(response.read().decode())
print(client.get(url + "/parent2").text)
client.close()
"""
    tls = server_tls if secured else None
    with ScriptedServer(otherwise=by_path, tls=tls) as server:
        printed = run(code, server.url, SSL_CERT_FILE=str(certificates / "root.pem"))
    assert printed.split() == ["/parent", "/parent2"]
    assert server.used == [0, 0]


def test_child_does_not_deadlock_when_threads_of_the_parent_send_requests() -> None:
    code = """
client = DefaultHttpxClient(**options)
stop = threading.Event()

def use():
    while not stop.is_set():
        assert client.get(url + "/thread").text == "/thread"

def work():
    assert client.get(url + "/child").text == "/child"

threads = [threading.Thread(target=use) for _ in range(4)]
for thread in threads:
    thread.start()
for _ in range(10):
    fork(work)
stop.set()
for thread in threads:
    thread.join()
print("done")
client.close()
"""
    with ScriptedServer(otherwise=by_path) as server:
        assert run(code, server.url).split() == ["done"]


def test_child_can_use_async_client_of_its_parent() -> None:
    code = """
client = DefaultAsyncHttpxClient(**options)

async def call(path, *, last=False):
    print((await client.get(url + path)).text)
    if last:
        await client.aclose()

async def main():
    await call("/parent")

    def work():
        asyncio._set_running_loop(None)
        asyncio.run(call("/child", last=True), debug=False)

    fork(work)
    await call("/parent2", last=True)

asyncio.run(main(), debug=False)
"""
    with ScriptedServer(otherwise=by_path) as server:
        printed = run(code, server.url)
    assert printed.split() == ["/parent", "/child", "/parent2"]
    assert server.used == [0, 1, 0]


def test_child_has_its_own_connection_limit() -> None:
    code = """
client = DefaultHttpxClient(timeout=httpx.Timeout(10, pool=2), limits=httpx.Limits(max_connections=1))
response = client.send(client.build_request("GET", url + "/parent"), stream=True)
fork(lambda: print(client.get(url + "/child").text))
print(response.read().decode())
client.close()
"""
    with ScriptedServer(otherwise=by_path) as server:
        assert run(code, server.url).split() == ["/child", "/parent"]


def test_multiprocessing_children_can_use_a_used_client() -> None:
    code = """
import multiprocessing
client = DefaultHttpxClient(**options)

def call(number):
    return client.get(url + f"/{number}").text

print(call("parent"))
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(*pool.map(call, range(6)))
print(call("parent"))
client.close()
"""
    with ScriptedServer(otherwise=by_path) as server:
        printed = run(code, server.url)
    assert printed.split() == ["/parent", *(f"/{number}" for number in range(6)), "/parent"]


def test_unused_client_works_in_parent_and_child() -> None:
    code = """
client = DefaultHttpxClient(**options)
fork(lambda: print(client.get(url + "/child").text))
print(client.get(url + "/parent").text)
client.close()
"""
    with ScriptedServer(*[sized(b"ok")] * 2) as server:
        assert run(code, server.url).split() == ["ok", "ok"]
