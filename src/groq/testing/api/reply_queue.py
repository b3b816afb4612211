"""The queue of scripted replies. `reply_script` fills it, handlers and `app` take from it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TypeVar

from ..server.routing import is_same_path
from .answers import Answer
from .replies import BatchExpiry, Reply

_Kind = TypeVar("_Kind", Reply, Answer, BatchExpiry)


@dataclass
class _Entry:
    paths: tuple[str, ...]
    reply: Reply | Answer | BatchExpiry
    times: int | None


class ReplyQueue:
    """First in, first out for each path. Thread-safe."""

    def __init__(self) -> None:
        self._entries: list[_Entry] = []
        self._lock = threading.Lock()

    def __len__(self) -> int:
        with self._lock:
            return sum(entry.times or 1 for entry in self._entries)

    def put(self, reply: Reply | Answer | BatchExpiry, *, times: int | None, paths: tuple[str, ...]) -> None:
        """Queue for the next `times` requests to any of `paths`; `None` is all of them."""
        with self._lock:
            self._entries.append(_Entry(paths, reply, times))

    def take(self, path: str, kind: type[_Kind]) -> _Kind | None:
        """Take the next reply for `path` if it is of this kind; later ones wait for the first."""
        with self._lock:
            for index, entry in enumerate(self._entries):
                if not any(is_same_path(wanted, path) for wanted in entry.paths):
                    continue
                if not isinstance(entry.reply, kind):
                    return None
                if entry.times is not None:
                    entry.times -= 1
                if entry.times == 0:
                    del self._entries[index]
                return entry.reply
        return None

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
