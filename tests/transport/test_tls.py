"""TLS: verification, offered versions, and failed handshakes."""

from __future__ import annotations

import contextlib
import shutil
import socket
import ssl
import subprocess
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from groq import AsyncGroq, Groq, GroqError

from ..support.clients import CHAT
from ..support.engines import Engine
from ..support.raw import raw_server
from ..support.server import ScriptedServer, sized

OK = sized(b"ok")


def assert_refused(engine: Engine, url: str, **options: Any) -> httpx.ConnectError:
    """Assert that connecting fails, and that the failed connection does not count towards the limit."""
    limits = httpx.Limits(max_connections=1)
    with engine.open_client(limits=limits, timeout=httpx.Timeout(10, pool=2), **options) as client:
        errors = [client.send(f"{url}/path").failure(httpx.ConnectError) for _ in range(2)]
    for error in errors:
        assert error.request.url.path == "/path"
        assert str(error)
    return errors[0]


def test_connect_error_for_unknown_authority(engine: Engine, server_tls: ssl.SSLContext) -> None:
    with ScriptedServer(OK, tls=server_tls) as server:
        assert "certificate" in str(assert_refused(engine, server.url)).lower()
        assert server.requests == []


def test_connect_error_for_certificate_of_another_host(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer(OK, tls=server_tls) as server:
        assert_refused(engine, server.url_of("127.0.0.1"), verify=client_tls)
        assert server.requests == []


def test_nothing_is_verified_with_verify_false(engine: Engine, server_tls: ssl.SSLContext) -> None:
    with ScriptedServer(OK, OK, tls=server_tls) as server, engine.open_client(verify=False) as client:
        assert client.send(server.url).content == b"ok"
        assert client.send(server.url_of("127.0.0.1")).content == b"ok"


def test_custom_context_is_used_unchanged(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    before = client_tls.sslsocket_class, client_tls.sslobject_class, client_tls.verify_mode, client_tls.options
    with ScriptedServer(OK, tls=server_tls) as server:
        assert engine.request(server.url, verify=client_tls).content == b"ok"
    after = client_tls.sslsocket_class, client_tls.sslobject_class, client_tls.verify_mode, client_tls.options
    assert after == before


def test_context_subclass_is_used(engine: Engine, server_tls: ssl.SSLContext, certificates: Path) -> None:
    """A wrapper like that of truststore, which delegates to a context of its own."""
    used: list[str] = []

    class Wrapping(ssl.SSLContext):
        def wrap_socket(self, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
            used.append("socket")
            return super().wrap_socket(*args, **kwargs)

        def wrap_bio(self, *args: Any, **kwargs: Any) -> ssl.SSLObject:
            used.append("bio")
            return super().wrap_bio(*args, **kwargs)

    context = Wrapping(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(str(certificates / "root.pem"))
    with ScriptedServer(OK, tls=server_tls) as server:
        assert engine.request(server.url, verify=context).content == b"ok"
    assert used


# The environment.


def test_ssl_cert_file_names_the_authorities(
    engine: Engine, server_tls: ssl.SSLContext, certificates: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates / "root.pem"))
    with ScriptedServer(OK, tls=server_tls) as server:
        assert engine.request(server.url, trust_env=True).content == b"ok"
        assert_refused(engine, server.url, trust_env=False)
        assert_refused(engine, server.url_of("127.0.0.1"), trust_env=True)


def test_ssl_cert_dir_names_the_authorities(
    engine: Engine, server_tls: ssl.SSLContext, certificates: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    openssl = shutil.which("openssl") or "openssl"
    command = [openssl, "x509", "-hash", "-noout", "-in", str(certificates / "root.pem")]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    shutil.copy(certificates / "root.pem", tmp_path / f"{name}.0")
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with ScriptedServer(OK, tls=server_tls) as server:
        assert engine.request(server.url, trust_env=True).content == b"ok"


@pytest.mark.parametrize("content", [None, "", "no certificate"], ids=["missing", "empty", "no_certificate"])
def test_unusable_ssl_cert_file_is_an_error_with_its_path(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server_tls: ssl.SSLContext
) -> None:
    path = tmp_path / "authorities.pem"
    if content is not None:
        path.write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with ScriptedServer(OK, tls=server_tls) as server:
        with (
            pytest.raises(GroqError, match=r"SSL_CERT_FILE|authorities\.pem"),
            Groq(api_key="k", base_url=server.url, max_retries=0) as client,
        ):
            client.chat.completions.create(**CHAT)
        assert server.requests == []


def test_unusable_ssl_cert_file_is_ignored_for_http(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with ScriptedServer(OK) as server:
        assert engine.request(server.url, trust_env=True).content == b"ok"
    assert not AsyncGroq(api_key="k").is_closed()


# Client certificates.


@pytest.fixture
def asking_tls(server_tls: ssl.SSLContext, certificates: Path) -> ssl.SSLContext:
    """The TLS context of a server that requires client certificates."""
    server_tls.load_verify_locations(str(certificates / "root.pem"))
    server_tls.verify_mode = ssl.CERT_REQUIRED
    return server_tls


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # httpx deprecates `cert`
@pytest.mark.parametrize("form", ["pair", "one_file"])
def test_client_certificate_is_sent(
    engine: Engine, asking_tls: ssl.SSLContext, certificates: Path, tmp_path: Path, form: str
) -> None:
    leaf, key = certificates / "leaf.pem", certificates / "leaf.key"
    both = tmp_path / "both.pem"
    both.write_text(leaf.read_text() + key.read_text())
    cert: Any = (str(leaf), str(key)) if form == "pair" else str(both)
    with ScriptedServer(OK, tls=asking_tls) as server:
        assert engine.request(server.url, verify=False, cert=cert).content == b"ok"


def test_client_certificate_of_a_context_is_sent(
    engine: Engine, asking_tls: ssl.SSLContext, client_tls: ssl.SSLContext, certificates: Path
) -> None:
    client_tls.load_cert_chain(certificates / "leaf.pem", certificates / "leaf.key")
    with ScriptedServer(OK, tls=asking_tls) as server:
        assert engine.request(server.url, verify=client_tls).content == b"ok"


def test_missing_client_certificate_is_a_transport_error(
    engine: Engine, asking_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer(OK, tls=asking_tls) as server:
        engine.request(server.url, verify=client_tls).failure(httpx.TransportError)
        assert server.requests == []


# Versions and names.


def limited(context: ssl.SSLContext, version: ssl.TLSVersion) -> ssl.SSLContext:
    """Limit the context to this version, even if the system disables old versions."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    if version < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_rejects_old_tls_versions(
    engine: Engine, version: ssl.TLSVersion, server_tls: ssl.SSLContext, certificates: Path
) -> None:
    with ScriptedServer(tls=limited(server_tls, version)) as server:
        old = limited(ssl.create_default_context(cafile=str(certificates / "root.pem")), version)
        with contextlib.suppress(ssl.SSLError), socket.create_connection(("127.0.0.1", server.port)) as connection:
            old.wrap_socket(connection, server_hostname="localhost").close()
        assert_refused(engine, server.url, verify=False)
        assert server.requests == []


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_supports_new_tls_versions(engine: Engine, version: ssl.TLSVersion, server_tls: ssl.SSLContext) -> None:
    names = {ssl.TLSVersion.TLSv1_2: "TLSv1.2", ssl.TLSVersion.TLSv1_3: "TLSv1.3"}
    with (
        ScriptedServer(OK, OK, tls=limited(server_tls, version)) as server,
        engine.open_client(verify=False) as client,
    ):
        with client.stream(server.url) as opened:
            assert client.get_extra_info(opened, "ssl_object").version() == names[version]
            assert opened.read_all() == b"ok"
        assert client.send(server.url).content == b"ok"
        assert server.used == [0, 0]


def test_negotiates_http_1_1_with_server_that_supports_http_2(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    server_tls.set_alpn_protocols(["h2", "http/1.1"])
    with ScriptedServer(OK, tls=server_tls) as server, engine.open_client(verify=client_tls) as client:
        answer = client.send(server.url).answer
    assert (answer.content, answer.http_version) == (b"ok", "HTTP/1.1")


def test_sni_is_the_host_name(engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    names: list[str | None] = []
    server_tls.sni_callback = lambda _connection, name, _context: names.append(name)
    with ScriptedServer(OK, tls=server_tls) as server:
        assert engine.request(server.url, verify=client_tls).content == b"ok"
    assert names == ["localhost"]


def test_sni_hostname_of_the_request_is_sent_and_verified(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    names: list[str | None] = []
    server_tls.sni_callback = lambda _connection, name, _context: names.append(name)
    with ScriptedServer(OK, tls=server_tls) as server:
        url, extensions = server.url_of("127.0.0.1"), {"sni_hostname": "localhost"}
        assert engine.request(url, extensions=extensions, verify=client_tls).content == b"ok"
    assert names == ["localhost"]


# Handshakes that fail.


def speaks_http(connection: socket.socket) -> None:
    """Respond to the handshake with HTTP."""
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")


def hangs_up(connection: socket.socket) -> None:
    """Close the connection during the handshake."""
    connection.recv(65_536)


def resets(connection: socket.socket) -> None:
    """Close without reading, which resets the connection."""
    connection.recv(1)


@pytest.mark.covering("values")
@pytest.mark.parametrize("serve", [speaks_http, hangs_up, resets])
def test_connect_error_when_the_server_does_not_speak_tls(
    engine: Engine, serve: Callable[[socket.socket], None], client_tls: ssl.SSLContext
) -> None:
    with raw_server(serve, serve) as url:
        assert_refused(engine, url.replace("http://127.0.0.1", "https://localhost"), verify=client_tls)


def test_transport_error_for_http_to_a_tls_server(engine: Engine, server_tls: ssl.SSLContext) -> None:
    with ScriptedServer(OK, tls=server_tls) as server:
        engine.request(server.url.replace("https:", "http:")).failure(httpx.TransportError)
        assert server.requests == []


# Large bodies and many requests.


def test_large_bodies_are_sent_and_received(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    body = bytes(range(256)) * 20_000
    with (
        ScriptedServer(otherwise=lambda request: sized(request.body), tls=server_tls) as server,
        engine.open_client(verify=client_tls) as client,
    ):
        for _ in range(2):
            assert client.send(server.url, "POST", content=body).content == body
        assert server.used == [0, 0]


def test_many_concurrent_requests_all_get_a_response(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with (
        ScriptedServer(otherwise=lambda request: sized(request.target), tls=server_tls) as server,
        engine.open_client(verify=client_tls, limits=httpx.Limits(max_connections=5)) as client,
    ):
        outcomes = client.together([f"{server.url}/{number}" for number in range(40)])
        assert [outcome.content for outcome in outcomes] == [f"/{number}".encode() for number in range(40)]
        assert server.connections <= 5
