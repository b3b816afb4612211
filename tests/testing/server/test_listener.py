"""The listener: many connections, and closing all of them."""

from __future__ import annotations

import contextlib
import http.client
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from groq.testing import LocalServer
from groq.testing.api.answers import Answer
from groq.testing.api.app import App
from groq.testing.server.messages import RecordedRequest

from ..conftest import BODY, CHAT, Api


def server_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("groq-testing")]


class TestLifecycle:
    def test_listens_on_the_loopback_interface_only(self, server: LocalServer) -> None:
        assert server.base_url == f"http://127.0.0.1:{server.port}"
        assert server.env.items() >= {"GROQ_BASE_URL": server.base_url, "GROQ_API_KEY": server.api_key}.items()

    @pytest.mark.parametrize("sent", [b"", b"POST / HT", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"])
    def test_stalled_clients_do_not_block_others(self, sent: bytes) -> None:
        before = set(server_threads())
        with contextlib.ExitStack() as stack:
            server = LocalServer().start()
            for _ in range(150):
                sock = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
                sock.sendall(sent)
            with closing(Api(server.port).connection) as connection:
                connection.timeout = 5
                connection.request("GET", "/openai/v1/models", headers={"authorization": "Bearer k"})
                assert connection.getresponse().status == 200
            server.close()
            assert set(server_threads()) <= before

    def test_close_shares_one_deadline_among_busy_threads(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("groq.testing.server.listener._JOIN_TIMEOUT", 0.2)
        busy, done = threading.Semaphore(0), threading.Event()

        def answer(_app: App, _request: RecordedRequest) -> Answer:
            busy.release()
            done.wait(30)
            return Answer()

        monkeypatch.setattr(App, "answer", answer)
        server = LocalServer().start()
        with contextlib.ExitStack() as stack:
            stack.callback(done.set)
            for _ in range(20):
                connection = stack.enter_context(closing(Api(server.port).connection))
                connection.request("GET", "/")
                busy.acquire(timeout=30)
            started = time.monotonic()
            server.close()
            assert time.monotonic() - started < 2

    def test_close_ends_idle_connections_and_open_streams_and_delays(self) -> None:
        before = set(server_threads())
        server = LocalServer(pace=3600).start()
        idle, streaming, waiting = (Api(server.port) for _ in range(3))
        idle.chat()
        streaming.connection.request("POST", CHAT, BODY[:-1] + b', "stream": true}', {"authorization": "Bearer k"})
        response = streaming.connection.getresponse()
        assert response.readline().startswith(b"data: {")
        server.reply("late", delay=3600)
        waiting.connection.request("POST", CHAT, BODY, {"authorization": "Bearer k"})
        server.close()
        with pytest.raises(http.client.HTTPException):
            response.read()
        with pytest.raises((http.client.HTTPException, OSError)):
            waiting.connection.getresponse()
        for api in (idle, streaming, waiting):
            api.connection.close()
        response.close()
        assert set(server_threads()) <= before

    def test_threads_are_daemons(self, api: Api) -> None:
        api.chat()
        assert server_threads()
        assert all(thread.daemon for thread in server_threads())


class TestRequests:
    def test_serves_many_connections_concurrently(self, server: LocalServer) -> None:
        together = threading.Barrier(60)

        def ask(number: int) -> bool:
            api = Api(server.port)
            with closing(api.connection):
                api.connection.connect()
                together.wait(30)
                return f'"question {number}"' in "".join(
                    delta.get("content", "") for delta in api.chat(f"question {number}", stream=True).deltas
                )

        with ThreadPoolExecutor(60) as pool:
            assert all(pool.map(ask, range(60)))
        assert len(server.requests) == 60
