"""The `X-Stainless-*` headers, which describe the machine and the interpreter."""

from __future__ import annotations

import functools
import os
import platform
import sys
from collections.abc import Mapping
from typing import Literal

from typing_extensions import override

from .._version import __version__


class OtherPlatform:
    """Operating system that the headers name as `Other:…`."""

    def __init__(self, name: str) -> None:
        self.name = name

    @override
    def __str__(self) -> str:
        return f"Other:{self.name}"


Platform = OtherPlatform | Literal["MacOS", "Linux", "Windows", "FreeBSD", "OpenBSD", "iOS", "Android", "Unknown"]

# Prefixes of `sys.platform`, https://docs.python.org/3/library/sys.html#sys.platform.
_SYSTEMS: dict[str, Platform] = {
    "linux": "Linux",
    "darwin": "MacOS",
    "win32": "Windows",
    "cygwin": "Windows",
    "freebsd": "FreeBSD",
    "openbsd": "OpenBSD",
    "ios": "iOS",
    "android": "Android",
}
_ARCHITECTURES = {"x86_64": "x64", "amd64": "x64", "arm": "arm", "aarch64": "arm64", "arm64": "arm64"}


def get_platform() -> Platform:
    """Return the operating system.

    The functions of the `platform` module are slow: they run `uname` and read the interpreter's binary.
    """
    if hasattr(sys, "getandroidapilevel"):  # before Python 3.13, `sys.platform` is "linux" there
        return "Android"
    system = sys.platform
    return next((name for prefix, name in _SYSTEMS.items() if system.startswith(prefix)), OtherPlatform(system))


def get_architecture() -> str:
    """Return the processor's architecture, `"unknown"` if it has no name."""
    machine = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "")
    machine = machine.lower()
    if machine in _ARCHITECTURES:
        return _ARCHITECTURES[machine]
    if sys.maxsize <= 2**32:
        return "x32"
    return f"other:{machine}" if machine else "unknown"


@functools.lru_cache(maxsize=8)
def platform_headers(system: str) -> Mapping[str, str]:
    """Return the headers that name the package, the system and the interpreter."""
    return {
        "X-Stainless-Lang": "python",
        "X-Stainless-Package-Version": __version__,
        "X-Stainless-OS": system,
        "X-Stainless-Arch": get_architecture(),
        "X-Stainless-Runtime": platform.python_implementation() or "unknown",
        "X-Stainless-Runtime-Version": platform.python_version() or "unknown",
    }


def library() -> str:
    """Return the `X-Stainless-Async` header of a blocking client."""
    return "false"


def async_library() -> str:
    """Return the `X-Stainless-Async` header of an async client, which names the library of the running loop."""
    import sniffio  # imported here: only async code needs it

    try:
        return f"async:{sniffio.current_async_library()}"
    except sniffio.AsyncLibraryNotFoundError:  # headers read outside a coroutine
        return "unknown"
