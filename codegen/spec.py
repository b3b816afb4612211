"""openapi.yml and config.yml → operations and schemas, as plain data without Python syntax."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

Schema = dict[str, Any]
Form = Literal["model", "params"]

SPEC_FILE = "openapi.yml"
CONFIG_FILE = "codegen/config.yml"
# The parser in C takes a tenth of the time; PyYAML may have been built without it.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_HTTP_METHODS = ("get", "put", "post", "delete", "patch")
_MEDIA_TYPES = ("application/json", "multipart/form-data")
_COMPONENT = "#/components/schemas/"


class CodegenError(Exception):
    """The spec or the config is invalid or unsupported."""


@dataclass(frozen=True)
class Location:
    """Module and name of a type, relative to `groq.types`."""

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
    """Parameter in the path."""

    name: str
    schema: Schema  # with the parameter's example
    description: str


@dataclass(frozen=True)
class Operation:
    """Endpoint and the Python method that calls it."""

    id: str
    http_method: str
    path: str
    resource: str  # "chat.completions"
    name: str  # "create"
    summary: str
    description: str
    path_params: tuple[Parameter, ...]
    request: Schema | None  # a reference to a schema in the config
    request_media: str | None  # "application/json"
    response: Schema  # a reference to a schema, or a file
    response_media: str
    place: Location | None  # of the response type, if not that of its schema
    chunk: Schema | None  # of a streamed response
    chunk_examples: list[Any]
    selector: str  # the parameter that selects the return type, or ""
    choices: dict[str, Schema]  # value of the selector → return type, the default first

    @property
    def method(self) -> str:
        return f"{self.resource}.{self.name}"

    @property
    def is_binary(self) -> bool:
        return is_binary(self.response)


class Spec:
    """Contents of openapi.yml and codegen/config.yml."""

    def __init__(self, document: dict[str, Any], config: dict[str, Any]) -> None:
        self.document = document
        self.config = config
        self.schemas: dict[str, Schema] = document.get("components", {}).get("schemas", {})
        self.initialisms: dict[str, str] = config.get("initialisms", {})
        self.helpers: dict[str, dict[str, Any]] = config.get("helpers", {})
        self.aliases: dict[str, dict[str, str]] = config.get("aliases", {})
        self.reexported: list[str] = config.get("reexported", [])
        for name in self._places:
            if name not in self.schemas:
                raise CodegenError(f"{CONFIG_FILE}: there is no schema {name} in {SPEC_FILE}")

    @classmethod
    def load(cls, root: Path) -> Spec:
        document, config = (yaml.load((root / name).read_text("utf-8"), LOADER) for name in (SPEC_FILE, CONFIG_FILE))
        return cls(document, config)

    @property
    def _places(self) -> dict[str, dict[str, Any]]:
        return self.config.get("schemas") or {}

    # ---- schemas ----

    def resolve(self, schema: Schema) -> Schema:
        """Return the schema that a chain of references ends at."""
        while "$ref" in schema:
            name = ref_name(schema)
            if name not in self.schemas:
                raise CodegenError(f"{SPEC_FILE}: there is no schema {name}")
            schema = self.schemas[name]
        return schema

    def location(self, name: str, form: Form) -> Location | None:
        """Return the location of a schema in this form from the config; `None` if it is defined inline."""
        place = self._places.get(name, {})
        text = place.get("any") or place.get(form)
        return Location.parse(text) if text else None

    def nested_name(self, name: str) -> str | None:
        return self._places.get(name, {}).get("nested")

    def mixins(self, name: str) -> list[Location]:
        """Return the additional bases of the model of a schema, by absolute module."""
        return [Location.parse(text) for text in self._places.get(name, {}).get("mixins", ())]

    def named(self) -> Iterator[tuple[str, Form, Location]]:
        """Iterate over the schemas and forms with a location in the config."""
        for name, place in self._places.items():
            for key in ("any", "model", "params"):
                form: Form = "params" if key == "params" else "model"
                if key in place and (location := self.location(name, form)):
                    yield name, form, location
        for operation in self.operations:
            if operation.place:
                yield ref_name(operation.response), "model", operation.place

    # ---- operations ----

    @functools.cached_property
    def operations(self) -> list[Operation]:
        found = {
            item["operationId"]: (path, method, [*methods.get("parameters", []), *item.get("parameters", [])], item)
            for path, methods in self.document["paths"].items()
            for method, item in methods.items()
            if method in _HTTP_METHODS
        }
        configured: dict[str, str | dict[str, str]] = self.config["operations"]
        if different := sorted(found.keys() ^ configured.keys()):
            raise CodegenError(f"{SPEC_FILE} and {CONFIG_FILE} differ about the operations: {', '.join(different)}")
        return [self._operation(target, *found[id_]) for id_, target in configured.items()]

    def _operation(
        self, target: str | dict[str, str], path: str, method: str, params: list[Any], item: dict[str, Any]
    ) -> Operation:
        target = {"method": target} if isinstance(target, str) else target
        resource, _, name = target["method"].rpartition(".")
        where = f"{SPEC_FILE}: {item['operationId']}"
        if unsupported := [param["name"] for param in params if param["in"] != "path"]:
            raise CodegenError(f"{where}: parameters that are not in the path: {', '.join(unsupported)}")
        answers = item["responses"]["200"]["content"]
        events = answers.get("text/event-stream", {})
        selector, choices = next(iter(item.get("x-returns", {}).items()), ("", {}))
        request_media, request = _body(item["requestBody"]["content"], where) if "requestBody" in item else (None, None)
        response_media, response = _body(answers, where, *choices.values())
        return Operation(
            id=item["operationId"],
            http_method=method,
            path=path,
            resource=resource,
            name=name,
            summary=item.get("summary", ""),
            description=item.get("description") or item.get("summary", ""),
            path_params=tuple(map(_parameter, params)),
            request=request,
            request_media=request_media,
            response=response,
            response_media=response_media,
            place=Location.parse(target["response"]) if "response" in target else None,
            chunk=events.get("schema"),
            chunk_examples=[example["value"] for example in events.get("examples", {}).values()],
            selector=selector,
            choices=choices,
        )


def _parameter(param: dict[str, Any]) -> Parameter:
    example = {"example": param["example"]} if "example" in param else {}
    return Parameter(param["name"], {**param["schema"], **example}, param.get("description", ""))


def _body(content: dict[str, Any], where: str, *choices: Schema) -> tuple[str, Schema]:
    """Return the media type of a body and its schema, or the first of the choices."""
    media_type, body = next(iter(content.items()))
    schema: Schema = choices[0] if choices else body["schema"]
    if not is_binary(schema) and ("$ref" not in schema or media_type not in _MEDIA_TYPES):
        raise CodegenError(f"{where}: a body has to be a file, or JSON or a form after a named schema")
    return media_type, schema


def is_binary(schema: Schema) -> bool:
    """Return whether a schema describes a file."""
    return schema.get("format") == "binary"


def ref_name(schema: Schema) -> str:
    ref: str = schema["$ref"]
    if not ref.startswith(_COMPONENT):
        raise CodegenError(f"{SPEC_FILE}: only references to {_COMPONENT} are supported, not {ref}")
    return ref.removeprefix(_COMPONENT)


def without_null(schema: Schema) -> tuple[Schema, bool]:
    """Return the schema for values other than null, and whether it allows null."""
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
