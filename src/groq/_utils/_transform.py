"""The transform step of other clients of this shape; here the encoder does it (`_request`)."""

from __future__ import annotations

from typing import TypeVar

_T = TypeVar("_T")


def maybe_transform(data: _T, expected_type: object) -> _T:  # noqa: ARG001 - the signature that callers use
    """Return `data` as it is: keys are spelled as the API spells them, and the encoder takes care of values."""
    return data


async def async_maybe_transform(data: _T, expected_type: object) -> _T:  # noqa: ARG001 - as above
    """`maybe_transform`, for async callers."""
    return data
