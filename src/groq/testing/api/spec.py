"""The API's OpenAPI document, and checks against it. Handlers parse JSON bodies here, `forms` parses forms."""

from __future__ import annotations

import functools
from importlib.resources import files
from typing import Any

from .._strict_json import is_object, parse_json
from ..schema.checker import NO_PROPERTY, Violation, check
from ..server.messages import RecordedRequest
from .answers import Refusal


@functools.lru_cache(maxsize=1)
def load_spec() -> dict[str, Any]:
    """Return the OpenAPI document without descriptions: `paths` and `components.schemas`."""
    # As a resource, not by its path: the package may be in a zip file.
    spec = parse_json(files("groq.testing").joinpath("_spec.json").read_bytes())
    assert is_object(spec)
    return spec


def check_against_spec(value: object, schema_name: str) -> Violation | None:
    """Check a value against a schema of the spec, such as `CreateChatCompletionRequest`."""
    return check(value, {"$ref": f"#/components/schemas/{schema_name}"}, root=load_spec())


def require_valid(value: object, schema_name: str) -> None:
    """Check a request.

    Raises:
        Refusal: It violates the schema. The error names the parameter.
    """
    violation = check_against_spec(value, schema_name)
    if violation is None:
        return
    message = violation.message
    if violation.expected.startswith(NO_PROPERTY):
        # The wording of the API: clients search for it.
        message += f" (property '{violation.path[-1]}' is unsupported)"
    raise Refusal(message, param=violation.param or None)


def parse_body(request: RecordedRequest, schema_name: str) -> dict[str, Any]:
    """Return the JSON body.

    Raises:
        Refusal: It is not JSON, or violates the schema.
    """
    try:
        body = request.json
    except ValueError as err:
        raise Refusal(f"Expected a JSON body, got one that cannot be read: {err}") from err
    require_valid(body, schema_name)
    assert is_object(body)
    return body
