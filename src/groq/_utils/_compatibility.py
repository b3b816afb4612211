"""Functions that callers of similar SDKs import. In this package, `_request.json_encoding` converts values."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar, cast

_T = TypeVar("_T")
_CallableT = TypeVar("_CallableT", bound=Callable[..., object])


def lru_cache(*, maxsize: int | None = 128) -> Callable[[_CallableT], _CallableT]:
    """Return `functools.lru_cache`, typed to keep the signature."""
    return cast("Callable[[_CallableT], _CallableT]", functools.lru_cache(maxsize=maxsize))  # same call signature


def maybe_transform(data: _T, expected_type: object) -> _T:  # noqa: ARG001 - the signature that callers use
    """Return `data` unchanged."""
    return data


async def async_maybe_transform(data: _T, expected_type: object) -> _T:  # noqa: ARG001 - the signature that callers use
    """Return `data` unchanged."""
    return data
