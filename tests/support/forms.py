"""A parser for multipart forms, independent of the code that builds them."""

from __future__ import annotations

import re
from dataclasses import dataclass

import httpx

_BOUNDARY = re.compile(r'multipart/form-data; boundary=("?)([^";]+)\1')
_PARAMETER = re.compile(r'; (name|filename\*?)="([^"]*)"')


@dataclass(frozen=True)
class Part:
    """One part of a form; names are still escaped."""

    name: str
    content: bytes
    filename: str | None
    headers: dict[str, str]

    @property
    def media_type(self) -> str | None:
        """The media type, if the part has one."""
        return self.headers.get("content-type")


def form_parts(request: httpx.Request) -> list[Part]:
    """Return the parts of a multipart request, in order."""
    found = _BOUNDARY.fullmatch(request.headers["content-type"])
    assert found is not None, request.headers["content-type"]
    delimiter = b"--" + found[2].encode()
    first, *parts, last = (b"\r\n" + request.content).split(b"\r\n" + delimiter)
    assert (first, last) in ((b"", b"--\r\n"), (b"", b"--"))
    return [_part(part) for part in parts]


def form(request: httpx.Request) -> list[tuple[str, str | tuple[str, bytes]]]:
    """Return names and values: text of a field, name and bytes of a file."""
    return [
        (part.name, part.content.decode() if part.filename is None else (part.filename, part.content))
        for part in form_parts(request)
    ]


def _part(raw: bytes) -> Part:
    head, separator, content = raw.removeprefix(b"\r\n").partition(b"\r\n\r\n")
    assert separator
    lines = [line.partition(": ") for line in head.decode().split("\r\n")]
    headers = {name.lower(): value for name, _, value in lines}
    assert len(headers) == len(lines)
    disposition = headers["content-disposition"]
    parameters = dict(_PARAMETER.findall(disposition))
    # The header has no other parameters, so nothing was injected.
    assert _PARAMETER.sub("", disposition) == "form-data"
    return Part(parameters["name"], content, parameters.get("filename"), headers)
