"""The same code for blocking and async clients: results are awaited if they are awaitable."""

from __future__ import annotations

import inspect
from typing import Any

from groq import AsyncGroq, Groq

from .answers import MESSAGES

AnyClient = Groq | AsyncGroq


async def finished(result: Any) -> Any:
    """Return the result of a call, awaited if the client is async."""
    return await result if inspect.isawaitable(result) else result


async def collected(pieces: Any) -> list[Any]:
    """Return all items of an iterator of either kind."""
    return [piece async for piece in pieces] if hasattr(pieces, "__aiter__") else list(pieces)


async def create(client: AnyClient, **arguments: Any) -> Any:
    """Return a chat completion; the arguments add to a model and messages, or override them."""
    given: dict[str, Any] = {"messages": MESSAGES, "model": "m", **arguments}
    return await finished(client.chat.completions.create(**given))


def class_of(value: Any) -> Any:
    """Return the class, without narrowing the type of the value."""
    return type(value)


class opened:
    """Enter with `with` or `async with`, whichever the context manager supports."""

    def __init__(self, manager: Any) -> None:
        self._manager = manager
        self._is_async = hasattr(manager, "__aenter__")

    async def __aenter__(self) -> Any:
        return await self._manager.__aenter__() if self._is_async else self._manager.__enter__()

    async def __aexit__(self, *exc_info: Any) -> Any:
        exit_ = self._manager.__aexit__ if self._is_async else self._manager.__exit__
        return await finished(exit_(*exc_info))
