"""What a route's function is given: one routed request. `_app` builds it, `_chat` and its like answer it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ._replies import Reply
from ._wire import RecordedRequest


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
