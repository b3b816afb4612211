"""The queue of scripted replies. `reply_script` fills it, handlers and `app` take from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

from ...lib._mutex import Mutex
from ..server.routing import is_same_path
from .answers import Answer
from .replies import BatchExpiry, Reply

_Kind = TypeVar("_Kind", Reply, Answer, BatchExpiry)


@dataclass
class _QueuedReply:
    paths: tuple[str, ...]
    reply: Reply | Answer | BatchExpiry
    times: int | None
    origin: str
    taken: int = 0

    def is_for(self, path: str) -> bool:
        return any(is_same_path(wanted, path) for wanted in self.paths)

    def __str__(self) -> str:
        rest = f" ({self.times} of {self.taken + self.times} left)" if self.taken and self.times else ""
        return f"{self.origin}: {self.reply.summary} for {self.paths[0]}{rest}"


class ReplyQueue:
    """FIFO queue for each path. Thread-safe."""

    def __init__(self) -> None:
        self._entries: list[_QueuedReply] = []
        self._lock = Mutex()

    def __len__(self) -> int:
        with self._lock:
            return sum(entry.times or 1 for entry in self._entries)

    def has(self, path: str) -> bool:
        """Return whether a reply for `path` is waiting."""
        with self._lock:
            return any(entry.is_for(path) for entry in self._entries)

    def unfetched(self) -> list[str]:
        """Return a line for each reply that was taken fewer times than it was queued for."""
        with self._lock:
            return [str(entry) for entry in self._entries if entry.times or not entry.taken]

    def put(
        self, reply: Reply | Answer | BatchExpiry, *, times: int | None, paths: tuple[str, ...], origin: str
    ) -> None:
        """Queue a reply for the next `times` requests to any of `paths`; `None` means all further requests."""
        with self._lock:
            self._entries.append(_QueuedReply(paths, reply, times, origin))

    def extend(self, other: ReplyQueue) -> None:
        """Queue the replies of another queue, after those of this one."""
        with self._lock:
            self._entries.extend(other._entries)

    def take(self, path: str, kind: type[_Kind]) -> _Kind | None:
        """Take the next reply for `path` if it is of this kind; later ones wait for the first."""
        with self._lock:
            for index, entry in enumerate(self._entries):
                if not entry.is_for(path):
                    continue
                if not isinstance(entry.reply, kind):
                    return None
                entry.taken += 1
                if entry.times is not None:
                    entry.times -= 1
                if entry.times == 0:
                    del self._entries[index]
                return entry.reply
        return None

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
