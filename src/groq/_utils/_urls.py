"""Checks of URLs, and their redacted form for messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


def invalid_host_reason(url: httpx.URL) -> str:
    """Return why the host or port is invalid, or an empty string. httpx would notice only when it connects."""
    if url.port is not None and not 0 < url.port < 65_536:
        return "Ports go from 1 up to 65535."
    try:
        labels = url.host.rstrip(".").split(".")
    except UnicodeError as err:
        return f"Its host has an invalid name: {err}."
    is_valid = all(0 < len(label) < 64 for label in labels)
    return "" if is_valid else "The parts of a host name have 1 to 63 characters."


def masked_url(url: object) -> str:
    """Return the URL for a message, quoted, with its credentials redacted."""
    text = str(url)
    scheme, at, rest = text.rpartition("://")
    credentials, separator, host = rest.rpartition("@")
    return repr(f"{scheme}{at}[secret]@{host}" if separator and credentials else text)
