"""Base URLs and paths: checked and joined."""

from __future__ import annotations

import functools
import ipaddress
import warnings
from urllib.parse import quote

import httpx

from .._exceptions import GroqError
from .._utils._urls import invalid_host_reason, masked_url

_EXAMPLE_URL = "https://api.groq.com"
_OPENAI_SUFFIX = "/openai/v1/"
# A second POST to one of these makes a second file, batch or tuning.
_CREATING = ("/files", "/batches", "/fine_tunings")
_DEFAULT_PORTS = {"http": 80, "https": 443}


def api_url(base_url: str, path: str) -> str:
    """Join a base URL, which ends in a slash, and the path of an endpoint.

    Paths of the API carry their own prefix (`/openai/v1/…`, `/v1/fine_tunings`); people set base URLs both with and
    without `/openai/v1`, and both reach the same endpoint.

    Raises:
        ValueError: The path is a whole URL whose host or port cannot be.
    """
    if is_absolute(path):
        if hint := invalid_host_reason(httpx.URL(path)):
            raise ValueError(f"path: expected one such as '/openai/v1/models', got {masked_url(path)}. {hint}")
        return path
    path = path.removeprefix("/")
    if base_url.endswith(_OPENAI_SUFFIX) and path.startswith(("openai/v1/", "v1/")):
        return base_url.removesuffix(_OPENAI_SUFFIX[1:]) + path
    return base_url + path


def is_absolute(path: str) -> bool:
    """Whether a path is a whole URL, which goes where it says, whatever the base URL is."""
    return path.startswith(("http://", "https://"))


def origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    """What two URLs must share to be of the same server: scheme, host and port."""
    return url.scheme, url.raw_host, url.port or _DEFAULT_PORTS.get(url.scheme)


def checked_base_url(url: str | httpx.URL) -> httpx.URL:
    """The base URL, ending in a slash.

    Raises:
        GroqError: It is no absolute http or https URL, or it has parts that requests add.
    """
    try:
        parsed = httpx.URL(url.strip() if isinstance(url, str) else url)
    except (httpx.InvalidURL, TypeError, ValueError) as err:
        cause = None if "@" in str(url) else err  # which may name the password
        why = f"{cause or 'is its password percent-encoded?'}."
        raise GroqError(f"base_url: expected a URL such as {_EXAMPLE_URL!r}, got {masked_url(url)}: {why}") from cause
    hint = _base_url_hint(parsed)
    if hint:
        raise GroqError(f"base_url: expected a URL such as {_EXAMPLE_URL!r}, got {masked_url(url)}. {hint}")
    if parsed.scheme == "http" and not _is_loopback(parsed.host):
        _warn_of_plain_http(parsed.host)
    return httpx.URL(f"{str(parsed).rstrip('/')}/")


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@functools.lru_cache(maxsize=256)  # once for each host
def _warn_of_plain_http(host: str) -> None:
    message = f"base_url: the key and the prompts go to {host} unencrypted. Use https:// unless the network is yours."
    warnings.warn(message, UserWarning, stacklevel=2)


def _base_url_hint(url: httpx.URL) -> str:
    if url.scheme not in ("http", "https") or not url.raw_host:
        return "It has to begin with https:// or http:// and name a host."
    if hint := invalid_host_reason(url):
        return hint
    if url.query or url.fragment:
        return "Put query parameters into default_query."
    if url.path.rstrip("/").endswith("/chat/completions"):
        return "Leave out '/chat/completions': that is one endpoint of the API."
    return ""


def path_template(template: str, /, **values: str) -> str:
    """Fill the `{name}` places of a path, each value as exactly one percent-encoded segment.

    Raises:
        TypeError: A value is not a string.
        ValueError: A value is empty, or is `.` or `..`, which would name another endpoint.
    """
    segments: dict[str, str] = {}
    for name, value in values.items():
        if not isinstance(value, str):  # pyright: ignore[reportUnnecessaryIsInstance] # callers may be untyped
            raise TypeError(f"{name}: expected a string, got {type(value).__name__} ({value!r}).")
        if value in ("", ".", ".."):
            raise ValueError(f"{name}: expected a non-empty id, got {value!r}. Pass the id that the API gave.")
        segments[name] = quote(value, safe="")
    return template.format_map(segments)


def creates(method: str, path: str) -> bool:
    """Whether the request makes something on the server, which a repetition would make twice."""
    return method.upper() == "POST" and path.partition("?")[0].rstrip("/").endswith(_CREATING)
