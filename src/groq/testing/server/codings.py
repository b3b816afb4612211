"""Decompress request bodies in bounded steps, for `http`. Pure."""

from __future__ import annotations

import zlib

# `wbits` of zlib for a gzip header and trailer.
_GZIP = 16 + zlib.MAX_WBITS


def gunzip(data: bytes, most: int) -> bytes | None:
    """Return the decompressed data; `None` if it has more than `most` bytes.

    Raises:
        ValueError: The data is not gzip, or is truncated.
    """
    pieces: list[bytes] = []
    while data:  # A gzip file may have several members.
        member = zlib.decompressobj(_GZIP)
        try:
            # One byte more: 0 would mean no limit.
            pieces.append(member.decompress(data, most + 1))
        except zlib.error as err:
            raise ValueError(f"The body is not gzip, which its Content-Encoding promises: {err}") from err
        most -= len(pieces[-1])
        if most < 0:
            return None
        if not member.eof:
            raise ValueError("The gzip body is truncated")
        data = member.unused_data
    return b"".join(pieces)
