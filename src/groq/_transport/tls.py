"""TLS: the context that clients share, and a TLS connection as bytes in, bytes out. No I/O but reading certificates.

`blocking` wraps its sockets; the event loops, and TLS inside of TLS, use `TlsLayer`. Both report a connection that ends
without close_notify as an error: it may have been truncated, possibly by an attacker.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable
from typing import Any

import httpx

_READ_BYTES = 65_536

# Without a lock, which a fork could leave locked: where two threads race, both get the same context.
_shared: dict[object, ssl.SSLContext] = {}


def context_source(verify: Any, cert: Any, *, trust_env: bool, http2: bool = False) -> Callable[[], ssl.SSLContext]:
    """Return a function that returns the context for these arguments of an httpx client.

    Reading the trusted certificates takes some 20 ms, more than all else that a client does before its first request.
    So clients with the default settings share one context, made at the first connection that needs it. Its authorities
    are those that httpx trusts: of `SSL_CERT_FILE` or `SSL_CERT_DIR` where one is set and `trust_env` allows it, else
    of certifi. The environment counts as it is now. The function raises `httpx.ConnectError` if they cannot be read.

    Raises:
        OSError: The certificates that `verify` or `cert` name cannot be read.
    """
    if isinstance(verify, ssl.SSLContext):
        return lambda: verify
    if verify is not True or cert:
        own = _finished(httpx.create_ssl_context(verify=verify, cert=cert, trust_env=trust_env))
        return lambda: own
    cafile = os.environ.get("SSL_CERT_FILE") if trust_env else None
    capath = os.environ.get("SSL_CERT_DIR") if trust_env and not cafile else None

    def context() -> ssl.SSLContext:
        # The class, because programs replace it to trust the authorities of the operating system (truststore), or to
        # make it cooperative (gevent). HTTP/2, because httpcore writes into the context which protocols it offers.
        key = ssl.SSLContext, http2, cafile, capath
        return _shared.get(key) or _shared.setdefault(key, _default_context(cafile, capath))

    return context


def _default_context(cafile: str | None, capath: str | None) -> ssl.SSLContext:
    if not cafile and not capath:
        return _finished(httpx.create_ssl_context(trust_env=False))
    source = f"SSL_CERT_FILE={cafile}" if cafile else f"SSL_CERT_DIR={capath}"
    try:
        if capath and not any(os.path.isdir(folder) for folder in capath.split(os.pathsep)):
            raise FileNotFoundError("there is no such directory")  # OpenSSL would trust nobody
        return _finished(ssl.create_default_context(cafile=cafile or None, capath=capath or None))
    except (OSError, ssl.SSLError) as err:
        raise httpx.ConnectError(
            f"The certificates of {source} cannot be read: {err}. Correct the path, or unset the variable to trust the "
            "authorities of certifi."
        ) from err


def _finished(context: ssl.SSLContext) -> ssl.SSLContext:
    if context.minimum_version < ssl.TLSVersion.TLSv1_2:  # as some distributions build it
        context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


class TlsLayer:
    """The client side of one TLS connection.

    Attributes:
        ssl_object: The connection as the `ssl` module has it.
        is_eof: The server has sent close_notify.
        failure: What went wrong behind the data that `decrypt` returned last.
    """

    def __init__(self, context: ssl.SSLContext, server_hostname: str) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self.ssl_object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)
        self.is_eof = False
        self.failure: ssl.SSLError | None = None

    def feed(self, data: bytes) -> None:
        """Take encrypted bytes that were received; `b""` is EOF."""
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def outgoing(self) -> bytes:
        """Return the encrypted bytes that are to be sent."""
        return self._outgoing.read() if self._outgoing.pending else b""

    def handshake(self) -> bool:
        """Go on with the handshake, and return whether it is complete.

        Raises:
            ssl.SSLError: It failed; `outgoing` has the alert.
        """
        try:
            self.ssl_object.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def decrypt(self) -> bytes:
        """Return what can be decrypted by now.

        Raises:
            ssl.SSLError: The bytes are not TLS, or the connection ended without close_notify.
        """
        pieces: list[bytes] = []
        read, incoming = self.ssl_object.read, self._incoming
        try:
            while True:
                piece = read(_READ_BYTES)
                if not piece:
                    self.is_eof = True
                    break
                pieces.append(piece)
                if not incoming.pending and not incoming.eof and not self.ssl_object.pending():
                    break  # to read on would raise, which costs more than the piece
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.is_eof = True
        except ssl.SSLError as err:
            if not pieces:
                raise
            self.failure = err
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def encrypt(self, data: bytes) -> bytes:
        """Return the encrypted bytes to send for this data."""
        self.ssl_object.write(data)
        return self._outgoing.read()


class TlsStack:
    """The TLS of a connection in an event loop: none, one layer, or that to a server inside of that to its proxy.

    Attributes:
        is_eof: The other side has sent close_notify.
        failure: What went wrong behind the data that `decrypt` returned last.
    """

    def __init__(self) -> None:
        self._layers: list[TlsLayer] = []
        self.is_eof = False
        self.failure: ssl.SSLError | None = None

    def __bool__(self) -> bool:
        return bool(self._layers)

    @property
    def ssl_object(self) -> ssl.SSLObject | None:
        """The innermost connection as the `ssl` module has it."""
        return self._layers[-1].ssl_object if self._layers else None

    def push(self, layer: TlsLayer) -> None:
        """Add a layer inside of the others, whose handshake is complete."""
        self._layers.append(layer)

    def decrypt(self, data: bytes) -> bytes:
        """Take what was received, `b""` at EOF, and return what can be decrypted by now.

        Raises:
            ssl.SSLError: As `TlsLayer.decrypt`.
        """
        for layer in self._layers:
            layer.feed(data)
            data = layer.decrypt()
            self.is_eof = self.is_eof or layer.is_eof
            self.failure = self.failure or layer.failure
            if not data:
                break
        return data

    def has_ended(self) -> bool:
        """Return whether nothing can follow the data that was decrypted.

        Raises:
            ssl.SSLError: The connection failed behind that data.
        """
        if self.failure is not None:
            raise self.failure
        return self.is_eof

    def encrypt(self, data: bytes) -> bytes:
        """Return the bytes to send for this data."""
        for layer in reversed(self._layers):
            data = layer.encrypt(data)
        return data

    def replies(self) -> bytes:
        """Return what TLS has to send of its own, such as the answer to a key update."""
        data = b""
        for layer in reversed(self._layers):
            data = (layer.encrypt(data) if data else b"") + layer.outgoing()
        return data
