"""`Groq` and `AsyncGroq`: clients whose options come from arguments and the environment."""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any, Generic, TypeVar

import httpx
from typing_extensions import Self, override

from ._advice import api_key_message, foreign_key_message
from ._base_client import BaseClient
from ._constants import DEFAULT_MAX_BODY_BYTES, DEFAULT_MAX_EVENT_BYTES, DEFAULT_MAX_RETRIES
from ._exceptions import GroqError
from ._middleware import Middleware
from ._redaction import Secret, SecretText, is_secret
from ._request.arguments import checked_mapping
from ._request.templates import RequestTemplates
from ._retry.policy import RetryQuota
from ._transport.adapters.httpx2 import adopted
from ._transport.clients import AsyncHttpxClientWrapper, SyncHttpxClientWrapper, default_http_client
from ._types import AsyncHttpx2Client, Headers, Httpx2Client, NotGiven, Query, not_given
from ._utils._logging import setup_logging
from ._utils._warnings import warn_caller, warn_once
from ._version import __version__
from .resources._root import AsyncRootResources, RootResources

__all__ = ["AsyncClient", "AsyncGroq", "Client", "Groq"]

_V = TypeVar("_V")
_HttpxClientT = TypeVar("_HttpxClientT", bound=httpx.Client | httpx.AsyncClient)
_Httpx2ClientT = TypeVar("_Httpx2ClientT")

DEFAULT_BASE_URL = "https://api.groq.com"

# The picklers of distributed engines support more types than `pickle` does.
_PICKLERS = ("pickle", "cloudpickle", "ray.cloudpickle", "pyspark.cloudpickle")

setup_logging(os.environ.get("GROQ_LOG"))


class _GroqBase(BaseClient[_HttpxClientT], Generic[_HttpxClientT, _Httpx2ClientT]):
    """Base of both clients: the constructor and `copy`."""

    _api_key: Secret

    def __init__(
        self,
        *,
        api_key: str | None = None,
        base_url: str | httpx.URL | None = None,
        timeout: float | httpx.Timeout | NotGiven | None = not_given,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Headers | None = None,
        default_query: Query | None = None,
        http_client: _HttpxClientT | _Httpx2ClientT | None = None,
        total_timeout: float | None = None,
        stream_idle_timeout: float | None = None,
        max_event_bytes: int = DEFAULT_MAX_EVENT_BYTES,
        max_body_bytes: int = DEFAULT_MAX_BODY_BYTES,
        follow_cross_origin_redirects: bool = False,
        middleware: Iterable[Middleware] | None = None,
        _strict_response_validation: bool = False,
    ) -> None:
        source = "the api_key argument" if api_key is not None else "the environment variable GROQ_API_KEY"
        self.api_key = _resolved_api_key(api_key, source)
        super().__init__(
            version=__version__,
            base_url=os.environ.get("GROQ_BASE_URL") or DEFAULT_BASE_URL if base_url is None else base_url,
            max_retries=max_retries,
            timeout=timeout,
            http_client=adopted(http_client),
            custom_headers=_resolved_headers(default_headers),
            custom_query=default_query,
            total_timeout=total_timeout,
            stream_idle_timeout=stream_idle_timeout,
            max_event_bytes=max_event_bytes,
            max_body_bytes=max_body_bytes,
            follow_cross_origin_redirects=follow_cross_origin_redirects,
            middleware=middleware,
            _strict_response_validation=_strict_response_validation,
        )
        if doubt := foreign_key_message(self.api_key, source, self.base_url.host):
            warn_once(doubt)

    @property
    def api_key(self) -> str:
        """The API key. It is read for each request, so it may be changed."""
        key: str = self._api_key.value
        return key

    @api_key.setter
    def api_key(self, key: str) -> None:
        self._api_key = Secret(key)

    @property
    @override
    def auth_headers(self) -> dict[str, str]:
        key: Any = self.api_key
        if not isinstance(key, str):
            raise GroqError(f"client.api_key: expected a string, got {type(key).__name__}. Assign the key.")
        return {"Authorization": SecretText(f"Bearer {str.__str__(key)}")}  # `__str__` of a subclass may mask it

    def copy(
        self,
        *,
        api_key: str | None = None,
        base_url: str | httpx.URL | None = None,
        timeout: float | httpx.Timeout | NotGiven | None = not_given,
        http_client: _HttpxClientT | _Httpx2ClientT | None = None,
        max_retries: int | NotGiven = not_given,
        default_headers: Headers | None = None,
        set_default_headers: Headers | None = None,
        default_query: Query | None = None,
        set_default_query: Query | None = None,
        total_timeout: float | NotGiven | None = not_given,
        stream_idle_timeout: float | NotGiven | None = not_given,
        max_event_bytes: int | NotGiven = not_given,
        max_body_bytes: int | NotGiven = not_given,
        follow_cross_origin_redirects: bool | NotGiven = not_given,
        middleware: Iterable[Middleware] | NotGiven | None = not_given,
        _extra_kwargs: Mapping[str, Any] | None = None,
    ) -> Self:
        """Return a client like this one with some options changed. Both share their connections.

        >>> client.with_options(timeout=5, max_retries=0).chat.completions.create(...)

        The arguments are those of the constructor, and:

        Args:
            default_headers: Headers that are added to those of this client.
            set_default_headers: Headers that replace those of this client.
            default_query: Query parameters that are added to those of this client.
            set_default_query: Query parameters that replace those of this client.
            _extra_kwargs: More arguments for the constructor of a subclass.
        """
        changed = {
            "timeout": timeout,
            "max_retries": max_retries,
            "total_timeout": total_timeout,
            "stream_idle_timeout": stream_idle_timeout,
            "max_event_bytes": max_event_bytes,
            "max_body_bytes": max_body_bytes,
            "follow_cross_origin_redirects": follow_cross_origin_redirects,
            "middleware": middleware,
        }
        client = type(self)(
            api_key=self.api_key if api_key is None else api_key,
            base_url=self.base_url if base_url is None else base_url,
            http_client=http_client or self._client,
            **self._options.changed(changed),
            **(_extra_kwargs or {}),
        )
        # Bypass the constructor: it would merge them with `GROQ_CUSTOM_HEADERS` again.
        client._custom_headers = _changed("default_headers", self._custom_headers, default_headers, set_default_headers)
        client._custom_query = _changed("default_query", self._custom_query, default_query, set_default_query)
        client._owns_client = http_client is not None
        client._quota = self._quota
        return client

    with_options = copy

    def __copy__(self) -> Self:
        return self._derived(self.middleware)  # a plain copy would share resources, which refer to this client

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """Return a client with the same options and its own connections; a caller's `http_client` is shared."""
        client, own = type(self).__new__(type(self)), self._own_connections()
        memo.update({id(self): client, id(self._client): own["_client"], id(self._quota): self._quota})
        memo[id(self._templates)] = RequestTemplates()
        _set_attributes(client, {**deepcopy(_attributes(self), memo), **own})
        return client

    def _own_connections(self) -> dict[str, Any]:
        if not isinstance(self._client, SyncHttpxClientWrapper | AsyncHttpxClientWrapper):
            return {"_client": self._client, "_owns_client": False}
        return {"_client": default_http_client(type(self._client), self.base_url, self.timeout), "_owns_client": True}

    def _derived(self, middleware: Iterable[Middleware], sleep: Callable[[float], None] | None = None) -> Self:
        """Return a client for a run of `lib.bulk`. With a `sleep` before retries, it has its own connections.

        Unlike `copy`, it does not call the constructor, whose arguments a subclass may have changed.
        """
        client = type(self).__new__(type(self))
        shared = {name: value for name, value in _attributes(self).items() if not _is_cached(self, name)}
        own = {"_owns_client": False} if sleep is None else {**self._own_connections(), "_sleep": sleep}
        options = replace(self._options, middleware=tuple(middleware))
        _set_attributes(client, {**shared, **own, "_options": options, "_templates": RequestTemplates()})
        return client

    def __getstate__(self) -> dict[str, Any]:
        """Return the options. Each process has its own key, connections and `GROQ_CUSTOM_HEADERS`."""
        if not isinstance(self._client, SyncHttpxClientWrapper | AsyncHttpxClientWrapper):
            name = type(self._client).__name__
            raise TypeError(f"http_client: an {name} cannot be pickled. Make the client in the other process.")
        environment = _resolved_headers(None)
        headers = {name: value for name, value in self._custom_headers.items() if environment.get(name) != value}
        for name in headers:
            if is_secret(str(name).encode()):
                raise TypeError(
                    f"default_headers: {name!r} has a credential, which is not pickled. Set it in the variable "
                    "GROQ_CUSTOM_HEADERS, there and here."
                )
        for position, one in enumerate(self.middleware):
            _check_picklable(f"middleware[{position}]", one)
        own = {"_templates": None, "_quota": None, "_owns_client": True, "_client": type(self._client)}
        state = {**_attributes(self), **own, "_custom_headers": headers}
        return {name: value for name, value in state.items() if not _is_cached(self, name)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        _set_attributes(self, {**state, "_templates": RequestTemplates(), "_quota": RetryQuota()})
        if os.environ.get("GROQ_API_KEY") is None:
            raise GroqError(
                "A pickled client uses the key of the process that loads it, and this process has none. Set the "
                "environment variable GROQ_API_KEY there, for example with the runtime_env of Ray."
            )
        self.api_key = _resolved_api_key(None, "the environment variable GROQ_API_KEY")
        self._custom_headers = _resolved_headers(self._custom_headers)
        self._client = default_http_client(state["_client"], self.base_url, self.timeout)


# For Python's messages about unexpected arguments.
_methods: Any = _GroqBase
_methods.__init__.__qualname__ = "Groq.__init__"
_methods.copy.__qualname__ = "Groq.copy"


class Groq(_GroqBase[httpx.Client, Httpx2Client], RootResources):
    """The client of the Groq API.

    >>> client = Groq()  # the key is read from GROQ_API_KEY
    >>> completion = client.chat.completions.create(model=model, messages=messages)

    One client serves a whole program: it keeps connections open, and threads may share it. Close it with `close()` or a
    `with` block.

    Args:
        api_key: The API key. Default: the environment variable `GROQ_API_KEY`. Create keys at
            https://console.groq.com/keys.
        base_url: The URL of the API, with or without a trailing `/openai/v1`. Default: the environment variable
            `GROQ_BASE_URL`, or `https://api.groq.com`.
        timeout: Seconds to connect, and to wait for each read and write; or an `httpx.Timeout` for each phase. `None`
            for no timeout. Default: 60 s, and 5 s to connect.
        max_retries: Retries after connection errors, timeouts, and status 408, 409, 429, 498 or 500 and above.
            Default: 2.
        default_headers: Headers of every request, added to those in the environment variable `GROQ_CUSTOM_HEADERS`
            (`Name: value` lines).
        default_query: Query parameters of every request.
        http_client: An `httpx.Client` or `httpx2.Client` to send with, for example through a proxy. See
            `DefaultHttpxClient`.
        total_timeout: Seconds for the whole call: attempts, the delays between them, and the body. Default: no limit.
        stream_idle_timeout: Seconds to wait for the next event of a stream; keep-alive comments do not count. Default:
            no limit besides `timeout`.
        max_event_bytes: Maximum size of one event of a stream. Default: 64 MiB.
        max_body_bytes: Maximum size of a body that is read whole, decompressed. Default: 256 MiB.
        follow_cross_origin_redirects: Follow redirects to other origins, by a GET without headers, cookies and body.
            Default: they raise an error.
        middleware: Functions of (call, call_next) around each call and its retries, the first one outermost.
        _strict_response_validation: Raise an error for a response that does not match the declared types.

    Raises:
        GroqError: The API key is missing or malformed, or an environment variable is invalid.
    """


class AsyncGroq(_GroqBase[httpx.AsyncClient, AsyncHttpx2Client], AsyncRootResources):
    """The async client of the Groq API, for asyncio and trio.

    >>> client = AsyncGroq()  # the key is read from GROQ_API_KEY
    >>> completion = await client.chat.completions.create(model=model, messages=messages)

    One client serves a whole program: it keeps connections open, and tasks may share it. Close it with `await close()`
    or an `async with` block. The arguments are those of `Groq`; `http_client` is an `httpx.AsyncClient` or an
    `httpx2.AsyncClient`.

    Raises:
        GroqError: The API key is missing or malformed, or an environment variable is invalid.
    """


Client = Groq
AsyncClient = AsyncGroq

Groq.__module__ = AsyncGroq.__module__ = "groq"  # the place that users import from


def _resolved_api_key(api_key: str | None, source: str) -> str:
    given: Any = api_key if api_key is not None else os.environ.get("GROQ_API_KEY")
    if reason := api_key_message(given, source):
        raise GroqError(reason)
    return str.strip(given)  # keys are often read from files that end in a newline


def _slots(client: object) -> dict[str, Any]:
    """Return the descriptors of the `__slots__` of a subclass."""
    attributes = (one for cls in reversed(type(client).__mro__) for one in vars(cls).items())
    return {name: one for name, one in attributes if inspect.ismemberdescriptor(one)}


def _attributes(client: object) -> dict[str, Any]:
    attributes = dict(vars(client))
    for name, slot in _slots(client).items():
        with contextlib.suppress(AttributeError):  # the slot is unset
            attributes[name] = slot.__get__(client)
    return attributes


def _set_attributes(client: object, attributes: dict[str, Any]) -> None:
    slots = _slots(client)
    vars(client).update((name, value) for name, value in attributes.items() if name not in slots)
    for name in slots.keys() & attributes.keys():
        slots[name].__set__(client, attributes[name])


def _is_cached(client: object, name: str) -> bool:
    return isinstance(inspect.getattr_static(type(client), name, None), functools.cached_property)


def _check_picklable(name: str, value: object) -> None:
    failure: Exception | None = None
    for pickler in [sys.modules[one] for one in _PICKLERS if one in sys.modules]:
        try:
            pickler.dumps(value)
        except Exception as err:
            failure = err
        else:
            return
    raise TypeError(f"{name} cannot be pickled: {failure}. Define it at the top of a module.") from failure


def _resolved_headers(default_headers: Headers | None) -> dict[str, Any]:
    """Return the headers of the environment, overridden by those of the caller."""
    environment: dict[str, str] = {}
    for number, line in enumerate(os.environ.get("GROQ_CUSTOM_HEADERS", "").splitlines(), 1):
        name, colon, value = line.partition(":")
        if colon and name.strip():
            environment[name.strip()] = value.strip()
        elif line.strip():  # the message does not show it: it may be secret
            warn_caller(f"GROQ_CUSTOM_HEADERS: line {number} is not 'Name: value' and was ignored.")
    return _overridden(environment, checked_mapping("default_headers", default_headers or {}))


def _changed(
    name: str, present: Mapping[str, _V], added: Mapping[str, _V] | None, replacing: Mapping[str, _V] | None
) -> Mapping[str, _V]:
    if added is not None and replacing is not None:
        raise ValueError(f"Expected {name} or set_{name}, got both. The first adds, the second replaces; pass one.")
    if replacing is not None:
        return replacing
    return _overridden(present, added or {}) if name == "default_headers" else {**present, **(added or {})}


def _overridden(present: Mapping[str, Any], added: Mapping[str, Any]) -> dict[str, Any]:
    """Return headers overridden by others; names compare case-insensitively."""
    replaced = {str(name).lower() for name in added}  # invalid names raise when they are sent
    return {**{name: value for name, value in present.items() if str(name).lower() not in replaced}, **added}
