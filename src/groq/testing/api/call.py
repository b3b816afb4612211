"""What a handler gets: one routed request, with the server's state. `app` builds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..server.messages import RecordedRequest
from .answers import Answer
from .replies import BatchExpiry, Reply
from .store import Store


@dataclass(frozen=True)
class Call:
    """One request for one handler."""

    request: RecordedRequest
    params: Mapping[str, str]
    """The `{name}` segments of the path, decoded."""
    request_id: str
    now: int
    """Seconds since the epoch."""
    take_reply: Callable[[], Reply | None]
    """Takes the next scripted reply for this path. Call it once, and for a valid request only."""
    take_expiry: Callable[[], BatchExpiry | None]
    """Takes the next scripted expiry for this path."""
    store: Store
    """What the server keeps between requests."""
    ask: Callable[[RecordedRequest, str], Answer]
    """Answers another request, with an id for it, as if received from a client. Batches run their lines by it."""
