"""Addresses of this machine where connecting hangs, because the queue of the listener is full."""

from __future__ import annotations

import contextlib
import errno
import socket
import time
from collections.abc import Iterator

import pytest


@contextlib.contextmanager
def blackhole(host: str = "127.0.0.1", port: int = 0) -> Iterator[int]:
    """Listen where connecting hangs, and yield the port. Skip the test if the machine has no such address."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with contextlib.ExitStack() as stack:
        try:
            listener = stack.enter_context(socket.socket(family))
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # allow a port of closed_port()
            listener.bind((host, port))
        except OSError as err:
            pytest.skip(f"this machine has no address {host}: {err}")
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(8):
            connection = stack.enter_context(socket.socket(family))
            connection.setblocking(False)
            assert connection.connect_ex(address) in (0, errno.EINPROGRESS)
        with socket.socket(family) as probe:
            probe.settimeout(0.2)
            started = time.monotonic()
            if probe.connect_ex(address) != errno.EAGAIN and time.monotonic() - started < 0.2:
                pytest.skip("this system accepts more connections than the listener's queue holds")
        yield address[1]
