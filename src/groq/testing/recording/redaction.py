"""Redaction of keys and other secrets in a cassette. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .._strict_json import is_array, is_object, parse_json

REDACTED = "[redacted]"

# Shorter keys are placeholders such as "test", which may occur in bodies by chance.
_MIN_SECRET = 12
_SECRET_HEADERS = ("authorization", "proxy-authorization", "cookie", "x-api-key", "api-key")
# Members of JSON objects, such as the `authorization` and `headers` of an MCP server.
_SECRET_MEMBERS = {*_SECRET_HEADERS, "set-cookie", "api_key", "access_token", "refresh_token", "client_secret"}
# Keys and organizations, wherever the API quotes them.
_KNOWN = re.compile(rb"\b(?:gsk|org)_[A-Za-z0-9]{16,}")
# Other headers are omitted, such as cookies, organizations and those of proxies: clients do not use them.
_KEPT_HEADERS = {
    *("content-type", "content-disposition", "content-encoding", "location", "retry-after", "retry-after-ms"),
    *("x-should-retry", "x-request-id", "x-groq-region"),
}
_KEPT_PREFIX = "x-ratelimit-"


class Redaction:
    """Redaction of the secrets of one request, in the request and in its answer."""

    def __init__(self, headers: Mapping[str, str], keys: Iterable[str | None] = ()) -> None:
        values = [word for name in _SECRET_HEADERS for word in re.split(r"[\s;=,]+", headers.get(name, ""))]
        secrets = {value for value in (*values, *keys) if value and len(value) >= _MIN_SECRET}
        # The longest first: one may contain another.
        self._secrets = [secret.encode() for secret in sorted(secrets, key=len, reverse=True)]

    def data(self, data: bytes) -> bytes:
        for secret in self._secrets:
            data = data.replace(secret, REDACTED.encode())
        return _KNOWN.sub(REDACTED.encode(), data)

    def text(self, text: str) -> str:
        return self.data(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")

    def headers(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Return the response headers that a client reads."""
        named = {name.lower(): value for name, value in headers.items()}
        kept = [name for name in named if name in _KEPT_HEADERS or name.startswith(_KEPT_PREFIX)]
        return {name: self.text(named[name]) for name in sorted(kept)}


def without_secrets(value: object) -> object:
    """Return a JSON value whose members with the name of a secret are redacted."""
    if is_object(value):
        return {
            name: REDACTED if name.lower() in _SECRET_MEMBERS and isinstance(item, str) else without_secrets(item)
            for name, item in value.items()
        }
    return [without_secrets(item) for item in value] if is_array(value) else value


def json_member(content_type: str, body: bytes) -> dict[str, object] | None:
    """Return a JSON body as the recorded member `json`; `None` for another body."""
    try:
        return {"json": without_secrets(parse_json(body))} if "json" in content_type else None
    except ValueError:  # invalid JSON, in spite of the content type
        return None
