"""The argument of a handler: one routed request, with the server's state. `app` creates it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..server.messages import RecordedRequest
from .answers import Answer
from .chat_tools import ToolMode
from .replies import BatchExpiry, Reply
from .store import Store


@dataclass(frozen=True)
class ApiCall:
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
    tools: ToolMode
    """Whether unscripted answers call tools."""
    store: Store
    """The state of the server between requests."""
    ask: Callable[[RecordedRequest, str], Answer]
    """Answers another request, with a given id, as if a client had sent it. Batches run their lines with it."""
