# Generated from openapi.yml by scripts/generate. Do not edit.

from typing import List, Optional

from ..._models import BaseModel

__all__ = ["Debug", "ErrorObject"]


class Debug(BaseModel):
    """Tokens of the prompt and of the completion, as ids and as strings."""

    input_token_ids: Optional[List[int]] = None
    """Ids of the tokens of the prompt."""

    input_tokens: Optional[List[str]] = None
    """Tokens of the prompt as strings."""

    output_token_ids: Optional[List[int]] = None
    """Ids of the tokens of the answer."""

    output_tokens: Optional[List[str]] = None
    """Tokens of the answer as strings."""


class ErrorObject(BaseModel):
    """The error that the API reports."""

    message: str
    """The error message. For a rate limit it includes how long to wait."""

    type: str
    """The error type, such as `invalid_request_error`, `permissions_error` (403) or `external_connector_error` (424: a
    remote MCP server failed). For a rate limit it is the exceeded limit: `tokens` or `requests`.
    """

    code: Optional[str] = None
    """The error code, such as `model_not_found`, `model_decommissioned`, `rate_limit_exceeded` or `tool_use_failed`.
    Some codes are numbers, which are kept unchanged. Some errors have no code: for a prompt that is too long, `param`
    is `messages`.
    """

    debug: Optional[Debug] = None
    """Tokens of the failed request, if the API adds them."""

    failed_generation: Optional[str] = None
    """The output of the model if the code is `tool_use_failed` or `json_validate_failed`. Often not valid JSON."""

    param: Optional[str] = None
    """The invalid request parameter, if any."""

    schema_code: Optional[str] = None
    """The kind of error in the schema."""

    schema_kind: Optional[str] = None
    """The kind of the invalid schema."""

    schema_path: Optional[str] = None
    """Path of the error in a JSON schema, as one string."""

    schema_path_segments: Optional[List[str]] = None
    """Path of the error in a JSON schema, as a list of its segments."""
