"""Proxies from arguments or the environment: absolute form, tunnels, credentials, failures."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ..support.engines import Engine
from ..support.proxy import BY_THE_PROXY, Proxy, basic, refusal
from ..support.server import Piece, ScriptedServer, Step, head, sized

pytestmark = pytest.mark.covering("values")

OK = sized(b"ok")
ELSEWHERE = "http://elsewhere.test/path?query"


@pytest.fixture
def secured(server_tls: ssl.SSLContext) -> Iterator[ScriptedServer]:
    """A server of https://localhost that responds to everything."""
    with ScriptedServer(otherwise=lambda _: OK, tls=server_tls) as server:
        yield server


def test_http_requests_are_sent_in_absolute_form(engine: Engine) -> None:
    with Proxy() as proxy, engine.open_client(proxy=proxy.url) as client:
        for _ in range(2):
            assert client.send(ELSEWHERE, "POST", content=b"body").content == BY_THE_PROXY
    assert proxy.targets == [f"POST {ELSEWHERE}"] * 2
    assert [request.header("host") for request in proxy.requests] == ["elsewhere.test"] * 2
    assert [request.body for request in proxy.requests] == [b"body"] * 2
    assert proxy.used == [0, 0]


def test_absolute_form_has_the_port_without_credentials_or_fragment(engine: Engine) -> None:
    with Proxy() as proxy, engine.open_client(proxy=proxy.url) as client:
        client.send("http://user:pass@elsewhere.test:8080/a#b").answer  # noqa: B018 # raises if it failed
    assert proxy.targets == ["GET http://elsewhere.test:8080/a"]
    assert proxy.requests[0].header("host") == "elsewhere.test:8080"


def test_https_requests_use_a_tunnel(engine: Engine, secured: ScriptedServer, client_tls: ssl.SSLContext) -> None:
    with Proxy() as proxy, engine.open_client(proxy=proxy.url, verify=client_tls) as client:
        for _ in range(2):
            outcome = client.send(f"{secured.url}/path", "POST", content=b"body", headers={"x-secret": "1"})
            assert outcome.content == b"ok"
    assert proxy.targets == [f"CONNECT localhost:{secured.port}"]
    assert proxy.requests[0].header("host") == f"localhost:{secured.port}"
    assert proxy.requests[0].header("x-secret") is None
    assert [request.target for request in secured.requests] == [b"/path"] * 2
    assert [request.body for request in secured.requests] == [b"body"] * 2
    assert secured.used == [0, 0]


def test_certificate_of_the_server_is_verified_through_the_tunnel(
    engine: Engine, secured: ScriptedServer, client_tls: ssl.SSLContext
) -> None:
    with Proxy() as proxy, engine.open_client(proxy=proxy.url, verify=client_tls) as client:
        client.send(secured.url_of("127.0.0.1")).failure(httpx.ConnectError)
    with Proxy() as proxy, engine.open_client(proxy=proxy.url) as client:
        client.send(secured.url).failure(httpx.ConnectError)
    assert secured.requests == []


def test_large_bodies_pass_the_tunnel(engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    body = bytes(range(256)) * 8_000
    with ScriptedServer(otherwise=lambda request: sized(request.body), tls=server_tls) as server, Proxy() as proxy:
        outcome = engine.request(server.url, "POST", content=body, proxy=proxy.url, verify=client_tls)
        assert outcome.content == body


def test_tunnel_is_reopened_after_the_server_closed_it(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer([*OK, Step.HANG_UP], OK, tls=server_tls) as server, Proxy() as proxy:
        with engine.open_client(proxy=proxy.url, verify=client_tls) as client:
            assert client.send(server.url).content == b"ok"
            assert proxy.wait_for_hang_up()
            assert client.send(server.url, "POST", content=iter([b"body"])).content == b"ok"
        assert len(proxy.targets) == 2


@pytest.mark.parametrize(
    "established",
    [
        b"HTTP/1.0 200 OK\r\n\r\n",
        b"HTTP/1.1 200\r\n\r\n",
        b"HTTP/1.1 201 Made\r\nvia: 1.1 proxy\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
    ],
    ids=["1.0", "no_reason", "201", "length", "chunked", "close", "interim"],
)
def test_tunnel_is_open_after_any_2xx_response(
    engine: Engine, established: bytes, secured: ScriptedServer, client_tls: ssl.SSLContext
) -> None:
    with Proxy(established=established) as proxy, engine.open_client(proxy=proxy.url, verify=client_tls) as client:
        for _ in range(2):
            assert client.send(secured.url).content == b"ok"
    assert secured.used == [0, 0]


def test_connect_request_to_an_ipv6_address_has_brackets(engine: Engine) -> None:
    with Proxy(instead=refusal("403 No")) as proxy:
        engine.request("https://[::1]:8443/", proxy=proxy.url).failure(httpx.ProxyError)
    assert proxy.targets == ["CONNECT [::1]:8443"]
    assert proxy.requests[0].header("host") == "[::1]:8443"


# Credentials.


@pytest.mark.parametrize(
    ("userinfo", "account"),
    [("user:pass", ("user", "pass")), ("us%40er:p%3A%20s", ("us@er", "p: s")), ("user:", ("user", ""))],
)
def test_credentials_in_the_proxy_url_are_sent_only_to_the_proxy(
    engine: Engine, userinfo: str, account: tuple[str, str], secured: ScriptedServer, client_tls: ssl.SSLContext
) -> None:
    with Proxy(credentials=account) as proxy:
        url = proxy.url.replace("://", f"://{userinfo}@")
        with engine.open_client(proxy=url, verify=client_tls) as client:
            assert client.send(ELSEWHERE).content == BY_THE_PROXY
            assert client.send(secured.url).content == b"ok"
    assert [request.header("proxy-authorization") for request in proxy.requests] == [basic(*account)] * 2
    assert secured.requests[0].header("proxy-authorization") is None


def test_credentials_and_headers_of_a_proxy_object_are_sent_only_to_the_proxy(
    engine: Engine, secured: ScriptedServer, client_tls: ssl.SSLContext
) -> None:
    with Proxy(credentials=("user", "pass")) as proxy:
        given = httpx.Proxy(proxy.url, auth=("user", "pass"), headers={"x-proxy": "1"})
        with engine.open_client(proxy=given, verify=client_tls) as client:
            assert client.send(ELSEWHERE).content == BY_THE_PROXY
            assert client.send(secured.url).content == b"ok"
    assert [request.header("x-proxy") for request in proxy.requests] == ["1", "1"]
    assert secured.requests[0].header("x-proxy") is None


def test_proxy_authentication_required_is_an_error_for_https_and_a_response_for_http(
    engine: Engine, secured: ScriptedServer
) -> None:
    with Proxy(credentials=("user", "pass")) as proxy, engine.open_client(proxy=proxy.url, verify=False) as client:
        assert client.send(ELSEWHERE).answer.status_code == 407
        error = client.send(secured.url).failure(httpx.ProxyError)
    assert "407" in str(error)
    assert error.request.url == secured.url
    assert secured.requests == []


def test_password_of_the_proxy_is_not_in_the_error(engine: Engine) -> None:
    with Proxy(credentials=("user", "other")) as proxy:
        url = proxy.url.replace("://", "://user:hunter2@")
        error = engine.request("https://elsewhere.test/", proxy=url).failure(httpx.ProxyError)
    assert "hunter2" not in repr(error)


# Proxies that fail.


@pytest.mark.parametrize(
    "status", ["403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway", "302 Found"]
)
def test_rejected_tunnel_is_a_proxy_error_with_the_status(engine: Engine, status: str) -> None:
    limits = httpx.Limits(max_connections=1)
    with Proxy(instead=refusal(status)) as proxy, engine.open_client(proxy=proxy.url, limits=limits) as client:
        for number in range(2):
            error = client.send("https://elsewhere.test/path").failure(httpx.ProxyError)
            assert status in str(error)
            assert error.request.url.path == "/path"
            assert proxy.wait_for_hang_up(number)


BROKEN: dict[str, list[Piece]] = {
    "hangs_up": [Step.HANG_UP],
    "resets": [Step.RESET],
    "truncated": [b"HTTP/1.1 200 Conn", Step.HANG_UP],
    "nonsense": [b"220 mail.test ESMTP\r\n\r\n"],
    "invalid": [b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n"],
    "ends_after_the_head": [b"HTTP/1.1 200 OK\r\n\r\n", Step.HANG_UP],
    "early_response": [b"HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nevil"],
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_tunnel_is_a_transport_error_and_closes_the_connection(engine: Engine, name: str) -> None:
    limits = httpx.Limits(max_connections=1)
    with Proxy(instead=BROKEN[name]) as proxy, engine.open_client(proxy=proxy.url, limits=limits) as client:
        for number in range(2):
            outcome = client.send("https://elsewhere.test/", timeout=httpx.Timeout(3, pool=2))
            assert outcome.failure(httpx.TransportError).request.url.host == "elsewhere.test"
            assert not isinstance(outcome.error, httpx.PoolTimeout)
            assert proxy.wait_for_hang_up(number)


def test_timeout_when_the_proxy_hangs(engine: Engine) -> None:
    with Proxy(instead=[]) as proxy, engine.open_client(proxy=proxy.url) as client:
        outcome = client.send("https://elsewhere.test/", timeout=httpx.Timeout(0.5, pool=10, write=10))
        outcome.failure(httpx.TimeoutException)
        assert 0.4 < outcome.seconds < 5
        assert proxy.wait_for_hang_up()


def test_connect_timeout_when_tls_in_the_tunnel_hangs(engine: Engine) -> None:
    with Proxy(instead=[head(status="200 OK")]) as proxy, engine.open_client(proxy=proxy.url) as client:
        outcome = client.send("https://elsewhere.test/", timeout=httpx.Timeout(10, connect=0.5))
        outcome.failure(httpx.ConnectTimeout)
        assert 0.4 < outcome.seconds < 5
        assert proxy.wait_for_hang_up()


@pytest.mark.parametrize("url", ["http://elsewhere.test/", "https://elsewhere.test/"])
def test_connect_error_when_the_proxy_is_unreachable(engine: Engine, url: str) -> None:
    engine.request(url, proxy="http://127.0.0.1:1").failure(httpx.ConnectError)


# Proxies that speak TLS.


def test_proxy_may_speak_tls(
    engine: Engine, secured: ScriptedServer, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with Proxy(tls=server_tls, credentials=("user", "pass")) as proxy:
        given = httpx.Proxy(proxy.url, ssl_context=client_tls, auth=("user", "pass"))
        with engine.open_client(proxy=given, verify=client_tls) as client:
            for _ in range(2):
                assert client.send(ELSEWHERE).content == BY_THE_PROXY
                assert client.send(secured.url).content == b"ok"
    assert proxy.targets == [f"GET {ELSEWHERE}", f"CONNECT localhost:{secured.port}", f"GET {ELSEWHERE}"]
    assert secured.used == [0, 0]


def test_large_bodies_pass_tls_in_tls(engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    body = bytes(range(256)) * 8_000
    with (
        ScriptedServer(otherwise=lambda request: sized(request.body), tls=server_tls) as server,
        Proxy(tls=server_tls) as proxy,
    ):
        given = httpx.Proxy(proxy.url, ssl_context=client_tls)
        outcome = engine.request(server.url, "POST", content=body, proxy=given, verify=client_tls)
        assert outcome.content == body


def test_certificate_of_the_proxy_is_verified(engine: Engine, server_tls: ssl.SSLContext) -> None:
    with Proxy(tls=server_tls) as proxy, engine.open_client(proxy=proxy.url, verify=False) as client:
        client.send(ELSEWHERE).failure(httpx.ConnectError)
    assert proxy.requests == []


# The environment.


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("form", ["http://{}", "{}", "http://{}/"], ids=["url", "no_scheme", "slash"])
def test_environment_names_the_proxy_for_http(
    engine: Engine, name: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy() as proxy:
        monkeypatch.setenv(name, form.format(f"127.0.0.1:{proxy.port}"))
        assert engine.request(ELSEWHERE, trust_env=True).content == BY_THE_PROXY
    assert proxy.targets == [f"GET {ELSEWHERE}"]


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_environment_names_the_proxy_for_https(
    engine: Engine, name: str, secured: ScriptedServer, certificates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "root.pem"))
    with Proxy(credentials=("user", "p@ss")) as proxy:
        monkeypatch.setenv(name, f"http://user:p%40ss@127.0.0.1:{proxy.port}")
        assert engine.request(secured.url, trust_env=True).content == b"ok"
    assert proxy.targets == [f"CONNECT localhost:{secured.port}"]


def test_proxy_of_the_scheme_overrides_all_proxy(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with Proxy() as proxy:
        monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        assert engine.request(ELSEWHERE, trust_env=True).content == BY_THE_PROXY


@pytest.mark.parametrize("extensions", [{}, {"unknown": True}], ids=["own_transport", "httpx"])
def test_each_scheme_has_its_own_proxy_credentials(
    engine: Engine, extensions: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Proxy(instead=refusal("403 Forbidden")) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url.replace("://", "://http:1@"))
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.replace("://", "://https:2@"))
        with engine.open_client(trust_env=True) as client:
            assert client.send(ELSEWHERE, extensions=extensions).answer.status_code == 403
            client.send("https://elsewhere.test", extensions=extensions).failure(httpx.ProxyError)
    assert [one.header("proxy-authorization") for one in proxy.requests] == [basic("http", "1"), basic("https", "2")]


@pytest.mark.parametrize("options", [{"trust_env": False}, {"trust_env": True, "transport": "own"}])
def test_environment_is_ignored_when_untrusted_or_with_a_custom_transport(
    engine: Engine, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    if "transport" in options:
        options = {**options, "transport": httpx.MockTransport(lambda _: httpx.Response(200, content=b"ok"))}
    with ScriptedServer(OK) as server:
        assert engine.request(server.url, **options).content == b"ok"


def test_proxy_argument_overrides_the_environment(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with Proxy() as proxy:
        assert engine.request(ELSEWHERE, trust_env=True, proxy=proxy.url).content == BY_THE_PROXY


def test_mounts_override_the_environment(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    mock = httpx.MockTransport(lambda _: httpx.Response(200, content=b"mocked"))
    outcome = engine.request(ELSEWHERE, trust_env=True, mounts={"http://elsewhere.test": mock})
    assert outcome.content == b"mocked"
