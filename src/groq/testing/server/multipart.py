"""Parser and encoder for multipart/form-data (RFC 7578). Pure. The core has only an encoder.

Strict: no preamble, no nested parts, no transfer encodings, and every part has a name. A boundary must fill a line, or
be followed by `--` at the end of the form. The same bytes elsewhere are content.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .._strict_json import digest, is_array

_MAX_PARTS = 1_000
_MAX_HEAD = 16_384
_MAX_BOUNDARY = 70
_PARAM = re.compile(r';[ \t]*([!#$%&*+.^_`|~0-9A-Za-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]+))[ \t]*')
_ESCAPED = re.compile(r'\\(["\\])')
# The HTML standard escapes these three in names and nothing else: `%41` stays.
_PERCENT = {"%22": '"', "%0D": "\r", "%0A": "\n"}
_PERCENT_ESCAPED = re.compile("%22|%0D|%0A", re.IGNORECASE)


class MultipartError(ValueError):
    """The body is not valid multipart/form-data, or uses an unsupported feature."""


@dataclass(frozen=True)
class FormPart:
    """One field or file of a form."""

    name: str
    content: bytes = field(repr=False)
    filename: str | None = None
    """`None` for a plain field."""
    content_type: str | None = None


def boundary_of(content_type: str) -> bytes:
    """Return the boundary of a Content-Type.

    Raises:
        MultipartError: The type is not multipart/form-data, or its boundary is missing or invalid.
    """
    kind, params = _parameters(content_type)
    if kind.lower() != "multipart/form-data":
        raise MultipartError(f"Expected Content-Type multipart/form-data, got {kind or 'none'}")
    boundary = params.get("boundary", "")
    if not 0 < len(boundary) <= _MAX_BOUNDARY or not boundary.isascii() or not boundary.isprintable():
        raise MultipartError("Expected a boundary of 1 to 70 ASCII characters in the Content-Type")
    return boundary.encode()


def parse_multipart(body: bytes, boundary: bytes) -> list[FormPart]:
    """Return the parts of a body, in order.

    Raises:
        MultipartError: The body is not a complete, valid form.
    """
    delimiter = b"--" + boundary
    if not body.startswith(delimiter):
        raise MultipartError("Expected the body to start with the boundary that the Content-Type names")
    parts: list[FormPart] = []
    at = len(delimiter)
    while not body.startswith(b"--", at):
        start = _line_end(body, at)
        if start is None:
            raise MultipartError("Expected a line break after a boundary")
        end = _next_boundary(body, start, b"\r\n" + delimiter)
        parts.append(_part(body, start, end))
        if len(parts) > _MAX_PARTS:
            raise MultipartError(f"Expected at most {_MAX_PARTS} parts")
        at = end + 2 + len(delimiter)
    if body[at + 2 :].strip():
        raise MultipartError("Expected nothing after the closing boundary")
    return parts


def encode_multipart(fields: Mapping[str, object]) -> tuple[str, bytes]:
    """Return Content-Type and body of a form.

    Strings are sent as they are, other values as JSON; null is omitted. An array becomes one field per item, with
    brackets in its name.
    """
    boundary = f"batch-{digest(dict(fields), 40)}"
    body = "".join(
        f'--{boundary}\r\ncontent-disposition: form-data; name="{_escape(name)}"\r\n\r\n{text}\r\n'
        for name, text in _flat_fields(fields)
    )
    return f"multipart/form-data; boundary={boundary}", f"{body}--{boundary}--\r\n".encode("utf-8", "surrogatepass")


def _flat_fields(fields: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if is_array(value):
            yield from ((f"{name}[]", _text(item)) for item in value)
        elif value is not None:
            yield name, _text(value)


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _line_end(body: bytes, at: int) -> int | None:
    """Return where the next line starts, or `None` if this line has more than white space left."""
    while body[at : at + 1] in (b" ", b"\t"):
        at += 1
    return at + 2 if body.startswith(b"\r\n", at) else None


def _next_boundary(body: bytes, start: int, delimiter: bytes) -> int:
    """Return where the next boundary starts, including the line break before it."""
    # Start at the line break of the previous boundary: a part may be empty.
    at = body.find(delimiter, start - 2)
    while at >= 0:
        after = at + len(delimiter)
        if body.startswith(b"--", after) or _line_end(body, after) is not None:
            return at
        at = body.find(delimiter, at + 1)
    raise MultipartError("The body ends before its closing boundary")


def _part(body: bytes, start: int, end: int) -> FormPart:
    head_end = body.find(b"\r\n\r\n", start, min(end, start + _MAX_HEAD))
    if head_end < 0:
        raise MultipartError("Expected header lines and an empty line at the start of a part")
    headers = _headers(body[start:head_end])
    kind, params = _parameters(headers.get("content-disposition", ""))
    if kind.lower() != "form-data" or not params.get("name"):
        raise MultipartError("Expected `Content-Disposition: form-data; name=…` in every part")
    if "content-transfer-encoding" in headers:
        raise MultipartError("Content-Transfer-Encoding is not supported: send the bytes as they are")
    return FormPart(params["name"], body[head_end + 4 : end], params.get("filename"), headers.get("content-type"))


def _headers(head: bytes) -> dict[str, str]:
    try:
        lines = head.decode().split("\r\n")
    except UnicodeDecodeError as err:
        raise MultipartError("Expected UTF-8 in the header lines of a part") from err
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip() or name.lower() in headers:
            raise MultipartError("Expected header lines such as `Content-Type: audio/wav` in a part, each once")
        headers[name.lower()] = value.strip()
    return headers


def _parameters(value: str) -> tuple[str, dict[str, str]]:
    """Split `form-data; name="a"` into the value and its parameters."""
    kind, semicolon, _ = value.partition(";")
    params: dict[str, str] = {}
    at = len(kind)
    while semicolon and at < len(value):
        found = _PARAM.match(value, at)
        if found is None or found[1].lower() in params:
            raise MultipartError('Expected parameters such as `; name="file"`, each once')
        params[found[1].lower()] = _unescape(found[2]) if found[2] is not None else found[3]
        at = found.end()
    return kind.strip(), params


def _escape(name: str) -> str:
    for escaped, plain in _PERCENT.items():
        name = name.replace(plain, escaped)
    return name.replace("\\", "\\\\")


def _unescape(text: str) -> str:
    plain = _ESCAPED.sub(r"\1", text)
    return _PERCENT_ESCAPED.sub(lambda found: _PERCENT[found[0].upper()], plain)
