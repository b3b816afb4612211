"""Host names for tests, on every engine: all engines resolve names with the `socket` module."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest


@contextlib.contextmanager
def resolving(monkeypatch: pytest.MonkeyPatch, name: str, look_up: Callable[[], list[str]]) -> Iterator[list[str]]:
    """Resolve names with a function that returns addresses or raises; yield the list of resolved names."""
    real = socket.getaddrinfo
    asked: list[str] = []

    def getaddrinfo(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
        known = host.decode() if isinstance(host, bytes) else host
        if known != name or flags & socket.AI_NUMERICHOST:  # trio first checks whether the name is an IP address
            return real(host, port, family, type, proto, flags)
        asked.append(known)
        found = [entry for one in look_up() for entry in real(one, port, 0, socket.SOCK_STREAM)]
        return [entry for entry in found if family in (0, entry[0])]

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield asked


def resolved(monkeypatch: pytest.MonkeyPatch, name: str, *hosts: str) -> contextlib.AbstractContextManager[list[str]]:
    """Resolve a name to these addresses, in this order."""
    return resolving(monkeypatch, name, lambda: list(hosts))


def unknown() -> list[str]:
    """Raise the error of an unknown host."""
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
