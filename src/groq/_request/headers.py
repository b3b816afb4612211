"""Headers in layers: checked and merged."""

from __future__ import annotations

import re
from typing import cast

import httpx

from .._redaction import SecretText
from .._types import Headers, NotGiven, Omit

# https://www.rfc-editor.org/rfc/rfc9110#name-tokens
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+").fullmatch
_BOUNDED_CODINGS = frozenset({"gzip", "deflate", "identity"})
# Other subclasses of `str` may override `__str__`.
_PLAIN_TEXT = (str, SecretText)
_BODY_HEADERS = frozenset({"content-length", "transfer-encoding"})


def merge_headers(*layers: Headers) -> dict[str, str]:
    """Merge headers, ignoring the case of their names. Later layers override earlier ones; `omit` removes a header.

    Raises:
        TypeError: A value is not a string or bytes.
        ValueError: A name or a value has invalid characters, or the header describes the body.
    """
    merged: dict[str, tuple[str, str]] = {}
    for layer in layers:
        for name, value in layer.items():
            if not (isinstance(cast("object", name), str) and _HEADER_NAME(name)):  # callers may be untyped
                raise ValueError(f"Header {name!r}: expected a name of letters, digits and hyphens, such as 'X-Trace'.")
            text = value.decode("latin-1") if isinstance(value, bytes) else value
            if isinstance(text, str):
                if not (text.isascii() and text.isprintable()):
                    _check_value(name, text)
                merged[name.lower()] = (name, text if type(text) in _PLAIN_TEXT else str.__str__(text))
            elif isinstance(cast("object", value), Omit | NotGiven):  # callers may be untyped
                merged.pop(name.lower(), None)
            else:
                raise TypeError(
                    f"Header {name!r}: expected a string or bytes, got {type(value).__name__}. "
                    "Convert it to a string, or pass `omit` to leave the header out."
                )
    for name in _BODY_HEADERS & merged.keys():
        raise ValueError(f"Header {name!r}: the client sets it from the body. Leave it out.")
    return dict(merged.values())


def _check_value(name: str, value: str) -> None:
    invalid = next((char for char in value if char != "\t" and not (char.isascii() and char.isprintable())), None)
    if invalid is not None:
        raise ValueError(
            f"Header {name!r}: expected printable ASCII, got a value with {invalid!r}. "
            "Strip line ends; encode other text, for example with urllib.parse.quote()."
        )


def ask_for_bounded_codings(request: httpx.Request) -> None:
    """Remove content codings from `Accept-Encoding` that have no bounded decompression: brotli and zstd.

    A few kilobytes may expand to hundreds of megabytes. httpx requests them if their packages are installed.
    """
    accepted = request.headers.get("accept-encoding")
    if accepted is not None:
        names = [one.strip() for one in accepted.split(",")]
        kept = [name for name in names if name.partition(";")[0].strip().lower() in _BOUNDED_CODINGS]
        if kept != names:
            request.headers["Accept-Encoding"] = ", ".join(kept) or "gzip, deflate"
