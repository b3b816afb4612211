"""Base URLs and paths: checked and joined."""

from __future__ import annotations

import ipaddress
from urllib.parse import quote

import httpx

from .._exceptions import GroqError
from .._utils._urls import invalid_host_reason, masked_url
from .._utils._warnings import warn_once

_EXAMPLE_URL = "https://api.groq.com"
_OPENAI_SUFFIX = "/openai/v1/"
# Repeating a POST to one of these would create a second file, batch or tuning.
_CREATING_PATHS = ("/files", "/batches", "/fine_tunings")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def api_url(base_url: str, path: str) -> str:
    """Join a base URL, which ends in a slash, and the path of an endpoint.

    Paths of the API have their own prefix (`/openai/v1/…`, `/v1/fine_tunings`), so a base URL may end in `/openai/v1`
    or not. A path may also be an absolute URL.
    """
    if is_absolute(path):
        if advice := invalid_host_reason(httpx.URL(path)):
            raise ValueError(f"path: expected one such as '/openai/v1/models', got {masked_url(path)}. {advice}")
        return path
    path = path.removeprefix("/")
    if base_url.endswith(_OPENAI_SUFFIX) and path.startswith(("openai/v1/", "v1/")):
        return base_url.removesuffix(_OPENAI_SUFFIX[1:]) + path
    return base_url + path


def is_absolute(path: str) -> bool:
    """Return whether a path is an absolute URL, which ignores the base URL."""
    return path.startswith(("http://", "https://"))


def origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    """Return scheme, host and port."""
    return url.scheme, url.raw_host, url.port or _DEFAULT_PORTS.get(url.scheme)


def checked_base_url(url: str | httpx.URL) -> httpx.URL:
    """Return the base URL. A path ends in a slash; a URL without a path is unchanged.

    Raises:
        GroqError: The URL is not an absolute http or https URL, or has a query, a fragment or the path of an endpoint.
    """
    try:
        parsed = httpx.URL(url.strip() if isinstance(url, str) else url)
    except (httpx.InvalidURL, TypeError, ValueError) as err:
        cause = None if "@" in str(url) else err  # the message may contain the password
        why = f"{cause or 'is its password percent-encoded?'}."
        raise GroqError(f"base_url: expected a URL such as {_EXAMPLE_URL!r}, got {masked_url(url)}: {why}") from cause
    advice = _base_url_advice(parsed)
    if advice:
        raise GroqError(f"base_url: expected a URL such as {_EXAMPLE_URL!r}, got {masked_url(url)}. {advice}")
    if parsed.scheme == "http" and not _is_loopback(parsed.host):
        warn_once(
            f"base_url: the key and the prompts go to {parsed.host} unencrypted. "
            "Use https:// unless the network is yours."
        )
    has_path = "/" in str(parsed).partition("://")[2]
    return httpx.URL(f"{str(parsed).rstrip('/')}/") if has_path else parsed


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _base_url_advice(url: httpx.URL) -> str:
    if url.scheme not in ("http", "https") or not url.raw_host:
        return "Start it with https:// or http:// and a host."
    if advice := invalid_host_reason(url):
        return advice
    if url.query or url.fragment:
        return "Put query parameters into default_query."
    if url.path.rstrip("/").endswith("/chat/completions"):
        return "Leave out '/chat/completions', which is an endpoint."
    return ""


def path_template(template: str, /, **values: str) -> str:
    """Return a path with each `{name}` replaced by a value, percent-encoded as exactly one segment.

    Raises:
        TypeError: A value is not a string.
        ValueError: A value is empty, `.` or `..`, which would change the endpoint.
    """
    segments: dict[str, str] = {}
    for name, value in values.items():
        if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] # callers may be untyped
            raise TypeError(f"{name}: expected a string, got {type(value).__name__} ({value!r}).")
        if value in ("", ".", ".."):
            raise ValueError(f"{name}: expected a non-empty id, got {value!r}. Pass the id that the API gave.")
        segments[name] = quote(str.__str__(value), safe="")
    return template.format_map(segments)


def creates_object(method: str, path: str) -> bool:
    """Return whether repeating the request would create a second object on the server."""
    return method.upper() == "POST" and path.partition("?")[0].rstrip("/").endswith(_CREATING_PATHS)
