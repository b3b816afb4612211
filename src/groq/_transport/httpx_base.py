"""Base of all httpx clients of this package: default options, and fixed cookies."""

from __future__ import annotations

from typing import Any

import httpx
from typing_extensions import override

from .._constants import DEFAULT_CONNECTION_LIMITS, DEFAULT_TIMEOUT


def with_defaults(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an httpx client, with the defaults of this package for missing ones."""
    defaults = {"timeout": DEFAULT_TIMEOUT, "limits": DEFAULT_CONNECTION_LIMITS, "follow_redirects": True}
    return {**defaults, **kwargs}


class _SentCookies(httpx.Cookies):
    """The cookies that the caller gave. Cookies of responses are ignored: extracting them takes 10 % of a request."""

    @override
    def extract_cookies(self, response: httpx.Response) -> None:
        pass


class KeepsNoCookies:
    """Mixin for a client that sends only the cookies of its caller: the API does not use cookies."""

    _sent_cookies: httpx.Cookies

    @property
    def cookies(self) -> httpx.Cookies:
        return self._sent_cookies

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        self._sent_cookies = _SentCookies(cookies)
