"""Interrupt reads of httpx's own blocking transports: closing a socket does not wake a thread that reads from it.

httpcore reports the connections that it opens to the request extension `trace`:
https://www.encode.io/httpcore/extensions/#trace. Before the TLS handshake has ended, only the timeout ends a wait.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import weakref
from collections.abc import Generator
from typing import Any

import httpx

from .._utils._forks import after_fork_in_child

_OPENED = (".connect_tcp.complete", ".connect_unix_socket.complete", ".start_tls.complete")
# Seconds for interrupted calls to end. TLS reads by descriptor number, which must not be reused before that.
_INTERRUPT_TIMEOUT = 0.1


class _Opened:
    """The connections and calls of one client or transport."""

    def __init__(self) -> None:
        self.streams: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()
        self.threads: set[int] = set()  # with a call in flight
        self.is_closing = False


_all: weakref.WeakKeyDictionary[Any, _Opened] = weakref.WeakKeyDictionary()
# Connections of the parent process, which a forked child must not shut down.
_inherited: weakref.WeakValueDictionary[int, Any] = weakref.WeakValueDictionary()


@contextlib.contextmanager
def interruptible(owner: httpx.Client | httpx.BaseTransport, request: httpx.Request) -> Generator[None]:
    """Let `interrupt` end a request that is sent in this block."""
    opened = _all.get(owner) or _all.setdefault(owner, _Opened())
    trace: Any = request.extensions.get("trace")  # the caller's

    def note(event: str, info: dict[str, Any]) -> Any:
        if event.endswith(_OPENED):
            stream = info["return_value"]
            opened.streams[id(stream)] = stream
        return None if trace is None else trace(event, info)

    thread = threading.get_ident()
    opened.threads.add(thread)
    request.extensions["trace"] = note
    try:
        yield
    finally:
        opened.threads.discard(thread)
        if request.extensions.get("trace") is note:  # otherwise, a hook has replaced it
            del request.extensions["trace"]
            request.extensions.update({} if trace is None else {"trace": trace})


def interrupt(owner: httpx.Client | httpx.BaseTransport) -> None:
    """End the reads of a client or transport that is about to be closed."""
    opened = _all.get(owner)
    if opened is None:
        return
    opened.is_closing = True
    for reference in opened.streams.valuerefs():
        shut_down(reference())
    until = time.monotonic() + _INTERRUPT_TIMEOUT
    while opened.threads.difference([threading.get_ident()]) and time.monotonic() < until:
        time.sleep(0.001)


def is_interrupted(owner: object) -> bool:
    """Return whether the reads of a client were ended."""
    opened = _all.get(owner) if isinstance(owner, httpx.Client) else None
    return opened is not None and opened.is_closing


def shut_down(stream: Any) -> None:
    """Shut down the connection of a network stream of httpx, unless it belongs to the parent process."""
    opened: object = None if stream is None else stream.get_extra_info("socket")
    if isinstance(opened, socket.socket) and _inherited.get(id(stream)) is not stream:
        with contextlib.suppress(OSError):
            socket.socket.shutdown(opened, socket.SHUT_RDWR)  # `shutdown` of an SSLSocket would disturb the reader


@after_fork_in_child
def _reset_after_fork() -> None:
    for opened in list(_all.values()):
        _inherited.update(opened.streams)
    _all.clear()
