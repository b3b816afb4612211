"""The httpx clients that are used when the caller passes none, with this package's defaults."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

import httpx

from ._constants import DEFAULT_CONNECTION_LIMITS, DEFAULT_TIMEOUT


def _with_defaults(kwargs: dict[str, Any]) -> dict[str, Any]:
    return {
        "timeout": DEFAULT_TIMEOUT,
        "limits": DEFAULT_CONNECTION_LIMITS,
        "follow_redirects": True,
        **kwargs,
    }


class _DefaultHttpxClient(httpx.Client):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_with_defaults(kwargs))


class _DefaultAsyncHttpxClient(httpx.AsyncClient):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**_with_defaults(kwargs))


if TYPE_CHECKING:
    DefaultHttpxClient = httpx.Client
    """`httpx.Client` with this package's defaults for `timeout`, `limits` and `follow_redirects`.

    >>> Groq(http_client=DefaultHttpxClient(proxy="http://localhost:8030"))
    """
    DefaultAsyncHttpxClient = httpx.AsyncClient
    """`httpx.AsyncClient` with this package's defaults for `timeout`, `limits` and `follow_redirects`."""
    DefaultAioHttpClient = httpx.AsyncClient
    """`httpx.AsyncClient` that sends through aiohttp, with this package's defaults; needs `groq[aiohttp]`."""
else:
    DefaultHttpxClient = _DefaultHttpxClient
    DefaultAsyncHttpxClient = _DefaultAsyncHttpxClient

    def DefaultAioHttpClient(**kwargs):
        """`httpx.AsyncClient` that sends through aiohttp, with this package's defaults; needs `groq[aiohttp]`."""
        try:
            import httpx_aiohttp  # here, not above: an extra
        except ImportError as err:
            raise RuntimeError("DefaultAioHttpClient needs aiohttp; install it: pip install 'groq[aiohttp]'") from err
        return httpx_aiohttp.HttpxAiohttpClient(**_with_defaults(kwargs))


class SyncHttpxClientWrapper(DefaultHttpxClient):
    """The default client; closes its connections when nothing refers to it any more."""

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # half-made, or the interpreter is going down
            if not self.is_closed:
                self.close()


class AsyncHttpxClientWrapper(DefaultAsyncHttpxClient):
    """The default client; closes its connections when nothing refers to it any more, if a loop still runs."""

    def __del__(self) -> None:
        with contextlib.suppress(Exception):  # as above, or no loop runs here
            if not self.is_closed:
                _closing.add(task := asyncio.get_running_loop().create_task(_close(self)))
                task.add_done_callback(_closing.discard)


_closing: set[asyncio.Task[None]] = set()  # the loop itself holds tasks weakly


async def _close(client: httpx.AsyncClient) -> None:
    with contextlib.suppress(Exception):  # its connections may belong to a loop that is closed
        await client.aclose()
