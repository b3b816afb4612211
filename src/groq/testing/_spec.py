"""The API's own description, from `_spec.json`, and the check of a body against it. `_chat` and its like ask."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Any

from ._schema import Violation, check
from ._wire import Answer, RecordedRequest, error_answer, is_object, parse_json


@functools.lru_cache(maxsize=1)
def load_spec() -> dict[str, Any]:
    """The OpenAPI document without its descriptions: `paths` and `components.schemas`."""
    # As a resource, not by its path: the package may be in a zip file.
    spec = parse_json(files("groq.testing").joinpath("_spec.json").read_bytes())
    assert is_object(spec)
    return spec


def check_against_spec(value: object, schema_name: str) -> Violation | None:
    """Check a value against a schema of the spec, such as `CreateChatCompletionRequest`."""
    return check(value, {"$ref": f"#/components/schemas/{schema_name}"}, root=load_spec())


def parse_body(request: RecordedRequest, schema_name: str) -> dict[str, Any] | Answer:
    """The JSON body that fits the schema, or the API's 400 that names the parameter and says what is wrong with it."""
    try:
        body = request.json
    except ValueError as err:
        return error_answer(400, f"Expected a JSON body, got one that cannot be read: {err}")
    violation = check_against_spec(body, schema_name)
    if violation is not None:
        return error_answer(400, violation.message, param=violation.param or None)
    assert is_object(body)
    return body
