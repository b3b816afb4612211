"""One call → one `httpx.Request`: URL, query, layers of headers, body. `_base_client` sends it."""

from __future__ import annotations

import time
from typing import Any, cast

import httpx

from .._constants import DEADLINE_EXTENSION, REPEATABLE_EXTENSION
from .._options import ClientOptions, FinalRequestOptions, checked_max_retries, checked_timeout
from .._types import Headers, NotGiven, Omit, Query
from .._utils import is_given
from .forms import FormFromDisk, Parts, field_parts, has_files_on_disk
from .headers import ask_for_bounded_codings, merge_headers
from .json_encoding import form_fields, json_bytes
from .query import query_pairs
from .templates import RequestTemplates
from .urls import api_url, creates_object, is_absolute, origin

_MIN_TIMEOUT = 0.001  # seconds; zero would make a socket non-blocking


class RequestBuilder:
    """Base of the clients that builds requests. It declares the attributes that the clients provide."""

    _client: Any
    _options: ClientOptions
    _base_url: httpx.URL
    _base_url_text: str
    _custom_headers: Headers
    _custom_query: Query
    _idempotency_header: str | None = None
    _templates: RequestTemplates

    @property
    def auth_headers(self) -> dict[str, str]:
        """The headers with the API key; read for each request."""
        return {}

    @property
    def default_headers(self) -> dict[str, str | bytes | Omit]:
        """The headers of every request; those of a call override them."""
        raise NotImplementedError

    @property
    def default_query(self) -> dict[str, object]:
        """The query parameters of every request."""
        return dict(self._custom_query)

    def _timeout(self, options: FinalRequestOptions) -> float | httpx.Timeout | None:
        timeout = options.timeout
        return self._options.timeout if isinstance(timeout, NotGiven) else checked_timeout("timeout", timeout)

    def _max_retries(self, options: FinalRequestOptions) -> int:
        if isinstance(options.max_retries, NotGiven):
            return self._options.max_retries
        return checked_max_retries("max_retries", options.max_retries)

    def _prepare_url(self, url: str) -> str:
        if not isinstance(url, str):  # pyright: ignore[reportUnnecessaryIsInstance] # callers may be untyped
            raise TypeError(f"path: expected one such as '/openai/v1/models', got {type(url).__name__}.")
        return api_url(self._base_url_text, url)

    def _header_layers(self, options: FinalRequestOptions, timeout: float | httpx.Timeout | None) -> list[Headers]:
        """Return the headers of one attempt in layers; each overrides those before it."""
        read_timeout = timeout.read if isinstance(timeout, httpx.Timeout) else timeout
        own = {"x-stainless-retry-count": str(options.retries_taken)}
        if read_timeout is not None:
            own["x-stainless-read-timeout"] = str(read_timeout)
        if self._idempotency_header and options.idempotency_key and options.method.lower() != "get":
            own[self._idempotency_header] = options.idempotency_key
        defaults = self.default_headers
        if is_absolute(options.url) and origin(httpx.URL(options.url)) != origin(self._base_url):
            secret = {name.lower() for name in (*self.auth_headers, *self._custom_headers)}  # for the API only
            defaults = {name: value for name, value in defaults.items() if name.lower() not in secret}
        return [defaults, own, options.headers if is_given(options.headers) else {}]

    def _build_request(self, options: FinalRequestOptions) -> httpx.Request:
        try:
            return self._request_for(options)
        except httpx.InvalidURL as err:
            raise ValueError(f"path: expected one such as '/openai/v1/models', got {options.url!r}. {err}") from err

    def _request_for(self, options: FinalRequestOptions) -> httpx.Request:
        client, method, content = self._client, options.method.upper(), options.content
        timeout, repeatable = self._timeout(options), not creates_object(options.method, options.url)
        url = self._prepare_url(options.url)
        query = query_pairs({**self.default_query, **options.params})
        layers = self._header_layers(options, timeout)
        is_reusable = content is not None and not query and "?" not in url
        if content is not None and is_reusable:
            request = self._templates.build(client, method, url, headers=layers, content=content, timeout=timeout)
            if request is not None:
                return bounded_request(request, options.deadline, repeatable=repeatable)
        headers = merge_headers(*layers)
        if content is None:  # no body, or a form, for which httpx sets the boundary
            headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
        params, parts = httpx.QueryParams(tuple(query)), options.parts
        if "?" in url:  # httpx would drop the query of the path
            params = httpx.URL(url).params.merge(params)
        request = client.build_request(
            method, url, params=params or None, headers=headers, content=content, files=parts, timeout=timeout
        )
        ask_for_bounded_codings(request)
        if parts and isinstance(client, httpx.AsyncClient) and has_files_on_disk(parts):
            request.stream = FormFromDisk(request.stream)
        if is_reusable:
            self._templates.keep(client, url, layers, request)
        return bounded_request(request, options.deadline, repeatable=repeatable)

    def _deadline(self) -> float | None:
        seconds = self._options.total_timeout
        return None if seconds is None else time.monotonic() + seconds

    def _encode(self, options: FinalRequestOptions) -> None:
        """Encode the body once for all attempts. Invalid values raise here, before anything is sent."""
        self._max_retries(options)
        options.retries_taken = 0
        if options.files is not None:  # a form, even without files
            files = cast("Parts", options.files)  # already read
            options.parts = [*field_parts(form_fields(options.json_data, options.extra_json)), *files]
        elif options.content is None and (options.json_data is not None or options.extra_json is not None):
            options.content = json_bytes(options.json_data, options.extra_json)


def bounded_request(request: httpx.Request, deadline: float | None, *, repeatable: bool) -> httpx.Request:
    """Set the deadline and whether the transport may send the request twice, and return the request."""
    if repeatable:
        request.extensions[REPEATABLE_EXTENSION] = True
    if deadline is None:
        return request
    request.extensions[DEADLINE_EXTENSION] = deadline
    left = max(deadline - time.monotonic(), _MIN_TIMEOUT)  # for other transports, whose timeouts are per phase
    phases: dict[str, float | None] = request.extensions.get("timeout", {})
    phases = {name: phases.get(name) for name in ("connect", "read", "write", "pool")}
    request.extensions["timeout"] = {name: left if one is None else min(one, left) for name, one in phases.items()}
    return request
