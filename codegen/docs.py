"""What is made of the API besides code: api.md, .stats.yml, the local server's spec, the operations for tests."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from .render import HEADER, path_of, render
from .resources import Resource
from .spec import CONFIG_FILE, SPEC_FILE, Operation, Schema, Spec, without_null
from .types import ROOT, Types

_PROSE = frozenset({"description", "summary", "title", "example", "examples", "externalDocs", "tags"})
_SAMPLES = {"string": "string", "integer": 1, "number": 0.5, "boolean": True, "null": None}


def files(root: Path, spec: Spec, types: Types, resources: Resource) -> dict[str, str]:
    """Path → text."""
    return {
        "api.md": _api_list(spec, types, resources),
        ".stats.yml": _stats(root, spec),
        "src/groq/testing/_spec.json": _bare_spec(spec.document),
        "tests/generated_operations.py": _operations(spec, types, resources),
    }


# ---- api.md and .stats.yml ----


def _api_list(spec: Spec, types: Types, resources: Resource) -> str:
    packages: dict[str, dict[str, str]] = {}  # package → name → file
    for location in types.public():
        package = location.module.rpartition(".")[0]
        shown = ROOT if package in ("", *spec.reexported) else f"{ROOT}.{package}"
        packages.setdefault(shown, {})[location.name] = path_of(f"{ROOT}.{location.module}")
    listed = [resource for resource in resources.walk() if resource.methods]
    return render("api.md.jinja", packages=packages, resources=listed, file_of=path_of)


def _stats(root: Path, spec: Spec) -> str:
    def digest(name: str) -> str:
        return hashlib.sha256((root / name).read_bytes()).hexdigest()

    return (
        f"{HEADER}\nconfigured_endpoints: {len(spec.operations)}\n"
        f"openapi_spec_hash: {digest(SPEC_FILE)}\nconfig_hash: {digest(CONFIG_FILE)}\n"
    )


# ---- the local server ----


def _bare_spec(document: dict[str, Any]) -> str:
    schemas = {name: _without_prose(one) for name, one in document["components"]["schemas"].items()}
    bare = {"paths": _without_prose(document["paths"]), "components": {"schemas": schemas}}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":")) + "\n"


def _without_prose(value: Any) -> Any:
    """The same without descriptions and examples; a property may be called `description`."""
    if isinstance(value, list):
        return [_without_prose(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: {name: _without_prose(one) for name, one in item.items()} if key == "properties" else _without_prose(item)
        for key, item in value.items()
        if key not in _PROSE and not key.startswith("x-")
    }


# ---- operations for tests ----


def _operations(spec: Spec, types: Types, resources: Resource) -> str:
    found = [method.operation for resource in resources.walk() for method in resource.methods]
    return render("operations.py.jinja", operations=[_sample_operation(spec, types, one) for one in found])


def _sample_operation(spec: Spec, types: Types, operation: Operation) -> dict[str, Any]:
    path = {one.name: sample(spec, one.schema) for one in operation.path_params}
    chunk = operation.chunk
    return {
        "operation_id": operation.id,
        "http_method": operation.http_method.upper(),
        "path": operation.path,
        "method": operation.method,
        "path_arguments": path,
        "minimal": sample(spec, operation.request, full=False) if operation.request else {},
        "full": sample(spec, operation.request) if operation.request else {},
        "response_type": _import_path(types, operation.response),
        "response": sample(spec, operation.response),
        "chunk_type": _import_path(types, chunk) if chunk else None,
        "chunks": (operation.chunk_examples or [sample(spec, chunk)]) if chunk else [],
    }


def _import_path(types: Types, schema: Schema) -> str:
    location = types.locate(schema, "model")
    return f"{ROOT}.{location.module}.{location.name}"


def sample(spec: Spec, schema: Schema, *, full: bool = True) -> Any:
    """A value that the schema accepts, with every property or with the required ones only."""
    if "example" in schema:
        return schema["example"]
    schema = without_null(schema)[0]
    if "$ref" in schema:
        return sample(spec, spec.resolve(schema), full=full)
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    if variants := schema.get("anyOf") or schema.get("oneOf"):
        return sample(spec, variants[0], full=full)
    if schema.get("type") == "array":
        return [sample(spec, schema["items"], full=full)]
    if schema.get("type") == "object":
        required = schema.get("required", [])
        wanted = {key: one for key, one in schema.get("properties", {}).items() if full or key in required}
        return {key: sample(spec, one, full=full) for key, one in wanted.items()}
    return _SAMPLES[schema.get("type", "null")]
