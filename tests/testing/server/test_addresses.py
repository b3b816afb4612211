"""The two loopback addresses, either of which `localhost` may resolve to."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from groq.testing import LocalServer

from ...support.ports import closed_port


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


NEEDS_IPV6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")


@pytest.fixture
def occupied() -> Iterator[int]:
    """A port of ::1 that another program uses."""
    with (
        closed_port("127.0.0.1", "::1") as port,
        socket.create_server(("::1", port), family=socket.AF_INET6),
    ):
        yield port


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", pytest.param("::1", marks=NEEDS_IPV6)])
def test_answers_on_every_loopback_address(server: LocalServer, host: str) -> None:
    url = f"http://[{host}]:{server.port}" if ":" in host else f"http://{host}:{server.port}"
    client = server.client(base_url=url)
    assert client.models.list().data


@NEEDS_IPV6
def test_close_frees_both_addresses() -> None:
    hosts = ("127.0.0.1", "::1")
    with closed_port(*hosts) as port:
        LocalServer(port=port).start().close()
        for host in hosts:
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((host, port), timeout=5)
        with LocalServer(port=port) as again:
            assert again.port == port


@NEEDS_IPV6
def test_rejects_port_in_use_on_ipv6(occupied: int) -> None:
    with pytest.raises(OSError, match=f"Errno {errno.EADDRINUSE}"), LocalServer(port=occupied):
        pass
    with closing(socket.create_server(("127.0.0.1", occupied))):
        pass  # The other address is free again.


def fail(monkeypatch: pytest.MonkeyPatch, number: int, times: int) -> list[int]:
    """Let the first `times` listening sockets on ::1 fail; return the list of attempted ports."""
    create, tried = socket.create_server, list[int]()

    def create_server(address: tuple[str, int], **options: Any) -> socket.socket:
        if options.get("family") != socket.AF_INET6:
            return create(address, **options)
        tried.append(address[1])
        if len(tried) <= times:
            raise OSError(number, "failed by the test")
        return create(address, **options)

    monkeypatch.setattr(socket, "create_server", create_server)
    return tried


@NEEDS_IPV6
def test_selects_another_port_when_it_is_in_use_on_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = fail(monkeypatch, errno.EADDRINUSE, 2)
    with LocalServer() as server:
        assert len(tried) == 3
        assert tried[-1] == server.port


def test_raises_when_every_port_is_in_use_on_ipv6(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = fail(monkeypatch, errno.EADDRINUSE, 1_000)
    with pytest.raises(OSError, match="failed by the test"), LocalServer():
        pass
    assert 1 < len(tried) < 100


@pytest.mark.parametrize("number", [errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT])
def test_serves_ipv4_alone_without_ipv6(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    fail(monkeypatch, number, 1)
    with LocalServer() as server:
        assert server.client().models.list().data
