"""Validation of requests against openapi.yml with an independent library: path, and JSON body or form."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import yaml

from .forms import form_parts

_OPENAPI = Path(__file__).parents[2] / "openapi.yml"


@functools.cache
def spec() -> Any:
    """Return the parsed openapi.yml."""
    return yaml.load(_OPENAPI.read_text("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def check_against_spec(request: httpx.Request, operation_id: str, *, prefix: bytes = b"") -> None:
    """Assert that a request matches the spec.

    Raises:
        jsonschema.ValidationError: The body does not fit the schema.
    """
    path, method, operation = _operation(operation_id)
    assert request.method == method.upper()
    segments = request.url.raw_path.partition(b"?")[0].removeprefix(prefix).decode().split("/")
    assert len(segments) == len(path.split("/")), segments
    for found, wanted in zip(segments, path.split("/"), strict=True):
        assert found == wanted or (wanted.startswith("{") and found), (segments, path)
    body = operation.get("requestBody")
    if body is None:
        assert request.content == b""
        assert "content-type" not in request.headers
        return
    ((media, content),) = body["content"].items()
    assert request.headers["content-type"].partition(";")[0] == media
    schema = content["schema"]
    value = json.loads(request.content) if media == "application/json" else _form_value(request, schema)
    _validator(json.dumps(schema)).validate(value)
    assert set(value) <= set(resolved(schema)["properties"])


def resolved(schema: Any) -> Any:
    """Return the referenced schema, or the schema itself."""
    return spec()["components"]["schemas"][schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


def _operation(operation_id: str) -> tuple[str, str, Any]:
    for path, methods in spec()["paths"].items():
        for method, operation in methods.items():
            if method != "parameters" and operation["operationId"] == operation_id:
                return path, method, operation
    raise AssertionError(f"{operation_id} is not in the spec")


@functools.cache
def _validator(schema: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({**json.loads(schema), "components": spec()["components"]})


def _form_value(request: httpx.Request, schema: Any) -> dict[str, Any]:
    """Return the form as the JSON of its schema."""
    properties, value = resolved(schema)["properties"], dict[str, Any]()
    for part in form_parts(request):
        name = part.name.removesuffix("[]")
        kind = resolved(properties[name])
        assert (part.filename is not None) == (kind.get("format") == "binary"), part
        assert (part.name != name) == (kind.get("type") == "array"), part
        text = part.content.decode("latin-1") if part.filename is not None else part.content.decode()
        if kind.get("type") == "array":
            value.setdefault(name, []).append(text)
        else:
            assert name not in value, part
            value[name] = json.loads(text) if kind.get("type") in ("number", "integer", "boolean") else text
    return value
