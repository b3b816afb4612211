"""`maybe_transform`, for callers of other SDKs of this shape; here `_request.json` converts values."""

from __future__ import annotations

from typing import TypeVar

_T = TypeVar("_T")


def maybe_transform(data: _T, expected_type: object) -> _T:  # noqa: ARG001 - the signature that callers use
    """Return `data` unchanged."""
    return data


async def async_maybe_transform(data: _T, expected_type: object) -> _T:  # noqa: ARG001 - the signature that callers use
    """Return `data` unchanged."""
    return data
