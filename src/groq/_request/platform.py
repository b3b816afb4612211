"""What the `X-Stainless-*` headers say of this machine and interpreter; computed once."""

from __future__ import annotations

import functools
import platform
import sys
from collections.abc import Mapping
from typing import Literal

from typing_extensions import override

from .._version import __version__


class OtherPlatform:
    """An operating system that has no name of its own in the headers."""

    def __init__(self, name: str) -> None:
        self.name = name

    @override
    def __str__(self) -> str:
        return f"Other:{self.name}"


Platform = OtherPlatform | Literal["MacOS", "Linux", "Windows", "FreeBSD", "OpenBSD", "iOS", "Android", "Unknown"]

_SYSTEMS: dict[str, Literal["MacOS", "Windows", "FreeBSD", "OpenBSD", "iOS", "Android"]] = {
    "darwin": "MacOS",
    "windows": "Windows",
    "freebsd": "FreeBSD",
    "openbsd": "OpenBSD",
    "ios": "iOS",
    "android": "Android",
}
_ARCHITECTURES = {"x86_64": "x64", "amd64": "x64", "arm": "arm", "aarch64": "arm64", "arm64": "arm64"}


@functools.lru_cache(maxsize=1)
def get_platform() -> Platform:
    """The operating system."""
    try:
        system = platform.system().lower()
        name = platform.platform().lower()
    except Exception:  # a stripped-down interpreter; a header is no reason to fail
        return "Unknown"
    if "iphone" in name or "ipad" in name:
        return "iOS"
    if "android" in name:
        return "Android"
    if system in _SYSTEMS:
        return _SYSTEMS[system]
    if system == "linux":
        try:
            import distro  # here, not above: only Linux needs it

            return _SYSTEMS.get(distro.id(), "Linux")
        except OSError:  # the process has no file descriptors left
            return "Linux"
    return OtherPlatform(name) if name else "Unknown"


def get_architecture() -> str:
    """The processor's architecture, `"unknown"` where it has no name."""
    try:
        machine = platform.machine().lower()
    except Exception:  # as above
        return "unknown"
    if machine in _ARCHITECTURES:
        return _ARCHITECTURES[machine]
    if sys.maxsize <= 2**32:
        return "x32"
    return f"other:{machine}" if machine else "unknown"


@functools.lru_cache(maxsize=8)
def platform_headers(system: str) -> Mapping[str, str]:
    """The headers that name the package, the system and the interpreter."""
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
    """Return the `X-Stainless-Async` header of an async client: the event loop that runs."""
    import sniffio  # here, because only async code needs it

    try:
        return f"async:{sniffio.current_async_library()}"
    except sniffio.AsyncLibraryNotFoundError:  # headers that are read outside of a coroutine
        return "unknown"
