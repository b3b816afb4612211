"""Why a URL cannot be connected to, and a form of it for messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


def invalid_host_reason(url: httpx.URL) -> str:
    """Return why the host or port of a URL is invalid, or an empty string; httpx finds out while it connects."""
    if url.port is not None and not 0 < url.port < 65_536:
        return "Ports go from 1 up to 65535."
    try:
        labels = url.host.rstrip(".").split(".")
    except UnicodeError as err:
        return f"Its host has an invalid name: {err}."
    is_valid = all(0 < len(label) < 64 for label in labels)
    return "" if is_valid else "The parts of a host's name have 1 to 63 characters."


def masked_url(url: object) -> str:
    """Return the URL for a message, quoted, without the account that it may name."""
    text = str(url)
    scheme, at, rest = text.rpartition("://")
    account, is_account, host = rest.rpartition("@")
    return repr(f"{scheme}{at}[secret]@{host}" if is_account and account else text)
