"""Redacted requests, for exceptions and responses, and text that is safe to log: pure."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

from typing_extensions import override

if TYPE_CHECKING:
    import httpx

REDACTED = "[redacted]"
_CREDENTIALS = frozenset({b"authorization", b"cookie"})
# Includes the headers of gateways: proxy-authorization, x-api-key, helicone-auth, cf-access-token.
_CREDENTIAL_ENDINGS = (b"authorization", b"-auth", b"api-key", b"token", b"secret")
_MIN_KEY = 8  # shorter ones, of tests, may be ordinary words

_MAX_TEXT = 10_000
# Control characters, line separators, characters that change the direction of text, lone surrogates. Compiling it is
# slow, so it is compiled on first use.
_UNSAFE = "[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"


class Secret:
    """Container for a value that reprs and pickles leave out, and deep copies keep."""

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
    """Header value with a redacted repr: tracebacks with locals print reprs."""

    __slots__ = ()

    @override
    def __repr__(self) -> str:
        return repr(REDACTED)


def redacted_request(request: httpx.Request) -> httpx.Request:
    """Return the request, or a copy without the values of the headers with credentials if it has any."""
    fields: object = getattr(getattr(request, "headers", None), "raw", None)
    if not isinstance(fields, list) or isinstance(request, _redacted_class()):  # a mock, or redacted
        return request
    has_secret = any(is_secret(name) and value != b"[redacted]" for name, value in request.headers.raw)
    return _redacted_copy(request) if has_secret else request


def _redacted_copy(request: httpx.Request) -> httpx.Request:
    """Return a copy whose headers are redacted when they are first read: for most responses, never."""
    copy: Any = object.__new__(_redacted_class())
    fields = request.__dict__.copy()
    fields["_sent"] = Secret(fields.pop("headers"))
    copy.__dict__.update(fields)
    made: httpx.Request = copy
    return made


@functools.cache
def _redacted_class() -> type[httpx.Request]:
    import httpx  # imported here: makes `import groq` fast

    class RedactedRequest(httpx.Request):
        """A request that was sent, with redacted headers. It is pickled and copied as an `httpx.Request`."""

        @property
        def headers(self) -> httpx.Headers:
            shown: httpx.Headers | None = self.__dict__.get("_shown")
            if shown is None:
                sent: httpx.Headers = self.__dict__["_sent"].value
                shown = self.__dict__["_shown"] = sent.copy()
                for name in [name for name, _ in sent.raw if is_secret(name)]:
                    shown[name.decode("latin-1")] = REDACTED
            return shown

        @headers.setter
        def headers(self, headers: httpx.Headers) -> None:
            self.__dict__["_shown"] = headers

        @override
        def __reduce__(self) -> Any:
            state = {name: value for name, value in self.__getstate__().items() if name not in ("_sent", "_shown")}
            return _plain_request, ({**state, "headers": self.headers},)

    RedactedRequest.__name__ = RedactedRequest.__qualname__ = "Request"
    return RedactedRequest


def _plain_request(state: dict[str, Any]) -> httpx.Request:
    request = object.__new__(_plain_class())
    request.__setstate__(state)
    return request


@functools.lru_cache(maxsize=512)  # requests have the same few names
def is_secret(name: bytes) -> bool:
    """Return whether a header of this name contains a credential."""
    name = name.lower()
    return name in _CREDENTIALS or name.endswith(_CREDENTIAL_ENDINGS)


def redact_response(response: httpx.Response) -> None:
    """Redact the requests of a response and of the redirects that led to it."""
    responses: list[Any] = [response]
    history: object = getattr(response, "history", None)
    if history and isinstance(history, list):
        responses += history
    for one in responses:
        try:
            request = one.request
        except RuntimeError:  # created without a request
            continue
        one.request = _redacted_copy(request) if type(request) is _plain_class() else redacted_request(request)
        if getattr(one, "next_request", None) is not None:
            one.next_request = redacted_request(one.next_request)


@functools.cache
def _plain_class() -> type[httpx.Request]:
    import httpx  # imported here: makes `import groq` fast

    return httpx.Request


def redact_causes(error: BaseException, request: httpx.Request) -> None:
    """Redact the requests of the httpx errors in a chain of causes."""
    import httpx  # imported here: makes `import groq` fast

    cause: BaseException | None = error
    seen: set[int] = set()
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        if isinstance(cause, httpx.RequestError):
            cause.request = request
        cause = cause.__cause__ or cause.__context__


def safe_text(text: str, request: httpx.Request) -> str:
    """Return text of a server for messages and logs: the key redacted, control characters escaped, truncated.

    A server may repeat the key in its response, and a truncated text may contain a part of it.
    """
    is_long = len(text) > _MAX_TEXT
    text, key = text[:_MAX_TEXT], api_key_of(request)
    for length in range(len(key), _MIN_KEY - 1, -1):
        text = text.replace(key[:length], "[API key]")
    if not text.isprintable():
        text = re.sub(_UNSAFE, lambda found: found[0].encode("unicode_escape").decode(), text)
    return f"{text[: _MAX_TEXT - 1]}…" if is_long or len(text) > _MAX_TEXT else text


def api_key_of(request: httpx.Request) -> str:
    """Return the key in the headers of a request, or an empty string."""
    headers: Any = getattr(request, "headers", {})  # tests pass mocks
    if isinstance(request, _redacted_class()):
        headers = request.__dict__["_sent"].value
    return str(headers.get("authorization", "")).rpartition(" ")[2]
