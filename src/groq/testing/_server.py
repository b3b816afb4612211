"""The local server as people use it: start, point a client at it, script it, look at what came, stop."""

from __future__ import annotations

import os
import threading
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ._app import App
from ._http import HOST, Listener
from ._replies import ReplyScript
from ._wire import RecordedRequest

if TYPE_CHECKING:
    from groq import AsyncGroq, Groq

FAKE_KEY = "gsk_local_test_server"

_MAX_BODY_BYTES = 32 * 1024 * 1024


class LocalServer(ReplyScript):
    """A Groq API on 127.0.0.1 that needs no key and no network. No model runs in it.

        with LocalServer() as server:
            client = server.client()
            server.reply_tool_call("get_weather", {"city": "Paris"})

    A request is checked as the API checks it: what the API would refuse gets the API's own error. Otherwise it takes
    the reply that a test has queued (see `ReplyScript`) or, when there is none, an answer made up from the request:
    text that says where it comes from and quotes the last message; a call of a tool when `tool_choice` or a word of
    the message asks for one, with arguments that fit its schema; JSON that fits `response_format`. The same request
    gets the same answer.

    - `port`: 0 picks a free one.
    - `pace`: seconds between the events of a stream.
    - `max_body_bytes`: a larger request body is a 413.

    Raises `ValueError` for options that make no sense. The server may be used from many threads, and started again
    after it was closed.
    """

    def __init__(self, *, port: int = 0, pace: float = 0.0, max_body_bytes: int = _MAX_BODY_BYTES) -> None:
        if not 0 <= port <= 65_535:
            raise ValueError(f"port must be between 0 and 65535, got {port}")
        if pace < 0:
            raise ValueError(f"pace is a number of seconds and cannot be negative, got {pace}")
        super().__init__()
        self._port = port
        self._pace = pace
        self._max_body_bytes = max_body_bytes
        self._app = App(self._replies)
        self._listener: Listener | None = None
        self._clients: list[Groq] = []
        self._state_lock = threading.Lock()

    def start(self) -> LocalServer:
        """Open the port and serve in the background. Raises `OSError` when the port is taken."""
        with self._state_lock:
            if self._listener is not None:
                raise RuntimeError("server is already running: close() it before it is started again")
            self._listener = Listener(self._port, self._app, pace=self._pace, max_body=self._max_body_bytes)
        return self

    def close(self) -> None:
        """Hang up on all clients and free the port, without waiting for open streams. Closing twice is fine.

        Clients made by `client()` are closed too; those made by `async_client()` are for their event loop to close.
        """
        with self._state_lock:
            listener, self._listener = self._listener, None
            clients, self._clients = self._clients, []
        for client in clients:
            client.close()
        if listener is not None:
            listener.close()

    def __enter__(self) -> LocalServer:
        return self.start()

    def __exit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        listener = self._listener
        return f"<LocalServer {f'http://{HOST}:{listener.port}' if listener else 'not running'}>"

    @property
    def port(self) -> int:
        """The port it listens on. Raises `RuntimeError` when it is not running, as do `base_url` and `env`."""
        listener = self._listener
        if listener is None:
            raise RuntimeError("server is not running: use `with LocalServer() as server`")
        return listener.port

    @property
    def base_url(self) -> str:
        """What `Groq(base_url=…)` takes: `http://127.0.0.1:PORT`."""
        return f"http://{HOST}:{self.port}"

    @property
    def api_key(self) -> str:
        """A key to send. It is no secret, and any other is taken as well."""
        return FAKE_KEY

    @property
    def env(self) -> dict[str, str]:
        """The environment in which `Groq()` finds this server: `GROQ_BASE_URL` and `GROQ_API_KEY`.

        `NO_PROXY` is part of it, with what it holds now: a proxy elsewhere cannot reach this machine's loopback.
        """
        past_proxies = ",".join(filter(None, (os.environ.get("NO_PROXY") or os.environ.get("no_proxy"), HOST)))
        return {
            "GROQ_BASE_URL": self.base_url,
            "GROQ_API_KEY": self.api_key,
            "NO_PROXY": past_proxies,
            "no_proxy": past_proxies,
        }

    @property
    def requests(self) -> list[RecordedRequest]:
        """The requests so far, oldest first, also those that were refused; the last thousand of them."""
        return self._app.requests

    def reset(self) -> None:
        """Drop queued replies and recorded requests, and start over with a full rate-limit budget."""
        self._replies.clear()
        self._app.reset()

    def client(self, **options: Any) -> Groq:
        """A `Groq` client of this server; `options` are those of `Groq` and win over `base_url` and `api_key`."""
        from groq import DefaultHttpxClient, Groq  # On first use: the server itself needs no HTTP client.

        options = {"base_url": self.base_url, "api_key": self.api_key, **options}
        if options.get("http_client") is None:
            options["http_client"] = DefaultHttpxClient(trust_env=False)  # a proxy could not reach this machine
        client = Groq(**options)
        self._clients.append(client)
        return client

    def async_client(self, **options: Any) -> AsyncGroq:
        """An `AsyncGroq` client of this server; `options` as in `client()`. Closing it is the caller's part."""
        from groq import AsyncGroq, DefaultAsyncHttpxClient  # On first use, as above.

        options = {"base_url": self.base_url, "api_key": self.api_key, **options}
        if options.get("http_client") is None:
            options["http_client"] = DefaultAsyncHttpxClient(trust_env=False)  # as above
        return AsyncGroq(**options)
