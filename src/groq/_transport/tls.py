"""TLS: the context that clients share, and a TLS connection as bytes in, bytes out. No I/O except reading certificates.

A connection that ends without close_notify is an error: it may have been truncated, possibly by an attacker.
"""

from __future__ import annotations

import contextlib
import os
import re
import ssl
from collections.abc import Callable
from typing import Any

import httpx

from .._exceptions import GroqError

_READ_BYTES = 65_536
# Names that OpenSSL reads in a directory of certificates: https://docs.openssl.org/master/man1/openssl-rehash/.
_HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")

# Without a lock, which a fork could leave locked. `setdefault` gives threads that race the same context.
_shared: dict[object, ssl.SSLContext] = {}


class ContextSource:
    """Source of the TLS context of a transport.

    Reading the trusted certificates takes 20 ms, more than all other work before the first request. So clients with
    default settings share one context, made by the first connection that needs it. It trusts what httpx trusts:
    `SSL_CERT_FILE` or `SSL_CERT_DIR`, as set now, if `trust_env` is true, otherwise certifi.

    The arguments are those of an httpx client. HTTP/2 has its own context, because httpcore changes the ALPN
    protocols.

    Raises:
        OSError: The certificates of `verify` or `cert` cannot be read.
        GroqError: The file of `SSLKEYLOGFILE` cannot be written.
    """

    def __init__(self, verify: Any, cert: Any, *, trust_env: bool, http2: bool = False) -> None:
        self._own: ssl.SSLContext | None = None  # not shared
        if isinstance(verify, ssl.SSLContext):
            self._own = verify
        elif verify is not True or cert:
            self._own = _hardened_context(
                lambda: httpx.create_ssl_context(verify=verify, cert=cert, trust_env=trust_env)
            )
        cafile = os.environ.get("SSL_CERT_FILE") if trust_env else None
        capath = os.environ.get("SSL_CERT_DIR") if trust_env and not cafile else None
        self._trusted = cafile, capath
        self._http2 = http2

    def existing(self) -> ssl.SSLContext | None:
        """Return the context if it exists."""
        return self._own or _shared.get(self._key())

    def __call__(self) -> ssl.SSLContext:
        """Return the context. The first call reads files.

        Raises:
            GroqError: The certificates of the environment cannot be read, or the key log cannot be written.
        """
        return self.existing() or _shared.setdefault(self._key(), _default_context(*self._trusted))

    def _key(self) -> object:
        # The class, because programs replace it to use the trust store of the operating system (truststore), or to
        # make it cooperative (gevent).
        return ssl.SSLContext, self._http2, *self._trusted


def _default_context(cafile: str | None, capath: str | None) -> ssl.SSLContext:
    if not cafile and not capath:
        return _hardened_context(lambda: httpx.create_ssl_context(trust_env=False))
    source = f"SSL_CERT_FILE={cafile}" if cafile else f"SSL_CERT_DIR={capath}"
    try:
        folders = [folder for folder in capath.split(os.pathsep) if os.path.isdir(folder)] if capath else []
        if capath and not any(_HASHED.fullmatch(name) for folder in folders for name in os.listdir(folder)):
            raise FileNotFoundError("no file in it is named by the hash of its subject (openssl rehash)")
        return _hardened_context(lambda: ssl.create_default_context(cafile=cafile or None, capath=capath))
    except OSError as err:
        raise GroqError(
            f"The certificates of {source} cannot be read: {err}. Correct the path, or unset the variable to trust the "
            "authorities of certifi."
        ) from err


def _hardened_context(make: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    try:
        context = make()
    except OSError as err:
        if err.filename is None or err.filename != os.environ.get("SSLKEYLOGFILE"):
            raise
        raise GroqError(
            f"The key log SSLKEYLOGFILE={err.filename} cannot be written: {err.strerror}. Correct the path, or unset "
            "the variable."
        ) from err
    if context.minimum_version < ssl.TLSVersion.TLSv1_2:  # the default of some distributions
        context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options &= ~getattr(ssl, "OP_IGNORE_UNEXPECTED_EOF", 0)  # a default of Python 3.10; for httpx
    context.set_alpn_protocols(["http/1.1"])
    return context


class TlsLayer:
    """The client side of one TLS connection, which may be nested: TLS to a server through TLS to a proxy.

    Attributes:
        ssl_object: The `ssl.SSLObject` of the connection.
        is_ready: The handshake is complete.
        is_eof: The other side has sent close_notify.
        failure: The error after the data that `decrypt` returned last.
    """

    def __init__(self, context: ssl.SSLContext, server_hostname: str, outer: TlsLayer | None) -> None:
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._outer = outer
        self.ssl_object = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_hostname)
        self.is_ready = self.is_eof = False
        self.failure: ssl.SSLError | None = None

    def handshake(self) -> bool:
        """Continue the handshake, and return whether it is complete.

        Raises:
            ssl.SSLError: The handshake failed; `outgoing` returns the alert.
        """
        with contextlib.suppress(ssl.SSLWantReadError):
            self.ssl_object.do_handshake()
            self.is_ready = True
        return self.is_ready

    def decrypt(self, data: bytes) -> bytes:
        """Add received bytes, `b""` at EOF, and return the data that can be decrypted.

        Raises:
            ssl.SSLError: The bytes are not TLS, or the connection ended without close_notify.
        """
        if self.is_eof:
            return b""
        outer, ends = self._outer, not data
        if outer is not None:
            data = outer.decrypt(data)
            ends = outer.is_eof
            self.failure = self.failure or outer.failure
        if data:
            self._incoming.write(data)
            data = self.read() if self.is_ready else b""
        if ends and not self.is_eof:
            self._incoming.write_eof()  # ends a handshake
            self.failure = self.failure or ssl.SSLEOFError(ssl.SSL_ERROR_EOF, "EOF occurred in violation of protocol")
            if self.is_ready and not data:
                raise self.failure
        return data

    def read(self) -> bytes:
        """Return the data that can be decrypted without further input."""
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
                    break  # another read would raise SSLWantReadError, which is slow
        except ssl.SSLWantReadError:
            pass
        except ssl.SSLZeroReturnError:
            self.is_eof = True
        except ssl.SSLError as err:
            if not pieces:
                raise
            self.failure = err
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def has_ended(self) -> bool:
        """Return whether no data can follow the decrypted data.

        Raises:
            ssl.SSLError: The connection failed after that data.
        """
        if self.failure is not None:
            raise self.failure
        return self.is_eof

    def encrypt(self, data: bytes | memoryview) -> bytes:
        """Return the bytes to send for this data."""
        self.ssl_object.write(data)
        return self.outgoing()

    def outgoing(self) -> bytes:
        """Return the bytes that the TLS protocol needs to send: handshake, alert, response to a key update."""
        data = self._outgoing.read() if self._outgoing.pending else b""
        if self._outer is None:
            return data
        return self._outer.encrypt(data) if data else self._outer.outgoing()
