"""Samples for the keyword `format`, for the formats of the standard and of pydantic. Pure."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from functools import partial


def _base64(nth: int) -> str:
    return b64encode(f"text {nth + 1}".encode()).decode()


def _uuid(nth: int, *, version: int = 4) -> str:
    return f"00000000-0000-{version}000-8000-{nth + 1:012x}"


def _ipv4(nth: int) -> str:
    return f"192.0.2.{nth % 254 + 1}"


def _ipv6(nth: int) -> str:
    return f"2001:db8::{nth + 1:x}"


# Format → a function from a number to a sample.
FORMATS: dict[str, Callable[[int], str]] = {
    "base64": _base64,
    "base64url": _base64,
    "date": lambda nth: f"2025-{nth // 28 % 12 + 1:02d}-{nth % 28 + 1:02d}",
    "date-time": lambda nth: f"2025-01-15T{nth // 60 % 24:02d}:{nth % 60:02d}:00Z",
    "duration": lambda nth: f"P{nth + 1}D",
    "email": lambda nth: f"user{nth + 1}@example.com",
    "hostname": lambda nth: f"host{nth + 1}.example.com",
    "ipv4": _ipv4,
    "ipv4interface": lambda nth: f"{_ipv4(nth)}/24",
    "ipv4network": lambda nth: f"{_ipv4(nth)}/32",
    "ipv6": _ipv6,
    "ipv6interface": lambda nth: f"{_ipv6(nth)}/64",
    "ipv6network": lambda nth: f"{_ipv6(nth)}/128",
    "ipvanyaddress": _ipv4,
    "ipvanyinterface": lambda nth: f"{_ipv4(nth)}/24",
    "ipvanynetwork": lambda nth: f"{_ipv4(nth)}/32",
    "json-string": str,
    "time": lambda nth: f"{nth // 60 % 24:02d}:{nth % 60:02d}:00Z",
    "uri": lambda nth: f"https://example.com/{nth + 1}",
    "url": lambda nth: f"https://example.com/{nth + 1}",
    "uuid": _uuid,
    **{f"uuid{version}": partial(_uuid, version=version) for version in range(1, 9)},
}
