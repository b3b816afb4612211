"""A running server, and a client based on `http.client`, so that these tests need no other client."""

from __future__ import annotations

import http.client
import json
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from groq.testing import LocalServer

CHAT = "/openai/v1/chat/completions"
MODEL = "openai/gpt-oss-20b"
BODY = json.dumps({"model": MODEL, "messages": [{"role": "user", "content": "Hello"}]}).encode()


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def error(self) -> Any:
        return self.json["error"]

    @property
    def message(self) -> Any:
        return self.json["choices"][0]["message"]

    @property
    def events(self) -> list[tuple[str | None, str]]:
        """The server-sent events as (event, data)."""
        found: list[tuple[str | None, str]] = []
        for block in self.body.decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.splitlines())
            if fields:
                found.append((fields.get("event"), fields["data"]))
        return found

    @property
    def chunks(self) -> list[Any]:
        """The chunks of a complete stream."""
        assert self.events[-1] == (None, "[DONE]")
        return [json.loads(data) for _, data in self.events[:-1]]

    @property
    def deltas(self) -> list[Any]:
        return [chunk["choices"][0]["delta"] for chunk in self.chunks if chunk["choices"]]


Field = tuple[str, str | tuple[str, bytes]]
BOUNDARY = "a-boundary"


def form(*fields: Field) -> tuple[str, bytes]:
    """Return the content type and body of a form; a pair of (filename, bytes) is a file."""
    body = b""
    for name, value in fields:
        filename, content = (None, value.encode()) if isinstance(value, str) else value
        head = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename is not None else "")
        body += f"--{BOUNDARY}\r\nContent-Disposition: {head}\r\n\r\n".encode() + content + b"\r\n"
    return f"multipart/form-data; boundary={BOUNDARY}", body + f"--{BOUNDARY}--\r\n".encode()


class Api:
    """A client of one server with one keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)

    def request(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Response:
        fields = {"authorization": "Bearer any", "content-type": "application/json"} if headers is None else headers
        self.connection.request(method, path, body, fields)
        response = self.connection.getresponse()
        received = {name.lower(): value for name, value in response.getheaders()}
        return Response(response.status, received, response.read())

    def get(self, path: str) -> Response:
        return self.request("GET", path)

    def delete(self, path: str) -> Response:
        return self.request("DELETE", path)

    def post(self, path: str, body: Any = None) -> Response:
        return self.request("POST", path, json.dumps(body or {}))

    def upload(self, path: str, *fields: Field) -> Response:
        content_type, body = form(*fields)
        return self.request("POST", path, body, {"authorization": "Bearer any", "content-type": content_type})

    def chat(self, text: str = "Hello there", **params: Any) -> Response:
        body: dict[str, Any] = {"model": MODEL, "messages": [{"role": "user", "content": text}]}
        return self.request("POST", CHAT, json.dumps({**body, **params}))


@pytest.fixture(autouse=True, scope="session")
def hangups_are_not_ignored() -> Iterator[None]:
    """Undo the effect of `nohup`: programs inherit ignored signals, and `run` does not forward them."""
    if not hasattr(signal, "SIGHUP"):
        yield
        return
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with LocalServer() as running:
        yield running


@pytest.fixture
def api(server: LocalServer) -> Iterator[Api]:
    client = Api(server.port)
    yield client
    client.connection.close()
