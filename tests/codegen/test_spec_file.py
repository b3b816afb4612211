"""openapi.yml is a valid, complete description: the types, the docs and the local server all rely on it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from codegen.__main__ import REPOSITORY
from codegen.docs import sample
from codegen.spec import LOADER, Spec
from codegen.spec import Operation as PlannedOperation

from ..generated_operations import OPERATIONS
from ..operation import Operation

SPEC = Spec.load(REPOSITORY)
SERVED = json.loads((REPOSITORY / "src/groq/testing/_spec.json").read_text("utf-8"))


def schemas(schema: Any, where: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every nested schema with its path."""
    yield where, schema
    for name, one in schema.get("properties", {}).items():
        yield from schemas(one, f"{where}.{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from schemas(schema[key], f"{where}[]")
    for key in ("anyOf", "oneOf"):
        for number, one in enumerate(schema.get(key, [])):
            yield from schemas(one, f"{where}|{number}")


EVERY = [found for name, one in SPEC.schemas.items() for found in schemas(one, name)]


def references(value: Any) -> set[str]:
    """Yield the names of the referenced schemas."""
    if isinstance(value, dict):
        place, _, name = str(value.get("$ref", "")).rpartition("/")
        own = {name} if place == "#/components/schemas" else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def validator(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    return OAS31Validator({**schema, "components": document["components"]})


def test_spec_is_valid_openapi_3_1() -> None:
    validate(SPEC.document, cls=OpenAPIV31SpecValidator)


def test_references_resolve_and_every_schema_is_used() -> None:
    reached: set[str] = set()
    answers = SPEC.document["components"]["responses"]
    waiting = references([SPEC.document["paths"], answers]) | {name for name, _, _ in SPEC.named()}
    while waiting - reached:
        name = (waiting - reached).pop()
        reached.add(name)
        waiting |= references(SPEC.schemas[name])
    assert reached == set(SPEC.schemas)


def test_every_schema_and_property_is_described() -> None:
    bare = [where for where, schema in EVERY if not where[-1].isdigit() and not is_self_explanatory(schema)]
    assert bare == []


def is_self_explanatory(schema: dict[str, Any]) -> bool:
    return "description" in schema or set(schema) == {"$ref"}


def test_descriptions_are_sentences() -> None:
    texts = {where: schema["description"] for where, schema in EVERY if "description" in schema}
    assert [where for where, text in texts.items() if not text.endswith(".") or text != text.strip()] == []


def test_deprecated_parameters_name_replacement() -> None:
    deprecated = [schema["description"] for _, schema in EVERY if schema.get("deprecated")]
    assert deprecated
    assert all(text.startswith("Deprecated, use ") for text in deprecated)


def test_defaults_and_bounds_are_described() -> None:
    for where, schema in EVERY:
        text = schema.get("description", "")
        for key in ("minimum", "maximum", "maxItems"):
            assert key not in schema or "|" in where or str(schema[key]) in text, (where, key)
        default = schema.get("default")
        spoken = str(default) if isinstance(default, bool | int | float) else f"`{default}`"
        assert default is None or spoken in text, where


def test_every_example_matches_its_schema() -> None:
    for where, schema in EVERY:
        if "example" in schema:
            errors = [error.message for error in validator(schema, SPEC.document).iter_errors(schema["example"])]
            assert errors == [], where


@pytest.mark.parametrize("operation", SPEC.operations, ids=lambda operation: operation.method)
def test_operations_and_parameters_are_described(operation: PlannedOperation) -> None:
    assert operation.summary
    assert operation.description.endswith(".")
    for param in operation.path_params:
        assert param.description.endswith(".")
        assert param.schema["example"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_generated_requests_match_the_spec_of_the_local_server(operation: Operation) -> None:
    item = SERVED["paths"][operation.path][operation.http_method.lower()]
    if operation.request_media is None:
        assert "requestBody" not in item
        assert operation.full == {}
        return
    request = SPEC.resolve(item["requestBody"]["content"][operation.request_media]["schema"])
    for body in (operation.minimal, operation.full):
        validator(request, SERVED).validate({name: text_of(value) for name, value in body.items()})
    needed, *others = ({*one["required"]} for one in request.get("oneOf", [{"required": []}]))
    assert set(operation.full) == set(request["properties"]).difference(*others)
    assert set(operation.minimal) == {*request.get("required", ()), *needed}


@pytest.mark.parametrize("operation", OPERATIONS, ids=str)
def test_generated_responses_match_the_spec_of_the_local_server(operation: Operation) -> None:
    answers = SERVED["paths"][operation.path][operation.http_method.lower()]["responses"]["200"]["content"]
    validator(answers[operation.response_media]["schema"], SERVED).validate(text_of(operation.response))
    for _, _, response in operation.choices:
        media = "text/plain" if isinstance(response, str) else "application/json"
        validator(answers[media]["schema"], SERVED).validate(response)
    for chunk in operation.chunks:
        validator(answers["text/event-stream"]["schema"], SERVED).validate(chunk)


def text_of(value: Any) -> Any:
    """Return a file as in the spec: a string."""
    content = value[1] if isinstance(value, tuple) else value
    return content.decode() if isinstance(content, bytes) else content


@pytest.mark.parametrize(
    ("name", "never_null"),
    [
        ("CreateChatCompletionRequest", {"messages", "model", "disable_tool_validation"}),
        ("CreateResponseRequest", {"input", "model", "text", "user"}),
    ],
)
def test_null_is_accepted_where_python_accepts_none(name: str, never_null: set[str]) -> None:
    request = SPEC.schemas[name]
    minimal = sample(SPEC, request, full=False)
    nulls = dict.fromkeys(set(request["properties"]) - never_null)
    validator(request, SPEC.document).validate({**minimal, **nulls})


@pytest.mark.parametrize("code", ["model_not_found", 404, None])
def test_error_code_is_text_or_a_number(code: object) -> None:
    error = {"error": {"message": "no", "type": "invalid_request_error", "code": code}}
    validator(SPEC.schemas["ErrorResponse"], SPEC.document).validate(error)


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "function", "function": {"name": "f"}},
        {"type": "browser_search"},
        {"type": "code_interpreter"},
        {"type": "mcp", "server_label": "docs", "server_url": "https://example.com", "require_approval": "never"},
        {"type": "something_new"},
    ],
)
def test_tools_of_every_kind_are_accepted(tool: object) -> None:
    validator(SPEC.schemas["ChatCompletionTool"], SPEC.document).validate(tool)


@pytest.mark.parametrize(
    ("name", "left_out"),
    [("ChatCompletionResponseMessage", {"annotations", "executed_tools"}), ("ResponseOutputFunctionCall", set())],
)
def test_part_of_a_response_with_only_request_fields_matches_the_request(name: str, left_out: set[str]) -> None:
    part = SPEC.schemas[name]
    request = SPEC.schemas[part["x-request-schema"]]
    sent = {key: value for key, value in sample(SPEC, part).items() if key in request["properties"]}
    validator(request, SPEC.document).validate(sent)
    assert set(part["properties"]) - set(request["properties"]) == left_out


@pytest.mark.parametrize("name", [name for name, schema in SPEC.schemas.items() if "discriminator" in schema])
def test_discriminator_names_every_variant_by_its_value(name: str) -> None:
    schema = SPEC.schemas[name]
    key, mapping = schema["discriminator"]["propertyName"], schema["discriminator"]["mapping"]
    assert {one["$ref"] for one in schema["oneOf"]} == set(mapping.values())
    for value, ref in mapping.items():
        variant = SPEC.resolve({"$ref": ref})
        assert key in variant["required"]
        assert value in variant["properties"][key].get("enum", [variant["properties"][key].get("const")])


@pytest.mark.parametrize(
    "item",
    [
        {"role": "user", "content": "Hi"},
        {"type": "message", "role": "assistant", "content": "Hi"},
        {"role": "user", "content": [{"type": "input_image", "image_url": "data:image/png;base64,AA=="}]},
        {"type": "message", "role": "user", "content": [{"type": "input_text", "text": "Hi"}]},
        {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_1", "output": "21"},
    ],
)
def test_items_of_every_kind_are_accepted(item: object) -> None:
    validator(SPEC.schemas["ResponseInputItem"], SPEC.document).validate(item)


@pytest.mark.parametrize(
    "tool",
    [
        {"type": "function", "name": "f"},
        {"type": "code_interpreter", "container": {"type": "auto"}},
        {"type": "browser_search"},
        {"type": "mcp", "server_label": "docs", "server_url": "https://example.com", "require_approval": "never"},
    ],
)
def test_tools_of_a_response_are_accepted(tool: object) -> None:
    validator(SPEC.schemas["ResponseTool"], SPEC.document).validate(tool)


def test_recording_is_file_or_url() -> None:
    for name in ("CreateTranscriptionRequest", "CreateTranslationRequest"):
        check = validator(SPEC.schemas[name], SPEC.document)
        accepted = [
            check.is_valid({"model": "m", **rest})
            for rest in ({"file": "-"}, {"url": "-"}, {}, {"file": "-", "url": "-"})
        ]
        assert accepted == [True, True, False, False]


def test_spec_of_the_local_server_has_every_rule_without_descriptions() -> None:
    text = json.dumps(SERVED)
    assert '"example"' not in text
    assert '"x-' not in text
    assert "description" in SERVED["components"]["schemas"]["FunctionObject"]["properties"]
    assert "description" not in SERVED["components"]["schemas"]["FunctionObject"]
    request = SERVED["components"]["schemas"]["CreateChatCompletionRequest"]
    assert request["additionalProperties"] is False
    assert request["properties"]["tools"]["maxItems"] == 128
    assert request["properties"]["temperature"]["maximum"] == 2
    assert SERVED["components"]["schemas"]["ChatCompletionRequestMessage"]["discriminator"]["propertyName"] == "role"


def test_yaml_has_no_duplicate_keys() -> None:
    yaml.load((REPOSITORY / "openapi.yml").read_text("utf-8"), UniqueKeys)


class UniqueKeys(LOADER):  # type: ignore[misc] # one of two classes
    """Rejects duplicate keys, which YAML parsers silently overwrite."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), f"line {node.start_mark.line + 1}: a key occurs twice"
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping
