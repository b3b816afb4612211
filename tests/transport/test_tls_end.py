"""The end of a TLS connection: close_notify or truncated; alone, and inside the TLS of a proxy."""

from __future__ import annotations

import contextlib
import ssl

import pytest

from groq._transport.tls import ContextSource, TlsLayer

# Set by default in Python 3.10 and early releases of 3.11. A context then reports truncation as a normal EOF.
IGNORES_EOF = getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)


class Side:
    """The server side of one TLS connection, as bytes in and bytes out."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._outgoing, server_side=True)

    def receive(self, data: bytes) -> bytes:
        """Receive bytes; return their data, or continue the handshake."""
        self._incoming.write(data)
        with contextlib.suppress(ssl.SSLWantReadError):
            self._object.do_handshake()
            return self._object.read()
        return b""

    def outgoing(self) -> bytes:
        return self._outgoing.read()

    def encrypt(self, data: bytes) -> bytes:
        self._object.write(data)
        return self.outgoing()

    def close_notify(self) -> bytes:
        with contextlib.suppress(ssl.SSLWantReadError):
            self._object.unwrap()
        return self.outgoing()


class Connection:
    """A client's TLS layer and its server after their handshake, optionally inside the TLS of a proxy."""

    def __init__(self, client: ssl.SSLContext, server: ssl.SSLContext, *, nested: bool) -> None:
        self.proxy = Side(server) if nested else None
        outer = TlsLayer(client, "localhost", None) if nested else None
        if self.proxy is not None and outer is not None:
            while not outer.handshake():
                self.proxy.receive(outer.outgoing())
                outer.decrypt(self.proxy.outgoing())
            self.proxy.receive(outer.outgoing())
        self.server = Side(server)
        self.layer = TlsLayer(client, "localhost", outer)
        while not self.layer.handshake():
            self.receive()
            self.layer.decrypt(self.wire(self.server.outgoing()))
        self.receive()

    def receive(self) -> None:
        """Pass the client's output to the server."""
        data = self.layer.outgoing()
        self.server.receive(data if self.proxy is None else self.proxy.receive(data))

    def wire(self, data: bytes) -> bytes:
        """Return the data that the client receives from these bytes."""
        return data if self.proxy is None else self.proxy.encrypt(data)


@pytest.fixture(params=[False, True], ids=["checks_eof", "ignores_eof"])
def connection(
    request: pytest.FixtureRequest, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext, nested: bool
) -> Connection:
    client_tls.options &= ~IGNORES_EOF
    if request.param:
        client_tls.options |= IGNORES_EOF
    return Connection(client_tls, server_tls, nested=nested)


each = pytest.mark.parametrize("nested", [False, True], ids=["alone", "through_a_tls_proxy"])


@each
def test_close_notify_is_the_end(connection: Connection) -> None:
    data = connection.wire(connection.server.encrypt(b"some")) + connection.wire(connection.server.close_notify())
    assert connection.layer.decrypt(data) == b"some"
    assert connection.layer.has_ended()
    assert connection.layer.decrypt(b"") == b""


@each
def test_eof_after_data_is_an_error(connection: Connection) -> None:
    assert connection.layer.decrypt(connection.wire(connection.server.encrypt(b"some"))) == b"some"
    assert not connection.layer.has_ended()
    with pytest.raises(ssl.SSLEOFError):
        connection.layer.decrypt(b"")


@each
def test_eof_in_a_record_is_an_error(connection: Connection) -> None:
    assert connection.layer.decrypt(connection.wire(connection.server.encrypt(b"some")[:-1])) == b""
    with pytest.raises(ssl.SSLEOFError):
        connection.layer.decrypt(b"")


@pytest.mark.parametrize("nested", [True])
@pytest.mark.parametrize("together", [False, True])
def test_close_notify_of_the_proxy_is_not_that_of_the_server(connection: Connection, together: bool) -> None:
    proxy = connection.proxy
    assert proxy is not None
    data, end = connection.wire(connection.server.encrypt(b"some")), proxy.close_notify()
    if together:
        assert connection.layer.decrypt(data + end) == b"some"
        with pytest.raises(ssl.SSLEOFError):
            connection.layer.has_ended()
    else:
        assert connection.layer.decrypt(data) == b"some"
        with pytest.raises(ssl.SSLEOFError):
            connection.layer.decrypt(end)


@pytest.mark.parametrize("ignores", [False, True])
def test_eof_in_the_handshake_is_an_error(client_tls: ssl.SSLContext, ignores: bool) -> None:
    if ignores:
        client_tls.options |= IGNORES_EOF
    layer = TlsLayer(client_tls, "localhost", None)
    assert not layer.handshake()
    assert layer.decrypt(b"") == b""
    with pytest.raises(ssl.SSLError):
        layer.handshake()


@pytest.mark.parametrize("verify", [True, False])
def test_client_contexts_do_not_ignore_eof(verify: bool) -> None:
    assert not ContextSource(verify, None, trust_env=False)().options & IGNORES_EOF
