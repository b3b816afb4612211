"""An HTTP proxy on 127.0.0.1 that tunnels CONNECT requests, and answers requests in absolute form itself."""

from __future__ import annotations

import ssl
from base64 import b64encode
from collections.abc import Iterable

from .server import Piece, Request, ScriptedServer, Tunnel, head, sized

BY_THE_PROXY = b"by the proxy"


class Proxy(ScriptedServer):
    """An HTTP proxy; `requests` includes those for CONNECT.

    Args:
        tls: Serve the proxy at https://localhost.
        credentials: Respond with 407 without this name and password.
        instead: The response to every request: a rejection, nothing (which hangs), or invalid bytes.
        established: The response head that starts a tunnel.
    """

    def __init__(
        self,
        *,
        tls: ssl.SSLContext | None = None,
        credentials: tuple[str, str] | None = None,
        instead: Iterable[Piece] | None = None,
        established: bytes = b"HTTP/1.1 200 Connection established\r\n\r\n",
    ) -> None:
        super().__init__(tls=tls, otherwise=self._reply)
        self._credentials = credentials
        self._instead = None if instead is None else list(instead)
        self._established = established

    @property
    def targets(self) -> list[str]:
        """Return method and target of each request."""
        return [request.head.partition(b" HTTP/1.1")[0].decode() for request in self.requests]

    def _reply(self, request: Request) -> list[Piece]:
        if self._credentials is not None and request.header("proxy-authorization") != basic(*self._credentials):
            challenge = 'proxy-authenticate: Basic realm="proxy"'
            return sized(b"who are you?", challenge, status="407 Proxy Authentication Required")
        if self._instead is not None:
            return self._instead
        if request.head.startswith(b"CONNECT "):
            host, _, port = request.target.decode().rpartition(":")
            return [self._established, Tunnel(host.strip("[]"), int(port))]
        return sized(BY_THE_PROXY)


def basic(name: str, password: str) -> str:
    """Return the value of a header with these credentials."""
    return "Basic " + b64encode(f"{name}:{password}".encode()).decode()


def refusal(status: str) -> list[Piece]:
    """Return a response that rejects CONNECT."""
    return [head("content-length: 3", status=status) + b"no!"]
