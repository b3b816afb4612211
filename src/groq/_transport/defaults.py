"""What all httpx clients of this package have in common, whatever they send through: their defaults, and no cookies."""

from __future__ import annotations

from typing import Any

import httpx
from typing_extensions import override

from .._constants import DEFAULT_CONNECTION_LIMITS, DEFAULT_TIMEOUT


def with_defaults(kwargs: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments of an httpx client, completed by the defaults of this package."""
    return {
        "timeout": DEFAULT_TIMEOUT,
        "limits": DEFAULT_CONNECTION_LIMITS,
        "follow_redirects": True,
        **kwargs,
    }


def given(kwargs: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return those of the arguments with these names that were given; each release of httpx has others."""
    return {name: kwargs[name] for name in names if name in kwargs}


class _SentCookies(httpx.Cookies):
    """Cookies that are sent, if the caller gave some; those of responses are not kept, as no part of the API uses them.

    Looking for them takes a tenth of the time of a request.
    """

    @override
    def extract_cookies(self, response: httpx.Response) -> None:
        pass


class KeepsNoCookies:
    """A client that sends the cookies that it was made with."""

    _sent_cookies: httpx.Cookies

    @property
    def cookies(self) -> httpx.Cookies:
        return self._sent_cookies

    @cookies.setter
    def cookies(self, cookies: Any) -> None:
        self._sent_cookies = _SentCookies(cookies)
