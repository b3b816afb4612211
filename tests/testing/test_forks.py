"""A process forks while a local server runs: the child does not stop the server of its parent."""

from __future__ import annotations

import os

import pytest

from ..support.run_python import run_python

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")

PREAMBLE = """
import gc, os, socket, warnings
from groq.testing import LocalServer

warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)


def wait_for(child):
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def ask(client):
    return client.models.list().data


def begun(server):
    sock = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    sock.sendall(b"GET /openai/v1/models HTTP/1.1\\r\\nhost: x\\r\\nauthorization: Bearer x\\r\\n")
    return sock


def work():
"""

# The child calls os._exit, which skips the interpreter's cleanup, and so does not close the client's connections.
END = """
parent = os.getpid()
work()
gc.collect()
if os.getpid() != parent:
    os._exit(0)
"""


@pytest.mark.parametrize("end", ["return", "server.close()", "del server, client", "assert ask(server.client())"])
def test_child_leaves_a_running_server_and_its_connections_open(end: str) -> None:
    code = f"""
    with LocalServer() as server, server.client() as client, begun(server) as sock:
        server.reply_disconnect(path="/of/the/parent")
        ask(client)
        child = os.fork()
        if child == 0:
            {end}
            gc.collect()
            return
        wait_for(child)
        sock.sendall(b"connection: close\\r\\n\\r\\n")
        with sock.makefile("rb") as answer:
            assert answer.readline() == b"HTTP/1.1 200 OK\\r\\n"
        assert ask(client)
        server.reset()
"""
    assert run_python(PREAMBLE + code + END, preamble="")[1] == ""


def test_parent_ends_connections_and_frees_the_port_while_a_child_runs() -> None:
    code = """
    ended, end = os.pipe()
    with LocalServer() as server, begun(server) as sock:
        ask(server.client())
        port, child = server.port, os.fork()
        if child == 0:
            os.close(end)
            os.read(ended, 1)
            return
        sock.sendall(b"connection: close\\r\\n\\r\\n")
        with sock.makefile("rb") as answer:
            assert answer.read().startswith(b"HTTP/1.1 200 OK\\r\\n")  # to the end of the connection
    with LocalServer(port=port) as server:
        assert ask(server.client())
    os.close(end)
    wait_for(child)
    os.close(ended)
"""
    assert run_python(PREAMBLE + code + END, preamble="")[1] == ""


def test_child_starts_servers_of_its_own() -> None:
    code = """
    with LocalServer(strict=True) as server, LocalServer() as closed:
        closed.close()
        child = os.fork()
        if child == 0:
            server.close()
            for own in (server, closed, LocalServer()):
                with own:
                    assert ask(own.client())
            return
        wait_for(child)
        assert ask(server.client())
"""
    assert run_python(PREAMBLE + code + END, preamble="")[1] == ""
