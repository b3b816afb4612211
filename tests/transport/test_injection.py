"""Plaintext bytes sent before the TLS handshake are not read as data of the TLS connection."""

from __future__ import annotations

import socket
import ssl

import httpx
import pytest

from ..support.engines import Engine
from ..support.raw import raw_server, read_until

FORGED = b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nforged"
GENUINE = b"HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\ngenuine"


def serve_tls(connection: socket.socket, context: ssl.SSLContext) -> None:
    with context.wrap_socket(connection, server_side=True) as secured:
        secured.recv(65_536)
        secured.sendall(GENUINE)
        secured.recv(1)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_rejects_bytes_after_the_response_to_connect(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    def serve(connection: socket.socket) -> None:
        read_until(connection, b"\r\n\r\n")
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + FORGED)
        serve_tls(connection, server_tls)

    with raw_server(serve) as url, engine.open_client(proxy=url, verify=client_tls) as client:
        client.send("https://localhost/").failure(httpx.ProxyError)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_rejects_bytes_before_the_tls_handshake(
    engine: Engine, server_tls: ssl.SSLContext, client_tls: ssl.SSLContext
) -> None:
    def serve(connection: socket.socket) -> None:
        connection.sendall(FORGED)
        serve_tls(connection, server_tls)

    with raw_server(serve) as url, engine.open_client(verify=client_tls) as client:
        client.send(url.replace("http://127.0.0.1", "https://localhost")).failure(httpx.ConnectError)
