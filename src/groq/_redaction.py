"""Requests without credentials and text that is safe to log: pure. Exceptions and responses keep these."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any, cast

from typing_extensions import override

if TYPE_CHECKING:
    import httpx

_REDACTED = b"[redacted]"
# Request extension with the key that was sent, to redact it in the text of the server. Pickles leave extensions out.
_KEY_EXTENSION = "groq_key"
_CREDENTIALS = frozenset({b"authorization", b"cookie"})
# Of gateways, too: proxy-authorization, x-api-key, helicone-auth, cf-access-token.
_CREDENTIAL_ENDINGS = (b"authorization", b"-auth", b"api-key", b"token", b"secret")
_SHORTEST_KEY = 8  # of real ones; shorter ones of tests may be ordinary words

_LONGEST_TEXT = 10_000
# Control characters, line separators, characters that change the direction of text, halves of characters. It takes long
# to compile, so it is compiled where it is used.
_UNSAFE = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"


class Secret:
    """A value that no repr and no pickle of its holder shows. A deep copy has it, too."""

    __slots__ = ("value",)

    def __init__(self, value: Any = "") -> None:
        self.value = value

    @override
    def __repr__(self) -> str:
        return "<secret>"

    @override
    def __reduce__(self) -> tuple[type[Secret], tuple[()]]:
        return Secret, ()

    def __deepcopy__(self, memo: object) -> Secret:
        return self


class SecretText(str):
    """A header value with a repr that does not show it: tracebacks with locals print reprs."""

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return repr(_REDACTED.decode())


def redacted_request(request: httpx.Request) -> httpx.Request:
    """Return the request, or a copy without the values of the headers with credentials if it has any."""
    fields: object = getattr(getattr(request, "headers", None), "raw", None)
    if not isinstance(fields, list):  # a stand-in of a test
        return request
    sent = request.headers.raw
    shown = [(name, _REDACTED if _is_secret(name) else value) for name, value in sent]
    if shown == sent:
        return request
    copy = object.__new__(type(request))
    copy.__dict__.update(
        request.__dict__,
        headers=type(request.headers)(shown),
        extensions={**request.extensions, _KEY_EXTENSION: Secret(_key_of(request))},
    )
    return copy


@functools.lru_cache(maxsize=512)  # the same few names for each request
def _is_secret(name: bytes) -> bool:
    name = name.lower()
    return name in _CREDENTIALS or name.endswith(_CREDENTIAL_ENDINGS)


def redact_response(response: httpx.Response) -> None:
    """Let a response, and those that redirected to it, keep requests without credentials."""
    responses: list[Any] = [response]
    history: object = getattr(response, "history", None)
    if history and isinstance(history, list):
        responses += history
    for one in responses:
        try:
            request = one.request
        except RuntimeError:  # made by hand
            continue
        one.request = redacted_request(request)
        if getattr(one, "next_request", None) is not None:
            one.next_request = redacted_request(one.next_request)


def redact_causes(error: BaseException, request: httpx.Request) -> None:
    """Let the errors of httpx in a chain of causes keep a redacted request."""
    import httpx  # here, not above: it makes import fast

    cause: BaseException | None = error
    seen: set[int] = set()
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, httpx.RequestError):
            cause.request = request
        cause = cause.__cause__ or cause.__context__


def safe_text(text: str, request: httpx.Request) -> str:
    """Return text of a server for messages and logs: without the key, control characters escaped, 10,000 characters.

    A server may repeat the key in its response; an excerpt may truncate it.
    """
    is_long = len(text) > _LONGEST_TEXT
    text = _without_key(text[:_LONGEST_TEXT], _key_of(request))
    if not text.isprintable():
        text = re.sub(_UNSAFE, lambda found: found[0].encode("unicode_escape").decode(), text)
    return f"{text[: _LONGEST_TEXT - 1]}…" if is_long or len(text) > _LONGEST_TEXT else text


def _without_key(text: str, key: str) -> str:
    for length in range(len(key), _SHORTEST_KEY - 1, -1):
        text = text.replace(key[:length], "[API key]")
    return text


def _key_of(request: httpx.Request) -> str:
    extensions: object = getattr(request, "extensions", None)
    if isinstance(extensions, dict):  # tests pass stand-ins
        kept = cast("dict[str, object]", extensions).get(_KEY_EXTENSION)  # as httpx declares it
        if isinstance(kept, Secret):
            return str(kept.value)
    headers: Any = getattr(request, "headers", {})
    return str(headers.get("authorization", "")).rpartition(" ")[2]
