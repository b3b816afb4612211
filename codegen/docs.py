"""The generated files besides types and resources: api.md, .stats.yml, the local server's spec, the operations."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from .render import HEADER, path_of, render
from .resources import Resource
from .spec import CONFIG_FILE, SPEC_FILE, Location, Operation, Schema, Spec, is_binary, without_null
from .types import BINARY, ROOT, Types

_PROSE = frozenset({"description", "summary", "title", "example", "examples", "externalDocs", "tags"})
_MESSAGES = ("ChatCompletionResponseMessage", "ChatCompletionRequestAssistantMessage")
_PARAMETER = re.compile(r"\{\w+\}")
_SAMPLES = {"string": "string", "integer": 1, "number": 0.5, "boolean": True, "null": None, "object": {}}


def files(root: Path, spec: Spec, types: Types, resources: Resource) -> dict[str, str]:
    """Return path → text of these files."""
    return {
        "api.md": _api_list(spec, types, resources),
        ".stats.yml": _stats(root, spec),
        "src/groq/testing/_spec.json": _bare_spec(spec.document),
        "src/groq/_request/history_fields.py": _history_fields(spec),
        "src/groq/_operations.py": render("operations.py.jinja", names=_names(spec)),
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


# ---- fields of earlier answers that requests accept ----


def _history_fields(spec: Spec) -> str:
    """Return the module with the fields that requests accept, by the role of a message and the type of other items."""
    fields: dict[str, list[str]] = {}
    for schema in spec.schemas.values():
        if "x-request-schema" in schema:
            request = spec.schemas[schema["x-request-schema"]]
            kind = schema["properties"].get("type") or schema["properties"]["role"]
            fields[kind.get("const") or kind["enum"][0]] = sorted(request["properties"])
    answer, message = (spec.schemas[name] for name in _MESSAGES)
    refused = {*answer["properties"], *message["x-refused"]} - message["properties"].keys()
    models = message["properties"]["reasoning"]["x-models"]
    return render("history_fields.py.jinja", fields=fields, refused=sorted(refused), models=tuple(models))


# ---- the local server ----


def _bare_spec(document: dict[str, Any]) -> str:
    parts = document["components"]
    components = {
        key: {name: _without_prose(one) for name, one in parts[key].items()} for key in ("schemas", "responses")
    }
    bare = {"paths": _without_prose(document["paths"]), "components": components}
    return json.dumps(bare, ensure_ascii=False, separators=(",", ":")) + "\n"


def _without_prose(value: Any) -> Any:
    """Return the document without descriptions and examples, but with properties named `description`."""
    if isinstance(value, list):
        return [_without_prose(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: {name: _without_prose(one) for name, one in item.items()} if key == "properties" else _without_prose(item)
        for key, item in value.items()
        if key not in _PROSE and not key.startswith("x-")
    }


# ---- operations ----


def _names(spec: Spec) -> dict[str, str]:
    """Return method and path, with `{}` for each parameter → the name of the operation, such as `models.list`."""
    return {f"{one.http_method.upper()} {_PARAMETER.sub('{}', one.path)}": one.method for one in spec.operations}


def _operations(spec: Spec, types: Types, resources: Resource) -> str:
    found = [method.operation for resource in resources.walk() for method in resource.methods]
    return render("sample_operations.py.jinja", operations=[_sample_operation(spec, types, one) for one in found])


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
        "request_media": operation.request_media,
        "response_media": operation.response_media,
        "response_type": _import_path(operation.place or types.returned(operation.response)),
        "response": sample(spec, operation.response),
        "choices": [
            ({operation.selector: value}, _import_path(types.returned(one)), sample(spec, one))
            for value, one in operation.choices.items()
        ],
        "chunk_type": _import_path(types.returned(chunk)) if chunk else None,
        "chunks": (operation.chunk_examples or [sample(spec, chunk)]) if chunk else [],
    }


def _import_path(one: Location | str) -> str:
    if isinstance(one, str):
        return f"groq._response.{one}" if one == BINARY else f"builtins.{one}"
    return f"{ROOT}.{one.module}.{one.name}"


def sample(spec: Spec, schema: Schema, *, full: bool = True) -> Any:
    """Return a valid value of the schema, with all or only the required properties; a file as `(name, bytes)`."""
    if is_binary(schema):
        content = schema["example"].encode()
        return (schema["x-file-name"], content) if "x-file-name" in schema else content
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
    if "properties" in schema:
        return _sample_object(spec, schema, full)
    if variants := schema.get("anyOf") or schema.get("oneOf"):
        return sample(spec, variants[0], full=full)
    if schema.get("type") == "array":
        return [sample(spec, schema["items"], full=full)]
    return _SAMPLES[schema.get("type", "null")]


def _sample_object(spec: Spec, schema: Schema, full: bool) -> dict[str, Any]:
    chosen, *others = schema.get("oneOf", [{}])  # mutually exclusive sets of required properties
    required = {*schema.get("required", ()), *chosen.get("required", ())}
    excluded = {name for one in others for name in one["required"]}
    wanted = [key for key in schema["properties"] if key in required or (full and key not in excluded)]
    return {key: sample(spec, schema["properties"][key], full=full) for key in wanted}
