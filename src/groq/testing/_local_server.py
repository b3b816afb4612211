"""`LocalServer`, for tests: it serves the API of `api` with `server`."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import EllipsisType, TracebackType
from typing import TYPE_CHECKING, Any

import groq

from ..lib._mutex import Mutex
from ._stderr import write_stderr
from .api.app import App
from .api.arguments import check_choice, check_integer, check_seconds
from .api.chat_tools import ToolMode
from .api.faults import Faults
from .api.rate_limits import ServerRateLimits, rates_by_model
from .api.reply_file import queue_file
from .api.reply_script import ReplyScript
from .api.routes import FILES_PATH
from .api.store import MAX_FILE_BYTES
from .recording.recorder import UPSTREAM, CassetteMode, Recorder
from .server.listener import HOST, Listener
from .server.messages import RecordedRequest
from .server.routing import without_slash

if TYPE_CHECKING:
    import httpx

FAKE_KEY = "gsk_local_test_server"

_servers: weakref.WeakSet[LocalServer] = weakref.WeakSet()  # for forks

_MAX_BODY_BYTES = 32 * 1024 * 1024
# Additional bytes allowed for the other parts of a form with a file.
_FORM_BYTES = 64 * 1024


class UnfetchedReplyError(AssertionError):
    """Scripted replies that no request has fetched.

    Attributes:
        replies: A line for each reply: where it was scripted, its kind, its path.
        summary: The number of replies, and these lines.
    """

    def __init__(self, replies: Sequence[str]) -> None:
        count = "1 scripted reply was" if len(replies) == 1 else f"{len(replies)} scripted replies were"
        self.summary: str = "\n  ".join([f"{count} not fetched:", *replies])
        super().__init__(f"{self.summary}\nRemove them, send the requests that they answer, or use strict=False.")
        self.replies: list[str] = list(replies)


class UnrecordedRequestError(AssertionError):
    """The cassette had no answer to a request."""


class LocalServer(ReplyScript):
    """A Groq API on 127.0.0.1 and ::1. It needs neither key nor network, and runs no model.

        with LocalServer() as server:
            client = server.client()
            server.reply_tool_call("get_weather", {"city": "Paris"})

    It validates requests as the API does, and rejects invalid ones with the same errors. A valid one takes the next
    reply that a test has queued (see `ReplyScript`). If the queue is empty, the answer is derived from the request:

    - chat and responses: text that names the local server and quotes the last message; a call of one of the tools, if
      there are any, with arguments that match its schema; JSON in the requested format.
    - files: kept in memory, byte for byte.
    - batches: the requests are run. Each retrieve, or every `batch_polls`-th, advances a batch. A new batch is
      `validating`; retrieves then return `in_progress`, `finalizing` and `completed`, or `failed` if its input file has
      errors. Each line is answered like a single request, and takes scripted replies. `cancel` makes the batch
      `cancelling`, the next retrieve `cancelled`. It expires only if a test calls `expire_batch()`.
    - transcriptions, translations: text that names the file and its size; the duration is that of a WAV file.
    - hosted tools: calls and results of MCP servers and built-in tools are made up.
    - speech: a quiet tone as WAV, FLAC or µ-law; silence of the same length as MP3, the default, and as Ogg Opus.
      The orpheus models have WAV only.
    - embeddings: normalized vectors of 768 numbers, derived from the letters of a text: similar texts are closer.
    - reranking: scores by the words that a document shares with the query.
    - models, fine-tunings: lists of entries only.

    The server is thread-safe, and can be restarted after it was closed. A forked child can send requests to it, and
    does not close it.

    Args:
        port: 0 selects a free one.
        pace: Seconds between the events of a stream.
        max_body_bytes: The limit for request bodies other than file uploads; larger ones get a 413.
        max_file_bytes: The limit for uploaded files; larger ones get a 413.
        rate_limit: Requests per period and model, such as `"600/min"`; the units are `s`, `min`, `h` and `day`, also as
            in `"60/6s"`. More requests get a 429 with `retry-after`. The limit refills continuously. A mapping sets
            limits by model, with `"*"` for others: `{"groq/compound": "30/min", "*": "600/min"}`. Default: no limit.
        token_limit: Tokens per period and model, such as `"50000/min"`, or a mapping. The tokens of an answer count
            when it was sent: it may exceed the limit, and then the next requests wait longer.
        latency: Seconds before each answer.
        slow: Extra seconds → share of the requests that take them: `{5.0: 0.01}` delays 1 % of the answers by 5 s.
        failures: Kind of failure → share of the requests that fail this way: `{503: 0.05}`. The kind is an HTTP status,
            `"disconnect"` (no answer) or `"truncate"` (half an answer). Only the number of a request determines whether
            it is slow or fails.
        batch_polls: The number of retrieves that a batch stays in each state; its counts grow while `in_progress`.
        tools: Whether unscripted answers call tools. `"auto"`: if the last message is the user's and
            `tool_choice` permits it; the answer to a tool result is text. `"always"`: after tool results as well, so
            that a loop reaches its limit. `"never"`: only if `tool_choice` demands a call.
        strict: Whether leaving the `with` block without an exception calls `verify()`.
        cassette: A file (JSON Lines) with recorded answers of the API, which replace made-up ones. Scripted replies
            override both. Requests are matched by method, path, query and body; equal ones get their answers in
            the order in which they were recorded. Keys, cookies and organizations are redacted.
        mode: `"replay"` answers only from the cassette; when all answers to equal requests were taken, it repeats the
            last one. `"record"` forwards every request to the API, and rewrites the cassette. `"auto"` forwards and
            records requests that have no answer left, if `GROQ_API_KEY` is set; without it, or if `CI` is set, it
            equals `"replay"`.
        upstream: The API to record. It gets the key of `GROQ_API_KEY`, unless a client has one of its own (`gsk_…`).
        timing: Whether to replay answers and the events of streams with their recorded delays.

    Raises:
        TypeError: An option has a wrong type.
        ValueError: An option is out of range.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        pace: float = 0.0,
        max_body_bytes: int = _MAX_BODY_BYTES,
        max_file_bytes: int = MAX_FILE_BYTES,
        rate_limit: str | Mapping[str, str] | None = None,
        token_limit: str | Mapping[str, str] | None = None,
        latency: float = 0.0,
        slow: Mapping[float, float] | None = None,
        failures: Mapping[int | str, float] | None = None,
        batch_polls: int = 1,
        tools: ToolMode = "auto",
        strict: bool = True,
        cassette: str | os.PathLike[str] | None = None,
        mode: CassetteMode = "auto",
        upstream: str = UPSTREAM,
        timing: bool = False,
    ) -> None:
        check_integer("port", port, "a number from 0 to 65535", least=0, most=65_535)
        check_seconds("pace", pace)
        check_integer("max_body_bytes", max_body_bytes, "a number of bytes from 0 on", least=0)
        check_integer("max_file_bytes", max_file_bytes, "a number of bytes from 0 on", least=0)
        check_integer("batch_polls", batch_polls, "a number of retrieves from 1 on", least=1)
        super().__init__()
        self.strict = strict
        self._port = port
        self._pace = pace
        self._max_body_bytes = max_body_bytes
        self._max_file_bytes = max_file_bytes
        self._limits = ServerRateLimits(
            rates_by_model("rate_limit", "requests", rate_limit), rates_by_model("token_limit", "tokens", token_limit)
        )
        faults = Faults(latency, {} if failures is None else failures, {} if slow is None else slow)
        self._recorder: Recorder | None = None
        if cassette is not None:
            check_choice("mode", mode, CassetteMode)
            self._recorder = Recorder(Path(cassette), mode, upstream, timing=timing, placeholder=FAKE_KEY)
        relay = None if self._recorder is None else self._recorder.answer
        check_choice("tools", tools, ToolMode)
        self._app = App(
            self._replies, max_file_bytes, faults, self._limits, batch_polls=batch_polls, tools=tools, relay=relay
        )
        self._listener: Listener | None = None
        # Weak references, and not to the `Groq`: its copies by `with_options` share the HTTP client.
        self._http_clients: weakref.WeakSet[httpx.Client] = weakref.WeakSet()
        self._state_lock = Mutex()
        self._is_parents = False
        _servers.add(self)

    def start(self) -> LocalServer:
        """Open the port and serve in the background.

        Raises:
            OSError: The port is in use.
            RuntimeError: The server is already running.
        """
        with self._state_lock:
            if self._listener is not None:
                raise RuntimeError("the server is already running: close() it before it is started again")
            self._listener = Listener(self._port, self._app, pace=self._pace, max_body=self._max_body)
            self._is_parents = False
        return self

    def close(self) -> None:
        """Close all connections and free the port, without waiting for open streams. Further calls do nothing.

        Clients made by `client()` are closed too. Those made by `async_client()` must be closed in their event loop.
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
        if self._is_parents:
            return
        if self.strict and exc_type is None:
            self.verify()
        elif exc is not None and self.unrecorded:
            # The error of the client shows the difference on one line. Exceptions have notes since Python 3.11.
            show: Callable[[str], object] = getattr(exc, "add_note", write_stderr)
            show("\n\n".join(["", *self.unrecorded, ""]))

    def _leave_to_parent(self) -> None:
        """Leave the server to the parent process; called in a forked child."""
        if self._listener is not None:
            self._is_parents = True
            self._listener.leave_to_parent()

    @staticmethod
    def _reset_after_fork() -> None:
        for server in list(_servers):
            server._leave_to_parent()

    if hasattr(os, "register_at_fork"):  # not on Windows, which has no fork
        os.register_at_fork(after_in_child=_reset_after_fork)

    def queue_file(self, path: str | os.PathLike[str]) -> None:
        """Queue the replies of a file: JSON Lines, such as `{"text": "Hello!"}` and `{"error": 429, "times": 2}`.

        The guide to testing has all members.

        Raises:
            OSError: The file cannot be read.
            ValueError: A line is not a reply. The message has its number. None is queued.
        """
        queue_file(Path(path), self._replies)

    def change_limits(
        self,
        *,
        rate_limit: str | Mapping[str, str] | EllipsisType | None = ...,
        token_limit: str | Mapping[str, str] | EllipsisType | None = ...,
    ) -> None:
        """Change the limits, even while requests are in flight. By default, a limit is unchanged.

        The remaining amount of a model is kept, up to the new limit. `reset()` fills the new limits.

        Args:
            rate_limit: As in the constructor; a mapping replaces the limits of all models. `None` for no limit.
            token_limit: The same for tokens. The tokens of an answer count when it is sent.

        Raises:
            TypeError: A limit has a wrong type.
            ValueError: A limit is not a rate. None is changed.
        """
        requests = None if rate_limit is ... else rates_by_model("rate_limit", "requests", rate_limit)
        tokens = None if token_limit is ... else rates_by_model("token_limit", "tokens", token_limit)
        self._limits.change(requests, tokens)

    def verify(self) -> None:
        """Check that every scripted reply was fetched. One with `times=None` must be fetched at least once.

        Raises:
            UnfetchedReplyError: Replies were not fetched. The message lists them, and where they were scripted.
            UnrecordedRequestError: The cassette had no answer to a request. The message shows the difference from the
                most similar recorded request.
        """
        if self.unrecorded:
            raise UnrecordedRequestError("\n\n".join(self.unrecorded))
        unfetched = self._replies.unfetched()
        if unfetched:
            raise UnfetchedReplyError(unfetched)

    def __repr__(self) -> str:
        listener = self._listener
        return f"<LocalServer {f'http://{HOST}:{listener.port}' if listener else 'not running'}>"

    def _max_body(self, target: str) -> int:
        is_upload = without_slash(target.partition("?")[0]).endswith(FILES_PATH)
        return self._max_file_bytes + _FORM_BYTES if is_upload else self._max_body_bytes

    @property
    def port(self) -> int:
        """The port of the running server.

        Raises:
            RuntimeError: The server is not running.
        """
        listener = self._listener
        if listener is None:
            raise RuntimeError("the server is not running: use `with LocalServer() as server`")
        return listener.port

    @property
    def base_url(self) -> str:
        """The `base_url` for `Groq`: `http://127.0.0.1:PORT`. The server must be running."""
        return f"http://{HOST}:{self.port}"

    @property
    def api_key(self) -> str:
        """An API key to send. It is not secret; the server accepts any key."""
        return FAKE_KEY

    @property
    def env(self) -> dict[str, str]:
        """The environment variables that point `Groq()` to this running server: `GROQ_BASE_URL` and `GROQ_API_KEY`.

        `NO_PROXY` is extended, as a proxy elsewhere cannot reach this machine's loopback interface.
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
        """The last thousand requests, oldest first, including refused ones."""
        return self._app.requests

    @property
    def unrecorded(self) -> list[str]:
        """A message for each request that the cassette had no answer to, with the most similar recorded request."""
        return [] if self._recorder is None else list(self._recorder.misses)

    def reset(self) -> None:
        """Drop queued replies, recorded requests, files and all other state; start over with full rate limits."""
        self._replies.clear()
        self._app.reset()
        if self._recorder is not None:
            self._recorder.reset()

    def client(self, **options: Any) -> groq.Groq:
        """Return a `Groq` client of this server; `options` are those of `Groq`, and override URL and key."""
        from groq import DefaultHttpxClient, Groq  # Imported here: the server itself needs no HTTP client.

        options = {"base_url": self.base_url, "api_key": self.api_key, **options}
        if options.get("http_client") is None:
            options["http_client"] = DefaultHttpxClient(trust_env=False)  # A proxy could not reach this machine.
        client = Groq(**options)
        with self._state_lock:
            self._http_clients.add(options["http_client"])
        return client

    def async_client(self, **options: Any) -> groq.AsyncGroq:
        """Return an `AsyncGroq` client of this server; `options` as in `client()`. The caller closes it."""
        from groq import AsyncGroq, DefaultAsyncHttpxClient  # Imported here, as in `client`.

        options = {"base_url": self.base_url, "api_key": self.api_key, **options}
        if options.get("http_client") is None:
            options["http_client"] = DefaultAsyncHttpxClient(trust_env=False)
        return AsyncGroq(**options)
