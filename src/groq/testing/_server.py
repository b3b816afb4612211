"""The local server as people use it: start, point a client at it, script it, look at what came, stop."""

from __future__ import annotations

import os
import threading
import weakref
from types import TracebackType
from typing import TYPE_CHECKING, Any

from ._app import App
from ._checks import check_integer, check_seconds
from ._http import HOST, Listener
from ._replies import FILES_PATH, ReplyScript
from ._store import MAX_FILE_BYTES
from ._wire import RecordedRequest

if TYPE_CHECKING:
    import httpx

    from groq import AsyncGroq, Groq

FAKE_KEY = "gsk_local_test_server"

_MAX_BODY_BYTES = 32 * 1024 * 1024
# What a form has around the file in it.
_FORM_BYTES = 64 * 1024


class LocalServer(ReplyScript):
    """A Groq API on 127.0.0.1 that needs no key and no network. No model runs in it.

        with LocalServer() as server:
            client = server.client()
            server.reply_tool_call("get_weather", {"city": "Paris"})

    A request is checked as the API checks it: what the API would refuse gets the API's own error. Otherwise it takes
    the reply that a test has queued (see `ReplyScript`) or, when there is none, an answer made up from the request,
    the same for the same request:

    - chat and responses: text that says where it comes from and quotes the last message; a call of a tool when
      `tool_choice` or a word of the message asks for one, with arguments that fit its schema; JSON that fits the
      format asked for.
    - files: kept in memory, byte for byte.
    - batches: really run. They move on one state per retrieve: a batch is `validating` when it is created, and its
      retrieves find it `in_progress`, `finalizing` and `completed`, or `failed` when its input file has errors. Each
      line is answered as its request alone would be, and takes scripted replies; `cancel` makes it `cancelling`, the
      next retrieve `cancelled`. Nothing ever expires.
    - transcriptions, translations: text that names the file and its size; the duration is that of a WAV file.
    - speech: a quiet tone as WAV, FLAC or µ-law; as MP3, the default, and as Ogg Opus silence, as long as the tone.
    - embeddings: 768 numbers by the letters of a text, of length 1: similar texts are closer than others.
    - reranking: by the words that a document shares with the query.
    - models, fine-tunings: lists; no model is behind any of them.

    - `port`: 0 picks a free one.
    - `pace`: seconds between the events of a stream.
    - `max_body_bytes`: a larger request body is a 413.
    - `max_file_bytes`: a larger file for a batch is a 413; `max_body_bytes` does not count for it.

    Raises `TypeError` or `ValueError` for options that make no sense. The server may be used from many threads, and
    started again after it was closed.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        pace: float = 0.0,
        max_body_bytes: int = _MAX_BODY_BYTES,
        max_file_bytes: int = MAX_FILE_BYTES,
    ) -> None:
        check_integer("port", port, "a number from 0 to 65535", least=0, most=65_535)
        check_seconds("pace", pace)
        check_integer("max_body_bytes", max_body_bytes, "a number of bytes from 0 on", least=0)
        check_integer("max_file_bytes", max_file_bytes, "a number of bytes from 0 on", least=0)
        super().__init__()
        self._port = port
        self._pace = pace
        self._max_body_bytes = max_body_bytes
        self._max_file_bytes = max_file_bytes
        self._app = App(self._replies, max_file_bytes)
        self._listener: Listener | None = None
        # Weakly, and not the `Groq` around them: a copy of one, by `with_options`, shares its HTTP client.
        self._http_clients: weakref.WeakSet[httpx.Client] = weakref.WeakSet()
        self._state_lock = threading.Lock()

    def start(self) -> LocalServer:
        """Open the port and serve in the background. Raises `OSError` when the port is taken."""
        with self._state_lock:
            if self._listener is not None:
                raise RuntimeError("server is already running: close() it before it is started again")
            self._listener = Listener(self._port, self._app, pace=self._pace, max_body=self._max_body)
        return self

    def close(self) -> None:
        """Hang up on all clients and free the port, without waiting for open streams. Closing twice is fine.

        Clients made by `client()` are closed too; those made by `async_client()` are for their event loop to close.
        """
        with self._state_lock:
            listener, self._listener = self._listener, None
            http_clients = list(self._http_clients)
            self._http_clients.clear()
        for http_client in http_clients:
            http_client.close()
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

    def _max_body(self, target: str) -> int:
        is_upload = target.partition("?")[0].endswith(FILES_PATH)
        return self._max_file_bytes + _FORM_BYTES if is_upload else self._max_body_bytes

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
        """Drop queued replies, recorded requests, files and all else; start over with a full rate-limit budget."""
        self._replies.clear()
        self._app.reset()

    def client(self, **options: Any) -> Groq:
        """A `Groq` client of this server; `options` are those of `Groq` and win over `base_url` and `api_key`."""
        from groq import Groq  # On first use: the server itself needs no HTTP client.
        from groq._base_client import SyncHttpxClientWrapper  # As above.

        options = {"base_url": self.base_url, "api_key": self.api_key, **options}
        if options.get("http_client") is None:
            # One that closes itself when nobody holds it any more. A proxy could not reach this machine.
            options["http_client"] = SyncHttpxClientWrapper(trust_env=False)
        client = Groq(**options)
        with self._state_lock:
            self._http_clients.add(options["http_client"])
        return client

    def async_client(self, **options: Any) -> AsyncGroq:
        """An `AsyncGroq` client of this server; `options` as in `client()`. Closing it is the caller's part."""
        from groq import AsyncGroq, DefaultAsyncHttpxClient  # On first use, as above.

        options = {"base_url": self.base_url, "api_key": self.api_key, **options}
        if options.get("http_client") is None:
            options["http_client"] = DefaultAsyncHttpxClient(trust_env=False)  # as above
        return AsyncGroq(**options)
