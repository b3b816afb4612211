"""openapi.yml and config.yml → operations and schemas, as plain data; nothing here knows Python's syntax."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import yaml

Schema = dict[str, Any]
Form = Literal["model", "params"]

SPEC_FILE = "openapi.yml"
CONFIG_FILE = "codegen/config.yml"

_HTTP_METHODS = ("get", "put", "post", "delete", "patch")
_COMPONENT = "#/components/schemas/"


class CodegenError(Exception):
    """The spec or the config asks for something the generator cannot make."""


@dataclass(frozen=True)
class Location:
    """Where a named type lives, relative to `groq.types`."""

    module: str
    name: str

    @classmethod
    def parse(cls, text: str) -> Location:
        module, _, name = text.partition(":")
        if not name:
            raise CodegenError(f"{CONFIG_FILE}: expected module:Class, got {text!r}")
        return cls(module, name)


@dataclass(frozen=True)
class Parameter:
    """A parameter in the path."""

    name: str
    schema: Schema
    description: str


@dataclass(frozen=True)
class Operation:
    """One endpoint and the Python method that calls it."""

    id: str
    http_method: str
    path: str
    resource: str  # "chat.completions"
    name: str  # "create"
    summary: str
    description: str
    deprecated: bool
    path_params: tuple[Parameter, ...]
    request: Schema | None  # a reference to a schema of the config
    response: Schema
    chunk: Schema | None  # what a stream is made of
    chunk_examples: list[Any] = field(default_factory=list)

    @property
    def method(self) -> str:
        return f"{self.resource}.{self.name}"


class Spec:
    """openapi.yml together with codegen/config.yml."""

    def __init__(self, document: dict[str, Any], config: dict[str, Any]) -> None:
        self.document = document
        self.config = config
        self.schemas: dict[str, Schema] = document.get("components", {}).get("schemas", {})
        self.initialisms: dict[str, str] = config.get("initialisms", {})
        self.reexported: list[str] = config.get("reexported", [])
        for name in self._places:
            if name not in self.schemas:
                raise CodegenError(f"{CONFIG_FILE}: there is no schema {name} in {SPEC_FILE}")

    @classmethod
    def load(cls, root: Path) -> Spec:
        document, config = (yaml.safe_load((root / name).read_text("utf-8")) for name in (SPEC_FILE, CONFIG_FILE))
        return cls(document, config)

    @property
    def _places(self) -> dict[str, dict[str, str]]:
        return self.config.get("schemas") or {}

    # ---- schemas ----

    def resolve(self, schema: Schema) -> Schema:
        """Follow references, as many as there are."""
        while "$ref" in schema:
            name = ref_name(schema)
            if name not in self.schemas:
                raise CodegenError(f"{SPEC_FILE}: there is no schema {name}")
            schema = self.schemas[name]
        return schema

    def location(self, name: str, form: Form) -> Location | None:
        """Where the config puts a schema in this form; `None` for one that is defined wherever it is used."""
        place = self._places.get(name, {})
        text = place.get("any") or place.get(form)
        return Location.parse(text) if text else None

    def nested_name(self, name: str) -> str | None:
        return self._places.get(name, {}).get("nested")

    def named(self) -> Iterator[tuple[str, Form, Location]]:
        """Every schema and form that the config gives a place."""
        for name, place in self._places.items():
            for key in place:
                form: Form = "params" if key == "params" else "model"
                if key != "nested" and (location := self.location(name, form)):
                    yield name, form, location

    # ---- operations ----

    @functools.cached_property
    def operations(self) -> list[Operation]:
        found = {
            item["operationId"]: (path, method, [*methods.get("parameters", []), *item.get("parameters", [])], item)
            for path, methods in self.document["paths"].items()
            for method, item in methods.items()
            if method in _HTTP_METHODS
        }
        configured: dict[str, str] = self.config["operations"]
        if different := sorted(found.keys() ^ configured.keys()):
            raise CodegenError(f"{SPEC_FILE} and {CONFIG_FILE} differ about the operations: {', '.join(different)}")
        return [self._operation(method, *found[id_]) for id_, method in configured.items()]

    def _operation(self, target: str, path: str, method: str, params: list[Any], item: dict[str, Any]) -> Operation:
        resource, _, name = target.rpartition(".")
        where = f"{SPEC_FILE}: {item['operationId']}"
        if unsupported := [param["name"] for param in params if param["in"] != "path"]:
            raise CodegenError(f"{where}: parameters that are not in the path: {', '.join(unsupported)}")
        answers = item["responses"]["200"]["content"]
        events = answers.get("text/event-stream", {})
        return Operation(
            id=item["operationId"],
            http_method=method,
            path=path,
            resource=resource,
            name=name,
            summary=item.get("summary", ""),
            description=item.get("description") or item.get("summary", ""),
            deprecated=item.get("deprecated", False),
            path_params=tuple(Parameter(p["name"], p["schema"], p.get("description", "")) for p in params),
            request=_json_schema(item["requestBody"]["content"], where) if "requestBody" in item else None,
            response=_json_schema(answers, where),
            chunk=events.get("schema"),
            chunk_examples=[example["value"] for example in events.get("examples", {}).values()],
        )


def _json_schema(content: dict[str, Any], where: str) -> Schema:
    if "application/json" not in content:
        raise CodegenError(f"{where}: only JSON bodies are supported, not {', '.join(content)}")
    schema: Schema = content["application/json"]["schema"]
    if "$ref" not in schema:
        raise CodegenError(f"{where}: a body has to be a reference to a named schema")
    return schema


def ref_name(schema: Schema) -> str:
    ref: str = schema["$ref"]
    if not ref.startswith(_COMPONENT):
        raise CodegenError(f"{SPEC_FILE}: only references to {_COMPONENT} are supported, not {ref}")
    return ref.removeprefix(_COMPONENT)


def without_null(schema: Schema) -> tuple[Schema, bool]:
    """The schema for values that are not null, and whether it takes null."""
    for key in ("anyOf", "oneOf"):
        if key in schema:
            variants = [variant for variant in schema[key] if variant != {"type": "null"}]
            if len(variants) == len(schema[key]):
                return schema, False
            return (variants[0] if len(variants) == 1 else {**schema, key: variants}), True
    if isinstance(schema.get("type"), list) and "null" in schema["type"]:
        types = [name for name in schema["type"] if name != "null"]
        rest = {**schema, "type": types[0] if len(types) == 1 else types}
        if "enum" in schema:
            rest["enum"] = [value for value in schema["enum"] if value is not None]
        return rest, True
    return schema, False
