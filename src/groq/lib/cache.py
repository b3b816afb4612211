"""`ResponseCache`: middleware that answers a repeated call from a file."""

from __future__ import annotations

import contextlib
import hashlib
import json
import logging
import math
import os
import sqlite3
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, cast, get_args

import anyio.to_thread
import httpx
from typing_extensions import override

from groq import BaseModel, Call, CallNext

from .._request.query import query_pairs
from .._utils import is_subclass
from ._fork_waits import fork_waits

_log = logging.getLogger("groq")

# Operations whose answer depends on the request alone.
_CACHED = frozenset({"chat.completions.create", "embeddings.create", "reranking.create", "responses.create"})
_LOCK_TIMEOUT = 5.0  # seconds that a process waits for another one's write
_CREATE = "CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, stored REAL NOT NULL, lines TEXT NOT NULL)"


class ResponseCache:
    """Middleware that stores answers in a file, and answers repeated requests from it.

    >>> client = Groq(middleware=[ResponseCache("answers.db", expiry=24 * 3600)])

    Chat completions, responses, embeddings and rerankings are stored. Requests are equal if their URLs, queries and
    bodies are equal. A stream is stored when it has been read to its end, and replayed without pauses. Raw responses
    and errors are not stored. An answer from the cache has no `rate_limits` and no `request_id`.

    Threads, processes and clients may share one file. It is a SQLite database: a crash in the middle of a write leaves
    the answers that were stored before. The file has prompts and answers in plain text.

    Args:
        path: The file. It is created on first use.
        expiry: Seconds after which a stored answer is no longer used. Default: never.
    """

    def __init__(self, path: str | os.PathLike[str], *, expiry: float | None = None) -> None:
        if expiry is not None and not expiry > 0:
            raise ValueError(f"expiry: expected more than 0 seconds, or None for no expiry, got {expiry!r}.")
        self._path = Path(path)
        self._expiry = expiry
        self._local = threading.local()

    @override
    def __reduce__(self) -> tuple[Callable[[], ResponseCache], tuple[()]]:
        return partial(type(self), self._path, expiry=self._expiry), ()

    def __call__(self, call: Call, call_next: CallNext) -> Any:
        """Return the stored answer, or send the call and store its answer."""
        if not _is_cacheable(call):
            return call_next(call)
        key = _key(call)
        lines = self._load(key)
        if lines is not None and (replayed := _replayed(call, lines)) is not None:
            return replayed
        result = call_next(call)
        if call.stream:
            _ChunkCollector(partial(self._store, key)).attach(result)
        else:
            self._store(key, [_line(result)])
        return result

    async def async_call(self, call: Call, call_next: CallNext) -> Any:
        """Return the stored answer, or send the call and store its answer. The file is used in a thread."""
        if not _is_cacheable(call):
            return await call_next(call)
        key = _key(call)
        lines = await anyio.to_thread.run_sync(self._load, key)
        if lines is not None and (replayed := _replayed(call, lines)) is not None:
            return replayed
        result = await call_next(call)
        if call.stream:
            _ChunkCollector(lambda lines: anyio.to_thread.run_sync(self._store, key, lines)).attach(result)
        else:
            await anyio.to_thread.run_sync(self._store, key, [_line(result)])
        return result

    @fork_waits()
    def clear(self) -> None:
        """Remove all answers."""
        try:
            with self._connection() as connection:
                connection.execute("DELETE FROM answers")
        except sqlite3.Error as err:
            raise OSError(f"{self._path}: expected a file for cached answers. SQLite says: {err}.") from err

    @fork_waits()
    def _load(self, key: str) -> list[str] | None:
        now = time.time()
        # An answer stored "in the future", before the clock was set back, has an unknown age.
        oldest, newest = (0.0, math.inf) if self._expiry is None else (now - self._expiry, now)
        query = "SELECT lines FROM answers WHERE key = ? AND stored > ? AND stored <= ?"
        try:
            with self._connection() as connection:
                found = connection.execute(query, (key, oldest, newest))
                row: tuple[str] | None = found.fetchone()
        except sqlite3.Error as err:
            raise OSError(f"{self._path}: expected a file for cached answers. SQLite says: {err}.") from err
        return None if row is None else row[0].split("\n")

    @fork_waits()
    def _store(self, key: str, lines: list[str]) -> None:
        row = key, time.time(), "\n".join(lines)
        try:
            with self._connection() as connection:
                connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?)", row)
        except (OSError, sqlite3.Error) as err:  # the answer has arrived, and was paid for
            _log.warning("%s: an answer could not be stored: %s", self._path, err)

    def _connection(self) -> sqlite3.Connection:
        """Return the connection of this thread of this process: SQLite allows no other use after a fork."""
        pid, connection = getattr(self._local, "opened", (None, None))
        if connection is None or pid != os.getpid():
            # The thread that drops the cache closes the connections of all threads.
            connection = sqlite3.connect(
                self._path, timeout=_LOCK_TIMEOUT, check_same_thread=False, factory=_DatabaseConnection
            )
            # SQLite raises an error at once if another process switches to WAL at the same time.
            with contextlib.suppress(sqlite3.OperationalError):
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_CREATE)
            self._local.opened = (os.getpid(), connection)
        return cast("sqlite3.Connection", connection)  # attributes of a thread-local have no types


class _DatabaseConnection(sqlite3.Connection):
    """A connection that is closed with its thread or the cache: Python 3.13 warns of unclosed ones."""

    def __del__(self) -> None:
        with fork_waits(), contextlib.suppress(sqlite3.ProgrammingError):  # opening it failed
            self.close()


class _ChunkCollector:
    """Collector that stores the chunks of a stream at its end."""

    def __init__(self, store: Callable[[list[str]], Any]) -> None:
        self._store = store
        self._lines: list[str] = []

    def attach(self, stream: Any) -> None:
        stream.observe(chunk=self._add, end=self._end)

    def _add(self, chunk: BaseModel) -> None:
        self._lines.append(_line(chunk))

    def _end(self, error: BaseException | None) -> Any:
        return self._store(self._lines) if error is None else None


def _is_cacheable(call: Call) -> bool:
    is_model = is_subclass(call.cast_to, BaseModel)
    is_stream = not call.stream or call.stream_cls is not None
    return call.operation in _CACHED and not call.is_raw and is_model and is_stream


def _key(call: Call) -> str:
    place = f"{call.method} {call.base_url} {call.path}"
    query = query_pairs({**call.default_query, **call.params})
    parts = (place.encode(), json.dumps(query).encode(), call.content())
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _line(model: BaseModel) -> str:
    return json.dumps(model.to_dict(warnings=False), default=str)  # not to_json, which writes NaN as null


def _replayed(call: Call, lines: list[str]) -> Any:
    try:
        values: list[dict[str, Any]] = [{**json.loads(line)} for line in lines]
        if not call.stream:
            return call.cast_to.model_construct(**values[0])
    except (TypeError, ValueError):  # a damaged row
        return None
    events = "".join(f"data: {line}\n\n" for line in [*lines, "[DONE]"])
    response = httpx.Response(
        200,
        headers={"content-type": "text/event-stream"},
        content=events,
        request=httpx.Request(call.method, "https://cache.invalid" + call.path),
    )
    return call.stream_cls(cast_to=get_args(call.stream_cls)[0], response=response)
