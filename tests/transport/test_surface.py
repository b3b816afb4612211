"""The httpx interface of clients, requests and responses is unchanged."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import httpx
import pytest

from ..support.engines import LEAVES_BODIES_UNFINISHED, Engine
from ..support.server import ScriptedServer, Step, head, sized

pytestmark = [pytest.mark.covering("values"), LEAVES_BODIES_UNFINISHED]

OK = sized(b"ok")


def hook(engine: Engine, function: Any) -> Any:
    """Return the function as an event hook of the engine's client."""
    if not engine.is_async:
        return function

    async def call(value: Any) -> None:
        function(value)

    return call


def answer(_: httpx.Request) -> httpx.Response:
    """Respond without network."""
    return httpx.Response(200, content=b"mocked")


# Requests.


def test_request_head_is_sent_unchanged(engine: Engine) -> None:
    headers = [("X-Zebra", "1"), ("x-apple", "2"), ("X-MANGO", "3"), ("x-apple", "4"), ("Content-Type", "a/b")]
    with ScriptedServer(OK, OK) as server, engine.open_client() as client:
        for method, content in (("GET", None), ("POST", b"body")):
            sent = client.send(server.url, method, headers=headers, content=content).answer.request
            request = server.requests[-1]
            assert request.head.startswith(f"{method} / HTTP/1.1\r\n".encode())
            assert request.fields == sent.headers.raw
            assert [field for field in request.fields if field[0].lower() in (b"x-zebra", b"x-apple", b"x-mango")] == [
                (name.encode(), value.encode()) for name, value in headers[:-1]
            ]


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("", b"/"),
        ("/a/b?c=d&e", b"/a/b?c=d&e"),
        ("/a%2Fb%20c?d=%26", b"/a%2Fb%20c?d=%26"),
        ("/caf\u00e9?\u00fc", b"/caf%C3%A9?%C3%BC"),
        ("/a#fragment", b"/a"),
        ("?q", b"/?q"),
        ("//double", b"//double"),
    ],
)
def test_target_is_the_path_and_the_query(engine: Engine, path: str, target: bytes) -> None:
    with ScriptedServer(OK) as server:
        assert engine.request(server.url + path).content == b"ok"
    assert server.requests[0].target == target


def test_host_header_names_the_port(engine: Engine) -> None:
    with ScriptedServer(OK) as server:
        engine.request(server.url).answer  # noqa: B018 # raises if it failed
    assert server.requests[0].fields[0] == (b"Host", f"127.0.0.1:{server.port}".encode())


def test_header_values_may_be_any_bytes(engine: Engine) -> None:
    with ScriptedServer(OK) as server:
        assert engine.request(server.url, headers=[(b"x-a", b"caf\xc3\xa9 \xff")]).content == b"ok"
    assert dict(server.requests[0].fields)[b"x-a"] == b"caf\xc3\xa9 \xff"


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "DELETE", "PATCH", "PUT", "POST", "PURGE", "get"])
def test_method_is_sent_as_in_the_httpx_request(engine: Engine, method: str) -> None:
    with ScriptedServer([head("content-length: 0")]) as server:
        sent = engine.request(server.url, method).answer.request
    assert server.requests[0].head.split(b" ")[0].decode() == sent.method


def test_url_is_made_of_base_url_and_params(engine: Engine) -> None:
    with ScriptedServer(OK) as server:
        base_url = f"{server.url}/base/"
        with engine.open_client(base_url=base_url, params={"a": "1"}) as client:
            assert client.send("path", params={"b": "2"}).content == b"ok"
    assert server.requests[0].target == b"/base/path?a=1&b=2"


def test_given_cookies_are_sent(engine: Engine) -> None:
    with ScriptedServer(*[sized(b"ok", "set-cookie: other=1")] * 2) as server:
        with engine.open_client(cookies={"a": "b", "c": "d"}) as client:
            for _ in range(2):
                assert client.send(server.url).content == b"ok"
        assert {request.header("cookie") for request in server.requests} == {"a=b; c=d"}


def test_auth_of_the_client_is_sent(engine: Engine) -> None:
    with ScriptedServer(OK, OK) as server, engine.open_client(auth=("user", "pass")) as client:
        assert client.send(server.url).content == b"ok"
        assert client.send(server.url, auth=("other", "pass")).content == b"ok"
    assert [request.header("authorization") for request in server.requests] == [
        "Basic dXNlcjpwYXNz",
        "Basic b3RoZXI6cGFzcw==",
    ]


def test_auth_in_the_url_is_sent(engine: Engine) -> None:
    with ScriptedServer(OK) as server:
        assert engine.request(server.url.replace("://", "://user:pass@")).content == b"ok"
    assert server.requests[0].header("authorization") == "Basic dXNlcjpwYXNz"


def test_digest_auth_uses_one_connection(engine: Engine) -> None:
    challenge = 'www-authenticate: Digest realm="r", nonce="n", qop="auth", algorithm=MD5'
    with ScriptedServer(sized(b"who?", challenge, status="401 Unauthorized"), OK) as server:
        with engine.open_client(auth=httpx.DigestAuth("user", "pass")) as client:
            assert client.send(server.url, "POST", content=b"body").content == b"ok"
        assert server.used == [0, 0]
        assert (server.requests[1].header("authorization") or "").startswith("Digest ")
        assert [request.body for request in server.requests] == [b"body"] * 2


def test_redirects_are_followed_by_default(engine: Engine) -> None:
    moved = sized(b"moved", "location: /other", status="302 Found")
    with ScriptedServer(moved, OK, moved) as server, engine.open_client() as client:
        answered = client.send(server.url).answer
        assert (answered.content, len(answered.history)) == (b"ok", 1)
        assert client.send(server.url, follow_redirects=False).answer.status_code == 302
        assert server.used == [0, 0, 0]


# Clients.


def test_event_hooks_are_called(engine: Engine) -> None:
    seen: list[Any] = []

    def before(request: httpx.Request) -> None:
        request.headers["x-hook"] = "1"

    def after(response: httpx.Response) -> None:
        seen.append((response.status_code, response.request.url.path, "network_stream" in response.extensions))

    hooks = {"request": [hook(engine, before)], "response": [hook(engine, after)]}
    with ScriptedServer(OK) as server, engine.open_client(event_hooks=hooks) as client:
        assert client.send(f"{server.url}/path").content == b"ok"
    assert server.requests[0].header("x-hook") == "1"
    assert seen == [(200, "/path", True)]


def test_error_in_a_hook_frees_the_connection(engine: Engine) -> None:
    def fail(response: httpx.Response) -> None:
        if response.status_code == 500:
            raise LookupError("mine")

    options = {"event_hooks": {"response": [hook(engine, fail)]}, "limits": httpx.Limits(max_connections=1)}
    with ScriptedServer(sized(b"no", status="500 Oh"), OK) as server, engine.open_client(**options) as client:
        client.send(server.url).failure(LookupError)
        assert client.send(server.url, timeout=httpx.Timeout(10, pool=5)).content == b"ok"


def test_mounts_send_only_matching_requests(engine: Engine) -> None:
    mounts = {"http://mocked.test": httpx.MockTransport(answer), "all://*.other.test": httpx.MockTransport(answer)}
    with ScriptedServer(OK) as server, engine.open_client(mounts=mounts) as client:
        assert client.send("http://mocked.test/").content == b"mocked"
        assert client.send("https://a.other.test/").content == b"mocked"
        assert client.send(server.url).content == b"ok"


def test_custom_transport_is_used(engine: Engine) -> None:
    with engine.open_client(transport=httpx.MockTransport(answer)) as client:
        assert client.send("http://mocked.test/").content == b"mocked"


def test_httpx_transport_is_used_when_given(engine: Engine) -> None:
    kind: Any = httpx.AsyncHTTPTransport if engine.is_async else httpx.HTTPTransport
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    with ScriptedServer(OK) as server:
        transport = kind(local_address="127.0.0.1", socket_options=options, retries=1)
        with engine.open_client(transport=transport) as client, client.stream(server.url) as opened:
            connection = client.get_extra_info(opened, "socket")
            assert connection.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            assert opened.read_all() == b"ok"


def test_closed_client_raises_runtime_error(engine: Engine) -> None:
    with ScriptedServer(OK) as server, engine.open_client() as client:
        assert not client.httpx_client.is_closed
        assert client.send(server.url).content == b"ok"
        client.close()
        assert client.httpx_client.is_closed
        client.send(server.url).failure(RuntimeError)
        client.close()
        assert len(server.requests) == 1


def test_client_closed_before_use_raises_runtime_error(engine: Engine) -> None:
    with engine.open_client() as client:
        client.close()
        client.send("http://127.0.0.1:1/").failure(RuntimeError)


# Responses.


def test_response_has_the_extensions_of_httpx(engine: Engine) -> None:
    reply = [b"HTTP/1.1 299 Fairly Well\r\ncontent-length: 2\r\n\r\nok"]
    with ScriptedServer(reply) as server:
        answered = engine.request(server.url).answer
    assert answered.extensions["http_version"] == b"HTTP/1.1"
    assert answered.extensions["reason_phrase"] == b"Fairly Well"
    assert (answered.http_version, answered.status_code, answered.reason_phrase) == ("HTTP/1.1", 299, "Fairly Well")
    assert answered.elapsed.total_seconds() > 0
    assert answered.num_bytes_downloaded == 2
    assert answered.url == server.url


def test_network_stream_returns_addresses(engine: Engine) -> None:
    with ScriptedServer(OK) as server, engine.open_client() as client, client.stream(server.url) as opened:
        connection = client.get_extra_info(opened, "socket")
        client_address = client.get_extra_info(opened, "client_addr")
        server_address = client.get_extra_info(opened, "server_addr")
        assert connection.fileno() > 0
        assert connection.getsockname() == client_address
        assert connection.getpeername() == server_address == ("127.0.0.1", server.port)
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert client.get_extra_info(opened, "ssl_object") is None
        assert client.get_extra_info(opened, "unknown") is None
        assert opened.read_all() == b"ok"


def test_network_stream_returns_the_tls_object(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with (
        ScriptedServer(OK, tls=server_tls) as server,
        engine.open_client(verify=client_tls) as client,
        client.stream(server.url) as opened,
    ):
        secured = client.get_extra_info(opened, "ssl_object")
        assert secured.version().startswith("TLSv1.")
        assert secured.cipher()
        assert secured.getpeercert()["subject"] == ((("commonName", "localhost"),),)
        assert client.get_extra_info(opened, "server_addr") == ("127.0.0.1", server.port)
        assert client.get_extra_info(opened, "socket").getpeername() == ("127.0.0.1", server.port)
        assert opened.read_all() == b"ok"


# Errors.


@pytest.mark.parametrize(
    "url",
    ["ftp://127.0.0.1/", "file:///etc/passwd", "mailto:a@b.test", "http://", "https:///path", "/path", "path", ""],
)
def test_url_of_another_scheme_is_an_unsupported_protocol(engine: Engine, url: str) -> None:
    error = engine.request(url).failure(httpx.UnsupportedProtocol)
    assert error.request.method == "GET"


FAILURES: dict[str, tuple[list[Any], type[httpx.TransportError]]] = {
    "nothing": ([Step.HANG_UP], httpx.RemoteProtocolError),
    "reset": ([Step.RESET], httpx.ReadError),
    "invalid": ([b"nonsense\r\n\r\n"], httpx.RemoteProtocolError),
    "truncated": ([head("content-length: 9"), Step.HANG_UP], httpx.RemoteProtocolError),
    "silent": ([], httpx.ReadTimeout),
}


@pytest.mark.parametrize("name", FAILURES)
def test_errors_have_a_request_and_a_message(engine: Engine, name: str) -> None:
    reply, kind = FAILURES[name]
    with ScriptedServer(reply) as server:
        outcome = engine.request(f"{server.url}/path", "PUT", content=b"x", timeout=httpx.Timeout(10, read=0.3))
    error = outcome.failure(kind)
    assert (error.request.method, error.request.url.path) == ("PUT", "/path")
    assert str(error)


def test_refused_connection_is_a_connect_error(engine: Engine) -> None:
    error = engine.request("http://127.0.0.1:1/path").failure(httpx.ConnectError)
    assert error.request.url.path == "/path"
    assert str(error)
