"""Address selection: names with several addresses, addresses that hang, unknown names."""

from __future__ import annotations

import socket
import sys
import threading
from pathlib import Path

import httpx
import pytest

from ..support.blackhole import blackhole
from ..support.engines import Engine
from ..support.ports import closed_port
from ..support.resolver import resolved, resolving, unknown
from ..support.server import ScriptedServer, sized

pytestmark = pytest.mark.covering("values")

OK = sized(b"ok")
# The connect timeout, and the time limit for connecting if one address is unreachable, in seconds.
LIMIT, QUICK = 9, 5


@pytest.fixture(autouse=True)
def ipv6() -> None:
    """Skip the test where there is no IPv6."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6")


@pytest.mark.parametrize("order", [("::1", "127.0.0.1"), ("127.0.0.1", "::1")], ids=["6_then_4", "4_then_6"])
@pytest.mark.parametrize("host", ["127.0.0.1", "::1"], ids=["4", "6"])
def test_connects_to_the_only_address_that_listens(
    engine: Engine, host: str, order: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        closed_port(*order) as port,
        ScriptedServer(OK, host=host, port=port) as server,
        resolved(monkeypatch, "localhost", *order),
    ):
        outcome = engine.request(server.url_of("localhost"))
    assert outcome.content == b"ok"
    assert server.requests[0].header("host") == f"localhost:{server.port}"
    assert outcome.seconds < QUICK


@pytest.mark.parametrize(
    ("hanging", "listening"),
    [("::1", "127.0.0.1"), ("127.0.0.1", "::1"), ("127.0.0.2", "127.0.0.1")],
    ids=["6_hangs", "4_hangs", "both_4"],
)
def test_connects_before_the_timeout_when_one_address_hangs(
    engine: Engine, hanging: str, listening: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (
        closed_port(hanging, listening) as port,
        ScriptedServer(OK, host=listening, port=port) as server,
        blackhole(hanging, port),
        resolved(monkeypatch, "several.test", hanging, listening),
    ):
        outcome = engine.request(server.url_of("several.test"), timeout=httpx.Timeout(10, connect=LIMIT))
        assert outcome.content == b"ok"
        assert outcome.seconds < QUICK


def test_connects_to_the_last_address_when_many_refuse(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = ["::1", *(f"127.0.0.{number}" for number in range(2, 7)), "127.0.0.1"]
    with (
        closed_port(*hosts) as port,
        ScriptedServer(OK, port=port) as server,
        resolved(monkeypatch, "several.test", *hosts),
    ):
        outcome = engine.request(server.url_of("several.test"))
    assert outcome.content == b"ok"
    assert outcome.seconds < QUICK


def test_connect_error_when_all_addresses_refuse(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with resolved(monkeypatch, "several.test", "::1", "127.0.0.1", "127.0.0.2"):
        error = engine.request("http://several.test:1/").failure(httpx.ConnectError)
    assert error.request.url.host == "several.test"
    assert str(error)


def test_connect_timeout_when_all_addresses_hang(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        closed_port("127.0.0.1", "::1") as port,
        blackhole("127.0.0.1", port),
        blackhole("::1", port),
        resolved(monkeypatch, "several.test", "::1", "127.0.0.1"),
    ):
        outcome = engine.request(f"http://several.test:{port}/", timeout=httpx.Timeout(10, connect=0.8))
        outcome.failure(httpx.ConnectTimeout)
        assert 0.7 < outcome.seconds < QUICK


def connecting_sockets(port: int) -> int:
    """The number of sockets on this machine that are connecting to a port of ::1."""
    rows = [line.split() for line in Path("/proc/net/tcp6").read_text(encoding="ascii").splitlines()[1:]]
    return sum(row[2].endswith(f":{port:04X}") and row[3] == "02" for row in rows)  # TCP_SYN_SENT of tcp_states.h


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/net")
def test_connection_that_lost_is_closed(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    hosts = ("::1", "127.0.0.1")
    with (
        closed_port(*hosts) as port,
        ScriptedServer(OK, OK, port=port) as server,
        blackhole("::1", port),
        resolved(monkeypatch, "several.test", *hosts) as lookups,
        engine.open_client() as client,
    ):
        before = connecting_sockets(port)
        for _ in range(2):
            assert client.send(server.url_of("several.test")).content == b"ok"
        assert connecting_sockets(port) <= before  # those of the blackhole may end
        assert lookups
        assert server.used == [0, 0]


def test_connect_error_for_unknown_host(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with resolving(monkeypatch, "unknown.test", unknown):
        error = engine.request("http://unknown.test/path").failure(httpx.ConnectError)
    assert error.request.url.path == "/path"
    assert str(error)


@pytest.mark.parametrize("host", ["a" * 64 + ".test", ".test", "a..test"], ids=["long_label", "no_label", "two_dots"])
def test_httpx_error_for_invalid_host_name(engine: Engine, host: str) -> None:
    outcome = engine.request(f"http://{host}/")
    assert isinstance(outcome.error, httpx.ConnectError | httpx.InvalidURL | httpx.UnsupportedProtocol)


def test_slow_resolver_does_not_block_other_requests(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, asked = threading.Event(), threading.Event()

    def look_up() -> list[str]:
        asked.set()
        gate.wait(8)
        return unknown()

    slow_name = resolving(monkeypatch, "slow.test", look_up)
    with ScriptedServer(OK) as server, slow_name, engine.open_client() as client:
        slow = client.start("http://slow.test/")
        assert asked.wait(8)
        assert client.send(server.url).content == b"ok"
        assert not slow.is_over
        gate.set()
        slow.outcome().failure(httpx.ConnectError)


def test_connect_timeout_when_the_resolver_is_slow(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    if not engine.is_async:
        pytest.skip("a blocking client cannot interrupt its resolver")
    gate = threading.Event()

    def look_up() -> list[str]:
        gate.wait(8)
        return unknown()

    with resolving(monkeypatch, "slow.test", look_up):
        outcome = engine.request("http://slow.test/", timeout=httpx.Timeout(10, connect=0.4))
        gate.set()
    outcome.failure(httpx.ConnectTimeout)
    assert outcome.seconds < QUICK


def test_connects_to_ipv6_literal(engine: Engine) -> None:
    with ScriptedServer(OK, OK, host="::1") as server, engine.open_client() as client:
        assert client.send(server.url).content == b"ok"
        with client.stream(server.url) as opened:
            assert client.get_extra_info(opened, "server_addr")[:2] == ("::1", server.port)
            assert opened.read_all() == b"ok"
    assert server.requests[0].header("host") == f"[::1]:{server.port}"
    assert server.used == [0, 0]


def test_international_host_is_resolved_as_idna(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with ScriptedServer(OK) as server, resolved(monkeypatch, "xn--bcher-kva.test", "127.0.0.1"):
        assert engine.request(server.url_of("b\u00fccher.test")).content == b"ok"
    assert server.requests[0].header("host") == f"xn--bcher-kva.test:{server.port}"
