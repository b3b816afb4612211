"""One TLS context for every client with the default settings, made when the first connection needs it. For `_http`.

Reading the trusted certificates takes some 20 ms, more than all else that a client does before its first request.

A connection that ends without TLS saying so was cut, perhaps by someone who wants it so; Python and the event loops
would take that for its end, and so for the end of a body that does not say how long it is.
"""

from __future__ import annotations

import os
import ssl
from typing import Any

import httpcore
import httpx
from typing_extensions import override


def shared_tls_context(*, trust_env: bool = True, http2: bool = False) -> ssl.SSLContext:
    """The context of all clients with the same settings: certificates verified, TLS 1.2 or newer.

    The authorities are those that httpx trusts: of `SSL_CERT_FILE` or `SSL_CERT_DIR` where one is set and `trust_env`
    allows it, else of certifi.
    """
    # The class, because programs replace it to trust the authorities of the operating system (truststore). HTTP/2,
    # because httpcore writes into the context which protocols it offers.
    cafile = os.environ.get("SSL_CERT_FILE") if trust_env else None
    capath = os.environ.get("SSL_CERT_DIR") if trust_env else None
    key = (ssl.SSLContext, http2, cafile, capath)
    return _shared.get(key) or _shared.setdefault(key, _lazy_context(cafile, capath))


# Without a lock, which a fork could leave locked for ever: where two threads race, both get the same context.
_shared: dict[object, ssl.SSLContext] = {}


def _lazy_context(cafile: str | None, capath: str | None) -> ssl.SSLContext:
    made: dict[str, ssl.SSLContext] = {}

    def context() -> ssl.SSLContext:
        return made.get("it") or made.setdefault("it", _new_context(cafile, capath))

    class LazyContext(ssl.SSLContext):  # here, because its base may have been replaced
        """Stands for a context that is made on first use."""

        @override
        def set_alpn_protocols(self, alpn_protocols: Any) -> None:
            context().set_alpn_protocols(alpn_protocols)

        @override
        def wrap_socket(self, *args: Any, **kwargs: Any) -> ssl.SSLSocket:
            return context().wrap_socket(*args, **kwargs)

        @override
        def wrap_bio(self, *args: Any, **kwargs: Any) -> ssl.SSLObject:
            return context().wrap_bio(*args, **kwargs)

    return LazyContext(ssl.PROTOCOL_TLS_CLIENT)


def _new_context(cafile: str | None, capath: str | None) -> ssl.SSLContext:
    if cafile or capath:
        context = ssl.create_default_context(cafile=cafile or None, capath=None if cafile else capath)
    else:
        context = httpx.create_ssl_context(trust_env=False)
    return telling_cuts(context)


def telling_cuts(context: ssl.SSLContext) -> ssl.SSLContext:
    """The context, whose connections tell a cut from the end; not for one that others use too."""
    context.sslsocket_class = _WholeSocket
    context.sslobject_class = _WholeObject
    return context


class _WholeSocket(ssl.SSLSocket):
    """TLS of a thread, which tells a cut from the end."""

    @property
    def suppress_ragged_eofs(self) -> bool:
        return False

    @suppress_ragged_eofs.setter
    def suppress_ragged_eofs(self, _suppress: bool) -> None:
        """`ssl` sets what it was called with, which is the default."""


# What is no failure: more has to come, or the connection has ended as it should.
_NO_FAILURES = (ssl.SSLWantReadError, ssl.SSLWantWriteError, ssl.SSLZeroReturnError)


class _WholeObject(ssl.SSLObject):
    """TLS of an event loop, which tells a cut from the end; anyio and httpcore leave other failures as they are."""

    @override
    def read(self, len: int = 1024, buffer: Any = None) -> Any:
        try:
            return super().read(len, buffer)
        except _NO_FAILURES:
            raise
        except ssl.SSLError as err:
            is_cut = isinstance(err, ssl.SSLEOFError) or "UNEXPECTED_EOF" in str(err)
            what = "The connection was cut: TLS did not say that it ends." if is_cut else str(err)
            raise httpcore.ReadError(what) from err

    @override
    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except _NO_FAILURES:
            raise
        except ssl.SSLError as err:
            raise httpcore.WriteError(str(err)) from err
