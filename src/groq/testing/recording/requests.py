"""Recorded requests: the parts that determine the answer, without those that differ between runs. Pure.

Headers are omitted, the order of query parameters and of JSON members is ignored, files are hashed, and the
boundary of a form is dropped.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from ..server.messages import RecordedRequest
from ..server.multipart import FormPart, MultipartError, boundary_of, parse_multipart
from ..server.routing import without_slash
from .redaction import Redaction, json_member

_MAX_TEXT = 64 * 1024


def as_recorded(request: RecordedRequest, redaction: Redaction) -> dict[str, Any]:
    """Return the request as JSON."""
    parts = urlsplit(redaction.text(request.target))
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
    found = {"method": request.method, "path": without_slash(parts.path), **({"query": query} if query else {})}
    return {**found, **_body(request.headers.get("content-type", ""), redaction.data(request.body))}


def identity_of(recorded: dict[str, Any]) -> str:
    """Return a string that is the same for equal requests."""
    return json.dumps(recorded, sort_keys=True)


def _body(content_type: str, body: bytes) -> dict[str, Any]:
    if not body:
        return {}
    if found := json_member(content_type, body):
        return found
    if "multipart" in content_type:
        try:
            return {"form": [_part(part) for part in parse_multipart(body, boundary_of(content_type))]}
        except MultipartError:
            return _content(body)
    return _content(body)


def _part(part: FormPart) -> dict[str, Any]:
    if part.filename is not None:
        return {"name": part.name, "filename": part.filename, **_hash(part.content)}
    return {"name": part.name, **_content(part.content)}


def _content(data: bytes) -> dict[str, Any]:
    if len(data) <= _MAX_TEXT:
        try:
            return {"text": data.decode()}
        except UnicodeDecodeError:
            pass
    return _hash(data)


def _hash(data: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
