"""What a route's function is given: one routed request. `_app` builds it, `_chat` and its like answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ._replies import Reply
from ._store import Store
from ._wire import Answer, RecordedRequest


@dataclass(frozen=True)
class Call:
    request: RecordedRequest
    params: Mapping[str, str]
    """The `{name}` segments of the path, decoded."""
    request_id: str
    now: int
    """Seconds since the epoch."""
    take_reply: Callable[[], Reply | None]
    """Takes the next scripted reply for this path. Ask once, and only for a request that is valid."""
    store: Store
    """What the server keeps between requests."""
    ask: Callable[[RecordedRequest, str], Answer]
    """Answers another request, with an id for it, as if it had come over the wire: how a batch runs its lines."""
