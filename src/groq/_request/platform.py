"""The `X-Stainless-*` headers, which describe the machine and the interpreter."""

from __future__ import annotations

import functools
import platform
import sys
from collections.abc import Callable, Mapping
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
    """Return the operating system."""
    system, name = _lower_case(platform.system), _lower_case(platform.platform)
    if "iphone" in name or "ipad" in name:
        return "iOS"
    if "android" in name:
        return "Android"
    if system in _SYSTEMS:
        return _SYSTEMS[system]
    if system == "linux":
        try:
            import distro  # imported here: only Linux needs it

            return _SYSTEMS.get(distro.id(), "Linux")
        except OSError:  # for example: too many open files
            return "Linux"
    return OtherPlatform(name) if name else "Unknown"


def get_architecture() -> str:
    """Return the processor's architecture, or `"unknown"`."""
    machine = _lower_case(platform.machine)
    if machine in _ARCHITECTURES:
        return _ARCHITECTURES[machine]
    if sys.maxsize <= 2**32:
        return "x32"
    return f"other:{machine}" if machine else "unknown"


def _lower_case(query: Callable[[], str]) -> str:
    try:
        return query().lower()
    except Exception:  # an interpreter without platform data must not break requests
        return ""


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
