"""Ports that refuse connections, even while other tests open ports on this machine."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator

_ATTEMPTS = 20


@contextlib.contextmanager
def closed_port(*hosts: str) -> Iterator[int]:
    """Yield a port where connecting to these addresses is refused; by default, to 127.0.0.1.

    No other program gets the port while the context is open. The test itself may listen on it,
    because the sockets that reserve the port have `SO_REUSEADDR`, as servers do.
    """
    with contextlib.ExitStack() as stack:
        yield _occupy(stack, hosts or ("127.0.0.1",))


def _occupy(stack: contextlib.ExitStack, hosts: tuple[str, ...], attempts: int = _ATTEMPTS) -> int:
    with contextlib.ExitStack() as bound:
        port = 0
        try:
            for host in hosts:
                sock = bound.enter_context(socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET))
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                sock.bind((host, port))
                port = sock.getsockname()[1]
        except OSError:
            if attempts == 1:
                raise
        else:
            stack.enter_context(bound.pop_all())
            return port
    return _occupy(stack, hosts, attempts - 1)
