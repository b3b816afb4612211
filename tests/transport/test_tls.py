"""TLS as the transport speaks it: what it verifies, what it offers, and how a handshake fails."""

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
    """Expect that no connection can be made, and that the place of it is free again."""
    limits = httpx.Limits(max_connections=1)
    with engine.open_client(limits=limits, timeout=httpx.Timeout(10, pool=2), **options) as client:
        errors = [client.send(f"{url}/path").failure(httpx.ConnectError) for _ in range(2)]
    for error in errors:
        assert error.request.url.path == "/path"
        assert str(error)
    return errors[0]


def test_unknown_authority_is_a_connect_error_that_names_the_certificate(
    engine: Engine, server_tls: ssl.SSLContext
) -> None:
    with ScriptedServer(OK, tls=server_tls) as server:
        assert "certificate" in str(assert_refused(engine, server.url)).lower()
        assert server.requests == []


def test_certificate_of_another_host_is_a_connect_error(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer(OK, tls=server_tls) as server:
        assert_refused(engine, server.url_of("127.0.0.1"), verify=client_tls)
        assert server.requests == []


def test_nothing_is_verified_with_verify_off(engine: Engine, server_tls: ssl.SSLContext) -> None:
    with ScriptedServer(OK, OK, tls=server_tls) as server, engine.open_client(verify=False) as client:
        assert client.send(server.url).content == b"ok"
        assert client.send(server.url_of("127.0.0.1")).content == b"ok"


def test_context_of_the_caller_is_used_and_keeps_its_classes(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    before = client_tls.sslsocket_class, client_tls.sslobject_class, client_tls.verify_mode, client_tls.options
    with ScriptedServer(OK, tls=server_tls) as server:
        assert engine.request(server.url, verify=client_tls).content == b"ok"
    after = client_tls.sslsocket_class, client_tls.sslobject_class, client_tls.verify_mode, client_tls.options
    assert after == before


def test_subclass_of_a_context_is_used(engine: Engine, server_tls: ssl.SSLContext, certificates: Path) -> None:
    """As truststore has it, which hands all on to a context of its own."""
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
def test_useless_ssl_cert_file_is_an_error_that_names_it(
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


def test_useless_ssl_cert_file_does_not_matter_for_http(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with ScriptedServer(OK) as server:
        assert engine.request(server.url, trust_env=True).content == b"ok"
    assert not AsyncGroq(api_key="k").is_closed()


# Certificates of clients.


@pytest.fixture
def asking_tls(server_tls: ssl.SSLContext, certificates: Path) -> ssl.SSLContext:
    """The TLS of a server that wants a certificate of its clients."""
    server_tls.load_verify_locations(str(certificates / "root.pem"))
    server_tls.verify_mode = ssl.CERT_REQUIRED
    return server_tls


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of httpx, for `cert`
@pytest.mark.parametrize("form", ["pair", "one_file"])
def test_certificate_of_the_client_is_sent(
    engine: Engine, asking_tls: ssl.SSLContext, certificates: Path, tmp_path: Path, form: str
) -> None:
    leaf, key = certificates / "leaf.pem", certificates / "leaf.key"
    both = tmp_path / "both.pem"
    both.write_text(leaf.read_text() + key.read_text())
    cert: Any = (str(leaf), str(key)) if form == "pair" else str(both)
    with ScriptedServer(OK, tls=asking_tls) as server:
        assert engine.request(server.url, verify=False, cert=cert).content == b"ok"


def test_certificate_of_the_client_in_its_context_is_sent(
    engine: Engine, asking_tls: ssl.SSLContext, client_tls: ssl.SSLContext, certificates: Path
) -> None:
    client_tls.load_cert_chain(certificates / "leaf.pem", certificates / "leaf.key")
    with ScriptedServer(OK, tls=asking_tls) as server:
        assert engine.request(server.url, verify=client_tls).content == b"ok"


def test_missing_certificate_of_the_client_is_a_transport_error(
    engine: Engine, asking_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with ScriptedServer(OK, tls=asking_tls) as server:
        engine.request(server.url, verify=client_tls).failure(httpx.TransportError)
        assert server.requests == []


# Versions and names.


def limited(context: ssl.SSLContext, version: ssl.TLSVersion) -> ssl.SSLContext:
    """The context, which speaks this version alone, whatever the system says about old ones."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = version
    if version < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
    return context


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_refused(
    engine: Engine, version: ssl.TLSVersion, server_tls: ssl.SSLContext, certificates: Path
) -> None:
    with ScriptedServer(tls=limited(server_tls, version)) as server:
        old = limited(ssl.create_default_context(cafile=str(certificates / "root.pem")), version)
        with contextlib.suppress(ssl.SSLError), socket.create_connection(("127.0.0.1", server.port)) as connection:
            old.wrap_socket(connection, server_hostname="localhost").close()
        assert_refused(engine, server.url, verify=False)
        assert server.requests == []


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_new_versions_are_spoken(engine: Engine, version: ssl.TLSVersion, server_tls: ssl.SSLContext) -> None:
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


def test_server_that_knows_http_2_is_spoken_to_in_http_1_1(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    server_tls.set_alpn_protocols(["h2", "http/1.1"])
    with ScriptedServer(OK, tls=server_tls) as server, engine.open_client(verify=client_tls) as client:
        answer = client.send(server.url).answer
    assert (answer.content, answer.http_version) == (b"ok", "HTTP/1.1")


def test_name_of_the_host_is_sent(engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
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
    """Answer the handshake with HTTP."""
    connection.recv(65_536)
    connection.sendall(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n")


def hangs_up(connection: socket.socket) -> None:
    """End the connection within the handshake."""
    connection.recv(65_536)


def resets(connection: socket.socket) -> None:
    """Leave what came unread, which resets the connection."""
    connection.recv(1)


@pytest.mark.covering("values")
@pytest.mark.parametrize("serve", [speaks_http, hangs_up, resets])
def test_server_without_tls_is_a_connect_error(
    engine: Engine, serve: Callable[[socket.socket], None], client_tls: ssl.SSLContext
) -> None:
    with raw_server(serve, serve) as url:
        assert_refused(engine, url.replace("http://127.0.0.1", "https://localhost"), verify=client_tls)


def test_http_to_a_server_of_tls_is_a_transport_error(engine: Engine, server_tls: ssl.SSLContext) -> None:
    with ScriptedServer(OK, tls=server_tls) as server:
        engine.request(server.url.replace("https:", "http:")).failure(httpx.TransportError)
        assert server.requests == []


# Much data.


def test_large_bodies_go_both_ways(engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext) -> None:
    body = bytes(range(256)) * 20_000
    with (
        ScriptedServer(otherwise=lambda request: sized(request.body), tls=server_tls) as server,
        engine.open_client(verify=client_tls) as client,
    ):
        for _ in range(2):
            assert client.send(server.url, "POST", content=body).content == body
        assert server.used == [0, 0]


def test_many_requests_at_once_are_all_answered(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    with (
        ScriptedServer(otherwise=lambda request: sized(request.target), tls=server_tls) as server,
        engine.open_client(verify=client_tls, limits=httpx.Limits(max_connections=5)) as client,
    ):
        outcomes = client.together([f"{server.url}/{number}" for number in range(40)])
        assert [outcome.content for outcome in outcomes] == [f"/{number}".encode() for number in range(40)]
        assert server.connections <= 5
